/*
 * forms.yaml into its parts. Called once per run, by what prints an order and by cm-policy check. What a form says of one
 * order is put together elsewhere (flow/order_sheet.c); here it is seen to that all names have a meaning.
 */
#include <unistd.h>

#include "policy/forms.h"
#include "policy/load.h"
#include "policy/name.h"

#include "base/banned.h"

struct load {
	struct cm_forms *forms;
	const struct cm_vocabulary *vocabulary;
	struct cm_arena *arena;
	struct cm_diag *diag;
};

static void
missing(struct load *l, const struct cm_yaml *e, const char *what)
{
	cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key", "%s is missing", what);
}

/* ---- texts ---- */

/* {zh: …, en: …} of a key, as text of the owner's source. */
static void
label(struct load *l, struct cm_text *t, const struct cm_yaml *y, const char *what)
{
	static const char *const keys[] = {"zh", "en", NULL};

	if (!cm_yaml_is(y, CM_YAML_MAP, what, l->diag))
		return;
	cm_yaml_only(y, keys, l->diag);
	cm_text_parse(t, y, l->arena, l->diag);
	t->id = cm_str(what);
	cm_text_check(t, l->vocabulary, false, l->diag);
}

/* Whose text it is, and what its owner says of where it is from. */
static void
owner(struct load *l, struct cm_text *t, const struct cm_yaml *e, struct cm_str id)
{
	t->id = id;
	t->pos = e->pos;
	t->source = cm_yaml_str(e, "source", l->diag);
	t->assumed = cm_yaml_bool(e, "assumed", l->diag);
}

/* The same of a member that must be there. */
static void
owned_label(struct load *l, struct cm_text *t, const struct cm_yaml *e, const char *key, struct cm_str id)
{
	const struct cm_yaml *y = cm_yaml_get(e, key);

	if (y)
		label(l, t, y, key);
	else
		missing(l, e, key);
	owner(l, t, e, id);
}

static const struct cm_expr *
condition(struct load *l, const struct cm_yaml *e)
{
	const struct cm_yaml *y = cm_yaml_get(e, "when");

	if (!y || !cm_yaml_is(y, CM_YAML_SCALAR, "when", l->diag))
		return NULL;
	return cm_expr_parse(y->text, cm_yaml_at(y, 0), l->vocabulary, l->arena, l->diag);
}

static const struct cm_forms_text *
texts(struct load *l, const struct cm_yaml *owner, struct cm_str id, unsigned *n)
{
	static const char *const keys[] = {"when", "zh", "en", "source", "assumed", NULL};
	const struct cm_yaml *y = cm_yaml_get(owner, "texts");
	struct cm_forms_text *all, *t;

	if (!y || !cm_yaml_is(y, CM_YAML_LIST, "texts", l->diag))
		return NULL;
	all = cm_arena_alloc(l->arena, (y->n + 1) * sizeof *all);
	for (const struct cm_yaml *m = y->first; m; m = m->next) {
		if (!cm_yaml_is(m, CM_YAML_MAP, "a text", l->diag))
			continue;
		cm_yaml_only(m, keys, l->diag);
		t = &all[(*n)++];
		cm_text_parse(&t->text, m, l->arena, l->diag);
		t->text.id = id;
		cm_text_check(&t->text, l->vocabulary, false, l->diag);
		t->when = condition(l, m);
	}
	return all;
}

/* ---- lists of facts ---- */

/* No form shows a secret; the journal does not have it either. */
static int
fact(struct load *l, const struct cm_yaml *y)
{
	int slot = cm_fact_named(y, l->vocabulary, l->diag);

	if (slot >= 0 && l->vocabulary->facts[slot].secret) {
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.placeholder", "%.*s is secret: no form may show it",
		    (int)y->text.n, y->text.p);
		return -1;
	}
	return slot;
}

static const int *
facts(struct load *l, const struct cm_yaml *owner, const char *key, unsigned *n)
{
	const struct cm_yaml *y = cm_yaml_get(owner, key);
	int *slots;

	if (!y || !cm_yaml_is(y, CM_YAML_LIST, key, l->diag))
		return NULL;
	slots = cm_arena_alloc(l->arena, (y->n + 1) * sizeof *slots);
	for (const struct cm_yaml *m = y->first; m; m = m->next) {
		int slot = fact(l, m);

		if (slot >= 0)
			slots[(*n)++] = slot;
	}
	return slots;
}

/* ---- sections ---- */

static void
generate(struct load *l, struct cm_forms_section *s, const struct cm_yaml *e)
{
	static const char *const names[] = {"rest", "changes", "holdings"};
	const struct cm_yaml *y = cm_yaml_get(e, "generate"), *columns = cm_yaml_get(e, "columns");
	struct cm_nearest near = {0};
	unsigned n = 0;

	if (y && cm_yaml_is(y, CM_YAML_SCALAR, "generate", l->diag)) {
		near.wanted = y->text;
		for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
			cm_nearest_try(&near, cm_str(names[i]));
			if (cm_str_is(y->text, names[i]))
				s->generate = (enum cm_forms_generated)(i + 1);
		}
		if (!s->generate)
			cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.value",
			    "generate is rest, changes or holdings%s", cm_nearest_hint(&near, l->diag->arena));
	}
	if (columns && !cm_yaml_is(columns, CM_YAML_LIST, "columns", l->diag))
		return;
	for (const struct cm_yaml *m = columns ? columns->first : NULL; m && n < CM_FORMS_COLUMNS; m = m->next)
		label(l, &s->columns[n++], m, "columns");
	if ((s->generate >= CM_FORMS_CHANGES || columns) && (n < CM_FORMS_COLUMNS || columns->n != CM_FORMS_COLUMNS))
		cm_diag_add(l->diag, CM_ERROR, columns ? columns->pos : e->pos, "policy.shape",
		    "changes and holdings have three columns, each with a heading");
}

static void
places(struct load *l, struct cm_forms_section *s, const struct cm_yaml *e)
{
	static const char *const keys[] = {"label", "fact", "done", "source", "assumed", NULL};
	const struct cm_yaml *y = cm_yaml_get(e, "places"), *of, *done;
	struct cm_forms_place *all, *p;

	if (!y || !cm_yaml_is(y, CM_YAML_LIST, "places", l->diag))
		return;
	s->places = all = cm_arena_alloc(l->arena, (y->n + 1) * sizeof *all);
	for (const struct cm_yaml *m = y->first; m; m = m->next) {
		if (!cm_yaml_is(m, CM_YAML_MAP, "a place", l->diag))
			continue;
		cm_yaml_only(m, keys, l->diag);
		p = &all[s->nplaces++];
		owned_label(l, &p->label, m, "label", s->id);
		of = cm_yaml_get(m, "fact");
		done = cm_yaml_get(m, "done");
		p->slot = of ? fact(l, of) : -1;
		if (p->slot >= 0 && l->vocabulary->facts[p->slot].type != CM_T_BOOL)
			cm_diag_add(
			    l->diag, CM_ERROR, of->pos, "policy.type", "what a place waits for is true or false");
		if (done)
			label(l, &p->done, done, "done");
		if (!of != !done)
			missing(l, m, of ? "done" : "fact");
	}
}

static void
section(struct load *l, struct cm_forms_section *s, const struct cm_yaml *e)
{
	static const char *const keys[] = {"id", "title", "when", "optional", "fields", "required", "except",
	    "generate", "columns", "line", "texts", "kind_texts", "places", "source", "assumed", "note", NULL};

	cm_yaml_only(e, keys, l->diag);
	s->id = cm_yaml_str(e, "id", l->diag);
	if (!cm_name_is_id(s->id))
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.id",
		    "a section needs an id: lower-case letters, digits, _ - and points");
	for (const struct cm_forms_section *o = l->forms->sections; o < s; o++)
		if (cm_str_eq(o->id, s->id))
			cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.duplicate", "a section %.*s is there already",
			    (int)s->id.n, s->id.p);
	owned_label(l, &s->title, e, "title", s->id);
	s->when = condition(l, e);
	s->optional = cm_yaml_bool(e, "optional", l->diag);
	s->kind_texts = cm_yaml_bool(e, "kind_texts", l->diag);
	s->line = cm_yaml_bool(e, "line", l->diag);
	s->fields = facts(l, e, "fields", &s->nfields);
	s->required = facts(l, e, "required", &s->nrequired);
	s->except = facts(l, e, "except", &s->nexcept);
	generate(l, s, e);
	s->texts = texts(l, e, s->id, &s->ntexts);
	places(l, s, e);
}

/* ---- kinds of orders ---- */

static void
choose_sections(struct load *l, const struct cm_yaml *e, const char *key, bool on, bool *sections)
{
	const struct cm_yaml *y = cm_yaml_get(e, key);

	if (!y || !cm_yaml_is(y, CM_YAML_LIST, key, l->diag))
		return;
	for (const struct cm_yaml *m = y->first; m; m = m->next) {
		struct cm_nearest near = {.wanted = m->text};
		unsigned i = 0;

		while (i < l->forms->nsections && !cm_str_eq(l->forms->sections[i].id, m->text))
			cm_nearest_try(&near, l->forms->sections[i++].id);
		if (i < l->forms->nsections)
			sections[i] = on;
		else
			cm_diag_add(l->diag, CM_ERROR, m->pos, "policy.unknown-section", "there is no section %.*s%s",
			    (int)m->text.n, m->text.p ? m->text.p : "", cm_nearest_hint(&near, l->diag->arena));
	}
}

static void
kind(struct load *l, struct cm_forms_kind *k, const struct cm_yaml *e)
{
	static const char *const keys[] = {
	    "of", "form", "name", "with", "without", "required", "texts", "source", "assumed", "note", NULL};
	const struct cm_yaml *form = cm_yaml_get(e, "form");
	bool *on = cm_arena_alloc(l->arena, (l->forms->nsections + 1) * sizeof *on);

	cm_yaml_only(e, keys, l->diag);
	k->of = cm_yaml_str(e, "of", l->diag);
	if (!k->of.n)
		missing(l, e, "of");
	for (const struct cm_forms_kind *o = l->forms->kinds; o < k; o++)
		if (k->of.n && cm_str_eq(o->of, k->of))
			cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.duplicate", "orders of %.*s are there already",
			    (int)k->of.n, k->of.p);
	if (form && cm_yaml_is(form, CM_YAML_SCALAR, "form", l->diag)) {
		k->none = cm_str_is(form->text, "none");
		if (!k->none)
			cm_diag_add(l->diag, CM_ERROR, form->pos, "policy.value", "form is none, or left out");
	}
	if (k->none)
		owner(l, &k->name, e, k->of);
	else
		owned_label(l, &k->name, e, "name", k->of);
	for (unsigned i = 0; i < l->forms->nsections; i++)
		on[i] = !l->forms->sections[i].optional;
	choose_sections(l, e, "with", true, on);
	choose_sections(l, e, "without", false, on);
	k->sections = on;
	k->required = facts(l, e, "required", &k->nrequired);
	k->texts = texts(l, e, k->of, &k->ntexts);
}

/* ---- words ---- */

static void
gives(struct load *l, struct cm_forms_words *w, const struct cm_yaml *y)
{
	struct cm_text *t;
	int *slots;

	if (!cm_yaml_is(y, CM_YAML_MAP, "gives", l->diag))
		return;
	w->slots = slots = cm_arena_alloc(l->arena, (y->n + 1) * sizeof *slots);
	w->texts = t = cm_arena_alloc(l->arena, (y->n + 1) * sizeof *t);
	for (const struct cm_yaml *m = y->first; m; m = m->next) {
		const struct cm_yaml name = {.kind = CM_YAML_SCALAR, .pos = m->key_pos, .text = m->key};
		int slot = fact(l, &name);

		if (slot < 0)
			continue;
		if (l->vocabulary->facts[slot].type != CM_T_TEXT)
			cm_diag_add(
			    l->diag, CM_ERROR, m->key_pos, "policy.type", "%.*s is no text", (int)m->key.n, m->key.p);
		label(l, &t[w->n], m, "gives");
		t[w->n].id = m->key;
		slots[w->n++] = slot;
	}
}

static void
words(struct load *l, struct cm_forms_words *w, const struct cm_yaml *e)
{
	static const char *const keys[] = {"of", "is", "gives", "source", "assumed", "note", NULL};
	const struct cm_yaml *of = cm_yaml_get(e, "of"), *given = cm_yaml_get(e, "gives");

	cm_yaml_only(e, keys, l->diag);
	w->of = -1;
	w->pos = e->pos;
	w->is = cm_yaml_str(e, "is", l->diag);
	w->source = cm_yaml_str(e, "source", l->diag);
	w->assumed = cm_yaml_bool(e, "assumed", l->diag);
	if (of)
		w->of = fact(l, of);
	else
		missing(l, e, "of");
	if (!w->is.n)
		missing(l, e, "is");
	if (given)
		gives(l, w, given);
	else
		missing(l, e, "gives");
}

/* ---- the file ---- */

static void
paper(struct load *l, const struct cm_yaml *e)
{
	static const char *const keys[] = {"fonts", "package", "source", "assumed", "note", NULL};
	const struct cm_yaml *fonts;
	struct cm_str *names;

	if (!cm_yaml_is(e, CM_YAML_MAP, "paper", l->diag))
		return;
	cm_yaml_only(e, keys, l->diag);
	l->forms->paper = e->pos;
	l->forms->package = cm_yaml_str(e, "package", l->diag);
	l->forms->paper_assumed = cm_yaml_bool(e, "assumed", l->diag) || cm_yaml_get(e, "source");
	fonts = cm_yaml_get(e, "fonts");
	if (!fonts || !l->forms->package.n)
		missing(l, e, fonts ? "package" : "fonts");
	if (!fonts || !cm_yaml_is(fonts, CM_YAML_LIST, "fonts", l->diag))
		return;
	l->forms->fonts = names = cm_arena_alloc(l->arena, (fonts->n + 1) * sizeof *names);
	for (const struct cm_yaml *m = fonts->first; m; m = m->next)
		if (cm_yaml_is(m, CM_YAML_SCALAR, "a font", l->diag))
			names[l->forms->nfonts++] = m->text;
}

/* A list of maps, or NULL; its first entry. An entry that is none has been told and is left out. */
static const struct cm_yaml *
entries(struct load *l, const struct cm_yaml *root, const char *key, unsigned *n)
{
	const struct cm_yaml *list = cm_yaml_get(root, key);
	bool good = list && cm_yaml_is(list, CM_YAML_LIST, key, l->diag);

	*n = good ? list->n : 0;
	for (const struct cm_yaml *e = good ? list->first : NULL; e; e = e->next)
		good &= cm_yaml_is(e, CM_YAML_MAP, key, l->diag);
	return good ? list->first : NULL;
}

static void
parse_file(struct load *l, const struct cm_yaml *root)
{
	static const char *const keys[] = {
	    "title", "paper", "sections", "orders", "words", "source", "assumed", "note", NULL};
	const struct cm_yaml *y = cm_yaml_get(root, "paper"), *e;
	struct cm_forms_section *s;
	struct cm_forms_words *w;
	struct cm_forms_kind *k;
	unsigned n;

	cm_yaml_only(root, keys, l->diag);
	owned_label(l, &l->forms->title, root, "title", CM_STR("title"));
	if (y)
		paper(l, y);
	else
		missing(l, root, "paper");
	e = entries(l, root, "sections", &n);
	l->forms->sections = s = cm_arena_alloc(l->arena, (n + 1) * sizeof *s);
	for (; e; e = e->next)
		section(l, &s[l->forms->nsections++], e);
	e = entries(l, root, "orders", &n);
	l->forms->kinds = k = cm_arena_alloc(l->arena, (n + 1) * sizeof *k);
	for (; e; e = e->next)
		kind(l, &k[l->forms->nkinds++], e);
	e = entries(l, root, "words", &n);
	l->forms->words = w = cm_arena_alloc(l->arena, (n + 1) * sizeof *w);
	for (; e; e = e->next)
		words(l, &w[l->forms->nwords++], e);
}

enum cm_status
cm_forms_load(struct cm_forms **out, const struct cm_vocabulary *v, struct cm_arena *a, struct cm_diag *d)
{
	const char *path = cm_arena_printf(a, "%s/forms.yaml", v->dir);
	struct cm_diag own;
	struct load l = {.vocabulary = v, .arena = a, .diag = &own};
	unsigned errors = d->errors;
	struct cm_yaml *root;
	enum cm_status st;

	*out = NULL;
	if (access(path, F_OK) != 0)
		return CM_END;
	cm_diag_begin_file(&own, d->arena);
	l.forms = cm_arena_alloc(a, sizeof *l.forms);
	st = cm_yaml_load(&root, path, NULL, a, &own);
	if (st == CM_OK && cm_yaml_is(root, CM_YAML_MAP, "the file", &own))
		parse_file(&l, root);
	cm_diag_end_file(d, &own, path);
	if (st != CM_OK)
		return st;
	if (d->errors != errors)
		return CM_CONFIG;
	*out = l.forms;
	return CM_OK;
}

const struct cm_text *
cm_forms_word(const struct cm_forms *f, int of, struct cm_str is, int slot)
{
	for (unsigned i = 0; i < f->nwords; i++)
		for (unsigned k = 0; f->words[i].of == of && cm_str_eq(f->words[i].is, is) && k < f->words[i].n; k++)
			if (f->words[i].slots[k] == slot)
				return &f->words[i].texts[k];
	return NULL;
}

const struct cm_forms_kind *
cm_forms_kind(const struct cm_forms *f, struct cm_str source)
{
	for (unsigned i = 0; i < f->nkinds; i++)
		if (cm_str_eq(f->kinds[i].of, source))
			return &f->kinds[i];
	return NULL;
}
