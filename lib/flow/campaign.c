/* Campaigns of an order: which are open, and what they promise. Called by cm-open, cm-pay and cm-vas; decides nothing. */
#include "base/date.h"
#include "base/money.h"
#include "flow/campaign.h"
#include "flow/credit.h"
#include "flow/payment.h"

#include "base/banned.h"

const char *const cm_campaign_names[] = {"payment_id", "prepaid", "arrears_after", NULL};

bool
cm_campaign_open(const struct cm_case *c, const struct cm_campaign *g)
{
	return cm_expr_eval(g->when, c->facts) == CM_TRUE;
}

void
cm_campaigns_out(struct cm_case *c)
{
	struct cm_str *open = cm_arena_alloc(c->arena, (c->campaigns->n + 1) * sizeof *open);
	unsigned n = 0;

	for (unsigned i = 0; i < c->campaigns->n; i++)
		if (cm_campaign_open(c, &c->campaigns->campaigns[i]))
			open[n++] = c->campaigns->campaigns[i].id;
	if (n)
		cm_out_list(c, "campaigns", open, n);
}

/* ---- which ---- */

static bool
goes_with(const struct cm_taken *t, const struct cm_campaign *g)
{
	for (unsigned i = 0; i < t->n; i++)
		if (!g->stackable || !t->all[i]->stackable)
			return false;
	return t->n < CM_CAMPAIGNS_MOST;
}

struct earlier {
	const struct cm_campaigns *all;
	bool *promised; /* for each of them */
};

static enum cm_status
look_earlier(void *ctx, const struct cm_promise *p)
{
	struct earlier *e = ctx;
	const struct cm_campaign *g = cm_campaigns_find(e->all, p->kind);

	if (g)
		e->promised[g - e->all->campaigns] = true;
	return CM_OK;
}

enum cm_status
cm_campaigns_take(struct cm_case *c, struct cm_str service, struct cm_str tier, struct cm_str named, struct cm_taken *t)
{
	struct earlier e = {c->campaigns, cm_arena_alloc(c->arena, c->campaigns->n + 1)};
	enum cm_status st = CM_OK;

	*t = (struct cm_taken){0};
	if (c->has_account)
		st = cm_promises_of(c->store, c->account.part, c->account.line, look_earlier, &e, c->diag);
	for (unsigned i = 0; st == CM_OK && i < c->campaigns->n; i++) {
		const struct cm_campaign *g = &c->campaigns->campaigns[i];

		if (g->service.n &&
		    (!cm_str_eq(g->id, named) || !cm_str_eq(g->service, service) || !cm_str_eq(g->tier, tier)))
			continue;
		if (cm_campaign_open(c, g) && !(g->once && e.promised[i]) && goes_with(t, g))
			t->all[t->n++] = g;
	}
	return st;
}

/* ---- promises ---- */

struct cm_promise
cm_campaign_promise(
    const struct cm_case *c, const struct cm_campaign *g, const struct cm_credit *credit, int64_t fee_now, int64_t fee_later)
{
	struct cm_promise p = {.kind = g->id, .amount = credit->amount};

	if (credit->fee)
		p.amount = credit->month ? fee_later : fee_now;
	if (p.amount < 0)
		p.amount = 0;
	cm_credit_days(credit, cm_time_day(c->now), &p.from, &p.due);
	return p;
}

enum cm_status
cm_campaign_keep(struct cm_case *c, const struct cm_campaign *g, int64_t fee_now, int64_t fee_later)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < g->ncredits; i++) {
		struct cm_promise p = cm_campaign_promise(c, g, &g->credits[i], fee_now, fee_later);

		p.seq = c->op.seq;
		if (p.amount > 0)
			st = cm_promise_add(c->store, c->op.part, c->op.line, &p, c->diag);
	}
	return st;
}

struct cm_str
cm_campaign_describe(struct cm_case *c, const struct cm_promise *p)
{
	char day[11], fen[24];

	cm_day_format(p->due, day);
	cm_money_format(p->amount, fen);
	return cm_str(cm_arena_printf(c->arena, "%s %s %.*s", day, fen, (int)p->kind.n, p->kind.p));
}

/* ---- what lapses ---- */

static void
add(struct cm_case *c, struct cm_lapsed *l, const struct cm_promise *p)
{
	l->rows = cm_arena_grow(c->arena, l->rows, l->n, &l->room, sizeof *l->rows);
	l->rows[l->n] = *p;
	l->rows[l->n++].kind = cm_arena_str(c->arena, p->kind);
}

struct lapsing {
	struct cm_case *c;
	const struct cm_subscription *row;
	int32_t last;
	struct cm_lapsed found;
};

/* Of the order that opened the service, or of a campaign that gives it: the service went on then. */
static enum cm_status
look_lapsing(void *ctx, const struct cm_promise *p)
{
	struct lapsing *l = ctx;
	const struct cm_campaign *g = cm_campaigns_find(l->c->campaigns, p->kind);

	if (p->posted || p->from <= l->last || !g || !g->lapses)
		return CM_OK;
	if ((p->seq && p->seq == l->row->seq) ||
	    (g->service.n && cm_str_eq(g->service, l->row->service) && cm_str_eq(g->tier, l->row->tier)))
		add(l->c, &l->found, p);
	return CM_OK;
}

enum cm_status
cm_campaign_lapse(struct cm_case *c, int part, int64_t line, const struct cm_subscription *row, int32_t last, struct cm_lapsed *all)
{
	struct lapsing l = {.c = c, .row = row, .last = last};
	enum cm_status st = cm_promises_of(c->store, part, line, look_lapsing, &l, c->diag);
	bool own = part == c->op.part && line == c->op.line;

	for (unsigned i = 0; st == CM_OK && i < l.found.n; i++) {
		const struct cm_promise *p = &l.found.rows[i];

		st = cm_promise_post(c->store, part, line, p, own ? c->op.seq : p->seq, c->diag);
		add(c, all, p);
	}
	return st;
}

void
cm_campaign_out_lapsed(struct cm_case *c, const struct cm_lapsed *all)
{
	struct cm_str *lines = cm_arena_alloc(c->arena, (all->n + 1) * sizeof *lines);

	for (unsigned i = 0; i < all->n; i++)
		lines[i] = cm_campaign_describe(c, &all->rows[i]);
	if (all->n)
		cm_out_list(c, "lapsed", lines, all->n);
}

/* ---- the payment ---- */

struct spending {
	const struct cm_campaigns *all;
	int64_t paid; /* seq of the payment */
	bool spent;
};

/* A campaign that gives something wants a payment: one that was ordered since then has had this one. */
static enum cm_status
look(void *ctx, const struct cm_promise *p)
{
	struct spending *s = ctx;
	const struct cm_campaign *g = cm_campaigns_find(s->all, p->kind);

	s->spent |= g && g->service.n && p->seq > s->paid;
	return CM_OK;
}

static int64_t
arrears_before(struct cm_case *c, const struct cm_operation *op)
{
	const struct cm_field *f;
	struct cm_record answer;
	int64_t fen = 0;

	cm_record_init(&answer, c->arena);
	if (!cm_record_read_json(&answer, op->answer))
		return op->amount;
	f = cm_record_find(&answer, CM_STR("arrears_before"));
	return f && cm_money_parse(f->text, &fen) ? fen : op->amount;
}

enum cm_status
cm_campaign_payment(struct cm_case *c)
{
	struct spending s = {.all = c->campaigns};
	struct cm_payment paid;
	enum cm_status st;
	int64_t left;

	if (!cm_name_known(c, "payment_id") || !c->has_account)
		return CM_OK;
	st = cm_payment_find(c, cm_name_get_text(c, "payment_id"), &paid);
	if (st != CM_OK || !paid.taken || paid.reversed || !cm_str_is(paid.op.source, "cm-pay pay") ||
	    paid.op.part != c->account.part || paid.op.line != c->account.line ||
	    cm_time_day(paid.op.at) != cm_time_day(c->now))
		return st;
	s.paid = paid.op.seq;
	st = cm_promises_of(c->store, c->account.part, c->account.line, look, &s, c->diag);
	if (st != CM_OK || s.spent)
		return st;
	left = paid.op.amount - arrears_before(c, &paid.op);
	cm_name_money(c, "prepaid", left > 0 ? left : 0);
	cm_name_money(c, "arrears_after", cm_arrears(c->account.balance));
	return CM_OK;
}

/* ---- a payment that is taken back ---- */

struct promised { /* behind a payment; which of it, its operation tells */
	struct cm_case *c;
	int64_t paid;
	struct cm_lapsed found;
};

static enum cm_status
look_behind(void *ctx, const struct cm_promise *p)
{
	struct promised *b = ctx;

	if (p->seq > b->paid)
		add(b->c, &b->found, p);
	return CM_OK;
}

/* Whether the order that made the promise named this payment. */
static enum cm_status
is_of(struct cm_case *c, const struct cm_promise *p, struct cm_str payment_id, bool *is)
{
	struct cm_operation op;
	struct cm_record facts;
	const struct cm_field *f;
	enum cm_status st = cm_operation_get(c->store, c->account.part, p->seq, &op, c->arena, c->diag);

	*is = false;
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	cm_record_init(&facts, c->arena);
	if (!cm_record_read_json(&facts, op.facts))
		return CM_OK;
	f = cm_record_find(&facts, CM_STR("payment_id"));
	*is = f && cm_str_eq(f->text, payment_id);
	return CM_OK;
}

enum cm_status
cm_campaign_brought(struct cm_case *c, const struct cm_operation *paid, struct cm_str payment_id, struct cm_brought *b)
{
	struct promised all = {.c = c, .paid = paid->seq};
	enum cm_status st = cm_promises_of(c->store, paid->part, paid->line, look_behind, &all, c->diag);
	bool is;

	*b = (struct cm_brought){0};
	for (unsigned i = 0; st == CM_OK && i < all.found.n; i++) {
		const struct cm_promise *p = &all.found.rows[i];
		bool kept = false;

		st = is_of(c, p, payment_id, &is);
		if (st != CM_OK || !is)
			continue;
		if (!p->posted)
			add(c, &b->open, p);
		else
			st = cm_credit_kept(c, p, &kept);
		b->kept |= kept;
	}
	return st;
}

enum cm_status
cm_campaign_take_back(struct cm_case *c, const struct cm_lapsed *open)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < open->n; i++)
		st = cm_promise_post(c->store, c->op.part, c->op.line, &open->rows[i], c->op.seq, c->diag);
	cm_campaign_out_lapsed(c, open);
	return st;
}
