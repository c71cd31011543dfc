#ifndef CM_DOMAIN_HISTORY_H
#define CM_DOMAIN_HISTORY_H

#include "domain/line.h"

/*
 * What outside systems say happened to a line: its services' history, what was paid, what was set off against a bill. It
 * is looked at and shown; nothing is ever posted from it. Texts given to a caller's function are valid during the call.
 */
struct cm_history {
	int64_t at; /* instant */
	struct cm_str event; /* suspend resume open cancel refresh, or another word */
	struct cm_str service; /* empty: the line itself */
	struct cm_str operator_id, reason;
	int64_t seq; /* of the operation that brought it in */
};
/* CM_CONFLICT: the line has this event of this service and instant. */
enum cm_status cm_history_add(struct cm_store *, int part, int64_t line, const struct cm_history *, struct cm_diag *);
/* From an instant on, before another one; by instant, event and service. */
enum cm_status cm_history_of(struct cm_store *, int part, int64_t line, int64_t from, int64_t until,
    enum cm_status (*fn)(void *, const struct cm_history *), void *ctx, struct cm_diag *);
enum cm_status cm_history_all(struct cm_store *, enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_history *),
    void *ctx, struct cm_diag *);

struct cm_paid { /* a payment that another system booked */
	int64_t at; /* instant */
	struct cm_str id; /* its id there; empty: not said */
	int64_t amount; /* fen; below zero: taken back */
	struct cm_str method;
	int64_t seq; /* of the operation that brought it in */
};
/* CM_CONFLICT: the line has one of this instant and id. */
enum cm_status cm_paid_add(struct cm_store *, int part, int64_t line, const struct cm_paid *, struct cm_diag *);
/* From an instant on, before another one; by instant and id. */
enum cm_status cm_paid_of(struct cm_store *, int part, int64_t line, int64_t from, int64_t until,
    enum cm_status (*fn)(void *, const struct cm_paid *), void *ctx, struct cm_diag *);
enum cm_status cm_paid_all(struct cm_store *, enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_paid *),
    void *ctx, struct cm_diag *);

struct cm_offset { /* stored money that was set off against a month's bill */
	int32_t month; /* year times 100 and month */
	struct cm_str item; /* which stored money; empty: not said */
	int64_t amount; /* fen */
	int64_t remaining; /* fen left of it; -1: not said */
	int64_t seq; /* of the operation that brought it in */
};
/* CM_CONFLICT: the line has one of this month and item. */
enum cm_status cm_offset_add(struct cm_store *, int part, int64_t line, const struct cm_offset *, struct cm_diag *);
/* From a month on, before another one; by month and item. */
enum cm_status cm_offsets_of(struct cm_store *, int part, int64_t line, int32_t from, int32_t until,
    enum cm_status (*fn)(void *, const struct cm_offset *), void *ctx, struct cm_diag *);
enum cm_status cm_offsets_all(struct cm_store *, enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_offset *),
    void *ctx, struct cm_diag *);

#endif
