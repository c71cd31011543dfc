/*
 * cm-pay reverse: a payment that was taken by mistake is taken back by a linked entry; the payment itself stays as it
 * was. Deck 1.8 (row S41) wants it where a paid line cannot be reactivated.
 */
#include "flow/flow.h"

#include "base/banned.h"

enum {
	PAYMENT_ID,
	PAYMENT_KNOWN,
	PAYMENT_REVERSED,
	PAYMENT_AMOUNT,
	BALANCE,
	LINE_STATUS
};

static const char *const facts[] = {
    "payment_id", "payment_known", "payment_reversed", "payment_amount", "balance", "line_status", NULL};

struct search {
	int64_t seq;
	bool reversed;
};

static enum cm_status
look(void *ctx, const struct cm_operation *op)
{
	struct search *s = ctx;

	s->reversed |= op->cause == s->seq;
	return CM_OK;
}

/* Only a done operation of cm-pay whose money went to a line is a payment. */
static enum cm_status
gather(struct cm_case *c)
{
	struct cm_operation *paid = cm_arena_alloc(c->arena, sizeof *paid);
	enum cm_status st = cm_case_find_order(c, cm_get_text(c, PAYMENT_ID), paid);
	struct search s;

	c->op.part = cm_part_of_name(cm_get_text(c, PAYMENT_ID));
	if (st != CM_OK && st != CM_END)
		return st;
	if (st == CM_END || paid->result != CM_R_DONE || !cm_str_is(paid->source, "cm-pay pay") || !paid->line) {
		cm_set_bool(c, PAYMENT_KNOWN, false);
		return CM_OK;
	}
	cm_set_bool(c, PAYMENT_KNOWN, true);
	cm_set_money(c, PAYMENT_AMOUNT, paid->amount);
	st = cm_case_find_orderer(c, paid);
	if (st != CM_OK)
		return st;
	s = (struct search){.seq = paid->seq};
	st = cm_operation_of_line(c->store, paid->part, paid->line, paid->at, look, &s, c->diag);
	cm_set_bool(c, PAYMENT_REVERSED, s.reversed);
	cm_set_money(c, BALANCE, c->account.balance);
	cm_set_text(c, LINE_STATUS, cm_str(cm_line_status_name(c->account.status)));
	c->state = paid;
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct cm_operation *paid = c->state;

	cm_case_move(c, CM_L_LINE, CM_L_CASH, paid->amount);
	c->op.cause = paid->seq;
	cm_out_text(c, "reversal_id", cm_str(cm_case_order_id(c)));
	cm_out_money(c, "amount", paid->amount);
	cm_out_money(c, "balance", c->account.balance - paid->amount);
	return CM_OK;
}

const struct cm_flow cm_flow_pay_reverse = {
    .policy = "pay", .gate = "reverse", .facts = facts, .gather = gather, .apply = apply};
