/*
 * What the refunds come to that findings lead to (rows S76, S87, S95, S98): of each step cm-bill refund the base that
 * cm-bill would find and how many times it comes back for its cause, so that the customer hears the figure now. Of a month
 * that is still to be charged it is what the month will bring. What cm-bill would refuse is nothing to tell a customer of:
 * it was paid back before, or the bill has less.
 */
#include "base/money.h"
#include "flow/bill/refund_later.h"
#include "flow/diagnose/diagnose.h"
#include "record/step.h"

#include "base/banned.h"

struct refund { /* a step's fields */
	struct cm_str cause, item, month, amount, since, until;
	/* what is found of it */
	bool back, over; /* it was paid back before; it is more than can be */
	bool left_out; /* records of a month that is still to be charged: its bill has them not, and nothing is paid back */
};

static bool
read_step(struct refund *r, struct cm_str text)
{
	struct cm_str name, value;
	struct cm_step s;
	bool fine;

	*r = (struct refund){0};
	cm_step_read(&s, text);
	if (!cm_str_is(s.command, "cm-bill") || !cm_str_is(s.verb, "refund"))
		return false;
	while (cm_step_field(&s, &name, &value, &fine)) {
		if (cm_str_is(name, "cause"))
			r->cause = value;
		else if (cm_str_is(name, "item"))
			r->item = value;
		else if (cm_str_is(name, "month"))
			r->month = value;
		else if (cm_str_is(name, "amount"))
			r->amount = value;
		else if (cm_str_is(name, "since"))
			r->since = value;
		else if (cm_str_is(name, "until"))
			r->until = value;
	}
	return true;
}

static int64_t
figure(const struct cm_case *c, const char *id)
{
	const struct cm_value *v = cm_diagnose_figure(c, id);

	return v ? v->i : 0;
}

/* By bill.yaml's table; 0: it is not loaded. */
static int64_t
multiplier(const struct cm_case *c, struct cm_str cause)
{
	return figure(c, cm_arena_printf(c->arena, "times_%.*s", (int)cause.n, cause.p));
}

/* Without a charge: of a month that is still to be charged, what it will bring. */
static enum cm_status
find_later(struct cm_diagnosis *d, struct refund *r, const struct cm_bill_look *look, int64_t *base)
{
	struct cm_case *c = d->c;
	bool open, use = r->since.n || r->until.n;
	enum cm_status st = cm_refund_month_open(c, look, figure(c, "bill_days"), &open);

	r->left_out = open && use;
	if (st == CM_OK && r->left_out)
		st = cm_diagnose_use_cost(d, &look->month, r->item, base);
	else if (st == CM_OK && open && !r->amount.n)
		st = cm_bill_expected(c, &look->month, r->item, base);
	r->over = *base == 0;
	return st;
}

static enum cm_status
find_base(struct cm_diagnosis *d, struct refund *r, int64_t *base)
{
	struct cm_case *c = d->c;
	struct cm_bill_look look = {.n = 0};
	const struct cm_bill_charge *charge;
	int64_t left = 0, month_left = 0;
	bool waits;
	enum cm_status st;

	if (!cm_month_parse(r->month, &look.month))
		return CM_OK;
	st = cm_refund_waits(c, look.month.month, r->item, &waits);
	if (st != CM_OK || (waits && !r->since.n && !r->until.n)) {
		r->back = waits;
		return st;
	}
	st = cm_bill_read(c, &look, 0);
	charge = cm_bill_item(&look, r->item);
	if (st == CM_OK && !charge)
		return find_later(d, r, &look, base);
	if (st == CM_OK)
		st = cm_bill_month_left(c, &look, &month_left);
	if (st != CM_OK)
		return st;
	left = charge->bill.amount - charge->base;
	if (r->amount.n)
		*base = cm_money_parse(r->amount, base) ? *base : 0;
	else if (r->since.n || r->until.n)
		st = cm_diagnose_use_cost(d, &look.month, r->item, base);
	else
		*base = left;
	r->back = charge->base > 0 && left <= 0;
	r->over = !r->back && (*base <= 0 || *base > left || *base > month_left);
	return st;
}

const struct cm_doubt *
cm_diagnose_doubt(const struct cm_diagnosis *d, struct cm_str step)
{
	for (unsigned i = 0; i < d->ndoubts; i++)
		if (cm_str_eq(d->doubts[i].step, step))
			return &d->doubts[i];
	return NULL;
}

enum cm_status
cm_diagnose_refund(struct cm_diagnosis *d, const struct cm_str *steps, unsigned n, int64_t *fen)
{
	struct cm_case *c = d->c;
	int64_t base, total, times;
	struct refund r;
	enum cm_status st = CM_OK;

	*fen = -1;
	if (!d->doubts)
		d->doubts = cm_arena_alloc(c->arena, CM_STEPS * sizeof *d->doubts);
	for (unsigned i = 0; st == CM_OK && i < n; i++) {
		if (!read_step(&r, steps[i]))
			continue;
		base = 0;
		times = multiplier(c, r.cause);
		if (r.item.n && c->has_account && times && cm_diagnose_figure(c, "call_unit"))
			st = find_base(d, &r, &base);
		if (r.back || r.over)
			d->doubts[d->ndoubts++] = (struct cm_doubt){steps[i], r.back};
		if (st != CM_OK || base <= 0 || r.back || r.over || r.left_out || !cm_money_scale(base, times, 1, &total))
			continue;
		if (*fen < 0)
			*fen = 0;
		if (!cm_money_add(*fen, total, fen))
			return cm_fail(c->diag, CM_DEFECT, "ledger.overflow", "the refunds would not fit");
	}
	return st;
}
