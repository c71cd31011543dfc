/*
 * The life of one record: shape, answered already?, gather, decide, apply, and the operation row with its answer.
 * Called by the record loop (cmd/run.c) inside its batch; never prints, never commits.
 */
#include "base/date.h"
#include "base/po.h"
#include "flow/life.h"
#include "flow/answer.h"
#include "flow/import.h"
#include "flow/notify.h"
#include "flow/pin.h"
#include "flow/prints.h"

#include "base/banned.h"

/* What the operation row keeps besides what the gate's rules look at. */
static void
find_kept(struct cm_life *life, struct cm_arena *a)
{
	unsigned n = 0;

	while (life->inputs[n].name)
		n++;
	life->kept = cm_arena_alloc(a, (n + 1) * sizeof *life->kept);
	for (unsigned i = 0; i < n; i++) {
		unsigned k = 0;

		while (k < life->ngate_facts && life->gate_facts[k] != life->input_slots[i])
			k++;
		if ((life->inputs[i].flags & CM_KEPT) && k == life->ngate_facts)
			life->kept[life->nkept++] = life->input_slots[i];
	}
}

enum cm_status
cm_life_init(struct cm_life *life, struct cm_arena *a, struct cm_diag *d)
{
	const struct cm_vocabulary *v = life->policy->vocabulary;
	unsigned n = 0, errors = d->errors;

	life->gate = cm_policy_gate(life->policy, life->flow->gate);
	if (!life->gate)
		return cm_fail(d, CM_CONFIG, "policy.missing-gate", "%s has no gate %s", life->policy->file, life->flow->gate);
	while (life->flow->facts[n])
		n++;
	life->slots = cm_arena_alloc(a, (n + 1) * sizeof *life->slots);
	for (unsigned i = 0; i < n; i++)
		life->slots[i] = cm_vocabulary_need(v, life->flow->facts[i], d);
	for (const char *const *const *names = life->flow->helpers; names && *names; names++)
		for (unsigned i = 0; (*names)[i]; i++)
			cm_vocabulary_need(v, (*names)[i], d);
	for (n = 0; life->inputs[n].name; n++)
		;
	life->input_slots = cm_arena_alloc(a, (n + 1) * sizeof *life->input_slots);
	for (unsigned i = 0; i < n; i++)
		life->input_slots[i] = cm_vocabulary_need(v, life->inputs[i].name, d);
	for (n = 0; life->flow->key && life->flow->key[n]; n++)
		;
	life->key_slots = cm_arena_alloc(a, (n + 1) * sizeof *life->key_slots);
	for (unsigned i = 0; i < n; i++)
		life->key_slots[i] = cm_vocabulary_need(v, life->flow->key[i], d);
	life->gate_facts = cm_gate_facts(life->gate, v, &life->ngate_facts, a);
	if (d->errors == errors)
		find_kept(life, a);
	if (life->writes)
		cm_notices_init(&life->notices, life->gate, v, a, d);
	return d->errors > errors ? CM_CONFIG : CM_OK;
}

/* ---- step 2: shape ---- */

static enum cm_status
read_input(const struct cm_life *life, struct cm_case *c, unsigned i, const char **code, const char **why)
{
	int slot = life->input_slots[i];
	const struct cm_fact *f = &life->policy->vocabulary->facts[slot];
	const struct cm_field *field = cm_record_find(c->record, f->id);
	struct cm_fact shapeless;
	struct cm_str text;

	if (!field || field->kind == CM_NULL || (field->text.n == 0 && field->kind == CM_STRING)) {
		if (!(life->inputs[i].flags & CM_REQUIRED))
			return CM_OK;
		*code = "field.missing";
		*why = _("missing");
		return CM_BAD;
	}
	text = field->text;
	if (f->type == CM_T_LIST) {
		struct cm_str items[64];
		struct cm_buf b = {0};
		int n = cm_field_list(field, items, 64, c->arena);

		if (n < 0 || n > 64) {
			*code = "field.malformed";
			*why = _("not a list of at most 64 texts");
			return CM_BAD;
		}
		for (int k = 0; k < n; k++) {
			if (k)
				cm_buf_putc(&b, ',');
			cm_buf_putstr(&b, items[k]);
		}
		text = cm_arena_str(c->arena, cm_buf_str(&b));
		cm_buf_free(&b);
	} else if (field->kind == CM_LIST || field->kind == CM_OBJECT ||
	    (field->kind == CM_BOOL && f->type != CM_T_BOOL)) {
		*code = "field.malformed";
		*why = _("has another type than this field takes");
		return CM_BAD;
	}
	if (life->inputs[i].flags & CM_ANY_SHAPE) {
		shapeless = *f;
		shapeless.format = (struct cm_str){0};
		f = &shapeless;
	}
	return cm_fact_read(f, text, &c->facts[slot], code, why, c->arena);
}

enum cm_status
cm_life_shape(const struct cm_life *life, struct cm_case *c)
{
	struct cm_str reasons[16];
	struct cm_buf message = {0};
	unsigned bad = 0;

	for (unsigned i = 0; life->inputs[i].name; i++) {
		const char *code = NULL, *why = NULL;

		if (read_input(life, c, i, &code, &why) == CM_OK)
			continue;
		cm_buf_printf(&message, "%s%s: %s", bad ? "; " : "", life->inputs[i].name, why);
		if (bad < 16)
			reasons[bad] = cm_str(code);
		bad++;
	}
	if (bad)
		cm_answer_invalid(c, reasons, bad < 16 ? bad : 16, cm_buf_str(&message));
	else if (life->flow->key && !life->flow->stock)
		c->request_key = cm_natural_key(life, c);
	if (!bad && life->writes && c->request_key.n)
		c->prints = cm_prints_of(life, c);
	cm_buf_free(&message);
	return bad ? CM_BAD : CM_OK;
}

/* ---- step 3: answered already? ---- */

/*
 * A batch that was sent before, and a line of it that was not done: if it now says what one of the lines behind it said
 * then, lines were taken out of the file, and every key behind them means another record. That must not be paid twice.
 */
#define MOVED_UP 32 /* lines that are looked at */

static enum cm_status
moved_up(const struct cm_life *life, struct cm_case *c, enum cm_outcome *outcome)
{
	size_t name = c->request_key.n;

	while (name > 0 && c->request_key.p[name - 1] != '/')
		name--;
	for (size_t line = c->batch_line + 1; line <= c->batch_line + MOVED_UP; line++) {
		struct cm_str key = cm_str(cm_arena_printf(c->arena, "%.*s%zu", (int)name, c->request_key.p, line)), prints;
		int part;
		int64_t seq;
		enum cm_status st = cm_request_get(c->store, life->source, key, &part, &seq, &prints, c->arena, c->diag);

		if (st != CM_OK && st != CM_END)
			return st;
		if (st == CM_END || !cm_str_eq(prints, c->prints))
			continue;
		*outcome = CM_O_INVALID;
		cm_life_answer(c, CM_O_INVALID, "request.conflict",
		    cm_arena_printf(c->arena,
			_("line %zu says what line %zu said when this batch was done: lines were taken out of the file; send "
			  "the whole file again, or what is left under another name"),
			c->batch_line, line));
		return CM_OK;
	}
	return CM_END;
}

static enum cm_status
answered_already(const struct cm_life *life, struct cm_case *c, enum cm_outcome *outcome)
{
	struct cm_operation done;
	struct cm_str before;
	enum cm_status st;
	int part;
	int64_t seq;

	st = cm_request_get(c->store, life->source, c->request_key, &part, &seq, &before, c->arena, c->diag);
	if (st == CM_END && c->batch_line)
		return moved_up(life, c, outcome);
	if (st != CM_OK)
		return st;
	if (!cm_str_eq(before, c->prints) && life->flow->key) {
		cm_case_conflict(c, cm_prints_differ(life, before, c->prints)); /* unless gather() sees that the store agrees */
		return CM_END;
	}
	if (!cm_str_eq(before, c->prints)) {
		*outcome = CM_O_INVALID;
		cm_life_answer(c, CM_O_INVALID, "request.conflict",
		    cm_arena_printf(c->arena, _("this request_id was done before with another %s"), cm_prints_differ(life, before, c->prints)));
		return CM_OK;
	}
	st = cm_operation_get(c->store, part, seq, &done, c->arena, c->diag);
	if (st == CM_END)
		return cm_fail(c->diag, CM_DEFECT, "store.orphan", "a request key without its operation");
	if (st != CM_OK)
		return st;
	*outcome = CM_O_DUPLICATE;
	return cm_answer_duplicate(life, c, &done);
}

bool
cm_life_is_done(const struct cm_life *life, struct cm_case *c)
{
	struct cm_str prints;
	int part;
	int64_t seq;

	return life->writes && c->request_key.n &&
	    cm_request_get(c->store, life->source, c->request_key, &part, &seq, &prints, c->arena, c->diag) == CM_OK;
}

/* ---- step 6: the operation row ---- */

static void
put_facts(const struct cm_life *life, struct cm_case *c, const int *slots, unsigned n, struct cm_buf *b)
{
	const struct cm_fact *facts = life->policy->vocabulary->facts;

	for (unsigned i = 0; i < n; i++)
		if (c->facts[slots[i]].known && !facts[slots[i]].secret)
			cm_answer_put_fact(b, &facts[slots[i]], &c->facts[slots[i]], c->arena);
}

/*
 * What the decision rested on, the evidence that came along, and what changed, as {"fact":value,…,"changes":{…}}; secrets
 * left out, identity masked.
 */
static struct cm_str
facts_json(const struct cm_life *life, struct cm_case *c, struct cm_buf *b)
{
	cm_buf_clear(b);
	cm_buf_putc(b, '{');
	put_facts(life, c, life->gate_facts, life->ngate_facts, b);
	put_facts(life, c, life->kept, life->nkept, b);
	if (c->changes.n) {
		cm_buf_puts(b, b->n > 1 ? ",\"changes\":{" : "\"changes\":{");
		cm_buf_putstr(b, c->changes);
		cm_buf_putc(b, '}');
	}
	cm_buf_putc(b, '}');
	return cm_buf_str(b);
}

static struct cm_str
rules_text(struct cm_case *c)
{
	const struct cm_decision *d = &c->decision;
	size_t n = 0;
	char *out;

	if (d->nfired == 0)
		return CM_STR("");
	if (d->nfired == 1)
		return d->fired[0].rule->id;
	for (unsigned i = 0; i < d->nfired; i++)
		n += d->fired[i].rule->id.n + 1;
	out = cm_arena_alloc(c->arena, n + 1);
	n = 0;
	for (unsigned i = 0; i < d->nfired; i++) {
		if (n)
			out[n++] = ',';
		memcpy(out + n, d->fired[i].rule->id.p, d->fired[i].rule->id.n);
		n += d->fired[i].rule->id.n;
	}
	return (struct cm_str){out, n};
}

/* An operation of a line takes the account along; one that knows no line (an unknown number) stands by itself. */
static enum cm_status
add_row(struct cm_case *c, struct cm_operation *op)
{
	enum cm_line_status status = c->new_status ? c->new_status : c->account.status;

	if (c->has_account)
		return cm_account_post(c->store, &c->account, op, status, c->diag);
	return cm_operation_add(c->store, op, c->diag);
}

static enum cm_status
add_further_moves(struct cm_case *c)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 1; st == CM_OK && i < c->nmoves; i++) {
		struct cm_operation more = c->op;

		more.parent = c->op.seq;
		more.rules = more.facts = more.answer = more.request = CM_STR("");
		more.debit = c->moves[i].debit;
		more.credit = c->moves[i].credit;
		more.amount = c->moves[i].amount;
		st = add_row(c, &more);
	}
	return st;
}

/* Appends the row and one for each further movement of money, and claims the request key. */
static enum cm_status
journal(const struct cm_life *life, struct cm_case *c, enum cm_result result)
{
	struct cm_buf facts = {0}, answer = {0};
	struct cm_operation *op = &c->op;
	bool claims = result == CM_R_DONE && c->request_key.n;
	char print[9] = "";
	enum cm_status st;

	if (life->flow->stock)
		return CM_OK;
	if (claims)
		cm_request_print(c->store, life->source, c->request_key, print);
	op->request = cm_str(print);
	op->at = c->now;
	op->user = cm_str(c->env->user);
	op->source = life->source;
	op->result = result;
	op->rules = rules_text(c);
	op->policy = cm_str(cm_policy_hash(life->policy));
	op->facts = facts_json(life, c, &facts);
	op->answer = cm_answer_json(c, &answer);
	if (c->nmoves) {
		op->debit = c->moves[0].debit;
		op->credit = c->moves[0].credit;
		op->amount = c->moves[0].amount;
	}
	st = add_row(c, op);
	if (st == CM_OK)
		st = add_further_moves(c);
	cm_buf_free(&facts);
	cm_buf_free(&answer);
	if (st == CM_OK && claims)
		st = cm_request_put(c->store, life->source, c->request_key, op->part, op->seq, c->prints, c->diag);
	return st;
}

/* ---- steps 3 to 6 ---- */

static enum cm_outcome
outcome_of(enum cm_verdict v)
{
	switch (v) {
	case CM_ALLOW:
	case CM_WARN:
		return CM_O_DONE;
	case CM_UNDECIDED:
		return CM_O_UNDECIDED;
	case CM_REFER:
		return CM_O_REFERRED;
	case CM_REFUSE:
		break;
	}
	return CM_O_REFUSED;
}

/* What the journal keeps of it; nothing of what stays undecided, unless something was counted. */
static enum cm_result
result_of(enum cm_outcome o)
{
	switch (o) {
	case CM_O_DONE:
		return CM_R_DONE;
	case CM_O_REFUSED:
		return CM_R_REFUSED;
	case CM_O_REFERRED:
		return CM_R_REFERRED;
	default:
		return CM_R_NOTED;
	}
}

/*
 * Steps 5 and 6 of a verb that writes. The count of a PIN's tries goes into the same transaction as the answer, whatever
 * that is: what was compared is counted before anybody learns how it came out.
 */
static enum cm_status
act(const struct cm_life *life, struct cm_case *c, enum cm_outcome o)
{
	bool counted;
	enum cm_status st = cm_pin_count(c, &counted);

	if (st != CM_OK || (o == CM_O_UNDECIDED && !counted))
		return st;
	st = cm_operation_next(c->store, c->op.part, &c->op.seq, c->diag);
	if (st == CM_OK && o == CM_O_DONE)
		st = life->flow->apply(c);
	if (st == CM_OK && c->line_changed)
		st = cm_line_put(c->store, &c->line, c->diag);
	if (st == CM_OK && o == CM_O_DONE && life->notices)
		st = cm_notices_add(life->notices, c);
	if (c->new_status && c->has_account && c->new_status != c->account.status)
		cm_change_note(c, "line_status", cm_str(cm_line_status_name(c->account.status)),
		    cm_str(cm_line_status_name(c->new_status)));
	return st == CM_OK ? journal(life, c, result_of(o)) : st;
}

/* A verb that reads writes a row only of what it shows whole, and before it does. */
static enum cm_status
show(const struct cm_life *life, struct cm_case *c, enum cm_outcome o)
{
	enum cm_status st = CM_OK;

	if (c->present)
		return cm_fail(c->diag, CM_DEFECT, "pin.uncounted", "a verb that only reads must not compare a PIN");
	if (o != CM_O_DONE)
		return CM_OK;
	if (c->unmask)
		st = cm_operation_next(c->store, c->op.part, &c->op.seq, c->diag);
	if (st == CM_OK && c->unmask)
		st = journal(life, c, CM_R_NOTED);
	return st == CM_OK ? life->flow->apply(c) : st;
}

static bool
is_skipped(const struct cm_flow *flow, enum cm_outcome o)
{
	return flow->answers != CM_ANSWERS_ALL && (o == CM_O_DONE) != (flow->answers == CM_ANSWERS_DONE);
}

enum cm_status
cm_life_run(const struct cm_life *life, struct cm_case *c, enum cm_outcome *outcome)
{
	enum cm_status st;

	if (life->writes && c->request_key.n) {
		st = answered_already(life, c, outcome);
		if (st != CM_END)
			return st;
	}
	st = life->flow->gather(c);
	if (st != CM_OK)
		return st;
	if (c->settled)
		*outcome = c->settled_as;
	if (c->settled || c->skipped)
		return CM_OK;
	cm_case_judge(c, life->gate, &c->decision);
	*outcome = outcome_of(c->decision.verdict);
	c->skipped = is_skipped(life->flow, *outcome);
	if (c->skipped)
		return CM_OK;
	c->order_status = "completed";
	st = life->writes ? act(life, c, *outcome) : show(life, c, *outcome);
	c->decided = st == CM_OK;
	return st;
}

enum cm_status
cm_life_tell(const struct cm_life *life, struct cm_case *c, enum cm_outcome o)
{
	return c->decided ? cm_answer_decision(life, c, o) : CM_OK;
}
