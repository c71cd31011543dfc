/*
 * cm-sim unlock: a SIM that locked itself after wrong PINs works again with its PUK (row S23). The PUK is a secret of the
 * stock: it leaves in the file of --puk and nowhere else, for a customer who has proved a right to the SIM. Without that
 * file the order only records the unlocking; the customer has the PUK on the card that the SIM was broken out of.
 */
#include "base/ident.h"
#include "flow/identity.h"
#include "flow/pin.h"
#include "flow/sim/sim.h"

#include "base/banned.h"

enum {
	PUK_ON_FILE,
	PUK_WANTED
};

static const char *const facts[] = {"puk_on_file", "puk_wanted", NULL};

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_sim *sim = cm_arena_alloc(c->arena, sizeof *sim);
	enum cm_status st = cm_case_line_or_former(c);

	if (st == CM_OK)
		st = cm_identity_gather(c);
	if (st != CM_OK || !c->has_line)
		return st;
	if (c->line.iccid.n)
		st = cm_sim_find(c, c->line.iccid, sim);
	cm_set_bool(c, PUK_ON_FILE, sim->puk.n > 0 && sim->puk.n <= CM_PIN_LONGEST);
	cm_set_bool(c, PUK_WANTED, c->hands_out);
	c->state = sim;
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct cm_sim *sim = c->state;
	bool given = c->hands_out && cm_get_int(c, PUK_ON_FILE);

	if (given) {
		memcpy(c->handed, sim->puk.p, sim->puk.n);
		c->handed[sim->puk.n] = 0;
		c->handed_field = "puk";
	}
	cm_out_bool(c, "puk_on_file", cm_get_int(c, PUK_ON_FILE));
	cm_out_bool(c, "puk_given", given);
	cm_out_money(c, "fee", 0);
	return CM_OK;
}

const struct cm_flow cm_flow_sim_unlock = {.policy = "sim",
    .gate = "unlock",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_sim_names, cm_identity_names, cm_pin_names, NULL},
    .peek = cm_pin_peek,
    .prepare = cm_pin_prepare,
    .gather = gather,
    .apply = apply};
