/*
 * What a line that comes back had, and what of it comes back: services by the snapshot that was made when it ended (row
 * S45), its plan, its SIM. What does not come back by itself is listed, so that somebody sees to it. Called by gather();
 * the services' rows are written by apply().
 */
#include "base/date.h"
#include "flow/holdings.h"
#include "flow/offer.h"
#include "flow/reactivate/reactivate.h"
#include "flow/sim/sim.h"

#include "base/banned.h"

const char *const cm_reactivate_names[] = {"msisdn", "owner_name", "owner_since", "comeback", "iccid", "old_sim",
    "sim_present", "new_sim_needed", "plan", "effective_at", "restore", "odd_restore", "services_back",
    "restored_services", "lost_services", "lost_count", NULL};

struct looking {
	struct cm_case *c;
	struct cm_reactivate *r;
	int32_t ended; /* day on which the line was terminated */
};

/* ---- services ---- */

/* The policy's list has services, or of some only certain tiers: mobile_data:20. */
static bool
is_sold(const struct cm_case *c, struct cm_str service, struct cm_str tier)
{
	struct cm_str list = cm_name_get_text(c, "services_back"), pack;

	pack = cm_str(cm_arena_printf(c->arena, "%.*s:%.*s", (int)service.n, service.p, (int)tier.n, tier.p));
	return cm_list_has(list, service) || (tier.n && cm_list_has(list, pack));
}

/* Wanted is everything, unless the record picks: by the service alone, or as it is told. */
static bool
is_wanted(const struct cm_case *c, const struct cm_kept_service *s)
{
	struct cm_str picked = cm_name_get_text(c, "restore");

	return !cm_name_known(c, "restore") || cm_list_has(picked, s->told) || cm_list_has(picked, s->service);
}

static void
lose(struct cm_case *c, struct cm_reactivate *r, struct cm_str what)
{
	r->lost = cm_arena_grow(c->arena, r->lost, r->nlost, &r->lost_room, sizeof *r->lost);
	r->lost[r->nlost++] = what;
}

static void
keep_service(struct cm_case *c, struct cm_reactivate *r, const struct cm_kept *k)
{
	const char *slash = memchr(k->name.p, '/', k->name.n);
	struct cm_kept_service *s;
	bool bare;

	r->services = cm_arena_grow(c->arena, r->services, r->nservices, &r->services_room, sizeof *s);
	s = &r->services[r->nservices++];
	s->name = s->told = cm_arena_str(c->arena, k->name);
	s->tier = cm_arena_str(c->arena, k->value);
	s->service = (struct cm_str){s->name.p, slash ? (size_t)(slash - k->name.p) : k->name.n};
	while (s->told.n && s->told.p[s->told.n - 1] == '/')
		s->told.n--;
	bare = cm_str_eq(s->told, s->service) && !s->tier.n;
	s->comes_back = is_sold(c, s->service, s->tier) && is_wanted(c, s) &&
	    !(r->move && cm_plan_ends(r->move, s->service, bare));
	if (!s->comes_back)
		lose(c, r, s->told);
}

static enum cm_status
kept(void *ctx, const struct cm_kept *k)
{
	struct looking *w = ctx;
	struct cm_arena *a = w->c->arena;

	if (cm_str_is(k->kind, "service"))
		keep_service(w->c, w->r, k);
	else if (cm_str_is(k->kind, "waiting"))
		lose(w->c, w->r, cm_str(cm_arena_printf(a, "order/%.*s", (int)k->name.n, k->name.p)));
	return CM_OK;
}

/* A contract that ran out meanwhile is over, whatever it gave. */
static enum cm_status
contract(void *ctx, const struct cm_contract *k)
{
	struct looking *w = ctx;

	if (k->until >= w->ended && k->until < cm_time_day(w->c->now))
		lose(w->c, w->r, cm_str(cm_arena_printf(w->c->arena, "contract/%.*s", (int)k->kind.n, k->kind.p)));
	return CM_OK;
}

/* What the record picks must be there, and must be able to come back. */
static void
look_for_odd(struct cm_case *c, const struct cm_reactivate *r)
{
	struct cm_str picked = cm_name_get_text(c, "restore"), item;

	while (cm_list_next(&picked, &item)) {
		bool found = false;

		for (unsigned i = 0; i < r->nservices; i++)
			found |= r->services[i].comes_back &&
			    (cm_str_eq(item, r->services[i].told) || cm_str_eq(item, r->services[i].service));
		if (!found) {
			cm_name_text(c, "odd_restore", item);
			return;
		}
	}
}

static enum cm_status
services(struct cm_case *c, struct cm_reactivate *r)
{
	struct looking w = {c, r, r->terminated ? cm_time_day(r->chosen->until) : 0};
	struct cm_str *back;
	unsigned n = 0;
	enum cm_status st = CM_OK;

	if (r->terminated)
		st = cm_snapshot_of(c->store, r->chosen->part, r->chosen->line, r->chosen->seq, kept, &w, c->diag);
	if (st == CM_OK && r->terminated)
		st = cm_contracts_of(c->store, r->chosen->part, r->chosen->line, contract, &w, c->diag);
	if (st != CM_OK)
		return st;
	look_for_odd(c, r);
	back = cm_arena_alloc(c->arena, (r->nservices + 1) * sizeof *back);
	for (unsigned i = 0; i < r->nservices; i++)
		if (r->services[i].comes_back)
			back[n++] = r->services[i].told;
	cm_name_text(c, "restored_services", cm_arena_list(c->arena, back, n));
	cm_name_text(c, "lost_services", cm_arena_list(c->arena, r->lost, r->nlost));
	cm_name_int(c, "lost_count", r->nlost);
	cm_out_list(c, "restored_services", back, n);
	cm_out_list(c, "lost_services", r->lost, r->nlost);
	return CM_OK;
}

/* As it was, but from today on. */
static enum cm_status
give_service(struct cm_case *c, const struct cm_kept_service *s, const struct cm_subscribed *all)
{
	for (unsigned i = 0; i < all->n; i++) {
		struct cm_subscription row = all->rows[i];

		if (!cm_str_eq(cm_holding_name(&row, c->arena), s->name))
			continue;
		row.tier = s->tier;
		row.state = CM_STR("active");
		row.opened_at = cm_time_day(c->now);
		row.ends = CM_DAY_NONE;
		row.seq = c->op.seq;
		return cm_subscription_open(c->store, c->op.part, c->op.line, &row, c->diag);
	}
	return CM_OK;
}

enum cm_status
cm_reactivate_services(struct cm_case *c, const struct cm_reactivate *r)
{
	struct cm_subscribed all;
	enum cm_status st = cm_holdings_subscribed(c, &all);

	for (unsigned i = 0; st == CM_OK && i < r->nservices; i++)
		if (r->services[i].comes_back)
			st = give_service(c, &r->services[i], &all);
	if (st == CM_OK && cm_name_get_text(c, "restored_services").n)
		cm_change_note(c, "restored_services", CM_STR(""), cm_name_get_text(c, "restored_services"));
	return st;
}

/* ---- the SIM ---- */

/*
 * Whether the line's own SIM is there: a dead one is not, nor is one that the customer has not brought, nor when he is
 * given another. Of a line whose SIM the store does not know nobody can tell.
 */
static enum cm_status
own_sim(struct cm_case *c, const struct cm_reactivate *r, bool another)
{
	struct cm_sim sim = {0};
	enum cm_status st = CM_OK;

	if (c->line.iccid.n)
		st = cm_sim_find(c, c->line.iccid, &sim);
	if (st != CM_OK)
		return st;
	if (r->terminated || another || (c->line.iccid.n && sim.iccid.n && !cm_sim_is_of(&sim, c->account.part, c->account.line)))
		cm_name_bool(c, "sim_present", false);
	else if (cm_name_known(c, "old_sim"))
		cm_name_bool(c, "sim_present", cm_name_get_int(c, "old_sim"));
	else if (cm_sim_is_of(&sim, c->account.part, c->account.line))
		cm_name_bool(c, "sim_present", true);
	return CM_OK;
}

static enum cm_status
sims(struct cm_case *c, struct cm_reactivate *r)
{
	struct cm_str iccid = cm_name_get_text(c, "iccid");
	bool another = iccid.n && (r->terminated || !cm_str_eq(iccid, c->line.iccid));
	enum cm_status st = own_sim(c, r, another);

	if (cm_name_known(c, "sim_present"))
		cm_name_bool(c, "new_sim_needed", !cm_name_get_int(c, "sim_present"));
	return st == CM_OK && another ? cm_sim_find(c, iccid, &r->sim) : st;
}

/* ---- the plan ---- */

/* The plan that would have come later is void when another one comes at once. */
static enum cm_status
plan_that_waits(struct cm_case *c, struct cm_reactivate *r)
{
	struct cm_holdings h;
	enum cm_status st = cm_holdings_gather(c, &h);

	for (unsigned i = 0; st == CM_OK && i < h.nwaiting; i++)
		if (cm_str_is(h.waiting[i].kind, CM_PLAN))
			r->plan_waits = &h.waiting[i];
	return st;
}

/* A plan that is chosen now, else the one that the line had; it holds at once (row S43). */
static enum cm_status
plan(struct cm_case *c, struct cm_reactivate *r)
{
	struct cm_str id = cm_name_known(c, "plan") ? cm_name_get_text(c, "plan") : c->line.plan;
	enum cm_status st = CM_OK;

	r->plan = cm_offers_find(c->offers, id);
	cm_offer_facts(c, r->plan);
	cm_name_day(c, "effective_at", cm_time_day(c->now));
	if (cm_name_known(c, "plan"))
		st = cm_plan_move_find(c, id, &r->move);
	if (st == CM_OK && r->move)
		st = plan_that_waits(c, r);
	for (unsigned i = 0; r->move && i < r->move->ntasks; i++)
		cm_case_task(c, r->move->tasks[i]);
	if (id.n)
		cm_out_text(c, "plan", id);
	cm_out_day(c, "effective_at", cm_time_day(c->now));
	return st;
}

enum cm_status
cm_reactivate_what(struct cm_case *c, struct cm_reactivate *r)
{
	enum cm_status st = cm_case_load_line(c);

	if (st == CM_OK)
		st = plan(c, r);
	if (st == CM_OK)
		st = services(c, r);
	return st == CM_OK ? sims(c, r) : st;
}
