/*
 * cm-bill run: a line's month is charged, by one operation for each line and phase; a line of which nothing is due leaves
 * nothing. What is charged in which state is the policy's word (policies/bill.yaml), asked once for all lines that are
 * alike; what it comes to is price.c's.
 */
#include "base/date.h"
#include "flow/bill/bill.h"
#include "flow/credit.h"

#include "base/banned.h"

enum {
	MONTH,
	PHASE,
	LINE_STATUS,
	STATUS_ALL_MONTH,
	CHARGED_PLAN,
	PLAN_PRICED,
	UNPRICED,
	UNPRICED_COUNT,
	CREDITS,
	BILLED_ELSEWHERE
};

static const char *const facts[] = {"month", "phase", "line_status", "status_all_month", "charged_plan", "plan_priced",
    "unpriced", "unpriced_count", "credits", "billed_elsewhere", NULL};

struct work {
	struct cm_bill_run *run;
	const struct cm_month_line *line;
	struct cm_credits credits;
	struct cm_bill bill;
};

/* ---- the line, out of a stretch read under the lock ---- */

#define STRETCH_FIRST 64 /* lines read ahead at the beginning of a batch, which may be one line's */
#define STRETCH_MOST  2048

static enum cm_status
read_on(struct cm_case *c, struct cm_bill_run *r, const struct cm_bill_key *key)
{
	uint64_t batch = cm_store_batch(c->store);
	enum cm_status st = CM_OK;

	if (r->batch != batch || r->part != key->part)
		st = cm_month_resumes(c->store, key->part, r->here_by[key->part], &r->resumed, c->diag);
	if (st != CM_OK)
		return st;

	r->size = r->batch != batch ? STRETCH_FIRST : r->size < STRETCH_MOST ? 4 * r->size : STRETCH_MOST;
	if (r->size > STRETCH_MOST)
		r->size = STRETCH_MOST;
	r->batch = batch;
	r->part = key->part;
	r->at = 0;
	cm_arena_reset(r->arena);
	st = cm_stretch_load(&r->stretch, c->store, &r->options, key->part, key->line, r->size, r->arena, c->diag);
	return st == CM_OK ? cm_bill_past(&r->stretch, c->store, &r->month, r->resumed, r->arena, c->diag) : st;
}

enum cm_status
cm_bill_line(struct cm_case *c, const struct cm_month_line **line)
{
	const struct cm_bill_key *key = c->record->made;
	struct cm_bill_run *r = key->run;
	const struct cm_stretch *s = &r->stretch;

	if (r->batch == cm_store_batch(c->store) && r->part == key->part)
		while (r->at < s->n && s->lines[r->at].account.line < key->line)
			r->at++;
	else
		r->at = s->n;
	if (r->at == s->n) {
		enum cm_status st = read_on(c, r, key);

		if (st != CM_OK)
			return st;
	}
	*line = &s->lines[r->at];
	return r->at < s->n && (*line)->account.line == key->line ? CM_OK : CM_END;
}

/* ---- gather ---- */

static const struct {
	const char *rule;
	enum cm_bill_what what;
} choices[] = {{"bill.fee", CM_BILL_FEE}, {"bill.services", CM_BILL_SERVICES}, {"bill.usage", CM_BILL_USAGE},
    {"bill.minimum", CM_BILL_MINIMUM}, {"bill.credits", CM_BILL_CREDITS}};

/* What the policy charges lines that are in a state since a day. */
static enum cm_status
choose(struct cm_case *c, enum cm_line_status status, int32_t since, unsigned *what)
{
	struct work *w = c->state;
	bool all_month = since <= w->run->month.first;
	unsigned *known = &w->run->what[status][all_month];
	const struct cm_gate *g;
	struct cm_decision d;

	cm_set_text(c, LINE_STATUS, cm_str(cm_line_status_name(status)));
	cm_set_bool(c, STATUS_ALL_MONTH, all_month);
	if (!*known) {
		if (cm_policy_need_gate(c->policy, "items", &g, c->diag) != CM_OK)
			return CM_CONFIG;
		cm_case_judge(c, g, &d);
		*known = CM_BILL_DECIDED;
		for (unsigned i = 0; i < d.nfired; i++)
			for (unsigned k = 0; k < sizeof choices / sizeof *choices; k++)
				if (!d.fired[i].open && cm_str_is(d.fired[i].rule->id, choices[k].rule))
					*known |= choices[k].what;
	}
	*what = *known;
	return CM_OK;
}

/* Part of the bill was brought in: who charged that charged the month, and nothing is set off of it here. */
static bool
is_charged_elsewhere(const struct work *w)
{
	bool due = w->run->phase == CM_MONTH_CLOSE || w->line->ncontracts;

	for (unsigned i = 0; due && i < w->line->nbills; i++)
		if (!w->line->bills[i].seq)
			return true;
	return false;
}

/* Charged already, by an earlier run: but for the advance, which is set off. */
static bool
is_charged(const struct work *w)
{
	for (unsigned i = 0; i < w->line->nbills; i++)
		if (w->run->phase == CM_MONTH_ADVANCE || !cm_str_is(w->line->bills[i].item, "advance"))
			return true;
	return false;
}

static bool
ended_before(const struct work *w)
{
	return w->line->status == CM_LINE_TERMINATED && w->line->status_since < w->run->month.first;
}

/* A service that nobody knows the price of is nothing, too: it would be answered by every run. */
static bool
is_nothing(const struct work *w)
{
	const struct cm_bill *b = &w->bill;

	return !b->n && !w->credits.n && b->plan_priced && !b->overflow;
}

/* Charges go by what it was in the month, credits by what it is. */
static enum cm_status
price(struct cm_case *c)
{
	struct work *w = c->state;
	unsigned now = 0, what = 0;
	enum cm_status st = choose(c, c->account.status, c->account.status_since, &now);

	if (st == CM_OK)
		st = choose(c, w->line->status, w->line->status_since, &what);
	if (st != CM_OK)
		return st;
	cm_bill_price(&w->bill, c, w->run, w->line, what);
	if (w->run->phase == CM_MONTH_CLOSE && (now & CM_BILL_CREDITS)) {
		w->credits = (struct cm_credits){.rows = w->line->credits, .n = w->line->ncredits};
		st = cm_credits_sum(c, &w->credits);
	}
	return st;
}

static enum cm_status
gather(struct cm_case *c)
{
	const struct cm_bill_key *key = c->record->made;
	struct work *w = cm_arena_raw(c->arena, sizeof *w);
	bool elsewhere;
	enum cm_status st;

	w->run = key->run;
	w->credits = (struct cm_credits){0};
	w->bill.tell = NULL;
	c->state = w;
	st = cm_bill_line(c, &w->line);
	elsewhere = st == CM_OK && is_charged_elsewhere(w);
	c->skipped = st == CM_END || (st == CM_OK && ((is_charged(w) && !elsewhere) || ended_before(w)));
	if (c->skipped || st != CM_OK)
		return st == CM_END ? CM_OK : st;
	c->has_account = true;
	c->account = w->line->account;
	c->op.part = c->account.part;
	c->op.line = c->account.line;
	cm_set_text(c, LINE_STATUS, cm_str(cm_line_status_name(c->account.status)));
	cm_set_bool(c, BILLED_ELSEWHERE, elsewhere);
	if (elsewhere)
		return CM_OK;
	st = price(c);
	if (st != CM_OK)
		return st;
	if (is_nothing(w)) {
		c->skipped = true;
		return CM_OK;
	}
	cm_set_text(c, CHARGED_PLAN, w->line->plan);
	cm_set_bool(c, PLAN_PRICED, w->bill.plan_priced);
	cm_set_list(c, UNPRICED, w->bill.unpriced, w->bill.nunpriced);
	cm_set_int(c, UNPRICED_COUNT, w->bill.nunpriced);
	cm_set_money(c, CREDITS, w->credits.total);
	return w->bill.overflow ? cm_fail(c->diag, CM_BAD, "account.range", "the charges of a line would not fit") : CM_OK;
}

/* ---- apply ---- */

static enum cm_status
add_items(struct cm_case *c)
{
	const struct work *w = c->state;
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < w->bill.n; i++)
		st = cm_bill_add(c->store, c->op.part, c->op.line,
		    &(struct cm_bill_item){w->run->month.month, w->bill.items[i].item, w->bill.items[i].amount, c->op.seq,
			w->bill.items[i].cause},
		    c->diag);
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct work *w = c->state;
	const struct cm_month *m = &w->run->month;
	int64_t charges = w->bill.total;
	enum cm_status st = add_items(c);

	if (charges > 0)
		cm_case_move(c, CM_L_LINE, CM_L_REVENUE, charges);
	else if (charges < 0)
		cm_case_move(c, CM_L_REVENUE, CM_L_LINE, -charges);
	if (st == CM_OK && w->credits.n)
		st = cm_credits_post(c, &w->credits);
	if (st == CM_OK && w->run->phase == CM_MONTH_CLOSE && w->line->nused)
		st = cm_usage_rated(
		    c->store, c->op.part, c->op.line, cm_day_start(m->first), cm_day_start(m->last + 1), c->diag);
	c->no_notice = w->credits.n == 0;
	cm_out_money(c, "charges", charges);
	cm_out_money(c, "credits", w->credits.total);
	cm_out_money(c, "total", charges - w->credits.total);
	if (w->bill.nunpriced)
		cm_out_list(c, "unpriced", w->bill.unpriced, w->bill.nunpriced);
	return st;
}

const struct cm_flow cm_flow_bill_run = {.policy = "bill", .gate = "run", .facts = facts, .offers = true, .services = true,
    .gather = gather, .apply = apply};
