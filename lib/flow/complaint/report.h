#ifndef CM_FLOW_COMPLAINT_REPORT_H
#define CM_FLOW_COMPLAINT_REPORT_H

#include "domain/ticket.h"

/*
 * What became of the tickets that were opened in a time, in groups: answered in time or late, still owed, and how old those
 * are that are open (report.c). A group is what the tickets have in common of class, branch, kind and month of opening.
 */
enum cm_report_by {
	CM_BY_CLASS,
	CM_BY_BRANCH,
	CM_BY_KIND,
	CM_BY_MONTH,
	CM_BY_COUNT
};

enum { /* how long ago an open ticket was opened, in days of the calendar */
	CM_OPEN_TODAY,
	CM_OPEN_WEEK, /* 1 to 7 */
	CM_OPEN_MONTH, /* 8 to 31 */
	CM_OPEN_OLDER,
	CM_OPEN_COUNT
};

struct cm_report_group {
	struct cm_str by[CM_BY_COUNT]; /* in the order of the options' by; a month as 2010-04 */
	struct cm_ticket_sum sum; /* its own class, branch, kind and day say nothing */
	int64_t open[CM_OPEN_COUNT];
};

struct cm_report {
	struct cm_store *store;
	int64_t since, until, now; /* opened from an instant on, before another one; as of now */
	enum cm_report_by by[CM_BY_COUNT];
	unsigned nby; /* 0: all in one group */
	enum cm_status (*emit)(void *ctx, const struct cm_report_group *);
	void *ctx;
};
/* In the order of what they have in common. In a read transaction. */
enum cm_status cm_report(const struct cm_report *, struct cm_arena *, struct cm_diag *);

/* Of a hundred answers whose time is up so many were in time, in hundredths; -1: there is none. */
int64_t cm_report_share(const struct cm_ticket_sum *);

#endif
