/* cm-complaint report: what became of the tickets of some time, as a row for each group, and as a picture. */
#include <stdio.h>

#include "base/date.h"
#include "base/money.h"
#include "base/po.h"
#include "complaint.h"
#include "flow/complaint/report.h"
#include "plot.h"

#include "base/banned.h"

struct cm_report_options cm_report_said;

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
	int64_t share = cm_report_share(s), answered = s->answered;

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
	if (cm_report_said.plot)
		cm_bars_add(&p->bars, cm_arena_list(r->arena, g->by, p->report.nby), numbers);
	return cm_front_emit(p->f, r);
}

static enum cm_status
read_by(struct cm_front *f, struct cm_report *report)
{
	struct cm_str rest = cm_str(cm_report_said.by ? cm_report_said.by : ""), item;

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
	const char *since = cm_report_said.since, *until = cm_report_said.until;
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

enum cm_status
cm_complaint_report(struct cm_front *f, int nwords, char **words)
{
	struct reporting p = {.f = f, .report = {.now = f->env.now, .emit = put_group}};
	const char *names[sizeof series / sizeof *series] = {NULL};
	enum cm_status st = cm_front_words(f, 0, 0);

	(void)nwords, (void)words;
	for (unsigned i = 0; series[i]; i++)
		names[i] = _(series[i]);
	p.bars = (struct cm_bars){.path = cm_report_said.plot, .title = _("Answers to complaints"), .series = names};
	p.report.ctx = &p;
	if (st == CM_OK)
		st = read_by(f, &p.report);
	if (st == CM_OK)
		st = read_days(f, &p.report);
	if (st == CM_OK && cm_report_said.plot)
		st = cm_bars_check(&p.bars, &f->diag);
	if (st == CM_OK)
		st = cm_front_store(f, false);
	if (st != CM_OK || (st = cm_store_begin_read(f->store, &f->diag)) != CM_OK)
		return st;
	p.report.store = f->store;
	set_columns(f, &p.report);
	st = cm_report(&p.report, f->arena, &f->diag);
	cm_store_rollback(f->store);
	return st == CM_OK && cm_report_said.plot ? cm_bars_draw(&p.bars, &f->diag) : st;
}
