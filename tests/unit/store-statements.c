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
	    Q_NOTICE_OF_ORDER, Q_NOTICES_OF_LINE, Q_NOTICES_WAITING, Q_NOTICE_SENT, Q_NOTICE_ANSWERED,
	    Q_DUE_LINES, Q_DUE_NUMBERS, Q_DUE_ORDERS, Q_FORMER_OF, Q_SNAPSHOT_OF, Q_WAITING_OF,
	    Q_TICKET_GET, Q_TICKET_PUT, Q_TICKET_EVENTS_OF, Q_TICKET_LAST_EVENT, Q_TICKET_EVENT_ADD, Q_HISTORY_OF,
	    Q_PAID_OF, Q_OFFSETS_OF};
	/* Whatever the number of tickets that nobody waits for, these read only what they find: from the index alone. */
	static const struct {
		enum cm_query query;
		const char *index;
	} found[] = {{Q_TICKETS_DUE, "ticket_due"}, {Q_TICKETS_DUE_COUNT, "ticket_due"}, {Q_TICKETS_TO_REMIND, "ticket_remind"},
	    {Q_TICKETS_OF, "ticket_line"}, {Q_TICKETS_OF_PROBLEM, "ticket_problem"}, {Q_TICKETS_OF_CAUSE, "ticket_cause"},
	    {Q_TICKET_FIRST_OF_CAUSE, "ticket_cause"}};
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
	plan_of(Q_DUE_ORDERS, plan, sizeof(plan));
	ok(strstr(plan, "waiting_due") != NULL, "orders that are due come from the partial index");
	for (unsigned i = 0; i < sizeof(found) / sizeof(*found); i++) {
		char want[80];

		snprintf(want, sizeof(want), "SEARCH ticket USING COVERING INDEX %s (", found[i].index);
		plan_of(found[i].query, plan, sizeof(plan));
		ok(strncmp(plan, want, strlen(want)) == 0 && !strstr(plan, "TEMP B-TREE"), "%s: %s", cm_query_text[found[i].query].name, plan);
	}
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
