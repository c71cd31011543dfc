/*
 * cm-bundle recommend: deck 1.12 step 3 (row S64). The tiers whose least spending a usual month covers, without what is
 * ordered from Monternet, best first: the highest least spending, then the smaller prepayment. Never picks one. Reads only.
 */
#include <stdlib.h>

#include "base/date.h"
#include "flow/bundle/bundle.h"
#include "flow/offer.h"
#include "flow/past_bills.h"

#include "base/banned.h"

enum {
	BUNDLE,
	TIER,
	BILL_MONTHS,
	TYPICAL_SPEND,
	LEAST_MIN_SPEND,
	IS_BEST,
	FIRST_POSSIBLE,
	BUNDLE_FREE_FROM,
	EXCLUSIVE_FREE_FROM,
	CONTRACT_FREE_FROM,
	/* figures */
	BILLS_LEAST,
	BILLS_MOST,
	BILL_ITEM_KINDS
};

static const char *const facts[] = {"bundle", "tier", "bill_months", "typical_spend", "least_min_spend", "is_best",
    "first_possible", "bundle_free_from", "exclusive_free_from", "contract_free_from", "bills_least", "bills_most",
    "bill_item_kinds", NULL};

struct row {
	const struct cm_bundle *bundle;
	const struct cm_bundle_tier *tier;
	unsigned place; /* in the catalogue */
};

struct work {
	struct row *rows; /* tiers that can be joined today */
	unsigned n;
};

/* ---- gather ---- */

static void
add_row(struct work *w, const struct cm_bundle *b, const struct cm_bundle_tier *t)
{
	w->rows[w->n] = (struct row){b, t, w->n};
	w->n++;
}

static void
find_tiers(struct cm_case *c, struct work *w)
{
	const struct cm_bundles *all = c->bundles;
	unsigned most = 0;

	for (unsigned i = 0; i < all->n; i++)
		most += all->bundles[i].ntiers;
	w->rows = cm_arena_alloc(c->arena, (most + 1) * sizeof *w->rows);
	for (unsigned i = 0; i < all->n; i++) {
		const struct cm_bundle *b = &all->bundles[i];

		if (!cm_bundle_is_open(b, cm_time_day(c->now)) ||
		    (cm_known(c, BUNDLE) && !cm_str_eq(cm_get_text(c, BUNDLE), b->id)))
			continue;
		for (unsigned k = 0; k < b->ntiers; k++)
			if (cm_bundle_sells(b, &b->tiers[k]))
				add_row(w, b, &b->tiers[k]);
	}
}

static void
set_least(struct cm_case *c, const struct work *w)
{
	for (unsigned i = 0; i < w->n; i++)
		if (!cm_known(c, LEAST_MIN_SPEND) || w->rows[i].tier->min_spend < cm_get_int(c, LEAST_MIN_SPEND))
			cm_set_money(c, LEAST_MIN_SPEND, w->rows[i].tier->min_spend);
}

/* What the customer says takes the place of the bills. */
static enum cm_status
gather_spend(struct cm_case *c)
{
	struct cm_past_bills *u = cm_arena_alloc(c->arena, sizeof *u);
	enum cm_status st = cm_past_bills_find(c, u, cm_get_int(c, BILLS_MOST), cm_get_text(c, BILL_ITEM_KINDS));
	int64_t typical;

	cm_set_int(c, BILL_MONTHS, u->n);
	if (st == CM_OK && !cm_known(c, TYPICAL_SPEND) && u->n >= cm_get_int(c, BILLS_LEAST) &&
	    cm_past_bills_typical(u, &typical))
		cm_set_money(c, TYPICAL_SPEND, typical);
	return st;
}

static enum cm_status
gather(struct cm_case *c)
{
	struct work *w = cm_arena_alloc(c->arena, sizeof *w);
	enum cm_status st = cm_case_line(c);

	c->state = w;
	find_tiers(c, w);
	set_least(c, w);
	return st == CM_OK && c->has_account ? gather_spend(c) : st;
}

/* ---- rows ---- */

static int
best_first(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->tier->min_spend != y->tier->min_spend)
		return x->tier->min_spend > y->tier->min_spend ? -1 : 1;
	if (x->tier->prepay != y->tier->prepay)
		return x->tier->prepay < y->tier->prepay ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/* What keeps the line from the bundle, and until when. */
static enum cm_status
look_again(struct cm_case *c, const struct cm_bundle *b)
{
	static const int of_a_row[] = {FIRST_POSSIBLE, BUNDLE_FREE_FROM, EXCLUSIVE_FREE_FROM, CONTRACT_FREE_FROM};

	for (unsigned i = 0; i < sizeof of_a_row / sizeof *of_a_row; i++)
		cm_forget(c, of_a_row[i]);
	return cm_bundle_line(c, b);
}

static enum cm_status
tell(struct cm_case *c, const struct row *r, bool best)
{
	enum cm_verdict verdict;
	enum cm_status st = look_again(c, r->bundle);

	if (st != CM_OK)
		return st;
	cm_bundle_facts(c, r->bundle);
	cm_bundle_tier_facts(c, r->tier);
	cm_set_text(c, TIER, r->tier->id);
	cm_set_bool(c, IS_BEST, best);
	cm_out_bool(c, "recommended", best);
	cm_bundle_out(c, r->bundle, r->tier);
	cm_out_money(c, "typical_spend", cm_get_int(c, TYPICAL_SPEND));
	if (cm_known(c, FIRST_POSSIBLE) && cm_get_int(c, FIRST_POSSIBLE) <= r->bundle->until)
		cm_out_day(c, "first_possible", (int32_t)cm_get_int(c, FIRST_POSSIBLE));
	st = cm_case_tell(c, "offer", &verdict);
	return st == CM_OK ? c->emit(c) : st;
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct work *w = c->state;
	int64_t typical = cm_get_int(c, TYPICAL_SPEND);
	enum cm_status st = CM_OK;
	bool best = true;

	if (w->n)
		qsort(w->rows, w->n, sizeof *w->rows, best_first);
	for (unsigned i = 0; st == CM_OK && i < w->n; i++) {
		if (w->rows[i].tier->min_spend > typical)
			continue;
		st = tell(c, &w->rows[i], best);
		best = false;
	}
	return st;
}

const struct cm_flow cm_flow_bundle_recommend = {.policy = "bundle",
    .gate = "recommend",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_bundle_line_names, cm_bundle_names, cm_offer_names,
	NULL},
    .bundles = true,
    .gather = gather,
    .apply = apply};
