/*
 * What a month of a line comes to, item by item: the plan's fee, services by the catalogue, what was used, the least spend,
 * less the advance of the 1st. Pure: no store, no clock.
 */
#include "base/money.h"
#include "flow/bill/bill.h"
#include "flow/fee.h"

#include "base/banned.h"

#define CONTENT CM_STR("sp") /* others' content: a kind of use, and its item where the catalogue has none */
#define VOICE	CM_STR("voice") /* a kind of use; its items: */
#define OUT	CM_STR("voice_out")
#define IN	CM_STR("voice_in")

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

/* Use that is measured and charged by a service of the catalogue. */
static const char *const kinds[] = {"sms", "mms", "data"};
#define KINDS (sizeof kinds / sizeof *kinds)

/* Which kind of use a subscription carries; -1: none. What a provider sells carries none: it would be charged twice. */
static int
kind_of(const struct cm_service *service, const struct cm_subscription *s)
{
	for (unsigned k = 0; service && !s->item.n && !s->sp.n && k < KINDS; k++)
		if (cm_str_is(service->charges, kinds[k]))
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

		if (!cm_str_is(u->kind, kinds[kind]) || strcmp(destination_of(u), destination) != 0 ||
		    (cm_str_is(u->direction, "in") && !cm_str_is(u->kind, "data")))
			continue;
		all.kb += u->kb;
		all.count += u->count;
	}
	return all;
}

struct services {
	const struct cm_month_line *l;
	struct cm_fees fees;
	unsigned what;
	bool carried[KINDS]; /* its use was charged along with a subscription */
};

/* A price of its own is missing: it is not free, no bundle that the line has contains it, and it is not others' content, of
 * which each record of use says what it costs. */
static bool
is_missing(const struct services *w, const struct cm_service *service, const struct cm_subscription *s)
{
	if ((service && cm_str_eq(service->charges, CONTENT)) || cm_fee_is_free(&w->fees, s))
		return false;
	for (unsigned i = 0; i < w->fees.n; i++) {
		const struct cm_subscription *other = &w->fees.rows[i];
		const struct cm_service *by =
		    cm_fee_counts(&w->fees, other) ? cm_services_find(w->fees.services, other->service) : NULL;

		for (unsigned k = 0; by && k < by->nincludes; k++)
			if (cm_str_eq(by->includes[k], s->service))
				return false;
	}
	return true;
}

static void
price_one(struct cm_bill *b, struct services *w, const struct cm_subscription *s)
{
	const struct cm_service *service = cm_services_find(w->fees.services, s->service);
	struct cm_used used = cm_used_nothing;
	struct cm_price p;
	struct cm_str item;
	int kind = kind_of(service, s);
	int64_t due;

	if (kind >= 0 && (w->what & CM_BILL_USAGE))
		used = used_of(w->l, (unsigned)kind, "");
	if (!cm_fee_price(&w->fees, s, &used, &p)) {
		if ((w->what & CM_BILL_SERVICES) && is_missing(w, service, s))
			unpriced(b, s->service);
		return;
	}
	if (kind < 0 && p.rate && (w->what & CM_BILL_USAGE)) /* by use that no record carries */
		unpriced(b, s->service);
	if (kind >= 0)
		w->carried[kind] = true;
	due = p.total;
	if (!(w->what & CM_BILL_SERVICES) || cm_fee_is_free(&w->fees, s))
		due -= p.fee < due ? p.fee : due;
	item = s->item.n ? service->items_bill_item : service->bill_item;
	add(b, item, due, s->seq);
	tell(b, item, s, &p, due);
	if (s->sp.n || cm_str_eq(service->charges, CONTENT))
		b->content += due;
}

/* Several rows of one service in a month (another tier, taken up again) are one: the last one counts. */
static void
price_services(struct cm_bill *b, struct services *w)
{
	const struct cm_subscription *s = w->fees.rows, *end = s + w->fees.n;

	for (; s < end; s++)
		if (cm_fee_counts(&w->fees, s) && !(s + 1 < end && cm_fee_same(s, s + 1) && cm_fee_counts(&w->fees, s + 1)))
			price_one(b, w, s);
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
			service = cm_services_charging(w->fees.services, cm_str(kinds[k]));
			if (service && cm_service_price(service, NULL, NULL, 0, &used, &p)) {
				p.total -= p.fee < p.total ? p.fee : p.total;
				p.fee = 0;
				add(b, service->bill_item, p.total, 0);
				tell(b, service->bill_item, NULL, &p, p.total);
			} else
				unpriced(b, service ? service->id : cm_str(kinds[k]));
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

		if (!cm_str_eq(u->kind, VOICE))
			continue;
		free -= given;
		units -= given;
		if (units && (!o || o->price_in_min < 0 || o->price_out_min < 0))
			b->plan_priced = false;
		else if (units && __builtin_mul_overflow(units, price, &fen))
			b->overflow = true;
		else if (units || given) {
			fen = units ? fen : 0;
			add(b, in ? IN : OUT, fen, 0);
			if (b->tell)
				b->tell(b->ctx,
				    &(struct cm_bill_part){.item = in ? IN : OUT,
					.price = {.included = given, .units = units, .use = fen, .total = fen},
					.unit_price = price,
					.amount = fen});
		}
	}
}

static void
price_content(struct cm_bill *b, const struct cm_case *c, const struct cm_month_line *l)
{
	const struct cm_service *service = cm_services_charging(c->services, CONTENT);
	int64_t fen = 0;

	for (unsigned i = 0; i < l->nused; i++)
		if (cm_str_is(l->used[i].kind, "sp") && !cm_money_add(fen, l->used[i].fee, &fen))
			b->overflow = true;
	add(b, service ? service->bill_item : CONTENT, fen, 0);
	b->content += fen;
}

struct cm_str
cm_bill_item_of_use(const struct cm_services *all, struct cm_str kind, struct cm_str direction)
{
	const struct cm_service *service = cm_services_charging(all, kind);

	if (service)
		return service->bill_item;
	if (cm_str_eq(kind, VOICE))
		return cm_str_is(direction, "in") ? IN : OUT;
	return cm_str_eq(kind, CONTENT) ? CONTENT : CM_STR("");
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
	struct services w = {
	    .l = l, .fees = {c->services, o, l->subscriptions, l->nsubscriptions, r->month}, .what = what};
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
