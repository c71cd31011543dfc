#ifndef CM_DOMAIN_REFUND_H
#define CM_DOMAIN_REFUND_H

#include "domain/month.h"

/* What was paid back of an item of a month's bill. The text given to a caller's function is valid during the call. */
struct cm_refund {
	int32_t month;
	struct cm_str item;
	int64_t seq; /* of the operation that did it */
	struct cm_str cause; /* metering, not_used, … */
	int64_t base; /* fen of the charge that are given back; all of a charge's are not more than the charge */
	int64_t total; /* fen that the customer got: base times the multiplier */
};
enum cm_status cm_refund_add(struct cm_store *, int part, int64_t line, const struct cm_refund *, struct cm_diag *);
/* By month, item and operation. */
enum cm_status cm_refunds_of(struct cm_store *, int part, int64_t line,
    enum cm_status (*fn)(void *, const struct cm_refund *), void *ctx, struct cm_diag *);

#endif
