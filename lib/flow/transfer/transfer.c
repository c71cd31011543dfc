/*
 * cm-transfer: deck 1.7 (rows S29 to S38). Whether a line may go to another owner is the policy's word; here is what it
 * looks at and what a transfer does: the owner is another one, credit class and points are gone, the number's age stays.
 */
#include "base/date.h"
#include "base/ident.h"
#include "domain/family.h"
#include "domain/past.h"
#include "flow/holdings.h"
#include "flow/identity.h"
#include "flow/offer.h"
#include "flow/pin.h"

#include "base/banned.h"

enum {
	ARREARS,
	OPENED_AT,
	VIP_LEVEL,
	POINTS,
	PAYMENT_METHOD,
	PLAN,
	PLAN_NAME,
	SERVICES,
	SERVICE_COUNT,
	MONTHLY_TOTAL,
	CONTRACT_FREE_FROM,
	IN_FAMILY,
	IN_VPMN,
	NEW_OWNER_SAME,
	NEW_NAME,
	NEW_ID_TYPE,
	NEW_ID_NO,
	NEW_CONTACT,
	NEW_ADDRESS,
	TRANSFER_MIN_MONTHS,
	TRANSFER_CONTRACTS,
	TRANSFER_NETWORKS
};

static const char *const facts[] = {"arrears", "opened_at", "vip_level",
    "points", "payment_method", "plan", "plan_name", "services", "service_count", "monthly_total", "contract_free_from", "in_family",
    "in_vpmn", "new_owner_same", "new_name", "new_id_type", "new_id_no", "new_contact", "new_address",
    "transfer_min_months", "transfer_contracts", "transfer_networks", NULL};

/* What the store does not know of the line may come with the record: it was asked for. */
static void
personal_facts(struct cm_case *c)
{
	cm_set_money(c, ARREARS, cm_arrears(c->account.balance));
	cm_set_day(c, OPENED_AT, c->line.opened_at);
	cm_set_text(c, VIP_LEVEL, c->line.vip_level);
	cm_set_text(c, PAYMENT_METHOD, c->line.payment_method);
	cm_set_int(c, POINTS, c->line.points);
	cm_set_text(c, PLAN, c->line.plan);
	if (cm_known(c, NEW_ID_NO) && c->line.id_no.n)
		cm_set_bool(c, NEW_OWNER_SAME, cm_identity_same(cm_get_text(c, NEW_ID_NO), c->line.id_no));
}

/* Of a group that another system keeps. */
static enum cm_status
evidence(void *ctx, const struct cm_evidence *e)
{
	if (cm_str_is(e->fact, "in_family") && cm_str_is(e->value, "true"))
		cm_set_bool(ctx, IN_FAMILY, true);
	return CM_OK;
}

/* The one that lasts longest counts. */
static enum cm_status
contract(void *ctx, const struct cm_contract *k)
{
	struct cm_case *c = ctx;

	if (k->until >= cm_time_day(c->now) && cm_list_has(cm_get_text(c, TRANSFER_CONTRACTS), k->kind) &&
	    k->until >= cm_get_int(c, CONTRACT_FREE_FROM))
		cm_set_day(c, CONTRACT_FREE_FROM, k->until + 1);
	return CM_OK;
}

static void
set_network(struct cm_case *c, struct cm_str services)
{
	struct cm_str service;
	bool in = false;

	while (cm_list_next(&services, &service))
		in |= cm_list_has(cm_get_text(c, TRANSFER_NETWORKS), service);
	cm_set_bool(c, IN_VPMN, in);
}

static enum cm_status
holdings(struct cm_case *c)
{
	struct cm_holdings *h = cm_arena_alloc(c->arena, sizeof *h);
	const struct cm_offer *plan;
	struct cm_families groups;
	int64_t monthly = -1;
	enum cm_status st = cm_holdings_gather(c, h);

	if (st == CM_OK)
		st = cm_holdings_monthly(c, &monthly);
	if (st == CM_OK)
		st = cm_families_of(c->store, c->account.part, c->account.line, &groups, c->arena, c->diag);
	if (st != CM_OK)
		return st;
	c->state = h;
	cm_set_text(c, SERVICES, h->services);
	cm_set_int(c, SERVICE_COUNT, cm_list_count(h->services));
	set_network(c, h->services);
	cm_set_bool(c, IN_FAMILY, cm_family_open(&groups) != NULL);
	plan = cm_offers_find(c->offers, c->line.plan);
	if (plan)
		cm_set_words(c, PLAN_NAME, &plan->name);
	if (monthly >= 0)
		cm_set_money(c, MONTHLY_TOTAL, monthly);
	st = cm_contracts_of(c->store, c->account.part, c->account.line, contract, c, c->diag);
	return st == CM_OK ? cm_evidence_of(c->store, c->account.part, c->account.line, evidence, c, c->diag) : st;
}

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = cm_case_line(c);

	cm_identity_number(c, "new_id_type", "new_id_no", "new_id_no_check");
	if (st == CM_OK)
		st = cm_identity_owner(c);
	if (st != CM_OK || !c->has_account)
		return st;
	personal_facts(c);
	cm_new_pin_facts(c);
	cm_new_pin_document(c, cm_get_text(c, NEW_ID_NO));
	if (cm_known(c, OPENED_AT))
		cm_out_day(c, "first_allowed",
		    cm_day_add_months((int32_t)cm_get_int(c, OPENED_AT), (int)cm_get_int(c, TRANSFER_MIN_MONTHS)));
	return holdings(c);
}

/* What the next owner takes over (row S37), and what the present one loses. */
static void
outputs(struct cm_case *c)
{
	struct cm_str services = cm_get_text(c, SERVICES), items[64];
	unsigned n = 0;

	cm_out_text(c, "old_owner", cm_str(cm_mask_name(c->arena, c->line.name)));
	if (c->line.plan.n)
		cm_out_text(c, "plan", c->line.plan);
	while (n < 64 && cm_list_next(&services, &items[n]))
		n++;
	cm_out_list(c, "services", items, n);
	if (cm_known(c, MONTHLY_TOTAL))
		cm_out_money(c, "monthly_total", cm_get_int(c, MONTHLY_TOTAL));
	cm_out_int(c, "points_forfeited", c->line.points);
}

static enum cm_status
apply(struct cm_case *c)
{
	enum cm_status st = cm_owner_keep(c->store, &c->line, c->now, c->op.seq, c->diag);

	outputs(c);
	cm_change_text(c, "name", &c->line.name, cm_get_text(c, NEW_NAME));
	cm_change_text(c, "id_type", &c->line.id_type, cm_get_text(c, NEW_ID_TYPE));
	cm_change_text(c, "id_no", &c->line.id_no, cm_get_text(c, NEW_ID_NO));
	cm_change_text(c, "contact", &c->line.contact, cm_known(c, NEW_CONTACT) ? cm_get_text(c, NEW_CONTACT) : CM_STR(""));
	cm_change_text(c, "address", &c->line.address, cm_known(c, NEW_ADDRESS) ? cm_get_text(c, NEW_ADDRESS) : CM_STR(""));
	cm_change_text(c, "credit_class", &c->line.credit_class, CM_STR(""));
	cm_change_int(c, "points", &c->line.points, 0);
	cm_change_day(c, "owner_since", &c->line.owner_since, cm_time_day(c->now));
	if (st == CM_OK)
		st = cm_holdings_drop_waiting(c, c->state);
	return st == CM_OK ? cm_new_pin_apply(c) : st;
}

const struct cm_flow cm_flow_transfer = {.policy = "transfer",
    .gate = "transfer",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_identity_names, cm_new_pin_names, cm_offer_names, NULL},
    .offers = true,
    .services = true,
    .peek = cm_new_pin_peek,
    .prepare = cm_new_pin_prepare,
    .gather = gather,
    .apply = apply};
