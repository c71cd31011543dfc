/*
 * Time by a calendar: adding, and what lies between. Called by deadlines.c and by the flows of complaints. A day's spans are
 * walked from its start; whole weeks are skipped where no holiday can be among them, so that an answer far away is as cheap
 * as a near one.
 */
#include "base/date.h"
#include "policy/calendars.h"

#include "base/banned.h"

#define DAY_SECONDS 86400

static const struct cm_hours whole_day = {0, DAY_SECONDS};
#define WHOLE                                                                                                          \
	{                                                                                                              \
		&whole_day, 1, DAY_SECONDS                                                                             \
	}
static const struct cm_calendar always = {
    .week = {WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, WHOLE}, .week_seconds = INT64_C(7) * DAY_SECONDS};

/* ---- a day ---- */

/* NULL: nobody knows; the calendar begins behind it or ends before. */
static const struct cm_hours_of_day *
hours_on(const struct cm_calendar *c, int64_t day)
{
	static const struct cm_hours_of_day off;
	const struct cm_holidays *h = c->holidays;
	unsigned low = 0, high = h ? h->n : 0;

	if (day < INT32_MIN || day > INT32_MAX || cm_time_day(cm_day_start((int32_t)day)) == CM_DAY_NONE ||
	    (h && (day < h->from || day > h->until)))
		return NULL;
	while (low < high) {
		unsigned mid = low + (high - low) / 2;

		if (h->days[mid].day == day)
			return h->days[mid].as ? &c->week[h->days[mid].as - 1] : &off;
		if (h->days[mid].day < day)
			low = mid + 1;
		else
			high = mid;
	}
	return &c->week[cm_day_weekday((int32_t)day) - 1];
}

/* Open seconds of a day before one of its seconds. */
static int64_t
open_before(const struct cm_hours_of_day *h, int64_t second)
{
	int64_t sum = 0;

	for (unsigned i = 0; i < h->n && h->spans[i].from < second; i++)
		sum += (second < h->spans[i].until ? second : h->spans[i].until) - h->spans[i].from;
	return sum;
}

/* The first second of a day before which so many are open, 1 to all of them; it may be the end of a span. */
static int64_t
first_behind(const struct cm_hours_of_day *h, int64_t open)
{
	const struct cm_hours *s = h->spans;

	for (; open > s->until - s->from; s++)
		open -= s->until - s->from;
	return s->from + open;
}

/* The last second of a day before which so many are open, 0 to all but one: it is the first of a span, or inside. */
static int64_t
last_behind(const struct cm_hours_of_day *h, int64_t open)
{
	const struct cm_hours *s = h->spans;

	for (; open >= s->until - s->from; s++)
		open -= s->until - s->from;
	return s->from + open;
}

/* ---- instants ---- */

static int64_t
start_of(int64_t day)
{
	return cm_day_start(0) + day * DAY_SECONDS;
}

/* The day of an instant and its second there. At midnight it is the end of a day where only what lies before counts. */
static void
split(int64_t at, bool end, int64_t *day, int64_t *second)
{
	int64_t since = at - cm_day_start(0);

	*day = since / DAY_SECONDS - (since % DAY_SECONDS < 0);
	*second = since - *day * DAY_SECONDS;
	if (end && *second == 0) {
		--*day;
		*second = DAY_SECONDS;
	}
}

static bool
is_instant(int64_t at)
{
	return at >= -CM_TIME_MAX && at <= CM_TIME_MAX + DAY_SECONDS;
}

/* Whole weeks that hold fewer than so many open seconds: none where holidays may be among them. */
static int64_t
weeks(const struct cm_calendar *c, int64_t seconds)
{
	return c->holidays ? 0 : (seconds - 1) / c->week_seconds;
}

static enum cm_status
forwards(const struct cm_calendar *c, int64_t from, int64_t seconds, int64_t *due)
{
	const struct cm_hours_of_day *h;
	int64_t day, second, skip;

	split(from, false, &day, &second);
	if (!(h = hours_on(c, day)) || seconds > CM_TIME_MAX * 2)
		return CM_END;
	seconds += open_before(h, second);
	skip = weeks(c, seconds);
	day += skip * 7;
	seconds -= skip * c->week_seconds;
	for (; (h = hours_on(c, day)) && seconds > h->seconds; day++)
		seconds -= h->seconds;
	if (!h)
		return CM_END;
	*due = start_of(day) + first_behind(h, seconds);
	return CM_OK;
}

static enum cm_status
backwards(const struct cm_calendar *c, int64_t from, int64_t seconds, int64_t *due)
{
	const struct cm_hours_of_day *h;
	int64_t day, second, skip, open;

	split(from, true, &day, &second);
	if (!(h = hours_on(c, day)) || seconds > CM_TIME_MAX * 2)
		return CM_END;
	open = open_before(h, second);
	if (seconds > open) {
		seconds -= open;
		skip = weeks(c, seconds);
		day -= 1 + skip * 7;
		seconds -= skip * c->week_seconds;
		for (; (h = hours_on(c, day)) && seconds > h->seconds; day--)
			seconds -= h->seconds;
		if (!h)
			return CM_END;
		open = h->seconds;
	}
	*due = start_of(day) + last_behind(h, open - seconds);
	return CM_OK;
}

enum cm_status
cm_calendar_add(const struct cm_calendar *c, int64_t from, int64_t seconds, int64_t *due)
{
	if (!is_instant(from))
		return CM_END;
	if (seconds == 0)
		*due = from;
	else if (seconds > 0)
		return forwards(c ? c : &always, from, seconds, due);
	else
		return backwards(c ? c : &always, from, seconds == INT64_MIN ? INT64_MAX : -seconds, due);
	return CM_OK;
}

enum cm_status
cm_calendar_open(const struct cm_calendar *c, int64_t from, int64_t *at)
{
	const struct cm_hours_of_day *h;
	int64_t day, second;

	if (!is_instant(from))
		return CM_END;
	split(from, false, &day, &second);
	for (; (h = hours_on(c ? c : &always, day)); day++, second = 0)
		for (unsigned i = 0; i < h->n; i++)
			if (second < h->spans[i].until) {
				*at = start_of(day) + (second > h->spans[i].from ? second : h->spans[i].from);
				return CM_OK;
			}
	return CM_END;
}

enum cm_status
cm_calendar_add_days(const struct cm_calendar *c, int64_t from, int days, int64_t *due)
{
	const struct cm_hours_of_day *h;
	int64_t at, day, second;
	enum cm_status st = cm_calendar_open(c, from, &at);

	if (st != CM_OK)
		return st;
	split(at, false, &day, &second);
	while (days > 0) {
		if (!(h = hours_on(c ? c : &always, ++day)))
			return CM_END;
		days -= h->n > 0;
	}
	return cm_calendar_open(c, start_of(day) + second, due);
}

static enum cm_status
between(const struct cm_calendar *c, int64_t a, int64_t b, int64_t *seconds)
{
	int64_t day, last, from, until, skip, sum = 0;
	const struct cm_hours_of_day *h, *first, *end;

	split(a, false, &day, &from);
	split(b, true, &last, &until);
	first = hours_on(c, day);
	end = hours_on(c, last);
	if (!first || !end)
		return CM_END;
	skip = c->holidays ? 0 : (last - day) / 7;
	sum = skip * c->week_seconds - open_before(first, from) + open_before(end, until);
	for (day += skip * 7; day < last && (h = hours_on(c, day)); day++)
		sum += h->seconds;
	*seconds = sum;
	return CM_OK;
}

enum cm_status
cm_calendar_between(const struct cm_calendar *c, int64_t a, int64_t b, int64_t *seconds)
{
	enum cm_status st = CM_OK;
	int64_t n = 0;

	if (!is_instant(a) || !is_instant(b))
		return CM_END;
	if (a < b)
		st = between(c ? c : &always, a, b, &n);
	else if (a > b)
		st = between(c ? c : &always, b, a, &n);
	if (st == CM_OK)
		*seconds = a < b ? n : -n;
	return st;
}
