/*
 * cm-sim test: deck 1.6 step 5 (row S28), as far as a store can tell: whether the number, the line, its SIM and their
 * states agree. Reads only. What is wrong first is told: without the number nothing else can be right.
 */
#include "flow/sim.h"

#include "base/banned.h"

static const char *const facts[] = {NULL};

static const char *
result_of(const struct cm_case *c, struct cm_str in_hand, const struct cm_sim *sim)
{
	if (!cm_str_eq(c->line.msisdn, cm_name_get_text(c, "msisdn")))
		return "number";
	if (!c->line.iccid.n)
		return "sim_missing";
	if (in_hand.n && !cm_str_eq(in_hand, c->line.iccid))
		return "sim_other";
	if (!sim->iccid.n || sim->name.state != CM_NAME_IN_USE)
		return "sim_state";
	if (sim->name.part != c->account.part || sim->name.line != c->account.line)
		return "sim_owner";
	return c->account.status == CM_LINE_ACTIVE ? "ok" : "line_state";
}

enum cm_status
cm_sim_test(struct cm_case *c, struct cm_str in_hand)
{
	struct cm_sim sim = {0};
	enum cm_status st = cm_case_load_line(c);

	if (st == CM_OK && c->has_line && c->line.iccid.n)
		st = cm_sim_find(c, c->line.iccid, &sim);
	if (st == CM_OK && c->has_line)
		cm_name_text(c, "test_result", cm_str(result_of(c, in_hand, &sim)));
	return st;
}

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = cm_sim_line(c);

	if (st == CM_OK)
		st = cm_sim_test(c, cm_name_get_text(c, "iccid"));
	if (st == CM_OK && cm_name_known(c, "test_result"))
		cm_out_text(c, "test_result", cm_name_get_text(c, "test_result"));
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	(void)c;
	return CM_OK;
}

const struct cm_flow cm_flow_sim_test = {
    .policy = "sim", .gate = "test", .facts = facts, .gather = gather, .apply = apply};
