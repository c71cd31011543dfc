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
/* How monitoring calls it: more than critical 2, more than warning 1, else 0; a limit below 0: none. */
int cm_complaint_alarm(const struct cm_owed *, int64_t warning, int64_t critical);

#endif
