/*
 * Conditions: from text to a tree, by recursive descent (the grammar stands in expr.h). Called while policies are
 * loaded. The first fault ends a condition; its place is that of the very word.
 */
#include <stdlib.h>

#include "base/date.h"
#include "base/money.h"
#include "base/text.h"
#include "policy/expr_lex.h"
#include "policy/index.h"

#include "base/banned.h"

static struct cm_ast *parse_or(struct cm_lexer *);

static struct cm_str
token_text(const struct cm_lexer *p)
{
	return (struct cm_str){p->text + p->from, p->at - p->from};
}

static bool
is_sign(const struct cm_lexer *p, const char *sign)
{
	return p->token == T_SIGN && strcmp(p->sign, sign) == 0;
}

static bool
accept_keyword(struct cm_lexer *p, enum cm_keyword k)
{
	if (p->keyword != k)
		return false;
	cm_lexer_next(p);
	return true;
}

static bool
accept_sign(struct cm_lexer *p, const char *sign)
{
	if (!is_sign(p, sign))
		return false;
	cm_lexer_next(p);
	return true;
}

static struct cm_ast *
expected(struct cm_lexer *p, const char *what)
{
	struct cm_str t = token_text(p);

	if (p->token == T_END)
		cm_expr_fault(p->scope, p->from, "policy.syntax", "the condition ends where %s is expected", what);
	else
		cm_expr_fault(p->scope, p->from, "policy.syntax", "expected %s, found %.*s", what,
		    (int)(t.n > 40 ? 40 : t.n), t.p);
	return NULL;
}

static struct cm_ast *
leaf(struct cm_lexer *p, enum cm_op op, enum cm_type type)
{
	struct cm_ast *n = cm_arena_alloc(p->scope->arena, sizeof *n);

	n->node.op = (unsigned char)op;
	n->node.type = (unsigned char)type;
	n->node.slot = n->node.slot2 = -1;
	n->node.s = token_text(p);
	n->from = (unsigned short)p->from;
	n->to = (unsigned short)p->at;
	n->depth = n->size = 1;
	return n;
}

static struct cm_ast *
parse_number(struct cm_lexer *p)
{
	struct cm_str t = token_text(p);
	bool whole = !memchr(t.p, '.', t.n);
	struct cm_ast *n = leaf(p, CM_OP_LITERAL, whole ? CM_T_INT : CM_T_MONEY);

	n->number = whole;
	if (whole ? !cm_int_parse(t, &n->node.i) : !cm_money_parse(t, &n->node.i))
		return expected(p, whole ? "a whole number" : "an amount with at most two decimals");
	cm_lexer_next(p);
	return n;
}

static struct cm_ast *
parse_text(struct cm_lexer *p)
{
	struct cm_ast *n = leaf(p, CM_OP_LITERAL, CM_T_TEXT);
	char *s = cm_arena_alloc(p->scope->arena, p->at - p->from);
	size_t k = 0;

	for (size_t i = p->from + 1; i + 1 < p->at; i++) {
		s[k++] = p->text[i];
		if (p->text[i] == '\'')
			i++; /* '' stands for one */
	}
	n->node.s = (struct cm_str){s, k};
	n->quoted = true;
	cm_lexer_next(p);
	return n;
}

static struct cm_ast *
parse_date(struct cm_lexer *p)
{
	size_t from = p->from;
	struct cm_ast *n;
	int32_t day;

	cm_lexer_next(p);
	if (p->token != T_TEXT)
		return expected(p, "a date such as DATE '2010-04-01'");
	if (p->at - p->from != 12 || !cm_day_parse((struct cm_str){p->text + p->from + 1, 10}, &day))
		return expected(p, "a date such as '2010-04-01'");
	n = leaf(p, CM_OP_LITERAL, CM_T_DATE);
	n->node.i = day;
	n->from = (unsigned short)from;
	cm_lexer_next(p);
	return n;
}

/* The tree of a named condition in place of its name. */
static struct cm_ast *
parse_condition(struct cm_lexer *p, struct cm_condition *c)
{
	struct cm_index *ix = p->scope->vocabulary->index;
	struct cm_ast *n;

	if (!c->tree) {
		p->scope->failed |= c->faulty; /* told already */
		cm_expr_fault(p->scope, p->from, "policy.order",
		    "a condition may name those above it; %.*s does not stand above", (int)c->id.n, c->id.p);
		return NULL;
	}
	if (c->tree->size > CM_EXPR_ADDED - ix->added) {
		cm_expr_fault(p->scope, p->from, "policy.depth", "conditions add more than %d parts", CM_EXPR_ADDED);
		return NULL;
	}
	ix->added += c->tree->size;
	c->used = true;
	n = cm_arena_alloc(p->scope->arena, sizeof *n);
	*n = *c->tree;
	n->node.condition = c;
	n->from = (unsigned short)p->from;
	n->to = (unsigned short)p->at;
	cm_lexer_next(p);
	return n;
}

/* A fact, a figure or a named condition. */
static struct cm_ast *
parse_name(struct cm_lexer *p)
{
	const struct cm_vocabulary *v = p->scope->vocabulary;
	struct cm_str t = token_text(p);
	const struct cm_index_name *name = cm_index_find(v->index, t);
	const struct cm_fact *f;
	struct cm_ast *n;

	if (name && name->condition)
		return parse_condition(p, name->condition);
	if (!name || name->alias) {
		cm_expr_fault(p->scope, p->from, "policy.unknown-fact", "there is no fact %.*s%s", (int)t.n, t.p,
		    cm_index_hint(v, t, true, p->scope->diag));
		return NULL;
	}
	f = &v->facts[name->slot];
	if (f->type == CM_T_LIST) {
		cm_expr_fault(
		    p->scope, p->from, "policy.type", "%.*s is a list: it cannot stand in a condition", (int)t.n, t.p);
		return NULL;
	}
	n = leaf(p, f->value ? CM_OP_LITERAL : CM_OP_FACT, f->type);
	n->node.slot = name->slot;
	n->of = f->type == CM_T_ENUM ? f : NULL;
	if (f->value) {
		n->node.i = f->value->i;
		if (cm_node_holds_text(&n->node))
			n->node.s = f->value->s;
	}
	cm_lexer_next(p);
	return n;
}

static bool
deeper(struct cm_lexer *p)
{
	if (++p->depth <= CM_EXPR_DEPTH)
		return true;
	cm_expr_fault(p->scope, p->from, "policy.depth", "the condition is nested more than %d deep", CM_EXPR_DEPTH);
	return false;
}

static struct cm_ast *
parse_unary(struct cm_lexer *p)
{
	unsigned from = (unsigned)p->from;
	struct cm_ast *n;

	if (is_sign(p, "-") || is_sign(p, "(")) {
		bool minus = p->sign[0] == '-';

		if (!deeper(p))
			return NULL;
		cm_lexer_next(p);
		n = minus ? parse_unary(p) : parse_or(p);
		p->depth--;
		if (n && minus)
			return cm_ast_make(p->scope, CM_OP_NEG, false, n, from, (unsigned)p->before);
		return n && !accept_sign(p, ")") ? expected(p, "a closing bracket )") : n;
	}
	if (p->token == T_NUMBER)
		return parse_number(p);
	if (p->token == T_TEXT)
		return parse_text(p);
	if (p->token == T_WORD)
		return parse_name(p);
	if (p->keyword == K_TRUE || p->keyword == K_FALSE) {
		n = leaf(p, CM_OP_LITERAL, CM_T_BOOL);
		n->node.i = p->keyword == K_TRUE;
		cm_lexer_next(p);
		return n;
	}
	if (p->keyword == K_DATE)
		return parse_date(p);
	return expected(p, p->keyword == K_NULL ? "a value (ask for unknown ones by IS NULL)" : "a fact or a value");
}

static struct cm_ast *
parse_product(struct cm_lexer *p)
{
	unsigned from = (unsigned)p->from;
	struct cm_ast *n = parse_unary(p);

	while (n && accept_sign(p, "*")) {
		n->next = parse_unary(p);
		n = n->next ? cm_ast_make(p->scope, CM_OP_MUL, false, n, from, (unsigned)p->before) : NULL;
	}
	return n;
}

static struct cm_ast *
parse_sum(struct cm_lexer *p)
{
	unsigned from = (unsigned)p->from;
	struct cm_ast *n = parse_product(p);

	while (n && (is_sign(p, "+") || is_sign(p, "-"))) {
		enum cm_op op = p->sign[0] == '+' ? CM_OP_ADD : CM_OP_SUB;

		cm_lexer_next(p);
		n->next = parse_product(p);
		n = n->next ? cm_ast_make(p->scope, op, false, n, from, (unsigned)p->before) : NULL;
	}
	return n;
}

static struct cm_ast *
parse_in(struct cm_lexer *p, struct cm_ast *n, bool negated, unsigned from)
{
	struct cm_ast *last = n;

	if (!accept_sign(p, "("))
		return expected(p, "( and a list of values");
	do {
		last->next = parse_sum(p);
		last = last->next;
	} while (last && accept_sign(p, ","));
	if (!last)
		return NULL;
	if (!accept_sign(p, ")"))
		return expected(p, "a comma or a closing bracket )");
	return cm_ast_make(p->scope, CM_OP_IN, negated, n, from, (unsigned)p->before);
}

static struct cm_ast *
parse_between(struct cm_lexer *p, struct cm_ast *n, bool negated, unsigned from)
{
	n->next = parse_sum(p);
	if (!n->next)
		return NULL;
	if (!accept_keyword(p, K_AND))
		return expected(p, "AND and the upper end");
	n->next->next = parse_sum(p);
	return n->next->next ? cm_ast_make(p->scope, CM_OP_BETWEEN, negated, n, from, (unsigned)p->before) : NULL;
}

static struct cm_ast *
parse_predicate(struct cm_lexer *p)
{
	static const char *const signs[] = {"=", "<>", "<", "<=", ">", ">="};
	unsigned from = (unsigned)p->from;
	struct cm_ast *n = parse_sum(p);
	bool negated;

	if (!n)
		return NULL;
	for (int i = 0; i < 6; i++)
		if (accept_sign(p, signs[i])) {
			n->next = parse_sum(p);
			return n->next
			    ? cm_ast_make(p->scope, (enum cm_op)(CM_OP_EQ + i), false, n, from, (unsigned)p->before)
			    : NULL;
		}
	if (accept_keyword(p, K_IS)) {
		negated = accept_keyword(p, K_NOT);
		if (!accept_keyword(p, K_NULL))
			return expected(p, "NULL or NOT NULL");
		return cm_ast_make(p->scope, CM_OP_IS_NULL, negated, n, from, (unsigned)p->before);
	}
	negated = accept_keyword(p, K_NOT);
	if (accept_keyword(p, K_IN))
		return parse_in(p, n, negated, from);
	if (accept_keyword(p, K_BETWEEN))
		return parse_between(p, n, negated, from);
	return negated ? expected(p, "IN or BETWEEN") : n;
}

static struct cm_ast *
parse_not(struct cm_lexer *p)
{
	unsigned from = (unsigned)p->from;
	struct cm_ast *n;

	if (!accept_keyword(p, K_NOT))
		return parse_predicate(p);
	if (!deeper(p))
		return NULL;
	n = parse_not(p);
	p->depth--;
	return n ? cm_ast_make(p->scope, CM_OP_NOT, false, n, from, (unsigned)p->before) : NULL;
}

/* One or more operands with the same word between them. */
static struct cm_ast *
parse_chain(struct cm_lexer *p, enum cm_keyword word, enum cm_op op, struct cm_ast *(*operand)(struct cm_lexer *))
{
	unsigned from = (unsigned)p->from;
	struct cm_ast *first = operand(p), *last = first;

	while (last && accept_keyword(p, word)) {
		last->next = operand(p);
		last = last->next;
	}
	if (!last || !first->next)
		return last;
	return cm_ast_make(p->scope, op, false, first, from, (unsigned)p->before);
}

static struct cm_ast *
parse_and(struct cm_lexer *p)
{
	return parse_chain(p, K_AND, CM_OP_AND, parse_not);
}

static struct cm_ast *
parse_or(struct cm_lexer *p)
{
	return parse_chain(p, K_OR, CM_OP_OR, parse_and);
}

const struct cm_ast *
cm_ast_parse(
    struct cm_str text, struct cm_pos pos, const struct cm_vocabulary *v, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_expr_scope scope = {text, pos, v, a, d, false};
	struct cm_lexer p = {.scope = &scope, .text = text.p, .n = text.n};
	struct cm_ast *n;

	if (text.n > CM_EXPR_MAX) {
		cm_expr_fault(&scope, 0, "policy.depth", "a condition has at most %d bytes", CM_EXPR_MAX);
		return NULL;
	}
	cm_lexer_next(&p);
	n = parse_or(&p);
	if (n && p.token != T_END)
		n = expected(&p, "AND, OR or the end");
	if (!n || !cm_ast_is_truth(&scope, n))
		return NULL;
	return n;
}

const struct cm_expr *
cm_expr_parse(
    struct cm_str text, struct cm_pos pos, const struct cm_vocabulary *v, struct cm_arena *a, struct cm_diag *d)
{
	const struct cm_ast *n = cm_ast_parse(text, pos, v, a, d);

	return n ? cm_ast_lay_out(n, a) : NULL;
}
