/*
 * cm-complaint list: tickets, by what they are about and how they stand; each a record that cm-complaint update takes. Reads
 * only. What an index knows (a number, a problem, what is owed) is looked for there, all else among all tickets.
 */
#include "base/date.h"
#include "base/po.h"
#include "flow/complaint/complaint.h"

#include "base/banned.h"

enum {
	MSISDN,
	TICKET_ID,
	STATUS,
	CLASS,
	KIND,
	SERVICE,
	BRANCH,
	PROBLEM,
	PROBLEM_KNOWN,
	OVERDUE,
	AWAITING,
	OPEN,
	SINCE,
	UNTIL,
	THEN
};

static const char *const facts[] = {"msisdn", "ticket_id", "new_status", "class", "ticket_kind", "service", "branch",
    "problem", "problem_known", "overdue", "awaiting", "open", "since", "until", "then", NULL};
static const char *const as[] = {"kind", "ticket_kind", "cause", "ticket_causes", "status", "new_status", "text",
    "ticket_text", NULL};

struct listing { /* what is wanted */
	struct cm_ticket_filter filter;
	struct cm_str problem; /* id of its first ticket */
};

static enum cm_status
gather(struct cm_case *c)
{
	struct listing *l = cm_arena_alloc(c->arena, sizeof *l);
	struct cm_ticket_filter *f = &l->filter;
	enum cm_status st = CM_OK;

	c->state = l;
	cm_complaint_cause(c);
	*f = cm_ticket_any;
	if (cm_known(c, PROBLEM))
		st = cm_complaint_problem(c, cm_get_text(c, PROBLEM), &l->problem);
	cm_set_bool(c, PROBLEM_KNOWN, st != CM_END);
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	f->msisdn = cm_complaint_said(c, "msisdn");
	f->status = cm_complaint_said(c, "new_status");
	f->class = cm_complaint_said(c, "class");
	f->kind = cm_complaint_said(c, "ticket_kind");
	f->service = cm_complaint_said(c, "service");
	f->branch = cm_complaint_said(c, "branch");
	f->cause = cm_complaint_said(c, "diagnosed_cause");
	f->open_only = cm_get_int(c, OPEN);
	if (cm_known(c, SINCE))
		f->since = cm_day_start((int32_t)cm_get_int(c, SINCE));
	if (cm_known(c, UNTIL))
		f->until = cm_day_start((int32_t)cm_get_int(c, UNTIL) + 1);
	return cm_known(c, MSISDN) ? cm_case_find_line(c, f->msisdn) : CM_OK;
}

/* ---- which ---- */

static bool
fits(struct cm_str wanted, struct cm_str has)
{
	return !wanted.n || cm_str_eq(wanted, has);
}

static bool
is_overdue(const struct cm_case *c, const struct cm_ticket *t)
{
	return t->awaiting && t->reply_due < c->now;
}

/* What an index gave may not be what else is wanted. */
static bool
is_wanted(const struct cm_case *c, const struct cm_ticket *t)
{
	const struct cm_ticket_filter *f = &((const struct listing *)c->state)->filter;

	return fits(f->msisdn, t->msisdn) && fits(f->status, t->status) && fits(f->class, t->class) && fits(f->kind, t->kind) &&
	    fits(f->service, t->service) && fits(f->branch, t->branch) && fits(f->cause, t->cause) &&
	    t->opened_at >= f->since && t->opened_at < f->until &&
	    (!cm_known(c, OPEN) || t->open == (cm_get_int(c, OPEN) != 0)) &&
	    (!cm_known(c, OVERDUE) || is_overdue(c, t) == (cm_get_int(c, OVERDUE) != 0)) &&
	    (!cm_known(c, AWAITING) || t->awaiting == (cm_get_int(c, AWAITING) != 0));
}

/* ---- rows ---- */

static void
out_text(struct cm_case *c, const char *name, struct cm_str s)
{
	if (s.n)
		cm_out_text(c, name, s);
}

static void
out_time(struct cm_case *c, const char *name, int64_t at)
{
	if (at)
		cm_out_time(c, name, at);
}

static void
out_what(struct cm_case *c, const struct cm_ticket *t)
{
	out_text(c, "msisdn", t->msisdn);
	out_text(c, "kind", t->kind);
	out_text(c, "service", t->service);
	out_text(c, "cause", t->cause);
	out_text(c, "subject", t->subject);
	if (c->unmask) {
		out_text(c, "text", t->text);
		out_text(c, "solution", t->solution);
	}
	out_text(c, "branch", t->branch);
	if (t->severity)
		cm_out_int(c, "severity", t->severity);
}

static void
out_stand(struct cm_case *c, const struct cm_ticket *t)
{
	cm_out_time(c, "opened_at", t->opened_at);
	out_time(c, "reply_due", t->reply_due);
	cm_out_bool(c, "awaiting", t->awaiting);
	cm_out_bool(c, "overdue", is_overdue(c, t));
	if (t->open && !t->reply_due && !cm_ticket_answered_at(t))
		cm_out_text(c, "message", cm_str(_("no deadline")));
	out_time(c, "replied_at", t->replied_at);
	out_time(c, "resolved_at", t->resolved_at);
	out_time(c, "closed_at", t->closed_at);
	out_time(c, "restore_due", t->restore_due);
	out_text(c, "escalate_to", t->escalate_to);
	if (t->accepted >= 0)
		cm_out_bool(c, "accepted", t->accepted);
	if (t->satisfied >= 0)
		cm_out_bool(c, "satisfied", t->satisfied);
	cm_out_int(c, "version", t->version);
}

/* The first ticket of a problem is listed with its own id, as the others are; update takes that as no change. */
static enum cm_status
out_problem(struct cm_case *c, const struct cm_ticket *t)
{
	struct cm_str problem = t->problem;
	bool first = false;
	char own[20];
	enum cm_status st = problem.n ? CM_OK : cm_complaint_problem_first(c, t, &first);

	cm_id_make(own, t->part, t->ticket);
	if (first)
		problem = cm_str(own);
	if (problem.n || cm_known(c, PROBLEM)) /* which one it was asked for is not what this ticket has */
		cm_out_text(c, "problem", problem);
	return st;
}

static enum cm_status
row(void *ctx, const struct cm_ticket *t)
{
	struct cm_case *c = ctx;
	struct cm_str then = cm_get_text(c, THEN);
	enum cm_status st;

	if (!is_wanted(c, t))
		return CM_OK;
	cm_out_text(c, "ticket_id", cm_complaint_id(c, t));
	out_what(c, t);
	out_text(c, "class", t->class);
	cm_out_text(c, "status", t->status);
	out_stand(c, t);
	st = out_problem(c, t);
	if (st != CM_OK)
		return st;
	if (then.n)
		cm_out_list(c, "next", &then, 1);
	return c->emit(c);
}

static enum cm_status
one(struct cm_case *c, struct cm_str id)
{
	struct cm_ticket t;
	enum cm_status st = cm_ticket_find(c->store, id, &t, c->arena, c->diag);

	if (st != CM_OK)
		return st == CM_END || st == CM_CONFLICT ? CM_OK : st;
	return row(c, &t);
}

/* Of a problem, whichever of its tickets names it: the first one, and all others. */
static enum cm_status
of_problem(struct cm_case *c, struct cm_str problem)
{
	enum cm_status st = one(c, problem);

	return st == CM_OK ? cm_tickets_of_problem(c->store, problem, row, c, c->diag) : st;
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct listing *l = c->state;
	bool overdue = cm_get_int(c, OVERDUE), awaiting = cm_get_int(c, AWAITING);
	enum cm_status st;

	if (cm_known(c, TICKET_ID))
		st = one(c, cm_get_text(c, TICKET_ID));
	else if (cm_known(c, PROBLEM))
		st = of_problem(c, l->problem);
	else if (c->has_account)
		st = cm_tickets_of(c->store, c->account.part, c->account.line, row, c, c->diag);
	else if (overdue || awaiting)
		st = cm_tickets_due(c->store, overdue ? c->now - 1 : INT64_MAX, &CM_TICKET_NONE, INT64_MAX, row, c, c->diag);
	else
		st = cm_tickets_list(c->store, &l->filter, &CM_TICKET_NONE, INT64_MAX, row, c, c->diag);
	if (st != CM_OK || c->emitted)
		return st;
	cm_out_text(c, "message", cm_str(_("no such ticket")));
	cm_out_list(c, "next", NULL, 0);
	return CM_OK;
}

const struct cm_flow cm_flow_complaint_list = {.policy = "complaint",
    .gate = "list",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_complaint_names, cm_complaint_clock_names,
	cm_complaint_problem_names, NULL},
    .as = as,
    .unmasks = true,
    .gather = gather,
    .apply = apply};
