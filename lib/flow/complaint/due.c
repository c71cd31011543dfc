/* How many answers are owed, and what monitoring makes of it. Called by cm-complaint due. */
#include "base/money.h"
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

static bool
parse_end(struct cm_str s, int64_t *end)
{
	return cm_int_parse(s, end) && *end >= 0;
}

bool
cm_range_parse(struct cm_str s, struct cm_range *r)
{
	const char *colon;

	*r = (struct cm_range){.low = 0, .high = INT64_MAX, .inside = s.n && s.p[0] == '@'};
	if (r->inside)
		s = (struct cm_str){s.p + 1, s.n - 1};
	colon = s.n ? memchr(s.p, ':', s.n) : NULL;
	if (colon) {
		struct cm_str low = {s.p, (size_t)(colon - s.p)};

		s = (struct cm_str){colon + 1, s.n - low.n - 1};
		if (cm_str_is(low, "~"))
			r->low = INT64_MIN;
		else if (low.n && !parse_end(low, &r->low))
			return false;
		if (low.n && !s.n)
			return true;
	}
	return parse_end(s, &r->high) && r->low <= r->high;
}

static bool
alarms(const struct cm_range *r, int64_t n)
{
	return r && (n >= r->low && n <= r->high) == r->inside;
}

int
cm_complaint_alarm(const struct cm_owed *owed, const struct cm_range *warning, const struct cm_range *critical)
{
	return alarms(critical, owed->due) ? 2 : alarms(warning, owed->due);
}
