/* cm-store check: a clean store has no finding, and every invariant that is broken is named. And dump, stats, backup.
 */
#include "store.h"

static enum cm_status
check(void)
{
	struct cm_store *s = open_store(false);
	enum cm_status st = cm_store_check(s, &diag);

	cm_store_close(s);
	return st;
}

static bool made; /* the store from which fresh() copies */

static void
fresh(void)
{
	cm_diag_init(&diag, arena);
	if (!made) {
		struct cm_store *s;
		struct cm_number n = {.msisdn = CM_STR("13900000001"), .pack_serial = CM_STR("P1"), .prepay_min = 5000};
		struct cm_sim sim = {
		    .iccid = CM_STR("89860000000000000100"), .imsi = CM_STR("460001"), .puk = CM_STR("12345678")};
		struct cm_account a;
		struct cm_operation op;

		busy_store();
		s = open_store(true);
		must(cm_store_begin(s, &diag), "begin");
		must(cm_number_add(s, &n, &diag), "number");
		must(cm_sim_add(s, &sim, &diag), "SIM");
		must(cm_account_of_number(s, CM_STR("13800000001"), &a, &diag), "account");
		op = payment(100);
		op.debit = CM_L_LINE;
		op.credit = CM_L_CASH;
		op.cause = a.last_seq;
		must(cm_account_post(s, &a, &op, 1, a.status, &diag), "reversal");
		must(cm_promise_add(s, a.part, a.line, &(struct cm_promise){.seq = op.seq, .kind = CM_STR("s18"), .amount = 100, .from = 14700, .due = 14700}, &diag),
		    "promise");
		must(cm_store_commit(s, &diag), "commit");
		cm_store_close(s);
		sql("PRAGMA wal_checkpoint(TRUNCATE)");
		shell("mkdir %s/copy && cp %s/s.db* %s/copy", folder, folder, folder);
		made = true;
	}
	shell("cd %s && rm -f s.db* && cp -p copy/* .", folder);
}

static void
broken(const char *what, const char *statement, const char *code, const char *text)
{
	fresh();
	sql(statement);
	ok(check() == CM_BAD && told(code, text), "%s", what);
}

static void
findings(void)
{
	static const struct {
		const char *what, *statement, *code, *text;
	} cases[] = {
	    {"a balance",
		"UPDATE account SET balance = balance + 1 WHERE last_seq IN (SELECT max(last_seq) FROM account)",
		"store.balance", "its operations make"},
	    {"all balances", "UPDATE account SET balance = balance - 5", "store.balance", "(and 2 more of this kind)"},
	    {"a status", "PRAGMA ignore_check_constraints = 1; UPDATE account SET status = 9", "store.status",
		"its status is 9"},
	    {"the end of a line's list", "UPDATE account SET last_seq = 3", "store.last-operation",
		"the account says 3"},
	    {"a link of a line's list", "UPDATE operation SET prev = 1 WHERE seq = 7", "store.prev",
		"operation 7 names 1 before it"},
	    {"a row that is gone", "DELETE FROM operation WHERE seq = 3", "store.gap", "operation 4 follows 2"},
	    {"a head", "UPDATE head SET seq = seq + 1 WHERE seq > 0", "store.head", "its head is at"},
	    {"an amount", "UPDATE operation SET amount = amount + 1 WHERE seq = 4", "store.balance", "its balance is"},
	    {"half a movement", "PRAGMA ignore_check_constraints = 1; UPDATE operation SET credit = 0 WHERE seq = 4",
		"store.ledger", "is half a movement"},
	    {"money of a refusal", "UPDATE operation SET result = 2 WHERE seq = 4", "store.ledger",
		"was not done and moves money"},
	    {"time that goes back", "UPDATE operation SET at = at - 5 WHERE seq = 4", "store.time",
		"operation 4 is earlier"},
	    {"a cause of another line", "UPDATE operation SET line = 1 WHERE seq = (SELECT max(cause) FROM operation)",
		"store.cause", "its cause is not an operation of its line"},
	    {"an operation of no line", "UPDATE operation SET line = 77 WHERE seq = 2", "store.orphan",
		"there is no account of its line"},
	    {"money between parts", "UPDATE operation SET debit = 6 WHERE seq = 2", "store.clearing",
		"did not come into another"},
	    {"an uncounted commit", "UPDATE meta SET value = '2' WHERE name = 'commit_no'", "store.commit",
		"the store counts 2"},
	    {"a value out of its range",
		"PRAGMA ignore_check_constraints = 1; UPDATE operation SET debit = 44 WHERE seq = 4", "store.range",
		"operation 4 has a value"},
	    {"a number that leads to another line",
		"UPDATE directory SET line = (SELECT min(line) FROM line), part = (SELECT part FROM line "
		"ORDER BY line LIMIT 1) WHERE kind = 1 AND state = 2",
		"store.directory", "which does not have it"},
	    {"a number in nobody's hands", "UPDATE directory SET state = 3 WHERE kind = 1 AND state = 2",
		"store.line-name", "has number 138"},
	    {"a SIM that is gone", "DELETE FROM directory WHERE kind = 2 AND state = 2", "store.line-name",
		"has SIM 8986"},
	    {"a number of a terminated line", "UPDATE account SET status = 5", "store.directory",
		"by a terminated line"},
	    {"a number for sale that has a line", "UPDATE directory SET line = 5 WHERE state = 0", "store.directory",
		"is for sale and has a line"},
	    {"a name in the wrong part", "UPDATE directory SET kpart = (kpart + 1) % 64 WHERE kind = 1", "store.kpart",
		"directory 13"},
	    {"a line in the wrong part", "PRAGMA foreign_keys = 0; UPDATE line SET part = (part + 1) % 64",
		"store.part", "it belongs to"},
	    {"a line without an account", "DELETE FROM account", "store.account", "has no account"},
	    {"an account without a line", "PRAGMA foreign_keys = 0; DELETE FROM line", "store.orphan",
		"whose line is missing"},
	    {"a number for sale without a name", "DELETE FROM directory WHERE state = 0 AND kind = 1", "store.stock",
		"number 13900000001 is not in the directory"},
	    {"a SIM for sale without a name", "DELETE FROM directory WHERE state = 0 AND kind = 2", "store.stock",
		"is not in the directory"},
	    {"a pack of another number", "UPDATE pack SET msisdn = '13900000002'", "store.stock",
		"which says otherwise"},
	    {"a number of no pack", "DELETE FROM pack", "store.stock", "is in pack P1"},
	    {"a request of another verb", "UPDATE request SET source = 'cm-open open'", "store.request",
		"request b1/0"},
	    {"a request of nothing", "UPDATE request SET seq = 99 WHERE key = 'b1/1'", "store.request", "request b1/1"},
	    {"a request in the wrong part", "UPDATE request SET kpart = (kpart + 1) % 64 WHERE key = 'b1/1'",
		"store.kpart", "request b1/1"},
	    {"a promise of nobody", "UPDATE promise SET seq = 99", "store.promise", "operation 99 did not promise"},
	    {"a trigger", "CREATE TRIGGER t AFTER INSERT ON operation BEGIN UPDATE account SET balance = 5; END",
		"store.schema", "there is a trigger t"},
	    {"a table more", "CREATE TABLE extra (a)", "store.schema", "there is a table extra"},
	    {"an index less", "DROP INDEX directory_offer", "store.schema", "there is no index directory_offer"},
	    {"a brand with a bit turned", "UPDATE line SET brand = 'gotonE'", "store.value", ": brand has a value"},
	    {"a name with a control character", "UPDATE line SET name = 'a' || char(2)", "store.value", "line, part "},
	    {"a digit of a SIM", "UPDATE sim SET iccid = '89860000000000000101'", "store.value", "sim, kpart "},
	    {"a PUK that is none", "UPDATE sim SET puk = '1234567:'", "store.value", ": puk has a value"},
	    {"a day beyond the years", "UPDATE promise SET due = 99999999", "store.value", ": due has a value"},
	    {"a kind of promise without end", "UPDATE promise SET kind = printf('%065d', 0)", "store.value", ": kind has a value"},
	    {"a service in no state", "INSERT INTO subscription SELECT part, line, 'mms', '', '', 0, 0, '', 'zz', '', '', 0 FROM line",
		"store.value", ": state has a value"},
	    {"a contract of no kind", "INSERT INTO contract SELECT part, line, 'zz', 0, 9, 0, '', '', 0, 0 FROM line",
		"store.value", "contract, part"},
	    {"a least spend beyond all money",
		"INSERT INTO contract SELECT part, line, 'bundle', 0, 9, 0, '', '', 9223372036854775807, 0 FROM line", "store.value",
		": min_spend has a value"},
	    {"a family row in no state", "INSERT INTO family SELECT part, line, 9, 0, part, line, 'o', 'zz', 9, 0 FROM line",
		"store.value", "family, part"},
	    {"a family that held before its order",
		"INSERT INTO family SELECT part, line, 9, (SELECT max(seq) FROM operation), part, line, 'o', 'active', 5, 0 FROM line",
		"store.family", "a family row"},
	    {"use of no kind",
		"INSERT INTO usage SELECT part, line, 9, 'fax', 'out', '', '', 1, 1, 1, 1, 1, '', 0, '', '', '', 'rated', 0 FROM line",
		"store.value", ": kind has a value"},
	    {"use in no direction",
		"INSERT INTO usage SELECT part, line, 9, 'sms', 'up', '', '', 1, 1, 1, 1, 1, '', 0, '', '', '', 'rated', 0 FROM line",
		"store.value", ": direction has a value"},
	    {"use nowhere",
		"INSERT INTO usage SELECT part, line, 9, 'sms', 'out', '', '', 1, 1, 1, 1, 1, 'moon', 0, '', '', '', 'rated', 0 FROM line",
		"store.value", ": area has a value"},
	    {"use in no state",
		"INSERT INTO usage SELECT part, line, 9, 'sms', 'out', '', '', 1, 1, 1, 1, 1, '', 0, '', '', '', 'lost', 0 FROM line",
		"store.value", ": state has a value"},
	    {"a volume beyond 64 bits",
		"INSERT INTO usage SELECT part, line, 9, 'data', 'out', '', '', 1, 1, 9223372036854775807, 1, 1, '', 0, '', '', '', "
		"'rated', 0 FROM line",
		"store.value", ": down_kb has a value"},
	    {"a thirteenth month", "INSERT INTO bill SELECT part, line, 201013, 'sms', 5, 0, 0 FROM line", "store.value",
		": month has a value"},
	    {"a payment elsewhere beyond all money", "INSERT INTO payment_log SELECT part, line, 9, '', 99999999999999999, '', 0 FROM line",
		"store.value", ": amount has a value"},
	    {"an offset of no month", "INSERT INTO offset_log SELECT part, line, 201000, '', 5, 5, 0 FROM line", "store.value",
		": month has a value"},
	    {"an event with a control character", "INSERT INTO history SELECT part, line, 9, char(2), '', '', '', 0 FROM line",
		"store.value", ": event has a value"},
	    {"a history that nobody brought in", "INSERT INTO history SELECT part, line, 9, 'open', '', '', '', 99 FROM line",
		"store.caused", "a history names operation 99"},
	    {"a run that is at no line", "INSERT INTO month_run VALUES (1, 201004, 1, 9223372036854775807, 0)", "store.month",
		"which is not there"},
	    {"a run of the next century", "INSERT INTO month_run VALUES (1, 209912, 1, 0, 1)", "store.month", "before its time"},
	    {"a month that was left out", "INSERT INTO month_run VALUES (1, 200902, 2, 0, 1), (1, 200904, 2, 0, 1)", "store.month",
		"200904 was closed"},
	    {"a month that was left out in one part", "INSERT INTO month_run VALUES (1, 200902, 2, 0, 1), (2, 200903, 2, 0, 1)",
		"store.month", "part 2: 200903 was closed"},
	    {"a month that is not over in one part", "INSERT INTO month_run VALUES (1, 200912, 2, 0, 0), (1, 201001, 2, 0, 1)",
		"store.month", "part 1: 201001 was closed"},
	    {"a fingerprint", "UPDATE request SET prints = 'g' || substr(prints, 2) WHERE key = 'b1/1'", "store.value",
		"request, kpart"},
	    {"the chain, of course", "UPDATE operation SET facts = '{}' WHERE seq = 2", "audit.broken",
		"operation 2 is not"},
	};

	fresh();
	ok(check() == CM_OK && !diag.first, "a clean store has no finding: %s", diag.first ? diag.first->text : "");
	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		broken(cases[i].what, cases[i].statement, cases[i].code, cases[i].text);
}

/* ---- texts ---- */

static void
one_of_each(void)
{
	fresh();
	sql("INSERT INTO pin SELECT part, line, 'h', 0, 0, 0, 1 FROM line");
	sql("INSERT INTO subscription SELECT part, line, 'mms', '', '', 0, 0, '', 'active', '', '', 0 FROM line");
	sql("INSERT INTO contract SELECT part, line, 'lease', 0, 9, 0, '', '', 0, 0 FROM line");
	sql("INSERT INTO former_plan SELECT part, line, 9, 0, 'p' FROM line");
	sql("INSERT INTO family SELECT part, line, 9, 0, part, line, 'o', 'active', 9, 0 FROM line");
	sql("INSERT INTO family_member SELECT part, line, part, line FROM line");
	sql("INSERT INTO promise SELECT part, line, 9, 0, 'credit', 9, 5, 0 FROM line");
	sql("INSERT INTO refund SELECT part, line, 201004, 'sms', 0, 'x', 5, 5 FROM line");
	sql("INSERT INTO usage SELECT part, line, 9, 'sms', 'out', 'p', 's', 1, 1, 1, 1, 1, 'a', 0, 'a', 'u', 'c', 'rated', 0 FROM line");
	sql("INSERT INTO month_run VALUES (1, 201004, 1, 5, 0)");
	sql("INSERT INTO evidence SELECT part, line, 'f', 'v', 0 FROM line");
	sql("INSERT INTO waiting SELECT part, line, 9, 0, 'plan', 'x', 0 FROM line");
	sql("INSERT INTO owner SELECT part, line, 9, 0, 0, 'a', 'b', 'c' FROM line");
	sql("INSERT INTO former SELECT part, msisdn, 9, part, line, 0 FROM line");
	sql("INSERT INTO snapshot SELECT part, line, 0, 'plan', 'a', 'b' FROM line");
	sql("INSERT INTO bill SELECT part, line, 201004, 'sms', 5, 0, 0 FROM line");
	sql("INSERT INTO notice SELECT part, line, 0, 'survey', 'm', 'zh', 't', '{}', 0, 0, -1, 0 FROM line");
	sql("INSERT INTO ticket SELECT part, 1, line, 'm', 'e' || line, 9, 'fault', 's', 'c', 's', 't', 'c', 'b', 'c', 'p', -1, 0, 'held', "
	    "1, 0, 0, 'c', 0, 0, 0, 0, 0, 0, 0, 's', -1, -1, 'e', 'p', 0, 0, 1 FROM line");
	sql("INSERT INTO ticket_event SELECT part, 1, 1, 9, 'held', 'held', 'r', 'c', 0, 0, 1, 'u' FROM line");
	sql("INSERT INTO history SELECT part, line, 9, 'suspend', 's', 'TC01', 'r', 0 FROM line");
	sql("INSERT INTO payment_log SELECT part, line, 9, 'p', 5, 'cash', 0 FROM line");
	sql("INSERT INTO offset_log SELECT part, line, 201004, 'i', 5, -1, 0 FROM line");
}

/* A byte behind each text of the column, and away again. */
static bool
is_looked_at(const char *table, const char *column, const char *byte)
{
	char text[300];
	bool found;

	snprintf(
	    text, sizeof(text), "UPDATE %s SET %s = CAST(CAST(%s AS BLOB) || %s AS TEXT)", table, column, column, byte);
	sql(text);
	cm_diag_init(&diag, arena);
	snprintf(text, sizeof(text), ": %s", column);
	found = check() == CM_BAD && told("store.damaged", text) && told("store.damaged", table);
	snprintf(text, sizeof(text),
	    "UPDATE %s SET %s = CAST(substr(CAST(%s AS BLOB), 1, length(CAST(%s AS BLOB)) - 1) AS TEXT)", table, column,
	    column, column);
	sql(text);
	return found;
}

/* Every text of every table that the schema will ever have; meta's are read when a store is opened. */
static void
texts_that_are_none(void)
{
	char columns[200][2][40];
	unsigned n = 0, missed = 0;
	sqlite3_stmt *s;
	sqlite3 *db;

	one_of_each();
	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_prepare_v2(db,
		"SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c "
		"WHERE t.type = 'table' AND t.name <> 'meta' AND c.type = 'TEXT'",
		-1, &s, NULL) != SQLITE_OK)
		must(CM_IO, "the schema");
	for (; n < 200 && sqlite3_step(s) == SQLITE_ROW; n++)
		for (int i = 0; i < 2; i++)
			snprintf(columns[n][i], sizeof(columns[n][i]), "%s", sqlite3_column_text(s, i));
	sqlite3_finalize(s);
	sqlite3_close(db);
	for (unsigned i = 0; i < n; i++)
		if (!is_looked_at(columns[i][0], columns[i][1], i % 2 ? "x'ff'" : "x'00'")) {
			printf("# not looked at: %s of %s\n", columns[i][1], columns[i][0]);
			missed++;
		}
	ok(n > 40 && missed == 0, "%u columns with a text that is none, %u of them missed", n, missed);
}

/* A page of the file overwritten: named, and no crash whatever is read. */
static void
garbled(void)
{
	unsigned bad = 0, crashed = 0;

	for (int page = 1; page < 31; page++) {
		int status;
		pid_t pid;

		fresh();
		shell("dd if=/dev/urandom of=%s bs=4096 seek=%d count=1 conv=notrunc 2>/dev/null", path, page);
		fflush(stdout);
		if ((pid = fork()) == 0) {
			struct cm_store *s;
			int64_t rows;

			if (cm_store_open(&s, &(struct cm_store_options){.path = path}, &diag) != CM_OK)
				_exit(1);
			_exit(cm_store_check(s, &diag) != CM_OK || cm_chain_verify(s, &rows, &diag) != CM_OK);
		}
		waitpid(pid, &status, 0);
		crashed += !WIFEXITED(status);
		bad += WIFEXITED(status) && WEXITSTATUS(status) == 1;
	}
	ok(crashed == 0 && bad > 10, "30 stores with a garbled page: %u named, %u crashed", bad, crashed);
}

struct text {
	struct cm_buf b;
	int lines;
};

static enum cm_status
gather(void *ctx, struct cm_str line)
{
	struct text *t = ctx;

	t->lines++;
	cm_buf_putstr(&t->b, line);
	return CM_OK;
}

static struct text
dump(void)
{
	struct cm_store *s = open_store(false);
	struct text t = {0};

	must(cm_store_dump(s, gather, &t, &diag), "dump");
	cm_store_close(s);
	return t;
}

static int figures;

static enum cm_status
figure(void *ctx, const char *name, const struct cm_cell *value)
{
	(void)ctx;
	if (strcmp(name, "operations") == 0)
		figures += value->i == 31;
	if (strcmp(name, "mark") == 0)
		figures += cm_str_is(value->s, "rehearsal");
	if (strcmp(name, "requests") == 0)
		figures += value->i == 30;
	if (strcmp(name, "balance_fen") == 0)
		figures += value->i == 30 * 100 + 3 * 45 - 100;
	return CM_OK;
}

static void
texts(void)
{
	struct text a, b, c;
	struct cm_store *s;
	char to[80];

	busy_store();
	a = dump();
	busy_store();
	b = dump();
	ok(a.b.n > 5000 && cm_str_eq(cm_buf_str(&a.b), cm_buf_str(&b.b)),
	    "two stores with the same history: the same %zu bytes", a.b.n);
	ok(strstr(a.b.p, "王小明") && !strstr(a.b.p, "chain"), "a rehearsal shows names, and no chain");
	cm_buf_free(&b.b);
	made = false;
	fresh();
	sql("UPDATE meta SET value = '0' WHERE name = 'rehearsal'");
	c = dump();
	ok(strstr(c.b.p, "王**") && !strstr(c.b.p, "王小明") && !strstr(c.b.p, "11010519491231002X") &&
		!strstr(c.b.p, "12345678"),
	    "a real store shows none");
	cm_buf_free(&c.b);
	fresh();
	s = open_store(false);
	must(cm_store_stats(s, figure, NULL, &diag), "stats");
	ok(figures == 4, "stats count");
	snprintf(to, sizeof(to), "%s/backup.db", folder);
	must(cm_db_backup(cm_store_db(s), to, &diag), "backup");
	ok(cm_db_backup(cm_store_db(s), to, &diag) == CM_USAGE, "a backup overwrites nothing: %s", last_code());
	ok(cm_db_backup(cm_store_db(s), "/nonexistent/x.db", &diag) == CM_NOSTORE, "nor goes where nothing is: %s",
	    last_code());
	cm_store_close(s);
	cm_buf_free(&a.b);
	a = dump();
	shell("mv %s %s", to, path);
	b = dump();
	ok(cm_str_eq(cm_buf_str(&a.b), cm_buf_str(&b.b)) && check() == CM_OK, "a backup is the store");
	cm_buf_free(&a.b);
	cm_buf_free(&b.b);
}

int
main(void)
{
	setup();
	findings();
	texts_that_are_none();
	garbled();
	texts();
	return finish();
}
