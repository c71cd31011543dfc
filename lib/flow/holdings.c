/* What a line has: services, contracts, waiting orders. Shared by the flows that hand a line on, stop it or bring it back. */
#include "base/date.h"
#include "base/money.h"
#include "flow/holdings.h"

#include "base/banned.h"

#define WAITING_MAX 16 /* orders of one line that wait at once */

struct gathering {
	struct cm_case *c;
	struct cm_holdings *h;
	struct cm_buf services;
	int64_t packs;
	struct cm_waiting waiting[WAITING_MAX];
};

/* The tier of a pack is its monthly price in yuan; other tiers cost nothing by themselves. */
bool
cm_holding_price(const struct cm_subscription *s, int64_t *fen)
{
	return s->tier.n && cm_money_parse(s->tier, fen) && *fen > 0;
}

static enum cm_status
service(void *ctx, const struct cm_subscription *s)
{
	struct gathering *g = ctx;
	int64_t price;

	if (!cm_subscription_holds(s, cm_time_day(g->c->now)))
		return CM_OK;
	if (cm_str_is(s->service, "vpmn"))
		g->h->vpmn = true;
	if (cm_holding_price(s, &price))
		g->packs += price;
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

	if (g->h->nwaiting == WAITING_MAX)
		return cm_fail(g->c->diag, CM_DEFECT, "waiting.many", "more than %d orders of one line wait", WAITING_MAX);
	g->waiting[g->h->nwaiting] = *w;
	g->waiting[g->h->nwaiting].kind = cm_arena_str(g->c->arena, w->kind);
	g->waiting[g->h->nwaiting++].value = cm_arena_str(g->c->arena, w->value);
	return CM_OK;
}

enum cm_status
cm_holdings_gather(struct cm_case *c, struct cm_holdings *h)
{
	struct gathering g = {.c = c, .h = h};
	const struct cm_offer *plan = NULL;
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
	if (st == CM_OK && c->has_line && c->offers)
		plan = cm_offers_find(c->offers, c->line.plan);
	h->services = cm_arena_str(c->arena, cm_buf_str(&g.services));
	h->monthly = plan && plan->monthly_fee >= 0 ? plan->monthly_fee + g.packs : -1;
	if (h->nwaiting) {
		struct cm_waiting *kept = cm_arena_alloc(c->arena, h->nwaiting * sizeof *kept);

		memcpy(kept, g.waiting, h->nwaiting * sizeof *kept);
		h->waiting = kept;
	}
	cm_buf_free(&g.services);
	return st;
}

/* ---- what waits ---- */

enum cm_status
cm_holdings_settle(struct cm_case *c, const struct cm_waiting *w)
{
	cm_change_note(
	    c, cm_arena_printf(c->arena, "waiting_%.*s", (int)w->kind.n, w->kind.p), w->value, CM_STR(""));
	return cm_waiting_settle(c->store, c->op.part, c->op.line, w, c->op.seq, c->diag);
}

enum cm_status
cm_holdings_drop_waiting(struct cm_case *c, const struct cm_holdings *h)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < h->nwaiting; i++)
		st = cm_holdings_settle(c, &h->waiting[i]);
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

	if (g->all->n == g->room) {
		struct cm_subscription *more;

		g->room = g->room * 2 + 16;
		more = cm_arena_alloc(a, g->room * sizeof *more);
		if (g->all->n)
			memcpy(more, g->all->rows, g->all->n * sizeof *more);
		g->all->rows = more;
	}
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

struct cm_str
cm_holding_name(const struct cm_subscription *s, struct cm_arena *a)
{
	return cm_str(cm_arena_printf(a, "%.*s/%.*s/%.*s", (int)s->service.n, s->service.p, (int)s->item.n, s->item.p,
	    (int)s->sp.n, s->sp.p));
}
