/*
 * cm-vas show: the sheet of a service, a row for each of its thirteen headings, those that are absent named as such; and
 * without a service what there is in the catalogue. Reads only; drafts are shown as what they are.
 */
#include "flow/offer.h"
#include "flow/service.h"

#include "base/banned.h"

enum {
	SERVICE,
	HEADING,
	LANG
};

static const char *const facts[] = {"service", "heading", "lang", NULL};

static enum cm_status
gather(struct cm_case *c)
{
	if (cm_known(c, SERVICE))
		cm_service_facts(c, cm_services_find(c->services, cm_get_text(c, SERVICE)));
	return CM_OK;
}

/* ---- the catalogue ---- */

static struct cm_str
with_number(struct cm_case *c, const struct cm_sms_command *command)
{
	return cm_str(cm_arena_printf(
	    c->arena, "%.*s > %.*s", (int)command->text.n, command->text.p, (int)command->to.n, command->to.p));
}

/* What one can say to order it; empty lists are left out. */
static void
out_choices(struct cm_case *c, const struct cm_service *s)
{
	unsigned most = s->ntiers + s->nitems + s->ncommands, n = 0;
	struct cm_str *names = cm_arena_alloc(c->arena, (most + 1) * sizeof *names);

	for (unsigned i = 0; i < s->ntiers; i++)
		names[i] = s->tiers[i].id;
	if (s->ntiers)
		cm_out_list(c, "tiers", names, s->ntiers);
	for (unsigned i = 0; i < s->nitems; i++)
		names[i] = s->items[i].id;
	if (s->nitems)
		cm_out_list(c, "items", names, s->nitems);
	for (unsigned i = 0; i < s->ncommands; i++)
		names[n++] = with_number(c, &s->commands[i]);
	if (n)
		cm_out_list(c, "commands", names, n);
}

static enum cm_status
out_service(struct cm_case *c, const struct cm_service *s)
{
	cm_out_text(c, "service", s->id);
	cm_out_text(c, "service_name", cm_offer_text(c, &s->name));
	cm_out_text(c, "service_status", s->status);
	if (s->fee >= 0)
		cm_out_money(c, "monthly_fee", s->fee);
	out_choices(c, s);
	if (s->nneeds)
		cm_out_list(c, "needs", s->needs, s->nneeds);
	if (s->nwith)
		cm_out_list(c, "needs_services", s->with, s->nwith);
	if (s->nexcludes)
		cm_out_list(c, "excludes", s->excludes, s->nexcludes);
	if (s->nincludes)
		cm_out_list(c, "includes", s->includes, s->nincludes);
	return c->emit(c);
}

/* ---- a sheet ---- */

static enum cm_status
out_heading(struct cm_case *c, const struct cm_service *s, int i)
{
	const struct cm_fact *heading = &c->policy->vocabulary->facts[c->slots[HEADING]];
	struct cm_str name = cm_str(cm_headings[i]), text = cm_offer_text(c, &s->sheet[i]);

	cm_out_text(c, "service", s->id);
	cm_out_text(c, "service_status", s->status);
	cm_out_text(c, "heading", name);
	for (unsigned v = 0; v < heading->nvalues; v++)
		if (cm_str_eq(heading->values[v].name, name))
			name = cm_str_is(cm_get_text(c, LANG), "en") ? heading->values[v].en : heading->values[v].zh;
	cm_out_text(c, "heading_name", name);
	cm_out_bool(c, "absent", !text.n);
	if (text.n)
		cm_out_text(c, "text", text);
	return c->emit(c);
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct cm_service *s = cm_services_find(c->services, cm_get_text(c, SERVICE));
	enum cm_status st = CM_OK;

	for (int i = 0; st == CM_OK && s && i < CM_HEADINGS; i++)
		st = out_heading(c, s, i);
	for (unsigned i = 0; st == CM_OK && !s && i < c->services->n; i++)
		st = out_service(c, &c->services->services[i]);
	return st;
}

const struct cm_flow cm_flow_vas_show = {.policy = "vas",
    .gate = "show",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_service_names, cm_offer_names, NULL},
    .services = true,
    .no_store = true,
    .gather = gather,
    .apply = apply};
