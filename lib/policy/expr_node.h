#ifndef CM_POLICY_EXPR_NODE_H
#define CM_POLICY_EXPR_NODE_H

#include "policy/expr.h"

/*
 * The inside of a condition, for expr_*.c, bound.c and review_*.c only. A tree in one array, each node before its
 * operands: the first operand of n is n + 1, the operand behind o is o + o->skip, and n + n->skip is behind all of n.
 */
enum cm_op {
	CM_OP_OR, /* two or more operands */
	CM_OP_AND,
	CM_OP_NOT,
	CM_OP_EQ,
	CM_OP_NE,
	CM_OP_LT,
	CM_OP_LE,
	CM_OP_GT,
	CM_OP_GE,
	CM_OP_IN, /* the first operand in the others */
	CM_OP_BETWEEN, /* three operands */
	CM_OP_IS_NULL,
	CM_OP_ADD,
	CM_OP_SUB,
	CM_OP_MUL,
	CM_OP_NEG,
	CM_OP_FACT,
	CM_OP_LITERAL /* slot is -1, or the figure's whose value it is */
};

enum cm_form { /* of a comparison: what need not be walked to */
	CM_FORM_TREE,
	CM_FORM_FACT_LITERAL, /* facts[slot] with i */
	CM_FORM_FACT_FACT, /* facts[slot] with facts[slot2] */
	CM_FORM_TEXT /* of texts; also of IN */
};

struct cm_node {
	unsigned char op, type, form; /* enum cm_op, cm_type, cm_form */
	unsigned char holds; /* of a comparison: bit 0 when less, 1 when equal, 2 when greater makes it true */
	bool negated; /* NOT IN, NOT BETWEEN, IS NOT NULL */
	unsigned short skip; /* nodes of this subtree, itself included */
	int slot, slot2;
	int64_t i; /* of a literal, or the literal of a comparison */
	struct cm_str s; /* of a text's or an enum's literal; of all others how it is written */
	const struct cm_condition *condition; /* that this subtree was put in for; NULL: none */
};

struct cm_expr {
	const struct cm_node *nodes;
	unsigned n;
};

/* What fits into 4,096 bytes has no more nodes; what named conditions add must keep within the same. */
#define CM_EXPR_DEPTH 64
#define CM_EXPR_MAX   4096 /* bytes as written, and nodes with named conditions put in */
#define CM_EXPR_ADDED 65536 /* nodes that named conditions add, of all files together */

/* A number or a truth; unknown is SQL's NULL. */
struct cm_num {
	int64_t i;
	bool known;
};

/* Of a literal: s is part of its value. */
static inline bool
cm_node_holds_text(const struct cm_node *n)
{
	return n->type == CM_T_TEXT || n->type == CM_T_ENUM;
}

struct cm_num cm_node_num(const struct cm_node *, const struct cm_value *facts);
const struct cm_str *cm_node_text(const struct cm_node *, const struct cm_value *facts); /* NULL: unknown */
enum cm_truth cm_node_truth(const struct cm_node *, const struct cm_value *facts);

struct cm_slots { /* of facts, each once; the arrays are the caller's, as long as the vocabulary */
	int *slots;
	unsigned *times; /* how often each was added; NULL: nobody wants to know */
	unsigned n;
};

/* Those that were added most often first, else as they were added. */
void cm_slots_sort(struct cm_slots *);
/* The facts that leave an unknown condition open: those first that stand in most of what is open. Needs times. */
void cm_expr_open(
    const struct cm_expr *, const struct cm_vocabulary *, const struct cm_value *facts, struct cm_slots *);
/* A fact's slot, or of a derived one those that it is made of; with unknown_in only those that are unknown there. */
void cm_slots_add(struct cm_slots *, const struct cm_vocabulary *, int slot, const struct cm_value *unknown_in);
/* The comparisons that decided, with their values. */
void cm_expr_because(const struct cm_expr *, const struct cm_vocabulary *, const struct cm_value *facts,
    struct cm_buf *, struct cm_arena *);

#endif
