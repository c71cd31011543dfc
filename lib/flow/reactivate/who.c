/*
 * Who may come back: a number may have had several owners one after the other, and each of them a line of his own (row
 * S46). Names leave masked. Called by gather(); decides nothing but who is meant. Its facts stand in
 * cm_reactivate_names.
 */
#include "base/date.h"
#include "base/ident.h"
#include "flow/reactivate/reactivate.h"

#include "base/banned.h"

struct collecting {
	struct cm_case *c;
	struct cm_reactivate *r;
};

/* The i-th candidate, a new one if there are no more. */
static void
put(struct cm_case *c, struct cm_reactivate *r, unsigned i, struct cm_candidate one)
{
	r->candidates = cm_arena_grow(c->arena, r->candidates, i, &r->candidates_room, sizeof *r->candidates);
	r->candidates[i] = one;
	r->ncandidates += i == r->ncandidates;
}

/* Of a line that ended more than once only the last time counts. */
static enum cm_status
former(void *ctx, const struct cm_former *f)
{
	struct collecting *w = ctx;
	struct cm_reactivate *r = w->r;
	unsigned i = 0;

	while (i < r->ncandidates && (r->candidates[i].part != f->part || r->candidates[i].line != f->line))
		i++;
	put(w->c, r, i, (struct cm_candidate){.part = f->part, .line = f->line, .seq = f->seq, .until = f->until});
	return CM_OK;
}

static enum cm_status
fill(struct cm_case *c, struct cm_candidate *one)
{
	struct cm_line line;
	enum cm_status st = cm_line_get(c->store, one->part, one->line, &line, c->arena, c->diag);

	if (st == CM_END)
		return cm_fail(
		    c->diag, CM_DEFECT, "store.orphan", "a former line that is not there: part %d", one->part);
	one->name = line.name;
	one->since = cm_line_owned_since(&line);
	return st;
}

/* Those whose lines are terminated still, then the one that has the number now. */
static enum cm_status
collect(struct cm_case *c, struct cm_reactivate *r, struct cm_str msisdn)
{
	struct collecting w = {c, r};
	enum cm_status st = cm_former_of(c->store, msisdn, former, &w, c->diag);
	unsigned n = 0;

	for (unsigned i = 0; st == CM_OK && i < r->ncandidates; i++) {
		struct cm_account a;

		st = cm_account_get(c->store, r->candidates[i].part, r->candidates[i].line, &a, c->diag);
		if (st == CM_OK && a.status == CM_LINE_TERMINATED)
			r->candidates[n++] = r->candidates[i];
	}
	r->ncandidates = n;
	if (st == CM_OK && c->has_account)
		put(c, r, n, (struct cm_candidate){.part = c->account.part, .line = c->account.line});
	for (unsigned i = 0; st == CM_OK && i < r->ncandidates; i++)
		st = fill(c, &r->candidates[i]);
	return st;
}

/* "张* 2008-06-15/2010-03-01": since and until, .. where nobody knows or it goes on. */
void
cm_reactivate_candidates(struct cm_case *c, const struct cm_reactivate *r)
{
	struct cm_str *told = cm_arena_alloc(c->arena, (r->ncandidates + 1) * sizeof *told);

	for (unsigned i = 0; i < r->ncandidates; i++) {
		const struct cm_candidate *one = &r->candidates[i];
		char since[11] = "..", until[11] = "..";

		if (one->since != CM_DAY_NONE)
			cm_day_format(one->since, since);
		if (one->until)
			cm_day_format(cm_time_day(one->until), until);
		told[i] =
		    cm_str(cm_arena_printf(c->arena, "%s %s/%s", cm_mask_name(c->arena, one->name), since, until));
	}
	if (r->ncandidates)
		cm_out_list(c, "candidates", told, r->ncandidates);
}

/* Who is meant: by name or day, else the line that has the number, else the only one that had it. */
static const char *
choose(struct cm_case *c, struct cm_reactivate *r)
{
	bool by_name = cm_name_known(c, "owner_name"), by_day = cm_name_known(c, "owner_since");
	unsigned n = 0;

	for (unsigned i = 0; i < r->ncandidates; i++) {
		const struct cm_candidate *one = &r->candidates[i];

		if ((by_name && !cm_str_eq(one->name, cm_name_get_text(c, "owner_name"))) ||
		    (by_day && one->since != cm_name_get_int(c, "owner_since")) ||
		    (!by_name && !by_day && c->has_account && one->seq))
			continue;
		r->chosen = one;
		n++;
	}
	if (n == 1)
		return NULL;
	r->chosen = NULL;
	return n > 1 ? "several" : r->ncandidates ? "no_match" : "unknown";
}

/*
 * The number of a terminated line waits for it, or is for sale again and was not sold. One that ended in another system,
 * which told no end of its quarantine, waits for whoever had it: which of them was the last nobody knows here, and the
 * order in which they were imported says nothing.
 */
static bool
can_have(const struct cm_case *c, const struct cm_number *n, int part, int64_t line)
{
	switch (n->name.state) {
	case CM_NAME_QUARANTINED:
		return n->name.until == 0 || (n->name.part == part && n->name.line == line);
	case CM_NAME_RESERVED:
		return n->name.until <= c->now;
	case CM_NAME_FREE:
		return true;
	case CM_NAME_IN_USE:
	case CM_NAME_DEAD:
		break;
	}
	return false;
}

enum cm_status
cm_reactivate_number(
    struct cm_case *c, struct cm_str msisdn, int part, int64_t line, struct cm_number *n, bool *can)
{
	enum cm_status st = cm_number_get(c->store, msisdn, n, c->arena, c->diag);

	*can = st == CM_OK && can_have(c, n, part, line);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
look_at_chosen(struct cm_case *c, struct cm_reactivate *r, const char **comeback)
{
	const struct cm_candidate *one = r->chosen;
	bool restored;
	enum cm_status st;
	bool can;

	if (!one->seq) {
		st = cm_reactivate_paid(c, &restored);
		*comeback = c->account.status != CM_LINE_ACTIVE ? "stopped" : restored ? "restored" : "not_stopped";
		return st;
	}
	*comeback = "reassigned";
	if (c->has_account)
		return CM_OK;
	st = cm_reactivate_number(c, cm_name_get_text(c, "msisdn"), one->part, one->line, &r->number, &can);
	if (st != CM_OK || !can)
		return st;
	*comeback = "terminated";
	r->terminated = true;
	st = cm_account_get(c->store, one->part, one->line, &c->account, c->diag);
	c->has_account = st == CM_OK;
	c->op.part = one->part;
	c->op.line = one->line;
	return st == CM_OK ? cm_reactivate_paid(c, &restored) : st;
}

enum cm_status
cm_reactivate_who(struct cm_case *c, struct cm_reactivate *r)
{
	struct cm_str msisdn = cm_name_get_text(c, "msisdn");
	const char *comeback;
	enum cm_status st = cm_case_find_line(c, msisdn);

	if (st == CM_OK)
		st = collect(c, r, msisdn);
	if (st != CM_OK)
		return st;
	comeback = choose(c, r);
	if (!comeback)
		st = look_at_chosen(c, r, &comeback);
	cm_name_text(c, "comeback", cm_str(comeback));
	if (st != CM_OK || strcmp(comeback, "stopped") == 0 || strcmp(comeback, "restored") == 0 || r->terminated)
		return st;
	r->chosen = NULL;
	cm_reactivate_candidates(c, r);
	if (strcmp(comeback, "not_stopped") != 0) { /* what is refused is no business of the line that has the number */
		c->has_account = false;
		c->op.part = cm_part_of_name(msisdn);
		c->op.line = 0;
	}
	return st;
}
