/*
 * A ticket's columns that a record may say, each by its fact: what a record says goes into the ticket, what it does not say
 * is what the ticket has; what differs, and how the journal keeps that.
 */
#include <stddef.h>
#include <stdio.h>

#include "base/date.h"
#include "flow/complaint/columns.h"

#include "base/banned.h"

/* Fact, type, member; what is there when nobody has said it; flags. */
#define EACH(X)                                                                                                        \
	X("ticket_kind", CM_COLUMN_TEXT, kind, 0, CM_COLUMN_CLOCK)                                                     \
	X("service", CM_COLUMN_TEXT, service, 0, CM_COLUMN_CLOCK)                                                      \
	X("branch", CM_COLUMN_TEXT, branch, 0, CM_COLUMN_CLOCK)                                                        \
	X("severity", CM_COLUMN_NUMBER, severity, 0, CM_COLUMN_CLOCK)                                                  \
	X("subject", CM_COLUMN_TEXT, subject, 0, CM_COLUMN_OPEN)                                                       \
	X("ticket_text", CM_COLUMN_TEXT, text, 0, CM_COLUMN_OPEN)                                                      \
	X("channel", CM_COLUMN_TEXT, channel, 0, CM_COLUMN_OPEN)                                                       \
	X("diagnosed_cause", CM_COLUMN_TEXT, cause, 0, 0)                                                              \
	X("complaint_purpose", CM_COLUMN_TEXT, purpose, 0, CM_COLUMN_HIDDEN)                                           \
	X("solution", CM_COLUMN_TEXT, solution, 0, CM_COLUMN_HIDDEN)                                                   \
	X("escalate_to", CM_COLUMN_TEXT, escalate_to, 0, 0)                                                            \
	X("problem", CM_COLUMN_TEXT, problem, 0, CM_COLUMN_LATE)                                                       \
	X("emotion_level", CM_COLUMN_NUMBER, emotion_level, -1, 0)                                                     \
	X("restore_due", CM_COLUMN_INSTANT, restore_due, 0, 0)                                                         \
	X("accepted", CM_COLUMN_BOOL, accepted, -1, CM_COLUMN_LATE)                                                    \
	X("satisfied", CM_COLUMN_BOOL, satisfied, -1, CM_COLUMN_LATE)

#define COLUMN(fact, type, member, none, flags) {fact, type, offsetof(struct cm_ticket, member), none, flags},
#define NAME(fact, type, member, none, flags) fact,

const struct cm_column cm_columns[] = {EACH(COLUMN){0}};
const char *const cm_column_names[] = {EACH(NAME) NULL};

static struct cm_str
text_of(const struct cm_column *col, const struct cm_ticket *t)
{
	return *(const struct cm_str *)((const char *)t + col->at);
}

static int64_t
number_of(const struct cm_column *col, const struct cm_ticket *t)
{
	const char *cell = (const char *)t + col->at;

	return col->type == CM_COLUMN_INSTANT ? *(const int64_t *)cell : *(const int *)cell;
}

bool
cm_column_differs(const struct cm_column *col, const struct cm_ticket *a, const struct cm_ticket *b)
{
	if (col->type == CM_COLUMN_TEXT)
		return !cm_str_eq(text_of(col, a), text_of(col, b));
	return number_of(col, a) != number_of(col, b);
}

void
cm_column_take(const struct cm_case *c, const struct cm_column *col, struct cm_ticket *t)
{
	char *cell = (char *)t + col->at;

	if (!cm_name_known(c, col->fact))
		return;
	if (col->type == CM_COLUMN_TEXT)
		*(struct cm_str *)cell = cm_name_get_text(c, col->fact);
	else if (col->type == CM_COLUMN_INSTANT)
		*(int64_t *)cell = cm_name_get_int(c, col->fact);
	else
		*(int *)cell = (int)cm_name_get_int(c, col->fact);
}

void
cm_column_tell(struct cm_case *c, const struct cm_column *col, const struct cm_ticket *t)
{
	cm_name_forget(c, col->fact);
	if (col->type == CM_COLUMN_TEXT)
		cm_name_text(c, col->fact, text_of(col, t));
	else if (number_of(col, t) == col->none)
		return;
	else if (col->type == CM_COLUMN_INSTANT)
		cm_name_time(c, col->fact, number_of(col, t));
	else if (col->type == CM_COLUMN_BOOL)
		cm_name_bool(c, col->fact, number_of(col, t) != 0);
	else
		cm_name_int(c, col->fact, number_of(col, t));
}

void
cm_column_note(struct cm_case *c, const struct cm_column *col, const struct cm_ticket *was, const struct cm_ticket *now)
{
	char before[32] = "", after[32] = "";

	if (col->flags & CM_COLUMN_HIDDEN) {
		cm_change_note(c, col->fact, CM_STR(""), CM_STR("***"));
		return;
	}
	if (col->type == CM_COLUMN_TEXT) {
		cm_change_note(c, col->fact, text_of(col, was), text_of(col, now));
		return;
	}
	if (col->type == CM_COLUMN_INSTANT) {
		if (number_of(col, was))
			cm_time_format(number_of(col, was), before);
		cm_time_format(number_of(col, now), after);
	} else {
		snprintf(before, sizeof before, "%d", (int)number_of(col, was));
		snprintf(after, sizeof after, "%d", (int)number_of(col, now));
	}
	cm_change_note(c, col->fact, cm_str(before), cm_str(after));
}
