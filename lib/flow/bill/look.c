/* A line's bill, for those who look at it: look.h says what. */
#include <stdlib.h>

#include "base/date.h"
#include "base/money.h"
#include "flow/bill/look.h"

#include "base/banned.h"

const char *const cm_bill_look_names[] = {"month", "bill_known", "bill_items", "charge_known", "charged", "refunded",
    "refundable", "item_name", "call_unit", NULL};

struct cm_str
cm_bill_month_text(struct cm_case *c, int32_t month)
{
	return cm_str(cm_arena_printf(c->arena, "%04d-%02d", month / 100, month % 100));
}

/* ---- which month ---- */

static enum cm_status
closed(void *ctx, int32_t month, bool done)
{
	int32_t *last = ctx;

	if (done && month > *last)
		*last = month;
	return CM_OK;
}

struct newest {
	int32_t month, before;
};

static enum cm_status
newest(void *ctx, const struct cm_bill_item *b)
{
	struct newest *w = ctx;

	if (b->month < w->before)
		w->month = b->month;
	return CM_OK;
}

/* The last month that was closed here; in a store in which none was, the line's newest bill of a month that is over. */
static enum cm_status
last_month(struct cm_case *c, int32_t *month)
{
	struct newest w = {.before = cm_month_of(cm_time_day(c->now)).month};
	enum cm_status st = cm_months_begun(c->store, CM_MONTH_CLOSE, closed, month, c->diag);

	if (st != CM_OK || *month)
		return st;
	st = cm_bills_of(c->store, c->account.part, c->account.line, 0, newest, &w, c->diag);
	*month = w.month;
	return st;
}

static enum cm_status
find_month(struct cm_case *c, struct cm_month *m)
{
	int32_t month = 0;
	enum cm_status st;

	if (cm_name_known(c, "month")) {
		if (!cm_month_parse(cm_name_get_text(c, "month"), m))
			cm_case_invalid(c, "field.malformed", "month: expected a month such as 2010-04, from 1900 on");
		return CM_OK;
	}
	st = last_month(c, &month);
	if (st != CM_OK || !month)
		return st;
	cm_name_text(c, "month", cm_bill_month_text(c, month));
	cm_month_parse(cm_name_get_text(c, "month"), m);
	return CM_OK;
}

/* ---- its items ---- */

struct reading {
	struct cm_case *c;
	struct cm_bill_charge *rows;
	unsigned n, room, first;
	int32_t month;
};

static enum cm_status
add_item(void *ctx, const struct cm_bill_item *b)
{
	struct reading *r = ctx;

	if (b->month > r->month)
		return CM_OK;
	r->rows = cm_arena_grow(r->c->arena, r->rows, r->n, &r->room, sizeof *r->rows);
	r->rows[r->n] = (struct cm_bill_charge){.bill = *b};
	r->rows[r->n++].bill.item = cm_arena_str(r->c->arena, b->item);
	r->first += b->month < r->month;
	return CM_OK;
}

static enum cm_status
add_refund(void *ctx, const struct cm_refund *f)
{
	struct reading *r = ctx;

	for (unsigned i = r->first; i < r->n && f->month == r->month; i++)
		if (cm_str_eq(r->rows[i].bill.item, f->item) &&
		    (!cm_money_add(r->rows[i].base, f->base, &r->rows[i].base) ||
			!cm_money_add(r->rows[i].total, f->total, &r->rows[i].total)))
			return cm_fail(r->c->diag, CM_DEFECT, "ledger.overflow", "the refunds of a bill would not fit");
	return CM_OK;
}

enum cm_status
cm_bill_read(struct cm_case *c, struct cm_bill_look *look, int64_t before)
{
	struct reading r = {.c = c, .month = look->month.month};
	enum cm_status st = cm_bills_of(c->store, c->account.part, c->account.line,
	    cm_month_of(cm_day_add_months(look->month.first, -(int)before)).month, add_item, &r, c->diag);

	if (st == CM_OK)
		st = cm_refunds_of(c->store, c->account.part, c->account.line, add_refund, &r, c->diag);
	look->rows = r.rows;
	look->first = r.first;
	look->n = r.n;
	return st;
}

const struct cm_bill_charge *
cm_bill_item(const struct cm_bill_look *look, struct cm_str item)
{
	for (unsigned i = look->first; i < look->n; i++)
		if (cm_str_eq(look->rows[i].bill.item, item))
			return &look->rows[i];
	return NULL;
}

enum cm_status
cm_bill_month_left(struct cm_case *c, const struct cm_bill_look *look, int64_t *left)
{
	*left = 0;
	for (unsigned i = look->first; i < look->n; i++)
		if (!cm_money_add(*left, look->rows[i].bill.amount - look->rows[i].base, left))
			return cm_fail(c->diag, CM_DEFECT, "ledger.overflow", "the sum of a bill would not fit");
	if (*left < 0)
		*left = 0;
	return CM_OK;
}

enum cm_status
cm_bill_look(struct cm_case *c, struct cm_bill_look *look, int64_t before)
{
	struct cm_str *items;
	unsigned n;
	enum cm_status st = find_month(c, &look->month);

	if (st != CM_OK || !look->month.month)
		return st;
	st = cm_bill_read(c, look, before);
	n = look->n - look->first;
	items = cm_arena_alloc(c->arena, (n + 1) * sizeof *items);
	for (unsigned i = 0; i < n; i++)
		items[i] = look->rows[look->first + i].bill.item;
	cm_name_bool(c, "bill_known", n > 0);
	if (n)
		cm_name_list(c, "bill_items", items, n);
	return st;
}

const struct cm_bill_charge *
cm_bill_look_item(struct cm_case *c, const struct cm_bill_look *look, struct cm_str item)
{
	const struct cm_bill_charge *found = cm_bill_item(look, item);
	struct cm_text *name = cm_arena_alloc(c->arena, sizeof *name);

	cm_name_bool(c, "charge_known", found != NULL);
	*name = cm_bill_item_name(c, item);
	cm_name_words(c, "item_name", name);
	if (!found)
		return NULL;
	cm_name_money(c, "charged", found->bill.amount);
	cm_name_money(c, "refunded", found->total);
	cm_name_money(c, "refundable", found->bill.amount - found->base);
	return found;
}

/* ---- what is usual ---- */

#define MONTHS 24 /* more are not compared with */

static int
by_amount(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

enum cm_status
cm_bill_usual(struct cm_case *c, const struct cm_bill_look *look, struct cm_str item, int64_t *usual, unsigned *months)
{
	const struct cm_bill_charge *r = look->rows;
	int64_t of[MONTHS + 1];
	int n = -1;
	int32_t month = 0;

	for (unsigned i = 0; i < look->first; i++) {
		if (r[i].bill.month != month && n < MONTHS) {
			month = r[i].bill.month;
			of[++n] = 0;
		}
		if ((!item.n || cm_str_eq(r[i].bill.item, item)) && !cm_money_add(of[n], r[i].bill.amount, &of[n]))
			return cm_fail(c->diag, CM_DEFECT, "ledger.overflow", "the sum of a bill would not fit");
	}
	*months = (unsigned)++n;
	*usual = 0;
	if (!n)
		return CM_OK;
	qsort(of, (size_t)n, sizeof *of, by_amount);
	*usual = n % 2 ? of[n / 2] : of[n / 2 - 1] + (of[n / 2] - of[n / 2 - 1]) / 2;
	return CM_OK;
}

bool
cm_bill_item_of_service(const struct cm_case *c, struct cm_str item)
{
	for (unsigned i = 0; i < c->services->n; i++)
		if (cm_str_eq(c->services->services[i].bill_item, item) ||
		    cm_str_eq(c->services->services[i].items_bill_item, item))
			return true;
	return false;
}

enum cm_status
cm_bill_charged_by(struct cm_case *c, const struct cm_bill_charge *charge, struct cm_operation *op, bool *here)
{
	enum cm_status st = CM_OK;

	*op = (struct cm_operation){0};
	if (charge->bill.seq)
		st = cm_operation_get(c->store, c->account.part, charge->bill.seq, op, c->arena, c->diag);
	*here = st == CM_OK && cm_str_is(op->source, "cm-bill run");
	return st == CM_END ? CM_OK : st;
}

struct cm_text
cm_bill_item_name(const struct cm_case *c, struct cm_str item)
{
	int slot = cm_vocabulary_slot(c->policy->vocabulary, CM_STR("charge_item"));
	const struct cm_fact *fixed = slot < 0 ? NULL : &c->policy->vocabulary->facts[slot];

	for (unsigned i = 0; fixed && i < fixed->nvalues; i++)
		if (cm_str_eq(fixed->values[i].name, item))
			return (struct cm_text){.zh = fixed->values[i].zh, .en = fixed->values[i].en};
	for (unsigned i = 0; i < c->services->n; i++) {
		const struct cm_service *s = &c->services->services[i];

		if (cm_str_eq(s->bill_item, item))
			return s->bill_name;
		if (cm_str_eq(s->items_bill_item, item))
			return s->items_bill_name;
	}
	return (struct cm_text){.zh = item, .en = item};
}

/* ---- how they came about ---- */

struct sums {
	bool (*counts)(void *, const struct cm_usage *);
	void *ctx;
	const struct cm_month_line *line;
	struct cm_used_sum *at;
	unsigned n, room;
	int64_t unit;
	struct cm_arena *arena;
};

static enum cm_status
add_use(void *ctx, const struct cm_usage *u)
{
	struct sums *s = ctx;
	struct cm_used_sum one;
	unsigned i = 0;

	if (!s->counts(s->ctx, u))
		return CM_OK;
	one = cm_used_one(s->line, u, s->unit);
	while (i < s->n && !cm_used_same(&s->at[i], &one))
		i++;
	if (i < s->n) {
		cm_used_add(&s->at[i], &one);
		return CM_OK;
	}
	s->at = cm_arena_grow(s->arena, s->at, s->n, &s->room, sizeof *s->at);
	one.kind = cm_arena_str(s->arena, u->kind);
	one.direction = cm_arena_str(s->arena, u->direction);
	one.area = cm_arena_str(s->arena, u->area);
	s->at[s->n++] = one;
	return CM_OK;
}

enum cm_status
cm_bill_reprice(struct cm_case *c, const struct cm_month *m, bool (*counts)(void *, const struct cm_usage *), void *ctx,
    struct cm_bill *b, struct cm_arena *a)
{
	struct cm_bill_run run = {.month = *m, .phase = CM_MONTH_CLOSE,
	    .options = {.month = *m, .today = cm_time_day(c->now), .unit = cm_name_get_int(c, "call_unit")}};
	struct sums s = {.counts = counts, .ctx = ctx, .unit = run.options.unit, .arena = a};
	struct cm_stretch one;
	enum cm_status st;

	if (run.options.unit < 1)
		return cm_fail(c->diag, CM_CONFIG, "policy.missing-figure", "%s has no figure %s", c->policy->file, "call_unit");
	st = cm_stretch_load(&one, c->store, &run.options, c->account.part, c->account.line, 1, a, c->diag);
	if (st == CM_OK && (!one.n || one.lines[0].account.line != c->account.line))
		return cm_fail(c->diag, CM_DEFECT, "store.orphan", "an account without its line: part %d", c->account.part);
	if (st == CM_OK)
		st = cm_bill_past(&one, c->store, m, 1, a, c->diag);
	s.line = st == CM_OK ? &one.lines[0] : NULL;
	if (st == CM_OK && s.line->nrelatives)
		st = cm_bill_family_figures(&run, c->policy, a, c->diag);
	if (st == CM_OK)
		st = cm_usage_of(c->store, c->account.part, c->account.line, cm_day_start(m->first), cm_day_start(m->last + 1),
		    add_use, &s, c->diag);
	if (st != CM_OK)
		return st;
	one.lines[0].used = s.at;
	one.lines[0].nused = s.n;
	cm_bill_price(b, c, &run, &one.lines[0], CM_BILL_FEE | CM_BILL_SERVICES | CM_BILL_USAGE | CM_BILL_MINIMUM);
	return b->overflow ? cm_fail(c->diag, CM_BAD, "account.range", "the charges of a line would not fit") : CM_OK;
}
