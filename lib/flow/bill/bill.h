#ifndef CM_FLOW_BILL_H
#define CM_FLOW_BILL_H

#include "domain/stretch.h"
#include "flow/flow.h"
#include "record/reader.h"

/*
 * The monthly run (cm-bill run): find.c finds the lines of a month and keeps how far it has come, bill.c looks at each
 * under the lock and charges it, price.c works out what; past.c knows what a line was and is no longer.
 */
struct cm_bill_run_options {
	struct cm_store *store;
	const struct cm_policy *policy; /* for its figures */
	const char *month, *phase; /* as given: 2010-04; advance, close or NULL: what is due */
	bool first; /* it may be the first one, whatever day it is */
	int64_t now;
};
/*
 * Makes the records of a month's lines that are still to be done. What the reader needs lives in the arena. CM_USAGE: there
 * is no such month, it is not over, the month before is not closed, it would be the first one and is not near. done: there
 * is nothing left to do, and why not.
 */
enum cm_status cm_bill_find(
    struct cm_reader **, const struct cm_bill_run_options *, const char **done, struct cm_arena *, struct cm_diag *);

/* ---- private to lib/flow/bill/ ---- */

/* What is charged at all; by the gate `items`, the same for all lines in the same state. */
enum cm_bill_what {
	CM_BILL_FEE = 1, /* the plan's monthly fee */
	CM_BILL_SERVICES = 2,
	CM_BILL_USAGE = 4,
	CM_BILL_MINIMUM = 8,
	CM_BILL_CREDITS = 16,
	CM_BILL_DECIDED = 32 /* the others say something */
};

struct cm_bill_run {
	struct cm_month month;
	enum cm_month_phase phase;
	struct cm_stretch_options options;
	int64_t family_main, family_member; /* minutes called out to a family group that cost nothing */
	int64_t here_by[CM_PARTS]; /* each part's last operation of the month; later ones brought in what is not charged */
	/* The stretch that is being worked on. Read under the lock, and good for as long as its batch. */
	struct cm_stretch stretch;
	struct cm_arena *arena;
	uint64_t batch;
	int part;
	int64_t resumed; /* its first operation behind the month that resumed a service */
	unsigned at, size;
	unsigned what[CM_LINE_TERMINATED + 1][2]; /* enum cm_bill_what by status, and whether it was that all month */
};

struct cm_bill_key { /* what a record's made is */
	struct cm_bill_run *run;
	int part;
	int64_t line;
};
/* The line with all that its month rests on; valid as long as the batch, until the next one is asked for. CM_END: it has
 * gone meanwhile. */
enum cm_status cm_bill_line(struct cm_case *, const struct cm_month_line **);

/* What the lines of a stretch were in its month, and are no longer. resumed: the part's first operation behind the month that
 * resumed a service, or any before it. */
enum cm_status cm_bill_past(
    struct cm_stretch *, struct cm_store *, const struct cm_month *, int64_t resumed, struct cm_arena *, struct cm_diag *);

/* How an item, or a part of one, came about: for whoever explains it. */
struct cm_bill_part {
	struct cm_str item;
	const struct cm_subscription *by; /* NULL: the plan's, or used without one */
	struct cm_price price; /* of a plan only fee, whole, half and total; of calls units, use and total, included: the free ones */
	int64_t unit_price; /* fen for a unit */
	int64_t amount; /* fen, what of it is charged */
	int64_t days, of_days; /* of the month, that a plan's fee is for; 0: it is not by the day */
};
/* What a family group gives: figures of cm-family's policy. */
enum cm_status cm_bill_family_figures(struct cm_bill_run *, const struct cm_policy *, struct cm_arena *, struct cm_diag *);

#define CM_BILL_ITEMS 64
struct cm_bill {
	void (*tell)(void *, const struct cm_bill_part *); /* the caller's, called for each part; NULL: nobody asks */
	void *ctx;
	struct {
		struct cm_str item;
		int64_t amount, cause; /* fen; seq of the order that it goes back to */
	} items[CM_BILL_ITEMS];
	unsigned n;
	int64_t total; /* of all items */
	int64_t content; /* of them, what is for others' content: it is no part of the least spend */
	struct cm_str unpriced[CM_BILL_ITEMS]; /* services that nobody knows a price of */
	unsigned nunpriced;
	bool plan_priced;
	bool overflow; /* no amount of money can be so large */
};
/* What a month of a line comes to. what: of enum cm_bill_what. */
void cm_bill_price(struct cm_bill *, const struct cm_case *, const struct cm_bill_run *, const struct cm_month_line *,
    unsigned what);
/* The item under which a kind of use is charged; empty: it has none. */
struct cm_str cm_bill_item_of_use(const struct cm_services *, struct cm_str kind, struct cm_str direction);

#endif
