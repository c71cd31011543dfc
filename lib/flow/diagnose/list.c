/* cm-diagnose list and services: which faults can be diagnosed, and by which words a report names them. Needs no store. */
#include "flow/diagnose/diagnose.h"
#include "flow/offer.h"

#include "base/banned.h"

enum {
	SERVICE_SAID,
	SERVICE_KNOWN,
	SERVICE_NEAR
};

static const char *const facts[] = {"service_said", "service_known", "service_near", NULL};

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_str said = cm_get_text(c, SERVICE_SAID), nearest = {0};

	cm_set_bool(c, SERVICE_KNOWN, true);
	if (!said.n)
		return CM_OK;
	c->state = (void *)cm_trees_service(c->trees, said, &nearest);
	cm_set_bool(c, SERVICE_KNOWN, c->state != NULL);
	if (!c->state)
		cm_set_text(c, SERVICE_NEAR, nearest);
	return CM_OK;
}

static void
out_service(struct cm_case *c, const struct cm_policy *p)
{
	cm_out_text(c, "service", p->service);
	cm_out_text(c, "service_name", cm_offer_text(c, &p->title));
	cm_out_text(c, "service_status", p->status);
}

static enum cm_status
list(struct cm_case *c)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; i < c->trees->n; i++) {
		const struct cm_policy *p = c->trees->services[i];

		for (unsigned k = 0; st == CM_OK && k < p->ngates && (!c->state || c->state == p); k++) {
			const struct cm_gate *g = &p->gates[k];

			if (!g->tree)
				continue;
			out_service(c, p);
			cm_out_text(c, "symptom", g->id);
			cm_out_text(c, "symptom_name", cm_offer_text(c, &g->tree->symptom));
			if (g->tree->naliases)
				cm_out_list(c, "aliases", g->tree->aliases, g->tree->naliases);
			cm_out_int(c, "step_count", g->nrules);
			st = c->emit(c);
		}
	}
	return st;
}

static enum cm_status
services(struct cm_case *c)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < c->trees->n; i++) {
		const struct cm_policy *p = c->trees->services[i];
		struct cm_str *symptoms = cm_arena_alloc(c->arena, (p->ngates + 1) * sizeof *symptoms);
		unsigned n = 0;

		for (unsigned k = 0; k < p->ngates; k++)
			if (p->gates[k].tree)
				symptoms[n++] = p->gates[k].id;
		out_service(c, p);
		cm_out_list(c, "symptoms", symptoms, n);
		st = c->emit(c);
	}
	return st;
}

const struct cm_flow cm_flow_diagnose_list = {.policy = "diagnose",
    .gate = "list",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_offer_names, NULL},
    .as = (const char *const[]){"service", "service_said", NULL},
    .trees = true,
    .no_store = true,
    .gather = gather,
    .apply = list};

const struct cm_flow cm_flow_diagnose_services = {.policy = "diagnose",
    .gate = "services",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_offer_names, NULL},
    .trees = true,
    .no_store = true,
    .gather = gather,
    .apply = services};
