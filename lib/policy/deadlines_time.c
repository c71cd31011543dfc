/*
 * What deadlines.yaml says of one ticket: its class, when its reply is due and who is reminded when, which ways its status
 * may go. Called by the flows of complaints.
 */
#include "base/tmf621.h"
#include "policy/deadlines.h"

#include "base/banned.h"

const struct cm_deadline *
cm_deadline_of(const struct cm_deadlines *all, const struct cm_value *facts, const struct cm_deadline **unsure)
{
	const struct cm_deadline *first = NULL, *c = all->classes;

	for (; c->when; c++) {
		enum cm_truth t = cm_expr_eval(c->when, facts);

		if (t == CM_TRUE)
			break;
		if (t == CM_MAYBE && !first)
			first = c;
	}
	if (unsure)
		*unsure = first;
	return c;
}

const struct cm_deadline *
cm_deadline_find(const struct cm_deadlines *all, struct cm_str id)
{
	for (unsigned i = 0; i < all->n; i++)
		if (cm_str_eq(all->classes[i].id, id))
			return &all->classes[i];
	return NULL;
}

bool
cm_deadlines_calendar(const struct cm_deadlines *all, struct cm_str id, const struct cm_calendar **out)
{
	*out = cm_calendars_find(all->calendars, id);
	return *out || !id.n || cm_calendar_is_always(id);
}

enum cm_status
cm_deadline_due(const struct cm_deadline *c, int64_t opened, int64_t paused, int64_t *due)
{
	int64_t at;
	enum cm_status st;

	if (c->days)
		st = cm_calendar_add_days(c->calendar, opened, (int)c->reply, &at);
	else
		st = cm_calendar_add(c->calendar, opened, c->reply, &at);
	return st == CM_OK ? cm_calendar_add(c->calendar, at, paused, due) : st;
}

enum cm_status
cm_deadline_resume(const struct cm_calendar *c, int64_t since, int64_t now, int64_t *paused, int64_t *due)
{
	int64_t stood = 0, moved = *due;
	enum cm_status st = CM_OK;

	if (since < now && *due > since)
		st = cm_calendar_between(c, since, now, &stood);
	if (st == CM_OK && stood)
		st = cm_calendar_add(c, *due, stood, &moved);
	if (st == CM_OK) {
		*paused += stood;
		*due = moved;
	}
	return st;
}

enum cm_status
cm_deadline_level_at(const struct cm_deadlines *all, unsigned level, const struct cm_clock *clock, int64_t *at)
{
	const struct cm_deadline_level *v = level < all->nlevels ? &all->levels[level] : NULL;
	int64_t seconds = v ? v->offset : 0;
	enum cm_status st;

	if (!v || !clock->due)
		return CM_END;
	if (v->share) {
		st = cm_calendar_between(clock->calendar, clock->opened, clock->due, &seconds);
		if (st != CM_OK)
			return st;
		seconds -= clock->paused;
		seconds = seconds > 0 ? -(seconds * (100 - v->offset) / 100) : 0;
	}
	return cm_calendar_add(clock->calendar, clock->due, seconds, at);
}

const struct cm_ticket_status *
cm_ticket_status(const struct cm_deadlines *all, struct cm_str word)
{
	const struct cm_tmf621 *s = cm_tmf621_find(word);

	return s ? &all->statuses[s - cm_tmf621] : NULL;
}

bool
cm_ticket_may(const struct cm_deadlines *all, struct cm_str from, struct cm_str to)
{
	const struct cm_ticket_status *s = cm_ticket_status(all, from);

	return s && cm_str_among(s->next, s->nnext, to);
}
