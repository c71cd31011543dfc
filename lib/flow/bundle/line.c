/*
 * What cm-bundle's verbs look up and tell alike: the line with what excludes a bundle, the bundle, its tier and months.
 * Called by gather() and apply(); decides nothing.
 */
#include "base/date.h"
#include "base/money.h"
#include "flow/bundle/bundle.h"
#include "flow/family/family.h"
#include "flow/offer.h"

#include "base/banned.h"

/* ---- months ---- */

struct cm_rebate
cm_bundle_month(const struct cm_bundle_tier *t, int32_t joined, int i)
{
	int32_t from = cm_day_add_months(cm_day_next_month(joined), i);

	return (struct cm_rebate){.from = from, .due = cm_day_next_month(from) - 1, .amount = cm_bundle_rebate(t, i)};
}

struct cm_str
cm_bundle_schedule(struct cm_case *c, int32_t due, int64_t amount)
{
	char money[24];
	int y, m, d;

	cm_day_split(due, &y, &m, &d);
	cm_money_format(amount, money);
	return cm_str(cm_arena_printf(c->arena, "%04d-%02d %s", y, m, money));
}

/* ---- the line ---- */

const char *const cm_bundle_line_names[] = {"msisdn", "line_known", "line_status", "arrears", "bundle_eligible",
    "bundle_free_from", "exclusive_free_from", "exclusive_with", "contract_free_from", "first_possible", "family_discounts", "family_excludes", NULL};

#define GROUPS_MOST 16

struct excluding {
	struct cm_case *c;
	const struct cm_bundle *bundle; /* NULL: any */
	int32_t today, joined, excluded, bound; /* last days; CM_DAY_NONE: nothing of it */
	struct cm_str groups[GROUPS_MOST]; /* by which it is excluded */
	unsigned ngroups;
};

static void
exclude(struct excluding *e, bool contract, struct cm_str kind, int32_t until)
{
	const struct cm_bundles *all = e->c->bundles;
	struct cm_str group;
	unsigned i = 0;

	if (until < e->today || !cm_bundles_exclude(all, e->bundle, contract, kind, &group))
		return;
	if (until > e->excluded)
		e->excluded = until;
	while (i < e->ngroups && !cm_str_eq(e->groups[i], group))
		i++;
	if (i == e->ngroups && i < GROUPS_MOST)
		e->groups[e->ngroups++] = group;
}

static enum cm_status
contract(void *ctx, const struct cm_contract *k)
{
	struct excluding *e = ctx;

	if (k->until < e->today)
		return CM_OK;
	if (cm_str_is(k->kind, CM_BUNDLE) && e->bundle && cm_str_eq(k->name, e->bundle->id) && k->until > e->joined)
		e->joined = k->until;
	if (k->blocks_plan_change && k->until > e->bound)
		e->bound = k->until;
	exclude(e, true, k->kind, k->until);
	return CM_OK;
}

static enum cm_status
promise(void *ctx, const struct cm_promise *p)
{
	if (!p->posted)
		exclude(ctx, false, p->kind, p->due);
	return CM_OK;
}

static enum cm_status
evidence(void *ctx, const struct cm_evidence *e)
{
	if (cm_str_is(e->fact, "bundle_eligible"))
		cm_name_bool(ctx, "bundle_eligible", cm_str_is(e->value, "true"));
	return CM_OK;
}

/* The same list says what a family group cannot be had beside: it holds both ways, for one that waits for a consent, too. */
static enum cm_status
look_for_family(struct cm_case *c)
{
	bool bound;
	enum cm_status st;

	if (!cm_list_has(cm_name_get_text(c, "family_discounts"), CM_STR(CM_BUNDLE)))
		return CM_OK;
	st = cm_family_bound(c, &c->account, &bound);
	if (st == CM_OK)
		cm_name_bool(c, "family_excludes", bound);
	return st;
}

static int32_t
later(int32_t a, int32_t b)
{
	return a > b ? a : b; /* CM_DAY_NONE is before all days */
}

static void
set_free_from(struct cm_case *c, const char *fact, int32_t last)
{
	if (last != CM_DAY_NONE)
		cm_name_day(c, fact, last + 1);
}

enum cm_status
cm_bundle_line(struct cm_case *c, const struct cm_bundle *bundle)
{
	struct excluding e = {.c = c,
	    .bundle = bundle,
	    .today = cm_time_day(c->now),
	    .joined = CM_DAY_NONE,
	    .excluded = CM_DAY_NONE,
	    .bound = CM_DAY_NONE};
	int part = c->account.part;
	int64_t line = c->account.line;
	enum cm_status st = CM_OK;

	cm_name_money(c, "arrears", cm_arrears(c->account.balance));
	if (!cm_name_known(c, "bundle_eligible"))
		st = cm_evidence_of(c->store, part, line, evidence, c, c->diag);
	if (st == CM_OK)
		st = cm_contracts_of(c->store, part, line, contract, &e, c->diag);
	if (st == CM_OK)
		st = cm_promises_of(c->store, part, line, promise, &e, c->diag);
	if (st == CM_OK)
		st = look_for_family(c);
	set_free_from(c, "bundle_free_from", e.joined);
	set_free_from(c, "exclusive_free_from", e.excluded);
	set_free_from(c, "contract_free_from", e.bound);
	set_free_from(c, "first_possible", later(e.joined, later(e.excluded, e.bound)));
	cm_name_list(c, "exclusive_with", e.groups, e.ngroups);
	return st;
}

/* ---- the bundle and its tier ---- */

const char *const cm_bundle_names[] = {"lang", "bundle_status", "bundle_name", "tiers", "campaign_from", "campaign_until",
    "tier_status", "tier_prepay", "rebate_amount", "rebate_last", "rebate_months", "min_spend", "gift_offered", "gift",
    NULL};

void
cm_bundle_facts(struct cm_case *c, const struct cm_bundle *b)
{
	struct cm_str *tiers;
	unsigned n = 0;

	cm_name_text(c, "bundle_status", b ? b->status : CM_STR("unknown"));
	if (!b)
		return;
	tiers = cm_arena_alloc(c->arena, (b->ntiers + 1) * sizeof *tiers);
	for (unsigned i = 0; i < b->ntiers; i++)
		if (cm_bundle_sells(b, &b->tiers[i]))
			tiers[n++] = b->tiers[i].id;
	cm_name_text(c, "bundle_name", cm_offer_text(c, &b->name));
	cm_name_list(c, "tiers", tiers, n);
	cm_name_day(c, "campaign_from", b->from);
	cm_name_day(c, "campaign_until", b->until);
}

void
cm_bundle_tier_facts(struct cm_case *c, const struct cm_bundle_tier *t)
{
	cm_name_text(c, "tier_status", t ? t->status : CM_STR("unknown"));
	if (!t)
		return;
	cm_name_money(c, "tier_prepay", t->prepay);
	cm_name_money(c, "rebate_amount", t->rebate);
	cm_name_money(c, "rebate_last", cm_bundle_rebate(t, t->months - 1));
	cm_name_int(c, "rebate_months", t->months);
	cm_name_money(c, "min_spend", t->min_spend);
	cm_name_bool(c, "gift_offered", t->gift.zh.n > 0);
	cm_name_text(c, "gift", cm_offer_text(c, &t->gift));
}

void
cm_bundle_out(struct cm_case *c, const struct cm_bundle *b, const struct cm_bundle_tier *t)
{
	int64_t last = cm_bundle_rebate(t, t->months - 1);

	cm_out_text(c, "campaign", b->campaign);
	cm_out_text(c, "bundle", b->id);
	cm_out_text(c, "bundle_name", cm_offer_text(c, &b->name));
	cm_out_text(c, "tier", t->id);
	cm_out_money(c, "tier_prepay", t->prepay);
	cm_out_money(c, "rebate_amount", t->rebate);
	if (last != t->rebate)
		cm_out_money(c, "rebate_last", last);
	cm_out_int(c, "rebate_months", t->months);
	cm_out_money(c, "min_spend", t->min_spend);
	if (t->gift.zh.n)
		cm_out_text(c, "gift", cm_offer_text(c, &t->gift));
}
