/*
 * What a file of the catalogue says in figures: prices, packs, items, limits, and the messages that order them. Called by
 * services.c for each file.
 */
#include "base/money.h"
#include "base/po.h"
#include "policy/entry.h"
#include "policy/load.h"
#include "policy/name.h"
#include "policy/services_load.h"

#include "base/banned.h"

/* ---- figures ---- */

const struct cm_yaml *
cm_service_figure(struct cm_services_reading *l, const struct cm_yaml *y, const char *what, const char *const *keys)
{
	struct cm_service_figure *f;

	if (!y || !cm_yaml_is(y, CM_YAML_MAP, what, l->diag))
		return NULL;
	cm_yaml_only(y, keys, l->diag);
	f = cm_arena_alloc(l->arena, sizeof *f);
	f->what = what;
	f->pos = y->pos;
	f->source = cm_yaml_str(y, "source", l->diag);
	f->note = cm_yaml_str(y, "note", l->diag);
	f->assumed = cm_yaml_bool(y, "assumed", l->diag);
	*l->last = f;
	l->last = &f->next;
	return y;
}

static const char *
numbered(struct cm_services_reading *l, const char *what, const struct cm_yaml *entry, const char *key)
{
	const struct cm_yaml *id = entry->kind == CM_YAML_MAP ? cm_yaml_get(entry, key) : NULL;

	return id && id->kind == CM_YAML_SCALAR
	    ? cm_arena_printf(l->arena, "%s %.*s", what, (int)id->text.n, id->text.p)
	    : what;
}

/* fee: {value: …} and the like. */
static const struct cm_yaml *
value_of(struct cm_services_reading *l, const struct cm_yaml *root, const char *key)
{
	static const char *const keys[] = {"value", CM_FIGURE_KEYS, NULL};

	return cm_service_figure(l, cm_yaml_get(root, key), key, keys);
}

/* ---- rates ---- */

static const char *const measures[] = {"kb", "seconds", "count", NULL};
static const enum cm_measure measured[] = {CM_M_KB, CM_M_SECONDS, CM_M_COUNT};

/* measure, per, price, round. Without a price it has none, where that may be. */
static void
parse_rate(
    struct cm_services_reading *l, struct cm_rate *r, const struct cm_yaml *y, const char *what, bool may_be_blank)
{
	static const char *const rounds[] = {"up", "down", NULL};
	struct cm_str measure;

	if (may_be_blank && !cm_yaml_get(y, "price"))
		return;
	measure = cm_entry_word(y, "measure", measures, what, l->diag);
	for (unsigned i = 0; measures[i]; i++)
		if (cm_str_is(measure, measures[i]))
			r->measure = measured[i];
	r->per = cm_entry_int(y, "per", 1, INT64_MAX, what, l->diag);
	r->price = cm_entry_money(y, "price", what, l->diag);
	r->round_down = cm_str_is(cm_entry_word(y, "round", rounds, what, l->diag), "down");
	r->source = cm_yaml_str(y, "source", l->diag);
	r->assumed = cm_yaml_bool(y, "assumed", l->diag);
}

static void
parse_one_rate(struct cm_services_reading *l, struct cm_rate *r, const struct cm_yaml *root, const char *key)
{
	static const char *const keys[] = {"measure", "per", "price", "round", CM_FIGURE_KEYS, NULL};
	const struct cm_yaml *y = cm_service_figure(l, cm_yaml_get(root, key), key, keys);

	if (y)
		parse_rate(l, r, y, key, false);
}

static void
parse_rates(struct cm_services_reading *l, const struct cm_yaml *root)
{
	static const char *const keys[] = {"destination", "measure", "per", "price", "round", CM_FIGURE_KEYS, NULL};
	const struct cm_fact *destinations = cm_fact_of_values(l->vocabulary, "destination");
	const struct cm_yaml *list = cm_entry_list(root, "rates", NULL, l->diag);
	struct cm_rate *r;

	if (!list)
		return;
	l->s->rates = r = cm_arena_alloc(l->arena, (list->n + 1) * sizeof *r);
	for (const struct cm_yaml *m = list->first; m; m = m->next) {
		const char *what = numbered(l, "rate", m, "destination");
		const struct cm_yaml *y = cm_service_figure(l, m, what, keys), *to;

		if (!y)
			continue;
		to = cm_yaml_get(y, "destination");
		if (!to)
			cm_diag_add(
			    l->diag, CM_ERROR, y->pos, "policy.blank", "%s must name its %s", what, "destination");
		else if (cm_value_check(destinations, to, "destination", l->diag))
			r->destination = to->text;
		for (unsigned i = 0; i < l->s->nrates; i++)
			if (cm_str_eq(l->s->rates[i].destination, r->destination))
				cm_load_duplicate(l->diag, y, "rate", r->destination, l->s->pos);
		parse_rate(l, r++, y, what, true);
		l->s->nrates++;
	}
}

/* ---- tiers and items ---- */

/* zh and en beside other keys; neither: no name. */
static void
parse_name(struct cm_services_reading *l, struct cm_text *name, const struct cm_yaml *y, bool must)
{
	if (must || cm_yaml_get(y, "zh") || cm_yaml_get(y, "en"))
		cm_text_parse(name, y, l->arena, l->diag);
}

static void
parse_tier(struct cm_services_reading *l, struct cm_tier *t, const struct cm_yaml *y, const char *what)
{
	static const char *const use_keys[] = {"measure", "per", "price", "round", NULL};
	const struct cm_yaml *includes = cm_yaml_get(y, "includes"), *use = cm_yaml_get(y, "use");

	t->id = cm_yaml_str(y, "id", l->diag);
	if (!t->id.n)
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.id", "a tier needs an id: its monthly price, or a word");
	for (unsigned i = 0; i < l->s->ntiers; i++)
		if (cm_str_eq(l->s->tiers[i].id, t->id))
			cm_load_duplicate(l->diag, y, "tier", t->id, l->s->pos);
	parse_name(l, &t->name, y, false);
	t->fee = cm_entry_money(y, "fee", what, l->diag);
	if (includes && includes->kind == CM_YAML_SCALAR && cm_str_is(includes->text, "unlimited"))
		t->includes = -1;
	else if (includes)
		t->includes = cm_entry_int(y, "includes", 0, INT64_MAX, NULL, l->diag);
	if (use && cm_yaml_is(use, CM_YAML_MAP, "use", l->diag)) {
		cm_yaml_only(use, use_keys, l->diag);
		parse_rate(l, &t->use, use, what, false);
	}
	t->source = t->use.source = cm_yaml_str(y, "source", l->diag);
	t->assumed = t->use.assumed = cm_yaml_bool(y, "assumed", l->diag);
}

static void
parse_tiers(struct cm_services_reading *l, const struct cm_yaml *root)
{
	static const char *const keys[] = {"id", "zh", "en", "fee", "includes", "use", CM_FIGURE_KEYS, NULL};
	const struct cm_yaml *list = cm_entry_list(root, "tiers", NULL, l->diag);
	struct cm_tier *t;

	if (!list)
		return;
	l->s->tiers = t = cm_arena_alloc(l->arena, (list->n + 1) * sizeof *t);
	for (const struct cm_yaml *m = list->first; m; m = m->next) {
		const char *what = numbered(l, "tier", m, "id");

		if (!cm_service_figure(l, m, what, keys))
			continue;
		parse_tier(l, t++, m, what);
		l->s->ntiers++;
	}
}

static void
parse_items(struct cm_services_reading *l, const struct cm_yaml *root)
{
	static const char *const keys[] = {"id", "zh", "en", "code", "fee", CM_FIGURE_KEYS, NULL};
	const struct cm_yaml *list = cm_entry_list(root, "items", NULL, l->diag);
	struct cm_service_item *item;

	if (!list)
		return;
	l->s->items = item = cm_arena_alloc(l->arena, (list->n + 1) * sizeof *item);
	for (const struct cm_yaml *m = list->first; m; m = m->next) {
		if (!cm_service_figure(l, m, numbered(l, "item", m, "id"), keys))
			continue;
		item->id = cm_yaml_str(m, "id", l->diag);
		if (!cm_name_is_id(item->id))
			cm_diag_add(l->diag, CM_ERROR, m->pos, "policy.id",
			    "an item needs an id: lower-case letters, digits, _ - and points");
		if (cm_service_item(l->s, item->id))
			cm_load_duplicate(l->diag, m, "item", item->id, l->s->pos);
		item->code = cm_yaml_str(m, "code", l->diag);
		if (item->code.n && cm_service_item(l->s, item->code))
			cm_load_duplicate(l->diag, m, "item", item->code, l->s->pos);
		parse_name(l, &item->name, m, true);
		item->fee = cm_entry_money(m, "fee", NULL, l->diag);
		item->source = cm_yaml_str(m, "source", l->diag);
		item->assumed = cm_yaml_bool(m, "assumed", l->diag);
		item++;
		l->s->nitems++;
	}
}

/* ---- prices ---- */

static bool
has_price(const struct cm_service *s)
{
	return s->fee >= 0 || s->use.measure || s->nrates || s->ntiers || s->nitems || s->other_from >= 0;
}

/* A blank is never a zero: what is sold has a price, or says why it has none. */
static void
check_price(struct cm_services_reading *l, const struct cm_yaml *root)
{
	struct cm_service *s = l->s;
	bool packs = false;

	for (unsigned i = 0; i < s->ntiers; i++)
		packs = packs || (s->tiers[i].includes > 0 && !s->tiers[i].use.measure);
	if (s->unpriced.zh.n && has_price(s))
		cm_diag_add(
		    l->diag, CM_ERROR, root->pos, "policy.conflict", "it has a price and says that it has none");
	if (!cm_str_is(s->status, "active"))
		return;
	if (!s->unpriced.zh.n && !has_price(s))
		cm_diag_add(l->diag, CM_ERROR, root->pos, "policy.blank",
		    "an active service must name a price, or say under unpriced why it has none");
	if (packs && !s->beyond.measure && !s->use.measure && !s->nrates)
		cm_diag_add(l->diag, CM_ERROR, root->pos, "policy.blank",
		    "a service with packs must name beyond: what costs what a pack does not include");
	if (has_price(s) && !s->bill_item.n)
		cm_diag_add(l->diag, CM_ERROR, root->pos, "policy.blank", "%s must name its %s", _("an active service"),
		    "bill");
}

static void
parse_limits(struct cm_services_reading *l, const struct cm_yaml *root)
{
	static const char *const cap_keys[] = {"fee", "volume", CM_FIGURE_KEYS, NULL};
	static const char *const other_keys[] = {"from", "to", CM_FIGURE_KEYS, NULL};
	struct cm_service *s = l->s;
	const struct cm_yaml *y;
	int64_t day;

	s->size_max = s->cap_fee = s->cap_volume = s->other_from = s->other_to = -1;
	if ((y = value_of(l, root, "half_from"))) {
		day = cm_entry_int(y, "value", 2, INT64_MAX, "half_from", l->diag);
		if (day > 28)
			cm_diag_add(
			    l->diag, CM_ERROR, y->pos, "policy.value", "half_from is a day that every month has");
		s->half_from = day > 0 ? (int)day : 0;
	}
	if ((y = value_of(l, root, "size_max")))
		s->size_max = cm_entry_int(y, "value", 1, INT64_MAX, "size_max", l->diag);
	if ((y = cm_service_figure(l, cm_yaml_get(root, "cap"), "cap", cap_keys))) {
		s->cap_fee = cm_entry_money(y, "fee", NULL, l->diag);
		s->cap_volume = cm_entry_int(y, "volume", 1, INT64_MAX, NULL, l->diag);
	}
	if ((y = cm_service_figure(l, cm_yaml_get(root, "other_items"), "other_items", other_keys))) {
		s->other_items = true;
		s->other_from = cm_entry_money(y, "from", NULL, l->diag);
		s->other_to = cm_entry_money(y, "to", NULL, l->diag);
		if (s->other_to < s->other_from)
			cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.value", "from and to must be in order");
	}
}

void
cm_service_prices(struct cm_services_reading *l, const struct cm_yaml *root)
{
	static const char *const unpriced_keys[] = {"zh", "en", CM_FIGURE_KEYS, NULL};
	struct cm_service *s = l->s;
	const struct cm_yaml *y;

	s->fee = (y = value_of(l, root, "fee")) ? cm_entry_money(y, "value", "fee", l->diag) : -1;
	if ((y = cm_service_figure(l, cm_yaml_get(root, "unpriced"), "unpriced", unpriced_keys)))
		cm_text_parse(&s->unpriced, y, l->arena, l->diag);
	parse_limits(l, root);
	parse_one_rate(l, &s->use, root, "use");
	parse_one_rate(l, &s->beyond, root, "beyond");
	parse_rates(l, root);
	parse_tiers(l, root);
	parse_items(l, root);
	check_price(l, root);
}

/* ---- messages ---- */

static bool
holds(struct cm_str text, const char *place)
{
	return memmem(text.p, text.n, place, strlen(place)) != NULL;
}

/* Which tier or item a message is about: named beside it, or at a place in it. */
static void
parse_command(struct cm_services_reading *l, struct cm_sms_command *c, const struct cm_yaml *y)
{
	static const char *const does[] = {"subscribe", "cancel", "menu", NULL};
	struct cm_str verb = cm_entry_word(y, "does", does, _("a command"), l->diag);

	c->does = cm_str_is(verb, "cancel") ? CM_CMD_CANCEL : cm_str_is(verb, "menu") ? CM_CMD_MENU : CM_CMD_SUBSCRIBE;
	c->to = cm_yaml_str(y, "to", l->diag);
	c->text = cm_yaml_str(y, "text", l->diag);
	c->tier = cm_yaml_str(y, "tier", l->diag);
	c->item = cm_yaml_str(y, "item", l->diag);
	c->source = cm_yaml_str(y, "source", l->diag);
	c->assumed = cm_yaml_bool(y, "assumed", l->diag);
	if (!c->to.n || !c->text.n)
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.blank", "%s must name its %s", _("a command"),
		    c->to.n ? "text" : "to");
	else if (holds(c->text, "{tier}") + holds(c->text, "{item}") + (c->tier.n != 0) + (c->item.n != 0) > 1)
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.conflict",
		    "a command stands for one tier or item, which it has at {tier} or {item} or names beside it");
	if (c->tier.n && !cm_service_tier(l->s, c->tier))
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.unknown-value", "there is no tier %.*s", (int)c->tier.n,
		    c->tier.p);
	if (c->item.n && !cm_service_item(l->s, c->item))
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.unknown-value", "there is no item %.*s", (int)c->item.n,
		    c->item.p);
}

void
cm_service_commands(struct cm_services_reading *l, const struct cm_yaml *root)
{
	static const char *const keys[] = {"to", "text", "tier", "item", "does", CM_FIGURE_KEYS, NULL};
	const struct cm_yaml *list = cm_entry_list(root, "commands", NULL, l->diag);
	struct cm_sms_command *c;

	if (!list)
		return;
	l->s->commands = c = cm_arena_alloc(l->arena, (list->n + 1) * sizeof *c);
	for (const struct cm_yaml *m = list->first; m; m = m->next)
		if (cm_service_figure(l, m, numbered(l, "command", m, "text"), keys))
			parse_command(l, &c[l->s->ncommands++], m);
}
