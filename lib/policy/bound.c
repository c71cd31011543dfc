/*
 * The value at which a rule that fired would stop firing: what a remedy promises. Called after a refusal. It follows
 * the operands that made the condition true down to a single comparison, and solves that for the fact that can move.
 * Whatever is not that simple has no bound; a wrong promise would be worse than none.
 */
#include "policy/decide.h"
#include "policy/derive.h"
#include "policy/expr_node.h"

#include "base/banned.h"

struct search {
	const struct cm_vocabulary *vocabulary;
	const struct cm_value *facts;
	int slot; /* the fact that the bound is of; -1: none found */
};

static struct cm_value flip(struct search *, const struct cm_node *, bool want);

/* left - right = factor * fact + rest, for the one fact that moves. */
struct linear {
	int64_t factor, rest;
};

static bool
mentions(const struct cm_node *n, int slot)
{
	for (const struct cm_node *k = n; k < n + n->skip; k++)
		if (k->op == CM_OP_FACT && k->slot == slot)
			return true;
	return false;
}

static bool
linear(const struct search *s, const struct cm_node *n, int slot, struct linear *out)
{
	const struct cm_node *a = n + 1, *b = a + (n->op >= CM_OP_FACT ? 0 : a->skip);
	struct linear x, y;
	struct cm_num num;

	if (n->op == CM_OP_FACT && n->slot == slot) {
		*out = (struct linear){1, 0};
		return true;
	}
	if (!mentions(n, slot)) {
		num = cm_node_num(n, s->facts);
		*out = (struct linear){0, num.i};
		return num.known;
	}
	if (!linear(s, a, slot, &x))
		return false;
	y = (struct linear){0, 0};
	if (n->op != CM_OP_NEG && !linear(s, b, slot, &y))
		return false;
	switch ((enum cm_op)n->op) {
	case CM_OP_ADD:
		return !__builtin_add_overflow(x.factor, y.factor, &out->factor) &&
		    !__builtin_add_overflow(x.rest, y.rest, &out->rest);
	case CM_OP_NEG:
		y = x;
		x = (struct linear){0, 0};
		/* fall through */
	case CM_OP_SUB:
		return !__builtin_sub_overflow(x.factor, y.factor, &out->factor) &&
		    !__builtin_sub_overflow(x.rest, y.rest, &out->rest);
	case CM_OP_MUL:
		if (x.factor && y.factor)
			return false;
		if (y.factor) {
			struct linear swap = x;

			x = y;
			y = swap;
		}
		return !__builtin_mul_overflow(x.factor, y.rest, &out->factor) &&
		    !__builtin_mul_overflow(x.rest, y.rest, &out->rest);
	default:
		return false;
	}
}

/* How willingly a fact moves: the calendar moves by itself, the record's fields can be given anew. */
static int
mobility(const struct search *s, int slot)
{
	const struct cm_fact *f = &s->vocabulary->facts[slot];

	if (cm_str_is(f->id, "today") || cm_str_is(f->id, "now"))
		return 4;
	if (f->from == CM_FROM_DERIVED)
		return f->type == CM_T_INT ? 3 : 1;
	return f->from == CM_FROM_RECORD ? 2 : 1;
}

/* The fact of a comparison that moves: the most willing, of equals the first. -1: none, or it stands there twice. */
static int
mover(const struct search *s, const struct cm_node *n)
{
	int best = -1, times = 0;

	for (const struct cm_node *k = n + 1; k < n + n->skip; k++) {
		if (k->op != CM_OP_FACT)
			continue;
		if (best < 0 || mobility(s, k->slot) > mobility(s, best))
			best = k->slot;
	}
	for (const struct cm_node *k = n + 1; k < n + n->skip; k++)
		times += k->op == CM_OP_FACT && k->slot == best;
	return times == 1 ? best : -1;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* A bound of a derived fact becomes one of the argument that moves. */
static struct cm_value
through(struct search *s, int slot, int64_t x, bool least)
{
	const struct cm_fact *f = &s->vocabulary->facts[slot];
	struct cm_value r = {.known = true, .type = f->type, .i = x};
	int k;

	if (!f->derive)
		return r;
	k = cm_derive_free(f->derive, s->vocabulary);
	/* A date that is made of another is told itself when that cannot move: "today < first_allowed". */
	if (k < 0)
		return (struct cm_value){.known = false};
	s->slot = f->derive->arg[k].slot;
	if (s->vocabulary->facts[s->slot].derive)
		return (struct cm_value){.known = false};
	return cm_derive_solve(f->derive, k, x, least, s->vocabulary, s->facts);
}

/* Solves a op b, true now, for the value next to where it becomes false. */
static struct cm_value
solve(struct search *s, const struct cm_node *n, enum cm_op op, const struct cm_node *a, const struct cm_node *b)
{
	static const struct cm_value none;
	int slot = mover(s, n);
	struct linear x, y;
	bool least;

	if (slot < 0 || !linear(s, a, slot, &x) || !linear(s, b, slot, &y) ||
	    __builtin_sub_overflow(x.factor, y.factor, &x.factor) || __builtin_sub_overflow(x.rest, y.rest, &x.rest) ||
	    x.factor == 0 || x.factor == INT64_MIN || x.rest < -INT64_MAX + 1 || x.rest > INT64_MAX - 1)
		return none;
	s->slot = slot;
	/* Everything as factor * fact + rest < 0. */
	if (op == CM_OP_GT || op == CM_OP_GE) {
		x.factor = -x.factor;
		x.rest = -x.rest;
	}
	if (op == CM_OP_LE || op == CM_OP_GE)
		x.rest--;
	/* False from the least fact with factor * fact >= -rest on; with a negative factor up to the greatest. */
	least = x.factor > 0;
	return through(s, slot, least ? -floor_div(x.rest, x.factor) : floor_div(x.rest, -x.factor), least);
}

/* fact <> literal is over at the literal. */
static struct cm_value
solve_unequal(struct search *s, const struct cm_node *a, const struct cm_node *b)
{
	struct cm_value r = {.type = (enum cm_type)a->type};

	if (a->op != CM_OP_FACT || b->op != CM_OP_LITERAL || s->vocabulary->facts[a->slot].derive ||
	    s->vocabulary->facts[a->slot].secret)
		return r;
	s->slot = a->slot;
	r.known = true;
	r.i = b->i;
	r.s = b->s;
	return r;
}

static enum cm_op
opposite(enum cm_op op)
{
	static const enum cm_op of[] = {CM_OP_NE, CM_OP_EQ, CM_OP_GE, CM_OP_GT, CM_OP_LE, CM_OP_LT};

	return of[op - CM_OP_EQ];
}

/* NOT BETWEEN that is true: one end is passed, and that end is the bound. */
static struct cm_value
flip_between(struct search *s, const struct cm_node *n, bool want)
{
	const struct cm_node *a = n + 1, *low = a + a->skip, *high = low + low->skip;
	struct cm_num x = cm_node_num(a, s->facts), l = cm_node_num(low, s->facts), h = cm_node_num(high, s->facts);
	bool inside = want != n->negated;

	if (inside || !x.known)
		return (struct cm_value){.known = false};
	if (l.known && h.known && x.i < l.i)
		return l.i <= h.i ? solve(s, n, CM_OP_LT, a, low) : (struct cm_value){.known = false};
	if (l.known && h.known && x.i > h.i)
		return l.i <= h.i ? solve(s, n, CM_OP_GT, a, high) : (struct cm_value){.known = false};
	return (struct cm_value){.known = false};
}

/*
 * Operands any of which would turn the whole (AND that is true): the one that has a bound in an order, or if none has,
 * the one that has one at all; two such are no single value.
 */
static struct cm_value
flip_any(struct search *s, const struct cm_node *n, bool want)
{
	struct cm_value best = {.known = false}, x;
	int slot = -1;
	unsigned ordered = 0, other = 0;

	for (const struct cm_node *k = n + 1; k < n + n->skip; k += k->skip) {
		bool order;

		x = flip(s, k, want);
		if (!x.known)
			continue;
		order = x.type == CM_T_INT || x.type == CM_T_MONEY || x.type == CM_T_DATE || x.type == CM_T_TIME;
		if (order ? ordered++ == 0 : !ordered && other == 0) {
			best = x;
			slot = s->slot;
		}
		other += !order;
	}
	s->slot = slot;
	if (ordered > 1 || (!ordered && other > 1))
		best.known = false;
	return best;
}

/* Operands all of which must turn (OR that is true): only if a single one is true, and the others know not the fact. */
static struct cm_value
flip_all(struct search *s, const struct cm_node *n, bool want)
{
	const struct cm_node *only = NULL;
	struct cm_value x;

	for (const struct cm_node *k = n + 1; k < n + n->skip; k += k->skip) {
		enum cm_truth t = cm_node_truth(k, s->facts);

		if (t == CM_MAYBE || ((t == CM_TRUE) == want && only))
			return (struct cm_value){.known = false};
		if ((t == CM_TRUE) == want)
			only = k;
	}
	x = only ? flip(s, only, want) : (struct cm_value){.known = false};
	for (const struct cm_node *k = n + 1; x.known && k < n + n->skip; k += k->skip)
		if (k != only)
			for (const struct cm_node *f = k; f < k + k->skip; f++)
				if (f->op == CM_OP_FACT && (f->slot == s->slot || s->vocabulary->facts[f->slot].derive))
					x.known = false;
	return x;
}

/* n is want now; the value at which it would not be. */
static struct cm_value
flip(struct search *s, const struct cm_node *n, bool want)
{
	const struct cm_node *a = n + 1;
	enum cm_op op = (enum cm_op)n->op;

	s->slot = -1;
	switch (op) {
	case CM_OP_AND:
		return want ? flip_any(s, n, want) : flip_all(s, n, want);
	case CM_OP_OR:
		return want ? flip_all(s, n, want) : flip_any(s, n, want);
	case CM_OP_NOT:
		return flip(s, a, !want);
	case CM_OP_EQ:
	case CM_OP_NE:
	case CM_OP_LT:
	case CM_OP_LE:
	case CM_OP_GT:
	case CM_OP_GE:
		if (!want)
			op = opposite(op);
		if (op == CM_OP_EQ)
			break;
		return op == CM_OP_NE ? solve_unequal(s, a, a + a->skip) : solve(s, n, op, a, a + a->skip);
	case CM_OP_BETWEEN:
		return flip_between(s, n, want);
	default:
		break;
	}
	return (struct cm_value){.known = false};
}

bool
cm_policy_may_bound(const struct cm_rule *r, const struct cm_vocabulary *v)
{
	struct search s = {v, NULL, -1};

	for (unsigned i = 0; i < r->when->n; i++) {
		const struct cm_node *n = &r->when->nodes[i];

		if (((n->op >= CM_OP_EQ && n->op <= CM_OP_GE && n->form != CM_FORM_TEXT) || n->op == CM_OP_BETWEEN) &&
		    mover(&s, n) >= 0)
			return true;
	}
	return false;
}

struct cm_value
cm_policy_bound(const struct cm_rule *r, const struct cm_vocabulary *v, const struct cm_value *facts)
{
	struct search s = {v, facts, -1};

	if (cm_expr_eval(r->when, facts) != CM_TRUE)
		return (struct cm_value){.known = false};
	return flip(&s, r->when->nodes, true);
}
