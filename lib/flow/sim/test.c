/*
 * cm-sim test: deck 1.6 step 5 (row S28), as far as a store can tell: whether the number, the line, its SIM and their
 * states agree. Reads only. What is wrong first is told: without the number nothing else can be right.
 */
#include "flow/sim/sim.h"

#include "base/banned.h"

enum {
	ICCID,
	TEST_RESULT
};

static const char *const facts[] = {"iccid", "test_result", NULL};

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
	return (c->new_status ? c->new_status : c->account.status) == CM_LINE_ACTIVE ? "ok" : "line_state";
}

enum cm_status
cm_sim_test(struct cm_case *c, struct cm_str in_hand, struct cm_sim *sim, const char **result)
{
	enum cm_status st = CM_OK;

	*sim = (struct cm_sim){0};
	if (c->line.iccid.n)
		st = cm_sim_get(c->store, c->line.iccid, sim, c->arena, c->diag);
	*result = result_of(c, in_hand, sim);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
gather(struct cm_case *c)
{
	const char *result;
	struct cm_sim sim;
	enum cm_status st = cm_case_line_or_former(c);

	if (st == CM_OK)
		st = cm_case_load_line(c);
	if (st != CM_OK || !c->has_line)
		return st;
	st = cm_sim_test(c, cm_get_text(c, ICCID), &sim, &result);
	if (c->line.iccid.n)
		cm_sim_state(c, &sim);
	cm_set_text(c, TEST_RESULT, cm_str(result));
	cm_out_text(c, "test_result", cm_str(result));
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	(void)c;
	return CM_OK;
}

const struct cm_flow cm_flow_sim_test = {.policy = "sim",
    .gate = "test",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_sim_names, NULL},
    .gather = gather,
    .apply = apply};
