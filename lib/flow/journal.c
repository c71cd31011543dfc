/*
 * Step 6, its row: what an operation keeps of the case, as codes and figures, secrets left out and identity masked. Called
 * by the life of a record, behind apply().
 */
#include "flow/answer.h"
#include "flow/journal.h"

#include "base/banned.h"

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
	if (c->nchanges) {
		cm_buf_puts(b, b->n > 1 ? ",\"changes\":{" : "\"changes\":{");
		cm_changes_put(c, b);
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

/*
 * The row, and one for each further movement of money. Operations of a line take the account along; one that knows no line
 * (an unknown number) stands by itself.
 */
static enum cm_status
add_rows(struct cm_case *c)
{
	enum cm_line_status status = c->new_status ? c->new_status : c->account.status;
	struct cm_operation rows[CM_MOVES];
	unsigned n;
	enum cm_status st = CM_OK;

	rows[0] = c->op;
	for (n = 1; n < c->nmoves; n++) {
		rows[n] = c->op;
		rows[n].parent = c->op.seq;
		rows[n].rules = rows[n].facts = rows[n].answer = rows[n].request = CM_STR("");
		rows[n].debit = c->moves[n].debit;
		rows[n].credit = c->moves[n].credit;
		rows[n].amount = c->moves[n].amount;
	}
	if (c->has_account)
		st = cm_account_post(c->store, &c->account, rows, n, status, c->diag);
	else
		for (unsigned i = 0; st == CM_OK && i < n; i++)
			st = cm_operation_add(c->store, &rows[i], c->diag);
	c->op = rows[0];
	return st;
}

#define ROW_TEXT 400 /* bytes that the facts or the answer of a row seldom exceed */

enum cm_status
cm_journal(const struct cm_life *life, struct cm_case *c, enum cm_result result)
{
	struct cm_buf facts = {0}, answer = {0};
	struct cm_operation *op = &c->op;
	enum cm_status st;

	if (life->flow->stock)
		return CM_OK;
	cm_buf_need(&facts, ROW_TEXT);
	cm_buf_need(&answer, ROW_TEXT);
	op->request = result == CM_R_DONE ? cm_str(c->request_print) : CM_STR("");
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
	st = add_rows(c);
	cm_buf_free(&facts);
	cm_buf_free(&answer);
	return st;
}
