/*
 * cm-bundle list: the bundles that can be joined today, tier by tier; of a line those that it has joined, with what is
 * still to come back. Reads only.
 */
#include "base/date.h"
#include "base/money.h"
#include "flow/bundle/bundle.h"
#include "flow/offer.h"

#include "base/banned.h"

enum {
	BUNDLE
};

static const char *const facts[] = {"bundle", NULL};

static enum cm_status
gather(struct cm_case *c)
{
	return cm_name_known(c, "msisdn") ? cm_case_line(c) : CM_OK;
}

static bool
wanted(const struct cm_case *c, struct cm_str bundle)
{
	return !cm_known(c, BUNDLE) || cm_str_eq(cm_get_text(c, BUNDLE), bundle);
}

/* ---- on sale ---- */

static enum cm_status
list_tiers(struct cm_case *c, const struct cm_bundle *b)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < b->ntiers; i++) {
		if (!cm_bundle_sells(b, &b->tiers[i]))
			continue;
		cm_bundle_out(c, b, &b->tiers[i]);
		cm_out_day(c, "campaign_from", b->from);
		cm_out_day(c, "campaign_until", b->until);
		st = c->emit(c);
	}
	return st;
}

static enum cm_status
list_sold(struct cm_case *c)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < c->bundles->n; i++) {
		const struct cm_bundle *b = &c->bundles->bundles[i];

		if (cm_bundle_is_open(b, cm_time_day(c->now)) && wanted(c, b->id))
			st = list_tiers(c, b);
	}
	return st;
}

/* ---- of a line ---- */

struct open {
	struct cm_case *c;
	int64_t seq; /* of the order whose rebates are meant */
	struct cm_str schedule[CM_BUNDLE_MONTHS];
	unsigned n;
	int64_t sum;
};

static enum cm_status
open_rebate(void *ctx, const struct cm_promise *p)
{
	struct open *o = ctx;

	if (p->posted || p->seq != o->seq || !cm_str_is(p->kind, CM_REBATE) || o->n == CM_BUNDLE_MONTHS)
		return CM_OK;
	o->schedule[o->n++] = cm_bundle_schedule(o->c, p->due, p->amount);
	return cm_money_add(o->sum, p->amount, &o->sum)
	    ? CM_OK
	    : cm_fail(o->c->diag, CM_DEFECT, "ledger.overflow", "the sum of the rebates would not fit");
}

/* As it was joined: what bundles.yaml says of it today may be another thing. One brought in from elsewhere has no name. */
static void
out_contract(struct cm_case *c, const struct cm_contract *k)
{
	const struct cm_bundle *b = cm_bundles_find(c->bundles, k->name);

	if (k->name.n) {
		cm_out_text(c, "bundle", k->name);
		cm_out_text(c, "bundle_name", b ? cm_offer_text(c, &b->name) : k->name);
		cm_out_text(c, "tier", k->tier);
		cm_out_money(c, "min_spend", k->min_spend);
	}
	cm_out_day(c, "effective_at", k->from);
	cm_out_day(c, "ends_at", k->until);
}

struct contracts { /* of the line, since nothing may be asked while they are read */
	struct cm_case *c;
	struct cm_contract *rows;
	unsigned n, room;
};

static enum cm_status
keep(void *ctx, const struct cm_contract *k)
{
	struct contracts *all = ctx;
	struct cm_arena *a = all->c->arena;

	if (!cm_str_is(k->kind, CM_BUNDLE) || !wanted(all->c, k->name))
		return CM_OK;
	all->rows = cm_arena_grow(a, all->rows, all->n, &all->room, sizeof *all->rows);
	all->rows[all->n] = *k;
	all->rows[all->n].name = cm_arena_str(a, k->name);
	all->rows[all->n++].tier = cm_arena_str(a, k->tier);
	return CM_OK;
}

static enum cm_status
list_joined(struct cm_case *c)
{
	struct contracts all = {.c = c};
	enum cm_status st = cm_contracts_of(c->store, c->account.part, c->account.line, keep, &all, c->diag);

	for (unsigned i = 0; st == CM_OK && i < all.n; i++) {
		const struct cm_contract *k = &all.rows[i];
		struct open o = {.c = c, .seq = k->seq};

		st = cm_promises_of(c->store, c->account.part, c->account.line, open_rebate, &o, c->diag);
		if (st != CM_OK || (!o.n && k->until < cm_time_day(c->now)))
			continue;
		out_contract(c, k);
		cm_out_list(c, "schedule", o.schedule, o.n);
		cm_out_int(c, "months_open", o.n);
		cm_out_money(c, "rebate_open", o.sum);
		if (k->seq)
			cm_out_order(c, "of_order", c->account.part, k->seq);
		st = c->emit(c);
	}
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	return c->has_account ? list_joined(c) : list_sold(c);
}

const struct cm_flow cm_flow_bundle_list = {.policy = "bundle",
    .gate = "list",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_bundle_names, cm_offer_names, NULL},
    .bundles = true,
    .gather = gather,
    .apply = apply};
