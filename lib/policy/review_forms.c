/* cm-policy check and assumptions of forms.yaml, once it has been loaded: what holds together, and what nobody says. */
#include "policy/name.h"
#include "policy/review.h"

#include "base/banned.h"

static void
no_source(const struct cm_text *t, struct cm_diag *d)
{
	if (!t->source.p && !t->assumed)
		cm_diag_add(d, CM_ERROR, t->pos, "policy.no-source", "%.*s has neither a source nor assumed: true",
		    (int)t->id.n, t->id.p ? t->id.p : "");
}

/* Everything that a source is asked of, as a text. */
static void
each_item(const struct cm_forms *f, void (*fn)(void *, const char *kind, const struct cm_text *), void *ctx)
{
	fn(ctx, "form", &f->title);
	for (unsigned i = 0; i < f->nsections; i++) {
		const struct cm_forms_section *s = &f->sections[i];

		fn(ctx, "section", &s->title);
		for (unsigned k = 0; k < s->ntexts; k++)
			fn(ctx, "text", &s->texts[k].text);
		for (unsigned k = 0; k < s->nplaces; k++)
			fn(ctx, "place", &s->places[k].label);
	}
	for (unsigned i = 0; i < f->nkinds; i++) {
		fn(ctx, "form", &f->kinds[i].name);
		for (unsigned k = 0; k < f->kinds[i].ntexts; k++)
			fn(ctx, "text", &f->kinds[i].texts[k].text);
	}
}

static void
check_source(void *diag, const char *kind, const struct cm_text *t)
{
	(void)kind;
	no_source(t, diag);
}

/* What must be on a form must have a place there; an optional section must be asked for by somebody. */
static void
check_section(const struct cm_forms *f, unsigned i, struct cm_diag *d)
{
	const struct cm_forms_section *s = &f->sections[i];
	bool wanted = !s->optional || s->nplaces;

	for (unsigned k = 0; k < s->nrequired; k++) {
		bool printed = false;

		for (unsigned j = 0; j < s->nfields; j++)
			printed |= s->fields[j] == s->required[k];
		if (!printed)
			cm_diag_add(d, CM_ERROR, s->title.pos, "policy.required",
			    "%.*s requires a fact that it does not print", (int)s->id.n, s->id.p);
	}
	for (unsigned k = 0; k < f->nkinds; k++)
		wanted |= f->kinds[k].sections[i];
	if (!wanted)
		cm_diag_add(
		    d, CM_WARNING, s->title.pos, "policy.unused-section", "%.*s is on no form", (int)s->id.n, s->id.p);
}

static bool
gives(const struct cm_forms_words *w, int slot)
{
	for (unsigned i = 0; i < w->n; i++)
		if (w->slots[i] == slot)
			return true;
	return false;
}

/* The same words for each value of a fact: one left out would be found by the customer that it concerns. */
static void
check_words(const struct cm_forms *f, const struct cm_forms_words *w, struct cm_diag *d)
{
	if (!w->source.p && !w->assumed)
		cm_diag_add(d, CM_ERROR, w->pos, "policy.no-source", "%.*s has neither a source nor assumed: true",
		    (int)w->is.n, w->is.p);
	for (const struct cm_forms_words *o = f->words; o < f->words + f->nwords; o++) {
		if (o == w || o->of != w->of)
			continue;
		if (o < w && cm_str_eq(o->is, w->is))
			cm_diag_add(d, CM_ERROR, w->pos, "policy.duplicate",
			    "words for %.*s are there already, in line %u", (int)w->is.n, w->is.p, o->pos.line);
		for (unsigned i = 0; i < o->n; i++)
			if (!gives(w, o->slots[i]))
				cm_diag_add(d, CM_ERROR, w->pos, "policy.words",
				    "%.*s does not give %.*s, as %.*s does", (int)w->is.n, w->is.p,
				    (int)o->texts[i].id.n, o->texts[i].id.p, (int)o->is.n, o->is.p);
	}
}

static bool
among(const char *const *orders, struct cm_str of)
{
	for (; *orders; orders++)
		if (cm_str_is(of, *orders))
			return true;
	return false;
}

static void
check_kinds(const struct cm_forms *f, const char *const *orders, bool verbose, struct cm_diag *d)
{
	for (const char *const *o = orders; *o; o++) {
		struct cm_nearest near = {.wanted = cm_str(*o)};

		if (cm_forms_kind(f, cm_str(*o)))
			continue;
		for (unsigned i = 0; i < f->nkinds; i++)
			if (!among(orders, f->kinds[i].of))
				cm_nearest_try(&near, f->kinds[i].of);
		cm_diag_add(d, CM_ERROR, f->title.pos, "policy.no-form",
		    "orders of %s have no form: an entry is missing%s", *o, cm_nearest_hint(&near, d->arena));
	}
	for (unsigned i = 0; verbose && i < f->nkinds; i++)
		if (!among(orders, f->kinds[i].of))
			cm_diag_add(d, CM_NOTE, f->kinds[i].name.pos, "policy.unknown-order",
			    "no command makes orders of %.*s", (int)f->kinds[i].of.n, f->kinds[i].of.p);
}

void
cm_forms_check(const struct cm_forms *f, const char *const *orders, bool verbose, struct cm_diag *d)
{
	each_item(f, check_source, d);
	if (!f->paper_assumed)
		cm_diag_add(d, CM_ERROR, f->paper, "policy.no-source", "paper has neither a source nor assumed: true");
	for (unsigned i = 0; i < f->nsections; i++)
		check_section(f, i, d);
	for (unsigned i = 0; i < f->nwords; i++)
		check_words(f, &f->words[i], d);
	if (orders)
		check_kinds(f, orders, verbose, d);
}

struct assuming {
	void (*fn)(void *, const struct cm_assumption *);
	void *ctx;
	struct cm_arena *arena;
};

static void
assumed(void *ctx, const char *kind, const struct cm_text *t)
{
	struct assuming *a = ctx;
	const struct cm_assumption as = {
	    kind, t->id, {NULL, 0}, t->pos, t->en.p ? cm_arena_strn(a->arena, t->en.p, t->en.n) : "none"};

	if (t->assumed)
		a->fn(a->ctx, &as);
}

void
cm_forms_assumptions(
    const struct cm_forms *f, void (*fn)(void *, const struct cm_assumption *), void *ctx, struct cm_arena *arena)
{
	struct assuming a = {fn, ctx, arena};

	each_item(f, assumed, &a);
	for (unsigned i = 0; i < f->nwords; i++) {
		const struct cm_forms_words *w = &f->words[i];
		const struct cm_assumption as = {"words", w->is, {NULL, 0}, w->pos,
		    w->n ? cm_arena_strn(arena, w->texts[0].en.p, w->texts[0].en.n) : ""};

		if (w->assumed)
			fn(ctx, &as);
	}
}
