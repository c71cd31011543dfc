#ifndef CM_STORE_DB_H
#define CM_STORE_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/str.h"
#include "queries.h" /* generated from lib/store/sql: enum cm_query, cm_query_text[] */

/*
 * The driver interface: all that the rest of the program knows of a data base. One implementation now, over SQLite
 * (sqlite*.c: the only files that see sqlite3.h). Statements are known by number, are prepared at first
 * use, once per connection, and are fixed texts with bound parameters: nothing is ever glued into SQL.
 */
struct cm_db;

struct cm_cell {
	bool is_text;
	int64_t i;
	struct cm_str s; /* text: of a parameter borrowed; of a result see below */
};
#define CM_INT(v)  ((struct cm_cell){.i = (v)})
#define CM_TEXT(v) ((struct cm_cell){.is_text = true, .s = (v)})

struct cm_db_options {
	const char *path;
	bool write; /* else read-only transactions; the file is opened read-write all the same (WAL) */
	unsigned wait_ms; /* how long begin waits for the writer's lock, polling every millisecond; 0 = 10,000 */
};

/* The folder is resolved, the last component opened O_NOFOLLOW and checked (regular, ours, one link, mode no looser
 * than 0600), closed, and then opened by SQLite; application_id and user_version are checked: CM_NOSTORE otherwise,
 * with code store.missing, store.not-ours, store.newer, store.older (migrate), store.half-made, store.mode,
 * store.symlink, store.not-a-file. */
enum cm_status cm_db_open(struct cm_db **, const struct cm_db_options *, struct cm_diag *);
/* Makes a new store file (0600, exclusively) with the schema in one transaction; meta rows are the caller's, inside
 * fill(), which runs in the same transaction. A crash leaves nothing or a file that the next create replaces. */
enum cm_status cm_db_create(
    const char *path, enum cm_status (*fill)(struct cm_db *, void *), void *ctx, struct cm_diag *);
void cm_db_close(struct cm_db *); /* rolls back what is open; keeps the WAL */

/* A cache that grows with what a batch needs, and rare checkpoints; single calls keep the small ones. Cheap to call twice. */
void cm_db_bulk(struct cm_db *);
void cm_db_stream(struct cm_db *); /* a larger cache, for many records that are only looked up; the same */

enum cm_status cm_db_begin(struct cm_db *, struct cm_diag *); /* BEGIN IMMEDIATE; CM_BUSY after wait_ms */
enum cm_status cm_db_begin_read(struct cm_db *, struct cm_diag *);
/* CM_UNKNOWN: sent, not answered. A warning store.wal, once, when a reader has kept the WAL growing to 256 MB. */
enum cm_status cm_db_commit(struct cm_db *, struct cm_diag *);
void cm_db_rollback(struct cm_db *);
bool cm_db_in_transaction(const struct cm_db *);

/* Runs a statement that returns nothing. *changed (may be NULL): rows changed. CM_CONFLICT: a UNIQUE, CHECK or foreign
 * key said no. */
enum cm_status cm_db_run(
    struct cm_db *, enum cm_query, const struct cm_cell *params, unsigned n, int64_t *changed, struct cm_diag *);
/* The first row into out[0..nout-1], texts copied into the arena; CM_END: no row. Every cell's type is checked against
 * what the statement's column yields; a NULL is CM_DEFECT: columns that can be NULL are coalesced in the SQL. */
enum cm_status cm_db_row(struct cm_db *, enum cm_query, const struct cm_cell *params, unsigned n, struct cm_cell *out,
    unsigned nout, struct cm_arena *, struct cm_diag *);
/* Calls fn for each row; texts are valid during the call only. fn returning other than CM_OK ends it with that. */
enum cm_status cm_db_rows(struct cm_db *, enum cm_query, const struct cm_cell *params, unsigned n,
    enum cm_status (*fn)(void *ctx, const struct cm_cell *row, unsigned ncells), void *ctx, struct cm_diag *);

/* For cm-store: copies the store while it is in use; the file's own integrity check; the version found and known;
 * brings an older schema up, each step in one transaction. */
enum cm_status cm_db_backup(struct cm_db *, const char *to, struct cm_diag *);
enum cm_status cm_db_integrity(struct cm_db *, struct cm_diag *);
enum cm_status cm_db_migrate(const char *path, int *from, int *to, struct cm_diag *);
int64_t cm_db_pages(struct cm_db *, int64_t *page_size, int64_t *wal_bytes);

#endif
