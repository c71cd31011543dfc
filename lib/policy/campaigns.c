/*
 * campaigns.yaml into its entries. Called once per run by flows that sell, and by cm-policy check. Which campaigns hold for
 * one order, and what is promised by them, is worked out by lib/flow/campaign.c.
 */
#include "base/date.h"
#include "base/money.h"
#include "policy/campaigns.h"
#include "policy/entry.h"
#include "policy/load.h"
#include "policy/name.h"

#include "base/banned.h"

struct load {
	struct cm_campaign *all;
	unsigned n;
	const struct cm_vocabulary *vocabulary;
	const struct cm_services *services;
	struct cm_arena *arena;
	struct cm_diag *diag;
};

static int
number(const struct load *l, const struct cm_yaml *e, const char *key, int least, int most, int otherwise)
{
	int64_t n = cm_entry_int(e, key, least, most, NULL, l->diag);

	return n < 0 ? otherwise : (int)n;
}

static void
parse_credit(struct load *l, struct cm_credit *c, const struct cm_yaml *y)
{
	static const char *const keys[] = {"amount", "month", "from", "by", NULL};
	const struct cm_yaml *amount;

	if (!cm_yaml_is(y, CM_YAML_MAP, "a credit", l->diag))
		return;
	cm_yaml_only(y, keys, l->diag);
	amount = cm_yaml_get(y, "amount");
	c->fee = amount && amount->kind == CM_YAML_SCALAR && cm_str_is(amount->text, "fee");
	if (!c->fee)
		c->amount = cm_entry_money(y, "amount", "a credit", l->diag);
	c->month = number(l, y, "month", 0, 60, 0);
	c->from = number(l, y, "from", 1, 31, 1);
	c->by = number(l, y, "by", 1, 31, 31);
	if (c->from > c->by)
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.value", "a credit cannot be due before it may be given");
}

#define SHORTEST 28 /* days of a month, at least */

/* A promise is known by its order, its campaign and its last day. What begins with the order may be put off to that day. */
static bool
may_be_due_together(const struct cm_credit *a, const struct cm_credit *b)
{
	return a->month == b->month && (!a->month || a->by == b->by || (a->by >= SHORTEST && b->by >= SHORTEST));
}

static void
parse_credits(struct load *l, struct cm_campaign *c, const struct cm_yaml *e)
{
	const struct cm_yaml *y = cm_entry_list(e, "credits", NULL, l->diag);
	struct cm_credit *all;

	if (!y)
		return;
	c->credits = all = cm_arena_alloc(l->arena, (y->n + 1) * sizeof *all);
	for (const struct cm_yaml *m = y->first; m; m = m->next) {
		parse_credit(l, &all[c->ncredits], m);
		for (unsigned i = 0; i < c->ncredits; i++)
			if (may_be_due_together(&all[i], &all[c->ncredits]))
				cm_diag_add(l->diag, CM_ERROR, m->pos, "policy.value",
				    "two credits of a campaign cannot be due on the same day, and these may be: make one of them");
		c->ncredits++;
	}
}

/* SERVICE:TIER of the catalogue. */
static void
parse_gives(struct load *l, struct cm_campaign *c, const struct cm_yaml *e)
{
	const struct cm_yaml *y = cm_yaml_get(e, "gives");
	const struct cm_service *s;
	const char *colon;

	if (!y || !cm_yaml_is(y, CM_YAML_SCALAR, "gives", l->diag))
		return;
	colon = memchr(y->text.p, ':', y->text.n);
	c->service = (struct cm_str){y->text.p, colon ? (size_t)(colon - y->text.p) : y->text.n};
	c->tier = colon ? (struct cm_str){colon + 1, y->text.n - c->service.n - 1} : CM_STR("");
	s = l->services ? cm_services_find(l->services, c->service) : NULL;
	if (l->services && (!s || (c->tier.n && !cm_service_tier(s, c->tier))))
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.unknown-value", "no service has %.*s", (int)y->text.n, y->text.p);
}

static void
parse_campaign(struct load *l, const struct cm_yaml *e)
{
	static const char *const keys[] = {
	    "id", "when", "source", "assumed", "note", "stackable", "once", "lapses", "gift", "gives", "credits", NULL};
	const struct cm_yaml *when;
	struct cm_campaign *c = &l->all[l->n];

	if (!cm_yaml_is(e, CM_YAML_MAP, "a campaign", l->diag))
		return;
	cm_yaml_only(e, keys, l->diag);
	c->pos = e->pos;
	c->id = cm_yaml_str(e, "id", l->diag);
	if (!cm_name_is_id(c->id))
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.id", "a campaign needs an id: lower-case letters, digits, _ - and points");
	for (unsigned i = 0; i < l->n; i++)
		if (cm_str_eq(l->all[i].id, c->id))
			cm_load_duplicate(l->diag, e, "campaign", c->id, l->all[i].pos);
	c->source = cm_yaml_str(e, "source", l->diag);
	c->assumed = cm_yaml_bool(e, "assumed", l->diag);
	c->stackable = cm_yaml_bool(e, "stackable", l->diag);
	c->once = cm_yaml_bool(e, "once", l->diag);
	c->lapses = cm_yaml_bool(e, "lapses", l->diag);
	when = cm_yaml_get(e, "when");
	if (!when)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key", "%s is missing", "when");
	else if (cm_yaml_is(when, CM_YAML_SCALAR, "when", l->diag))
		c->when = cm_expr_parse(when->text, cm_yaml_at(when, 0), l->vocabulary, l->arena, l->diag);
	cm_entry_text(&c->gift, e, "gift", NULL, l->arena, l->diag);
	parse_gives(l, c, e);
	parse_credits(l, c, e);
	l->n++;
}

enum cm_status
cm_campaigns_load(struct cm_campaigns **out, const struct cm_vocabulary *v, const struct cm_services *services,
    struct cm_arena *a, struct cm_diag *d)
{
	static const char *const keys[] = {"title", "source", "note", "campaigns", NULL};
	struct load l = {.vocabulary = v, .services = services, .arena = a, .diag = d};
	struct cm_campaigns *all = cm_arena_alloc(a, sizeof *all);
	const struct cm_yaml *root, *list;
	unsigned errors = d->errors;
	enum cm_status st = cm_entry_file(&root, v, "campaigns", keys, a, d);

	*out = all;
	if (st != CM_OK || !root)
		return st;
	list = cm_entry_list(root, "campaigns", NULL, d);
	if (list) {
		l.all = cm_arena_alloc(a, (list->n + 1) * sizeof *l.all);
		for (const struct cm_yaml *e = list->first; e; e = e->next)
			parse_campaign(&l, e);
	}
	all->campaigns = l.all;
	all->n = l.n;
	return d->errors == errors ? CM_OK : CM_CONFIG;
}

const struct cm_campaign *
cm_campaigns_find(const struct cm_campaigns *all, struct cm_str id)
{
	for (unsigned i = 0; i < all->n; i++)
		if (cm_str_eq(all->campaigns[i].id, id))
			return &all->campaigns[i];
	return NULL;
}

void
cm_credit_days(const struct cm_credit *c, int32_t ordered, int32_t *from, int32_t *due)
{
	int32_t first, last;
	int y, m, d;

	cm_day_split(ordered, &y, &m, &d);
	first = cm_day_add_months(ordered - d + 1, c->month);
	last = cm_day_next_month(first) - 1;
	*from = first + c->from - 1;
	*due = first + c->by - 1;
	if (*from > last)
		*from = last;
	if (*due > last)
		*due = last;
	if (*from < ordered)
		*from = ordered;
	if (*due < *from)
		*due = *from;
}
