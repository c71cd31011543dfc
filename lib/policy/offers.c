/*
 * Plans on sale: every file of policies/offers. Called once per run, by flows that sell or price; fees are figures that
 * customers are told, so a plan on sale that leaves one blank is an error and never a zero.
 */
#include "base/po.h"
#include "policy/entry.h"
#include "policy/file.h"
#include "policy/name.h"
#include "policy/offers.h"

#include "base/banned.h"

struct shelf {
	struct cm_offer *offers;
	unsigned n;
	const struct cm_fact *brand, *services; /* whose values are the brands and services; NULL: any */
	struct cm_arena *arena;
	struct cm_diag *diag;
};

static const char *const first_months[] = {"whole", "prorated", "free", NULL};

static enum cm_first_month
first_month(struct cm_str word)
{
	return cm_str_is(word, "prorated") ? CM_FIRST_PRORATED : cm_str_is(word, "free") ? CM_FIRST_FREE : CM_FIRST_WHOLE;
}

static void
parse_offer(struct shelf *s, const struct cm_yaml *e, struct cm_str brand)
{
	static const char *const keys[] = {"id", "name", "status", "monthly_fee", "price_out_min", "price_in_min",
	    "free_services", "prepay_min", "card_fee", "fee_rule", "first_month", "effective", "min_spend", "meant_for", "assumed",
	    "source", "note", "effective_from", NULL};
	static const char *const effects[] = {"now", "next_month", NULL};
	struct cm_offer *o;
	const char *sold; /* who must leave no blank; NULL: it is not on sale */

	if (!cm_yaml_is(e, CM_YAML_MAP, "an offer", s->diag))
		return;
	cm_yaml_only(e, keys, s->diag);
	o = &s->offers[s->n];
	o->pos = e->pos;
	o->brand = brand;
	o->id = cm_yaml_str(e, "id", s->diag);
	if (!cm_name_is_id(o->id))
		cm_diag_add(s->diag, CM_ERROR, e->pos, "policy.id",
		    "an offer needs an id: lower-case letters, digits, _ - and points");
	for (unsigned i = 0; i < s->n; i++)
		if (cm_str_eq(s->offers[i].id, o->id))
			cm_diag_add(s->diag, CM_ERROR, e->pos, "policy.duplicate",
			    "an offer %.*s is there already, in %s:%u", (int)o->id.n, o->id.p, s->offers[i].pos.file,
			    s->offers[i].pos.line);
	o->status = cm_entry_status(e, _("a plan"), s->diag);
	sold = cm_str_is(o->status, "active") ? _("a plan on sale") : NULL;
	o->effective = cm_entry_word(e, "effective", effects, sold, s->diag);
	o->first_month = first_month(cm_entry_word(e, "first_month", first_months, sold, s->diag));
	o->source = cm_yaml_str(e, "source", s->diag);
	o->assumed = cm_yaml_bool(e, "assumed", s->diag);
	cm_entry_text(&o->name, e, "name", _("a plan"), s->arena, s->diag);
	cm_entry_text(&o->fee_rule, e, "fee_rule", sold, s->arena, s->diag);
	cm_entry_text(&o->meant_for, e, "meant_for", sold, s->arena, s->diag);
	o->monthly_fee = cm_entry_money(e, "monthly_fee", sold, s->diag);
	o->price_out_min = cm_entry_money(e, "price_out_min", sold, s->diag);
	o->price_in_min = cm_entry_money(e, "price_in_min", sold, s->diag);
	o->prepay_min = cm_entry_money(e, "prepay_min", sold, s->diag);
	o->card_fee = cm_entry_money(e, "card_fee", sold, s->diag);
	o->min_spend = cm_entry_money(e, "min_spend", sold, s->diag);
	o->free_services = cm_entry_values(e, "free_services", s->services, "service", &o->nfree, s->arena, s->diag);
	if (sold && !cm_yaml_get(e, "free_services"))
		cm_diag_add(s->diag, CM_ERROR, e->pos, "policy.blank",
		    "a plan on sale must name its free_services ([] for none)");
	s->n++;
}

static void
parse_file(struct shelf *s, const struct cm_yaml *root)
{
	static const char *const keys[] = {"policy", "brand", "title", "source", "note", "offers", NULL};
	const struct cm_yaml *brand = cm_yaml_get(root, "brand"), *list = cm_yaml_get(root, "offers");
	struct cm_offer *more;

	if (!cm_yaml_is(root, CM_YAML_MAP, "the file", s->diag))
		return;
	cm_yaml_only(root, keys, s->diag);
	if (!brand || !list) {
		cm_diag_add(
		    s->diag, CM_ERROR, root->pos, "policy.missing-key", "%s is missing", brand ? "offers" : "brand");
		return;
	}
	if (!cm_yaml_is(brand, CM_YAML_SCALAR, "brand", s->diag) || !cm_yaml_is(list, CM_YAML_LIST, "offers", s->diag))
		return;
	cm_value_check(s->brand, brand, "brand", s->diag);
	more = cm_arena_alloc(s->arena, (s->n + list->n + 1) * sizeof *more);
	if (s->n)
		memcpy(more, s->offers, s->n * sizeof *more);
	s->offers = more;
	for (const struct cm_yaml *e = list->first; e; e = e->next)
		parse_offer(s, e, brand->text);
}

enum cm_status
cm_offers_load(struct cm_offers **out, const struct cm_vocabulary *v, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_diag own;
	const char *dir = cm_arena_printf(a, "%s/offers", v->dir), *const * names;
	struct shelf s = {.brand = cm_fact_of_values(v, "brand"),
	    .services = cm_fact_of_values(v, "services"),
	    .arena = a,
	    .diag = &own};
	unsigned errors = d->errors, n;
	struct cm_offers *all = cm_arena_alloc(a, sizeof *all);
	enum cm_status st = cm_file_list(&names, dir, &n, a, d);

	*out = NULL;
	if (st != CM_OK)
		return st;
	for (unsigned i = 0; i < n; i++) {
		const char *path = cm_arena_printf(a, "%s/%s.yaml", dir, names[i]);
		struct cm_yaml *root;

		cm_diag_begin_file(&own, d->arena);
		if (cm_yaml_load(&root, path, NULL, a, &own) == CM_OK)
			parse_file(&s, root);
		cm_diag_end_file(d, &own, path);
	}
	if (d->errors != errors)
		return CM_CONFIG;
	all->offers = s.offers;
	all->n = s.n;
	*out = all;
	return CM_OK;
}

const struct cm_offer *
cm_offers_find(const struct cm_offers *all, struct cm_str id)
{
	for (unsigned i = 0; i < all->n; i++)
		if (cm_str_eq(all->offers[i].id, id))
			return &all->offers[i];
	return NULL;
}
