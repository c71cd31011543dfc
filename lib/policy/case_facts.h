#ifndef CM_POLICY_CASE_FACTS_H
#define CM_POLICY_CASE_FACTS_H

#include "policy/decide.h"
#include "record/record.h"

/*
 * Facts that a person wrote down, with the gate that they are for: a line of X.cases, the words of cm-policy explain.
 */
#define CM_CASE_ACKS	16
#define CM_CASE_FIGURES 8

struct cm_case_facts {
	const struct cm_gate *gate;
	struct cm_value *facts; /* by slot */
	struct cm_str acks[CM_CASE_ACKS];
	unsigned nacks;
	struct {
		int slot;
		struct cm_value value;
	} figures[CM_CASE_FIGURES]; /* to be tried with other values than the file's */
	unsigned nfigures;
};

/* False after a complaint at pos. */
bool cm_case_read(const struct cm_policy *, const struct cm_record *, struct cm_pos, struct cm_case_facts *,
    struct cm_arena *, struct cm_diag *);
/* The decision on them, under their figures, which stay until they are restored. */
void cm_case_decide(const struct cm_policy *, struct cm_case_facts *, struct cm_decision *, struct cm_arena *);
void cm_case_restore(const struct cm_policy *, struct cm_case_facts *);
/* Sets a figure in all conditions, and returns what it was. */
struct cm_value cm_figure_try(const struct cm_policy *, int slot, struct cm_value);
/* As a case names it: a warning is one, whether or not it is acknowledged. */
const char *cm_case_verdict(const struct cm_decision *);

#endif
