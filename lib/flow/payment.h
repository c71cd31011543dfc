#ifndef CM_FLOW_PAYMENT_H
#define CM_FLOW_PAYMENT_H

#include "flow/case.h"

/* A payment that was made before, by the id that its answer gave. Only looked up: what it is good for is the flow's. */
struct cm_payment {
	struct cm_operation op; /* texts in the case's arena */
	bool taken; /* a done operation in which somebody paid for a line */
	bool reversed;
};

/* Not an error when there is none: taken is false then. */
enum cm_status cm_payment_find(struct cm_case *, struct cm_str id, struct cm_payment *);

#endif
