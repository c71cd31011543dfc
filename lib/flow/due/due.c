/*
 * cm-due: deck 1.8 (rows S39-S41) and what it presumes: a line in arrears is suspended, then scheduled for termination,
 * then terminated, and its number comes back to stock. One step at a time, each with days of its own, so that whoever was
 * away for months finds a line one step further, not at its end. The same for orders whose day has come.
 *
 * The record says which step may be due (find.c); a step that somebody else has taken meanwhile is passed over, and
 * all else is the policy's word.
 */
#include "base/date.h"
#include "flow/bill/refund_later.h"
#include "flow/credit.h"
#include "flow/due/due.h"
#include "flow/reactivate/reactivate.h"

#include "base/banned.h"

enum {
	STEP,
	MSISDN,
	OF_ORDER,
	DUE_AT,
	TODAY,
	LINE_STATUS,
	ARREARS,
	ARREARS_SINCE,
	STATUS_SINCE,
	VIP_LEVEL,
	PAYMENT_METHOD,
	WAITING_KIND,
	WAITING_VALUE,
	WAITING_CARRIED,
	CREDITS,
	QUARANTINE_DAYS
};

static const char *const facts[] = {"step", "msisdn", "of_order", "due_at", "today", "line_status", "arrears",
    "arrears_since", "status_since", "vip_level", "payment_method", "waiting_kind", "waiting_value", "waiting_carried",
    "credits", "quarantine_days", NULL};

/* What each step makes of a line. */
static const struct {
	enum cm_line_status from, to;
} steps[CM_DUE_STEPS] = {[CM_DUE_SUSPEND] = {CM_LINE_ACTIVE, CM_LINE_SUSPENDED_ARREARS},
    [CM_DUE_SCHEDULE] = {CM_LINE_SUSPENDED_ARREARS, CM_LINE_PENDING_TERMINATE},
    [CM_DUE_TERMINATE] = {CM_LINE_PENDING_TERMINATE, CM_LINE_TERMINATED}};

struct due {
	enum cm_due_step step;
	struct cm_number number; /* of release */
	struct cm_waiting order; /* of order; seq 0: it does not wait any more */
	const struct cm_due_kind *kind;
	const void *work; /* the kind's own */
	struct cm_credits credits;
};

/* ---- gather ---- */

static enum cm_status
set_line(struct cm_case *c)
{
	enum cm_status st = cm_case_load_line(c);

	if (st != CM_OK)
		return st;
	cm_set_text(c, LINE_STATUS, cm_str(cm_line_status_name(c->account.status)));
	cm_set_money(c, ARREARS, cm_arrears(c->account.balance));
	cm_set_day(c, ARREARS_SINCE, c->account.arrears_since);
	cm_set_day(c, STATUS_SINCE, c->account.status_since);
	cm_set_text(c, VIP_LEVEL, c->line.vip_level);
	cm_set_text(c, PAYMENT_METHOD, c->line.payment_method);
	cm_out_text(c, "line_status", cm_get_text(c, LINE_STATUS));
	return CM_OK;
}

/* The instant from which others may have the number of a line that is terminated now. */
static int64_t
kept_until(const struct cm_case *c)
{
	return cm_day_start(cm_time_day(c->now) + (int32_t)cm_get_int(c, QUARANTINE_DAYS));
}

static enum cm_status
gather_line(struct cm_case *c, const struct due *d)
{
	enum cm_status st = cm_case_find_line(c, cm_get_text(c, MSISDN));
	int32_t since;

	if (st != CM_OK)
		return st;
	c->skipped = !c->has_account || c->account.status != steps[d->step].from;
	if (c->skipped)
		return CM_OK;
	st = set_line(c);
	if (st != CM_OK)
		return st;
	since = d->step == CM_DUE_SUSPEND ? c->account.arrears_since : c->account.status_since;
	cm_out_text(c, "status", cm_str(cm_line_status_name(steps[d->step].to)));
	cm_out_money(c, "arrears", cm_get_int(c, ARREARS));
	if (since != CM_DAY_NONE)
		cm_out_day(c, "since", since);
	if (d->step == CM_DUE_TERMINATE)
		cm_out_day(c, "until", cm_time_day(kept_until(c)));
	return CM_OK;
}

static enum cm_status
gather_number(struct cm_case *c, struct due *d)
{
	struct cm_str msisdn = cm_get_text(c, MSISDN);
	enum cm_status st = cm_number_get(c->store, msisdn, &d->number, c->arena, c->diag);
	const struct cm_name *n = &d->number.name;

	c->op.part = cm_part_of_name(msisdn);
	if (st != CM_OK && st != CM_END)
		return st;
	c->skipped = st == CM_END || n->state != CM_NAME_QUARANTINED || n->until == 0 || n->until > c->now;
	if (!c->skipped)
		cm_out_day(c, "until", cm_time_day(n->until));
	return CM_OK;
}

static enum cm_status
is_order(void *ctx, const struct cm_waiting *w)
{
	struct cm_case *c = ctx;
	struct due *d = c->state;
	int part;
	int64_t seq;

	if (cm_id_parse(cm_get_text(c, OF_ORDER), &part, &seq) && w->seq == seq && w->due == cm_get_int(c, DUE_AT) &&
	    cm_str_eq(w->kind, cm_get_text(c, WAITING_KIND)))
		d->order = (struct cm_waiting){
		    w->due, w->seq, cm_arena_str(c->arena, w->kind), cm_arena_str(c->arena, w->value)};
	return CM_OK;
}

static enum cm_status
gather_order(struct cm_case *c, struct due *d)
{
	struct cm_operation op;
	enum cm_status st = cm_case_find_order(c, cm_get_text(c, OF_ORDER), &op);

	if (st == CM_OK)
		st = cm_case_find_orderer(c, &op);
	if (st == CM_OK)
		st = cm_waiting_of(c->store, c->account.part, c->account.line, is_order, c, c->diag);
	c->skipped = st == CM_END || (st == CM_OK && d->order.seq == 0);
	if (st != CM_OK || c->skipped)
		return st == CM_END ? CM_OK : st;
	st = set_line(c);
	d->kind = cm_due_kind(d->order.kind);
	cm_set_bool(c, WAITING_CARRIED, d->kind != NULL);
	cm_set_text(c, WAITING_VALUE, d->order.value);
	cm_out_text(c, "waiting_value", d->order.value);
	return st == CM_OK && d->kind ? d->kind->gather(c, &d->order, &d->work) : st;
}

/* Whose number it was is the order's to say: the line may be terminated, and the number another one's. */
static enum cm_status
gather_credit(struct cm_case *c, struct due *d)
{
	struct cm_operation op;
	enum cm_status st = cm_case_find_order(c, cm_get_text(c, OF_ORDER), &op);

	c->skipped = st == CM_END;
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	st = cm_case_find_orderer(c, &op);
	if (st == CM_OK)
		st = cm_credits_of(c, &d->credits);
	c->skipped = st == CM_OK && d->credits.n == 0;
	if (st != CM_OK || c->skipped)
		return st;
	cm_set_money(c, CREDITS, d->credits.total);
	cm_out_money(c, "credits", d->credits.total);
	return set_line(c);
}

static enum cm_status
gather(struct cm_case *c)
{
	struct due *d = cm_arena_alloc(c->arena, sizeof *d);

	c->state = d;
	cm_set_day(c, TODAY, cm_time_day(c->now));
	if (!cm_due_step_parse(cm_get_text(c, STEP), &d->step))
		return cm_fail(c->diag, CM_DEFECT, "due.step", "a step that nobody takes");
	if (d->step == CM_DUE_ORDER)
		return gather_order(c, d);
	if (d->step == CM_DUE_CREDIT)
		return gather_credit(c, d);
	return d->step == CM_DUE_RELEASE ? gather_number(c, d) : gather_line(c, d);
}

/* ---- apply ---- */

static enum cm_status
apply(struct cm_case *c)
{
	struct due *d = c->state;
	enum cm_status st;

	c->no_notice = d->step != CM_DUE_CREDIT;
	switch (d->step) {
	case CM_DUE_CREDIT:
		return cm_credits_post(c, &d->credits);
	case CM_DUE_ORDER:
		return d->kind->carry_out(c, &d->order, d->work);
	case CM_DUE_RELEASE:
		return cm_number_release(c->store, &d->number, c->diag);
	case CM_DUE_TERMINATE:
		st = cm_due_terminate(c, kept_until(c));
		c->new_status = steps[d->step].to;
		return st;
	case CM_DUE_SUSPEND:
	case CM_DUE_SCHEDULE:
	case CM_DUE_STEPS:
		break;
	}
	c->new_status = steps[d->step].to;
	return CM_OK;
}

/* All that is told of a step gather() has said. */
static enum cm_status
tell(struct cm_case *c)
{
	(void)c;
	return CM_OK;
}

static const char *const *const helpers[] = {cm_due_names, cm_reactivate_word_names, cm_refund_due_names, NULL};

#define DUE                                                                                                            \
	.policy = "due", .gate = "due", .facts = facts, .helpers = helpers, .offers = true, .transitions = true,       \
	.gather = gather

const struct cm_flow cm_flow_due = {DUE, .answers = CM_ANSWERS_DONE, .apply = apply};
const struct cm_flow cm_flow_due_list = {DUE, .answers = CM_ANSWERS_DONE, .apply = tell};
const struct cm_flow cm_flow_due_held = {DUE, .answers = CM_ANSWERS_HELD, .apply = tell};
