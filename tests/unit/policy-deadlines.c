/*
 * Deadlines: which class a customer is of, when a reply is due and who is reminded when; clocks that stood; and each way in
 * which the two files can be wrong, told by its place.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "policy/review.h"
#include "tap.h"

static struct cm_arena *arena;

/* ---- a folder ---- */

static const char facts[] = "facts:\n"
			    "  - {id: brand, type: enum, from: record, zh: a, en: a, values: [gotone, mzone, easyown]}\n"
			    "  - {id: vip_level, type: enum, from: record, zh: a, en: a, values: [none, silver]}\n"
			    "  - {id: severity, type: int, from: record, zh: a, en: a}\n"
			    "  - {id: pin, type: text, from: record, secret: true, zh: a, en: a}\n";
static const char site[] = "contacts:\n"
			   "  - {id: office, zh: a, en: a, number: \"13900000001\", source: x}\n"
			   "  - {id: leader, zh: a, en: a, source: x}\n";
static const char texts[] = "policy: replies\ntitle: {zh: a, en: a}\ntexts:\n  - {id: replies.soon, zh: a, en: a, source: x}\n";
static const char calendars[] = "calendars:\n"
				"  - id: office\n"
				"    title: {zh: a, en: a}\n"
				"    hours: {mon: [\"08:30-12:00\", \"13:00-17:00\"], tue: [\"00:00-24:00\"], sat: [\"09:00-12:00\"]}\n"
				"    holidays: year\n"
				"    assumed: true\n"
				"holidays:\n"
				"  - id: year\n"
				"    from: 2010-01-01\n"
				"    until: 2010-12-31\n"
				"    days_off: [\"2010-02-13..2010-02-19\", 2010-10-01]\n"
				"    make_up: [2010-02-20]\n"
				"    make_up_as: mon\n"
				"    source: x\n";
static const char deadlines[] =
    "classes:\n"
    "  - {id: vip, name: {zh: a, en: a}, when: vip_level <> 'none', reply: 8 h, calendar: always, source: x}\n"
    "  - {id: gotone, name: {zh: a, en: a}, when: brand = 'gotone', reply: 24 h, source: x}\n"
    "  - {id: grave, name: {zh: a, en: a}, when: severity = 1, reply: 3 d, calendar: office, assumed: true}\n"
    "otherwise: {id: unknown, name: {zh: a, en: a}, reply: 48 h, source: x}\n"
    "levels:\n"
    "  - {id: half, at: 50%, to: office, notice: replies.soon, assumed: true}\n"
    "  - {id: before, before: 2 h, to: office, notice: replies.soon, assumed: true}\n"
    "  - {id: due, after: 0 h, to: leader, notice: replies.soon, assumed: true}\n"
    "  - {id: after, after: 90 min, to: leader, notice: replies.soon, assumed: true}\n"
    "initial: acknowledged\n"
    "stops: [pending]\n"
    "transitions:\n"
    "  acknowledged: [inProgress, rejected, cancelled]\n"
    "  inProgress: [pending, held, resolved]\n"
    "  pending: [inProgress]\n"
    "  held: [inProgress]\n"
    "  resolved: [closed]\n"
    "  closed: [inProgress]\n"
    "  rejected: []\n"
    "  cancelled: []\n"
    "assumed: true\n"
    "quiet: {from: 21, until: 8, assumed: true}\n";

static char dir[] = "/tmp/cm-deadlines.XXXXXX";

static void
put(const char *name, const char *text)
{
	FILE *f = fopen(cm_arena_printf(arena, "%s/%s.yaml", dir, name), "w");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		exit(99);
}

static void
put_all(void)
{
	put("facts", facts);
	put("site", site);
	put("replies", texts);
	put("calendars", calendars);
	put("deadlines", deadlines);
}

/* ---- what is wrong ---- */

static const char *
told(void)
{
	struct cm_buf b = {0};
	struct cm_diag d;
	const char *s;

	cm_diag_init(&d, arena);
	cm_policy_check(dir, &(struct cm_commands){0}, false, arena, &d);
	for (const struct cm_msg *m = d.first; m; m = m->next) {
		const char *slash = m->pos.file ? strrchr(m->pos.file, '/') : NULL;

		cm_buf_printf(&b, "%s%s:%u:%u: %s [%s]", b.n ? "\n" : "", slash ? slash + 1 : "", m->pos.line, m->pos.col, m->text, m->code);
	}
	s = cm_arena_strn(arena, b.p ? b.p : "", b.n);
	cm_buf_free(&b);
	return s;
}

/* One edit of a file, and the whole of what is told then. */
static void
fault(const char *file, const char *from, const char *to, const char *want)
{
	const char *base = strcmp(file, "deadlines") == 0 ? deadlines : calendars, *at = strstr(base, from);

	if (!at) {
		ok(false, "%s: there is no %s", file, from);
		return;
	}
	put_all();
	put(file, cm_arena_printf(arena, "%.*s%s%s", (int)(at - base), base, to, at + strlen(from)));
	is_str(told(), want, cm_arena_printf(arena, "%s: %s", file, to));
}

static void
calendar_faults(void)
{
	const char *const c = "calendars";

	fault(c, "13:00-17:00", "11:59-17:00", "calendars.yaml:4:35: 11:59-17:00: the spans of a day stand in order, and none overlaps another [policy.value]");
	fault(c, "\"08:30-12:00\", \"13:00-17:00\"", "\"13:00-17:00\", \"08:30-12:00\"",
	    "calendars.yaml:4:35: 08:30-12:00: the spans of a day stand in order, and none overlaps another [policy.value]");
	fault(c, "13:00-17:00", "12:00-17:00", "");
	fault(c, "13:00-17:00", "17:00-13:00",
	    "calendars.yaml:4:35: 17:00-13:00: a span ends behind its begin, on the same day; what goes over midnight is two spans [policy.value]");
	fault(c, "13:00-17:00", "13:00-13:00",
	    "calendars.yaml:4:35: 13:00-13:00: a span ends behind its begin, on the same day; what goes over midnight is two spans [policy.value]");
	fault(c, "00:00-24:00", "00:00-24:01", "calendars.yaml:4:57: 00:00-24:01: expected hours such as 08:30-12:00, at most up to 24:00 [policy.value]");
	fault(c, "00:00-24:00", "0:00-24:00", "calendars.yaml:4:57: 0:00-24:00: expected hours such as 08:30-12:00, at most up to 24:00 [policy.value]");
	fault(c, "00:00-24:00", "00:60-24:00", "calendars.yaml:4:57: 00:60-24:00: expected hours such as 08:30-12:00, at most up to 24:00 [policy.value]");
	fault(c, "tue:", "teu:", "calendars.yaml:4:50: unknown key teu; did you mean thu? [policy.unknown-key]");
	fault(c, "{mon: [\"08:30-12:00\", \"13:00-17:00\"], tue: [\"00:00-24:00\"], sat: [\"09:00-12:00\"]}", "{tue: []}",
	    "calendars.yaml:4:12: a calendar without any hours: no clock would ever run [policy.value]");
	fault(c, "mon: [\"08:30-12:00\", \"13:00-17:00\"], ", "",
	    "calendars.yaml:5:15: make-up days of year have the hours of mon, and this calendar has none there [policy.value]");
	fault(c, "holidays: year", "holidays: yaer", "calendars.yaml:5:15: there is no list of holidays yaer; did you mean year? [policy.unknown-value]");
	fault(c, "2010-10-01]", "2011-10-01]", "calendars.yaml:11:42: 2011-10-01: lies outside of from and until [policy.value]");
	fault(c, "2010-10-01]", "\"2010-12-31..2011-01-01\"]", "calendars.yaml:11:43: 2010-12-31..2011-01-01: lies outside of from and until [policy.value]");
	fault(c, "2010-10-01]", "2010-02-19]", "calendars.yaml:11:42: 2010-02-19 stands there already, in line 11 [policy.duplicate]");
	fault(c, "make_up: [2010-02-20]", "make_up: [2010-10-01]", "calendars.yaml:12:15: 2010-10-01 stands there already, in line 11 [policy.duplicate]");
	fault(c, "2010-10-01]", "2010-02-29]", "calendars.yaml:11:42: 2010-02-29: expected a day such as 2010-02-20 [policy.value]");
	fault(c, "2010-02-13..2010-02-19", "2010-02-19..2010-02-13",
	    "calendars.yaml:11:17: 2010-02-19..2010-02-13: the last day of several lies behind the first, and within a year [policy.value]");
	fault(c, "until: 2010-12-31", "until: 2009-12-31", "calendars.yaml:8:5: until lies behind from, at most 200 years [policy.value]");
	fault(c, "    until: 2010-12-31\n", "", "calendars.yaml:8:5: until is missing [policy.missing-key]");
	fault(c, "make_up_as: mon", "make_up_as: mun", "calendars.yaml:13:17: make_up_as cannot be mun; did you mean mon? [policy.value]");
	fault(c, "id: office", "id: always", "calendars.yaml:2:5: a calendar needs an id other than always: lower-case letters, digits and _ [policy.id]");
	fault(c, "    assumed: true\n", "", "calendars.yaml:2:5: office has neither a source nor assumed: true [policy.no-source]");
	fault(c, "    holidays: year\n", "", "calendars.yaml:7:5: year are those of no calendar [policy.unused-holidays]");
	fault(c, "days_off", "off", "calendars.yaml:11:5: other programs read off as something else than this text: quote it [policy.yaml-surprise]");
}

static void
class_faults(void)
{
	const char *const d = "deadlines";

	fault(d, "calendar: office", "calendar: ofice", "deadlines.yaml:4:81: there is no calendar ofice; did you mean office? [policy.unknown-value]");
	fault(d, "reply: 3 d", "reply: 3 days", "deadlines.yaml:4:66: reply is a time such as 8 h, 30 min or 3 d (working days), at most a year [policy.value]");
	fault(d, "reply: 24 h", "reply: 0 h", "deadlines.yaml:3:5: a reply has some time [policy.value]");
	fault(d, "reply: 24 h", "reply: 99999 h", "deadlines.yaml:3:71: reply is a time such as 8 h, 30 min or 3 d (working days), at most a year [policy.value]");
	fault(d, "brand = 'gotone'", "brand = 'gotoan'", "deadlines.yaml:3:54: brand has no value 'gotoan'; did you mean gotone? [policy.unknown-value]");
	fault(d, "brand = 'gotone'", "pin IS NOT NULL", "deadlines.yaml:3:46: pin is secret: no class may depend on it [policy.secret]");
	fault(d, "brand = 'gotone'", "NOT (brand = 'gotone' AND pin = '1')", "deadlines.yaml:3:46: pin is secret: no class may depend on it [policy.secret]");
	fault(d, "id: gotone", "id: vip", "deadlines.yaml:3:5: class vip is there already, in deadlines.yaml:2 [policy.duplicate]");
	fault(d, "otherwise: {id: unknown, name: {zh: a, en: a}, reply: 48 h, source: x}\n", "", "deadlines.yaml:1:1: otherwise is missing [policy.missing-key]");
	fault(d, "otherwise: {id", "otherwise: {when: brand = 'mzone', id", "deadlines.yaml:5:13: unknown key when [policy.unknown-key]");
	fault(d, "reply: 24 h, source: x", "reply: 24 h", "deadlines.yaml:3:5: gotone has neither a source nor assumed: true [policy.no-source]");
}

static void
level_faults(void)
{
	const char *const d = "deadlines";

	fault(d, "before: 2 h", "before: 8 h", "deadlines.yaml:8:5: before would remind before the clock begins: class vip has less time [policy.level]");
	fault(d, "before: 2 h", "before: 5 h", "deadlines.yaml:8:5: before would not remind behind half: class vip [policy.level]");
	fault(d, "after: 0 h", "before: 3 h", "deadlines.yaml:9:5: due would not remind behind before: class vip [policy.level]");
	fault(d, "at: 50%", "at: 100%", "deadlines.yaml:7:20: at is a share of the time such as 75%, at least 1 and at most 99 [policy.value]");
	fault(d, "at: 50%", "at: -5%", "deadlines.yaml:7:20: at is a share of the time such as 75%, at least 1 and at most 99 [policy.value]");
	fault(d, "at: 50%", "at: 50", "deadlines.yaml:7:20: at is a share of the time such as 75%, at least 1 and at most 99 [policy.value]");
	fault(d, "at: 50%", "at: 50%, after: 1 h", "deadlines.yaml:7:5: a level is before, at or after: exactly one of them [policy.value]");
	fault(d, "before: 2 h", "before: -2 h", "deadlines.yaml:8:26: before is a time such as 2 h or 30 min, at most a year [policy.value]");
	fault(d, "before: 2 h", "before: 2 d", "deadlines.yaml:8:26: before is a time such as 2 h or 30 min, at most a year [policy.value]");
	fault(d, "to: office", "to: ofice", "deadlines.yaml:7:29: site.yaml has no contact ofice; did you mean office? [policy.unknown-value]");
	fault(d, "notice: replies.soon", "notice: replies.late", "deadlines.yaml:7:5: replies.yaml has no text replies.late [policy.unknown-text]");
	fault(d, "notice: replies.soon", "notice: told.soon", "deadlines.yaml:7:5: replies.yaml has no text told.soon [policy.unknown-text]");
	fault(d, "{id: before,", "{id: half,", "deadlines.yaml:8:5: level half is there already, in deadlines.yaml:7 [policy.duplicate]");
}

static void
status_faults(void)
{
	const char *const d = "deadlines";

	fault(d, "[pending, held, resolved]", "[pending, resolved]", "deadlines.yaml:17:3: no way leads from acknowledged to held [policy.unreachable]");
	fault(d, "held: [inProgress]", "held: []", "deadlines.yaml:17:3: no way leads from held to an end [policy.dead-end]");
	fault(d, "  held: [inProgress]\n", "", "deadlines.yaml:13:1: transitions do not say what may follow held [policy.missing-key]");
	fault(d, "held: [inProgress]", "hold: [inProgress]", "deadlines.yaml:17:3: there is no status hold; did you mean held? [policy.unknown-value]\ndeadlines.yaml:13:1: transitions do not say what may follow held [policy.missing-key]");
	fault(d, "resolved: [closed]", "resolved: [close]", "deadlines.yaml:18:14: there is no status close; did you mean closed? [policy.unknown-value]");
	fault(d, "resolved: [closed]", "resolved: [closed, closed]", "deadlines.yaml:18:22: resolved: itself cannot follow, nor one twice [policy.duplicate]");
	fault(d, "stops: [pending]", "stops: [closed]", "deadlines.yaml:12:9: closed is an end: no clock stands in it [policy.conflict]");
	fault(d, "stops: [pending]", "stops: [pending, acknowledged]", "deadlines.yaml:12:18: acknowledged is how a ticket begins: its clock would not run from the start [policy.conflict]");
	fault(d, "initial: acknowledged", "initial: open", "deadlines.yaml:11:10: initial cannot be open [policy.value]");
	fault(d, "assumed: true\nquiet", "quiet", "deadlines.yaml:13:1: transitions has neither a source nor assumed: true [policy.no-source]");
	fault(d, "from: 21", "from: 25", "deadlines.yaml:23:15: from is a whole number from 0 to 24 [policy.value]");
	fault(d, "until: 8, assumed: true", "until: 8", "deadlines.yaml:23:8: quiet has neither a source nor assumed: true [policy.no-source]");
	fault(d, "quiet: {from: 21, until: 8, assumed: true}\n", "", "deadlines.yaml:1:1: quiet is missing [policy.missing-key]");
}

/* ---- what is right ---- */

static int64_t
instant(const char *text)
{
	int64_t t;

	if (!cm_time_parse(cm_str(text), &t))
		exit(99);
	return t;
}

static const char *
shown(int64_t t)
{
	char text[26];

	cm_time_format(t, text);
	return cm_arena_strn(arena, text, 19); /* without its zone */
}

static const struct cm_vocabulary *vocabulary;

static void
class_of(const struct cm_deadlines *all, const char *brand, const char *vip, const char *severity, const char *want, const char *unsure)
{
	const char *const names[] = {"brand", "vip_level", "severity"}, *const texts_of[] = {brand, vip, severity};
	struct cm_value *of = cm_arena_alloc(arena, vocabulary->n * sizeof *of);
	const struct cm_deadline *c, *maybe;
	const char *code, *why;

	for (int i = 0; i < 3; i++) {
		int slot = cm_vocabulary_slot(vocabulary, cm_str(names[i]));

		if (cm_fact_read(&vocabulary->facts[slot], cm_str(texts_of[i]), &of[slot], &code, &why, arena) != CM_OK)
			exit(99);
	}
	c = cm_deadline_of(all, of, &maybe);
	ok(cm_str_is(c->id, want) && (unsure ? maybe && cm_str_is(maybe->id, unsure) : !maybe), "%s, VIP %s, severity %s: %s%s%s",
	    brand, vip, severity, want, unsure ? ", and unsure of " : "", unsure ? unsure : "");
}

static void
due_of(const struct cm_deadlines *all, const char *class, const char *opened, int64_t paused, const char *want)
{
	const struct cm_deadline *c = cm_deadline_find(all, cm_str(class));
	int64_t due = 0;
	enum cm_status st = cm_deadline_due(c, instant(opened), paused, &due);

	is_str(st == CM_END ? "the calendar ends" : shown(due), want, cm_arena_printf(arena, "%s, opened %s, stood %lld min", class, opened, (long long)paused / 60));
}

/* Of a ticket of a class: every level. */
static void
levels_of(const struct cm_deadlines *all, const char *class, const char *opened, int64_t paused, const char *want)
{
	const struct cm_deadline *c = cm_deadline_find(all, cm_str(class));
	struct cm_clock clock = {.calendar = c->calendar, .opened = instant(opened), .paused = paused};
	struct cm_buf b = {0};
	int64_t at;

	if (cm_deadline_due(c, clock.opened, paused, &clock.due) != CM_OK)
		exit(99);
	for (unsigned i = 0; cm_deadline_level_at(all, i, &clock, &at) == CM_OK; i++)
		cm_buf_printf(&b, "%s%s", i ? " " : "", shown(at));
	is_str(cm_arena_strn(arena, b.p, b.n), want, cm_arena_printf(arena, "who is reminded: %s, opened %s", class, opened));
	cm_buf_free(&b);
}

static void
resume(const struct cm_calendar *c, const char *since, const char *now, const char *due, int64_t paused, const char *want)
{
	int64_t stood = 7, at = *due ? instant(due) : 0;
	enum cm_status st = cm_deadline_resume(c, instant(since), instant(now), &stood, &at);

	if (!want)
		ok(st == CM_END && stood == 7 && at == instant(due), "stood from %s to %s: the calendar ends, nothing is touched", since, now);
	else if (!ok(st == CM_OK && stood == 7 + paused && (*due ? strcmp(shown(at), want) == 0 : at == 0), "stood from %s to %s, due %s: %s", since, now, due, want))
		printf("#  got: %lld, %s\n", (long long)stood, shown(at));
}

static void
clocks(const struct cm_deadlines *all)
{
	const struct cm_calendar *office;

	due_of(all, "vip", "2010-04-01T09:00:00", 0, "2010-04-01T17:00:00");
	due_of(all, "gotone", "2010-12-31T23:59:59", 0, "2011-01-01T23:59:59");
	due_of(all, "unknown", "2012-02-27T10:00:00", 3600, "2012-02-29T11:00:00");
	due_of(all, "grave", "2010-04-05T09:00:00", 0, "2010-04-12T09:00:00");
	due_of(all, "grave", "2010-12-27T09:00:00", 0, "the calendar ends");
	levels_of(all, "vip", "2010-04-01T09:00:00", 0, "2010-04-01T13:00:00 2010-04-01T15:00:00 2010-04-01T17:00:00 2010-04-01T18:30:00");
	levels_of(all, "vip", "2010-04-01T09:00:00", 3600, "2010-04-01T14:00:00 2010-04-01T16:00:00 2010-04-01T18:00:00 2010-04-01T19:30:00");
	/* Monday 09:00 to Monday 09:00: 7, 24, 3 and half an hour of open time. */
	levels_of(all, "grave", "2010-04-05T09:00:00", 0, "2010-04-06T10:15:00 2010-04-10T10:30:00 2010-04-12T09:00:00 2010-04-12T10:30:00");
	ok(cm_deadlines_calendar(all, CM_STR("office"), &office) && office && office->holidays, "a calendar by its id");
	resume(NULL, "2010-04-01T10:00:00", "2010-04-01T11:00:00", "2010-04-01T17:00:00", 3600, "2010-04-01T18:00:00");
	resume(NULL, "2010-04-01T10:00:00", "2010-04-01T19:00:00", "2010-04-01T17:00:00", 9 * 3600, "2010-04-02T02:00:00");
	resume(NULL, "2010-04-01T18:00:00", "2010-04-01T19:00:00", "2010-04-01T17:00:00", 0, "2010-04-01T17:00:00");
	resume(NULL, "2010-04-01T10:00:00", "2010-04-01T10:00:00", "2010-04-01T17:00:00", 0, "2010-04-01T17:00:00");
	resume(NULL, "2010-04-01T10:00:00", "2010-04-01T11:00:00", "", 0, "none");
	/* Only what of it was open counts: over the night, over a week-end, from inside to outside. */
	resume(office, "2010-04-05T17:00:00", "2010-04-06T00:00:00", "2010-04-06T10:00:00", 0, "2010-04-06T10:00:00");
	resume(office, "2010-04-05T16:00:00", "2010-04-06T00:30:00", "2010-04-06T10:00:00", 5400, "2010-04-06T11:30:00");
	resume(office, "2010-04-05T11:30:00", "2010-04-05T13:30:00", "2010-04-05T16:45:00", 3600, "2010-04-06T00:45:00");
	resume(office, "2010-12-27T16:00:00", "2010-12-28T00:00:00", "2010-12-28T23:59:59", 3600, NULL);
}

static void
right(void)
{
	struct cm_vocabulary *v;
	struct cm_deadlines *all;
	const struct cm_calendar *office;
	struct cm_diag d;

	cm_diag_init(&d, arena);
	put_all();
	if (cm_vocabulary_load(&v, dir, arena, &d) != CM_OK || cm_deadlines_load(&all, v, arena, &d) != CM_OK)
		exit(99);
	vocabulary = v;
	class_of(all, "gotone", "silver", "2", "vip", NULL);
	class_of(all, "gotone", "none", "2", "gotone", NULL);
	class_of(all, "easyown", "none", "1", "grave", NULL);
	class_of(all, "easyown", "none", "2", "unknown", NULL);
	class_of(all, "gotone", "", "2", "gotone", "vip");
	class_of(all, "", "none", "1", "grave", "gotone");
	class_of(all, "", "", "", "unknown", "vip");
	clocks(all);
	ok(cm_ticket_may(all, CM_STR("closed"), CM_STR("inProgress")) && !cm_ticket_may(all, CM_STR("closed"), CM_STR("pending")) &&
		!cm_ticket_may(all, CM_STR("shut"), CM_STR("pending")), "ways of a status");
	ok(cm_ticket_status(all, CM_STR("pending"))->stops && !cm_ticket_status(all, CM_STR("held"))->stops &&
		cm_ticket_status(all, CM_STR("closed"))->end && !cm_ticket_status(all, CM_STR("resolved"))->end && !cm_ticket_status(all, CM_STR("open")), "what a status is");
	/* A ticket may be given any of them, whichever classes there are. */
	put("deadlines", cm_arena_printf(arena, "%.*s%s", (int)(strstr(deadlines, "  - {id: grave") - deadlines), deadlines, strstr(deadlines, "otherwise")));
	cm_diag_init(&d, arena);
	ok(cm_deadlines_load(&all, v, arena, &d) == CM_OK && cm_deadlines_calendar(all, CM_STR("office"), &office) && office,
	    "a calendar that no class names");
	put("calendars", "calendars: broken\n");
	cm_diag_init(&d, arena);
	ok(cm_deadlines_load(&all, v, arena, &d) == CM_CONFIG && d.errors == 1, "broken calendars");
	unlink(cm_arena_printf(arena, "%s/calendars.yaml", dir));
	cm_diag_init(&d, arena);
	ok(cm_deadlines_load(&all, v, arena, &d) == CM_OK && cm_deadlines_calendar(all, CM_STR("always"), &office) &&
		!cm_deadlines_calendar(all, CM_STR("office"), &office), "a folder without calendars");
	unlink(cm_arena_printf(arena, "%s/deadlines.yaml", dir));
	cm_diag_init(&d, arena);
	ok(cm_deadlines_load(&all, v, arena, &d) == CM_CONFIG && d.errors == 1, "a folder without deadlines");
}

static void
clean(void)
{
	static const char *const names[] = {"facts", "site", "replies", "calendars", "deadlines"};

	for (int i = 0; i < 5; i++)
		unlink(cm_arena_printf(arena, "%s/%s.yaml", dir, names[i]));
	rmdir(dir);
}

int
main(void)
{
	arena = cm_arena_new();
	if (!mkdtemp(dir))
		return 99;
	put_all();
	is_str(told(), "", "nothing is wrong");
	calendar_faults();
	class_faults();
	level_faults();
	status_faults();
	right();
	clean();
	cm_arena_free(arena);
	return tap_done();
}
