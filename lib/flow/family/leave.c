/*
 * cm-family remove and dissolve; and what becomes of a group when one of its lines is terminated. Free minutes end at
 * once, what the group cost and gave ends with the month.
 */
#include "flow/family/family.h"
#include "flow/identity.h"
#include "flow/pin.h"

#include "base/banned.h"

static const char *const facts[] = {NULL};
static const char *const *const helpers[] = {
    cm_case_line_names, cm_family_names, cm_identity_names, cm_pin_names, cm_member_pin_names, NULL};

/* ---- remove ---- */

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_family_group *g = cm_arena_alloc(c->arena, sizeof *g);
	enum cm_status st = cm_case_line(c);

	c->state = g;
	if (st == CM_OK)
		st = cm_identity_gather(c);
	return st == CM_OK ? cm_family_gather(c, g) : st;
}

static enum cm_status
remove_member(struct cm_case *c)
{
	struct cm_family_group *g = c->state;
	struct cm_str before;
	enum cm_status st = cm_family_members(c, g, &before);

	if (st == CM_OK)
		st = cm_family_leave(c, g, g->joined, c->now);
	return st == CM_OK ? cm_family_out_members(c, g, before) : st;
}

const struct cm_flow cm_flow_family_remove = {.policy = "family",
    .gate = "remove",
    .facts = facts,
    .helpers = helpers,
    .services = true,
    .peek = cm_member_pin_peek,
    .prepare = cm_pin_prepare,
    .gather = gather,
    .apply = remove_member};

/* ---- dissolve ---- */

static enum cm_status
gather_group(struct cm_case *c)
{
	struct cm_family_group *g = cm_arena_alloc(c->arena, sizeof *g);
	enum cm_status st = cm_case_line(c);

	c->state = g;
	if (st == CM_OK)
		st = cm_identity_gather(c);
	return st == CM_OK ? cm_family_gather_group(c, g) : st;
}

/* With the last member the group itself ends. */
static enum cm_status
leave_all(struct cm_case *c, const struct cm_family_group *g)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < g->rows.n; i++)
		if (cm_family_is_open(&g->rows.rows[i]) && !cm_family_is_main(&g->rows.rows[i]))
			st = cm_family_leave(c, g, &g->rows.rows[i], c->now);
	return st;
}

static enum cm_status
dissolve(struct cm_case *c)
{
	struct cm_family_group *g = c->state;
	struct cm_str before;
	enum cm_status st = cm_family_members(c, g, &before);

	if (st == CM_OK)
		st = leave_all(c, g);
	return st == CM_OK ? cm_family_out_members(c, g, before) : st;
}

const struct cm_flow cm_flow_family_dissolve = {.policy = "family",
    .gate = "dissolve",
    .facts = facts,
    .helpers = helpers,
    .services = true,
    .peek = cm_pin_peek,
    .prepare = cm_pin_prepare,
    .gather = gather_group,
    .apply = dissolve};

/* ---- a line is terminated ---- */

enum cm_status
cm_family_terminate(struct cm_case *c)
{
	struct cm_families own;
	struct cm_family *open;
	struct cm_family_group g = {0};
	enum cm_status st = cm_families_of(c->store, c->op.part, c->op.line, &own, c->arena, c->diag);

	open = st == CM_OK ? cm_family_open(&own) : NULL;
	if (!open)
		return st;
	st = cm_family_read_of(c, open, &g);
	if (st != CM_OK)
		return st;
	cm_change_note(c, "in_family", CM_STR("true"), CM_STR("false"));
	if (cm_family_is_main(open))
		return leave_all(c, &g);
	for (unsigned i = 0; i < g.rows.n; i++)
		if (g.rows.rows[i].part == open->part && g.rows.rows[i].line == open->line && cm_family_is_open(&g.rows.rows[i]))
			return cm_family_leave(c, &g, &g.rows.rows[i], c->now);
	return CM_OK;
}
