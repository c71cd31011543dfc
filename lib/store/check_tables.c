/* Part of cm-store check: names, stock, requests and what hangs on the journal's rows, each table against the other. */
#include <inttypes.h>

#include "base/date.h"
#include "base/text.h"
#include "store/check.h"
#include "store/directory.h"

#include "base/banned.h"

/* ---- names ---- */

#define NAME(s) (int)cm_text_fit(s, 100).n, (s).p

static void
check_kpart(struct cm_check *c, const char *table, int64_t kpart, struct cm_str name)
{
	if (kpart != cm_part_of_name(name))
		cm_check_finding(c, "store.kpart", "%s %.*s lies in part %" PRId64 ", it belongs to %d", table, NAME(name),
		    kpart, cm_part_of_name(name));
}

static enum cm_status
directory_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct cm_check *c = ctx;
	struct cm_str name = r[2].s, of_line = r[1].i == CM_NAME_MSISDN ? r[7].s : r[8].s;
	int64_t kind = r[1].i, state = r[3].i, status = r[9].i;

	(void)n;
	check_kpart(c, "directory", r[0].i, name);
	if (state < CM_NAME_FREE || state > CM_NAME_DEAD || kind < CM_NAME_MSISDN || kind > CM_NAME_TICKET)
		cm_check_finding(c, "store.range", "directory %.*s has a value out of its range", NAME(name));
	if (kind > CM_NAME_ICCID)
		return CM_OK;
	if (state == CM_NAME_IN_USE && (status == 0 || !cm_str_eq(name, of_line)))
		cm_check_finding(c, "store.directory",
		    "%.*s is in use by part %" PRId64 " line %" PRId64 ", which does not have it", NAME(name), r[4].i,
		    r[5].i);
	if (state == CM_NAME_IN_USE && kind == CM_NAME_MSISDN && status == TERMINATED)
		cm_check_finding(c, "store.directory", "%.*s is in use by a terminated line", NAME(name));
	if ((state == CM_NAME_FREE || state == CM_NAME_RESERVED) && r[5].i != 0)
		cm_check_finding(c, "store.directory", "%.*s is for sale and has a line", NAME(name));
	return CM_OK;
}

static void
check_name_of_line(struct cm_check *c, const struct cm_cell *r, enum cm_kind_of_name kind, struct cm_str name)
{
	struct cm_name found;
	enum cm_status st = cm_directory_get(c->store, kind, name, &found, c->diag);

	if (st != CM_OK || found.state != CM_NAME_IN_USE || found.part != r[0].i || found.line != r[1].i)
		cm_check_finding(c, "store.line-name",
		    "part %" PRId64 " line %" PRId64 " has %s %.*s, the directory says otherwise", r[0].i, r[1].i,
		    kind == CM_NAME_MSISDN ? "number" : "SIM", NAME(name));
}

static enum cm_status
line_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct cm_check *c = ctx;

	(void)n;
	if (r[0].i != cm_part_of(r[1].i))
		cm_check_finding(c, "store.part", "line %" PRId64 " lies in part %" PRId64 ", it belongs to %d", r[1].i, r[0].i,
		    cm_part_of(r[1].i));
	if (r[4].i == 0)
		cm_check_finding(c, "store.account", "part %" PRId64 " line %" PRId64 " has no account", r[0].i, r[1].i);
	if (r[4].i == 0 || r[4].i == TERMINATED)
		return CM_OK;
	check_name_of_line(c, r, CM_NAME_MSISDN, r[2].s);
	if (r[3].s.n > 0)
		check_name_of_line(c, r, CM_NAME_ICCID, r[3].s);
	return CM_OK;
}

static enum cm_status
number_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct cm_check *c = ctx;
	struct cm_arena *a;
	struct cm_cell msisdn;

	(void)n;
	check_kpart(c, "number", r[0].i, r[1].s);
	if (r[3].i < 0)
		cm_check_finding(c, "store.stock", "number %.*s is not in the directory", NAME(r[1].s));
	if (r[2].s.n == 0)
		return CM_OK;
	a = cm_arena_new();
	if (cm_db_row(c->db, Q_PACK_GET, (struct cm_cell[]){CM_INT(cm_part_of_name(r[2].s)), CM_TEXT(r[2].s)}, 2,
		&msisdn, 1, a, c->diag) != CM_OK ||
	    !cm_str_eq(msisdn.s, r[1].s))
		cm_check_finding(
		    c, "store.stock", "number %.*s is in pack %.*s, which says otherwise", NAME(r[1].s), NAME(r[2].s));
	cm_arena_free(a);
	return CM_OK;
}

static enum cm_status
pack_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct cm_check *c = ctx;
	struct cm_arena *a = cm_arena_new();
	struct cm_cell number[8];

	(void)n;
	check_kpart(c, "pack", r[0].i, r[1].s);
	if (cm_db_row(c->db, Q_NUMBER_GET, (struct cm_cell[]){CM_INT(cm_part_of_name(r[2].s)), CM_TEXT(r[2].s)}, 2,
		number, 8, a, c->diag) != CM_OK ||
	    !cm_str_eq(number[4].s, r[1].s))
		cm_check_finding(c, "store.stock", "pack %.*s stands for number %.*s, which says otherwise", NAME(r[1].s),
		    NAME(r[2].s));
	cm_arena_free(a);
	return CM_OK;
}

static enum cm_status
sim_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct cm_check *c = ctx;

	(void)n;
	check_kpart(c, "sim", r[0].i, r[1].s);
	if (r[2].i < 0)
		cm_check_finding(c, "store.stock", "SIM %.*s is not in the directory", NAME(r[1].s));
	return CM_OK;
}

/* ---- requests and promises ---- */

static enum cm_status
request_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct cm_check *c = ctx;
	char print[9];

	(void)n;
	cm_request_print(c->store, r[1].s, r[2].s, print);
	if (r[0].i != cm_part_of_key(r[2].s))
		cm_check_finding(c, "store.kpart", "request %.*s lies in part %" PRId64 ", it belongs to %d", NAME(r[2].s),
		    r[0].i, cm_part_of_key(r[2].s));
	if (r[5].i != CM_R_DONE || !cm_str_eq(r[6].s, r[1].s) || !cm_str_is(r[7].s, print))
		cm_check_finding(c, "store.request",
		    "request %.*s was done by part %" PRId64 " operation %" PRId64 ", which says otherwise",
		    NAME(r[2].s), r[3].i, r[4].i);
	return CM_OK;
}

static enum cm_status
claim_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	cm_check_finding(ctx, "store.request", "part %" PRId64 " operation %" PRId64 " did a request whose key is gone", r[0].i, r[1].i);
	return CM_OK;
}

static enum cm_status
promise_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	cm_check_finding(ctx, "store.promise",
	    "part %" PRId64 " line %" PRId64 ": operation %" PRId64 " did not promise it anything", r[0].i, r[1].i,
	    r[2].i);
	return CM_OK;
}

/* What an operation wrote down is not the money that it moved. */
static enum cm_status
money_row(struct cm_check *c, const char *id, const char *what, const struct cm_cell *r)
{
	cm_check_finding(c, id, "part %" PRId64 " operation %" PRId64 ": its %s is not the money that it moved: %" PRId64 " fen more",
	    r[0].i, r[1].i, what, r[2].i);
	return CM_OK;
}

static enum cm_status
refund_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	return money_row(ctx, "store.refund", "refund", r);
}

static enum cm_status
refunded_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	cm_check_finding(ctx, "store.refund",
	    "part %" PRId64 " line %" PRId64 ": more of %.*s of %" PRId64 " was paid back than was charged", r[0].i, r[1].i,
	    NAME(r[3].s), r[2].i);
	return CM_OK;
}

static enum cm_status
waiting_refund_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct cm_check *c = ctx;
	struct cm_buf b = {0};

	(void)n;
	cm_buf_puts(&b, "\"waiting_value\":");
	cm_buf_putjson(&b, r[3].s);
	if (!memmem(r[4].s.p, r[4].s.n, b.p, b.n))
		cm_check_finding(c, "store.refund",
		    "part %" PRId64 " line %" PRId64 ": what waits of order %" PRId64 " is not what was ordered", r[0].i, r[1].i, r[2].i);
	cm_buf_free(&b);
	return CM_OK;
}

static enum cm_status
refunded_month_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	cm_check_finding(ctx, "store.refund",
	    "part %" PRId64 " line %" PRId64 ": more of %" PRId64 " was paid back than the month came to", r[0].i, r[1].i,
	    r[2].i);
	return CM_OK;
}

static enum cm_status
bill_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	return money_row(ctx, "store.bill", "bill", r);
}

/* Months are closed one after the other, and not before they are over: a year's leeway, since a store may rest. */
static enum cm_status
month_run_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct cm_check *c = ctx;
	int64_t month = r[1].i / 100 * 12 + r[1].i % 100;
	int y, m, d;

	(void)n;
	cm_day_split(cm_time_day(r[5].i), &y, &m, &d);
	if (r[4].i)
		cm_check_finding(c, "store.month", "part %" PRId64 ": the run of %" PRId64 " has come to line %" PRId64 ", which is not there",
		    r[0].i, r[1].i, r[3].i);
	if (month > y * 12 + m + 12)
		cm_check_finding(c, "store.month", "part %" PRId64 ": the run of %" PRId64 " was begun before its time", r[0].i, r[1].i);
	if (r[6].i)
		cm_check_finding(c, "store.month", "part %" PRId64 ": %" PRId64 " was closed, and not the month before it", r[0].i, r[1].i);
	return CM_OK;
}

static enum cm_status
prepaid_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	cm_check_finding(ctx, "store.promise",
	    "part %" PRId64 " operation %" PRId64 ": %" PRId64 " fen were prepaid, and %" PRId64 " promised for them", r[0].i,
	    r[1].i, r[2].i, r[3].i);
	return CM_OK;
}

static enum cm_status
caused_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	cm_check_finding(ctx, "store.caused", "part %" PRId64 " line %" PRId64 ": a %.*s names operation %" PRId64 ", which is not the line's",
	    r[1].i, r[2].i, NAME(r[0].s), r[3].i);
	return CM_OK;
}

static enum cm_status
notice_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	char order[20];

	(void)n;
	cm_id_make(order, (int)r[0].i, r[1].i);
	cm_check_finding(ctx, "store.notice", "the notice %s-%.*s contradicts itself or its order", order, NAME(r[2].s));
	return CM_OK;
}

static enum cm_status
family_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	static const char *const wrong[] = {"?", "has an order that is not its main line's", "is unknown to its main line",
	    "contradicts itself", "is not the only one that is open", "is open in a group that is not",
	    "waits for an answer, and no order does"};

	(void)n;
	cm_check_finding(ctx, "store.family", "part %" PRId64 " line %" PRId64 ": a family row %s", r[0].i, r[1].i,
	    wrong[r[2].i >= 1 && r[2].i <= 6 ? r[2].i : 0]);
	return CM_OK;
}

static enum cm_status
family_member_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	cm_check_finding(ctx, "store.family",
	    "part %" PRId64 " line %" PRId64 " counts part %" PRId64 " line %" PRId64 " among its family, which says otherwise",
	    r[0].i, r[1].i, r[2].i, r[3].i);
	return CM_OK;
}

static enum cm_status
former_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	check_kpart(ctx, "former", r[0].i, r[1].s);
	return CM_OK;
}

enum cm_status
cm_check_tables(struct cm_check *c)
{
	static const struct {
		enum cm_query query;
		enum cm_status (*row)(void *, const struct cm_cell *, unsigned);
	} tables[] = {{Q_CHECK_LINES, line_row}, {Q_CHECK_DIRECTORY, directory_row}, {Q_CHECK_NUMBERS, number_row},
	    {Q_CHECK_PACKS, pack_row}, {Q_CHECK_SIMS, sim_row}, {Q_CHECK_REQUESTS, request_row}, {Q_CHECK_CLAIMS, claim_row},
	    {Q_CHECK_PROMISES, promise_row}, {Q_CHECK_PREPAID, prepaid_row}, {Q_CHECK_MONTH_RUNS, month_run_row},
	    {Q_CHECK_BILLS, bill_row},
	    {Q_CHECK_REFUNDS, refund_row}, {Q_CHECK_REFUNDED, refunded_row}, {Q_CHECK_REFUNDED_MONTHS, refunded_month_row},
	    {Q_CHECK_WAITING_REFUNDS, waiting_refund_row},
	    {Q_CHECK_CAUSED, caused_row}, {Q_CHECK_NOTICES, notice_row},
	    {Q_CHECK_FAMILIES, family_row}, {Q_CHECK_FAMILY_MEMBERS, family_member_row}, {Q_CHECK_FORMER, former_row}};
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < sizeof(tables) / sizeof(*tables); i++)
		st = cm_db_rows(c->db, tables[i].query, NULL, 0, tables[i].row, c, c->diag);
	return st;
}
