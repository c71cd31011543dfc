/*
 * What may be due, found in the store and made records of. It goes by key, orders before lines before numbers, so that
 * what a run has done is never found again by it, and in pieces, so that neither memory nor a transaction grows with the
 * store. What is due is decided later, of each record by itself and under the lock.
 */
#include "base/date.h"
#include "domain/due.h"
#include "domain/month.h"
#include "flow/due.h"

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

enum phase {
	ORDERS,
	CREDITS,
	LINES,
	NUMBERS,
	NO_MORE
};

#define TEXT 32 /* bytes of a number and of a kind; the store has no longer ones */

/* One that was found, and the place behind which the next one is looked for. */
struct found {
	enum phase phase;
	enum cm_due_step step;
	int part;
	int64_t line, due, seq;
	int32_t from; /* of a credit */
	char kind[TEXT], msisdn[TEXT];
};

struct find {
	struct cm_due_options opt;
	struct cm_due_days days;
	bool wanted[CM_DUE_STEPS];
	struct found *piece;
	unsigned n, at, passed; /* of the piece; passed: rows that are nothing to us */
	struct found last; /* of its rows */
	struct found here, marked, looked; /* the last one given; at the mark; up to where the store was searched */
	struct cm_diag *diag; /* while it looks */
};

/* ---- looking ---- */

static enum cm_status
add(struct find *f, struct found one, struct cm_str kind, struct cm_str msisdn)
{
	if (kind.n >= TEXT || msisdn.n >= TEXT)
		return cm_fail(
		    f->diag, CM_NOSTORE, "store.damaged", "part %d: a number or a kind of order is too long", one.part);
	memcpy(one.kind, kind.p, kind.n);
	memcpy(one.msisdn, msisdn.p, msisdn.n);
	f->piece[f->n++] = f->last = one;
	return CM_OK;
}

static enum cm_status
add_order(void *ctx, const struct cm_due_order *o)
{
	struct found one = {
	    .phase = ORDERS, .step = CM_DUE_ORDER, .part = o->part, .line = o->line, .due = o->due, .seq = o->seq};

	return add(ctx, one, o->kind, o->msisdn);
}

/* All credits of a line are posted by the first of its records. Promises that are not about money somebody else keeps. */
static enum cm_status
add_credit(void *ctx, const struct cm_open_promise *o)
{
	struct find *f = ctx;
	struct found one = {.phase = CREDITS, .step = CM_DUE_CREDIT, .part = o->part, .line = o->line, .due = o->p.due,
	    .seq = o->p.seq, .from = o->p.from};

	enum cm_status st = add(f, one, o->p.kind, o->msisdn);

	if (st == CM_OK && o->p.amount == 0) {
		f->n--;
		f->passed++;
	}
	return st;
}

static enum cm_status
add_line(void *ctx, const struct cm_due_line *l)
{
	struct found one = {.phase = LINES, .step = CM_DUE_TERMINATE, .part = l->part, .line = l->line};

	if (l->status == CM_LINE_ACTIVE)
		one.step = CM_DUE_SUSPEND;
	else if (l->status == CM_LINE_SUSPENDED_ARREARS)
		one.step = CM_DUE_SCHEDULE;
	return add(ctx, one, CM_STR(""), l->msisdn);
}

static enum cm_status
add_number(void *ctx, struct cm_str msisdn)
{
	struct find *f = ctx;

	return add(
	    f, (struct found){.phase = NUMBERS, .step = CM_DUE_RELEASE, .part = f->looked.part}, CM_STR(""), msisdn);
}

/* Of one phase, and one part of it, what lies behind the place up to which was looked. */
static enum cm_status
look_here(struct find *f, struct cm_diag *d)
{
	const struct found *behind = &f->looked;
	struct cm_due_order order = {
	    behind->due, behind->part, behind->line, behind->seq, cm_str(behind->kind), CM_STR("")};
	struct cm_open_promise credit = {.part = behind->part, .line = behind->line,
	    .p = {.seq = behind->seq, .kind = cm_str(behind->kind), .from = behind->from, .due = (int32_t)behind->due}};
	unsigned room = PIECE - f->n - f->passed;

	switch (behind->phase) {
	case ORDERS:
		if (!f->wanted[CM_DUE_ORDER])
			break;
		return cm_due_orders(f->opt.store, f->opt.now, &order, room, add_order, f, d);
	case CREDITS:
		if (!f->wanted[CM_DUE_CREDIT])
			break;
		return cm_promises_open(f->opt.store, cm_time_day(f->opt.now), &credit, room, add_credit, f, d);
	case LINES:
		if (!f->wanted[CM_DUE_SUSPEND] && !f->wanted[CM_DUE_SCHEDULE] && !f->wanted[CM_DUE_TERMINATE])
			break;
		return cm_due_lines(f->opt.store, behind->part, behind->line, &f->days, room, add_line, f, d);
	case NUMBERS:
		if (!f->wanted[CM_DUE_RELEASE])
			break;
		return cm_due_numbers(
		    f->opt.store, behind->part, cm_str(behind->msisdn), f->opt.now, room, add_number, f, d);
	case NO_MORE:
		break;
	}
	return CM_OK;
}

/* A part has been searched to its end: the next one, or the next phase's first. */
static void
go_on(struct find *f)
{
	struct found *l = &f->looked;

	if (l->phase > CREDITS && l->part + 1 < CM_PARTS)
		*l = (struct found){.phase = l->phase, .part = l->part + 1};
	else if (l->phase + 1 == CREDITS)
		*l = (struct found){.phase = CREDITS, .part = -1, .from = CM_DAY_NONE};
	else
		*l = (struct found){.phase = l->phase + 1};
}

/* The next piece. A batch that is open sees what it has done itself; else it is one short view of the store. */
static enum cm_status
look(struct find *f, struct cm_diag *d)
{
	bool own = !cm_db_in_transaction(cm_store_db(f->opt.store));
	enum cm_status st = own ? cm_store_begin_read(f->opt.store, d) : CM_OK;

	f->diag = d;
	f->n = f->at = f->passed = 0;
	while (st == CM_OK && f->looked.phase != NO_MORE && f->n + f->passed < PIECE) {
		st = look_here(f, d);
		if (f->n + f->passed < PIECE) {
			go_on(f);
			continue;
		}
		f->looked = f->last;
		if (f->n == 0)
			f->passed = 0;
	}
	if (own)
		cm_store_rollback(f->opt.store);
	return st;
}

/* ---- a reader of it ---- */

static void
put(struct cm_record *rec, const char *name, const char *text)
{
	cm_record_set(rec, cm_str(name), cm_str(text))->output = false;
}

static void
make_record(struct cm_record *rec, const struct found *one)
{
	char id[20], from[11], due[26];

	put(rec, "step", names[one->step]);
	put(rec, "msisdn", cm_arena_strdup(rec->arena, one->msisdn));
	if (one->phase > CREDITS)
		return;
	cm_id_make(id, one->part, one->seq);
	if (one->phase == ORDERS)
		cm_time_format(one->due, due);
	else
		cm_day_format((int32_t)one->due, due);
	put(rec, "waiting_kind", cm_arena_strdup(rec->arena, one->kind));
	put(rec, "of_order", cm_arena_strdup(rec->arena, id));
	if (one->phase == CREDITS) {
		cm_day_format(one->from, from);
		put(rec, "from", cm_arena_strdup(rec->arena, from));
	}
	put(rec, "due_at", cm_arena_strdup(rec->arena, due));
}

static enum cm_status
next(void *ctx, struct cm_record *rec, struct cm_diag *d)
{
	struct find *f = ctx;
	enum cm_status st = CM_OK;

	if (f->at == f->n && f->looked.phase != NO_MORE)
		st = look(f, d);
	if (st == CM_OK && f->at == f->n)
		st = CM_END;
	if (st != CM_OK)
		return st;
	make_record(rec, &f->piece[f->at]);
	f->here = f->piece[f->at++];
	return CM_OK;
}

static bool
pauses(void *ctx)
{
	struct find *f = ctx;

	return f->at == f->n && f->looked.phase != NO_MORE;
}

static void
mark(void *ctx)
{
	struct find *f = ctx;

	f->marked = f->here;
}

static void
back(void *ctx)
{
	struct find *f = ctx;

	f->here = f->looked = f->marked;
	f->n = f->at = 0;
}

/* ---- making it ---- */

static enum cm_status
day_by(int64_t *day, const struct cm_due_options *o, const char *figure, struct cm_diag *d)
{
	const struct cm_figure *f = cm_policy_figure(o->policy, figure);

	if (!f || f->value.type != CM_T_INT)
		return cm_fail(d, CM_CONFIG, "policy.missing-figure", "%s has no figure %s of whole days",
		    o->policy->file, figure);
	if (cm_time_day(o->now) - f->value.i > *day)
		*day = cm_time_day(o->now) - f->value.i;
	return CM_OK;
}

static enum cm_status
set_days(struct find *f, struct cm_diag *d)
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
	struct find *f = cm_arena_alloc(a, sizeof *f);
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
	f->piece = cm_arena_alloc(a, PIECE * sizeof *f->piece);
	*out = cm_reader_of_making(&(struct cm_making){.next = next, .pauses = pauses, .mark = mark, .back = back, .ctx = f});
	return CM_OK;
}
