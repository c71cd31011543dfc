/*
 * Plans on sale: every file of policies/offers. Called once per run, by flows that sell or price; fees are figures that
 * customers are told, so a plan on sale that leaves one blank is an error and never a zero.
 */
#include "base/money.h"
#include "policy/file.h"
#include "policy/load.h"
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

/* One of a few words; the first is told when it is none. */
static struct cm_str
one_of(const struct cm_yaml *e, const char *key, const char *const *words, bool needed, struct cm_diag *d)
{
	const struct cm_yaml *y = cm_yaml_get(e, key);
	struct cm_nearest near = {0};

	if (!y) {
		if (needed)
			cm_diag_add(d, CM_ERROR, e->pos, "policy.blank", "%s is missing", key);
		return (struct cm_str){NULL, 0};
	}
	if (!cm_yaml_is(y, CM_YAML_SCALAR, key, d))
		return (struct cm_str){NULL, 0};
	near.wanted = y->text;
	for (const char *const *w = words; *w; w++) {
		if (cm_str_is(y->text, *w))
			return y->text;
		cm_nearest_try(&near, cm_str(*w));
	}
	cm_diag_add(d, CM_ERROR, y->pos, "policy.value", "%s cannot be %.*s%s", key, (int)y->text.n, y->text.p,
	    cm_nearest_hint(&near, d->arena));
	return (struct cm_str){NULL, 0};
}

static int64_t
money(const struct cm_yaml *e, const char *key, bool needed, struct cm_diag *d)
{
	const struct cm_yaml *y = cm_yaml_get(e, key);
	int64_t fen = -1;

	if (!y) {
		if (needed)
			cm_diag_add(d, CM_ERROR, e->pos, "policy.blank", "a plan on sale must name its %s", key);
		return -1;
	}
	if (cm_yaml_is(y, CM_YAML_SCALAR, key, d) && (!cm_money_parse(y->text, &fen) || fen < 0))
		cm_diag_add(d, CM_ERROR, cm_yaml_at(y, 0), "policy.value",
		    "%s is an amount in yuan with at most two decimals, such as 50.00", key);
	return fen;
}

bool
cm_value_check(const struct cm_fact *of, const struct cm_yaml *y, const char *what, struct cm_diag *d)
{
	struct cm_nearest near = {.wanted = y->text};

	if (!cm_yaml_is(y, CM_YAML_SCALAR, what, d))
		return false;
	for (unsigned i = 0; of && i < of->nvalues; i++) {
		if (cm_str_eq(of->values[i].name, y->text))
			return true;
		cm_nearest_try(&near, of->values[i].name);
	}
	if (of)
		cm_diag_add(d, CM_ERROR, y->pos, "policy.unknown-value", "there is no %s %.*s%s", what, (int)y->text.n,
		    y->text.p, cm_nearest_hint(&near, d->arena));
	return !of;
}

static void
free_services(struct shelf *s, struct cm_offer *o, const struct cm_yaml *e, bool needed)
{
	const struct cm_yaml *y = cm_yaml_get(e, "free_services");
	struct cm_str *free;

	if (!y && needed)
		cm_diag_add(s->diag, CM_ERROR, e->pos, "policy.blank",
		    "a plan on sale must name its free_services ([] for none)");
	if (!y || !cm_yaml_is(y, CM_YAML_LIST, "free_services", s->diag))
		return;
	o->free_services = free = cm_arena_alloc(s->arena, (y->n + 1) * sizeof *free);
	for (const struct cm_yaml *m = y->first; m; m = m->next)
		if (cm_value_check(s->services, m, "service", s->diag))
			free[o->nfree++] = m->text;
}

static void
offer_text(
    struct cm_text *t, const struct cm_yaml *e, const char *key, bool needed, struct cm_arena *a, struct cm_diag *d)
{
	static const char *const keys[] = {"zh", "en", NULL};
	const struct cm_yaml *y = cm_yaml_get(e, key);

	if (!y && needed)
		cm_diag_add(d, CM_ERROR, e->pos, "policy.blank", "a plan on sale must name its %s", key);
	if (!y || !cm_yaml_is(y, CM_YAML_MAP, key, d))
		return;
	cm_yaml_only(y, keys, d);
	cm_text_parse(t, y, a, d);
}

static void
parse_offer(struct shelf *s, const struct cm_yaml *e, struct cm_str brand)
{
	static const char *const keys[] = {"id", "name", "status", "monthly_fee", "price_out_min", "price_in_min",
	    "free_services", "prepay_min", "card_fee", "fee_rule", "effective", "min_spend", "meant_for", "assumed",
	    "source", "note", "effective_from", NULL};
	static const char *const statuses[] = {"draft", "active", "retired", NULL};
	static const char *const effects[] = {"now", "next_month", NULL};
	struct cm_offer *o;
	bool sold;

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
	o->status = one_of(e, "status", statuses, true, s->diag);
	sold = cm_str_is(o->status, "active");
	o->effective = one_of(e, "effective", effects, sold, s->diag);
	o->source = cm_yaml_str(e, "source", s->diag);
	o->assumed = cm_yaml_bool(e, "assumed", s->diag);
	offer_text(&o->name, e, "name", true, s->arena, s->diag);
	offer_text(&o->fee_rule, e, "fee_rule", sold, s->arena, s->diag);
	offer_text(&o->meant_for, e, "meant_for", sold, s->arena, s->diag);
	o->monthly_fee = money(e, "monthly_fee", sold, s->diag);
	o->price_out_min = money(e, "price_out_min", sold, s->diag);
	o->price_in_min = money(e, "price_in_min", sold, s->diag);
	o->prepay_min = money(e, "prepay_min", sold, s->diag);
	o->card_fee = money(e, "card_fee", sold, s->diag);
	o->min_spend = money(e, "min_spend", sold, s->diag);
	free_services(s, o, e, sold);
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

const struct cm_fact *
cm_fact_of_values(const struct cm_vocabulary *v, const char *id)
{
	int slot = cm_vocabulary_slot(v, cm_str(id));

	return slot < 0 || !v->facts[slot].nvalues ? NULL : &v->facts[slot];
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
