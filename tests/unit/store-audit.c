/* The journal tampered with: every change must be found, with part and row. */
#include "store.h"
#include "store/private.h"

static char checkpoint[80];

static enum cm_status
verify(void)
{
	struct cm_store *s = open_store(false);
	int64_t rows;
	enum cm_status st = cm_chain_verify(s, &rows, &diag);

	cm_store_close(s);
	return st;
}

static enum cm_status
verify_against(void)
{
	struct cm_store *s = open_store(false);
	int64_t rows;
	enum cm_status st = cm_chain_verify_against(s, checkpoint, &rows, &diag);

	cm_store_close(s);
	return st;
}

static int part; /* of the first line, whose journal is played with */

static void
fresh(void)
{
	static bool made;

	cm_diag_init(&diag, arena);
	if (!made) {
		struct cm_account a;
		struct cm_store *s;

		busy_store();
		s = open_store(false);
		must(cm_account_of_number(s, CM_STR("13800000001"), &a, &diag), "account");
		part = a.part;
		cm_store_close(s);
		sql("PRAGMA wal_checkpoint(TRUNCATE)");
		shell("mkdir %s/copy && cp %s/s.db* %s/copy", folder, folder, folder);
		made = true;
	}
	shell("cd %s && rm -f s.db* && cp -p copy/* .", folder);
}

/* A change by SQL, in which each @ is the part, and what verify must say of it. */
static void
tampered(const char *what, const char *statement, const char *code, const char *text)
{
	struct cm_buf s = {0};

	fresh();
	for (; *statement; statement++)
		if (*statement == '@')
			cm_buf_putint(&s, part);
		else
			cm_buf_putc(&s, *statement);
	sql(s.p);
	cm_buf_free(&s);
	ok(verify() == CM_BAD && told(code, text), "%s", what);
}

static void
edits(void)
{
	static const char *const columns[] = {"line = line + 1", "at = at + 1", "commit_no = commit_no + 1",
	    "by_user = 'li'", "source = 'cm-pay reverse'", "result = 2, debit = 0, credit = 0, amount = 0",
	    "rules = ''", "policy = 'abd'", "facts = '{}'", "answer = '{}'", "debit = 3", "credit = 3",
	    "amount = amount + 1", "cause = 1", "parent = 1", "prev = 0", "chain = '00000000000000000000000000000000'",
	    "facts = answer, answer = facts", "by_user = 'zhan', source = 'gcm-pay pay'"};
	char statement[256];

	fresh();
	ok(verify() == CM_OK, "untouched it holds");
	for (unsigned i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		snprintf(
		    statement, sizeof(statement), "UPDATE operation SET %s WHERE part = @ AND seq = 5", columns[i]);
		tampered(columns[i], statement, "audit.broken", "operation 5 is not the one");
	}
}

static void
rows(void)
{
	tampered("a row is deleted", "DELETE FROM operation WHERE part = @ AND seq = 4", "audit.gap",
	    "operations 4 to 4 are missing");
	tampered("the first row is deleted", "DELETE FROM operation WHERE part = @ AND seq = 1", "audit.gap", "1 to 1");
	tampered("deleted and closed up",
	    "DELETE FROM operation WHERE part = @ AND seq = 4;"
	    "UPDATE operation SET seq = seq - 1, prev = max(prev - 1, 0) WHERE part = @ AND seq > 4",
	    "audit.broken", "operation 4 is not");
	tampered("the tail is cut", "DELETE FROM operation WHERE part = @ AND seq > 9", "audit.truncated",
	    "operations from 10 to 12");
	tampered(
	    "all rows are gone", "DELETE FROM operation WHERE part = @", "audit.truncated", "operations from 1 to 12");
	tampered("the tail is cut and the head put back",
	    "DELETE FROM operation WHERE part = @ AND seq > 9;"
	    "UPDATE head SET seq = 9, chain = (SELECT chain || chain FROM operation WHERE part = @ AND seq = 9) WHERE "
	    "part = @",
	    "audit.broken", "the head is not that of operation 9");
	tampered("a row is copied behind the end",
	    "INSERT INTO operation SELECT part, 13, parent, prev, line, at, commit_no, by_user, "
	    "source, result, rules, policy, facts, answer, debit, credit, amount, cause, request, chain FROM operation WHERE "
	    "part = @ AND seq = 12",
	    "audit.broken", "operation 13 is not");
	tampered("two rows change places",
	    "UPDATE operation SET prev = 0 WHERE part = @ AND seq IN (6, 7);"
	    "UPDATE operation SET seq = 100 WHERE part = @ AND seq = 6; UPDATE operation SET seq = 6 WHERE part = @ "
	    "AND seq = 7;"
	    "UPDATE operation SET seq = 7 WHERE part = @ AND seq = 100",
	    "audit.broken", "operation 6 is not");
	tampered("a row moves to another part",
	    "INSERT INTO operation SELECT (part + 1) % 64, 1, 0, 0, line, at, commit_no, by_user, "
	    "source, result, rules, policy, facts, answer, debit, credit, amount, cause, request, chain FROM operation WHERE "
	    "part = @ AND seq = 1",
	    "audit.broken", "operation 1 is not");
	tampered("a head is deleted", "DELETE FROM head WHERE part = @", "audit.broken", "its head is missing");
	tampered("a head is changed", "UPDATE head SET chain = substr(chain, 2) || substr(chain, 1, 1) WHERE part = @", "audit.broken",
	    "the head is not");
	tampered(
	    "a head counts less", "UPDATE head SET seq = 11 WHERE part = @", "audit.broken", "added behind the head");
	tampered("commits are uncounted", "UPDATE meta SET value = '1' WHERE name = 'commit_no' AND @ >= 0",
	    "audit.broken", "the store counts 1");
	tampered("a value out of its range",
	    "PRAGMA ignore_check_constraints = 1; UPDATE operation SET result = 77 WHERE part = @ AND seq = 3",
	    "audit.broken", "operation 3 has a value out of its range");
	fresh();
	sql("UPDATE operation SET amount = amount + 1 WHERE seq = 2");
	ok(verify() == CM_BAD && diag.errors == 3, "a finding in each part: %u", diag.errors);
}

struct row {
	struct cm_operation op;
	char hex[33];
};

static struct row rows_of_part[32];
static int nrows;

static enum cm_status
keep(void *ctx, const struct cm_operation *op)
{
	struct cm_operation *to = &rows_of_part[nrows].op;

	(void)ctx;
	if (op->part != part)
		return CM_OK;
	*to = *op;
	to->user = cm_arena_str(arena, op->user);
	to->source = cm_arena_str(arena, op->source);
	to->rules = cm_arena_str(arena, op->rules);
	to->policy = cm_arena_str(arena, op->policy);
	to->facts = cm_arena_str(arena, op->facts);
	to->answer = cm_arena_str(arena, op->answer);
	to->request = cm_arena_str(arena, op->request);
	nrows++;
	return CM_OK;
}

/* Changes an amount, and writes the chain anew from there on, as somebody can who has the key. */
static void
rewrite(int64_t seq)
{
	struct cm_store *s = open_store(false);
	uint8_t chain[32];
	char statement[256], head[65];

	nrows = 0;
	must(cm_operation_all(s, INT64_MIN, keep, NULL, &diag), "all");
	cm_chain_first(s, part, chain);
	for (int i = 0; i < nrows; i++) {
		if (rows_of_part[i].op.seq == seq)
			rows_of_part[i].op.amount++;
		cm_chain_next(s, chain, &rows_of_part[i].op, chain);
		cm_hex(rows_of_part[i].hex, chain, 16);
	}
	cm_hex(head, chain, 32);
	cm_store_close(s);
	for (int i = 0; i < nrows; i++) {
		snprintf(statement, sizeof(statement),
		    "UPDATE operation SET amount = %d, chain = '%s' WHERE part = %d AND seq = %d",
		    (int)rows_of_part[i].op.amount, rows_of_part[i].hex, part, i + 1);
		sql(statement);
	}
	snprintf(statement, sizeof(statement), "UPDATE head SET chain = '%s' WHERE part = %d", head, part);
	sql(statement);
}

/* Whoever has the key can write the chain anew: only a checkpoint shows it. */
static void
with_the_key(void)
{
	struct cm_store *s;

	fresh();
	snprintf(checkpoint, sizeof(checkpoint), "%s/cp1", folder);
	shell("rm -f %s/cp*; cp %s %s/key0", folder, key_path, folder);
	s = open_store(false);
	must(cm_chain_checkpoint(s, checkpoint, NOW, &diag), "checkpoint");
	ok(cm_chain_checkpoint(s, checkpoint, NOW, &diag) == CM_USAGE, "a checkpoint is not overwritten: %s",
	    last_code());
	cm_store_close(s);
	ok(verify_against() == CM_OK, "the store holds against it");
	is_str(last_code(), "audit.seal", "who signed it an evolved key cannot tell");
	shell("cp %s %s/key1; cp %s/key0 %s", key_path, folder, folder, key_path);
	ok(verify_against() == CM_OK && !diag.first, "an older copy of the key can");
	shell("cp %s %s/kept && sed -i 's/^at .*/at 5/' %s", checkpoint, folder, checkpoint);
	ok(verify_against() == CM_BAD && told("audit.checkpoint", "was changed"), "and sees that one was changed");
	cm_diag_init(&diag, arena);
	shell("cp %s/kept %s; cp %s/key1 %s", folder, checkpoint, folder, key_path);

	s = open_store(true);
	must(cm_store_begin(s, &diag), "begin");
	pay(s, "13800000001", "after/1", 5);
	must(cm_store_commit(s, &diag), "commit");
	cm_store_close(s);
	ok(verify() == CM_OK && verify_against() == CM_OK, "work goes on, and both hold");

	snprintf(checkpoint, sizeof(checkpoint), "%s/cp2", folder);
	s = open_store(false);
	must(cm_chain_checkpoint(s, checkpoint, NOW, &diag), "checkpoint");
	cm_store_close(s);
	shell("cd %s && rm -f s.db s.db-* && cp copy/s.db . && chmod 600 s.db", folder);
	shell("cp %s/key1 %s", folder, key_path);
	ok(verify() == CM_OK, "an older copy of the store holds by itself");
	ok(verify_against() == CM_BAD && told("audit.truncated", "it ends with operation 12, the checkpoint has 13"),
	    "the checkpoint knows more");
	cm_diag_init(&diag, arena);

	snprintf(checkpoint, sizeof(checkpoint), "%s/cp1", folder);
	rewrite(5);
	ok(verify() == CM_OK, "a chain written anew with the key holds by itself");
	ok(verify_against() == CM_BAD && told("audit.broken", "operations up to 12 were written anew"),
	    "the checkpoint knows better");
	cm_diag_init(&diag, arena);

	shell("sed -i 's/^store ....../store 000000/' %s", checkpoint);
	ok(verify_against() == CM_CONFIG && told("audit.checkpoint", "is of store"), "another store's checkpoint");
	cm_diag_init(&diag, arena);
	shell("truncate -s 1000 %s", checkpoint);
	ok(verify_against() == CM_CONFIG && told("audit.checkpoint", "is not a checkpoint"), "half a checkpoint");
	fresh();
	sql("UPDATE operation SET amount = 9 WHERE seq = 1");
	s = open_store(false);
	snprintf(checkpoint, sizeof(checkpoint), "%s/cp3", folder);
	ok(cm_chain_checkpoint(s, checkpoint, NOW, &diag) == CM_BAD && access(checkpoint, F_OK) != 0,
	    "what does not hold gets no checkpoint");
	cm_store_close(s);
}

int
main(void)
{
	setup();
	edits();
	rows();
	with_the_key();
	return finish();
}
