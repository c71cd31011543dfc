/*
 * cm-complaint update, close and reopen: what becomes of a ticket. What the record says is made of it in gather(), in memory;
 * whether that may be is the policy's word, by the facts of what would change. With `at` the events of another system are
 * replayed: one that comes too late, or that cannot be, changes nothing.
 */
#include "base/date.h"
#include "flow/complaint/columns.h"
#include "flow/complaint/complaint.h"

#include "base/banned.h"

enum {
	AT,
	EVENT_AT,
	LAST_EVENT_AT,
	AHEAD,
	NEW_STATUS,
	STATUS_MAY,
	STATUS_NEXT,
	VERSION,
	TICKET_CHANGED,
	CLASS_KNOWN,
	CALENDAR,
	CALENDAR_KNOWN,
	REPLIED,
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

static const char *const facts[] = {"at", "event_at", "last_event_at", "ahead", "new_status", "status_may", "status_next",
    "version", "ticket_changed", "class_known", "calendar", "calendar_known", "replied", "changes_any", "changes_open",
    "reopens", "stops_clock", "answers_now", "answers_late", "due_changes", "due_before", "due_known", "reply_due", NULL};
static const char *const as[] = {"kind", "ticket_kind", "purpose", "complaint_purpose", "cause", "ticket_causes", "status",
    "new_status", NULL};

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

	for (const struct cm_column *col = cm_columns; col->fact; col++)
		if (cm_column_differs(col, &k->was, &k->t)) {
			any = true;
			open |= !(col->flags & CM_COLUMN_LATE) && !moves(c, k);
		}
	/* Of what was not tried nobody says that it changes nothing. */
	any |= !is_plausible(c) || cm_get_int(c, TICKET_CHANGED) || !cm_get_int(c, CLASS_KNOWN) ||
	    !cm_get_int(c, CALENDAR_KNOWN) || !cm_name_get_int(c, "problem_known");
	cm_set_bool(c, CHANGES_ANY, any);
	cm_set_bool(c, CHANGES_OPEN, open);
	cm_set_bool(c, REOPENS, cm_ticket_answered_at(&k->was) && !cm_ticket_answered_at(&k->t));
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

	for (const struct cm_column *col = cm_columns; col->fact; col++)
		if (!(col->flags & CM_COLUMN_OPEN))
			cm_column_take(c, col, &k->t);
	st = cm_complaint_reclass(c, k);
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

/* The operation's row keeps what was and what is. */
static void
note(struct cm_case *c, struct cm_complaint *k)
{
	char before[26] = "", after[26] = "";

	for (const struct cm_column *col = cm_columns; col->fact; col++)
		if (cm_column_differs(col, &k->was, &k->t))
			cm_column_note(c, col, &k->was, &k->t);
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

/* Why, as a code: what is more than the status going on. That the answer was late is known here for the last time, and
 * cm-complaint report asks for it (ticket_sums). */
static struct cm_str
reason_of(const struct cm_case *c, const struct cm_complaint *k)
{
	if (cm_get_int(c, REOPENS))
		return k->was.reply_due && cm_ticket_answered_at(&k->was) > k->was.reply_due ? CM_STR("reopened.late") : CM_STR("reopened");
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
	    cm_complaint_reclass_names, cm_column_names, NULL}

const struct cm_flow cm_flow_complaint_update = {CHANGE, .gate = "update", .gather = gather};
const struct cm_flow cm_flow_complaint_close = {CHANGE, .gate = "close", .gather = gather_close};
const struct cm_flow cm_flow_complaint_reopen = {CHANGE, .gate = "reopen", .gather = gather_reopen};
