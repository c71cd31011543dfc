/*
 * cm-diagnose: a fault report is led through the trees of its symptoms (policies/diagnose/), each by itself, and answered
 * with what was found, what is to be done and what is still to be asked. Reads only. The gate of diagnose.yaml makes one
 * verdict of what the trees came to.
 */
#include "flow/diagnose/diagnose.h"

#include "base/banned.h"

static void
walk(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;

	for (unsigned i = 0; i < d->n; i++) {
		struct cm_diagnosed *t = &d->trees[i];

		cm_diagnose_look_as(d, t);
		cm_policy_decide(t->of, t->tree, c->facts, NULL, 0, &t->decision, c->arena);
		cm_tree_walk(t->tree, c->facts, &t->walk, c->arena);
		t->found = t->walk.open ? NULL : t->walk.seen[t->walk.n - 1].step;
	}
}

/* The decisions that the answer rests on beside the gate's: explained along with it. */
static void
keep_decisions(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	struct cm_decision *all = cm_arena_alloc(c->arena, (d->n + 1) * sizeof *all);

	for (unsigned i = 0; i < d->n; i++)
		all[i] = d->trees[i].decision;
	c->beside = all;
	c->nbeside = d->n;
}

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_diagnosis *d = cm_arena_alloc(c->arena, sizeof *d);
	enum cm_status st = CM_OK;

	*d = (struct cm_diagnosis){.c = c, .today = cm_time_day(c->now)};
	c->state = d;
	if (cm_name_known(c, "msisdn"))
		st = cm_case_line(c);
	if (st != CM_OK)
		return st;
	cm_diagnose_symptoms(d);
	st = cm_diagnose_gather(d);
	if (st != CM_OK || c->settled)
		return st;
	walk(d);
	keep_decisions(d);
	return cm_diagnose_answer(d);
}

/* Pointed out, and nobody has to acknowledge it: many of one cause are one problem; what was reported and not understood. */
static enum cm_status
apply(struct cm_case *c)
{
	if (cm_case_fired(c, "diagnose.problem")) {
		cm_out_text(c, "problem", cm_get_text(c, DG_PROBLEM));
		cm_out_int(c, "problem_tickets", cm_get_int(c, DG_PROBLEM_TICKETS));
	}
	cm_out_told(c);
	return CM_OK;
}

const struct cm_flow cm_flow_diagnose = {.policy = "diagnose",
    .gate = "diagnose",
    .facts = cm_diagnose_facts,
    .helpers = (const char *const *const[]){cm_case_line_names, NULL},
    .as = (const char *const[]){"service", "service_said", NULL},
    .offers = true,
    .services = true,
    .trees = true,
    .leads = true,
    .messages = true,
    .gather = gather,
    .apply = apply};
