/*
 * An order's form: the sections of forms.yaml filled with what is known of the order (order.c). What a form must name and
 * does not know is told, never left blank.
 */
#include "base/date.h"
#include "base/money.h"
#include "flow/holdings.h"
#include "flow/offer.h"
#include "flow/order.h"

#include "base/banned.h"

struct work {
	struct cm_order *o;
	struct cm_sheet_item *items;
	unsigned n, cap;
	struct cm_buf missing;
};

/* ---- pieces ---- */

static void
add(struct work *w, enum cm_sheet_kind kind, struct cm_str a, struct cm_str b, struct cm_str c)
{
	w->items = cm_arena_grow(w->o->c->arena, w->items, w->n, &w->cap, sizeof *w->items);
	w->items[w->n++] = (struct cm_sheet_item){kind, {a, b, c}};
}

static struct cm_str
kept(struct work *w, struct cm_buf *b)
{
	struct cm_str s = cm_arena_str(w->o->c->arena, cm_buf_str(b));

	cm_buf_free(b);
	return s;
}

static const struct cm_fact *
fact_of(const struct work *w, int slot)
{
	return &w->o->c->policy->vocabulary->facts[slot];
}

static const struct cm_fact *
fact_named(const struct work *w, const char *name)
{
	int slot = cm_vocabulary_slot(w->o->c->policy->vocabulary, cm_str(name));

	return slot < 0 ? NULL : fact_of(w, slot);
}

static struct cm_str
in_language(const struct work *w, const struct cm_text *t)
{
	return w->o->english ? t->en : t->zh;
}

/* The vocabulary's labels are made to stand inside sentences; here they begin a line. */
static struct cm_str
label(const struct work *w, int slot)
{
	const struct cm_fact *f = fact_of(w, slot);
	struct cm_str s = w->o->english ? f->en : f->zh;
	char *big;

	s = s.n ? s : f->id;
	if (*s.p < 'a' || *s.p > 'z')
		return s;
	big = cm_arena_strn(w->o->c->arena, s.p, s.n);
	*big = (char)(*big - 'a' + 'A');
	return (struct cm_str){big, s.n};
}

static struct cm_str
yuan(struct work *w, int64_t fen)
{
	struct cm_buf b = {0};

	cm_buf_putmoney(&b, fen);
	cm_buf_puts(&b, w->o->english ? " yuan" : " 元");
	return kept(w, &b);
}

static struct cm_str
shown(struct work *w, int slot, const struct cm_value *v)
{
	const struct cm_fact *f = fact_of(w, slot);
	const struct cm_offer *plan;
	struct cm_buf b = {0};

	if (v->type == CM_T_MONEY)
		return yuan(w, v->i);
	if (cm_str_is(f->format, "plan") && (plan = cm_offers_find(w->o->offers, v->s)))
		return in_language(w, &plan->name);
	if (v->type == CM_T_LIST && !f->nvalues) /* of services, if of anything that has a name */
		f = fact_named(w, "services");
	cm_value_show(&b, f, v, w->o->english);
	return kept(w, &b);
}

static void
misses(struct work *w, struct cm_str name)
{
	const char *seen = w->missing.n ? memmem(w->missing.p, w->missing.n, name.p, name.n) : NULL;

	if (seen && (seen[name.n] == 0 || seen[name.n] == ','))
		return;
	if (w->missing.n)
		cm_buf_puts(&w->missing, ", ");
	cm_buf_putstr(&w->missing, name);
}

static void
require(struct work *w, const int *slots, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (!w->o->facts[slots[i]].known)
			misses(w, fact_of(w, slots[i])->id);
}

/* A text with its placeholders filled; one without a value is as good as a missing field. */
static struct cm_str
filled(struct work *w, const struct cm_text *t)
{
	struct cm_str missing = {0};
	struct cm_buf b = {0};

	if (cm_text_render(t, w->o->c->policy->vocabulary, w->o->facts, NULL, w->o->english, &b, &missing) != CM_OK)
		misses(w, missing);
	return kept(w, &b);
}

static bool
holds(const struct work *w, const struct cm_expr *when)
{
	return !when || cm_expr_eval(when, w->o->facts) == CM_TRUE;
}

/* ---- fields ---- */

static bool
in(const int *slots, unsigned n, int slot)
{
	for (unsigned i = 0; i < n; i++)
		if (slots[i] == slot)
			return true;
	return false;
}

/* The order's own id is not said twice under another name: a payment's id is that of its order. */
static void
pair(struct work *w, int slot)
{
	const struct cm_value *v = &w->o->facts[slot];

	if (cm_str_is(fact_of(w, slot)->id, "order_id") || v->type != CM_T_TEXT || !cm_str_is(v->s, w->o->id))
		add(w, CM_SHEET_PAIR, label(w, slot), shown(w, slot, v), CM_STR(""));
}

static void
fields(struct work *w, const struct cm_forms_section *s)
{
	for (unsigned i = 0; i < s->nfields; i++) {
		int slot = s->fields[i];

		if (w->o->facts[slot].known && (s->line || !w->o->of_line[slot]))
			pair(w, slot);
	}
}

/* Whether a section that can be on this form prints the fact in its own place. */
static bool
has_a_place(const struct work *w, int slot)
{
	const struct cm_forms *f = w->o->forms;

	for (unsigned i = 0; i < f->nsections; i++)
		if (w->o->kind->sections[i] && in(f->sections[i].fields, f->sections[i].nfields, slot))
			return true;
	return false;
}

/* What the answer has besides, in its order; not what did not happen. */
static void
rest(struct work *w, const struct cm_forms_section *s)
{
	const struct cm_record *r = &w->o->answer;

	for (unsigned i = 0; i < r->n; i++) {
		int slot = cm_vocabulary_slot(w->o->c->policy->vocabulary, r->fields[i].name);

		if (slot < 0 || !w->o->facts[slot].known || has_a_place(w, slot) || in(s->except, s->nexcept, slot))
			continue;
		if (w->o->facts[slot].type != CM_T_BOOL || w->o->facts[slot].i)
			pair(w, slot);
	}
}

/* ---- tables ---- */

static void
head(struct work *w, const struct cm_forms_section *s)
{
	add(w, CM_SHEET_HEAD, in_language(w, &s->columns[0]), in_language(w, &s->columns[1]),
	    in_language(w, &s->columns[2]));
}

static struct cm_str
changed(struct work *w, int slot, const struct cm_field *field, bool after)
{
	struct cm_value v;

	if (field->kind == CM_NULL)
		return CM_STR("");
	if (slot < 0)
		return field->text;
	v = cm_order_value(w->o, slot, field);
	v.s = cm_order_whole(w->o, slot, after, v.s);
	return v.known ? shown(w, slot, &v) : field->text;
}

static void
changes(struct work *w, const struct cm_forms_section *s)
{
	struct cm_field pair[2];
	struct cm_record r;

	cm_record_init(&r, w->o->c->arena);
	if (!w->o->changes || !cm_record_read_json(&r, w->o->changes->text) || r.n == 0)
		return;
	head(w, s);
	for (unsigned i = 0; i < r.n; i++) {
		int slot = cm_vocabulary_slot(w->o->c->policy->vocabulary, r.fields[i].name);

		if (cm_field_parts(&r.fields[i], pair, 2, w->o->c->arena) != 2 ||
		    (slot >= 0 && fact_of(w, slot)->secret))
			continue;
		add(w, CM_SHEET_ROW, slot < 0 ? r.fields[i].name : label(w, slot), changed(w, slot, &pair[0], false),
		    changed(w, slot, &pair[1], true));
	}
}

/* What the line has, and what that costs a month where it can be said. */
struct holdings {
	struct work *w;
	struct cm_fees fees; /* of the next month: of this one only half may be due */
	const struct cm_fact *services; /* whose labels name a service */
	int64_t total;
	bool unpriced;
};

/* What is only paid by use has no fee to be named. */
static void
hold_service(struct holdings *h, const struct cm_subscription *s)
{
	const struct cm_value name = {.known = true, .type = CM_T_LIST, .s = s->service};
	struct cm_buf b = {0};
	struct cm_price p = {0};
	bool priced = cm_fee_is_free(&h->fees, s) ||
	    (cm_fee_price(&h->fees, s, &cm_used_nothing, &p) && (p.fee || !p.rate) && cm_money_add(h->total, p.fee, &h->total));

	cm_value_show(&b, h->services, &name, h->w->o->english);
	h->unpriced |= !priced;
	add(h->w, CM_SHEET_ROW, kept(h->w, &b), s->tier.n ? s->tier : s->item, priced ? yuan(h->w, p.fee) : CM_STR(""));
}

static void
set(struct work *w, const char *fact, enum cm_type type, int64_t i)
{
	int slot = cm_vocabulary_slot(w->o->c->policy->vocabulary, cm_str(fact));

	if (slot >= 0 && !w->o->facts[slot].known && fact_of(w, slot)->type == type)
		w->o->facts[slot] = (struct cm_value){.known = true, .type = type, .i = i};
}

static enum cm_status
holdings(struct work *w, const struct cm_forms_section *s)
{
	int plan = cm_vocabulary_slot(w->o->c->policy->vocabulary, CM_STR("plan"));
	struct holdings h = {.w = w, .services = fact_named(w, "services")};
	struct cm_str name = CM_STR(""), fee = CM_STR("");
	int32_t today = cm_time_day(w->o->c->now);
	struct cm_subscribed held;
	enum cm_status st;

	if (!w->o->has_line || plan < 0)
		return CM_OK;
	st = cm_holdings_subscribed_of(w->o->c, w->o->op->part, w->o->op->line, &held);
	if (st != CM_OK)
		return st;
	h.fees = (struct cm_fees){.services = w->o->services, .rows = held.rows, .n = held.n,
	    .month = cm_month_of(cm_day_next_month(today))};
	if (w->o->facts[plan].known) {
		name = w->o->facts[plan].s;
		h.fees.plan = cm_offers_find(w->o->offers, name);
	}
	if (h.fees.plan) {
		name = in_language(w, &h.fees.plan->name);
		h.total = h.fees.plan->monthly_fee < 0 ? 0 : h.fees.plan->monthly_fee;
		fee = h.fees.plan->monthly_fee < 0 ? fee : yuan(w, h.fees.plan->monthly_fee);
	}
	h.unpriced = name.n && !fee.n;
	head(w, s);
	if (name.n)
		add(w, CM_SHEET_ROW, name, CM_STR(""), fee);
	for (unsigned i = 0; i < held.n; i++)
		if (cm_subscription_holds(&held.rows[i], today))
			hold_service(&h, &held.rows[i]);
	set(w, "monthly_total", CM_T_MONEY, h.total);
	set(w, "services_unpriced", CM_T_BOOL, h.unpriced);
	return CM_OK;
}

/* ---- the form ---- */

static void
paragraphs(struct work *w, const struct cm_forms_text *texts, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (holds(w, texts[i].when))
			add(w, CM_SHEET_TEXT, filled(w, &texts[i].text), CM_STR(""), CM_STR(""));
}

static bool
is_done(const struct work *w, const struct cm_forms_place *p)
{
	return p->slot >= 0 && w->o->facts[p->slot].known && w->o->facts[p->slot].i;
}

static bool
is_wanted(const struct work *w, unsigned i)
{
	const struct cm_forms_section *s = &w->o->forms->sections[i];
	bool on = w->o->kind->sections[i];

	for (unsigned k = 0; s->optional && k < s->nplaces; k++)
		on |= is_done(w, &s->places[k]);
	return on && holds(w, s->when);
}

static enum cm_status
section(struct work *w, const struct cm_forms_section *s)
{
	enum cm_status st = CM_OK;
	unsigned before = w->n;

	add(w, CM_SHEET_SECTION, in_language(w, &s->title), CM_STR(""), CM_STR(""));
	if (s->generate == CM_FORMS_CHANGES)
		changes(w, s);
	else if (s->generate == CM_FORMS_HOLDINGS)
		st = holdings(w, s);
	fields(w, s);
	if (s->generate == CM_FORMS_REST)
		rest(w, s);
	paragraphs(w, s->texts, s->ntexts);
	if (s->kind_texts)
		paragraphs(w, w->o->kind->texts, w->o->kind->ntexts);
	for (unsigned i = 0; i < s->nplaces; i++)
		add(w, CM_SHEET_PLACE, in_language(w, &s->places[i].label),
		    is_done(w, &s->places[i]) ? filled(w, &s->places[i].done) : CM_STR(""), CM_STR(""));
	if (w->n == before + 1)
		w->n = before; /* a title alone says nothing */
	require(w, s->required, s->nrequired); /* now that what it adds up is known, too */
	return st;
}

enum cm_status
cm_order_sheet(struct cm_order *o, struct cm_sheet *sheet, struct cm_str *missing)
{
	struct work w = {.o = o};
	int id = cm_vocabulary_slot(o->c->policy->vocabulary, CM_STR("order_id"));
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < o->forms->nsections; i++)
		if (is_wanted(&w, i))
			st = section(&w, &o->forms->sections[i]);
	require(&w, o->kind->required, o->kind->nrequired);
	*missing = kept(&w, &w.missing);
	*sheet = (struct cm_sheet){.title = in_language(&w, &o->forms->title),
	    .kind = in_language(&w, &o->kind->name),
	    .id_label = label(&w, id),
	    .id = cm_str(o->id),
	    .at = o->op->at,
	    .items = w.items,
	    .n = w.n};
	return st;
}
