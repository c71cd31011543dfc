/*
 * What a month of a line comes to, item by item: the plan's fee, services by the catalogue, what was used, the least spend,
 * less the advance of the 1st. Pure: no store, no clock.
 */
#include "base/money.h"
#include "flow/bill.h"

#include "base/banned.h"

#define CONTENT	 "monternet" /* the service that is others' content */
#define VOICE	 "voice"
#define NOT_USED {-1, -1, -1, {"", 0}}

/* ---- items ---- */

static void
add(struct cm_bill *b, struct cm_str item, int64_t fen, int64_t cause)
{
	unsigned i = 0;

	if (fen == 0)
		return;
	while (i < b->n && !cm_str_eq(b->items[i].item, item))
		i++;
	b->overflow |= i == CM_BILL_ITEMS;
	if (b->overflow)
		return;
	if (i == b->n) {
		b->items[b->n].item = item;
		b->items[b->n].amount = 0;
		b->items[b->n++].cause = cause;
	}
	b->overflow |= !cm_money_add(b->items[i].amount, fen, &b->items[i].amount) || !cm_money_add(b->total, fen, &b->total) ||
	    b->total > CM_MONEY_MAX || b->total < -CM_MONEY_MAX;
}

static void
tell(const struct cm_bill *b, struct cm_str item, const struct cm_subscription *by, const struct cm_price *p, int64_t amount)
{
	if (b->tell)
		b->tell(b->ctx,
		    &(struct cm_bill_part){
			.item = item, .by = by, .price = *p, .unit_price = p->rate ? p->rate->price : 0, .amount = amount});
}

static void
unpriced(struct cm_bill *b, struct cm_str service)
{
	for (unsigned i = 0; i < b->nunpriced; i++)
		if (cm_str_eq(b->unpriced[i], service))
			return;
	if (b->nunpriced < CM_BILL_ITEMS)
		b->unpriced[b->nunpriced++] = service;
}

/* ---- the plan ---- */

static bool
is_new(const struct cm_bill_run *r, const struct cm_month_line *l)
{
	return l->opened_at >= r->month.first;
}

static void
price_plan(struct cm_bill *b, const struct cm_offer *o, const struct cm_bill_run *r, const struct cm_month_line *l)
{
	struct cm_bill_part p = {.item = CM_STR("monthly_fee"), .amount = o->monthly_fee};

	if (is_new(r, l) && o->first_month == CM_FIRST_FREE)
		p.amount = 0;
	else if (is_new(r, l) && o->first_month != CM_FIRST_WHOLE) {
		p.days = r->month.last - l->opened_at + 1;
		p.of_days = r->month.last - r->month.first + 1;
		p.amount = o->monthly_fee * p.days / p.of_days;
	}
	p.price = (struct cm_price){
	    .fee = p.amount, .whole = o->monthly_fee, .total = p.amount, .half = p.amount < o->monthly_fee};
	add(b, p.item, p.amount, 0);
	if (b->tell)
		b->tell(b->ctx, &p);
}

/* ---- services ---- */

/* Which service a kind of use is charged by. */
static const struct {
	const char *kind, *service;
} services_of[] = {{"sms", "sms"}, {"mms", "mms"}, {"data", "mobile_data"}};
#define KINDS (sizeof services_of / sizeof *services_of)

/* It was had in the month, as something that costs. One of which nobody knows when it ended was not. */
static bool
is_held(const struct cm_subscription *s)
{
	return !cm_str_is(s->state, "suspended") && !(cm_str_is(s->state, "terminated") && s->ends == CM_DAY_NONE);
}

static bool
is_same(const struct cm_subscription *a, const struct cm_subscription *b)
{
	return cm_str_eq(a->service, b->service) && cm_str_eq(a->item, b->item) && cm_str_eq(a->sp, b->sp);
}

/* A plan gives functions away, not packs; a service may give away an item of another. */
static bool
is_free(const struct cm_case *c, const struct cm_offer *o, const struct cm_month_line *l, const struct cm_subscription *s)
{
	for (unsigned i = 0; o && i < o->nfree; i++)
		if (cm_str_eq(o->free_services[i], s->service) && !s->tier.n && !s->item.n)
			return true;
	for (unsigned i = 0; i < l->nsubscriptions; i++) {
		const struct cm_service *by = is_held(&l->subscriptions[i]) ? cm_services_find(c->services, l->subscriptions[i].service) : NULL;

		if (by && by->nfrees && cm_service_frees(by, s->service, s->item))
			return true;
	}
	return false;
}

/* Which of the services' own use a subscription carries; -1: none. */
static int
kind_of(const struct cm_subscription *s)
{
	for (unsigned k = 0; k < KINDS; k++)
		if (cm_str_is(s->service, services_of[k].service) && !s->item.n)
			return (int)k;
	return -1;
}

/* Where it went, as the catalogue names it. The first is what packs include. */
static const char *const destinations[] = {"", "international", "roaming", "visitor", "monternet"};
#define DESTINATIONS (sizeof destinations / sizeof *destinations)

static const char *
destination_of(const struct cm_used_sum *u)
{
	if (cm_str_is(u->kind, "data"))
		return "";
	if (u->visitor == 1)
		return "visitor";
	if (cm_str_is(u->area, "international") || cm_str_is(u->area, "roaming"))
		return u->area.p;
	return u->to_sp ? "monternet" : "";
}

/* All use of a kind that went to a destination. What was received costs nothing, but for data. */
static struct cm_used
used_of(const struct cm_month_line *l, unsigned kind, const char *destination)
{
	struct cm_used all = {0, 0, -1, cm_str(destination)};

	for (unsigned i = 0; i < l->nused; i++) {
		const struct cm_used_sum *u = &l->used[i];

		if (!cm_str_is(u->kind, services_of[kind].kind) || strcmp(destination_of(u), destination) != 0 ||
		    (cm_str_is(u->direction, "in") && !cm_str_is(u->kind, "data")))
			continue;
		all.kb += u->kb;
		all.count += u->count;
	}
	return all;
}

struct services {
	const struct cm_case *c;
	const struct cm_bill_run *run;
	const struct cm_month_line *l;
	const struct cm_offer *offer;
	unsigned what;
	bool carried[KINDS]; /* its use was charged along with a subscription */
};

/* A price of its own is missing: it is not free, no bundle that the line has contains it, and it is not others' content, of
 * which each record of use says what it costs. */
static bool
is_missing(const struct services *w, const struct cm_subscription *s)
{
	if (cm_str_is(s->service, CONTENT) || is_free(w->c, w->offer, w->l, s))
		return false;
	for (unsigned i = 0; i < w->l->nsubscriptions; i++) {
		const struct cm_subscription *other = &w->l->subscriptions[i];
		const struct cm_service *by = is_held(other) ? cm_services_find(w->c->services, other->service) : NULL;

		for (unsigned k = 0; by && k < by->nincludes; k++)
			if (cm_str_eq(by->includes[k], s->service))
				return false;
	}
	return true;
}

static void
price_one(struct cm_bill *b, struct services *w, const struct cm_subscription *s, int opened)
{
	const struct cm_service *service = cm_services_find(w->c->services, s->service);
	const struct cm_tier *tier = service && s->tier.n ? cm_service_tier(service, s->tier) : NULL;
	const struct cm_service_item *item = service && s->item.n ? cm_service_item(service, s->item) : NULL;
	struct cm_used used = NOT_USED;
	struct cm_price p;
	int kind = kind_of(s);
	int64_t due;

	if (kind >= 0 && (w->what & CM_BILL_USAGE))
		used = used_of(w->l, (unsigned)kind, "");
	if (!service || (s->tier.n && !tier && service->ntiers) || (s->item.n && !item) ||
	    !cm_service_price(service, tier, item, opened, &used, &p)) {
		if ((w->what & CM_BILL_SERVICES) && is_missing(w, s))
			unpriced(b, s->service);
		return;
	}
	if (kind < 0 && p.rate && (w->what & CM_BILL_USAGE)) /* by use that no record carries */
		unpriced(b, s->service);
	if (kind >= 0)
		w->carried[kind] = true;
	due = p.total;
	if (!(w->what & CM_BILL_SERVICES) || is_free(w->c, w->offer, w->l, s))
		due -= p.fee < due ? p.fee : due;
	add(b, item ? service->items_bill_item : service->bill_item, due, s->seq);
	tell(b, item ? service->items_bill_item : service->bill_item, s, &p, due);
	if (s->sp.n || cm_str_is(s->service, CONTENT))
		b->content += due;
}

/* Several rows of one service in a month (another tier, taken up again) are one: the last one counts, and it is only new
 * in this month when all of them are. */
static void
price_services(struct cm_bill *b, struct services *w)
{
	const struct cm_month_line *l = w->l;
	int opened = -1;

	for (unsigned i = 0; i < l->nsubscriptions; i++) {
		const struct cm_subscription *s = &l->subscriptions[i];

		if (!is_held(s))
			continue;
		if (opened < 0)
			opened = s->opened_at < w->run->month.first ? 0 : s->opened_at - w->run->month.first + 1;
		if (i + 1 < l->nsubscriptions && is_same(s, s + 1) && is_held(s + 1))
			continue;
		price_one(b, w, s, opened);
		opened = -1;
	}
}

/* What was used of a service without a subscription to it, and of all what went elsewhere. */
static void
price_use(struct cm_bill *b, struct services *w)
{
	for (unsigned k = 0; k < KINDS; k++)
		for (unsigned to = 0; to < DESTINATIONS; to++) {
			struct cm_used used = used_of(w->l, k, destinations[to]);
			const struct cm_service *service;
			struct cm_price p;

			if ((w->carried[k] && to == 0) || (used.kb <= 0 && used.count <= 0))
				continue;
			service = cm_services_find(w->c->services, cm_str(services_of[k].service));
			if (service && cm_service_price(service, NULL, NULL, 0, &used, &p)) {
				p.total -= p.fee < p.total ? p.fee : p.total;
				p.fee = 0;
				add(b, service->bill_item, p.total, 0);
				tell(b, service->bill_item, NULL, &p, p.total);
			} else
				unpriced(b, cm_str(services_of[k].service));
		}
}

/* ---- calls, and what providers charge ---- */

/* Minutes to the family group that cost nothing are taken off what is called out to it (row S60). */
static void
price_calls(struct cm_bill *b, const struct cm_bill_run *r, const struct cm_month_line *l, const struct cm_offer *o)
{
	int64_t free = !l->nrelatives ? 0 : l->family_main ? r->family_main : r->family_member;

	for (unsigned i = 0; i < l->nused; i++) {
		const struct cm_used_sum *u = &l->used[i];
		bool in = cm_str_is(u->direction, "in");
		int64_t units = u->units, given = !in && u->to_family ? units < free ? units : free : 0;
		int64_t price = !o ? -1 : in ? o->price_in_min : o->price_out_min, fen;

		if (!cm_str_is(u->kind, "voice"))
			continue;
		free -= given;
		units -= given;
		if (units && (!o || o->price_in_min < 0 || o->price_out_min < 0))
			b->plan_priced = false;
		else if (units && __builtin_mul_overflow(units, price, &fen))
			b->overflow = true;
		else if (units || given) {
			fen = units ? fen : 0;
			add(b, CM_STR(VOICE), fen, 0);
			if (b->tell)
				b->tell(b->ctx,
				    &(struct cm_bill_part){.item = CM_STR(VOICE),
					.price = {.included = given, .units = units, .use = fen, .total = fen},
					.unit_price = price,
					.amount = fen});
		}
	}
}

static void
price_content(struct cm_bill *b, const struct cm_case *c, const struct cm_month_line *l)
{
	const struct cm_service *service = cm_services_find(c->services, cm_str(CONTENT));
	int64_t fen = 0;

	for (unsigned i = 0; i < l->nused; i++)
		if (cm_str_is(l->used[i].kind, "sp") && !cm_money_add(fen, l->used[i].fee, &fen))
			b->overflow = true;
	add(b, service ? service->bill_item : cm_str(CONTENT), fen, 0);
	b->content += fen;
}

struct cm_str
cm_bill_item_of_use(const struct cm_services *all, struct cm_str kind)
{
	const struct cm_service *service = cm_str_is(kind, "sp") ? cm_services_find(all, cm_str(CONTENT)) : NULL;

	for (unsigned k = 0; k < KINDS; k++)
		if (cm_str_is(kind, services_of[k].kind))
			service = cm_services_find(all, cm_str(services_of[k].service));
	if (service)
		return service->bill_item;
	return cm_str_is(kind, "voice") ? CM_STR(VOICE) : cm_str_is(kind, "sp") ? CM_STR(CONTENT) : CM_STR("");
}

/* ---- the least spend (row S66) ---- */

/* The largest of those that bind the line, and the order that it goes back to. */
static int64_t
of_contracts(const struct cm_month_line *l, int64_t *cause)
{
	int64_t most = 0;

	for (unsigned i = 0; i < l->ncontracts; i++)
		if (l->contracts[i].min_spend > most) {
			most = l->contracts[i].min_spend;
			*cause = l->contracts[i].seq;
		}
	return most;
}

static void
price_minimum(struct cm_bill *b, const struct cm_bill_run *r, const struct cm_month_line *l, const struct cm_offer *o)
{
	int64_t cause = 0, least = of_contracts(l, &cause), spent = b->total - b->content;

	if (o && o->min_spend > least && !is_new(r, l)) {
		least = o->min_spend;
		cause = 0;
	}
	if (least > spent)
		add(b, CM_STR("min_spend"), least - spent, cause);
}

static void
set_off_advance(struct cm_bill *b, const struct cm_month_line *l)
{
	for (unsigned i = 0; i < l->nbills; i++)
		if (cm_str_is(l->bills[i].item, "advance"))
			add(b, CM_STR("advance_back"), -l->bills[i].amount, l->bills[i].seq);
}

/* ---- all of it ---- */

void
cm_bill_price(struct cm_bill *b, const struct cm_case *c, const struct cm_bill_run *r, const struct cm_month_line *l,
    unsigned what)
{
	const struct cm_offer *o = l->plan.n ? cm_offers_find(c->offers, l->plan) : NULL;
	struct services w = {.c = c, .run = r, .l = l, .offer = o, .what = what};
	int64_t cause = 0, least;

	b->n = b->nunpriced = 0;
	b->total = b->content = 0;
	b->overflow = false;
	b->plan_priced = !l->plan.n || (o && o->monthly_fee >= 0);
	if (r->phase == CM_MONTH_ADVANCE) {
		b->plan_priced = true;
		least = of_contracts(l, &cause);
		if (what & CM_BILL_MINIMUM)
			add(b, CM_STR("advance"), least, cause);
		return;
	}
	if (o && b->plan_priced && (what & CM_BILL_FEE))
		price_plan(b, o, r, l);
	price_services(b, &w);
	if (l->nused && (what & CM_BILL_USAGE)) {
		price_use(b, &w);
		price_calls(b, r, l, o);
		price_content(b, c, l);
	}
	if (what & CM_BILL_MINIMUM)
		price_minimum(b, r, l, o);
	set_off_advance(b, l);
}
