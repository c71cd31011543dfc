/* Bills under other plans, and what a usual one is: past_bills.h says how. Called by gather() of cm-plan recommend and
 * cm-bundle recommend; decides nothing. */
#include <stdlib.h>

#include "base/date.h"
#include "base/money.h"
#include "domain/month_run.h"
#include "flow/past_bills.h"

#include "base/banned.h"

static enum cm_status
overflow(struct cm_case *c)
{
	return cm_fail(c->diag, CM_DEFECT, "ledger.overflow", "the sum of a bill would not fit");
}

/* ---- reading bills ---- */

struct reading {
	struct cm_case *c;
	struct cm_past_bills *u;
	struct cm_str items; /* the figure */
	int32_t before; /* the month that is not billed yet */
};

/* The kind of an item's name: NAME=KIND in the list, else other. */
static enum cm_past_kind
kind_of(struct cm_str list, struct cm_str item, struct cm_str *service)
{
	static const char *const kinds[] = {
	    [CM_PAST_FEE] = "fee", [CM_PAST_OUT] = "out", [CM_PAST_IN] = "in", [CM_PAST_SP] = "sp"};
	struct cm_str entry;

	while (cm_list_next(&list, &entry)) {
		struct cm_str kind = {entry.p + item.n + 1, entry.n - item.n - 1};

		if (entry.n <= item.n + 1 || memcmp(entry.p, item.p, item.n) != 0 || entry.p[item.n] != '=')
			continue;
		for (int k = CM_PAST_FEE; k <= CM_PAST_SP; k++)
			if (cm_str_is(kind, kinds[k]))
				return (enum cm_past_kind)k;
		*service = kind;
		return CM_PAST_SERVICE;
	}
	return CM_PAST_OTHER;
}

/* Rows come by month; the months that are kept are the newest, since only so many are asked for. */
static enum cm_status
bill_row(void *ctx, const struct cm_bill_item *b)
{
	struct reading *r = ctx;
	struct cm_past_bills *u = r->u;
	struct cm_past_item *item;

	if (b->month >= r->before)
		return CM_OK;
	if (!u->n || u->months[u->n - 1].month != b->month) {
		if (u->n == CM_PAST_MONTHS)
			return CM_OK;
		u->months[u->n++].month = b->month;
	}
	item = cm_arena_alloc(r->c->arena, sizeof *item);
	item->amount = b->amount;
	item->kind = kind_of(r->items, b->item, &item->service);
	item->service = cm_arena_str(r->c->arena, item->service);
	item->next = u->months[u->n - 1].items;
	u->months[u->n - 1].items = item;
	return cm_money_add(u->months[u->n - 1].total, b->amount, &u->months[u->n - 1].total) ? CM_OK : overflow(r->c);
}

static int32_t
months_back(int32_t today, int64_t n)
{
	return cm_month_of(cm_day_add_months(cm_month_of(today).first, -(int)n)).month;
}

enum cm_status
cm_past_bills_find(struct cm_case *c, struct cm_past_bills *u, int64_t most, struct cm_str items)
{
	int32_t today = cm_time_day(c->now);
	struct reading r = {.c = c, .u = u, .items = items, .before = months_back(today, 0)};

	if (most < 1)
		most = 1;
	if (most > CM_PAST_MONTHS)
		most = CM_PAST_MONTHS;
	return cm_bills_of(c->store, c->account.part, c->account.line, months_back(today, most), bill_row, &r, c->diag);
}

/* ---- a usual month ---- */

static int
by_amount(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

bool
cm_past_bills_typical(const struct cm_past_bills *u, int64_t *fen)
{
	int64_t spent[CM_PAST_MONTHS], below, above;

	for (unsigned i = 0; i < u->n; i++) {
		spent[i] = u->months[i].total;
		for (const struct cm_past_item *it = u->months[i].items; it; it = it->next)
			if (it->kind == CM_PAST_SP && !cm_money_add(spent[i], -it->amount, &spent[i]))
				return false;
	}
	if (!u->n)
		return false;
	qsort(spent, u->n, sizeof *spent, by_amount);
	below = spent[(u->n - 1) / 2];
	above = spent[u->n / 2];
	*fen = below + (above - below) / 2;
	return true;
}

/* ---- pricing ---- */

static bool
charged(const struct cm_past_bills *u, unsigned i, enum cm_past_kind kind, int64_t *sum)
{
	*sum = 0;
	for (const struct cm_past_item *it = u->months[i].items; it; it = it->next)
		if (it->kind == kind && !cm_money_add(*sum, it->amount, sum))
			return false;
	return true;
}

/* Calls of one direction under the offer: of the minutes that were said, else of what was charged at the present price;
 * when neither tells the minutes and the offer charges none, the bill's own. */
static bool
calls(const struct cm_past_bills *u, unsigned i, const struct cm_offer *o, bool in, int64_t *out)
{
	int64_t amount, price = in ? o->price_in_min : o->price_out_min;

	if (in ? u->in_said : u->out_said)
		return cm_money_scale(in ? u->minutes_in : u->minutes_out, price, 1, out);
	if (!charged(u, i, in ? CM_PAST_IN : CM_PAST_OUT, &amount))
		return false;
	if (in ? u->in_known : u->out_known)
		return cm_money_scale(amount, price, in ? u->present->price_in_min : u->present->price_out_min, out);
	*out = amount;
	return true;
}

static bool
month_under(const struct cm_past_bills *u, unsigned i, const struct cm_offer *o, int64_t *total)
{
	int64_t out, in, spend = o->monthly_fee, sp = 0;

	if (!calls(u, i, o, false, &out) || !calls(u, i, o, true, &in) || !cm_money_add(spend, out, &spend) ||
	    !cm_money_add(spend, in, &spend))
		return false;
	for (const struct cm_past_item *it = u->months[i].items; it; it = it->next) {
		if (it->kind == CM_PAST_FEE || it->kind == CM_PAST_OUT || it->kind == CM_PAST_IN ||
		    (it->kind == CM_PAST_SERVICE && cm_offer_frees(o, it->service)))
			continue;
		if (!cm_money_add(
			it->kind == CM_PAST_SP ? sp : spend, it->amount, it->kind == CM_PAST_SP ? &sp : &spend))
			return false;
	}
	return cm_money_add(spend < o->min_spend ? o->min_spend : spend, sp, total);
}

enum cm_status
cm_past_bills_price(struct cm_case *c, const struct cm_past_bills *u, const struct cm_offer *o, int64_t totals[CM_PAST_MONTHS],
    bool *priced)
{
	*priced = (u->out_known || o->price_out_min == 0) && (u->in_known || o->price_in_min == 0);
	for (unsigned i = 0; *priced && i < u->n; i++)
		if (!month_under(u, i, o, &totals[i]))
			return overflow(c);
	return CM_OK;
}

static bool
is_named(const struct cm_offer *o)
{
	return o && o->monthly_fee >= 0 && o->price_out_min >= 0 && o->price_in_min >= 0 && o->min_spend >= 0;
}

enum cm_status
cm_past_bills_ready(struct cm_case *c, struct cm_past_bills *u)
{
	int64_t totals[CM_PAST_MONTHS];
	bool priced = false;
	enum cm_status st = CM_OK;

	u->out_known = u->out_said || (u->n && u->present && u->present->price_out_min > 0);
	u->in_known = u->in_said || (u->n && u->present && u->present->price_in_min > 0);
	u->total_known = u->n > 0 && !u->out_said && !u->in_said;
	if (u->n == 0 && u->out_said)
		u->n = 1;
	if (!u->total_known && is_named(u->present)) {
		st = cm_past_bills_price(c, u, u->present, totals, &priced);
		u->total_known = st == CM_OK && priced && u->n > 0;
		for (unsigned i = 0; u->total_known && i < u->n; i++)
			u->months[i].total = totals[i];
	}
	for (unsigned i = 0; st == CM_OK && u->total_known && i < u->n; i++)
		if (!cm_money_add(u->total, u->months[i].total, &u->total))
			st = overflow(c);
	return st;
}
