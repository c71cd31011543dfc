/* Which orders wait, and what carries them out when their day has come: a line each. */
#include "flow/due.h"
#include "flow/plan.h"
#include "flow/reactivate.h"

#include "base/banned.h"

/* ---- a payment for a line that another system has the last word about (row S41) ---- */

static enum cm_status
gather_word(struct cm_case *c, const struct cm_waiting *w, const void **work)
{
	(void)work;
	return cm_reactivate_due(c, w);
}

static enum cm_status
give_back(struct cm_case *c, const struct cm_waiting *w, const void *work)
{
	(void)work;
	return cm_reactivate_give_back(c, w);
}

/* ---- a change of plan (row S16) ---- */

/* A plan that has left the catalogue meanwhile is nobody's to carry out: a person sees to it. */
static enum cm_status
gather_plan(struct cm_case *c, const struct cm_waiting *w, const void **work)
{
	const struct cm_plan_move *move;
	enum cm_status st = cm_plan_move_find(c, w->value, &move);

	*work = move;
	if (st == CM_OK)
		cm_name_bool(c, "waiting_carried", move != NULL);
	return st;
}

static enum cm_status
change_plan(struct cm_case *c, const struct cm_waiting *w, const void *work)
{
	return cm_plan_carry_out(c, work, w);
}

/* ---- all kinds ---- */

static const struct cm_due_kind kinds[] = {
    {CM_PLAN, gather_plan, change_plan}, {CM_REACTIVATE, gather_word, give_back}, {0}};

const struct cm_due_kind *
cm_due_kind(struct cm_str kind)
{
	for (const struct cm_due_kind *k = kinds; k->kind; k++)
		if (cm_str_is(kind, k->kind))
			return k;
	return NULL;
}
