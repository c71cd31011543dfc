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

/* An item is a subscription beside its service's, and is priced by itself. */
bool
cm_vas_month(struct cm_case *c, const struct cm_subscribed *held, const struct cm_subscription *row, int32_t day,
    struct cm_vas_priced *p)
{
	const struct cm_service *s = cm_services_find(c->services, row->service);
	int y, m, d, oy, om, od;

	*p = (struct cm_vas_priced){.service = s, .used = {-1, -1, -1, {0}}};
	if (!s)
		return false;
	p->item = row->item.n ? cm_service_item(s, row->item) : NULL;
	if (row->item.n && !p->item)
		return false; /* one of those that the catalogue only says are there */
	if (cm_vas_is_free(c, held, s, row, day)) {
		p->item = NULL;
		return true;
	}
	p->tier = row->tier.n ? cm_service_tier(s, row->tier) : NULL;
	cm_day_split(day, &y, &m, &d);
	if (row->opened_at != CM_DAY_NONE)
		cm_day_split(row->opened_at, &oy, &om, &od);
	if (row->opened_at != CM_DAY_NONE && oy == y && om == m)
		p->day = od;
	p->has_base = !p->item;
	return cm_service_price(s, p->tier, p->item, p->day, &p->used, p->item ? &p->extra : &p->base);
}

bool
cm_vas_fee(struct cm_case *c, const struct cm_subscribed *held, const struct cm_subscription *row, int32_t day, int64_t *fen)
{
	struct cm_vas_priced p;

	if (!cm_vas_month(c, held, row, day, &p))
		return false;
	*fen = p.item ? p.extra.fee : p.base.fee;
	return true;
}

static struct cm_str
join_names(struct cm_case *c, struct cm_str name, struct cm_str more)
{
	if (!more.n)
		return name;
	return cm_str(cm_arena_printf(c->arena, "%.*s %.*s", (int)name.n, name.p, (int)more.n, more.p));
}

const struct cm_text *
cm_vas_words(struct cm_case *c, const struct cm_service *s, struct cm_str tier, struct cm_str item)
{
	const struct cm_service_item *i = item.n ? cm_service_item(s, item) : NULL;
	const struct cm_tier *t = tier.n ? cm_service_tier(s, tier) : NULL;
	const struct cm_text *more = i ? &i->name : !item.n && t && t->name.zh.n ? &t->name : NULL;
	struct cm_text *words = cm_arena_alloc(c->arena, sizeof *words);
	struct cm_str code = item.n ? item : tier;

	words->zh = join_names(c, s->name.zh, more ? more->zh : code);
	words->en = join_names(c, s->name.en, more ? more->en : code);
	return words;
}

struct cm_str
cm_vas_name(struct cm_case *c, const struct cm_service *s, struct cm_str tier, struct cm_str item)
{
	return cm_offer_text(c, cm_vas_words(c, s, tier, item));
}
