/*
 * The SQLite driver's rarer half: stores are made, copied, migrated and looked through here. What is new is built
 * under a temporary name and gets its own by one rename, so that a crash never leaves half a store behind it.
 */
#include "store/sqlite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"

#include "base/banned.h"

#define TEMPORARY ".new"

static const char *const companions[] = {"-journal", "-wal", "-shm"};

static void
remove_temporary(const char *path)
{
	char name[PATH_MAX];

	unlink(path);
	for (unsigned i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s%s", path, companions[i]);
		unlink(name);
	}
}

/*
 * Nothing may stand where a store shall be. A left-over WAL is as bad as a store: SQLite would play it into the new
 * file; and it may hold the only copy of somebody's last payments, so it is not ours to remove.
 */
static enum cm_status
place_is_free(const char *path, struct cm_diag *d)
{
	char name[PATH_MAX];
	struct stat sb;

	if (lstat(path, &sb) == 0 && !(S_ISREG(sb.st_mode) && sb.st_size == 0 && sb.st_uid == geteuid()))
		return cm_fail(d, CM_USAGE, "store.exists", "%s is there already", path);
	for (unsigned i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s%s", path, companions[i]);
		if (lstat(name, &sb) == 0)
			return cm_fail(d, CM_NOSTORE, "store.leftover",
			    "%s is left of a store that is gone; put it beside its store or remove it", name);
	}
	return CM_OK;
}

static enum cm_status
build(struct cm_db *db, enum cm_status (*fill)(struct cm_db *, void *), void *ctx, struct cm_diag *d)
{
	char numbers[128];
	int off = 0;
	enum cm_status st = cm_sqlite_connect(db, d);

	if (st != CM_OK)
		return st;
	/* The file is renamed afterwards: nothing of it may stay in a WAL. */
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_PERSIST_WAL, &off);
	db->write = true;
	snprintf(numbers, sizeof(numbers), "PRAGMA application_id = %d; PRAGMA user_version = %d", CM_APPLICATION_ID,
	    CM_SCHEMA_VERSION);
	if ((st = cm_sqlite_execute(db, "PRAGMA page_size = 4096; PRAGMA synchronous = FULL", d)) != CM_OK ||
	    (st = cm_db_begin(db, d)) != CM_OK || (st = cm_sqlite_execute(db, cm_schema_sql, d)) != CM_OK ||
	    (st = fill(db, ctx)) != CM_OK || (st = cm_sqlite_execute(db, numbers, d)) != CM_OK ||
	    (st = cm_db_commit(db, d)) != CM_OK)
		return st;
	return cm_sqlite_execute(db, "PRAGMA journal_mode = WAL", d);
}

enum cm_status
cm_db_create(const char *path, enum cm_status (*fill)(struct cm_db *, void *), void *ctx, struct cm_diag *d)
{
	struct cm_db *db = cm_malloc(sizeof(*db));
	char final[PATH_MAX];
	struct stat sb;
	int lock;
	enum cm_status st;

	memset(db, 0, sizeof(*db));
	db->wait_ms = 10000;
	if ((st = cm_file_resolve(path, final, d)) != CM_OK || (st = cm_file_lock_folder(final, &lock, d)) != CM_OK) {
		free(db);
		return st;
	}
	snprintf(db->path, sizeof(db->path), "%.*s" TEMPORARY, PATH_MAX - 5, final);
	if ((st = place_is_free(final, d)) == CM_OK) {
		char temporary[PATH_MAX];

		memcpy(temporary, db->path, sizeof(temporary));
		remove_temporary(temporary);
		if ((st = cm_file_reserve(temporary, d)) == CM_OK)
			st = build(db, fill, ctx, d);
		cm_db_close(db);
		db = NULL;
		/* An empty file is what a crash of somebody else's tool leaves; it is in nobody's way. */
		if (st == CM_OK && lstat(final, &sb) == 0 && sb.st_size == 0)
			unlink(final);
		if (st == CM_OK)
			st = cm_file_publish(temporary, final, d);
		if (st != CM_OK)
			remove_temporary(temporary);
	}
	free(db);
	close(lock);
	return st;
}

/* ---- copying ---- */

static enum cm_status
copy_pages(struct cm_db *from, struct cm_db *to, struct cm_diag *d)
{
	sqlite3_backup *b = sqlite3_backup_init(to->handle, "main", from->handle, "main");
	int rc;

	if (!b)
		return cm_sqlite_fail(to, sqlite3_extended_errcode(to->handle), "backup", d);
	/* In one step, from one snapshot: writers go on, and the copy never starts again. */
	while ((rc = sqlite3_backup_step(b, -1)) == SQLITE_BUSY || rc == SQLITE_LOCKED)
		if (!sqlite3_sleep(1))
			break;
	sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? CM_OK : cm_sqlite_fail(to, rc, "backup", d);
}

enum cm_status
cm_db_backup(struct cm_db *db, const char *to, struct cm_diag *d)
{
	struct cm_db *copy;
	char final[PATH_MAX], temporary[PATH_MAX];
	int lock, off = 0;
	enum cm_status st;

	if ((st = cm_file_resolve(to, final, d)) != CM_OK || (st = place_is_free(final, d)) != CM_OK ||
	    (st = cm_file_lock_folder(final, &lock, d)) != CM_OK)
		return st;
	copy = cm_malloc(sizeof(*copy));
	memset(copy, 0, sizeof(*copy));
	copy->wait_ms = db->wait_ms;
	snprintf(temporary, sizeof(temporary), "%.*s" TEMPORARY, PATH_MAX - 5, final);
	memcpy(copy->path, temporary, sizeof(temporary));
	remove_temporary(temporary);
	if ((st = cm_file_reserve(temporary, d)) == CM_OK && (st = cm_sqlite_connect(copy, d)) == CM_OK) {
		sqlite3_db_config(copy->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
		sqlite3_file_control(copy->handle, "main", SQLITE_FCNTL_PERSIST_WAL, &off);
		if ((st = copy_pages(db, copy, d)) == CM_OK)
			st = cm_sqlite_execute(copy, "PRAGMA journal_mode = WAL", d);
	}
	cm_db_close(copy);
	if (st == CM_OK)
		st = cm_file_publish(temporary, final, d);
	if (st != CM_OK)
		remove_temporary(temporary);
	close(lock);
	return st;
}

/* ---- migrating ---- */

/* One step: its text and its number in one transaction, so that a crash leaves the old version whole. */
static enum cm_status
migrate_step(struct cm_db *db, const char *const *steps, int version, struct cm_diag *d)
{
	char number[64];
	int64_t found, broken = 0;
	enum cm_status st;

	snprintf(number, sizeof(number), "PRAGMA user_version = %d", version);
	if ((st = cm_db_begin(db, d)) != CM_OK ||
	    (st = cm_sqlite_number(db, "PRAGMA user_version", &found, d)) != CM_OK)
		return st;
	if (found >= version) { /* somebody else did it while we waited */
		cm_db_rollback(db);
		return CM_OK;
	}
	if ((st = cm_sqlite_execute(db, steps[version], d)) == CM_OK &&
	    (st = cm_sqlite_number(db, "SELECT count(*) FROM pragma_foreign_key_check", &broken, d)) == CM_OK && broken)
		st = cm_fail(d, CM_DEFECT, "store.migration", "version %d would leave %lld rows without their line",
		    version, (long long)broken);
	if (st == CM_OK)
		st = cm_sqlite_execute(db, number, d);
	if (st == CM_OK)
		return cm_db_commit(db, d);
	cm_db_rollback(db);
	return st;
}

enum cm_status
cm_sqlite_migrate(const char *path, const char *const *steps, int known, int *from, int *to, struct cm_diag *d)
{
	struct cm_db_options o = {.path = path, .write = true};
	struct cm_db *db;
	int64_t version = 0;
	enum cm_status st = cm_sqlite_open(&db, &o, d);

	if (st == CM_OK)
		st = cm_sqlite_number(db, "PRAGMA user_version", &version, d);
	if (st == CM_OK && version < 1)
		st = cm_fail(d, CM_NOSTORE, "store.half-made", "%s has no version; it was never finished", path);
	if (st == CM_OK && version > known)
		st = cm_fail(d, CM_NOSTORE, "store.newer", "%s has version %lld, this program knows %d", path,
		    (long long)version, known);
	*from = *to = (int)version;
	if (st == CM_OK) /* tables that are rebuilt would take their children with them; checked before each commit */
		sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
	while (st == CM_OK && *to < known && (st = migrate_step(db, steps, *to + 1, d)) == CM_OK)
		++*to;
	cm_db_close(db);
	return st;
}

enum cm_status
cm_db_migrate(const char *path, int *from, int *to, struct cm_diag *d)
{
	return cm_sqlite_migrate(path, cm_migration_sql, CM_SCHEMA_VERSION, from, to, d);
}

/* ---- looking through ---- */

/* Each row of a statement that yields one text is a finding; the first hundred are told. */
static enum cm_status
findings(struct cm_db *db, const char *sql, const char *code, const char *fine, struct cm_diag *d)
{
	sqlite3_stmt *s;
	int rc = sqlite3_prepare_v2(db->handle, sql, -1, &s, NULL);
	unsigned n = 0;

	if (rc != SQLITE_OK)
		return cm_sqlite_fail(db, rc, code, d);
	while (n < 100 && (rc = sqlite3_step(s)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(s, 0);

		if (text && fine && strcmp(text, fine) == 0)
			continue;
		n++;
		cm_fail(d, CM_NOSTORE, code, "%s", text ? text : "?");
	}
	sqlite3_finalize(s);
	if (n > 0)
		return CM_NOSTORE;
	return rc == SQLITE_DONE ? CM_OK : cm_sqlite_fail(db, rc, code, d);
}

/* The store's tables against those of a fresh one, text by text; an index that a key brings along has no text. */
static enum cm_status
schema_findings(struct cm_db *db, struct cm_diag *d)
{
	static const char compare[] =
	    "SELECT 'there is no ' || o.type || ' ' || o.name || ' as we make it' FROM ours.sqlite_schema o"
	    " WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_schema m WHERE m.type = o.type AND m.name = o.name AND m.sql IS "
	    "o.sql)"
	    " UNION ALL SELECT 'there is a ' || m.type || ' ' || m.name || ' that is not ours' FROM main.sqlite_schema "
	    "m"
	    " WHERE NOT EXISTS (SELECT 1 FROM ours.sqlite_schema o WHERE m.type = o.type AND m.name = o.name AND m.sql IS "
	    "o.sql)";
	sqlite3 *fresh = NULL;
	unsigned char *image = NULL;
	sqlite3_int64 size;
	enum cm_status st;

	if (sqlite3_open(":memory:", &fresh) == SQLITE_OK &&
	    sqlite3_exec(fresh, cm_schema_sql, NULL, NULL, NULL) == SQLITE_OK)
		image = sqlite3_serialize(fresh, "main", &size, 0);
	sqlite3_close(fresh);
	if (!image)
		return cm_fail(d, CM_DEFECT, "store.defect", "our own schema does not hold");
	st = cm_sqlite_execute(db, "ATTACH ':memory:' AS ours", d);
	if (st != CM_OK) {
		sqlite3_free(image);
		return st;
	}
	if (sqlite3_deserialize(db->handle, "ours", image, size, size, SQLITE_DESERIALIZE_FREEONCLOSE) != SQLITE_OK)
		st = cm_fail(d, CM_DEFECT, "store.defect", "our own schema does not load");
	else
		st = findings(db, compare, "store.schema", NULL, d);
	sqlite3_exec(db->handle, "DETACH ours", NULL, NULL, NULL);
	return st;
}

enum cm_status
cm_db_integrity(struct cm_db *db, struct cm_diag *d)
{
	enum cm_status file = findings(db, "PRAGMA integrity_check", "store.damaged", "ok", d);
	enum cm_status keys = findings(db,
	    "SELECT \"table\" || ' has a row whose ' || parent || ' is missing' FROM pragma_foreign_key_check",
	    "store.orphan", NULL, d);
	enum cm_status schema = schema_findings(db, d);

	return file != CM_OK ? file : keys != CM_OK ? keys : schema;
}

int64_t
cm_db_pages(struct cm_db *db, int64_t *page_size, int64_t *wal_bytes)
{
	char wal[PATH_MAX];
	int64_t pages = 0;
	struct stat sb;
	struct cm_arena *a = cm_arena_new();
	struct cm_diag d;

	cm_diag_init(&d, a);
	*page_size = *wal_bytes = 0;
	cm_sqlite_number(db, "PRAGMA page_count", &pages, &d);
	cm_sqlite_number(db, "PRAGMA page_size", page_size, &d);
	snprintf(wal, sizeof(wal), "%.*s-wal", PATH_MAX - 5, db->path);
	if (stat(wal, &sb) == 0)
		*wal_bytes = sb.st_size;
	cm_arena_free(a);
	return pages;
}
