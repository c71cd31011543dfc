/*
 * cm-plan show and list: the plan that a line has, with what it brings and whom it is meant for (deck 1.3 step 2, row
 * S13), and the plans on sale. Read only. What is told comes in the deck's order: the month, a minute out, a minute in,
 * what is free.
 */
#include "base/date.h"
#include "flow/plan/plan.h"

#include "base/banned.h"

enum {
	BRAND
};

static const char *const facts[] = {"brand", NULL};

static void
out_offer(struct cm_case *c, const struct cm_offer *offer)
{
	struct cm_str meant_for = cm_offer_text(c, &offer->meant_for);

	cm_out_text(c, "plan", offer->id);
	cm_out_text(c, "plan_name", cm_offer_text(c, &offer->name));
	cm_out_text(c, "brand", offer->brand);
	cm_offer_out(c, offer);
	if (meant_for.n)
		cm_out_text(c, "meant_for", meant_for);
}

/* ---- show ---- */

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_plan_line *line = cm_arena_alloc(c->arena, sizeof *line);
	enum cm_status st = cm_plan_line(c, line);

	c->state = line;
	if (st == CM_OK && c->has_line && c->line.plan.n)
		cm_offer_facts(c, line->offer);
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct cm_plan_line *line = c->state;

	if (line->offer)
		out_offer(c, line->offer);
	else if (c->line.plan.n)
		cm_out_text(c, "plan", c->line.plan);
	if (line->waiting) {
		cm_out_text(c, "waiting_plan", line->waiting->value);
		cm_out_day(c, "waiting_from", cm_time_day(line->waiting->due));
	}
	return CM_OK;
}

const struct cm_flow cm_flow_plan_show = {
    .policy = "plan",
    .gate = "show",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_plan_line_names, cm_offer_names, NULL},
    .offers = true,
    .gather = gather,
    .apply = apply};

/* ---- list ---- */

static enum cm_status
gather_nothing(struct cm_case *c)
{
	(void)c;
	return CM_OK;
}

static enum cm_status
list(struct cm_case *c)
{
	struct cm_str brand = cm_get_text(c, BRAND);
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < c->offers->n; i++) {
		const struct cm_offer *offer = &c->offers->offers[i];

		if (!cm_str_is(offer->status, "active") || (brand.n && !cm_str_eq(brand, offer->brand)))
			continue;
		out_offer(c, offer);
		st = c->emit(c);
	}
	return st;
}

const struct cm_flow cm_flow_plan_list = {.policy = "plan",
    .gate = "list",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_offer_names, NULL},
    .offers = true,
    .no_store = true,
    .gather = gather_nothing,
    .apply = list};
