/*
 * cm-store import history, payments and offsets: what outside systems did to a line's services, booked as paid, set off
 * against a bill. It is looked at when something is diagnosed or asked about; nothing is posted, and no service changes.
 */
#include "base/po.h"
#include "domain/history.h"
#include "flow/store/import.h"

#include "base/banned.h"

/* The first facts of each kind. */
enum {
	MSISDN,
	LINE_KNOWN,
	FIRST
};

/* ---- history ---- */

enum {
	AT = FIRST,
	AHEAD,
	EVENT,
	SERVICE,
	OPERATOR,
	REASON,
	KNOWN_EVENT
};

static const char *const history_facts[] = {
    "msisdn", "line_known", "at", "ahead", "event", "service", "history_operator", "history_reason", "history_event", NULL};
static const char *const history_as[] = {"operator_id", "history_operator", "reason", "history_reason", NULL};
static const char *const history_key[] = {"msisdn", "at", "event", "service", NULL};

/* Everybody's word for what is known under several, such as suspend; any other one as it is. */
static struct cm_str
event_of(struct cm_case *c)
{
	const struct cm_fact *words = &c->policy->vocabulary->facts[c->slots[KNOWN_EVENT]];
	struct cm_str given = cm_get_text(c, EVENT);
	const char *code, *why;
	struct cm_value v;

	return cm_fact_read(words, given, &v, &code, &why, c->arena) == CM_OK ? words->values[v.i].name : given;
}

static enum cm_status
history_row(void *ctx, const struct cm_history *h)
{
	struct cm_case *c = ctx;

	if (!cm_str_eq(h->event, event_of(c)) || !cm_str_eq(h->service, cm_import_text(c, SERVICE)))
		return CM_OK;
	if (!cm_import_differs_text(c, OPERATOR, h->operator_id) && !cm_import_differs_text(c, REASON, h->reason))
		cm_case_duplicate(c, NULL);
	return CM_END;
}

static enum cm_status
gather_history(struct cm_case *c)
{
	int64_t at = cm_get_int(c, AT);
	bool known;
	enum cm_status st = cm_import_line(c, MSISDN, LINE_KNOWN, &known);

	cm_set_int(c, AHEAD, cm_case_ahead(c, at));
	if (st != CM_OK || !cm_import_instant(c, AT) || !known)
		return st;
	st = cm_history_of(c->store, c->op.part, c->op.line, at, at + 1, history_row, c, c->diag);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
add_history(struct cm_case *c)
{
	struct cm_history h = {.at = cm_get_int(c, AT), .event = event_of(c), .service = cm_import_text(c, SERVICE),
	    .operator_id = cm_import_text(c, OPERATOR), .reason = cm_import_text(c, REASON), .seq = c->op.seq};

	return cm_history_add(c->store, c->op.part, c->op.line, &h, c->diag);
}

const struct cm_flow cm_flow_import_history = {.policy = "store", .gate = "history", .facts = history_facts, .as = history_as,
    .key = history_key, .gather = gather_history, .apply = add_history};

/* ---- payments ---- */

enum {
	PAID_AT = FIRST,
	PAID_AHEAD,
	PAYMENT_ID,
	AMOUNT,
	METHOD
};

static const char *const payment_facts[] = {
    "msisdn", "line_known", "at", "ahead", "payment_id", "amount", "method", NULL};
static const char *const payment_key[] = {"msisdn", "at", "payment_id", NULL};

static enum cm_status
payment_row(void *ctx, const struct cm_paid *p)
{
	struct cm_case *c = ctx;

	if (!cm_str_eq(p->id, cm_import_text(c, PAYMENT_ID)))
		return CM_OK;
	if (!cm_import_differs_int(c, AMOUNT, p->amount) && !cm_import_differs_text(c, METHOD, p->method))
		cm_case_duplicate(c, NULL);
	return CM_END;
}

static enum cm_status
gather_payment(struct cm_case *c)
{
	int64_t at = cm_get_int(c, PAID_AT);
	bool known;
	enum cm_status st = cm_import_line(c, MSISDN, LINE_KNOWN, &known);

	cm_set_int(c, PAID_AHEAD, cm_case_ahead(c, at));
	if (st != CM_OK || !cm_import_instant(c, PAID_AT))
		return st;
	if (cm_get_int(c, AMOUNT) == 0)
		cm_case_invalid(c, "field.malformed", _("amount: nothing was paid"));
	else if (known)
		st = cm_paid_of(c->store, c->op.part, c->op.line, at, at + 1, payment_row, c, c->diag);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
add_payment(struct cm_case *c)
{
	struct cm_paid p = {.at = cm_get_int(c, PAID_AT), .id = cm_import_text(c, PAYMENT_ID), .amount = cm_get_int(c, AMOUNT),
	    .method = cm_import_text(c, METHOD), .seq = c->op.seq};

	return cm_paid_add(c->store, c->op.part, c->op.line, &p, c->diag);
}

const struct cm_flow cm_flow_import_payments = {.policy = "store", .gate = "payments", .facts = payment_facts,
    .key = payment_key, .gather = gather_payment, .apply = add_payment};

/* ---- offsets ---- */

enum {
	MONTH = FIRST,
	ITEM,
	OFFSET,
	REMAINING
};

static const char *const offset_facts[] = {"msisdn", "line_known", "month", "item", "amount", "remaining", NULL};
static const char *const offset_key[] = {"msisdn", "month", "item", NULL};

static int64_t
remaining_of(const struct cm_case *c)
{
	return cm_known(c, REMAINING) ? cm_get_int(c, REMAINING) : -1;
}

static enum cm_status
offset_row(void *ctx, const struct cm_offset *o)
{
	struct cm_case *c = ctx;

	if (!cm_str_eq(o->item, cm_import_text(c, ITEM)))
		return CM_OK;
	if (!cm_import_differs_int(c, OFFSET, o->amount) && !cm_import_differs_int(c, REMAINING, o->remaining))
		cm_case_duplicate(c, NULL);
	return CM_END;
}

static enum cm_status
gather_offset(struct cm_case *c)
{
	int32_t month = cm_import_month(c, MONTH);
	bool known;
	enum cm_status st = cm_import_line(c, MSISDN, LINE_KNOWN, &known);

	if (st != CM_OK || !month)
		return st;
	if (cm_get_int(c, REMAINING) < 0)
		cm_case_invalid(c, "field.malformed", cm_arena_printf(c->arena, _("%s: cannot be below nothing"), "remaining"));
	else if (known)
		st = cm_offsets_of(c->store, c->op.part, c->op.line, month, month + 1, offset_row, c, c->diag);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
add_offset(struct cm_case *c)
{
	struct cm_offset o = {.month = cm_import_month(c, MONTH), .item = cm_import_text(c, ITEM), .amount = cm_get_int(c, OFFSET),
	    .remaining = remaining_of(c), .seq = c->op.seq};

	return cm_offset_add(c->store, c->op.part, c->op.line, &o, c->diag);
}

const struct cm_flow cm_flow_import_offsets = {.policy = "store", .gate = "offsets", .facts = offset_facts, .key = offset_key,
    .gather = gather_offset, .apply = add_offset};
