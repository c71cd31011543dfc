#ifndef CM_FLOW_CREDIT_H
#define CM_FLOW_CREDIT_H

#include "flow/case.h"

/*
 * Credits that were promised (rows S18, S54, S55, S65): money that goes from the ledger's PROMISE to the line once its
 * first day has come. Posted by cm-due, night after night, and by the monthly run, whoever comes first.
 */
struct cm_credits {
	const struct cm_promise *rows;
	unsigned n;
	int64_t total; /* fen */
};
/* Those of the case's account that may be posted today; in its arena. */
enum cm_status cm_credits_of(struct cm_case *, struct cm_credits *);
/* The sum of rows that are there already. */
enum cm_status cm_credits_sum(struct cm_case *, struct cm_credits *);
/* For apply(): the promises are kept by this operation, a movement of money each as far as there is room. */
enum cm_status cm_credits_post(struct cm_case *, const struct cm_credits *);
/* Whether a posted promise was kept by money. An operation that takes one back moves none of it. */
enum cm_status cm_credit_kept(struct cm_case *, const struct cm_promise *, bool *kept);

#endif
