/*
 * cm-vas price: what a month of a service costs, with what was used in it, and how that comes about. The figures are
 * lib/policy/services_price.c's, which the monthly run asks, too; the words are explain.c's.
 * Reads only.
 */
#include "base/date.h"
#include "flow/offer.h"
#include "flow/service.h"
#include "flow/vas/vas.h"

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
	FEE
};

static const char *const facts[] = {"service", "tier", "item", "opened_on", "kb", "count", "seconds", "destination",
    "tier_state", "item_state", "priced", "unpriced_why", "item_fee_from", "item_fee_to", "size_max", "fee", NULL};

/* ---- what is asked ---- */

static int64_t
said(const struct cm_case *c, int fact)
{
	return cm_known(c, fact) ? cm_get_int(c, fact) : -1;
}

/* What costs nothing by itself: only its packs, or its items, have a price. */
static bool
is_only_its_parts(const struct cm_service *s)
{
	return s->fee < 0 && !s->use.measure && !s->nrates;
}

static const char *
state_of(bool named, bool known, bool needed)
{
	return named ? known ? "known" : "unknown" : needed ? "needed" : "none";
}

static void
read_asked(struct cm_case *c, struct cm_vas_priced *a)
{
	struct cm_str tier = cm_get_text(c, TIER), item = cm_get_text(c, ITEM);
	const struct cm_service *s = a->service;
	int y, m;

	a->tier = tier.n ? cm_service_tier(s, tier) : NULL;
	a->item = item.n ? cm_service_item(s, item) : NULL;
	a->used = (struct cm_used){said(c, KB), said(c, COUNT), said(c, SECONDS), cm_get_text(c, DESTINATION)};
	if (cm_known(c, OPENED_ON))
		cm_day_split((int32_t)cm_get_int(c, OPENED_ON), &y, &m, &a->day);
	cm_set_text(c, TIER_STATE, cm_str(state_of(tier.n, a->tier, s->ntiers && !item.n && is_only_its_parts(s))));
	cm_set_text(c, ITEM_STATE, cm_str(state_of(item.n, a->item || s->other_items, !s->ntiers && is_only_its_parts(s))));
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
price(const struct cm_case *c, struct cm_vas_priced *a, int64_t *fee)
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

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_vas_priced *a = cm_arena_alloc(c->arena, sizeof *a);
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
	cm_vas_explain_facts(c, a);
	return CM_OK;
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct cm_vas_priced *a = c->state;
	struct cm_str text;
	enum cm_status st = cm_vas_explain(c, &text);

	cm_out_money(c, "fee", cm_get_int(c, FEE));
	if (a->service->bill_item.n)
		cm_out_text(c, "bill_item", a->has_base ? a->service->bill_item : a->service->items_bill_item);
	cm_out_text(c, "explanation", text);
	return st;
}

const struct cm_flow cm_flow_vas_price = {.policy = "vas",
    .gate = "price",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_service_names, cm_offer_names, cm_vas_explain_names, NULL},
    .services = true,
    .no_store = true,
    .gather = gather,
    .apply = apply};
