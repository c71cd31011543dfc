/*
 * What a change of plan does to a line's services, and doing it. Called by gather() and apply() of the flows that plan.h
 * names; the table of transitions decides, the line's own subscriptions say what there is to decide about.
 */
#include "base/date.h"
#include "flow/plan/plan.h"

#include "base/banned.h"

/* ---- what becomes of what the line has ---- */

static bool
is_bare(const struct cm_subscription *s)
{
	return !s->item.n && !s->sp.n && !s->tier.n;
}

bool
cm_plan_ends(const struct cm_plan_move *m, struct cm_str service, bool bare)
{
	if (!m->how || cm_services_have(&m->how->keep, service))
		return false;
	if (cm_services_have(&m->how->drop, service))
		return true;
	return m->how->drop.plans && bare && cm_offer_frees(m->from, service) && !cm_offer_frees(m->to, service);
}

static bool
stays(const struct cm_plan_move *m, struct cm_str service)
{
	for (unsigned i = 0; i < m->held.n; i++)
		if (m->lives[i] && !m->ends[i] && cm_str_eq(m->held.rows[i].service, service))
			return true;
	return false;
}

static void
list_held(struct cm_plan_move *m, struct cm_arena *a)
{
	struct cm_str *dropped = cm_arena_alloc(a, (m->held.n + 1) * sizeof *dropped);
	struct cm_str *kept = cm_arena_alloc(a, (m->held.n + 1) * sizeof *kept);

	for (unsigned i = 0; i < m->held.n; i++) {
		struct cm_str service = m->held.rows[i].service;

		if (m->ends[i] && !cm_str_among(dropped, m->ndropped, service))
			dropped[m->ndropped++] = service;
		else if (m->lives[i] && !m->ends[i] && !cm_str_among(kept, m->nkept, service))
			kept[m->nkept++] = service;
	}
	m->dropped = dropped;
	m->kept = kept;
}

static void
list_added(struct cm_plan_move *m, struct cm_arena *a)
{
	const struct cm_service_list *add = &m->how->add;
	struct cm_str *added = cm_arena_alloc(a, (add->n + m->to->nfree + 1) * sizeof *added);

	for (unsigned i = 0; i < add->n + (add->plans ? m->to->nfree : 0); i++) {
		struct cm_str service = i < add->n ? add->ids[i] : m->to->free_services[i - add->n];

		if (!stays(m, service) && !cm_str_among(added, m->nadded, service))
			added[m->nadded++] = service;
	}
	m->added = added;
}

/* The tasks of services that the line has: first all that come before the change, then all that come after. */
static void
list_tasks(struct cm_plan_move *m, const struct cm_transitions *all)
{
	const unsigned most = sizeof m->tasks / sizeof *m->tasks;

	for (int after = 0; after < 2; after++)
		for (unsigned i = 0; i < all->ntasks; i++) {
			const struct cm_service_task *t = &all->tasks[i];
			const struct cm_text *text = after ? &t->after : &t->before;
			bool held = cm_str_among(m->kept, m->nkept, t->service) || cm_str_among(m->dropped, m->ndropped, t->service);

			if (held && text->zh.n && !cm_services_have(&m->how->keep, t->service) && m->ntasks < most)
				m->tasks[m->ntasks++] = text;
		}
}

enum cm_status
cm_plan_move_find(struct cm_case *c, struct cm_str plan, const struct cm_plan_move **move)
{
	static const struct cm_transition nothing;
	struct cm_plan_move *m = cm_arena_alloc(c->arena, sizeof *m);
	enum cm_status st = cm_case_load_line(c);
	bool known;

	*move = NULL;
	m->to = cm_offers_find(c->offers, plan);
	if (st != CM_OK || !c->has_line || !m->to)
		return st;
	st = cm_holdings_subscribed(c, &m->held);
	if (st != CM_OK)
		return st;
	m->from = cm_offers_find(c->offers, c->line.plan);
	m->how = cm_transition_find(c->transitions, m->from, m->to);
	known = m->how != NULL;
	if (!known)
		m->how = &nothing;
	m->lives = cm_arena_alloc(c->arena, m->held.n + 1);
	m->ends = cm_arena_alloc(c->arena, m->held.n + 1);
	for (unsigned i = 0; i < m->held.n; i++) {
		m->lives[i] = !cm_subscription_ended(&m->held.rows[i], cm_time_day(c->now));
		m->ends[i] = m->lives[i] && cm_plan_ends(m, m->held.rows[i].service, is_bare(&m->held.rows[i]));
	}
	list_held(m, c->arena);
	list_added(m, c->arena);
	list_tasks(m, c->transitions);
	if (!known)
		m->how = NULL;
	*move = m;
	return CM_OK;
}

/* ---- doing it ---- */

static enum cm_status
drop(struct cm_case *c, const struct cm_plan_move *m, int32_t from)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < m->held.n; i++) {
		struct cm_subscription s = m->held.rows[i];

		if (!m->ends[i])
			continue;
		s.state = CM_STR("terminated");
		s.ends = from - 1;
		st = cm_subscription_put(c->store, c->account.part, c->account.line, &s, c->diag);
	}
	return st;
}

static enum cm_status
add(struct cm_case *c, const struct cm_plan_move *m, int32_t from)
{
	enum cm_status st = CM_OK;

	for (unsigned k = 0; st == CM_OK && k < m->nadded; k++) {
		struct cm_subscription s = {.service = m->added[k],
		    .tier = CM_STR(""),
		    .item = CM_STR(""),
		    .state = CM_STR("active"),
		    .order_channel = CM_STR(CM_PLAN),
		    .command = CM_STR(""),
		    .sp = CM_STR(""),
		    .opened_at = from,
		    .ends = CM_DAY_NONE,
		    .seq = c->op.seq};

		st = cm_subscription_open(c->store, c->account.part, c->account.line, &s, c->diag);
	}
	return st;
}

/* Names by commas: those that stay, and those of the list that are not among them. */
static void
put_services(struct cm_buf *b, const struct cm_plan_move *m, const struct cm_str *list, unsigned n)
{
	for (unsigned i = 0; i < m->nkept + n; i++) {
		struct cm_str s = i < m->nkept ? m->kept[i] : list[i - m->nkept];

		if (i < m->nkept || !cm_str_among(m->kept, m->nkept, s))
			cm_buf_printf(b, "%s%.*s", b->n ? "," : "", (int)s.n, s.p);
	}
}

/* Services as the operation's row keeps them: before, and after. */
static void
note_services(struct cm_case *c, const struct cm_plan_move *m)
{
	struct cm_buf before = {0}, after = {0};

	if (!m->ndropped && !m->nadded)
		return;
	put_services(&before, m, m->dropped, m->ndropped);
	put_services(&after, m, m->added, m->nadded);
	cm_change_note(c, "services", cm_buf_str(&before), cm_buf_str(&after));
	cm_buf_free(&before);
	cm_buf_free(&after);
}

enum cm_status
cm_plan_carry_out(struct cm_case *c, const struct cm_plan_move *m, int32_t from, const struct cm_waiting *waiting)
{
	enum cm_status st = drop(c, m, from);

	if (st == CM_OK)
		st = add(c, m, from);
	if (st == CM_OK && c->line.plan.n && !cm_str_eq(c->line.plan, m->to->id))
		st = cm_former_plan_add(
		    c->store, c->account.part, c->account.line, from - 1, c->op.seq, c->line.plan, c->diag);
	if (st != CM_OK)
		return st;
	cm_change_text(c, "plan", &c->line.plan, m->to->id);
	cm_change_text(c, "brand", &c->line.brand, m->to->brand);
	note_services(c, m);
	return cm_holdings_wait(c, waiting, NULL);
}
