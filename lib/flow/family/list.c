/* cm-family list: the lines of a group, by the number of any of them. Reads only. */
#include "flow/family/family.h"

#include "base/banned.h"

enum {
	MAIN_FAMILY
};

static const char *const facts[] = {"main_family", NULL};

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_family_group *g = cm_arena_alloc(c->arena, sizeof *g);
	struct cm_families own = {0};
	const struct cm_family *open = NULL;
	enum cm_status st = cm_case_line(c);

	c->state = g;
	if (st == CM_OK && c->has_account)
		st = cm_families_of(c->store, c->account.part, c->account.line, &own, c->arena, c->diag);
	if (st != CM_OK || !c->has_account)
		return st;
	open = cm_family_open(&own);
	cm_set_text(c, MAIN_FAMILY, cm_family_place(open));
	return open ? cm_family_read_of(c, open, g) : CM_OK;
}

static enum cm_status
put(struct cm_case *c, const struct cm_family *f, struct cm_str main_number)
{
	bool pending = cm_str_is(f->state, "pending");
	struct cm_line line;
	enum cm_status st = cm_family_line(c, f->part, f->line, &line);

	if (st != CM_OK)
		return st;
	cm_out_text(c, "main", main_number);
	cm_out_text(c, "role", cm_family_is_main(f) ? CM_STR("main") : CM_STR("member"));
	cm_out_text(c, "member", line.msisdn);
	cm_out_text(c, "offer", f->offer);
	cm_out_text(c, "state", pending ? CM_STR("pendingActive") : f->state);
	cm_out_time(c, pending ? "consent_due" : "effective_by", pending ? f->until : f->effective);
	cm_out_order(c, "of_order", f->group_part, f->seq);
	return c->emit(c);
}

/* The main line first. */
static enum cm_status
apply(struct cm_case *c)
{
	const struct cm_family_group *g = c->state;
	struct cm_line line;
	enum cm_status st = cm_family_line(c, g->main->part, g->main->line, &line);

	if (st == CM_OK)
		st = put(c, g->main, line.msisdn);
	for (unsigned i = 0; st == CM_OK && i < g->rows.n; i++)
		if (cm_family_is_open(&g->rows.rows[i]) && !cm_family_is_main(&g->rows.rows[i]))
			st = put(c, &g->rows.rows[i], line.msisdn);
	return st;
}

const struct cm_flow cm_flow_family_list = {.policy = "family",
    .gate = "list",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_family_names, NULL},
    .gather = gather,
    .apply = apply};
