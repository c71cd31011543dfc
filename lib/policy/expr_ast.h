#ifndef CM_POLICY_EXPR_AST_H
#define CM_POLICY_EXPR_AST_H

#include "policy/expr_node.h"

/*
 * A condition while it is read: expr_parse.c builds it, expr_type.c types it and lays it out as an array. That of a
 * named condition (condition.c) is kept, and put in wherever its name stands: only the root is copied, since nothing
 * changes the operands of a truth any more.
 */
struct cm_ast {
	struct cm_node node; /* skip, slot2 and form are set when it is laid out */
	struct cm_ast *first, *next; /* operands */
	bool number; /* a whole number as written: takes the type of its neighbour */
	bool quoted; /* a 'text' as written: may become a value of an enum */
	const struct cm_fact *of; /* of an enum: the fact whose values count */
	unsigned depth, size; /* levels, and nodes, itself included */
	unsigned short from, to; /* bytes of the text; of a named condition those of its name */
};

struct cm_expr_scope {
	struct cm_str text;
	struct cm_pos pos; /* col 0: no columns known */
	const struct cm_vocabulary *vocabulary;
	struct cm_arena *arena;
	struct cm_diag *diag;
	bool failed;
};

void cm_expr_fault(struct cm_expr_scope *, size_t offset, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* From text to a truth; NULL after an error. */
const struct cm_ast *cm_ast_parse(
    struct cm_str text, struct cm_pos pos, const struct cm_vocabulary *, struct cm_arena *, struct cm_diag *);
/* A node above its operands, typed; NULL after an error. from and to are its place in the text. */
struct cm_ast *cm_ast_make(
    struct cm_expr_scope *, enum cm_op, bool negated, struct cm_ast *first, unsigned from, unsigned to);
/* False after an error: a condition must be a truth. */
bool cm_ast_is_truth(struct cm_expr_scope *, const struct cm_ast *);
const struct cm_expr *cm_ast_lay_out(const struct cm_ast *, struct cm_arena *);

#endif
