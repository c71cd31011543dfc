#ifndef CM_FLOW_BILL_REFUND_LATER_H
#define CM_FLOW_BILL_REFUND_LATER_H

#include "flow/bill/look.h"
#include "flow/holdings.h"

/*
 * A refund of a month that is not charged yet (row S95: the month's fee of a service that is out of order now): the order
 * waits for its bill, and cm-due carries it out once the month is charged. What comes back is what the bill has, up to what
 * was promised with the order: what the item would have come to then, and how many times that comes back. Orders of this
 * kind have all of that as their value, written as the fields of a step. A promise of the kind stands beside the order, of
 * no amount, so that nobody forgets it.
 */
struct cm_refund_order {
	struct cm_month month;
	struct cm_str item, cause;
	int64_t times;
	int64_t most; /* fen of the charge; -1: nobody could tell what it would come to */
};

/*
 * Whether the month is still to be charged: it has begun, is over since at most so many days, was not closed here, and
 * neither it nor a later one has a bill, from elsewhere or of more than the advance of the 1st. look: of that month.
 */
enum cm_status cm_refund_month_open(struct cm_case *, const struct cm_bill_look *, int64_t days, bool *open);
/* Whether such an order of the item and month waits already. */
enum cm_status cm_refund_waits(struct cm_case *, int32_t month, struct cm_str item, bool *waits);
/* In apply(): the order is to wait, and is kept in time if the customer sees it by a day. */
enum cm_status cm_refund_wait(struct cm_case *, const struct cm_refund_order *, int32_t by);

/* In apply(), of a bill that is there: what comes back, now or for an order that waited. restores: the rule by which the line is in
 * service again. */
enum cm_status cm_refund_pay(struct cm_case *, const struct cm_refund *, const char *restores);

/* For cm-due: looks at the bill, and sets the facts of cm_refund_due_names; then pays back. */
extern const char *const cm_refund_due_names[]; /* for helpers */
enum cm_status cm_refund_due(struct cm_case *, const struct cm_waiting *, const void **work);
enum cm_status cm_refund_carry_out(struct cm_case *, const struct cm_waiting *, const void *work);

#endif
