/*
 * The bare loop that the commands are measured against: it writes the same rows as cm-pay and nothing else. No policy,
 * no explanation, no checks, no answer to its caller; the statements are the store's own.
 *
 *	bare make STORE LINES [opened]		a rehearsal store of LINES lines in use, 13800000000 and on
 *	bare input LINES RECORDS [SEED]		payments as JSON Lines on stdout
 *	bare pay STORE <JSONL			applies them
 *	bare stock LINES				numbers, SIMs and openings: see run.sh
 */
#include <nettle/hmac.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/stock.h"
#include "queries.h"

#define NUMBER0 13800000000LL
#define BATCH	20000

static uint64_t state = 88172645463325252u;

static uint64_t
rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	return state ^= state << 17;
}

static void
die(const char *what)
{
	fprintf(stderr, "bare: %s\n", what);
	exit(1);
}

/* ---- make ---- */

static void
add_line(struct cm_store *s, int64_t i, struct cm_diag *d)
{
	char msisdn[16];
	struct cm_line l = {0};
	struct cm_number number = {0};
	struct cm_str none = CM_STR("");

	snprintf(msisdn, sizeof msisdn, "%lld", NUMBER0 + (long long)i);
	l.msisdn = cm_str(msisdn);
	l.iccid = l.id_type = l.customer_type = l.contact = l.address = l.terminal = none;
	l.plan = l.vip_level = l.payment_method = l.credit_class = none;
	l.name = CM_STR("张伟");
	l.id_no = CM_STR("612301197001010015");
	l.brand = CM_STR("easyown");
	l.opened_at = l.owner_since = 14000;
	l.line = cm_line_id(CM_STR("bench"), l.msisdn);
	l.part = cm_part_of(l.line);
	number.msisdn = l.msisdn;
	number.pack_serial = number.number_class = number.holder = none;
	if (cm_line_add(s, &l, d) != CM_OK ||
	    cm_db_run(cm_store_db(s), Q_ACCOUNT_ADD,
		(struct cm_cell[]){CM_INT(l.part), CM_INT(l.line), CM_INT(0), CM_INT(CM_LINE_ACTIVE), CM_INT(0),
		    CM_INT(CM_DAY_NONE), CM_INT(14600)},
		7, NULL, d) != CM_OK ||
	    cm_number_add(s, &number, d) != CM_OK ||
	    cm_number_take(s, &number, l.part, l.line, CM_STR(""), d) != CM_OK) {
		cm_diag_print(d, "bare");
		die("cannot add a line");
	}
}

static void
make(const char *path, int64_t lines)
{
	struct cm_arena *a = cm_arena_new();
	struct cm_store_options o = {.path = path, .write = true};
	struct cm_store *s;
	struct cm_diag d;

	cm_diag_init(&d, a);
	if (cm_store_create(path, NULL, true, 1767600000, &d) != CM_OK || cm_store_open(&s, &o, &d) != CM_OK) {
		cm_diag_print(&d, "bare");
		die("cannot make the store");
	}
	cm_db_bulk(cm_store_db(s));
	for (int64_t i = 0; i < lines; i++) {
		if (i % BATCH == 0 && cm_store_begin(s, &d) != CM_OK)
			die("begin");
		add_line(s, i, &d);
		if ((i % BATCH == BATCH - 1 || i == lines - 1) && cm_store_commit(s, &d) != CM_OK)
			die("commit");
	}
	cm_store_close(s);
	cm_arena_free(a);
}

static void
input(int64_t lines, int64_t records, uint64_t seed)
{
	state ^= seed * 0x9e3779b97f4a7c15u;
	for (int64_t i = 0; i < records; i++)
		printf("{\"request_id\":\"HZ%llu/%lld\",\"msisdn\":\"%lld\",\"amount\":\"%llu.00\",\"channel\":\"counter\",\"note\":\"话费收取\"}\n",
		    (unsigned long long)seed, (long long)i, NUMBER0 + (long long)(rnd() % (uint64_t)lines),
		    (unsigned long long)(1 + rnd() % 300));
}

/* ---- pay ---- */

static sqlite3 *db;
static sqlite3_stmt *statements[Q_COUNT];
static struct {
	int64_t seq;
	uint8_t chain[32];
	bool changed;
} heads[CM_PARTS];
static struct hmac_sha256_ctx hmac;

static sqlite3_stmt *
statement(enum cm_query q)
{
	if (!statements[q] && sqlite3_prepare_v3(db, cm_query_text[q].sql, -1, SQLITE_PREPARE_PERSISTENT, &statements[q], NULL))
		die(sqlite3_errmsg(db));
	return statements[q];
}

static void
bind(sqlite3_stmt *s, const char *types, ...)
{
	va_list ap;

	va_start(ap, types);
	for (int i = 1; types[i - 1]; i++) {
		if (types[i - 1] == 'i') {
			sqlite3_bind_int64(s, i, va_arg(ap, int64_t));
		} else {
			const char *p = va_arg(ap, const char *);

			sqlite3_bind_text(s, i, p, (int)va_arg(ap, size_t), SQLITE_STATIC);
		}
	}
	va_end(ap);
}

static bool
step(sqlite3_stmt *s)
{
	int rc = sqlite3_step(s);

	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		die(sqlite3_errmsg(db));
	return rc == SQLITE_ROW;
}

struct payment {
	const char *key, *msisdn;
	size_t nkey;
	int64_t fen;
};

/* Just enough to read what `bare input` wrote. */
static void
parse(const char *line, struct payment *p)
{
	p->key = strstr(line, "\"request_id\":\"") + 14;
	p->nkey = strcspn(p->key, "\"");
	p->msisdn = strstr(p->key + p->nkey, "\"msisdn\":\"") + 10;
	p->fen = strtoll(strstr(p->msisdn, "\"amount\":\"") + 10, NULL, 10) * 100;
}

static void
pay_one(const struct payment *p, int64_t commit_no)
{
	static const char policy[] = "0123456789abcdef", prints[] = "5b5c1d030d9c39cc3d868fdf", hex[] = "0123456789abcdef";
	struct cm_str msisdn = {p->msisdn, 11}, batch = {p->key, 0};
	char facts[160], answer[240], chain[32];
	uint8_t row[700];
	sqlite3_stmt *s;
	int64_t part, line, balance, last, version, seq;
	int nf, na, nr;

	while (p->key[batch.n] != '/')
		batch.n++;
	s = statement(Q_REQUEST_GET);
	bind(s, "itt", (int64_t)cm_part_of_name(batch), "cm-pay pay", (size_t)10, p->key, p->nkey);
	step(s);
	sqlite3_reset(s);
	s = statement(Q_ACCOUNT_OF_NUMBER);
	bind(s, "it", (int64_t)cm_part_of_name(msisdn), msisdn.p, msisdn.n);
	if (!step(s))
		die("no such line");
	part = sqlite3_column_int64(s, 0);
	line = sqlite3_column_int64(s, 1);
	balance = sqlite3_column_int64(s, 2);
	last = sqlite3_column_int64(s, 4);
	version = sqlite3_column_int64(s, 5);
	sqlite3_reset(s);
	seq = ++heads[part].seq;
	nf = snprintf(facts, sizeof facts, "{\"line_known\":true,\"amount\":%lld.00,\"line_status\":\"active\",\"arrears_after\":0.00}",
	    (long long)p->fen / 100);
	na = snprintf(answer, sizeof answer,
	    "{\"payment_id\":\"%02x%04llx\",\"arrears_before\":0.00,\"balance\":%lld.00,\"restored\":false,\"campaigns\":[\"data-20-for-100\"]}",
	    (unsigned)part, (unsigned long long)seq, (long long)(balance + p->fen) / 100);
	memcpy(row, heads[part].chain, 32);
	memset(row + 32, 7, 96);
	nr = 128 + snprintf((char *)row + 128, sizeof row - 128, "root cm-pay pay pay.say %s %s %s", policy, facts, answer);
	hmac_sha256_update(&hmac, (size_t)nr, row);
	hmac_sha256_digest(&hmac, 32, heads[part].chain);
	heads[part].changed = true;
	for (int i = 0; i < 16; i++) {
		chain[2 * i] = hex[heads[part].chain[i] >> 4];
		chain[2 * i + 1] = hex[heads[part].chain[i] & 15];
	}
	s = statement(Q_OPERATION_ADD);
	bind(s, "iiiiiiittittttiiiitt", part, seq, (int64_t)0, last, line, (int64_t)1767600000, commit_no, "root", (size_t)4,
	    "cm-pay pay", (size_t)10, (int64_t)1, "pay.say", (size_t)7, policy, (size_t)16, facts, (size_t)nf, answer, (size_t)na,
	    (int64_t)2, (int64_t)1, p->fen, (int64_t)0, "0123abcd", (size_t)8, chain, (size_t)32);
	step(s);
	sqlite3_reset(s);
	s = statement(Q_ACCOUNT_POST);
	bind(s, "iiiiiiii", balance + p->fen, (int64_t)1, seq, (int64_t)INT32_MIN, (int64_t)14600, part, line, version);
	step(s);
	sqlite3_reset(s);
	s = statement(Q_REQUEST_ADD);
	bind(s, "ittiit", (int64_t)cm_part_of_name(batch), "cm-pay pay", (size_t)10, p->key, p->nkey, part, seq, prints,
	    sizeof prints - 1);
	step(s);
	sqlite3_reset(s);
}

static void
write_heads(void)
{
	char hex[65] = {0};

	for (int64_t part = 0; part < CM_PARTS; part++) {
		sqlite3_stmt *s = statement(Q_HEAD_PUT);
		sqlite3_stmt *get = statement(Q_HEAD_GET);
		int64_t old;

		if (!heads[part].changed)
			continue;
		bind(get, "i", part);
		step(get);
		old = sqlite3_column_int64(get, 0);
		sqlite3_reset(get);
		for (int i = 0; i < 32; i++)
			snprintf(hex + 2 * i, 3, "%02x", heads[part].chain[i]);
		bind(s, "iitii", heads[part].seq, (int64_t)1767600000, hex, (size_t)64, part, old);
		step(s);
		sqlite3_reset(s);
		heads[part].changed = false;
	}
}

static void
run(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(db));
}

static void
pay(const char *path)
{
	char line[4096];
	int64_t n = 0;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(db));
	run("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=16000");
	hmac_sha256_set_key(&hmac, 32, (const uint8_t *)"0123456789abcdef0123456789abcdef");
	while (fgets(line, sizeof line, stdin)) {
		struct payment p;

		if (n % BATCH == 0)
			run("BEGIN IMMEDIATE");
		parse(line, &p);
		pay_one(&p, n / BATCH + 1);
		if (++n % BATCH == 0) {
			write_heads();
			run("COMMIT");
		}
	}
	if (n % BATCH) {
		write_heads();
		run("COMMIT");
	}
	run("PRAGMA wal_checkpoint(TRUNCATE)");
	for (unsigned q = 0; q < Q_COUNT; q++)
		sqlite3_finalize(statements[q]);
	sqlite3_close(db);
}

int
main(int argc, char **argv)
{
	if (argc >= 4 && strcmp(argv[1], "make") == 0)
		make(argv[2], strtoll(argv[3], NULL, 10));
	else if (argc >= 4 && strcmp(argv[1], "input") == 0)
		input(strtoll(argv[2], NULL, 10), strtoll(argv[3], NULL, 10), argc > 4 ? strtoull(argv[4], NULL, 10) : 1);
	else if (argc >= 3 && strcmp(argv[1], "pay") == 0)
		pay(argv[2]);
	else
		die("see the head of bare.c");
	return 0;
}
