/*
 * cm-store import contracts, subscriptions, evidence and bills: what a line has, what platforms outside say of it, what
 * it was charged. The line must be in the store; policies/store.yaml says so.
 */
#include "domain/month_run.h"
#include "flow/store/import.h"
#include "base/po.h"

#include "base/banned.h"

/* The first facts of each kind. */
enum {
	MSISDN,
	LINE_KNOWN,
	FIRST
};

/* ---- contracts ---- */

enum {
	KIND = FIRST,
	FROM,
	UNTIL,
	BLOCKS_PLAN_CHANGE
};

static const char *const contract_facts[] = {
    "msisdn", "line_known", "kind", "from", "until", "blocks_plan_change", NULL};
static const char *const contract_key[] = {"msisdn", "kind", "from", NULL};

static bool
contract_is_sound(struct cm_case *c)
{
	if (cm_get_int(c, UNTIL) >= cm_get_int(c, FROM))
		return true;
	cm_case_invalid(c, "field.malformed", "until: before from");
	return false;
}

static enum cm_status
contract_row(void *ctx, const struct cm_contract *k)
{
	struct cm_case *c = ctx;

	if (!cm_str_eq(k->kind, cm_get_text(c, KIND)) || k->from != cm_get_int(c, FROM))
		return CM_OK;
	if (!cm_import_differs_int(c, UNTIL, k->until) && !cm_import_differs_int(c, BLOCKS_PLAN_CHANGE, k->blocks_plan_change))
		cm_case_duplicate(c, NULL);
	return CM_END;
}

static enum cm_status
gather_contract(struct cm_case *c)
{
	bool known;
	enum cm_status st = cm_import_line(c, MSISDN, LINE_KNOWN, &known);

	if (st != CM_OK || !contract_is_sound(c) || !known)
		return st;
	st = cm_contracts_of(c->store, c->op.part, c->op.line, contract_row, c, c->diag);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
add_contract(struct cm_case *c)
{
	struct cm_contract k = {.kind = cm_get_text(c, KIND), .from = (int32_t)cm_get_int(c, FROM),
	    .until = (int32_t)cm_get_int(c, UNTIL), .blocks_plan_change = cm_get_int(c, BLOCKS_PLAN_CHANGE) != 0,
	    .name = CM_STR(""), .tier = CM_STR(""), .seq = c->op.seq};

	return cm_contract_add(c->store, c->op.part, c->op.line, &k, c->diag);
}

const struct cm_flow cm_flow_import_contracts = {.policy = "store", .gate = "contracts", .facts = contract_facts,
    .key = contract_key, .gather = gather_contract, .apply = add_contract};

/* ---- subscriptions ---- */

enum {
	SERVICE = FIRST,
	ITEM,
	SP,
	TIER,
	STATE,
	OPENED_AT,
	ORDER_CHANNEL,
	COMMAND,
	SUB_UNTIL
};

static const char *const subscription_facts[] = {"msisdn", "line_known", "service", "item", "sp", "tier", "state",
    "opened_at", "order_channel", "command", "until", NULL};
static const char *const subscription_key[] = {"msisdn", "service", "item", "sp", "opened_at", NULL};

static bool
is_over(struct cm_str state, int32_t ends)
{
	return ends != CM_DAY_NONE || cm_str_is(state, "terminated");
}

static enum cm_status
subscription_row(void *ctx, const struct cm_subscription *s)
{
	struct cm_case *c = ctx;

	if (!cm_str_eq(s->service, cm_get_text(c, SERVICE)) || !cm_str_eq(s->item, cm_import_text(c, ITEM)) ||
	    !cm_str_eq(s->sp, cm_import_text(c, SP)))
		return CM_OK;
	if (s->opened_at != cm_get_int(c, OPENED_AT)) { /* another time that it had it: both at once cannot be */
		if (!is_over(s->state, s->ends) &&
		    !is_over(cm_get_text(c, STATE), cm_known(c, SUB_UNTIL) ? (int32_t)cm_get_int(c, SUB_UNTIL) : CM_DAY_NONE))
			cm_import_differs_int(c, OPENED_AT, s->opened_at);
		return CM_OK;
	}
	if (!cm_import_differs_text(c, TIER, s->tier) && !cm_import_differs_int(c, SUB_UNTIL, s->ends) &&
	    !cm_import_differs_text(c, STATE, s->state) && !cm_import_differs_text(c, ORDER_CHANNEL, s->order_channel) &&
	    !cm_import_differs_text(c, COMMAND, s->command))
		cm_case_duplicate(c, NULL);
	return CM_END;
}

static enum cm_status
gather_subscription(struct cm_case *c)
{
	bool known;
	enum cm_status st = cm_import_line(c, MSISDN, LINE_KNOWN, &known);

	if (st != CM_OK || !known)
		return st;
	st = cm_subscriptions_of(c->store, c->op.part, c->op.line, subscription_row, c, c->diag);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
add_subscription(struct cm_case *c)
{
	struct cm_subscription s = {.service = cm_get_text(c, SERVICE), .item = cm_import_text(c, ITEM),
	    .sp = cm_import_text(c, SP), .tier = cm_import_text(c, TIER), .state = cm_get_text(c, STATE),
	    .opened_at = (int32_t)cm_get_int(c, OPENED_AT),
	    .ends = cm_known(c, SUB_UNTIL) ? (int32_t)cm_get_int(c, SUB_UNTIL) : CM_DAY_NONE,
	    .order_channel = cm_import_text(c, ORDER_CHANNEL), .command = cm_import_text(c, COMMAND), .seq = c->op.seq};

	return cm_subscription_add(c->store, c->op.part, c->op.line, &s, c->diag);
}

const struct cm_flow cm_flow_import_subscriptions = {.policy = "store", .gate = "subscriptions",
    .facts = subscription_facts, .key = subscription_key, .gather = gather_subscription, .apply = add_subscription};

/* ---- evidence ---- */

enum {
	FACT = FIRST,
	VALUE,
	AS_OF,
	EVIDENCE_AHEAD
};

static const char *const evidence_facts[] = {"msisdn", "line_known", "fact", "value", "as_of", "ahead", NULL};
static const char *const evidence_key[] = {"msisdn", "fact", "as_of", NULL};

struct evidence {
	struct cm_case *c;
	struct cm_evidence row;
};

/* The fact's own name, and its value as everybody writes it: a rule could not use anything else. */
static bool
read_evidence(struct cm_case *c, struct cm_evidence *ev)
{
	const struct cm_vocabulary *v = c->whole;
	struct cm_str name = cm_get_text(c, FACT), near;
	int slot = cm_vocabulary_find(v, name);
	const struct cm_fact *f = slot < 0 ? NULL : &v->facts[slot];
	const char *code, *why;
	struct cm_value value;
	struct cm_buf b = {0};

	if (!f || f->secret || f->from == CM_FROM_DERIVED || f->from == CM_FROM_FIGURE) {
		near = cm_vocabulary_nearest(v, name);
		cm_case_invalid(c, "field.unknown-value",
		    cm_arena_printf(c->arena, "fact: not a fact that can be given%s%.*s", near.n && !f ? _("; did you mean ") : "",
			f ? 0 : (int)near.n, near.n ? near.p : ""));
		return false;
	}
	if (cm_fact_read(f, cm_get_text(c, VALUE), &value, &code, &why, c->arena) != CM_OK) {
		cm_case_invalid(c, code, cm_arena_printf(c->arena, "value: %s", why));
		return false;
	}
	cm_value_print(&b, &value);
	*ev = (struct cm_evidence){f->id, cm_arena_str(c->arena, cm_buf_str(&b)), cm_get_int(c, AS_OF)};
	cm_buf_free(&b);
	return true;
}

static enum cm_status
evidence_row(void *ctx, const struct cm_evidence *stored)
{
	struct evidence *e = ctx;

	if (!cm_str_eq(stored->fact, e->row.fact))
		return CM_OK;
	if (stored->as_of > e->row.as_of)
		cm_case_duplicate(e->c, "a newer word on this fact is there");
	else if (stored->as_of == e->row.as_of && cm_str_eq(stored->value, e->row.value))
		cm_case_duplicate(e->c, NULL);
	else if (stored->as_of == e->row.as_of)
		cm_case_conflict(e->c, "value");
	return CM_END;
}

/* Of a terminated line, too, something may be said: whether it can come back. */
static enum cm_status
find_any_line(struct cm_case *c, bool *known)
{
	bool imported = c->settled;
	enum cm_status st = cm_import_line(c, MSISDN, LINE_KNOWN, known);

	if (st != CM_OK || *known)
		return st;
	st = cm_case_find_former(c, cm_get_text(c, MSISDN));
	*known = st == CM_OK && c->has_account;
	if (st == CM_OK && !imported)
		cm_set_bool(c, LINE_KNOWN, c->has_account);
	return st;
}

static enum cm_status
gather_evidence(struct cm_case *c)
{
	struct evidence *e = cm_arena_alloc(c->arena, sizeof *e);
	bool known;
	enum cm_status st = find_any_line(c, &known);

	e->c = c;
	c->state = e;
	cm_set_int(c, EVIDENCE_AHEAD, cm_case_ahead(c, cm_get_int(c, AS_OF)));
	if (st != CM_OK || !cm_import_instant(c, AS_OF) || !read_evidence(c, &e->row) || !known)
		return st;
	st = cm_evidence_of(c->store, c->account.part, c->account.line, evidence_row, e, c->diag);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
put_evidence(struct cm_case *c)
{
	struct evidence *e = c->state;

	return cm_evidence_put(c->store, c->account.part, c->account.line, &e->row, c->diag);
}

const struct cm_flow cm_flow_import_evidence = {.policy = "store", .gate = "evidence", .facts = evidence_facts,
    .key = evidence_key, .whole = true, .gather = gather_evidence, .apply = put_evidence};

/* ---- bills ---- */

enum {
	MONTH = FIRST,
	BILL_ITEM,
	AMOUNT,
	MONTH_BEGUN,
	OPENED_HERE
};

static const char *const bill_facts[] = {
    "msisdn", "line_known", "month", "item", "amount", "month_begun", "opened_here", NULL};
static const char *const bill_key[] = {"msisdn", "month", "item", NULL};

/* The line's first operation says how it came here. */
static enum cm_status
first_operation(void *ctx, const struct cm_operation *op)
{
	cm_set_bool(ctx, OPENED_HERE, !cm_str_begins(op->source, CM_STR("cm-store ")));
	return CM_END;
}

/* Whether the month can have been charged elsewhere. */
static enum cm_status
whose_month(struct cm_case *c, int32_t month)
{
	bool begun = false;
	enum cm_status st = cm_month_begun(c->store, c->op.part, month, &begun, c->diag);

	cm_set_bool(c, MONTH_BEGUN, begun);
	if (st == CM_OK && !begun)
		st = cm_operation_of_line(c->store, c->op.part, c->op.line, INT64_MIN, first_operation, c, c->diag);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
gather_bill(struct cm_case *c)
{
	struct cm_bill_item b = {.month = cm_import_month(c, MONTH), .item = cm_get_text(c, BILL_ITEM)};
	bool known;
	enum cm_status st = cm_import_line(c, MSISDN, LINE_KNOWN, &known);

	if (st != CM_OK || !b.month || !known)
		return st;
	st = cm_bill_get(c->store, c->op.part, c->op.line, &b, c->diag);
	if (st == CM_OK && !cm_import_differs_int(c, AMOUNT, b.amount))
		cm_case_duplicate(c, NULL);
	return st == CM_END ? whose_month(c, b.month) : st;
}

static enum cm_status
add_bill(struct cm_case *c)
{
	struct cm_bill_item b = {
	    .month = cm_import_month(c, MONTH), .item = cm_get_text(c, BILL_ITEM), .amount = cm_get_int(c, AMOUNT), .seq = c->op.seq};

	return cm_bill_add(c->store, c->op.part, c->op.line, &b, c->diag);
}

const struct cm_flow cm_flow_import_bills = {.policy = "store", .gate = "bills", .facts = bill_facts, .key = bill_key,
    .gather = gather_bill, .apply = add_bill};
