#ifndef CM_POLICY_REGION_H
#define CM_POLICY_REGION_H

#include "policy/expr_node.h"

/*
 * Where a condition is true, as far as that can be said exactly: a union of boxes, each a set of values per fact. Holds
 * for AND, OR and NOT of comparisons of one fact with literals and figures; a comparison of another kind is opaque and
 * kept by its text. Private to review_*.c; everything lives in one arena.
 */
struct cm_span {
	int64_t from, to; /* both included */
};

/* Values of a fact in order, without overlap. Unknown is the value CM_NULL_VALUE. */
#define CM_NULL_VALUE INT64_MIN
struct cm_set {
	const struct cm_span *spans;
	unsigned n;
};

struct cm_side { /* what a box says of one fact; facts it does not mention may have any value */
	int slot;
	struct cm_set set;
};

struct cm_box {
	struct cm_side *sides; /* by slot */
	unsigned n;
	const struct cm_node **opaque; /* comparisons that must be true, too; negated ones have wants[i] false */
	bool *wants;
	unsigned nopaque;
};

struct cm_region {
	struct cm_box *boxes;
	unsigned n;
	bool whole; /* false: it grew beyond what is worth proving */
};

struct cm_world { /* of one gate */
	const struct cm_vocabulary *vocabulary;
	struct cm_arena *arena;
	struct cm_str texts[256]; /* literals of texts, whichever fact's: a text's value is its index; 256: another */
	unsigned ntexts;
	bool any_figure; /* figures alone decide nothing: they may be set otherwise */
};

struct cm_region cm_region_of(struct cm_world *, const struct cm_expr *);
/* All values that the fact may have; with unknown or without. */
struct cm_set cm_set_all(struct cm_world *, int slot, bool with_null);
struct cm_set cm_set_and(struct cm_world *, struct cm_set, struct cm_set);
struct cm_set cm_set_not(struct cm_world *, int slot, struct cm_set);
/* False when they have no point in common. Opaque comparisons of both must hold. */
bool cm_box_and(struct cm_world *, const struct cm_box *, const struct cm_box *, struct cm_box *out);
/* a without b, as boxes. b must have no opaque comparison but those of a. */
struct cm_region cm_box_minus(struct cm_world *, const struct cm_box *a, const struct cm_box *b);
bool cm_opaque_within(const struct cm_box *a, const struct cm_box *b);
/* "amount = 5000.01, vip_level unknown": a point of the box, for people. */
const char *cm_box_witness(struct cm_world *, const struct cm_box *);

#endif
