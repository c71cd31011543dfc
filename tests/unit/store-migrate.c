/* Older stores brought up, a step at a time, each whole or not at all. */
#include "store.h"
#include "store/sqlite.h"

static const char *const steps[] = {NULL, NULL, "CREATE TABLE two (a INTEGER)", "INSERT INTO two VALUES (3)"};
static const char *const failing[] = {
    NULL, NULL, "CREATE TABLE two (a INTEGER)", "CREATE TABLE three (a); INSERT INTO none VALUES (1)"};
static const char *const orphaning[] = {NULL, NULL, "DELETE FROM line"};

int
main(void)
{
	int from, to;
	struct cm_store *s;

	setup();
	busy_store();
	ok(cm_db_migrate(path, &from, &to, &diag) == CM_OK && from == CM_SCHEMA_VERSION && to == from, "nothing to do");
	ok(cm_sqlite_migrate(path, failing, 3, &from, &to, &diag) != CM_OK && from == 1 && to == 2,
	    "a step that fails: %s", last_code());
	ok(sql_int("PRAGMA user_version") == 2 &&
		sql_int("SELECT count(*) FROM sqlite_schema WHERE name = 'three'") == 0,
	    "the one before it is kept, of it nothing");
	ok(cm_sqlite_migrate(path, steps, 3, &from, &to, &diag) == CM_OK && from == 2 && to == 3, "then the rest");
	ok(sql_int("SELECT a FROM two") == 3 && sql_int("PRAGMA user_version") == 3, "and it is there");
	ok(cm_db_migrate(path, &from, &to, &diag) == CM_NOSTORE, "a store of a newer program is left alone");
	is_str(last_code(), "store.newer", "with the reason");
	busy_store();
	ok(cm_sqlite_migrate(path, orphaning, 2, &from, &to, &diag) == CM_DEFECT &&
		sql_int("SELECT count(*) FROM line") == 3,
	    "a step that would leave orphans is taken back: %s", last_code());
	s = open_store(false);
	ok(cm_store_check(s, &diag) == CM_OK, "the store is whole");
	cm_store_close(s);
	for (int v = 2; v <= CM_SCHEMA_VERSION; v++)
		ok(cm_migration_sql[v] != NULL, "version %d has its step", v);
	return finish();
}
