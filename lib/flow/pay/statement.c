/*
 * cm-pay statement: every movement of a line's money, oldest first, with the balance after each. What was prepaid for later
 * months is the customer's, too, though not in his balance yet: it stands apart, as promised. Reads only.
 */
#include "base/date.h"
#include "flow/flow.h"

#include "base/banned.h"

enum {
	MSISDN,
	SINCE,
	LINE_KNOWN
};

static const char *const facts[] = {"msisdn", "since", "line_known", NULL};

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = cm_case_find_line(c, cm_get_text(c, MSISDN));

	if (st == CM_OK)
		cm_set_bool(c, LINE_KNOWN, c->has_account);
	return st;
}

struct walk {
	struct cm_case *c;
	int64_t balance, since;
};

static enum cm_status
movement(void *ctx, const struct cm_operation *op)
{
	struct walk *w = ctx;
	int64_t change = op->credit == CM_L_LINE ? op->amount : op->debit == CM_L_LINE ? -op->amount : 0;
	bool promised = op->debit == CM_L_CASH && op->credit == CM_L_PROMISE;
	struct cm_case *c = w->c;

	w->balance += change;
	if ((!change && !promised) || op->at < w->since)
		return CM_OK;
	cm_out_time(c, "at", op->at);
	cm_out_text(c, "kind", op->source);
	cm_out_money(c, "amount", change);
	if (promised)
		cm_out_money(c, "promised", op->amount);
	cm_out_money(c, "balance", w->balance);
	cm_out_order(c, "payment_id", op->part, op->parent ? op->parent : op->seq);
	return c->emit(c);
}

static enum cm_status
apply(struct cm_case *c)
{
	struct walk w = {.c = c, .since = cm_known(c, SINCE) ? cm_day_start((int32_t)cm_get_int(c, SINCE)) : INT64_MIN};

	return cm_operation_of_line(c->store, c->account.part, c->account.line, INT64_MIN, movement, &w, c->diag);
}

const struct cm_flow cm_flow_pay_statement = {
    .policy = "pay", .gate = "statement", .facts = facts, .gather = gather, .apply = apply};
