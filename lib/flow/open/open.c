/*
 * cm-open: deck 1.2 (rows S5-S11). Number, SIM, customer, password, plan and services become a line in one transaction.
 * Whatever can refuse it is found by gather() and said by policies/open.yaml before the first write.
 */
#include <stdio.h>

#include "base/date.h"
#include "base/ident.h"
#include "base/money.h"
#include "flow/campaign.h"
#include "flow/identity.h"
#include "flow/open/open.h"
#include "flow/pin.h"
#include "flow/sim/sim.h"

#include "base/banned.h"

#define SOURCE CM_STR("cm-open open")

/*
 * The line's id follows from the request, so that it is the same after a crash and a re-run; lines whose keys differ in
 * the last four characters lie side by side, so that a batch NAME/line writes few pages. Without a request key it follows
 * from the SIM, which belongs to one line for ever, and the time of the run.
 */
static int64_t
line_id(const struct cm_case *c)
{
	struct cm_str iccid = cm_get_text(c, OPEN_ICCID), near = c->request_key;
	char key[80];

	near.n -= near.n < 4 ? near.n : 4;
	if (c->request_key.n)
		return cm_line_id_near(SOURCE, c->request_key, near);
	snprintf(key, sizeof key, "no key/%.*s/%lld", (int)iccid.n, iccid.p, (long long)c->now);
	return cm_line_id(SOURCE, cm_str(key));
}

/* ---- before the lock: the password's hash is the only slow part ---- */

static enum cm_status
peek(struct cm_case *c)
{
	struct cm_open *o = cm_open_state(c);

	o->line = line_id(c);
	if (cm_known(c, OPEN_NEW_PIN))
		cm_new_pin_for(c, cm_part_of(o->line), o->line);
	return CM_OK;
}

/* ---- gather ---- */

/* Each service once; false when it would have two tiers, or when there are too many. */
static bool
add_service(struct cm_open *o, struct cm_str service, struct cm_str tier)
{
	for (unsigned i = 0; i < o->nservices; i++) {
		struct cm_open_service *s = &o->services[i];

		if (!cm_str_eq(s->service, service))
			continue;
		if (tier.n && s->tier.n && !cm_str_eq(tier, s->tier))
			return false;
		if (tier.n)
			s->tier = tier;
		return true;
	}
	if (o->nservices == CM_OPEN_SERVICES)
		return false;
	o->services[o->nservices++] = (struct cm_open_service){service, tier.n ? tier : CM_STR("")};
	return true;
}

/* NULL: it cannot be ordered with a connection. */
static const struct cm_service *
sold(const struct cm_case *c, struct cm_str service)
{
	const struct cm_service *s = cm_services_find(c->services, service);

	return cm_service_sold(s) && !cm_list_has(cm_get_text(c, OPEN_SERVICES_APART), service) ? s : NULL;
}

/* An offer is a service's tier: mobile_data:20. */
static bool
add_offer(const struct cm_case *c, struct cm_open *o, struct cm_str offer)
{
	const char *colon = memchr(offer.p, ':', offer.n);
	const struct cm_service *s = colon ? sold(c, (struct cm_str){offer.p, (size_t)(colon - offer.p)}) : NULL;
	const struct cm_tier *t = s ? cm_service_tier(s, (struct cm_str){colon + 1, (size_t)(offer.p + offer.n - colon - 1)}) : NULL;

	return t && add_service(o, s->id, t->id);
}

/* The plan's free services, the chosen ones, the offers' and the campaign's; the first that is not sold is told. */
static void
gather_services(struct cm_case *c, struct cm_open *o)
{
	struct cm_str list = cm_get_text(c, OPEN_SERVICES), item;

	for (unsigned i = 0; o->offer && i < o->offer->nfree; i++)
		add_service(o, o->offer->free_services[i], CM_STR(""));
	while (cm_list_next(&list, &item))
		if ((!sold(c, item) || !add_service(o, item, CM_STR(""))) && !cm_known(c, OPEN_ODD_SERVICE))
			cm_set_text(c, OPEN_ODD_SERVICE, item);
	list = cm_get_text(c, OPEN_OFFERS);
	while (cm_list_next(&list, &item))
		if (!add_offer(c, o, item) && !cm_known(c, OPEN_ODD_OFFER))
			cm_set_text(c, OPEN_ODD_OFFER, item);
	if (o->campaign && o->campaign->service.n && !add_service(o, o->campaign->service, o->campaign->tier) &&
	    !cm_known(c, OPEN_ODD_OFFER))
		cm_set_text(c, OPEN_ODD_OFFER, o->campaign->service);
}

/* What is deposited is prepaid, and a new line owes nothing. What the campaign gives is opened like an offer. */
static void
gather_campaign(struct cm_case *c, struct cm_open *o)
{
	struct cm_str name = cm_get_text(c, OPEN_CAMPAIGN);
	const struct cm_campaign *g = cm_campaigns_find(c->campaigns, name);
	bool is_open;

	if (!name.n)
		return;
	cm_set_money(c, OPEN_PREPAID, cm_get_int(c, OPEN_DEPOSIT));
	cm_set_money(c, OPEN_ARREARS_AFTER, 0);
	is_open = g && cm_campaign_open(c, g);
	cm_set_bool(c, OPEN_CAMPAIGN_OPEN, is_open);
	if (is_open)
		o->campaign = g;
}

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_open *o = cm_open_state(c);
	enum cm_status st = cm_open_number(c);

	if (st == CM_OK)
		st = cm_sim_find(c, cm_get_text(c, OPEN_ICCID), &o->sim);
	if (st != CM_OK)
		return st;
	if (!o->line)
		o->line = line_id(c);
	c->op.part = cm_part_of(o->line);
	cm_set_day(c, OPEN_TODAY, cm_time_day(c->now));
	cm_identity_number(c, "id_type", "id_no", "id_no_check");
	cm_open_plan(c);
	gather_campaign(c, o);
	gather_services(c, o);
	cm_new_pin_facts(c);
	return CM_OK;
}

/* ---- apply ---- */

static struct cm_str
text_or(const struct cm_case *c, int fact, const char *otherwise)
{
	return cm_known(c, fact) ? cm_get_text(c, fact) : cm_str(otherwise);
}

/* Who had reserved the number and comes too late is to hear that; a holder who buys it is forgotten. */
static enum cm_status
take_stock(struct cm_case *c, struct cm_open *o)
{
	bool own = cm_str_is(cm_get_text(c, OPEN_NUMBER_CLAIM), "customer");
	enum cm_status st;

	o->number.name = o->was;
	st = cm_number_take(c->store, &o->number, c->op.part, o->line, own ? CM_STR("") : o->number.holder, c->diag);
	return st == CM_OK ? cm_sim_take(c->store, &o->sim, c->op.part, o->line, c->diag) : st;
}

static enum cm_status
add_line(struct cm_case *c, const struct cm_open *o)
{
	int32_t today = cm_time_day(c->now);

	c->line = (struct cm_line){.part = c->op.part, .line = o->line, .msisdn = o->number.msisdn, .iccid = o->sim.iccid,
	    .name = cm_get_text(c, OPEN_NAME), .id_type = cm_get_text(c, OPEN_ID_TYPE), .id_no = cm_get_text(c, OPEN_ID_NO),
	    .customer_type = text_or(c, OPEN_CUSTOMER_TYPE, "person"), .contact = text_or(c, OPEN_CONTACT, ""),
	    .address = text_or(c, OPEN_ADDRESS, ""), .terminal = CM_STR(""), .brand = o->offer->brand, .plan = o->offer->id,
	    .vip_level = CM_STR("none"), .payment_method = CM_STR("cash"), .credit_class = CM_STR(""), .opened_at = today,
	    .owner_since = today};
	c->account = (struct cm_account){.part = c->op.part, .line = o->line, .status = CM_LINE_ACTIVE,
	    .arrears_since = CM_DAY_NONE, .status_since = today};
	c->has_account = c->has_line = true;
	c->op.line = o->line;
	return cm_line_add(c->store, &c->line, c->diag);
}

static enum cm_status
add_services(struct cm_case *c, const struct cm_open *o)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < o->nservices; i++) {
		struct cm_subscription s = {.service = o->services[i].service, .tier = o->services[i].tier,
		    .item = CM_STR(""), .state = CM_STR("active"), .order_channel = text_or(c, OPEN_CHANNEL, "counter"),
		    .command = CM_STR(""), .sp = CM_STR(""), .opened_at = cm_time_day(c->now), .ends = CM_DAY_NONE,
		    .seq = c->op.seq};

		st = cm_subscription_add(c->store, c->op.part, c->op.line, &s, c->diag);
	}
	return st;
}

/* The fee of what a campaign gives comes back. */
static enum cm_status
promise_gift(struct cm_case *c, const struct cm_open *o)
{
	const struct cm_service *s = o->campaign ? cm_services_find(c->services, o->campaign->service) : NULL;
	const struct cm_tier *tier = s ? cm_service_tier(s, o->campaign->tier) : NULL;

	return tier ? cm_campaign_keep(c, o->campaign, tier->fee, tier->fee) : CM_OK;
}

static void
outputs(struct cm_case *c, const struct cm_open *o)
{
	struct cm_str names[CM_OPEN_SERVICES];

	for (unsigned i = 0; i < o->nservices; i++)
		names[i] = o->services[i].service;
	cm_out_text(c, "msisdn", o->number.msisdn);
	cm_open_out_plan(c);
	cm_out_list(c, "services", names, o->nservices);
	cm_out_money(c, "deposit", cm_get_int(c, OPEN_DEPOSIT));
	cm_out_money(c, "card_fee", cm_get_int(c, OPEN_CARD_FEE));
	cm_out_money(c, "total_due", cm_get_int(c, OPEN_TOTAL_DUE));
}

static void
move_money(struct cm_case *c)
{
	if (cm_get_int(c, OPEN_DEPOSIT) > 0)
		cm_case_move(c, CM_L_CASH, CM_L_LINE, cm_get_int(c, OPEN_DEPOSIT));
	if (cm_get_int(c, OPEN_CARD_FEE) > 0)
		cm_case_move(c, CM_L_CASH, CM_L_REVENUE, cm_get_int(c, OPEN_CARD_FEE));
}

static enum cm_status
apply(struct cm_case *c)
{
	struct cm_open *o = cm_open_state(c);
	enum cm_status st = take_stock(c, o);

	if (st == CM_OK)
		st = add_line(c, o);
	if (st == CM_OK && cm_known(c, OPEN_NEW_PIN))
		st = cm_new_pin_apply(c);
	if (st == CM_OK)
		st = add_services(c, o);
	if (st == CM_OK)
		st = promise_gift(c, o);
	if (st != CM_OK)
		return st;
	move_money(c);
	outputs(c, o);
	return CM_OK;
}

const struct cm_flow cm_flow_open = {.policy = "open",
    .gate = "open",
    .facts = cm_open_facts,
    .helpers = (const char *const *const[]){cm_new_pin_names, cm_sim_names, cm_campaign_names, NULL},
    .offers = true,
    .services = true,
    .campaigns = true,
    .peek = peek,
    .prepare = cm_new_pin_prepare,
    .gather = gather,
    .apply = apply};
