/*
 * From a condition to where it is true. Negation is pushed down first: NOT x is true exactly where x is false, and
 * where a comparison is false its fact is known, so that three-valued logic needs no third set.
 */
#include "policy/region.h"

#include "base/banned.h"

#define BOXES 128

static struct cm_region region(struct cm_world *, const struct cm_node *, bool want);

static struct cm_region
too_large(void)
{
	return (struct cm_region){NULL, 0, false};
}

static struct cm_region
everything(struct cm_world *w)
{
	return (struct cm_region){cm_arena_alloc(w->arena, sizeof(struct cm_box)), 1, true};
}

static struct cm_region
nothing(void)
{
	return (struct cm_region){NULL, 0, true};
}

static struct cm_region
one_side(struct cm_world *w, int slot, struct cm_set set)
{
	struct cm_region r = everything(w);

	if (set.n == 0)
		return nothing();
	r.boxes->sides = cm_arena_alloc(w->arena, sizeof *r.boxes->sides);
	*r.boxes->sides = (struct cm_side){slot, set};
	r.boxes->n = 1;
	return r;
}

static struct cm_region
opaque(struct cm_world *w, const struct cm_node *n, bool want)
{
	struct cm_region r = everything(w);

	r.boxes->opaque = cm_arena_alloc(w->arena, sizeof *r.boxes->opaque);
	r.boxes->wants = cm_arena_alloc(w->arena, sizeof *r.boxes->wants);
	r.boxes->opaque[0] = n;
	r.boxes->wants[0] = want;
	r.boxes->nopaque = 1;
	return r;
}

static struct cm_region
either(struct cm_world *w, struct cm_region a, struct cm_region b)
{
	struct cm_region r = {NULL, 0, true};

	if (!a.whole || !b.whole || a.n + b.n > BOXES)
		return too_large();
	r.boxes = cm_arena_alloc(w->arena, (a.n + b.n + 1) * sizeof *r.boxes);
	if (a.n)
		memcpy(r.boxes, a.boxes, a.n * sizeof *r.boxes);
	if (b.n)
		memcpy(r.boxes + a.n, b.boxes, b.n * sizeof *r.boxes);
	r.n = a.n + b.n;
	return r;
}

static struct cm_region
both(struct cm_world *w, struct cm_region a, struct cm_region b)
{
	struct cm_region r = {NULL, 0, true};

	if (!a.whole || !b.whole || (size_t)a.n * b.n > BOXES)
		return too_large();
	r.boxes = cm_arena_alloc(w->arena, ((size_t)a.n * b.n + 1) * sizeof *r.boxes);
	for (unsigned i = 0; i < a.n; i++)
		for (unsigned k = 0; k < b.n; k++)
			r.n += cm_box_and(w, &a.boxes[i], &b.boxes[k], &r.boxes[r.n]);
	return r;
}

/* A literal as a value of the fact: texts by their index among all texts that are named. False: too many of those. */
static bool
value_of(struct cm_world *w, const struct cm_node *lit, int64_t *x)
{
	*x = lit->i;
	if (lit->type != CM_T_TEXT)
		return true;
	for (*x = 0; *x < w->ntexts; ++*x)
		if (cm_str_eq(w->texts[*x], lit->s))
			return true;
	if (w->ntexts == sizeof w->texts / sizeof *w->texts)
		return false;
	w->texts[w->ntexts++] = lit->s;
	return true;
}

static struct cm_set
span(struct cm_world *w, int64_t from, int64_t to)
{
	struct cm_span *s = cm_arena_alloc(w->arena, sizeof *s);

	*s = (struct cm_span){from, to};
	return (struct cm_set){s, from <= to};
}

static struct cm_set
compared(struct cm_world *w, int slot, enum cm_op op, int64_t x)
{
	struct cm_set all = cm_set_all(w, slot, false), s;

	switch (op) {
	case CM_OP_EQ:
		s = span(w, x, x);
		break;
	case CM_OP_NE:
		return cm_set_and(w, all, cm_set_not(w, slot, span(w, x, x)));
	case CM_OP_LT:
		s = x > INT64_MIN + 1 ? span(w, INT64_MIN + 1, x - 1) : span(w, 1, 0);
		break;
	case CM_OP_LE:
		s = span(w, INT64_MIN + 1, x);
		break;
	case CM_OP_GT:
		s = x < INT64_MAX ? span(w, x + 1, INT64_MAX) : span(w, 1, 0);
		break;
	default:
		s = span(w, x, INT64_MAX);
		break;
	}
	return cm_set_and(w, all, s);
}

/* A fact on one side, a literal on the other; turned so that the fact comes first. */
static struct cm_region
comparison(struct cm_world *w, const struct cm_node *n, bool want)
{
	static const enum cm_op not [] = {CM_OP_NE, CM_OP_EQ, CM_OP_GE, CM_OP_GT, CM_OP_LE, CM_OP_LT};
	static const enum cm_op turned[] = {CM_OP_EQ, CM_OP_NE, CM_OP_GT, CM_OP_GE, CM_OP_LT, CM_OP_LE};
	const struct cm_node *a = n + 1, *b = a + a->skip, *swap;
	enum cm_op op = (enum cm_op)n->op;
	int64_t x;

	if (a->op == CM_OP_LITERAL && b->op == CM_OP_LITERAL && w->any_figure && (a->slot >= 0 || b->slot >= 0))
		return opaque(w, n, want);
	if (a->op == CM_OP_LITERAL && b->op == CM_OP_LITERAL)
		return (cm_node_truth(n, NULL) == CM_TRUE) == want ? everything(w) : nothing();
	if (a->op == CM_OP_LITERAL) {
		op = turned[op - CM_OP_EQ];
		swap = a;
		a = b;
		b = swap;
	}
	if (a->op != CM_OP_FACT || b->op != CM_OP_LITERAL || !value_of(w, b, &x))
		return opaque(w, n, want);
	if (!want)
		op = not [op - CM_OP_EQ];
	return one_side(w, a->slot, compared(w, a->slot, op, x));
}

static struct cm_region
membership(struct cm_world *w, const struct cm_node *n, bool want)
{
	const struct cm_node *a = n + 1;
	struct cm_set outside;

	if (a->op != CM_OP_FACT)
		return opaque(w, n, want);
	outside = cm_set_all(w, a->slot, false);
	for (const struct cm_node *b = a + a->skip; b < n + n->skip; b += b->skip) {
		int64_t x;

		if (b->op != CM_OP_LITERAL || !value_of(w, b, &x))
			return opaque(w, n, want);
		outside = cm_set_and(w, outside, compared(w, a->slot, CM_OP_NE, x));
	}
	if (want != n->negated)
		outside = cm_set_and(w, cm_set_all(w, a->slot, false), cm_set_not(w, a->slot, outside));
	return one_side(w, a->slot, outside);
}

static struct cm_region
between(struct cm_world *w, const struct cm_node *n, bool want)
{
	const struct cm_node *a = n + 1, *low = a + a->skip, *high = low + low->skip;
	struct cm_set s;

	if (a->op != CM_OP_FACT || low->op != CM_OP_LITERAL || high->op != CM_OP_LITERAL)
		return opaque(w, n, want);
	s = cm_set_and(w, compared(w, a->slot, CM_OP_GE, low->i), compared(w, a->slot, CM_OP_LE, high->i));
	if (want == n->negated)
		s = cm_set_and(w, cm_set_all(w, a->slot, false), cm_set_not(w, a->slot, s));
	return one_side(w, a->slot, s);
}

static struct cm_region
chain(struct cm_world *w, const struct cm_node *n, bool want)
{
	bool all = (n->op == CM_OP_AND) == want;
	struct cm_region r = all ? everything(w) : nothing();

	for (const struct cm_node *k = n + 1; k < n + n->skip; k += k->skip)
		r = all ? both(w, r, region(w, k, want)) : either(w, r, region(w, k, want));
	return r;
}

static struct cm_region
region(struct cm_world *w, const struct cm_node *n, bool want)
{
	const struct cm_node *a = n + 1;

	switch ((enum cm_op)n->op) {
	case CM_OP_OR:
	case CM_OP_AND:
		return chain(w, n, want);
	case CM_OP_NOT:
		return region(w, a, !want);
	case CM_OP_EQ:
	case CM_OP_NE:
	case CM_OP_LT:
	case CM_OP_LE:
	case CM_OP_GT:
	case CM_OP_GE:
		return comparison(w, n, want);
	case CM_OP_IN:
		return membership(w, n, want);
	case CM_OP_BETWEEN:
		return between(w, n, want);
	case CM_OP_IS_NULL:
		if (a->op != CM_OP_FACT)
			return opaque(w, n, want);
		if (want != n->negated)
			return one_side(w, a->slot, span(w, CM_NULL_VALUE, CM_NULL_VALUE));
		return one_side(w, a->slot, cm_set_all(w, a->slot, false));
	case CM_OP_FACT:
		return one_side(w, n->slot, span(w, want, want));
	case CM_OP_LITERAL:
		if (w->any_figure && n->slot >= 0)
			return opaque(w, n, want);
		return (n->i != 0) == want ? everything(w) : nothing();
	default:
		return opaque(w, n, want);
	}
}

struct cm_region
cm_region_of(struct cm_world *w, const struct cm_expr *e)
{
	return region(w, e->nodes, true);
}
