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

/* Items that the monthly run makes itself: a service's charges under such a name would be taken for them. */
static void
check_item(const struct cm_service *s, struct cm_str item, struct cm_diag *d)
{
	static const char *const own[] = {"monthly_fee", "min_spend", "advance", "advance_back", "voice", "voice_out", "voice_in"};

	for (unsigned i = 0; i < sizeof own / sizeof *own; i++)
		if (cm_str_is(item, own[i]))
			cm_diag_add(d, CM_ERROR, s->pos, "policy.reserved",
			    "%.*s is charged under %s, which is an item of the monthly run", (int)s->id.n, s->id.p, own[i]);
}

/* ---- what services are to each other ---- */

/* The services that one names: those that it includes, takes or frees. Items of its own are not itself. */
struct relation {
	const char *what;
	const struct cm_str *(*names)(const struct cm_service *, unsigned *n);
};

static const struct cm_str *
included(const struct cm_service *s, unsigned *n)
{
	*n = s->nincludes;
	return s->includes;
}

static const struct cm_str *
taken(const struct cm_service *s, unsigned *n)
{
	*n = s->nwith;
	return s->with;
}

static const struct cm_str *
freed(const struct cm_service *s, unsigned *n)
{
	*n = s->nfrees;
	return s->frees;
}

/* Whether a service names another one, or one that it names does, and so on; steps: how far at most. */
static bool
leads(const struct cm_services *all, const struct relation *r, const struct cm_service *from, struct cm_str to, unsigned steps)
{
	unsigned n;
	const struct cm_str *names = r->names(from, &n);

	for (unsigned i = 0; i < n; i++) {
		const char *slash = memchr(names[i].p, '/', names[i].n); /* an item of it */
		const struct cm_service *next = cm_services_find(
		    all, (struct cm_str){names[i].p, slash ? (size_t)(slash - names[i].p) : names[i].n});

		if (cm_str_eq(names[i], to) || (next && next != from && steps && leads(all, r, next, to, steps - 1)))
			return true;
	}
	return false;
}

static void
check_circles(const struct cm_services *all, const struct cm_service *s, struct cm_diag *d)
{
	static const struct relation relations[] = {{"includes", included}, {"with", taken}, {"frees", freed}};

	for (unsigned i = 0; i < sizeof relations / sizeof *relations; i++)
		if (leads(all, &relations[i], s, s->id, 4))
			cm_diag_add(d, CM_ERROR, s->pos, "policy.circle", "%.*s leads back to itself by %s", (int)s->id.n, s->id.p,
			    relations[i].what);
}

static void
check_excludes(const struct cm_service *s, struct cm_diag *d)
{
	for (unsigned i = 0; i < s->nexcludes; i++) {
		bool taken_too = false;

		for (unsigned k = 0; k < s->nwith; k++)
			taken_too |= cm_str_eq(s->with[k], s->excludes[i]);
		if (taken_too || cm_str_eq(s->excludes[i], s->id))
			cm_diag_add(d, CM_ERROR, s->pos, "policy.conflict", "%.*s excludes %.*s, and cannot be had without it", (int)s->id.n,
			    s->id.p, (int)s->excludes[i].n, s->excludes[i].p);
	}
}

/* A message without a place in it that orders one service, and is what another one's stands for, too. */
static void
check_messages(const struct cm_services *all, const struct cm_service *s, struct cm_diag *d)
{
	for (unsigned i = 0; i < s->ncommands; i++)
		for (unsigned o = 0; o < all->n; o++)
			for (unsigned k = 0; k < all->services[o].ncommands; k++) {
				const struct cm_service *other = &all->services[o];

				if (other == s || !cm_service_understands(other, &other->commands[k], &s->commands[i]))
					continue;
				cm_diag_add(d, CM_ERROR, s->pos, "policy.conflict", "%.*s orders %.*s, and is %.*s of %.*s as well",
				    (int)s->commands[i].text.n, s->commands[i].text.p, (int)s->id.n, s->id.p,
				    (int)other->commands[k].text.n, other->commands[k].text.p, (int)other->id.n, other->id.p);
			}
}

static void
check_service(const struct cm_services *all, const struct cm_service *s, struct cm_diag *d)
{
	if (!s->source.p && !s->assumed)
		no_source(d, s->pos, s->id, _("as a whole"));
	for (const struct cm_service_figure *f = s->figures; f; f = f->next)
		if (!f->source.p && !f->assumed)
			no_source(d, f->pos, s->id, f->what);
	check_item(s, s->bill_item, d);
	if (!cm_str_eq(s->items_bill_item, s->bill_item))
		check_item(s, s->items_bill_item, d);
	check_named(all, s, s->with, s->nwith, d);
	check_named(all, s, s->excludes, s->nexcludes, d);
	check_named(all, s, s->includes, s->nincludes, d);
	check_circles(all, s, d);
	check_excludes(s, d);
	check_messages(all, s, d);
	if (cm_str_is(s->charges, "voice"))
		cm_diag_add(d, CM_ERROR, s->pos, "policy.reserved", "calls are charged by the plan, and by no service");
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
