/*
 * cm-pay reverse: a payment that was taken by mistake is taken back by a linked entry; the payment itself stays as it
 * was. Deck 1.8 (row S41) wants it where a paid line cannot be reactivated.
 */
#include "flow/campaign.h"
#include "flow/payment.h"

#include "base/banned.h"

enum {
	PAYMENT_ID,
	PAYMENT_KNOWN,
	PAYMENT_REVERSED,
	PAYMENT_REFUND,
	PAYMENT_AMOUNT,
	BALANCE,
	LINE_STATUS,
	CREDIT_KEPT
};

static const char *const facts[] = {
    "payment_id", "payment_known", "payment_reversed", "payment_refund", "payment_amount", "balance", "line_status",
    "credit_kept", NULL};

struct work {
	struct cm_payment paid;
	struct cm_brought brought;
};

static enum cm_status
gather(struct cm_case *c)
{
	struct work *w = cm_arena_alloc(c->arena, sizeof *w);
	struct cm_payment *paid = &w->paid;
	enum cm_status st = cm_payment_find(c, cm_get_text(c, PAYMENT_ID), paid);

	c->op.part = cm_part_of_name(cm_get_text(c, PAYMENT_ID));
	if (st != CM_OK)
		return st;
	if (!paid->taken || !cm_str_is(paid->op.source, "cm-pay pay")) {
		cm_set_bool(c, PAYMENT_KNOWN, false);
		if (cm_str_is(paid->op.source, "cm-bill refund"))
			cm_set_bool(c, PAYMENT_REFUND, true);
		return CM_OK;
	}
	cm_set_bool(c, PAYMENT_KNOWN, true);
	cm_set_money(c, PAYMENT_AMOUNT, paid->op.amount);
	st = cm_case_find_orderer(c, &paid->op);
	if (st != CM_OK)
		return st;
	cm_set_bool(c, PAYMENT_REVERSED, paid->reversed);
	cm_set_money(c, BALANCE, c->account.balance);
	cm_set_text(c, LINE_STATUS, cm_str(cm_line_status_name(c->account.status)));
	c->state = w;
	st = cm_campaign_brought(c, &paid->op, cm_get_text(c, PAYMENT_ID), &w->brought);
	cm_set_bool(c, CREDIT_KEPT, w->brought.kept);
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct work *w = c->state;
	const struct cm_operation *paid = &w->paid.op;

	cm_case_move(c, CM_L_LINE, CM_L_CASH, paid->amount);
	c->op.cause = paid->seq;
	cm_out_text(c, "reversal_id", cm_str(cm_case_order_id(c)));
	cm_out_money(c, "amount", paid->amount);
	cm_out_money(c, "balance", c->account.balance - paid->amount);
	return cm_campaign_take_back(c, &w->brought.open);
}

const struct cm_flow cm_flow_pay_reverse = {.policy = "pay",
    .gate = "reverse",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_campaign_names, NULL},
    .gather = gather,
    .apply = apply};
