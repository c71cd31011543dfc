/* What is assumed: the items that have no source in the deck. Called by cm-policy assumptions. */
#include "policy/review.h"
#include "policy/trees.h"

#include "base/banned.h"

static const char *
value_text(const struct cm_value *v, struct cm_arena *a)
{
	struct cm_buf b = {0};
	const char *s;

	cm_value_print(&b, v);
	s = cm_arena_strn(a, b.p ? b.p : "", b.n);
	cm_buf_free(&b);
	return s;
}

void
cm_policy_assumptions(
    const struct cm_policy *p, void (*fn)(void *, const struct cm_assumption *), void *ctx, struct cm_arena *a)
{
	struct cm_assumption as;

	for (unsigned i = 0; i < p->nfigures; i++) {
		const struct cm_figure *f = &p->figures[i];

		as = (struct cm_assumption){"figure", f->id, f->note, f->pos, value_text(&f->value, a)};
		if (f->assumed)
			fn(ctx, &as);
	}
	for (unsigned i = 0; i < p->nconditions; i++) {
		const struct cm_condition *c = &p->conditions[i];

		as = (struct cm_assumption){
		    "condition", c->id, c->note, c->pos, cm_arena_strn(a, c->when_text.p, c->when_text.n)};
		if (c->assumed)
			fn(ctx, &as);
	}
	for (unsigned i = 0; i < p->ngates; i++) {
		const struct cm_tree *t = p->gates[i].tree;

		if (t && t->symptom.assumed)
			fn(ctx, &(struct cm_assumption){"tree", p->gates[i].id, {NULL, 0}, p->gates[i].pos,
				    cm_arena_strn(a, t->symptom.en.p, t->symptom.en.n)});
		for (unsigned k = 0; k < p->gates[i].nrules; k++) {
			const struct cm_rule *r = p->gates[i].rules[k];

			as = (struct cm_assumption){
			    "rule", r->id, {NULL, 0}, r->pos, cm_arena_strn(a, r->when_text.p, r->when_text.n)};
			if (r->assumed && cm_policy_owns(p, r))
				fn(ctx, &as);
		}
	}
	for (unsigned i = 0; i < p->ntexts; i++) {
		const struct cm_text *t = &p->texts[i];

		as = (struct cm_assumption){"text", t->id, {NULL, 0}, t->pos, cm_arena_strn(a, t->en.p, t->en.n)};
		if (t->assumed)
			fn(ctx, &as);
	}
}

static const char *
side(const struct cm_str *names, unsigned n, struct cm_arena *a)
{
	return n ? cm_arena_list(a, names, n).p : "any";
}

void
cm_transitions_assumptions(
    const struct cm_transitions *t, void (*fn)(void *, const struct cm_assumption *), void *ctx, struct cm_arena *a)
{
	for (unsigned i = 0; i < t->n; i++) {
		const struct cm_transition *e = &t->entries[i];
		const char *id = cm_arena_printf(a, "%s to %s", side(e->from, e->nfrom, a), side(e->to, e->nto, a));
		struct cm_assumption as = {"transition", cm_str(id), {NULL, 0}, e->pos, ""};

		if (e->assumed)
			fn(ctx, &as);
	}
	for (unsigned i = 0; i < t->ntasks; i++) {
		struct cm_assumption as = {"task", t->tasks[i].service, {NULL, 0}, t->tasks[i].pos, ""};

		if (t->tasks[i].assumed)
			fn(ctx, &as);
	}
}

void
cm_offers_assumptions(const struct cm_offers *o, void (*fn)(void *, const struct cm_assumption *), void *ctx)
{
	for (unsigned i = 0; i < o->n; i++) {
		struct cm_assumption as = {"offer", o->offers[i].id, {NULL, 0}, o->offers[i].pos, ""};

		if (o->offers[i].assumed)
			fn(ctx, &as);
	}
}

void
cm_bundles_assumptions(
    const struct cm_bundles *all, void (*fn)(void *, const struct cm_assumption *), void *ctx, struct cm_arena *a)
{
	for (unsigned i = 0; i < all->ngroups; i++)
		if (all->groups[i].assumed)
			fn(ctx, &(struct cm_assumption){"exclusive group", all->groups[i].id, {NULL, 0}, all->groups[i].pos, ""});
	for (unsigned i = 0; i < all->n; i++) {
		const struct cm_bundle *b = &all->bundles[i];

		if (b->assumed)
			fn(ctx, &(struct cm_assumption){"bundle", b->id, {NULL, 0}, b->pos, ""});
		for (unsigned k = 0; k < b->ntiers; k++) {
			struct cm_str id = cm_str(cm_arena_printf(
			    a, "%.*s %.*s", (int)b->id.n, b->id.p, (int)b->tiers[k].id.n, b->tiers[k].id.p));

			if (b->tiers[k].assumed)
				fn(ctx, &(struct cm_assumption){"tier", id, {NULL, 0}, b->tiers[k].pos, ""});
		}
	}
}
