/* cm-complaint: what customers complain and ask about, and by when they have an answer. Deck 1.9, 1.13. */
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/money.h"
#include "base/po.h"
#include "flow/complaint/remind.h"
#include "flow/complaint/report.h"
#include "front.h"
#include "plot.h"

#include "base/banned.h"

static bool check;
static const char *within, *warning, *critical, *by, *since, *until, *plot;

static const struct cm_option options[] = {
    {0, "within", "DURATION", "also what will be due in so long: 2h, 30min", NULL, &within, "due"},
    {0, "check", NULL, "one line and the exit codes of monitoring", &check, NULL, "due"},
    {'w', "warning", "N", "of --check: more answers due are a warning", NULL, &warning, "due"},
    {'c', "critical", "N", "of --check: more answers due are critical", NULL, &critical, "due"},
    {0, "by", "LIST", "of class, branch, kind and month of opening", NULL, &by, "report"},
    {0, "since", "DAY", "opened on this day or later", NULL, &since, "report"},
    {0, "until", "DAY", "opened on this day or earlier", NULL, &until, "report"},
    {0, "plot", "FILE", "draw it, too: a file .svg or .png", NULL, &plot, "report"}, {0}};

static const struct cm_input open_in[] = {{"msisdn", 0}, {"kind", 0}, {"subject", 0}, {"text", 0}, {"ticket_id", 0},
    {"opened_at", 0}, {"service", 0}, {"cause", 0}, {"purpose", CM_KEPT}, {"emotion_level", 0}, {"severity", 0},
    {"checklist", CM_KEPT}, {"cancel_wanted", 0}, {"accepted", 0}, {"solution", 0}, {"satisfied", CM_KEPT},
    {"escalate_to", CM_KEPT}, {"restore_due", CM_KEPT}, {"branch", 0}, {"brand", 0}, {"vip_level", 0}, {"calendar", 0}, {"signed", CM_PROOF},
    CM_COMMON_INPUTS, {0}};
static const char *const open_out[] = {"ticket_id", "class", "reply_due", "status", "escalate_to", "problem",
    "problem_tickets", "checklist_left", "parts", NULL};

#define CHANGES                                                                                                        \
	{"solution", 0}, {"accepted", 0}, {"satisfied", CM_KEPT}, {"at", 0}, {"version", 0}, {"change_reason", CM_KEPT}
static const struct cm_input update_in[] = {{"ticket_id", CM_REQUIRED}, {"status", 0}, {"replied", 0}, CHANGES, {"class", 0},
    {"calendar", 0}, {"kind", 0}, {"service", 0}, {"cause", CM_KEPT}, {"purpose", CM_KEPT}, {"emotion_level", CM_KEPT},
    {"severity", 0}, {"branch", 0}, {"escalate_to", CM_KEPT}, {"restore_due", CM_KEPT}, {"problem", CM_KEPT},
    CM_COMMON_INPUTS, {0}};
static const struct cm_input end_in[] = {{"ticket_id", CM_REQUIRED}, CHANGES, CM_COMMON_INPUTS, {0}};
static const char *const change_out[] = {"ticket_id", "class", "reply_due", "status", "escalate_to", "problem", "replied_at",
    "resolved_at", "closed_at", "parts", NULL};

static const struct cm_input list_in[] = {{"ticket_id", 0}, {"msisdn", 0}, {"status", 0}, {"open", 0}, {"awaiting", 0}, {"overdue", 0},
    {"class", 0}, {"kind", 0}, {"service", 0}, {"cause", 0}, {"problem", 0}, {"branch", 0}, {"since", 0}, {"until", 0},
    {"then", 0}, CM_COMMON_INPUTS, {0}};
static const char *const list_out[] = {"ticket_id", "msisdn", "kind", "service", "cause", "subject", "text", "branch",
    "severity", "class", "status", "opened_at", "reply_due", "awaiting", "overdue", "replied_at", "resolved_at", "closed_at",
    "restore_due", "solution", "escalate_to", "problem", "accepted", "satisfied", "version", NULL};

/* Made by the program, not given: see records(). */
static const struct cm_input remind_in[] = {{"ticket_id", 0}, {0}};
static const char *const remind_out[] = {"ticket_id", "class", "reply_due", "status", "escalate_to", "problem", "reminded",
    "told", "not_before", NULL};

static enum cm_status
records(struct cm_front *f, const struct cm_policy *policy, struct cm_reader **reader)
{
	(void)policy;
	return cm_complaint_remind_find(reader, f->store, f->env.now, f->arena);
}

/* ---- due ---- */

static const char *const due_columns[] = {"ticket_id", "msisdn", "kind", "service", "subject", "class", "branch", "status",
    "reply_due", "overdue", "minutes_left", "escalate_to", "version", NULL};

static void
set_text(struct cm_record *r, const char *name, struct cm_str s)
{
	if (s.n)
		cm_record_set(r, cm_str(name), s);
}

static enum cm_status
put_due(void *ctx, const struct cm_ticket *t)
{
	struct cm_front *f = ctx;
	struct cm_record *r = cm_front_row(f);
	int64_t left = t->reply_due - f->env.now;

	cm_record_set(r, CM_STR("ticket_id"), cm_str(cm_ticket_name(r->arena, t)));
	set_text(r, "msisdn", t->msisdn);
	set_text(r, "kind", t->kind);
	set_text(r, "service", t->service);
	set_text(r, "subject", t->subject);
	set_text(r, "class", t->class);
	set_text(r, "branch", t->branch);
	cm_record_set(r, CM_STR("status"), t->status);
	cm_front_time(r, "reply_due", t->reply_due);
	cm_record_set_json(r, CM_STR("overdue"), CM_BOOL, left < 0 ? CM_STR("true") : CM_STR("false"));
	cm_front_int(r, "minutes_left", left / 60 - (left % 60 < 0));
	set_text(r, "escalate_to", t->escalate_to);
	cm_front_int(r, "version", t->version);
	return cm_front_emit(f, r);
}

/* ---- due --check ---- */

#define ALARM_UNKNOWN 3
static int alarm_code = ALARM_UNKNOWN; /* what monitoring is told */

static const char *
put_limit(const char *limit)
{
	return limit ? limit : "";
}

/* One line: what people read, then what monitoring draws. Its words are those of monitoring, in no language. */
static enum cm_status
tell_check(struct cm_front *f, const struct cm_owed *owed, int64_t warn, int64_t crit)
{
	static const char *const words[] = {"OK", "WARNING", "CRITICAL"};
	char oldest[26] = "";

	alarm_code = cm_complaint_alarm(owed, warn, crit);
	if (owed->oldest)
		cm_time_format(owed->oldest, oldest);
	printf("COMPLAINT %s - %lld answers due%s%s, %lld overdue%s%s | due=%lld;%s;%s;0 overdue=%lld;;;0\n", words[alarm_code],
	    (long long)owed->due, within ? " within " : "", put_limit(within), (long long)owed->overdue,
	    *oldest ? ", the first of " : "", oldest, (long long)owed->due, put_limit(warning), put_limit(critical),
	    (long long)owed->overdue);
	if (fflush(stdout) == 0)
		return CM_OK;
	alarm_code = ALARM_UNKNOWN;
	return cm_fail(&f->diag, CM_IO, "output", "standard output cannot be written");
}

static enum cm_status
read_limit(struct cm_front *f, const char *name, const char *text, int64_t *limit)
{
	*limit = -1;
	if (!text)
		return CM_OK;
	if (!check)
		return cm_fail(&f->diag, CM_USAGE, "option", "-%c goes with --check", *name);
	if (!cm_int_parse(cm_str(text), limit) || *limit < 0)
		return cm_fail(&f->diag, CM_USAGE, "option", "--%s takes a number from 0 on, not %s", name, text);
	return CM_OK;
}

static enum cm_status
due(struct cm_front *f, int nwords, char **words)
{
	int64_t n = 0, warn, crit, end;
	struct cm_owed owed;
	int unit = 1;
	enum cm_status st = cm_front_words(f, 0, 0);

	(void)nwords, (void)words;
	if (st == CM_OK && within && !cm_duration_parse(cm_str(within), &n, &unit))
		return cm_fail(&f->diag, CM_USAGE, "option", "--within takes a time such as 2h, 30min or 1d, not %s", within);
	if (st == CM_OK)
		st = read_limit(f, "warning", warning, &warn);
	if (st == CM_OK)
		st = read_limit(f, "critical", critical, &crit);
	if (st == CM_OK)
		st = cm_front_store(f, false);
	if (st != CM_OK || (st = cm_store_begin_read(f->store, &f->diag)) != CM_OK)
		return st;
	end = f->env.now + n * unit;
	if (check) {
		st = cm_complaint_owed(f->store, f->env.now, end, &owed, &f->diag);
	} else {
		cm_front_columns(f, due_columns);
		st = cm_tickets_due(f->store, end, &CM_TICKET_NONE, INT64_MAX, put_due, f, &f->diag);
	}
	cm_store_rollback(f->store);
	return st == CM_OK && check ? tell_check(f, &owed, warn, crit) : st;
}

/* ---- report ---- */

static const char *const by_names[CM_BY_COUNT + 1] = {"class", "branch", "kind", "month", NULL};
static const char *const sum_columns[] = {"tickets", "in_time", "late", "waiting", "overdue", "in_time_percent", "dropped",
    "no_deadline", "answer_hours", "open", "open_today", "open_week", "open_month", "open_older", "oldest", NULL};
static const char *const series[] = {N_("in time"), N_("late"), N_("waiting"), N_("overdue"), NULL};

struct reporting {
	struct cm_front *f;
	struct cm_report report;
	struct cm_bars bars;
};

static enum cm_status
put_group(void *ctx, const struct cm_report_group *g)
{
	struct reporting *p = ctx;
	struct cm_record *r = cm_front_row(p->f);
	const struct cm_ticket_sum *s = &g->sum;
	const int64_t numbers[] = {s->in_time, s->late, s->waiting, s->overdue};
	int64_t share = cm_report_share(s), answered = s->in_time + s->late;

	for (unsigned i = 0; i < p->report.nby; i++)
		cm_record_set(r, cm_str(by_names[p->report.by[i]]), g->by[i]);
	cm_front_int(r, "tickets", s->tickets);
	for (int i = 0; i < 4; i++)
		cm_front_int(r, sum_columns[i + 1], numbers[i]);
	if (share >= 0)
		cm_front_hundredths(r, "in_time_percent", share);
	cm_front_int(r, "dropped", s->dropped);
	cm_front_int(r, "no_deadline", s->without);
	if (answered)
		cm_front_hundredths(r, "answer_hours", (s->answer_seconds / 36 * 2 + answered) / (2 * answered));
	cm_front_int(r, "open", s->open);
	for (int i = 0; i < CM_OPEN_COUNT; i++)
		cm_front_int(r, sum_columns[i + 10], g->open[i]);
	cm_front_time(r, "oldest", s->oldest);
	if (plot)
		cm_bars_add(&p->bars, cm_arena_list(r->arena, g->by, p->report.nby), numbers);
	return cm_front_emit(p->f, r);
}

static enum cm_status
read_by(struct cm_front *f, struct cm_report *report)
{
	struct cm_str rest = cm_str(by ? by : ""), item;

	while (cm_list_next(&rest, &item)) {
		unsigned i = 0;

		while (by_names[i] && !cm_str_is(item, by_names[i]))
			i++;
		if (!by_names[i])
			return cm_fail(&f->diag, CM_USAGE, "option", "--by takes class, branch, kind and month, not %.*s",
			    (int)item.n, item.p);
		for (unsigned k = 0; k < report->nby; k++)
			if (report->by[k] == i)
				return cm_fail(&f->diag, CM_USAGE, "option", "--by: %s is there twice", by_names[i]);
		report->by[report->nby++] = i;
	}
	return CM_OK;
}

static enum cm_status
read_days(struct cm_front *f, struct cm_report *report)
{
	int32_t first, last;

	report->since = INT64_MIN;
	report->until = INT64_MAX;
	if (since && (strlen(since) != 10 || !cm_day_parse(cm_str(since), &first)))
		return cm_fail(&f->diag, CM_USAGE, "option", "--since takes a day such as 2010-04-01, not %s", since);
	if (until && (strlen(until) != 10 || !cm_day_parse(cm_str(until), &last)))
		return cm_fail(&f->diag, CM_USAGE, "option", "--until takes a day such as 2010-04-01, not %s", until);
	if (since && until && first > last)
		return cm_fail(&f->diag, CM_USAGE, "option", "--since %s lies behind --until %s", since, until);
	if (since)
		report->since = cm_day_start(first);
	if (until)
		report->until = cm_day_start(last + 1);
	return CM_OK;
}

static void
set_columns(struct cm_front *f, const struct cm_report *report)
{
	const char **names = cm_arena_alloc(f->arena, (CM_BY_COUNT + sizeof sum_columns / sizeof *sum_columns) * sizeof *names);
	unsigned n = 0;

	for (unsigned i = 0; i < report->nby; i++)
		names[n++] = by_names[report->by[i]];
	for (unsigned i = 0; sum_columns[i]; i++)
		names[n++] = sum_columns[i];
	cm_front_columns(f, names);
}

static enum cm_status
report(struct cm_front *f, int nwords, char **words)
{
	struct reporting p = {.f = f, .report = {.now = f->env.now, .emit = put_group}};
	const char *names[sizeof series / sizeof *series] = {NULL};
	enum cm_status st = cm_front_words(f, 0, 0);

	(void)nwords, (void)words;
	for (unsigned i = 0; series[i]; i++)
		names[i] = _(series[i]);
	p.bars = (struct cm_bars){.path = plot, .title = _("Answers to complaints"), .series = names};
	p.report.ctx = &p;
	if (st == CM_OK)
		st = read_by(f, &p.report);
	if (st == CM_OK)
		st = read_days(f, &p.report);
	if (st == CM_OK && plot)
		st = cm_bars_check(&p.bars, &f->diag);
	if (st == CM_OK)
		st = cm_front_store(f, false);
	if (st != CM_OK || (st = cm_store_begin_read(f->store, &f->diag)) != CM_OK)
		return st;
	p.report.store = f->store;
	set_columns(f, &p.report);
	st = cm_report(&p.report, f->arena, &f->diag);
	cm_store_rollback(f->store);
	return st == CM_OK && plot ? cm_bars_draw(&p.bars, &f->diag) : st;
}

static const struct cm_verb verbs[] = {
    {"open", "register a complaint, a query or a fault", CM_WRITES, &cm_flow_complaint_open, open_in, open_out, NULL, NULL},
    {"list", "list tickets, each as a record that update takes", CM_READS, &cm_flow_complaint_list, list_in, list_out, NULL, NULL},
    {"due", "list the answers that are owed by now", CM_WHOLE, NULL, NULL, NULL, due, NULL},
    {"remind", "leave notices for whoever owes an answer", CM_WRITES, &cm_flow_complaint_remind, remind_in, remind_out, NULL, NULL},
    {"update", "enter what became of a ticket", CM_WRITES, &cm_flow_complaint_update, update_in, change_out, NULL, NULL},
    {"close", "close a ticket whose answer was accepted", CM_WRITES, &cm_flow_complaint_close, end_in, change_out, NULL, NULL},
    {"reopen", "take a ticket up again", CM_WRITES, &cm_flow_complaint_reopen, end_in, change_out, NULL, NULL},
    {"report", "count what was answered in time and late", CM_WHOLE, NULL, NULL, NULL, report, NULL},
    {0}};

static const struct cm_command command = {.name = "cm-complaint",
    .help = "Register complaints, queries and faults, and keep the time of the answer.",
    .verbs = verbs,
    .options = options,
    .records = records,
    .makes = "remind"};

/* Monitoring knows four exit codes, and none of ours: whatever keeps the check from its answer is unknown. --check alone
 * means due. */
static int
monitor(int argc, char **argv)
{
	static char verb[] = "due";
	char **words = cm_malloc(((size_t)argc + 2) * sizeof *words), **word = words;
	int rc;

	*word++ = argv[0];
	if (argc < 2 || strcmp(argv[1], verb) != 0)
		*word++ = verb;
	for (int i = 1; i < argc; i++)
		*word++ = argv[i];
	*word = NULL;
	rc = cm_main(&command, (int)(word - words), words);
	free(words);
	if (rc != 0)
		alarm_code = ALARM_UNKNOWN;
	if (alarm_code == ALARM_UNKNOWN)
		printf("COMPLAINT UNKNOWN - the tickets cannot be counted: standard error says why\n");
	return alarm_code;
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--check") == 0)
			return monitor(argc, argv);
	return cm_main(&command, argc, argv);
}
