#ifndef CM_FLOW_COMPLAINT_H
#define CM_FLOW_COMPLAINT_H

#include "domain/ticket.h"
#include "flow/flow.h"

/*
 * Tickets: complaints, queries and faults, and their clock (deck 1.9, 1.13; rows S47-S52, S71). open.c: a ticket is
 * registered; update.c: update, close, reopen; list.c. What they share: columns.c: what is said column by column; clock.c: what
 * class and calendar say, when the clock stands, who is to be reminded; reclass.c: where class or calendar change; problem.c:
 * which belong together; complaint.c: the rest. By when an answer is owed is policies/deadlines.yaml's word, all else
 * policies/complaint.yaml's.
 */
struct cm_complaint {
	struct cm_ticket was, t; /* as it is in the store; as it will be */
	const struct cm_deadline *class; /* by which its reply is due; NULL: of no class that there is any more */
	struct cm_deadline own; /* the same with a calendar of its own */
	int64_t at; /* when what the record says happened */
	int64_t start; /* when its clock began: opened, or taken up again */
};
extern const char *const cm_complaint_names[]; /* for helpers, of all */
extern const char *const cm_complaint_clock_names[]; /* the same */
extern const char *const cm_complaint_problem_names[]; /* the same */
extern const char *const cm_complaint_reclass_names[]; /* the same */

/* ---- complaint.c ---- */
/* For gather(): the record's ticket, with the account that the operation is filed with, and what is asked of every ticket:
 * ticket_known, ticket_doubtful, ticket_status, ticket_ended, ticket_answered, last_event_at. CM_END: none. */
enum cm_status cm_complaint_find(struct cm_case *, struct cm_complaint *);
/* What the record says can be a ticket's, else it is answered; the first of its causes becomes diagnosed_cause. */
bool cm_complaint_sound(struct cm_case *);
/* brand and vip_level of the customer whose line it is, where the line says them. */
enum cm_status cm_complaint_customer(struct cm_case *);
/* The first cause of those that the record names becomes diagnosed_cause. */
void cm_complaint_cause(struct cm_case *);
struct cm_str cm_complaint_id(struct cm_case *, const struct cm_ticket *); /* its outside id, or else its own; in the arena */
/* For apply(): outputs that all verbs have. */
void cm_complaint_out(struct cm_case *, const struct cm_ticket *);
/* The promise of an answer (domain/month.h) follows the ticket: made, moved, kept. Of a ticket without a line: none. */
enum cm_status cm_complaint_promise(struct cm_case *, const struct cm_ticket *was, const struct cm_ticket *now);
/* What the record says of a fact, "" when it says nothing: as a ticket's columns and a filter have it. */
struct cm_str cm_complaint_said(const struct cm_case *, const char *fact);

/* ---- clock.c ---- */
/* Which class the facts make it, with what is said of it: class, class_name, class_given, class_sure, reply_within. */
void cm_complaint_classify(struct cm_case *, struct cm_complaint *);
/* k->class gets told: class_name, reply_within. */
void cm_complaint_tell_class(struct cm_case *, const struct cm_complaint *);
/* k->class gets another calendar than its own. False: there is none of this name; fact calendars has those that there are. */
bool cm_complaint_use_calendar(struct cm_case *, struct cm_complaint *, struct cm_str id);
/* When a reply is due of class and calendar, into k->t: reply_due, due_calendar; fact due_known. */
void cm_complaint_reckon(struct cm_case *, struct cm_complaint *);
/* Since when the clock of a ticket runs: it was opened, or last taken up again. */
enum cm_status cm_complaint_start(struct cm_case *, const struct cm_ticket *, int64_t *start);
/* How long the clock stood since k->start, by k->class's calendar, into k->t.paused. CM_END: the calendar ends. */
enum cm_status cm_complaint_stood(struct cm_case *, struct cm_complaint *);
/* k->t gets another status at k->at: the clock stops or goes on, an answer is given, it ends, it is taken up again. Sets
 * due_known when the calendar ends. */
void cm_complaint_move(struct cm_case *, struct cm_complaint *, struct cm_str status);
/* The customer has an answer at k->at. */
void cm_complaint_answer(struct cm_case *, struct cm_complaint *);
/* Who is reminded next, when it is written: of a new deadline from the first level on. */
void cm_complaint_remind_next(struct cm_case *, struct cm_complaint *);

/* ---- reclass.c ---- */
/* The class that k->t will have, its calendar, and when a reply is due by them, if that is reckoned again: class_known,
 * classes, calendar_known, calendars. */
enum cm_status cm_complaint_reclass(struct cm_case *, struct cm_complaint *);

/* ---- problem.c ---- */
/* The problem that a ticket, by either of its ids, is part of: the first ticket's own id, which may be its own; in the arena.
 * CM_END: there is no such ticket. */
enum cm_status cm_complaint_problem(struct cm_case *, struct cm_str ticket_id, struct cm_str *problem);
/* Other open tickets of the cause diagnosed_cause that were opened within some hours before k->at: problem, problem_tickets,
 * problem_customers, or nothing; same_ticket: one of its line, however old. */
enum cm_status cm_complaint_problem_of_cause(struct cm_case *, const struct cm_complaint *);
/* Whether others are part of a problem that this one is the first of. */
enum cm_status cm_complaint_problem_first(struct cm_case *, const struct cm_ticket *, bool *first);
/* The problem that the record names, by whichever of its tickets, becomes its first one's id; problem_known; problem_first:
 * others are part of a problem that this very ticket is the first of. */
enum cm_status cm_complaint_problem_join(struct cm_case *, const struct cm_complaint *);

#endif
