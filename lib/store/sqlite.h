#ifndef CM_STORE_SQLITE_H
#define CM_STORE_SQLITE_H

#include <limits.h>
#include <sqlite3.h>

#include "store/db.h"

/* What the files of the SQLite driver share: sqlite.c (work), sqlite-cells.c (what a row holds), sqlite-wal.c (the
 * write-ahead log), sqlite-cache.c (its memory in bulk), sqlite-admin.c (making, copying, checking). */

#define CM_APPLICATION_ID 0x636d3130 /* "cm10" */

struct cm_db {
	sqlite3 *handle;
	sqlite3_stmt *statements[Q_COUNT]; /* prepared at first use */
	struct cm_cell *bound[Q_COUNT]; /* the parameters that each has now */
	unsigned wait_ms;
	int64_t deadline; /* of the call that waits for a lock */
	bool write, bulk;
	/* The WAL, in pages: from where on a commit folds it into the file; how long it was when a reader kept the last commit
	 * from that (0: nobody did); from where on this is told (0: was told). */
	int wal_fold, wal_held, wal_long;
	int cache; /* KiB, in bulk */
	unsigned runs; /* statements since it was looked at */
	char path[PATH_MAX];
};

/* The status and the message for SQLite's code; a failed write rolls the whole batch back. */
enum cm_status cm_sqlite_fail(struct cm_db *, int rc, const char *what, struct cm_diag *);
void cm_cache_bulk(struct cm_db *);
void cm_cache_stream(struct cm_db *);
void cm_cache_tune(struct cm_db *); /* for every statement in bulk */
void cm_wal_keep(struct cm_db *); /* of a new connection */
void cm_wal_bulk(struct cm_db *);
void cm_wal_leave(struct cm_db *); /* of one that is about to close */
void cm_wal_tell(struct cm_db *, struct cm_diag *); /* after a commit */
/* The row that stands ready, one cell per column that the statement yields; texts are SQLite's until the next step.
 * CM_NOSTORE store.damaged, naming row and column: a value of another type, or a text that is none. */
enum cm_status cm_sqlite_cells(sqlite3_stmt *, enum cm_query, struct cm_cell *out, struct cm_diag *);
/* Opens db->path as it stands and makes the settings. */
enum cm_status cm_sqlite_connect(struct cm_db *, struct cm_diag *);
/* Looks at the file, then opens it, whatever its version. *db must be closed, also after a failure. */
enum cm_status cm_sqlite_open(struct cm_db **, const struct cm_db_options *, struct cm_diag *);
enum cm_status cm_sqlite_execute(struct cm_db *, const char *sql, struct cm_diag *); /* pragmas and schemas */
enum cm_status cm_sqlite_number(struct cm_db *, const char *sql, int64_t *, struct cm_diag *);
/* Brings the schema to version known by steps[version]; cm_db_migrate() with our own. */
enum cm_status cm_sqlite_migrate(
    const char *path, const char *const *steps, int known, int *from, int *to, struct cm_diag *);

#endif
