/* cm-store stats and dump: the whole store as figures, and as text that two stores can be compared by. */
#include "store/admin.h"

#include <stdio.h>
#include <string.h>

#include "base/ident.h"
#include "base/money.h"
#include "store/directory.h"
#include "store/private.h"

#include "base/banned.h"

/* ---- stats ---- */

struct stats {
	enum cm_status (*fn)(void *ctx, const char *name, const struct cm_cell *value);
	void *ctx;
	int64_t lines, balance, arrears, operations, from, until;
};

static enum cm_status
number(struct stats *s, const char *name, int64_t v)
{
	struct cm_cell c = CM_INT(v);

	return s->fn(s->ctx, name, &c);
}

static enum cm_status
text(struct stats *s, const char *name, const char *v)
{
	struct cm_cell c = CM_TEXT(cm_str(v));

	return s->fn(s->ctx, name, &c);
}

static enum cm_status
meta_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct stats *s = ctx;
	char name[32];
	int64_t v;

	(void)n;
	snprintf(name, sizeof(name), "%.*s", (int)(c[0].s.n < 31 ? c[0].s.n : 31), c[0].s.p);
	if (!cm_str_is(c[0].s, "store_id") && cm_int_parse(c[1].s, &v))
		return number(s, name, v);
	return s->fn(s->ctx, name, &c[1]);
}

static enum cm_status
account_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	static const char *const names[] = {"lines_unknown", "lines_active", "lines_suspended_arrears",
	    "lines_suspended_request", "lines_pending_terminate", "lines_terminated"};
	struct stats *s = ctx;

	(void)n;
	s->lines += c[1].i;
	s->balance += c[2].i;
	s->arrears += c[3].i;
	return number(s, names[c[0].i >= 1 && c[0].i <= 5 ? c[0].i : 0], c[1].i);
}

static enum cm_status
directory_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	static const char *const kinds[] = {"names", "numbers", "sims", "packs", "tickets"};
	static const char *const states[] = {"free", "reserved", "in_use", "quarantined", "dead"};
	char name[64];

	(void)n;
	snprintf(name, sizeof(name), "%s_%s", kinds[c[0].i >= 1 && c[0].i <= 4 ? c[0].i : 0],
	    c[1].i >= 0 && c[1].i <= 4 ? states[c[1].i] : "unknown");
	return number(ctx, name, c[2].i);
}

static enum cm_status
operation_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	static const char *const names[] = {
	    "operations_unknown", "operations_done", "operations_refused", "operations_referred", "operations_noted"};
	struct stats *s = ctx;

	(void)n;
	if (s->operations == 0 || c[2].i < s->from)
		s->from = c[2].i;
	if (s->operations == 0 || c[3].i > s->until)
		s->until = c[3].i;
	s->operations += c[1].i;
	return number(s, names[c[0].i >= 1 && c[0].i <= 4 ? c[0].i : 0], c[1].i);
}

static enum cm_status
notice_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	static const char *const names[] = {"notices_waiting", "notices_sent", "notices_answered"};

	(void)n;
	return number(ctx, names[c[0].i >= 0 && c[0].i <= 2 ? c[0].i : 0], c[1].i);
}

static enum cm_status
ticket_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	(void)n;
	return number(ctx, c[0].i ? "tickets_open" : "tickets_ended", c[1].i);
}

static enum cm_status
request_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	(void)n;
	return number(ctx, "requests", c[0].i);
}

static enum cm_status
stats_of_tables(struct stats *s, struct cm_db *db, struct cm_diag *d)
{
	enum cm_status st;

	if ((st = cm_db_rows(db, Q_META_ALL, NULL, 0, meta_row, s, d)) != CM_OK ||
	    (st = cm_db_rows(db, Q_STATS_ACCOUNTS, NULL, 0, account_row, s, d)) != CM_OK ||
	    (st = number(s, "lines", s->lines)) != CM_OK || (st = number(s, "balance_fen", s->balance)) != CM_OK ||
	    (st = number(s, "arrears_fen", s->arrears)) != CM_OK ||
	    (st = cm_db_rows(db, Q_STATS_DIRECTORY, NULL, 0, directory_row, s, d)) != CM_OK ||
	    (st = cm_db_rows(db, Q_STATS_OPERATIONS, NULL, 0, operation_row, s, d)) != CM_OK ||
	    (st = number(s, "operations", s->operations)) != CM_OK)
		return st;
	if (s->operations > 0 &&
	    ((st = number(s, "first_operation", s->from)) != CM_OK ||
		(st = number(s, "last_operation", s->until)) != CM_OK))
		return st;
	st = cm_db_rows(db, Q_STATS_NOTICES, NULL, 0, notice_row, s, d);
	if (st == CM_OK)
		st = cm_db_rows(db, Q_STATS_TICKETS, NULL, 0, ticket_row, s, d);
	return st == CM_OK ? cm_db_rows(db, Q_STATS_REQUESTS, NULL, 0, request_row, s, d) : st;
}

enum cm_status
cm_store_stats(struct cm_store *store, enum cm_status (*fn)(void *ctx, const char *name, const struct cm_cell *value),
    void *ctx, struct cm_diag *d)
{
	struct stats s = {.fn = fn, .ctx = ctx};
	int64_t pages, page_size, wal;
	enum cm_status st = cm_db_begin_read(store->db, d);

	if (st != CM_OK)
		return st;
	pages = cm_db_pages(store->db, &page_size, &wal);
	if ((st = text(&s, "mark", store->rehearsal ? "rehearsal" : "real")) == CM_OK &&
	    (st = number(&s, "schema_version", CM_SCHEMA_VERSION)) == CM_OK &&
	    (st = number(&s, "key_generation", store->key.generation)) == CM_OK &&
	    (st = stats_of_tables(&s, store->db, d)) == CM_OK && (st = number(&s, "page_size", page_size)) == CM_OK &&
	    (st = number(&s, "pages", pages)) == CM_OK)
		st = number(&s, "wal_bytes", wal);
	cm_db_rollback(store->db);
	return st;
}

/* ---- dump ---- */

struct dump {
	enum cm_status (*fn)(void *ctx, struct cm_str line);
	void *ctx;
	bool in_full;
	const char *table, *columns;
	struct cm_buf line;
	struct cm_arena *arena;
};

struct cm_str
cm_query_column(const char **list, bool *masked)
{
	static const struct cm_str mark = {"_masked", sizeof("_masked") - 1};
	size_t n = strcspn(*list, " ");
	struct cm_str name = {*list, n};

	*list += n + ((*list)[n] == ' ');
	*masked = n > mark.n && memcmp(name.p + n - mark.n, mark.p, mark.n) == 0;
	name.n -= *masked ? mark.n : 0;
	return name;
}

static struct cm_str
hidden(struct dump *d, struct cm_str name, struct cm_str value)
{
	if (value.n == 0 || d->in_full)
		return value;
	return cm_str(cm_mask_fact(d->arena, name, value));
}

static enum cm_status
dump_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct dump *d = ctx;
	const char *columns = d->columns;

	cm_buf_clear(&d->line);
	cm_buf_printf(&d->line, "{\"table\":\"%s\"", d->table);
	for (unsigned i = 0; i < n; i++) {
		bool masked;
		struct cm_str name = cm_query_column(&columns, &masked), value = masked ? hidden(d, name, c[i].s) : c[i].s;

		cm_buf_printf(&d->line, ",\"%.*s\":", (int)name.n, name.p);
		if (c[i].is_text)
			cm_buf_putjson(&d->line, value);
		else
			cm_buf_putint(&d->line, c[i].i);
	}
	cm_buf_puts(&d->line, "}\n");
	cm_arena_reset(d->arena);
	return d->fn(d->ctx, cm_buf_str(&d->line));
}

enum cm_status
cm_store_dump(struct cm_store *s, enum cm_status (*fn)(void *ctx, struct cm_str line), void *ctx, struct cm_diag *diag)
{
	static const enum cm_query tables[] = {Q_DUMP_OPERATION, Q_DUMP_REQUEST, Q_DUMP_DIRECTORY, Q_DUMP_LINE,
	    Q_DUMP_ACCOUNT, Q_DUMP_PIN, Q_DUMP_NUMBER, Q_DUMP_PACK, Q_DUMP_SIM, Q_DUMP_SUBSCRIPTION, Q_DUMP_FORMER_PLAN,
	    Q_DUMP_CONTRACT, Q_DUMP_FAMILY, Q_DUMP_FAMILY_MEMBER, Q_DUMP_EVIDENCE, Q_DUMP_PROMISE, Q_DUMP_WAITING,
	    Q_DUMP_OWNER, Q_DUMP_FORMER, Q_DUMP_SNAPSHOT, Q_DUMP_BILL, Q_DUMP_REFUND, Q_DUMP_USAGE, Q_DUMP_MONTH_RUN,
	    Q_DUMP_NOTICE, Q_DUMP_TICKET, Q_DUMP_TICKET_EVENT, Q_DUMP_HISTORY, Q_DUMP_PAYMENT_LOG, Q_DUMP_OFFSET_LOG};
	struct dump d = {.fn = fn, .ctx = ctx, .in_full = s->rehearsal, .arena = cm_arena_new()};
	enum cm_status st = cm_db_begin_read(s->db, diag); /* one snapshot of all tables */

	for (unsigned i = 0; st == CM_OK && i < sizeof(tables) / sizeof(*tables); i++) {
		d.table = cm_query_text[tables[i]].name + sizeof("dump_") - 1;
		d.columns = cm_query_text[tables[i]].columns;
		st = cm_db_rows(s->db, tables[i], NULL, 0, dump_row, &d, diag);
	}
	cm_db_rollback(s->db);
	cm_buf_free(&d.line);
	cm_arena_free(d.arena);
	return st;
}
