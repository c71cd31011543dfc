/* What was used: rows to structs and back. */
#include "domain/usage.h"

#include "base/date.h"

#include "base/banned.h"

enum cm_status
cm_usage_add(struct cm_store *s, int part, int64_t line, const struct cm_usage *u, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_USAGE_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(u->at), CM_TEXT(u->kind), CM_TEXT(u->direction),
		CM_TEXT(u->peer), CM_TEXT(u->sp), CM_INT(u->seconds), CM_INT(u->up_kb), CM_INT(u->down_kb),
		CM_INT(u->size_kb), CM_INT(u->fee), CM_TEXT(u->area), CM_INT(u->visitor), CM_TEXT(u->apn), CM_TEXT(u->url),
		CM_TEXT(u->order_channel), CM_TEXT(u->state), CM_INT(u->seq)},
	    19, NULL, d);
}

struct each {
	enum cm_status (*fn)(void *, const struct cm_usage *);
	enum cm_status (*all)(void *, struct cm_str msisdn, const struct cm_usage *);
	void *ctx;
	struct cm_diag *diag;
};

bool
cm_usage_sound(const struct cm_usage *u)
{
	const int64_t figures[] = {u->seconds, u->up_kb, u->down_kb, u->size_kb, u->fee};

	for (unsigned i = 0; i < sizeof figures / sizeof *figures; i++)
		if (figures[i] < -1 || figures[i] > CM_USAGE_MOST)
			return false;
	return true;
}

static enum cm_status
damaged(struct cm_diag *d)
{
	return cm_fail(d, CM_NOSTORE, "store.damaged", "a record of use has a figure that it cannot have");
}

static struct cm_usage
read_row(const struct cm_cell *c)
{
	return (struct cm_usage){.at = c[0].i, .kind = c[1].s, .direction = c[2].s, .peer = c[3].s, .sp = c[4].s,
	    .seconds = c[5].i, .up_kb = c[6].i, .down_kb = c[7].i, .size_kb = c[8].i, .fee = c[9].i, .area = c[10].s,
	    .visitor = (int)c[11].i, .apn = c[12].s, .url = c[13].s, .order_channel = c[14].s, .state = c[15].s,
	    .seq = c[16].i};
}

static enum cm_status
usage_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_usage u = read_row(c);

	(void)n;
	return cm_usage_sound(&u) ? e->fn(e->ctx, &u) : damaged(e->diag);
}

static enum cm_status
usage_of_all(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_usage u = read_row(c + 1);

	(void)n;
	return cm_usage_sound(&u) ? e->all(e->ctx, c[0].s, &u) : damaged(e->diag);
}

enum cm_status
cm_usage_of(struct cm_store *s, int part, int64_t line, int64_t from, int64_t until,
    enum cm_status (*fn)(void *, const struct cm_usage *), void *ctx, struct cm_diag *d)
{
	struct each e = {.fn = fn, .ctx = ctx, .diag = d};

	return cm_db_rows(cm_store_db(s), Q_USAGE_OF,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(from), CM_INT(until)}, 4, usage_row, &e, d);
}

static enum cm_status
add_data(void *ctx, const struct cm_usage *u)
{
	int64_t *kb = ctx;

	if (cm_str_is(u->kind, "data"))
		*kb += cm_usage_kb(u->up_kb, u->down_kb);
	return CM_OK;
}

enum cm_status
cm_usage_data_kb(
    struct cm_store *s, int part, int64_t line, int64_t from, int64_t until, int64_t *kb, struct cm_diag *d)
{
	*kb = 0;
	return cm_usage_of(s, part, line, from, until, add_data, kb, d);
}

enum cm_status
cm_usage_all(struct cm_store *s, enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_usage *), void *ctx,
    struct cm_diag *d)
{
	struct each e = {.all = fn, .ctx = ctx, .diag = d};

	return cm_db_rows(cm_store_db(s), Q_EXPORT_USAGE, NULL, 0, usage_of_all, &e, d);
}

enum cm_status
cm_usage_closed(struct cm_store *s, int part, int64_t line, int64_t at, bool *closed, struct cm_diag *d)
{
	struct cm_cell n = {0};
	int32_t day = cm_time_day(at);
	enum cm_status st;
	int y, m, dd;

	cm_day_split(day, &y, &m, &dd);
	st = cm_db_row(cm_store_db(s), Q_USAGE_CLOSED, (struct cm_cell[]){CM_INT(part), CM_INT(y * 100 + m), CM_INT(line)}, 3,
	    &n, 1, NULL, d);
	*closed = st == CM_OK && n.i > 0;
	return st;
}

enum cm_status
cm_usage_rated(struct cm_store *s, int part, int64_t line, int64_t from, int64_t until, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_USAGE_RATED,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(from), CM_INT(until)}, 4, NULL, d);
}

enum cm_status
cm_usage_rerated(struct cm_store *s, int part, int64_t line, const struct cm_usage *u, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st = cm_db_run(cm_store_db(s), Q_USAGE_RERATED,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(u->at), CM_TEXT(u->kind), CM_TEXT(u->direction),
		CM_TEXT(u->peer), CM_TEXT(u->sp)},
	    7, &changed, d);

	if (st == CM_OK && changed != 1)
		return cm_fail(d, CM_CONFLICT, "store.conflict", "the record was paid back before");
	return st;
}
