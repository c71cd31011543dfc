/*
 * calendars.yaml into calendars and their holidays. Called by deadlines.c, and by cm-policy. What a
 * calendar makes of an instant is calculated by calendars_time.c.
 */
#include <stdlib.h>

#include "base/date.h"
#include "base/digits.h"
#include "base/po.h"
#include "policy/calendars.h"
#include "policy/load.h"
#include "policy/name.h"

#include "base/banned.h"

#define RANGE_MAX 366 /* days that one entry may be off for */
#define YEARS_MAX 200 /* that holidays may be known of */

static const char *const weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};

struct load {
	struct cm_calendars *all;
	struct cm_calendar *calendars;
	struct cm_holidays *holidays;
	struct cm_arena *arena;
	struct cm_diag *diag;
};

static void
wrong_value(const struct load *l, const struct cm_yaml *y, const char *expected)
{
	cm_diag_add(l->diag, CM_ERROR, cm_yaml_at(y, 0), "policy.value", "%.*s: %s", (int)y->text.n, y->text.p, _(expected));
}

/* ---- hours ---- */

/* HH:MM, up to 24:00. */
static bool
clock_at(struct cm_str s, int *seconds)
{
	int h, m;

	if (s.n != 5 || s.p[2] != ':' || !cm_digits_read(s.p, 2, &h) || !cm_digits_read(s.p + 3, 2, &m) || m > 59 ||
	    h > 24 || (h == 24 && m))
		return false;
	*seconds = h * 3600 + m * 60;
	return true;
}

static bool
parse_span(struct load *l, struct cm_hours *span, const struct cm_yaml *y)
{
	if (!cm_yaml_is(y, CM_YAML_SCALAR, "a span of hours", l->diag))
		return false;
	if (y->text.n != 11 || y->text.p[5] != '-' || !clock_at((struct cm_str){y->text.p, 5}, &span->from) ||
	    !clock_at((struct cm_str){y->text.p + 6, 5}, &span->until)) {
		wrong_value(l, y, N_("expected hours such as 08:30-12:00, at most up to 24:00"));
		return false;
	}
	if (span->from < span->until)
		return true;
	wrong_value(l, y, N_("a span ends behind its begin, on the same day; what goes over midnight is two spans"));
	return false;
}

static void
parse_day(struct load *l, struct cm_hours_of_day *day, const struct cm_yaml *y)
{
	struct cm_hours *spans, *s;

	if (!cm_yaml_is(y, CM_YAML_LIST, "the hours of a day", l->diag))
		return;
	day->spans = spans = cm_arena_alloc(l->arena, (y->n + 1) * sizeof *spans);
	for (const struct cm_yaml *m = y->first; m; m = m->next) {
		s = &spans[day->n];
		if (!parse_span(l, s, m))
			continue;
		if (day->n && s->from < s[-1].until) {
			wrong_value(l, m, N_("the spans of a day stand in order, and none overlaps another"));
			continue;
		}
		day->seconds += s->until - s->from;
		day->n++;
	}
}

static void
parse_hours(struct load *l, struct cm_calendar *c, const struct cm_yaml *e)
{
	const struct cm_yaml *y = cm_yaml_get(e, "hours");
	unsigned errors = l->diag->errors;

	if (!y)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key", "%s is missing", "hours");
	if (!y || !cm_yaml_is(y, CM_YAML_MAP, "hours", l->diag))
		return;
	cm_yaml_only(y, weekdays, l->diag);
	for (int i = 0; i < 7; i++) {
		const struct cm_yaml *day = cm_yaml_get(y, weekdays[i]);

		if (day)
			parse_day(l, &c->week[i], day);
		c->week_seconds += c->week[i].seconds;
	}
	if (!c->week_seconds && l->diag->errors == errors)
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.value", "a calendar without any hours: no clock would ever run");
}

/* ---- holidays ---- */

struct days {
	struct named {
		struct cm_holiday day;
		const struct cm_yaml *at;
	} *of;
	unsigned n, room;
};

static bool
parse_date(struct load *l, const struct cm_yaml *y, struct cm_str s, int32_t *day)
{
	if (s.n == 10 && cm_day_parse(s, day))
		return true;
	wrong_value(l, y, N_("expected a day such as 2010-02-20"));
	return false;
}

/* One day, or FIRST..LAST. */
static bool
parse_range(struct load *l, const struct cm_yaml *y, int32_t *first, int32_t *last)
{
	if (!cm_yaml_is(y, CM_YAML_SCALAR, "a day", l->diag))
		return false;
	if (y->text.n != 22 || memcmp(y->text.p + 10, "..", 2) != 0) {
		if (!parse_date(l, y, y->text, first))
			return false;
		*last = *first;
		return true;
	}
	if (!parse_date(l, y, (struct cm_str){y->text.p, 10}, first) ||
	    !parse_date(l, y, (struct cm_str){y->text.p + 12, 10}, last))
		return false;
	if (*last > *first && *last - *first < RANGE_MAX)
		return true;
	wrong_value(l, y, N_("the last day of several lies behind the first, and within a year"));
	return false;
}

static void
parse_days(struct load *l, const struct cm_holidays *h, struct days *days, const struct cm_yaml *e, const char *key, int as)
{
	const struct cm_yaml *y = cm_entry_list(e, key, NULL, l->diag);
	int32_t first, last;

	for (const struct cm_yaml *m = y ? y->first : NULL; m; m = m->next) {
		if (!parse_range(l, m, &first, &last))
			continue;
		if (h->from <= h->until && (first < h->from || last > h->until)) {
			wrong_value(l, m, N_("lies outside of from and until"));
			continue;
		}
		/* More than there are: one stands there twice, which will be told. */
		for (int32_t day = first; day <= last && days->n <= (unsigned)(h->until - h->from + 1); day++) {
			days->of = cm_arena_grow(l->arena, days->of, days->n, &days->room, sizeof *days->of);
			days->of[days->n++] = (struct named){{day, as}, m};
		}
	}
}

static int
by_day(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	if (x->day.day != y->day.day)
		return x->day.day < y->day.day ? -1 : 1;
	return x->at->pos.line != y->at->pos.line ? (x->at->pos.line < y->at->pos.line ? -1 : 1)
						  : (x->at->pos.col > y->at->pos.col) - (x->at->pos.col < y->at->pos.col);
}

/* In order, each once: one that is named twice would be off and worked at. */
static void
take_days(struct load *l, struct cm_holidays *h, struct days *days)
{
	struct cm_holiday *out = cm_arena_alloc(l->arena, (days->n + 1) * sizeof *out);
	char text[11];

	if (days->n)
		qsort(days->of, days->n, sizeof *days->of, by_day);
	for (unsigned i = 0; i < days->n; i++) {
		if (i && days->of[i].day.day == days->of[i - 1].day.day) {
			cm_day_format(days->of[i].day.day, text);
			cm_diag_add(l->diag, CM_ERROR, cm_yaml_at(days->of[i].at, 0), "policy.duplicate",
			    "%s stands there already, in line %u", text, days->of[i - 1].at->pos.line);
			continue;
		}
		out[h->n++] = days->of[i].day;
	}
	h->days = out;
}

static bool
parse_bound(struct load *l, const struct cm_yaml *e, const char *key, int32_t *day)
{
	const struct cm_yaml *y = cm_yaml_get(e, key);

	if (!y)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key", "%s is missing", key);
	return y && cm_yaml_is(y, CM_YAML_SCALAR, key, l->diag) && parse_date(l, y, y->text, day);
}

static int
weekday_named(struct cm_str word)
{
	for (int i = 0; i < 7; i++)
		if (cm_str_is(word, weekdays[i]))
			return i + 1;
	return 1;
}

static void
parse_holidays(struct load *l, const struct cm_yaml *e)
{
	static const char *const keys[] = {
	    "id", "title", "from", "until", "days_off", "make_up", "make_up_as", "source", "assumed", "note", NULL};
	struct cm_holidays *h = &l->holidays[l->all->nholidays];
	struct days days = {0};
	struct cm_text title = {0};

	if (!cm_yaml_is(e, CM_YAML_MAP, "holidays", l->diag))
		return;
	cm_yaml_only(e, keys, l->diag);
	h->pos = e->pos;
	h->id = cm_yaml_str(e, "id", l->diag);
	if (!cm_name_is_word(h->id))
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.id", "holidays need an id: lower-case letters, digits and _");
	for (unsigned i = 0; i < l->all->nholidays; i++)
		if (cm_str_eq(l->holidays[i].id, h->id))
			cm_load_duplicate(l->diag, e, "list of holidays", h->id, l->holidays[i].pos);
	cm_entry_text(&title, e, "title", NULL, l->arena, l->diag);
	h->source = cm_yaml_str(e, "source", l->diag);
	h->assumed = cm_yaml_bool(e, "assumed", l->diag);
	if (parse_bound(l, e, "from", &h->from) && parse_bound(l, e, "until", &h->until)) {
		if (h->from > h->until || h->until - h->from > YEARS_MAX * 366) {
			cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.value",
			    "until lies behind from, at most %d years", YEARS_MAX);
			h->until = h->from - 1;
		}
		parse_days(l, h, &days, e, "days_off", 0);
		parse_days(l, h, &days, e, "make_up",
		    weekday_named(cm_entry_word(e, "make_up_as", weekdays, NULL, l->diag)));
		take_days(l, h, &days);
	}
	l->all->nholidays++;
}

/* ---- calendars ---- */

/* A make-up day without hours would be none. */
static void
check_make_up(struct load *l, const struct cm_calendar *c, const struct cm_yaml *at)
{
	for (unsigned i = 0; c->week_seconds && i < c->holidays->n; i++) {
		int as = c->holidays->days[i].as;

		if (!as || c->week[as - 1].n)
			continue;
		cm_diag_add(l->diag, CM_ERROR, cm_yaml_at(at, 0), "policy.value",
		    "make-up days of %.*s have the hours of %s, and this calendar has none there", (int)at->text.n,
		    at->text.p, weekdays[as - 1]);
		return;
	}
}

static void
find_holidays(struct load *l, struct cm_calendar *c, const struct cm_yaml *e)
{
	const struct cm_yaml *y = cm_yaml_get(e, "holidays");
	struct cm_nearest near = {0};

	if (!y || !cm_yaml_is(y, CM_YAML_SCALAR, "holidays", l->diag))
		return;
	near.wanted = y->text;
	for (unsigned i = 0; i < l->all->nholidays && !c->holidays; i++) {
		if (cm_str_eq(l->holidays[i].id, y->text))
			c->holidays = &l->holidays[i];
		cm_nearest_try(&near, l->holidays[i].id);
	}
	if (c->holidays)
		check_make_up(l, c, y);
	else
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.unknown-value", "there is no list of holidays %.*s%s",
		    (int)y->text.n, y->text.p, cm_nearest_hint(&near, l->arena));
}

static void
parse_calendar(struct load *l, const struct cm_yaml *e)
{
	static const char *const keys[] = {"id", "title", "hours", "holidays", "source", "assumed", "note", NULL};
	struct cm_calendar *c = &l->calendars[l->all->n];

	if (!cm_yaml_is(e, CM_YAML_MAP, "a calendar", l->diag))
		return;
	cm_yaml_only(e, keys, l->diag);
	c->pos = e->pos;
	c->id = cm_yaml_str(e, "id", l->diag);
	if (!cm_name_is_word(c->id) || cm_calendar_is_always(c->id))
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.id",
		    "a calendar needs an id other than always: lower-case letters, digits and _");
	for (unsigned i = 0; i < l->all->n; i++)
		if (cm_str_eq(l->calendars[i].id, c->id))
			cm_load_duplicate(l->diag, e, "calendar", c->id, l->calendars[i].pos);
	cm_entry_text(&c->title, e, "title", "a calendar", l->arena, l->diag);
	c->source = cm_yaml_str(e, "source", l->diag);
	c->assumed = cm_yaml_bool(e, "assumed", l->diag);
	c->note = cm_yaml_str(e, "note", l->diag);
	parse_hours(l, c, e);
	find_holidays(l, c, e);
	l->all->n++;
}

static void
parse_list(struct load *l, const struct cm_yaml *list, void (*parse)(struct load *, const struct cm_yaml *))
{
	for (const struct cm_yaml *e = list ? list->first : NULL; e; e = e->next)
		parse(l, e);
}

enum cm_status
cm_calendars_load(struct cm_calendars **out, const struct cm_vocabulary *v, struct cm_arena *a, struct cm_diag *d)
{
	static const char *const keys[] = {"title", "source", "note", "calendars", "holidays", NULL};
	struct load l = {.all = cm_arena_alloc(a, sizeof *l.all), .arena = a};
	const struct cm_yaml *root, *calendars, *holidays;
	unsigned errors = d->errors;
	struct cm_diag own;
	enum cm_status st;

	*out = l.all;
	l.diag = &own;
	cm_diag_begin_file(&own, d->arena);
	st = cm_entry_file(&root, v, "calendars", keys, a, &own);
	if (st == CM_OK && root) {
		calendars = cm_entry_list(root, "calendars", NULL, &own);
		holidays = cm_entry_list(root, "holidays", NULL, &own);
		l.calendars = cm_arena_alloc(a, ((calendars ? calendars->n : 0) + 1) * sizeof *l.calendars);
		l.holidays = cm_arena_alloc(a, ((holidays ? holidays->n : 0) + 1) * sizeof *l.holidays);
		parse_list(&l, holidays, parse_holidays);
		parse_list(&l, calendars, parse_calendar);
		l.all->calendars = l.calendars;
		l.all->holidays = l.holidays;
	}
	cm_diag_end_file(d, &own, cm_arena_printf(a, "%s/calendars.yaml", v->dir));
	return st != CM_OK || d->errors != errors ? CM_CONFIG : CM_OK;
}

const struct cm_calendar *
cm_calendars_find(const struct cm_calendars *all, struct cm_str id)
{
	for (unsigned i = 0; all && i < all->n; i++)
		if (cm_str_eq(all->calendars[i].id, id))
			return &all->calendars[i];
	return NULL;
}

bool
cm_calendar_is_always(struct cm_str id)
{
	return cm_str_is(id, "always");
}
