/*
 * The lines that may have to be told how much of their data is left: part by part in the order of their ids, some thousand
 * at a time. Whoever has been told is found again, and passed over by its notices.
 */
#include "base/date.h"
#include "domain/due.h"
#include "flow/vas_remind.h"

#include "base/banned.h"

#define PIECE 4000 /* lines found at a time */
#define TEXT  32 /* bytes of a number; the store has no longer ones */

struct place {
	int part;
	int64_t line;
};

struct find {
	struct cm_store *store;
	struct cm_str service;
	int32_t today;
	struct {
		struct place place;
		char msisdn[TEXT];
	} *piece;
	unsigned n, at;
	struct place here, marked, looked; /* the last one given; at the mark; up to where the store was searched */
	struct cm_diag *diag; /* while it looks */
};

static enum cm_status
add(void *ctx, int64_t line, struct cm_str msisdn)
{
	struct find *f = ctx;

	if (msisdn.n >= TEXT)
		return cm_fail(f->diag, CM_NOSTORE, "store.damaged", "part %d: a number is too long", f->looked.part);
	f->piece[f->n].place = (struct place){f->looked.part, line};
	memcpy(f->piece[f->n].msisdn, msisdn.p, msisdn.n);
	f->piece[f->n++].msisdn[msisdn.n] = 0;
	return CM_OK;
}

/* The next piece. A batch that is open sees what it has done itself; else it is one short view of the store. */
static enum cm_status
look(struct find *f, struct cm_diag *d)
{
	bool own = !cm_db_in_transaction(cm_store_db(f->store));
	enum cm_status st = own ? cm_store_begin_read(f->store, d) : CM_OK;

	f->diag = d;
	f->n = f->at = 0;
	while (st == CM_OK && f->looked.part < CM_PARTS && f->n < PIECE) {
		st = cm_due_reminders(
		    f->store, f->looked.part, f->looked.line, f->service, f->today, PIECE - f->n, add, f, d);
		f->looked = f->n == PIECE ? f->piece[f->n - 1].place : (struct place){.part = f->looked.part + 1};
	}
	if (own)
		cm_store_rollback(f->store);
	return st;
}

static enum cm_status
next(void *ctx, struct cm_record *rec, struct cm_diag *d)
{
	struct find *f = ctx;
	enum cm_status st = CM_OK;

	if (f->at == f->n && f->looked.part < CM_PARTS)
		st = look(f, d);
	if (st == CM_OK && f->at == f->n)
		st = CM_END;
	if (st != CM_OK)
		return st;
	cm_record_set(rec, CM_STR("msisdn"), cm_str(cm_arena_strdup(rec->arena, f->piece[f->at].msisdn)))->output = false;
	f->here = f->piece[f->at++].place;
	return CM_OK;
}

static bool
pauses(void *ctx)
{
	struct find *f = ctx;

	return f->at == f->n && f->looked.part < CM_PARTS;
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

enum cm_status
cm_remind_find(struct cm_reader **out, const struct cm_remind_options *o, struct cm_arena *a, struct cm_diag *d)
{
	const struct cm_figure *service = cm_policy_figure(o->policy, "reminder_service");
	struct find *f = cm_arena_alloc(a, sizeof *f);

	if (!service || service->value.type != CM_T_TEXT)
		return cm_fail(d, CM_CONFIG, "policy.missing-figure", "%s has no figure reminder_service", o->policy->file);
	f->store = o->store;
	f->service = service->value.s;
	f->today = cm_time_day(o->now);
	f->piece = cm_arena_alloc(a, PIECE * sizeof *f->piece);
	*out = cm_reader_of_making(&(struct cm_making){.next = next, .pauses = pauses, .mark = mark, .back = back, .ctx = f});
	return CM_OK;
}
