/* The statements of lib/store/sql against a fresh schema: counted, portable, and answered by an index. */
#include "queries.h"
#include "store.h"

static sqlite3 *db;

static bool
parameters_in_order(sqlite3_stmt *s, const struct cm_query_text *q)
{
	char want[16];

	if (sqlite3_bind_parameter_count(s) != (int)q->params)
		return false;
	for (int i = 1; i <= (int)q->params; i++) {
		snprintf(want, sizeof(want), "$%d", i);
		if (strcmp(sqlite3_bind_parameter_name(s, i), want) != 0)
			return false;
	}
	return true;
}

/* What another engine would not understand, or would do differently (DESIGN 5). */
static bool
portable(const char *text)
{
	static const char *const banned[] = {" LIKE ", "GLOB", " oid", "random(", "'now'", "datetime(", "strftime",
	    "json", "REPLACE", "AUTOINCREMENT", "FOR UPDATE", "IFNULL", "PRAGMA", " IS $", "*", "DEFAULT", "TRIGGER",
	    "CREATE VIEW", "REAL", "BLOB"};

	for (unsigned i = 0; i < sizeof(banned) / sizeof(*banned); i++) {
		const char *p = strcasestr(text, banned[i]);

		if (p && strncasecmp(p - 6, "count(*)", 8) != 0) {
			printf("# %s\n", banned[i]);
			return false;
		}
	}
	return true;
}

static void
statements(void)
{
	for (unsigned q = 0; q < Q_COUNT; q++) {
		const struct cm_query_text *t = &cm_query_text[q];
		sqlite3_stmt *s;
		int rc = sqlite3_prepare_v2(db, t->sql, -1, &s, NULL);

		ok(rc == SQLITE_OK && parameters_in_order(s, t) && sqlite3_column_count(s) == (int)strlen(t->yields) &&
			portable(t->sql),
		    "%s (%s)", t->name, rc == SQLITE_OK ? "prepared" : sqlite3_errmsg(db));
		sqlite3_finalize(s);
	}
	ok(portable(cm_schema_sql), "the schema says nothing that another engine lacks");
}

/* The plan of a statement in one line. */
static void
plan_of(enum cm_query q, char *out, size_t n)
{
	char text[2048];
	sqlite3_stmt *s;

	*out = 0;
	snprintf(text, sizeof(text), "EXPLAIN QUERY PLAN %s", cm_query_text[q].sql);
	if (sqlite3_prepare_v2(db, text, -1, &s, NULL) != SQLITE_OK)
		return;
	while (sqlite3_step(s) == SQLITE_ROW) {
		size_t have = strlen(out);

		snprintf(out + have, n - have, "%s; ", (const char *)sqlite3_column_text(s, 3));
	}
	sqlite3_finalize(s);
}

static void
plans(void)
{
	static const enum cm_query looked_up[] = {Q_ACCOUNT_OF_NUMBER, Q_ACCOUNT_GET, Q_ACCOUNT_POST, Q_OPERATION_GET,
	    Q_OPERATION_STEP, Q_OPERATION_OF_PART, Q_REQUEST_GET, Q_DIRECTORY_GET, Q_DIRECTORY_MOVE, Q_NUMBER_GET,
	    Q_NUMBER_OFFER, Q_PACK_GET, Q_SIM_GET, Q_LINE_GET, Q_LINE_PUT, Q_PIN_GET, Q_SUBSCRIPTIONS_OF,
	    Q_CONTRACTS_OF, Q_EVIDENCE_OF, Q_PROMISES_OF, Q_HEAD_GET, Q_HEAD_PUT,
	    Q_NOTICE_OF_ORDER, Q_NOTICES_OF_LINE, Q_NOTICES_WAITING, Q_NOTICE_SENT, Q_NOTICE_ANSWERED};
	char plan[512];

	for (unsigned i = 0; i < sizeof(looked_up) / sizeof(*looked_up); i++) {
		plan_of(looked_up[i], plan, sizeof(plan));
		ok(strstr(plan, "SEARCH") && !strstr(plan, "SCAN") && !strstr(plan, "TEMP B-TREE"), "%s looks up: %s",
		    cm_query_text[looked_up[i]].name, plan);
	}
	plan_of(Q_NUMBER_OFFER, plan, sizeof(plan));
	ok(strstr(plan, "directory_offer") != NULL, "free numbers come from the partial index");
	plan_of(Q_NOTICES_WAITING, plan, sizeof(plan));
	ok(strstr(plan, "notice_waiting") != NULL, "and notices that wait from theirs");
}

int
main(void)
{
	sqlite3_open(":memory:", &db);
	ok(sqlite3_exec(db, cm_schema_sql, NULL, NULL, NULL) == SQLITE_OK, "the schema holds: %s", sqlite3_errmsg(db));
	statements();
	plans();
	sqlite3_close(db);
	return tap_done();
}
