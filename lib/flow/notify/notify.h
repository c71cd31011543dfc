#ifndef CM_FLOW_NOTIFY_H
#define CM_FLOW_NOTIFY_H

#include "domain/notice.h"
#include "flow/flow.h"

struct cm_notices;

/*
 * Notices on their way: an order that is done leaves those that its gate declares (queue.c, called by life.c); pull
 * hands out what may be sent (pull.c), ack and reply are flows of their own (notify.c, reply.c), scores sums
 * the answers up (scores.c). What they say, and when they may go, is in policies/notify.yaml.
 */

/* The kind of the notice that a text becomes: the text's id behind its file's name. */
struct cm_str cm_notice_kind(const struct cm_text *);
/* Whether a notice was never sent and is not worth it any more (lapse.c): policy is notify.yaml, which has a figure lapse_KIND in
 * days; a reminder is not once the answer is given, or owed by another time. In a read transaction. */
enum cm_status cm_notice_lapsed(struct cm_store *, const struct cm_policy *, const struct cm_notice *, int64_t now, bool *lapsed,
    struct cm_arena *, struct cm_diag *);
/* Of a gate and its rules, what is the same for all its orders; NULL when they declare none. CM_CONFIG: a figure is missing. */
enum cm_status cm_notices_init(const struct cm_notices **, const struct cm_gate *, const struct cm_vocabulary *,
    struct cm_arena *, struct cm_diag *);
/* Writes them for the operation that is about to be written: part, line and seq are known. CM_DEFECT: a text names a fact
 * that has no value here. */
enum cm_status cm_notices_add(const struct cm_notices *, struct cm_case *);

/*
 * Notices whose time has come, with their texts in the customer's language, the earliest first. Reads only: what is not
 * acknowledged comes again. No transaction is open while emit() runs, since whoever reads the pipe may be slow.
 */
struct cm_pull {
	struct cm_store *store;
	struct cm_vocabulary *vocabulary;
	int64_t now, limit;
	const struct cm_policy *policy; /* notify.yaml: set by pull */
	enum cm_status (*emit)(void *ctx, const struct cm_notice *, struct cm_str text);
	void *ctx;

	/* what it came to */
	int64_t pulled, lapsed; /* lapsed: too old to be sent, and left where they are; no reminders */
	int64_t quiet_since, quiet_until; /* instants: only reminders of these hours are handed out before; 0: it is not quiet */
};
/* CM_CONFIG: some texts could not be made, after all others were emitted; those notices still wait. */
enum cm_status cm_notify_pull(struct cm_pull *, struct cm_arena *, struct cm_diag *);

/* One operator's surveys of one flow. No answer is none, and not a 0: the mean is that of the answers. */
struct cm_scores {
	struct cm_str user, source;
	int64_t notices, sent, answered, sum;
	int64_t count[10]; /* by answer */
};
/* In the order of user and source. In a read transaction. */
enum cm_status cm_notify_scores(struct cm_store *, int64_t since, int64_t until,
    enum cm_status (*emit)(void *ctx, const struct cm_scores *), void *ctx, struct cm_diag *);

#endif
