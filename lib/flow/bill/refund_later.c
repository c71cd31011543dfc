/* Refunds that wait for their bill (refund_later.h). Called by refund.c, by cm-due and by diagnosis. */
#include <inttypes.h>

#include "base/date.h"
#include "base/money.h"
#include "domain/past.h"
#include "flow/bill/refund_later.h"
#include "record/step.h"

#include "base/banned.h"

const char *const cm_refund_due_names[] = {"refund_month", "refund_item", "month_charged", "bill_wait_days", "refund_due",
    "refund_gone", "arrears_left", NULL};

/* ---- is it to come? ---- */

struct seen {
	struct cm_case *c;
	bool charged;
};

/* A row of a bill says that its month was charged, unless it is an advance of ours: that stands before the close. */
static enum cm_status
look_at(void *ctx, const struct cm_bill_item *b)
{
	const struct cm_bill_charge charge = {.bill = *b};
	struct seen *s = ctx;
	struct cm_operation op;
	bool here;
	enum cm_status st;

	if (s->charged)
		return CM_OK;
	st = cm_bill_charged_by(s->c, &charge, &op, &here);
	s->charged = !here || !cm_str_is(b->item, "advance");
	return st;
}

/* The month was charged, here or elsewhere. */
static enum cm_status
find_charged(struct cm_case *c, const struct cm_bill_look *look, bool *charged)
{
	struct seen s = {.c = c};
	enum cm_status st = cm_usage_closed(
	    c->store, c->account.part, c->account.line, cm_day_start(look->month.first), &s.charged, c->diag);

	for (unsigned i = look->first; st == CM_OK && i < look->n; i++)
		st = look_at(&s, &look->rows[i].bill);
	*charged = s.charged;
	return st;
}

enum cm_status
cm_refund_month_open(struct cm_case *c, const struct cm_bill_look *look, int64_t days, bool *open)
{
	const struct cm_month *m = &look->month;
	int32_t today = cm_time_day(c->now);
	struct seen s = {.c = c};
	enum cm_status st;

	*open = false;
	if (m->first > today || m->last + days < today)
		return CM_OK;
	st = find_charged(c, look, &s.charged);
	if (st == CM_OK && !s.charged)
		st = cm_bills_of(c->store, c->account.part, c->account.line, cm_month_of(m->last + 1).month, look_at, &s, c->diag);
	*open = !s.charged;
	return st;
}

/* ---- the order, and its text ---- */

static struct cm_str
write_order(struct cm_case *c, const struct cm_refund_order *o)
{
	struct cm_buf b = {0};
	struct cm_str s;
	char most[24];

	cm_step_put(&b, CM_STR("item"), o->item);
	cm_step_put(&b, CM_STR("month"), cm_bill_month_text(c, o->month.month));
	cm_step_put(&b, CM_STR("cause"), o->cause);
	cm_step_put(&b, CM_STR("times"), cm_str(cm_arena_printf(c->arena, "%" PRId64, o->times)));
	if (o->most >= 0) {
		cm_money_format(o->most, most);
		cm_step_put(&b, CM_STR("most"), cm_str(most));
	}
	s = cm_buf_str(&b);
	s = cm_arena_str(c->arena, (struct cm_str){s.p + 1, s.n - 1});
	cm_buf_free(&b);
	return s;
}

static bool
read_order(struct cm_str text, struct cm_refund_order *o)
{
	struct cm_step s = {.rest = text};
	struct cm_str name, value;
	bool fine;

	*o = (struct cm_refund_order){.most = -1};
	while (cm_step_field(&s, &name, &value, &fine)) {
		if (cm_str_is(name, "item"))
			o->item = value;
		else if (cm_str_is(name, "month"))
			fine = cm_month_parse(value, &o->month);
		else if (cm_str_is(name, "cause"))
			o->cause = value;
		else if (cm_str_is(name, "times"))
			fine = cm_int_parse(value, &o->times);
		else if (cm_str_is(name, "most"))
			fine = cm_money_parse(value, &o->most);
		if (!fine)
			return false;
	}
	return fine && o->item.n && o->month.month && o->cause.n && o->times > 0;
}

struct search {
	int32_t month;
	struct cm_str item;
	bool found;
};

static enum cm_status
is_same(void *ctx, const struct cm_waiting *w)
{
	struct search *s = ctx;
	struct cm_refund_order o;

	s->found |= cm_str_is(w->kind, CM_REFUND) && read_order(w->value, &o) && o.month.month == s->month &&
	    cm_str_eq(o.item, s->item);
	return CM_OK;
}

enum cm_status
cm_refund_waits(struct cm_case *c, int32_t month, struct cm_str item, bool *waits)
{
	struct search s = {.month = month, .item = item};
	enum cm_status st = cm_waiting_of(c->store, c->account.part, c->account.line, is_same, &s, c->diag);

	*waits = s.found;
	return st;
}

enum cm_status
cm_refund_wait(struct cm_case *c, const struct cm_refund_order *o, int32_t by)
{
	int32_t from = o->month.last + 1;
	struct cm_waiting w = {.due = cm_day_start(from), .seq = c->op.seq, .kind = CM_STR(CM_REFUND), .value = write_order(c, o)};
	struct cm_promise p = {.seq = c->op.seq, .kind = CM_STR(CM_REFUND), .from = from, .due = by > from ? by : from};
	enum cm_status st;

	c->order_status = "pending"; /* the order's own fields say all that waits: no change of the line's */
	cm_out_text(c, "waiting_value", w.value); /* by which cm-store check knows it again */
	st = cm_waiting_add(c->store, c->op.part, c->op.line, &w, c->diag);
	return st == CM_OK ? cm_promise_add(c->store, c->op.part, c->op.line, &p, c->diag) : st;
}

/* ---- its bill has come ---- */

enum cm_status
cm_refund_pay(struct cm_case *c, const struct cm_refund *r, const char *restores)
{
	cm_case_move(c, CM_L_REVENUE, CM_L_LINE, r->base);
	if (r->total > r->base)
		cm_case_move(c, CM_L_REVENUE, CM_L_LINE, r->total - r->base);
	if (cm_case_fired(c, restores))
		c->new_status = CM_LINE_ACTIVE;
	return cm_refund_add(c->store, c->op.part, c->op.line, r, c->diag);
}

struct work {
	struct cm_refund_order order;
	int64_t base, total; /* fen */
};

/* What of the item is left, of which no more can come back than of the whole month. */
static enum cm_status
find_base(struct cm_case *c, const struct cm_bill_look *look, struct work *w)
{
	const struct cm_bill_charge *charge = cm_bill_item(look, w->order.item);
	int64_t left = charge ? charge->bill.amount - charge->base : 0, month;
	enum cm_status st = cm_bill_month_left(c, look, &month);

	if (left > month)
		left = month;
	if (w->order.most >= 0 && left > w->order.most)
		left = w->order.most;
	w->base = left > 0 ? left : 0;
	if (st == CM_OK && !cm_money_scale(w->base, w->order.times, 1, &w->total))
		return cm_fail(c->diag, CM_BAD, "account.range", "the refund would not fit");
	return st;
}

struct change {
	struct cm_case *c;
	int64_t order;
	bool owner; /* it came after the order */
};

/* Who was amended is who he was. */
static enum cm_status
is_later(void *ctx, const struct cm_owner *was)
{
	struct change *change = ctx;
	struct cm_operation op;
	enum cm_status st;

	if (was->seq < change->order)
		return CM_OK;
	st = cm_operation_get(change->c->store, change->c->account.part, was->seq, &op, change->c->arena, change->c->diag);
	if (st == CM_OK)
		change->owner |= !cm_str_is(op.source, "cm-amend amend");
	return st;
}

/* Whom it was promised to has the line no more. The day alone does not tell what was first on it. */
static enum cm_status
find_gone(struct cm_case *c, int64_t order)
{
	struct change change = {.c = c, .order = order};
	struct cm_operation op;
	enum cm_status st = cm_operation_get(c->store, c->account.part, order, &op, c->arena, c->diag);

	if (st == CM_OK)
		st = cm_owners_of(c->store, c->account.part, c->account.line, is_later, &change, c->diag);
	if (st == CM_OK)
		cm_name_bool(c, "refund_gone", c->account.status == CM_LINE_TERMINATED || change.owner ||
			(c->line.owner_since != CM_DAY_NONE && c->line.owner_since > cm_time_day(op.at)));
	return st;
}

enum cm_status
cm_refund_due(struct cm_case *c, const struct cm_waiting *waits, const void **out)
{
	struct work *w = cm_arena_alloc(c->arena, sizeof *w);
	struct cm_bill_look look = {.n = 0};
	bool charged = false;
	int64_t after;
	enum cm_status st;

	*out = w;
	if (!read_order(waits->value, &w->order))
		return cm_fail(c->diag, CM_NOSTORE, "store.damaged", "part %d: a refund that waits is not to be understood", c->account.part);
	look.month = w->order.month;
	st = cm_bill_read(c, &look, 0);
	if (st == CM_OK)
		st = find_charged(c, &look, &charged);
	if (st == CM_OK)
		st = find_base(c, &look, w);
	if (st == CM_OK)
		st = find_gone(c, waits->seq);
	if (st == CM_OK)
		st = cm_case_balance_after(c, w->total, &after);
	if (st != CM_OK)
		return st;
	cm_name_text(c, "refund_month", cm_bill_month_text(c, look.month.month));
	cm_name_text(c, "refund_item", w->order.item);
	cm_name_bool(c, "month_charged", charged);
	cm_name_int(c, "bill_wait_days", cm_time_day(c->now) - look.month.last);
	cm_name_money(c, "refund_due", w->total);
	cm_name_money(c, "arrears_left", cm_arrears(after));
	return CM_OK;
}

struct promised {
	struct cm_promise p; /* without its kind, which is CM_REFUND */
	int64_t order;
};

static enum cm_status
is_promise(void *ctx, const struct cm_promise *p)
{
	struct promised *found = ctx;

	if (p->seq == found->order && !p->posted && cm_str_is(p->kind, CM_REFUND))
		found->p = *p;
	return CM_OK;
}

static enum cm_status
keep_promise(struct cm_case *c, int64_t order)
{
	struct promised found = {.order = order};
	enum cm_status st = cm_promises_of(c->store, c->op.part, c->op.line, is_promise, &found, c->diag);

	if (st != CM_OK || !found.p.seq)
		return st;
	found.p.kind = CM_STR(CM_REFUND);
	return cm_promise_post(c->store, c->op.part, c->op.line, &found.p, c->op.seq, c->diag);
}

enum cm_status
cm_refund_carry_out(struct cm_case *c, const struct cm_waiting *waits, const void *work)
{
	const struct work *w = work;
	struct cm_refund r = {.month = w->order.month.month, .item = w->order.item, .seq = c->op.seq,
	    .cause = w->order.cause, .base = w->base, .total = w->total};
	enum cm_status st = CM_OK;

	if (w->base > 0)
		st = cm_refund_pay(c, &r, "due.refund-restores");
	cm_out_money(c, "amount", w->total);
	cm_out_money(c, "balance", c->account.balance + w->total);
	if (st == CM_OK)
		st = keep_promise(c, waits->seq);
	return st == CM_OK ? cm_waiting_settle(c->store, c->op.part, c->op.line, waits, c->op.seq, c->diag) : st;
}
