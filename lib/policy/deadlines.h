#ifndef CM_POLICY_DEADLINES_H
#define CM_POLICY_DEADLINES_H

#include "base/tmf621.h"
#include "policy/calendars.h"
#include "policy/contacts.h"
#include "policy/expr.h"

/*
 * By when a ticket must be answered, who is reminded, and which ways a status may go: policies/deadlines.yaml (rows S51, S52,
 * S71). Pure: no clock is asked and no store.
 *
 *	classes:				# the first whose condition holds
 *	  - id: vip
 *	    name: {zh: …, en: …}
 *	    when: vip_level <> 'none'
 *	    reply: 8 h			# N h, N min: open time; N d: working days
 *	    calendar: always		# or one of calendars.yaml, which is loaded beside it
 *	    source: "1.9"
 *	otherwise: {id: unknown, name: …, reply: 48 h, calendar: always, source: …}	# taken with a warning
 *	levels:				# in the order of time; each reminds once of a due version
 *	  - {id: before, before: 2 h, to: CONTACT, notice: replies.ID, assumed: true}	# before the reply is due
 *	  - {id: late, at: 75%, …}	# of the time that the reply has
 *	  - {id: after, after: 4 h, …}	# behind it; 0 h: when it is due
 *	initial: acknowledged		# of a ticket that is opened; one that is brought in may have any
 *	stops: [pending]			# in which the clock stands; in all others that are no end it runs
 *	transitions: {acknowledged: [inProgress, …], …, closed: [inProgress]}	# each status of TMF621 once
 *	quiet: {from: 21, until: 8, assumed: true}	# hours of the day; equal: it never is
 */
struct cm_deadline { /* of a class */
	struct cm_str id, source, note;
	struct cm_pos pos;
	bool assumed;
	bool otherwise; /* of customers of no known class: a warning */
	struct cm_text name;
	const struct cm_expr *when; /* NULL: otherwise */
	struct cm_str when_text;
	int64_t reply; /* seconds of open time, or working days; from 1 on */
	bool days;
	struct cm_str calendar_id;
	const struct cm_calendar *calendar; /* NULL: always */
};

struct cm_deadline_level {
	struct cm_str id, notice, source, note; /* notice: a text of replies.yaml */
	const struct cm_contact *to;
	struct cm_pos pos;
	bool assumed;
	bool share; /* `offset` is percent of the time that the reply has, 1 to 99 */
	int64_t offset; /* else seconds of open time from when it is due; below 0: before it */
};

struct cm_deadlines {
	const struct cm_deadline *classes; /* as written; the one for all others stands last */
	unsigned n;
	const struct cm_deadline_level *levels;
	unsigned nlevels;
	const struct cm_calendars *calendars; /* never NULL */
	struct cm_str initial;
	/* Of each status of cm_tmf621: those that may follow it, and what it is. */
	struct cm_ticket_status {
		const char *word;
		struct cm_pos pos;
		const struct cm_str *next;
		unsigned nnext;
		bool end, stops; /* end: nothing is owed any more: rejected, closed, cancelled */
	} statuses[CM_TMF621_STATUSES];
	int quiet_from, quiet_until; /* hours of the day; equal: it never is */
	/* for cm-policy check: of the statuses and their ways, and of quiet */
	struct cm_str source, quiet_source;
	bool assumed, quiet_assumed;
	struct cm_pos way, quiet;
};

/*
 * CM_CONFIG with all faults in diag; so is a folder without the file. Conditions may name facts of the policies that were
 * loaded with the vocabulary before.
 */
enum cm_status cm_deadlines_load(
    struct cm_deadlines **, const struct cm_vocabulary *, struct cm_arena *, struct cm_diag *);
/* A part of it (deadlines_sound.c), when each entry is right: levels behind each other and behind the clock's beginning, statuses
 * that are reached and lead to an end. */
void cm_deadlines_sound(const struct cm_deadlines *, struct cm_diag *);

/* Never NULL. *unsure (may be NULL): the first class before it whose condition is unknown, as of a customer of whom nobody
 * knows whether he is a VIP; NULL: there is none. facts by slot. */
const struct cm_deadline *cm_deadline_of(
    const struct cm_deadlines *, const struct cm_value *facts, const struct cm_deadline **unsure);
const struct cm_deadline *cm_deadline_find(const struct cm_deadlines *, struct cm_str id); /* NULL: none */
/* The calendar by its id, as a ticket keeps it. False: there is none of this name any more. */
bool cm_deadlines_calendar(const struct cm_deadlines *, struct cm_str id, const struct cm_calendar **);

/* When the reply is due of what was opened then and whose clock stood for `paused` seconds of open time. CM_END: the
 * calendar ends before (its holidays say when). */
enum cm_status cm_deadline_due(const struct cm_deadline *, int64_t opened, int64_t paused, int64_t *due);
/* The clock stood from `since` to `now`: *paused grows by what of it was open time, and *due moves by that. What was due
 * before it stood (or has no due: 0) is not mended by it: then nothing moves. CM_END: the calendar ends; nothing is touched. */
enum cm_status cm_deadline_resume(
    const struct cm_calendar *, int64_t since, int64_t now, int64_t *paused, int64_t *due);

/* A ticket's clock, for its levels. */
struct cm_clock {
	const struct cm_calendar *calendar;
	int64_t opened, paused, due; /* instants, seconds; due 0: none */
};
/* When level number `level` (0 the first) reminds. CM_END: there is no such level, nothing is due, or the calendar ends. */
enum cm_status cm_deadline_level_at(const struct cm_deadlines *, unsigned level, const struct cm_clock *, int64_t *at);
/* NULL: no status of TMF621. */
const struct cm_ticket_status *cm_ticket_status(const struct cm_deadlines *, struct cm_str word);
bool cm_ticket_may(const struct cm_deadlines *, struct cm_str from, struct cm_str to);

#endif
