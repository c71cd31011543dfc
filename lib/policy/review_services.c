/*
 * cm-policy check and assumptions of the catalogue: what its loader lets pass, since a command can work with it, but nobody
 * should leave so.
 */
#include "base/po.h"
#include "policy/review.h"

#include "base/banned.h"

static void
no_source(struct cm_diag *d, struct cm_pos pos, struct cm_str of, const char *what)
{
	cm_diag_add(d, CM_ERROR, pos, "policy.no-source", "%.*s %s has neither a source nor assumed: true", (int)of.n,
	    of.p, what);
}

static void
check_named(const struct cm_services *all, const struct cm_service *s, const struct cm_str *names, unsigned n,
    struct cm_diag *d)
{
	for (unsigned i = 0; i < n; i++)
		if (!cm_services_find(all, names[i]))
			cm_diag_add(d, CM_ERROR, s->pos, "policy.unknown-value", "there is no file of the service %.*s",
			    (int)names[i].n, names[i].p);
}

static bool
names_price(const struct cm_service *s)
{
	for (unsigned i = 0; i < s->nitems; i++)
		if (s->items[i].fee >= 0)
			return true;
	return s->fee >= 0 || s->use.measure || s->nrates || s->ntiers || s->other_from >= 0;
}

static void
check_service(const struct cm_services *all, const struct cm_service *s, struct cm_diag *d)
{
	if (!s->source.p && !s->assumed)
		no_source(d, s->pos, s->id, _("as a whole"));
	for (const struct cm_service_figure *f = s->figures; f; f = f->next)
		if (!f->source.p && !f->assumed)
			no_source(d, f->pos, s->id, f->what);
	check_named(all, s, s->with, s->nwith, d);
	check_named(all, s, s->excludes, s->nexcludes, d);
	check_named(all, s, s->includes, s->nincludes, d);
	if (cm_str_is(s->status, "draft") && names_price(s))
		cm_diag_add(d, CM_WARNING, s->pos, "policy.draft-price",
		    "%.*s is a draft and names a price: nobody is told it until the service is active", (int)s->id.n,
		    s->id.p);
}

void
cm_services_check(const struct cm_services *all, const struct cm_vocabulary *v, struct cm_diag *d)
{
	int slot = cm_vocabulary_slot(v, CM_STR("services"));

	for (unsigned i = 0; i < all->n; i++)
		check_service(all, &all->services[i], d);
	for (unsigned i = 0; all->n && slot >= 0 && i < v->facts[slot].nvalues; i++) {
		const struct cm_enum_value *ev = &v->facts[slot].values[i];

		if (!ev->nof && !cm_services_find(all, ev->name)) /* what certain commands alone take is none */
			cm_diag_add(d, CM_WARNING, v->facts[slot].pos, "policy.no-service",
			    "the service %.*s has no file in services", (int)ev->name.n, ev->name.p);
	}
}

void
cm_campaigns_check(const struct cm_campaigns *all, struct cm_diag *d)
{
	for (unsigned i = 0; i < all->n; i++)
		if (!all->campaigns[i].source.p && !all->campaigns[i].assumed)
			no_source(d, all->campaigns[i].pos, all->campaigns[i].id, _("among the campaigns"));
}

void
cm_campaigns_assumptions(const struct cm_campaigns *all, void (*fn)(void *, const struct cm_assumption *), void *ctx)
{
	for (unsigned i = 0; i < all->n; i++) {
		struct cm_assumption as = {"campaign", all->campaigns[i].id, {NULL, 0}, all->campaigns[i].pos, ""};

		if (all->campaigns[i].assumed)
			fn(ctx, &as);
	}
}

void
cm_contacts_check(const struct cm_contacts *all, struct cm_diag *d)
{
	for (unsigned i = 0; i < all->n; i++)
		if (!all->contacts[i].name.source.p && !all->contacts[i].name.assumed)
			no_source(d, all->contacts[i].name.pos, all->contacts[i].id, _("among the contacts"));
}

void
cm_services_assumptions(const struct cm_services *all, void (*fn)(void *, const struct cm_assumption *), void *ctx)
{
	for (unsigned i = 0; i < all->n; i++) {
		const struct cm_service *s = &all->services[i];
		struct cm_assumption as = {"service", s->id, {NULL, 0}, s->pos, ""};

		if (s->assumed)
			fn(ctx, &as);
		for (const struct cm_service_figure *f = s->figures; f; f = f->next) {
			as = (struct cm_assumption){"service", s->id, f->note, f->pos, f->what};
			if (f->assumed)
				fn(ctx, &as);
		}
	}
}
