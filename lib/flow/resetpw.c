/*
 * cm-resetpw: deck 1.4 (rows S17-S21), for a customer who does not know the PIN. Whether it is done at the counter or
 * over the customer's own phone, and what is promised for that, is decided by policies/resetpw.yaml.
 */
#include "base/date.h"
#include "flow/identity.h"
#include "flow/resetpw.h"

#include "base/banned.h"

enum {
	MSISDN,
	LINE_KNOWN,
	LINE_STATUS,
	NEW_PIN,
	TODAY,
	SELF_SERVICE_CREDIT,
	CREDIT_DUE
};

static const char *const facts[] = {
    "msisdn", "line_known", "line_status", "new_pin", "today", "self_service_credit", "credit_due", NULL};

/* ---- shared with change ---- */

const char *const cm_resetpw_names[] = {"msisdn", "line_known", "line_status", NULL};

struct work {
	int part;
	int64_t line;
	char hash[128]; /* empty: not made yet */
};

enum cm_status
cm_resetpw_find(struct cm_case *c)
{
	struct cm_account account;
	struct work *w;
	enum cm_status st = cm_account_of_number(c->store, cm_name_get_text(c, "msisdn"), &account, c->diag);

	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	w = cm_arena_alloc(c->arena, sizeof *w);
	w->part = account.part;
	w->line = account.line;
	c->state = w;
	return CM_OK;
}

enum cm_status
cm_resetpw_hash(struct cm_case *c)
{
	struct work *w = c->state;

	return w ? cm_new_pin_hash(c, w->part, w->line, w->hash) : CM_OK;
}

enum cm_status
cm_resetpw_line(struct cm_case *c)
{
	enum cm_status st = cm_case_find_line(c, cm_name_get_text(c, "msisdn"));

	if (st != CM_OK)
		return st;
	cm_name_bool(c, "line_known", c->has_account);
	if (c->has_account)
		cm_name_text(c, "line_status", cm_str(cm_line_status_name(c->account.status)));
	return CM_OK;
}

enum cm_status
cm_resetpw_store(struct cm_case *c)
{
	struct work *w = c->state;
	enum cm_status st;

	if (!w || !w->hash[0] || w->part != c->op.part || w->line != c->op.line) {
		w = cm_arena_alloc(c->arena, sizeof *w);
		st = cm_new_pin_hash(c, c->op.part, c->op.line, w->hash);
		if (st != CM_OK)
			return cm_fail(c->diag, st, "pin.hash", "crypt(3) cannot hash at the cost of pin_hash_cost");
	}
	return cm_new_pin_set(c, w->hash);
}

/* ---- reset ---- */

/* A PIN that is made must also differ from the number on file; the record may not give it. */
static enum cm_status
make(struct cm_case *c)
{
	const struct work *w = c->state;
	struct cm_line line;
	enum cm_status st = cm_line_get(c->store, w->part, w->line, &line, c->arena, c->diag);

	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	return cm_new_pin_make(c, "check", line.id_no);
}

static enum cm_status
peek(struct cm_case *c)
{
	enum cm_status st = CM_OK;

	if (!cm_known(c, NEW_PIN) && !c->make_pin)
		return CM_OK;
	st = cm_resetpw_find(c);
	if (st == CM_OK && c->state && !cm_known(c, NEW_PIN))
		st = make(c);
	return st;
}

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = cm_resetpw_line(c);

	if (st == CM_OK)
		st = cm_identity_owner(c);
	if (st != CM_OK)
		return st;
	cm_set_day(c, CREDIT_DUE, cm_day_next_month(cm_time_day(c->now)));
	cm_new_pin_facts(c);
	if (c->has_line && c->made_pin[0])
		cm_new_pin_document(c, c->line.id_no);
	return CM_OK;
}

static enum cm_status
promise(struct cm_case *c)
{
	struct cm_promise p = {.seq = c->op.seq,
	    .kind = CM_STR("self_service_credit"),
	    .amount = cm_get_int(c, SELF_SERVICE_CREDIT),
	    .due = (int32_t)cm_get_int(c, CREDIT_DUE)};

	cm_out_money(c, "credit_promised", p.amount);
	cm_out_day(c, "credit_due", p.due);
	return cm_promise_add(c->store, c->op.part, c->op.line, &p, c->diag);
}

static enum cm_status
apply(struct cm_case *c)
{
	enum cm_status st = cm_resetpw_store(c);

	if (st == CM_OK && cm_case_fired(c, "resetpw.credit"))
		st = promise(c);
	return st;
}

const struct cm_flow cm_flow_resetpw = {.policy = "resetpw",
    .gate = "reset",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_resetpw_names, cm_identity_names, cm_new_pin_names, NULL},
    .peek = peek,
    .prepare = cm_resetpw_hash,
    .gather = gather,
    .apply = apply};
