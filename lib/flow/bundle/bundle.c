/*
 * cm-bundle join: deck 1.12 (rows S63 to S67). The money that is prepaid goes to what the customer was promised, not to
 * his balance; each month's part is a promise of its own, kept by whoever posts credits (cm-due). Whether the line may
 * join, and what it is told, is the word of policies/bundle.yaml.
 */
#include "base/date.h"
#include "flow/bundle/bundle.h"
#include "flow/identity.h"
#include "flow/offer.h"
#include "flow/pin.h"

#include "base/banned.h"

enum {
	BUNDLE,
	TIER,
	PREPAY,
	REBATE_METHOD,
	GIFT_METHOD,
	BUNDLE_NEAREST,
	TIER_NEAREST,
	PREPAY_MISSING,
	PREPAY_OVER,
	REBATE_FROM,
	ENDS_AT,
	EFFECTIVE_AT,
	MIN_SPEND_SINCE,
	MIN_SPEND_FROM
};

static const char *const facts[] = {"bundle", "tier", "prepay", "rebate_method", "gift_method", "bundle_nearest",
    "tier_nearest", "prepay_missing", "prepay_over", "rebate_from", "ends_at", "effective_at", "min_spend_since",
    "min_spend_from", NULL};

struct work {
	const struct cm_bundle *bundle; /* NULL: there is none of that name */
	const struct cm_bundle_tier *tier;
};

/* ---- gather ---- */

static void
gather_tier(struct cm_case *c, const struct work *w)
{
	const struct cm_bundle_tier *t = w->tier;
	int32_t today = cm_time_day(c->now);
	bool now = cm_str_is(cm_get_text(c, MIN_SPEND_FROM), "now");
	int64_t missing = t->prepay - cm_get_int(c, PREPAY);

	if (cm_known(c, PREPAY) && missing > 0)
		cm_set_money(c, PREPAY_MISSING, missing);
	if (cm_known(c, PREPAY) && missing < 0)
		cm_set_money(c, PREPAY_OVER, -missing);
	cm_set_day(c, EFFECTIVE_AT, today);
	cm_set_day(c, REBATE_FROM, cm_bundle_month(t, today, 0).from);
	cm_set_day(c, MIN_SPEND_SINCE, now ? today : cm_day_next_month(today));
	cm_set_day(c, ENDS_AT, cm_bundle_month(t, today, t->months - 1).due);
}

static enum cm_status
gather(struct cm_case *c)
{
	struct work *w = cm_arena_alloc(c->arena, sizeof *w);
	enum cm_status st = cm_case_line(c);

	c->state = w;
	w->bundle = cm_bundles_find(c->bundles, cm_get_text(c, BUNDLE));
	w->tier = w->bundle ? cm_bundle_tier(w->bundle, cm_get_text(c, TIER)) : NULL;
	cm_bundle_facts(c, w->bundle);
	cm_bundle_tier_facts(c, w->tier);
	if (!w->bundle)
		cm_set_text(c, BUNDLE_NEAREST, cm_bundles_nearest(c->bundles, cm_get_text(c, BUNDLE)));
	else if (!w->tier)
		cm_set_text(c, TIER_NEAREST, cm_bundle_nearest(w->bundle, cm_get_text(c, TIER)));
	else
		gather_tier(c, w);
	if (st == CM_OK)
		st = cm_identity_gather(c);
	return st == CM_OK && c->has_account ? cm_bundle_line(c, w->bundle) : st;
}

/* ---- apply ---- */

/* What an order form must say of a campaign (row S56), in the customer's language. */
static void
out_campaign(struct cm_case *c, const struct cm_bundle *b)
{
	char from[11], until[11];

	cm_day_format((int32_t)cm_get_int(c, EFFECTIVE_AT), from);
	cm_day_format((int32_t)cm_get_int(c, ENDS_AT), until);
	cm_out_text(c, "campaign_period", cm_str(cm_arena_printf(c->arena, "%s – %s", from, until)));
	cm_out_text(c, "campaign_name", cm_offer_text(c, &b->name));
	cm_out_text(c, "campaign_content", cm_offer_text(c, &b->content));
	cm_out_text(c, "campaign_benefit", cm_offer_text(c, &b->benefit));
	cm_out_text(c, "campaign_cancel", cm_offer_text(c, &b->cancel));
}

static void
outputs(struct cm_case *c, const struct work *w, const struct cm_str *schedule)
{
	struct cm_str how = cm_get_text(c, REBATE_METHOD), gift = cm_get_text(c, GIFT_METHOD);

	cm_bundle_out(c, w->bundle, w->tier);
	out_campaign(c, w->bundle);
	cm_out_day(c, "effective_at", (int32_t)cm_get_int(c, EFFECTIVE_AT));
	cm_out_day(c, "rebate_from", (int32_t)cm_get_int(c, REBATE_FROM));
	cm_out_day(c, "min_spend_since", (int32_t)cm_get_int(c, MIN_SPEND_SINCE));
	cm_out_day(c, "ends_at", (int32_t)cm_get_int(c, ENDS_AT));
	cm_out_list(c, "schedule", schedule, (unsigned)w->tier->months);
	cm_out_text(c, "rebate_method", how.n ? how : CM_STR("monthly"));
	cm_out_text(c, "gift_method", gift.n ? gift : CM_STR("none"));
	cm_out_money(c, "total_due", w->tier->prepay);
}

static enum cm_status
promise_rebates(struct cm_case *c, const struct cm_bundle_tier *t, struct cm_str *schedule)
{
	enum cm_status st = CM_OK;

	for (int i = 0; st == CM_OK && i < t->months; i++) {
		struct cm_rebate r = cm_bundle_month(t, cm_time_day(c->now), i);
		struct cm_promise p = {.seq = c->op.seq,
		    .kind = CM_STR(CM_REBATE),
		    .amount = r.amount,
		    .from = r.from,
		    .due = r.due};

		schedule[i] = cm_bundle_schedule(c, r.due, r.amount);
		st = cm_promise_add(c->store, c->op.part, c->op.line, &p, c->diag);
	}
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct work *w = c->state;
	struct cm_str *schedule = cm_arena_alloc(c->arena, (size_t)w->tier->months * sizeof *schedule);
	struct cm_contract k = {.kind = CM_STR(CM_BUNDLE),
	    .from = (int32_t)cm_get_int(c, EFFECTIVE_AT),
	    .until = (int32_t)cm_get_int(c, ENDS_AT),
	    .blocks_plan_change = w->bundle->blocks_plan_change,
	    .name = w->bundle->id,
	    .tier = w->tier->id,
	    .min_spend = w->tier->min_spend,
	    .seq = c->op.seq};
	enum cm_status st = cm_contract_add(c->store, c->op.part, c->op.line, &k, c->diag);

	if (st == CM_OK)
		st = promise_rebates(c, w->tier, schedule);
	if (st != CM_OK)
		return st;
	cm_case_move(c, CM_L_CASH, CM_L_PROMISE, w->tier->prepay);
	outputs(c, w, schedule);
	return CM_OK;
}

const struct cm_flow cm_flow_bundle = {.policy = "bundle",
    .gate = "join",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_bundle_line_names, cm_bundle_names, cm_offer_names,
	cm_identity_names, cm_pin_names, NULL},
    .bundles = true,
    .peek = cm_pin_peek,
    .prepare = cm_pin_prepare,
    .gather = gather,
    .apply = apply};
