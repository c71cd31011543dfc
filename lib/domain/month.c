/* Promises and bills: rows to structs and back. */
#include "domain/month.h"

#include "base/banned.h"

static bool
is_day(int64_t v)
{
	return v >= INT32_MIN && v <= INT32_MAX;
}

static enum cm_status
damaged(struct cm_diag *d, const char *what)
{
	return cm_fail(d, CM_NOSTORE, "store.damaged", "a %s has a value out of its range", what);
}

/* ---- promises ---- */

struct promises { /* a caller's function; one of them */
	enum cm_status (*of)(void *, const struct cm_promise *);
	enum cm_status (*open)(void *, const struct cm_open_promise *);
	void *ctx;
	struct cm_diag *diag;
};

enum cm_status
cm_promise_add(struct cm_store *s, int part, int64_t line, const struct cm_promise *p, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_PROMISE_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(p->due), CM_INT(p->seq), CM_TEXT(p->kind),
		CM_INT(p->from), CM_INT(p->amount)},
	    7, NULL, d);
}

enum cm_status
cm_promise_post(
    struct cm_store *s, int part, int64_t line, const struct cm_promise *p, int64_t by, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st = cm_db_run(cm_store_db(s), Q_PROMISE_POST,
	    (struct cm_cell[]){CM_INT(by), CM_INT(part), CM_INT(line), CM_INT(p->due), CM_INT(p->seq), CM_TEXT(p->kind)}, 6,
	    &changed, d);

	if (st == CM_OK && changed != 1)
		return cm_fail(d, CM_CONFLICT, "store.conflict", "the promise is not open any more");
	return st;
}

static bool
is_promise(const struct cm_promise *p, int64_t from, int64_t due)
{
	return is_day(from) && is_day(due) && p->seq >= 0 && p->amount >= 0 && p->posted >= 0;
}

static enum cm_status
promise_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct promises *w = ctx;
	struct cm_promise p = {.due = (int32_t)c[0].i,
	    .seq = c[1].i,
	    .kind = c[2].s,
	    .from = (int32_t)c[3].i,
	    .amount = c[4].i,
	    .posted = c[5].i};

	(void)n;
	return is_promise(&p, c[3].i, c[0].i) ? w->of(w->ctx, &p) : damaged(w->diag, "promise");
}

enum cm_status
cm_promises_of(struct cm_store *s, int part, int64_t line, enum cm_status (*fn)(void *, const struct cm_promise *),
    void *ctx, struct cm_diag *d)
{
	struct promises w = {.of = fn, .ctx = ctx, .diag = d};

	return cm_db_rows(
	    cm_store_db(s), Q_PROMISES_OF, (struct cm_cell[]){CM_INT(part), CM_INT(line)}, 2, promise_row, &w, d);
}

static enum cm_status
open_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct promises *w = ctx;
	struct cm_open_promise o = {.part = (int)c[1].i,
	    .line = c[2].i,
	    .p = {.from = (int32_t)c[0].i, .due = (int32_t)c[3].i, .seq = c[4].i, .kind = c[5].s, .amount = c[6].i},
	    .msisdn = c[7].s};

	(void)n;
	return is_promise(&o.p, c[0].i, c[3].i) ? w->open(w->ctx, &o) : damaged(w->diag, "promise");
}

enum cm_status
cm_promises_open(struct cm_store *s, int32_t by, int64_t least, const struct cm_open_promise *behind, unsigned max,
    enum cm_status (*fn)(void *, const struct cm_open_promise *), void *ctx, struct cm_diag *d)
{
	struct promises w = {.open = fn, .ctx = ctx, .diag = d};
	const struct cm_promise *p = &behind->p;

	return cm_db_rows(cm_store_db(s), Q_PROMISES_OPEN,
	    (struct cm_cell[]){CM_INT(by), CM_INT(p->from), CM_INT(behind->part), CM_INT(behind->line), CM_INT(p->due),
		CM_INT(p->seq), CM_TEXT(p->kind), CM_INT(least), CM_INT(max)},
	    9, open_row, &w, d);
}

/* ---- bills ---- */

struct bills {
	enum cm_status (*of)(void *, const struct cm_bill_item *);
	enum cm_status (*all)(void *, struct cm_str msisdn, const struct cm_bill_item *);
	void *ctx;
	struct cm_diag *diag;
};

enum cm_status
cm_bill_add(struct cm_store *s, int part, int64_t line, const struct cm_bill_item *b, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_BILL_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(b->month), CM_TEXT(b->item), CM_INT(b->amount),
		CM_INT(b->seq), CM_INT(b->cause)},
	    7, NULL, d);
}

enum cm_status
cm_bill_get(struct cm_store *s, int part, int64_t line, struct cm_bill_item *b, struct cm_diag *d)
{
	struct cm_cell c[3];
	enum cm_status st = cm_db_row(cm_store_db(s), Q_BILL_GET,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(b->month), CM_TEXT(b->item)}, 4, c, 3, NULL, d);

	if (st == CM_OK) {
		b->amount = c[0].i;
		b->seq = c[1].i;
		b->cause = c[2].i;
	}
	return st;
}

/* Month, item, amount, seq, cause. */
static bool
read_bill(const struct cm_cell *c, struct cm_bill_item *b)
{
	*b = (struct cm_bill_item){
	    .month = (int32_t)c[0].i, .item = c[1].s, .amount = c[2].i, .seq = c[3].i, .cause = c[4].i};
	return c[0].i >= 190001 && c[0].i <= 999912 && c[3].i >= 0 && c[4].i >= 0;
}

static enum cm_status
bill_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct bills *w = ctx;
	struct cm_bill_item b;

	(void)n;
	return read_bill(c, &b) ? w->of(w->ctx, &b) : damaged(w->diag, "bill");
}

enum cm_status
cm_bills_of(struct cm_store *s, int part, int64_t line, int32_t since,
    enum cm_status (*fn)(void *, const struct cm_bill_item *), void *ctx, struct cm_diag *d)
{
	struct bills w = {.of = fn, .ctx = ctx, .diag = d};

	return cm_db_rows(cm_store_db(s), Q_BILLS_OF, (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(since)}, 3,
	    bill_row, &w, d);
}

static enum cm_status
bill_of_all(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct bills *w = ctx;
	struct cm_bill_item b;

	(void)n;
	return read_bill(c + 1, &b) ? w->all(w->ctx, c[0].s, &b) : damaged(w->diag, "bill");
}

enum cm_status
cm_bills_all(struct cm_store *s, enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_bill_item *),
    void *ctx, struct cm_diag *d)
{
	struct bills w = {.all = fn, .ctx = ctx, .diag = d};

	return cm_db_rows(cm_store_db(s), Q_EXPORT_BILLS, NULL, 0, bill_of_all, &w, d);
}
