/*
 * cm-reactivate: deck 1.8 (rows S40-S46). A line that was stopped or terminated comes back: what is owed is paid, number,
 * SIM and services are the line's again, all in one step. Whatever can refuse it is looked at before anything is taken;
 * where another system has the last word and says no after the payment, the payment goes back (back.c).
 */
#include "base/date.h"
#include "base/ident.h"
#include "base/money.h"
#include "flow/family/family.h"
#include "flow/identity.h"
#include "flow/offer.h"
#include "flow/reactivate/reactivate.h"
#include "flow/sim/sim.h"

#include "base/banned.h"

enum {
	AMOUNT,
	REACTIVATION_POSSIBLE,
	TODAY,
	GOAL,
	ARREARS,
	BALANCE_AFTER,
	ARREARS_AFTER,
	NEW_SIM_NEEDED,
	PLAN_STATUS,
	PAID_BEFORE,
	REACTIVATE_OUTSIDE
};

static const char *const facts[] = {"amount", "reactivation_possible", "today", "goal", "arrears", "balance_after",
    "arrears_after", "new_sim_needed", "plan_status", "paid_before", "reactivate_outside", NULL};
static const char *const *const helpers[] = {
    cm_reactivate_names, cm_reactivate_paid_names, cm_reactivate_word_names, cm_identity_names, cm_offer_names, cm_sim_names,
    cm_family_plan_names, NULL};

/* ---- gather ---- */

static enum cm_status
gather_money(struct cm_case *c)
{
	int64_t after;
	enum cm_status st;

	if (cm_get_int(c, PAID_BEFORE)) /* it is in the balance already, and is not taken twice */
		cm_forget(c, AMOUNT);
	st = cm_case_balance_after(c, cm_get_int(c, AMOUNT), &after);
	if (st != CM_OK)
		return st;
	cm_set_money(c, ARREARS, cm_arrears(c->account.balance));
	cm_set_money(c, BALANCE_AFTER, after);
	cm_set_money(c, ARREARS_AFTER, cm_arrears(after));
	cm_out_money(c, "arrears", cm_get_int(c, ARREARS));
	return CM_OK;
}

/* What this record is about: the line comes back, or only its money is taken until another system has spoken, or that
 * money goes back since the other system said no. */
static void
set_goal(struct cm_case *c, const struct cm_reactivate *r)
{
	bool spoken = cm_known(c, REACTIVATION_POSSIBLE);
	bool waits_for_word = r->terminated && cm_str_is(cm_get_text(c, REACTIVATE_OUTSIDE), "after_payment");

	if (r->waits.seq && spoken && !cm_get_int(c, REACTIVATION_POSSIBLE))
		cm_set_text(c, GOAL, CM_STR("give_back"));
	else if (waits_for_word && !spoken)
		cm_set_text(c, GOAL, CM_STR("take_money"));
	else
		cm_set_text(c, GOAL, CM_STR("come_back"));
}

static enum cm_status
look(struct cm_case *c)
{
	struct cm_reactivate *r = cm_arena_alloc(c->arena, sizeof *r);
	enum cm_status st = cm_reactivate_who(c, r);

	c->state = r;
	cm_set_day(c, TODAY, cm_time_day(c->now));
	if (st != CM_OK || !r->chosen)
		return st;
	st = gather_money(c);
	if (st == CM_OK)
		st = cm_reactivate_what(c, r);
	if (st == CM_OK)
		st = cm_reactivate_waits(c, &r->waits, &r->waiting_amount);
	if (st == CM_OK && r->move)
		st = cm_family_plan_bars(c, r->plan->id);
	set_goal(c, r);
	return st;
}

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = look(c);

	return st == CM_OK ? cm_identity_owner(c) : st;
}

/* ---- apply ---- */

/* Number and SIM are the line's again. */
static enum cm_status
take_back(struct cm_case *c, struct cm_reactivate *r)
{
	enum cm_status st;

	if (!r->terminated)
		return CM_OK;
	st = cm_number_take(c->store, &r->number, c->op.part, c->op.line, CM_STR(""), c->diag);
	if (st == CM_OK)
		st = cm_sim_take(c->store, &r->sim, c->op.part, c->op.line, c->diag);
	if (st == CM_OK)
		cm_change_text(c, "iccid", &c->line.iccid, r->sim.iccid);
	return st;
}

/* The plan first: a service that it gives and the line had is then as the line had it. */
static enum cm_status
set_plan(struct cm_case *c, const struct cm_reactivate *r)
{
	if (!r->move)
		return CM_OK;
	cm_offer_out(c, r->plan);
	cm_out_list(c, "added", r->move->added, r->move->nadded);
	return cm_plan_carry_out(c, r->move, cm_time_day(c->now), r->plan_waits);
}

/* Row S45's test, as cm-sim test would make it now. A SIM that is gone is registered still; its replacement is what comes
 * next. */
static enum cm_status
test(struct cm_case *c, const struct cm_reactivate *r)
{
	const char *result = "sim_missing";
	struct cm_sim sim;
	enum cm_status st = CM_OK;

	if (r->terminated || !cm_get_int(c, NEW_SIM_NEEDED))
		st = cm_sim_test(c, CM_STR(""), &sim, &result);
	cm_out_text(c, "test_result", cm_str(result));
	return st;
}

static enum cm_status
come_back(struct cm_case *c, struct cm_reactivate *r)
{
	enum cm_status st = take_back(c, r);

	if (st == CM_OK)
		st = set_plan(c, r);
	if (st == CM_OK)
		st = cm_reactivate_services(c, r);
	if (st == CM_OK && r->waits.seq)
		st = cm_holdings_wait(c, &r->waits, NULL);
	c->new_status = CM_LINE_ACTIVE;
	return st == CM_OK ? test(c, r) : st;
}

static enum cm_status
wait_for_word(struct cm_case *c)
{
	char amount[24];
	struct cm_waiting w = {.due = c->now, .seq = c->op.seq, .kind = CM_STR(CM_REACTIVATE)};

	cm_money_format(cm_get_int(c, AMOUNT), amount);
	w.value = cm_str(amount);
	return cm_holdings_wait(c, NULL, &w);
}

static enum cm_status
apply(struct cm_case *c)
{
	struct cm_reactivate *r = c->state;
	struct cm_str goal = cm_get_text(c, GOAL);

	if (cm_str_is(goal, "give_back"))
		return cm_reactivate_give_back(c, &r->waits);
	if (cm_get_int(c, PAID_BEFORE)) {
		cm_out_text(c, "payment_id", cm_name_get_text(c, "payment_id"));
		cm_out_money(c, "balance", cm_get_int(c, BALANCE_AFTER));
	} else if (cm_known(c, AMOUNT)) {
		cm_case_move(c, CM_L_CASH, CM_L_LINE, cm_get_int(c, AMOUNT));
		cm_out_text(c, "payment_id", cm_str(cm_case_order_id(c)));
		cm_out_money(c, "balance", cm_get_int(c, BALANCE_AFTER));
	}
	return cm_str_is(goal, "take_money") ? wait_for_word(c) : come_back(c, r);
}

const struct cm_flow cm_flow_reactivate = {.policy = "reactivate",
    .gate = "reactivate",
    .facts = facts,
    .helpers = helpers,
    .offers = true,
    .transitions = true,
    .gather = gather,
    .apply = apply};

/* ---- check: what it would take ---- */

/* The step that a rule of the policy leads to. */
static struct cm_str
step_of_rule(const struct cm_case *c, const char *rule)
{
	const struct cm_gate *g = cm_policy_gate(c->policy, "reactivate");

	for (unsigned i = 0; g && i < g->nrules; i++)
		if (cm_str_is(g->rules[i]->id, rule) && g->rules[i]->nnext)
			return g->rules[i]->next[0];
	return (struct cm_str){0};
}

/* All steps, so that they can be told before anything is taken (row S40), and what the first of them wants beside. */
static enum cm_status
tell(struct cm_case *c)
{
	const struct cm_reactivate *r = c->state;
	struct cm_str chain[2], needs[4], sim = step_of_rule(c, "reactivate.sim-follows");
	unsigned nchain = 1, nneeds = 0;
	bool new_sim = cm_get_int(c, NEW_SIM_NEEDED);
	char owed[24];

	cm_money_format(cm_get_int(c, ARREARS), owed);
	chain[0] = CM_STR("cm-reactivate reactivate");
	if (cm_get_int(c, ARREARS))
		chain[0] = cm_str(cm_arena_printf(c->arena, "%s amount=%s", chain[0].p, owed));
	if (new_sim && !r->terminated && sim.n)
		chain[nchain++] = sim;
	if (!cm_known(c, NEW_SIM_NEEDED))
		needs[nneeds++] = CM_STR("old_sim");
	if (new_sim && !r->sim.iccid.n)
		needs[nneeds++] = CM_STR("iccid");
	if (r->terminated && !cm_str_is(cm_get_text(c, PLAN_STATUS), "active"))
		needs[nneeds++] = CM_STR("plan");
	if (cm_known(c, NEW_SIM_NEEDED))
		cm_out_bool(c, "new_sim_needed", new_sim);
	cm_reactivate_candidates(c, r);
	cm_out_list(c, "needs", needs, nneeds);
	cm_out_list(c, "chain", chain, nchain);
	return CM_OK;
}

const struct cm_flow cm_flow_reactivate_check = {.policy = "reactivate",
    .gate = "check",
    .facts = facts,
    .helpers = helpers,
    .offers = true,
    .transitions = true,
    .gather = look,
    .apply = tell};
