/*
 * Days and instants, calculated with integers only. The calendar is the proleptic Gregorian one. TZ and the C
 * library's tables are not asked: the same file must give the same result on every machine and in every test.
 */

#include "base/date.h"
#include "base/digits.h"

#include "base/banned.h"

#define DAY_SECONDS 86400
#define DAY_FIRST   (-25567) /* 1900-01-01 */
#define DAY_LAST    2932896 /* 9999-12-31 */
#define EPOCH	    719468 /* days from 0000-03-01 to 1970-01-01 */
#define ERA	    146097 /* days of 400 years, after which the calendar repeats */

static int zone = 8 * 3600;

void
cm_date_zone(int seconds_east)
{
	zone = seconds_east;
}

static bool
leap(int y)
{
	return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int
month_length(int y, int m)
{
	static const signed char length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return length[m - 1] + (m == 2 && leap(y));
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static bool
in_range(int64_t day)
{
	return day >= DAY_FIRST && day <= DAY_LAST;
}

/*
 * Years are counted from March, so that the leap day is the last of its year, and months from March have lengths
 * that (153 * m + 2) / 5 adds up: 31 30 31 30 31, again, and what is left.
 */
static int64_t
days_of(int64_t y, int m, int d)
{
	int64_t march = y - (m <= 2), era = floor_div(march, 400), of_era = march - era * 400;
	int64_t of_year = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;

	return era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH;
}

bool
cm_day_make(int y, int m, int d, int32_t *day)
{
	if (y < 1900 || y > 9999 || m < 1 || m > 12 || d < 1 || d > month_length(y, m))
		return false;
	*day = (int32_t)days_of(y, m, d);
	return true;
}

void
cm_day_split(int32_t day, int *y, int *m, int *d)
{
	int64_t n = (int64_t)day + EPOCH, era = floor_div(n, ERA);
	int left = (int)(n - era * ERA); /* 0 to 146096 */
	int of_era = (left - left / 1460 + left / 36524 - left / 146096) / 365;
	int of_year = left - (365 * of_era + of_era / 4 - of_era / 100);
	int month = (5 * of_year + 2) / 153; /* 0 is March */

	*d = of_year - (153 * month + 2) / 5 + 1;
	*m = month < 10 ? month + 3 : month - 9;
	*y = (int)(of_era + era * 400 + (*m <= 2));
}

/* Without the bounds of the calendar, so that callers can compare. */
static int64_t
add_months(int32_t day, int64_t n)
{
	int y, m, d, length;
	int64_t months;

	cm_day_split(day, &y, &m, &d);
	months = (int64_t)y * 12 + (m - 1) + n;
	m = (int)(months - floor_div(months, 12) * 12) + 1;
	months = floor_div(months, 12);
	length = month_length((int)(months % 400), m);
	return days_of(months, m, d < length ? d : length);
}

int32_t
cm_day_add_months(int32_t day, int n)
{
	int64_t r;

	if (day == CM_DAY_NONE)
		return CM_DAY_NONE;
	r = add_months(day, n);
	return (int32_t)(r < DAY_FIRST ? DAY_FIRST : r > DAY_LAST ? DAY_LAST : r);
}

int32_t
cm_day_next_month(int32_t day)
{
	int y, m, d;

	cm_day_split(day, &y, &m, &d);
	return cm_day_add_months(day - (d - 1), 1);
}

int
cm_day_whole_months(int32_t from, int32_t to)
{
	int y1, m1, d1, y2, m2, d2, n;

	cm_day_split(from, &y1, &m1, &d1);
	cm_day_split(to, &y2, &m2, &d2);
	n = (y2 - y1) * 12 + (m2 - m1);
	return n - (add_months(from, n) > to);
}

int
cm_day_age(int32_t born, int32_t on)
{
	int y1, m1, d1, y2, m2, d2;

	cm_day_split(born, &y1, &m1, &d1);
	cm_day_split(on, &y2, &m2, &d2);
	return y2 - y1 - (m2 < m1 || (m2 == m1 && d2 < d1));
}

int
cm_day_weekday(int32_t day)
{
	int64_t n = (int64_t)day + 3; /* 1970-01-01 was a Thursday */

	return (int)(n - floor_div(n, 7) * 7) + 1;
}

/* YYYY-MM-DD at p, which has ten bytes. */
static bool
date_at(const char *p, int32_t *day)
{
	int y, m, d;

	return p[4] == '-' && p[7] == '-' && cm_digits_read(p, 4, &y) && cm_digits_read(p + 5, 2, &m) &&
	    cm_digits_read(p + 8, 2, &d) && cm_day_make(y, m, d, day);
}

/* HH:MM[:SS] at the start of s: its second of the day. Moves s behind it. No leap second: the clock has none either. */
static bool
clock_at(struct cm_str *s, int *seconds)
{
	int h, m, sec = 0;
	size_t used = 5;

	if (s->n < 5 || s->p[2] != ':' || !cm_digits_read(s->p, 2, &h) || !cm_digits_read(s->p + 3, 2, &m))
		return false;
	if (s->n > 5 && s->p[5] == ':') {
		if (s->n < 8 || !cm_digits_read(s->p + 6, 2, &sec))
			return false;
		used = 8;
	}
	if (h > 23 || m > 59 || sec > 59)
		return false;
	s->p += used;
	s->n -= used;
	*seconds = h * 3600 + m * 60 + sec;
	return true;
}

/* All of s: nothing (the business's zone), Z, or an offset as zones have them, 14 hours at most. */
static bool
offset_at(struct cm_str s, int *east)
{
	int h, m;

	*east = zone;
	if (s.n == 0)
		return true;
	*east = 0;
	if (s.n == 1 && s.p[0] == 'Z')
		return true;
	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':' || !cm_digits_read(s.p + 1, 2, &h) ||
	    !cm_digits_read(s.p + 4, 2, &m) || h > 14 || m > 59 || h * 60 + m > 14 * 60)
		return false;
	*east = (s.p[0] == '-' ? -1 : 1) * (h * 3600 + m * 60);
	return true;
}

/* A day, or a day and a clock: the date as it is written, and the instant. */
static bool
parse(struct cm_str s, int32_t *day, int64_t *instant)
{
	int32_t d;
	int seconds = 0, east = zone;
	int64_t t;

	if (s.n < 10 || !date_at(s.p, &d))
		return false;
	s.p += 10;
	s.n -= 10;
	if (s.n) {
		if (*s.p != 'T' && *s.p != ' ') /* people and spreadsheets leave a blank */
			return false;
		s.p++;
		s.n--;
		if (!clock_at(&s, &seconds) || !offset_at(s, &east))
			return false;
	}
	t = (int64_t)d * DAY_SECONDS + seconds - east;
	if (cm_time_day(t) == CM_DAY_NONE) /* another zone's first or last hours of the calendar */
		return false;
	*day = d;
	*instant = t;
	return true;
}

bool
cm_day_parse(struct cm_str s, int32_t *day)
{
	int64_t unused;

	return parse(s, day, &unused);
}

bool
cm_time_parse(struct cm_str s, int64_t *instant)
{
	int32_t unused;

	return parse(s, &unused, instant);
}

void
cm_day_format(int32_t day, char out[11])
{
	int y, m, d;

	out[0] = 0;
	if (!in_range(day))
		return;
	cm_day_split(day, &y, &m, &d);
	cm_digits_fixed(out, 4, (unsigned)y);
	out[4] = '-';
	cm_digits_fixed(out + 5, 2, (unsigned)m);
	out[7] = '-';
	cm_digits_fixed(out + 8, 2, (unsigned)d);
	out[10] = 0;
}

/* HH:MM at p; returns the place behind it. */
static char *
put_clock(char *p, unsigned minutes)
{
	p = cm_digits_fixed(p, 2, minutes / 60);
	*p++ = ':';
	return cm_digits_fixed(p, 2, minutes % 60);
}

void
cm_time_format(int64_t instant, char out[26])
{
	int32_t day = cm_time_day(instant);
	unsigned seconds;
	char *p = out;

	cm_day_format(day, out);
	if (!*out)
		return;
	seconds = (unsigned)(instant - cm_day_start(day));
	p += 10;
	*p++ = 'T';
	p = put_clock(p, seconds / 60);
	*p++ = ':';
	p = cm_digits_fixed(p, 2, seconds % 60);
	*p++ = zone < 0 ? '-' : '+';
	p = put_clock(p, (unsigned)(zone < 0 ? -zone : zone) / 60);
	*p = 0;
}

int32_t
cm_time_day(int64_t instant)
{
	int64_t day;

	if (instant < (int64_t)INT32_MIN * DAY_SECONDS || instant > (int64_t)INT32_MAX * DAY_SECONDS)
		return CM_DAY_NONE;
	day = floor_div(instant + zone, DAY_SECONDS);
	return in_range(day) ? (int32_t)day : CM_DAY_NONE;
}

int64_t
cm_day_start(int32_t day)
{
	return (int64_t)day * DAY_SECONDS - zone;
}

bool
cm_duration_parse(struct cm_str s, int64_t *n, int *unit)
{
	static const struct {
		const char *name;
		int seconds;
	} units[] = {{"min", 60}, {"h", 3600}, {"d", DAY_SECONDS}};
	size_t i = 0;
	int value;

	while (i < s.n && i < 9 && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	if (!i || !cm_digits_read(s.p, (unsigned)i, &value))
		return false;
	s = cm_str_trim((struct cm_str){s.p + i, s.n - i});
	for (unsigned u = 0; u < sizeof units / sizeof *units; u++)
		if (cm_str_is(s, units[u].name)) {
			*n = value;
			*unit = units[u].seconds;
			return true;
		}
	return false;
}
