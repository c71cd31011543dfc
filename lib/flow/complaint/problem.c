/*
 * One problem, many tickets: it is named by the first of them, which is part of none. So each ticket leads to it in one step,
 * and a list of it finds all.
 */
#include "flow/complaint/complaint.h"

#include "base/banned.h"

const char *const cm_complaint_problem_names[] = {
    "diagnosed_cause", "problem", "problem_tickets", "problem_customers", "same_ticket", "problem_known", "problem_first", "problem_hours", "problem_least", NULL};

#define STEPS 8 /* of a chain, as stores have it from when nobody refused one */

enum cm_status
cm_complaint_problem(struct cm_case *c, struct cm_str ticket_id, struct cm_str *problem)
{
	struct cm_ticket t;
	enum cm_status st = cm_ticket_find(c->store, ticket_id, &t, c->arena, c->diag);

	for (int i = 0; st == CM_OK && t.problem.n && i < STEPS; i++)
		st = cm_ticket_find(c->store, t.problem, &t, c->arena, c->diag);
	if (st != CM_OK)
		return st == CM_CONFLICT ? CM_END : st;
	t.external = CM_STR("");
	*problem = cm_complaint_id(c, &t);
	return CM_OK;
}

struct same {
	struct cm_case *c;
	struct cm_str cause;
};

static enum cm_status
find_same(void *ctx, const struct cm_ticket *t)
{
	struct same *s = ctx;

	if (t->open && cm_str_eq(t->cause, s->cause))
		cm_name_text(s->c, "same_ticket", cm_complaint_id(s->c, t));
	return CM_OK;
}

/* The customer counts with those who reported it before, once. */
enum cm_status
cm_complaint_problem_of_cause(struct cm_case *c, const struct cm_complaint *k)
{
	struct cm_str cause = cm_complaint_said(c, "diagnosed_cause");
	struct cm_ticket own = {.msisdn = cm_complaint_said(c, "msisdn")};
	struct cm_alike alike;
	enum cm_status st = CM_OK;

	if (!cause.n)
		return CM_OK;
	if (c->has_account) {
		own.part = c->account.part;
		own.line = c->account.line;
		st = cm_tickets_of(c->store, own.part, own.line, find_same, &(struct same){c, cause}, c->diag);
	}
	if (st == CM_OK)
		st = cm_tickets_of_cause(
		    c->store, cause, k->at - cm_name_get_int(c, "problem_hours") * 3600, &own, &alike, c->arena, c->diag);
	if (st != CM_OK || !alike.tickets)
		return st;
	cm_name_text(c, "problem", alike.problem);
	cm_name_int(c, "problem_tickets", alike.tickets + 1);
	cm_name_int(c, "problem_customers", alike.customers + 1);
	return CM_OK;
}

static enum cm_status
one_is_there(void *ctx, const struct cm_ticket *t)
{
	(void)t;
	*(bool *)ctx = true;
	return CM_END;
}

enum cm_status
cm_complaint_problem_first(struct cm_case *c, const struct cm_ticket *t, bool *first)
{
	enum cm_status st;
	char own[20];

	*first = false;
	cm_id_make(own, t->part, t->ticket);
	st = cm_tickets_of_problem(c->store, cm_str(own), one_is_there, first, c->diag);
	return st == CM_END ? CM_OK : st;
}

enum cm_status
cm_complaint_problem_join(struct cm_case *c, const struct cm_complaint *k)
{
	struct cm_str said = cm_name_get_text(c, "problem"), problem;
	bool first = false;
	enum cm_status st;
	char own[20];

	cm_name_bool(c, "problem_known", true);
	cm_name_bool(c, "problem_first", false);
	if (!said.n || cm_str_eq(said, k->was.problem))
		return CM_OK;
	st = cm_complaint_problem(c, said, &problem);
	if (st != CM_OK) {
		cm_name_bool(c, "problem_known", st != CM_END);
		return st == CM_END ? CM_OK : st;
	}
	cm_id_make(own, k->was.part, k->was.ticket);
	if (cm_str_is(problem, own)) { /* the first of a problem is part of none */
		cm_name_forget(c, "problem");
		return CM_OK;
	}
	cm_name_text(c, "problem", problem);
	st = cm_complaint_problem_first(c, &k->was, &first);
	cm_name_bool(c, "problem_first", first);
	return st;
}
