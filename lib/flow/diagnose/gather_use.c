/*
 * What the network's records say of a line's use, as far as trees ask: how many messages went out in an hour and in a day,
 * what data was used in the month in question, and which of that the customer need not pay. A line of which no record of
 * the time is on file is one of which nobody knows, not one that used nothing.
 */
#include "base/date.h"
#include "flow/bill/look.h"
#include "flow/diagnose/diagnose.h"

#include "base/banned.h"

#define HOUR 3600

/* ---- messages ---- */

struct messages {
	struct cm_diagnosis *d;
	int64_t *at; /* of those of the last hour, and of older ones before `first` */
	unsigned first, n, room;
	int32_t day;
	int64_t of_day, in_hour, in_day;
	int64_t largest_mms;
};

static void
count_message(struct messages *m, int64_t at)
{
	int32_t day = cm_time_day(at);

	m->at = cm_arena_grow(m->d->c->arena, m->at, m->n, &m->room, sizeof *m->at);
	m->at[m->n++] = at;
	while (m->at[m->first] <= at - HOUR)
		m->first++;
	m->of_day = day == m->day ? m->of_day + 1 : 1;
	m->day = day;
	if (m->n - m->first > m->in_hour)
		m->in_hour = m->n - m->first;
	if (m->of_day > m->in_day)
		m->in_day = m->of_day;
}

static enum cm_status
look_at_message(void *ctx, const struct cm_usage *u)
{
	struct messages *m = ctx;

	if (!cm_str_is(u->direction, "out"))
		return CM_OK;
	if (cm_str_is(u->kind, "sms"))
		count_message(m, u->at);
	else if (cm_str_is(u->kind, "mms") && u->size_kb > m->largest_mms)
		m->largest_mms = u->size_kb;
	return CM_OK;
}

/* Up to the suspension, if there is one: what came of it is not counted. */
static enum cm_status
find_messages(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	struct messages m = {.d = d, .day = CM_DAY_NONE, .largest_mms = -1};
	int64_t until = cm_known(c, DG_SMS_STOPPED_AT) ? cm_get_int(c, DG_SMS_STOPPED_AT) : c->now;
	enum cm_status st = cm_usage_of(c->store, c->account.part, c->account.line,
	    until - cm_get_int(c, DG_USAGE_DAYS) * 86400, until + 1, look_at_message, &m, c->diag);

	if (m.n && cm_diagnose_lacks(d, DG_SMS_IN_HOUR))
		cm_set_int(c, DG_SMS_IN_HOUR, m.in_hour);
	if (m.n && cm_diagnose_lacks(d, DG_SMS_IN_DAY))
		cm_set_int(c, DG_SMS_IN_DAY, m.in_day);
	if (m.largest_mms >= 0 && cm_diagnose_lacks(d, DG_MMS_SIZE_KB))
		cm_set_int(c, DG_MMS_SIZE_KB, m.largest_mms);
	return st;
}

/* ---- data ---- */

struct data {
	struct cm_case *c;
	int64_t records, csd, down_only, unsaid; /* unsaid: records of data that do not say what went up */
	int64_t kb, newest;
	struct cm_str url;
	bool any; /* a record of any use */
};

static enum cm_status
look_at_data(void *ctx, const struct cm_usage *u)
{
	struct data *x = ctx;

	x->any = true;
	if (!cm_str_is(u->kind, "data"))
		return CM_OK;
	x->records++;
	x->kb += cm_usage_kb(u->up_kb, u->down_kb);
	x->csd += u->apn.n == 3 && strncasecmp(u->apn.p, "csd", 3) == 0;
	x->down_only += cm_is_one_way(u);
	x->unsaid += u->up_kb < 0;
	x->newest = u->at;
	if (u->url.n)
		x->url = cm_arena_str(x->c->arena, u->url);
	return CM_OK;
}

static void
set_data(struct cm_diagnosis *d, const struct data *x)
{
	struct cm_case *c = d->c;

	if (x->any && cm_diagnose_lacks(d, DG_DATA_RECORDS))
		cm_set_int(c, DG_DATA_RECORDS, x->records);
	if (x->any && cm_diagnose_lacks(d, DG_CSD_RECORDS))
		cm_set_int(c, DG_CSD_RECORDS, x->csd);
	if (x->any && (x->down_only || !x->unsaid) && cm_diagnose_lacks(d, DG_DOWN_ONLY_RECORDS))
		cm_set_int(c, DG_DOWN_ONLY_RECORDS, x->down_only);
	if (x->records && cm_diagnose_lacks(d, DG_DATA_USED_AT))
		cm_set_time(c, DG_DATA_USED_AT, x->newest);
	if (x->url.n && cm_diagnose_lacks(d, DG_DATA_URL))
		cm_set_text(c, DG_DATA_URL, x->url);
}

static void
find_cap(struct cm_diagnosis *d, const struct data *x, const struct cm_month *m)
{
	const struct cm_service *s = cm_services_charging(d->c->services, CM_STR("data"));

	if (s && s->cap_volume >= 0 && x->any && d->today >= m->first && d->today <= m->last)
		cm_set_bool(d->c, DG_DATA_CAPPED, x->kb >= s->cap_volume);
}

static bool
was_charged(void *ctx, const struct cm_usage *u)
{
	const bool *closed = ctx;

	return !*closed || !cm_str_is(u->state, "received");
}

/* Those that cm-bill refund would find. *known: bill.yaml says how near an MMS must be. */
static enum cm_status
find_one_way(struct cm_case *c, const struct cm_month *m, struct cm_one_way *found, bool *closed, bool *known)
{
	const struct cm_value *minutes = cm_diagnose_figure(c, "mms_minutes");
	int64_t from = cm_day_start(m->first);
	enum cm_status st;

	*known = minutes != NULL;
	if (!minutes)
		return CM_OK;
	st = cm_usage_closed(c->store, c->account.part, c->account.line, from, closed, c->diag);
	return st == CM_OK
	    ? cm_one_way_find(c, from, cm_day_start(m->last + 1), minutes->i * 60, was_charged, closed, found)
	    : st;
}

/* When a record does not say what went up, none found is not none. */
static enum cm_status
find_suspects(struct cm_diagnosis *d, const struct data *x, const struct cm_month *m)
{
	struct cm_case *c = d->c;
	struct cm_one_way found = {0};
	bool closed = false, known;
	enum cm_status st = find_one_way(c, m, &found, &closed, &known);

	if (st != CM_OK || !known || !x->any || (!found.n && x->unsaid))
		return st;
	cm_set_int(c, DG_SUSPECT_RECORDS, found.n);
	if (found.n) {
		cm_set_day(c, DG_SUSPECT_SINCE, cm_time_day(found.rows[0].at));
		cm_set_day(c, DG_SUSPECT_UNTIL, cm_time_day(found.rows[found.n - 1].at));
	}
	return st;
}

enum cm_status
cm_diagnose_use_cost(struct cm_diagnosis *d, const struct cm_month *m, struct cm_str item, int64_t *fen)
{
	struct cm_one_way found = {0};
	bool closed = false, known;
	enum cm_status st = find_one_way(d->c, m, &found, &closed, &known);

	return st == CM_OK && found.n ? cm_bill_use_cost(d->c, m, item, &found, closed, fen) : st;
}

static enum cm_status
find_data(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	struct data x = {.c = c};
	struct cm_month m = cm_diagnose_month(d);
	enum cm_status st;

	st = cm_usage_of(c->store, c->account.part, c->account.line, cm_day_start(m.first), cm_day_start(m.last + 1),
	    look_at_data, &x, c->diag);
	if (st != CM_OK)
		return st;
	set_data(d, &x);
	if (cm_diagnose_lacks(d, DG_DATA_CAPPED))
		find_cap(d, &x, &m);
	return cm_diagnose_lacks(d, DG_SUSPECT_RECORDS) ? find_suspects(d, &x, &m) : CM_OK;
}

enum cm_status
cm_diagnose_use(struct cm_diagnosis *d)
{
	enum cm_status st = CM_OK;

	if (cm_diagnose_lacks(d, DG_SMS_IN_HOUR) || cm_diagnose_lacks(d, DG_SMS_IN_DAY) || cm_diagnose_lacks(d, DG_MMS_SIZE_KB))
		st = find_messages(d);
	if (st == CM_OK &&
	    (cm_diagnose_lacks(d, DG_DATA_RECORDS) || cm_diagnose_lacks(d, DG_CSD_RECORDS) ||
		cm_diagnose_lacks(d, DG_DOWN_ONLY_RECORDS) || cm_diagnose_lacks(d, DG_SUSPECT_RECORDS) ||
		cm_diagnose_lacks(d, DG_DATA_CAPPED) || cm_diagnose_lacks(d, DG_DATA_URL) || cm_diagnose_lacks(d, DG_DATA_USED_AT)))
		st = find_data(d);
	return st;
}
