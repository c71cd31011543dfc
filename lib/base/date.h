#ifndef CM_BASE_DATE_H
#define CM_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/*
 * A day is the number of days since 1970-01-01 in the business's zone; an instant is seconds since the epoch, UTC.
 * The zone is a fixed offset (China has had no summer time since 1992), and tests may move it; whatever TZ says is not
 * asked. Years 1900 to 9999; anything else is not a date.
 */
#define CM_DAY_NONE INT32_MIN

void cm_date_zone(int seconds_east); /* whole minutes, 14 hours at most; 28800 until told otherwise */

bool cm_day_make(int y, int m, int d, int32_t *day); /* false: no such day */
void cm_day_split(int32_t day, int *y, int *m, int *d);
bool cm_day_parse(struct cm_str, int32_t *day); /* 2010-04-01, or the date of a whole instant in its own zone */
void cm_day_format(int32_t day, char out[11]); /* "" for CM_DAY_NONE and what is outside of the years */
/* Clamped to the month's last day, and to the first and last day of the calendar; n may be negative. */
int32_t cm_day_add_months(int32_t day, int n);
int32_t cm_day_next_month(int32_t day); /* the first of the month after it */
int cm_day_whole_months(int32_t from, int32_t to); /* largest n with add_months(from, n) <= to; negative before */
int cm_day_age(int32_t born, int32_t on); /* whole years; a child of 29 February ages on 1 March */
int cm_day_weekday(int32_t day); /* 1 Monday … 7 Sunday */

/* 2010-04-01T09:30:00[+08:00|Z], seconds optional; or a day: its 00:00. Its day must lie in the years here, too. */
#define CM_TIME_MAX INT64_C(253402300799) /* the last second of 9999, UTC */
bool cm_time_parse(struct cm_str, int64_t *instant);
void cm_time_format(int64_t instant, char out[26]); /* 2010-04-01T09:30:00+08:00; "" outside of the years */
int32_t cm_time_day(int64_t instant); /* CM_DAY_NONE outside of the years */
int64_t cm_day_start(int32_t day); /* the instant of its 00:00 */

/* "30 min", "8h", "2 d": a whole number of at most nine digits and its unit's seconds (60, 3600, 86400). */
bool cm_duration_parse(struct cm_str, int64_t *n, int *unit);

#endif
