/*
 * cm-store import numbers and sims: what there is for sale. A number's or SIM's particulars never change in the store,
 * so a row is compared with them, whatever became of the thing itself.
 */
#include "flow/store/import.h"

#include "base/banned.h"

/* ---- numbers ---- */

enum {
	MSISDN,
	PACK_SERIAL,
	NUMBER_CLASS,
	PREPAY_MIN
};

static const char *const number_facts[] = {"msisdn", "pack_serial", "number_class", "prepay_min", NULL};
static const char *const number_key[] = {"msisdn", NULL};

/* A pack holds one number. */
static enum cm_status
check_pack(struct cm_case *c)
{
	struct cm_number other;
	enum cm_status st;

	if (!cm_known(c, PACK_SERIAL))
		return CM_OK;
	st = cm_number_of_pack(c->store, cm_get_text(c, PACK_SERIAL), &other, c->arena, c->diag);
	if (st == CM_OK)
		cm_case_invalid(c, "store.conflict", "pack_serial: the pack holds another number");
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
gather_number(struct cm_case *c)
{
	struct cm_number n;
	enum cm_status st = cm_number_get(c->store, cm_get_text(c, MSISDN), &n, c->arena, c->diag);

	if (cm_get_int(c, PREPAY_MIN) < 0)
		cm_case_invalid(c, "field.malformed", "prepay_min: expected an amount of at least nothing");
	else if (st == CM_END)
		return check_pack(c);
	else if (st == CM_OK && !cm_import_differs_text(c, PACK_SERIAL, n.pack_serial) &&
	    !cm_import_differs_text(c, NUMBER_CLASS, n.number_class) && !cm_import_differs_int(c, PREPAY_MIN, n.prepay_min))
		cm_case_duplicate(c, NULL);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
add_number(struct cm_case *c)
{
	struct cm_number n = {.msisdn = cm_get_text(c, MSISDN), .pack_serial = cm_import_text(c, PACK_SERIAL),
	    .number_class = cm_import_text(c, NUMBER_CLASS), .prepay_min = cm_get_int(c, PREPAY_MIN), .holder = CM_STR(""),
	    .name = {.state = CM_NAME_FREE}};

	return cm_number_add(c->store, &n, c->diag);
}

const struct cm_flow cm_flow_import_numbers = {.policy = "store", .gate = "numbers", .facts = number_facts,
    .key = number_key, .stock = true, .gather = gather_number, .apply = add_number};

/* ---- SIMs ---- */

enum {
	ICCID,
	IMSI,
	PUK
};

static const char *const sim_facts[] = {"iccid", "imsi", "puk", NULL};
static const char *const sim_key[] = {"iccid", NULL};

static enum cm_status
gather_sim(struct cm_case *c)
{
	struct cm_sim sim;
	enum cm_status st = cm_sim_get(c->store, cm_get_text(c, ICCID), &sim, c->arena, c->diag);

	if (st == CM_OK && !cm_import_differs_text(c, IMSI, sim.imsi) && !cm_import_differs_text(c, PUK, sim.puk))
		cm_case_duplicate(c, NULL);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
add_sim(struct cm_case *c)
{
	struct cm_sim sim = {.iccid = cm_get_text(c, ICCID), .imsi = cm_import_text(c, IMSI), .puk = cm_import_text(c, PUK),
	    .name = {.state = CM_NAME_FREE}};

	return cm_sim_add(c->store, &sim, c->diag);
}

const struct cm_flow cm_flow_import_sims = {.policy = "store", .gate = "sims", .facts = sim_facts, .key = sim_key,
    .stock = true, .gather = gather_sim, .apply = add_sim};
