/* Which orders wait, and what carries them out when their day has come: a line each. */
#include "flow/bill/refund_later.h"
#include "flow/due/due.h"
#include "flow/family/family.h"
#include "flow/plan/plan.h"
#include "flow/reactivate/reactivate.h"

#include "base/banned.h"

const char *const cm_due_names[] = {"waiting_carried", "transition_known", NULL};

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

/* ---- another plan (row S16): what it does is worked out against what the line has now ---- */

static enum cm_status
gather_plan(struct cm_case *c, const struct cm_waiting *w, const void **work)
{
	const struct cm_plan_move *m;
	enum cm_status st = cm_plan_move_find(c, w->value, &m);

	if (st != CM_OK)
		return st;
	cm_name_bool(c, "transition_known", m && m->how);
	if (m) {
		cm_out_list(c, "dropped", m->dropped, m->ndropped);
		cm_out_list(c, "added", m->added, m->nadded);
	}
	for (unsigned i = 0; m && i < m->ntasks; i++)
		cm_case_task(c, m->tasks[i]);
	*work = m;
	return CM_OK;
}

static enum cm_status
change_plan(struct cm_case *c, const struct cm_waiting *w, const void *work)
{
	return cm_plan_carry_out(c, work, cm_time_day(w->due), w);
}

/* ---- a consent that did not come (row S58) ---- */

static enum cm_status
gather_consent(struct cm_case *c, const struct cm_waiting *w, const void **work)
{
	(void)c;
	(void)w;
	(void)work;
	return CM_OK;
}

static enum cm_status
give_up(struct cm_case *c, const struct cm_waiting *w, const void *work)
{
	(void)work;
	return cm_family_give_up(c, w);
}

/* ---- all kinds ---- */

static const struct cm_due_kind kinds[] = {
    {CM_REACTIVATE, gather_word, give_back}, {CM_PLAN, gather_plan, change_plan}, {CM_FAMILY, gather_consent, give_up},
    {CM_REFUND, cm_refund_due, cm_refund_carry_out}, {0}};

const struct cm_due_kind *
cm_due_kind(struct cm_str kind)
{
	for (const struct cm_due_kind *k = kinds; k->kind; k++)
		if (cm_str_is(kind, k->kind))
			return k;
	return NULL;
}
