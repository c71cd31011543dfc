/*
 * Class and calendar of a ticket that changes, and whether its time is reckoned again: said by the record, or by the rules
 * where what they look at is another. Called by update.c.
 */
#include "flow/complaint/columns.h"
#include "flow/complaint/complaint.h"

#include "base/banned.h"

const char *const cm_complaint_reclass_names[] = {
    "class", "class_known", "classes", "calendar", "calendar_known", NULL};

/* Whether the class is the one that the rules give it, and not one that somebody has said. What it was is in the facts
 * for a moment. */
static bool
is_classed(struct cm_case *c, const struct cm_complaint *k)
{
	struct cm_value *now = cm_arena_alloc(c->arena, c->policy->vocabulary->n * sizeof *now);
	bool classed;

	memcpy(now, c->facts, c->policy->vocabulary->n * sizeof *now);
	for (const struct cm_column *col = cm_columns; col->fact; col++)
		if (col->flags & CM_COLUMN_CLOCK)
			cm_column_tell(c, col, &k->was);
	classed = cm_str_eq(cm_deadline_of(c->deadlines, c->facts, NULL)->id, k->was.class);
	memcpy(c->facts, now, c->policy->vocabulary->n * sizeof *now);
	return classed;
}

static bool
clock_changes(const struct cm_complaint *k)
{
	for (const struct cm_column *col = cm_columns; col->fact; col++)
		if (col->flags & CM_COLUMN_CLOCK && cm_column_differs(col, &k->was, &k->t))
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
	cm_name_list(c, "classes", names, c->deadlines->n);
	k->class = cm_deadline_find(c->deadlines, k->was.class);
	if (cm_name_known(c, "class")) {
		const struct cm_deadline *said = cm_deadline_find(c->deadlines, cm_name_get_text(c, "class"));

		/* The class that a ticket has may be one of outside, which a list of tickets gives back. */
		cm_name_bool(c, "class_known", said || cm_str_eq(cm_name_get_text(c, "class"), k->was.class));
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
	if (cm_name_known(c, "calendar"))
		id = cm_name_get_text(c, "calendar");
	else if (!id.n || !cm_str_eq(k->class->id, k->was.class))
		id = k->class->calendar_id;
	/* One that is gone since is nobody's mistake in this record. */
	cm_name_bool(c, "calendar_known", cm_complaint_use_calendar(c, k, id) || !cm_name_known(c, "calendar"));
}

/* Rows S51, S71: the time is fixed when a ticket is opened, and reckoned again when its class or calendar changes before the
 * customer has an answer. */
static enum cm_status
reckon_again(struct cm_case *c, struct cm_complaint *k)
{
	enum cm_status st = CM_OK;
	bool class, calendar;

	if (!k->class || !cm_name_get_int(c, "calendar_known") || cm_ticket_answered_at(&k->was) || !k->was.open)
		return CM_OK;
	class = !cm_str_eq(k->class->id, k->was.class);
	calendar = !cm_str_eq(k->class->calendar_id, k->was.due_calendar);
	if (!class && (!calendar || !(k->was.due_calendar.n || cm_name_known(c, "calendar"))))
		return CM_OK;
	if (calendar)
		st = cm_complaint_stood(c, k);
	if (st == CM_OK)
		cm_complaint_reckon(c, k);
	return st;
}

enum cm_status
cm_complaint_reclass(struct cm_case *c, struct cm_complaint *k)
{
	find_class(c, k);
	find_calendar(c, k);
	return reckon_again(c, k);
}
