#ifndef CM_FLOW_COMPLAINT_REMIND_H
#define CM_FLOW_COMPLAINT_REMIND_H

#include "domain/notice.h"
#include "domain/ticket.h"
#include "flow/flow.h"
#include "record/reader.h"

/*
 * Answers that are owed, and who is told of it (rows S51, S52): remind_find.c finds the tickets of which a level is due and
 * makes records of them, remind.c leaves the notices; due.c counts what is owed. When, whom and in which words is in
 * policies/deadlines.yaml and replies.yaml.
 */

/* Records of all whose next reminder is due: ticket_id, its own. What the reader needs lives in the arena. */
enum cm_status cm_complaint_remind_find(struct cm_reader **, struct cm_store *, int64_t now, struct cm_arena *);

struct cm_owed { /* as of an instant */
	int64_t due, overdue; /* by `by`, those overdue included; before `now` */
	int64_t oldest; /* reply_due of the first one; 0: nothing is owed by then */
};
/* In a read transaction. */
enum cm_status cm_complaint_owed(struct cm_store *, int64_t now, int64_t by, struct cm_owed *, struct cm_diag *);
/* A range of Nagios' plugins, in whole numbers: 10 (0 to 10), 10:, ~:10, 10:20 are right, all else an alarm; @10:20 is one. */
struct cm_range {
	int64_t low, high; /* both included */
	bool inside; /* what lies in it is the alarm, not what lies outside */
};
bool cm_range_parse(struct cm_str, struct cm_range *); /* false: it is none */
/* How monitoring calls it: alarmed by critical 2, by warning 1, else 0; NULL: none was given. */
int cm_complaint_alarm(const struct cm_owed *, const struct cm_range *warning, const struct cm_range *critical);

#endif
