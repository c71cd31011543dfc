/*
 * cm-complaint report: sums by day of opening, which the store makes, become sums of groups. Groups are few and days are
 * many, so a group is found by a hash of what it has in common.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "flow/complaint/report.h"

#include "base/banned.h"

struct groups {
	const struct cm_report *report;
	int32_t today;
	struct cm_report_group **slots; /* a power of two of them, NULL: free */
	unsigned n, room;
	struct cm_arena *arena;
};

/* ---- groups ---- */

static struct cm_str
part_of(const struct cm_ticket_sum *s, enum cm_report_by by, char month[11])
{
	switch (by) {
	case CM_BY_CLASS:
		return s->class;
	case CM_BY_BRANCH:
		return s->branch;
	case CM_BY_KIND:
		return s->kind;
	default:
		cm_day_format(s->day, month);
		return (struct cm_str){month, 7};
	}
}

static unsigned
hash(const struct cm_str *by, unsigned n)
{
	unsigned h = 2166136261u;

	for (unsigned i = 0; i < n; i++) {
		for (size_t k = 0; k < by[i].n; k++)
			h = (h ^ (unsigned char)by[i].p[k]) * 16777619u;
		h = (h ^ 0xff) * 16777619u;
	}
	return h ^ h >> 15;
}

static bool
same(const struct cm_str *a, const struct cm_str *b, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (!cm_str_eq(a[i], b[i]))
			return false;
	return true;
}

/* Where it is, or would be. */
static struct cm_report_group **
slot_of(struct groups *g, const struct cm_str *by)
{
	unsigned i = hash(by, g->report->nby) & (g->room - 1);

	while (g->slots[i] && !same(g->slots[i]->by, by, g->report->nby))
		i = (i + 1) & (g->room - 1);
	return &g->slots[i];
}

static void
grow(struct groups *g)
{
	struct cm_report_group **old = g->slots;
	unsigned n = g->room;

	g->room = n ? n * 2 : 64;
	g->slots = cm_arena_alloc(g->arena, g->room * sizeof *g->slots);
	for (unsigned i = 0; i < n; i++)
		if (old[i])
			*slot_of(g, old[i]->by) = old[i];
}

static struct cm_report_group *
group_of(struct groups *g, const struct cm_ticket_sum *s)
{
	struct cm_str by[CM_BY_COUNT];
	struct cm_report_group **slot;
	char month[11];

	for (unsigned i = 0; i < g->report->nby; i++)
		by[i] = part_of(s, g->report->by[i], month);
	if (g->n * 2 >= g->room)
		grow(g);
	slot = slot_of(g, by);
	if (!*slot) {
		*slot = cm_arena_alloc(g->arena, sizeof **slot);
		for (unsigned i = 0; i < g->report->nby; i++)
			(*slot)->by[i] = cm_arena_str(g->arena, by[i]);
		g->n++;
	}
	return *slot;
}

/* ---- sums ---- */

static unsigned
age_of(int32_t days)
{
	return days < 1 ? CM_OPEN_TODAY : days <= 7 ? CM_OPEN_WEEK : days <= 31 ? CM_OPEN_MONTH : CM_OPEN_OLDER;
}

static enum cm_status
add(void *ctx, const struct cm_ticket_sum *s)
{
	struct groups *g = ctx;
	struct cm_report_group *group = group_of(g, s);
	struct cm_ticket_sum *to = &group->sum;

	to->tickets += s->tickets;
	to->open += s->open;
	to->dropped += s->dropped;
	to->in_time += s->in_time;
	to->late += s->late;
	to->waiting += s->waiting;
	to->overdue += s->overdue;
	to->without += s->without;
	to->answered += s->answered;
	to->answer_seconds += s->answer_seconds;
	to->age_seconds += s->age_seconds;
	if (s->oldest && (!to->oldest || s->oldest < to->oldest))
		to->oldest = s->oldest;
	group->open[age_of(g->today - s->day)] += s->open;
	return CM_OK;
}

static int
in_order(const void *a, const void *b)
{
	const struct cm_report_group *x = *(struct cm_report_group *const *)a, *y = *(struct cm_report_group *const *)b;

	for (unsigned i = 0; i < CM_BY_COUNT; i++) {
		size_t n = x->by[i].n < y->by[i].n ? x->by[i].n : y->by[i].n;
		int c = n ? memcmp(x->by[i].p, y->by[i].p, n) : 0;

		if (c || x->by[i].n != y->by[i].n)
			return c ? c : x->by[i].n < y->by[i].n ? -1 : 1;
	}
	return 0;
}

enum cm_status
cm_report(const struct cm_report *report, struct cm_arena *a, struct cm_diag *d)
{
	struct groups g = {.report = report, .today = cm_time_day(report->now), .arena = a};
	enum cm_status st = cm_ticket_sums(report->store, report->since, report->until, report->now, add, &g, d);
	unsigned n = 0;

	for (unsigned i = 0; i < g.room; i++)
		if (g.slots[i])
			g.slots[n++] = g.slots[i];
	if (n)
		qsort(g.slots, n, sizeof *g.slots, in_order);
	for (unsigned i = 0; st == CM_OK && i < n; i++)
		st = report->emit(report->ctx, g.slots[i]);
	return st;
}

int64_t
cm_report_share(const struct cm_ticket_sum *s)
{
	int64_t of = s->in_time + s->late + s->overdue;

	return of ? (s->in_time * 20000 + of) / (2 * of) : -1;
}
