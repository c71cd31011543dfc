/*
 * cm-plan recommend: deck 1.3 step 2 (row S13). Prices the last bills under each plan on sale and lists them, best
 * first, with what each would have saved and why it is recommended or not: the rules of gate `offer`. Never picks one.
 * Reads only.
 */
#include <stdlib.h>

#include "base/money.h"
#include "flow/plan/plan.h"
#include "flow/past_bills.h"

#include "base/banned.h"

enum {
	BRAND,
	MINUTES_OUT,
	MINUTES_IN,
	BILL_MONTHS,
	BILLS_FROM,
	BILLS_UNTIL,
	MINUTES_KNOWN,
	IS_PRESENT,
	BETTER_EXISTS,
	PRICED,
	TOTAL,
	SAVING,
	WORST_MONTH,
	WORST_SAVING,
	DOMINATED_BY,
	DOMINATED_BY_NAME,
	LOSES,
	LOSES_COUNT,
	/* figures */
	BILLS_MOST,
	MINUTES_MOST,
	BILL_ITEM_KINDS
};

static const char *const facts[] = {"brand", "minutes_out", "minutes_in", "bill_months", "bills_from", "bills_until", "minutes_known", "is_present",
    "better_exists", "priced", "total", "saving", "worst_month", "worst_saving", "dominated_by", "dominated_by_name",
    "loses", "loses_count", "bills_most", "minutes_most", "bill_item_kinds", NULL};

/* An offer against the bills. */
struct row {
	const struct cm_offer *offer;
	bool present, priced, recommended;
	unsigned place; /* in the catalogue */
	int64_t totals[CM_PAST_MONTHS], total;
	const struct row *better; /* never dearer, and gives as much: this one is dominated; NULL: none */
	struct cm_str *loses; /* services that are free now and would not be */
	unsigned nloses;
};

struct work {
	struct cm_plan_line line;
	struct cm_past_bills usage;
	struct row *rows;
	unsigned n;
};

/* ---- gather ---- */

/* More minutes than there are have no price; the policy refuses them. */
static bool
may_be(const struct cm_case *c, int minutes)
{
	return cm_get_int(c, minutes) >= 0 && cm_get_int(c, minutes) <= cm_get_int(c, MINUTES_MOST);
}

/* 201003 as people write it. */
static struct cm_str
month_text(struct cm_case *c, int32_t month)
{
	return cm_str(cm_arena_printf(c->arena, "%04d-%02d", month / 100, month % 100));
}

static enum cm_status
gather(struct cm_case *c)
{
	struct work *w = cm_arena_alloc(c->arena, sizeof *w);
	struct cm_past_bills *u = &w->usage;
	enum cm_status st = cm_plan_line(c, &w->line);

	c->state = w;
	if (st != CM_OK || !c->has_account)
		return st;
	u->present = w->line.offer;
	u->out_said = cm_known(c, MINUTES_OUT);
	u->in_said = cm_known(c, MINUTES_IN);
	u->minutes_out = cm_get_int(c, MINUTES_OUT);
	u->minutes_in = cm_get_int(c, MINUTES_IN);
	st = cm_past_bills_find(c, u, cm_get_int(c, BILLS_MOST), cm_get_text(c, BILL_ITEM_KINDS));
	cm_set_int(c, BILL_MONTHS, u->n);
	if (u->n) {
		cm_set_text(c, BILLS_FROM, month_text(c, u->months[0].month));
		cm_set_text(c, BILLS_UNTIL, month_text(c, u->months[u->n - 1].month));
	}
	if (st == CM_OK && may_be(c, MINUTES_OUT) && may_be(c, MINUTES_IN))
		st = cm_past_bills_ready(c, u);
	cm_set_bool(c, MINUTES_KNOWN, u->out_known);
	return st;
}

/* ---- rows ---- */

static bool
gives_all_of(const struct cm_offer *a, const struct cm_offer *b)
{
	for (unsigned i = 0; i < b->nfree; i++)
		if (!cm_offer_frees(a, b->free_services[i]))
			return false;
	return true;
}

/* a is never dearer than b in these months and gives for free what b gives; of two that are equal the first stays. */
static bool
dominates(const struct cm_past_bills *u, const struct row *a, const struct row *b)
{
	bool less = false;

	if (a == b || !a->priced || !b->priced || !gives_all_of(a->offer, b->offer))
		return false;
	for (unsigned i = 0; i < u->n; i++) {
		if (a->totals[i] > b->totals[i])
			return false;
		less |= a->totals[i] < b->totals[i];
	}
	return less || !gives_all_of(b->offer, a->offer) || a->place < b->place;
}

static void
find_losses(struct row *r, const struct cm_offer *from, struct cm_arena *a)
{
	unsigned most = from ? from->nfree : 0;

	r->loses = cm_arena_alloc(a, (most + 1) * sizeof *r->loses);
	for (unsigned i = 0; i < most; i++)
		if (!cm_offer_frees(r->offer, from->free_services[i]))
			r->loses[r->nloses++] = from->free_services[i];
}

/* The plan that the line has is a row, too: what it costs now is there already. */
static enum cm_status
price(struct cm_case *c, struct work *w, const struct cm_offer *offer, unsigned place)
{
	struct row *r = &w->rows[w->n++];
	struct cm_past_bills *u = &w->usage;
	enum cm_status st = CM_OK;

	*r = (struct row){.offer = offer, .present = offer == u->present, .place = place};
	find_losses(r, u->present, c->arena);
	if (r->present) {
		r->priced = u->total_known;
		for (unsigned i = 0; i < u->n; i++)
			r->totals[i] = u->months[i].total;
	} else {
		st = cm_past_bills_price(c, u, offer, r->totals, &r->priced);
	}
	for (unsigned i = 0; st == CM_OK && r->priced && i < u->n; i++)
		if (!cm_money_add(r->total, r->totals[i], &r->total))
			st = cm_fail(c->diag, CM_DEFECT, "ledger.overflow", "the sum of the bills would not fit");
	return st;
}

static enum cm_status
price_all(struct cm_case *c, struct work *w)
{
	struct cm_str brand = cm_get_text(c, BRAND);
	const struct cm_offers *all = c->offers;
	enum cm_status st = CM_OK;

	w->rows = cm_arena_alloc(c->arena, (all->n + 1) * sizeof *w->rows);
	for (unsigned i = 0; st == CM_OK && i < all->n; i++) {
		const struct cm_offer *o = &all->offers[i];
		bool wanted = cm_str_is(o->status, "active") && (!brand.n || cm_str_eq(brand, o->brand));

		if (wanted || o == w->usage.present)
			st = price(c, w, o, i);
	}
	for (unsigned i = 0; i < w->n; i++)
		for (unsigned k = 0; k < w->n; k++)
			if (dominates(&w->usage, &w->rows[k], &w->rows[i]) &&
			    (!w->rows[i].better || w->rows[k].total < w->rows[i].better->total))
				w->rows[i].better = &w->rows[k];
	return st;
}

/* ---- what the rules look at ---- */

static void
set_worst(struct cm_case *c, const struct cm_past_bills *u, const struct row *r)
{
	int64_t worst = 0;
	unsigned at = u->n;

	for (unsigned i = 0; i < u->n; i++) {
		int64_t saving = u->months[i].total - r->totals[i];

		if (at == u->n || saving < worst) {
			worst = saving;
			at = i;
		}
	}
	if (at == u->n || !u->months[at].month)
		return;
	cm_set_money(c, WORST_SAVING, worst);
	cm_set_text(c, WORST_MONTH, month_text(c, u->months[at].month));
}

static void
set_facts(struct cm_case *c, const struct work *w, const struct row *r, bool better)
{
	static const int of_a_row[] = {TOTAL, SAVING, WORST_MONTH, WORST_SAVING, DOMINATED_BY, DOMINATED_BY_NAME};
	const struct cm_past_bills *u = &w->usage;
	int64_t saving;

	for (unsigned i = 0; i < sizeof of_a_row / sizeof *of_a_row; i++)
		cm_forget(c, of_a_row[i]);
	cm_offer_facts(c, r->offer);
	cm_set_list(c, LOSES, r->loses, r->nloses);
	cm_set_int(c, LOSES_COUNT, r->nloses);
	cm_set_bool(c, IS_PRESENT, r->present);
	cm_set_bool(c, BETTER_EXISTS, better);
	cm_set_bool(c, PRICED, r->priced);
	if (!r->priced)
		return;
	cm_set_money(c, TOTAL, r->total);
	if (r->better) {
		cm_set_text(c, DOMINATED_BY, r->better->offer->id);
		cm_set_words(c, DOMINATED_BY_NAME, &r->better->offer->name);
	}
	if (!u->total_known || __builtin_sub_overflow(u->total, r->total, &saving))
		return;
	cm_set_money(c, SAVING, saving);
	set_worst(c, u, r);
}

/* ---- order ---- */

static int
best_first(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->recommended != y->recommended)
		return x->recommended ? -1 : 1;
	if (x->priced != y->priced)
		return x->priced ? -1 : 1;
	if (x->total != y->total)
		return x->total < y->total ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static void
out_row(struct cm_case *c, const struct row *r)
{
	struct cm_str meant_for = cm_offer_text(c, &r->offer->meant_for);

	cm_out_bool(c, "recommended", r->recommended);
	cm_out_text(c, "plan", r->offer->id);
	cm_out_text(c, "plan_name", cm_offer_text(c, &r->offer->name));
	cm_out_text(c, "brand", r->offer->brand);
	cm_offer_out(c, r->offer);
	if (meant_for.n)
		cm_out_text(c, "meant_for", meant_for);
	if (cm_known(c, BILLS_FROM)) {
		cm_out_text(c, "bills_from", cm_get_text(c, BILLS_FROM));
		cm_out_text(c, "bills_until", cm_get_text(c, BILLS_UNTIL));
	}
	if (cm_known(c, TOTAL))
		cm_out_money(c, "total", r->total);
	if (cm_known(c, SAVING))
		cm_out_money(c, "saving", cm_get_int(c, SAVING));
	if (cm_known(c, WORST_MONTH)) {
		cm_out_text(c, "worst_month", cm_get_text(c, WORST_MONTH));
		cm_out_money(c, "worst_saving", cm_get_int(c, WORST_SAVING));
	}
	if (r->better)
		cm_out_text(c, "dominated_by", r->better->offer->id);
	cm_out_list(c, "loses", r->loses, r->nloses);
}

/* The present plan is recommended only when no other is: it takes two looks. */
static enum cm_status
judge_all(struct cm_case *c, struct work *w, bool *better)
{
	enum cm_status st = CM_OK;
	enum cm_verdict verdict;

	*better = false;
	for (unsigned i = 0; st == CM_OK && i < w->n; i++) {
		set_facts(c, w, &w->rows[i], false);
		st = cm_case_tell(c, "offer", &verdict);
		w->rows[i].recommended = verdict == CM_ALLOW && !w->rows[i].present;
		*better |= w->rows[i].recommended;
	}
	for (unsigned i = 0; i < w->n; i++)
		w->rows[i].recommended |= w->rows[i].present && w->rows[i].priced && !*better;
	cm_record_init(&c->out, c->arena);
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	struct work *w = c->state;
	enum cm_verdict verdict;
	struct row *sorted;
	bool better;
	enum cm_status st = price_all(c, w);

	if (st == CM_OK)
		st = judge_all(c, w, &better);
	if (st != CM_OK || !w->n)
		return st;
	sorted = cm_arena_alloc(c->arena, w->n * sizeof *sorted); /* a copy, since rows point at rows */
	memcpy(sorted, w->rows, w->n * sizeof *sorted);
	qsort(sorted, w->n, sizeof *sorted, best_first);
	for (unsigned i = 0; st == CM_OK && i < w->n; i++) {
		set_facts(c, w, &sorted[i], better);
		out_row(c, &sorted[i]);
		st = cm_case_tell(c, "offer", &verdict);
		if (st == CM_OK)
			st = c->emit(c);
	}
	return st;
}

const struct cm_flow cm_flow_plan_recommend = {
    .policy = "plan",
    .gate = "recommend",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_plan_line_names, cm_offer_names, NULL},
    .offers = true,
    .gather = gather,
    .apply = apply};
