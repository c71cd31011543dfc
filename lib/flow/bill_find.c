/*
 * The lines of a month, part by part in the order of their ids (find.h), behind those that are done. The mark of each part moves on
 * in the transaction of the batch, so that a run that was killed goes on where it was. A line that could not be charged
 * holds the marks of its batch's parts where they are, begun at most: they stay open until a later run finds nothing wrong, and what was
 * charged behind is known by its bill.
 */
#include "base/date.h"
#include "base/po.h"
#include "flow/bill.h"
#include "flow/find.h"

#include "base/banned.h"

#define PIECE 4000 /* lines found at a time */

struct closing {
	struct cm_bill_run run;
	struct cm_store *store;
	const char *month_text, *phase_text;
	struct cm_month_mark marks[CM_PARTS], saved[CM_PARTS]; /* as they will be with this batch; as they are in the store */
	bool held[CM_PARTS]; /* something in it could not be charged */
	int come_to; /* the part; those before it are done */
};

/* ---- looking ---- */

static enum cm_status
look(void *ctx, struct cm_find *find, const struct cm_found *behind, unsigned room, struct cm_diag *d)
{
	const struct closing *f = ctx;

	return cm_month_keys(f->store, behind->part, behind->line, f->run.month.last, room, cm_find_add_line, find, d);
}

/* To the next part that is not done, behind the line that it has come to. */
static bool
go_on(void *ctx, struct cm_found *place)
{
	const struct closing *f = ctx;

	while (cm_find_next_part(ctx, place))
		if (!f->saved[place->part].done) {
			place->line = f->saved[place->part].upto;
			return true;
		}
	return false;
}

/* Who comes to a part is done with those before it. */
static void
come_to(struct closing *f, int part)
{
	for (; f->come_to < part; f->come_to++)
		f->marks[f->come_to].begun = f->marks[f->come_to].done = true;
}

static void
give(void *ctx, struct cm_record *rec, const struct cm_found *one)
{
	struct closing *f = ctx;
	struct cm_bill_key *key;

	come_to(f, one ? one->part : CM_PARTS);
	if (!one)
		return;
	key = cm_arena_raw(rec->arena, sizeof *key);
	*key = (struct cm_bill_key){.run = &f->run, .part = one->part, .line = one->line};
	rec->made = key;
	cm_find_put(rec, "month", f->month_text);
	cm_find_put(rec, "phase", f->phase_text);
	cm_find_put(rec, "msisdn", one->msisdn);
	f->marks[one->part].begun = true;
	f->marks[one->part].upto = one->line;
}

/* ---- how far it has come ---- */

static bool
is_moved(const struct closing *f, int part)
{
	const struct cm_month_mark *a = &f->marks[part], *b = &f->saved[part];

	return !f->held[part] && (a->upto != b->upto || a->done != b->done || a->begun != b->begun);
}

static bool
unsettled(void *ctx)
{
	for (int part = 0; part < CM_PARTS; part++)
		if (is_moved(ctx, part))
			return true;
	return false;
}

static enum cm_status
settle(void *ctx, bool failed, struct cm_diag *d)
{
	struct closing *f = ctx;
	enum cm_status st = CM_OK;

	for (int part = 0; st == CM_OK && part < CM_PARTS; part++) {
		if (!is_moved(f, part))
			continue;
		f->held[part] |= failed;
		if (!failed)
			st = cm_month_mark_put(f->store, part, f->run.month.month, f->run.phase, &f->marks[part], d);
		else if (!f->saved[part].begun)
			st = cm_month_mark_put(f->store, part, f->run.month.month, f->run.phase, &f->saved[part], d);
	}
	return st;
}

static void
mark(void *ctx)
{
	struct closing *f = ctx;

	memcpy(f->saved, f->marks, sizeof f->saved);
}

static void
back(void *ctx)
{
	struct closing *f = ctx;

	memcpy(f->marks, f->saved, sizeof f->marks);
	f->come_to = 0;
}

static void
gone(void *ctx)
{
	struct closing *f = ctx;

	cm_arena_free(f->run.arena);
}

/* ---- whether it may run ---- */

struct months {
	int32_t month, before; /* the one that is to be closed, and the one before it */
	int32_t earliest; /* begun ever; 0: none */
	bool before_done, same, later;
};

static enum cm_status
one_month(void *ctx, int32_t month, bool done)
{
	struct months *m = ctx;

	if (!m->earliest)
		m->earliest = month;
	m->before_done |= month == m->before && done;
	m->same |= month == m->month;
	m->later |= month > m->month;
	return CM_OK;
}

/* What is set off by the close must be charged before it: nobody would set it off any more. */
static enum cm_status
check_open(struct closing *f, struct cm_diag *d)
{
	struct months m = {.month = f->run.month.month};
	enum cm_status st = cm_months_begun(f->store, CM_MONTH_CLOSE, one_month, &m, d);

	if (st == CM_OK && (m.later || m.same))
		return cm_fail(d, CM_USAGE, "bill.closed", "the close of %s has begun: no advance of it can be charged any more",
		    f->month_text);
	return st;
}

/* Months are closed one after the other; which is the first nobody says but the first run. */
static enum cm_status
check_order(struct closing *f, struct cm_diag *d)
{
	struct months m = {.month = f->run.month.month, .before = cm_month_of(f->run.month.first - 1).month};
	enum cm_status st = cm_months_begun(f->store, CM_MONTH_CLOSE, one_month, &m, d);

	if (st != CM_OK)
		return st;
	if (m.earliest && m.earliest < m.month && !m.before_done)
		return cm_fail(d, CM_USAGE, "bill.month-before", "%04d-%02d is not closed yet: it comes before %s",
		    m.before / 100, m.before % 100, f->month_text);
	if (m.later && m.earliest > m.month)
		return cm_fail(d, CM_USAGE, "bill.month-later", "%s is older than %04d-%02d, the first month that was closed here",
		    f->month_text, m.earliest / 100, m.earliest % 100);
	return CM_OK;
}

static enum cm_status
check_time(struct closing *f, const char *phase, int64_t now, struct cm_diag *d)
{
	const struct cm_month *m = &f->run.month;
	int32_t today = cm_time_day(now);
	char from[11];

	f->run.phase = today > m->last ? CM_MONTH_CLOSE : CM_MONTH_ADVANCE;
	if (phase && strcmp(phase, "advance") == 0)
		f->run.phase = CM_MONTH_ADVANCE;
	else if (phase && strcmp(phase, "close") == 0)
		f->run.phase = CM_MONTH_CLOSE;
	else if (phase)
		return cm_fail(d, CM_USAGE, "field.unknown-value", "phase is advance or close, not %s", phase);
	f->phase_text = f->run.phase == CM_MONTH_CLOSE ? "close" : "advance";
	cm_day_format(f->run.phase == CM_MONTH_CLOSE ? m->last + 1 : m->first, from);
	if (today < m->first)
		return cm_fail(d, CM_USAGE, "bill.not-begun", "%s has not begun: its advances are charged from %s on",
		    f->month_text, from);
	if (f->run.phase == CM_MONTH_CLOSE && today <= m->last)
		return cm_fail(d, CM_USAGE, "bill.not-over", "%s is not over: it can be closed from %s on", f->month_text, from);
	return CM_OK;
}

static enum cm_status
read_marks(struct closing *f, struct cm_diag *d)
{
	enum cm_status st = cm_store_begin_read(f->store, d);

	if (st != CM_OK)
		return st;
	st = f->run.phase == CM_MONTH_CLOSE ? check_order(f, d) : check_open(f, d);
	if (st == CM_OK)
		st = cm_month_marks(f->store, f->run.month.month, f->run.phase, f->saved, d);
	cm_store_rollback(f->store);
	memcpy(f->marks, f->saved, sizeof f->marks);
	return st;
}

/* A minute of a family group is a unit of a call. */
static enum cm_status
read_figures(struct closing *f, const struct cm_policy *p, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_policy *family;
	enum cm_status st = cm_policy_int(p, "call_unit", 1, &f->run.options.unit, d);

	if (st == CM_OK)
		st = cm_policy_load(&family, p->vocabulary, "family", a, d);
	if (st == CM_OK)
		st = cm_policy_int(family, "family_minutes_main", 0, &f->run.family_main, d);
	return st == CM_OK ? cm_policy_int(family, "family_minutes_member", 0, &f->run.family_member, d) : st;
}

enum cm_status
cm_bill_find(struct cm_reader **out, const struct cm_bill_run_options *o, const char **done, struct cm_arena *a,
    struct cm_diag *d)
{
	struct closing *f = cm_arena_alloc(a, sizeof *f);
	struct cm_found first = {.part = -1};
	enum cm_status st;
	bool none;

	*done = NULL;
	if (!cm_month_parse(cm_str(o->month), &f->run.month))
		return cm_fail(d, CM_USAGE, "field.malformed", "month: expected a month such as 2010-04, not %s", o->month);
	f->store = o->store;
	f->month_text = o->month;
	f->run.options.month = f->run.month;
	f->run.options.today = cm_time_day(o->now);
	st = check_time(f, o->phase, o->now, d);
	if (st == CM_OK)
		st = read_figures(f, o->policy, a, d);
	if (st == CM_OK)
		st = read_marks(f, d);
	if (st != CM_OK)
		return st;
	none = !go_on(f, &first);
	if (none)
		*done = cm_arena_printf(a,
		    f->run.phase == CM_MONTH_CLOSE ? _("%s is closed already: nothing is left to do") :
						     _("the advances of %s are charged already: nothing is left to do"),
		    o->month);
	f->run.arena = cm_arena_new();
	/* It waits for nothing: a piece of keys is found in no time. */
	*out = cm_find_reader(&(struct cm_finder){.ctx = f, .piece = PIECE, .from = first, .none = none, .look = look,
				  .go_on = go_on, .give = give, .mark = mark, .back = back, .unsettled = unsettled,
				  .settle = settle, .gone = gone},
	    o->store, a);
	return CM_OK;
}
