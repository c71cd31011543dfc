/* Batches, operations, accounts and request keys; and two processes at one store. */
#include "store.h"

struct list {
	int64_t seqs[100], sum, last_at;
	int n;
	bool ordered;
};

static enum cm_status
collect(void *ctx, const struct cm_operation *op)
{
	struct list *l = ctx;

	if (l->n == 0)
		l->ordered = true;
	else if (op->seq <= l->seqs[l->n - 1] || op->at < l->last_at)
		l->ordered = false;
	l->last_at = op->at;
	l->seqs[l->n++] = op->seq;
	l->sum += op->credit == CM_L_LINE ? op->amount : op->debit == CM_L_LINE ? -op->amount : 0;
	return CM_OK;
}

static void
accounts(void)
{
	struct cm_store *s;
	struct cm_account a, b;
	struct cm_operation op, got;
	struct cm_line l;
	int64_t next;

	new_store();
	s = open_store(true);
	must(cm_store_begin(s, &diag), "begin");
	l = add_line(s, "13800000001", "89860000000000000001");
	ok(cm_account_of_number(s, CM_STR("13800000002"), &a, &diag) == CM_END, "an unknown number has no account");
	must(cm_account_of_number(s, l.msisdn, &a, &diag), "account");
	ok(a.part == l.part && a.line == l.line && a.balance == 0 && a.status == CM_LINE_ACTIVE && a.last_seq == 0,
	    "a new account");
	b = a;
	must(cm_operation_next(s, a.part, &next, &diag), "next");
	op = payment(5000);
	must(cm_account_post(s, &a, &op, 1, CM_LINE_SUSPENDED_ARREARS, &diag), "post");
	ok(op.seq == next && op.part == l.part && op.line == l.line && op.prev == 0 && op.commit_no == 1,
	    "the operation as told before");
	ok(a.balance == 5000 && a.status == CM_LINE_SUSPENDED_ARREARS && a.last_seq == op.seq, "the account follows");
	op = payment(1);
	ok(cm_account_post(s, &b, &op, 1, b.status, &diag) == CM_CONFLICT, "an account read before that is refused");
	is_str(last_code(), "store.conflict", "with the reason");
	must(cm_operation_next(s, a.part, &next, &diag), "next");
	ok(next == a.last_seq + 1, "and left no operation behind");
	op = refusal();
	op.at = NOW - 100;
	must(cm_account_post(s, &a, &op, 1, a.status, &diag), "refusal");
	ok(a.balance == 5000 && op.prev == 1 && op.at == NOW, "a refusal moves no money, and no clock back");
	op = payment(700);
	op.debit = CM_L_LINE;
	op.credit = CM_L_REVENUE;
	op.parent = 1;
	must(cm_account_post(s, &a, &op, 1, a.status, &diag), "charge");
	ok(a.balance == 4300, "a charge takes from the line");
	op = payment(CM_MONEY_MAX);
	ok(cm_account_post(s, &a, &op, 1, a.status, &diag) == CM_BAD, "a balance beyond its range is refused");
	is_str(last_code(), "account.range", "with the reason");
	op = payment(0);
	ok(cm_operation_add(s, &op, &diag) == CM_DEFECT, "half a movement is a defect: %s", last_code());
	must(cm_store_commit(s, &diag), "commit");
	ok(cm_operation_add(s, &op, &diag) == CM_DEFECT, "so is an operation outside a batch: %s", last_code());
	must(cm_operation_get(s, l.part, 1, &got, arena, &diag), "get");
	ok(cm_str_is(got.user, "zhang") && cm_str_is(got.facts, "{\"arrears\":0.00}") && got.amount == 5000 &&
		got.commit_no == 1,
	    "an operation as it was written");
	ok(cm_operation_get(s, l.part, 99, &got, arena, &diag) == CM_END, "none");
	cm_store_close(s);
}

static void
statements(void)
{
	struct cm_store *s;
	struct cm_account a;
	struct cm_operation op;
	struct list all = {0}, since = {0}, none = {0};

	busy_store();
	s = open_store(true);
	must(cm_store_begin(s, &diag), "begin");
	must(cm_account_of_number(s, CM_STR("13800000001"), &a, &diag), "account");
	op = payment(5);
	op.at = NOW + 50;
	must(cm_account_post(s, &a, &op, 1, a.status, &diag), "post");
	must(cm_operation_of_line(s, a.part, a.line, INT64_MIN, collect, &all, &diag), "list");
	must(cm_operation_of_line(s, a.part, a.line, NOW + 1, collect, &since, &diag), "list");
	must(cm_operation_of_line(s, a.part, 12345, INT64_MIN, collect, &none, &diag), "list");
	ok(all.n == 13 && all.ordered && all.sum == a.balance,
	    "the line's operations, oldest first, also of the open batch: %d", all.n);
	ok(since.n == 1 && since.seqs[0] == op.seq && none.n == 0, "since an instant; of a line without any");
	cm_store_close(s); /* and so rolls back */
	s = open_store(false);
	memset(&all, 0, sizeof(all));
	must(cm_operation_of_line(s, a.part, a.line, INT64_MIN, collect, &all, &diag), "list");
	ok(all.n == 12, "what was not committed is not there");
	ok(cm_db_begin(cm_store_db(s), &diag) == CM_DEFECT, "a reading store has no writing batches: %s", last_code());
	cm_store_close(s);
	sql("UPDATE operation SET prev = 0 WHERE prev > 0");
	s = open_store(false);
	memset(&all, 0, sizeof(all));
	must(cm_operation_of_line(s, a.part, a.line, INT64_MIN, collect, &all, &diag), "list");
	ok(all.n == 1, "a list that was cut is short, not endless");
	cm_store_close(s);
	sql("UPDATE account SET last_seq = 999");
	s = open_store(false);
	ok(cm_operation_of_line(s, a.part, a.line, INT64_MIN, collect, &all, &diag) == CM_NOSTORE,
	    "one that leads nowhere is named");
	is_str(last_code(), "store.damaged", "with the reason");
	cm_store_close(s);
}

static void
requests(void)
{
	struct cm_store *s;
	struct cm_str source = CM_STR("cm-pay pay"), prints;
	int part;
	int64_t seq, again;
	bool claimed;

	busy_store();
	s = open_store(true);
	must(cm_store_begin(s, &diag), "begin");
	must(cm_request_get(s, source, CM_STR("b1/3"), &part, &seq, &prints, arena, &diag), "get");
	ok(seq >= 1 && cm_str_is(prints, "0123456789ab"), "a key that was used");
	ok(cm_request_get(s, source, CM_STR("b1/33"), &part, &seq, &prints, arena, &diag) == CM_END,
	    "one that was not");
	ok(cm_request_get(s, CM_STR("cm-pay reverse"), CM_STR("b1/3"), &part, &seq, &prints, arena, &diag) == CM_END,
	    "a verb has keys of its own");
	must(cm_request_claim(s, source, CM_STR("b1/3"), 1, 1, prints, &claimed, &diag), "claim");
	ok(!claimed, "nothing is done twice");
	must(cm_request_get(s, source, CM_STR("b1/3"), &part, &again, &prints, arena, &diag), "get");
	ok(again == seq, "and who claims in vain changes nothing");
	ok(cm_db_in_transaction(cm_store_db(s)), "and the batch goes on");
	cm_store_rollback(s);
	cm_store_close(s);
	ok(sql_int("SELECT count(DISTINCT kpart) FROM request") <= 3, "keys of a batch lie in one part");
}

static void
batches(void)
{
	struct cm_store *s;
	struct cm_operation op;

	busy_store();
	s = open_store(true);
	must(cm_store_begin(s, &diag), "begin");
	pay(s, "13800000001", "lost/1", 5);
	cm_store_rollback(s);
	must(cm_store_begin(s, &diag), "begin");
	op = pay(s, "13800000001", "kept/1", 6);
	must(cm_store_commit(s, &diag), "commit");
	ok(op.commit_no == 4, "a batch that was rolled back leaves no number behind: %lld", (long long)op.commit_no);
	must(cm_store_begin(s, &diag), "begin");
	must(cm_store_commit(s, &diag), "commit");
	must(cm_store_begin(s, &diag), "begin");
	op = pay(s, "13800000001", "kept/2", 6);
	ok(op.commit_no == 5, "nor does an empty one: %lld", (long long)op.commit_no);
	cm_store_rollback(s);
	ok(cm_store_begin(s, &diag) == CM_OK && cm_store_begin(s, &diag) == CM_DEFECT,
	    "a batch in a batch is a defect: %s", last_code());
	cm_store_rollback(s);
	cm_store_rollback(s);
	ok(cm_store_check(s, &diag) == CM_OK, "the store is whole");
	cm_store_close(s);
}

/* A child that holds the writer's lock for ms; it says when it has it. */
static pid_t
hold(int ms, const char *key, int *has)
{
	int ready[2];
	char c;
	pid_t pid;

	if (pipe(ready) < 0 || (pid = fork()) < 0)
		abort();
	if (pid == 0) {
		struct cm_store *s = open_store(true);

		must(cm_store_begin(s, &diag), "begin");
		pay(s, "13800000002", key, 9);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		usleep((unsigned)ms * 1000);
		must(cm_store_commit(s, &diag), "commit");
		cm_store_close(s);
		_exit(0);
	}
	close(ready[1]);
	*has = read(ready[0], &c, 1) == 1;
	close(ready[0]);
	return pid;
}

static void
two_processes(void)
{
	struct cm_store *s = NULL;
	struct cm_account a;
	int64_t t;
	int has, status;
	pid_t pid;

	busy_store();
	pid = hold(300, "child/1", &has);
	must(cm_store_open(&s, &(struct cm_store_options){.path = path, .write = true, .wait_ms = 50}, &diag), "open");
	t = cm_env_ticks();
	ok(has && cm_store_begin(s, &diag) == CM_BUSY, "the lock is another's: busy");
	t = cm_env_ticks() - t;
	ok(t >= 45000 && t < 200000, "after the time that was asked for: %lld ms", (long long)t / 1000);
	is_str(last_code(), "store.busy", "with the reason");
	must(cm_account_of_number(s, CM_STR("13800000002"), &a, &diag), "account");
	ok(a.balance == 3 * (101 + 104 + 107), "reading goes on meanwhile, and sees nothing of it: %lld",
	    (long long)a.balance);
	cm_store_close(s);
	waitpid(pid, &status, 0);
	ok(status == 0, "the other one is done");

	pid = hold(200, "child/2", &has);
	s = open_store(true);
	t = cm_env_ticks();
	ok(cm_store_begin(s, &diag) == CM_OK, "with patience it is had");
	t = cm_env_ticks() - t;
	ok(t < 300000, "soon after it is free: %lld ms", (long long)t / 1000);
	pay(s, "13800000002", "parent/1", 9);
	must(cm_store_commit(s, &diag), "commit");
	waitpid(pid, &status, 0);
	ok(status == 0, "the other one is done too");
	ok(cm_store_check(s, &diag) == CM_OK, "the store is whole");
	cm_store_close(s);
}

static void
killed_writer(void)
{
	struct cm_store *s;
	struct cm_account a;
	int has;
	pid_t pid;

	busy_store();
	pid = hold(10000, "child/3", &has);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	s = open_store(true);
	must(cm_store_begin(s, &diag), "begin");
	must(cm_account_of_number(s, CM_STR("13800000002"), &a, &diag), "account");
	ok(a.balance == 3 * (101 + 104 + 107), "of a writer that was killed nothing is left");
	cm_store_rollback(s);
	ok(cm_store_check(s, &diag) == CM_OK, "the store is whole");
	cm_store_close(s);
}

static void
keyed(void)
{
	struct cm_store *s;
	char a[65], b[65];

	new_store();
	s = open_store(false);
	ok(cm_store_fingerprint(s, CM_STR("50.00")) == cm_store_fingerprint(s, CM_STR("50.00")) &&
		cm_store_fingerprint(s, CM_STR("50.00")) != cm_store_fingerprint(s, CM_STR("50.01")) &&
		cm_store_fingerprint(s, CM_STR("")) != 0,
	    "fingerprints");
	cm_store_mac(s, CM_STR("id_no"), CM_STR("x"), a);
	cm_store_mac(s, CM_STR("id_n"), CM_STR("ox"), b);
	ok(strlen(a) == 32 && strcmp(a, b) != 0, "label and value do not run together");
	cm_store_pepper(s, 1, 2, CM_STR("123456"), a);
	cm_store_pepper(s, 1, 3, CM_STR("123456"), b);
	ok(strlen(a) == 64 && strcmp(a, b) != 0, "the same PIN of two lines differs");
	cm_store_close(s);
}

int
main(void)
{
	setup();
	accounts();
	statements();
	requests();
	batches();
	two_processes();
	killed_writer();
	keyed();
	return finish();
}
