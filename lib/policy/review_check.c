/*
 * cm-policy check: every file of a folder, one after the other, each with a vocabulary of its own, since two policies
 * that no command loads together may give one name to two figures. What a used file has wrong is told once.
 */
#include <stdio.h>

#include "policy/derive.h"
#include "policy/file.h"
#include "policy/index.h"
#include "policy/name.h"
#include "policy/review.h"
#include "policy/transitions.h"
#include "policy/trees.h"

#include "base/banned.h"

struct check {
	const char *dir;
	const struct cm_commands *commands; /* NULL: not known */
	bool verbose;
	struct cm_str *texts; /* ids of the texts of all files, with their places, and whether somebody uses them */
	struct cm_pos *places;
	bool *used;
	unsigned ntexts, captexts;
	struct cm_str *figures; /* ids of all files */
	unsigned nfigures, capfigures;
	const struct cm_condition **conditions; /* of all files, each once */
	unsigned nconditions, capconditions;
	const struct cm_policy **loaded;
	unsigned nloaded;
	bool unread; /* a file could not be loaded: who uses what cannot be said */
	struct cm_arena *arena;
	struct cm_diag *diag;
};

static bool
same(const struct cm_msg *a, const struct cm_msg *b)
{
	return a->pos.line == b->pos.line && a->pos.col == b->pos.col && strcmp(a->code, b->code) == 0 &&
	    strcmp(a->text, b->text) == 0 && !a->pos.file == !b->pos.file &&
	    (!a->pos.file || strcmp(a->pos.file, b->pos.file) == 0);
}

/* Messages of one file's loading, without those that are there already. */
static void
take_messages(struct check *c, const struct cm_diag *from)
{
	for (const struct cm_msg *m = from->first; m; m = m->next) {
		const struct cm_msg *o = c->diag->first;

		while (o && !same(o, m))
			o = o->next;
		if (!o)
			cm_diag_add(c->diag, m->level, m->pos, m->code, "%s", m->text);
	}
}

static void
finding(struct check *c, enum cm_level level, struct cm_pos pos, const char *code, const char *what, struct cm_str id)
{
	cm_diag_add(c->diag, level, pos, code, "%.*s %s", (int)id.n, id.p ? id.p : "", what);
}

static void
add_text(struct check *c, const struct cm_text *t)
{
	if (c->ntexts == c->captexts) {
		unsigned cap = c->captexts * 2 + 64;
		struct cm_str *texts = cm_arena_alloc(c->arena, cap * sizeof *texts);
		struct cm_pos *places = cm_arena_alloc(c->arena, cap * sizeof *places);
		bool *used = cm_arena_alloc(c->arena, cap * sizeof *used);

		if (c->ntexts) {
			memcpy(texts, c->texts, c->ntexts * sizeof *texts);
			memcpy(places, c->places, c->ntexts * sizeof *places);
			memcpy(used, c->used, c->ntexts * sizeof *used);
		}
		c->texts = texts;
		c->places = places;
		c->used = used;
		c->captexts = cap;
	}
	c->texts[c->ntexts] = t->id;
	c->places[c->ntexts++] = t->pos;
}

static void
use_text(struct check *c, struct cm_str id)
{
	for (unsigned i = 0; i < c->ntexts; i++)
		if (cm_str_eq(c->texts[i], id))
			c->used[i] = true;
}

static bool
promises(const struct cm_text *t)
{
	return t && (memmem(t->zh.p, t->zh.n, "{bound}", 7) || memmem(t->en.p, t->en.n, "{bound}", 7));
}

#define TEXTS 7
#define SPOKEN 2

/* All texts of a rule, NULL for those that it has not; the first ones are spoken, in the words of each channel. */
static void
texts_of(const struct cm_rule *r, const struct cm_text *texts[TEXTS])
{
	const struct cm_finding *f = r->finding;

	texts[0] = r->script;
	texts[1] = f ? f->refund_say : NULL;
	texts[2] = r->message;
	texts[3] = r->remedy;
	texts[4] = f ? f->look : NULL;
	texts[5] = f ? f->action : NULL;
	texts[6] = f ? f->avoid : NULL;
}

static void
check_rule(struct check *c, const struct cm_policy *p, const struct cm_rule *r)
{
	const struct cm_text *texts[TEXTS];
	const struct cm_finding *f = r->finding;

	texts_of(r, texts);
	if (!r->source.p && !r->assumed)
		finding(c, CM_ERROR, r->pos, "policy.no-source", "has neither a source nor assumed: true", r->id);
	for (int i = 0; i < TEXTS; i++)
		if (promises(texts[i]) && !cm_policy_may_bound(r, p->vocabulary))
			finding(c, CM_ERROR, r->pos, "policy.bound",
			    "promises {bound}, but its condition has no single value at which it ends", r->id);
	if (f && !f->go && !r->nnext && !f->escalate_to.n && !f->action && !r->script)
		finding(c, CM_ERROR, r->pos, "policy.no-way-on", "leads nowhere: it needs next, escalate_to, action or a script", r->id);
}

static void
use_texts_of(struct check *c, const struct cm_gate *g)
{
	const struct cm_text *texts[TEXTS];

	for (unsigned r = 0; r < g->nrules; r++) {
		texts_of(g->rules[r], texts);
		for (int t = 0; t < TEXTS; t++) {
			if (texts[t])
				use_text(c, texts[t]->id);
			for (int i = 0; t < SPOKEN && texts[t] && cm_text_channels[i]; i++)
				use_text(c, cm_str(cm_arena_printf(c->arena, "%.*s.%s", (int)texts[t]->id.n, texts[t]->id.p,
						cm_text_channels[i])));
		}
		for (unsigned i = 0; i < g->rules[r]->nnotices; i++)
			use_text(c, g->rules[r]->notices[i]->id);
	}
	for (unsigned i = 0; i < g->ndisclose; i++)
		use_text(c, g->disclose[i]);
	for (unsigned i = 0; i < g->ntasks; i++)
		use_text(c, g->tasks[i]->id);
	for (unsigned i = 0; i < g->nnotices; i++)
		use_text(c, g->notices[i]->id);
	if (g->script)
		use_text(c, g->script->id);
}

static void
check_figures(struct check *c, const struct cm_policy *p)
{
	for (unsigned i = 0; i < p->nfigures; i++) {
		const struct cm_figure *f = &p->figures[i];

		if (!f->source.p && !f->assumed)
			finding(
			    c, CM_ERROR, f->pos, "policy.no-source", "has neither a source nor assumed: true", f->id);
		if (c->nfigures == c->capfigures) {
			struct cm_str *more = cm_arena_alloc(c->arena, (c->capfigures * 2 + 64) * sizeof *more);

			if (c->nfigures)
				memcpy(more, c->figures, c->nfigures * sizeof *more);
			c->figures = more;
			c->capfigures = c->capfigures * 2 + 64;
		}
		c->figures[c->nfigures++] = f->id;
	}
}

/* Of one file and those that it uses; a condition is used when it is so in any of the files that load it. */
static void
add_conditions(struct check *c, const struct cm_policy *p)
{
	for (unsigned i = 0; i < p->nused; i++)
		add_conditions(c, p->used[i]);
	for (unsigned i = 0; i < p->nconditions; i++) {
		const struct cm_condition *d = &p->conditions[i], **o = c->conditions, **end = o + c->nconditions;

		while (o < end &&
		    ((*o)->pos.line != d->pos.line || (*o)->pos.col != d->pos.col ||
			strcmp((*o)->pos.file, d->pos.file) != 0))
			o++;
		if (o < end && d->used)
			*o = d;
		if (o < end)
			continue;
		if (c->nconditions == c->capconditions) {
			c->capconditions = c->capconditions * 2 + 64;
			o = cm_arena_alloc(c->arena, c->capconditions * sizeof *o);
			if (c->nconditions)
				memcpy(o, c->conditions, c->nconditions * sizeof *o);
			c->conditions = o;
		}
		c->conditions[c->nconditions++] = d;
	}
}

static void
check_conditions(struct check *c)
{
	for (unsigned i = 0; i < c->nconditions; i++) {
		const struct cm_condition *d = c->conditions[i];

		if (!d->source.p && !d->assumed)
			finding(
			    c, CM_ERROR, d->pos, "policy.no-source", "has neither a source nor assumed: true", d->id);
		if (!d->used && !c->unread)
			finding(c, CM_WARNING, d->pos, "policy.unused-condition", "is used by no condition", d->id);
	}
}

static void
check_cases(struct check *c, const struct cm_policy *p)
{
	struct cm_diag scratch;
	struct cm_str text;

	cm_diag_init(&scratch, c->arena);
	if (p->ngates &&
	    cm_file_read(&text, cm_arena_printf(c->arena, "%s/%.*s.cases", c->dir, (int)p->id.n, p->id.p), c->arena,
		&scratch) != CM_OK)
		finding(c, CM_WARNING, (struct cm_pos){p->file, 1, 1}, "policy.no-cases",
		    "has gates, but no cases beside it", p->id);
}

static void
check_policy(struct check *c, const char *name)
{
	struct cm_vocabulary *v;
	struct cm_policy *p;
	struct cm_diag scratch;

	cm_diag_init(&scratch, c->arena);
	if (cm_vocabulary_load(&v, c->dir, c->arena, &scratch) != CM_OK ||
	    cm_policy_load(&p, v, name, c->arena, &scratch) != CM_OK) {
		take_messages(c, &scratch);
		c->unread = true;
		return;
	}
	add_conditions(c, p);
	for (unsigned i = 0; i < p->ntexts; i++) {
		if (!p->texts[i].source.p && !p->texts[i].assumed)
			finding(c, CM_ERROR, p->texts[i].pos, "policy.no-source",
			    "has neither a source nor assumed: true", p->texts[i].id);
		add_text(c, &p->texts[i]);
	}
	check_figures(c, p);
	for (unsigned i = 0; i < p->ngates; i++) {
		const struct cm_tree *t = p->gates[i].tree;

		if (t && !t->symptom.source.p && !t->symptom.assumed)
			finding(c, CM_ERROR, p->gates[i].pos, "policy.no-source", "has neither a source nor assumed: true",
			    p->gates[i].id);
		for (unsigned r = 0; r < p->gates[i].nrules; r++)
			if (cm_policy_owns(p, p->gates[i].rules[r]))
				check_rule(c, p, p->gates[i].rules[r]);
	}
	c->loaded[c->nloaded++] = p;
	cm_policy_prove(p, c->verbose, &scratch);
	take_messages(c, &scratch);
	check_cases(c, p);
}

/* Beside rules and gates, the levels of reminders. */
static bool
use_texts_of_levels(struct check *c)
{
	enum cm_status st;
	struct cm_deadlines *deadlines;
	struct cm_vocabulary *v;
	struct cm_diag scratch;

	cm_diag_init(&scratch, c->arena);
	st = cm_vocabulary_load(&v, c->dir, c->arena, &scratch);
	if (st == CM_OK)
		st = cm_deadlines_review(&deadlines, v, c->arena, &scratch);
	for (unsigned i = 0; st == CM_OK && i < deadlines->nlevels; i++)
		use_text(c, deadlines->levels[i].notice);
	return st == CM_OK || st == CM_END;
}

/* A step names fields of another command, so when all files are loaded; a rule may be in several gates. */
static void
check_steps(struct check *c)
{
	struct cm_diag scratch;

	cm_diag_init(&scratch, c->arena);
	for (unsigned i = 0; i < c->nloaded; i++)
		cm_steps_check(c->loaded[i], c->loaded, c->nloaded, c->commands, &scratch);
	take_messages(c, &scratch);
}

/* Who uses which text: a file may use those of one that comes behind it, so when all are known. */
static void
check_texts(struct check *c, const char *const *names, unsigned n)
{
	struct cm_diag scratch;
	struct cm_vocabulary *v;
	struct cm_policy *p;

	cm_diag_init(&scratch, c->arena);
	for (unsigned i = 0; c->ntexts && i < n; i++) {
		if (cm_vocabulary_load(&v, c->dir, c->arena, &scratch) != CM_OK ||
		    cm_policy_load(&p, v, names[i], c->arena, &scratch) != CM_OK)
			return; /* told; and who uses what cannot be said */
		for (unsigned k = 0; k < p->ngates; k++)
			use_texts_of(c, &p->gates[k]);
	}
	if (!use_texts_of_levels(c))
		return;
	for (unsigned i = 0; i < c->ntexts; i++)
		if (!c->used[i])
			finding(c, CM_WARNING, c->places[i], "policy.unused-text", "is used by no rule and no gate",
			    c->texts[i]);
}

/* Arguments of derived facts that neither facts.yaml nor any policy knows. */
static void
check_derived(struct check *c)
{
	struct cm_vocabulary *v;
	struct cm_diag scratch;

	cm_diag_init(&scratch, c->arena);
	if (cm_vocabulary_load(&v, c->dir, c->arena, &scratch) != CM_OK)
		return;
	for (unsigned i = 0; i < v->n; i++)
		for (int k = 0; v->facts[i].derive && k < 2; k++) {
			const struct cm_derive_arg *a = &v->facts[i].derive->arg[k];
			struct cm_nearest near = {.wanted = a->name};
			bool known = a->slot >= 0 || !a->name.p;

			for (unsigned f = 0; f < c->nfigures && !known; f++) {
				known = cm_str_eq(c->figures[f], a->name);
				cm_nearest_try(&near, c->figures[f]);
			}
			for (unsigned f = 0; f < v->n && !known; f++)
				cm_nearest_try(&near, v->facts[f].id);
			if (!known)
				cm_diag_add(c->diag, CM_ERROR, a->pos, "policy.unknown-fact",
				    "there is no fact or figure %.*s%s", (int)a->name.n, a->name.p,
				    cm_nearest_hint(&near, c->arena));
		}
}

/* What a change to a plan on sale does must be said, once something is sold. */
static void
check_transitions(struct check *c, const struct cm_vocabulary *v, const struct cm_offers *offers)
{
	struct cm_transitions *all;
	struct cm_diag scratch;

	cm_diag_init(&scratch, c->arena);
	if (offers->n && cm_transitions_load(&all, v, offers, c->arena, &scratch) == CM_OK)
		cm_transitions_check(all, offers, c->arena, &scratch);
	take_messages(c, &scratch);
}

static void
check_offers(struct check *c, struct cm_vocabulary *v, struct cm_diag *d)
{
	struct cm_offers *offers;

	if (cm_offers_load(&offers, v, c->arena, d) != CM_OK)
		return;
	for (unsigned i = 0; i < offers->n; i++)
		if (!offers->offers[i].source.p && !offers->offers[i].assumed)
			finding(c, CM_ERROR, offers->offers[i].pos, "policy.no-source",
			    "has neither a source nor assumed: true", offers->offers[i].id);
	check_transitions(c, v, offers);
}

static void
check_services(struct check *c, struct cm_vocabulary *v, struct cm_diag *d)
{
	struct cm_services *services;
	struct cm_campaigns *campaigns;
	struct cm_contacts *contacts;

	if (cm_contacts_load(&contacts, v, c->arena, d) == CM_OK)
		cm_contacts_check(contacts, d);
	if (cm_services_load(&services, v, c->arena, d) != CM_OK)
		return;
	cm_services_check(services, v, d);
	if (cm_campaigns_load(&campaigns, v, services, c->arena, d) == CM_OK)
		cm_campaigns_check(campaigns, d);
}

static void
check_bundles(struct check *c, struct cm_vocabulary *v, struct cm_diag *d)
{
	struct cm_bundles *bundles;

	if (cm_bundles_load(&bundles, v, c->arena, d) == CM_OK)
		cm_bundles_check(bundles, d);
}

static void
check_deadlines(struct check *c, struct cm_vocabulary *v, struct cm_diag *d)
{
	struct cm_deadlines *deadlines;
	struct cm_calendars *calendars;

	if (cm_calendars_load(&calendars, v, c->arena, d) != CM_OK)
		return;
	cm_calendars_check(calendars, d);
	if (cm_deadlines_review(&deadlines, v, c->arena, d) == CM_OK)
		cm_deadlines_check(deadlines, v, c->verbose, c->arena, d);
}

static void
check_forms(struct check *c, struct cm_vocabulary *v, struct cm_diag *d)
{
	struct cm_forms *forms;

	if (cm_forms_load(&forms, v, c->arena, d) == CM_OK)
		cm_forms_check(forms, c->commands ? c->commands->orders : NULL, c->verbose, d);
}

/* What stands beside the policies: each with a vocabulary of its own, since loading adds to one. */
static void
check_beside(struct check *c, void (*check)(struct check *, struct cm_vocabulary *, struct cm_diag *))
{
	struct cm_vocabulary *v;
	struct cm_diag scratch;

	cm_diag_init(&scratch, c->arena);
	if (cm_vocabulary_load(&v, c->dir, c->arena, &scratch) != CM_OK)
		return;
	check(c, v, &scratch);
	take_messages(c, &scratch);
}

enum cm_status
cm_policy_names(const char *const **out, unsigned *n, const char *dir, struct cm_arena *a, struct cm_diag *d)
{
	const char *const *all, *const *trees, **names;
	unsigned nall = 0, ntrees = 0;
	struct cm_diag scratch;
	struct cm_yaml *root;
	enum cm_status st = cm_file_list(&all, dir, &nall, a, d);

	if (st == CM_OK)
		st = cm_file_list(&trees, cm_arena_printf(a, "%s/" CM_TREES_FOLDER, dir), &ntrees, a, d);
	*n = 0;
	*out = names = cm_arena_alloc(a, (nall + ntrees + 1) * sizeof *names);
	for (unsigned i = 0; st == CM_OK && i < nall; i++) {
		cm_diag_init(&scratch, a);
		if (strcmp(all[i], "facts") == 0)
			continue;
		/* One that cannot be read is a policy until it is shown to be none. */
		if (cm_yaml_load(&root, cm_arena_printf(a, "%s/%s.yaml", dir, all[i]), NULL, a, &scratch) != CM_OK ||
		    cm_yaml_get(root, "policy"))
			names[(*n)++] = all[i];
	}
	for (unsigned i = 0; st == CM_OK && i < ntrees; i++)
		names[(*n)++] = cm_arena_printf(a, CM_TREES_FOLDER "/%s", trees[i]);
	return st;
}

enum cm_status
cm_policy_check(
    const char *dir, const struct cm_commands *commands, bool verbose, struct cm_arena *a, struct cm_diag *d)
{
	struct check c = {.dir = dir, .commands = commands, .verbose = verbose, .arena = a, .diag = d};
	unsigned errors = d->errors, warnings = d->warnings, n;
	const char *const *names;
	struct cm_vocabulary *v;

	if (cm_vocabulary_load(&v, dir, a, d) != CM_OK || cm_policy_names(&names, &n, dir, a, d) != CM_OK)
		return CM_BAD;
	c.loaded = cm_arena_alloc(a, (n + 1) * sizeof *c.loaded);
	for (unsigned i = 0; i < n; i++)
		check_policy(&c, names[i]);
	check_steps(&c);
	check_conditions(&c);
	check_texts(&c, names, n);
	check_derived(&c);
	check_beside(&c, check_offers);
	check_beside(&c, check_services);
	check_beside(&c, check_bundles);
	check_beside(&c, check_deadlines);
	check_beside(&c, check_forms);
	return d->errors == errors && d->warnings == warnings ? CM_OK : CM_BAD;
}
