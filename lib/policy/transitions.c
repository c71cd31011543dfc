/*
 * The table of transitions between plans: policies/transitions.yaml. Called once per run by flows that change plans, and
 * by cm-policy check. What a pair of plans means for a line is worked out by lib/flow/plan/move.c; nothing here knows
 * lines.
 */
#include "policy/entry.h"
#include "policy/load.h"
#include "policy/name.h"
#include "policy/transitions.h"

#include "base/banned.h"

struct table {
	struct cm_transition *entries;
	unsigned n;
	const struct cm_vocabulary *vocabulary;
	const struct cm_offers *offers;
	const struct cm_fact *brands, *services; /* NULL: any */
	struct cm_arena *arena;
	struct cm_diag *diag;
};

/* ---- plans and brands ---- */

static bool
is_brand(const struct table *t, struct cm_str name)
{
	for (unsigned i = 0; t->brands && i < t->brands->nvalues; i++)
		if (cm_str_eq(t->brands->values[i].name, name))
			return true;
	return false;
}

/* A plan, a brand or any; what is none of them is told with the nearest that is. */
static bool
check_side(struct table *t, const struct cm_yaml *y)
{
	struct cm_nearest near = {.wanted = y->text};

	if (!cm_yaml_is(y, CM_YAML_SCALAR, "a plan or a brand", t->diag))
		return false;
	if (cm_str_is(y->text, "any") || is_brand(t, y->text) || cm_offers_find(t->offers, y->text))
		return true;
	cm_nearest_try(&near, CM_STR("any"));
	for (unsigned i = 0; t->brands && i < t->brands->nvalues; i++)
		cm_nearest_try(&near, t->brands->values[i].name);
	for (unsigned i = 0; i < t->offers->n; i++)
		cm_nearest_try(&near, t->offers->offers[i].id);
	cm_diag_add(t->diag, CM_ERROR, y->pos, "policy.unknown-value", "there is no plan or brand %.*s%s",
	    (int)y->text.n, y->text.p, cm_nearest_hint(&near, t->arena));
	return false;
}

/* A list, or a single one without brackets. */
static const struct cm_str *
parse_side(struct table *t, const struct cm_yaml *e, const char *key, unsigned *n)
{
	const struct cm_yaml *y = cm_yaml_get(e, key), *m;
	struct cm_str *s;

	if (!y) {
		cm_diag_add(t->diag, CM_ERROR, e->pos, "policy.missing-key", "%s is missing", key);
		return NULL;
	}
	s = cm_arena_alloc(t->arena, (y->n + 1) * sizeof *s);
	for (m = y->kind == CM_YAML_LIST ? y->first : y; m; m = y->kind == CM_YAML_LIST ? m->next : NULL)
		if (check_side(t, m))
			s[(*n)++] = m->text;
	return s;
}

/* ---- services and texts ---- */

static struct cm_service_list
parse_services(struct table *t, const struct cm_yaml *e, const char *key, const char *of_plans)
{
	const struct cm_yaml *y = cm_yaml_get(e, key);
	struct cm_service_list list = {0};
	struct cm_str *s;

	if (!y || !cm_yaml_is(y, CM_YAML_LIST, key, t->diag))
		return list;
	list.ids = s = cm_arena_alloc(t->arena, (y->n + 1) * sizeof *s);
	for (const struct cm_yaml *m = y->first; m; m = m->next) {
		if (of_plans && m->kind == CM_YAML_SCALAR && cm_str_is(m->text, of_plans))
			list.plans = true;
		else if (cm_value_check(t->services, m, "service", t->diag))
			s[list.n++] = m->text;
	}
	return list;
}

static void
parse_text(struct table *t, struct cm_text *text, const struct cm_yaml *y, const char *what)
{
	static const char *const keys[] = {"zh", "en", NULL};

	if (!y || !cm_yaml_is(y, CM_YAML_MAP, what, t->diag))
		return;
	cm_yaml_only(y, keys, t->diag);
	cm_text_parse(text, y, t->arena, t->diag);
	cm_text_check(text, t->vocabulary, false, t->diag);
	text->id = cm_str(what);
}

static void
parse_warn(struct table *t, struct cm_transition *e, const struct cm_yaml *y)
{
	struct cm_text *texts;

	if (!y || !cm_yaml_is(y, CM_YAML_LIST, "warn", t->diag))
		return;
	e->warn = texts = cm_arena_alloc(t->arena, y->n * sizeof *texts);
	for (const struct cm_yaml *m = y->first; m; m = m->next)
		parse_text(t, &texts[e->nwarn++], m, "warn");
}

/* A service in two lists would have two fates. */
static void
check_fates(struct table *t, const struct cm_transition *e)
{
	const struct cm_service_list *const lists[] = {&e->drop, &e->add, &e->keep};

	for (int a = 0; a < 3; a++)
		for (int b = a + 1; b < 3; b++)
			for (unsigned i = 0; i < lists[a]->n; i++)
				if (cm_services_have(lists[b], lists[a]->ids[i]))
					cm_diag_add(t->diag, CM_ERROR, e->pos, "policy.conflict",
					    "%.*s can only be in one of drop, add and keep", (int)lists[a]->ids[i].n,
					    lists[a]->ids[i].p);
}

/* ---- entries ---- */

static void
parse_entry(struct table *t, const struct cm_yaml *y, bool sides)
{
	static const char *const keys[] = {
	    "from", "to", "drop", "add", "keep", "warn", "source", "assumed", "note", NULL};
	struct cm_transition *e = &t->entries[t->n];

	if (!cm_yaml_is(y, CM_YAML_MAP, "a transition", t->diag))
		return;
	cm_yaml_only(y, sides ? keys : keys + 2, t->diag);
	e->pos = y->pos;
	if (sides) {
		e->from = parse_side(t, y, "from", &e->nfrom);
		e->to = parse_side(t, y, "to", &e->nto);
	}
	e->drop = parse_services(t, y, "drop", "lost");
	e->add = parse_services(t, y, "add", "free");
	e->keep = parse_services(t, y, "keep", NULL);
	e->source = cm_yaml_str(y, "source", t->diag);
	e->assumed = cm_yaml_bool(y, "assumed", t->diag);
	parse_warn(t, e, cm_yaml_get(y, "warn"));
	check_fates(t, e);
	t->n++;
}

static void
parse_task(struct table *t, struct cm_service_task *task, const struct cm_yaml *y)
{
	static const char *const keys[] = {"service", "before", "after", "source", "assumed", NULL};
	const struct cm_yaml *service;

	if (!cm_yaml_is(y, CM_YAML_MAP, "a task", t->diag))
		return;
	cm_yaml_only(y, keys, t->diag);
	service = cm_yaml_get(y, "service");
	task->pos = y->pos;
	if (!service)
		cm_diag_add(t->diag, CM_ERROR, y->pos, "policy.missing-key", "service is missing");
	else if (cm_value_check(t->services, service, "service", t->diag))
		task->service = service->text;
	parse_text(t, &task->before, cm_yaml_get(y, "before"), "before");
	parse_text(t, &task->after, cm_yaml_get(y, "after"), "after");
	task->source = cm_yaml_str(y, "source", t->diag);
	task->assumed = cm_yaml_bool(y, "assumed", t->diag);
}

static void
parse_tasks(struct table *t, struct cm_transitions *all, const struct cm_yaml *y)
{
	struct cm_service_task *tasks;

	if (!y || !cm_yaml_is(y, CM_YAML_LIST, "tasks", t->diag))
		return;
	all->tasks = tasks = cm_arena_alloc(t->arena, (y->n + 1) * sizeof *tasks);
	for (const struct cm_yaml *m = y->first; m; m = m->next)
		parse_task(t, &tasks[all->ntasks++], m);
}

/* Returns what holds where no entry does; NULL: nothing. */
static const struct cm_yaml *
parse_file(struct table *t, struct cm_transitions *all, const struct cm_yaml *root)
{
	static const char *const keys[] = {"title", "source", "note", "tasks", "transitions", "default", NULL};
	const struct cm_yaml *list = cm_yaml_get(root, "transitions"), *other = cm_yaml_get(root, "default");

	cm_yaml_only(root, keys, t->diag);
	t->entries = cm_arena_alloc(t->arena, ((list ? list->n : 0) + 1) * sizeof *t->entries);
	if (list && cm_yaml_is(list, CM_YAML_LIST, "transitions", t->diag))
		for (const struct cm_yaml *m = list->first; m; m = m->next)
			parse_entry(t, m, true);
	if (other)
		parse_entry(t, other, false);
	parse_tasks(t, all, cm_yaml_get(root, "tasks"));
	return other;
}

enum cm_status
cm_transitions_load(struct cm_transitions **out, const struct cm_vocabulary *v, const struct cm_offers *offers,
    struct cm_arena *a, struct cm_diag *d)
{
	const char *path = cm_arena_printf(a, "%s/transitions.yaml", v->dir);
	struct cm_diag own;
	struct table t = {.vocabulary = v,
	    .offers = offers,
	    .brands = cm_fact_of_values(v, "brand"),
	    .services = cm_fact_of_values(v, "services"),
	    .arena = a,
	    .diag = &own};
	struct cm_transitions *all = cm_arena_alloc(a, sizeof *all);
	const struct cm_yaml *other = NULL;
	unsigned errors = d->errors;
	struct cm_yaml *root;
	enum cm_status st;

	*out = NULL;
	cm_diag_begin_file(&own, d->arena);
	st = cm_yaml_load(&root, path, NULL, a, &own);
	if (st == CM_OK && cm_yaml_is(root, CM_YAML_MAP, "the file", &own))
		other = parse_file(&t, all, root);
	cm_diag_end_file(d, &own, path);
	if (st != CM_OK || d->errors != errors)
		return CM_CONFIG;
	all->entries = t.entries;
	all->n = t.n;
	all->has_default = other != NULL;
	*out = all;
	return CM_OK;
}

/* ---- which one holds ---- */

static bool
names(const struct cm_str *side, unsigned n, const struct cm_offer *offer)
{
	for (unsigned i = 0; i < n; i++)
		if (cm_str_is(side[i], "any") ||
		    (offer && (cm_str_eq(side[i], offer->id) || cm_str_eq(side[i], offer->brand))))
			return true;
	return false;
}

const struct cm_transition *
cm_transition_find(const struct cm_transitions *all, const struct cm_offer *from, const struct cm_offer *to)
{
	for (unsigned i = 0; i < all->n; i++) {
		const struct cm_transition *e = &all->entries[i];

		if ((all->has_default && i + 1 == all->n) ||
		    (names(e->from, e->nfrom, from) && names(e->to, e->nto, to)))
			return e;
	}
	return NULL;
}

bool
cm_services_have(const struct cm_service_list *list, struct cm_str service)
{
	for (unsigned i = 0; i < list->n; i++)
		if (cm_str_eq(list->ids[i], service))
			return true;
	return false;
}

/* ---- cm-policy check ---- */

static void
no_source(struct cm_diag *d, struct cm_pos pos, const char *what)
{
	cm_diag_add(d, CM_ERROR, pos, "policy.no-source", "%s has neither a source nor assumed: true", what);
}

static bool
may_be_had(const struct cm_offer *offer)
{
	return cm_str_is(offer->status, "active") || cm_str_is(offer->status, "retired");
}

/* Marks the entry that a pair reaches; of a pair that reaches none, the plan that is meant to be changed to is the
 * place. */
static void
check_pair(const struct cm_transitions *all, const struct cm_offer *from, const struct cm_offer *to, bool *reached,
    struct cm_diag *d)
{
	const struct cm_transition *e = cm_transition_find(all, from, to);
	struct cm_str name = from ? from->id : CM_STR("an unknown plan");

	if (e)
		reached[e - all->entries] = true;
	else
		cm_diag_add(d, CM_ERROR, to->pos, "policy.no-transition",
		    "no transition and no default says what a change from %.*s to %.*s does", (int)name.n, name.p,
		    (int)to->id.n, to->id.p);
}

void
cm_transitions_check(
    const struct cm_transitions *all, const struct cm_offers *offers, struct cm_arena *a, struct cm_diag *d)
{
	bool *reached = cm_arena_alloc(a, all->n + 1);

	for (unsigned t = 0; t < offers->n; t++) {
		const struct cm_offer *to = &offers->offers[t];

		if (!cm_str_is(to->status, "active"))
			continue;
		check_pair(all, NULL, to, reached, d);
		for (unsigned f = 0; f < offers->n; f++)
			if (f != t && may_be_had(&offers->offers[f]))
				check_pair(all, &offers->offers[f], to, reached, d);
	}
	for (unsigned i = 0; i < all->n; i++) {
		const struct cm_transition *e = &all->entries[i];

		if (!e->source.p && !e->assumed)
			no_source(d, e->pos, "this transition");
		if (!reached[i] && !(all->has_default && i + 1 == all->n))
			cm_diag_add(d, CM_WARNING, e->pos, "policy.shadowed",
			    "no change of plan reaches this transition: those before it take them all");
	}
	for (unsigned i = 0; i < all->ntasks; i++)
		if (!all->tasks[i].source.p && !all->tasks[i].assumed)
			no_source(d, all->tasks[i].pos, "this task");
}
