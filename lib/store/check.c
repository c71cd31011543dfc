/*
 * cm-store check. One pass over the journal, part by part, with the part's accounts beside it (they fit into memory:
 * 64 parts), then the tables that are looked up by name, each compared with what it must agree with.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "store/admin.h"
#include "store/audit.h"
#include "store/directory.h"
#include "store/private.h"

#include "base/banned.h"

#define ACTIVE	   1 /* status of a line, as the schema lists them */
#define TERMINATED 5
#define KINDS_MAX  32 /* of findings */

struct check {
	struct cm_store *store;
	struct cm_db *db;
	struct cm_arena *arena;
	struct cm_diag *diag;
	struct {
		const char *code, *first;
		uint64_t n;
	} kinds[KINDS_MAX];
	unsigned nkinds;
	int64_t clearing; /* what the parts say they sent less what they say they got */
	int64_t max_commit;
};

/* The first row of each kind is named, the others are counted: a store with one fault must not print a million. */
__attribute__((format(printf, 3, 4))) static void
finding(struct check *c, const char *code, const char *fmt, ...)
{
	va_list ap;
	unsigned i;

	for (i = 0; i < c->nkinds && strcmp(c->kinds[i].code, code) != 0; i++)
		;
	if (i == c->nkinds) {
		if (i == KINDS_MAX)
			return;
		va_start(ap, fmt);
		c->kinds[i].first = cm_arena_vprintf(c->arena, fmt, ap);
		va_end(ap);
		c->kinds[i].code = code;
		c->nkinds++;
	}
	c->kinds[i].n++;
}

static void
report(struct check *c)
{
	for (unsigned i = 0; i < c->nkinds; i++)
		if (c->kinds[i].n > 1)
			cm_fail(c->diag, CM_BAD, c->kinds[i].code, "%s (and %" PRIu64 " more of this kind)",
			    c->kinds[i].first, c->kinds[i].n - 1);
		else
			cm_fail(c->diag, CM_BAD, c->kinds[i].code, "%s", c->kinds[i].first);
}

/* ---- the journal against the accounts ---- */

struct account {
	int64_t line, balance, last_seq;
	int64_t sum, seen_seq; /* what the journal says */
};

struct part {
	struct check *check;
	int part;
	struct account *accounts; /* by line */
	size_t n, cap;
	int64_t seq, at; /* of the last row */
};

static enum cm_status
account_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct part *p = ctx;

	(void)n;
	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 256;
		p->accounts = cm_realloc(p->accounts, p->cap * sizeof(*p->accounts));
	}
	p->accounts[p->n++] = (struct account){.line = c[0].i, .balance = c[1].i, .last_seq = c[3].i};
	if (cm_part_of(c[0].i) != p->part)
		finding(p->check, "store.part", "line %" PRId64 " lies in part %d, it belongs to %d", c[0].i, p->part,
		    cm_part_of(c[0].i));
	if (c[2].i < ACTIVE || c[2].i > TERMINATED)
		finding(p->check, "store.status", "part %d line %" PRId64 ": its status is %" PRId64, p->part, c[0].i,
		    c[2].i);
	if (c[1].i >= 0 && c[4].i != CM_DAY_NONE)
		finding(p->check, "store.arrears", "part %d line %" PRId64 " is in arrears since a day and owes nothing",
		    p->part, c[0].i);
	return CM_OK;
}

static int
by_line(const void *key, const void *element)
{
	int64_t line = *(const int64_t *)key;
	const struct account *a = element;

	return line < a->line ? -1 : line > a->line;
}

/* A reversal or refund names a row of the same line. */
static void
check_cause(struct part *p, const struct cm_operation *op)
{
	struct cm_cell c[3];

	if (op->cause == 0)
		return;
	if (cm_db_row(p->check->db, Q_OPERATION_STEP, (struct cm_cell[]){CM_INT(p->part), CM_INT(op->cause)}, 2, c, 3,
		NULL, p->check->diag) != CM_OK ||
	    c[2].i != op->line)
		finding(p->check, "store.cause",
		    "part %d operation %" PRId64 ": its cause is not an operation of its line", p->part, op->seq);
}

static void
check_ledger(struct part *p, const struct cm_operation *op, struct account *a)
{
	struct check *c = p->check;
	bool of_line = op->debit == CM_L_LINE || op->credit == CM_L_LINE;
	bool still = op->debit == CM_L_NONE && op->credit == CM_L_NONE && op->amount == 0;
	bool moves = op->debit != CM_L_NONE && op->credit != CM_L_NONE && op->debit != op->credit && op->amount > 0;
	int64_t delta = op->credit == CM_L_LINE ? op->amount : op->debit == CM_L_LINE ? -op->amount : 0;

	if (!still && !moves)
		finding(
		    c, "store.ledger", "part %d operation %" PRId64 " is half a movement of money", p->part, op->seq);
	if (moves && op->result != CM_R_DONE)
		finding(
		    c, "store.ledger", "part %d operation %" PRId64 " was not done and moves money", p->part, op->seq);
	if (of_line && !a)
		finding(
		    c, "store.ledger", "part %d operation %" PRId64 " moves the money of no line", p->part, op->seq);
	if (a && !cm_money_add(a->sum, delta, &a->sum))
		finding(c, "store.ledger", "part %d line %" PRId64 ": its movements overflow", p->part, op->line);
	if (op->credit == CM_L_CLEARING)
		c->clearing = (int64_t)((uint64_t)c->clearing + (uint64_t)op->amount);
	if (op->debit == CM_L_CLEARING)
		c->clearing = (int64_t)((uint64_t)c->clearing - (uint64_t)op->amount);
}

static enum cm_status
journal_row(void *ctx, const struct cm_cell *cells, unsigned n)
{
	struct part *p = ctx;
	struct check *c = p->check;
	struct cm_operation op;
	struct account *a = NULL;

	(void)n;
	if (cells[1].i != p->seq + 1)
		finding(c, "store.gap", "part %d: operation %" PRId64 " follows %" PRId64, p->part, cells[1].i, p->seq);
	p->seq = cells[1].i;
	if (cm_operation_of_row(cells, &op, NULL, c->diag) != CM_OK) {
		finding(
		    c, "store.range", "part %d operation %" PRId64 " has a value out of its range", p->part, p->seq);
		return CM_OK;
	}
	if (op.at < p->at)
		finding(c, "store.time", "part %d operation %" PRId64 " is earlier than the one before it", p->part,
		    op.seq);
	p->at = op.at;
	if (op.commit_no > c->max_commit)
		c->max_commit = op.commit_no;
	if (op.line) {
		if (p->n > 0)
			a = bsearch(&op.line, p->accounts, p->n, sizeof(*p->accounts), by_line);
		if (!a)
			finding(c, "store.orphan", "part %d operation %" PRId64 ": there is no account of its line",
			    p->part, op.seq);
		else if (op.prev != a->seen_seq)
			finding(c, "store.prev",
			    "part %d operation %" PRId64 " names %" PRId64 " before it, its line's is %" PRId64,
			    p->part, op.seq, op.prev, a->seen_seq);
		if (a)
			a->seen_seq = op.seq;
	}
	check_ledger(p, &op, a);
	check_cause(p, &op);
	return CM_OK;
}

static void
compare_accounts(struct part *p)
{
	char is[24], says[24];

	for (size_t i = 0; i < p->n; i++) {
		const struct account *a = &p->accounts[i];

		if (a->balance != a->sum) {
			cm_money_format(a->balance, is);
			cm_money_format(a->sum, says);
			finding(p->check, "store.balance",
			    "part %d line %" PRId64 ": its balance is %s, its operations make %s", p->part, a->line, is,
			    says);
		}
		if (a->last_seq != a->seen_seq)
			finding(p->check, "store.last-operation",
			    "part %d line %" PRId64 ": its last operation is %" PRId64 ", the account says %" PRId64,
			    p->part, a->line, a->seen_seq, a->last_seq);
	}
}

static enum cm_status
check_part(struct check *c, int number)
{
	struct part p = {.check = c, .part = number};
	struct cm_head *head;
	enum cm_status st =
	    cm_db_rows(c->db, Q_CHECK_ACCOUNTS, (struct cm_cell[]){CM_INT(number)}, 1, account_row, &p, c->diag);

	if (st == CM_OK)
		st = cm_db_rows(c->db, Q_OPERATION_OF_PART, (struct cm_cell[]){CM_INT(number), CM_INT(INT64_MIN)}, 2,
		    journal_row, &p, c->diag);
	if (st == CM_OK)
		compare_accounts(&p);
	free(p.accounts);
	if (st == CM_OK && (st = cm_head_of(c->store, number, &head, c->diag)) == CM_OK &&
	    (head->seq != p.seq || head->at != p.at))
		finding(c, "store.head", "part %d: its head is at %" PRId64 ", its last operation is %" PRId64, number,
		    head->seq, p.seq);
	return st;
}

/* ---- names ---- */

static void
check_kpart(struct check *c, const char *table, int64_t kpart, struct cm_str name)
{
	if (kpart != cm_part_of_name(name))
		finding(c, "store.kpart", "%s %.*s lies in part %" PRId64 ", it belongs to %d", table,
		    (int)(name.n < 100 ? name.n : 100), name.p, kpart, cm_part_of_name(name));
}

#define NAME(s) (int)((s).n < 100 ? (s).n : 100), (s).p

static enum cm_status
directory_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct check *c = ctx;
	struct cm_str name = r[2].s, of_line = r[1].i == CM_NAME_MSISDN ? r[7].s : r[8].s;
	int64_t kind = r[1].i, state = r[3].i, status = r[9].i;

	(void)n;
	check_kpart(c, "directory", r[0].i, name);
	if (state < CM_NAME_FREE || state > CM_NAME_DEAD || kind < CM_NAME_MSISDN || kind > CM_NAME_TICKET)
		finding(c, "store.range", "directory %.*s has a value out of its range", NAME(name));
	if (kind > CM_NAME_ICCID)
		return CM_OK;
	if (state == CM_NAME_IN_USE && (status == 0 || !cm_str_eq(name, of_line)))
		finding(c, "store.directory",
		    "%.*s is in use by part %" PRId64 " line %" PRId64 ", which does not have it", NAME(name), r[4].i,
		    r[5].i);
	if (state == CM_NAME_IN_USE && kind == CM_NAME_MSISDN && status == TERMINATED)
		finding(c, "store.directory", "%.*s is in use by a terminated line", NAME(name));
	if ((state == CM_NAME_FREE || state == CM_NAME_RESERVED) && r[5].i != 0)
		finding(c, "store.directory", "%.*s is for sale and has a line", NAME(name));
	return CM_OK;
}

static void
check_name_of_line(struct check *c, const struct cm_cell *r, enum cm_kind_of_name kind, struct cm_str name)
{
	struct cm_name found;
	enum cm_status st = cm_directory_get(c->store, kind, name, &found, c->diag);

	if (st != CM_OK || found.state != CM_NAME_IN_USE || found.part != r[0].i || found.line != r[1].i)
		finding(c, "store.line-name",
		    "part %" PRId64 " line %" PRId64 " has %s %.*s, the directory says otherwise", r[0].i, r[1].i,
		    kind == CM_NAME_MSISDN ? "number" : "SIM", NAME(name));
}

static enum cm_status
line_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct check *c = ctx;

	(void)n;
	if (r[0].i != cm_part_of(r[1].i))
		finding(c, "store.part", "line %" PRId64 " lies in part %" PRId64 ", it belongs to %d", r[1].i, r[0].i,
		    cm_part_of(r[1].i));
	if (r[4].i == 0)
		finding(c, "store.account", "part %" PRId64 " line %" PRId64 " has no account", r[0].i, r[1].i);
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
	struct check *c = ctx;
	struct cm_arena *a;
	struct cm_cell msisdn;

	(void)n;
	check_kpart(c, "number", r[0].i, r[1].s);
	if (r[3].i < 0)
		finding(c, "store.stock", "number %.*s is not in the directory", NAME(r[1].s));
	if (r[2].s.n == 0)
		return CM_OK;
	a = cm_arena_new();
	if (cm_db_row(c->db, Q_PACK_GET, (struct cm_cell[]){CM_INT(cm_part_of_name(r[2].s)), CM_TEXT(r[2].s)}, 2,
		&msisdn, 1, a, c->diag) != CM_OK ||
	    !cm_str_eq(msisdn.s, r[1].s))
		finding(
		    c, "store.stock", "number %.*s is in pack %.*s, which says otherwise", NAME(r[1].s), NAME(r[2].s));
	cm_arena_free(a);
	return CM_OK;
}

static enum cm_status
pack_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct check *c = ctx;
	struct cm_arena *a = cm_arena_new();
	struct cm_cell number[8];

	(void)n;
	check_kpart(c, "pack", r[0].i, r[1].s);
	if (cm_db_row(c->db, Q_NUMBER_GET, (struct cm_cell[]){CM_INT(cm_part_of_name(r[2].s)), CM_TEXT(r[2].s)}, 2,
		number, 8, a, c->diag) != CM_OK ||
	    !cm_str_eq(number[4].s, r[1].s))
		finding(c, "store.stock", "pack %.*s stands for number %.*s, which says otherwise", NAME(r[1].s),
		    NAME(r[2].s));
	cm_arena_free(a);
	return CM_OK;
}

static enum cm_status
sim_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct check *c = ctx;

	(void)n;
	check_kpart(c, "sim", r[0].i, r[1].s);
	if (r[2].i < 0)
		finding(c, "store.stock", "SIM %.*s is not in the directory", NAME(r[1].s));
	return CM_OK;
}

/* ---- requests and promises ---- */

static enum cm_status
request_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct check *c = ctx;
	char print[9];

	(void)n;
	cm_request_print(c->store, r[1].s, r[2].s, print);
	if (r[0].i != cm_part_of_key(r[2].s))
		finding(c, "store.kpart", "request %.*s lies in part %" PRId64 ", it belongs to %d", NAME(r[2].s),
		    r[0].i, cm_part_of_key(r[2].s));
	if (r[5].i != CM_R_DONE || !cm_str_eq(r[6].s, r[1].s) || !cm_str_is(r[7].s, print))
		finding(c, "store.request",
		    "request %.*s was done by part %" PRId64 " operation %" PRId64 ", which says otherwise",
		    NAME(r[2].s), r[3].i, r[4].i);
	return CM_OK;
}

static enum cm_status
claim_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	finding(ctx, "store.request", "part %" PRId64 " operation %" PRId64 " did a request whose key is gone", r[0].i, r[1].i);
	return CM_OK;
}

static enum cm_status
promise_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	finding(ctx, "store.promise",
	    "part %" PRId64 " line %" PRId64 ": operation %" PRId64 " did not promise it anything", r[0].i, r[1].i,
	    r[2].i);
	return CM_OK;
}

static enum cm_status
caused_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	finding(ctx, "store.caused", "part %" PRId64 " line %" PRId64 ": a %.*s names operation %" PRId64 ", which is not the line's",
	    r[1].i, r[2].i, NAME(r[0].s), r[3].i);
	return CM_OK;
}

static enum cm_status
notice_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	char order[20];

	(void)n;
	cm_id_make(order, (int)r[0].i, r[1].i);
	finding(ctx, "store.notice", "the notice %s-%.*s contradicts itself or its order", order, NAME(r[2].s));
	return CM_OK;
}

static enum cm_status
former_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	check_kpart(ctx, "former", r[0].i, r[1].s);
	return CM_OK;
}

static enum cm_status
check_tables(struct check *c)
{
	static const struct {
		enum cm_query query;
		enum cm_status (*row)(void *, const struct cm_cell *, unsigned);
	} tables[] = {{Q_CHECK_LINES, line_row}, {Q_CHECK_DIRECTORY, directory_row}, {Q_CHECK_NUMBERS, number_row},
	    {Q_CHECK_PACKS, pack_row}, {Q_CHECK_SIMS, sim_row}, {Q_CHECK_REQUESTS, request_row}, {Q_CHECK_CLAIMS, claim_row},
	    {Q_CHECK_PROMISES, promise_row}, {Q_CHECK_CAUSED, caused_row}, {Q_CHECK_NOTICES, notice_row},
	    {Q_CHECK_FORMER, former_row}};
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < sizeof(tables) / sizeof(*tables); i++)
		st = cm_db_rows(c->db, tables[i].query, NULL, 0, tables[i].row, c, c->diag);
	return st;
}

static enum cm_status
check_all(struct check *c)
{
	enum cm_status st = CM_OK;

	for (int part = 0; st == CM_OK && part < CM_PARTS; part++)
		st = check_part(c, part);
	if (st == CM_OK && c->clearing != 0)
		finding(c, "store.clearing",
		    "what left one part by clearing did not come into another: %" PRId64 " fen", c->clearing);
	if (st == CM_OK && (st = cm_store_read_commit_no(c->store, c->diag)) == CM_OK &&
	    c->max_commit > c->store->commit_no)
		finding(c, "store.commit", "the store counts %" PRId64 " commits, an operation %" PRId64,
		    c->store->commit_no, c->max_commit);
	return st == CM_OK ? check_tables(c) : st;
}

enum cm_status
cm_store_check(struct cm_store *s, struct cm_diag *d)
{
	struct check c = {.store = s, .db = s->db, .diag = d};
	enum cm_status file, chain, st;
	int64_t rows;

	if (cm_db_in_transaction(s->db))
		return cm_fail(d, CM_DEFECT, "store.defect", "a store is checked inside a batch");
	cm_db_bulk(s->db); /* names lie in the order of their hash: every look-up is a page elsewhere */
	/* What cannot be read is told, and is a finding: CM_NOSTORE ends a part of the check, not the check. */
	file = cm_db_integrity(s->db, d);
	if (file != CM_OK && file != CM_NOSTORE)
		return file;
	chain = cm_chain_verify(s, &rows, d);
	if (chain != CM_OK && chain != CM_BAD && chain != CM_NOSTORE)
		return chain;
	if ((st = cm_db_begin_read(s->db, d)) != CM_OK)
		return st;
	c.arena = cm_arena_new();
	cm_heads_forget(s);
	st = check_all(&c);
	cm_db_rollback(s->db);
	cm_heads_forget(s);
	report(&c);
	cm_arena_free(c.arena);
	if (st != CM_OK && st != CM_NOSTORE)
		return st;
	return st != CM_OK || file != CM_OK || chain != CM_OK || c.nkinds ? CM_BAD : CM_OK;
}
