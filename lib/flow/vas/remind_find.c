/*
 * The lines that may have to be told how much of their data is left: part by part in the order of their ids (find.h).
 * Whoever has been told is found again, and passed over by its notices.
 */
#include "base/date.h"
#include "domain/due.h"
#include "flow/find.h"
#include "flow/vas/remind.h"

#include "base/banned.h"

#define PIECE 4000 /* lines found at a time */

struct told {
	struct cm_store *store;
	struct cm_str service;
	int32_t today;
};

static enum cm_status
look(void *ctx, struct cm_find *find, const struct cm_found *behind, unsigned room, struct cm_diag *d)
{
	const struct told *t = ctx;

	return cm_due_reminders(t->store, behind->part, behind->line, t->service, t->today, room, cm_find_add_line, find, d);
}

static void
give(void *ctx, struct cm_record *rec, const struct cm_found *line)
{
	(void)ctx;
	if (line)
		cm_find_put(rec, "msisdn", line->msisdn);
}

enum cm_status
cm_remind_find(struct cm_reader **out, const struct cm_remind_options *o, struct cm_arena *a, struct cm_diag *d)
{
	const struct cm_figure *service = cm_policy_figure(o->policy, "reminder_service");
	struct told *t = cm_arena_alloc(a, sizeof *t);

	if (!service || service->value.type != CM_T_TEXT)
		return cm_fail(d, CM_CONFIG, "policy.missing-figure", "%s has no figure %s", o->policy->file, "reminder_service");
	*t = (struct told){o->store, service->value.s, cm_time_day(o->now)};
	*out = cm_find_reader(&(struct cm_finder){.ctx = t, .piece = PIECE, .waits = true, .look = look,
				  .go_on = cm_find_next_part, .give = give},
	    o->store, a);
	return CM_OK;
}
