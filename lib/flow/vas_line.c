/* What a line has of the catalogue: which rows hold, what they cost, what they are called. Called by the verbs of cm-vas. */
#include "base/date.h"
#include "flow/offer.h"
#include "flow/vas.h"

#include "base/banned.h"

bool
cm_vas_holds(const struct cm_subscribed *held, struct cm_str service, int32_t day)
{
	for (unsigned i = 0; i < held->n; i++)
		if (cm_str_eq(held->rows[i].service, service) && cm_subscription_holds(&held->rows[i], day))
			return true;
	return false;
}

const struct cm_service *
cm_vas_within(struct cm_case *c, const struct cm_subscribed *held, struct cm_str service, int32_t day)
{
	for (unsigned i = 0; i < c->services->n; i++) {
		const struct cm_service *s = &c->services->services[i];

		for (unsigned k = 0; k < s->nincludes; k++)
			if (cm_str_eq(s->includes[k], service) && cm_vas_holds(held, s->id, day))
				return s;
	}
	return NULL;
}

/* By the plan, which gives the bare service and no pack of it, or by another service that the line has: a family's newspaper. */
bool
cm_vas_is_free(struct cm_case *c, const struct cm_subscribed *held, const struct cm_service *s,
    const struct cm_subscription *row, int32_t day)
{
	if (c->has_line && !row->item.n && !row->tier.n && cm_offer_frees(cm_offers_find(c->offers, c->line.plan), s->id))
		return true;
	for (unsigned i = 0; i < held->n; i++) {
		const struct cm_service *by = cm_services_find(c->services, held->rows[i].service);

		if (by && cm_subscription_holds(&held->rows[i], day) && cm_service_frees(by, s->id, row->item))
			return true;
	}
	return false;
}

bool
cm_vas_fee(struct cm_case *c, const struct cm_subscribed *held, const struct cm_subscription *row, int32_t day, int64_t *fen)
{
	const struct cm_service *s = cm_services_find(c->services, row->service);
	const struct cm_used nothing = {-1, -1, -1, {0}};
	struct cm_price price;
	int y, m, d, oy, om, od;

	if (!s)
		return false;
	if (row->item.n && !cm_service_item(s, row->item))
		return false; /* one of those that the catalogue only says are there */
	*fen = 0;
	if (cm_vas_is_free(c, held, s, row, day))
		return true;
	cm_day_split(day, &y, &m, &d);
	if (row->opened_at != CM_DAY_NONE)
		cm_day_split(row->opened_at, &oy, &om, &od);
	if (row->opened_at == CM_DAY_NONE || oy != y || om != m)
		od = 0;
	if (!cm_service_price(s, row->tier.n ? cm_service_tier(s, row->tier) : NULL,
		row->item.n ? cm_service_item(s, row->item) : NULL, od, &nothing, &price))
		return false;
	*fen = price.fee;
	return true;
}

struct cm_str
cm_vas_name(struct cm_case *c, const struct cm_service *s, struct cm_str tier, struct cm_str item)
{
	const struct cm_service_item *i = item.n ? cm_service_item(s, item) : NULL;
	const struct cm_tier *t = tier.n ? cm_service_tier(s, tier) : NULL;
	struct cm_str name = cm_offer_text(c, &s->name), more = item.n ? item : tier;

	if (i)
		more = cm_offer_text(c, &i->name);
	else if (t && t->name.zh.n)
		more = cm_offer_text(c, &t->name);
	if (!more.n)
		return name;
	return cm_str(cm_arena_printf(c->arena, "%.*s %.*s", (int)name.n, name.p, (int)more.n, more.p));
}
