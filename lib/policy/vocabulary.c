/*
 * facts.yaml: which facts exist. Called once per run, before any policy is loaded; keeps to few steps per byte, since
 * every command reads this file.
 */
#include "policy/derive.h"
#include "policy/expr.h"
#include "policy/index.h"
#include "policy/name.h"

#include "base/banned.h"

bool
cm_fact_parse_type(struct cm_fact *f, const struct cm_yaml *y, const struct cm_yaml *entry, struct cm_diag *d)
{
	struct cm_nearest near = {0};

	if (!y) {
		cm_diag_add(d, CM_ERROR, entry->pos, "policy.missing-key", "type is missing");
		return false;
	}
	if (cm_type_find(y->text, &f->type))
		return true;
	near.wanted = y->text;
	for (int t = CM_T_BOOL; t <= CM_T_LIST; t++)
		cm_nearest_try(&near, cm_str(cm_type_name((enum cm_type)t)));
	cm_diag_add(d, CM_ERROR, y->pos, "policy.type", "a type is bool, int, money, date, time, enum, text or list%s",
	    cm_nearest_hint(&near, d->arena));
	return false;
}

static const struct cm_str *
parse_strings(const struct cm_yaml *y, const char *what, unsigned *n, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_str *s;

	*n = 0;
	if (!y || !cm_yaml_is(y, CM_YAML_LIST, what, d))
		return NULL;
	s = cm_arena_alloc(a, y->n * sizeof *s);
	for (const struct cm_yaml *m = y->first; m; m = m->next)
		if (cm_yaml_is(m, CM_YAML_SCALAR, what, d))
			s[(*n)++] = m->text;
	return s;
}

static void
parse_value(struct cm_enum_value *ev, const struct cm_yaml *y, struct cm_arena *a, struct cm_diag *d)
{
	static const char *const names[] = {"id", "zh", "en", "aliases", "of", NULL};
	static const struct cm_yaml_keys keys = {names, 5};
	const struct cm_yaml *at[5];

	if (y->kind == CM_YAML_SCALAR) {
		ev->name = y->text;
	} else if (cm_yaml_is(y, CM_YAML_MAP, "a value", d)) {
		cm_yaml_members(y, &keys, at, d);
		ev->name = cm_yaml_text(at[0], "id", d);
		ev->zh = cm_yaml_text(at[1], "zh", d);
		ev->en = cm_yaml_text(at[2], "en", d);
		ev->aliases = parse_strings(at[3], "aliases", &ev->naliases, a, d);
		ev->of = parse_strings(at[4], "of", &ev->nof, a, d);
	}
	if (ev->name.n == 0)
		cm_diag_add(d, CM_ERROR, y->pos, "policy.missing-key", "a value needs an id");
}

bool
cm_enum_value_is_of(const struct cm_enum_value *ev, struct cm_str source)
{
	const char *blank = source.n ? memchr(source.p, ' ', source.n) : NULL;

	if (blank)
		source.n = (size_t)(blank - source.p);
	for (unsigned i = 0; i < ev->nof; i++)
		if (cm_str_eq(ev->of[i], source))
			return true;
	return ev->nof == 0;
}

/* values: status: those of a fact above. */
static void
values_of(const struct cm_vocabulary *v, struct cm_fact *f, const struct cm_yaml *y, struct cm_diag *d)
{
	int slot = cm_vocabulary_slot(v, y->text);

	if (slot < 0 || v->facts[slot].nvalues == 0) {
		cm_diag_add(d, CM_ERROR, y->pos, "policy.unknown-fact",
		    "%.*s is no fact above this one that has values", (int)y->text.n, y->text.p);
		return;
	}
	f->values = v->facts[slot].values;
	f->nvalues = v->facts[slot].nvalues;
}

void
cm_fact_parse_values(const struct cm_vocabulary *v, struct cm_fact *f, const struct cm_yaml *y, const struct cm_yaml *e,
    struct cm_diag *d)
{
	struct cm_enum_value *values;
	unsigned n = 0;

	if (!y) {
		if (f->type == CM_T_ENUM)
			cm_diag_add(d, CM_ERROR, e->pos, "policy.missing-key", "an enum needs its values");
		return;
	}
	if (f->type != CM_T_ENUM && f->type != CM_T_LIST) {
		cm_diag_add(d, CM_ERROR, y->key_pos, "policy.shape", "only an enum or a list has values");
		return;
	}
	if (y->kind == CM_YAML_SCALAR) {
		values_of(v, f, y, d);
		return;
	}
	if (!cm_yaml_is(y, CM_YAML_LIST, "values", d))
		return;
	values = cm_arena_alloc(v->arena, y->n * sizeof *values);
	for (const struct cm_yaml *m = y->first; m; m = m->next, n++) {
		parse_value(&values[n], m, v->arena, d);
		for (unsigned i = 0; i < n; i++)
			if (cm_str_eq(values[i].name, values[n].name))
				cm_diag_add(
				    d, CM_ERROR, m->pos, "policy.duplicate", "this value is here a second time");
	}
	f->values = values;
	f->nvalues = n;
}

/* Keys of a fact's entry; one pass over the entry finds them all. */
enum {
	ID,
	TYPE,
	FROM,
	ZH,
	EN,
	ALIASES,
	VALUES,
	ASK,
	FORMAT,
	DERIVE,
	IDENTITY,
	SECRET,
	MAX,
	UNIT, /* and the others: for people */
	NOTE,
	SOURCE,
	ASSUMED,
	NKEYS
};
static const char *const fact_names[] = {"id", "type", "from", "zh", "en", "aliases", "values", "ask", "format",
    "derive", "identity", "secret", "max", "unit", "note", "source", "assumed", NULL};
static const struct cm_yaml_keys fact_keys = {fact_names, NKEYS};

static void
parse_from(
    struct cm_fact *f, const struct cm_yaml *const *at, const struct cm_yaml *e, struct cm_arena *a, struct cm_diag *d)
{
	const struct cm_yaml *from = at[FROM], *derive = at[DERIVE];

	if (derive) {
		f->from = CM_FROM_DERIVED;
		f->derive = cm_derive_parse(derive, a, d);
		if (f->derive && f->derive->type != f->type)
			cm_diag_add(d, CM_ERROR, derive->pos, "policy.type",
			    "this derives a %s, but the fact's type is %s", cm_type_name(f->derive->type),
			    cm_type_name(f->type));
	}
	if (derive && from && !cm_str_is(from->text, "derived"))
		cm_diag_add(d, CM_ERROR, from->key_pos, "policy.shape", "a fact has from or derive, not both");
	else if (derive)
		return;
	else if (from && cm_str_is(from->text, "record"))
		f->from = CM_FROM_RECORD;
	else if (from && cm_str_is(from->text, "store"))
		f->from = CM_FROM_STORE;
	else
		cm_diag_add(d, CM_ERROR, from ? from->pos : e->pos, "policy.shape", "from must be record or store");
}

static void
parse_labels(struct cm_fact *f, const struct cm_yaml *const *at, struct cm_arena *a, struct cm_diag *d)
{
	static const char *const ask_names[] = {"zh", "en", NULL};
	static const struct cm_yaml_keys ask_keys = {ask_names, 2};
	const struct cm_yaml *ask = at[ASK], *in[2];

	f->zh = cm_yaml_text(at[ZH], "zh", d);
	f->en = cm_yaml_text(at[EN], "en", d);
	f->aliases = parse_strings(at[ALIASES], "aliases", &f->naliases, a, d);
	if (ask && ask->kind == CM_YAML_LIST) {
		f->ask = parse_strings(ask, "ask", &f->nask, a, d);
	} else if (ask && cm_yaml_is(ask, CM_YAML_MAP, "ask", d)) {
		cm_yaml_members(ask, &ask_keys, in, d);
		f->ask_zh = cm_yaml_text(in[0], "zh", d);
		f->ask_en = cm_yaml_text(in[1], "en", d);
	}
}

static void
parse_shape(struct cm_fact *f, const struct cm_yaml *const *at, struct cm_diag *d)
{
	const struct cm_yaml *max = at[MAX], *format = at[FORMAT];
	unsigned n = 0;

	f->secret = cm_yaml_truth(at[SECRET], "secret", d);
	f->identity = cm_yaml_truth(at[IDENTITY], "identity", d);
	if (format && f->type == CM_T_TEXT && cm_format_known(format->text))
		f->format = format->text;
	else if (format)
		cm_diag_add(d, CM_ERROR, format->pos, "policy.shape",
		    "the format of a text is msisdn, iccid, pin, puk, id, name, month, digits, word or plan");
	if (!max)
		return;
	for (size_t i = 0; i < max->text.n && max->text.p[i] >= '0' && max->text.p[i] <= '9' && n <= 1000000; i++)
		n = n * 10 + (unsigned)(max->text.p[i] - '0');
	if (n == 0 || n > 1000000)
		cm_diag_add(d, CM_ERROR, max->pos, "policy.shape", "max is a number of characters, at most 1000000");
	f->max = n;
}

/* "in line 12", and of which file when it is another one. */
static void
tell_taken(const struct cm_vocabulary *v, const struct cm_index_name *before, struct cm_str name, const struct cm_yaml *e,
    struct cm_diag *d)
{
	struct cm_pos pos = before->condition ? before->condition->pos : v->facts[before->slot].pos;
	struct cm_str of = before->condition ? before->condition->id : v->facts[before->slot].id;
	const char *slash = pos.file ? strrchr(pos.file, '/') : NULL;

	if (pos.file && e->pos.file && strcmp(pos.file, e->pos.file) != 0)
		cm_diag_add(d, CM_ERROR, e->pos, "policy.duplicate", "%.*s already names %.*s in %s:%u", (int)name.n, name.p,
		    (int)of.n, of.p, slash ? slash + 1 : pos.file, pos.line);
	else
		cm_diag_add(d, CM_ERROR, e->pos, "policy.duplicate", "%.*s already names %.*s in line %u", (int)name.n, name.p,
		    (int)of.n, of.p, pos.line);
}

static void
index_fact(struct cm_vocabulary *v, const struct cm_fact *f, int slot, const struct cm_yaml *e, struct cm_diag *d)
{
	for (unsigned i = 0; i <= f->naliases; i++) {
		struct cm_str name = i ? f->aliases[i - 1] : f->id;
		const struct cm_index_name *before = cm_index_add(v, (struct cm_index_name){name, slot, i > 0, NULL});

		if (before)
			tell_taken(v, before, name, e, d);
	}
}

#define FACTS 800 /* about so many there are: the tables grow if there are more */

struct loading {
	struct cm_vocabulary *v;
	struct cm_diag diag;
};

static void
add_fact(struct cm_vocabulary *v, const struct cm_yaml *e, const struct cm_yaml *const *at, struct cm_diag *d)
{
	struct cm_fact *f = cm_vocabulary_add(v);

	f->pos = e->pos;
	f->id = cm_yaml_text(at[ID], "id", d);
	if (!cm_name_is_word(f->id)) {
		cm_diag_add(d, CM_ERROR, e->pos, "policy.id", "a fact needs an id: lower-case letters, digits and _");
		f->id = CM_STR("?");
		return;
	}
	cm_fact_parse_type(f, at[TYPE], e, d);
	parse_from(f, at, e, v->arena, d);
	parse_labels(f, at, v->arena, d);
	cm_fact_parse_values(v, f, at[VALUES], e, d);
	parse_shape(f, at, d);
	index_fact(v, f, (int)(f - v->facts), e, d);
}

static void
parse_fact(void *ctx, const struct cm_yaml *e, const struct cm_yaml *const *at)
{
	struct loading *l = ctx;

	if (e) {
		add_fact(l->v, e, at, &l->diag);
		return;
	}
	l->v->n = 0;
	cm_index_init(l->v, FACTS);
	cm_diag_begin_file(&l->diag, l->diag.arena);
}

/* The fields that find a fact out; any of them may stand below it. */
static void
link_ask(const struct cm_vocabulary *v, struct cm_fact *f, struct cm_diag *d)
{
	int *slots = cm_arena_alloc(v->arena, f->nask * sizeof *slots);

	for (unsigned i = 0; i < f->nask; i++) {
		slots[i] = cm_vocabulary_slot(v, f->ask[i]);
		if (slots[i] >= 0 && v->facts[slots[i]].from == CM_FROM_RECORD)
			continue;
		cm_diag_add(d, CM_ERROR, f->pos, "policy.unknown-fact", "%.*s is found out by fields that are given; %.*s is none",
		    (int)f->id.n, f->id.p, (int)f->ask[i].n, f->ask[i].p);
	}
	f->ask_slots = slots;
}

static void
link_facts(struct cm_vocabulary *v, unsigned from, struct cm_diag *d)
{
	for (unsigned i = from; i < v->n; i++) {
		if (v->facts[i].from == CM_FROM_DERIVED && v->facts[i].derive)
			cm_derive_link(v, (int)i, false, d);
		if (v->facts[i].nask)
			link_ask(v, &v->facts[i], d);
	}
}

void
cm_facts_parse(struct cm_vocabulary *v, const struct cm_yaml *list, struct cm_diag *d)
{
	const struct cm_yaml *at[NKEYS];
	unsigned from = v->n;

	for (const struct cm_yaml *e = list ? list->first : NULL; e; e = e->next)
		if (cm_yaml_is(e, CM_YAML_MAP, "a fact", d)) {
			cm_yaml_members(e, &fact_keys, at, d);
			/* Every command hides and masks them, also those that only pass them on. */
			if (at[SECRET] || at[IDENTITY])
				cm_diag_add(d, CM_ERROR, e->pos, "policy.shape",
				    "a fact that is secret or identity stands in facts.yaml, for all to know");
			add_fact(v, e, at, d);
		}
	link_facts(v, from, d);
}

enum cm_status
cm_vocabulary_load(struct cm_vocabulary **out, const char *dir, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_vocabulary *v = cm_arena_alloc(a, sizeof *v);
	struct loading l = {.v = v};
	const char *path = cm_arena_printf(a, "%s/facts.yaml", dir);
	unsigned errors = d->errors;
	enum cm_status st;

	*out = NULL;
	cm_diag_begin_file(&l.diag, d->arena);
	v->arena = a;
	v->dir = cm_arena_strdup(a, dir);
	v->index = cm_arena_alloc(a, sizeof *v->index);
	v->cap = FACTS;
	v->facts = cm_arena_raw(a, v->cap * sizeof *v->facts);
	cm_index_init(v, FACTS);
	st = cm_yaml_entries(path, "facts", &fact_keys, parse_fact, &l, &v->index->bytes, a, d);
	if (st == CM_OK)
		link_facts(v, 0, &l.diag);
	cm_diag_end_file(d, &l.diag, path);
	if (st != CM_OK)
		return st;
	if (d->errors != errors)
		return CM_CONFIG;
	*out = v;
	return CM_OK;
}
