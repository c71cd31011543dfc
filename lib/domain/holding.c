/* What a line has: subscriptions, contracts, what is said of it outside, what it waits for. */
#include "domain/holding.h"

#include "base/banned.h"

/* A caller's function and what it is called with; one of them. */
struct each {
	enum cm_status (*subscription)(void *, const struct cm_subscription *);
	enum cm_status (*contract)(void *, const struct cm_contract *);
	enum cm_status (*evidence)(void *, const struct cm_evidence *);
	enum cm_status (*waiting)(void *, const struct cm_waiting *);
	enum cm_status (*subscription_of)(void *, struct cm_str msisdn, const struct cm_subscription *);
	enum cm_status (*contract_of)(void *, struct cm_str msisdn, const struct cm_contract *);
	enum cm_status (*evidence_of)(void *, struct cm_str msisdn, const struct cm_evidence *);
	void *ctx;
	struct cm_diag *diag;
	struct cm_str msisdn; /* of the row, for the last three */
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

#define KEY(sub) CM_TEXT((sub)->service), CM_TEXT((sub)->item), CM_TEXT((sub)->sp), CM_INT((sub)->opened_at)
#define REST(sub)                                                                                                      \
	CM_INT((sub)->ends), CM_TEXT((sub)->tier), CM_TEXT((sub)->state), CM_TEXT((sub)->order_channel),               \
	    CM_TEXT((sub)->command), CM_INT((sub)->seq)

enum cm_status
cm_subscription_add(struct cm_store *s, int part, int64_t line, const struct cm_subscription *sub, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_SUBSCRIPTION_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), KEY(sub), REST(sub)}, 12, NULL, d);
}

/* Runs what must meet the row. */
static enum cm_status
one_row(struct cm_store *s, enum cm_query q, const struct cm_cell *cells, unsigned n, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st = cm_db_run(cm_store_db(s), q, cells, n, &changed, d);

	if (st == CM_OK && changed != 1)
		return cm_fail(d, CM_CONFLICT, "store.conflict", "the line does not have this subscription any more");
	return st;
}

enum cm_status
cm_subscription_put(struct cm_store *s, int part, int64_t line, const struct cm_subscription *sub, struct cm_diag *d)
{
	return one_row(s, Q_SUBSCRIPTION_PUT, (struct cm_cell[]){REST(sub), CM_INT(part), CM_INT(line), KEY(sub)}, 12, d);
}

enum cm_status
cm_subscription_open(struct cm_store *s, int part, int64_t line, const struct cm_subscription *sub, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st = cm_db_run(cm_store_db(s), Q_SUBSCRIPTION_PUT,
	    (struct cm_cell[]){REST(sub), CM_INT(part), CM_INT(line), KEY(sub)}, 12, &changed, d);

	return st != CM_OK || changed > 0 ? st : cm_subscription_add(s, part, line, sub, d);
}

enum cm_status
cm_subscription_drop(struct cm_store *s, int part, int64_t line, const struct cm_subscription *sub, struct cm_diag *d)
{
	return one_row(s, Q_SUBSCRIPTION_DROP, (struct cm_cell[]){CM_INT(part), CM_INT(line), KEY(sub)}, 6, d);
}

static enum cm_status
subscription_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_subscription sub = {.service = c[0].s,
	    .item = c[1].s,
	    .sp = c[2].s,
	    .opened_at = (int32_t)c[3].i,
	    .ends = (int32_t)c[4].i,
	    .tier = c[5].s,
	    .state = c[6].s,
	    .order_channel = c[7].s,
	    .command = c[8].s,
	    .seq = c[9].i};

	(void)n;
	return is_day(c[3].i) && is_day(c[4].i) ? e->subscription(e->ctx, &sub) : damaged(e, "subscription");
}

enum cm_status
cm_subscriptions_of(struct cm_store *s, int part, int64_t line,
    enum cm_status (*fn)(void *, const struct cm_subscription *), void *ctx, struct cm_diag *d)
{
	return of_line(s, Q_SUBSCRIPTIONS_OF, part, line, subscription_row,
	    &(struct each){.subscription = fn, .ctx = ctx, .diag = d});
}

struct cm_str
cm_subscription_state(const struct cm_subscription *s, int32_t day)
{
	if (cm_str_is(s->state, "terminated") || (s->ends != CM_DAY_NONE && day > s->ends))
		return CM_STR("terminated");
	if (day < s->opened_at)
		return CM_STR("pendingActive");
	return s->ends != CM_DAY_NONE ? CM_STR("pendingTerminate") : s->state;
}

bool
cm_subscription_holds(const struct cm_subscription *s, int32_t day)
{
	struct cm_str state = cm_subscription_state(s, day);

	return cm_str_is(state, "active") || cm_str_is(state, "pendingTerminate");
}

bool
cm_subscription_ended(const struct cm_subscription *s, int32_t day)
{
	return cm_str_is(cm_subscription_state(s, day), "terminated");
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

/* ---- plans of before ---- */

enum cm_status
cm_former_plan_add(
    struct cm_store *s, int part, int64_t line, int32_t until, int64_t seq, struct cm_str plan, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_FORMER_PLAN_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(until), CM_INT(seq), CM_TEXT(plan)}, 5, NULL, d);
}

/* ---- contracts ---- */

enum cm_status
cm_contract_add(struct cm_store *s, int part, int64_t line, const struct cm_contract *c, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_CONTRACT_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_TEXT(c->kind), CM_INT(c->from), CM_INT(c->until),
		CM_INT(c->blocks_plan_change), CM_TEXT(c->name), CM_TEXT(c->tier), CM_INT(c->min_spend), CM_INT(c->seq)},
	    10, NULL, d);
}

static enum cm_status
contract_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_contract contract = {.kind = c[0].s,
	    .from = (int32_t)c[1].i,
	    .until = (int32_t)c[2].i,
	    .blocks_plan_change = c[3].i != 0,
	    .name = c[4].s,
	    .tier = c[5].s,
	    .min_spend = c[6].i,
	    .seq = c[7].i};

	(void)n;
	return is_day(c[1].i) && is_day(c[2].i) && c[6].i >= 0 ? e->contract(e->ctx, &contract) : damaged(e, "contract");
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

enum cm_status
cm_waiting_settled(struct cm_store *s, int part, int64_t line, int64_t seq, int64_t *by, struct cm_diag *d)
{
	struct cm_cell cell = {0};
	enum cm_status st = cm_db_row(cm_store_db(s), Q_WAITING_SETTLED,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(seq)}, 3, &cell, 1, NULL, d);

	*by = st == CM_OK ? cell.i : 0;
	return st == CM_END ? CM_OK : st;
}
