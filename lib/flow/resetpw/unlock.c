/* cm-resetpw unlock: the owner proves who he is, the count of wrong tries starts anew, the PIN stays (row S22). */
#include "flow/identity.h"
#include "flow/pin.h"

#include "base/banned.h"

enum {
	PIN_SET,
	PIN_LOCKED
};

static const char *const facts[] = {"pin_set", "pin_locked", NULL};

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_pin *pin = cm_arena_alloc(c->arena, sizeof *pin);
	enum cm_status st = cm_case_line(c);

	if (st == CM_OK)
		st = cm_identity_owner(c);
	if (st != CM_OK || !c->has_account)
		return st;
	st = cm_pin_get(c->store, c->account.part, c->account.line, pin, c->arena, c->diag);
	if (st != CM_OK)
		return st;
	cm_set_bool(c, PIN_SET, pin->hash.n > 0);
	cm_set_bool(c, PIN_LOCKED, pin->locked_until > c->now);
	c->state = pin;
	return CM_OK;
}

static enum cm_status
apply(struct cm_case *c)
{
	struct cm_pin *pin = c->state;

	cm_out_bool(c, "unlocked", cm_get_int(c, PIN_LOCKED));
	if (pin->tries == 0 && pin->locked_until == 0)
		return CM_OK;
	pin->tries = pin->locked_until = 0;
	return cm_pin_put(c->store, c->op.part, c->op.line, pin, c->diag);
}

const struct cm_flow cm_flow_resetpw_unlock = {.policy = "resetpw",
    .gate = "unlock",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_identity_names, NULL},
    .gather = gather,
    .apply = apply};
