#ifndef CM_TESTS_STORE_H
#define CM_TESTS_STORE_H

/* A store to try things on: a folder of its own, lines with numbers, and SQL behind the library's back. */

#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/env.h"
#include "base/money.h"
#include "domain/holding.h"
#include "domain/month.h"
#include "domain/stock.h"
#include "store/admin.h"
#include "store/audit.h"
#include "tap.h"

#define UNUSED __attribute__((unused))
#define NOW    INT64_C(1270000000)

static char folder[32];
static char path[64], key_path[64];
static struct cm_arena *arena;
static struct cm_diag diag;

static UNUSED void
setup(void)
{
	/* In memory where there is such a place: what is tried here is not the disk's speed. */
	snprintf(folder, sizeof(folder), "%s/cm-store-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(folder))
		abort();
	snprintf(path, sizeof(path), "%s/s.db", folder);
	snprintf(key_path, sizeof(key_path), "%s/s.db.key", folder);
	arena = cm_arena_new();
	cm_diag_init(&diag, arena);
}

static UNUSED int
finish(void)
{
	char cmd[80];

	snprintf(cmd, sizeof(cmd), "rm -rf %s", folder);
	if (system(cmd) != 0)
		puts("# the folder is left");
	cm_arena_free(arena);
	return tap_done();
}

static UNUSED void
shell(const char *fmt, ...)
{
	char cmd[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(cmd, sizeof(cmd), fmt, ap);
	va_end(ap);
	if (system(cmd) != 0)
		printf("# failed: %s\n", cmd);
}

/* The code of the last message, and forgets all. */
static UNUSED const char *
last_code(void)
{
	const char *code = "none";

	for (const struct cm_msg *m = diag.first; m; m = m->next)
		code = m->code;
	cm_diag_init(&diag, arena);
	return code;
}

/* Is there a message of that code whose text holds this? */
static UNUSED bool
told(const char *code, const char *text)
{
	for (const struct cm_msg *m = diag.first; m; m = m->next)
		if (strcmp(m->code, code) == 0 && strstr(m->text, text))
			return true;
	for (const struct cm_msg *m = diag.first; m; m = m->next)
		printf("# %s: %s\n", m->code, m->text);
	return false;
}

static UNUSED void
must(enum cm_status st, const char *what)
{
	if (st == CM_OK)
		return;
	printf("Bail out! %s: %d\n", what, st);
	for (const struct cm_msg *m = diag.first; m; m = m->next)
		printf("# %s: %s\n", m->code, m->text);
	exit(1);
}

static UNUSED struct cm_store *
open_store(bool write)
{
	struct cm_store *s = NULL;

	must(cm_store_open(&s, &(struct cm_store_options){.path = path, .write = write, .wait_ms = 2000}, &diag),
	    "open");
	return s;
}

static UNUSED void
new_store(void)
{
	shell("rm -rf %s/*", folder);
	must(cm_store_create(path, NULL, true, NOW, &diag), "create");
}

/* Statements on a closed store. */
static UNUSED void
sql(const char *text)
{
	sqlite3 *db;
	char *error = NULL;

	if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_exec(db, text, NULL, NULL, &error) != SQLITE_OK) {
		printf("Bail out! %s: %s\n", text, error ? error : "?");
		exit(1);
	}
	sqlite3_close(db);
}

/* The first column of the first row, of a closed store. */
static UNUSED int64_t
sql_int(const char *text)
{
	sqlite3 *db;
	sqlite3_stmt *s;
	int64_t v = INT64_MIN;

	if (sqlite3_open(path, &db) == SQLITE_OK && sqlite3_prepare_v2(db, text, -1, &s, NULL) == SQLITE_OK) {
		if (sqlite3_step(s) == SQLITE_ROW)
			v = sqlite3_column_int64(s, 0);
		sqlite3_finalize(s);
	}
	sqlite3_close(db);
	return v;
}

static UNUSED struct cm_line
line_of(const char *msisdn, const char *iccid)
{
	struct cm_line l = {.line = cm_line_id(CM_STR("test"), cm_str(msisdn)),
	    .msisdn = cm_str(msisdn),
	    .iccid = cm_str(iccid),
	    .name = cm_str("王小明"),
	    .id_type = cm_str("resident_id"),
	    .id_no = cm_str("11010519491231002X"),
	    .brand = cm_str("gotone"),
	    .plan = cm_str("p88"),
	    .opened_at = 14000,
	    .owner_since = CM_DAY_NONE,
	    .points = 7};

	l.part = cm_part_of(l.line);
	return l;
}

/* A line in the open batch, with its number and SIM in the directory. */
static UNUSED struct cm_line
add_line(struct cm_store *s, const char *msisdn, const char *iccid)
{
	struct cm_line l = line_of(msisdn, iccid);
	struct cm_name name = {.state = CM_NAME_IN_USE, .part = l.part, .line = l.line};

	must(cm_line_add(s, &l, &diag), "line");
	must(cm_db_run(cm_store_db(s), Q_ACCOUNT_ADD,
		 (struct cm_cell[]){CM_INT(l.part), CM_INT(l.line), CM_INT(0), CM_INT(CM_LINE_ACTIVE), CM_INT(0),
		     CM_INT(CM_DAY_NONE), CM_INT(14600)},
		 7, NULL, &diag),
	    "account");
	must(cm_directory_add(s, CM_NAME_MSISDN, l.msisdn, &name, &diag), "number");
	if (l.iccid.n)
		must(cm_directory_add(s, CM_NAME_ICCID, l.iccid, &name, &diag), "SIM");
	return l;
}

static UNUSED struct cm_operation
payment(int64_t amount)
{
	return (struct cm_operation){.at = NOW,
	    .user = CM_STR("zhang"),
	    .source = CM_STR("cm-pay pay"),
	    .result = CM_R_DONE,
	    .rules = CM_STR("pay.ok"),
	    .policy = CM_STR("abc"),
	    .facts = CM_STR("{\"arrears\":0.00}"),
	    .answer = CM_STR("{\"balance\":1.00}"),
	    .debit = CM_L_CASH,
	    .credit = CM_L_LINE,
	    .amount = amount};
}

static UNUSED struct cm_operation
refusal(void)
{
	struct cm_operation op = payment(0);

	op.result = CM_R_REFUSED;
	op.debit = op.credit = CM_L_NONE;
	return op;
}

/* A payment with its request key, as a flow makes it. */
static UNUSED struct cm_operation
pay(struct cm_store *s, const char *msisdn, const char *key, int64_t amount)
{
	struct cm_account a;
	struct cm_operation op = payment(amount);
	char print[9];
	bool claimed;

	cm_request_print(s, op.source, cm_str(key), print);
	op.request = cm_str(cm_arena_strdup(arena, print));
	must(cm_account_of_number(s, cm_str(msisdn), &a, &diag), "account");
	must(cm_account_post(s, &a, &op, 1, a.status, &diag), "post");
	must(cm_request_claim(s, op.source, cm_str(key), op.part, op.seq, CM_STR("0123456789ab"), &claimed, &diag), "request");
	return op;
}

/* Three lines, ten payments each in three batches. */
static UNUSED void
busy_store(void)
{
	static const char *const numbers[] = {"13800000001", "13800000002", "13800000003"};
	static const char *const sims[] = {"89860000000000000001", "89860000000000000019", "89860000000000000027"};
	struct cm_store *s;
	char key[32];

	new_store();
	s = open_store(true);
	must(cm_store_begin(s, &diag), "begin");
	for (int i = 0; i < 3; i++)
		add_line(s, numbers[i], sims[i]);
	must(cm_store_commit(s, &diag), "commit");
	for (int batch = 0; batch < 3; batch++) {
		must(cm_store_begin(s, &diag), "begin");
		for (int i = 0; i < 10; i++) {
			snprintf(key, sizeof(key), "b%d/%d", batch, i);
			pay(s, numbers[i % 3], key, 100 + i);
		}
		must(cm_store_commit(s, &diag), "commit");
	}
	cm_store_close(s);
}

#endif
