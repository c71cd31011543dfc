/*
 * cm-sim replace: deck 1.6 (rows S23-S28). The new SIM works and the old one is dead in the same step in which the fee is
 * taken. Whether a SIM is replaced at all, for whom and for how much is decided by policies/sim.yaml.
 */
#include "base/ident.h"
#include "flow/identity.h"
#include "flow/pin.h"
#include "flow/sim/sim.h"

#include "base/banned.h"

enum {
	ICCID,
	PREPAY,
	BALANCE,
	ARREARS,
	BALANCE_AFTER,
	ARREARS_AFTER,
	ICCID_CHECK,
	SIM_SAME,
	SIM_FEE,
	SIM_BLANK
};

static const char *const facts[] = {"iccid", "prepay", "balance", "arrears", "balance_after", "arrears_after",
    "iccid_check", "sim_same", "sim_fee", "sim_blank", NULL};

/* ---- shared ---- */

const char *const cm_sim_names[] = {"sim_state", NULL};

void
cm_sim_state(struct cm_case *c, const struct cm_sim *sim)
{
	static const char *const states[] = {[CM_NAME_FREE] = "free",
	    [CM_NAME_RESERVED] = "reserved",
	    [CM_NAME_IN_USE] = "in_use",
	    [CM_NAME_QUARANTINED] = "quarantined",
	    [CM_NAME_DEAD] = "dead"};

	cm_name_text(c, "sim_state", cm_str(sim->iccid.n ? states[sim->name.state] : "unknown"));
}

enum cm_status
cm_sim_find(struct cm_case *c, struct cm_str iccid, struct cm_sim *sim)
{
	enum cm_status st;

	*sim = (struct cm_sim){0};
	st = cm_sim_get(c->store, iccid, sim, c->arena, c->diag);
	if (st == CM_OK || st == CM_END)
		cm_sim_state(c, sim);
	return st == CM_END ? CM_OK : st;
}

/* ---- replace ---- */

static enum cm_status
gather_money(struct cm_case *c)
{
	int64_t after;
	enum cm_status st = cm_case_balance_after(c, cm_get_int(c, PREPAY), &after);

	if (st != CM_OK)
		return st;
	cm_set_money(c, BALANCE, c->account.balance);
	cm_set_money(c, ARREARS, cm_arrears(c->account.balance));
	cm_set_money(c, BALANCE_AFTER, after);
	cm_set_money(c, ARREARS_AFTER, cm_arrears(after));
	return CM_OK;
}

/* The stock is only asked for what may be the number of a SIM; a check digit alone may be the policy's to overlook. */
static enum cm_status
gather_sim(struct cm_case *c)
{
	static const char *const names[] = {[CM_ICCID_OK] = "ok",
	    [CM_ICCID_LENGTH] = "length",
	    [CM_ICCID_DIGITS] = "digits",
	    [CM_ICCID_CHECK] = "check"};
	struct cm_str iccid = cm_get_text(c, ICCID);
	struct cm_sim *sim = cm_arena_alloc(c->arena, sizeof *sim);
	enum cm_iccid check;

	if (!iccid.n)
		return CM_OK;
	check = cm_iccid_check(iccid);
	cm_set_text(c, ICCID_CHECK, cm_str(names[check]));
	if (c->has_line)
		cm_set_bool(c, SIM_SAME, cm_str_eq(iccid, c->line.iccid));
	if (check == CM_ICCID_LENGTH || check == CM_ICCID_DIGITS)
		return CM_OK;
	c->state = sim;
	return cm_sim_find(c, iccid, sim);
}

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = cm_case_line_or_former(c);

	if (st == CM_OK && c->has_account)
		st = gather_money(c);
	if (st == CM_OK)
		st = cm_identity_gather(c);
	return st == CM_OK ? gather_sim(c) : st;
}

/* What is prepaid goes to the line; the fee is paid in cash and never touches its balance, so that a replaced SIM puts
 * nobody in arrears. The prepayment comes first: it is the operation's own entry. */
static void
move_money(struct cm_case *c, int64_t prepay, int64_t fee)
{
	if (prepay > 0)
		cm_case_move(c, CM_L_CASH, CM_L_LINE, prepay);
	if (fee > 0)
		cm_case_move(c, CM_L_CASH, CM_L_REVENUE, fee);
}

static void
outputs(struct cm_case *c, struct cm_str old, int64_t prepay, int64_t fee)
{
	if (old.n)
		cm_out_text(c, "old_iccid", old);
	cm_out_money(c, "fee", fee);
	cm_out_bool(c, "fee_waived", cm_case_fired(c, "sim.free"));
	cm_out_money(c, "total_due", prepay + fee);
	cm_out_money(c, "balance", cm_get_int(c, BALANCE_AFTER));
	cm_out_bool(c, "restored", c->new_status == CM_LINE_ACTIVE);
	cm_out_bool(c, "blank_card", cm_get_int(c, SIM_BLANK));
}

static enum cm_status
apply(struct cm_case *c)
{
	struct cm_sim *sim = c->state;
	struct cm_str old = c->line.iccid;
	int64_t prepay = cm_get_int(c, PREPAY), fee = cm_case_fired(c, "sim.free") ? 0 : cm_get_int(c, SIM_FEE);
	enum cm_status st = cm_sim_take(c->store, sim, c->op.part, c->op.line, c->diag);

	if (st == CM_OK && old.n)
		st = cm_sim_retire(c->store, old, c->op.part, c->op.line, c->diag);
	if (st != CM_OK)
		return st;
	cm_change_text(c, "iccid", &c->line.iccid, sim->iccid);
	if (cm_case_fired(c, "sim.restores"))
		c->new_status = CM_LINE_ACTIVE;
	move_money(c, prepay, fee);
	outputs(c, old, prepay, fee);
	return CM_OK;
}

const struct cm_flow cm_flow_sim = {.policy = "sim",
    .gate = "replace",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_sim_names, cm_identity_names, cm_pin_names, NULL},
    .peek = cm_pin_peek,
    .prepare = cm_pin_prepare,
    .gather = gather,
    .apply = apply};
