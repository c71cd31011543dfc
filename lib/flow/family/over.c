/*
 * Requests that nobody answered in time (row S58). They bind nobody from that instant on, whether or not cm-due has been
 * there: who orders again is not told to wait for an answer that would not count. The order that comes next ends them.
 */
#include "flow/family/family.h"

#include "base/banned.h"

bool
cm_family_is_over(const struct cm_case *c, const struct cm_family *f)
{
	return cm_str_is(f->state, "pending") && c->now >= f->until;
}

int64_t
cm_family_count(const struct cm_case *c, const struct cm_family_group *g)
{
	int64_t n = 0;

	for (unsigned i = 0; i < g->rows.n; i++)
		n += cm_family_is_open(&g->rows.rows[i]) && !cm_family_is_main(&g->rows.rows[i]) &&
		    !cm_family_is_over(c, &g->rows.rows[i]);
	return n;
}

/* The line's open row, and the group that it is of. NULL: it has none. */
static enum cm_status
find(struct cm_case *c, const struct cm_account *a, const struct cm_family **open, struct cm_family_group *g)
{
	struct cm_families own;
	enum cm_status st = cm_families_of(c->store, a->part, a->line, &own, c->arena, c->diag);

	*g = (struct cm_family_group){0};
	*open = st == CM_OK ? cm_family_open(&own) : NULL;
	return *open ? cm_family_read_of(c, *open, g) : st;
}

enum cm_status
cm_family_bound(struct cm_case *c, const struct cm_account *a, bool *bound)
{
	const struct cm_family *open;
	struct cm_family_group g;
	enum cm_status st = find(c, a, &open, &g);

	*bound = st == CM_OK && open && (cm_family_is_main(open) ? cm_family_count(c, &g) > 0 : !cm_family_is_over(c, open));
	return st;
}

enum cm_status
cm_family_clear(struct cm_case *c, const struct cm_account *a)
{
	const struct cm_family *open;
	struct cm_family_group g;
	enum cm_status st = find(c, a, &open, &g);

	for (unsigned i = 0; st == CM_OK && i < g.rows.n; i++)
		if (!cm_family_is_main(&g.rows.rows[i]) && cm_family_is_over(c, &g.rows.rows[i]))
			st = cm_family_leave(c, &g, &g.rows.rows[i], g.rows.rows[i].until);
	return st;
}
