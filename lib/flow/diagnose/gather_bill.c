/*
 * What a line's bill shows that is out of the ordinary (row S72), and what providers charged that no order and no record
 * stands behind (rows S68 to S70): the bill of the month in question beside those before it, by cm-bill's own rules.
 */
#include "base/money.h"
#include "flow/bill/refund_later.h"
#include "flow/diagnose/diagnose.h"
#include "flow/offer.h"

#include "base/banned.h"

#define MONTHS 24 /* more are not compared with */

/* Facts of bill.yaml that its rules of a row look at, and the trees. */
const char *const cm_diagnose_bill_names[] = {"bill_known", "bill_row", "charged", "item_of_service", "usual", "usual_months", "item_name",
    "month_open", NULL};

/* ---- what is unusual ---- */

struct unusual {
	const struct cm_bill_charge *row; /* the one that is furthest above its usual amount */
	int64_t usual, above, count; /* fen */
	bool compared; /* months enough */
};

/* policies/bill.yaml, when a tree uses it: not the first one of the report, perhaps. */
static const struct cm_policy *
bill_policy(const struct cm_policy *p)
{
	const struct cm_policy *found = p && cm_str_is(p->id, "bill") ? p : NULL;

	for (unsigned i = 0; p && i < p->nused && !found; i++)
		found = bill_policy(p->used[i]);
	return found;
}

static const struct cm_policy *
bill_of(const struct cm_diagnosis *d)
{
	const struct cm_policy *found = NULL;

	for (unsigned i = 0; i < d->n && !found; i++)
		found = bill_policy(d->trees[i].of);
	return found;
}

static bool
has_names(const struct cm_case *c)
{
	for (unsigned i = 0; cm_diagnose_bill_names[i]; i++)
		if (cm_vocabulary_slot(c->policy->vocabulary, cm_str(cm_diagnose_bill_names[i])) < 0)
			return false;
	return true;
}

/* What cm-bill show asks of each row. */
static enum cm_status
judge_row(struct cm_diagnosis *d, const struct cm_policy *bill, const struct cm_gate *row, const struct cm_bill_look *look,
    const struct cm_bill_charge *r, struct unusual *u)
{
	struct cm_case *c = d->c;
	struct cm_decision decision;
	int64_t usual = 0, least;
	unsigned months;
	enum cm_status st = cm_bill_usual(c, look, r->bill.item, &usual, &months);

	if (st != CM_OK)
		return st;
	cm_name_text(c, "bill_row", CM_STR("charge"));
	cm_name_money(c, "charged", r->bill.amount);
	cm_name_bool(c, "item_of_service", cm_bill_item_of_service(c, r->bill.item));
	cm_name_int(c, "usual_months", months);
	cm_name_forget(c, "usual");
	if (months)
		cm_name_money(c, "usual", usual);
	st = cm_policy_int(bill, "usual_least", 0, &least, c->diag);
	u->compared |= st == CM_OK && months >= least;
	cm_policy_decide(bill, row, c->facts, NULL, 0, &decision, c->arena);
	if (decision.verdict == CM_ALLOW)
		return st;
	u->count++;
	if (!u->row || r->bill.amount - usual > u->above) {
		u->row = r;
		u->usual = usual;
		u->above = r->bill.amount - usual;
	}
	return st;
}

static const char *
kind_of(const struct cm_case *c, struct cm_str item)
{
	for (unsigned i = 0; i < c->services->n; i++) {
		const struct cm_service *s = &c->services->services[i];

		if (!cm_str_eq(s->bill_item, item) && !cm_str_eq(s->items_bill_item, item))
			continue;
		return cm_str_is(s->id, "monternet") ? "monternet" : cm_str_is(s->id, "mobile_data") ? "mobile_data" : "service";
	}
	return "plan";
}

/* Of an item that the report names, whatever the policy thinks of it. */
static const struct cm_bill_charge *
named_row(const struct cm_case *c, const struct cm_bill_look *look)
{
	return cm_known(c, DG_UNUSUAL_ITEM) ? cm_bill_item(look, cm_get_text(c, DG_UNUSUAL_ITEM)) : NULL;
}

static enum cm_status
set_unusual(struct cm_diagnosis *d, const struct cm_bill_look *look, struct unusual *u)
{
	struct cm_case *c = d->c;
	const struct cm_bill_charge *named = named_row(c, look), *row = named ? named : u->row;
	struct cm_text *name = cm_arena_alloc(c->arena, sizeof *name);
	unsigned months = 1;
	enum cm_status st = CM_OK;

	if (u->compared)
		cm_set_int(c, DG_UNUSUAL_COUNT, u->count);
	if (!row)
		return CM_OK;
	if (named)
		st = cm_bill_usual(c, look, row->bill.item, &u->usual, &months);
	*name = cm_bill_item_name(c, row->bill.item);
	if (!cm_known(c, DG_UNUSUAL_ITEM))
		cm_set_text(c, DG_UNUSUAL_ITEM, row->bill.item);
	cm_set_words(c, DG_UNUSUAL_NAME, name);
	cm_set_money(c, DG_UNUSUAL_CHARGED, row->bill.amount);
	if (months)
		cm_set_money(c, DG_UNUSUAL_USUAL, u->usual);
	if (!cm_known(c, DG_UNUSUAL_OF))
		cm_set_text(c, DG_UNUSUAL_OF, cm_str(kind_of(c, row->bill.item)));
	return st;
}

static enum cm_status
find_unusual(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	const struct cm_policy *bill = bill_of(d);
	const struct cm_gate *row = bill ? cm_policy_gate(bill, "row") : NULL;
	struct unusual u = {0};
	struct cm_bill_look look = {.n = 0};
	int64_t before;
	enum cm_status st;

	if (!row || !has_names(c))
		return CM_OK;
	st = cm_policy_int(bill, "usual_before", 0, &before, c->diag);
	if (st == CM_OK)
		st = cm_bill_look(c, &look, before > MONTHS ? MONTHS : before);
	if (st == CM_OK && !c->settled && !look.month.month)
		cm_name_bool(c, "bill_known", false); /* nothing was ever charged */
	for (unsigned i = look.first; st == CM_OK && i < look.n; i++)
		st = judge_row(d, bill, row, &look, &look.rows[i], &u);
	return st == CM_OK ? set_unusual(d, &look, &u) : st;
}

/* ---- what providers charged ---- */

struct orders { /* of services of providers */
	struct cm_diagnosis *d;
	struct cm_month month;
	struct cm_str *lines, *sps; /* sps: of each */
	unsigned n, room, sp_room;
	bool any; /* a record of any use of the month */
	struct cm_str *used; /* sps of which there are such records */
	unsigned nused, used_room;
};

static void
add_order(struct orders *o, struct cm_str sp, int32_t day, struct cm_str way)
{
	struct cm_arena *a = o->d->c->arena;
	char text[11] = "";

	if (cm_str_among(o->sps, o->n, sp))
		return;
	if (day != CM_DAY_NONE)
		cm_day_format(day, text);
	o->sps = cm_arena_grow(a, o->sps, o->n, &o->sp_room, sizeof *o->sps);
	o->lines = cm_arena_grow(a, o->lines, o->n, &o->room, sizeof *o->lines);
	o->sps[o->n] = cm_arena_str(a, sp);
	o->lines[o->n++] = cm_str(cm_arena_printf(
	    a, "%s%s%.*s%s%.*s", text, *text ? " " : "", (int)way.n, way.p ? way.p : "", way.n ? " " : "", (int)sp.n, sp.p ? sp.p : ""));
}

static enum cm_status
look_at_use(void *ctx, const struct cm_usage *u)
{
	struct orders *o = ctx;

	o->any = true;
	if (!cm_str_is(u->kind, "sp"))
		return CM_OK;
	add_order(o, u->sp, cm_time_day(u->at), u->order_channel);
	if (!cm_str_among(o->used, o->nused, u->sp)) {
		o->used = cm_arena_grow(o->d->c->arena, o->used, o->nused, &o->used_room, sizeof *o->used);
		o->used[o->nused++] = cm_arena_str(o->d->c->arena, u->sp);
	}
	return CM_OK;
}

/* Each provider sets its own fee, which its records of use say: of an order without any, nobody knows what was due. */
static bool
is_priced(const struct orders *o)
{
	for (unsigned i = 0; i < o->n; i++)
		if (!cm_str_among(o->used, o->nused, o->sps[i]))
			return false;
	return o->any;
}

/* What held on a day of the month, then whoever charged in it without that. */
static enum cm_status
find_orders(struct orders *o)
{
	struct cm_case *c = o->d->c;
	const struct cm_subscribed *held = &o->d->held;
	enum cm_status st = cm_diagnose_held(o->d);

	for (unsigned i = 0; i < held->n; i++) {
		const struct cm_subscription *s = &held->rows[i];
		bool over = s->ends != CM_DAY_NONE && s->ends < o->month.first;

		if (cm_str_is(s->service, "monternet") && s->opened_at <= o->month.last && !over)
			add_order(o, s->sp.n ? s->sp : s->item, s->opened_at, s->order_channel);
	}
	if (st == CM_OK)
		st = cm_usage_of(c->store, c->account.part, c->account.line, cm_day_start(o->month.first),
		    cm_day_start(o->month.last + 1), look_at_use, o, c->diag);
	if (st != CM_OK || (!o->n && !o->any))
		return st;
	if (cm_diagnose_lacks(o->d, DG_SP_ORDER_COUNT))
		cm_set_int(c, DG_SP_ORDER_COUNT, o->n);
	cm_set_list(c, DG_SP_ORDERS, o->lines, o->n);
	return st;
}

static bool
counts(void *ctx, const struct cm_usage *u)
{
	(void)ctx;
	return !cm_str_is(u->state, "rerated");
}

/* The bill's item less what the month comes to by what is on file, and less what was paid back. */
static enum cm_status
find_overcharge(struct cm_diagnosis *d, const struct cm_bill_look *look, bool priced)
{
	struct cm_case *c = d->c;
	const struct cm_service *s = cm_services_find(c->services, CM_STR("monternet"));
	const struct cm_bill_charge *row = s ? cm_bill_item(look, s->bill_item) : NULL;
	int64_t due, over;
	enum cm_status st;

	if (!row || !priced)
		return CM_OK;
	st = cm_bill_item_cost(c, &look->month, s->bill_item, counts, NULL, &due);
	over = row->bill.amount - row->base - due;
	if (st == CM_OK)
		cm_set_money(c, DG_SP_OVERCHARGE, over > 0 ? over : 0);
	return st;
}

static enum cm_status
find_providers(struct cm_diagnosis *d)
{
	struct cm_bill_look look = {.n = 0};
	struct orders o = {.d = d};
	enum cm_status st;

	if (!cm_diagnose_figure(d->c, "call_unit"))
		return CM_OK; /* no tree uses bill.yaml */
	st = cm_bill_look(d->c, &look, 0);
	if (st != CM_OK || d->c->settled)
		return st;
	o.month = look.month.month ? look.month : cm_month_of(d->today);
	st = find_orders(&o);
	if (st == CM_OK && look.month.month && cm_diagnose_lacks(d, DG_SP_OVERCHARGE))
		st = find_overcharge(d, &look, is_priced(&o));
	return st;
}

/* ---- whether the month is still to be charged ---- */

static enum cm_status
find_open(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	int slot = cm_vocabulary_slot(c->policy->vocabulary, CM_STR("month_open"));
	const struct cm_value *days = cm_diagnose_figure(c, "bill_days");
	struct cm_bill_look look = {.month = cm_diagnose_month(d)};
	bool open;
	enum cm_status st;

	if (slot < 0 || !d->wants[slot] || c->facts[slot].known || !days)
		return CM_OK;
	st = cm_bill_read(c, &look, 0);
	if (st == CM_OK)
		st = cm_refund_month_open(c, &look, days->i, &open);
	if (st == CM_OK)
		cm_name_bool(c, "month_open", open);
	return st;
}

enum cm_status
cm_diagnose_bill(struct cm_diagnosis *d)
{
	enum cm_status st = CM_OK;

	if (cm_diagnose_lacks(d, DG_UNUSUAL_COUNT) || cm_diagnose_lacks(d, DG_UNUSUAL_ITEM) ||
	    cm_diagnose_lacks(d, DG_UNUSUAL_NAME) || cm_diagnose_lacks(d, DG_UNUSUAL_OF))
		st = find_unusual(d);
	if (st == CM_OK && !d->c->settled &&
	    (cm_diagnose_lacks(d, DG_SP_ORDER_COUNT) || cm_diagnose_lacks(d, DG_SP_ORDERS) || cm_diagnose_lacks(d, DG_SP_OVERCHARGE)))
		st = find_providers(d);
	if (st == CM_OK && !d->c->settled)
		st = find_open(d);
	return st;
}
