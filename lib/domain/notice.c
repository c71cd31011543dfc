/* Notices: rows to structs and back. When one may go out and what it says is the policy's; who asks is lib/flow/notify/. */
#include "domain/notice.h"

#include "base/date.h"

#include "base/banned.h"

const char *
cm_notice_id(struct cm_arena *a, const struct cm_notice *n)
{
	char order[20];

	cm_id_make(order, n->part, n->seq);
	return cm_arena_printf(a, "%s-%.*s", order, (int)n->kind.n, n->kind.p);
}

bool
cm_notice_id_parse(struct cm_str id, int *part, int64_t *seq, struct cm_str *kind)
{
	const char *dash = memchr(id.p, '-', id.n);

	if (!dash)
		return false;
	*kind = (struct cm_str){dash + 1, (size_t)(id.p + id.n - dash - 1)};
	return kind->n > 0 && cm_id_parse((struct cm_str){id.p, (size_t)(dash - id.p)}, part, seq);
}

const char *
cm_notice_state(const struct cm_notice *n)
{
	return n->answered_at ? "answered" : n->sent_at ? "sent" : "waiting";
}

bool
cm_notice_is_reminder(struct cm_str kind)
{
	return cm_str_begins(kind, CM_STR(CM_NOTICE_REMINDER "."));
}

int64_t
cm_notice_quiet(int64_t at, int64_t from_hour, int64_t until_hour)
{
	int64_t day = cm_day_start(cm_time_day(at)), second = at - day, from = from_hour * 3600, until = until_hour * 3600;

	if (from == until)
		return 0;
	if (from < until)
		return second >= from && second < until ? day + until : 0;
	if (second >= from)
		return cm_day_start(cm_time_day(at) + 1) + until;
	return second < until ? day + until : 0;
}

/* ---- the store ---- */

enum cm_status
cm_notice_add(struct cm_store *s, const struct cm_notice *n, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_NOTICE_ADD,
	    (struct cm_cell[]){CM_INT(n->part), CM_INT(n->line), CM_INT(n->seq), CM_TEXT(n->kind), CM_TEXT(n->msisdn),
		CM_TEXT(n->lang), CM_TEXT(n->text), CM_TEXT(n->params), CM_INT(n->not_before)},
	    9, NULL, d);
}

#define COLUMNS 12 /* of every statement that reads notices */

static enum cm_status
read_row(const struct cm_cell *c, struct cm_notice *n, struct cm_diag *d)
{
	*n = (struct cm_notice){.part = (int)c[0].i, .line = c[1].i, .seq = c[2].i, .kind = c[3].s, .msisdn = c[4].s,
	    .lang = c[5].s, .text = c[6].s, .params = c[7].s, .not_before = c[8].i, .sent_at = c[9].i,
	    .answer = (int)c[10].i, .answered_at = c[11].i};
	if (c[0].i >= 0 && c[0].i < CM_PARTS && c[2].i > 0 && c[10].i >= -1 && c[10].i <= 9)
		return CM_OK;
	return cm_fail(d, CM_NOSTORE, "store.damaged", "a notice has a value out of its range");
}

enum cm_status
cm_notice_get(struct cm_store *s, int part, int64_t seq, struct cm_str kind, struct cm_notice *n, struct cm_arena *a,
    struct cm_diag *d)
{
	struct cm_cell c[COLUMNS];
	enum cm_status st = cm_db_row(cm_store_db(s), Q_NOTICE_OF_ORDER,
	    (struct cm_cell[]){CM_INT(part), CM_INT(seq), CM_TEXT(kind)}, 3, c, COLUMNS, a, d);

	return st == CM_OK ? read_row(c, n, d) : st;
}

enum cm_status
cm_notice_newest(struct cm_store *s, int part, int64_t line, struct cm_str kind, int64_t *not_before, struct cm_diag *d)
{
	struct cm_cell newest;
	enum cm_status st = cm_db_row(cm_store_db(s), Q_NOTICE_NEWEST,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_TEXT(kind)}, 3, &newest, 1, NULL, d);

	*not_before = st == CM_OK ? newest.i : INT64_MIN;
	return st == CM_END ? CM_OK : st;
}

/* A guarded update: nothing changed means that somebody was there before. */
static enum cm_status
update(struct cm_store *s, enum cm_query q, const struct cm_cell *params, unsigned n, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st = cm_db_run(cm_store_db(s), q, params, n, &changed, d);

	if (st == CM_OK && changed != 1)
		return cm_fail(d, CM_CONFLICT, "store.conflict", "the notice was changed since it was read");
	return st;
}

enum cm_status
cm_notice_sent(struct cm_store *s, const struct cm_notice *n, int64_t at, struct cm_diag *d)
{
	return update(s, Q_NOTICE_SENT,
	    (struct cm_cell[]){CM_INT(at), CM_INT(n->part), CM_INT(n->line), CM_INT(n->seq), CM_TEXT(n->kind)}, 5,
	    d);
}

enum cm_status
cm_notice_answered(
    struct cm_store *s, const struct cm_notice *n, int answer, int64_t at, int64_t now, struct cm_diag *d)
{
	return update(s, Q_NOTICE_ANSWERED,
	    (struct cm_cell[]){CM_INT(answer), CM_INT(at), CM_INT(now), CM_INT(n->part), CM_INT(n->line), CM_INT(n->seq),
		CM_TEXT(n->kind)},
	    7, d);
}

struct each {
	enum cm_status (*notice)(void *, const struct cm_notice *);
	enum cm_status (*score)(void *, const struct cm_score *);
	void *ctx;
	struct cm_diag *diag;
};

static enum cm_status
notice_row(void *ctx, const struct cm_cell *c, unsigned ncells)
{
	struct each *e = ctx;
	struct cm_notice n;
	enum cm_status st = read_row(c, &n, e->diag);

	(void)ncells;
	return st == CM_OK ? e->notice(e->ctx, &n) : st;
}

enum cm_status
cm_notices_of(struct cm_store *s, int part, int64_t line, enum cm_status (*fn)(void *, const struct cm_notice *),
    void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_NOTICES_OF_LINE, (struct cm_cell[]){CM_INT(part), CM_INT(line)}, 2, notice_row,
	    &(struct each){.notice = fn, .ctx = ctx, .diag = d}, d);
}

enum cm_status
cm_notices_waiting(struct cm_store *s, int64_t now, const struct cm_notice *after, int64_t most,
    enum cm_status (*fn)(void *, const struct cm_notice *), void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_NOTICES_WAITING,
	    (struct cm_cell[]){CM_INT(now), CM_INT(after->not_before), CM_INT(after->part), CM_INT(after->line),
		CM_INT(after->seq), CM_TEXT(after->kind), CM_INT(most)},
	    7, notice_row, &(struct each){.notice = fn, .ctx = ctx, .diag = d}, d);
}

enum cm_status
cm_notices_all(struct cm_store *s, int64_t since, int64_t until, enum cm_status (*fn)(void *, const struct cm_notice *),
    void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_NOTICES_ALL, (struct cm_cell[]){CM_INT(since), CM_INT(until)}, 2, notice_row,
	    &(struct each){.notice = fn, .ctx = ctx, .diag = d}, d);
}

static enum cm_status
score_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;

	(void)n;
	return e->score(e->ctx,
	    &(struct cm_score){
		.user = c[0].s, .source = c[1].s, .answer = (int)c[2].i, .notices = c[3].i, .sent = c[4].i});
}

enum cm_status
cm_notice_scores(struct cm_store *s, struct cm_str kind, int64_t since, int64_t until,
    enum cm_status (*fn)(void *, const struct cm_score *), void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_NOTICE_SCORES, (struct cm_cell[]){CM_TEXT(kind), CM_INT(since), CM_INT(until)},
	    3, score_row, &(struct each){.score = fn, .ctx = ctx, .diag = d}, d);
}
