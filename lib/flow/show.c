/*
 * cm-show: everything known of a line, or of an order, as rows of one shape: kind, item, value, and what else a kind
 * has. Reads only. What is personal leaves masked; with --unmask whole, and then the journal's row comes first
 * (life.c).
 */
#include "base/date.h"
#include "base/ident.h"
#include "base/money.h"
#include "domain/notice.h"
#include "flow/flow.h"

#include "base/banned.h"

enum {
	MSISDN,
	ORDER_ID,
	LINE_KNOWN,
	ORDER_KNOWN,
	UNMASK_REASON,
	SHOW_RECENT
};

static const char *const facts[] = {
    "msisdn", "order_id", "line_known", "order_known", "unmask_reason", "show_recent", NULL};

/* ---- gather ---- */

/* The order's line comes along, so that an unmasking is filed with it. */
static enum cm_status
find_order(struct cm_case *c)
{
	struct cm_operation *op = cm_arena_alloc(c->arena, sizeof *op);
	enum cm_status st = CM_END;
	int part;
	int64_t seq;

	if (cm_id_parse(cm_get_text(c, ORDER_ID), &part, &seq))
		st = cm_operation_get(c->store, part, seq, op, c->arena, c->diag);
	if (st != CM_OK && st != CM_END)
		return st;
	cm_set_bool(c, ORDER_KNOWN, st == CM_OK);
	if (st == CM_END)
		return CM_OK;
	c->state = op;
	if (c->has_account || op->line == 0) {
		c->op.part = c->has_account ? c->op.part : op->part;
		return CM_OK;
	}
	st = cm_account_get(c->store, op->part, op->line, &c->account, c->diag);
	if (st == CM_END)
		return cm_fail(c->diag, CM_DEFECT, "store.orphan", "an order without its account: part %d", op->part);
	c->has_account = st == CM_OK;
	c->op.part = op->part;
	c->op.line = op->line;
	return st;
}

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = CM_OK;

	if (cm_known(c, MSISDN)) {
		st = cm_case_find_line(c, cm_get_text(c, MSISDN));
		cm_set_bool(c, LINE_KNOWN, c->has_account);
	}
	if (st == CM_OK && cm_known(c, ORDER_ID))
		st = find_order(c);
	if (c->unmask)
		cm_set_text(c, UNMASK_REASON, cm_str(c->unmask));
	return st;
}

/* ---- rows ---- */

static void
begin(struct cm_case *c, const char *kind, struct cm_str item)
{
	cm_out_text(c, "kind", cm_str(kind));
	cm_out_text(c, "item", item);
}

static enum cm_status
put_text(struct cm_case *c, const char *kind, const char *item, struct cm_str value)
{
	if (!value.n)
		return CM_OK;
	begin(c, kind, cm_str(item));
	cm_out_text(c, "value", value);
	return c->emit(c);
}

static enum cm_status
put_int(struct cm_case *c, const char *kind, const char *item, int64_t value)
{
	begin(c, kind, cm_str(item));
	cm_out_int(c, "value", value);
	return c->emit(c);
}

static enum cm_status
put_money(struct cm_case *c, const char *kind, const char *item, int64_t fen)
{
	begin(c, kind, cm_str(item));
	cm_out_money(c, "value", fen);
	return c->emit(c);
}

static enum cm_status
put_day(struct cm_case *c, const char *kind, const char *item, int32_t day)
{
	char text[11];

	cm_day_format(day, text);
	return put_text(c, kind, item, cm_str(text));
}

static enum cm_status
put_time(struct cm_case *c, const char *kind, const char *item, int64_t at)
{
	char text[26];

	cm_time_format(at, text);
	return put_text(c, kind, item, cm_str(text));
}

/* Of a fact that facts.yaml calls identity, its mask. */
static struct cm_str
shown(struct cm_case *c, const char *fact, struct cm_str text)
{
	int slot = cm_vocabulary_slot(c->policy->vocabulary, cm_str(fact));
	const struct cm_fact *f = slot < 0 ? NULL : &c->policy->vocabulary->facts[slot];

	if (c->unmask || !text.n || (f && !f->identity))
		return text;
	return cm_str(f ? cm_fact_mask(f, text, c->arena) : cm_mask_idno(c->arena, text));
}

/* ---- a line ---- */

static enum cm_status
put_line(struct cm_case *c)
{
	const struct cm_line *l = &c->line;
	const struct {
		const char *item;
		struct cm_str value;
	} texts[] = {{"status", cm_str(cm_line_status_name(c->account.status))}, {"name", l->name},
	    {"id_type", l->id_type}, {"id_no", l->id_no}, {"customer_type", l->customer_type}, {"contact", l->contact},
	    {"address", l->address}, {"brand", l->brand}, {"plan", l->plan}, {"vip_level", l->vip_level},
	    {"payment_method", l->payment_method}, {"credit_class", l->credit_class}, {"terminal", l->terminal},
	    {"iccid", l->iccid}};
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < sizeof texts / sizeof *texts; i++)
		st = put_text(c, "line", texts[i].item, shown(c, texts[i].item, texts[i].value));
	if (st == CM_OK)
		st = put_day(c, "line", "opened_at", l->opened_at);
	if (st == CM_OK)
		st = put_day(c, "line", "owner_since", l->owner_since);
	return st == CM_OK ? put_int(c, "line", "points", l->points) : st;
}

static enum cm_status
put_account(struct cm_case *c)
{
	int64_t balance = c->account.balance;
	enum cm_status st = put_money(c, "account", "balance", balance);

	return st == CM_OK ? put_money(c, "account", "arrears", cm_arrears(balance)) : st;
}

/* Whether there is one, and whether it can be used: never more. */
static enum cm_status
put_pin(struct cm_case *c)
{
	struct cm_pin pin;
	enum cm_status st = cm_pin_get(c->store, c->account.part, c->account.line, &pin, c->arena, c->diag);

	if (st != CM_OK)
		return st;
	st = put_text(c, "pin", "set", pin.hash.n ? CM_STR("true") : CM_STR("false"));
	if (st == CM_OK && pin.tries)
		st = put_int(c, "pin", "wrong_tries", pin.tries);
	if (st == CM_OK && pin.locked_until > c->now)
		st = put_time(c, "pin", "locked_until", pin.locked_until);
	return st;
}

static enum cm_status
put_subscription(void *ctx, const struct cm_subscription *s)
{
	struct cm_case *c = ctx;

	begin(c, "subscription", s->service);
	cm_out_text(c, "value", s->item.n ? s->item : s->tier);
	cm_out_text(c, "state", s->state);
	if (s->opened_at != CM_DAY_NONE)
		cm_out_day(c, "from", s->opened_at);
	return c->emit(c);
}

static enum cm_status
put_contract(void *ctx, const struct cm_contract *k)
{
	struct cm_case *c = ctx;

	begin(c, "contract", k->kind);
	cm_out_text(c, "value", k->blocks_plan_change ? CM_STR("blocks_plan_change") : CM_STR(""));
	cm_out_day(c, "from", k->from);
	cm_out_day(c, "until", k->until);
	return c->emit(c);
}

static enum cm_status
put_promise(void *ctx, const struct cm_promise *p)
{
	struct cm_case *c = ctx;
	char id[20];

	cm_id_make(id, c->account.part, p->seq);
	begin(c, "promise", p->kind);
	cm_out_money(c, "value", p->amount);
	cm_out_day(c, "from", p->due);
	cm_out_text(c, "of_order", cm_str(id));
	return c->emit(c);
}

static enum cm_status
put_evidence(void *ctx, const struct cm_evidence *e)
{
	struct cm_case *c = ctx;

	begin(c, "evidence", e->fact);
	cm_out_text(c, "value", e->value);
	cm_out_time(c, "at", e->as_of);
	return c->emit(c);
}

static enum cm_status
put_notice(void *ctx, const struct cm_notice *n)
{
	struct cm_case *c = ctx;
	char id[20];

	cm_id_make(id, n->part, n->seq);
	begin(c, "notice", n->kind);
	if (n->answered_at)
		cm_out_int(c, "value", n->answer);
	cm_out_text(c, "state", cm_str(cm_notice_state(n)));
	cm_out_time(c, "at", n->answered_at ? n->answered_at : n->sent_at ? n->sent_at : n->not_before);
	cm_out_text(c, "of_order", cm_str(id));
	return c->emit(c);
}

/* ---- recent operations: a ring of the newest ---- */

#define RECENT_MAX 1000

struct recent {
	struct brief {
		int64_t seq, at, amount;
		enum cm_result result;
		char source[64], rules[120];
	} * ring;
	unsigned size, n;
};

static void
copy(char *to, size_t size, struct cm_str s)
{
	size_t n = s.n < size ? s.n : size - 1;

	memcpy(to, s.p, n);
	to[n] = 0;
}

/* Further movements of an operation are its own business. */
static enum cm_status
remember(void *ctx, const struct cm_operation *op)
{
	struct recent *r = ctx;
	struct brief *b = &r->ring[r->n % r->size];

	if (op->parent)
		return CM_OK;
	*b = (struct brief){.seq = op->seq, .at = op->at, .amount = op->amount, .result = op->result};
	copy(b->source, sizeof b->source, op->source);
	copy(b->rules, sizeof b->rules, op->rules);
	r->n++;
	return CM_OK;
}

static enum cm_status
put_brief(struct cm_case *c, const struct brief *b)
{
	char id[20];

	cm_id_make(id, c->account.part, b->seq);
	begin(c, "operation", cm_str(b->source));
	if (b->result != CM_R_DONE && b->rules[0])
		cm_out_text(c, "value", (struct cm_str){b->rules, strcspn(b->rules, ",")});
	else if (b->amount)
		cm_out_money(c, "value", b->amount);
	cm_out_text(c, "state", cm_str(cm_result_name(b->result)));
	cm_out_time(c, "at", b->at);
	cm_out_text(c, "of_order", cm_str(id));
	return c->emit(c);
}

static enum cm_status
put_recent(struct cm_case *c)
{
	int64_t most = cm_get_int(c, SHOW_RECENT);
	struct recent r = {.size = most < 1 ? 1 : most > RECENT_MAX ? RECENT_MAX : (unsigned)most};
	enum cm_status st;

	r.ring = cm_arena_alloc(c->arena, r.size * sizeof *r.ring);
	st = cm_operation_of_line(c->store, c->account.part, c->account.line, INT64_MIN, remember, &r, c->diag);
	for (unsigned i = 1; st == CM_OK && i <= r.n && i <= r.size; i++)
		st = put_brief(c, &r.ring[(r.n - i) % r.size]);
	return st;
}

static enum cm_status
show_line(struct cm_case *c)
{
	int part = c->account.part;
	int64_t line = c->account.line;
	enum cm_status st = cm_case_load_line(c);

	if (st == CM_OK)
		st = put_line(c);
	if (st == CM_OK)
		st = put_account(c);
	if (st == CM_OK)
		st = put_pin(c);
	if (st == CM_OK)
		st = cm_subscriptions_of(c->store, part, line, put_subscription, c, c->diag);
	if (st == CM_OK)
		st = cm_contracts_of(c->store, part, line, put_contract, c, c->diag);
	if (st == CM_OK)
		st = cm_promises_of(c->store, part, line, put_promise, c, c->diag);
	if (st == CM_OK)
		st = cm_evidence_of(c->store, part, line, put_evidence, c, c->diag);
	if (st == CM_OK)
		st = cm_notices_of(c->store, part, line, put_notice, c, c->diag);
	return st == CM_OK ? put_recent(c) : st;
}

/* ---- an order ---- */

/* A stored object's members; what is personal in them was masked when they were written. */
static enum cm_status
put_members(struct cm_case *c, const char *kind, struct cm_str json)
{
	struct cm_record r;
	enum cm_status st = CM_OK;

	cm_record_init(&r, c->arena);
	if (!json.n)
		return CM_OK;
	if (!cm_record_read_json(&r, json))
		return cm_fail(c->diag, CM_NOSTORE, "store.damaged", "an operation's %s cannot be read", kind);
	for (unsigned i = 0; st == CM_OK && i < r.n; i++) {
		begin(c, kind, r.fields[i].name);
		cm_out_text(c, "value", r.fields[i].text);
		st = c->emit(c);
	}
	return st;
}

static enum cm_status
put_rules(struct cm_case *c, struct cm_str rules)
{
	enum cm_status st = CM_OK;

	while (st == CM_OK && rules.n) {
		const char *comma = memchr(rules.p, ',', rules.n);
		size_t n = comma ? (size_t)(comma - rules.p) : rules.n;

		begin(c, "rule", (struct cm_str){rules.p, n});
		st = c->emit(c);
		n += comma != NULL;
		rules.p += n;
		rules.n -= n;
	}
	return st;
}

static enum cm_status
put_order(struct cm_case *c, const struct cm_operation *op)
{
	struct cm_str msisdn = {0};
	char cause[20] = "";
	enum cm_status st = CM_OK;

	if (op->line)
		st = cm_case_load_line(c);
	if (st == CM_OK && op->line && c->line.line == op->line)
		msisdn = c->unmask ? c->line.msisdn : cm_str(cm_mask_msisdn(c->arena, c->line.msisdn));
	if (op->cause)
		cm_id_make(cause, op->part, op->cause);
	const struct {
		const char *item;
		struct cm_str value;
	} texts[] = {{"source", op->source}, {"result", cm_str(cm_result_name(op->result))}, {"operator", op->user},
	    {"msisdn", msisdn}, {"policy", op->policy}, {"reverses", cm_str(cause)}};
	for (unsigned i = 0; st == CM_OK && i < sizeof texts / sizeof *texts; i++)
		st = put_text(c, "order", texts[i].item, texts[i].value);
	return st == CM_OK ? put_time(c, "order", "at", op->at) : st;
}

static enum cm_status
put_movement(struct cm_case *c, const struct cm_operation *op)
{
	if (!op->amount)
		return CM_OK;
	begin(c, "movement", cm_str(cm_ledger_name(op->debit)));
	cm_out_money(c, "value", op->amount);
	cm_out_text(c, "state", cm_str(cm_ledger_name(op->credit)));
	return c->emit(c);
}

struct moves {
	struct cm_case *c;
	int64_t of;
};

static enum cm_status
further_movement(void *ctx, const struct cm_operation *op)
{
	struct moves *m = ctx;

	return op->parent == m->of ? put_movement(m->c, op) : CM_OK;
}

static enum cm_status
show_order(struct cm_case *c, const struct cm_operation *op)
{
	struct moves m = {c, op->seq};
	enum cm_status st = put_order(c, op);

	if (st == CM_OK)
		st = put_movement(c, op);
	if (st == CM_OK && op->amount && op->line)
		st = cm_operation_of_line(c->store, op->part, op->line, op->at, further_movement, &m, c->diag);
	if (st == CM_OK)
		st = put_rules(c, op->rules);
	if (st == CM_OK)
		st = put_members(c, "fact", op->facts);
	return st == CM_OK ? put_members(c, "answer", op->answer) : st;
}

static enum cm_status
apply(struct cm_case *c)
{
	enum cm_status st = CM_OK;

	if (cm_known(c, MSISDN))
		st = show_line(c);
	return st == CM_OK && c->state ? show_order(c, c->state) : st;
}

const struct cm_flow cm_flow_show = {
    .policy = "show", .gate = "show", .facts = facts, .unmasks = true, .gather = gather, .apply = apply};
