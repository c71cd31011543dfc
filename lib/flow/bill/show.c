/*
 * cm-bill show: a line's bill of a month, a row for each item, then what was credited, then the sum (row S72). What is
 * unusual beside the months before it is the policy's word, with what to ask and what may save the customer money. Reads
 * only.
 */
#include "base/date.h"
#include "base/money.h"
#include "flow/bill/look.h"
#include "flow/credit.h"
#include "flow/offer.h"

#include "base/banned.h"

enum {
	BILL_ROW,
	CHARGED,
	ITEM_OF_SERVICE,
	CHARGE_ITEM,
	USUAL,
	USUAL_MONTHS,
	ITEM_NAME,
	/* figures */
	USUAL_BEFORE
};

static const char *const facts[] = {
    "bill_row", "charged", "item_of_service", "charge_item", "usual", "usual_months", "item_name", "usual_before", NULL};

#define MONTHS 24 /* more are not compared with */

struct credit {
	struct cm_str kind;
	int64_t amount, seq; /* seq: of the operation that posted it */
};

struct work {
	struct cm_bill_look look;
	struct credit *credits;
	unsigned ncredits, room;
	int64_t charges, credited; /* fen */
};

static enum cm_status
overflow(struct cm_case *c)
{
	return cm_fail(c->diag, CM_DEFECT, "ledger.overflow", "the sum of a bill would not fit");
}

/* ---- what was credited ---- */

/* A credit belongs to the month of its first day, whoever posted it, and when. */
static enum cm_status
add_credit(void *ctx, const struct cm_promise *p)
{
	struct cm_case *c = ctx;
	struct work *w = c->state;
	bool kept;
	enum cm_status st;

	if (!p->posted || !p->amount || p->from < w->look.month.first || p->from > w->look.month.last)
		return CM_OK;
	st = cm_credit_kept(c, p, &kept);
	if (st != CM_OK || !kept)
		return st;
	if (!cm_money_add(w->credited, p->amount, &w->credited))
		return overflow(c);
	w->credits = cm_arena_grow(c->arena, w->credits, w->ncredits, &w->room, sizeof *w->credits);
	w->credits[w->ncredits++] = (struct credit){cm_arena_str(c->arena, p->kind), p->amount, p->posted};
	return CM_OK;
}

static struct cm_text
credit_name(const struct cm_case *c, struct cm_str kind)
{
	const struct cm_vocabulary *v = c->policy->vocabulary;
	const struct cm_text *campaign = c->forms ? cm_forms_word(c->forms, cm_vocabulary_slot(v, CM_STR("campaign")), kind,
						       cm_vocabulary_slot(v, CM_STR("campaign_name"))) :
						    NULL;

	return campaign ? *campaign : cm_bill_item_name(c, kind);
}

static enum cm_status
gather(struct cm_case *c)
{
	struct work *w = cm_arena_alloc(c->arena, sizeof *w);
	int64_t before = cm_get_int(c, USUAL_BEFORE);
	enum cm_status st = cm_case_line(c);

	c->state = w;
	if (st != CM_OK || !c->has_account)
		return st;
	st = cm_bill_look(c, &w->look, before < 0 ? 0 : before > MONTHS ? MONTHS : before);
	if (st != CM_OK || !w->look.month.month)
		return st;
	st = cm_promises_of(c->store, c->account.part, c->account.line, add_credit, c, c->diag);
	if (w->ncredits)
		cm_name_bool(c, "bill_known", true);
	return st;
}

/* ---- what is usual ---- */

static enum cm_status
set_usual(struct cm_case *c, const struct work *w, struct cm_str item)
{
	int64_t usual;
	unsigned months;
	enum cm_status st = cm_bill_usual(c, &w->look, item, &usual, &months);

	if (st != CM_OK)
		return st;
	cm_set_int(c, USUAL_MONTHS, months);
	cm_forget(c, USUAL);
	if (months)
		cm_set_money(c, USUAL, usual);
	return CM_OK;
}

/* ---- rows ---- */

/* Those that the monthly run makes itself have words of their own; others have none. */
static void
set_fixed(struct cm_case *c, struct cm_str item)
{
	const struct cm_fact *f = &c->policy->vocabulary->facts[c->slots[CHARGE_ITEM]];

	cm_forget(c, CHARGE_ITEM);
	for (unsigned i = 0; i < f->nvalues; i++)
		if (cm_str_eq(f->values[i].name, item))
			cm_set_text(c, CHARGE_ITEM, item);
}

static void
begin(struct cm_case *c, const char *kind)
{
	cm_set_text(c, BILL_ROW, cm_str(kind));
	cm_out_text(c, "kind", cm_str(kind));
	cm_out_text(c, "month", cm_name_get_text(c, "month"));
}

/* What the policy says of the row, and the row itself. */
static enum cm_status
finish(struct cm_case *c)
{
	enum cm_verdict verdict;
	enum cm_status st;

	if (cm_known(c, USUAL))
		cm_out_money(c, "usual", cm_get_int(c, USUAL));
	st = cm_case_tell(c, "row", &verdict);
	return st == CM_OK ? c->emit(c) : st;
}

static enum cm_status
put_item(struct cm_case *c, struct work *w, const struct cm_bill_charge *r)
{
	struct cm_text *name = cm_arena_alloc(c->arena, sizeof *name);
	enum cm_status st = set_usual(c, w, r->bill.item);

	*name = cm_bill_item_name(c, r->bill.item);
	if (st == CM_OK && !cm_money_add(w->charges, r->bill.amount, &w->charges))
		st = overflow(c);
	if (st != CM_OK)
		return st;
	begin(c, "charge");
	cm_set_money(c, CHARGED, r->bill.amount);
	cm_set_words(c, ITEM_NAME, name);
	cm_set_bool(c, ITEM_OF_SERVICE, cm_bill_item_of_service(c, r->bill.item));
	set_fixed(c, r->bill.item);
	cm_out_text(c, "item", r->bill.item);
	cm_out_text(c, "item_name", cm_offer_text(c, name));
	cm_out_money(c, "amount", r->bill.amount);
	if (r->total)
		cm_out_money(c, "refunded", r->total);
	return finish(c);
}

static enum cm_status
put_credit(struct cm_case *c, const struct credit *k)
{
	struct cm_text name = credit_name(c, k->kind);

	begin(c, "credit");
	cm_out_text(c, "item", k->kind);
	cm_out_text(c, "item_name", cm_offer_text(c, &name));
	cm_out_money(c, "amount", -k->amount);
	cm_out_order(c, "of_order", c->account.part, k->seq);
	return c->emit(c);
}

static enum cm_status
put_total(struct cm_case *c, const struct work *w)
{
	int64_t total;
	enum cm_status st = set_usual(c, w, CM_STR(""));

	if (st != CM_OK || !cm_money_add(w->charges, -w->credited, &total))
		return st == CM_OK ? overflow(c) : st;
	begin(c, "total");
	cm_set_money(c, CHARGED, w->charges);
	cm_out_money(c, "charges", w->charges);
	cm_out_money(c, "credits", w->credited);
	cm_out_money(c, "total", total);
	return finish(c);
}

static enum cm_status
apply(struct cm_case *c)
{
	struct work *w = c->state;
	enum cm_status st = CM_OK;

	for (unsigned i = w->look.first; st == CM_OK && i < w->look.n; i++)
		st = put_item(c, w, &w->look.rows[i]);
	for (unsigned i = 0; st == CM_OK && i < w->ncredits; i++)
		st = put_credit(c, &w->credits[i]);
	return st == CM_OK ? put_total(c, w) : st;
}

const struct cm_flow cm_flow_bill_show = {.policy = "bill",
    .gate = "show",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_bill_look_names, cm_offer_names, NULL},
    .services = true,
    .forms = true,
    .gather = gather,
    .apply = apply};
