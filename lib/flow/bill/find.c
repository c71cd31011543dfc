/*
 * The lines of a month, part by part in the order of their ids (find.h), behind those that are done. The mark of each part moves on
 * in the transaction of the batch, so that a run that was killed goes on where it was. A line that could not be charged
 * holds the marks of its batch's parts where they are, begun at most: they stay open until a later run finds nothing wrong, and what was
 * charged behind is known by its bill.
 */
#include "base/date.h"
#include "base/po.h"
#include "flow/bill/bill.h"
#include "flow/find.h"
#include "flow/plan/plan.h"

#include "base/banned.h"

#define PIECE 4000 /* lines found at a time */

struct closing {
	struct cm_bill_run run;
	struct cm_store *store;
	const char *month_text, *phase_text;
	struct cm_month_mark marks[CM_PARTS], saved[CM_PARTS]; /* as they will be with this batch; as they are in the store */
	bool held[CM_PARTS]; /* something in it could not be charged */
	bool met; /* a line: a month of none leaves no mark, and binds nobody */
	int come_to; /* the part; those before it are done */
};

/* ---- looking ---- */

static enum cm_status
look(void *ctx, struct cm_find *find, const struct cm_found *behind, unsigned room, struct cm_diag *d)
{
	const struct closing *f = ctx;

	return cm_month_keys(f->store, behind->part, behind->line, f->run.month.last, f->run.here_by[behind->part], room,
	    cm_find_add_line, find, d);
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

	return f->met && !f->held[part] && (a->upto != b->upto || a->done != b->done || a->begun != b->begun);
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

struct months { /* that a phase was begun for */
	int32_t month, before; /* the one that is to be charged, and the one before it */
	int32_t earliest, latest; /* begun ever; 0: none */
	bool before_done;
};

static enum cm_status
one_month(void *ctx, int32_t month, bool done)
{
	struct months *m = ctx;

	if (!m->earliest)
		m->earliest = month;
	m->before_done |= month == m->before && done;
	m->latest = month;
	return CM_OK;
}

static enum cm_status
not_before(const struct closing *f, int32_t month, struct cm_diag *d)
{
	return cm_fail(d, CM_USAGE, "bill.month-before", "%04d-%02d is not closed yet: it comes before %s", month / 100,
	    month % 100, f->month_text);
}

/* The first month binds all others: closed by mistake it cannot be taken back. The current one and the last one are no
 * mistakes of typing; any other needs a word of its own. */
static enum cm_status
check_first(const struct closing *f, const struct cm_bill_run_options *o, struct cm_diag *d)
{
	struct cm_month now = cm_month_of(cm_time_day(o->now));

	if (o->first || f->run.month.month == now.month || f->run.month.last + 1 == now.first)
		return CM_OK;
	return cm_fail(d, CM_USAGE, "bill.first",
	    "no month was closed here yet, and %s is neither this month nor the last one: months before the first can never be charged; if it is meant, say --first",
	    f->month_text);
}

/* Months are closed one after the other; which is the first nobody says but the first run. An advance is for a month whose
 * close is to come. */
static enum cm_status
check_order(struct closing *f, const struct cm_bill_run_options *o, struct cm_diag *d)
{
	int32_t month = f->run.month.month, before = cm_month_of(f->run.month.first - 1).month;
	struct months closed = {.month = month, .before = before}, advanced = {.month = month, .before = before};
	enum cm_status st = cm_months_begun(f->store, CM_MONTH_CLOSE, one_month, &closed, d);

	if (st == CM_OK)
		st = cm_months_begun(f->store, CM_MONTH_ADVANCE, one_month, &advanced, d);
	if (st != CM_OK)
		return st;
	if (closed.earliest > month)
		return cm_fail(d, CM_USAGE, "bill.month-later", "%s is older than %04d-%02d, the first month that was closed here",
		    f->month_text, closed.earliest / 100, closed.earliest % 100);
	if (f->run.phase == CM_MONTH_ADVANCE && closed.latest >= month)
		return cm_fail(d, CM_USAGE, "bill.closed", "the close of %s has begun: an advance would never be set off",
		    f->month_text);
	if (!closed.earliest && advanced.earliest && advanced.earliest < month && f->run.phase == CM_MONTH_CLOSE)
		return not_before(f, advanced.earliest, d);
	if (closed.earliest && closed.earliest < month && !closed.before_done && f->run.phase == CM_MONTH_CLOSE)
		return not_before(f, before, d);
	return closed.earliest ? CM_OK : check_first(f, o, d);
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

static bool
all_done(const struct closing *f)
{
	int part = 0;

	while (part < CM_PARTS && f->saved[part].done)
		part++;
	return part == CM_PARTS;
}

static enum cm_status
meet(void *ctx, int64_t line, struct cm_str msisdn)
{
	(void)line;
	(void)msisdn;
	*(bool *)ctx = true;
	return CM_OK;
}

/* A line is charged by the plan that it has, so that one which nobody gave it in time is told of before it is too late. */
static enum cm_status
look_for_orders(const struct closing *f, struct cm_diag *d)
{
	int64_t n = 0;
	enum cm_status st = f->run.phase != CM_MONTH_CLOSE ?
	    CM_OK :
	    cm_month_orders(f->store, cm_day_start(f->run.month.last + 1), CM_STR(CM_PLAN), &n, d);

	if (st == CM_OK && n)
		cm_diag_add(d, CM_WARNING, (struct cm_pos){0}, "bill.orders",
		    "%s: changes of plan that were due by its end and have not been carried out, so that the old plan is charged; cm-due comes first: %lld",
		    f->month_text, (long long)n);
	return st;
}

static enum cm_status
read_marks(struct closing *f, const struct cm_bill_run_options *o, struct cm_diag *d)
{
	int64_t end = f->run.phase == CM_MONTH_CLOSE ? cm_day_start(f->run.month.last + 1) : INT64_MAX, late = 0;
	enum cm_status st = cm_store_begin_read(f->store, d);

	if (st != CM_OK)
		return st;
	st = cm_month_marks(f->store, f->run.month.month, f->run.phase, f->saved, d);
	if (st == CM_OK && !all_done(f))
		st = check_order(f, o, d);
	if (st == CM_OK && !all_done(f))
		st = look_for_orders(f, d);
	for (int part = 0; st == CM_OK && part < CM_PARTS; part++) {
		st = cm_operation_before(f->store, part, end, &f->run.here_by[part], d);
		f->met |= f->saved[part].begun;
		if (st == CM_OK)
			st = cm_month_late(f->store, part, f->run.month.last, f->run.here_by[part], &late, d);
		if (st == CM_OK && !f->met)
			st = cm_month_keys(f->store, part, 0, f->run.month.last, f->run.here_by[part], 1, meet, &f->met, d);
	}
	cm_store_rollback(f->store);
	memcpy(f->marks, f->saved, sizeof f->marks);
	if (st == CM_OK && late && f->met && !all_done(f))
		cm_diag_add(d, CM_WARNING, (struct cm_pos){0}, "bill.late",
		    "%s: lines that are not charged, since they came into the store when it was over: %lld", f->month_text,
		    (long long)late);
	return st;
}

/* A minute of a family group is a unit of a call. */
enum cm_status
cm_bill_family_figures(struct cm_bill_run *r, const struct cm_policy *p, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_policy *family;
	enum cm_status st = cm_policy_load(&family, p->vocabulary, "family", a, d);

	if (st == CM_OK)
		st = cm_policy_int(family, "family_minutes_main", 0, &r->family_main, d);
	return st == CM_OK ? cm_policy_int(family, "family_minutes_member", 0, &r->family_member, d) : st;
}

/* NULL: there may be something to do. */
static const char *
why_nothing(const struct closing *f, struct cm_arena *a)
{
	bool close = f->run.phase == CM_MONTH_CLOSE;

	if (all_done(f))
		return cm_arena_printf(a,
		    close ? _("%s is closed already: nothing is left to do") :
			    _("the advances of %s are charged already: nothing is left to do"),
		    f->month_text);
	if (!f->met)
		return cm_arena_printf(a,
		    close ? _("no line was in the store by the end of %s: nothing is charged, and the month is not closed") :
			    _("no line is in the store that was connected by the end of %s: nothing is charged"),
		    f->month_text);
	return NULL;
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
		st = cm_policy_int(o->policy, "call_unit", 1, &f->run.options.unit, d);
	if (st == CM_OK)
		st = cm_bill_family_figures(&f->run, o->policy, a, d);
	if (st == CM_OK)
		st = read_marks(f, o, d);
	if (st != CM_OK)
		return st;
	none = !go_on(f, &first);
	*done = why_nothing(f, a);
	f->run.arena = cm_arena_new();
	/* It waits for nothing: a piece of keys is found in no time. */
	*out = cm_find_reader(&(struct cm_finder){.ctx = f, .piece = PIECE, .from = first, .none = none, .look = look,
				  .go_on = go_on, .give = give, .mark = mark, .back = back, .unsettled = unsettled,
				  .settle = settle, .gone = gone},
	    o->store, a);
	return CM_OK;
}
