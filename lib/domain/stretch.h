#ifndef CM_DOMAIN_STRETCH_H
#define CM_DOMAIN_STRETCH_H

#include "domain/holding.h"
#include "domain/month.h"
#include "domain/month_run.h"
#include "domain/usage.h"

/*
 * The monthly run's view of the store: of a stretch of lines all that a month's charges rest on, each table read once for
 * the whole stretch. Reading line by line would cost more than what is written of them.
 */
/* What a line used in the month of one kind, direction, area, and to the same sort of number. */
struct cm_used_sum {
	struct cm_str kind, direction, area;
	int visitor;
	bool to_sp; /* its peer is a provider */
	bool to_family; /* its peer is in the line's family group, at that time */
	int64_t count;
	int64_t units; /* of seconds, each record's rounded up to whole ones */
	int64_t kb; /* of what the records say */
	int64_t fee; /* fen, as the providers say */
};

struct cm_relative { /* another line of a family group, while both are in it */
	struct cm_str msisdn;
	int64_t from, until; /* instants */
};

struct cm_month_line {
	struct cm_account account;
	enum cm_line_status status; /* of the account; flow/bill/past.c makes it that of the month's last day */
	int32_t status_since;
	struct cm_str plan; /* on the last day of the month */
	int32_t opened_at;
	const struct cm_subscription *subscriptions; /* that held in the month */
	const struct cm_contract *contracts; /* in force on its first day, joined before it, with a least spend */
	const struct cm_promise *credits; /* of money, open, whose first day has come */
	const struct cm_bill_item *bills; /* of the month, so far */
	const struct cm_used_sum *used; /* and not yet charged */
	const struct cm_relative *relatives;
	unsigned nsubscriptions, ncontracts, ncredits, nbills, nused, nrelatives;
	bool family_main; /* it is the main line of its group, if it has relatives */
};

struct cm_stretch {
	struct cm_month_line *lines;
	unsigned n;
};
struct cm_stretch_options {
	struct cm_month month;
	int32_t today; /* for promises */
	int64_t unit; /* seconds of calls that are counted as a whole */
};
/* At most max lines of a part, from one of them on. All in the arena. */
enum cm_status cm_stretch_load(struct cm_stretch *, struct cm_store *, const struct cm_stretch_options *, int part,
    int64_t from, unsigned max, struct cm_arena *, struct cm_diag *);

/* A record of use of a line as a sum of its own, its texts borrowed; what counts among it; both together. unit: seconds of
 * calls that are counted as a whole. */
struct cm_used_sum cm_used_one(const struct cm_month_line *, const struct cm_usage *, int64_t unit);
bool cm_used_same(const struct cm_used_sum *, const struct cm_used_sum *);
void cm_used_add(struct cm_used_sum *, const struct cm_used_sum *one);

#endif
