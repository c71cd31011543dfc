/*
 * What the refunds come to that findings lead to (rows S76, S87, S95, S98): of each step cm-bill refund the base that
 * cm-bill would find and how many times it comes back for its cause, so that the customer hears the figure now. A month
 * without a bill yet is taken by what the service costs in it; cm-bill pays it back once it has been charged.
 */
#include "base/money.h"
#include "flow/bill/look.h"
#include "flow/diagnose/diagnose.h"
#include "record/step.h"

#include "base/banned.h"

struct refund { /* a step's fields */
	struct cm_str cause, item, month, amount, since, until;
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

/* By bill.yaml's table; 0: it is not loaded. */
static int64_t
multiplier(const struct cm_case *c, struct cm_str cause)
{
	const struct cm_value *times = cm_diagnose_figure(c, cm_arena_printf(c->arena, "times_%.*s", (int)cause.n, cause.p));

	return times ? times->i : 0;
}

/* What the bill has of the item and was not paid back. */
static enum cm_status
charged(struct cm_case *c, const struct refund *r, const struct cm_month *m, int64_t *fen)
{
	struct cm_bill_look look = {.n = 0};
	enum cm_status st;

	cm_set_text(c, DG_MONTH, r->month);
	st = cm_bill_look(c, &look, 0);
	for (unsigned i = look.first; st == CM_OK && look.month.month == m->month && i < look.n; i++)
		if (cm_str_eq(look.rows[i].bill.item, r->item))
			*fen = look.rows[i].bill.amount - look.rows[i].base;
	return st;
}

/* What the services of the item cost in the month; -1: nobody knows. */
static enum cm_status
costs(struct cm_diagnosis *d, const struct refund *r, const struct cm_month *m, int64_t *fen)
{
	struct cm_case *c = d->c;
	struct cm_fees fees;
	int64_t one;
	enum cm_status st = cm_diagnose_held(d);

	if (st == CM_OK)
		st = cm_case_load_line(c);
	if (st != CM_OK)
		return st;
	fees = cm_holdings_fees(c, &d->held, m->first);
	for (unsigned i = 0; i < d->held.n; i++) {
		const struct cm_subscription *s = &d->held.rows[i];
		const struct cm_service *service = cm_services_find(c->services, s->service);

		if (!service || !cm_str_eq(s->item.n ? service->items_bill_item : service->bill_item, r->item) ||
		    s->opened_at > m->last || (s->ends != CM_DAY_NONE && s->ends < m->first))
			continue;
		if (cm_fee_of(&fees, s, &one))
			*fen = *fen < 0 ? one : *fen + one;
	}
	return st;
}

static enum cm_status
find_base(struct cm_diagnosis *d, const struct refund *r, int64_t *fen)
{
	struct cm_case *c = d->c;
	struct cm_month m;
	enum cm_status st;

	*fen = -1;
	if (r->amount.n) {
		if (!cm_money_parse(r->amount, fen))
			*fen = -1;
		return CM_OK;
	}
	if (!r->item.n || !c->has_account || !cm_month_parse(r->month, &m) || !cm_diagnose_figure(c, "call_unit"))
		return CM_OK;
	if (r->since.n || r->until.n)
		return cm_diagnose_use_cost(d, &m, r->item, fen);
	st = charged(c, r, &m, fen);
	return st == CM_OK && *fen < 0 ? costs(d, r, &m, fen) : st;
}

enum cm_status
cm_diagnose_refund(struct cm_diagnosis *d, const struct cm_str *steps, unsigned n, int64_t *fen)
{
	int64_t base, total, times;
	struct refund r;
	enum cm_status st = CM_OK;

	*fen = -1;
	for (unsigned i = 0; st == CM_OK && i < n; i++) {
		if (!read_step(&r, steps[i]))
			continue;
		st = find_base(d, &r, &base);
		times = multiplier(d->c, r.cause);
		if (st != CM_OK || base <= 0 || !times || !cm_money_scale(base, times, 1, &total))
			continue;
		if (*fen < 0)
			*fen = 0;
		if (!cm_money_add(*fen, total, fen))
			return cm_fail(d->c->diag, CM_DEFECT, "ledger.overflow", "the refunds would not fit");
	}
	return st;
}
