#ifndef CM_DOMAIN_TICKET_H
#define CM_DOMAIN_TICKET_H

#include "domain/line.h"

enum { CM_GRAVEST = 1, CM_LEAST_GRAVE = 9, CM_EMOTION_MAX = 9 }; /* severities, 0 in the store: not said; 0 is calm */

/*
 * Tickets: complaints, queries and faults, and what became of each. The row follows from what is written, not from who
 * writes it: what is "set here" is no caller's to set, an answer that is no longer owed has no reminder, and whoever
 * changes status, class or deadline leaves an event. Instants are 0 when there is none. Texts given to a caller's function
 * are valid during the call.
 */
struct cm_ticket {
	int part; /* the line's; without one that of the outside id, or of the request's key */
	int64_t ticket; /* seq of the operation that opened it: its id is that order's */
	int64_t line; /* 0: of a number that nobody knows, or of none */
	struct cm_str msisdn, external; /* as reported; its id outside */
	int64_t opened_at; /* the clock's start */
	struct cm_str kind, service, cause; /* complaint charge_query sp_query fault; …; what diagnosis found */
	struct cm_str subject, text; /* text is personal */
	struct cm_str class, branch, channel, purpose;
	int emotion_level, severity; /* -1 not said; 0 not said, 1 the gravest */
	struct cm_str status; /* TMF621's word */
	bool open; /* none of the states that are an end; set here */
	int64_t reply_due; /* by when an answer is promised */
	int64_t due_version; /* counts its changes; set here */
	struct cm_str due_calendar; /* by which it was reckoned; empty: it was brought in */
	bool awaiting; /* the answer is owed, and the clock runs; set here */
	int64_t paused_since, paused; /* the clock stands since; seconds of the calendar's time that it stood before */
	int64_t restore_due; /* by when it is to work again */
	int64_t replied_at;
	int64_t resolved_at, closed_at; /* when it became resolved, or came to an end: the change's unless given; set here */
	struct cm_str solution;
	int accepted, satisfied; /* -1 not said */
	struct cm_str escalate_to, problem; /* a contact of site.yaml; the id of the first ticket of the same cause */
	int64_t remind_level, remind_at; /* levels done of this due_version; when the next one is due */
	int64_t version; /* set here */
};
/* One of which nothing is said: to be filled in, as is every new one. */
extern const struct cm_ticket cm_ticket_blank;

const char *cm_ticket_name(struct cm_arena *, const struct cm_ticket *); /* its outside id, or else its own */
bool cm_ticket_status_ok(struct cm_str);
bool cm_ticket_is_open(struct cm_str status); /* not rejected, closed or cancelled; else there is an end */
bool cm_ticket_is_awaiting(const struct cm_ticket *); /* as awaiting will be set */
/* When it was answered: replied, or else resolved, or else closed; 0: not yet. In time is not after reply_due. */
int64_t cm_ticket_answered_at(const struct cm_ticket *);

/* Why a ticket is added or changed. */
struct cm_ticket_change {
	int64_t at; /* instant; of an outside event its own. An event is never earlier than the one before it */
	struct cm_str reason; /* a code; when it is given there is an event whatever changed */
	int64_t seq; /* of the operation, in the ticket's part */
	struct cm_str user;
};
/* The row, its outside id and its first event. CM_CONFLICT: the outside id is known. */
enum cm_status cm_ticket_add(struct cm_store *, struct cm_ticket *, const struct cm_ticket_change *, struct cm_diag *);
/* Changes what was read as `was`: all but its key, outside id and line. CM_CONFLICT: it was changed since. */
enum cm_status cm_ticket_put(struct cm_store *, const struct cm_ticket *was, struct cm_ticket *,
    const struct cm_ticket_change *, struct cm_diag *);
/* remind_level and remind_at alone: version stays, no event. CM_CONFLICT: these, or the due time, were changed since. */
enum cm_status cm_ticket_remind(struct cm_store *, const struct cm_ticket *was, const struct cm_ticket *, struct cm_diag *);

/* CM_END: none. Texts in the arena. */
enum cm_status cm_ticket_get(
    struct cm_store *, int part, int64_t ticket, struct cm_ticket *, struct cm_arena *, struct cm_diag *);
/* By its outside id. */
enum cm_status cm_ticket_of_external(
    struct cm_store *, struct cm_str external, struct cm_ticket *, struct cm_arena *, struct cm_diag *);
/* By either id. CM_CONFLICT: it is one ticket's order id and another one's outside id. */
enum cm_status cm_ticket_find(
    struct cm_store *, struct cm_str id, struct cm_ticket *, struct cm_arena *, struct cm_diag *);

struct cm_ticket_event {
	int64_t n, at; /* counts in the ticket from 1; instant */
	struct cm_str from_status, to_status, reason, class; /* from: empty of the first one; class as of then */
	int64_t due_before, due_after;
	int64_t seq; /* of the operation */
	struct cm_str user;
};
enum cm_status cm_ticket_events_of(struct cm_store *, int part, int64_t ticket, /* oldest first */
    enum cm_status (*fn)(void *, const struct cm_ticket_event *), void *ctx, struct cm_diag *);
/* The instant of the last one; 0: none. */
enum cm_status cm_ticket_last_event(struct cm_store *, int part, int64_t ticket, int64_t *at, struct cm_diag *);

typedef enum cm_status cm_ticket_fn(void *, const struct cm_ticket *);
#define CM_TICKET_NONE ((struct cm_ticket){.part = -1, .reply_due = INT64_MIN, .remind_at = INT64_MIN}) /* before the first */
/* Answers owed by an instant, that instant included, at most max of those behind one; by deadline, part and ticket. Reads
 * no other tickets, as the next two. */
enum cm_status cm_tickets_due(struct cm_store *, int64_t by, const struct cm_ticket *behind, int64_t max, cm_ticket_fn *,
    void *ctx, struct cm_diag *);
enum cm_status cm_tickets_due_count(struct cm_store *, int64_t by, int64_t *n, struct cm_diag *);
/* Whose next reminder is due by an instant, that instant included; by remind_at, part and ticket. */
enum cm_status cm_tickets_to_remind(struct cm_store *, int64_t by, const struct cm_ticket *behind, int64_t max,
    cm_ticket_fn *, void *ctx, struct cm_diag *);
/* All of a line, in the order in which they came; all of a problem but the first one, by part and ticket. */
enum cm_status cm_tickets_of(struct cm_store *, int part, int64_t line, cm_ticket_fn *, void *ctx, struct cm_diag *);
enum cm_status cm_tickets_of_problem(struct cm_store *, struct cm_str problem, cm_ticket_fn *, void *ctx, struct cm_diag *);

struct cm_ticket_filter { /* an empty text: any */
	struct cm_str msisdn, status, class, branch, kind, service, cause;
	bool open_only;
	int64_t since, until; /* opened from an instant on, before another one */
};
extern const struct cm_ticket_filter cm_ticket_any;
/* By part and ticket, at most max behind one; reads all tickets. */
enum cm_status cm_tickets_list(struct cm_store *, const struct cm_ticket_filter *, const struct cm_ticket *behind, int64_t max,
    cm_ticket_fn *, void *ctx, struct cm_diag *);

struct cm_alike { /* open tickets of a cause */
	int64_t tickets, customers; /* customers: lines, or else numbers, among the first thousand */
	struct cm_str problem; /* that the first one stands for: its own, or its id; empty: there is none; in the arena */
};
/* Opened since an instant; customers without the one whose line or number `but` has (NULL: with all). */
enum cm_status cm_tickets_of_cause(struct cm_store *, struct cm_str cause, int64_t since, const struct cm_ticket *but,
    struct cm_alike *, struct cm_arena *, struct cm_diag *);

/* What became of the tickets of a class, branch and kind that were opened on one day, as of an instant. */
struct cm_ticket_sum {
	struct cm_str class, branch, kind;
	int32_t day;
	int64_t tickets, open, dropped; /* dropped: rejected or cancelled, and in none of the next five */
	int64_t in_time, late; /* answered; taken up again behind a late answer it is late for good */
	int64_t waiting, overdue; /* not answered: the deadline is to come, or has gone by */
	int64_t without; /* no deadline was promised */
	int64_t answered, answer_seconds, age_seconds; /* in_time and late without those that owe another; until then; of open ones */
	int64_t oldest; /* the first opened_at of those that are open; 0: none */
};
enum cm_status cm_ticket_sums(struct cm_store *, int64_t since, int64_t until, int64_t now, /* by class, branch, kind, day */
    enum cm_status (*fn)(void *, const struct cm_ticket_sum *), void *ctx, struct cm_diag *);

#endif
