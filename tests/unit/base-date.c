/* Days, instants and money: what is refused first, then round trips over the whole range. */

#include "base/buf.h"
#include "base/date.h"
#include "base/money.h"
#include "tap.h"

static uint64_t seed = 20100401; /* fixed: a failure must come again */

static uint64_t
rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static int32_t
day(const char *s)
{
	int32_t d = CM_DAY_NONE;

	cm_day_parse(cm_str(s), &d);
	return d;
}

static void
refuses_days(void)
{
	static const char *const bad[] = {"", "2010", "2010-02-30", "2011-02-29", "1900-02-29", "1899-12-31",
	    "10000-01-01", "2010-4-1", "2010-04-00", "2010-00-10", "2010-13-01", "2010-04-31", "2010/04/01", "20100401",
	    " 2010-04-01", "2010-04-01 ", "2010-04-1x", "-010-04-01", "2010-04-01T", "2010-04-01  09:30",
	    "2010-04-01t09:30", "2010-04-01T24:00", "2010-04-01T09:60", "2010-04-01T09:30:60", "2010-04-01T9:30",
	    "2010-04-01T09:30:", "2010-04-01T09:30:0", "2010-04-01T09:30+8", "2010-04-01T09:30+0800",
	    "2010-04-01T09:30+08:00x", "2010-04-01T09:30+14:01", "2010-04-01T09:30+23:00", "2010-04-01T09:30z",
	    "2010-04-01T09:30:00.5", "2010-04-01T09:30:00ZZ", "1900-01-01T00:00+14:00", "9999-12-31T23:00-05:00",
	    "\xef\xbc\x92"
	    "010-04-01"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct cm_str s = {bad[i], strlen(bad[i])};
		int32_t d = 77;
		int64_t t = 77;

		ok(!cm_day_parse(s, &d) && d == 77, "no day: '%s'", bad[i]);
		ok(!cm_time_parse(s, &t) && t == 77, "no instant: '%s'", bad[i]);
	}
	ok(!cm_day_parse((struct cm_str){0}, &(int32_t){0}), "none is no day");
}

static void
round_trips(void)
{
	int32_t expected = -25567, wrong = 0, d;
	char text[11];

	for (int y = 1900; y <= 9999; y++)
		for (int m = 1; m <= 12; m++)
			for (int dd = 1; dd <= 31; dd++) {
				int y2, m2, d2;

				if (!cm_day_make(y, m, dd, &d))
					continue;
				cm_day_split(d, &y2, &m2, &d2);
				cm_day_format(d, text);
				wrong += d != expected++ || y2 != y || m2 != m || d2 != dd || day(text) != d;
			}
	ok(wrong == 0 && expected == 2932897, "every day from 1900 to 9999 follows the one before and comes back");
	ok(day("1970-01-01") == 0 && day("2000-02-29") == 11016 && day("2010-04-01") == 14700, "known days");
	cm_day_format(CM_DAY_NONE, text);
	is_str(text, "", "no day formats as nothing");
	ok(cm_day_weekday(day("2010-04-01")) == 4 && cm_day_weekday(day("1900-01-01")) == 1 &&
		cm_day_weekday(day("2026-11-22")) == 7,
	    "weekdays");
}

static void
months(void)
{
	int wrong = 0;
	char text[11];

	cm_day_format(cm_day_add_months(day("2010-01-31"), 1), text);
	is_str(text, "2010-02-28", "31 January and a month");
	cm_day_format(cm_day_add_months(day("2012-01-31"), 1), text);
	is_str(text, "2012-02-29", "in a leap year");
	cm_day_format(cm_day_add_months(day("2010-03-31"), -13), text);
	is_str(text, "2009-02-28", "backwards over a year");
	cm_day_format(cm_day_add_months(day("2010-11-30"), 14), text);
	is_str(text, "2012-01-30", "forwards over a year");
	cm_day_format(cm_day_add_months(day("9999-12-01"), 1), text);
	is_str(text, "9999-12-31", "not behind the end of the calendar");
	cm_day_format(cm_day_add_months(day("2010-12-01"), INT32_MAX), text);
	is_str(text, "9999-12-31", "not with any number of months");
	cm_day_format(cm_day_add_months(day("2010-12-01"), INT32_MIN), text);
	is_str(text, "1900-01-01", "nor before its beginning");
	ok(cm_day_add_months(CM_DAY_NONE, 3) == CM_DAY_NONE, "no day stays none");
	ok(cm_day_whole_months(day("2010-01-31"), day("2010-02-28")) == 1, "the clamped day is a month later");
	ok(cm_day_whole_months(day("2010-01-31"), day("2010-02-27")) == 0, "the day before is not");
	ok(cm_day_whole_months(day("2010-04-20"), day("2010-04-19")) == -1, "before: negative");
	ok(cm_day_whole_months(day("2010-03-20"), day("2010-04-19")) == 0, "a day short of a month");
	for (int i = 0; i < 200000; i++) {
		int32_t from = day("2000-01-01") + (int32_t)(rnd() % 20000),
			to = day("2000-01-01") + (int32_t)(rnd() % 20000);
		int n = cm_day_whole_months(from, to);

		wrong += cm_day_add_months(from, n) > to || cm_day_add_months(from, n + 1) <= to;
	}
	ok(wrong == 0, "whole months are the most that fit, for any two days");
	ok(cm_day_age(day("1992-02-29"), day("2010-02-28")) == 17, "a child of 29 February: not yet 18");
	ok(cm_day_age(day("1992-02-29"), day("2010-03-01")) == 18, "on 1 March");
	ok(cm_day_age(day("1992-02-29"), day("2012-02-29")) == 20, "on the day itself");
	ok(cm_day_age(day("2010-04-01"), day("2010-03-31")) == -1, "not born");
}

static void
instants(void)
{
	int64_t t = 0, u = 0;
	int32_t d = 0;
	char text[26];
	int wrong = 0;

	ok(cm_time_parse(cm_str("2010-04-01T09:30:00+08:00"), &t) && t == 1270085400, "with an offset");
	ok(cm_time_parse(cm_str("2010-04-01T01:30Z"), &u) && u == t, "UTC, without seconds");
	ok(cm_time_parse(cm_str("2010-03-31T20:30:00-05:00"), &u) && u == t, "west of Greenwich");
	ok(cm_time_parse(cm_str("2010-04-01T09:30"), &u) && u == t, "no offset is the business's zone");
	ok(cm_time_parse(cm_str("2010-04-01 09:30"), &u) && u == t, "a blank for the T");
	ok(cm_time_parse(cm_str("2010-04-01"), &u) && u == cm_day_start(14700), "a day is its midnight");
	cm_time_format(t, text);
	is_str(text, "2010-04-01T09:30:00+08:00", "formatted");
	ok(cm_day_parse(cm_str("2010-03-31T20:30:00-05:00"), &d) && d == 14699, "the date in the zone that is written");
	ok(cm_time_day(t) == 14700 && cm_time_day(cm_day_start(14700)) == 14700 &&
		cm_time_day(cm_day_start(14700) - 1) == 14699,
	    "the day begins at its midnight");
	ok(cm_time_day(INT64_MAX) == CM_DAY_NONE && cm_time_day(INT64_MIN) == CM_DAY_NONE, "no day of absurd instants");
	cm_time_format(INT64_MIN, text);
	is_str(text, "", "nor a text");
	for (int i = 0; i < 200000; i++) {
		int64_t any = cm_day_start(-25567) + (int64_t)(rnd() % (UINT64_C(86400) * (2932896 + 25567 + 1)));

		cm_time_format(any, text);
		wrong += strlen(text) != 25 || !cm_time_parse(cm_str(text), &u) || u != any;
	}
	ok(wrong == 0, "instants come back from their text");
	cm_date_zone(-(3 * 3600 + 30 * 60));
	cm_time_format(0, text);
	is_str(text, "1969-12-31T20:30:00-03:30", "another zone");
	ok(cm_time_day(0) == -1, "and its day");
	cm_date_zone(28800);
}

static void
refuses_money(void)
{
	static const char *const bad[] = {"", "-", "+5", ".5", "5.", "-.5", "1e2", "1,234.50", "1.234",
	    "0.12345678901234567", " 5", "5 ", "--5", "5-", "1.2.3", "0x10", "1_000", "NaN", "\xef\xbc\x95",
	    "5\xe5\x85\x83", "5.\xef\xbc\x95", "1000000000000", "1000000000000.00", "-1000000000000",
	    "99999999999999999999999999", "18446744073709551617"};
	static const char *const bad_int[] = {"", "-", "+1", "1.0", "1e2", "9223372036854775808",
	    "-9223372036854775809", "18446744073709551616", "99999999999999999999999", " 1", "1 ", "0x1"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		int64_t v = 77;

		ok(!cm_money_parse(cm_str(bad[i]), &v) && v == 77, "no money: '%s'", bad[i]);
	}
	for (size_t i = 0; i < sizeof(bad_int) / sizeof(*bad_int); i++) {
		int64_t v = 77;

		ok(!cm_int_parse(cm_str(bad_int[i]), &v) && v == 77, "no integer: '%s'", bad_int[i]);
	}
	ok(!cm_money_parse((struct cm_str){"5\0", 2}, &(int64_t){0}), "no money: a NUL behind it");
	ok(!cm_money_parse((struct cm_str){0}, &(int64_t){0}), "none is no money");
}

static void
money(void)
{
	static const struct {
		const char *in, *out;
		int64_t fen;
	} good[] = {{"0", "0.00", 0}, {"-0", "0.00", 0}, {"-0.00", "0.00", 0}, {"5", "5.00", 500}, {"0.5", "0.50", 50},
	    {"0.05", "0.05", 5}, {"-0.05", "-0.05", -5}, {"-12.5", "-12.50", -1250}, {"007", "7.00", 700},
	    {"999999999999.99", "999999999999.99", CM_MONEY_MAX},
	    {"-999999999999.99", "-999999999999.99", -CM_MONEY_MAX},
	    {"0000000000000000000000000000001.00", "1.00", 100}};
	char text[24];
	int64_t v = 0;
	int wrong = 0;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		ok(cm_money_parse(cm_str(good[i].in), &v) && v == good[i].fen, "money: %s", good[i].in);
		ok(cm_money_format(v, text) == (int)strlen(good[i].out), "its length");
		is_str(text, good[i].out, "its text");
	}
	ok(cm_money_format(INT64_MIN, text) == 21, "the least integer fits");
	is_str(text, "-92233720368547758.08", "and is right");
	cm_money_format(INT64_MAX, text);
	is_str(text, "92233720368547758.07", "so is the greatest");
	for (int i = 0; i < 200000; i++) {
		int64_t any = (int64_t)(rnd() % (2 * (uint64_t)CM_MONEY_MAX + 1)) - CM_MONEY_MAX;

		if (i % 2)
			any /= INT64_C(1000000000);
		cm_money_format(any, text);
		wrong += !cm_money_parse(cm_str(text), &v) || v != any;
	}
	ok(wrong == 0, "amounts come back from their text");
	v = 77;
	ok(!cm_money_add(INT64_MAX, 1, &v) && !cm_money_add(INT64_MIN, -1, &v) && v == 77,
	    "a sum that overflows is none");
	ok(cm_money_add(-5, 7, &v) && v == 2, "a sum");
	ok(cm_int_parse(cm_str("9223372036854775807"), &v) && v == INT64_MAX, "the greatest integer");
	ok(cm_int_parse(cm_str("-9223372036854775808"), &v) && v == INT64_MIN, "the least integer");
}

/* Against the definition: |r * den - fen * num| * 2 <= den, and a half goes away from zero. */
static void
scaling(void)
{
	static const struct {
		int64_t fen, num, den, out;
	} known[] = {{4500, 12, 25, 2160}, {1, 1, 2, 1}, {-1, 1, 2, -1}, {1, 1, 3, 0}, {2, 1, 3, 1}, {-2, 1, 3, -1},
	    {0, 7, 9, 0}, {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX}, {INT64_MIN, 1, 1, INT64_MIN}, {5, -3, 2, -8}};
	int64_t v = 77;
	int wrong = 0;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		ok(cm_money_scale(known[i].fen, known[i].num, known[i].den, &v) && v == known[i].out, "%lld * %lld / %lld",
		    (long long)known[i].fen, (long long)known[i].num, (long long)known[i].den);
	v = 77;
	ok(!cm_money_scale(5, 1, 0, &v) && !cm_money_scale(5, 1, -1, &v) && v == 77, "no price to divide by");
	ok(!cm_money_scale(INT64_MAX, 2, 1, &v) && !cm_money_scale(INT64_MIN, -1, 1, &v) && v == 77, "what does not fit is none");
	for (int i = 0; i < 100000; i++) {
		int64_t fen = (int64_t)(rnd() % 2000001) - 1000000, num = (int64_t)(rnd() % 500), den = (int64_t)(rnd() % 300) + 1;
		int64_t off;

		cm_money_scale(fen, num, den, &v);
		off = (v * den - fen * num) * 2;
		wrong += off > den || off < -den || (off == den && v < 0) || (off == -den && v > 0);
	}
	ok(wrong == 0, "always the nearest fen, halves away from zero");
}

static void
durations(void)
{
	static const struct {
		const char *text;
		int64_t n;
		int unit;
	} good[] = {{"8 h", 8, 3600}, {"8h", 8, 3600}, {"30 min", 30, 60}, {"2d", 2, 86400}, {"0 h", 0, 3600},
	    {"999999999 min", 999999999, 60}};
	static const char *const bad[] = {"", "h", "8", "8 hours", "-8 h", "+8 h", " 8 h", "1.5 h", "9999999999 h", "8 H", "8h30"};
	int64_t n = 77;
	int unit = 77;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		ok(cm_duration_parse(cm_str(good[i].text), &n, &unit) && n == good[i].n && unit == good[i].unit, "%s", good[i].text);
	n = unit = 77;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ok(!cm_duration_parse(cm_str(bad[i]), &n, &unit) && n == 77 && unit == 77, "no duration: '%s'", bad[i]);
}

int
main(void)
{
	durations();
	refuses_days();
	round_trips();
	months();
	instants();
	refuses_money();
	money();
	scaling();
	return tap_done();
}
