/*
 * A payment that stands in the record already, made by the step before it in the pipe: it counts, and is not taken once
 * more. It must be this line's and this operator's, and not have gone back. Called by gather(); decides nothing.
 */
#include "flow/payment.h"
#include "flow/reactivate/reactivate.h"

#include "base/banned.h"

const char *const cm_reactivate_paid_names[] = {"payment_id", "paid_before", "amount", "proof_minutes", NULL};

enum cm_status
cm_reactivate_paid(struct cm_case *c, bool *restored)
{
	int64_t fresh = 60 * cm_name_get_int(c, "proof_minutes");
	struct cm_payment p;
	enum cm_status st;
	bool paid;

	*restored = false;
	if (!cm_name_known(c, "payment_id"))
		return CM_OK;
	st = cm_payment_find(c, cm_name_get_text(c, "payment_id"), &p);
	if (st != CM_OK)
		return st;
	paid = p.taken && !p.reversed && p.op.part == c->account.part && p.op.line == c->account.line &&
	    cm_str_is(p.op.user, c->env->user);
	cm_name_bool(c, "paid_before", paid);
	/* What brought the line back long ago is another case: it opens no way past the rules of a line in service. */
	*restored = paid && cm_list_has(p.op.rules, CM_STR("pay.restores")) && c->now - p.op.at <= fresh;
	return CM_OK;
}
