#ifndef CM_FLOW_DUE_H
#define CM_FLOW_DUE_H

#include "flow/flow.h"
#include "record/reader.h"

/*
 * What time brings (cm-due): the steps of a line in arrears, numbers out of their quarantine, orders whose day has come.
 * find.c finds what may be due and makes records of it; due.c looks at each under the lock, and carries it out.
 */
enum cm_due_step { /* in the order in which they are looked for */
	CM_DUE_ORDER,
	CM_DUE_CREDIT,
	CM_DUE_SUSPEND,
	CM_DUE_SCHEDULE,
	CM_DUE_TERMINATE,
	CM_DUE_RELEASE,
	CM_DUE_STEPS
};
bool cm_due_step_parse(struct cm_str, enum cm_due_step *);

struct cm_due_options {
	struct cm_store *store;
	const struct cm_policy *policy; /* for its days */
	const char *only; /* a step's name; NULL: all */
	int64_t now;
};
/* Makes the records of all that may be due, a few thousand at a time, each time in a short transaction of its own. What
 * the reader needs lives in the arena. CM_USAGE: no such step. */
enum cm_status cm_due_find(struct cm_reader **, const struct cm_due_options *, struct cm_arena *, struct cm_diag *);

/*
 * What carries out an order that waited. gather() sets the facts by which policies/due.yaml decides whether its time has
 * come, and may leave *work for carry_out(), which changes the line and settles the order.
 */
struct cm_due_kind {
	const char *kind; /* of waiting: plan */
	enum cm_status (*gather)(struct cm_case *, const struct cm_waiting *, const void **work);
	enum cm_status (*carry_out)(struct cm_case *, const struct cm_waiting *, const void *work);
};
const struct cm_due_kind *cm_due_kind(struct cm_str kind); /* NULL: nobody knows it */
extern const char *const cm_due_names[]; /* for helpers: what their gathering sets */

/* Private to lib/flow/due/: ends a line: SIM, number, services and orders, with a snapshot of what it had. Its number
 * is kept from others until the given instant. */
enum cm_status cm_due_terminate(struct cm_case *, int64_t until);

#endif
