/* cm-resetpw check: whether a PIN would do, by what the record says alone. Needs no store and changes nothing. */
#include "flow/pin.h"

#include "base/banned.h"

static const char *const facts[] = {NULL};

static enum cm_status
gather(struct cm_case *c)
{
	cm_new_pin_facts(c);
	return CM_OK;
}

static enum cm_status
apply(struct cm_case *c)
{
	(void)c;
	return CM_OK;
}

const struct cm_flow cm_flow_resetpw_check = {.policy = "resetpw",
    .gate = "check",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_new_pin_names, NULL},
    .no_store = true,
    .gather = gather,
    .apply = apply};
