/*
 * cm-resetpw change: deck 1.5 (row S22), for a customer who knows the PIN. It alone proves who he is; wrong tries are
 * counted and lock the line.
 */
#include "flow/pin.h"

#include "base/banned.h"

static const char *const facts[] = {NULL};

static enum cm_status
peek(struct cm_case *c)
{
	enum cm_status st = cm_pin_peek(c);

	return st == CM_OK ? cm_new_pin_peek(c) : st;
}

/* Both, whatever the comparison says: under the lock there must be nothing slow left to do. */
static enum cm_status
prepare(struct cm_case *c)
{
	enum cm_status st = cm_pin_prepare(c);

	return st == CM_OK ? cm_new_pin_prepare(c) : st;
}

/* The number on file is only compared for somebody who has proved to be the owner: it is not a riddle to be solved. */
static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = cm_case_line(c);

	if (st == CM_OK)
		st = cm_pin_gather(c);
	if (st != CM_OK)
		return st;
	cm_new_pin_facts(c);
	if (cm_name_get_int(c, "pin_matches") != 1)
		return CM_OK;
	st = cm_case_load_line(c);
	if (st == CM_OK && c->has_line)
		cm_new_pin_document(c, c->line.id_no);
	return st;
}

const struct cm_flow cm_flow_resetpw_change = {.policy = "resetpw",
    .gate = "change",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_pin_names, cm_new_pin_names, NULL},
    .peek = peek,
    .prepare = prepare,
    .gather = gather,
    .apply = cm_new_pin_apply};
