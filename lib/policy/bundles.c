/*
 * Bundles on sale, their tiers, and what they cannot go together with: policies/bundles.yaml. Called once per run by
 * cm-bundle, and by cm-policy check. Amounts are what customers are told and get, so none may be left blank, and rebates
 * that do not come to the prepayment are an error.
 */
#include "base/date.h"
#include "base/money.h"
#include "base/po.h"
#include "policy/bundles.h"
#include "policy/entry.h"
#include "policy/load.h"
#include "policy/name.h"

#include "base/banned.h"

#define MUST _("a bundle") /* who has to name a member */

struct parse {
	struct cm_exclusive_group *groups;
	struct cm_bundle *bundles;
	unsigned ngroups, n;
	const struct cm_fact *kinds, *named; /* of contracts; groups as they are told; NULL: any */
	struct cm_arena *arena;
	struct cm_diag *diag;
};

/* ---- members of entries ---- */

static int32_t
day(const struct cm_yaml *e, const char *key, struct cm_diag *d)
{
	const struct cm_yaml *y = cm_yaml_get(e, key);
	int32_t day = CM_DAY_NONE;

	if (!y)
		cm_diag_add(d, CM_ERROR, e->pos, "policy.blank", "%s must name its %s", MUST, key);
	else if (cm_yaml_is(y, CM_YAML_SCALAR, key, d) && (y->text.n != 10 || !cm_day_parse(y->text, &day)))
		cm_diag_add(d, CM_ERROR, cm_yaml_at(y, 0), "policy.value", "%s is a day, such as 2010-04-01", key);
	return day;
}

/* taken: an entry before it has it. A tier may begin with a digit: what it costs. */
static struct cm_str
check_id(struct parse *p, const struct cm_yaml *e, const char *what, struct cm_str id, bool taken)
{
	if (!cm_name_is_id(id) && !(id.n && id.p[0] >= '0' && id.p[0] <= '9'))
		cm_diag_add(p->diag, CM_ERROR, e->pos, "policy.id",
		    "%s needs an id: lower-case letters, digits, _ - and points", what);
	if (taken)
		cm_diag_add(p->diag, CM_ERROR, e->pos, "policy.duplicate", "%s %.*s is there already", what, (int)id.n,
		    id.p);
	return id;
}

static bool
is_group(const struct parse *p, struct cm_str id)
{
	for (unsigned i = 0; i < p->ngroups; i++)
		if (cm_str_eq(p->groups[i].id, id))
			return true;
	return false;
}

/* ---- entries ---- */

static void
parse_group(struct parse *p, const struct cm_yaml *e)
{
	static const char *const keys[] = {"id", "contracts", "promises", "source", "assumed", "note", NULL};
	struct cm_exclusive_group *g = &p->groups[p->ngroups];
	struct cm_str id;

	if (!cm_yaml_is(e, CM_YAML_MAP, "an exclusive group", p->diag))
		return;
	cm_yaml_only(e, keys, p->diag);
	*g = (struct cm_exclusive_group){.pos = e->pos};
	id = cm_yaml_str(e, "id", p->diag);
	g->id = check_id(p, e, _("an exclusive group"), id, is_group(p, id));
	if (id.n)
		cm_value_check(p->named, cm_yaml_get(e, "id"), "word in exclusive_with for the group", p->diag);
	g->contracts = cm_entry_values(e, "contracts", p->kinds, "kind of contract", &g->ncontracts, p->arena, p->diag);
	g->promises = cm_entry_values(e, "promises", NULL, "kind of promise", &g->npromises, p->arena, p->diag);
	g->source = cm_yaml_str(e, "source", p->diag);
	g->assumed = cm_yaml_bool(e, "assumed", p->diag);
	p->ngroups++;
}

/* One month fewer would leave the last without a rest, one more would double it: then a figure is wrong. */
static void
check_sum(const struct cm_bundle_tier *t, struct cm_diag *d)
{
	char rest[24];
	int64_t last;

	if (t->prepay < 0 || t->rebate < 0 || !t->months)
		return;
	last = cm_bundle_rebate(t, t->months - 1);
	if (last > 0 && last < 2 * t->rebate)
		return;
	cm_money_format(last, rest);
	cm_diag_add(d, CM_ERROR, t->pos, "policy.value",
	    "the rebates of %d months do not come to the prepayment: %s would be left for the last one", t->months, rest);
}

static void
parse_tier(struct parse *p, struct cm_bundle_tier *tiers, unsigned n, const struct cm_yaml *e)
{
	static const char *const keys[] = {
	    "id", "status", "prepay", "months", "rebate", "min_spend", "gift", "source", "assumed", "note", NULL};
	const struct cm_bundle before = {.tiers = tiers, .ntiers = n};
	struct cm_bundle_tier *t = &tiers[n];
	struct cm_str id;
	int64_t months;

	*t = (struct cm_bundle_tier){.pos = e->pos};
	if (!cm_yaml_is(e, CM_YAML_MAP, "a tier", p->diag))
		return;
	cm_yaml_only(e, keys, p->diag);
	id = cm_yaml_str(e, "id", p->diag);
	t->id = check_id(p, e, _("a tier"), id, cm_bundle_tier(&before, id) != NULL);
	t->status = cm_entry_status(e, MUST, p->diag);
	months = cm_entry_int(e, "months", 1, CM_BUNDLE_MONTHS, MUST, p->diag);
	t->prepay = cm_entry_money(e, "prepay", MUST, p->diag);
	t->rebate = cm_entry_money(e, "rebate", MUST, p->diag);
	t->min_spend = cm_entry_money(e, "min_spend", MUST, p->diag);
	t->months = months < 0 ? 0 : (int)months;
	cm_entry_text(&t->gift, e, "gift", NULL, p->arena, p->diag);
	t->source = cm_yaml_str(e, "source", p->diag);
	t->assumed = cm_yaml_bool(e, "assumed", p->diag);
	check_sum(t, p->diag);
}

static void
parse_tiers(struct parse *p, struct cm_bundle *b, const struct cm_yaml *e)
{
	const struct cm_yaml *y = cm_entry_list(e, "tiers", MUST, p->diag);
	struct cm_bundle_tier *tiers;

	if (!y)
		return;
	b->tiers = tiers = cm_arena_alloc(p->arena, (y->n + 1) * sizeof *tiers);
	for (const struct cm_yaml *m = y->first; m; m = m->next)
		parse_tier(p, tiers, b->ntiers++, m);
}

/* Row S65; and a line has one contract of a kind that begins on a day. */
static void
parse_groups_of(struct parse *p, struct cm_bundle *b, const struct cm_yaml *e)
{
	const struct cm_bundles all = {.groups = p->groups, .ngroups = p->ngroups};
	struct cm_str group;

	b->groups = cm_entry_values(e, "exclusive_groups", NULL, "exclusive group", &b->ngroups, p->arena, p->diag);
	for (unsigned i = 0; i < b->ngroups; i++)
		if (!is_group(p, b->groups[i]))
			cm_diag_add(p->diag, CM_ERROR, e->pos, "policy.unknown-value", "there is no exclusive group %.*s",
			    (int)b->groups[i].n, b->groups[i].p);
	if (!cm_bundles_exclude(&all, b, true, CM_STR("bundle"), &group))
		cm_diag_add(p->diag, CM_ERROR, e->pos, "policy.value",
		    "a bundle cannot stand beside another: one of its exclusive_groups must have contracts: [bundle]");
}

static void
parse_bundle(struct parse *p, const struct cm_yaml *e)
{
	static const char *const keys[] = {"id", "campaign", "status", "name", "from", "until", "content", "benefit", "cancel",
	    "exclusive_groups", "blocks_plan_change", "tiers", "source", "assumed", "note", NULL};
	const struct cm_bundles before = {.bundles = p->bundles, .n = p->n};
	struct cm_bundle *b = &p->bundles[p->n];
	struct cm_str id;

	if (!cm_yaml_is(e, CM_YAML_MAP, "a bundle", p->diag))
		return;
	cm_yaml_only(e, keys, p->diag);
	*b = (struct cm_bundle){.pos = e->pos};
	id = cm_yaml_str(e, "id", p->diag);
	b->id = check_id(p, e, MUST, id, cm_bundles_find(&before, id) != NULL);
	b->campaign = cm_yaml_str(e, "campaign", p->diag);
	if (!cm_name_is_id(b->campaign))
		cm_diag_add(p->diag, CM_ERROR, e->pos, "policy.blank", "%s must name its campaign", MUST);
	b->status = cm_entry_status(e, MUST, p->diag);
	cm_entry_text(&b->name, e, "name", MUST, p->arena, p->diag);
	cm_entry_text(&b->content, e, "content", MUST, p->arena, p->diag);
	cm_entry_text(&b->benefit, e, "benefit", MUST, p->arena, p->diag);
	cm_entry_text(&b->cancel, e, "cancel", MUST, p->arena, p->diag);
	b->from = day(e, "from", p->diag);
	b->until = day(e, "until", p->diag);
	if (b->until != CM_DAY_NONE && b->until < b->from)
		cm_diag_add(p->diag, CM_ERROR, e->pos, "policy.value", "until lies before from");
	parse_groups_of(p, b, e);
	b->blocks_plan_change = cm_yaml_bool(e, "blocks_plan_change", p->diag);
	b->source = cm_yaml_str(e, "source", p->diag);
	b->assumed = cm_yaml_bool(e, "assumed", p->diag);
	parse_tiers(p, b, e);
	p->n++;
}

/* ---- the file ---- */

static void
parse_file(struct parse *p, const struct cm_yaml *root)
{
	const struct cm_yaml *groups = cm_entry_list(root, "exclusive_groups", _("the file"), p->diag);
	const struct cm_yaml *bundles = cm_entry_list(root, "bundles", _("the file"), p->diag);

	if (!groups || !bundles)
		return;
	p->groups = cm_arena_alloc(p->arena, (groups->n + 1) * sizeof *p->groups);
	p->bundles = cm_arena_alloc(p->arena, (bundles->n + 1) * sizeof *p->bundles);
	for (const struct cm_yaml *e = groups->first; e; e = e->next)
		parse_group(p, e);
	for (const struct cm_yaml *e = bundles->first; e; e = e->next)
		parse_bundle(p, e);
}

enum cm_status
cm_bundles_load(struct cm_bundles **out, const struct cm_vocabulary *v, struct cm_arena *a, struct cm_diag *d)
{
	static const char *const keys[] = {"title", "source", "note", "exclusive_groups", "bundles", NULL};
	struct parse p = {.kinds = cm_fact_of_values(v, "kind"),
	    .named = cm_fact_of_values(v, "exclusive_with"),
	    .arena = a,
	    .diag = d};
	struct cm_bundles *all = cm_arena_alloc(a, sizeof *all);
	unsigned errors = d->errors;
	const struct cm_yaml *root;
	enum cm_status st = cm_entry_file(&root, v, "bundles", keys, a, d);

	*out = NULL;
	if (st != CM_OK)
		return st;
	if (root)
		parse_file(&p, root);
	if (d->errors != errors)
		return CM_CONFIG;
	*all = (struct cm_bundles){.groups = p.groups, .bundles = p.bundles, .ngroups = p.ngroups, .n = p.n};
	*out = all;
	return CM_OK;
}

/* ---- questions ---- */

const struct cm_bundle *
cm_bundles_find(const struct cm_bundles *all, struct cm_str id)
{
	for (unsigned i = 0; i < all->n; i++)
		if (cm_str_eq(all->bundles[i].id, id))
			return &all->bundles[i];
	return NULL;
}

const struct cm_bundle_tier *
cm_bundle_tier(const struct cm_bundle *b, struct cm_str id)
{
	for (unsigned i = 0; i < b->ntiers; i++)
		if (cm_str_eq(b->tiers[i].id, id))
			return &b->tiers[i];
	return NULL;
}

bool
cm_bundle_is_open(const struct cm_bundle *b, int32_t day)
{
	return cm_str_is(b->status, "active") && b->from <= day && day <= b->until;
}

bool
cm_bundle_sells(const struct cm_bundle *b, const struct cm_bundle_tier *t)
{
	return cm_str_is(b->status, "active") && cm_str_is(t->status, "active");
}

struct cm_str
cm_bundles_nearest(const struct cm_bundles *all, struct cm_str id)
{
	struct cm_nearest near = {.wanted = id};

	for (unsigned i = 0; i < all->n; i++)
		if (cm_str_is(all->bundles[i].status, "active"))
			cm_nearest_try(&near, all->bundles[i].id);
	return near.best;
}

struct cm_str
cm_bundle_nearest(const struct cm_bundle *b, struct cm_str tier)
{
	struct cm_nearest near = {.wanted = tier};

	for (unsigned i = 0; i < b->ntiers; i++)
		if (cm_bundle_sells(b, &b->tiers[i]))
			cm_nearest_try(&near, b->tiers[i].id);
	return near.best;
}

int64_t
cm_bundle_rebate(const struct cm_bundle_tier *t, int i)
{
	return i + 1 < t->months ? t->rebate : t->prepay - t->rebate * (t->months - 1);
}

bool
cm_bundles_exclude(const struct cm_bundles *all, const struct cm_bundle *b, bool contract, struct cm_str kind,
    struct cm_str *group)
{
	for (unsigned i = 0; i < all->ngroups; i++) {
		const struct cm_exclusive_group *g = &all->groups[i];

		if ((b && !cm_str_among(b->groups, b->ngroups, g->id)) ||
		    !cm_str_among(contract ? g->contracts : g->promises, contract ? g->ncontracts : g->npromises, kind))
			continue;
		*group = g->id;
		return true;
	}
	return false;
}

/* ---- cm-policy check ---- */

static void
no_source(struct cm_diag *d, struct cm_pos pos, const char *what, struct cm_str id, struct cm_str source, bool assumed)
{
	if (!source.p && !assumed)
		cm_diag_add(d, CM_ERROR, pos, "policy.no-source", "%s %.*s has neither a source nor assumed: true", what,
		    (int)id.n, id.p);
}

void
cm_bundles_check(const struct cm_bundles *all, struct cm_diag *d)
{
	for (unsigned i = 0; i < all->ngroups; i++)
		no_source(d, all->groups[i].pos, _("the exclusive group"), all->groups[i].id, all->groups[i].source,
		    all->groups[i].assumed);
	for (unsigned i = 0; i < all->n; i++) {
		const struct cm_bundle *b = &all->bundles[i];

		no_source(d, b->pos, _("the bundle"), b->id, b->source, b->assumed);
		for (unsigned k = 0; k < b->ntiers; k++)
			no_source(d, b->tiers[k].pos, _("the tier"), b->tiers[k].id, b->tiers[k].source, b->tiers[k].assumed);
	}
}
