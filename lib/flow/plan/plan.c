/*
 * cm-plan change: deck 1.3 (rows S12-S16). By default the new plan holds from the 1st of the next month: the change is an
 * order that waits, and whoever carries out what is due finds it there. What ends, opens and stays is worked out
 * beforehand and told; whether it may be is the word of policies/plan.yaml.
 */
#include "base/date.h"
#include "flow/answer.h"
#include "flow/family/family.h"
#include "flow/identity.h"
#include "flow/pin.h"
#include "flow/plan/plan.h"

#include "base/banned.h"

enum {
	PLAN,
	PLAN_STEP,
	EFFECTIVE,
	EFFECTIVE_AT,
	CONTRACT_FREE_FROM,
	WAITING_OVERDUE,
	TRANSITION_KNOWN,
	CAUTIONS,
	CAUTION_COUNT,
	DROPPED,
	ADDED,
	KEPT,
	PLAN_EFFECT
};

static const char *const facts[] = {"plan", "plan_step", "effective", "effective_at", "contract_free_from",
    "waiting_overdue", "transition_known", "cautions", "caution_count", "dropped", "added", "kept", "plan_effect",
    NULL};

struct work {
	struct cm_plan_line line;
	const struct cm_plan_move *move; /* NULL: no line, or no such plan; then the most that is done is taking back */
	const struct cm_text *cautions; /* NULL: nobody looked for any */
};

/* ---- gather ---- */

/* Which of four things the record asks for: the plan that the line has, that it waits for, or another one. */
static void
set_step(struct cm_case *c, const struct cm_plan_line *line)
{
	struct cm_str plan = cm_get_text(c, PLAN);
	bool present = cm_str_eq(plan, c->line.plan);

	if (line->waiting && cm_str_eq(plan, line->waiting->value))
		cm_set_text(c, PLAN_STEP, CM_STR("ordered"));
	else if (present)
		cm_set_text(c, PLAN_STEP, line->waiting ? CM_STR("withdraw") : CM_STR("same"));
	else
		cm_set_text(c, PLAN_STEP, CM_STR("change"));
	cm_set_bool(c, WAITING_OVERDUE, line->waiting && line->waiting->due <= c->now);
}

/* At once only where both the policy and the plan say so. */
static void
set_time(struct cm_case *c, const struct cm_offer *to)
{
	int32_t today = cm_time_day(c->now);
	bool now = cm_str_is(cm_get_text(c, PLAN_EFFECT), "offer") && cm_str_is(to->effective, "now");

	cm_set_text(c, EFFECTIVE, now ? CM_STR("now") : CM_STR("next_month"));
	cm_set_day(c, EFFECTIVE_AT, now ? today : cm_day_next_month(today));
}

static enum cm_status
cautions_in(const struct cm_case *c, const struct cm_transition *how, bool english, struct cm_str *out)
{
	struct cm_str missing;
	struct cm_buf b = {0};
	enum cm_status st = cm_texts_render(how->warn, how->nwarn, c->policy->vocabulary, c->facts, english, &b, &missing);

	*out = cm_arena_str(c->arena, cm_buf_str(&b));
	cm_buf_free(&b);
	return st == CM_OK ? CM_OK : cm_answer_lacks(c, how->warn, missing);
}

/* What the table has to say: to the customer in his language, to the operator in his. */
static enum cm_status
set_cautions(struct cm_case *c, struct work *w, const struct cm_transition *how)
{
	struct cm_text *t = cm_arena_alloc(c->arena, sizeof *t);
	enum cm_status st = how ? cautions_in(c, how, false, &t->zh) : CM_OK;

	if (how && st == CM_OK)
		st = cautions_in(c, how, true, &t->en);
	cm_set_int(c, CAUTION_COUNT, how ? how->nwarn : 0);
	if (st == CM_OK)
		cm_set_words(c, CAUTIONS, t);
	w->cautions = t;
	return st;
}

static enum cm_status
gather_move(struct cm_case *c, struct work *w)
{
	const struct cm_plan_move *m;
	enum cm_status st = cm_plan_move_find(c, cm_get_text(c, PLAN), &w->move);

	m = w->move;
	if (st != CM_OK || !m)
		return st;
	set_time(c, m->to);
	cm_set_bool(c, TRANSITION_KNOWN, m->how != NULL);
	cm_set_list(c, DROPPED, m->dropped, m->ndropped);
	cm_set_list(c, ADDED, m->added, m->nadded);
	cm_set_list(c, KEPT, m->kept, m->nkept);
	return cm_str_is(m->to->status, "active") ? set_cautions(c, w, m->how) : CM_OK; /* else its figures may be blank */
}

static enum cm_status
gather(struct cm_case *c)
{
	struct work *w = cm_arena_alloc(c->arena, sizeof *w);
	enum cm_status st = cm_plan_line(c, &w->line);

	c->state = w;
	if (st == CM_OK)
		st = cm_identity_gather(c);
	if (st != CM_OK)
		return st;
	cm_offer_facts(c, cm_offers_find(c->offers, cm_get_text(c, PLAN)));
	if (!c->has_account)
		return CM_OK;
	set_step(c, &w->line);
	if (w->line.held.plan_bound_until != CM_DAY_NONE)
		cm_set_day(c, CONTRACT_FREE_FROM, w->line.held.plan_bound_until + 1);
	st = cm_str_is(cm_get_text(c, PLAN_STEP), "change") ? cm_family_plan_bars(c, cm_get_text(c, PLAN)) : CM_OK;
	return st == CM_OK ? gather_move(c, w) : st;
}

/* ---- apply ---- */

static void
outputs(struct cm_case *c, const struct work *w)
{
	const struct cm_plan_move *m = w->move;

	cm_out_text(c, "old_plan", c->line.plan);
	cm_out_text(c, "plan", cm_get_text(c, PLAN));
	if (w->line.waiting)
		cm_out_text(c, "replaced", w->line.waiting->value);
	if (cm_str_is(cm_get_text(c, PLAN_STEP), "withdraw"))
		return;
	cm_offer_out(c, m->to);
	if (cm_known(c, CAUTIONS))
		cm_out_text(c, "cautions", cm_offer_text(c, w->cautions));
	cm_out_day(c, "effective_at", (int32_t)cm_get_int(c, EFFECTIVE_AT));
	cm_out_list(c, "dropped", m->dropped, m->ndropped);
	cm_out_list(c, "added", m->added, m->nadded);
	cm_out_list(c, "kept", m->kept, m->nkept);
	for (unsigned i = 0; i < m->ntasks; i++)
		cm_case_task(c, m->tasks[i]);
}

/* What waited, if anything did, makes room for this order, or for none. */
static enum cm_status
order(struct cm_case *c, const struct cm_waiting *before, struct cm_str plan)
{
	struct cm_waiting w = {.due = cm_day_start((int32_t)cm_get_int(c, EFFECTIVE_AT)),
	    .seq = c->op.seq,
	    .kind = CM_STR(CM_PLAN),
	    .value = plan};

	return cm_holdings_wait(c, before, plan.n ? &w : NULL);
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct work *w = c->state;

	outputs(c, w);
	if (cm_str_is(cm_get_text(c, PLAN_STEP), "withdraw"))
		return order(c, w->line.waiting, CM_STR(""));
	if (cm_str_is(cm_get_text(c, EFFECTIVE), "next_month"))
		return order(c, w->line.waiting, w->move->to->id);
	return cm_plan_carry_out(c, w->move, cm_time_day(c->now), w->line.waiting);
}

const struct cm_flow cm_flow_plan = {.policy = "plan",
    .gate = "change",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_plan_line_names, cm_offer_names, cm_family_plan_names, cm_identity_names,
	cm_pin_names, NULL},
    .offers = true,
    .transitions = true,
    .peek = cm_pin_peek,
    .prepare = cm_pin_prepare,
    .gather = gather,
    .apply = apply};
