/*
 * Conditions in SQLite's words, with every value as the integer or text that it is inside. Called by tests, where
 * SQLite is the oracle; kept beside the evaluation so that both change together.
 */
#include "policy/expr_node.h"

#include "base/banned.h"

static void put(struct cm_buf *, const struct cm_node *, const struct cm_vocabulary *);

static void
put_literal(struct cm_buf *b, const struct cm_node *n)
{
	if (n->type != CM_T_TEXT) {
		cm_buf_putint(b, n->i);
		return;
	}
	cm_buf_putc(b, '\'');
	for (size_t i = 0; i < n->s.n; i++) {
		if (n->s.p[i] == '\'')
			cm_buf_putc(b, '\'');
		cm_buf_putc(b, n->s.p[i]);
	}
	cm_buf_putc(b, '\'');
}

/* Operands from k on with the same word between them. */
static void
put_joined(struct cm_buf *b, const struct cm_node *k, const struct cm_node *end, const char *word,
    const struct cm_vocabulary *v)
{
	for (const char *between = ""; k < end; k += k->skip, between = word) {
		cm_buf_puts(b, between);
		put(b, k, v);
	}
}

static void
put_predicate(struct cm_buf *b, const struct cm_node *n, const struct cm_vocabulary *v)
{
	const struct cm_node *a = n + 1;

	put(b, a, v);
	if (n->op == CM_OP_IS_NULL) {
		cm_buf_puts(b, n->negated ? " IS NOT NULL" : " IS NULL");
		return;
	}
	cm_buf_puts(b, n->negated ? " NOT" : "");
	if (n->op == CM_OP_BETWEEN) {
		cm_buf_puts(b, " BETWEEN ");
		put_joined(b, a + a->skip, n + n->skip, " AND ", v);
		return;
	}
	cm_buf_puts(b, " IN (");
	put_joined(b, a + a->skip, n + n->skip, ", ", v);
	cm_buf_putc(b, ')');
}

static void
put(struct cm_buf *b, const struct cm_node *n, const struct cm_vocabulary *v)
{
	static const char *const words[] = {
	    " OR ", " AND ", "NOT ", " = ", " <> ", " < ", " <= ", " > ", " >= ", "", "", "", " + ", " - ", " * ", "-"};

	if (n->op == CM_OP_FACT) {
		cm_buf_putc(b, '"');
		cm_buf_putstr(b, v->facts[n->slot].id);
		cm_buf_putc(b, '"');
		return;
	}
	if (n->op == CM_OP_LITERAL) {
		put_literal(b, n);
		return;
	}
	cm_buf_putc(b, '(');
	if (n->op == CM_OP_IN || n->op == CM_OP_BETWEEN || n->op == CM_OP_IS_NULL) {
		put_predicate(b, n, v);
	} else {
		if (n->op == CM_OP_NOT || n->op == CM_OP_NEG)
			cm_buf_puts(b, words[n->op]);
		put_joined(b, n + 1, n + n->skip, words[n->op], v);
	}
	cm_buf_putc(b, ')');
}

void
cm_expr_print_sql(const struct cm_expr *e, const struct cm_vocabulary *v, struct cm_buf *b)
{
	put(b, e->nodes, v);
}
