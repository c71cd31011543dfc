/* cm-audit: the journal as a proof, and as a list. */
#include <inttypes.h>

#include "base/date.h"
#include "base/ident.h"
#include "base/money.h"
#include "front.h"
#include "store/audit.h"

#include "base/banned.h"

static const char *against, *since;

static const struct cm_option options[] = {
    {0, "against", "FILE", "also against a checkpoint", NULL, &against, "verify"},
    {0, "since", "TIME", "from this day or time on", NULL, &since, "log"}, {0}};

/* What was found is output: a row each, then one that sums up. */
static enum cm_status
verify(struct cm_front *f, int nwords, char **words)
{
	enum cm_status found, st = cm_front_words(f, 0, 0);
	struct cm_record *r;
	int64_t rows = 0;

	(void)nwords, (void)words;
	if (st == CM_OK)
		st = cm_front_store(f, false);
	if (st != CM_OK)
		return st;
	found = against ? cm_chain_verify_against(f->store, against, &rows, &f->diag)
			: cm_chain_verify(f->store, &rows, &f->diag);
	if (found != CM_OK && found != CM_BAD)
		return found;
	st = cm_front_findings(f);
	r = cm_front_row(f);
	cm_record_set(r, CM_STR("level"), CM_STR("note"));
	cm_record_set(r, CM_STR("id"), found == CM_OK ? CM_STR("audit.whole") : CM_STR("audit.damaged"));
	cm_record_set(r, CM_STR("message"),
	    cm_str(cm_arena_printf(f->arena, "%" PRId64 " operation%s read: the chain %s", rows, rows == 1 ? "" : "s",
		found == CM_OK ? "holds" : "does not hold")));
	if (st == CM_OK)
		st = cm_front_emit(f, r);
	return st == CM_OK ? found : st;
}

/* ---- log ---- */

static void
set_id(struct cm_record *r, const char *name, int part, int64_t seq)
{
	char id[20];

	if (!seq)
		return;
	cm_id_make(id, part, seq);
	cm_record_set(r, cm_str(name), cm_str(cm_arena_strdup(r->arena, id)));
}

static void
set_object(struct cm_record *r, const char *name, struct cm_str json)
{
	cm_record_set_json(r, cm_str(name), CM_OBJECT, json.n ? json : CM_STR("{}"));
}

static const char *const log_columns[] = {"order_id", "at", "operator", "command", "result", "rules", "policy", "debit",
    "credit", "amount", "part_of", "cause", "facts", "answer", NULL};

static enum cm_status
emit_operation(void *ctx, const struct cm_operation *op)
{
	struct cm_front *f = ctx;
	struct cm_record *r = cm_front_row(f);
	char at[26], amount[24];

	cm_time_format(op->at, at);
	cm_money_format(op->amount, amount);
	set_id(r, "order_id", op->part, op->seq);
	cm_record_set(r, CM_STR("at"), cm_str(at));
	cm_record_set(r, CM_STR("operator"), op->user);
	cm_record_set(r, CM_STR("command"), op->source);
	cm_record_set(r, CM_STR("result"), cm_str(cm_result_name(op->result)));
	cm_record_set(r, CM_STR("rules"), op->rules);
	cm_record_set(r, CM_STR("policy"), op->policy);
	if (op->amount) {
		cm_record_set(r, CM_STR("debit"), cm_str(cm_ledger_name(op->debit)));
		cm_record_set(r, CM_STR("credit"), cm_str(cm_ledger_name(op->credit)));
		cm_record_set_json(r, CM_STR("amount"), CM_NUMBER, cm_str(amount));
	}
	set_id(r, "part_of", op->part, op->parent);
	set_id(r, "cause", op->part, op->cause);
	set_object(r, "facts", op->facts);
	set_object(r, "answer", op->answer);
	return cm_front_emit(f, r);
}

/* A number's line, or its last one; or everything. */
static enum cm_status
log_rows(struct cm_front *f, struct cm_str msisdn, int64_t from)
{
	struct cm_name n;
	enum cm_status st;

	if (!msisdn.n)
		return cm_operation_all(f->store, from, emit_operation, f, &f->diag);
	st = cm_directory_get(f->store, CM_NAME_MSISDN, msisdn, &n, &f->diag);
	if (st == CM_END || (st == CM_OK && !n.line))
		return cm_fail(&f->diag, CM_BAD, "line.unknown", "no line has the number %.*s", (int)msisdn.n, msisdn.p);
	return st == CM_OK ? cm_operation_of_line(f->store, n.part, n.line, from, emit_operation, f, &f->diag) : st;
}

static enum cm_status
show_log(struct cm_front *f, int nwords, char **words)
{
	enum cm_status st = cm_front_words(f, 0, 1);
	struct cm_str msisdn = cm_str(nwords ? words[0] : "");
	int64_t from = INT64_MIN;

	if (msisdn.n > 7 && memcmp(msisdn.p, "msisdn=", 7) == 0)
		msisdn = cm_str(words[0] + 7);
	if (st == CM_OK && msisdn.n && !cm_msisdn_ok(msisdn))
		return cm_fail(&f->diag, CM_USAGE, "argument", "not a mobile number: %s", words[0]);
	if (st == CM_OK && since && !cm_time_parse(cm_str(since), &from))
		return cm_fail(&f->diag, CM_USAGE, "option", "--since takes a day or a time, not %s", since);
	if (st == CM_OK)
		st = cm_front_store(f, false);
	if (st != CM_OK || (st = cm_store_begin_read(f->store, &f->diag)) != CM_OK)
		return st;
	cm_front_columns(f, log_columns);
	st = log_rows(f, msisdn, from);
	cm_store_rollback(f->store);
	return st;
}

static enum cm_status
checkpoint(struct cm_front *f, int nwords, char **words)
{
	enum cm_status st = cm_front_words(f, 1, 1);

	(void)nwords;
	if (st == CM_OK)
		st = cm_front_store(f, false);
	return st == CM_OK ? cm_chain_checkpoint(f->store, words[0], f->env.now, &f->diag) : st;
}

static const struct cm_verb verbs[] = {
    {"verify", "prove that nobody changed the journal; exit 1 when somebody did", CM_WHOLE, NULL, NULL, NULL, verify, NULL},
    {"log", "list operations as they happened, of a line or all", CM_WHOLE, NULL, NULL, NULL, show_log, "[MSISDN]"},
    {"checkpoint", "write what is true now to a file that is kept elsewhere", CM_WHOLE, NULL, NULL, NULL, checkpoint, "FILE"},
    {0}};

static const struct cm_command command = {
    .name = "cm-audit", .help = "Prove and list the journal of operations.", .verbs = verbs, .options = options};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
