/* Promised credits: which may be posted, and their posting. Called by due.c, bill.c and what looks at a bill. */
#include "base/date.h"
#include "base/money.h"
#include "flow/credit.h"

#include "base/banned.h"

struct rows {
	struct cm_case *c;
	struct cm_promise *at;
	unsigned n, room;
};

static enum cm_status
add(void *ctx, const struct cm_promise *p)
{
	struct rows *r = ctx;

	if (p->posted || p->amount == 0 || p->from > cm_time_day(r->c->now))
		return CM_OK;
	r->at = cm_arena_grow(r->c->arena, r->at, r->n, &r->room, sizeof *r->at);
	r->at[r->n] = *p;
	r->at[r->n++].kind = cm_arena_str(r->c->arena, p->kind);
	return CM_OK;
}

enum cm_status
cm_credits_sum(struct cm_case *c, struct cm_credits *all)
{
	all->total = 0;
	for (unsigned i = 0; i < all->n; i++)
		if (!cm_money_add(all->total, all->rows[i].amount, &all->total))
			return cm_fail(c->diag, CM_BAD, "account.range", "the credits of a line would not fit");
	return CM_OK;
}

enum cm_status
cm_credits_of(struct cm_case *c, struct cm_credits *all)
{
	struct rows r = {.c = c};
	enum cm_status st = cm_promises_of(c->store, c->account.part, c->account.line, add, &r, c->diag);

	*all = (struct cm_credits){.rows = r.at, .n = r.n};
	return st == CM_OK ? cm_credits_sum(c, all) : st;
}

/* The last movement takes what is left, be it one credit or several. */
static void
move(struct cm_case *c, const struct cm_credits *all)
{
	int64_t left = all->total;

	for (unsigned i = 0; i < all->n && left > 0; i++) {
		int64_t fen = c->nmoves + 1 < CM_MOVES ? all->rows[i].amount : left;

		cm_case_move(c, CM_L_PROMISE, CM_L_LINE, fen);
		left -= fen;
	}
}

enum cm_status
cm_credits_post(struct cm_case *c, const struct cm_credits *all)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < all->n; i++)
		st = cm_promise_post(c->store, c->op.part, c->op.line, &all->rows[i], c->op.seq, c->diag);
	move(c, all);
	return st;
}

/* Further movements of an operation stand behind it. */
enum cm_status
cm_credit_kept(struct cm_case *c, const struct cm_promise *p, bool *kept)
{
	struct cm_operation op = {.parent = p->posted};
	enum cm_status st = CM_OK;

	*kept = false;
	for (int64_t seq = p->posted; st == CM_OK && !*kept && seq && op.parent == p->posted; seq++) {
		st = cm_operation_get(c->store, c->account.part, seq, &op, c->arena, c->diag);
		if (seq == p->posted)
			op.parent = seq;
		*kept = st == CM_OK && op.parent == p->posted && op.debit == CM_L_PROMISE;
	}
	return st == CM_END ? CM_OK : st;
}
