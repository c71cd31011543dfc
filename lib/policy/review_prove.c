/*
 * What can be proved of the rules of a gate. Called by cm-policy check; a finding here is certain, silence is not: what
 * was beyond proof is told as a note when somebody wants to know.
 */
#include "policy/region.h"
#include "policy/review.h"

#include "base/banned.h"

#define PIECES 2048

struct proof {
	const struct cm_policy *policy;
	const struct cm_gate *gate;
	struct cm_region *regions; /* by position in the gate */
	struct cm_world world;
	bool verbose;
	struct cm_diag *diag;
};

bool
cm_policy_owns(const struct cm_policy *p, const struct cm_rule *r)
{
	return strcmp(r->pos.file, p->file) == 0;
}

static bool
has_opaque(const struct cm_region *r)
{
	for (unsigned i = 0; i < r->n; i++)
		if (r->boxes[i].nopaque)
			return true;
	return false;
}

static void
not_proved(struct proof *p, const struct cm_rule *r, const char *why)
{
	if (p->verbose)
		cm_diag_add(
		    p->diag, CM_NOTE, r->pos, "policy.not-proved", "%.*s: not proved: %s", (int)r->id.n, r->id.p, why);
}

/* What is left of a's boxes outside of b. False: too many pieces to tell. */
static bool
without(struct proof *p, struct cm_region *left, const struct cm_region *b)
{
	for (unsigned k = 0; k < b->n; k++) {
		struct cm_region next = {NULL, 0, true};
		unsigned cap = 0;

		for (unsigned i = 0; i < left->n; i++)
			cap += b->boxes[k].n + 1;
		if (cap > PIECES)
			return false;
		next.boxes = cm_arena_alloc(p->world.arena, (cap + 1) * sizeof *next.boxes);
		for (unsigned i = 0; i < left->n; i++) {
			struct cm_region pieces = {&left->boxes[i], 1, true};

			if (cm_opaque_within(&left->boxes[i], &b->boxes[k]))
				pieces = cm_box_minus(&p->world, &left->boxes[i], &b->boxes[k]);
			if (pieces.n)
				memcpy(next.boxes + next.n, pieces.boxes, pieces.n * sizeof *next.boxes);
			next.n += pieces.n;
		}
		*left = next;
	}
	return true;
}

static bool
within(struct proof *p, unsigned a, unsigned b)
{
	struct cm_region left = p->regions[a];

	return left.whole && p->regions[b].whole && without(p, &left, &p->regions[b]) && left.n == 0;
}

/* A rule that a figure of the policy turns off is there to be turned on. */
static bool
switched_off(struct proof *p, const struct cm_rule *r)
{
	struct cm_region region;

	p->world.any_figure = true;
	region = cm_region_of(&p->world, r->when);
	p->world.any_figure = false;
	return region.n > 0;
}

/*
 * Of a tree: a step that is never reached, since those above it hold wherever it does. What is unknown is nothing that
 * they hold for, so a step that is met only then is not told.
 */
static void
prove_reached(struct proof *p, unsigned i)
{
	const struct cm_rule *r = p->gate->rules[i];
	struct cm_region left = p->regions[i];

	for (unsigned k = 0; k < i && left.whole && left.n; k++)
		if (p->regions[k].whole && !without(p, &left, &p->regions[k])) {
			not_proved(p, r, "the conditions above it have too many pieces");
			return;
		}
	if (p->regions[i].n && left.whole && left.n == 0)
		cm_diag_add(p->diag, CM_WARNING, r->pos, "policy.shadowed",
		    "%.*s is never reached: what stands above it in the tree %.*s holds wherever it does", (int)r->id.n, r->id.p,
		    (int)p->gate->id.n, p->gate->id.p);
}

static void
prove_rule(struct proof *p, unsigned i)
{
	const struct cm_rule *r = p->gate->rules[i], *o;

	if (!p->regions[i].whole) {
		not_proved(p, r, "the condition has too many alternatives");
		return;
	}
	if (p->regions[i].n == 0 && switched_off(p, r)) {
		not_proved(p, r, "the figures, as they are, turn it off");
		return;
	}
	if (p->regions[i].n == 0) {
		cm_diag_add(p->diag, CM_WARNING, r->pos, "policy.never",
		    "%.*s never fires: no facts make its condition true", (int)r->id.n, r->id.p);
		return;
	}
	if (has_opaque(&p->regions[i]))
		not_proved(p, r, "it compares more than one fact with literals");
	if (p->gate->tree) {
		prove_reached(p, i);
		return;
	}
	for (unsigned k = 0; k < p->gate->nrules; k++) {
		o = p->gate->rules[k];
		if (k == i || o->verdict != r->verdict || !cm_str_eq(o->reason, r->reason) || !within(p, i, k))
			continue;
		/* Of two that are equal the later one is told. */
		if (k > i && within(p, k, i))
			continue;
		cm_diag_add(p->diag, CM_WARNING, r->pos, "policy.shadowed",
		    "%.*s says nothing that %.*s (line %u) does not", (int)r->id.n, r->id.p, (int)o->id.n, o->id.p,
		    o->pos.line);
		return;
	}
}

static bool
overlap(struct proof *p, unsigned i, unsigned k)
{
	const struct cm_region *a = &p->regions[i], *b = &p->regions[k];
	const struct cm_rule *ra = p->gate->rules[i], *rb = p->gate->rules[k];
	struct cm_box box;

	for (unsigned x = 0; x < a->n; x++)
		for (unsigned y = 0; y < b->n; y++)
			if (cm_box_and(&p->world, &a->boxes[x], &b->boxes[y], &box)) {
				cm_diag_add(p->diag, CM_ERROR, rb->pos, "policy.overlap",
				    "%.*s and %.*s (line %u) of the partition %.*s both fire: %s", (int)rb->id.n,
				    rb->id.p, (int)ra->id.n, ra->id.p, ra->pos.line, (int)ra->partition.n,
				    ra->partition.p, cm_box_witness(&p->world, &box));
				return true;
			}
	return false;
}

/* All that the partition's facts can be: unknown counts only where one of its rules speaks of it. */
static struct cm_box
universe(struct proof *p, struct cm_str name)
{
	const struct cm_vocabulary *v = p->policy->vocabulary;
	bool *seen = cm_arena_alloc(p->world.arena, v->n), *null = cm_arena_alloc(p->world.arena, v->n);
	struct cm_box u = {0};

	for (unsigned i = 0; i < p->gate->nrules; i++) {
		if (!p->gate->rules[i]->partition.p || !cm_str_eq(p->gate->rules[i]->partition, name))
			continue;
		for (unsigned b = 0; b < p->regions[i].n; b++)
			for (unsigned k = 0; k < p->regions[i].boxes[b].n; k++) {
				const struct cm_side *s = &p->regions[i].boxes[b].sides[k];

				seen[s->slot] = true;
				null[s->slot] |= s->set.spans[0].from == CM_NULL_VALUE;
			}
	}
	u.sides = cm_arena_alloc(p->world.arena, (v->n + 1) * sizeof *u.sides);
	for (unsigned s = 0; s < v->n; s++)
		if (seen[s])
			u.sides[u.n++] = (struct cm_side){(int)s, cm_set_all(&p->world, (int)s, null[s])};
	return u;
}

static void
prove_partition(struct proof *p, unsigned first)
{
	const struct cm_rule *r = p->gate->rules[first];
	struct cm_str name = r->partition;
	struct cm_box u = universe(p, name);
	struct cm_region left = {&u, 1, true};
	bool good = true;

	for (unsigned i = first; i < p->gate->nrules; i++) {
		if (!p->gate->rules[i]->partition.p || !cm_str_eq(p->gate->rules[i]->partition, name))
			continue;
		if (!p->regions[i].whole || has_opaque(&p->regions[i])) {
			cm_diag_add(p->diag, CM_WARNING, p->gate->rules[i]->pos, "policy.partition",
			    "%.*s: a partition can be proved of comparisons of one fact with literals only",
			    (int)p->gate->rules[i]->id.n, p->gate->rules[i]->id.p);
			return;
		}
		for (unsigned k = first; good && k < i; k++)
			if (p->gate->rules[k]->partition.p && cm_str_eq(p->gate->rules[k]->partition, name))
				good = !overlap(p, k, i);
		if (!without(p, &left, &p->regions[i])) {
			not_proved(p, r, "the partition has too many pieces");
			return;
		}
	}
	if (left.n)
		cm_diag_add(p->diag, CM_ERROR, r->pos, "policy.gap", "no rule of the partition %.*s fires: %s",
		    (int)name.n, name.p, cm_box_witness(&p->world, &left.boxes[0]));
}

static void
prove_gate(struct proof *p)
{
	const struct cm_gate *g = p->gate;

	p->regions = cm_arena_alloc(p->world.arena, (g->nrules + 1) * sizeof *p->regions);
	for (unsigned i = 0; i < g->nrules; i++)
		p->regions[i] = cm_region_of(&p->world, g->rules[i]->when);
	for (unsigned i = 0; i < g->nrules; i++)
		if (cm_policy_owns(p->policy, g->rules[i]))
			prove_rule(p, i);
	for (unsigned i = 0; i < g->nrules; i++) {
		unsigned k = 0;

		if (!g->rules[i]->partition.p || !cm_policy_owns(p->policy, g->rules[i]))
			continue;
		while (
		    k < i && !(g->rules[k]->partition.p && cm_str_eq(g->rules[k]->partition, g->rules[i]->partition)))
			k++;
		if (k == i)
			prove_partition(p, i);
	}
}

void
cm_policy_prove(const struct cm_policy *policy, bool verbose, struct cm_diag *d)
{
	for (unsigned i = 0; i < policy->ngates; i++) {
		struct proof p = {.policy = policy, .gate = &policy->gates[i], .verbose = verbose, .diag = d};

		p.world.vocabulary = policy->vocabulary;
		p.world.arena = cm_arena_new();
		prove_gate(&p);
		cm_arena_free(p.world.arena);
	}
}
