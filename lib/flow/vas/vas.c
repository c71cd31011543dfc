/*
 * cm-vas subscribe and cancel (rows S53 to S56, and how to open and to end in each sheet): a service holds at once, another
 * tier of it from next month on, an end at the month's end. What campaigns give is promised with it.
 */
#include "base/date.h"
#include "flow/identity.h"
#include "flow/offer.h"
#include "flow/pin.h"
#include "flow/vas/vas.h"

#include "base/banned.h"

/* ---- subscribe ---- */

static struct cm_str
or_else(struct cm_str s, const char *otherwise)
{
	return s.n ? s : cm_str(otherwise);
}

static enum cm_status
put(struct cm_case *c, struct cm_subscription *row)
{
	return cm_subscription_put(c->store, c->op.part, c->op.line, row, c->diag);
}

/* What campaigns promised with a service that is not there behind this month. */
static enum cm_status
lapse(struct cm_case *c, const struct cm_subscription *row)
{
	struct cm_vas *v = c->state;

	return cm_campaign_lapse(c, c->op.part, c->op.line, row, v->last, &v->lapsed);
}

/* An order that has not begun is void. */
static enum cm_status
drop_later(struct cm_case *c, const struct cm_vas *v)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < v->nlater; i++) {
		st = lapse(c, v->later[i]);
		if (st == CM_OK)
			st = cm_subscription_drop(c->store, c->op.part, c->op.line, v->later[i], c->diag);
	}
	return st;
}

static enum cm_status
end_all(struct cm_case *c, struct cm_subscription *const *rows, unsigned n, int32_t ends)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < n; i++) {
		rows[i]->ends = ends;
		st = put(c, rows[i]);
		if (st == CM_OK && ends != CM_DAY_NONE)
			st = lapse(c, rows[i]);
	}
	return st;
}

static enum cm_status
open_row(struct cm_case *c, const struct cm_vas *v, int32_t from)
{
	struct cm_subscription row = {.service = v->service->id,
	    .tier = v->tier_id,
	    .item = v->item_id,
	    .sp = or_else(cm_get_text(c, VAS_SP), ""),
	    .state = CM_STR("active"),
	    .order_channel = or_else(cm_get_text(c, VAS_CHANNEL), "counter"),
	    .command = or_else(v->command, ""),
	    .opened_at = from,
	    .ends = CM_DAY_NONE,
	    .seq = c->op.seq};

	return cm_subscription_open(c->store, c->op.part, c->op.line, &row, c->diag);
}

/* Codes of the campaigns, with commas; the form puts them in words. */
static void
out_campaigns(struct cm_case *c, const struct cm_vas *v)
{
	struct cm_str ids[CM_CAMPAIGNS_MOST];

	for (unsigned i = 0; i < v->taken.n; i++)
		ids[i] = v->taken.all[i]->id;
	if (v->taken.n)
		cm_out_text(c, "campaign", cm_arena_list(c->arena, ids, v->taken.n));
	if (cm_known(c, VAS_GIFT))
		cm_out_text(c, "gift", cm_get_text(c, VAS_GIFT));
}

static void
out_fact(struct cm_case *c, const char *name, int fact)
{
	if (cm_known(c, fact))
		cm_out_text(c, name, cm_get_text(c, fact));
}

static void
out_choice(struct cm_case *c, const struct cm_vas *v)
{
	cm_out_text(c, "service", v->service->id);
	if (v->tier_id.n)
		cm_out_text(c, "tier", v->tier_id);
	if (v->item_id.n)
		cm_out_text(c, "item", v->item_id);
}

static enum cm_status
out_subscribed(struct cm_case *c, const struct cm_vas *v)
{
	struct cm_str text;
	enum cm_status st;
	struct cm_str list = cm_get_text(c, VAS_CREDITS), item;
	struct cm_str credits[CM_CAMPAIGNS_MOST * 4];
	unsigned n = 0;

	out_choice(c, v);
	if (cm_known(c, VAS_FEE))
		cm_out_money(c, "fee", cm_get_int(c, VAS_FEE));
	cm_out_day(c, "effective_at", (int32_t)cm_get_int(c, VAS_EFFECTIVE_AT));
	out_campaigns(c, v);
	while (n < CM_CAMPAIGNS_MOST * 4 && cm_list_next(&list, &item))
		credits[n++] = item;
	if (n)
		cm_out_list(c, "credits", credits, n);
	cm_out_text(c, "bill_item", v->item_id.n ? v->service->items_bill_item : v->service->bill_item);
	out_fact(c, "cancel_by", VAS_CANCEL_BY);
	if (!cm_known(c, VAS_FEE))
		return CM_OK;
	st = cm_vas_explain(c, &text);
	if (st == CM_OK)
		cm_out_text(c, "explanation", text);
	return st;
}

enum cm_status
cm_vas_subscribe(struct cm_case *c)
{
	struct cm_vas *v = c->state;
	enum cm_status st = CM_OK;

	if (v->step == CM_VAS_OPEN)
		st = open_row(c, v, v->today);
	if (v->step == CM_VAS_KEEP || v->step == CM_VAS_CHANGE) {
		st = drop_later(c, v);
		if (st == CM_OK)
			st = end_all(c, v->now, v->nnow, v->step == CM_VAS_KEEP ? CM_DAY_NONE : v->last);
		if (st == CM_OK && v->step == CM_VAS_CHANGE)
			st = end_all(c, v->parts, v->nparts, v->last);
	}
	if (st == CM_OK && v->step == CM_VAS_CHANGE) {
		cm_change_note(c, "services", cm_get_text(c, VAS_OLD_NAME), cm_get_text(c, VAS_NAME));
		c->order_status = "pending";
		st = open_row(c, v, v->last + 1);
	}
	for (unsigned i = 0; st == CM_OK && i < v->taken.n; i++)
		st = cm_campaign_keep(c, v->taken.all[i], v->fee_now, v->fee_later);
	if (st == CM_OK)
		st = out_subscribed(c, v);
	cm_campaign_out_lapsed(c, &v->lapsed);
	return st;
}

static enum cm_status
gather_subscribe(struct cm_case *c)
{
	return cm_vas_order(c, "subscribe");
}

/* ---- cancel ---- */

/* With a service goes what cannot be used without it: by the month's end, or at once what has not begun. */
static enum cm_status
end_dependents(struct cm_case *c, const struct cm_vas *v)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < v->ndependents; i++) {
		struct cm_subscription *r = v->dependents[i];

		if (r->opened_at > v->today)
			st = cm_subscription_drop(c->store, c->op.part, c->op.line, r, c->diag);
		else
			st = end_all(c, &r, 1, v->last);
	}
	return st;
}

/* What is left of this month is paid, and holds. A change that waits is void; that is all there is to end in one. */
enum cm_status
cm_vas_cancel(struct cm_case *c)
{
	struct cm_vas *v = c->state;
	bool keep = v->step == CM_VAS_KEEP;
	enum cm_status st = drop_later(c, v);

	if (st == CM_OK)
		st = end_all(c, v->now, v->nnow, keep ? CM_DAY_NONE : v->last);
	if (st == CM_OK && keep)
		st = end_all(c, v->parts, v->nparts, CM_DAY_NONE);
	if (st == CM_OK && !keep)
		st = end_dependents(c, v);
	out_choice(c, v);
	cm_out_day(c, "effective_at", (int32_t)cm_get_int(c, VAS_EFFECTIVE_AT));
	if (!keep)
		cm_out_day(c, "ends", v->last);
	if (!keep && v->ndropped)
		cm_out_list(c, "dropped", v->dropped, v->ndropped);
	cm_campaign_out_lapsed(c, &v->lapsed);
	return st;
}

static enum cm_status
gather_cancel(struct cm_case *c)
{
	return cm_vas_order(c, "cancel");
}

/* ---- both take the customer's word ---- */

static const char *const *const helpers[] = {
    cm_case_line_names, cm_identity_names, cm_pin_names, cm_offer_names, cm_campaign_names, cm_vas_explain_names, NULL};

#define ORDER(verb, find, act)                                                                                         \
	{                                                                                                              \
		.policy = "vas", .gate = verb, .facts = cm_vas_facts, .helpers = helpers, .offers = true,              \
		.services = true, .campaigns = true, .peek = cm_pin_peek, .prepare = cm_pin_prepare,                   \
		.gather = find, .apply = act                                                                           \
	}

const struct cm_flow cm_flow_vas = ORDER("subscribe", gather_subscribe, cm_vas_subscribe);
const struct cm_flow cm_flow_vas_cancel = ORDER("cancel", gather_cancel, cm_vas_cancel);
