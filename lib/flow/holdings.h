#ifndef CM_FLOW_HOLDINGS_H
#define CM_FLOW_HOLDINGS_H

#include "flow/flow.h"

/*
 * What a line has, as several flows need it: which services, what they cost a month, what binds it. Called by gather()
 * after cm_case_find_line(); reads only.
 */
struct cm_holdings {
	struct cm_str services; /* active ones, comma-separated, each once; empty: none */
	int64_t monthly; /* fen: the plan's fee and the packs', whose tier is their price; -1: a plan nobody knows */
	int32_t bound_until; /* last day of the lease or gift contract that binds longest; CM_DAY_NONE: none */
	bool vpmn; /* in a corporate network */
	const struct cm_waiting *waiting; /* orders that take effect later */
	unsigned nwaiting;
};
enum cm_status cm_holdings_gather(struct cm_case *, struct cm_holdings *);

/* Whether the line has it, be it until the month's end; and the price of a pack, which its tier names: false if none. */
bool cm_holding_counts(const struct cm_subscription *);
bool cm_holding_price(const struct cm_subscription *, int64_t *fen);

/* Takes back what waits, in apply(): settled by the operation being written, and among its changes. */
enum cm_status cm_holdings_drop_waiting(struct cm_case *, const struct cm_holdings *);

#endif
