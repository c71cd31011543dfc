/*
 * Where only another system can tell whether a line comes back, and only once it has been paid for (row S41): the payment
 * waits on the line as an order of its own. When the word is no, or none comes, it goes back by a linked entry: at the
 * counter (reactivate.c), or by itself (due/order.c).
 */
#include "base/date.h"
#include "base/money.h"
#include "flow/reactivate/reactivate.h"

#include "base/banned.h"

const char *const cm_reactivate_word_names[] = {
    "reactivation_possible", "waiting_amount", "ordered_on", "number_lost", NULL};

struct looking {
	struct cm_case *c;
	struct cm_waiting *waits;
};

static enum cm_status
waiting(void *ctx, const struct cm_waiting *w)
{
	struct looking *l = ctx;

	if (cm_str_is(w->kind, CM_REACTIVATE))
		*l->waits =
		    (struct cm_waiting){w->due, w->seq, CM_STR(CM_REACTIVATE), cm_arena_str(l->c->arena, w->value)};
	return CM_OK;
}

/* What the record says of it counts more than what was imported; a word on an end before this one does not count. */
static enum cm_status
word(void *ctx, const struct cm_evidence *e)
{
	struct cm_case *c = ctx;
	int32_t ended = c->account.status_since;

	if (cm_str_is(e->fact, "reactivation_possible") && !cm_name_known(c, "reactivation_possible") &&
	    (ended == CM_DAY_NONE || cm_time_day(e->as_of) >= ended))
		cm_name_bool(c, "reactivation_possible", cm_str_is(e->value, "true"));
	return CM_OK;
}

enum cm_status
cm_reactivate_waits(struct cm_case *c, struct cm_waiting *w, int64_t *amount)
{
	struct looking l = {c, w};
	struct cm_operation paid;
	enum cm_status st = cm_waiting_of(c->store, c->account.part, c->account.line, waiting, &l, c->diag);

	if (st == CM_OK)
		st = cm_evidence_of(c->store, c->account.part, c->account.line, word, c, c->diag);
	if (st != CM_OK || !w->seq)
		return st;
	st = cm_operation_get(c->store, c->account.part, w->seq, &paid, c->arena, c->diag);
	if (st == CM_END || (st == CM_OK && (paid.line != c->account.line || paid.credit != CM_L_LINE)))
		return cm_fail(c->diag, CM_DEFECT, "store.orphan", "a payment that waits and is not there: part %d",
		    c->account.part);
	*amount = paid.amount;
	cm_name_money(c, "waiting_amount", paid.amount);
	return st;
}

enum cm_status
cm_reactivate_due(struct cm_case *c, const struct cm_waiting *order)
{
	struct cm_waiting w = {0};
	struct cm_number number;
	int64_t amount = 0;
	bool can;
	enum cm_status st = cm_reactivate_number(c, c->line.msisdn, c->account.part, c->account.line, &number, &can);

	cm_name_day(c, "ordered_on", cm_time_day(order->due));
	if (st == CM_OK)
		cm_name_bool(c, "number_lost", !can);
	return st == CM_OK ? cm_reactivate_waits(c, &w, &amount) : st;
}

enum cm_status
cm_reactivate_give_back(struct cm_case *c, const struct cm_waiting *w)
{
	struct cm_operation paid;
	enum cm_status st = cm_operation_get(c->store, c->account.part, w->seq, &paid, c->arena, c->diag);

	if (st != CM_OK)
		return st;
	cm_case_move(c, CM_L_LINE, CM_L_CASH, paid.amount);
	c->op.cause = paid.seq;
	c->order_status = "cancelled";
	cm_out_text(c, "reason", CM_STR("reactivate.impossible"));
	cm_out_text(c, "reversal_id", cm_str(cm_case_order_id(c)));
	cm_out_money(c, "amount", paid.amount);
	cm_out_money(c, "balance", c->account.balance - paid.amount); /* not what the step before said of it */
	cm_out_list(c, "next", NULL, 0);
	return cm_holdings_wait(c, w, NULL);
}
