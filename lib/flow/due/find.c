/*
 * What may be due, found in the store (find.h) and made records of: orders before credits before lines before numbers, each
 * by its key, so that what a run has done is never found again by it. What is due is decided later, of each record by
 * itself and under the lock.
 */
#include "base/date.h"
#include "domain/due.h"
#include "domain/month.h"
#include "flow/due/due.h"
#include "flow/find.h"

#include "base/banned.h"

#define PIECE 2000 /* records found at a time */

static const char *const names[CM_DUE_STEPS] = {"order", "credit", "suspend", "schedule", "terminate", "release"};

bool
cm_due_step_parse(struct cm_str text, enum cm_due_step *s)
{
	for (*s = 0; *s < CM_DUE_STEPS; ++*s)
		if (cm_str_is(text, names[*s]))
			return true;
	return false;
}

enum phase { /* in the order in which they are looked for */
	ORDERS,
	CREDITS,
	LINES,
	NUMBERS,
	PHASES
};

struct due {
	struct cm_due_options opt;
	struct cm_due_days days;
	bool wanted[CM_DUE_STEPS];
};

/* ---- looking ---- */

static enum cm_status
add_order(void *find, const struct cm_due_order *o)
{
	struct cm_found one = {.step = CM_DUE_ORDER, .part = o->part, .line = o->line, .due = o->due, .seq = o->seq};

	return cm_find_add(find, one, o->kind, o->msisdn);
}

/* All credits of a line are posted by the first of its records. */
static enum cm_status
add_credit(void *find, const struct cm_open_promise *o)
{
	struct cm_found one = {.step = CM_DUE_CREDIT, .part = o->part, .line = o->line, .due = o->p.due, .seq = o->p.seq,
	    .from = o->p.from};

	return cm_find_add(find, one, o->p.kind, o->msisdn);
}

static enum cm_status
add_line(void *find, const struct cm_due_line *l)
{
	struct cm_found one = {.step = CM_DUE_TERMINATE, .part = l->part, .line = l->line};

	if (l->status == CM_LINE_ACTIVE)
		one.step = CM_DUE_SUSPEND;
	else if (l->status == CM_LINE_SUSPENDED_ARREARS)
		one.step = CM_DUE_SCHEDULE;
	return cm_find_add(find, one, CM_STR(""), l->msisdn);
}

static enum cm_status
add_number(void *find, int kpart, struct cm_str msisdn)
{
	return cm_find_add(find, (struct cm_found){.step = CM_DUE_RELEASE, .part = kpart}, CM_STR(""), msisdn);
}

static bool
is_wanted(const struct due *f, enum phase phase)
{
	const bool *w = f->wanted;

	return phase == ORDERS ? w[CM_DUE_ORDER]
	    : phase == CREDITS ? w[CM_DUE_CREDIT]
	    : phase == LINES   ? w[CM_DUE_SUSPEND] || w[CM_DUE_SCHEDULE] || w[CM_DUE_TERMINATE]
			       : w[CM_DUE_RELEASE];
}

static enum cm_status
look(void *ctx, struct cm_find *find, const struct cm_found *behind, unsigned room, struct cm_diag *d)
{
	const struct due *f = ctx;
	struct cm_store *s = f->opt.store;
	struct cm_due_order order = {
	    behind->due, behind->part, behind->line, behind->seq, cm_str(behind->kind), CM_STR("")};
	struct cm_open_promise credit = {.part = behind->part, .line = behind->line,
	    .p = {.seq = behind->seq, .kind = cm_str(behind->kind), .from = behind->from, .due = (int32_t)behind->due}};

	if (!is_wanted(f, behind->phase))
		return CM_OK;
	switch ((enum phase)behind->phase) {
	case ORDERS:
		return cm_due_orders(s, f->opt.now, &order, room, add_order, find, d);
	case CREDITS:
		return cm_promises_open(s, cm_time_day(f->opt.now), 1, &credit, room, add_credit, find, d);
	case LINES:
		return cm_due_lines(s, behind->part, behind->line, &f->days, room, add_line, find, d);
	case NUMBERS:
		return cm_due_numbers(s, behind->part, cm_str(behind->msisdn), f->opt.now, room, add_number, find, d);
	case PHASES:
		break;
	}
	return CM_OK;
}

/* Orders and credits are of all parts at once, by their day. */
static bool
go_on(void *ctx, struct cm_found *place)
{
	int phase = place->phase;

	if (phase > CREDITS && cm_find_next_part(ctx, place))
		return true;
	*place = (struct cm_found){.phase = phase + 1};
	if (place->phase == CREDITS) {
		place->part = -1;
		place->from = CM_DAY_NONE;
	}
	return place->phase < PHASES;
}

static void
give(void *ctx, struct cm_record *rec, const struct cm_found *one)
{
	char id[20], from[11], due[26];

	(void)ctx;
	if (!one)
		return;
	cm_find_put(rec, "step", names[one->step]);
	cm_find_put(rec, "msisdn", one->msisdn);
	if (one->phase > CREDITS)
		return;
	cm_id_make(id, one->part, one->seq);
	if (one->phase == ORDERS)
		cm_time_format(one->due, due);
	else
		cm_day_format((int32_t)one->due, due);
	cm_find_put(rec, "waiting_kind", one->kind);
	cm_find_put(rec, "of_order", id);
	if (one->phase == CREDITS) {
		cm_day_format(one->from, from);
		cm_find_put(rec, "from", from);
	}
	cm_find_put(rec, "due_at", due);
}

/* ---- making it ---- */

/* The latest day that is so many days ago. */
static enum cm_status
day_by(int64_t *day, const struct cm_due_options *o, const char *figure, struct cm_diag *d)
{
	int64_t days = 0;
	enum cm_status st = cm_policy_int(o->policy, figure, INT64_MIN, &days, d);

	if (st == CM_OK && cm_time_day(o->now) - days > *day)
		*day = cm_time_day(o->now) - days;
	return st;
}

static enum cm_status
set_days(struct due *f, struct cm_diag *d)
{
	enum cm_status st = CM_OK;

	f->days = (struct cm_due_days){INT64_MIN, INT64_MIN, INT64_MIN};
	if (f->wanted[CM_DUE_SUSPEND])
		st = day_by(&f->days.arrears, &f->opt, "suspend_days", d);
	if (st == CM_OK && f->wanted[CM_DUE_SUSPEND])
		st = day_by(&f->days.arrears, &f->opt, "suspend_days_debit", d);
	if (st == CM_OK && f->wanted[CM_DUE_SCHEDULE])
		st = day_by(&f->days.suspended, &f->opt, "schedule_days", d);
	if (st == CM_OK && f->wanted[CM_DUE_TERMINATE])
		st = day_by(&f->days.scheduled, &f->opt, "terminate_days", d);
	return st;
}

enum cm_status
cm_due_find(struct cm_reader **out, const struct cm_due_options *o, struct cm_arena *a, struct cm_diag *d)
{
	struct due *f = cm_arena_alloc(a, sizeof *f);
	enum cm_due_step only = CM_DUE_STEPS;
	enum cm_status st;

	if (o->only && !cm_due_step_parse(cm_str(o->only), &only))
		return cm_fail(d, CM_USAGE, "option",
		    "--only takes order, credit, suspend, schedule, terminate or release, not %s", o->only);
	f->opt = *o;
	for (int i = 0; i < CM_DUE_STEPS; i++)
		f->wanted[i] = only == CM_DUE_STEPS || (int)only == i;
	st = set_days(f, d);
	if (st != CM_OK)
		return st;
	*out = cm_find_reader(
	    &(struct cm_finder){.ctx = f, .piece = PIECE, .waits = true, .look = look, .go_on = go_on, .give = give},
	    o->store, a);
	return CM_OK;
}
