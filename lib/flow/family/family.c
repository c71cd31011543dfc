/*
 * cm-family create and add: deck 1.11 (rows S57-S62). A line is asked into a group: at once when its owner agrees here and
 * now, else the order waits for his consent. Whether the two lines may is the word of policies/family.yaml.
 */
#include "base/date.h"
#include "flow/family/family.h"
#include "flow/holdings.h"
#include "flow/identity.h"
#include "flow/pin.h"

#include "base/banned.h"

enum {
	MSISDN,
	MEMBER,
	MEMBER_OFFER,
	MAIN_OFFER,
	CONSENT_DUE,
	MAIN_FAMILY,
	MEMBER_FAMILY,
	FAMILY_COUNT
};

static const char *const facts[] = {"msisdn", "member", "member_offer", "main_offer", "consent_due", "main_family",
    "member_family", "family_count", NULL};

/* ---- gather ---- */

/* What was not answered in time stands in nobody's way. */
static enum cm_status
pass_over(struct cm_case *c, const struct cm_family_group *g)
{
	bool bound = true;
	enum cm_status st = CM_OK;

	cm_set_int(c, FAMILY_COUNT, cm_family_count(c, g));
	st = cm_family_bound(c, &c->account, &bound);
	if (st == CM_OK && !bound)
		cm_set_text(c, MAIN_FAMILY, CM_STR("none"));
	if (st == CM_OK && g->member_known)
		st = cm_family_bound(c, &g->member, &bound);
	if (st == CM_OK && g->member_known && !bound)
		cm_set_text(c, MEMBER_FAMILY, CM_STR("none"));
	return st;
}

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_family_group *g = cm_arena_alloc(c->arena, sizeof *g);
	enum cm_status st = cm_case_line(c);

	c->state = g;
	if (st == CM_OK)
		st = cm_identity_gather(c);
	if (st == CM_OK)
		st = cm_family_gather(c, g);
	if (st == CM_OK && c->has_account)
		st = pass_over(c, g);
	if (st == CM_OK && c->has_account)
		st = cm_family_against(c, &c->account);
	if (st == CM_OK && g->member_known)
		st = cm_family_against(c, &g->member);
	cm_case_out_choices(c, "choices");
	return st;
}

/* ---- apply ---- */

static enum cm_status
clear(struct cm_case *c, struct cm_family_group *g)
{
	enum cm_status st = cm_family_clear(c, &c->account);

	if (st == CM_OK)
		st = cm_family_clear(c, &g->member);
	g->main = NULL;
	return st == CM_OK ? cm_family_read(c, g) : st;
}

static void
make_room(struct cm_case *c, struct cm_family_group *g)
{
	struct cm_family *rows = cm_arena_alloc(c->arena, (g->rows.n + 2) * sizeof *rows);

	if (g->rows.n)
		memcpy(rows, g->rows.rows, g->rows.n * sizeof *rows);
	if (g->main)
		g->main = rows + (g->main - g->rows.rows);
	g->rows.rows = rows;
}

/* A row of the group that awaits consent: the main line's own, or the member's. */
static enum cm_status
ask_in(struct cm_case *c, struct cm_family_group *g, const struct cm_account *who, struct cm_str offer, struct cm_family **row)
{
	*row = &g->rows.rows[g->rows.n++];
	**row = (struct cm_family){.part = who->part,
	    .line = who->line,
	    .since = c->now,
	    .seq = c->op.seq,
	    .group_part = c->account.part,
	    .group_line = c->account.line,
	    .offer = offer,
	    .state = CM_STR("pending"),
	    .until = cm_get_int(c, CONSENT_DUE)};
	return cm_family_add(c->store, *row, c->diag);
}

static enum cm_status
await(struct cm_case *c)
{
	struct cm_waiting w = {.due = cm_get_int(c, CONSENT_DUE),
	    .seq = c->op.seq,
	    .kind = CM_STR(CM_FAMILY),
	    .value = cm_get_text(c, MEMBER)};

	cm_out_money(c, "fee", cm_name_get_int(c, "fee"));
	cm_out_text(c, "bill_item", cm_name_get_text(c, "bill_item"));
	cm_out_time(c, "consent_due", w.due);
	return cm_holdings_wait(c, NULL, &w);
}

static enum cm_status
apply(struct cm_case *c)
{
	struct cm_family_group *g = c->state;
	struct cm_family *member;
	struct cm_str before;
	enum cm_status st = clear(c, g);

	if (st == CM_OK)
		st = cm_family_members(c, g, &before);
	make_room(c, g);
	if (st == CM_OK && !g->main)
		st = ask_in(c, g, &c->account, cm_get_text(c, MAIN_OFFER), &g->main);
	if (st == CM_OK)
		st = ask_in(c, g, &g->member, cm_get_text(c, MEMBER_OFFER), &member);
	if (st == CM_OK)
		st = cm_case_fired(c, "family.agreed") ? cm_family_agree(c, g, member) : await(c);
	return st == CM_OK ? cm_family_out_members(c, g, before) : st;
}

#define JOIN                                                                                                           \
	.policy = "family", .facts = facts, .services = true, .campaigns = true, .peek = cm_member_pin_peek, .prepare = cm_pin_prepare,   \
	.gather = gather, .apply = apply,                                                                              \
	.helpers = (const char *const *const[]){                                                                       \
	    cm_case_line_names, cm_family_names, cm_family_against_names, cm_identity_names, cm_pin_names,          \
	    cm_member_pin_names, NULL}

const struct cm_flow cm_flow_family_create = {JOIN, .gate = "create"};
const struct cm_flow cm_flow_family_add = {JOIN, .gate = "add"};
