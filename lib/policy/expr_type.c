/*
 * Types of conditions: what may stand beside what. Called by the parser for each node that it closes, so that an error
 * is told at the word that causes it; there is no cast but the two of expr.h (50 beside a money, 'x' beside an enum).
 */
#include "base/date.h"
#include "policy/expr_ast.h"
#include "policy/name.h"

#include "base/banned.h"

static struct cm_str
source(const struct cm_expr_scope *s, const struct cm_ast *n)
{
	struct cm_str t = {s->text.p + n->from, (size_t)(n->to - n->from)};

	if (t.n > 60)
		t.n = 60;
	return t;
}

/* "a money", "an int": the indefinite article is part of what people read. */
static const char *
a_type(unsigned char t)
{
	static const char *const names[] = {
	    "a bool", "an int", "a money", "a date", "a time", "an enum", "a text", "a list"};

	return names[t];
}

static bool
mismatch(struct cm_expr_scope *s, const struct cm_ast *a, const struct cm_ast *b)
{
	struct cm_str ta = source(s, a), tb = source(s, b);
	const char *hint = a->node.type == CM_T_DATE && b->quoted ? " (write DATE 'YYYY-MM-DD')" : "";

	cm_expr_fault(s, b->from, "policy.type", "%.*s is %s, but %.*s is %s%s", (int)ta.n, ta.p, a_type(a->node.type),
	    (int)tb.n, tb.p, a_type(b->node.type), hint);
	return false;
}

static bool
wrong(struct cm_expr_scope *s, const struct cm_ast *n, const char *what)
{
	struct cm_str t = source(s, n);

	cm_expr_fault(s, n->from, "policy.type", "%s, but %.*s is %s", what, (int)t.n, t.p, a_type(n->node.type));
	return false;
}

/* 'gold' beside vip_level becomes that value. */
static bool
become_enum(struct cm_expr_scope *s, struct cm_ast *text, const struct cm_fact *f)
{
	struct cm_nearest near = {.wanted = text->node.s};

	for (unsigned i = 0; i < f->nvalues; i++) {
		if (cm_str_eq(f->values[i].name, text->node.s)) {
			text->node.type = CM_T_ENUM;
			text->node.i = i;
			text->of = f;
			text->quoted = false;
			return true;
		}
		cm_nearest_try(&near, f->values[i].name);
	}
	cm_expr_fault(s, text->from, "policy.unknown-value", "%.*s has no value '%.*s'%s", (int)f->id.n, f->id.p,
	    (int)text->node.s.n, text->node.s.p, cm_nearest_hint(&near, s->diag->arena));
	return false;
}

static bool
same_values(const struct cm_fact *a, const struct cm_fact *b)
{
	if (a->nvalues != b->nvalues)
		return false;
	for (unsigned i = 0; i < a->nvalues; i++)
		if (!cm_str_eq(a->values[i].name, b->values[i].name))
			return false;
	return true;
}

/* Makes literals take their neighbour's type; false when the two still differ. */
static bool
agree(struct cm_expr_scope *s, struct cm_ast *a, struct cm_ast *b)
{
	struct cm_ast *whole = a->number && b->node.type == CM_T_MONEY ? a
	    : b->number && a->node.type == CM_T_MONEY		       ? b
								       : NULL;

	if (whole) {
		if (__builtin_mul_overflow(whole->node.i, 100, &whole->node.i)) {
			cm_expr_fault(s, whole->from, "policy.type", "this amount is too large");
			return false;
		}
		whole->node.type = CM_T_MONEY;
		whole->number = false;
	}
	if (a->node.type == CM_T_ENUM && b->quoted)
		return become_enum(s, b, a->of);
	if (b->node.type == CM_T_ENUM && a->quoted)
		return become_enum(s, a, b->of);
	if (a->node.type != b->node.type)
		return mismatch(s, a, b);
	if (a->node.type != CM_T_ENUM || a->of == b->of || same_values(a->of, b->of))
		return true;
	cm_expr_fault(s, b->from, "policy.type", "%.*s and %.*s have different values", (int)a->of->id.n, a->of->id.p,
	    (int)b->of->id.n, b->of->id.p);
	return false;
}

static bool
ordered(struct cm_expr_scope *s, const struct cm_ast *n)
{
	switch (n->node.type) {
	case CM_T_INT:
	case CM_T_MONEY:
	case CM_T_DATE:
	case CM_T_TIME:
		return true;
	default:
		return wrong(s, n, "only int, money, date and time have an order");
	}
}

static bool
truths(struct cm_expr_scope *s, const struct cm_ast *n, const char *word)
{
	for (; n; n = n->next)
		if (n->node.type != CM_T_BOOL)
			return wrong(s, n, cm_arena_printf(s->diag->arena, "%s takes truths", word));
	return true;
}

static bool
type_sum(struct cm_expr_scope *s, struct cm_ast *n, struct cm_ast *a, struct cm_ast *b)
{
	bool add = n->node.op == CM_OP_ADD;
	unsigned char ta, tb;

	if (a->number || b->number || a->node.type == b->node.type)
		if (a->node.type != CM_T_DATE && b->node.type != CM_T_DATE && !agree(s, a, b))
			return false;
	ta = a->node.type;
	tb = b->node.type;
	n->node.type = ta;
	if (ta == tb && (ta == CM_T_INT || ta == CM_T_MONEY))
		return true;
	if (ta == CM_T_DATE && tb == CM_T_INT)
		return true;
	if (ta == CM_T_INT && tb == CM_T_DATE && add) {
		n->node.type = CM_T_DATE;
		return true;
	}
	if (ta == CM_T_DATE && tb == CM_T_DATE && !add) {
		n->node.type = CM_T_INT;
		return true;
	}
	if (ta != tb)
		return mismatch(s, a, b);
	return wrong(s, a,
	    add ? "only int, money, and date with int can be added"
		: "only int, money, date and date with int can be subtracted");
}

static bool
type_product(struct cm_expr_scope *s, struct cm_ast *n, struct cm_ast *a, struct cm_ast *b)
{
	bool ia = a->node.type == CM_T_INT, ib = b->node.type == CM_T_INT;

	if (!ia && a->node.type != CM_T_MONEY)
		return wrong(s, a, "only int and money can be multiplied");
	if (!ib && b->node.type != CM_T_MONEY)
		return wrong(s, b, "only int and money can be multiplied");
	if (!ia && !ib)
		return wrong(s, b, "money is multiplied by an int");
	n->node.type = ia && ib ? CM_T_INT : CM_T_MONEY;
	return true;
}

static bool
type_in(struct cm_expr_scope *s, struct cm_ast *first)
{
	/* Twice: the first may take its type from a later one, and pass it on to those before. */
	for (int pass = 0; pass < 2; pass++)
		for (struct cm_ast *b = first->next; b; b = b->next)
			if (!agree(s, first, b))
				return false;
	return true;
}

static bool
type_node(struct cm_expr_scope *s, struct cm_ast *n)
{
	struct cm_ast *a = n->first, *b = a->next;

	n->node.type = CM_T_BOOL;
	switch ((enum cm_op)n->node.op) {
	case CM_OP_OR:
		return truths(s, a, "OR");
	case CM_OP_AND:
		return truths(s, a, "AND");
	case CM_OP_NOT:
		return truths(s, a, "NOT");
	case CM_OP_EQ:
	case CM_OP_NE:
		return agree(s, a, b);
	case CM_OP_LT:
	case CM_OP_LE:
	case CM_OP_GT:
	case CM_OP_GE:
		return agree(s, a, b) && ordered(s, a);
	case CM_OP_IN:
		return type_in(s, a);
	case CM_OP_BETWEEN:
		return type_in(s, a) && ordered(s, a);
	case CM_OP_ADD:
	case CM_OP_SUB:
		return type_sum(s, n, a, b);
	case CM_OP_MUL:
		return type_product(s, n, a, b);
	case CM_OP_NEG:
		n->node.type = a->node.type;
		return a->node.type == CM_T_INT || a->node.type == CM_T_MONEY ||
		    wrong(s, a, "a minus goes before int or money");
	default:
		return true;
	}
}

struct cm_ast *
cm_ast_make(struct cm_expr_scope *s, enum cm_op op, bool negated, struct cm_ast *first, unsigned from, unsigned to)
{
	struct cm_ast *n;

	/* -50 is a literal like 50, and may become money beside one; there is no literal whose negative overflows. */
	if (op == CM_OP_NEG && first->node.op == CM_OP_LITERAL && first->node.slot < 0 &&
	    (first->node.type == CM_T_INT || first->node.type == CM_T_MONEY)) {
		first->node.i = -first->node.i;
		first->from = (unsigned short)from;
		return first;
	}
	n = cm_arena_alloc(s->arena, sizeof *n);
	n->node.op = (unsigned char)op;
	n->node.negated = negated;
	n->node.slot = n->node.slot2 = -1;
	n->node.s = (struct cm_str){s->text.p + from, to - from};
	n->from = (unsigned short)from;
	n->to = (unsigned short)to;
	n->first = first;
	n->size = 1;
	for (const struct cm_ast *k = first; k; k = k->next) {
		n->size += k->size;
		if (n->depth <= k->depth)
			n->depth = k->depth + 1;
	}
	if (n->depth > CM_EXPR_DEPTH) {
		cm_expr_fault(s, from, "policy.depth", "the condition is nested more than %d deep", CM_EXPR_DEPTH);
		return NULL;
	}
	if (n->size > CM_EXPR_MAX) {
		cm_expr_fault(s, from, "policy.depth", "with the conditions that it names, it has more than %d parts",
		    CM_EXPR_MAX);
		return NULL;
	}
	return type_node(s, n) ? n : NULL;
}

bool
cm_ast_is_truth(struct cm_expr_scope *s, const struct cm_ast *n)
{
	return n->node.type == CM_T_BOOL || wrong(s, n, "a condition is true or false");
}

/* What a comparison can look up without walking to its operands. */
static void
set_form(struct cm_node *n)
{
	static const unsigned char holds[] = {2, 5, 1, 3, 4, 6}; /* = <> < <= > >= */
	const struct cm_node *a = n + 1, *b;

	if ((n->op < CM_OP_EQ || n->op > CM_OP_GE) && n->op != CM_OP_IN)
		return;
	if (n->op != CM_OP_IN)
		n->holds = holds[n->op - CM_OP_EQ];
	if (a->type == CM_T_TEXT) {
		n->form = CM_FORM_TEXT;
		return;
	}
	b = a + a->skip;
	if (n->op == CM_OP_IN || a->op != CM_OP_FACT)
		return;
	n->slot = a->slot;
	if (b->op == CM_OP_LITERAL) {
		n->form = CM_FORM_FACT_LITERAL;
		n->i = b->i;
	} else if (b->op == CM_OP_FACT) {
		n->form = CM_FORM_FACT_FACT;
		n->slot2 = b->slot;
	}
}

static unsigned
lay(struct cm_node *to, const struct cm_ast *n)
{
	unsigned c = 1;

	*to = n->node;
	for (const struct cm_ast *k = n->first; k; k = k->next)
		c += lay(to + c, k);
	to->skip = (unsigned short)c;
	set_form(to);
	return c;
}

const struct cm_expr *
cm_ast_lay_out(const struct cm_ast *n, struct cm_arena *a)
{
	struct cm_expr *e = cm_arena_alloc(a, sizeof *e);
	struct cm_node *nodes = cm_arena_alloc(a, n->size * sizeof *nodes);

	e->n = lay(nodes, n);
	e->nodes = nodes;
	return e;
}
