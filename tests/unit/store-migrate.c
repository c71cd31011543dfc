/* Older stores brought up, a step at a time, each whole or not at all. */
#include "store.h"
#include "store/sqlite.h"

#define KNOWN CM_SCHEMA_VERSION

/* Steps that the next versions might have. */
static const char *const steps[] = {[KNOWN + 1] = "CREATE TABLE two (a INTEGER)", [KNOWN + 2] = "INSERT INTO two VALUES (3)"};
static const char *const failing[] = {
    [KNOWN + 1] = "CREATE TABLE two (a INTEGER)", [KNOWN + 2] = "CREATE TABLE three (a); INSERT INTO none VALUES (1)"};
static const char *const orphaning[] = {[KNOWN + 1] = "DELETE FROM line"};

int
main(void)
{
	int from, to;
	struct cm_store *s;

	setup();
	busy_store();
	ok(cm_db_migrate(path, &from, &to, &diag) == CM_OK && from == CM_SCHEMA_VERSION && to == from, "nothing to do");
	ok(cm_sqlite_migrate(path, failing, KNOWN + 2, &from, &to, &diag) != CM_OK && from == KNOWN && to == KNOWN + 1,
	    "a step that fails: %s", last_code());
	ok(sql_int("PRAGMA user_version") == KNOWN + 1 &&
		sql_int("SELECT count(*) FROM sqlite_schema WHERE name = 'three'") == 0,
	    "the one before it is kept, of it nothing");
	ok(cm_sqlite_migrate(path, steps, KNOWN + 2, &from, &to, &diag) == CM_OK && from == KNOWN + 1 && to == KNOWN + 2, "then the rest");
	ok(sql_int("SELECT a FROM two") == 3 && sql_int("PRAGMA user_version") == KNOWN + 2, "and it is there");
	ok(cm_db_migrate(path, &from, &to, &diag) == CM_NOSTORE, "a store of a newer program is left alone");
	is_str(last_code(), "store.newer", "with the reason");
	busy_store();
	ok(cm_sqlite_migrate(path, orphaning, KNOWN + 1, &from, &to, &diag) == CM_DEFECT &&
		sql_int("SELECT count(*) FROM line") == 3,
	    "a step that would leave orphans is taken back: %s", last_code());
	s = open_store(false);
	ok(cm_store_check(s, &diag) == CM_OK, "the store is whole");
	cm_store_close(s);
	for (int v = 2; v <= CM_SCHEMA_VERSION; v++)
		ok(cm_migration_sql[v] != NULL, "version %d has its step", v);
	return finish();
}
