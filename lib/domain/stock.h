#ifndef CM_DOMAIN_STOCK_H
#define CM_DOMAIN_STOCK_H

#include "domain/line.h"

/* Numbers and SIMs for sale: directory rows plus what is known of the thing itself. */
struct cm_number {
	struct cm_str msisdn, pack_serial, number_class, holder; /* holder: MAC of who reserved it, or empty */
	int64_t prepay_min;					 /* fen; 0: the plan's */
	struct cm_name name;
};

struct cm_sim {
	struct cm_str iccid, imsi, puk;
	struct cm_name name;
};

enum cm_status cm_number_get(
    struct cm_store *, struct cm_str msisdn, struct cm_number *, struct cm_arena *, struct cm_diag *);
enum cm_status cm_number_of_pack(
    struct cm_store *, struct cm_str pack_serial, struct cm_number *, struct cm_arena *, struct cm_diag *);
enum cm_status cm_number_add(struct cm_store *, const struct cm_number *, struct cm_diag *);
enum cm_status cm_number_hold(
    struct cm_store *, struct cm_number *, int64_t until, struct cm_str holder, struct cm_diag *);
enum cm_status cm_number_release(struct cm_store *, struct cm_number *, struct cm_diag *);
/* holder: who had reserved it and did not get it, and is to be told so; else empty. CM_CONFLICT: sold meanwhile. */
enum cm_status cm_number_take(
    struct cm_store *, struct cm_number *, int part, int64_t line, struct cm_str holder, struct cm_diag *);
enum cm_status cm_sim_get(struct cm_store *, struct cm_str iccid, struct cm_sim *, struct cm_arena *, struct cm_diag *);
enum cm_status cm_sim_add(struct cm_store *, const struct cm_sim *, struct cm_diag *);
enum cm_status cm_sim_take(struct cm_store *, struct cm_sim *, int part, int64_t line, struct cm_diag *);
/* Free numbers that begin with prefix, in order, at most limit; free are also those whose reservation ended before now. */
enum cm_status cm_number_free(struct cm_store *, int64_t now, struct cm_str prefix, unsigned limit,
    enum cm_status (*fn)(void *, const struct cm_number *), void *ctx, struct cm_diag *);

/* Everything of a kind in the order of its key, sold or not; texts are valid during the call. name is not set, and a
 * SIM's PUK is not read. */
enum cm_status cm_numbers_all(
    struct cm_store *, enum cm_status (*fn)(void *, const struct cm_number *), void *ctx, struct cm_diag *);
enum cm_status cm_sims_all(
    struct cm_store *, enum cm_status (*fn)(void *, const struct cm_sim *), void *ctx, struct cm_diag *);

struct cm_subscription {
	struct cm_str service, tier, item, state, order_channel, command, sp;
	int32_t opened_at;
};
enum cm_status cm_subscription_add(
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

#endif
