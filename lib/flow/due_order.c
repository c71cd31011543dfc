/* Which orders wait, and what carries them out when their day has come: a line each. */
#include "flow/due.h"
#include "flow/reactivate.h"

#include "base/banned.h"

/* ---- a payment for a line that another system has the last word about (row S41) ---- */

static enum cm_status
gather_word(struct cm_case *c, const struct cm_waiting *w, const void **work)
{
	(void)work;
	return cm_reactivate_due(c, w);
}

static enum cm_status
give_back(struct cm_case *c, const struct cm_waiting *w, const void *work)
{
	(void)work;
	return cm_reactivate_give_back(c, w);
}

/* ---- all kinds ---- */

static const struct cm_due_kind kinds[] = {
    {CM_REACTIVATE, gather_word, give_back}, {0}};

const struct cm_due_kind *
cm_due_kind(struct cm_str kind)
{
	for (const struct cm_due_kind *k = kinds; k->kind; k++)
		if (cm_str_is(kind, k->kind))
			return k;
	return NULL;
}
