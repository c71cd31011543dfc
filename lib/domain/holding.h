#ifndef CM_DOMAIN_HOLDING_H
#define CM_DOMAIN_HOLDING_H

#include "domain/line.h"

/*
 * What a line has beside its account: services, contracts, what is said of it outside, what it waits for; promises and
 * bills stand in month.h. Texts given to a caller's function are valid during the call.
 */

/* A service for a time: another tier, or the same service after a break, is a row of its own. */
struct cm_subscription {
	struct cm_str service, tier, item, state, order_channel, command, sp;
	int32_t opened_at; /* first day that it holds; CM_DAY_NONE: nobody knows */
	int32_t ends; /* last day that it holds; CM_DAY_NONE: no end is known */
	int64_t seq; /* of the operation that opened it; 0: not known */
};
/* CM_CONFLICT: the line has one of this service, item, provider and day. */
enum cm_status cm_subscription_add(
    struct cm_store *, int part, int64_t line, const struct cm_subscription *, struct cm_diag *);
/* End, tier, state, how it was ordered and by which operation, of a row that the line has. CM_CONFLICT: it has none. */
enum cm_status cm_subscription_put(
    struct cm_store *, int part, int64_t line, const struct cm_subscription *, struct cm_diag *);
/* Adds a row, or takes the one up again that began on the same day. */
enum cm_status cm_subscription_open(
    struct cm_store *, int part, int64_t line, const struct cm_subscription *, struct cm_diag *);
/* Away with one whose first day has not come. CM_CONFLICT: it is not there. */
enum cm_status cm_subscription_drop(
    struct cm_store *, int part, int64_t line, const struct cm_subscription *, struct cm_diag *);
/* By service, item, provider and first day. */
enum cm_status cm_subscriptions_of(struct cm_store *, int part, int64_t line,
    enum cm_status (*fn)(void *, const struct cm_subscription *), void *ctx, struct cm_diag *);
enum cm_status cm_subscriptions_all(struct cm_store *,
    enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_subscription *), void *ctx, struct cm_diag *);
/* What it is on a day (TMF637): pendingActive before its first day, pendingTerminate when an end is set, terminated after
 * it; else as it was ordered. */
struct cm_str cm_subscription_state(const struct cm_subscription *, int32_t day);
/* Whether the line has it on a day: active, or until an end that is set. */
bool cm_subscription_holds(const struct cm_subscription *, int32_t day);
bool cm_subscription_ended(const struct cm_subscription *, int32_t day);

/* The line had this plan until a day, since an operation gave it another. */
enum cm_status cm_former_plan_add(
    struct cm_store *, int part, int64_t line, int32_t until, int64_t seq, struct cm_str plan, struct cm_diag *);

struct cm_contract {
	struct cm_str kind; /* lease gift bundle */
	int32_t from, until;
	bool blocks_plan_change;
	struct cm_str name, tier; /* of a bundle: which; else empty */
	int64_t min_spend; /* fen a month; 0: none */
	int64_t seq; /* of the operation that made it; 0: not known */
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
/* seq of the operation that settled what operation `seq` ordered; 0: it waits, or never did. */
enum cm_status cm_waiting_settled(struct cm_store *, int part, int64_t line, int64_t seq, int64_t *by, struct cm_diag *);

#endif
