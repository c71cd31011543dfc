/*
 * cm-store check. One pass over the journal, part by part, with the part's accounts beside it (they fit into memory:
 * 64 parts), then the tables beside it (check_tables.c).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "store/admin.h"
#include "store/audit.h"
#include "store/check.h"

#include "base/banned.h"

void
cm_check_finding(struct cm_check *c, const char *code, const char *fmt, ...)
{
	va_list ap;
	unsigned i;

	for (i = 0; i < c->nkinds && strcmp(c->kinds[i].code, code) != 0; i++)
		;
	if (i == c->nkinds) {
		if (i == CM_CHECK_KINDS)
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
report(struct cm_check *c)
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
	struct cm_check *check;
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
		cm_check_finding(p->check, "store.part", "line %" PRId64 " lies in part %d, it belongs to %d", c[0].i, p->part,
		    cm_part_of(c[0].i));
	if (c[2].i < ACTIVE || c[2].i > TERMINATED)
		cm_check_finding(p->check, "store.status", "part %d line %" PRId64 ": its status is %" PRId64, p->part, c[0].i,
		    c[2].i);
	if (c[1].i >= 0 && c[4].i != CM_DAY_NONE)
		cm_check_finding(p->check, "store.arrears", "part %d line %" PRId64 " is in arrears since a day and owes nothing",
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
		cm_check_finding(p->check, "store.cause",
		    "part %d operation %" PRId64 ": its cause is not an operation of its line", p->part, op->seq);
}

static void
check_ledger(struct part *p, const struct cm_operation *op, struct account *a)
{
	struct cm_check *c = p->check;
	bool of_line = op->debit == CM_L_LINE || op->credit == CM_L_LINE;
	bool still = op->debit == CM_L_NONE && op->credit == CM_L_NONE && op->amount == 0;
	bool moves = op->debit != CM_L_NONE && op->credit != CM_L_NONE && op->debit != op->credit && op->amount > 0;
	int64_t delta = op->credit == CM_L_LINE ? op->amount : op->debit == CM_L_LINE ? -op->amount : 0;

	if (!still && !moves)
		cm_check_finding(
		    c, "store.ledger", "part %d operation %" PRId64 " is half a movement of money", p->part, op->seq);
	if (moves && op->result != CM_R_DONE)
		cm_check_finding(
		    c, "store.ledger", "part %d operation %" PRId64 " was not done and moves money", p->part, op->seq);
	if (of_line && !a)
		cm_check_finding(
		    c, "store.ledger", "part %d operation %" PRId64 " moves the money of no line", p->part, op->seq);
	if (a && !cm_money_add(a->sum, delta, &a->sum))
		cm_check_finding(c, "store.ledger", "part %d line %" PRId64 ": its movements overflow", p->part, op->line);
	if (op->credit == CM_L_CLEARING)
		c->clearing = (int64_t)((uint64_t)c->clearing + (uint64_t)op->amount);
	if (op->debit == CM_L_CLEARING)
		c->clearing = (int64_t)((uint64_t)c->clearing - (uint64_t)op->amount);
}

static enum cm_status
journal_row(void *ctx, const struct cm_cell *cells, unsigned n)
{
	struct part *p = ctx;
	struct cm_check *c = p->check;
	struct cm_operation op;
	struct account *a = NULL;

	(void)n;
	if (cells[1].i != p->seq + 1)
		cm_check_finding(c, "store.gap", "part %d: operation %" PRId64 " follows %" PRId64, p->part, cells[1].i, p->seq);
	p->seq = cells[1].i;
	if (cm_operation_of_row(cells, &op, NULL, c->diag) != CM_OK) {
		cm_check_finding(
		    c, "store.range", "part %d operation %" PRId64 " has a value out of its range", p->part, p->seq);
		return CM_OK;
	}
	if (op.at < p->at)
		cm_check_finding(c, "store.time", "part %d operation %" PRId64 " is earlier than the one before it", p->part,
		    op.seq);
	p->at = op.at;
	if (op.commit_no > c->max_commit)
		c->max_commit = op.commit_no;
	if (op.line) {
		if (p->n > 0)
			a = bsearch(&op.line, p->accounts, p->n, sizeof(*p->accounts), by_line);
		if (!a)
			cm_check_finding(c, "store.orphan", "part %d operation %" PRId64 ": there is no account of its line",
			    p->part, op.seq);
		else if (op.prev != a->seen_seq)
			cm_check_finding(c, "store.prev",
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
			cm_check_finding(p->check, "store.balance",
			    "part %d line %" PRId64 ": its balance is %s, its operations make %s", p->part, a->line, is,
			    says);
		}
		if (a->last_seq != a->seen_seq)
			cm_check_finding(p->check, "store.last-operation",
			    "part %d line %" PRId64 ": its last operation is %" PRId64 ", the account says %" PRId64,
			    p->part, a->line, a->seen_seq, a->last_seq);
	}
}

static enum cm_status
check_part(struct cm_check *c, int number)
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
		cm_check_finding(c, "store.head", "part %d: its head is at %" PRId64 ", its last operation is %" PRId64, number,
		    head->seq, p.seq);
	return st;
}

/* ---- all of it ---- */

static enum cm_status
check_all(struct cm_check *c)
{
	enum cm_status st = CM_OK;

	for (int part = 0; st == CM_OK && part < CM_PARTS; part++)
		st = check_part(c, part);
	if (st == CM_OK && c->clearing != 0)
		cm_check_finding(c, "store.clearing",
		    "what left one part by clearing did not come into another: %" PRId64 " fen", c->clearing);
	if (st == CM_OK && (st = cm_store_read_commit_no(c->store, c->diag)) == CM_OK &&
	    c->max_commit > c->store->commit_no)
		cm_check_finding(c, "store.commit", "the store counts %" PRId64 " commits, an operation %" PRId64,
		    c->store->commit_no, c->max_commit);
	if (st == CM_OK)
		st = cm_check_tables(c);
	return st == CM_OK ? cm_check_tickets(c) : st;
}

enum cm_status
cm_store_check(struct cm_store *s, struct cm_diag *d)
{
	struct cm_check c = {.store = s, .db = s->db, .diag = d};
	enum cm_status file, chain, texts, st;
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
	texts = cm_check_values(&c);
	st = texts == CM_OK || texts == CM_NOSTORE ? check_all(&c) : texts;
	cm_db_rollback(s->db);
	cm_heads_forget(s);
	report(&c);
	cm_arena_free(c.arena);
	if (st != CM_OK && st != CM_NOSTORE)
		return st;
	return st != CM_OK || file != CM_OK || chain != CM_OK || texts != CM_OK || c.nkinds ? CM_BAD : CM_OK;
}
