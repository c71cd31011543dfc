/*
 * Whether deadlines.yaml makes sense as a whole, once each part of it is read: who would be reminded when, and which ways lead
 * through the statuses. Called as it is loaded, so that no command runs with what cm-policy check calls an error of these.
 */
#include "policy/deadlines.h"

#include "base/banned.h"

/* ---- levels ---- */

/* The least open time that a reply has: days are as long as the shortest one. */
static int64_t
least(const struct cm_deadline *c)
{
	int64_t day = c->calendar ? INT64_MAX : 86400;

	for (int i = 0; c->calendar && i < 7; i++)
		if (c->calendar->week[i].n && c->calendar->week[i].seconds < day)
			day = c->calendar->week[i].seconds;
	return c->days ? c->reply * day : c->reply;
}

/* Open time from the registration to a level. */
static int64_t
place(const struct cm_deadline_level *v, int64_t reply)
{
	return v->share ? reply * v->offset / 100 : reply + v->offset;
}

/* Of each class: no level before the clock begins, each behind the one before it. */
static void
check_order(const struct cm_deadlines *all, const struct cm_deadline *c, struct cm_diag *d)
{
	int64_t reply = least(c), at, last = 0;

	for (unsigned i = 0; i < all->nlevels; i++) {
		const struct cm_deadline_level *v = &all->levels[i];

		at = place(v, reply);
		if (at <= 0)
			cm_diag_add(d, CM_ERROR, v->pos, "policy.level",
			    "%.*s would remind before the clock begins: class %.*s has less time", (int)v->id.n, v->id.p,
			    (int)c->id.n, c->id.p);
		else if (i && at <= last)
			cm_diag_add(d, CM_ERROR, v->pos, "policy.level",
			    "%.*s would not remind behind %.*s: class %.*s", (int)v->id.n, v->id.p,
			    (int)all->levels[i - 1].id.n, all->levels[i - 1].id.p, (int)c->id.n, c->id.p);
		last = at;
	}
}

/* ---- statuses ---- */

static int
index_of(const struct cm_deadlines *all, struct cm_str word)
{
	const struct cm_ticket_status *s = cm_ticket_status(all, word);

	return s ? (int)(s - all->statuses) : -1;
}

/* Marks what one step leads to, from what is marked; or what leads to it. Until nothing new is found. */
static void
spread(const struct cm_deadlines *all, bool *marked, bool back)
{
	bool more = true;

	while (more) {
		more = false;
		for (int i = 0; i < CM_TMF621_STATUSES; i++)
			for (unsigned k = 0; k < all->statuses[i].nnext; k++) {
				int to = index_of(all, all->statuses[i].next[k]);
				int known = back ? to : i, found = back ? i : to;

				more |= marked[known] && !marked[found];
				marked[found] |= marked[known];
			}
	}
}

static void
check_ways(const struct cm_deadlines *all, struct cm_diag *d)
{
	bool reached[CM_TMF621_STATUSES] = {false}, ends[CM_TMF621_STATUSES];

	reached[index_of(all, all->initial)] = true;
	for (int i = 0; i < CM_TMF621_STATUSES; i++)
		ends[i] = all->statuses[i].end;
	spread(all, reached, false);
	spread(all, ends, true);
	for (int i = 0; i < CM_TMF621_STATUSES; i++) {
		if (!reached[i])
			cm_diag_add(d, CM_ERROR, all->statuses[i].pos, "policy.unreachable",
			    "no way leads from %.*s to %s", (int)all->initial.n, all->initial.p, all->statuses[i].word);
		if (!ends[i])
			cm_diag_add(d, CM_ERROR, all->statuses[i].pos, "policy.dead-end",
			    "no way leads from %s to an end", all->statuses[i].word);
	}
}

void
cm_deadlines_sound(const struct cm_deadlines *all, struct cm_diag *d)
{
	unsigned errors = d->errors;

	for (unsigned i = 0; i < all->n && d->errors == errors; i++) /* one class's is enough */
		check_order(all, &all->classes[i], d);
	check_ways(all, d);
}
