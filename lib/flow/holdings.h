#ifndef CM_FLOW_HOLDINGS_H
#define CM_FLOW_HOLDINGS_H

#include "flow/fee.h"
#include "flow/flow.h"

/*
 * What a line has, as several flows need it: which services, what they cost, what binds it. Called by gather()
 * after cm_case_find_line(); reads only.
 */
struct cm_holdings {
	struct cm_str services; /* active ones, comma-separated, each once; empty: none */
	int32_t plan_bound_until; /* last day of the contract that forbids another plan the longest; CM_DAY_NONE: none */
	struct cm_waiting *waiting; /* orders that take effect later */
	unsigned nwaiting;
};
enum cm_status cm_holdings_gather(struct cm_case *, struct cm_holdings *);

/* All that the line subscribes to, ended ones too, in the case's arena: for whoever changes them, since nobody may while
 * they are read. */
struct cm_subscribed {
	struct cm_subscription *rows;
	unsigned n;
};
enum cm_status cm_holdings_subscribed(struct cm_case *, struct cm_subscribed *);
enum cm_status cm_holdings_subscribed_of(struct cm_case *, int part, int64_t line, struct cm_subscribed *); /* another line */
/* By which a snapshot knows one: service, item and sp with a slash between (row S45). */
struct cm_str cm_holding_name(const struct cm_subscription *, struct cm_arena *);
/* By which the fees of a day's month are worked out, for a flow with services and offers; borrows both. */
struct cm_fees cm_holdings_fees(const struct cm_case *, const struct cm_subscribed *, int32_t day);
/* Fen that the line will cost from next month on, its plan and its services: those that have a fee. -1: nobody knows its
 * plan. For a flow with services and offers, after cm_case_load_line(). */
enum cm_status cm_holdings_monthly(struct cm_case *, int64_t *fen);

/*
 * In apply(): what waited is settled by the operation being written, and what is to wait now takes its place, which makes
 * that operation pending; both of one kind, NULL for none. It is among the operation's changes, as waiting_KIND: a fact of
 * the vocabulary. Or all that wait are settled but refunds: those were promised to who had the line then.
 */
enum cm_status cm_holdings_wait(struct cm_case *, const struct cm_waiting *before, const struct cm_waiting *now);
enum cm_status cm_holdings_drop_waiting(struct cm_case *, const struct cm_holdings *);
#define CM_REFUND "refund" /* kind of the rows in waiting: bill/refund_later.h */

#endif
