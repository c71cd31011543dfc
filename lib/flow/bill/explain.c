/*
 * cm-bill explain: one item of a bill back to where it came from (rows S69, S70): the operation that charged it, the order
 * that it goes back to, the subscriptions and the records of use behind it with the ways by which they were ordered, and
 * how the price comes about: the month is priced once more by what charged it (price.c). Reads only.
 */
#include "base/date.h"
#include "base/money.h"
#include "flow/bill/look.h"
#include "flow/credit.h"
#include "flow/offer.h"

#include "base/banned.h"

enum {
	ITEM,
	CHARGED_HERE,
	PART_FEE,
	PART_WHOLE,
	PART_DAYS,
	MONTH_DAYS,
	PART_UNITS,
	PART_PRICE,
	PART_USE,
	PART_INCLUDED,
	PART_FAMILY,
	PART_AMOUNT,
	PART_SHORT,
	PART_CAPPED,
	PART_FREE,
	PARTS_DIFFER
};

static const char *const facts[] = {"item", "charged_here", "part_fee", "part_whole", "part_days",
    "month_days", "part_units", "part_price", "part_use", "part_included", "part_family", "part_amount", "part_short", "part_capped", "part_free", "parts_differ", NULL};

struct part { /* of the item's price */
	struct cm_bill_part p;
	struct cm_subscription by; /* service empty: of none */
	bool told;
};

struct use { /* records of one kind, direction, provider and way of ordering */
	struct cm_str kind, direction, sp, order_channel;
	int64_t count, first, last, fee;
};

struct work {
	struct cm_case *c;
	struct cm_bill_look look;
	const struct cm_bill_charge *charge;
	struct cm_operation by; /* that charged it */
	bool here;
	struct cm_promise *credits; /* of this name, posted, of the month; looked for when nothing of it was charged */
	unsigned ncredits, credit_room;
	struct part *parts;
	struct use *uses;
	unsigned nparts, part_room, nuses, use_room;
};

/* ---- credits ---- */

/* A credit belongs to the month of its first day. What was taken back was none. */
static enum cm_status
add_credit(void *ctx, const struct cm_promise *p)
{
	struct work *w = ctx;
	bool kept = false;
	enum cm_status st;

	if (!p->posted || !p->amount || p->from < w->look.month.first || p->from > w->look.month.last ||
	    !cm_str_eq(p->kind, cm_get_text(w->c, ITEM)))
		return CM_OK;
	st = cm_credit_kept(w->c, p, &kept);
	if (st != CM_OK || !kept)
		return st;
	w->credits = cm_arena_grow(w->c->arena, w->credits, w->ncredits, &w->credit_room, sizeof *w->credits);
	w->credits[w->ncredits] = *p;
	w->credits[w->ncredits++].kind = cm_get_text(w->c, ITEM);
	return CM_OK;
}

static enum cm_status
find_credits(struct work *w)
{
	struct cm_case *c = w->c;
	enum cm_status st = cm_promises_of(c->store, c->account.part, c->account.line, add_credit, w, c->diag);

	if (w->ncredits) {
		cm_name_bool(c, "bill_known", true);
		cm_name_bool(c, "charge_known", true);
	}
	return st;
}

static enum cm_status
gather(struct cm_case *c)
{
	struct work *w = cm_arena_alloc(c->arena, sizeof *w);
	enum cm_status st = cm_case_line(c);

	w->c = c;
	c->state = w;
	if (st != CM_OK || !c->has_account)
		return st;
	st = cm_bill_look(c, &w->look, 0);
	if (st == CM_OK && w->look.month.month)
		w->charge = cm_bill_look_item(c, &w->look, cm_get_text(c, ITEM));
	if (st == CM_OK && w->look.month.month && !w->charge)
		return find_credits(w);
	if (st != CM_OK || !w->charge)
		return st;
	st = cm_bill_charged_by(c, w->charge, &w->by, &w->here);
	cm_set_bool(c, CHARGED_HERE, w->here);
	return st;
}

/* ---- what it was charged for ---- */

static struct cm_subscription
kept_subscription(struct cm_case *c, const struct cm_subscription *s)
{
	struct cm_subscription k = *s;

	k.service = cm_arena_str(c->arena, s->service);
	k.item = cm_arena_str(c->arena, s->item);
	k.sp = cm_arena_str(c->arena, s->sp);
	k.tier = k.state = k.order_channel = k.command = CM_STR("");
	return k;
}

static void
add_part(void *ctx, const struct cm_bill_part *p)
{
	struct work *w = ctx;
	struct part *part;

	if (!cm_str_eq(p->item, w->charge->bill.item))
		return;
	w->parts = cm_arena_grow(w->c->arena, w->parts, w->nparts, &w->part_room, sizeof *w->parts);
	part = &w->parts[w->nparts++];
	*part = (struct part){.p = *p};
	part->p.by = NULL;
	if (p->by)
		part->by = kept_subscription(w->c, p->by);
}

/* Records that came in after the month was charged are not behind it; those that were paid back are. */
static bool
was_charged(void *ctx, const struct cm_usage *u)
{
	const struct work *w = ctx;

	return !w->here || !cm_str_is(u->state, "received");
}

static bool
is_same_use(const struct use *a, const struct cm_usage *u)
{
	return cm_str_eq(a->kind, u->kind) && cm_str_eq(a->direction, u->direction) && cm_str_eq(a->sp, u->sp) &&
	    cm_str_eq(a->order_channel, u->order_channel);
}

static enum cm_status
add_use(void *ctx, const struct cm_usage *u)
{
	struct work *w = ctx;
	struct cm_arena *a = w->c->arena;
	unsigned i = 0;

	if (!was_charged(w, u) || !cm_str_eq(cm_bill_item_of_use(w->c->services, u->kind, u->direction), w->charge->bill.item))
		return CM_OK;
	while (i < w->nuses && !is_same_use(&w->uses[i], u))
		i++;
	if (i == w->nuses) {
		w->uses = cm_arena_grow(a, w->uses, w->nuses, &w->use_room, sizeof *w->uses);
		w->uses[w->nuses++] = (struct use){.kind = cm_arena_str(a, u->kind), .direction = cm_arena_str(a, u->direction),
		    .sp = cm_arena_str(a, u->sp), .order_channel = cm_arena_str(a, u->order_channel), .first = u->at};
	}
	w->uses[i].count++;
	w->uses[i].last = u->at;
	w->uses[i].fee += u->fee > 0 ? u->fee : 0;
	return CM_OK;
}

static enum cm_status
find_parts(struct work *w)
{
	struct cm_case *c = w->c;
	const struct cm_month *m = &w->look.month;
	struct cm_bill b = {.tell = add_part, .ctx = w};
	struct cm_arena *a = cm_arena_new();
	int64_t sum = 0;
	enum cm_status st = cm_bill_reprice(c, m, was_charged, w, &b, a);

	cm_arena_free(a);
	if (st == CM_OK)
		st = cm_usage_of(c->store, c->account.part, c->account.line, cm_day_start(m->first), cm_day_start(m->last + 1),
		    add_use, w, c->diag);
	for (unsigned i = 0; i < w->nparts; i++)
		sum += w->parts[i].p.amount;
	cm_set_bool(c, PARTS_DIFFER, w->nparts > 0 && sum != w->charge->bill.amount);
	return st;
}

/* ---- rows ---- */

static void
begin(struct cm_case *c, const char *kind)
{
	cm_out_text(c, "kind", cm_str(kind));
	cm_out_text(c, "month", cm_name_get_text(c, "month"));
	cm_out_text(c, "item", cm_get_text(c, ITEM));
}

static void
out_known(struct cm_case *c, const char *name, struct cm_str text)
{
	if (text.n)
		cm_out_text(c, name, text);
}

static void
out_order(struct cm_case *c, const struct cm_operation *op)
{
	cm_out_order(c, "of_order", op->part, op->seq);
	cm_out_text(c, "order_kind", op->source);
	cm_out_time(c, "at", op->at);
	cm_out_text(c, "operator_id", op->user);
}

static enum cm_status
tell(struct cm_case *c, const char *gate)
{
	enum cm_verdict verdict;
	enum cm_status st = cm_case_tell(c, gate, &verdict);

	return st == CM_OK ? c->emit(c) : st;
}

static enum cm_status
put_charge(struct work *w)
{
	struct cm_case *c = w->c;
	struct cm_text name = cm_bill_item_name(c, w->charge->bill.item);

	begin(c, "charge");
	cm_out_text(c, "item_name", cm_offer_text(c, &name));
	cm_out_money(c, "amount", w->charge->bill.amount);
	if (w->charge->total)
		cm_out_money(c, "refunded", w->charge->total);
	if (w->by.seq)
		out_order(c, &w->by);
	return tell(c, "charge");
}

static enum cm_status
put_order(struct work *w, int64_t seq)
{
	struct cm_operation op;
	enum cm_status st;

	if (!seq)
		return CM_OK;
	st = cm_operation_get(w->c->store, w->c->account.part, seq, &op, w->c->arena, w->c->diag);
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	begin(w->c, "order");
	out_order(w->c, &op);
	return w->c->emit(w->c);
}

/* What posted it, and the order that promised it. */
static enum cm_status
put_credit(struct work *w, const struct cm_promise *p)
{
	struct cm_case *c = w->c;
	struct cm_text name = cm_bill_item_name(c, p->kind);
	struct cm_operation op;
	enum cm_status st = cm_operation_get(c->store, c->account.part, p->posted, &op, c->arena, c->diag);

	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	begin(c, "credit");
	cm_out_text(c, "item_name", cm_offer_text(c, &name));
	cm_out_money(c, "amount", -p->amount);
	out_order(c, &op);
	st = c->emit(c);
	return st == CM_OK ? put_order(w, p->seq) : st;
}

static void
set_price(struct cm_case *c, const struct part *p)
{
	const struct cm_price *price = &p->p.price;

	cm_set_money(c, PART_FEE, price->fee);
	cm_set_money(c, PART_WHOLE, price->whole);
	cm_set_int(c, PART_DAYS, p->p.days);
	cm_set_int(c, MONTH_DAYS, p->p.of_days);
	cm_set_int(c, PART_UNITS, price->units);
	cm_set_money(c, PART_PRICE, p->p.unit_price);
	cm_set_money(c, PART_USE, price->use);
	cm_set_int(c, PART_INCLUDED, price->included);
	cm_set_bool(c, PART_FAMILY, price->included && !price->rate); /* packs have a rate */
	cm_set_money(c, PART_AMOUNT, p->p.amount);
	cm_set_bool(c, PART_SHORT, price->half);
	cm_set_bool(c, PART_CAPPED, price->capped);
	cm_set_bool(c, PART_FREE, p->p.amount < price->total);
	cm_out_money(c, "fee", price->fee);
	if (price->included)
		cm_out_int(c, "included", price->included);
	if (price->units) {
		cm_out_int(c, "units", price->units);
		cm_out_money(c, "unit_price", p->p.unit_price);
	}
	cm_out_money(c, "amount", p->p.amount);
}

static struct part *
part_of(struct work *w, const struct cm_subscription *s)
{
	for (unsigned i = 0; i < w->nparts; i++)
		if (s->opened_at == w->parts[i].by.opened_at && cm_str_eq(s->service, w->parts[i].by.service) &&
		    cm_str_eq(s->item, w->parts[i].by.item) && cm_str_eq(s->sp, w->parts[i].by.sp))
			return &w->parts[i];
	return NULL;
}

/* A subscription of the item's that the line had in the month. */
static enum cm_status
put_subscription(void *ctx, const struct cm_subscription *s)
{
	struct work *w = ctx;
	struct cm_case *c = w->c;
	const struct cm_service *service = cm_services_find(c->services, s->service);
	struct part *part;

	if (!service || !cm_str_eq(s->item.n ? service->items_bill_item : service->bill_item, w->charge->bill.item) ||
	    s->opened_at > w->look.month.last || (s->ends != CM_DAY_NONE && s->ends < w->look.month.first))
		return CM_OK;
	begin(c, "subscription");
	cm_out_text(c, "service", s->service);
	out_known(c, "tier", s->item.n ? s->item : s->tier);
	out_known(c, "sp", s->sp);
	if (s->opened_at != CM_DAY_NONE)
		cm_out_day(c, "from", s->opened_at);
	if (s->ends != CM_DAY_NONE)
		cm_out_day(c, "until", s->ends);
	if (s->seq)
		cm_out_order(c, "of_order", c->account.part, s->seq);
	out_known(c, "order_channel", s->order_channel);
	out_known(c, "command", s->command);
	part = part_of(w, s);
	if (!part)
		return c->emit(c);
	part->told = true;
	set_price(c, part);
	return tell(c, "part");
}

/* What the plan charges, and use without a subscription. */
static enum cm_status
put_other_parts(struct work *w)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < w->nparts; i++) {
		if (w->parts[i].told)
			continue;
		begin(w->c, "price");
		out_known(w->c, "service", w->parts[i].by.service);
		set_price(w->c, &w->parts[i]);
		st = tell(w->c, "part");
	}
	return st;
}

static enum cm_status
put_use(struct cm_case *c, const struct use *u)
{
	begin(c, "usage");
	cm_out_text(c, "usage", u->kind);
	out_known(c, "direction", u->direction);
	out_known(c, "sp", u->sp);
	out_known(c, "order_channel", u->order_channel);
	cm_out_int(c, "count", u->count);
	cm_out_time(c, "first_at", u->first);
	cm_out_time(c, "last_at", u->last);
	if (u->fee)
		cm_out_money(c, "amount", u->fee);
	return c->emit(c);
}

static enum cm_status
put_refund(void *ctx, const struct cm_refund *r)
{
	struct work *w = ctx;
	struct cm_operation op;
	enum cm_status st;

	if (r->month != w->look.month.month || !cm_str_eq(r->item, w->charge->bill.item))
		return CM_OK;
	st = cm_operation_get(w->c->store, w->c->account.part, r->seq, &op, w->c->arena, w->c->diag);
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	begin(w->c, "refund");
	out_order(w->c, &op);
	cm_out_text(w->c, "cause", r->cause);
	cm_out_money(w->c, "amount", -r->total);
	return w->c->emit(w->c);
}

static enum cm_status
apply(struct cm_case *c)
{
	struct work *w = c->state;
	int part = c->account.part;
	int64_t line = c->account.line;
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < w->ncredits; i++)
		st = put_credit(w, &w->credits[i]);
	if (st != CM_OK || !w->charge)
		return st;
	st = find_parts(w);
	if (st == CM_OK)
		st = put_charge(w);
	if (st == CM_OK)
		st = put_order(w, w->charge->bill.cause);
	if (st == CM_OK)
		st = cm_subscriptions_of(c->store, part, line, put_subscription, w, c->diag);
	if (st == CM_OK)
		st = put_other_parts(w);
	for (unsigned i = 0; st == CM_OK && i < w->nuses; i++)
		st = put_use(c, &w->uses[i]);
	return st == CM_OK ? cm_refunds_of(c->store, part, line, put_refund, w, c->diag) : st;
}

const struct cm_flow cm_flow_bill_explain = {.policy = "bill",
    .gate = "explain",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_bill_look_names, cm_offer_names, NULL},
    .offers = true,
    .services = true,
    .gather = gather,
    .apply = apply};
