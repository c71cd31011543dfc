/* Past owners, past lines of a number, and what a line had when it was terminated: rows to structs and back. */
#include "domain/past.h"

#include "base/banned.h"

struct each {
	enum cm_status (*owner)(void *, const struct cm_owner *);
	enum cm_status (*former)(void *, const struct cm_former *);
	enum cm_status (*kept)(void *, const struct cm_kept *);
	void *ctx;
	struct cm_diag *diag;
};

static enum cm_status
damaged(struct each *e, const char *what)
{
	return cm_fail(e->diag, CM_NOSTORE, "store.damaged", "a %s has a value out of its range", what);
}

/* ---- owners ---- */

enum cm_status
cm_owner_keep(struct cm_store *s, const struct cm_line *l, int64_t until, int64_t seq, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_OWNER_ADD,
	    (struct cm_cell[]){CM_INT(l->part), CM_INT(l->line), CM_INT(until), CM_INT(seq),
		CM_INT(cm_line_owned_since(l)), CM_TEXT(l->name), CM_TEXT(l->id_type), CM_TEXT(l->id_no)},
	    8, NULL, d);
}

static enum cm_status
owner_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_owner o = {.until = c[0].i, .seq = c[1].i, .since = (int32_t)c[2].i, .name = c[3].s, .id_type = c[4].s,
	    .id_no = c[5].s};

	(void)n;
	return c[2].i >= INT32_MIN && c[2].i <= INT32_MAX && c[1].i > 0 ? e->owner(e->ctx, &o) : damaged(e, "past owner");
}

enum cm_status
cm_owners_of(struct cm_store *s, int part, int64_t line, enum cm_status (*fn)(void *, const struct cm_owner *), void *ctx,
    struct cm_diag *d)
{
	struct each e = {.owner = fn, .ctx = ctx, .diag = d};

	return cm_db_rows(
	    cm_store_db(s), Q_OWNERS_OF, (struct cm_cell[]){CM_INT(part), CM_INT(line)}, 2, owner_row, &e, d);
}

/* ---- former lines ---- */

enum cm_status
cm_former_add(struct cm_store *s, struct cm_str msisdn, const struct cm_former *f, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_FORMER_ADD,
	    (struct cm_cell[]){CM_INT(cm_part_of_name(msisdn)), CM_TEXT(msisdn), CM_INT(f->until), CM_INT(f->part),
		CM_INT(f->line), CM_INT(f->seq)},
	    6, NULL, d);
}

static enum cm_status
former_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_former f = {.until = c[0].i, .part = (int)c[1].i, .line = c[2].i, .seq = c[3].i};

	(void)n;
	return c[1].i >= 0 && c[1].i < CM_PARTS && c[2].i > 0 && c[3].i > 0 ? e->former(e->ctx, &f) :
									      damaged(e, "former line");
}

enum cm_status
cm_former_of(struct cm_store *s, struct cm_str msisdn, enum cm_status (*fn)(void *, const struct cm_former *), void *ctx,
    struct cm_diag *d)
{
	struct each e = {.former = fn, .ctx = ctx, .diag = d};

	return cm_db_rows(cm_store_db(s), Q_FORMER_OF,
	    (struct cm_cell[]){CM_INT(cm_part_of_name(msisdn)), CM_TEXT(msisdn)}, 2, former_row, &e, d);
}

/* ---- snapshots ---- */

enum cm_status
cm_snapshot_add(
    struct cm_store *s, int part, int64_t line, int64_t seq, const struct cm_kept *k, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_SNAPSHOT_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(seq), CM_TEXT(k->kind), CM_TEXT(k->name),
		CM_TEXT(k->value)},
	    6, NULL, d);
}

static enum cm_status
kept_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;

	(void)n;
	return e->kept(e->ctx, &(struct cm_kept){.kind = c[0].s, .name = c[1].s, .value = c[2].s});
}

enum cm_status
cm_snapshot_of(struct cm_store *s, int part, int64_t line, int64_t seq,
    enum cm_status (*fn)(void *, const struct cm_kept *), void *ctx, struct cm_diag *d)
{
	struct each e = {.kept = fn, .ctx = ctx, .diag = d};

	return cm_db_rows(cm_store_db(s), Q_SNAPSHOT_OF, (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(seq)}, 3,
	    kept_row, &e, d);
}
