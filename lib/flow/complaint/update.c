/*
 * cm-complaint update, close and reopen: what becomes of a ticket. What the record says is made of it in gather(), in memory;
 * whether that may be is the policy's word, by the facts of what would change. With `at` the events of another system are
 * replayed: one that comes too late, or that cannot be, changes nothing.
 */
#include <stddef.h>
#include <stdio.h>

#include "base/date.h"
#include "flow/complaint/complaint.h"

#include "base/banned.h"

enum {
	TICKET_ID,
	AT,
	EVENT_AT,
	LAST_EVENT_AT,
	AHEAD,
	NEW_STATUS,
	STATUS_MAY,
	STATUS_NEXT,
	VERSION,
	TICKET_CHANGED,
	CLASS,
	CLASS_KNOWN,
	CLASSES,
	CALENDAR,
	CALENDAR_KNOWN,
	REPLIED,
	ACCEPTED,
	CHANGE_REASON,
	CHANGES_ANY,
	CHANGES_OPEN,
	REOPENS,
	STOPS_CLOCK,
	ANSWERS_NOW,
	ANSWERS_LATE,
	DUE_CHANGES,
	DUE_BEFORE,
	DUE_KNOWN,
	REPLY_DUE
};

static const char *const facts[] = {"ticket_id", "at", "event_at", "last_event_at", "ahead", "new_status", "status_may",
    "status_next", "version", "ticket_changed", "class", "class_known", "classes", "calendar", "calendar_known", 
    "replied", "accepted", "change_reason", "changes_any", "changes_open", "reopens", "stops_clock", "answers_now",
    "answers_late", "due_changes", "due_before", "due_known", "reply_due", NULL};
static const char *const as[] = {"kind", "ticket_kind", "purpose", "complaint_purpose", "cause", "ticket_causes", "status",
    "new_status", NULL};

/* ---- what the record says, column by column ---- */

static const struct column {
	const char *fact;
	enum {
		TEXT,
		NUMBER,
		INSTANT
	} type;
	size_t at;
	bool clock; /* the class may depend on it: a text, or a number of which 0 is not said */
	bool late; /* said of a ticket that has ended, too */
} columns[] = {
    {"ticket_kind", TEXT, offsetof(struct cm_ticket, kind), true, false},
    {"service", TEXT, offsetof(struct cm_ticket, service), true, false},
    {"branch", TEXT, offsetof(struct cm_ticket, branch), true, false},
    {"severity", NUMBER, offsetof(struct cm_ticket, severity), true, false},
    {"diagnosed_cause", TEXT, offsetof(struct cm_ticket, cause), false, false},
    {"complaint_purpose", TEXT, offsetof(struct cm_ticket, purpose), false, false},
    {"solution", TEXT, offsetof(struct cm_ticket, solution), false, false},
    {"escalate_to", TEXT, offsetof(struct cm_ticket, escalate_to), false, false},
    {"problem", TEXT, offsetof(struct cm_ticket, problem), false, true},
    {"emotion_level", NUMBER, offsetof(struct cm_ticket, emotion_level), false, false},
    {"restore_due", INSTANT, offsetof(struct cm_ticket, restore_due), false, false},
    {"accepted", NUMBER, offsetof(struct cm_ticket, accepted), false, true},
    {"satisfied", NUMBER, offsetof(struct cm_ticket, satisfied), false, true},
};
#define COLUMNS (sizeof columns / sizeof *columns)

static const char *const column_names[] = {"ticket_kind", "service", "branch", "severity", "diagnosed_cause",
    "complaint_purpose", "solution", "escalate_to", "problem", "emotion_level", "restore_due", "accepted", "satisfied", NULL};

static void *
cell(struct cm_ticket *t, const struct column *col)
{
	return (char *)t + col->at;
}

static bool
differs(const struct column *col, struct cm_ticket *a, struct cm_ticket *b)
{
	if (col->type == TEXT)
		return !cm_str_eq(*(struct cm_str *)cell(a, col), *(struct cm_str *)cell(b, col));
	if (col->type == INSTANT)
		return *(int64_t *)cell(a, col) != *(int64_t *)cell(b, col);
	return *(int *)cell(a, col) != *(int *)cell(b, col);
}

static void
take(struct cm_case *c, const struct column *col, struct cm_ticket *t)
{
	if (!cm_name_known(c, col->fact))
		return;
	if (col->type == TEXT)
		*(struct cm_str *)cell(t, col) = cm_name_get_text(c, col->fact);
	else if (col->type == INSTANT)
		*(int64_t *)cell(t, col) = cm_name_get_int(c, col->fact);
	else
		*(int *)cell(t, col) = (int)cm_name_get_int(c, col->fact);
}

/* ---- class and calendar ---- */

/* Whether the class is the one that the rules give it, and not one that somebody has said. What it was is in the facts
 * for a moment. */
static bool
is_classed(struct cm_case *c, struct cm_complaint *k)
{
	struct cm_value now[COLUMNS];
	bool classed;

	for (unsigned i = 0; i < COLUMNS; i++) {
		const struct column *col = &columns[i];

		if (!col->clock)
			continue;
		now[i] = c->facts[cm_vocabulary_slot(c->policy->vocabulary, cm_str(col->fact))];
		cm_name_forget(c, col->fact);
		if (col->type == TEXT)
			cm_name_text(c, col->fact, *(struct cm_str *)cell(&k->was, col));
		else if (*(int *)cell(&k->was, col))
			cm_name_int(c, col->fact, *(int *)cell(&k->was, col));
	}
	classed = cm_str_eq(cm_deadline_of(c->deadlines, c->facts, NULL)->id, k->was.class);
	for (unsigned i = 0; i < COLUMNS; i++)
		if (columns[i].clock)
			c->facts[cm_vocabulary_slot(c->policy->vocabulary, cm_str(columns[i].fact))] = now[i];
	return classed;
}

static bool
clock_changes(struct cm_complaint *k)
{
	for (unsigned i = 0; i < COLUMNS; i++)
		if (columns[i].clock && differs(&columns[i], &k->was, &k->t))
			return true;
	return false;
}

/* The class that it will have: said by the record, or by the rules where what they look at changes. What was brought in keeps
 * its own until somebody says another. */
static void
find_class(struct cm_case *c, struct cm_complaint *k)
{
	struct cm_str *names = cm_arena_alloc(c->arena, c->deadlines->n * sizeof *names);

	for (unsigned i = 0; i < c->deadlines->n; i++)
		names[i] = c->deadlines->classes[i].id;
	cm_set_list(c, CLASSES, names, c->deadlines->n);
	k->class = cm_deadline_find(c->deadlines, k->was.class);
	if (cm_known(c, CLASS)) {
		const struct cm_deadline *said = cm_deadline_find(c->deadlines, cm_get_text(c, CLASS));

		/* The class that a ticket has may be one of outside, which a list of tickets gives back. */
		cm_set_bool(c, CLASS_KNOWN, said || cm_str_eq(cm_get_text(c, CLASS), k->was.class));
		k->class = said ? said : k->class;
	} else if (k->was.due_calendar.n && clock_changes(k) && is_classed(c, k)) {
		cm_complaint_classify(c, k);
	}
	if (k->class)
		k->t.class = k->class->id;
	cm_complaint_tell_class(c, k);
}

/* Its calendar: said by the record, or that of a class that is new, or the one by which it was reckoned. */
static void
find_calendar(struct cm_case *c, struct cm_complaint *k)
{
	struct cm_str id = k->was.due_calendar;

	if (!k->class)
		return;
	if (cm_known(c, CALENDAR))
		id = cm_get_text(c, CALENDAR);
	else if (!id.n || !cm_str_eq(k->class->id, k->was.class))
		id = k->class->calendar_id;
	/* One that is gone since is nobody's mistake in this record. */
	cm_set_bool(c, CALENDAR_KNOWN, cm_complaint_use_calendar(c, k, id) || !cm_known(c, CALENDAR));
}

/* Rows S51, S71: the time is fixed when a ticket is opened, and reckoned again when its class or calendar changes before the
 * customer has an answer. */
static enum cm_status
reckon_again(struct cm_case *c, struct cm_complaint *k)
{
	enum cm_status st = CM_OK;
	bool class, calendar;

	if (!k->class || !cm_get_int(c, CALENDAR_KNOWN) || cm_ticket_answered_at(&k->was) || !k->was.open)
		return CM_OK;
	class = !cm_str_eq(k->class->id, k->was.class);
	calendar = !cm_str_eq(k->class->calendar_id, k->was.due_calendar);
	if (!class && (!calendar || !(k->was.due_calendar.n || cm_known(c, CALENDAR))))
		return CM_OK;
	if (calendar)
		st = cm_complaint_stood(c, k);
	if (st == CM_OK)
		cm_complaint_reckon(c, k);
	return st;
}

/* ---- status ---- */

static void
find_ways(struct cm_case *c, const struct cm_complaint *k)
{
	const struct cm_ticket_status *s = cm_ticket_status(c->deadlines, k->was.status);
	struct cm_str to = cm_get_text(c, NEW_STATUS);

	cm_set_list(c, STATUS_NEXT, s->next, s->nnext);
	cm_set_bool(c, STATUS_MAY, !to.n || cm_str_eq(to, k->was.status) || cm_ticket_may(c->deadlines, k->was.status, to));
}

static bool
moves(const struct cm_case *c, const struct cm_complaint *k)
{
	struct cm_str to = cm_get_text(c, NEW_STATUS);

	return to.n && !cm_str_eq(to, k->was.status);
}

/* Nothing is tried of what comes too late, or what may not be: a rule says so. */
static bool
is_plausible(struct cm_case *c)
{
	return cm_get_int(c, EVENT_AT) >= cm_get_int(c, LAST_EVENT_AT) && cm_get_int(c, STATUS_MAY);
}

/* What the change comes to, as facts. */
static void
find_outcome(struct cm_case *c, struct cm_complaint *k)
{
	bool any = moves(c, k) || !cm_str_eq(k->t.class, k->was.class) || k->t.reply_due != k->was.reply_due ||
		   k->t.replied_at != k->was.replied_at || k->t.paused_since != k->was.paused_since ||
		   !cm_str_eq(k->t.due_calendar, k->was.due_calendar),
	     open = any && !moves(c, k);
	bool answers = k->t.replied_at && !k->was.replied_at;

	for (unsigned i = 0; i < COLUMNS; i++)
		if (differs(&columns[i], &k->was, &k->t)) {
			any = true;
			open |= !columns[i].late && !moves(c, k);
		}
	/* Of what was not tried nobody says that it changes nothing. */
	any |= !is_plausible(c) || cm_get_int(c, TICKET_CHANGED) || !cm_get_int(c, CLASS_KNOWN) ||
	    !cm_get_int(c, CALENDAR_KNOWN) || !cm_name_get_int(c, "problem_known");
	cm_set_bool(c, CHANGES_ANY, any);
	cm_set_bool(c, CHANGES_OPEN, open);
	cm_set_bool(c, REOPENS, k->was.replied_at && !k->t.replied_at);
	cm_set_bool(c, STOPS_CLOCK, k->t.paused_since && !k->was.paused_since);
	cm_set_bool(c, ANSWERS_NOW, answers);
	cm_name_bool(c, "solution_said", cm_name_get_text(c, "solution").n > 0);
	cm_set_bool(c, ANSWERS_LATE, answers && k->t.reply_due && k->t.replied_at > k->t.reply_due);
	cm_set_bool(c, DUE_CHANGES, k->t.reply_due != k->was.reply_due);
	if (k->was.reply_due)
		cm_set_time(c, DUE_BEFORE, k->was.reply_due);
	if (k->t.reply_due)
		cm_set_time(c, REPLY_DUE, k->t.reply_due);
}

/* ---- gather ---- */

static enum cm_status
change(struct cm_case *c, struct cm_complaint *k)
{
	enum cm_status st;

	for (unsigned i = 0; i < COLUMNS; i++)
		take(c, &columns[i], &k->t);
	find_class(c, k);
	find_calendar(c, k);
	st = reckon_again(c, k);
	if (st != CM_OK)
		return st;
	if (moves(c, k))
		cm_complaint_move(c, k, cm_get_text(c, NEW_STATUS));
	if (cm_get_int(c, REPLIED))
		cm_complaint_answer(c, k);
	return CM_OK;
}

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_complaint *k = cm_arena_alloc(c->arena, sizeof *k);
	enum cm_status st;

	c->state = k;
	if (!cm_complaint_sound(c))
		return CM_OK;
	k->at = cm_known(c, AT) ? cm_get_int(c, AT) : c->now;
	cm_set_time(c, EVENT_AT, k->at);
	cm_set_int(c, AHEAD, cm_case_ahead(c, k->at));
	st = cm_complaint_find(c, k);
	if (st == CM_OK && k->was.line)
		st = cm_complaint_customer(c);
	if (st == CM_OK && !cm_known(c, ACCEPTED) && k->was.accepted >= 0)
		cm_set_bool(c, ACCEPTED, k->was.accepted);
	if (st == CM_OK)
		st = cm_complaint_start(c, &k->was, &k->start);
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	cm_set_bool(c, TICKET_CHANGED, cm_known(c, VERSION) && cm_get_int(c, VERSION) != k->was.version);
	cm_set_bool(c, DUE_KNOWN, true);
	cm_name_bool(c, "class_given", true);
	cm_name_bool(c, "class_sure", true);
	cm_set_bool(c, CLASS_KNOWN, true);
	cm_set_bool(c, CALENDAR_KNOWN, true);
	find_ways(c, k);
	st = cm_complaint_problem_join(c, k);
	if (st == CM_OK && is_plausible(c))
		st = change(c, k);
	find_outcome(c, k);
	return st;
}

/* A rule of the close and reopen gates looks at the status that is wanted, which these verbs say themselves. */
static enum cm_status
gather_close(struct cm_case *c)
{
	enum cm_status st;

	cm_set_text(c, NEW_STATUS, CM_STR("closed"));
	st = gather(c);
	if (st == CM_OK && cm_str_is(cm_name_get_text(c, "ticket_status"), "closed"))
		cm_set_bool(c, CHANGES_OPEN, true); /* it is closed, which is not done twice */
	return st;
}

static enum cm_status
gather_reopen(struct cm_case *c)
{
	cm_set_text(c, NEW_STATUS, CM_STR("inProgress"));
	return gather(c);
}

/* ---- apply ---- */

static void
note_cell(struct cm_case *c, const struct column *col, struct cm_ticket *was, struct cm_ticket *now)
{
	char before[32] = "", after[32] = "";

	if (col->at == offsetof(struct cm_ticket, solution)) { /* free words: they stay in the ticket */
		cm_change_note(c, col->fact, CM_STR(""), CM_STR("***"));
		return;
	}
	if (col->type == TEXT) {
		cm_change_note(c, col->fact, *(struct cm_str *)cell(was, col), *(struct cm_str *)cell(now, col));
		return;
	}
	if (col->type == INSTANT) {
		if (*(int64_t *)cell(was, col))
			cm_time_format(*(int64_t *)cell(was, col), before);
		cm_time_format(*(int64_t *)cell(now, col), after);
	} else {
		snprintf(before, sizeof before, "%d", *(int *)cell(was, col));
		snprintf(after, sizeof after, "%d", *(int *)cell(now, col));
	}
	cm_change_note(c, col->fact, cm_str(before), cm_str(after));
}

/* The operation's row keeps what was and what is. */
static void
note(struct cm_case *c, struct cm_complaint *k)
{
	char before[26] = "", after[26] = "";

	for (unsigned i = 0; i < COLUMNS; i++)
		if (differs(&columns[i], &k->was, &k->t))
			note_cell(c, &columns[i], &k->was, &k->t);
	if (!cm_str_eq(k->was.class, k->t.class))
		cm_change_note(c, "class", k->was.class, k->t.class);
	if (!cm_str_eq(k->was.status, k->t.status))
		cm_change_note(c, "ticket_status", k->was.status, k->t.status);
	if (k->was.reply_due == k->t.reply_due)
		return;
	if (k->was.reply_due)
		cm_time_format(k->was.reply_due, before);
	cm_time_format(k->t.reply_due, after);
	cm_change_note(c, "reply_due", cm_str(before), cm_str(after));
}

static void
out(struct cm_case *c, const struct cm_ticket *t)
{
	const struct {
		const char *name;
		int64_t at;
	} times[] = {{"replied_at", t->replied_at}, {"resolved_at", t->resolved_at}, {"closed_at", t->closed_at}};

	cm_complaint_out(c, t);
	for (unsigned i = 0; i < 3; i++)
		if (times[i].at)
			cm_out_time(c, times[i].name, times[i].at);
}

/* Why, as a code: what is more than the status going on. */
static struct cm_str
reason_of(const struct cm_case *c, const struct cm_complaint *k)
{
	if (cm_get_int(c, REOPENS))
		return CM_STR("reopened");
	if (!cm_str_eq(k->was.class, k->t.class))
		return CM_STR("class");
	return cm_known(c, CALENDAR) && k->was.reply_due != k->t.reply_due ? CM_STR("calendar") : CM_STR("");
}

static enum cm_status
apply(struct cm_case *c)
{
	struct cm_complaint *k = c->state;
	struct cm_ticket_change why = {
	    .at = k->at, .reason = reason_of(c, k), .seq = c->op.seq, .user = cm_str(c->env->user)};
	enum cm_status st;

	cm_complaint_remind_next(c, k);
	st = cm_complaint_promise(c, &k->was, &k->t);
	if (st == CM_OK)
		st = cm_ticket_put(c->store, &k->was, &k->t, &why, c->diag);
	note(c, k);
	out(c, &k->t);
	return st;
}

#define CHANGE                                                                                                         \
	.policy = "complaint", .facts = facts, .as = as, .deadlines = true, .messages = true, .apply = apply,          \
	.helpers = (const char *const *const[]){cm_complaint_names, cm_complaint_clock_names, cm_complaint_problem_names, \
	    column_names, NULL}

const struct cm_flow cm_flow_complaint_update = {CHANGE, .gate = "update", .gather = gather};
const struct cm_flow cm_flow_complaint_close = {CHANGE, .gate = "close", .gather = gather_close};
const struct cm_flow cm_flow_complaint_reopen = {CHANGE, .gate = "reopen", .gather = gather_reopen};
