/* Somebody goes on reading while much is written: the WAL grows, that is told once, and it shrinks when he ends. */
#include "store.h"
#include "store/sqlite.h"

static int64_t
wal_bytes(void)
{
	char wal[80];
	struct stat sb;

	snprintf(wal, sizeof(wal), "%s-wal", path);
	return stat(wal, &sb) == 0 ? sb.st_size : -1;
}

static unsigned batch;

/* n commits, each of one payment; how many warnings they give. */
static unsigned
commits(struct cm_store *s, unsigned n)
{
	unsigned warnings = diag.warnings;

	while (n-- > 0) {
		char key[32];

		snprintf(key, sizeof(key), "w/%u", batch++);
		must(cm_store_begin(s, &diag), "begin");
		pay(s, "13800000001", key, 100);
		must(cm_store_commit(s, &diag), "commit");
	}
	return diag.warnings - warnings;
}

int
main(void)
{
	struct cm_store *s;
	struct cm_db *db;
	sqlite3 *reader;
	int64_t long_one;

	setup();
	new_store();
	s = open_store(true);
	db = cm_store_db(s);
	must(cm_store_begin(s, &diag), "begin");
	add_line(s, "13800000001", "");
	must(cm_store_commit(s, &diag), "commit");
	ok(commits(s, 200) == 0 && wal_bytes() < 120 * 4096, "without a reader it stays short");

	sqlite3_open(path, &reader);
	sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM line", NULL, NULL, NULL);
	db->wal_long = 400;
	ok(commits(s, 40) == 0, "a reader for a while: nothing to tell");
	ok(commits(s, 60) == 1 && told("store.wal", "s.db-wal has 1 MB"), "it goes on: told");
	ok(commits(s, 60) == 0, "once");
	sqlite3_exec(reader, "COMMIT", NULL, NULL, NULL);
	sqlite3_close(reader);
	db->wal_long = 400;
	ok(commits(s, 1) == 0, "he ends: what had to wait is folded, and nothing told");
	long_one = wal_bytes();
	ok(commits(s, 400) == 0 && wal_bytes() == long_one, "it begins anew in its place");
	cm_db_bulk(db);
	cm_store_close(s);
	ok(wal_bytes() == 0, "and a bulk run's end leaves none of it");
	s = open_store(false);
	ok(cm_store_check(s, &diag) == CM_OK, "all is there");
	cm_store_close(s);
	return finish();
}
