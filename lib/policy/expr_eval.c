/*
 * Conditions: their value. Called for each rule of each record: no allocation, no call outside this file on the usual
 * path. Three-valued as SQL is, so that SQLite can be asked the same question (cm_expr_print_sql() is the dictionary).
 */
#include "base/date.h"
#include "policy/expr_node.h"

#include "base/banned.h"

#define DAY_FIRST (-25567) /* 1900-01-01; base/date.h: anything else is not a date */
#define DAY_LAST  2932896

static const struct cm_num unknown = {0, false};

static inline struct cm_num
num(int64_t i)
{
	return (struct cm_num){i, true};
}

/* Without a branch: which of the six comparisons it is cannot be foretold. */
static inline unsigned
compare(const struct cm_node *n, int64_t a, int64_t b)
{
	return n->holds >> (1 + (a > b) - (a < b)) & 1;
}

/* CM_MAYBE when both do not hold. */
static inline enum cm_truth
truth_if(bool known, unsigned holds)
{
	return known ? (enum cm_truth)holds : CM_MAYBE;
}

const struct cm_str *
cm_node_text(const struct cm_node *n, const struct cm_value *facts)
{
	if (n->op == CM_OP_LITERAL)
		return &n->s;
	return facts[n->slot].known ? &facts[n->slot].s : NULL;
}

static enum cm_truth
eval_texts(const struct cm_node *n, const struct cm_value *facts)
{
	const struct cm_node *a = n + 1, *end = n + n->skip;
	const struct cm_str *x = cm_node_text(a, facts), *y;
	bool open = !x, equal = n->op == CM_OP_NE ? false : !n->negated;

	for (const struct cm_node *b = a + a->skip; x && b < end; b += b->skip) {
		y = cm_node_text(b, facts);
		if (!y)
			open = true;
		else if (cm_str_eq(*x, *y))
			return truth_if(true, equal);
	}
	return truth_if(!open, !equal);
}

static enum cm_truth
eval_trees(const struct cm_node *n, const struct cm_value *facts)
{
	struct cm_num x = cm_node_num(n + 1, facts), y = cm_node_num(n + 1 + n[1].skip, facts);

	return truth_if(x.known && y.known, compare(n, x.i, y.i));
}

static enum cm_truth
eval_compare(const struct cm_node *n, const struct cm_value *facts)
{
	const struct cm_value *a, *b;

	switch ((enum cm_form)n->form) {
	case CM_FORM_FACT_LITERAL:
		a = &facts[n->slot];
		return truth_if(a->known, compare(n, a->i, n->i));
	case CM_FORM_FACT_FACT:
		a = &facts[n->slot];
		b = &facts[n->slot2];
		return truth_if(a->known && b->known, compare(n, a->i, b->i));
	case CM_FORM_TEXT:
		return eval_texts(n, facts);
	case CM_FORM_TREE:
		break;
	}
	return eval_trees(n, facts);
}

static enum cm_truth
eval_in(const struct cm_node *n, const struct cm_value *facts)
{
	const struct cm_node *a = n + 1, *end = n + n->skip;
	struct cm_num x, y;
	bool open = false;

	if (n->form == CM_FORM_TEXT)
		return eval_texts(n, facts);
	x = cm_node_num(a, facts);
	if (!x.known)
		return CM_MAYBE;
	for (const struct cm_node *b = a + a->skip; b < end; b += b->skip) {
		y = cm_node_num(b, facts);
		if (!y.known)
			open = true;
		else if (x.i == y.i)
			return truth_if(true, !n->negated);
	}
	return truth_if(!open, n->negated);
}

/* a BETWEEN b AND c is a >= b AND a <= c: one unknown end does not matter when the other is false. */
static enum cm_truth
eval_between(const struct cm_node *n, const struct cm_value *facts)
{
	const struct cm_node *a = n + 1, *low = a + a->skip;
	struct cm_num x = cm_node_num(a, facts), l, h;

	if (!x.known)
		return CM_MAYBE;
	l = cm_node_num(low, facts);
	h = cm_node_num(low + low->skip, facts);
	if ((l.known && x.i < l.i) || (h.known && x.i > h.i))
		return truth_if(true, n->negated);
	return truth_if(l.known && h.known, !n->negated);
}

/* AND stops at the first false, OR at the first true; without one, an unknown operand leaves it unknown. */
static enum cm_truth
eval_chain(const struct cm_node *n, const struct cm_value *facts)
{
	const struct cm_node *end = n + n->skip;
	enum cm_truth stop = n->op == CM_OP_OR ? CM_TRUE : CM_FALSE, t, seen = CM_FALSE;

	for (const struct cm_node *k = n + 1; k < end; k += k->skip) {
		if (k->form == CM_FORM_FACT_LITERAL) /* most are; spares the call */
			t = truth_if(facts[k->slot].known, compare(k, facts[k->slot].i, k->i));
		else
			t = cm_node_truth(k, facts);
		if (t == stop)
			return stop;
		seen |= t;
	}
	return seen & CM_MAYBE ? CM_MAYBE : (enum cm_truth) !stop;
}

static enum cm_truth
eval_null(const struct cm_node *n, const struct cm_value *facts)
{
	bool null = n[1].type == CM_T_TEXT ? !cm_node_text(n + 1, facts) : !cm_node_num(n + 1, facts).known;

	return truth_if(true, null != n->negated);
}

enum cm_truth
cm_node_truth(const struct cm_node *n, const struct cm_value *facts)
{
	enum cm_truth t;

	switch ((enum cm_op)n->op) {
	case CM_OP_OR:
	case CM_OP_AND:
		return eval_chain(n, facts);
	case CM_OP_NOT:
		t = cm_node_truth(n + 1, facts);
		return t == CM_MAYBE ? t : (enum cm_truth) !t;
	case CM_OP_EQ:
	case CM_OP_NE:
	case CM_OP_LT:
	case CM_OP_LE:
	case CM_OP_GT:
	case CM_OP_GE:
		return eval_compare(n, facts);
	case CM_OP_IN:
		return eval_in(n, facts);
	case CM_OP_BETWEEN:
		return eval_between(n, facts);
	case CM_OP_IS_NULL:
		return eval_null(n, facts);
	case CM_OP_FACT:
		return truth_if(facts[n->slot].known, facts[n->slot].i != 0);
	default:
		return truth_if(true, n->i != 0);
	}
}

static struct cm_num
eval_sum(const struct cm_node *n, const struct cm_value *facts)
{
	const struct cm_node *k = n + 1;
	struct cm_num x = cm_node_num(k, facts), y = cm_node_num(k + k->skip, facts);
	int64_t r;
	bool over;

	if (!x.known || !y.known)
		return unknown;
	if (n->op == CM_OP_ADD)
		over = __builtin_add_overflow(x.i, y.i, &r);
	else if (n->op == CM_OP_SUB)
		over = __builtin_sub_overflow(x.i, y.i, &r);
	else
		over = __builtin_mul_overflow(x.i, y.i, &r);
	if (over || (n->type == CM_T_DATE && (r < DAY_FIRST || r > DAY_LAST)))
		return unknown;
	return num(r);
}

struct cm_num
cm_node_num(const struct cm_node *n, const struct cm_value *facts)
{
	enum cm_truth t;
	struct cm_num x;

	switch ((enum cm_op)n->op) {
	case CM_OP_FACT:
		return (struct cm_num){facts[n->slot].i, facts[n->slot].known};
	case CM_OP_LITERAL:
		return num(n->i);
	case CM_OP_ADD:
	case CM_OP_SUB:
	case CM_OP_MUL:
		return eval_sum(n, facts);
	case CM_OP_NEG:
		x = cm_node_num(n + 1, facts);
		if (!x.known || x.i == INT64_MIN)
			return unknown;
		return num(-x.i);
	default:
		t = cm_node_truth(n, facts);
		return (struct cm_num){t, t != CM_MAYBE};
	}
}

enum cm_truth
cm_expr_eval(const struct cm_expr *e, const struct cm_value *facts)
{
	return cm_node_truth(e->nodes, facts);
}

void
cm_expr_facts(const struct cm_expr *e, void (*fn)(void *, int slot), void *ctx)
{
	for (unsigned i = 0; i < e->n; i++)
		if (e->nodes[i].op >= CM_OP_FACT && e->nodes[i].slot >= 0)
			fn(ctx, e->nodes[i].slot);
}
