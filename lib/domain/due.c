/* What may be due: rows to structs. No rule stands here, only by which days something must have begun. */
#include "domain/due.h"

#include "base/banned.h"

struct each {
	enum cm_status (*line)(void *, const struct cm_due_line *);
	enum cm_status (*number)(void *, int, struct cm_str);
	enum cm_status (*order)(void *, const struct cm_due_order *);
	enum cm_status (*reminder)(void *, int64_t, struct cm_str);
	void *ctx;
	struct cm_diag *diag;
	int part;
};

static enum cm_status
line_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;

	(void)n;
	return e->line(e->ctx,
	    &(struct cm_due_line){
		.part = e->part, .line = c[0].i, .status = (enum cm_line_status)c[1].i, .msisdn = c[2].s});
}

enum cm_status
cm_due_lines(struct cm_store *s, int part, int64_t behind, const struct cm_due_days *days, unsigned max,
    enum cm_status (*fn)(void *, const struct cm_due_line *), void *ctx, struct cm_diag *d)
{
	struct each e = {.line = fn, .ctx = ctx, .diag = d, .part = part};

	return cm_db_rows(cm_store_db(s), Q_DUE_LINES,
	    (struct cm_cell[]){CM_INT(part), CM_INT(behind), CM_INT(days->arrears), CM_INT(days->suspended),
		CM_INT(days->scheduled), CM_INT(max)},
	    6, line_row, &e, d);
}

static enum cm_status
number_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;

	(void)n;
	return e->number(e->ctx, e->part, c[0].s);
}

enum cm_status
cm_due_numbers(struct cm_store *s, int kpart, struct cm_str behind, int64_t by, unsigned max,
    enum cm_status (*fn)(void *, int kpart, struct cm_str msisdn), void *ctx, struct cm_diag *d)
{
	struct each e = {.number = fn, .ctx = ctx, .diag = d, .part = kpart};

	return cm_db_rows(cm_store_db(s), Q_DUE_NUMBERS,
	    (struct cm_cell[]){CM_INT(kpart), CM_TEXT(behind), CM_INT(by), CM_INT(max)}, 4, number_row, &e, d);
}

static enum cm_status
reminder_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;

	(void)n;
	return e->reminder(e->ctx, c[0].i, c[1].s);
}

enum cm_status
cm_due_reminders(struct cm_store *s, int part, int64_t behind, struct cm_str service, int32_t day, unsigned max,
    enum cm_status (*fn)(void *, int64_t line, struct cm_str msisdn), void *ctx, struct cm_diag *d)
{
	struct each e = {.reminder = fn, .ctx = ctx, .diag = d};

	return cm_db_rows(cm_store_db(s), Q_DUE_REMINDERS,
	    (struct cm_cell[]){CM_INT(part), CM_INT(behind), CM_TEXT(service), CM_INT(day), CM_INT(max)}, 5, reminder_row, &e,
	    d);
}

static enum cm_status
order_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_due_order o = {
	    .due = c[0].i, .part = (int)c[1].i, .line = c[2].i, .seq = c[3].i, .kind = c[4].s, .msisdn = c[5].s};

	(void)n;
	if (c[1].i < 0 || c[1].i >= CM_PARTS || o.line < 1 || o.seq < 1)
		return cm_fail(e->diag, CM_NOSTORE, "store.damaged", "a waiting order has a value out of its range");
	return e->order(e->ctx, &o);
}

enum cm_status
cm_due_orders(struct cm_store *s, int64_t by, const struct cm_due_order *behind, unsigned max,
    enum cm_status (*fn)(void *, const struct cm_due_order *), void *ctx, struct cm_diag *d)
{
	struct each e = {.order = fn, .ctx = ctx, .diag = d};

	return cm_db_rows(cm_store_db(s), Q_DUE_ORDERS,
	    (struct cm_cell[]){CM_INT(by), CM_INT(behind->due), CM_INT(behind->part), CM_INT(behind->line),
		CM_INT(behind->seq), CM_TEXT(behind->kind), CM_INT(max)},
	    7, order_row, &e, d);
}
