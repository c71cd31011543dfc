/* Family groups: rows to structs and back. No rule stands here. */
#include "domain/family.h"

#include "base/banned.h"

bool
cm_family_is_main(const struct cm_family *f)
{
	return f->part == f->group_part && f->line == f->group_line;
}

bool
cm_family_is_open(const struct cm_family *f)
{
	return !cm_str_is(f->state, "terminated");
}

bool
cm_family_holds(const struct cm_family *f, int64_t at)
{
	if (cm_str_is(f->state, "pending") || f->effective == 0 || at < f->effective)
		return false;
	return cm_family_is_open(f) || at < f->until;
}

const struct cm_family *
cm_family_at(const struct cm_families *all, int64_t at)
{
	for (unsigned i = all->n; i-- > 0;)
		if (cm_family_holds(&all->rows[i], at))
			return &all->rows[i];
	return NULL;
}

struct cm_family *
cm_family_open(const struct cm_families *all)
{
	for (unsigned i = all->n; i-- > 0;)
		if (cm_family_is_open(&all->rows[i]))
			return &all->rows[i];
	return NULL;
}

/* ---- reading ---- */

struct reading {
	struct cm_families *all;
	unsigned room;
	struct cm_family next; /* whose rows are read */
	struct cm_arena *arena;
	struct cm_diag *diag;
};

static void
keep(struct reading *r, const struct cm_family *f)
{
	r->all->rows = cm_arena_grow(r->arena, r->all->rows, r->all->n, &r->room, sizeof *r->all->rows);
	r->all->rows[r->all->n++] = *f;
}

static enum cm_status
family_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct reading *r = ctx;
	struct cm_family f = {.part = r->next.part,
	    .line = r->next.line,
	    .since = c[0].i,
	    .seq = c[1].i,
	    .group_part = (int)c[2].i,
	    .group_line = c[3].i,
	    .offer = cm_arena_str(r->arena, c[4].s),
	    .state = cm_arena_str(r->arena, c[5].s),
	    .effective = c[6].i,
	    .until = c[7].i};

	(void)n;
	if (c[2].i < 0 || c[2].i >= CM_PARTS || f.group_line < 1 || f.seq < 1 || f.since < 0 || f.effective < 0 || f.until < 0)
		return cm_fail(r->diag, CM_NOSTORE, "store.damaged", "a family row has a value out of its range");
	keep(r, &f);
	return CM_OK;
}

enum cm_status
cm_families_of(
    struct cm_store *s, int part, int64_t line, struct cm_families *all, struct cm_arena *a, struct cm_diag *d)
{
	struct reading r = {.all = all, .next = {.part = part, .line = line}, .arena = a, .diag = d};

	*all = (struct cm_families){0};
	return cm_db_rows(cm_store_db(s), Q_FAMILIES_OF, (struct cm_cell[]){CM_INT(part), CM_INT(line)}, 2, family_row, &r, d);
}

/* A line that is or was in a group: who it is; its rows are read behind this. */
static enum cm_status
member_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct reading *r = ctx;

	(void)n;
	if (c[0].i < 0 || c[0].i >= CM_PARTS || c[1].i < 1)
		return cm_fail(r->diag, CM_NOSTORE, "store.damaged", "a family member has a value out of its range");
	keep(r, &(struct cm_family){.part = (int)c[0].i, .line = c[1].i});
	return CM_OK;
}

static bool
comes_before(const struct cm_family *a, const struct cm_family *b)
{
	if (a->since != b->since)
		return a->since < b->since;
	return a->seq != b->seq ? a->seq < b->seq : cm_family_is_main(a) && !cm_family_is_main(b);
}

/* A handful, each line's in order already. */
static void
sort(struct cm_families *all)
{
	for (unsigned i = 1; i < all->n; i++) {
		struct cm_family f = all->rows[i];
		unsigned k = i;

		for (; k > 0 && comes_before(&f, &all->rows[k - 1]); k--)
			all->rows[k] = all->rows[k - 1];
		all->rows[k] = f;
	}
}

enum cm_status
cm_families_of_group(struct cm_store *s, int group_part, int64_t group_line, struct cm_families *all, struct cm_arena *a,
    struct cm_diag *d)
{
	struct cm_families lines = {0}, of;
	struct reading who = {.all = &lines, .arena = a, .diag = d}, r = {.all = all, .arena = a, .diag = d};
	enum cm_status st = cm_db_rows(cm_store_db(s), Q_FAMILY_MEMBERS_OF,
	    (struct cm_cell[]){CM_INT(group_part), CM_INT(group_line)}, 2, member_row, &who, d);

	*all = (struct cm_families){0};
	for (unsigned i = 0; st == CM_OK && i < lines.n; i++) {
		st = cm_families_of(s, lines.rows[i].part, lines.rows[i].line, &of, a, d);
		for (unsigned k = 0; st == CM_OK && k < of.n; k++)
			if (of.rows[k].group_part == group_part && of.rows[k].group_line == group_line)
				keep(&r, &of.rows[k]);
	}
	sort(all);
	return st;
}

/* ---- writing ---- */

enum cm_status
cm_family_add(struct cm_store *s, const struct cm_family *f, struct cm_diag *d)
{
	enum cm_status st = cm_db_run(cm_store_db(s), Q_FAMILY_ADD,
	    (struct cm_cell[]){CM_INT(f->part), CM_INT(f->line), CM_INT(f->since), CM_INT(f->seq), CM_INT(f->group_part),
		CM_INT(f->group_line), CM_TEXT(f->offer), CM_TEXT(f->state), CM_INT(f->effective), CM_INT(f->until)},
	    10, NULL, d);

	if (st != CM_OK)
		return st;
	return cm_db_run(cm_store_db(s), Q_FAMILY_MEMBER_ADD,
	    (struct cm_cell[]){CM_INT(f->group_part), CM_INT(f->group_line), CM_INT(f->part), CM_INT(f->line)}, 4, NULL, d);
}

static enum cm_status
put(struct cm_store *s, const struct cm_family *f, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st = cm_db_run(cm_store_db(s), Q_FAMILY_PUT,
	    (struct cm_cell[]){CM_TEXT(f->state), CM_INT(f->effective), CM_INT(f->until), CM_INT(f->part), CM_INT(f->line),
		CM_INT(f->since), CM_INT(f->seq)},
	    7, &changed, d);

	if (st == CM_OK && changed != 1)
		return cm_fail(d, CM_CONFLICT, "store.conflict", "the line has left this family group already");
	return st;
}

enum cm_status
cm_family_activate(struct cm_store *s, struct cm_family *f, int64_t effective, struct cm_diag *d)
{
	f->state = CM_STR("active");
	f->effective = effective;
	f->until = 0;
	return put(s, f, d);
}

enum cm_status
cm_family_end(struct cm_store *s, struct cm_family *f, int64_t at, struct cm_diag *d)
{
	f->state = CM_STR("terminated");
	f->until = at;
	return put(s, f, d);
}
