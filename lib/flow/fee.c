/* What a line's services cost in a month, by the catalogue and what else the line has. */
#include "base/date.h"
#include "flow/fee.h"
#include "flow/offer.h"

#include "base/banned.h"

const struct cm_used cm_used_nothing = {-1, -1, -1, {"", 0}};

bool
cm_fee_counts(const struct cm_fees *f, const struct cm_subscription *s)
{
	if (s->opened_at > f->month.last || (s->ends != CM_DAY_NONE && s->ends < f->month.first))
		return false;
	return !cm_str_is(s->state, "suspended") && !(cm_str_is(s->state, "terminated") && s->ends == CM_DAY_NONE);
}

bool
cm_fee_same(const struct cm_subscription *a, const struct cm_subscription *b)
{
	return cm_str_eq(a->service, b->service) && cm_str_eq(a->item, b->item) && cm_str_eq(a->sp, b->sp);
}

bool
cm_fee_is_free(const struct cm_fees *f, const struct cm_subscription *s)
{
	if (!s->item.n && !s->tier.n && cm_offer_frees(f->plan, s->service))
		return true;
	for (unsigned i = 0; i < f->n; i++) {
		const struct cm_service *by = cm_fee_counts(f, &f->rows[i]) ? cm_services_find(f->services, f->rows[i].service) : NULL;

		if (by && by->nfrees && cm_service_frees(by, s->service, s->item))
			return true;
	}
	return false;
}

int
cm_fee_opened(const struct cm_fees *f, const struct cm_subscription *s)
{
	int32_t first = s->opened_at;

	for (unsigned i = 0; i < f->n; i++)
		if (f->rows[i].opened_at < first && cm_fee_same(&f->rows[i], s) && cm_fee_counts(f, &f->rows[i]))
			first = f->rows[i].opened_at;
	return first < f->month.first ? 0 : first - f->month.first + 1;
}

const struct cm_subscription *
cm_fee_pack(const struct cm_fees *f, const struct cm_service *service, int32_t day, const struct cm_tier **tier,
    int64_t *included)
{
	const struct cm_subscription *pack = NULL;

	for (unsigned i = 0; i < f->n && (!pack || !*tier); i++) {
		const struct cm_subscription *s = &f->rows[i];

		if (!cm_str_eq(s->service, service->id) || !cm_subscription_holds(s, day))
			continue;
		pack = s;
		*tier = cm_service_tier(service, s->tier);
		*included = cm_service_included(service, *tier, cm_fee_opened(f, s));
	}
	return pack;
}

/* Of a tier or item that the catalogue does not name it names no price, unless the service has none of them at all. */
bool
cm_fee_price(const struct cm_fees *f, const struct cm_subscription *s, const struct cm_used *used, struct cm_price *p)
{
	const struct cm_service *service = cm_services_find(f->services, s->service);
	const struct cm_tier *tier = service && s->tier.n ? cm_service_tier(service, s->tier) : NULL;
	const struct cm_service_item *item = service && s->item.n ? cm_service_item(service, s->item) : NULL;

	return service && (tier || !s->tier.n || !service->ntiers) && (item || !s->item.n) &&
	    cm_service_price(service, tier, item, cm_fee_opened(f, s), used, p);
}

bool
cm_fee_of(const struct cm_fees *f, const struct cm_subscription *s, int64_t *fen)
{
	struct cm_price p;

	*fen = 0;
	if (cm_fee_is_free(f, s))
		return true;
	if (!cm_fee_price(f, s, &cm_used_nothing, &p))
		return false;
	*fen = p.fee;
	return true;
}
