/*
 * Tickets of which a reminder is due, the earliest first (find.h): by the index of what is still to come, so that closed
 * tickets cost nothing, however many there are.
 */
#include "flow/complaint/remind.h"
#include "flow/find.h"

#include "base/banned.h"

#define PIECE 2000 /* tickets found at a time */

struct waiting {
	struct cm_store *store;
	int64_t now;
};

static enum cm_status
add(void *ctx, const struct cm_ticket *t)
{
	return cm_find_add(ctx, (struct cm_found){.due = t->remind_at, .part = t->part, .seq = t->ticket}, CM_STR(""), CM_STR(""));
}

static enum cm_status
look(void *ctx, struct cm_find *find, const struct cm_found *behind, unsigned room, struct cm_diag *d)
{
	const struct waiting *w = ctx;
	struct cm_ticket last = CM_TICKET_NONE;

	last.remind_at = behind->due;
	last.part = behind->part;
	last.ticket = behind->seq;
	return cm_tickets_to_remind(w->store, w->now, &last, room, add, find, d);
}

static bool
no_more(void *ctx, struct cm_found *place)
{
	(void)ctx, (void)place;
	return false;
}

static void
give(void *ctx, struct cm_record *rec, const struct cm_found *one)
{
	char id[20];

	(void)ctx;
	if (!one)
		return;
	cm_id_make(id, one->part, one->seq);
	cm_find_put(rec, "ticket_id", id);
}

enum cm_status
cm_complaint_remind_find(struct cm_reader **out, struct cm_store *store, int64_t now, struct cm_arena *a)
{
	struct waiting *w = cm_arena_alloc(a, sizeof *w);

	*w = (struct waiting){store, now};
	*out = cm_find_reader(&(struct cm_finder){.ctx = w, .piece = PIECE, .from = {.part = -1, .due = INT64_MIN}, .waits = true,
				  .look = look, .go_on = no_more, .give = give},
	    store, a);
	return CM_OK;
}
