/*
 * The SQLite driver. It knows files, transactions and prepared statements, and nothing of lines or money. Settings are
 * made by calls rather than pragmas where there is one, because a single reading call is over in a millisecond and each
 * pragma is a statement to compile.
 */
#include "store/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/env.h"
#include "store/file.h"

#include "base/banned.h"

#define COLUMNS_MAX 40 /* of a ticket */
#define HEADER	    100 /* bytes of a data base's head */

/* ---- what SQLite's codes mean to us ---- */

enum cm_status
cm_sqlite_fail(struct cm_db *db, int rc, const char *what, struct cm_diag *d)
{
	const char *text = db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc);
	enum cm_status st;

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return cm_fail(d, CM_BUSY, "store.busy", "another program holds the store; run again");
	case SQLITE_CONSTRAINT:
		return cm_fail(d, CM_CONFLICT, "store.conflict", "%s: %s", what, text);
	case SQLITE_NOMEM:
		cm_oom();
	case SQLITE_FULL:
		st = cm_fail(d, CM_IO, "store.full", "disk full: %s", db->path);
		break;
	case SQLITE_IOERR:
		st = cm_fail(d, CM_IO, "store.io", "%s: %s (%d)", db->path, text, rc);
		break;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		st = cm_fail(d, CM_NOSTORE, "store.damaged", "%s: %s; restore it from a backup", db->path, text);
		break;
	case SQLITE_ERROR:
		st = cm_fail(d, CM_NOSTORE, "store.damaged", "%s: %s: %s: its tables are not as we made them", db->path,
		    what, text);
		break;
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
		st = cm_fail(
		    d, CM_NOSTORE, "store.not-writable", "%s: %s; file and folder must be writable", db->path, text);
		break;
	case SQLITE_TOOBIG:
		return cm_fail(d, CM_BAD, "store.too-long", "%s: %s", what, text);
	default:
		st = cm_fail(d, CM_DEFECT, "store.defect", "%s: %s (%d)", what, text, rc);
	}
	cm_db_rollback(db); /* nothing may be built on a batch that lost a write */
	return st;
}

/*
 * SQLite's own busy_timeout sleeps longer and longer, and single calls then starve behind a bulk writer that leaves
 * a few milliseconds between its batches (cmd/batch.c); polling every millisecond finds the gap.
 */
static int
on_busy(void *ctx, int n)
{
	struct cm_db *db = ctx;
	struct timespec ms = {.tv_nsec = 1000000};

	if (n == 0)
		db->deadline = cm_env_ticks() + (int64_t)db->wait_ms * 1000;
	if (cm_env_ticks() >= db->deadline)
		return 0;
	nanosleep(&ms, NULL);
	return 1;
}

/* ---- opening ---- */

enum cm_status
cm_sqlite_execute(struct cm_db *db, const char *sql, struct cm_diag *d)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? CM_OK : cm_sqlite_fail(db, rc, "settings", d);
}

/* A pragma that answers with one number. */
enum cm_status
cm_sqlite_number(struct cm_db *db, const char *sql, int64_t *v, struct cm_diag *d)
{
	sqlite3_stmt *s;
	int rc = sqlite3_prepare_v2(db->handle, sql, -1, &s, NULL);

	if (rc == SQLITE_OK) {
		rc = sqlite3_step(s);
		*v = rc == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
		sqlite3_finalize(s);
	}
	return rc == SQLITE_ROW ? CM_OK : cm_sqlite_fail(db, rc, sql, d);
}

enum cm_status
cm_sqlite_connect(struct cm_db *db, struct cm_diag *d)
{
	static bool configured;
	int rc;

	/* Its statistics cost a lock per allocation, and nobody reads them. */
	if (!configured)
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	configured = true;
	rc = sqlite3_open_v2(
	    db->path, &db->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, NULL);
	if (rc != SQLITE_OK)
		return cm_sqlite_fail(db, rc, "open", d);
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_handler(db->handle, on_busy, db);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* We have neither; a store that somebody gave one must not run it. */
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	cm_wal_keep(db);
	return CM_OK;
}

static uint32_t
big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The head of the file, read before SQLite sees it. */
static enum cm_status
look_at_header(struct cm_db *db, struct cm_diag *d)
{
	unsigned char h[HEADER];
	size_t n;
	enum cm_status st = cm_file_look(db->path, "store", CM_NOSTORE, h, sizeof(h), &n, d);

	if (st != CM_OK)
		return st;
	if (n == 0)
		return cm_fail(d, CM_NOSTORE, "store.half-made", "%s is empty; make it with cm-store init", db->path);
	if (n < sizeof(h) || memcmp(h, "SQLite format 3", 16) != 0 || big_endian(h + 68) != CM_APPLICATION_ID)
		return cm_fail(d, CM_NOSTORE, "store.not-ours", "%s is not a store of cm-tools", db->path);
	/* WAL is a property of the file; without it readers and writers would block each other. */
	if (h[18] != 2 || h[19] != 2)
		return cm_fail(d, CM_NOSTORE, "store.damaged", "%s is not in WAL mode", db->path);
	return CM_OK;
}

static enum cm_status
check_version(struct cm_db *db, struct cm_diag *d)
{
	int64_t version;
	enum cm_status st = cm_sqlite_number(db, "PRAGMA user_version", &version, d);

	if (st != CM_OK)
		return st;
	if (version == 0)
		return cm_fail(d, CM_NOSTORE, "store.half-made", "%s has no version; it was never finished", db->path);
	if (version > CM_SCHEMA_VERSION)
		return cm_fail(d, CM_NOSTORE, "store.newer", "%s has version %lld, this program knows %d", db->path,
		    (long long)version, CM_SCHEMA_VERSION);
	if (version < CM_SCHEMA_VERSION)
		return cm_fail(d, CM_NOSTORE, "store.older", "%s has version %lld; run cm-store migrate", db->path,
		    (long long)version);
	return CM_OK;
}

enum cm_status
cm_sqlite_open(struct cm_db **out, const struct cm_db_options *o, struct cm_diag *d)
{
	struct cm_db *db = cm_malloc(sizeof(*db));
	enum cm_status st;

	memset(db, 0, sizeof(*db));
	db->write = o->write;
	db->wait_ms = o->wait_ms ? o->wait_ms : 10000;
	*out = db;
	if ((st = cm_file_resolve(o->path, db->path, d)) == CM_OK && (st = look_at_header(db, d)) == CM_OK)
		st = cm_sqlite_connect(db, d);
	/* Debian's default, but others build SQLite with NORMAL in WAL, which loses acknowledged payments. */
	if (st == CM_OK && o->write)
		st = cm_sqlite_execute(db, "PRAGMA synchronous = FULL", d);
	return st;
}

enum cm_status
cm_db_open(struct cm_db **out, const struct cm_db_options *o, struct cm_diag *d)
{
	enum cm_status st = cm_sqlite_open(out, o, d);

	if (st == CM_OK)
		st = check_version(*out, d);
	if (st != CM_OK) {
		cm_db_close(*out);
		*out = NULL;
	}
	return st;
}

void
cm_db_close(struct cm_db *db)
{
	if (!db)
		return;
	cm_db_rollback(db);
	cm_wal_leave(db);
	for (unsigned q = 0; q < Q_COUNT; q++) {
		sqlite3_finalize(db->statements[q]);
		free(db->bound[q]);
	}
	sqlite3_close_v2(db->handle);
	free(db);
}

void
cm_db_bulk(struct cm_db *db)
{
	if (db->bulk)
		return;
	db->bulk = true;
	cm_cache_bulk(db);
	cm_wal_bulk(db);
}

void
cm_db_stream(struct cm_db *db)
{
	if (!db->bulk && !db->cache)
		cm_cache_stream(db);
}

/* ---- statements ---- */

static enum cm_status
prepared(struct cm_db *db, enum cm_query q, unsigned n, sqlite3_stmt **out, struct cm_diag *d)
{
	const struct cm_query_text *text = &cm_query_text[q];
	int rc;

	if (n != text->params)
		return cm_fail(
		    d, CM_DEFECT, "store.defect", "%s takes %u parameters, not %u", text->name, text->params, n);
	*out = db->statements[q];
	if (*out)
		return sqlite3_stmt_busy(*out) ? cm_fail(d, CM_DEFECT, "store.defect", "%s runs already", text->name)
					       : CM_OK;
	rc = sqlite3_prepare_v3(db->handle, text->sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
	if (rc != SQLITE_OK)
		return cm_sqlite_fail(db, rc, text->name, d);
	db->statements[q] = *out;
	db->bound[q] = cm_malloc((n + 1) * sizeof(struct cm_cell));
	for (unsigned i = 0; i < n; i++)
		db->bound[q][i] = (struct cm_cell){.is_text = true, .i = -1}; /* as no parameter is */
	if (sqlite3_bind_parameter_count(*out) != (int)text->params ||
	    sqlite3_column_count(*out) != (int)strlen(text->yields))
		return cm_fail(
		    d, CM_DEFECT, "store.defect", "%s: its parameters or columns are not as declared", text->name);
	return CM_OK;
}

/*
 * Many parameters of a statement are what they were the last time: the operator, the source, a zero. Those are not bound
 * again. A text stays where it is until the statement has run, so the same place and length will do: it is read then.
 */
static int
bind_all(struct cm_db *db, enum cm_query q, sqlite3_stmt *s, const struct cm_cell *params, unsigned n)
{
	struct cm_cell *bound = db->bound[q];

	for (unsigned i = 0; i < n; i++) {
		const struct cm_cell *c = &params[i];
		int rc;

		if (c->is_text == bound[i].is_text && c->i == bound[i].i && c->s.p == bound[i].s.p && c->s.n == bound[i].s.n)
			continue;
		rc = c->is_text
		    ? sqlite3_bind_text64(s, (int)i + 1, c->s.p ? c->s.p : "", c->s.n, SQLITE_STATIC, SQLITE_UTF8)
		    : sqlite3_bind_int64(s, (int)i + 1, c->i);
		if (rc != SQLITE_OK)
			return rc;
		bound[i] = *c;
	}
	return SQLITE_OK;
}

static enum cm_status
start(struct cm_db *db, enum cm_query q, const struct cm_cell *params, unsigned n, sqlite3_stmt **s, struct cm_diag *d)
{
	enum cm_status st = prepared(db, q, n, s, d);
	int rc;

	if (db->bulk)
		cm_cache_tune(db);
	if (st == CM_OK && (rc = bind_all(db, q, *s, params, n)) != SQLITE_OK)
		st = cm_sqlite_fail(db, rc, cm_query_text[q].name, d);
	return st;
}

enum cm_status
cm_db_run(
    struct cm_db *db, enum cm_query q, const struct cm_cell *params, unsigned n, int64_t *changed, struct cm_diag *d)
{
	sqlite3_stmt *s;
	enum cm_status st = start(db, q, params, n, &s, d);
	int rc;

	if (st != CM_OK)
		return st;
	rc = sqlite3_step(s);
	if (rc == SQLITE_DONE && changed)
		*changed = sqlite3_changes64(db->handle);
	/* The error is read off before the reset, which a rollback in cm_sqlite_fail() needs. */
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		rc = sqlite3_reset(s);
	else
		sqlite3_reset(s);
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? CM_OK : cm_sqlite_fail(db, rc, cm_query_text[q].name, d);
}

enum cm_status
cm_db_row(struct cm_db *db, enum cm_query q, const struct cm_cell *params, unsigned n, struct cm_cell *out,
    unsigned nout, struct cm_arena *a, struct cm_diag *d)
{
	sqlite3_stmt *s;
	enum cm_status st = start(db, q, params, n, &s, d);
	int rc;

	if (st != CM_OK)
		return st;
	if (nout != strlen(cm_query_text[q].yields))
		return cm_fail(
		    d, CM_DEFECT, "store.defect", "%s does not yield %u columns", cm_query_text[q].name, nout);
	rc = sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		st = cm_sqlite_cells(s, q, out, d);
		for (unsigned i = 0; st == CM_OK && i < nout; i++)
			if (out[i].is_text)
				out[i].s = cm_arena_str(a, out[i].s);
		sqlite3_reset(s);
		return st;
	}
	sqlite3_reset(s);
	return rc == SQLITE_DONE ? CM_END : cm_sqlite_fail(db, rc, cm_query_text[q].name, d);
}

enum cm_status
cm_db_rows(struct cm_db *db, enum cm_query q, const struct cm_cell *params, unsigned n,
    enum cm_status (*fn)(void *ctx, const struct cm_cell *row, unsigned ncells), void *ctx, struct cm_diag *d)
{
	struct cm_cell row[COLUMNS_MAX];
	unsigned ncells = (unsigned)strlen(cm_query_text[q].yields);
	sqlite3_stmt *s;
	enum cm_status st = start(db, q, params, n, &s, d);
	int rc;

	if (st != CM_OK)
		return st;
	if (ncells > COLUMNS_MAX)
		return cm_fail(d, CM_DEFECT, "store.defect", "%s has too many columns", cm_query_text[q].name);
	while ((rc = sqlite3_step(s)) == SQLITE_ROW)
		if ((st = cm_sqlite_cells(s, q, row, d)) != CM_OK || (st = fn(ctx, row, ncells)) != CM_OK)
			break;
	sqlite3_reset(s);
	if (st != CM_OK)
		return st;
	return rc == SQLITE_DONE ? CM_OK : cm_sqlite_fail(db, rc, cm_query_text[q].name, d);
}

/* ---- transactions ---- */

bool
cm_db_in_transaction(const struct cm_db *db)
{
	return db->handle && !sqlite3_get_autocommit(db->handle);
}

/* The way back is prepared before the first step: it must work when there is no memory to prepare it any more. */
static enum cm_status
begin(struct cm_db *db, enum cm_query how, struct cm_diag *d)
{
	sqlite3_stmt *back;
	enum cm_status st = prepared(db, Q_ROLLBACK, 0, &back, d);

	return st == CM_OK ? cm_db_run(db, how, NULL, 0, NULL, d) : st;
}

enum cm_status
cm_db_begin(struct cm_db *db, struct cm_diag *d)
{
	if (!db->write || cm_db_in_transaction(db))
		return cm_fail(d, CM_DEFECT, "store.defect", "begin on a store that is %s",
		    db->write ? "in a transaction" : "open for reading");
	return begin(db, Q_BEGIN, d);
}

enum cm_status
cm_db_begin_read(struct cm_db *db, struct cm_diag *d)
{
	if (cm_db_in_transaction(db))
		return cm_fail(d, CM_DEFECT, "store.defect", "begin in a transaction");
	return begin(db, Q_BEGIN_READ, d);
}

enum cm_status
cm_db_commit(struct cm_db *db, struct cm_diag *d)
{
	sqlite3_stmt *s;
	enum cm_status st;
	int rc;

	if (!cm_db_in_transaction(db))
		return cm_fail(d, CM_DEFECT, "store.defect", "commit without a transaction");
	if ((st = prepared(db, Q_COMMIT, 0, &s, d)) != CM_OK)
		return st;
	rc = sqlite3_step(s);
	if (rc == SQLITE_DONE) {
		sqlite3_reset(s);
		cm_wal_tell(db, d);
		return CM_OK;
	}
	rc = sqlite3_reset(s);
	/* The frames may be on the disk although writing them, or their flush, was reported as failed. */
	if ((rc & 0xff) == SQLITE_IOERR) {
		st = cm_fail(d, CM_UNKNOWN, "store.unknown",
		    "%s: %s (%d): whether it was written is not known; run again", db->path, sqlite3_errmsg(db->handle),
		    rc);
		cm_db_rollback(db);
		return st;
	}
	st = cm_sqlite_fail(db, rc, "commit", d);
	cm_db_rollback(db);
	return st;
}

void
cm_db_rollback(struct cm_db *db)
{
	if (!cm_db_in_transaction(db))
		return;
	sqlite3_step(db->statements[Q_ROLLBACK]);
	sqlite3_reset(db->statements[Q_ROLLBACK]);
}
