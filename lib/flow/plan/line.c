/* What cm-plan's verbs look up of a line before anything else: its plan, and the change that it waits for. */
#include "base/date.h"
#include "flow/plan/plan.h"

#include "base/banned.h"

const char *const cm_plan_line_names[] = {"msisdn", "line_known", "line_status", "arrears", "old_plan", "old_plan_name",
    "waiting_plan", "waiting_plan_name", "waiting_from", "plan_waits", NULL};

static void
name_offer(struct cm_case *c, const char *fact, const struct cm_offer *offer, struct cm_str otherwise)
{
	if (offer)
		cm_name_words(c, fact, &offer->name);
	else
		cm_name_text(c, fact, otherwise);
}

enum cm_status
cm_plan_line(struct cm_case *c, struct cm_plan_line *p)
{
	enum cm_status st = cm_case_line(c);

	*p = (struct cm_plan_line){0};
	if (st != CM_OK || !c->has_account)
		return st;
	cm_name_money(c, "arrears", cm_arrears(c->account.balance));
	st = cm_holdings_gather(c, &p->held); /* loads the line, too */
	if (st != CM_OK)
		return st;
	for (unsigned i = 0; i < p->held.nwaiting; i++)
		if (cm_str_is(p->held.waiting[i].kind, CM_PLAN))
			p->waiting = &p->held.waiting[i];
	p->offer = cm_offers_find(c->offers, c->line.plan);
	cm_name_text(c, "old_plan", c->line.plan);
	name_offer(c, "old_plan_name", p->offer, c->line.plan);
	cm_name_bool(c, "plan_waits", p->waiting != NULL);
	if (!p->waiting)
		return CM_OK;
	cm_name_text(c, "waiting_plan", p->waiting->value);
	name_offer(c, "waiting_plan_name", cm_offers_find(c->offers, p->waiting->value), p->waiting->value);
	cm_name_day(c, "waiting_from", cm_time_day(p->waiting->due));
	return CM_OK;
}
