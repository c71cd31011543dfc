/* What outside systems say of a line: rows to structs and back. */
#include "base/date.h"
#include "domain/history.h"

#include "base/money.h"

#include "base/banned.h"

/* A caller's function and what it is called with; one of them. A row of all lines has the number before the columns of
 * one line's. */
struct each {
	enum cm_status (*history)(void *, const struct cm_history *);
	enum cm_status (*paid)(void *, const struct cm_paid *);
	enum cm_status (*offset)(void *, const struct cm_offset *);
	enum cm_status (*history_of)(void *, struct cm_str msisdn, const struct cm_history *);
	enum cm_status (*paid_of)(void *, struct cm_str msisdn, const struct cm_paid *);
	enum cm_status (*offset_of)(void *, struct cm_str msisdn, const struct cm_offset *);
	void *ctx;
	struct cm_diag *diag;
};

static enum cm_status
damaged(struct cm_diag *d, const char *what)
{
	return cm_fail(d, CM_NOSTORE, "store.damaged", "a %s has a value out of its range", what);
}

static enum cm_status
between(struct cm_store *s, enum cm_query q, int part, int64_t line, int64_t from, int64_t until,
    enum cm_status (*row)(void *, const struct cm_cell *, unsigned), struct each *e)
{
	return cm_db_rows(cm_store_db(s), q, (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(from), CM_INT(until)}, 4, row,
	    e, e->diag);
}

static bool
is_instant(int64_t at)
{
	return at >= 0 && at <= CM_TIME_MAX;
}

static bool
is_money(int64_t fen)
{
	return fen >= -CM_MONEY_MAX && fen <= CM_MONEY_MAX;
}

/* ---- services' history ---- */

enum cm_status
cm_history_add(struct cm_store *s, int part, int64_t line, const struct cm_history *h, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_HISTORY_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(h->at), CM_TEXT(h->event), CM_TEXT(h->service),
		CM_TEXT(h->operator_id), CM_TEXT(h->reason), CM_INT(h->seq)},
	    8, NULL, d);
}

static struct cm_history
read_history(const struct cm_cell *c)
{
	return (struct cm_history){.at = c[0].i, .event = c[1].s, .service = c[2].s, .operator_id = c[3].s, .reason = c[4].s,
	    .seq = c[5].i};
}

static enum cm_status
history_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_history h = read_history(e->history ? c : c + 1);

	(void)n;
	if (!is_instant(h.at))
		return damaged(e->diag, "row of a service's history");
	return e->history ? e->history(e->ctx, &h) : e->history_of(e->ctx, c[0].s, &h);
}

enum cm_status
cm_history_of(struct cm_store *s, int part, int64_t line, int64_t from, int64_t until,
    enum cm_status (*fn)(void *, const struct cm_history *), void *ctx, struct cm_diag *d)
{
	return between(
	    s, Q_HISTORY_OF, part, line, from, until, history_row, &(struct each){.history = fn, .ctx = ctx, .diag = d});
}

enum cm_status
cm_history_all(struct cm_store *s, enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_history *), void *ctx,
    struct cm_diag *d)
{
	return cm_db_rows(
	    cm_store_db(s), Q_EXPORT_HISTORY, NULL, 0, history_row, &(struct each){.history_of = fn, .ctx = ctx, .diag = d}, d);
}

/* ---- payments ---- */

enum cm_status
cm_paid_add(struct cm_store *s, int part, int64_t line, const struct cm_paid *p, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_PAID_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(p->at), CM_TEXT(p->id), CM_INT(p->amount), CM_TEXT(p->method),
		CM_INT(p->seq)},
	    7, NULL, d);
}

static enum cm_status
paid_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	const struct cm_cell *f = e->paid ? c : c + 1;
	struct cm_paid p = {.at = f[0].i, .id = f[1].s, .amount = f[2].i, .method = f[3].s, .seq = f[4].i};

	(void)n;
	if (!is_money(p.amount) || !is_instant(p.at))
		return damaged(e->diag, "payment");
	return e->paid ? e->paid(e->ctx, &p) : e->paid_of(e->ctx, c[0].s, &p);
}

enum cm_status
cm_paid_of(struct cm_store *s, int part, int64_t line, int64_t from, int64_t until,
    enum cm_status (*fn)(void *, const struct cm_paid *), void *ctx, struct cm_diag *d)
{
	return between(s, Q_PAID_OF, part, line, from, until, paid_row, &(struct each){.paid = fn, .ctx = ctx, .diag = d});
}

enum cm_status
cm_paid_all(struct cm_store *s, enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_paid *), void *ctx,
    struct cm_diag *d)
{
	return cm_db_rows(
	    cm_store_db(s), Q_EXPORT_PAYMENTS, NULL, 0, paid_row, &(struct each){.paid_of = fn, .ctx = ctx, .diag = d}, d);
}

/* ---- offsets ---- */

enum cm_status
cm_offset_add(struct cm_store *s, int part, int64_t line, const struct cm_offset *o, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_OFFSET_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(o->month), CM_TEXT(o->item), CM_INT(o->amount),
		CM_INT(o->remaining), CM_INT(o->seq)},
	    7, NULL, d);
}

static enum cm_status
offset_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	const struct cm_cell *f = e->offset ? c : c + 1;
	struct cm_offset o = {.month = (int32_t)f[0].i, .item = f[1].s, .amount = f[2].i, .remaining = f[3].i, .seq = f[4].i};

	(void)n;
	if (f[0].i < 190001 || f[0].i > 999912 || !is_money(o.amount) || !is_money(o.remaining) || o.remaining < -1)
		return damaged(e->diag, "stored amount");
	return e->offset ? e->offset(e->ctx, &o) : e->offset_of(e->ctx, c[0].s, &o);
}

enum cm_status
cm_offsets_of(struct cm_store *s, int part, int64_t line, int32_t from, int32_t until,
    enum cm_status (*fn)(void *, const struct cm_offset *), void *ctx, struct cm_diag *d)
{
	return between(s, Q_OFFSETS_OF, part, line, from, until, offset_row, &(struct each){.offset = fn, .ctx = ctx, .diag = d});
}

enum cm_status
cm_offsets_all(struct cm_store *s, enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_offset *), void *ctx,
    struct cm_diag *d)
{
	return cm_db_rows(
	    cm_store_db(s), Q_EXPORT_OFFSETS, NULL, 0, offset_row, &(struct each){.offset_of = fn, .ctx = ctx, .diag = d}, d);
}
