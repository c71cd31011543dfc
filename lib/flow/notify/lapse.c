/* Which notices that were never sent are not worth it any more: as old as notify.yaml says, or a reminder of nothing. */
#include "domain/ticket.h"
#include "flow/notify/notify.h"
#include "policy/policy.h"

#include "base/banned.h"

static bool
is_old(const struct cm_policy *policy, const struct cm_notice *n, int64_t now, struct cm_arena *a)
{
	char *name = cm_arena_printf(a, "lapse_%.*s", (int)n->kind.n, n->kind.p);
	const struct cm_figure *f;

	for (char *p = name; *p; p++)
		if (*p == '-')
			*p = '_';
	f = cm_policy_figure(policy, name);
	return f && now - n->not_before >= f->value.i * 86400;
}

/* It was left some time ago, for the morning perhaps: the ticket says whether the answer is still owed, by the same time. */
static enum cm_status
find_moot(struct cm_store *s, const struct cm_notice *n, bool *moot, struct cm_arena *a, struct cm_diag *d)
{
	const char *version;
	struct cm_ticket t;
	enum cm_status st = cm_ticket_get(s, n->part, n->seq, &t, a, d);

	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	version = memrchr(n->kind.p, '.', n->kind.n); /* reminder.LEVEL.VERSION */
	version = cm_arena_strn(a, version + 1, (size_t)(n->kind.p + n->kind.n - version - 1));
	*moot = !t.awaiting || strcmp(version, cm_arena_printf(a, "%lld", (long long)t.due_version)) != 0;
	return CM_OK;
}

enum cm_status
cm_notice_lapsed(struct cm_store *s, const struct cm_policy *policy, const struct cm_notice *n, int64_t now, bool *lapsed,
    struct cm_arena *a, struct cm_diag *d)
{
	*lapsed = false;
	if (n->sent_at || n->answered_at)
		return CM_OK;
	if (cm_notice_is_reminder(n->kind))
		return find_moot(s, n, lapsed, a, d);
	*lapsed = is_old(policy, n, now, a);
	return CM_OK;
}
