/*
 * cm-vas suspend, resume and refresh: what staff do to a service without ending it. A refresh is off and on again in the
 * systems outside (rows S75, S76, S95, S97): nothing changes here, but the order is on record.
 */
#include "flow/offer.h"
#include "flow/vas/vas.h"

#include "base/banned.h"

static enum cm_status
gather(struct cm_case *c, const char *does)
{
	enum cm_status st = cm_case_line(c);

	return st == CM_OK ? cm_vas_gather(c, does) : st;
}

/* On record is which of several it was: without an item, or a provider, all of the service. */
static void
out_which(struct cm_case *c, const struct cm_vas *v)
{
	struct cm_str sp = cm_get_text(c, VAS_SP);

	if (v->item_id.n)
		cm_out_text(c, "item", v->item_id);
	if (sp.n)
		cm_out_text(c, "sp", sp);
}

static enum cm_status
set_state(struct cm_case *c, const char *state)
{
	const struct cm_vas *v = c->state;
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < v->nnow; i++) {
		v->now[i]->state = cm_str(state);
		st = cm_subscription_put(c->store, c->op.part, c->op.line, v->now[i], c->diag);
	}
	cm_change_note(c, "state", cm_str_is(cm_str(state), "active") ? CM_STR("suspended") : CM_STR("active"), cm_str(state));
	out_which(c, v);
	cm_out_text(c, "state", cm_str(state));
	return st;
}

static enum cm_status
gather_suspend(struct cm_case *c)
{
	return gather(c, "suspend");
}

static enum cm_status
suspend(struct cm_case *c)
{
	return set_state(c, "suspended");
}

static enum cm_status
gather_resume(struct cm_case *c)
{
	return gather(c, "resume");
}

static enum cm_status
resume(struct cm_case *c)
{
	return set_state(c, "active");
}

static enum cm_status
gather_refresh(struct cm_case *c)
{
	return gather(c, "refresh");
}

static enum cm_status
refresh(struct cm_case *c)
{
	const struct cm_vas *v = c->state;

	out_which(c, v);
	cm_out_text(c, "state", cm_subscription_state(v->now[0], v->today));
	return CM_OK;
}

static const char *const *const helpers[] = {cm_case_line_names, cm_offer_names, NULL};

#define STAFF(verb, find, act)                                                                                         \
	{                                                                                                              \
		.policy = "vas", .gate = verb, .facts = cm_vas_facts, .helpers = helpers, .offers = true,              \
		.services = true, .gather = find, .apply = act                                                         \
	}

const struct cm_flow cm_flow_vas_suspend = STAFF("suspend", gather_suspend, suspend);
const struct cm_flow cm_flow_vas_resume = STAFF("resume", gather_resume, resume);
const struct cm_flow cm_flow_vas_refresh = STAFF("refresh", gather_refresh, refresh);
