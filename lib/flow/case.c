/*
 * What a flow's gather() and apply() call beside facts: the line, outputs, money, other gates. Nothing here touches SQL.
 */
#include <assert.h>
#include <stdio.h>

#include "base/date.h"
#include "base/ident.h"
#include "base/money.h"
#include "domain/past.h"
#include "flow/flow.h"

#include "base/banned.h"

/* ---- the line ---- */

enum cm_status
cm_case_find_line(struct cm_case *c, struct cm_str msisdn)
{
	enum cm_status st = cm_account_of_number(c->store, msisdn, &c->account, c->diag);

	if (st != CM_OK && st != CM_END)
		return st;
	c->has_account = st == CM_OK;
	if (c->has_account) {
		c->op.part = c->account.part;
		c->op.line = c->account.line;
	} else {
		c->op.part = cm_part_of_name(msisdn);
	}
	return CM_OK;
}

static enum cm_status
last_former(void *ctx, const struct cm_former *f)
{
	*(struct cm_former *)ctx = *f;
	return CM_OK;
}

const char *const cm_case_line_names[] = {"msisdn", "line_known", "line_status", NULL};

enum cm_status
cm_case_line(struct cm_case *c)
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
cm_case_line_or_former(struct cm_case *c)
{
	struct cm_former f = {0};
	enum cm_status st = cm_case_line(c);

	if (st == CM_OK && !c->has_account)
		st = cm_former_of(c->store, cm_name_get_text(c, "msisdn"), last_former, &f, c->diag);
	if (st == CM_OK && f.line) {
		cm_name_bool(c, "line_known", true);
		cm_name_text(c, "line_status", CM_STR("terminated"));
	}
	return st;
}

enum cm_status
cm_case_find_former(struct cm_case *c, struct cm_str msisdn)
{
	struct cm_former f = {0};
	enum cm_status st = cm_former_of(c->store, msisdn, last_former, &f, c->diag);

	if (st != CM_OK || !f.line || c->has_account)
		return st;
	st = cm_account_get(c->store, f.part, f.line, &c->account, c->diag);
	c->has_account = st == CM_OK && c->account.status == CM_LINE_TERMINATED;
	if (c->has_account) {
		c->op.part = f.part;
		c->op.line = f.line;
	}
	return st == CM_END ? CM_OK : st;
}

enum cm_status
cm_case_load_line(struct cm_case *c)
{
	enum cm_status st;

	if (!c->has_account || c->has_line)
		return CM_OK;
	st = cm_line_get(c->store, c->account.part, c->account.line, &c->line, c->arena, c->diag);
	if (st == CM_END)
		return cm_fail(c->diag, CM_DEFECT, "store.orphan", "an account without its line: part %d", c->account.part);
	c->has_line = st == CM_OK;
	return st;
}

/* ---- an order ---- */

enum cm_status
cm_case_find_order(struct cm_case *c, struct cm_str id, struct cm_operation *op)
{
	int64_t seq;
	int part;

	return cm_id_parse(id, &part, &seq) ? cm_operation_get(c->store, part, seq, op, c->arena, c->diag) : CM_END;
}

enum cm_status
cm_case_find_orderer(struct cm_case *c, const struct cm_operation *op)
{
	enum cm_status st = cm_account_get(c->store, op->part, op->line, &c->account, c->diag);

	if (st == CM_END)
		return cm_fail(c->diag, CM_DEFECT, "store.orphan", "an order without its account: part %d", op->part);
	c->has_account = st == CM_OK;
	c->op.part = op->part;
	c->op.line = op->line;
	return st;
}

/* ---- outputs ---- */

void
cm_out_text(struct cm_case *c, const char *name, struct cm_str text)
{
	cm_record_set(&c->out, cm_str(name), cm_arena_str(c->out.arena, text));
}

static void
out_json(struct cm_case *c, const char *name, enum cm_kind kind, const char *text, size_t n)
{
	cm_record_set_json(&c->out, cm_str(name), kind, (struct cm_str){cm_arena_strn(c->out.arena, text, n), n});
}

void
cm_out_money(struct cm_case *c, const char *name, int64_t fen)
{
	char text[24];
	int n = cm_money_format(fen, text);

	out_json(c, name, CM_NUMBER, text, (size_t)n);
}

void
cm_out_int(struct cm_case *c, const char *name, int64_t i)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)i);

	out_json(c, name, CM_NUMBER, text, (size_t)n);
}

void
cm_out_bool(struct cm_case *c, const char *name, bool b)
{
	cm_record_set_json(&c->out, cm_str(name), CM_BOOL, b ? CM_STR("true") : CM_STR("false"));
}

void
cm_out_time(struct cm_case *c, const char *name, int64_t instant)
{
	char text[26];

	cm_time_format(instant, text);
	cm_out_text(c, name, cm_str(text));
}

void
cm_out_day(struct cm_case *c, const char *name, int32_t day)
{
	char text[11];

	cm_day_format(day, text);
	cm_out_text(c, name, cm_str(text));
}

void
cm_out_order(struct cm_case *c, const char *name, int part, int64_t seq)
{
	char id[20];

	cm_id_make(id, part, seq);
	cm_out_text(c, name, cm_str(id));
}

void
cm_out_list(struct cm_case *c, const char *name, const struct cm_str *items, unsigned n)
{
	cm_record_set_json(&c->out, cm_str(name), CM_LIST, cm_json_list(items, n, c->out.arena));
}

void
cm_out_told(struct cm_case *c)
{
	struct cm_str *told = cm_arena_alloc(c->arena, (c->decision.nfired + 1) * sizeof *told);
	unsigned n = 0;

	for (unsigned i = 0; i < c->decision.nfired; i++) {
		const struct cm_fired *f = &c->decision.fired[i];

		if (!f->open && (f->rule->told || f->rule->verdict == CM_WARN))
			told[n++] = f->rule->reason;
	}
	if (n)
		cm_out_list(c, "warnings", told, n);
}

/* ---- money and the order ---- */

enum cm_status
cm_case_balance_after(struct cm_case *c, int64_t paid, int64_t *balance)
{
	return cm_money_add(c->account.balance, paid, balance)
	    ? CM_OK
	    : cm_fail(c->diag, CM_DEFECT, "ledger.overflow", "the balance of a line would not fit");
}

void
cm_case_move(struct cm_case *c, enum cm_ledger debit, enum cm_ledger credit, int64_t fen)
{
	/* A policy may let an amount through that is none: the journal refuses it, and the record fails by itself. */
	assert(c->nmoves < CM_MOVES && debit != credit);
	c->moves[c->nmoves].debit = debit;
	c->moves[c->nmoves].credit = credit;
	c->moves[c->nmoves++].amount = fen;
}

void
cm_case_task(struct cm_case *c, const struct cm_text *t)
{
	assert(c->ntasks < CM_TASKS);
	c->tasks[c->ntasks++] = t;
}

void
cm_case_ask(struct cm_case *c, int slot)
{
	if (c->nasks < CM_ASKS)
		c->asks[c->nasks++] = slot;
}

const char *
cm_case_order_id(struct cm_case *c)
{
	char id[20];

	cm_id_make(id, c->op.part, c->op.seq);
	return cm_arena_strdup(c->arena, id);
}

bool
cm_case_fired(const struct cm_case *c, const char *rule)
{
	for (unsigned i = 0; i < c->decision.nfired; i++)
		if (!c->decision.fired[i].open && cm_str_is(c->decision.fired[i].rule->id, rule))
			return true;
	return false;
}

/* What is to be found out, and what the flow wants to know beside it. */
static void
add_asks(struct cm_case *c, struct cm_decision *d)
{
	int *all = cm_arena_alloc(c->arena, (d->nask + c->nasks) * sizeof *all);
	unsigned n = 0, k;

	for (unsigned i = 0; i < d->nask + c->nasks; i++) {
		int slot = i < d->nask ? d->ask[i] : c->asks[i - d->nask];

		for (k = 0; k < n && all[k] != slot; k++)
			;
		if (k == n)
			all[n++] = slot;
	}
	d->ask = all;
	d->nask = n;
}

void
cm_case_judge(struct cm_case *c, const struct cm_gate *gate, struct cm_decision *d)
{
	struct cm_str acks[16];
	const struct cm_field *ack = cm_record_find(c->record, CM_STR("ack"));
	int n = ack ? cm_field_list(ack, acks, 16, c->arena) : 0;

	cm_policy_decide(c->policy, gate, c->facts, acks, n < 0 ? 0 : n > 16 ? 16 : (unsigned)n, d, c->arena);
	if (d->verdict == CM_UNDECIDED && c->nasks)
		add_asks(c, d);
}

bool
cm_case_lets(struct cm_case *c, const char *gate)
{
	const struct cm_gate *g = cm_policy_gate(c->policy, gate);
	struct cm_decision d;

	if (!g)
		return false;
	cm_case_judge(c, g, &d);
	return d.verdict == CM_ALLOW || d.verdict == CM_WARN;
}

void
cm_case_out_choices(struct cm_case *c, const char *gate)
{
	const struct cm_gate *g = cm_policy_gate(c->policy, gate);
	struct cm_str open[32];
	struct cm_decision d;
	unsigned n = 0;

	if (!g)
		return;
	cm_policy_decide(c->policy, g, c->facts, NULL, 0, &d, c->arena);
	for (unsigned i = 0; i < d.nfired && n < 32; i++)
		if (!d.fired[i].open)
			open[n++] = d.fired[i].rule->id;
	if (n)
		cm_out_list(c, gate, open, n);
}

int64_t
cm_case_ahead(const struct cm_case *c, int64_t at)
{
	return (at - c->now) / 60;
}
