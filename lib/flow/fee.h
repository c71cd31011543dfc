#ifndef CM_FLOW_FEE_H
#define CM_FLOW_FEE_H

#include "domain/holding.h"
#include "domain/month_run.h"
#include "policy/offers.h"
#include "policy/services.h"

/*
 * What the services of a line cost in a month. The monthly run charges it, orders, lists and forms say it before: one
 * calculation, so that nobody is told another fen than he pays. Pure: no store, no clock; all of it is borrowed.
 */
struct cm_fees {
	const struct cm_services *services;
	const struct cm_offer *plan; /* NULL: none, or one that nobody knows */
	const struct cm_subscription *rows; /* that the line has: all, or those of the month */
	unsigned n;
	struct cm_month month;
};

/* Had in the month as something that costs: not suspended, and not of those of which nobody knows when they ended. */
bool cm_fee_counts(const struct cm_fees *, const struct cm_subscription *);
bool cm_fee_same(const struct cm_subscription *, const struct cm_subscription *); /* of one service, item and provider */
/* The day of the month on which it was opened, or first of its like in the month; 0: before, or nobody knows. */
int cm_fee_opened(const struct cm_fees *, const struct cm_subscription *);
/* The pack of a service that holds on a day, and KB (or what it measures) of it in the fees' month, -1: no limit. Of several
 * the first with a tier, else the last, *tier NULL. NULL: none holds; nothing is set then. */
const struct cm_subscription *cm_fee_pack(const struct cm_fees *, const struct cm_service *, int32_t day,
    const struct cm_tier **tier, int64_t *included);
/* Given away: by the plan, which gives functions and no packs, or by another service of the line (row S60). */
bool cm_fee_is_free(const struct cm_fees *, const struct cm_subscription *);
/*
 * What a row, of the line or one that it may get, comes to with what was used; whether it is free is not looked at. Several
 * rows of a service in a month are one, new in it only when all of them are. false: the catalogue names no price for it.
 */
bool cm_fee_price(
    const struct cm_fees *, const struct cm_subscription *, const struct cm_used *, struct cm_price *);
/* Of these the fee of the month without any use, 0 of what is free. */
bool cm_fee_of(const struct cm_fees *, const struct cm_subscription *, int64_t *fen);

extern const struct cm_used cm_used_nothing;

#endif
