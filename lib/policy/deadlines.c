/*
 * deadlines.yaml into classes, levels and the ways of a status. Called for the flows of complaints, and by cm-policy check
 * (review_deadlines.c). What they say of one ticket is deadlines_time.c's.
 */
#include "base/date.h"
#include "base/po.h"
#include "base/tmf621.h"
#include "policy/deadlines.h"
#include "policy/load.h"
#include "policy/name.h"

#include "base/banned.h"

#define REPLY_MAX (366 * 24) /* hours */

struct load {
	struct cm_deadlines *all;
	struct cm_deadline *classes;
	struct cm_deadline_level *levels;
	const struct cm_vocabulary *vocabulary;
	struct cm_contacts *contacts;
	struct cm_arena *arena;
	struct cm_diag *diag;
};

/* ---- what several of them have ---- */

/* Whole hours or minutes in seconds, or (where days is there) a number of working days. -1: wrong, and told. */
static int64_t
parse_duration(struct load *l, const struct cm_yaml *e, const char *key, const char *must, bool *days)
{
	const struct cm_yaml *y = cm_yaml_get(e, key);
	int64_t n;
	int unit;

	if (!y && must)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.blank", "%s must name its %s", must, key);
	if (!y || !cm_yaml_is(y, CM_YAML_SCALAR, key, l->diag))
		return -1;
	if (cm_duration_parse(y->text, &n, &unit) && n * unit <= REPLY_MAX * INT64_C(3600) && (days || unit != 86400)) {
		if (days)
			*days = unit == 86400;
		return unit == 86400 ? n : n * unit;
	}
	cm_diag_add(l->diag, CM_ERROR, cm_yaml_at(y, 0), "policy.value",
	    days ? N_("%s is a time such as 8 h, 30 min or 3 d (working days), at most a year") : N_("%s is a time such as 2 h or 30 min, at most a year"),
	    key);
	return -1;
}

static struct cm_str
parse_id(struct load *l, const struct cm_yaml *e)
{
	struct cm_str id = cm_yaml_str(e, "id", l->diag);

	if (!cm_name_is_word(id))
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.id", "an entry needs an id: lower-case letters, digits and _");
	return id;
}

/* ---- classes ---- */

static void
find_calendar(struct load *l, struct cm_deadline *c, const struct cm_yaml *e)
{
	const struct cm_yaml *y = cm_yaml_get(e, "calendar");
	struct cm_nearest near = {0};

	c->calendar_id = CM_STR("always");
	if (!y || !cm_yaml_is(y, CM_YAML_SCALAR, "calendar", l->diag) || cm_calendar_is_always(y->text))
		return;
	if (!l->all->calendars)
		return; /* which is told */
	c->calendar_id = y->text;
	c->calendar = cm_calendars_find(l->all->calendars, y->text);
	if (c->calendar)
		return;
	near.wanted = y->text;
	cm_nearest_try(&near, CM_STR("always"));
	for (unsigned i = 0; i < l->all->calendars->n; i++)
		cm_nearest_try(&near, l->all->calendars->calendars[i].id);
	cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.unknown-value", "there is no calendar %.*s%s", (int)y->text.n,
	    y->text.p, cm_nearest_hint(&near, l->arena));
}

struct whose { /* of a class, while what its condition names is looked at */
	struct load *load;
	struct cm_pos pos;
};

/* Which class a customer is of is shown and journalled: it would give a secret away. */
static void
no_secret(void *ctx, int slot)
{
	const struct whose *w = ctx;
	const struct cm_fact *f = &w->load->vocabulary->facts[slot];

	if (f->secret)
		cm_diag_add(w->load->diag, CM_ERROR, w->pos, "policy.secret", "%.*s is secret: no class may depend on it",
		    (int)f->id.n, f->id.p);
}

static void
parse_when(struct load *l, struct cm_deadline *c, const struct cm_yaml *e)
{
	const struct cm_yaml *when = cm_yaml_get(e, "when");

	if (!when)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key", "%s is missing", "when");
	if (!when || !cm_yaml_is(when, CM_YAML_SCALAR, "when", l->diag))
		return;
	c->when_text = when->text;
	c->when = cm_expr_parse(when->text, cm_yaml_at(when, 0), l->vocabulary, l->arena, l->diag);
	if (c->when)
		cm_expr_facts(c->when, no_secret, &(struct whose){l, cm_yaml_at(when, 0)});
}

static void
parse_class(struct load *l, const struct cm_yaml *e, bool otherwise)
{
	static const char *const keys[] = {
	    "when", "id", "name", "reply", "calendar", "source", "assumed", "note", NULL};
	struct cm_deadline *c = &l->classes[l->all->n];

	if (!cm_yaml_is(e, CM_YAML_MAP, "a class", l->diag))
		return;
	cm_yaml_only(e, otherwise ? keys + 1 : keys, l->diag);
	c->pos = e->pos;
	c->id = parse_id(l, e);
	for (unsigned i = 0; i < l->all->n; i++)
		if (cm_str_eq(l->classes[i].id, c->id))
			cm_load_duplicate(l->diag, e, "class", c->id, l->classes[i].pos);
	cm_entry_text(&c->name, e, "name", "a class", l->arena, l->diag);
	c->source = cm_yaml_str(e, "source", l->diag);
	c->assumed = cm_yaml_bool(e, "assumed", l->diag);
	c->note = cm_yaml_str(e, "note", l->diag);
	c->otherwise = otherwise;
	if (!otherwise)
		parse_when(l, c, e);
	c->reply = parse_duration(l, e, "reply", "a class", &c->days);
	if (c->reply == 0)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.value", "a reply has some time");
	find_calendar(l, c, e);
	l->all->n++;
}

static void
parse_classes(struct load *l, const struct cm_yaml *root)
{
	const struct cm_yaml *list = cm_entry_list(root, "classes", NULL, l->diag), *other = cm_yaml_get(root, "otherwise");

	l->all->classes = l->classes = cm_arena_alloc(l->arena, ((list ? list->n : 0) + 1) * sizeof *l->classes);
	for (const struct cm_yaml *e = list ? list->first : NULL; e; e = e->next)
		parse_class(l, e, false);
	if (other)
		parse_class(l, other, true);
	else
		cm_diag_add(l->diag, CM_ERROR, root->pos, "policy.missing-key", "%s is missing", "otherwise");
}

/* ---- levels ---- */

static void
parse_percent(struct load *l, struct cm_deadline_level *v, const struct cm_yaml *y)
{
	struct cm_str s = y->text;
	int64_t n;

	if (!cm_yaml_is(y, CM_YAML_SCALAR, "at", l->diag))
		return;
	v->share = true;
	if (s.n > 1 && s.p[s.n - 1] == '%' && cm_duration_parse(cm_str(cm_arena_printf(l->arena, "%.*sh", (int)s.n - 1, s.p)), &n, &(int){0}) && n >= 1 && n <= 99)
		v->offset = n;
	else
		cm_diag_add(l->diag, CM_ERROR, cm_yaml_at(y, 0), "policy.value", "at is a share of the time such as 75%%, at least 1 and at most 99");
}

/* before, at or after: exactly one. */
static void
parse_when_due(struct load *l, struct cm_deadline_level *v, const struct cm_yaml *e)
{
	const struct cm_yaml *before = cm_yaml_get(e, "before"), *at = cm_yaml_get(e, "at"), *after = cm_yaml_get(e, "after");

	if (!!before + !!at + !!after != 1)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.value", "a level is before, at or after: exactly one of them");
	else if (at)
		parse_percent(l, v, at);
	else if (before)
		v->offset = -parse_duration(l, e, "before", NULL, NULL);
	else
		v->offset = parse_duration(l, e, "after", NULL, NULL);
}

static void
find_contact(struct load *l, struct cm_deadline_level *v, const struct cm_yaml *e)
{
	const struct cm_yaml *y = cm_yaml_get(e, "to");
	struct cm_nearest near = {0};

	if (!y)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key", "%s is missing", "to");
	if (!y || !cm_yaml_is(y, CM_YAML_SCALAR, "to", l->diag))
		return;
	v->to = cm_contacts_find(l->contacts, y->text);
	if (v->to)
		return;
	near.wanted = y->text;
	for (unsigned i = 0; i < l->contacts->n; i++)
		cm_nearest_try(&near, l->contacts->contacts[i].id);
	cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.unknown-value", "site.yaml has no contact %.*s%s", (int)y->text.n,
	    y->text.p, cm_nearest_hint(&near, l->arena));
}

static void
parse_level(struct load *l, const struct cm_yaml *e)
{
	static const char *const keys[] = {
	    "id", "before", "at", "after", "to", "notice", "source", "assumed", "note", NULL};
	struct cm_deadline_level *v = &l->levels[l->all->nlevels];

	if (!cm_yaml_is(e, CM_YAML_MAP, "a level", l->diag))
		return;
	cm_yaml_only(e, keys, l->diag);
	v->pos = e->pos;
	v->id = parse_id(l, e);
	for (unsigned i = 0; i < l->all->nlevels; i++)
		if (cm_str_eq(l->levels[i].id, v->id))
			cm_load_duplicate(l->diag, e, "level", v->id, l->levels[i].pos);
	find_contact(l, v, e);
	v->notice = cm_yaml_str(e, "notice", l->diag);
	if (!v->notice.n)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key", "%s is missing", "notice");
	v->source = cm_yaml_str(e, "source", l->diag);
	v->assumed = cm_yaml_bool(e, "assumed", l->diag);
	v->note = cm_yaml_str(e, "note", l->diag);
	parse_when_due(l, v, e);
	l->all->nlevels++;
}

static void
parse_levels(struct load *l, const struct cm_yaml *root)
{
	const struct cm_yaml *list = cm_entry_list(root, "levels", NULL, l->diag);

	l->all->levels = l->levels = cm_arena_alloc(l->arena, ((list ? list->n : 0) + 1) * sizeof *l->levels);
	for (const struct cm_yaml *e = list ? list->first : NULL; e; e = e->next)
		parse_level(l, e);
}

/* ---- statuses ---- */

/* -1, and told with the nearest: none of TMF621. */
static int
status_at(struct load *l, struct cm_str word, struct cm_pos pos)
{
	struct cm_nearest near = {.wanted = word};
	const struct cm_tmf621 *s = cm_tmf621_find(word);

	if (s)
		return (int)(s - cm_tmf621);
	for (int i = 0; i < CM_TMF621_STATUSES; i++)
		cm_nearest_try(&near, cm_str(cm_tmf621[i].word));
	cm_diag_add(l->diag, CM_ERROR, pos, "policy.unknown-value", "there is no status %.*s%s", (int)word.n, word.p,
	    cm_nearest_hint(&near, l->arena));
	return -1;
}

static void
parse_stops(struct load *l, const struct cm_yaml *root)
{
	const struct cm_yaml *list = cm_entry_list(root, "stops", NULL, l->diag);
	int i;

	for (const struct cm_yaml *m = list ? list->first : NULL; m; m = m->next) {
		if (!cm_yaml_is(m, CM_YAML_SCALAR, "a status", l->diag) || (i = status_at(l, m->text, m->pos)) < 0)
			continue;
		l->all->statuses[i].stops = true;
		if (l->all->statuses[i].end)
			cm_diag_add(l->diag, CM_ERROR, m->pos, "policy.conflict", "%s is an end: no clock stands in it", cm_tmf621[i].word);
		if (cm_str_eq(m->text, l->all->initial))
			cm_diag_add(l->diag, CM_ERROR, m->pos, "policy.conflict",
			    "%s is how a ticket begins: its clock would not run from the start", cm_tmf621[i].word);
	}
}

static void
parse_next(struct load *l, const struct cm_yaml *from)
{
	int i = status_at(l, from->key, from->key_pos), to;
	struct cm_str *next;

	if (i < 0 || !cm_yaml_is(from, CM_YAML_LIST, "what may follow a status", l->diag))
		return;
	l->all->statuses[i].pos = from->key_pos;
	l->all->statuses[i].next = next = cm_arena_alloc(l->arena, (from->n + 1) * sizeof *next);
	for (const struct cm_yaml *m = from->first; m; m = m->next) {
		if (!cm_yaml_is(m, CM_YAML_SCALAR, "a status", l->diag) || (to = status_at(l, m->text, m->pos)) < 0)
			continue;
		if (to == i || cm_str_among(next, l->all->statuses[i].nnext, m->text))
			cm_diag_add(l->diag, CM_ERROR, m->pos, "policy.duplicate",
			    "%s: itself cannot follow, nor one twice", cm_tmf621[i].word);
		else
			next[l->all->statuses[i].nnext++] = cm_str(cm_tmf621[to].word);
	}
}

static void
parse_statuses(struct load *l, const struct cm_yaml *root)
{
	const struct cm_yaml *ways = cm_yaml_get(root, "transitions");
	const char *words[CM_TMF621_STATUSES + 1] = {NULL};

	for (int i = 0; i < CM_TMF621_STATUSES; i++) {
		l->all->statuses[i].word = words[i] = cm_tmf621[i].word;
		l->all->statuses[i].end = !cm_tmf621[i].open;
	}
	l->all->initial = cm_entry_word(root, "initial", words, "the file", l->diag);
	parse_stops(l, root);
	if (!ways)
		cm_diag_add(l->diag, CM_ERROR, root->pos, "policy.missing-key", "%s is missing", "transitions");
	if (!ways || !cm_yaml_is(ways, CM_YAML_MAP, "transitions", l->diag))
		return;
	l->all->way = ways->key_pos;
	for (const struct cm_yaml *m = ways->first; m; m = m->next)
		parse_next(l, m);
	for (int i = 0; i < CM_TMF621_STATUSES; i++)
		if (!l->all->statuses[i].next && !cm_yaml_get(ways, cm_tmf621[i].word))
			cm_diag_add(l->diag, CM_ERROR, ways->key_pos, "policy.missing-key",
			    "transitions do not say what may follow %s", cm_tmf621[i].word);
}

static void
parse_quiet(struct load *l, const struct cm_yaml *root)
{
	static const char *const keys[] = {"from", "until", "source", "assumed", "note", NULL};
	const struct cm_yaml *y = cm_yaml_get(root, "quiet");

	if (!y)
		cm_diag_add(l->diag, CM_ERROR, root->pos, "policy.missing-key", "%s is missing", "quiet");
	if (!y || !cm_yaml_is(y, CM_YAML_MAP, "quiet", l->diag))
		return;
	cm_yaml_only(y, keys, l->diag);
	l->all->quiet = y->pos;
	l->all->quiet_from = (int)cm_entry_int(y, "from", 0, 24, "quiet", l->diag);
	l->all->quiet_until = (int)cm_entry_int(y, "until", 0, 24, "quiet", l->diag);
	l->all->quiet_source = cm_yaml_str(y, "source", l->diag);
	l->all->quiet_assumed = cm_yaml_bool(y, "assumed", l->diag);
}

enum cm_status
cm_deadlines_load(struct cm_deadlines **out, const struct cm_vocabulary *v, struct cm_arena *a, struct cm_diag *d)
{
	static const char *const keys[] = {"title", "source", "assumed", "note", "classes", "otherwise", "levels", "initial",
	    "stops", "transitions", "quiet", NULL};
	const char *path = cm_arena_printf(a, "%s/deadlines.yaml", v->dir);
	struct cm_deadlines *all = cm_arena_alloc(a, sizeof *all);
	struct load l = {.all = all, .vocabulary = v, .arena = a};
	const struct cm_yaml *root;
	struct cm_calendars *calendars;
	unsigned errors = d->errors;
	struct cm_diag own;
	enum cm_status st;

	*out = NULL;
	l.diag = &own;
	cm_diag_begin_file(&own, d->arena);
	st = cm_entry_file(&root, v, "deadlines", keys, a, &own);
	if (st == CM_OK && !root)
		st = cm_fail(&own, CM_CONFIG, "policy.unreadable", "%s: is missing", path);
	if (st == CM_OK)
		st = cm_contacts_load(&l.contacts, v, a, &own);
	if (st == CM_OK && cm_calendars_load(&calendars, v, a, &own) == CM_OK)
		all->calendars = calendars;
	if (st == CM_OK) {
		all->source = cm_yaml_str(root, "source", &own);
		all->assumed = cm_yaml_bool(root, "assumed", &own);
		parse_classes(&l, root);
		parse_levels(&l, root);
		parse_statuses(&l, root);
		parse_quiet(&l, root);
	}
	if (st == CM_OK && !own.errors)
		cm_deadlines_sound(all, &own);
	cm_diag_end_file(d, &own, path);
	if (st != CM_OK || d->errors != errors)
		return CM_CONFIG;
	*out = all;
	return CM_OK;
}
