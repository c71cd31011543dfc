/*
 * The write-ahead log: when it is folded into the store's file, and what is said when it cannot be. Part of the SQLite
 * driver.
 */
#include "store/sqlite.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/banned.h"

/* Pages. A batch has fewer than the last one, however much it touches. */
#define FOLD	  64 /* also what single calls leave */
#define FOLD_BULK 16000
#define LONG	  65536

/* What sqlite3_wal_autocheckpoint() sets; it also learns whether a reader kept the WAL from being folded as a whole. */
static int
on_commit(void *ctx, sqlite3 *handle, const char *name, int pages)
{
	struct cm_db *db = ctx;
	int all, folded;

	db->wal_held = 0;
	if (pages >= db->wal_fold &&
	    sqlite3_wal_checkpoint_v2(handle, name, SQLITE_CHECKPOINT_PASSIVE, &all, &folded) == SQLITE_OK && folded < all)
		db->wal_held = all;
	return SQLITE_OK;
}

/* Keeping the WAL saves a single call the checkpoint, its longest part: measured. */
void
cm_wal_keep(struct cm_db *db)
{
	int on = 1;

	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	sqlite3_wal_hook(db->handle, on_commit, db);
	db->wal_fold = FOLD;
	db->wal_long = LONG;
}

/* A checkpoint costs the same later, but less often. */
void
cm_wal_bulk(struct cm_db *db)
{
	db->wal_fold = FOLD_BULK;
}

static bool
is_long(const struct cm_db *db)
{
	char wal[PATH_MAX + 4];
	struct stat sb;

	snprintf(wal, sizeof(wal), "%s-wal", db->path);
	return stat(wal, &sb) == 0 && sb.st_size >= (off_t)FOLD * (4096 + 24);
}

/*
 * The first program that opens a store reads its whole WAL, and knows nothing of a checkpoint before: left alone, the
 * WAL would grow with every single call, and each would read what all before it wrote. So a writer that leaves more
 * than a few pages brings them home and empties the file. If somebody reads or writes just now, so be it: the next
 * writer does it.
 */
void
cm_wal_leave(struct cm_db *db)
{
	if (!db->bulk && !(db->write && db->handle && is_long(db)))
		return;
	sqlite3_busy_handler(db->handle, NULL, NULL);
	sqlite3_wal_checkpoint_v2(db->handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

/* Whoever goes on reading one state of the store keeps all that was written since from being folded. */
void
cm_wal_tell(struct cm_db *db, struct cm_diag *d)
{
	if (!db->wal_long || db->wal_held < db->wal_long)
		return;
	db->wal_long = 0;
	cm_diag_add(d, CM_WARNING, (struct cm_pos){0}, "store.wal",
	    "%s-wal has %d MB and grows on: another program has been reading the store all the while; let it end "
	    "(fuser -v names it)",
	    db->path, db->wal_held / 256);
}
