/* How many answers are owed, and what monitoring makes of it. Called by cm-complaint due. */
#include "flow/complaint/remind.h"

#include "base/banned.h"

static enum cm_status
first(void *ctx, const struct cm_ticket *t)
{
	*(int64_t *)ctx = t->reply_due;
	return CM_OK;
}

enum cm_status
cm_complaint_owed(struct cm_store *s, int64_t now, int64_t by, struct cm_owed *owed, struct cm_diag *d)
{
	enum cm_status st = cm_tickets_due_count(s, by, &owed->due, d);

	owed->oldest = 0;
	if (st == CM_OK)
		st = cm_tickets_due_count(s, now - 1, &owed->overdue, d);
	if (st == CM_OK && owed->due)
		st = cm_tickets_due(s, by, &CM_TICKET_NONE, 1, first, &owed->oldest, d);
	return st;
}

int
cm_complaint_alarm(const struct cm_owed *owed, int64_t warning, int64_t critical)
{
	if (critical >= 0 && owed->due > critical)
		return 2;
	return warning >= 0 && owed->due > warning ? 1 : 0;
}
