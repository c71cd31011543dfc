/* What the verbs of cm-complaint share: a ticket and its customer as facts, what is said of it, the promise of an answer. */
#include "base/date.h"
#include "base/po.h"
#include "flow/complaint/columns.h"
#include "flow/complaint/complaint.h"

#include "base/banned.h"

const char *const cm_complaint_names[] = {"ticket_id", "ticket_known", "ticket_doubtful", "ticket_status", "ticket_ended",
    "ticket_answered", "last_event_at", "brand", "vip_level", "severity", "emotion_level", "restore_due", "ticket_opened",
    "ticket_causes", "diagnosed_cause", "solution", "solution_said", NULL};

#define CAUSE_MAX 100 /* bytes */
#define PROMISE "reply" /* kind of the promises that a ticket makes */

/* ---- gather ---- */

enum cm_status
cm_complaint_customer(struct cm_case *c)
{
	enum cm_status st = cm_case_load_line(c);

	if (st != CM_OK || !c->has_line)
		return st;
	if (c->line.brand.n)
		cm_name_text(c, "brand", c->line.brand);
	if (c->line.vip_level.n)
		cm_name_text(c, "vip_level", c->line.vip_level);
	return CM_OK;
}

void
cm_complaint_cause(struct cm_case *c)
{
	struct cm_str all = cm_name_get_text(c, "ticket_causes"), first;

	if (cm_list_next(&all, &first))
		cm_name_text(c, "diagnosed_cause", first);
}

/* A number that the record says; one that it does not say is fine. */
static bool
is_between(struct cm_case *c, const char *fact, int64_t low, int64_t high)
{
	int64_t n = cm_name_get_int(c, fact);

	return !cm_name_known(c, fact) || (n >= low && n <= high);
}

/* The id of a step, as trees have it; it may be one of trees that there are no more. */
static bool
is_cause(struct cm_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && !memchr("_.-", s.p[i], 3))
			return false;
	return s.n <= CAUSE_MAX;
}

bool
cm_complaint_sound(struct cm_case *c)
{
	const char *why = NULL;

	cm_complaint_cause(c);
	if (!is_between(c, "ticket_opened", 1, CM_TIME_MAX) || !is_between(c, "restore_due", 1, CM_TIME_MAX))
		why = _("a ticket's times are after 1970");
	else if (!is_between(c, "severity", CM_GRAVEST, CM_LEAST_GRAVE))
		why = cm_arena_printf(c->arena, _("severity: expected a number from %d, the gravest, to %d"), CM_GRAVEST, CM_LEAST_GRAVE);
	else if (!is_between(c, "emotion_level", 0, CM_EMOTION_MAX))
		why = cm_arena_printf(c->arena, _("emotion_level: expected a number from 0, calm, to %d"), CM_EMOTION_MAX);
	else if (!is_cause(cm_name_get_text(c, "diagnosed_cause")))
		why = _("cause: expected what cm-diagnose finds, such as sms.off");
	if (why)
		cm_case_invalid(c, "field.malformed", why);
	return !why;
}

/* What rules look at, as far as the record says nothing else. */
static void
set_facts(struct cm_case *c, const struct cm_ticket *t)
{
	for (const struct cm_column *col = cm_columns; col->fact; col++)
		if (!(col->flags & CM_COLUMN_OPEN) && !cm_name_known(c, col->fact))
			cm_column_tell(c, col, t);
	cm_name_text(c, "ticket_status", t->status);
	cm_name_bool(c, "ticket_ended", !t->open);
	cm_name_bool(c, "ticket_answered", cm_ticket_answered_at(t) != 0);
}

enum cm_status
cm_complaint_find(struct cm_case *c, struct cm_complaint *k)
{
	struct cm_str id = cm_name_get_text(c, "ticket_id");
	enum cm_status st = cm_ticket_find(c->store, id, &k->was, c->arena, c->diag);
	int64_t last = 0;

	cm_name_bool(c, "ticket_known", st == CM_OK);
	cm_name_bool(c, "ticket_doubtful", st == CM_CONFLICT);
	c->op.part = cm_part_of_name(id);
	if (st != CM_OK)
		return st == CM_CONFLICT ? CM_END : st;
	k->t = k->was;
	c->op.part = k->was.part;
	if (k->was.line) {
		const struct cm_operation op = {.part = k->was.part, .line = k->was.line};

		st = cm_case_find_orderer(c, &op);
	}
	if (st == CM_OK)
		st = cm_ticket_last_event(c->store, k->was.part, k->was.ticket, &last, c->diag);
	if (st != CM_OK)
		return st;
	cm_name_time(c, "last_event_at", last);
	set_facts(c, &k->was);
	return CM_OK;
}

/* ---- what is said ---- */

struct cm_str
cm_complaint_id(struct cm_case *c, const struct cm_ticket *t)
{
	return cm_str(cm_ticket_name(c->arena, t));
}

struct cm_str
cm_complaint_said(const struct cm_case *c, const char *fact)
{
	struct cm_str s = cm_name_get_text(c, fact);

	return s.n ? s : CM_STR("");
}

void
cm_complaint_out(struct cm_case *c, const struct cm_ticket *t)
{
	cm_out_text(c, "ticket_id", cm_complaint_id(c, t));
	cm_out_text(c, "class", t->class);
	if (t->reply_due)
		cm_out_time(c, "reply_due", t->reply_due);
	cm_out_text(c, "status", t->status);
	if (t->escalate_to.n)
		cm_out_text(c, "escalate_to", t->escalate_to);
	if (t->problem.n)
		cm_out_text(c, "problem", t->problem);
}

/* ---- the promise ---- */

struct promises {
	struct cm_case *c;
	const struct cm_ticket *t;
	struct cm_promise *open; /* of the line, of this kind */
	unsigned n, room;
	struct cm_promise found; /* seq 0: none */
};

static enum cm_status
add_open(void *ctx, const struct cm_promise *p)
{
	struct promises *all = ctx;

	if (p->posted || !cm_str_is(p->kind, PROMISE))
		return CM_OK;
	all->open = cm_arena_grow(all->c->arena, all->open, all->n, &all->room, sizeof *all->open);
	all->open[all->n] = *p;
	all->open[all->n++].kind = CM_STR(PROMISE);
	return CM_OK;
}

/* A promise was made by one of the ticket's own operations. */
static enum cm_status
is_ours(void *ctx, const struct cm_ticket_event *e)
{
	struct promises *all = ctx;

	for (unsigned i = 0; i < all->n; i++)
		if (all->open[i].seq == e->seq)
			all->found = all->open[i];
	return CM_OK;
}

static int32_t
promised(const struct cm_ticket *t)
{
	return t && cm_ticket_is_awaiting(t) ? cm_time_day(t->reply_due) : CM_DAY_NONE;
}

enum cm_status
cm_complaint_promise(struct cm_case *c, const struct cm_ticket *was, const struct cm_ticket *now)
{
	struct promises all = {.c = c, .t = now};
	struct cm_promise p = {.seq = c->op.seq, .kind = CM_STR(PROMISE)};
	enum cm_status st = CM_OK;
	int part = now->part;

	if (!now->line || promised(was) == promised(now))
		return CM_OK;
	if (was && promised(was) != CM_DAY_NONE) {
		st = cm_promises_of(c->store, part, now->line, add_open, &all, c->diag);
		if (st == CM_OK && all.n)
			st = cm_ticket_events_of(c->store, part, now->ticket, is_ours, &all, c->diag);
		if (st == CM_OK && all.found.seq)
			st = cm_promise_post(c->store, part, now->line, &all.found, c->op.seq, c->diag);
	}
	if (st != CM_OK || promised(now) == CM_DAY_NONE)
		return st;
	p.from = p.due = promised(now);
	return cm_promise_add(c->store, part, now->line, &p, c->diag);
}
