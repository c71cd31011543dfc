#ifndef CM_DOMAIN_MONTH_H
#define CM_DOMAIN_MONTH_H

#include "domain/line.h"

/*
 * What the months bring to a line: promises with their day, and what it was charged. A month is year times 100 and month.
 * Texts given to a caller's function are valid during the call.
 */

/* A dated promise to a customer: a credit of S18, of a campaign, of a bundle; an answer. Open until an operation keeps it. */
struct cm_promise {
	int64_t seq; /* of the operation that made it */
	struct cm_str kind;
	int64_t amount; /* fen; 0: it is not about money */
	int32_t from; /* the first day on which it may be posted */
	int32_t due; /* the last day on which it is kept in time */
	int64_t posted; /* seq of the operation that kept it or took it back; 0: open */
};
enum cm_status cm_promise_add(struct cm_store *, int part, int64_t line, const struct cm_promise *, struct cm_diag *);
/* Kept, or taken back, by operation `by`. CM_CONFLICT: it is not open any more. */
enum cm_status cm_promise_post(
    struct cm_store *, int part, int64_t line, const struct cm_promise *, int64_t by, struct cm_diag *);
/* Kept ones too; by due day, order and kind. */
enum cm_status cm_promises_of(struct cm_store *, int part, int64_t line,
    enum cm_status (*fn)(void *, const struct cm_promise *), void *ctx, struct cm_diag *);

struct cm_open_promise { /* one of any line */
	int part;
	int64_t line;
	struct cm_promise p;
	struct cm_str msisdn;
};
/* Open ones of at least so many fen that may be posted by a day, in the order of from, part, line, due, seq and kind, at most max of them behind
 * `behind`, which is as it was given; at first {.part = -1, .p.from = CM_DAY_NONE} with an empty kind. */
enum cm_status cm_promises_open(struct cm_store *, int32_t by, int64_t least, const struct cm_open_promise *behind, unsigned max,
    enum cm_status (*fn)(void *, const struct cm_open_promise *), void *ctx, struct cm_diag *);

/* What was charged: one item of a month, fen; a credit is below zero. */
struct cm_bill_item {
	int32_t month;
	struct cm_str item;
	int64_t amount;
	int64_t seq; /* of the operation that charged it; 0: charged elsewhere */
	int64_t cause; /* seq of the order that it goes back to; 0: none */
};
/* CM_CONFLICT: the month has such an item. */
enum cm_status cm_bill_add(struct cm_store *, int part, int64_t line, const struct cm_bill_item *, struct cm_diag *);
/* *b has month and item; the rest is filled in. CM_END: no such item. */
enum cm_status cm_bill_get(struct cm_store *, int part, int64_t line, struct cm_bill_item *b, struct cm_diag *);
/* From a month on, by month and item. */
enum cm_status cm_bills_of(struct cm_store *, int part, int64_t line, int32_t since,
    enum cm_status (*fn)(void *, const struct cm_bill_item *), void *ctx, struct cm_diag *);
enum cm_status cm_bills_all(struct cm_store *,
    enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_bill_item *), void *ctx, struct cm_diag *);

#endif
