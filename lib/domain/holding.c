/* What a line has: subscriptions, contracts, what is said of it outside, and what it was promised. */
#include "domain/holding.h"

#include "base/banned.h"

/* A caller's function and what it is called with; one of them. */
struct each {
	enum cm_status (*subscription)(void *, const struct cm_subscription *);
	enum cm_status (*contract)(void *, const struct cm_contract *);
	enum cm_status (*evidence)(void *, const struct cm_evidence *);
	enum cm_status (*promise)(void *, const struct cm_promise *);
	enum cm_status (*waiting)(void *, const struct cm_waiting *);
	enum cm_status (*bill)(void *, const struct cm_bill_item *);
	enum cm_status (*subscription_of)(void *, struct cm_str msisdn, const struct cm_subscription *);
	enum cm_status (*contract_of)(void *, struct cm_str msisdn, const struct cm_contract *);
	enum cm_status (*evidence_of)(void *, struct cm_str msisdn, const struct cm_evidence *);
	enum cm_status (*bill_of)(void *, struct cm_str msisdn, const struct cm_bill_item *);
	void *ctx;
	struct cm_diag *diag;
	struct cm_str msisdn; /* of the row, for the last four */
};

static bool
is_day(int64_t v)
{
	return v >= INT32_MIN && v <= INT32_MAX;
}

static enum cm_status
damaged(struct each *e, const char *what)
{
	return cm_fail(e->diag, CM_NOSTORE, "store.damaged", "a %s has a value out of its range", what);
}

static enum cm_status
of_line(struct cm_store *s, enum cm_query q, int part, int64_t line,
    enum cm_status (*row)(void *, const struct cm_cell *, unsigned), struct each *e)
{
	return cm_db_rows(cm_store_db(s), q, (struct cm_cell[]){CM_INT(part), CM_INT(line)}, 2, row, e, e->diag);
}

/* ---- subscriptions ---- */

enum cm_status
cm_subscription_add(struct cm_store *s, int part, int64_t line, const struct cm_subscription *sub, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_SUBSCRIPTION_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_TEXT(sub->service), CM_TEXT(sub->item), CM_TEXT(sub->sp),
		CM_TEXT(sub->tier), CM_TEXT(sub->state), CM_INT(sub->opened_at), CM_TEXT(sub->order_channel),
		CM_TEXT(sub->command)},
	    10, NULL, d);
}

enum cm_status
cm_subscription_put(struct cm_store *s, int part, int64_t line, const struct cm_subscription *sub, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st = cm_db_run(cm_store_db(s), Q_SUBSCRIPTION_PUT,
	    (struct cm_cell[]){CM_TEXT(sub->tier), CM_TEXT(sub->state), CM_INT(sub->opened_at), CM_TEXT(sub->order_channel),
		CM_TEXT(sub->command), CM_INT(part), CM_INT(line), CM_TEXT(sub->service), CM_TEXT(sub->item),
		CM_TEXT(sub->sp)},
	    10, &changed, d);

	if (st == CM_OK && changed != 1)
		return cm_fail(d, CM_CONFLICT, "store.conflict", "the line does not have this subscription any more");
	return st;
}

static enum cm_status
subscription_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_subscription sub = {.service = c[0].s,
	    .item = c[1].s,
	    .sp = c[2].s,
	    .tier = c[3].s,
	    .state = c[4].s,
	    .opened_at = (int32_t)c[5].i,
	    .order_channel = c[6].s,
	    .command = c[7].s};

	(void)n;
	return is_day(c[5].i) ? e->subscription(e->ctx, &sub) : damaged(e, "subscription");
}

enum cm_status
cm_subscriptions_of(struct cm_store *s, int part, int64_t line,
    enum cm_status (*fn)(void *, const struct cm_subscription *), void *ctx, struct cm_diag *d)
{
	return of_line(s, Q_SUBSCRIPTIONS_OF, part, line, subscription_row,
	    &(struct each){.subscription = fn, .ctx = ctx, .diag = d});
}

/* A row of all lines has the number before the columns of one line's. */
static enum cm_status
each_subscription(void *ctx, const struct cm_subscription *one)
{
	struct each *e = ctx;

	return e->subscription_of(e->ctx, e->msisdn, one);
}

static enum cm_status
subscription_of_all(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx, one = {.subscription = each_subscription, .ctx = e, .diag = e->diag};

	e->msisdn = c[0].s;
	return subscription_row(&one, c + 1, n - 1);
}

enum cm_status
cm_subscriptions_all(struct cm_store *s,
    enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_subscription *), void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_EXPORT_SUBSCRIPTIONS, NULL, 0, subscription_of_all,
	    &(struct each){.subscription_of = fn, .ctx = ctx, .diag = d}, d);
}

/* ---- contracts ---- */

enum cm_status
cm_contract_add(struct cm_store *s, int part, int64_t line, const struct cm_contract *c, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_CONTRACT_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_TEXT(c->kind), CM_INT(c->from), CM_INT(c->until),
		CM_INT(c->blocks_plan_change)},
	    6, NULL, d);
}

static enum cm_status
contract_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_contract contract = {
	    .kind = c[0].s, .from = (int32_t)c[1].i, .until = (int32_t)c[2].i, .blocks_plan_change = c[3].i != 0};

	(void)n;
	return is_day(c[1].i) && is_day(c[2].i) ? e->contract(e->ctx, &contract) : damaged(e, "contract");
}

enum cm_status
cm_contracts_of(struct cm_store *s, int part, int64_t line, enum cm_status (*fn)(void *, const struct cm_contract *),
    void *ctx, struct cm_diag *d)
{
	return of_line(
	    s, Q_CONTRACTS_OF, part, line, contract_row, &(struct each){.contract = fn, .ctx = ctx, .diag = d});
}

static enum cm_status
each_contract(void *ctx, const struct cm_contract *one)
{
	struct each *e = ctx;

	return e->contract_of(e->ctx, e->msisdn, one);
}

static enum cm_status
contract_of_all(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx, one = {.contract = each_contract, .ctx = e, .diag = e->diag};

	e->msisdn = c[0].s;
	return contract_row(&one, c + 1, n - 1);
}

enum cm_status
cm_contracts_all(struct cm_store *s,
    enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_contract *), void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_EXPORT_CONTRACTS, NULL, 0, contract_of_all,
	    &(struct each){.contract_of = fn, .ctx = ctx, .diag = d}, d);
}

/* ---- evidence ---- */

enum cm_status
cm_evidence_put(struct cm_store *s, int part, int64_t line, const struct cm_evidence *ev, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st = cm_db_run(cm_store_db(s), Q_EVIDENCE_PUT,
	    (struct cm_cell[]){CM_TEXT(ev->value), CM_INT(ev->as_of), CM_INT(part), CM_INT(line), CM_TEXT(ev->fact)}, 5,
	    &changed, d);

	if (st != CM_OK || changed > 0)
		return st;
	/* Either there is none yet, or a newer one, which stays. */
	return cm_db_run(cm_store_db(s), Q_EVIDENCE_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_TEXT(ev->fact), CM_TEXT(ev->value), CM_INT(ev->as_of)}, 5,
	    NULL, d);
}

static enum cm_status
evidence_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_evidence ev = {.fact = c[0].s, .value = c[1].s, .as_of = c[2].i};

	(void)n;
	return e->evidence(e->ctx, &ev);
}

enum cm_status
cm_evidence_of(struct cm_store *s, int part, int64_t line, enum cm_status (*fn)(void *, const struct cm_evidence *),
    void *ctx, struct cm_diag *d)
{
	return of_line(
	    s, Q_EVIDENCE_OF, part, line, evidence_row, &(struct each){.evidence = fn, .ctx = ctx, .diag = d});
}

static enum cm_status
each_evidence(void *ctx, const struct cm_evidence *one)
{
	struct each *e = ctx;

	return e->evidence_of(e->ctx, e->msisdn, one);
}

static enum cm_status
evidence_of_all(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx, one = {.evidence = each_evidence, .ctx = e, .diag = e->diag};

	e->msisdn = c[0].s;
	return evidence_row(&one, c + 1, n - 1);
}

enum cm_status
cm_evidence_all(struct cm_store *s,
    enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_evidence *), void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_EXPORT_EVIDENCE, NULL, 0, evidence_of_all,
	    &(struct each){.evidence_of = fn, .ctx = ctx, .diag = d}, d);
}

/* ---- promises ---- */

enum cm_status
cm_promise_add(struct cm_store *s, int part, int64_t line, const struct cm_promise *p, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_PROMISE_ADD,
	    (struct cm_cell[]){
		CM_INT(part), CM_INT(line), CM_INT(p->due), CM_INT(p->seq), CM_TEXT(p->kind), CM_INT(p->amount)},
	    6, NULL, d);
}

static enum cm_status
promise_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_promise p = {.due = (int32_t)c[0].i, .seq = c[1].i, .kind = c[2].s, .amount = c[3].i};

	(void)n;
	return is_day(c[0].i) && c[1].i >= 0 && c[3].i > 0 ? e->promise(e->ctx, &p) : damaged(e, "promise");
}

enum cm_status
cm_promises_of(struct cm_store *s, int part, int64_t line, enum cm_status (*fn)(void *, const struct cm_promise *),
    void *ctx, struct cm_diag *d)
{
	return of_line(s, Q_PROMISES_OF, part, line, promise_row, &(struct each){.promise = fn, .ctx = ctx, .diag = d});
}

/* ---- what waits ---- */

enum cm_status
cm_waiting_add(struct cm_store *s, int part, int64_t line, const struct cm_waiting *w, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_WAITING_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(w->due), CM_INT(w->seq), CM_TEXT(w->kind),
		CM_TEXT(w->value)},
	    6, NULL, d);
}

enum cm_status
cm_waiting_settle(
    struct cm_store *s, int part, int64_t line, const struct cm_waiting *w, int64_t by, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st = cm_db_run(cm_store_db(s), Q_WAITING_SETTLE,
	    (struct cm_cell[]){CM_INT(by), CM_INT(part), CM_INT(line), CM_INT(w->due), CM_INT(w->seq), CM_TEXT(w->kind)}, 6,
	    &changed, d);

	if (st == CM_OK && changed != 1)
		return cm_fail(d, CM_CONFLICT, "store.conflict", "the order does not wait any more");
	return st;
}

static enum cm_status
waiting_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_waiting w = {.due = c[0].i, .seq = c[1].i, .kind = c[2].s, .value = c[3].s};

	(void)n;
	return c[1].i > 0 ? e->waiting(e->ctx, &w) : damaged(e, "waiting order");
}

enum cm_status
cm_waiting_of(struct cm_store *s, int part, int64_t line, enum cm_status (*fn)(void *, const struct cm_waiting *),
    void *ctx, struct cm_diag *d)
{
	return of_line(s, Q_WAITING_OF, part, line, waiting_row, &(struct each){.waiting = fn, .ctx = ctx, .diag = d});
}

/* ---- bills ---- */

enum cm_status
cm_bill_add(struct cm_store *s, int part, int64_t line, const struct cm_bill_item *b, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_BILL_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(b->month), CM_TEXT(b->item), CM_INT(b->amount)}, 5, NULL,
	    d);
}

enum cm_status
cm_bill_amount(struct cm_store *s, int part, int64_t line, int32_t month, struct cm_str item, int64_t *amount,
    struct cm_diag *d)
{
	struct cm_cell c;
	enum cm_status st = cm_db_row(cm_store_db(s), Q_BILL_GET,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(month), CM_TEXT(item)}, 4, &c, 1, NULL, d);

	if (st == CM_OK)
		*amount = c.i;
	return st;
}

static enum cm_status
bill_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_bill_item b = {.month = (int32_t)c[0].i, .item = c[1].s, .amount = c[2].i};

	(void)n;
	return c[0].i >= 190001 && c[0].i <= 999912 ? e->bill(e->ctx, &b) : damaged(e, "bill");
}

enum cm_status
cm_bills_of(struct cm_store *s, int part, int64_t line, int32_t since,
    enum cm_status (*fn)(void *, const struct cm_bill_item *), void *ctx, struct cm_diag *d)
{
	struct each e = {.bill = fn, .ctx = ctx, .diag = d};

	return cm_db_rows(cm_store_db(s), Q_BILLS_OF, (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(since)}, 3,
	    bill_row, &e, d);
}

static enum cm_status
each_bill(void *ctx, const struct cm_bill_item *one)
{
	struct each *e = ctx;

	return e->bill_of(e->ctx, e->msisdn, one);
}

static enum cm_status
bill_of_all(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx, one = {.bill = each_bill, .ctx = e, .diag = e->diag};

	e->msisdn = c[0].s;
	return bill_row(&one, c + 1, n - 1);
}

enum cm_status
cm_bills_all(struct cm_store *s, enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_bill_item *),
    void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_EXPORT_BILLS, NULL, 0, bill_of_all,
	    &(struct each){.bill_of = fn, .ctx = ctx, .diag = d}, d);
}
