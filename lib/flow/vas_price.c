/*
 * cm-vas price: what a month of a service costs, with what was used in it, and how that comes about. The figures are
 * lib/policy/services_price.c's, which the monthly run asks, too; the words are policies/vas.yaml's, gate derivation.
 * Reads only.
 */
#include "base/date.h"
#include "flow/answer.h"
#include "flow/offer.h"
#include "flow/service.h"

#include "base/banned.h"

enum {
	SERVICE,
	TIER,
	ITEM,
	OPENED_ON,
	KB,
	COUNT,
	SECONDS,
	DESTINATION,
	TIER_STATE,
	ITEM_STATE,
	PRICED,
	UNPRICED_WHY,
	ITEM_FEE_FROM,
	ITEM_FEE_TO,
	PIECE_MAX,
	MONTHLY_FEE,
	BASIC_FEE,
	HALF_MONTH,
	HALF_FROM,
	INCLUDED,
	UNLIMITED,
	ITEM_NAME,
	ITEM_FEE,
	MEASURE,
	USED,
	USED_BEYOND,
	IN_PACK,
	UNITS,
	RATE_PER,
	RATE_PRICE,
	ROUNDS_DOWN,
	CAPPED,
	CAP_FEE,
	STOPPED,
	STOPS_AT,
	FEE
};

static const char *const facts[] = {"service", "tier", "item", "opened_on", "kb", "count", "seconds", "destination",
    "tier_state", "item_state", "priced", "unpriced_why", "item_fee_from", "item_fee_to", "size_max", "monthly_fee",
    "basic_fee", "half_month", "half_from", "included", "unlimited", "item_name", "item_fee", "measure", "used",
    "used_beyond", "in_pack", "units", "rate_per", "rate_price", "rounds_down", "capped", "cap_fee", "stopped",
    "stops_at", "fee", NULL};

struct asked {
	const struct cm_service *service;
	const struct cm_tier *tier;
	const struct cm_service_item *item;
	struct cm_used used;
	int day; /* of the month, of opening; 0: not said */
	struct cm_price base, extra; /* of the service, and of its item */
	bool has_base;
};

/* ---- what is asked ---- */

static int64_t
said(const struct cm_case *c, int fact)
{
	return cm_known(c, fact) ? cm_get_int(c, fact) : -1;
}

/* What costs nothing by itself: only its items have a price. */
static bool
lives_by_items(const struct cm_service *s)
{
	return s->fee < 0 && !s->use.measure && !s->nrates;
}

static const char *
state_of(bool named, bool known, bool needed)
{
	return named ? known ? "known" : "unknown" : needed ? "needed" : "none";
}

static void
read_asked(struct cm_case *c, struct asked *a)
{
	struct cm_str tier = cm_get_text(c, TIER), item = cm_get_text(c, ITEM);
	const struct cm_service *s = a->service;
	int y, m;

	a->tier = tier.n ? cm_service_tier(s, tier) : NULL;
	a->item = item.n ? cm_service_item(s, item) : NULL;
	a->used = (struct cm_used){said(c, KB), said(c, COUNT), said(c, SECONDS), cm_get_text(c, DESTINATION)};
	if (cm_known(c, OPENED_ON))
		cm_day_split((int32_t)cm_get_int(c, OPENED_ON), &y, &m, &a->day);
	cm_set_text(c, TIER_STATE, cm_str(state_of(tier.n, a->tier, false)));
	cm_set_text(c, ITEM_STATE, cm_str(state_of(item.n, a->item || s->other_items, !a->tier && lives_by_items(s))));
	if (a->item)
		cm_set_text(c, ITEM_NAME, cm_offer_text(c, &a->item->name));
	if (s->unpriced.zh.n)
		cm_set_text(c, UNPRICED_WHY, cm_offer_text(c, &s->unpriced));
	if (s->other_from >= 0 && item.n && !a->item) {
		cm_set_money(c, ITEM_FEE_FROM, s->other_from);
		cm_set_money(c, ITEM_FEE_TO, s->other_to);
	}
	if (s->size_max >= 0)
		cm_set_int(c, PIECE_MAX, s->size_max);
}

/* ---- what it comes to ---- */

/* An item comes on top of the service's own fee, where that has one. */
static bool
price(const struct cm_case *c, struct asked *a, int64_t *fee)
{
	const struct cm_service *s = a->service;

	if (cm_get_text(c, ITEM).n && !a->item)
		return false; /* one of those that the catalogue only says are there */
	a->has_base = cm_service_price(s, a->tier, NULL, a->day, &a->used, &a->base);
	if (!a->item) {
		*fee = a->base.total;
		return a->has_base;
	}
	if (!cm_service_price(s, NULL, a->item, a->day, &a->used, &a->extra))
		return false;
	return !__builtin_add_overflow(a->has_base ? a->base.total : 0, a->extra.total, fee);
}

/* "33.4 M", "61 s" */
static struct cm_str
quantity(struct cm_case *c, enum cm_measure measure, int64_t n)
{
	static const char *const names[] = {"", "kb", "seconds", "count"};
	const struct cm_fact *f = &c->policy->vocabulary->facts[c->slots[MEASURE]];
	struct cm_str unit = {NULL, 0};

	if (measure == CM_M_KB)
		return cm_volume_text(c->arena, n);
	for (unsigned i = 0; i < f->nvalues; i++)
		if (cm_str_is(f->values[i].name, names[measure]))
			unit = cm_answer_in_english(c) ? f->values[i].en : f->values[i].zh;
	return cm_str(cm_arena_printf(c->arena, "%lld %.*s", (long long)n, (int)unit.n, unit.n ? unit.p : ""));
}

/* What a price is for: "60 s"; a single one is "M" in English. */
static struct cm_str
unit(struct cm_case *c, const struct cm_rate *r)
{
	struct cm_str s = quantity(c, r->measure, r->per);

	return s.p[0] == '1' && s.p[1] == ' ' && cm_answer_in_english(c) ? cm_str(s.p + 2) : s;
}

static void
set_use(struct cm_case *c, const struct asked *a)
{
	const struct cm_price *p = &a->base;
	const struct cm_rate *r = p->rate;
	int64_t n = r->measure == CM_M_KB ? a->used.kb : r->measure == CM_M_SECONDS ? a->used.seconds : a->used.count;

	if (n < 0)
		return;
	cm_set_text(c, USED, quantity(c, r->measure, n));
	cm_set_bool(c, USED_BEYOND, p->units > 0);
	cm_set_int(c, UNITS, p->units);
	cm_set_text(c, RATE_PER, unit(c, r));
	cm_set_money(c, RATE_PRICE, r->price);
	cm_set_bool(c, ROUNDS_DOWN, r->round_down);
	cm_set_bool(c, IN_PACK, p->included > 0);
	cm_set_bool(c, STOPPED, p->stops_at >= 0 && n > p->stops_at);
	if (p->stops_at >= 0)
		cm_set_text(c, STOPS_AT, quantity(c, r->measure, p->stops_at));
}

/* What the words of the derivation name. */
static void
set_derivation(struct cm_case *c, const struct asked *a)
{
	const struct cm_service *s = a->service;
	const struct cm_price *p = &a->base;
	enum cm_measure measure = p->rate ? p->rate->measure : CM_M_COUNT;
	int64_t includes = a->tier ? a->tier->includes : 0;

	if (a->item)
		cm_set_money(c, ITEM_FEE, a->extra.total);
	if (!a->has_base)
		return;
	cm_set_money(c, MONTHLY_FEE, a->tier ? a->tier->fee : s->fee >= 0 ? s->fee : 0);
	cm_set_money(c, BASIC_FEE, p->fee);
	cm_set_bool(c, HALF_MONTH, p->half);
	cm_set_int(c, HALF_FROM, s->half_from);
	cm_set_bool(c, UNLIMITED, includes < 0);
	if (includes > 0)
		cm_set_text(c, INCLUDED, quantity(c, measure, cm_service_included(s, a->tier, a->day)));
	cm_set_bool(c, CAPPED, p->capped);
	if (s->cap_fee >= 0)
		cm_set_money(c, CAP_FEE, s->cap_fee);
	if (p->rate)
		set_use(c, a);
}

static enum cm_status
gather(struct cm_case *c)
{
	struct asked *a = cm_arena_alloc(c->arena, sizeof *a);
	int64_t fee = 0;

	c->state = a;
	a->service = cm_services_find(c->services, cm_get_text(c, SERVICE));
	cm_service_facts(c, a->service);
	if (!a->service)
		return CM_OK;
	read_asked(c, a);
	cm_set_bool(c, PRICED, price(c, a, &fee));
	if (!cm_get_int(c, PRICED))
		return CM_OK;
	cm_set_money(c, FEE, fee);
	set_derivation(c, a);
	return CM_OK;
}

/* What every rule of the gate that fires has to say, in the customer's language. */
static enum cm_status
explain(struct cm_case *c, struct cm_str *out)
{
	const struct cm_gate *g;
	struct cm_buf b = {0};
	struct cm_decision d;
	enum cm_status st = cm_policy_need_gate(c->policy, "derivation", &g, c->diag);

	if (st != CM_OK)
		return st;
	cm_case_judge(c, g, &d);
	for (unsigned i = 0; st == CM_OK && i < d.nfired; i++) {
		if (!d.fired[i].rule->script)
			continue;
		if (b.n)
			cm_buf_puts(&b, cm_answer_in_english(c) ? "; " : "；");
		st = cm_answer_text(c, d.fired[i].rule->script, NULL, cm_answer_in_english(c), &b);
	}
	*out = cm_arena_str(c->arena, cm_buf_str(&b));
	cm_buf_free(&b);
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct asked *a = c->state;
	struct cm_str text;
	enum cm_status st = explain(c, &text);

	cm_out_money(c, "fee", cm_get_int(c, FEE));
	if (a->service->bill_item.n)
		cm_out_text(c, "bill_item", a->has_base ? a->service->bill_item : a->service->items_bill_item);
	cm_out_text(c, "explanation", text);
	return st;
}

const struct cm_flow cm_flow_vas_price = {.policy = "vas",
    .gate = "price",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_service_names, cm_offer_names, NULL},
    .services = true,
    .no_store = true,
    .gather = gather,
    .apply = apply};
