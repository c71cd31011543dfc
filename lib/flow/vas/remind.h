#ifndef CM_FLOW_VAS_REMIND_H
#define CM_FLOW_VAS_REMIND_H

#include "flow/flow.h"
#include "record/reader.h"

/*
 * What a line has left of its data, told by message (row S85): remind_find.c finds the lines that may have to be told
 * and makes records of them, remind.c looks at each under the lock. When, and in which words, is in
 * policies/reminders.yaml and notify.yaml.
 */
struct cm_remind_options {
	struct cm_store *store;
	const struct cm_policy *policy; /* reminders: which service it is about */
	int64_t now;
};
/* What the reader needs lives in the arena. */
enum cm_status cm_remind_find(
    struct cm_reader **, const struct cm_remind_options *, struct cm_arena *, struct cm_diag *);

#endif
