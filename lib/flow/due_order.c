/* Which orders wait, and what carries them out when their day has come: a line each. */
#include "flow/due.h"
#include "flow/reactivate.h"

#include "base/banned.h"

static const struct cm_due_kind kinds[] = {
    /* A payment that waits for another system's word: no word in time, or a no, and it goes back. */
    {CM_REACTIVATE, cm_reactivate_due, cm_reactivate_give_back}, {0}};

const struct cm_due_kind *
cm_due_kind(struct cm_str kind)
{
	for (const struct cm_due_kind *k = kinds; k->kind; k++)
		if (cm_str_is(kind, k->kind))
			return k;
	return NULL;
}
