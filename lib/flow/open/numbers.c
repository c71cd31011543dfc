/* cm-open numbers: which numbers can be had now, in order, one record each. Reads only. */
#include "flow/open/open.h"
#include "base/po.h"

#include "base/banned.h"

static enum cm_status
gather(struct cm_case *c)
{
	if (!cm_known(c, OPEN_LIMIT))
		cm_set_int(c, OPEN_LIMIT, cm_get_int(c, OPEN_SHOWN));
	return CM_OK;
}

static enum cm_status
row(void *ctx, const struct cm_number *n)
{
	struct cm_case *c = ctx;

	cm_out_text(c, "msisdn", n->msisdn);
	cm_out_text(c, "pack_serial", n->pack_serial);
	cm_out_text(c, "number_class", n->number_class);
	cm_out_money(c, "prepay_min", n->prepay_min);
	return c->emit(c);
}

static enum cm_status
apply(struct cm_case *c)
{
	struct cm_str prefix = cm_get_text(c, OPEN_PREFIX);

	enum cm_status st = cm_number_free(
	    c->store, c->now, prefix.n ? prefix : CM_STR(""), (unsigned)cm_get_int(c, OPEN_LIMIT), row, c, c->diag);

	if (st == CM_OK && !c->emitted)
		cm_out_text(c, "message", cm_str(_("no number that can be had is among these")));
	return st;
}

const struct cm_flow cm_flow_open_numbers = {
    .policy = "open", .gate = "numbers", .facts = cm_open_facts, .gather = gather, .apply = apply};
