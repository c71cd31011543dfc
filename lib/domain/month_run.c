/* Months as the run goes through them, and how far it has come. */
#include "base/date.h"
#include "domain/month_run.h"

#include "base/banned.h"

/* ---- months ---- */

bool
cm_month_parse(struct cm_str text, struct cm_month *m)
{
	char day[11];
	int32_t first;

	if (text.n != 7)
		return false;
	memcpy(day, text.p, 7);
	memcpy(day + 7, "-01", 4);
	if (!cm_day_parse((struct cm_str){day, 10}, &first))
		return false;
	*m = cm_month_of(first);
	return true;
}

struct cm_month
cm_month_of(int32_t day)
{
	int y, m, d;

	cm_day_split(day, &y, &m, &d);
	return (struct cm_month){
	    .month = (int32_t)(y * 100 + m), .first = day - (d - 1), .last = cm_day_next_month(day) - 1};
}

/* ---- how far the run has come ---- */

struct marks {
	struct cm_month_mark *of;
	struct cm_diag *diag;
};

static enum cm_status
mark_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct marks *m = ctx;

	(void)n;
	if (c[0].i < 0 || c[0].i >= CM_PARTS)
		return cm_fail(m->diag, CM_NOSTORE, "store.damaged", "a mark of the monthly run is of no part");
	m->of[c[0].i] = (struct cm_month_mark){.upto = c[1].i, .begun = true, .done = c[2].i != 0};
	return CM_OK;
}

enum cm_status
cm_month_marks(
    struct cm_store *s, int32_t month, enum cm_month_phase phase, struct cm_month_mark marks[CM_PARTS], struct cm_diag *d)
{
	struct marks m = {marks, d};

	memset(marks, 0, CM_PARTS * sizeof *marks);
	return cm_db_rows(cm_store_db(s), Q_MONTH_RUN_OF, (struct cm_cell[]){CM_INT(month), CM_INT(phase)}, 2, mark_row, &m, d);
}

enum cm_status
cm_month_mark_put(struct cm_store *s, int part, int32_t month, enum cm_month_phase phase, const struct cm_month_mark *m,
    struct cm_diag *d)
{
	int64_t changed = 0;
	enum cm_status st = cm_db_run(cm_store_db(s), Q_MONTH_RUN_PUT,
	    (struct cm_cell[]){CM_INT(m->upto), CM_INT(m->done), CM_INT(part), CM_INT(month), CM_INT(phase)}, 5, &changed, d);

	if (st != CM_OK || changed)
		return st;
	return cm_db_run(cm_store_db(s), Q_MONTH_RUN_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(month), CM_INT(phase), CM_INT(m->upto), CM_INT(m->done)}, 5, NULL, d);
}

struct months {
	enum cm_status (*fn)(void *, int32_t, bool);
	void *ctx;
};

static enum cm_status
months_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct months *m = ctx;

	(void)n;
	return m->fn(m->ctx, (int32_t)c[0].i, c[1].i == CM_PARTS);
}

enum cm_status
cm_months_begun(struct cm_store *s, enum cm_month_phase phase, enum cm_status (*fn)(void *, int32_t month, bool done),
    void *ctx, struct cm_diag *d)
{
	struct months m = {fn, ctx};

	return cm_db_rows(cm_store_db(s), Q_MONTH_RUN_MONTHS, (struct cm_cell[]){CM_INT(phase)}, 1, months_row, &m, d);
}

enum cm_status
cm_month_begun(struct cm_store *s, int part, int32_t month, bool *begun, struct cm_diag *d)
{
	struct cm_cell n = {0};
	enum cm_status st = cm_db_row(
	    cm_store_db(s), Q_MONTH_RUN_BEGUN, (struct cm_cell[]){CM_INT(part), CM_INT(month)}, 2, &n, 1, NULL, d);

	*begun = st == CM_OK && n.i > 0;
	return st;
}

struct keys {
	enum cm_status (*fn)(void *, int64_t, struct cm_str);
	void *ctx;
};

static enum cm_status
key_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct keys *k = ctx;

	(void)n;
	return k->fn(k->ctx, c[0].i, c[1].s);
}

enum cm_status
cm_month_keys(struct cm_store *s, int part, int64_t behind, int32_t by, int64_t here_by, unsigned max,
    enum cm_status (*fn)(void *, int64_t line, struct cm_str msisdn), void *ctx, struct cm_diag *d)
{
	struct keys k = {fn, ctx};

	return cm_db_rows(cm_store_db(s), Q_MONTH_KEYS,
	    (struct cm_cell[]){CM_INT(part), CM_INT(behind), CM_INT(by), CM_INT(here_by), CM_INT(max)}, 5, key_row, &k, d);
}

enum cm_status
cm_month_late(struct cm_store *s, int part, int32_t by, int64_t here_by, int64_t *n, struct cm_diag *d)
{
	struct cm_cell c;
	enum cm_status st = cm_db_row(cm_store_db(s), Q_MONTH_LATE,
	    (struct cm_cell[]){CM_INT(part), CM_INT(here_by), CM_INT(by)}, 3, &c, 1, NULL, d);

	if (st == CM_OK)
		*n += c.i;
	return st;
}

enum cm_status
cm_month_orders(struct cm_store *s, int64_t before, struct cm_str kind, int64_t *n, struct cm_diag *d)
{
	struct cm_cell c = {0};
	enum cm_status st = cm_db_row(
	    cm_store_db(s), Q_MONTH_ORDERS, (struct cm_cell[]){CM_INT(before), CM_TEXT(kind)}, 2, &c, 1, NULL, d);

	*n = c.i;
	return st;
}

enum cm_status
cm_month_resumes(struct cm_store *s, int part, int64_t behind, int64_t *first, struct cm_diag *d)
{
	struct cm_cell c = {0};
	enum cm_status st = cm_db_row(
	    cm_store_db(s), Q_MONTH_RESUMES, (struct cm_cell[]){CM_INT(part), CM_INT(behind)}, 2, &c, 1, NULL, d);

	*first = st == CM_OK && c.i ? c.i : INT64_MAX;
	return st;
}

enum cm_status
cm_month_resumed(struct cm_store *s, int part, int64_t last_seq, int64_t behind, bool *resumed, struct cm_diag *d)
{
	struct cm_cell step[2] = {{.i = last_seq}, {0}};
	enum cm_status st = CM_OK;

	for (int64_t seq = last_seq; st == CM_OK && seq > behind && !step[1].i; seq = step[0].i) {
		st = cm_db_row(cm_store_db(s), Q_MONTH_STEP, (struct cm_cell[]){CM_INT(part), CM_INT(seq)}, 2, step, 2, NULL, d);
		if (st == CM_OK && step[0].i >= seq)
			st = cm_fail(d, CM_NOSTORE, "store.damaged", "part %d: operation %lld follows itself", part, (long long)seq);
	}
	*resumed = st == CM_OK && step[1].i;
	return st == CM_END ? CM_OK : st;
}
