/*
 * cm-family confirm: the answer of the party that was absent (row S58), entered by whoever called it; and the end of a wait
 * that nobody answered, which cm-due carries out.
 */
#include "flow/family/family.h"
#include "flow/holdings.h"
#include "flow/pin.h"

#include "base/banned.h"

enum {
	ORDER_ID,
	MEMBER,
	MEMBER_PRESENT,
	CONSENT,
	CONSENT_STATE,
	METHOD,
	BY,
	BY_IS_MEMBER
};

static const char *const facts[] = {"order_id", "member", "member_present", "consent", "consent_state", "method", "by",
    "by_is_member", NULL};

static struct cm_family *
asked_by(struct cm_family_group *g, int64_t seq)
{
	for (unsigned i = 0; i < g->rows.n; i++)
		if (g->rows.rows[i].seq == seq && !cm_family_is_main(&g->rows.rows[i]))
			return &g->rows.rows[i];
	return NULL;
}

/* A wait is over at its instant, whether or not cm-due has been there; one that ended before it was answered or taken back. */
static const char *
state_of(const struct cm_case *c, const struct cm_family *f)
{
	if (cm_str_is(f->state, "pending"))
		return cm_family_is_over(c, f) ? "expired" : "open";
	if (f->effective)
		return "agreed";
	return f->until - f->since >= 3600 * cm_name_get_int(c, "consent_hours") ? "expired" : "ended";
}

/* Who agrees joins as if both had been here: what holds when a line is asked in holds still. Who declines is free to. */
static enum cm_status
look_again(struct cm_case *c, const struct cm_family_group *g)
{
	struct cm_line main_line;
	enum cm_status st;

	if (!cm_str_is(cm_get_text(c, CONSENT_STATE), "open") || !cm_get_int(c, CONSENT))
		return CM_OK;
	st = cm_family_line(c, c->account.part, c->account.line, &main_line);
	if (st != CM_OK)
		return st;
	cm_name_text(c, "msisdn", main_line.msisdn);
	cm_name_text(c, "line_status", cm_str(cm_line_status_name(c->account.status)));
	st = cm_family_against(c, &c->account);
	return st == CM_OK ? cm_family_against(c, &g->member) : st;
}

static enum cm_status
gather_row(struct cm_case *c, struct cm_family_group *g)
{
	struct cm_line line;
	enum cm_status st = cm_family_line(c, g->joined->part, g->joined->line, &line);

	if (st == CM_OK)
		st = cm_account_get(c->store, g->joined->part, g->joined->line, &g->member, c->diag);
	if (st != CM_OK)
		return st;
	cm_set_text(c, MEMBER, line.msisdn);
	if (cm_known(c, BY))
		cm_set_bool(c, BY_IS_MEMBER, cm_str_eq(cm_get_text(c, BY), line.msisdn));
	if (cm_str_is(cm_get_text(c, METHOD), "in_person") && !cm_known(c, MEMBER_PRESENT))
		cm_set_bool(c, MEMBER_PRESENT, true);
	st = cm_family_member_facts(c, &g->member);
	return st == CM_OK ? look_again(c, g) : st;
}

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_family_group *g = cm_arena_alloc(c->arena, sizeof *g);
	struct cm_operation op;
	enum cm_status st = cm_case_find_order(c, cm_get_text(c, ORDER_ID), &op);

	c->state = g;
	cm_set_text(c, CONSENT_STATE, CM_STR("unknown"));
	if (st == CM_OK && op.line)
		st = cm_case_find_orderer(c, &op);
	if (st != CM_OK && st != CM_END)
		return st;
	st = cm_family_gather_group(c, g);
	g->joined = c->has_account ? asked_by(g, op.seq) : NULL;
	if (st != CM_OK || !g->joined)
		return st == CM_OK ? cm_family_member_facts(c, NULL) : st;
	cm_set_text(c, CONSENT_STATE, cm_str(state_of(c, g->joined)));
	return gather_row(c, g);
}

static enum cm_status
apply(struct cm_case *c)
{
	struct cm_family_group *g = c->state;
	struct cm_str before;
	enum cm_status st = cm_family_members(c, g, &before);

	if (st != CM_OK)
		return st;
	cm_out_text(c, "member", cm_get_text(c, MEMBER));
	if (cm_get_int(c, CONSENT)) {
		st = cm_family_settle(c, g->joined);
		if (st == CM_OK)
			st = cm_family_agree(c, g, g->joined);
	} else {
		st = cm_family_leave(c, g, g->joined, c->now);
		c->order_status = "cancelled";
	}
	return st == CM_OK ? cm_family_out_members(c, g, before) : st;
}

const struct cm_flow cm_flow_family_confirm = {.policy = "family",
    .gate = "confirm",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_family_names, cm_family_against_names,
	cm_member_pin_names, NULL},
    .services = true,
    .campaigns = true,
    .gather = gather,
    .apply = apply};

/* ---- nobody answered ---- */

enum cm_status
cm_family_give_up(struct cm_case *c, const struct cm_waiting *w)
{
	struct cm_family_group *g = cm_arena_alloc(c->arena, sizeof *g);
	struct cm_family *f;
	enum cm_status st = cm_family_read(c, g);

	if (st != CM_OK)
		return st;
	f = asked_by(g, w->seq);
	if (f && cm_str_is(f->state, "pending"))
		return cm_family_leave(c, g, f, w->due);
	return cm_holdings_wait(c, w, NULL);
}
