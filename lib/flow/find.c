/* Records of what the store has: pieces, places and marks of every verb that makes its records. Knows no table and no rule. */
#include "flow/find.h"

#include "base/banned.h"

struct cm_find {
	struct cm_finder finder;
	struct cm_store *store;
	struct cm_found *piece;
	unsigned n, at; /* of the piece */
	struct cm_found here, marked, looked; /* the last one given; at the mark; up to where the store was searched */
	bool over; /* there is nothing behind what was searched */
	struct cm_diag *diag; /* while it looks */
};

/* ---- looking ---- */

static bool
copy(char to[CM_FOUND_TEXT], struct cm_str text)
{
	if (text.n >= CM_FOUND_TEXT)
		return false;
	memcpy(to, text.p, text.n);
	to[text.n] = 0;
	return true;
}

enum cm_status
cm_find_add(struct cm_find *f, struct cm_found one, struct cm_str kind, struct cm_str msisdn)
{
	one.phase = f->looked.phase;
	if (!copy(one.kind, kind) || !copy(one.msisdn, msisdn))
		return cm_fail(
		    f->diag, CM_NOSTORE, "store.damaged", "part %d: a number or a kind of order is too long", one.part);
	f->piece[f->n++] = one;
	return CM_OK;
}

enum cm_status
cm_find_add_line(void *ctx, int64_t line, struct cm_str msisdn)
{
	struct cm_find *f = ctx;

	return cm_find_add(f, (struct cm_found){.part = f->looked.part, .line = line}, CM_STR(""), msisdn);
}

bool
cm_find_next_part(void *ctx, struct cm_found *place)
{
	(void)ctx;
	*place = (struct cm_found){.phase = place->phase, .part = place->part + 1};
	return place->part < CM_PARTS;
}

/* The next piece. A batch that is open sees what it has done itself; else it is one short view of the store. */
static enum cm_status
look(struct cm_find *f, struct cm_diag *d)
{
	const struct cm_finder *own = &f->finder;
	bool view = !cm_db_in_transaction(cm_store_db(f->store));
	enum cm_status st = view ? cm_store_begin_read(f->store, d) : CM_OK;

	f->diag = d;
	f->n = f->at = 0;
	while (st == CM_OK && !f->over && f->n < own->piece) {
		st = own->look(own->ctx, f, &f->looked, own->piece - f->n, d);
		if (f->n == own->piece)
			f->looked = f->piece[f->n - 1];
		else
			f->over = !own->go_on(own->ctx, &f->looked);
	}
	if (view)
		cm_store_rollback(f->store);
	return st;
}

/* ---- a reader of it ---- */

void
cm_find_put(struct cm_record *rec, const char *name, const char *text)
{
	cm_record_set(rec, cm_str(name), cm_str(cm_arena_strdup(rec->arena, text)))->output = false;
}

static enum cm_status
next(void *ctx, struct cm_record *rec, struct cm_diag *d)
{
	struct cm_find *f = ctx;
	const struct cm_found *one;
	enum cm_status st = CM_OK;

	if (f->at == f->n && !f->over)
		st = look(f, d);
	if (st != CM_OK)
		return st;
	one = f->at < f->n ? &f->piece[f->at++] : NULL;
	f->finder.give(f->finder.ctx, rec, one);
	if (!one)
		return CM_END;
	f->here = *one;
	return CM_OK;
}

static bool
pauses(void *ctx)
{
	struct cm_find *f = ctx;

	return f->finder.waits && f->at == f->n && !f->over;
}

static void
mark(void *ctx)
{
	struct cm_find *f = ctx;

	f->marked = f->here;
	if (f->finder.mark)
		f->finder.mark(f->finder.ctx);
}

static void
back(void *ctx)
{
	struct cm_find *f = ctx;

	f->here = f->looked = f->marked;
	f->n = f->at = 0;
	f->over = f->finder.none;
	if (f->finder.back)
		f->finder.back(f->finder.ctx);
}

static bool
unsettled(void *ctx)
{
	struct cm_find *f = ctx;

	return f->finder.unsettled && f->finder.unsettled(f->finder.ctx);
}

static enum cm_status
settle(void *ctx, bool failed, struct cm_diag *d)
{
	struct cm_find *f = ctx;

	return f->finder.settle ? f->finder.settle(f->finder.ctx, failed, d) : CM_OK;
}

static void
gone(void *ctx)
{
	struct cm_find *f = ctx;

	if (f->finder.gone)
		f->finder.gone(f->finder.ctx);
}

struct cm_reader *
cm_find_reader(const struct cm_finder *finder, struct cm_store *s, struct cm_arena *a)
{
	struct cm_find *f = cm_arena_alloc(a, sizeof *f);

	f->finder = *finder;
	f->store = s;
	f->piece = cm_arena_alloc(a, finder->piece * sizeof *f->piece);
	f->here = f->marked = f->looked = finder->from;
	f->over = finder->none;
	return cm_reader_of_making(&(struct cm_making){.next = next, .pauses = pauses, .mark = mark, .back = back, .ctx = f,
	    .unsettled = unsettled, .settle = settle, .gone = gone});
}
