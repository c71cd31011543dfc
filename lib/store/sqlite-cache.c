/* How much of the store is kept in memory in bulk mode. Part of the SQLite driver. */
#include "store/sqlite.h"

#include <stdio.h>

#include "base/banned.h"

/*
 * A batch dirties pages that it never looks at again (the journal's), which may leave the cache, and some that it does
 * look at again (accounts): as long as those fit, a larger cache is of no use. When they do not, in a store of many
 * lines, it is a quarter of the time. So the cache grows as pages have to be read again.
 */
#define CACHE_LEAST 4096 /* KiB */
#define CACHE_STREAM 4096
#define CACHE_MOST   65536
#define TUNE_EVERY  2048 /* statements */

static void
set_cache(struct cm_db *db, int kib)
{
	char pragma[48];

	db->cache = kib;
	snprintf(pragma, sizeof(pragma), "PRAGMA cache_size = -%d", kib);
	sqlite3_exec(db->handle, pragma, NULL, NULL, NULL);
}

void
cm_cache_bulk(struct cm_db *db)
{
	set_cache(db, CACHE_LEAST);
}

/*
 * A filter has little memory, so what is wanted is that the tables' inner pages stay, of a million lines 4 MB; of their
 * leaves a cache of that size would keep next to none. A map of the file would do without reading, but counts as memory
 * page by page, and a read that fails would be the program's death.
 */
void
cm_cache_stream(struct cm_db *db)
{
	set_cache(db, CACHE_STREAM);
}

void
cm_cache_tune(struct cm_db *db)
{
	int misses = 0, high;

	if (++db->runs < TUNE_EVERY)
		return;
	db->runs = 0;
	if (db->cache < CACHE_MOST &&
	    sqlite3_db_status(db->handle, SQLITE_DBSTATUS_CACHE_MISS, &misses, &high, 1) == SQLITE_OK &&
	    misses > TUNE_EVERY / 8)
		set_cache(db, db->cache * 2);
}
