#ifndef CM_POLICY_REVIEW_H
#define CM_POLICY_REVIEW_H

#include "policy/decide.h"

/*
 * What cm-policy does with policies as a whole. Findings go to diag with file:line:col and a code policy.*; each
 * function returns CM_OK when there is none, CM_BAD when there are findings.
 */

/* Every file of dir: loads, links, and proves what can be proved exactly of conjunctions of comparisons of one fact
 * with literals: a rule that never fires, one shadowed by another of the same verdict and reason, a gap or an overlap
 * in rules marked as a partition; the rest is "not proved", a note when verbose. Items without source or assumed;
 * offers on sale with blanks; texts no one uses; a gate without a .cases file. */
enum cm_status cm_policy_check(const char *dir, bool verbose, struct cm_arena *, struct cm_diag *);

/*
 * X.cases beside X.yaml. A case is: an optional comment line, a line of JSON with the facts (plus "gate" when the file
 * has several), and a line with the verdict and the ids of the rules that fire, in any order:
 *
 *	# deck 1.1 step 1: the name differs
 *	{"gate":"pay","name_matches":false,"amount":"50.00"}
 *	refuse pay.name-mismatch
 */
struct cm_case_tally {
	unsigned run, failed;
	unsigned char *fired; /* by rule index: 1 when a case fired it; the coverage */
	unsigned nfired;
};
enum cm_status cm_policy_run_cases(
    const struct cm_policy *, const char *dir, struct cm_case_tally *, struct cm_arena *, struct cm_diag *);

#endif
