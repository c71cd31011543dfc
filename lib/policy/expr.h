#ifndef CM_POLICY_EXPR_H
#define CM_POLICY_EXPR_H

#include "policy/vocabulary.h"

/*
 * Conditions: a typed subset of SQL's boolean expressions over facts, with SQL's three-valued logic.
 *
 *	or      = and { OR and }		and   = not { AND not }
 *	not     = NOT not | predicate
 *	predicate = sum [ ( = | <> | < | <= | > | >= ) sum | [NOT] IN ( sum {, sum} )
 *	            | [NOT] BETWEEN sum AND sum | IS [NOT] NULL ]
 *	sum     = product { ( + | - ) product }	product = unary { * unary }
 *	unary   = [-] ( number | 'text' | TRUE | FALSE | DATE 'YYYY-MM-DD' | fact | condition | ( or ) )
 *
 * A condition is one with a name (policy.h), and is put in as if it stood there in brackets.
 * Types: money is written 50.00 or 50 beside a money; an enum is compared with 'one_of_its_values'; date - date is an
 * int, date + int a date; text knows = <> IN IS NULL only. No implicit cast; int overflow makes the value unknown and
 * sets a mark that explain shows. The text of a condition is SQL: tests ask SQLite the same question.
 */
struct cm_ast; /* policy/expr_ast.h */

enum cm_truth {
	CM_FALSE,
	CM_TRUE,
	CM_MAYBE /* unknown: SQL's NULL */
};

/* A condition with a name, of the list conditions: of a policy. */
struct cm_condition {
	struct cm_str id, when_text, source, note;
	struct cm_pos pos;
	bool assumed, used; /* used: a condition of those that are loaded names it */
	/* private: */
	bool faulty;
	const struct cm_ast *tree; /* NULL: not linked yet, or faulty */
};

/* Parses and types; lives in the arena. NULL after an error, with its place (pos is where text begins) in diag. */
const struct cm_expr *cm_expr_parse(
    struct cm_str text, struct cm_pos pos, const struct cm_vocabulary *, struct cm_arena *, struct cm_diag *);
enum cm_truth cm_expr_eval(const struct cm_expr *, const struct cm_value *facts);
/*
 * The same condition in SQLite's dialect with each fact as "id" (money, dates and enums as integers), for the oracle.
 */
void cm_expr_print_sql(const struct cm_expr *, const struct cm_vocabulary *, struct cm_buf *);
/* Calls back for each fact and figure named, left to right. */
void cm_expr_facts(const struct cm_expr *, void (*fn)(void *, int slot), void *ctx);

#endif
