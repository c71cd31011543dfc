/*
 * Time by a calendar: against published due times (a city's own, and a log of tickets), against a count of minutes, and at
 * the places where such calculations go wrong. $CM_SHARED, or ../shared/data, has the published files whole.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "policy/calendars.h"
#include "tap.h"

static struct cm_arena *arena;

static void
note(const char *text)
{
	printf("# %s\n", text);
}

static int64_t
instant(const char *text)
{
	int64_t t;

	if (!cm_time_parse(cm_str(text), &t)) {
		printf("Bail out! no instant: %s\n", text);
		exit(1);
	}
	return t;
}

static const char *
shown(int64_t t)
{
	char text[26];

	cm_time_format(t, text);
	return cm_arena_strdup(arena, text);
}

/* ---- calendars ---- */

/* The shipped ones with what is given: a folder of their own. */
static struct cm_calendars *
load(const char *yaml)
{
	char dir[] = "/tmp/cm-calendar.XXXXXX";
	struct cm_calendars *all;
	struct cm_diag d;
	struct cm_vocabulary v = {0};
	FILE *f;
	enum cm_status st;

	cm_diag_init(&d, arena);
	if (!mkdtemp(dir) || !(f = fopen(cm_arena_printf(arena, "%s/calendars.yaml", dir), "w")))
		exit(99);
	fputs(yaml, f);
	fclose(f);
	v.dir = dir;
	st = cm_calendars_load(&all, &v, arena, &d);
	for (const struct cm_msg *m = d.first; m; m = m->next)
		printf("# %u:%u: %s [%s]\n", m->pos.line, m->pos.col, m->text, m->code);
	unlink(cm_arena_printf(arena, "%s/calendars.yaml", dir));
	rmdir(dir);
	if (st != CM_OK) {
		printf("Bail out! the calendars cannot be read\n");
		exit(1);
	}
	return all;
}

static const struct cm_calendar *
calendar(const struct cm_calendars *all, const char *id)
{
	const struct cm_calendar *c = cm_calendars_find(all, cm_str(id));

	if (!c)
		exit(99);
	return c;
}

#define WEEK(hours) "{mon: " hours ", tue: " hours ", wed: " hours ", thu: " hours ", fri: " hours "}"
#define BOSTON_DAYS                                                                                                    \
	"2015-01-01, 2015-01-19, 2015-02-16, 2015-04-20, 2015-05-25, 2015-07-03, 2015-09-07, 2015-10-12, 2015-11-11, "      \
	"2015-11-26, 2015-12-25, 2016-01-01, 2016-01-18, 2016-02-15"

static const char yaml[] =
    "calendars:\n"
    "  - {id: office, title: {zh: a, en: a}, hours: " WEEK("[\"08:30-12:00\", \"13:00-17:00\"]") ", holidays: year}\n"
    "  - {id: plain, title: {zh: a, en: a}, hours: " WEEK("[\"08:30-17:00\"]") "}\n"
    "  - {id: weekdays, title: {zh: a, en: a}, hours: " WEEK("[\"00:00-24:00\"]") "}\n"
    "  - {id: friday, title: {zh: a, en: a}, hours: {thu: [\"08:30-17:00\"], fri: [\"08:30-12:00\"]}}\n"
    "holidays:\n"
    "  - {id: year, from: 2010-01-01, until: 2012-12-31, days_off: [\"2010-01-01..2010-01-03\", \"2010-02-13..2010-02-19\", 2010-12-31],\n"
    "     make_up: [2010-02-20, 2010-02-21]}\n";

/* ---- what is known by hand ---- */

static void
due(const struct cm_calendar *c, const char *from, int64_t seconds, const char *want)
{
	int64_t at = 0, back = 0;
	enum cm_status st = cm_calendar_add(c, instant(from), seconds, &at);

	if (!want) {
		ok(st == CM_END, "%s and %lld min: the calendar ends before", from, (long long)seconds / 60);
		return;
	}
	if (!ok(st == CM_OK && at == instant(want), "%s and %lld min: %s", from, (long long)seconds / 60, want))
		printf("#  got: %d %s\n", st, shown(at));
	st = cm_calendar_between(c, instant(from), at, &back);
	ok(st == CM_OK && back == seconds, "  and back");
}

static void
days(const struct cm_calendar *c, const char *from, int n, const char *want)
{
	int64_t at = 0;
	enum cm_status st = cm_calendar_add_days(c, instant(from), n, &at);

	if (!want)
		ok(st == CM_END, "%s and %d d: the calendar ends before", from, n);
	else if (!ok(st == CM_OK && at == instant(want), "%s and %d d: %s", from, n, want))
		printf("#  got: %d %s\n", st, shown(at));
}

static void
between(const struct cm_calendar *c, const char *a, const char *b, int64_t want)
{
	int64_t n = 0;
	enum cm_status st = cm_calendar_between(c, instant(a), instant(b), &n);

	if (want == INT64_MIN)
		ok(st == CM_END, "%s to %s: nobody knows", a, b);
	else if (!ok(st == CM_OK && n == want, "%s to %s: %lld s", a, b, (long long)want))
		printf("#  got: %d %lld\n", st, (long long)n);
}

#define H 3600

static void
by_hand(const struct cm_calendars *all)
{
	const struct cm_calendar *office = calendar(all, "office"), *plain = calendar(all, "plain"), *friday = calendar(all, "friday");

	note("always: the clock alone, whatever summer time other places have");
	due(NULL, "2010-03-27T12:00:00", 48 * H, "2010-03-29T12:00:00");
	due(NULL, "2012-02-28T23:59:59", 24 * H, "2012-02-29T23:59:59");
	due(NULL, "2010-12-31T20:00:00", 8 * H, "2011-01-01T04:00:00");
	due(NULL, "2010-04-01T00:00:00", -1, "2010-03-31T23:59:59");
	days(NULL, "2012-02-28T10:00:00", 2, "2012-03-01T10:00:00");
	note("both ends of a span");
	due(office, "2010-04-01T08:30:00", 1, "2010-04-01T08:30:01");
	due(office, "2010-04-01T08:29:59", 1, "2010-04-01T08:30:01");
	due(office, "2010-04-01T11:59:59", 1, "2010-04-01T12:00:00");
	due(office, "2010-04-01T12:00:00", 1, "2010-04-01T13:00:01");
	due(office, "2010-04-01T08:30:00", 7 * H + H / 2, "2010-04-01T17:00:00");
	due(office, "2010-04-01T08:30:00", 7 * H + H / 2 + 1, "2010-04-02T08:30:01");
	due(office, "2010-04-01T17:00:00", 0, "2010-04-01T17:00:00");
	due(office, "2010-04-03T12:00:00", 0, "2010-04-03T12:00:00");
	note("backwards, for reminders: the last instant that is early enough");
	due(office, "2010-04-01T13:00:00", -1, "2010-04-01T11:59:59");
	due(office, "2010-04-01T09:30:00", -2 * H, "2010-03-31T16:00:00");
	due(office, "2010-04-05T10:00:00", -H, "2010-04-05T09:00:00");
	due(office, "2010-04-05T09:30:00", -H, "2010-04-05T08:30:00");
	due(office, "2010-04-05T08:30:00", -1, "2010-04-02T16:59:59");
	note("week-ends, holidays, make-up days (a Saturday and a Sunday of Monday's hours), year ends");
	due(office, "2010-02-12T16:00:00", 2 * H, "2010-02-20T09:30:00");
	due(office, "2010-02-20T16:30:00", H, "2010-02-21T09:00:00");
	due(office, "2010-02-21T16:30:00", H, "2010-02-22T09:00:00");
	due(office, "2010-12-30T16:30:00", H, "2011-01-03T09:00:00");
	due(office, "2012-02-28T16:30:00", 7 * H + H / 2, "2012-02-29T16:30:00");
	note("working days");
	days(office, "2010-04-01T10:15:30", 1, "2010-04-02T10:15:30");
	days(office, "2010-04-02T10:15:30", 1, "2010-04-05T10:15:30");
	days(office, "2010-04-02T07:00:00", 1, "2010-04-05T08:30:00");
	days(office, "2010-04-02T17:00:00", 1, "2010-04-06T08:30:00");
	days(office, "2010-04-02T16:59:59", 1, "2010-04-05T16:59:59");
	days(office, "2010-04-03T12:00:00", 1, "2010-04-06T08:30:00");
	days(office, "2010-04-01T12:30:00", 1, "2010-04-02T13:00:00");
	days(office, "2010-02-12T10:00:00", 2, "2010-02-21T10:00:00");
	days(friday, "2010-04-01T16:00:00", 1, "2010-04-08T08:30:00");
	days(friday, "2010-04-01T11:00:00", 1, "2010-04-02T11:00:00");
	note("a calendar that ends says so");
	due(office, "2012-12-31T16:00:00", H, "2012-12-31T17:00:00");
	due(office, "2012-12-31T16:00:00", H + 1, NULL);
	due(office, "2009-12-31T16:00:00", H, NULL);
	due(office, "2010-01-04T09:00:00", -H, NULL);
	days(office, "2012-12-31T10:00:00", 1, NULL);
	days(office, "2009-12-31T10:00:00", 1, NULL);
	between(office, "2012-12-31T16:00:00", "2013-01-01T00:00:00", H);
	between(office, "2012-12-31T16:00:00", "2013-01-01T00:00:01", INT64_MIN);
	between(office, "2009-12-31T23:59:59", "2010-01-04T09:00:00", INT64_MIN);
	between(plain, "9999-12-31T08:30:00", "9999-12-31T09:30:00", H);
	due(plain, "9999-12-31T08:30:00", 9 * H, NULL);
	note("far away costs no more than near");
	between(plain, "2010-04-01T10:00:00", "9010-04-01T10:00:00", INT64_C(55882081800));
}

/* ---- published ones ---- */

/* A few of the city's vectors; the whole list is compared below where it is there. */
static void
few(const struct cm_calendar *c)
{
	days(c, "2015-01-01T00:25:23", 10, "2015-01-16T08:30:00");
	days(c, "2015-01-01T13:09:57", 1, "2015-01-05T08:30:00");
	days(c, "2015-01-16T17:07:41", 10, "2015-02-03T08:30:00");
}

static const char *
cell(char **row)
{
	char *p = *row, *comma = strchr(p, ',');

	if (comma) {
		*comma = 0;
		*row = comma + 1;
	} else {
		p[strcspn(p, "\r\n")] = 0;
	}
	return p;
}

static FILE *
shared(const char *name)
{
	const char *dir = getenv("CM_SHARED");
	FILE *f = fopen(cm_arena_printf(arena, "%s/%s", dir ? dir : "../shared/data", name), "r");
	char head[500];

	if (!f || !fgets(head, sizeof head, f)) {
		printf("ok %d # SKIP no %s (CM_SHARED names the folder)\n", ++tap_count, name);
		return NULL;
	}
	return f;
}

/* case_id, type, business_days, opened_at, expected_due_at, kind */
static void
boston(void)
{
	struct cm_buf b = {0};
	const struct cm_calendar *c;
	FILE *f = shared("boston-311/holidays.csv");
	char line[500], *row;
	int n = 0, right = 0;
	int64_t at;

	if (!f)
		return;
	cm_buf_puts(&b, "calendars:\n  - {id: boston, title: {zh: a, en: a}, hours: " WEEK("[\"08:30-17:00\"]") ", holidays: city}\n"
	    "holidays:\n  - {id: city, from: 2015-01-01, until: 2016-12-31, days_off: [");
	while (fgets(line, sizeof line, f))
		cm_buf_printf(&b, "%.10s, ", line);
	cm_buf_puts(&b, "2016-12-26]}\n");
	fclose(f);
	c = calendar(load(cm_arena_strn(arena, b.p, b.n)), "boston");
	cm_buf_free(&b);
	if (!(f = shared("boston-311/sla_due_vectors.csv")))
		return;
	while (fgets(line, sizeof line, f)) {
		const char *id, *open, *want;
		int count;

		row = line;
		id = cell(&row);
		cell(&row);
		count = (int)strtol(cell(&row), NULL, 10);
		open = cell(&row);
		want = cell(&row);
		n++;
		if (cm_calendar_add_days(c, instant(open), count, &at) == CM_OK && at == instant(want))
			right++;
		else
			printf("# %s: %s and %d d: %s, not %s\n", id, open, count, shown(at), want);
	}
	fclose(f);
	ok(n == 300 && right == 300, "300 due times of a city, to the second: %d of %d", right, n);
}

/* Business days open, and met or missed: ticket_id, department, start, end, days, sla, result. */
static void
tickets(const struct cm_calendar *weekdays)
{
	FILE *f = shared("ticket-events/expected_closed.csv");
	char line[500], *row, text[32];
	int n = 0, right = 0, met = 0, missed = 0;
	int64_t seconds, at;

	if (!f)
		return;
	while (fgets(line, sizeof line, f)) {
		const char *start, *end, *want, *result;
		int sla;

		row = line;
		cell(&row);
		cell(&row);
		start = cell(&row);
		end = cell(&row);
		want = cell(&row);
		sla = (int)strtol(cell(&row), NULL, 10);
		result = cell(&row);
		n++;
		if (cm_calendar_between(weekdays, instant(start), instant(end), &seconds) != CM_OK ||
		    cm_calendar_add_days(weekdays, instant(start), sla, &at) != CM_OK)
			continue;
		/* Five decimals, rounded, of a day. */
		seconds = (seconds * 100000 * 2 + 86400) / (2 * 86400);
		snprintf(text, sizeof text, "%lld.%05lld", (long long)seconds / 100000, (long long)seconds % 100000);
		right += strcmp(text, want) == 0 && (instant(end) <= at) == (strcmp(result, "met") == 0);
		if (strcmp(text, want) != 0)
			printf("# %s to %s: %s, not %s\n", start, end, text, want);
		met += instant(end) <= at;
		missed += instant(end) > at;
	}
	fclose(f);
	ok(n == 51 && right == 51, "business days of 51 tickets of a log: %d of %d", right, n);
	ok(met == 33 && missed == 18, "33 met, 18 missed: %d, %d", met, missed);
}

/* ---- against a count of minutes ---- */

static uint64_t seed = 88172645463325252u;

static int64_t
rnd(int64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int64_t)(seed >> 11) % n;
}

/* One by one, straight from what the calendar says. */
static bool
open_at(const struct cm_calendar *c, int64_t at)
{
	int32_t day = cm_time_day(at);
	int64_t second = at - cm_day_start(day);
	const struct cm_hours_of_day *h = &c->week[cm_day_weekday(day) - 1];

	for (unsigned i = 0; c->holidays && i < c->holidays->n; i++)
		if (c->holidays->days[i].day == day) {
			if (!c->holidays->days[i].as)
				return false;
			h = &c->week[c->holidays->days[i].as - 1];
		}
	for (unsigned i = 0; i < h->n; i++)
		if (second >= h->spans[i].from && second < h->spans[i].until)
			return true;
	return false;
}

/* Spans begin and end with minutes. */
static int64_t
counted(const struct cm_calendar *c, int64_t a, int64_t b)
{
	int64_t n = 0;

	for (; a < b && a % 60; a++)
		n += open_at(c, a);
	for (; a + 60 <= b; a += 60)
		n += open_at(c, a) ? 60 : 0;
	for (; a < b; a++)
		n += open_at(c, a);
	return n;
}

static const struct cm_calendar *
random_calendar(void)
{
	struct cm_calendar *c = cm_arena_alloc(arena, sizeof *c);
	struct cm_holidays *h = cm_arena_alloc(arena, sizeof *h);
	struct cm_holiday *of = cm_arena_alloc(arena, 60 * sizeof *of);

	for (int d = 0; d < 7; d++) {
		struct cm_hours *s = cm_arena_alloc(arena, 4 * sizeof *s);
		int at = 0;

		c->week[d].spans = s;
		for (unsigned i = 0; i < 4 && rnd(3) && at < 86400; i++) {
			s[i].from = at + (int)rnd(3) * 60 * (int)rnd(200);
			s[i].until = s[i].from + 60 + 60 * (int)rnd(400);
			if (rnd(8) == 0 || s[i].until > 86400)
				s[i].until = 86400;
			if (s[i].from >= s[i].until)
				break;
			at = s[i].until; /* spans may touch */
			c->week[d].seconds += s[i].until - s[i].from;
			c->week[d].n++;
		}
		c->week_seconds += c->week[d].seconds;
	}
	if (!c->week_seconds)
		return random_calendar();
	h->from = 14600;
	h->until = 14600 + 730;
	h->days = of;
	for (int32_t day = h->from + 1 + (int32_t)rnd(5); day < h->until && h->n < 60; day += 1 + (int32_t)rnd(20)) {
		of[h->n].day = day;
		of[h->n].as = rnd(2) ? 1 + (int)rnd(7) : 0;
		h->n++;
	}
	c->holidays = rnd(4) ? h : NULL;
	return c;
}

static void
properties(void)
{
	int sums = 0, adds = 0, backs = 0, opens = 0, workdays = 0, stops = 0;

	for (int i = 0; i < 400; i++) {
		const struct cm_calendar *c = random_calendar();
		int64_t a = cm_day_start(14640) + rnd(300 * INT64_C(86400)), b = a + rnd(9 * 86400), m = a + rnd(b - a + 1), t, n, n1, n2, s = 1 + rnd(40 * H);
		int32_t day;

		if (rnd(4) == 0)
			a -= a % 3600;
		sums += cm_calendar_between(c, a, b, &n) == CM_OK && n == counted(c, a, b) && cm_calendar_between(c, a, m, &n1) == CM_OK &&
		    cm_calendar_between(c, m, b, &n2) == CM_OK && n1 + n2 == n && cm_calendar_between(c, b, a, &n1) == CM_OK && n1 == -n;
		/* The first instant, and the last one. */
		adds += cm_calendar_add(c, a, s, &t) == CM_OK && cm_calendar_between(c, a, t, &n) == CM_OK && n == s && open_at(c, t - 1);
		backs += cm_calendar_add(c, a, -s, &t) == CM_END || (cm_calendar_between(c, t, a, &n) == CM_OK && n == s && open_at(c, t));
		opens += cm_calendar_open(c, a, &t) == CM_OK && open_at(c, t) && counted(c, a, t) == 0;
		/* As many working days as asked for, and the same time of the day where that is open. */
		if (cm_calendar_open(c, a, &m) == CM_OK && cm_calendar_add_days(c, a, 3, &t) == CM_OK) {
			int seen = 0;

			for (day = cm_time_day(m); seen < 3; seen += counted(c, cm_day_start(day), cm_day_start(day + 1)) > 0)
				day++;
			n = cm_day_start(day) + (m - cm_day_start(cm_time_day(m)));
			workdays += open_at(c, t) && (open_at(c, n) ? t == n : t > n && counted(c, n, t) == 0);
		}
		/* What lies between does not depend on closed time put in. */
		stops += cm_calendar_open(c, b, &t) == CM_OK && cm_calendar_between(c, a, t, &n1) == CM_OK &&
		    cm_calendar_between(c, a, b, &n) == CM_OK && n == n1;
	}
	ok(sums == 400, "what lies between is what a count of minutes gives, and adds up: %d", sums);
	ok(adds == 400, "adding is the inverse of it, forwards: %d", adds);
	ok(backs == 400, "and backwards: %d", backs);
	ok(opens == 400, "the next open instant: %d", opens);
	ok(workdays == 400, "working days keep the time of day: %d", workdays);
	ok(stops == 400, "closed time counts for nothing: %d", stops);
}

int
main(void)
{
	const struct cm_calendars *all;

	arena = cm_arena_new();
	all = load(yaml);
	by_hand(all);
	few(calendar(load("calendars:\n  - {id: boston, title: {zh: a, en: a}, hours: " WEEK("[\"08:30-17:00\"]") ", holidays: city}\n"
		      "holidays:\n  - {id: city, from: 2015-01-01, until: 2016-12-31, days_off: [" BOSTON_DAYS "]}\n"), "boston"));
	boston();
	tickets(calendar(all, "weekdays"));
	properties();
	cm_arena_free(arena);
	return tap_done();
}
