/* What a line has: services, contracts, waiting orders. Shared by the flows that hand a line on, stop it or bring it back. */
#include "base/date.h"
#include "base/money.h"
#include "flow/holdings.h"

#include "base/banned.h"

struct gathering {
	struct cm_case *c;
	struct cm_holdings *h;
	struct cm_buf services;
	unsigned room; /* of h->waiting */
};

static enum cm_status
service(void *ctx, const struct cm_subscription *s)
{
	struct gathering *g = ctx;

	if (!cm_subscription_holds(s, cm_time_day(g->c->now)))
		return CM_OK;
	if (!cm_list_has(cm_buf_str(&g->services), s->service)) {
		if (g->services.n)
			cm_buf_putc(&g->services, ',');
		cm_buf_putstr(&g->services, s->service);
	}
	return CM_OK;
}

static enum cm_status
contract(void *ctx, const struct cm_contract *k)
{
	struct gathering *g = ctx;

	if (k->until < cm_time_day(g->c->now))
		return CM_OK;
	if (k->blocks_plan_change && k->until > g->h->plan_bound_until)
		g->h->plan_bound_until = k->until;
	return CM_OK;
}

static enum cm_status
waiting(void *ctx, const struct cm_waiting *w)
{
	struct gathering *g = ctx;
	struct cm_holdings *h = g->h;
	struct cm_arena *a = g->c->arena;

	h->waiting = cm_arena_grow(a, h->waiting, h->nwaiting, &g->room, sizeof *h->waiting);
	h->waiting[h->nwaiting++] = (struct cm_waiting){w->due, w->seq, cm_arena_str(a, w->kind), cm_arena_str(a, w->value)};
	return CM_OK;
}

enum cm_status
cm_holdings_gather(struct cm_case *c, struct cm_holdings *h)
{
	struct gathering g = {.c = c, .h = h};
	int part = c->account.part;
	int64_t line = c->account.line;
	enum cm_status st;

	*h = (struct cm_holdings){.plan_bound_until = CM_DAY_NONE};
	st = cm_subscriptions_of(c->store, part, line, service, &g, c->diag);
	if (st == CM_OK)
		st = cm_contracts_of(c->store, part, line, contract, &g, c->diag);
	if (st == CM_OK)
		st = cm_waiting_of(c->store, part, line, waiting, &g, c->diag);
	if (st == CM_OK)
		st = cm_case_load_line(c);
	h->services = cm_arena_str(c->arena, cm_buf_str(&g.services));
	cm_buf_free(&g.services);
	return st;
}

/* ---- what waits ---- */

enum cm_status
cm_holdings_wait(struct cm_case *c, const struct cm_waiting *before, const struct cm_waiting *now)
{
	const struct cm_waiting *either = now ? now : before;
	struct cm_str none = CM_STR("");
	enum cm_status st = CM_OK;

	if (!either)
		return CM_OK;
	if (before)
		st = cm_waiting_settle(c->store, c->op.part, c->op.line, before, c->op.seq, c->diag);
	if (st == CM_OK && now)
		st = cm_waiting_add(c->store, c->op.part, c->op.line, now, c->diag);
	if (now)
		c->order_status = "pending";
	cm_change_note(c, cm_arena_printf(c->arena, "waiting_%.*s", (int)either->kind.n, either->kind.p),
	    before ? before->value : none, now ? now->value : none);
	return st;
}

enum cm_status
cm_holdings_drop_waiting(struct cm_case *c, const struct cm_holdings *h)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < h->nwaiting; i++)
		if (!cm_str_is(h->waiting[i].kind, CM_REFUND))
			st = cm_holdings_wait(c, &h->waiting[i], NULL);
	return st;
}

/* ---- what it subscribes to ---- */

struct subscribing {
	struct cm_arena *arena;
	struct cm_subscribed *all;
	unsigned room;
};

static enum cm_status
keep(void *ctx, const struct cm_subscription *s)
{
	struct subscribing *g = ctx;
	struct cm_arena *a = g->arena;

	g->all->rows = cm_arena_grow(a, g->all->rows, g->all->n, &g->room, sizeof *g->all->rows);
	g->all->rows[g->all->n++] = (struct cm_subscription){.service = cm_arena_str(a, s->service),
	    .tier = cm_arena_str(a, s->tier),
	    .item = cm_arena_str(a, s->item),
	    .state = cm_arena_str(a, s->state),
	    .order_channel = cm_arena_str(a, s->order_channel),
	    .command = cm_arena_str(a, s->command),
	    .sp = cm_arena_str(a, s->sp),
	    .opened_at = s->opened_at,
	    .ends = s->ends,
	    .seq = s->seq};
	return CM_OK;
}

enum cm_status
cm_holdings_subscribed_of(struct cm_case *c, int part, int64_t line, struct cm_subscribed *all)
{
	struct subscribing g = {c->arena, all, 0};

	*all = (struct cm_subscribed){0};
	return cm_subscriptions_of(c->store, part, line, keep, &g, c->diag);
}

enum cm_status
cm_holdings_subscribed(struct cm_case *c, struct cm_subscribed *all)
{
	return cm_holdings_subscribed_of(c, c->op.part, c->op.line, all);
}

struct cm_fees
cm_holdings_fees(const struct cm_case *c, const struct cm_subscribed *held, int32_t day)
{
	return (struct cm_fees){.services = c->services,
	    .plan = c->has_line ? cm_offers_find(c->offers, c->line.plan) : NULL,
	    .rows = held->rows,
	    .n = held->n,
	    .month = cm_month_of(day)};
}

enum cm_status
cm_holdings_monthly(struct cm_case *c, int64_t *total)
{
	struct cm_subscribed held;
	struct cm_fees fees;
	int64_t fee;
	enum cm_status st = cm_holdings_subscribed(c, &held);

	if (st != CM_OK)
		return st;
	fees = cm_holdings_fees(c, &held, cm_day_next_month(cm_time_day(c->now)));
	*total = fees.plan ? fees.plan->monthly_fee : -1;
	for (unsigned i = 0; i < held.n && *total >= 0; i++)
		if (cm_fee_counts(&fees, &held.rows[i]) && cm_fee_of(&fees, &held.rows[i], &fee) &&
		    !cm_money_add(*total, fee, total))
			*total = -1;
	return CM_OK;
}

struct cm_str
cm_holding_name(const struct cm_subscription *s, struct cm_arena *a)
{
	struct cm_buf b = {0};
	struct cm_str name;

	cm_buf_putpart(&b, s->service);
	cm_buf_putc(&b, '/');
	cm_buf_putpart(&b, s->item);
	cm_buf_putc(&b, '/');
	cm_buf_putpart(&b, s->sp);
	name = cm_arena_str(a, cm_buf_str(&b));
	cm_buf_free(&b);
	return name;
}
