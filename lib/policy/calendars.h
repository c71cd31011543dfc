#ifndef CM_POLICY_CALENDARS_H
#define CM_POLICY_CALENDARS_H

#include "policy/entry.h"

/*
 * Hours in which a clock runs: policies/calendars.yaml. Pure: no clock is asked. Instants are seconds, a day is one of the
 * business's zone; a span is open from its first second up to before its last, so that a day's spans may touch.
 *
 *	calendars:
 *	  - id: office
 *	    title: {zh: …, en: …}
 *	    hours: {mon: ["08:30-12:00", "13:00-17:00"], tue: ["00:00-24:00"]}	# a day that is left out: none
 *	    holidays: cn			# left out: the week alone, without end
 *	    assumed: true			# or source
 *	holidays:
 *	  - id: cn
 *	    from: 2006-12-30		# what is known; before and behind it there is no answer
 *	    until: 2026-12-31
 *	    days_off: ["2010-01-01..2010-01-03", 2010-04-05]
 *	    make_up: [2010-02-20]	# days that are worked instead
 *	    make_up_as: mon		# whose hours they have; left out: Monday's
 *	    source: …
 *
 * always is a calendar that every folder has: all hours of all days. Everywhere below it may be NULL, too.
 */
struct cm_hours {
	int from, until; /* seconds of the day, 0 to 86400 */
};

struct cm_hours_of_day {
	const struct cm_hours *spans; /* in order, none overlaps another */
	unsigned n;
	int64_t seconds; /* all of them */
};

struct cm_holiday {
	int32_t day;
	int as; /* weekday whose hours it has, 1 Monday … 7 Sunday; 0: off */
};

struct cm_holidays {
	struct cm_str id, source;
	struct cm_pos pos;
	bool assumed;
	int32_t from, until; /* both included */
	const struct cm_holiday *days; /* in order, each once */
	unsigned n;
};

struct cm_calendar {
	struct cm_str id, source, note;
	struct cm_pos pos;
	bool assumed;
	struct cm_text title;
	struct cm_hours_of_day week[7]; /* Monday first */
	int64_t week_seconds; /* never 0 */
	const struct cm_holidays *holidays; /* NULL: none */
};

struct cm_calendars {
	const struct cm_calendar *calendars; /* as written */
	unsigned n;
	const struct cm_holidays *holidays;
	unsigned nholidays;
};

/* CM_CONFIG with all faults in diag. A folder without calendars.yaml has none. */
enum cm_status cm_calendars_load(
    struct cm_calendars **, const struct cm_vocabulary *, struct cm_arena *, struct cm_diag *);
const struct cm_calendar *cm_calendars_find(const struct cm_calendars *, struct cm_str id); /* NULL: none */
bool cm_calendar_is_always(struct cm_str id);

/*
 * CM_END of all of these: the answer would rest on a day outside of the calendar's holidays (from, until), or of the years
 * that there are; then *out is not touched. With CM_OK it is exact.
 */
/* The first instant at which so many seconds of open time have passed since `from`: it may be the end of a span. Fewer than
 * 0: the last instant from which so many pass until `from`. 0: `from` itself, open or not. */
enum cm_status cm_calendar_add(const struct cm_calendar *, int64_t from, int64_t seconds, int64_t *due);
/* Working days, from 1 on. The time of day stays: outside of the hours the count begins with the next open instant; where
 * that day n working days later is not open at this time of day, the next open instant behind it counts. */
enum cm_status cm_calendar_add_days(const struct cm_calendar *, int64_t from, int days, int64_t *due);
/* Seconds of open time from a up to b; negative when b lies before a. */
enum cm_status cm_calendar_between(const struct cm_calendar *, int64_t a, int64_t b, int64_t *seconds);
/* The first open instant that is not before `from`. */
enum cm_status cm_calendar_open(const struct cm_calendar *, int64_t from, int64_t *at);

#endif
