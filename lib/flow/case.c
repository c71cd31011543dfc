/*
 * What a flow's gather() and apply() call: facts in, outputs and money out. Nothing here decides or touches SQL.
 */
#include <assert.h>
#include <stdio.h>

#include "base/date.h"
#include "base/ident.h"
#include "base/money.h"
#include "flow/flow.h"

#include "base/banned.h"

/* ---- facts ---- */

static struct cm_value *
fact_at(struct cm_case *c, int slot, enum cm_type type)
{
	struct cm_value *v = &c->facts[slot];

	assert(c->policy->vocabulary->facts[slot].type == type);
	v->known = true;
	v->type = type;
	return v;
}

static struct cm_value *
fact_of(struct cm_case *c, int fact, enum cm_type type)
{
	return fact_at(c, c->slots[fact], type);
}

void
cm_set_bool(struct cm_case *c, int fact, bool b)
{
	fact_of(c, fact, CM_T_BOOL)->i = b;
}

void
cm_set_int(struct cm_case *c, int fact, int64_t i)
{
	fact_of(c, fact, CM_T_INT)->i = i;
}

void
cm_set_money(struct cm_case *c, int fact, int64_t fen)
{
	fact_of(c, fact, CM_T_MONEY)->i = fen;
}

void
cm_set_day(struct cm_case *c, int fact, int32_t day)
{
	if (day != CM_DAY_NONE)
		fact_of(c, fact, CM_T_DATE)->i = day;
}

void
cm_set_time(struct cm_case *c, int fact, int64_t instant)
{
	fact_of(c, fact, CM_T_TIME)->i = instant;
}

/*
 * An enum's text that the vocabulary does not have (an imported line's odd plan) leaves the fact unknown: the policy
 * then says undecided rather than guess.
 */
static void
text_at(struct cm_case *c, int slot, struct cm_str text)
{
	const struct cm_fact *f = &c->policy->vocabulary->facts[slot];
	struct cm_value *v = &c->facts[slot];

	if (text.n == 0)
		return;
	if (f->type == CM_T_ENUM) {
		for (unsigned i = 0; i < f->nvalues; i++)
			if (cm_str_eq(f->values[i].name, text)) {
				*v = (struct cm_value){.known = true, .type = CM_T_ENUM, .i = i, .s = f->values[i].name};
				return;
			}
		return;
	}
	assert(f->type == CM_T_TEXT || f->type == CM_T_LIST);
	*v = (struct cm_value){.known = true, .type = f->type, .s = text};
}

void
cm_set_text(struct cm_case *c, int fact, struct cm_str text)
{
	text_at(c, c->slots[fact], text);
}

/* A figure's value is the policy's, every other fact's the case's. */
static const struct cm_value *
value_of(const struct cm_case *c, int fact)
{
	return cm_fact_value(c->policy->vocabulary, c->slots[fact], c->facts);
}

bool
cm_known(const struct cm_case *c, int fact)
{
	return value_of(c, fact)->known;
}

int64_t
cm_get_int(const struct cm_case *c, int fact)
{
	const struct cm_value *v = value_of(c, fact);

	return v->known ? v->i : 0;
}

struct cm_str
cm_get_text(const struct cm_case *c, int fact)
{
	const struct cm_value *v = value_of(c, fact);

	return v->known ? v->s : (struct cm_str){0};
}

/* ---- facts by name ---- */

static int
slot_named(const struct cm_case *c, const char *name)
{
	int slot = cm_vocabulary_slot(c->policy->vocabulary, cm_str(name));

	assert(slot >= 0);
	return slot;
}

void
cm_name_bool(struct cm_case *c, const char *fact, bool b)
{
	fact_at(c, slot_named(c, fact), CM_T_BOOL)->i = b;
}

void
cm_name_int(struct cm_case *c, const char *fact, int64_t i)
{
	fact_at(c, slot_named(c, fact), CM_T_INT)->i = i;
}

void
cm_name_day(struct cm_case *c, const char *fact, int32_t day)
{
	if (day != CM_DAY_NONE)
		fact_at(c, slot_named(c, fact), CM_T_DATE)->i = day;
}

void
cm_name_time(struct cm_case *c, const char *fact, int64_t instant)
{
	fact_at(c, slot_named(c, fact), CM_T_TIME)->i = instant;
}

void
cm_name_text(struct cm_case *c, const char *fact, struct cm_str text)
{
	text_at(c, slot_named(c, fact), text);
}

static const struct cm_value *
value_named(const struct cm_case *c, const char *name)
{
	return cm_fact_value(c->policy->vocabulary, slot_named(c, name), c->facts);
}

bool
cm_name_known(const struct cm_case *c, const char *fact)
{
	return value_named(c, fact)->known;
}

int64_t
cm_name_get_int(const struct cm_case *c, const char *fact)
{
	const struct cm_value *v = value_named(c, fact);

	return v->known ? v->i : 0;
}

struct cm_str
cm_name_get_text(const struct cm_case *c, const char *fact)
{
	const struct cm_value *v = value_named(c, fact);

	return v->known ? v->s : (struct cm_str){0};
}

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

/* ---- outputs ---- */

void
cm_out_text(struct cm_case *c, const char *name, struct cm_str text)
{
	cm_record_set(&c->out, cm_str(name), cm_arena_str(c->arena, text));
}

static void
out_json(struct cm_case *c, const char *name, enum cm_kind kind, const char *text, size_t n)
{
	cm_record_set_json(&c->out, cm_str(name), kind, (struct cm_str){cm_arena_strn(c->arena, text, n), n});
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
cm_out_list(struct cm_case *c, const char *name, const struct cm_str *items, unsigned n)
{
	struct cm_buf b = {0};

	cm_buf_putc(&b, '[');
	for (unsigned i = 0; i < n; i++) {
		if (i)
			cm_buf_putc(&b, ',');
		cm_buf_putjson(&b, items[i]);
	}
	cm_buf_putc(&b, ']');
	out_json(c, name, CM_LIST, b.p, b.n);
	cm_buf_free(&b);
}

/* ---- money and the order ---- */

void
cm_case_move(struct cm_case *c, enum cm_ledger debit, enum cm_ledger credit, int64_t fen)
{
	/* A policy may let an amount through that is none: the journal refuses it, and the record fails by itself. */
	assert(c->nmoves < CM_MOVES && debit != credit);
	c->moves[c->nmoves].debit = debit;
	c->moves[c->nmoves].credit = credit;
	c->moves[c->nmoves++].amount = fen;
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

void
cm_case_judge(struct cm_case *c, const struct cm_gate *gate, struct cm_decision *d)
{
	struct cm_str acks[16];
	const struct cm_field *ack = cm_record_find(c->record, CM_STR("ack"));
	int n = ack ? cm_field_list(ack, acks, 16, c->arena) : 0;

	cm_policy_decide(c->policy, gate, c->facts, acks, n < 0 ? 0 : n > 16 ? 16 : (unsigned)n, d, c->arena);
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
