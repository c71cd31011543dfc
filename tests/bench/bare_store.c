/* The store of the bare loops (bare.h). */
#include "bare.h"

#include <nettle/hmac.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252u;
static sqlite3 *db;
static sqlite3_stmt *statements[Q_COUNT];
static struct hmac_sha256_ctx hmac;
static struct {
	int64_t seq, old;
	uint8_t chain[32];
	bool changed, known;
} heads[CM_PARTS];

void
seed(uint64_t by)
{
	state ^= by * 0x9e3779b97f4a7c15u;
}

uint64_t
rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	return state ^= state << 17;
}

_Noreturn void
die(const char *what)
{
	fprintf(stderr, "bare: %s\n", what);
	exit(1);
}

/* ---- statements ---- */

sqlite3_stmt *
statement(enum cm_query q)
{
	if (!statements[q] && sqlite3_prepare_v3(db, cm_query_text[q].sql, -1, SQLITE_PREPARE_PERSISTENT, &statements[q], NULL))
		die(sqlite3_errmsg(db));
	return statements[q];
}

sqlite3_stmt *
text_statement(const char *sql)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL))
		die(sqlite3_errmsg(db));
	return s;
}

static void
bind_all(sqlite3_stmt *s, const char *types, va_list ap)
{
	for (int i = 1; types[i - 1]; i++) {
		if (types[i - 1] == 'i') {
			sqlite3_bind_int64(s, i, va_arg(ap, int64_t));
		} else {
			const char *p = va_arg(ap, const char *);

			sqlite3_bind_text(s, i, p, (int)va_arg(ap, size_t), SQLITE_STATIC);
		}
	}
}

void
bind(sqlite3_stmt *s, const char *types, ...)
{
	va_list ap;

	va_start(ap, types);
	bind_all(s, types, ap);
	va_end(ap);
}

bool
step(sqlite3_stmt *s)
{
	int rc = sqlite3_step(s);

	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		die(sqlite3_errmsg(db));
	return rc == SQLITE_ROW;
}

void
run(enum cm_query q, const char *types, ...)
{
	sqlite3_stmt *s = statement(q);
	va_list ap;

	va_start(ap, types);
	bind_all(s, types, ap);
	va_end(ap);
	step(s);
	sqlite3_reset(s);
}

/* ---- opening, batches ---- */

void
execute(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(db));
}

void
store_open(const char *path)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(db));
	execute("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=16000");
	hmac_sha256_set_key(&hmac, 32, (const uint8_t *)"0123456789abcdef0123456789abcdef");
}

void
store_close(void)
{
	execute("PRAGMA wal_checkpoint(TRUNCATE)");
	for (unsigned q = 0; q < Q_COUNT; q++)
		sqlite3_finalize(statements[q]);
	sqlite3_close(db);
}

void
batch_begin(void)
{
	execute("BEGIN IMMEDIATE");
}

void
batch_end(void)
{
	char hex[65] = {0};

	for (int64_t part = 0; part < CM_PARTS; part++) {
		if (!heads[part].changed)
			continue;
		for (int i = 0; i < 32; i++)
			snprintf(hex + 2 * i, 3, "%02x", heads[part].chain[i]);
		run(Q_HEAD_PUT, "iitii", heads[part].seq, (int64_t)1767600000, hex, (size_t)64, part, heads[part].old);
		heads[part].old = heads[part].seq;
		heads[part].changed = false;
	}
	execute("COMMIT");
}

/* ---- the journal ---- */

int64_t
next_seq(int64_t part)
{
	if (!heads[part].known) {
		sqlite3_stmt *s = statement(Q_HEAD_GET);

		bind(s, "i", part);
		step(s);
		heads[part].seq = heads[part].old = sqlite3_column_int64(s, 0);
		heads[part].known = true;
		sqlite3_reset(s);
	}
	return heads[part].seq + 1;
}

void
add_operation(const struct operation *o)
{
	static const char hex[] = "0123456789abcdef", policy[] = "0123456789abcdef";
	int64_t seq = next_seq(o->part);
	char chain[32];
	uint8_t row[2000];
	int n;

	memcpy(row, heads[o->part].chain, 32);
	memset(row + 32, 7, 96);
	n = 128 + snprintf((char *)row + 128, sizeof row - 128, "root %s %s %s %.*s %.*s", o->source, o->rules, policy,
	    (int)o->nfacts, o->facts, (int)o->nanswer, o->answer);
	hmac_sha256_update(&hmac, (size_t)n, row);
	hmac_sha256_digest(&hmac, 32, heads[o->part].chain);
	for (int i = 0; i < 16; i++) {
		chain[2 * i] = hex[heads[o->part].chain[i] >> 4];
		chain[2 * i + 1] = hex[heads[o->part].chain[i] & 15];
	}
	run(Q_OPERATION_ADD, "iiiiiiittittttiiiitt", o->part, seq, o->parent, o->prev, o->line, (int64_t)1767600000, o->commit_no,
	    "root", (size_t)4, o->source, strlen(o->source), (int64_t)1, o->rules, strlen(o->rules), policy, (size_t)16, o->facts,
	    o->nfacts, o->answer, o->nanswer, o->debit, o->credit, o->amount, (int64_t)0, o->request, strlen(o->request), chain,
	    (size_t)32);
	heads[o->part].seq = seq;
	heads[o->part].changed = true;
}
