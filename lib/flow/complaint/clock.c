/*
 * A ticket's clock: the class that says how long an answer may take, the calendar in which the time runs, the states in which
 * it stands, and who is to be reminded next. What they are is policies/deadlines.yaml's.
 */
#include "base/tmf621.h"
#include "flow/complaint/complaint.h"

#include "base/banned.h"

const char *const cm_complaint_clock_names[] = {
    "class", "class_name", "class_given", "class_sure", "reply_within", "due_known", "reply_due", "calendars",
    NULL};

/* ---- the class ---- */

/* "8 小时" and "8 hours". */
static struct cm_text
within(const struct cm_case *c, const struct cm_deadline *d)
{
	struct unit {
		int64_t seconds;
		const char *zh, *one, *more;
	};
	static const struct unit units[] = {{3600, "小时", "hour", "hours"}, {60, "分钟", "minute", "minutes"}},
				 day = {1, "个工作日", "working day", "working days"};
	const struct unit *u = d->days ? &day : d->reply % 3600 ? &units[1] : &units[0];
	long long n = d->reply / u->seconds;

	return (struct cm_text){.zh = cm_str(cm_arena_printf(c->arena, "%lld %s", n, u->zh)),
	    .en = cm_str(cm_arena_printf(c->arena, "%lld %s", n, n == 1 ? u->one : u->more))};
}

void
cm_complaint_tell_class(struct cm_case *c, const struct cm_complaint *k)
{
	struct cm_text *time = cm_arena_alloc(c->arena, sizeof *time);

	if (!k->class)
		return;
	*time = within(c, k->class);
	cm_name_words(c, "reply_within", time);
	cm_name_words(c, "class_name", &k->class->name);
}

void
cm_complaint_classify(struct cm_case *c, struct cm_complaint *k)
{
	const struct cm_deadline *unsure;

	k->class = cm_deadline_of(c->deadlines, c->facts, &unsure);
	k->t.class = k->class->id;
	cm_name_text(c, "class", k->class->id);
	cm_name_bool(c, "class_given", !k->class->otherwise);
	cm_name_bool(c, "class_sure", !unsure);
	cm_complaint_tell_class(c, k);
}

/* ---- by when ---- */

static void
tell_calendars(struct cm_case *c)
{
	const struct cm_calendars *all = c->deadlines->calendars;
	struct cm_str *names = cm_arena_alloc(c->arena, (all->n + 1) * sizeof *names);

	names[0] = CM_STR("always");
	for (unsigned i = 0; i < all->n; i++)
		names[i + 1] = all->calendars[i].id;
	cm_name_list(c, "calendars", names, all->n + 1);
}

bool
cm_complaint_use_calendar(struct cm_case *c, struct cm_complaint *k, struct cm_str id)
{
	k->own = *k->class;
	k->own.calendar_id = id;
	k->class = &k->own;
	if (cm_deadlines_calendar(c->deadlines, id, &k->own.calendar))
		return true;
	tell_calendars(c);
	return false;
}

static void
calendar_ends(struct cm_case *c)
{
	cm_name_bool(c, "due_known", false);
}

void
cm_complaint_reckon(struct cm_case *c, struct cm_complaint *k)
{
	if (cm_deadline_due(k->class, k->start, k->t.paused, &k->t.reply_due) != CM_OK) {
		calendar_ends(c);
		return;
	}
	k->t.due_calendar = k->class->calendar_id;
	cm_name_time(c, "reply_due", k->t.reply_due);
}

static bool
has_answer(struct cm_str status)
{
	return !cm_tmf621_find(status)->owes;
}

static bool
stops(const struct cm_deadlines *d, struct cm_str status)
{
	return cm_ticket_status(d, status)->stops;
}

struct standing { /* how long a clock stood */
	struct cm_case *c;
	struct cm_complaint *k;
	int64_t since; /* 0: it runs */
	int64_t start;
};

static enum cm_status
find_start(void *ctx, const struct cm_ticket_event *e)
{
	struct standing *s = ctx;

	if (e->from_status.n && has_answer(e->from_status) && !has_answer(e->to_status))
		s->start = e->at;
	return CM_OK;
}

enum cm_status
cm_complaint_start(struct cm_case *c, const struct cm_ticket *t, int64_t *start)
{
	struct standing s = {.c = c, .start = t->opened_at};
	enum cm_status st = cm_ticket_events_of(c->store, t->part, t->ticket, find_start, &s, c->diag);

	*start = s.start;
	return st;
}

static enum cm_status
add_standing(void *ctx, const struct cm_ticket_event *e)
{
	struct standing *s = ctx;
	bool stands = stops(s->c->deadlines, e->to_status);
	int64_t seconds;

	if (e->at < s->k->start || stands == (s->since != 0))
		return CM_OK;
	if (stands) {
		s->since = e->at;
		return CM_OK;
	}
	if (cm_calendar_between(s->k->class->calendar, s->since, e->at, &seconds) != CM_OK)
		calendar_ends(s->c);
	else
		s->k->t.paused += seconds;
	s->since = 0;
	return CM_OK;
}

enum cm_status
cm_complaint_stood(struct cm_case *c, struct cm_complaint *k)
{
	struct standing s = {.c = c, .k = k};

	k->t.paused = 0;
	return cm_ticket_events_of(c->store, k->t.part, k->t.ticket, add_standing, &s, c->diag);
}

/* ---- the clock stops and goes on ---- */

/* It runs again from k->at on, or what it is for is over. That is not held up by a calendar that ends, or that is gone: an
 * answer is in time when the due time had not come as the clock was stopped, by whichever hours the two are compared. */
static void
go_on(struct cm_case *c, struct cm_complaint *k, bool over)
{
	const struct cm_calendar *calendar;
	bool known;

	if (!k->t.paused_since)
		return;
	known = cm_deadlines_calendar(c->deadlines, k->t.due_calendar, &calendar) &&
		cm_deadline_resume(calendar, k->t.paused_since, k->at, &k->t.paused, &k->t.reply_due) == CM_OK;
	if (!known && over)
		known = cm_deadline_resume(NULL, k->t.paused_since, k->at, &k->t.paused, &k->t.reply_due) == CM_OK;
	if (!known)
		calendar_ends(c);
	k->t.paused_since = 0;
}

void
cm_complaint_answer(struct cm_case *c, struct cm_complaint *k)
{
	go_on(c, k, true);
	if (!k->t.replied_at)
		k->t.replied_at = k->at;
}

/* What was answered is taken up again: another answer is owed, in the time of its class from now on. */
static void
take_up(struct cm_case *c, struct cm_complaint *k)
{
	k->t.replied_at = k->t.resolved_at = k->t.closed_at = 0;
	k->t.paused = k->t.paused_since = 0;
	k->t.accepted = k->t.satisfied = -1;
	k->start = k->at;
	if (k->class)
		cm_complaint_reckon(c, k);
}

void
cm_complaint_move(struct cm_case *c, struct cm_complaint *k, struct cm_str status)
{
	const struct cm_deadlines *d = c->deadlines;
	bool resolved = cm_str_is(status, "resolved"), closed = cm_str_is(status, "closed");

	if (has_answer(k->t.status) && !has_answer(status))
		take_up(c, k);
	k->t.status = status;
	if (!stops(d, status))
		go_on(c, k, has_answer(status));
	else if (!k->t.paused_since && !k->t.replied_at && k->t.reply_due)
		k->t.paused_since = k->at;
	if (resolved || closed)
		cm_complaint_answer(c, k);
	if ((resolved || closed) && !k->t.resolved_at)
		k->t.resolved_at = k->at;
	if (closed)
		k->t.closed_at = k->at;
}

/* ---- who is reminded ---- */

/* When the next level is, by the ticket's calendar; where that ends, or is gone, by the clock alone: to be told at another
 * hour is better than not to be told. */
static bool
find_level(const struct cm_deadlines *d, const struct cm_complaint *k, int64_t *at)
{
	struct cm_clock clock = {.opened = k->start, .paused = k->t.paused, .due = k->t.reply_due};
	unsigned level = (unsigned)k->t.remind_level;

	if (cm_deadlines_calendar(d, k->t.due_calendar, &clock.calendar) && cm_deadline_level_at(d, level, &clock, at) == CM_OK)
		return true;
	clock.calendar = NULL;
	return cm_deadline_level_at(d, level, &clock, at) == CM_OK;
}

void
cm_complaint_remind_next(struct cm_case *c, struct cm_complaint *k)
{
	if (k->t.reply_due != k->was.reply_due)
		k->t.remind_level = 0;
	k->t.remind_at = 0;
	if (cm_ticket_is_awaiting(&k->t) && !find_level(c->deadlines, k, &k->t.remind_at))
		k->t.remind_at = 0;
}
