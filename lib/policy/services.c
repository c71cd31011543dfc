/*
 * The catalogue: every file of policies/services. Called once per run, by flows that sell, price or charge. What is wrong
 * with a file is told all at once; what only the whole catalogue shows (an item that is freed, two services ordered by one
 * message) when all files are read.
 */
#include <strings.h>

#include "base/po.h"
#include "policy/contacts.h"
#include "policy/entry.h"
#include "policy/file.h"
#include "policy/load.h"
#include "policy/name.h"
#include "policy/services_load.h"

#include "base/banned.h"

const char *const cm_headings[CM_HEADINGS + 1] = {"what", "for_whom", "when", "opening", "points", "offers", "open",
    "cancel", "price", "problems", "handling", "tell", "bill", NULL};

/* ---- the sheet ---- */

/* Each heading is in the sheet or said to be absent. */
static void
parse_sheet(struct cm_services_reading *l, const struct cm_yaml *root)
{
	const struct cm_yaml *sheet = cm_yaml_get(root, "sheet"), *absent = cm_entry_list(root, "absent", NULL, l->diag);
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
parse_bill(struct cm_services_reading *l, const struct cm_yaml *root, const char *key, struct cm_str *item,
    struct cm_text *name)
{
	static const char *const keys[] = {"item", "zh", "en", CM_FIGURE_KEYS, NULL};
	const struct cm_yaml *y = cm_service_figure(l, cm_yaml_get(root, key), key, keys);

	if (!y)
		return;
	*item = cm_yaml_str(y, "item", l->diag);
	if (!cm_name_is_word(*item))
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.id",
		    "a bill's item is a word: lower-case letters, digits and _");
	cm_text_parse(name, y, l->arena, l->diag);
}

/* ---- what it needs and frees ---- */

static const struct cm_str *
facts_that_must_be_true(struct cm_services_reading *l, const struct cm_yaml *root, unsigned *n)
{
	const struct cm_yaml *list = cm_entry_list(root, "needs", NULL, l->diag);
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
parse_relations(struct cm_services_reading *l, const struct cm_yaml *root)
{
	struct cm_service *s = l->s;

	s->needs = facts_that_must_be_true(l, root, &s->nneeds);
	s->with = cm_entry_values(root, "with", l->services, "service", &s->nwith, l->arena, l->diag);
	s->excludes = cm_entry_values(root, "excludes", l->services, "service", &s->nexcludes, l->arena, l->diag);
	s->includes = cm_entry_values(root, "includes", l->services, "service", &s->nincludes, l->arena, l->diag);
	s->frees = cm_entry_values(root, "frees", NULL, "a service", &s->nfrees, l->arena, l->diag);
}

/* ---- a file, and all of them ---- */

static void
parse_head(struct cm_services_reading *l, const struct cm_yaml *root, const char *file)
{
	const struct cm_yaml *id = cm_yaml_get(root, "service");
	struct cm_service *s = l->s;

	s->pos = root->pos;
	s->id = cm_str(file);
	l->last = &s->figures;
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
	s->status = cm_entry_status(root, _("a service"), l->diag);
	s->source = cm_yaml_str(root, "source", l->diag);
	s->assumed = cm_yaml_bool(root, "assumed", l->diag);
}

static void
parse_file(struct cm_services_reading *l, const struct cm_yaml *root, const char *file)
{
	static const char *const keys[] = {"policy", "service", "status", "source", "assumed", "note", "charges",
	    "bill", "items_bill", "sheet", "absent", "needs", "with", "excludes", "includes", "frees", "unpriced", "fee",
	    "half_from", "cap", "size_max", "use", "beyond", "rates", "tiers", "items", "other_items", "commands",
	    NULL};
	const struct cm_yaml *charges;

	if (!cm_yaml_is(root, CM_YAML_MAP, "the file", l->diag))
		return;
	cm_yaml_only(root, keys, l->diag);
	parse_head(l, root, file);
	charges = cm_yaml_get(root, "charges");
	if (charges && cm_value_check(cm_fact_of_values(l->vocabulary, "usage_kind"), charges, "kind of use", l->diag))
		l->s->charges = charges->text;
	parse_bill(l, root, "bill", &l->s->bill_item, &l->s->bill_name);
	l->s->items_bill_item = l->s->bill_item;
	l->s->items_bill_name = l->s->bill_name;
	parse_bill(l, root, "items_bill", &l->s->items_bill_item, &l->s->items_bill_name);
	parse_sheet(l, root);
	parse_relations(l, root);
	cm_service_prices(l, root);
	cm_service_commands(l, root); /* which name tiers and items */
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

/* A kind of use is charged once. */
static void
check_charges(const struct cm_services *all, const struct cm_service *s, struct cm_diag *d)
{
	const struct cm_service *first = s->charges.n ? cm_services_charging(all, s->charges) : s;

	if (first != s)
		cm_load_duplicate(d, &(struct cm_yaml){.pos = s->pos}, "charges", s->charges, first->pos);
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
	struct cm_services_reading l = {
	    .vocabulary = v, .services = cm_fact_of_values(v, "services"), .arena = a, .diag = d};
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
		check_charges(all, &all->services[i], d);
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

const struct cm_service *
cm_services_charging(const struct cm_services *all, struct cm_str kind)
{
	for (unsigned i = 0; kind.n && i < all->n; i++)
		if (cm_str_eq(all->services[i].charges, kind))
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

static bool
is_word(struct cm_str word, struct cm_str text)
{
	return word.n == text.n && strncasecmp(word.p, text.p, text.n) == 0;
}

/* Letters as they come: dg#WEATHER is no other subject, whose price nobody knows. */
const struct cm_service_item *
cm_service_item(const struct cm_service *s, struct cm_str id)
{
	for (unsigned i = 0; id.n && i < s->nitems; i++)
		if (is_word(s->items[i].id, id) || is_word(s->items[i].code, id))
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
