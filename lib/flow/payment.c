/*
 * Payments that were made before: for whoever takes one back (pay/reverse.c), and for whoever must not take it twice
 * (reactivate/paid.c). Called by gather(); writes nothing.
 */
#include "flow/payment.h"

#include "base/banned.h"

static enum cm_status
look(void *ctx, const struct cm_operation *op)
{
	struct cm_payment *p = ctx;

	p->reversed |= op->cause == p->op.seq;
	return CM_OK;
}

enum cm_status
cm_payment_find(struct cm_case *c, struct cm_str id, struct cm_payment *p)
{
	enum cm_status st;
	int64_t seq;
	int part;

	*p = (struct cm_payment){0};
	if (!cm_id_parse(id, &part, &seq))
		return CM_OK;
	st = cm_operation_get(c->store, part, seq, &p->op, c->arena, c->diag);
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	p->taken = p->op.result == CM_R_DONE && p->op.line && p->op.debit == CM_L_CASH && p->op.credit == CM_L_LINE;
	if (!p->taken)
		return CM_OK;
	return cm_operation_of_line(c->store, p->op.part, p->op.line, p->op.at, look, p, c->diag);
}
