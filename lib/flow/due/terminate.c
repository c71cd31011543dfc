/*
 * The end of a line (rows S41, S45, S46): what it had is written down first, so that it can come back as it was; then
 * services and orders end, the SIM dies, the number is kept from others for a while. Money stays as it is: who comes back
 * pays what he owes. Called under the lock; the status itself is the caller's.
 */
#include "domain/past.h"
#include "flow/due/due.h"
#include "flow/family/family.h"
#include "flow/holdings.h"

#include "base/banned.h"

static enum cm_status
snapshot(struct cm_case *c, const char *kind, struct cm_str name, struct cm_str value)
{
	struct cm_kept k = {cm_str(kind), name, value};

	return cm_snapshot_add(c->store, c->op.part, c->op.line, c->op.seq, &k, c->diag);
}

/* One that was about to end is not what the customer wants back; what a family group gave comes back with the group. */
static bool
is_kept(const struct cm_subscription *s, int32_t today)
{
	return !cm_str_is(cm_subscription_state(s, today), "pendingTerminate") &&
	    (!cm_str_is(s->order_channel, CM_FAMILY) || cm_str_is(s->service, CM_FAMILY));
}

static enum cm_status
end_services(struct cm_case *c)
{
	struct cm_subscribed all;
	struct cm_buf ended = {0};
	enum cm_status st = cm_holdings_subscribed(c, &all);
	int32_t today = cm_time_day(c->now);

	for (unsigned i = 0; st == CM_OK && i < all.n; i++) {
		struct cm_subscription *s = &all.rows[i];
		struct cm_str name = cm_holding_name(s, c->arena);

		if (cm_subscription_ended(s, today))
			continue;
		if (is_kept(s, today))
			st = snapshot(c, "service", name, s->tier);
		cm_buf_puts(&ended, ended.n ? "," : "");
		cm_buf_putstr(&ended, name);
		s->state = CM_STR("terminated");
		s->ends = today;
		if (st == CM_OK)
			st = cm_subscription_put(c->store, c->op.part, c->op.line, s, c->diag);
	}
	if (ended.n)
		cm_change_note(c, "services", cm_buf_str(&ended), CM_STR(""));
	cm_buf_free(&ended);
	return st;
}

static enum cm_status
end_orders(struct cm_case *c)
{
	struct cm_holdings h;
	enum cm_status st = cm_holdings_gather(c, &h);

	for (unsigned i = 0; st == CM_OK && i < h.nwaiting; i++) {
		const struct cm_waiting *w = &h.waiting[i];
		char order[20];

		if (cm_str_is(w->kind, CM_REFUND))
			continue;
		cm_id_make(order, c->op.part, w->seq);
		st = snapshot(c, "waiting",
		    cm_str(cm_arena_printf(c->arena, "%.*s/%s", (int)w->kind.n, w->kind.p, order)), w->value);
	}
	return st == CM_OK ? cm_holdings_drop_waiting(c, &h) : st;
}

/* A SIM that was lost and is dead already, or that the store never knew, is no hindrance. */
static enum cm_status
end_sim(struct cm_case *c)
{
	struct cm_sim sim;
	enum cm_status st;

	if (!c->line.iccid.n)
		return CM_OK;
	st = snapshot(c, "sim", CM_STR(""), c->line.iccid);
	if (st == CM_OK)
		st = cm_sim_get(c->store, c->line.iccid, &sim, c->arena, c->diag);
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	if (!cm_sim_is_of(&sim, c->op.part, c->op.line))
		return CM_OK;
	return cm_sim_retire(c->store, c->line.iccid, c->op.part, c->op.line, c->diag);
}

enum cm_status
cm_due_terminate(struct cm_case *c, int64_t until)
{
	struct cm_former former = {.until = c->now, .part = c->op.part, .line = c->op.line, .seq = c->op.seq};
	enum cm_status st = CM_OK;

	if (c->line.plan.n)
		st = snapshot(c, "plan", CM_STR(""), c->line.plan);
	if (st == CM_OK)
		st = end_orders(c);
	if (st == CM_OK)
		st = end_services(c);
	if (st == CM_OK)
		st = cm_family_terminate(c);
	if (st == CM_OK)
		st = end_sim(c);
	if (st == CM_OK)
		st = cm_number_quarantine(c->store, c->line.msisdn, c->op.part, c->op.line, until, c->diag);
	return st == CM_OK ? cm_former_add(c->store, c->line.msisdn, &former, c->diag) : st;
}
