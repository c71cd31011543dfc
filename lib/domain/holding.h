#ifndef CM_DOMAIN_HOLDING_H
#define CM_DOMAIN_HOLDING_H

#include "domain/line.h"

/*
 * What a line has beside its account: services, contracts, what is said of it outside, what it was promised, what it
 * waits for, what it was charged. Texts given to a caller's function are valid during the call.
 */
struct cm_subscription {
	struct cm_str service, tier, item, state, order_channel, command, sp;
	int32_t opened_at;
};
enum cm_status cm_subscription_add(
    struct cm_store *, int part, int64_t line, const struct cm_subscription *, struct cm_diag *);
/* Tier, state and how it was ordered, of a subscription that the line has. CM_CONFLICT: it has none. */
enum cm_status cm_subscription_put(
    struct cm_store *, int part, int64_t line, const struct cm_subscription *, struct cm_diag *);
enum cm_status cm_subscriptions_of(struct cm_store *, int part, int64_t line,
    enum cm_status (*fn)(void *, const struct cm_subscription *), void *ctx, struct cm_diag *);
enum cm_status cm_subscriptions_all(struct cm_store *,
    enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_subscription *), void *ctx, struct cm_diag *);

struct cm_contract {
	struct cm_str kind; /* lease gift bundle */
	int32_t from, until;
	bool blocks_plan_change;
};
enum cm_status cm_contract_add(struct cm_store *, int part, int64_t line, const struct cm_contract *, struct cm_diag *);
enum cm_status cm_contracts_of(struct cm_store *, int part, int64_t line,
    enum cm_status (*fn)(void *, const struct cm_contract *), void *ctx, struct cm_diag *);
enum cm_status cm_contracts_all(struct cm_store *,
    enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_contract *), void *ctx, struct cm_diag *);

/* What a platform outside says of a line: a fact's value as of an instant. The newest wins. */
struct cm_evidence {
	struct cm_str fact, value;
	int64_t as_of;
};
enum cm_status cm_evidence_put(struct cm_store *, int part, int64_t line, const struct cm_evidence *, struct cm_diag *);
enum cm_status cm_evidence_of(struct cm_store *, int part, int64_t line,
    enum cm_status (*fn)(void *, const struct cm_evidence *), void *ctx, struct cm_diag *);
enum cm_status cm_evidence_all(struct cm_store *,
    enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_evidence *), void *ctx, struct cm_diag *);

/* A dated promise to a customer: a credit of S18 or of a campaign. Kept until it is posted by the monthly run. */
struct cm_promise {
	int64_t seq; /* of the operation that made it */
	struct cm_str kind;
	int64_t amount; /* fen */
	int32_t due;
};
enum cm_status cm_promise_add(struct cm_store *, int part, int64_t line, const struct cm_promise *, struct cm_diag *);
enum cm_status cm_promises_of(struct cm_store *, int part, int64_t line,
    enum cm_status (*fn)(void *, const struct cm_promise *), void *ctx, struct cm_diag *);

/* An order that takes effect later, such as the plan of next month. */
struct cm_waiting {
	int64_t due; /* instant */
	int64_t seq; /* of the operation that ordered it */
	struct cm_str kind, value;
};
enum cm_status cm_waiting_add(struct cm_store *, int part, int64_t line, const struct cm_waiting *, struct cm_diag *);
/* Carried out or taken back by operation `by`. CM_CONFLICT: it no longer waits. */
enum cm_status cm_waiting_settle(
    struct cm_store *, int part, int64_t line, const struct cm_waiting *, int64_t by, struct cm_diag *);
enum cm_status cm_waiting_of(struct cm_store *, int part, int64_t line,
    enum cm_status (*fn)(void *, const struct cm_waiting *), void *ctx, struct cm_diag *);

/* What was charged: one item of a month, fen; a credit is below zero. month: year times 100 and month. */
struct cm_bill_item {
	int32_t month;
	struct cm_str item;
	int64_t amount;
};
enum cm_status cm_bill_add(struct cm_store *, int part, int64_t line, const struct cm_bill_item *, struct cm_diag *);
/* CM_END: no such item. */
enum cm_status cm_bill_amount(struct cm_store *, int part, int64_t line, int32_t month, struct cm_str item,
    int64_t *amount, struct cm_diag *);
/* From a month on, by month and item. */
enum cm_status cm_bills_of(struct cm_store *, int part, int64_t line, int32_t since,
    enum cm_status (*fn)(void *, const struct cm_bill_item *), void *ctx, struct cm_diag *);
enum cm_status cm_bills_all(struct cm_store *,
    enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_bill_item *), void *ctx, struct cm_diag *);

#endif
