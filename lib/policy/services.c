/*
 * The catalogue: every file of policies/services. Called once per run, by flows that sell, price or charge. What is wrong
 * with a file is told all at once; what only the whole catalogue shows (an item that is freed, two services ordered by one
 * message) when all files are read.
 */
#include "base/money.h"
#include "base/po.h"
#include "policy/contacts.h"
#include "policy/entry.h"
#include "policy/file.h"
#include "policy/load.h"
#include "policy/name.h"
#include "policy/services.h"

#include "base/banned.h"

const char *const cm_headings[CM_HEADINGS + 1] = {"what", "for_whom", "when", "opening", "points", "offers", "open",
    "cancel", "price", "problems", "handling", "tell", "bill", NULL};

#define FIGURE_KEYS "source", "assumed", "note"

struct load {
	const struct cm_vocabulary *vocabulary;
	const struct cm_fact *services; /* whose values are the services; NULL: any */
	const struct cm_contacts *contacts;
	struct cm_service *s; /* of the file that is read */
	struct cm_arena *arena;
	struct cm_diag *diag;
};

/* ---- figures ---- */

/* A map with these keys, of which cm-policy check wants a source. NULL: it is not there, or no map. */
static const struct cm_yaml *
figure(struct load *l, const struct cm_yaml *y, const char *what, const char *const *keys)
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
	f->next = l->s->figures;
	l->s->figures = f;
	return y;
}

static const char *
numbered(struct load *l, const char *what, const struct cm_yaml *entry, const char *key)
{
	const struct cm_yaml *id = entry->kind == CM_YAML_MAP ? cm_yaml_get(entry, key) : NULL;

	return id && id->kind == CM_YAML_SCALAR ? cm_arena_printf(l->arena, "%s %s", what, id->text.p) : what;
}

/* A whole number from least on. */
static int64_t
number(struct load *l, const struct cm_yaml *e, const char *key, int64_t least, const char *must)
{
	const struct cm_yaml *y = cm_yaml_get(e, key);
	int64_t n = -1;

	if (!y && must)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.blank", "%s must name its %s", must, key);
	if (!y || !cm_yaml_is(y, CM_YAML_SCALAR, key, l->diag))
		return -1;
	if (cm_int_parse(y->text, &n) && n >= least)
		return n;
	cm_diag_add(l->diag, CM_ERROR, cm_yaml_at(y, 0), "policy.value", "%s is a whole number from %lld on", key,
	    (long long)least);
	return -1;
}

/* fee: {value: …} and the like. */
static const struct cm_yaml *
value_of(struct load *l, const struct cm_yaml *root, const char *key)
{
	static const char *const keys[] = {"value", FIGURE_KEYS, NULL};

	return figure(l, cm_yaml_get(root, key), key, keys);
}

/* ---- rates ---- */

static const char *const measures[] = {"kb", "seconds", "count", NULL};
static const enum cm_measure measured[] = {CM_M_KB, CM_M_SECONDS, CM_M_COUNT};

/* measure, per, price, round. Without a price it has none, where that may be. */
static void
parse_rate(struct load *l, struct cm_rate *r, const struct cm_yaml *y, const char *what, bool may_be_blank)
{
	static const char *const rounds[] = {"up", "down", NULL};
	struct cm_str measure;

	if (may_be_blank && !cm_yaml_get(y, "price"))
		return;
	measure = cm_entry_word(y, "measure", measures, what, l->diag);
	for (unsigned i = 0; measures[i]; i++)
		if (cm_str_is(measure, measures[i]))
			r->measure = measured[i];
	r->per = number(l, y, "per", 1, what);
	r->price = cm_entry_money(y, "price", what, l->diag);
	r->round_down = cm_str_is(cm_entry_word(y, "round", rounds, what, l->diag), "down");
	r->source = cm_yaml_str(y, "source", l->diag);
	r->assumed = cm_yaml_bool(y, "assumed", l->diag);
}

static void
parse_one_rate(struct load *l, struct cm_rate *r, const struct cm_yaml *root, const char *key)
{
	static const char *const keys[] = {"measure", "per", "price", "round", FIGURE_KEYS, NULL};
	const struct cm_yaml *y = figure(l, cm_yaml_get(root, key), key, keys);

	if (y)
		parse_rate(l, r, y, key, false);
}

/* The members of a list, if it is there; their number decides how much room their structs get. */
static const struct cm_yaml *
list_of(struct load *l, const struct cm_yaml *root, const char *key)
{
	const struct cm_yaml *y = cm_yaml_get(root, key);

	return y && cm_yaml_is(y, CM_YAML_LIST, key, l->diag) ? y : NULL;
}

static void
parse_rates(struct load *l, const struct cm_yaml *root)
{
	static const char *const keys[] = {"destination", "measure", "per", "price", "round", FIGURE_KEYS, NULL};
	const struct cm_fact *destinations = cm_fact_of_values(l->vocabulary, "destination");
	const struct cm_yaml *list = list_of(l, root, "rates");
	struct cm_rate *r;

	if (!list)
		return;
	l->s->rates = r = cm_arena_alloc(l->arena, (list->n + 1) * sizeof *r);
	for (const struct cm_yaml *m = list->first; m; m = m->next) {
		const char *what = numbered(l, "rate", m, "destination");
		const struct cm_yaml *y = figure(l, m, what, keys), *to;

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
parse_name(struct load *l, struct cm_text *name, const struct cm_yaml *y, bool must)
{
	if (must || cm_yaml_get(y, "zh") || cm_yaml_get(y, "en"))
		cm_text_parse(name, y, l->arena, l->diag);
}

static void
parse_tier(struct load *l, struct cm_tier *t, const struct cm_yaml *y, const char *what)
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
		t->includes = number(l, y, "includes", 0, NULL);
	if (use && cm_yaml_is(use, CM_YAML_MAP, "use", l->diag)) {
		cm_yaml_only(use, use_keys, l->diag);
		parse_rate(l, &t->use, use, what, false);
	}
	t->source = t->use.source = cm_yaml_str(y, "source", l->diag);
	t->assumed = t->use.assumed = cm_yaml_bool(y, "assumed", l->diag);
}

static void
parse_tiers(struct load *l, const struct cm_yaml *root)
{
	static const char *const keys[] = {"id", "zh", "en", "fee", "includes", "use", FIGURE_KEYS, NULL};
	const struct cm_yaml *list = list_of(l, root, "tiers");
	struct cm_tier *t;

	if (!list)
		return;
	l->s->tiers = t = cm_arena_alloc(l->arena, (list->n + 1) * sizeof *t);
	for (const struct cm_yaml *m = list->first; m; m = m->next) {
		const char *what = numbered(l, "tier", m, "id");

		if (!figure(l, m, what, keys))
			continue;
		parse_tier(l, t++, m, what);
		l->s->ntiers++;
	}
}

static void
parse_items(struct load *l, const struct cm_yaml *root)
{
	static const char *const keys[] = {"id", "zh", "en", "code", "fee", FIGURE_KEYS, NULL};
	const struct cm_yaml *list = list_of(l, root, "items");
	struct cm_service_item *item;

	if (!list)
		return;
	l->s->items = item = cm_arena_alloc(l->arena, (list->n + 1) * sizeof *item);
	for (const struct cm_yaml *m = list->first; m; m = m->next) {
		if (!figure(l, m, numbered(l, "item", m, "id"), keys))
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

/* ---- messages ---- */

static bool
holds(struct cm_str text, const char *place)
{
	return memmem(text.p, text.n, place, strlen(place)) != NULL;
}

/* Which tier or item a message is about: named beside it, or at a place in it. */
static void
parse_command(struct load *l, struct cm_sms_command *c, const struct cm_yaml *y)
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

static void
parse_commands(struct load *l, const struct cm_yaml *root)
{
	static const char *const keys[] = {"to", "text", "tier", "item", "does", FIGURE_KEYS, NULL};
	const struct cm_yaml *list = list_of(l, root, "commands");
	struct cm_sms_command *c;

	if (!list)
		return;
	l->s->commands = c = cm_arena_alloc(l->arena, (list->n + 1) * sizeof *c);
	for (const struct cm_yaml *m = list->first; m; m = m->next)
		if (figure(l, m, numbered(l, "command", m, "text"), keys))
			parse_command(l, &c[l->s->ncommands++], m);
}

/* ---- the sheet ---- */

/* Each heading is in the sheet or said to be absent. */
static void
parse_sheet(struct load *l, const struct cm_yaml *root)
{
	const struct cm_yaml *sheet = cm_yaml_get(root, "sheet"), *absent = list_of(l, root, "absent");
	bool missing[CM_HEADINGS] = {false};

	for (const struct cm_yaml *m = absent ? absent->first : NULL; m; m = m->next) {
		struct cm_nearest near = {.wanted = m->text};
		int i = 0;

		while (i < CM_HEADINGS && !(m->kind == CM_YAML_SCALAR && cm_str_is(m->text, cm_headings[i])))
			cm_nearest_try(&near, cm_str(cm_headings[i++]));
		if (i < CM_HEADINGS)
			missing[i] = true;
		else
			cm_diag_add(l->diag, CM_ERROR, m->pos, "policy.unknown-value", "there is no heading %.*s%s",
			    (int)m->text.n, m->text.p, cm_nearest_hint(&near, l->arena));
	}
	if (sheet && cm_yaml_is(sheet, CM_YAML_MAP, "sheet", l->diag))
		cm_yaml_only(sheet, cm_headings, l->diag);
	else
		sheet = NULL;
	for (int i = 0; i < CM_HEADINGS; i++) {
		if (sheet)
			cm_entry_text(&l->s->sheet[i], sheet, cm_headings[i], NULL, l->arena, l->diag);
		cm_contacts_fill(l->contacts, &l->s->sheet[i], l->arena, l->diag);
		if (!l->s->sheet[i].zh.n == !missing[i])
			cm_diag_add(l->diag, CM_ERROR, sheet ? sheet->pos : root->pos, "policy.blank",
			    "%s must stand in the sheet or among the absent headings, and not in both", cm_headings[i]);
	}
}

static void
parse_bill(struct load *l, const struct cm_yaml *root, const char *key, struct cm_str *item, struct cm_text *name)
{
	static const char *const keys[] = {"item", "zh", "en", FIGURE_KEYS, NULL};
	const struct cm_yaml *y = figure(l, cm_yaml_get(root, key), key, keys);

	if (!y)
		return;
	*item = cm_yaml_str(y, "item", l->diag);
	if (!cm_name_is_word(*item))
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.id",
		    "a bill's item is a word: lower-case letters, digits and _");
	parse_name(l, name, y, true);
}

/* ---- what it needs and frees ---- */

static const struct cm_str *
facts_that_must_be_true(struct load *l, const struct cm_yaml *root, unsigned *n)
{
	const struct cm_yaml *list = list_of(l, root, "needs");
	struct cm_str *names;

	if (!list)
		return NULL;
	names = cm_arena_alloc(l->arena, (list->n + 1) * sizeof *names);
	for (const struct cm_yaml *m = list->first; m; m = m->next) {
		int slot = cm_fact_named(m, l->vocabulary, l->diag);

		if (slot >= 0 && l->vocabulary->facts[slot].type != CM_T_BOOL)
			cm_diag_add(l->diag, CM_ERROR, m->pos, "policy.type", "%.*s is not true or false",
			    (int)m->text.n, m->text.p);
		else if (slot >= 0)
			names[(*n)++] = m->text;
	}
	return names;
}

static void
parse_relations(struct load *l, const struct cm_yaml *root)
{
	struct cm_service *s = l->s;

	s->needs = facts_that_must_be_true(l, root, &s->nneeds);
	s->with = cm_entry_values(root, "with", l->services, "service", &s->nwith, l->arena, l->diag);
	s->excludes = cm_entry_values(root, "excludes", l->services, "service", &s->nexcludes, l->arena, l->diag);
	s->frees = cm_entry_values(root, "frees", NULL, "a service", &s->nfrees, l->arena, l->diag);
}

/* ---- prices ---- */

static bool
has_price(const struct cm_service *s)
{
	return s->fee >= 0 || s->use.measure || s->nrates || s->ntiers || s->nitems || s->other_from >= 0;
}

/* A blank is never a zero: what is sold has a price, or says why it has none. */
static void
check_price(struct load *l, const struct cm_yaml *root)
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
parse_limits(struct load *l, const struct cm_yaml *root)
{
	static const char *const cap_keys[] = {"fee", "volume", FIGURE_KEYS, NULL};
	static const char *const other_keys[] = {"from", "to", FIGURE_KEYS, NULL};
	struct cm_service *s = l->s;
	const struct cm_yaml *y;
	int64_t day;

	s->size_max = s->cap_fee = s->cap_volume = s->other_from = s->other_to = -1;
	if ((y = value_of(l, root, "half_from"))) {
		day = number(l, y, "value", 2, "half_from");
		if (day > 28)
			cm_diag_add(
			    l->diag, CM_ERROR, y->pos, "policy.value", "half_from is a day that every month has");
		s->half_from = day > 0 ? (int)day : 0;
	}
	if ((y = value_of(l, root, "size_max")))
		s->size_max = number(l, y, "value", 1, "size_max");
	if ((y = figure(l, cm_yaml_get(root, "cap"), "cap", cap_keys))) {
		s->cap_fee = cm_entry_money(y, "fee", NULL, l->diag);
		s->cap_volume = number(l, y, "volume", 1, NULL);
	}
	if ((y = figure(l, cm_yaml_get(root, "other_items"), "other_items", other_keys))) {
		s->other_items = true;
		s->other_from = cm_entry_money(y, "from", NULL, l->diag);
		s->other_to = cm_entry_money(y, "to", NULL, l->diag);
		if (s->other_to < s->other_from)
			cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.value", "from and to must be in order");
	}
}

static void
parse_prices(struct load *l, const struct cm_yaml *root)
{
	static const char *const unpriced_keys[] = {"zh", "en", FIGURE_KEYS, NULL};
	struct cm_service *s = l->s;
	const struct cm_yaml *y;

	s->fee = (y = value_of(l, root, "fee")) ? cm_entry_money(y, "value", "fee", l->diag) : -1;
	if ((y = figure(l, cm_yaml_get(root, "unpriced"), "unpriced", unpriced_keys)))
		cm_text_parse(&s->unpriced, y, l->arena, l->diag);
	parse_limits(l, root);
	parse_one_rate(l, &s->use, root, "use");
	parse_one_rate(l, &s->beyond, root, "beyond");
	parse_rates(l, root);
	parse_tiers(l, root);
	parse_items(l, root);
	check_price(l, root);
}

/* ---- a file, and all of them ---- */

static void
parse_head(struct load *l, const struct cm_yaml *root, const char *file)
{
	static const char *const statuses[] = {"draft", "active", "retired", NULL};
	const struct cm_yaml *id = cm_yaml_get(root, "service");
	struct cm_service *s = l->s;

	s->pos = root->pos;
	s->id = cm_str(file);
	if (!id)
		cm_diag_add(l->diag, CM_ERROR, root->pos, "policy.missing-key", "%s is missing", "service");
	else if (cm_value_check(l->services, id, "service", l->diag) && !cm_str_is(id->text, file))
		cm_diag_add(l->diag, CM_ERROR, id->pos, "policy.value", "the service %.*s stands in %.*s.yaml",
		    (int)id->text.n, id->text.p, (int)id->text.n, id->text.p);
	for (unsigned i = 0; l->services && i < l->services->nvalues; i++) {
		const struct cm_enum_value *v = &l->services->values[i];

		if (cm_str_eq(v->name, s->id))
			s->name = (struct cm_text){.zh = v->zh.p ? v->zh : v->name, .en = v->en.p ? v->en : v->name};
	}
	s->status = cm_entry_word(root, "status", statuses, _("a service"), l->diag);
	s->source = cm_yaml_str(root, "source", l->diag);
	s->assumed = cm_yaml_bool(root, "assumed", l->diag);
}

static void
parse_file(struct load *l, const struct cm_yaml *root, const char *file)
{
	static const char *const keys[] = {"policy", "service", "status", "source", "assumed", "note", "bill",
	    "items_bill", "sheet", "absent", "needs", "with", "excludes", "frees", "unpriced", "fee", "half_from",
	    "cap", "size_max", "use", "beyond", "rates", "tiers", "items", "other_items", "commands", NULL};

	if (!cm_yaml_is(root, CM_YAML_MAP, "the file", l->diag))
		return;
	cm_yaml_only(root, keys, l->diag);
	parse_head(l, root, file);
	parse_bill(l, root, "bill", &l->s->bill_item, &l->s->bill_name);
	l->s->items_bill_item = l->s->bill_item;
	l->s->items_bill_name = l->s->bill_name;
	parse_bill(l, root, "items_bill", &l->s->items_bill_item, &l->s->items_bill_name);
	parse_sheet(l, root);
	parse_relations(l, root);
	parse_prices(l, root);
	parse_commands(l, root); /* which name tiers and items */
}

/* What is freed must be there. */
static void
check_frees(const struct cm_services *all, const struct cm_service *s, struct cm_diag *d)
{
	for (unsigned i = 0; i < s->nfrees; i++) {
		struct cm_str name = s->frees[i], item = {NULL, 0};
		const char *slash = memchr(name.p, '/', name.n);
		const struct cm_service *freed;

		if (slash) {
			item = (struct cm_str){slash + 1, (size_t)(name.p + name.n - slash - 1)};
			name.n = (size_t)(slash - name.p);
		}
		freed = cm_services_find(all, name);
		if (!freed || (slash && !cm_service_item(freed, item)))
			cm_diag_add(d, CM_ERROR, s->pos, "policy.unknown-value",
			    "frees %.*s, of which there is no file or item", (int)s->frees[i].n, s->frees[i].p);
	}
}

static void
check_commands(const struct cm_services *all, const struct cm_service *s, struct cm_diag *d)
{
	for (unsigned i = 0; i < s->ncommands; i++)
		for (const struct cm_service *o = all->services; o <= s; o++)
			for (unsigned k = 0; k < (o == s ? i : o->ncommands); k++)
				if (cm_str_eq(s->commands[i].to, o->commands[k].to) &&
				    cm_str_eq(s->commands[i].text, o->commands[k].text))
					cm_load_duplicate(d, &(struct cm_yaml){.pos = s->pos}, "command",
					    s->commands[i].text, o->pos);
}

enum cm_status
cm_services_load(struct cm_services **out, const struct cm_vocabulary *v, struct cm_arena *a, struct cm_diag *d)
{
	const char *dir = cm_arena_printf(a, "%s/services", v->dir), *const * names;
	struct load l = {.vocabulary = v, .services = cm_fact_of_values(v, "services"), .arena = a, .diag = d};
	unsigned errors = d->errors, n;
	struct cm_services *all = cm_arena_alloc(a, sizeof *all);
	struct cm_contacts *contacts;
	enum cm_status st = cm_file_list(&names, dir, &n, a, d);
	struct cm_yaml *root;

	*out = NULL;
	if (st == CM_OK)
		st = cm_contacts_load(&contacts, v, a, d);
	if (st != CM_OK)
		return st;
	l.contacts = contacts;
	all->services = l.s = cm_arena_alloc(a, (n + 1) * sizeof *l.s);
	for (unsigned i = 0; i < n; i++, l.s++, all->n++)
		if (cm_yaml_load(&root, cm_arena_printf(a, "%s/%s.yaml", dir, names[i]), NULL, a, d) == CM_OK)
			parse_file(&l, root, names[i]);
	for (unsigned i = 0; d->errors == errors && i < n; i++) {
		check_frees(all, &all->services[i], d);
		check_commands(all, &all->services[i], d);
	}
	if (d->errors != errors)
		return CM_CONFIG;
	*out = all;
	return CM_OK;
}

/* ---- looking up ---- */

const struct cm_service *
cm_services_find(const struct cm_services *all, struct cm_str id)
{
	for (unsigned i = 0; i < all->n; i++)
		if (cm_str_eq(all->services[i].id, id))
			return &all->services[i];
	return NULL;
}

const struct cm_tier *
cm_service_tier(const struct cm_service *s, struct cm_str id)
{
	for (unsigned i = 0; i < s->ntiers; i++)
		if (cm_str_eq(s->tiers[i].id, id))
			return &s->tiers[i];
	return NULL;
}

const struct cm_service_item *
cm_service_item(const struct cm_service *s, struct cm_str id)
{
	for (unsigned i = 0; id.n && i < s->nitems; i++)
		if (cm_str_eq(s->items[i].id, id) || cm_str_eq(s->items[i].code, id))
			return &s->items[i];
	return NULL;
}

bool
cm_service_sold(const struct cm_service *s)
{
	return s && cm_str_is(s->status, "active");
}

bool
cm_service_frees(const struct cm_service *s, struct cm_str service, struct cm_str item)
{
	for (unsigned i = 0; i < s->nfrees; i++) {
		struct cm_str f = s->frees[i];

		if (cm_str_eq(f, service) ||
		    (item.n && f.n == service.n + 1 + item.n && memcmp(f.p, service.p, service.n) == 0 &&
			f.p[service.n] == '/' && memcmp(f.p + service.n + 1, item.p, item.n) == 0))
			return true;
	}
	return false;
}
