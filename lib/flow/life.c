/*
 * The life of one record under the lock: answered already?, gather, decide, apply, and the operation row with its answer.
 * Called by the record loop (cmd/run.c) inside its batch; never prints, never commits. What comes before is in shape.c.
 */
#include "base/po.h"
#include "flow/answer.h"
#include "flow/journal.h"
#include "flow/life.h"
#include "flow/notify/notify.h"
#include "flow/pin.h"
#include "flow/prints.h"

#include "base/banned.h"

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

static enum cm_status answered_already(const struct cm_life *, struct cm_case *, enum cm_outcome *);

/*
 * A row under a natural key that was used, with other content. It contradicts the store, unless gather() of the line that
 * the key stands for sees that the store agrees, or lacks what the row says; for that the row has a key of its own, under
 * which it is known again.
 */
static enum cm_status
other_content(const struct cm_life *life, struct cm_case *c, const char *field, int part, int64_t seq, enum cm_outcome *outcome)
{
	struct cm_operation first;
	char print[9];
	enum cm_status st = cm_operation_get(c->store, part, seq, &first, c->arena, c->diag);

	if (st != CM_OK && st != CM_END)
		return st;
	if (st == CM_OK && !c->other_content) {
		c->other_content = true;
		c->op.part = first.part;
		c->op.line = first.line;
		cm_request_print(c->store, life->source, c->prints, print);
		c->request_key = cm_str(
		    cm_arena_printf(c->arena, "%.*s/%s", (int)c->request_key.n, c->request_key.p, print));
		cm_request_print(c->store, life->source, c->request_key, c->request_print);
		st = answered_already(life, c, outcome);
		if (st != CM_END)
			return st;
	}
	cm_case_conflict(c, field);
	return CM_END;
}

static enum cm_status
answered_already(const struct cm_life *life, struct cm_case *c, enum cm_outcome *outcome)
{
	struct cm_str before;
	enum cm_status st;
	int part;
	int64_t seq;

	st = cm_request_get(c->store, life->source, c->request_key, &part, &seq, &before, c->arena, c->diag);
	if (st == CM_END && c->batch_line)
		return moved_up(life, c, outcome);
	if (st != CM_OK)
		return st;
	if (!cm_str_eq(before, c->prints) && life->flow->key)
		return other_content(life, c, cm_prints_differ(life, before, c->prints), part, seq, outcome);
	if (!cm_str_eq(before, c->prints)) {
		*outcome = CM_O_INVALID;
		cm_life_answer(c, CM_O_INVALID, "request.conflict",
		    cm_arena_printf(c->arena, _("this request_id was done before with another %s"), cm_prints_differ(life, before, c->prints)));
		return CM_OK;
	}
	st = cm_operation_answer(c->store, part, seq, &c->stored, c->arena, c->diag);
	if (st == CM_END)
		return cm_fail(c->diag, CM_DEFECT, "store.orphan", "a request key without its operation");
	c->op.part = part;
	c->op.seq = seq;
	*outcome = CM_O_DUPLICATE;
	return st;
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
 * Step 6 of a verb that writes: the key is claimed before anything else is written; false: another record has it. The
 * count of a PIN's tries goes into the same transaction as the answer, whatever that is: what was compared is counted
 * before anybody learns how it came out.
 */
static enum cm_status
act(const struct cm_life *life, struct cm_case *c, enum cm_outcome o, bool *claimed)
{
	bool counted;
	enum cm_status st = cm_pin_count(c, &counted);

	if (st != CM_OK || (o == CM_O_UNDECIDED && !counted))
		return st;
	st = cm_operation_next(c->store, c->op.part, &c->op.seq, c->diag);
	if (st == CM_OK && o == CM_O_DONE && c->request_key.n && !life->flow->stock)
		st = cm_request_claim(c->store, life->source, c->request_key, c->op.part, c->op.seq, c->prints, claimed, c->diag);
	if (st != CM_OK || !*claimed)
		return st;
	if (o == CM_O_DONE) {
		st = life->flow->apply(c);
		cm_answer_lead(c);
	}
	if (st == CM_OK && c->line_changed)
		st = cm_line_put(c->store, &c->line, c->diag);
	if (st == CM_OK && o == CM_O_DONE && life->notices && !c->no_notice)
		st = cm_notices_add(life->notices, c);
	if (c->new_status && c->has_account && c->new_status != c->account.status)
		cm_change_note(c, "line_status", cm_str(cm_line_status_name(c->account.status)),
		    cm_str(cm_line_status_name(c->new_status)));
	return st == CM_OK ? cm_journal(life, c, result_of(o)) : st;
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
		st = cm_journal(life, c, CM_R_NOTED);
	return st == CM_OK ? life->flow->apply(c) : st;
}

static bool
is_skipped(const struct cm_flow *flow, enum cm_outcome o)
{
	return flow->answers != CM_ANSWERS_ALL && (o == CM_O_DONE) != (flow->answers == CM_ANSWERS_DONE);
}

/* Steps 4 and 5. */
static enum cm_status
weigh(const struct cm_life *life, struct cm_case *c, enum cm_outcome *outcome)
{
	enum cm_status st = life->flow->gather(c);

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
	return CM_OK;
}

/*
 * In a stream of new keys the question whether one was done can wait: gathering and deciding write nothing, and whoever
 * is let through must claim the key, which answers it. Not so where a PIN that is compared would be counted.
 */
static bool
asks_later(const struct cm_life *life, const struct cm_case *c)
{
	return c->keys_are_new && !c->batch_line && !life->flow->key && !c->slow;
}

enum cm_status
cm_life_run(const struct cm_life *life, struct cm_case *c, enum cm_outcome *outcome)
{
	bool keyed = life->writes && c->request_key.n, later = keyed && asks_later(life, c), claimed = true;
	enum cm_outcome before = CM_O_DONE;
	enum cm_status st = keyed && !later ? answered_already(life, c, outcome) : CM_END;

	if (st == CM_END)
		st = weigh(life, c, outcome);
	else
		return st;
	if (st == CM_OK && later && !c->skipped && (c->settled || *outcome != CM_O_DONE)) {
		st = answered_already(life, c, &before);
		if (st == CM_OK)
			*outcome = before;
		if (st != CM_END)
			return st;
		st = CM_OK;
	}
	if (st != CM_OK || c->settled || c->skipped)
		return st;
	st = life->writes ? act(life, c, *outcome, &claimed) : show(life, c, *outcome);
	if (st == CM_OK && !claimed) {
		st = answered_already(life, c, outcome);
		return st == CM_END ? cm_fail(c->diag, CM_DEFECT, "store.defect", "a request key is there and is not") : st;
	}
	c->decided = st == CM_OK;
	return st;
}

enum cm_status
cm_life_tell(const struct cm_life *life, struct cm_case *c, enum cm_outcome o)
{
	if (o == CM_O_DUPLICATE && c->stored.p)
		return cm_answer_duplicate(c);
	return c->decided ? cm_answer_decision(life, c, o) : CM_OK;
}
