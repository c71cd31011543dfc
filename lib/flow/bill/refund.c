/*
 * cm-bill refund: a part of a charge, or all of it, is given back, some causes with as much again on top (rows S68, S76,
 * S86, S87, S95, S98). How many times is the policy's word for each cause. Both come out of revenue, as a movement each:
 * what was charged wrongly, and the goodwill.
 *
 * The base is an amount, or the whole of what is left of the charge, or, of records of use in question (row S87), what
 * the month costs less without them.
 */
#include "base/date.h"
#include "base/money.h"
#include "flow/bill/refund_later.h"
#include "flow/offer.h"

#include "base/banned.h"

enum {
	ITEM,
	CAUSE,
	AMOUNT,
	SINCE,
	UNTIL,
	LINE_STATUS,
	BALANCE,
	CHARGED_HERE,
	MONTH_LEFT,
	REFUND_CAUSE,
	CAUSE_KNOWN,
	CAUSE_NEAR,
	CAUSE_CODES,
	BASE,
	MULTIPLIER,
	REFUND,
	USE_GIVEN,
	USE_CHARGED,
	USE_FOUND,
	USE_AGAIN,
	BALANCE_AFTER,
	ARREARS_AFTER,
	LOOKUP_AFTER,
	MONTH_OPEN,
	REFUND_WAITS,
	/* figures */
	REFUND_DAYS,
	MMS_MINUTES,
	BILL_DAYS
};

static const char *const facts[] = {"item", "cause", "amount", "since", "until", "line_status", "balance", "charged_here",
    "month_left", "refund_cause", "cause_known", "cause_near", "cause_codes", "base", "multiplier", "refund", "use_given",
    "use_charged", "use_found", "use_again", "balance_after", "arrears_after", "lookup_after", "month_open",
    "refund_waits", "refund_days", "mms_minutes", "bill_days", NULL};

struct work {
	struct cm_bill_look look;
	const struct cm_bill_charge *charge;
	struct cm_one_way use; /* records in question */
	struct cm_refund_order later; /* of a month that is not charged yet */
};

/* ---- the cause, and how many times ---- */

static enum cm_status
find_multiplier(struct cm_case *c, struct cm_str cause)
{
	int64_t times = 0;
	enum cm_status st = cm_policy_int(c->policy, cm_arena_printf(c->arena, "times_%.*s", (int)cause.n, cause.p), 1, &times,
	    c->diag);

	if (st == CM_OK)
		cm_set_int(c, MULTIPLIER, times);
	return st;
}

static enum cm_status
find_cause(struct cm_case *c)
{
	const struct cm_fact *f = &c->policy->vocabulary->facts[c->slots[REFUND_CAUSE]];
	struct cm_str *codes = cm_arena_alloc(c->arena, f->nvalues * sizeof *codes), near;
	const char *code, *why;
	struct cm_value v;

	if (cm_fact_read(f, cm_get_text(c, CAUSE), &v, &code, &why, c->arena) == CM_OK && v.known) {
		cm_set_text(c, REFUND_CAUSE, v.s);
		cm_set_bool(c, CAUSE_KNOWN, true);
		return find_multiplier(c, v.s);
	}
	cm_set_bool(c, CAUSE_KNOWN, false);
	near = cm_fact_nearest(f, cm_get_text(c, CAUSE));
	cm_set_text(c, CAUSE_NEAR, near);
	for (unsigned i = 0; i < f->nvalues; i++)
		codes[i] = f->values[i].name;
	cm_set_list(c, CAUSE_CODES, codes, f->nvalues);
	return CM_OK;
}

/* ---- records of use (row S87) ---- */

/* What was charged here has been rated; of a bill from elsewhere every record may be in it. */
static bool
was_charged(const struct cm_case *c, const struct cm_usage *u)
{
	return cm_get_int(c, CHARGED_HERE) ? !cm_str_is(u->state, "received") : true;
}

struct days { /* instants between which records are in question */
	const struct cm_case *c;
	int64_t since, until;
};

static bool
is_in_question(void *ctx, const struct cm_usage *u)
{
	const struct days *d = ctx;

	return u->at >= d->since && u->at < d->until && was_charged(d->c, u);
}

/* The days that are given, within the month. */
static enum cm_status
find_use(struct cm_case *c)
{
	struct work *w = c->state;
	const struct cm_month *m = &w->look.month;
	int32_t since = cm_known(c, SINCE) ? (int32_t)cm_get_int(c, SINCE) : m->first;
	int32_t until = cm_known(c, UNTIL) ? (int32_t)cm_get_int(c, UNTIL) : m->last;
	struct days days = {.c = c, .since = cm_day_start(since > m->first ? since : m->first),
	    .until = cm_day_start((until < m->last ? until : m->last) + 1)};
	int64_t cost;
	enum cm_status st;

	cm_set_bool(c, USE_CHARGED, cm_str_eq(cm_bill_item_of_use(c->services, CM_STR("data"), CM_STR("")), cm_get_text(c, ITEM)));
	if (!cm_get_int(c, USE_CHARGED))
		return CM_OK;
	st = cm_one_way_find(c, cm_day_start(m->first), cm_day_start(m->last + 1), cm_get_int(c, MMS_MINUTES) * 60,
	    is_in_question, &days, &w->use);
	cm_set_int(c, USE_FOUND, w->use.n);
	cm_set_int(c, USE_AGAIN, w->use.again);
	if (st != CM_OK || !w->use.n)
		return st;
	st = cm_bill_use_cost(c, m, cm_get_text(c, ITEM), &w->use, cm_get_int(c, CHARGED_HERE) != 0, &cost);
	if (st == CM_OK)
		cm_set_money(c, BASE, cost);
	return st;
}

/* ---- gather ---- */

static enum cm_status
find_base(struct cm_case *c)
{
	const struct work *w = c->state;

	if (cm_known(c, AMOUNT))
		cm_set_money(c, BASE, cm_get_int(c, AMOUNT));
	else if (cm_get_int(c, USE_GIVEN))
		return find_use(c);
	else
		cm_set_money(c, BASE, w->charge->bill.amount - w->charge->base);
	return CM_OK;
}

static enum cm_status
find_total(struct cm_case *c)
{
	int64_t total, after;
	enum cm_status st;

	if (!cm_known(c, BASE) || !cm_known(c, MULTIPLIER))
		return CM_OK;
	if (!cm_money_scale(cm_get_int(c, BASE), cm_get_int(c, MULTIPLIER), 1, &total))
		return cm_fail(c->diag, CM_BAD, "account.range", "the refund would not fit");
	st = cm_case_balance_after(c, total, &after);
	if (st != CM_OK)
		return st;
	cm_set_money(c, REFUND, total);
	cm_set_money(c, BALANCE_AFTER, after);
	cm_set_money(c, ARREARS_AFTER, cm_arrears(after));
	return CM_OK;
}

static enum cm_status
find_month_left(struct cm_case *c)
{
	int64_t left;
	enum cm_status st = cm_bill_month_left(c, &((const struct work *)c->state)->look, &left);

	cm_set_money(c, MONTH_LEFT, left);
	return st;
}

/* Whether one of the item and month is on order. */
static enum cm_status
find_waiting(struct cm_case *c)
{
	const struct work *w = c->state;
	bool waits;
	enum cm_status st = cm_refund_waits(c, w->look.month.month, cm_get_text(c, ITEM), &waits);

	cm_set_bool(c, REFUND_WAITS, waits);
	return st;
}

/* All of an item: what it will come to, as far as one can tell. */
static enum cm_status
find_order(struct cm_case *c)
{
	struct work *w = c->state;
	int64_t base = 0;
	enum cm_status st = cm_bill_expected(c, &w->look.month, cm_get_text(c, ITEM), &base);

	w->later = (struct cm_refund_order){
	    w->look.month, cm_get_text(c, ITEM), cm_get_text(c, REFUND_CAUSE), cm_get_int(c, MULTIPLIER), base};
	if (base >= 0)
		cm_set_money(c, BASE, base);
	return st;
}

/* Not on the bill: of a month that is still to be charged, perhaps. */
static enum cm_status
find_later(struct cm_case *c)
{
	struct work *w = c->state;
	const struct cm_month *m = &w->look.month;
	bool open;
	enum cm_status st = cm_refund_month_open(c, &w->look, cm_get_int(c, BILL_DAYS), &open);

	cm_set_bool(c, MONTH_OPEN, open);
	if (st != CM_OK || !open)
		return st;
	cm_set_bool(c, CHARGED_HERE, false);
	if (m->last >= cm_time_day(c->now))
		cm_set_day(c, LOOKUP_AFTER, m->last + 1 + (int32_t)cm_get_int(c, REFUND_DAYS));
	st = cm_get_int(c, USE_GIVEN) ? find_use(c) : find_order(c);
	return st == CM_OK ? find_total(c) : st;
}

static enum cm_status
find_charge(struct cm_case *c)
{
	struct work *w = c->state;
	struct cm_operation op;
	bool here;
	enum cm_status st;

	w->charge = cm_bill_look_item(c, &w->look, cm_get_text(c, ITEM));
	cm_set_bool(c, USE_GIVEN, cm_known(c, SINCE) || cm_known(c, UNTIL));
	st = find_waiting(c);
	if (st != CM_OK || !w->charge)
		return st == CM_OK ? find_later(c) : st;
	cm_set_bool(c, MONTH_OPEN, false);
	st = cm_bill_charged_by(c, w->charge, &op, &here);
	cm_set_bool(c, CHARGED_HERE, here);
	if (st == CM_OK)
		st = find_month_left(c);
	if (st == CM_OK)
		st = find_base(c);
	return st == CM_OK ? find_total(c) : st;
}

static enum cm_status
gather(struct cm_case *c)
{
	struct work *w = cm_arena_alloc(c->arena, sizeof *w);
	enum cm_status st = cm_case_line(c);

	c->state = w;
	if (st == CM_OK)
		st = find_cause(c);
	cm_set_day(c, LOOKUP_AFTER, cm_time_day(c->now) + (int32_t)cm_get_int(c, REFUND_DAYS));
	if (st != CM_OK || !c->has_account)
		return st;
	cm_set_money(c, BALANCE, c->account.balance);
	st = cm_bill_look(c, &w->look, 0);
	return st == CM_OK && w->look.month.month ? find_charge(c) : st;
}

/* ---- apply ---- */

static enum cm_status
take_records_out(struct cm_case *c)
{
	const struct work *w = c->state;
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < w->use.n; i++)
		st = cm_usage_rerated(c->store, c->op.part, c->op.line, &w->use.rows[i], c->diag);
	return st;
}

static enum cm_status
pay_back(struct cm_case *c)
{
	const struct work *w = c->state;
	struct cm_refund r = {.month = w->look.month.month, .item = w->charge->bill.item, .seq = c->op.seq,
	    .cause = cm_get_text(c, REFUND_CAUSE), .base = cm_get_int(c, BASE), .total = cm_get_int(c, REFUND)};
	enum cm_status st = cm_refund_pay(c, &r, "refund.restores");

	return st == CM_OK ? take_records_out(c) : st;
}

/* Of a month that is still to be charged, records in question are never charged; the rest waits for the bill. */
static enum cm_status
apply(struct cm_case *c)
{
	const struct work *w = c->state;
	struct cm_text name = cm_bill_item_name(c, cm_get_text(c, ITEM));
	bool charged = w->charge != NULL;
	enum cm_status st = charged ? pay_back(c) : w->use.n ? take_records_out(c) : cm_refund_wait(c, &w->later, (int32_t)cm_get_int(c, LOOKUP_AFTER));

	cm_out_text(c, "item_name", cm_offer_text(c, &name));
	cm_out_text(c, "refund_cause", cm_get_text(c, REFUND_CAUSE));
	if (cm_known(c, BASE))
		cm_out_money(c, "base", cm_get_int(c, BASE));
	cm_out_int(c, "multiplier", cm_get_int(c, MULTIPLIER));
	if (cm_known(c, REFUND))
		cm_out_money(c, "refund", charged || !w->use.n ? cm_get_int(c, REFUND) : 0);
	if (charged)
		cm_out_money(c, "balance", cm_get_int(c, BALANCE_AFTER));
	cm_out_day(c, "lookup_after", (int32_t)cm_get_int(c, LOOKUP_AFTER));
	if (w->use.n)
		cm_out_int(c, "use_found", w->use.n);
	return st;
}

const struct cm_flow cm_flow_bill_refund = {.policy = "bill",
    .gate = "refund",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_bill_look_names, cm_offer_names, NULL},
    .offers = true,
    .services = true,
    .gather = gather,
    .apply = apply};
