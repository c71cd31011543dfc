/*
 * cm-resetpw: deck 1.4 (rows S17-S21), for a customer who does not know the PIN. Whether it is done at the counter or
 * over the customer's own phone, and what is promised for that, is decided by policies/resetpw.yaml.
 */
#include "base/date.h"
#include "flow/identity.h"
#include "flow/pin.h"

#include "base/banned.h"

enum {
	MSISDN,
	NEW_PIN,
	TODAY,
	SELF_SERVICE_CREDIT,
	CREDIT_DUE
};

static const char *const facts[] = {
    "msisdn", "new_pin", "today", "self_service_credit", "credit_due", NULL};

/* A PIN that is made must also differ from the number on file; the record may not give it. */
static enum cm_status
peek(struct cm_case *c)
{
	struct cm_account account;
	struct cm_line line;
	enum cm_status st = cm_new_pin_peek(c);

	if (st != CM_OK || !c->hands_out || cm_known(c, NEW_PIN))
		return st;
	st = cm_account_of_number(c->store, cm_get_text(c, MSISDN), &account, c->diag);
	if (st == CM_OK)
		st = cm_line_get(c->store, account.part, account.line, &line, c->arena, c->diag);
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	return cm_new_pin_make(c, "check", line.id_no);
}

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = cm_case_line(c);

	if (st == CM_OK)
		st = cm_identity_owner(c);
	if (st != CM_OK)
		return st;
	cm_set_day(c, CREDIT_DUE, cm_day_next_month(cm_time_day(c->now)));
	cm_new_pin_facts(c);
	if (c->has_line && c->handed[0])
		cm_new_pin_document(c, c->line.id_no);
	return CM_OK;
}

static enum cm_status
promise(struct cm_case *c)
{
	struct cm_promise p = {.seq = c->op.seq,
	    .kind = CM_STR("self_service_credit"),
	    .amount = cm_get_int(c, SELF_SERVICE_CREDIT),
	    .from = (int32_t)cm_get_int(c, CREDIT_DUE),
	    .due = (int32_t)cm_get_int(c, CREDIT_DUE)};

	cm_out_money(c, "credit_promised", p.amount);
	cm_out_day(c, "credit_due", p.due);
	return cm_promise_add(c->store, c->op.part, c->op.line, &p, c->diag);
}

static enum cm_status
apply(struct cm_case *c)
{
	enum cm_status st = cm_new_pin_apply(c);

	if (st == CM_OK && cm_case_fired(c, "resetpw.credit"))
		st = promise(c);
	return st;
}

const struct cm_flow cm_flow_resetpw = {.policy = "resetpw",
    .gate = "reset",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_identity_names, cm_new_pin_names, NULL},
    .peek = peek,
    .prepare = cm_new_pin_prepare,
    .gather = gather,
    .apply = apply};
