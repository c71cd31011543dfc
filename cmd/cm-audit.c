/* cm-audit: the journal as a proof, and as a list. */
#include <inttypes.h>

#include "base/date.h"
#include "base/money.h"
#include "cmd.h"
#include "store/audit.h"

#include "base/banned.h"

static const char *against;

static enum cm_status
emit_text(struct cm_front *f, const char *code, const char *text)
{
	struct cm_record r;

	cm_record_init(&r, f->arena);
	cm_record_set(&r, CM_STR("code"), cm_str(code));
	cm_record_set(&r, CM_STR("text"), cm_str(text));
	return cm_front_emit(f, &r);
}

/* What was found is output: a record each, then one that sums up. */
static enum cm_status
verify(struct cm_front *f, int nwords, char **words)
{
	const struct cm_msg *m;
	int64_t rows = 0;
	enum cm_status found, st = cm_front_store(f, false);

	(void)nwords, (void)words;
	if (st != CM_OK)
		return st;
	found = against ? cm_chain_verify_against(f->store, against, &rows, &f->diag)
			: cm_chain_verify(f->store, &rows, &f->diag);
	if (found != CM_OK && found != CM_BAD)
		return found;
	m = f->diag.first;
	cm_diag_init(&f->diag, f->arena);
	for (; st == CM_OK && m; m = m->next)
		st = emit_text(f, m->code, m->text);
	if (st == CM_OK)
		st = emit_text(f, found == CM_OK ? "audit.whole" : "audit.damaged",
		    cm_arena_printf(f->arena, "%" PRId64 " operations read, %s", rows,
			found == CM_OK ? "the chain holds" : "the chain does not hold"));
	return st == CM_OK ? found : st;
}

/* ---- log ---- */

struct log {
	struct cm_front *front;
	struct cm_arena *arena; /* of one row */
};

static void
set_id(struct cm_record *r, const char *name, int part, int64_t seq)
{
	char id[20];

	if (seq)
		cm_id_make(id, part, seq);
	cm_record_set(r, cm_str(name), cm_str(seq ? cm_arena_strdup(r->arena, id) : ""));
}

static void
set_object(struct cm_record *r, const char *name, struct cm_str json)
{
	cm_record_set_json(r, cm_str(name), CM_OBJECT, json.n ? json : CM_STR("{}"));
}

static enum cm_status
emit_operation(void *ctx, const struct cm_operation *op)
{
	static const char *const results[] = {
	    [CM_R_DONE] = "done", [CM_R_REFUSED] = "refused", [CM_R_REFERRED] = "referred", [CM_R_NOTED] = "noted"};
	static const char *const ledgers[] = {[CM_L_NONE] = "",
	    [CM_L_LINE] = "line",
	    [CM_L_CASH] = "cash",
	    [CM_L_REVENUE] = "revenue",
	    [CM_L_PROMISE] = "promise",
	    [CM_L_OPENING] = "opening",
	    [CM_L_CLEARING] = "clearing"};
	struct log *l = ctx;
	struct cm_record r;
	char at[26], amount[24];

	cm_record_init(&r, l->arena);
	cm_time_format(op->at, at);
	cm_money_format(op->amount, amount);
	set_id(&r, "order_id", op->part, op->seq);
	cm_record_set(&r, CM_STR("at"), cm_str(at));
	cm_record_set(&r, CM_STR("operator"), op->user);
	cm_record_set(&r, CM_STR("command"), op->source);
	cm_record_set(&r, CM_STR("result"), cm_str(results[op->result]));
	cm_record_set(&r, CM_STR("rules"), op->rules);
	cm_record_set(&r, CM_STR("policy"), op->policy);
	cm_record_set(&r, CM_STR("debit"), cm_str(ledgers[op->debit]));
	cm_record_set(&r, CM_STR("credit"), cm_str(ledgers[op->credit]));
	cm_record_set_json(&r, CM_STR("amount"), CM_NUMBER, cm_str(amount));
	set_id(&r, "part_of", op->part, op->parent);
	set_id(&r, "cause", op->part, op->cause);
	set_object(&r, "facts", op->facts);
	set_object(&r, "answer", op->answer);
	cm_arena_reset(l->arena);
	return cm_front_emit(l->front, &r);
}

static enum cm_status
log_of(struct log *l, const char *msisdn)
{
	struct cm_front *f = l->front;
	struct cm_account a;
	enum cm_status st;

	if (!msisdn)
		return cm_operation_all(f->store, emit_operation, l, &f->diag);
	st = cm_account_of_number(f->store, cm_str(msisdn), &a, &f->diag);
	if (st == CM_END)
		return cm_fail(&f->diag, CM_BAD, "line.unknown", "no line has the number %s", msisdn);
	return st == CM_OK ? cm_operation_of_line(f->store, a.part, a.line, INT64_MIN, emit_operation, l, &f->diag)
			   : st;
}

static enum cm_status
show_log(struct cm_front *f, int nwords, char **words)
{
	struct log l = {.front = f};
	enum cm_status st = cm_front_store(f, false);

	if (nwords > 1)
		return cm_fail(&f->diag, CM_USAGE, "usage", "log takes at most one MSISDN");
	if (st != CM_OK || (st = cm_store_begin_read(f->store, &f->diag)) != CM_OK)
		return st;
	l.arena = cm_arena_new();
	st = log_of(&l, nwords ? words[0] : NULL);
	cm_arena_free(l.arena);
	cm_store_rollback(f->store);
	return st;
}

static enum cm_status
checkpoint(struct cm_front *f, int nwords, char **words)
{
	enum cm_status st;

	if (nwords != 1)
		return cm_fail(&f->diag, CM_USAGE, "usage", "checkpoint takes one FILE");
	st = cm_front_store(f, false);
	return st == CM_OK ? cm_chain_checkpoint(f->store, words[0], f->env.now, &f->diag) : st;
}

static const struct cm_verb verbs[] = {{.name = "verify",
					   .help = "prove that nobody changed the journal; 1 when somebody did",
					   .kind = CM_WHOLE,
					   .whole = verify},
    {.name = "log",
	.help = "list operations, of a line or all",
	.kind = CM_WHOLE,
	.whole = show_log,
	.words = "[MSISDN]"},
    {.name = "checkpoint",
	.help = "write what is true now to a file to be kept elsewhere",
	.kind = CM_WHOLE,
	.whole = checkpoint,
	.words = "FILE"},
    {0}};

static const struct cm_option options[] = {
    {.name = "against", .arg = "FILE", .help = "verify: also against a checkpoint", .value = &against}, {0}};

static const struct cm_command command = {
    .name = "cm-audit", .help = "Prove and list the journal of operations.", .verbs = verbs, .options = options};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
