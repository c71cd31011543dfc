/* Campaigns of an order: which are open, and what they promise. Called by cm-open, cm-pay and cm-vas; decides nothing. */
#include "base/date.h"
#include "base/money.h"
#include "flow/campaign.h"
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

void
cm_campaigns_take(struct cm_case *c, struct cm_str service, struct cm_str tier, struct cm_str named, struct cm_taken *t)
{
	*t = (struct cm_taken){0};
	for (unsigned i = 0; i < c->campaigns->n; i++) {
		const struct cm_campaign *g = &c->campaigns->campaigns[i];

		if (g->service.n &&
		    (!cm_str_eq(g->id, named) || !cm_str_eq(g->service, service) || !cm_str_eq(g->tier, tier)))
			continue;
		if (cm_campaign_open(c, g) && goes_with(t, g))
			t->all[t->n++] = g;
	}
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
