/*
 * cm-open quote: what a plan costs and what must be paid to begin, told in the deck's order (1.2 step 2, row S6): the
 * month, a minute out, a minute in, what is free. Reads only.
 */
#include "flow/open/open.h"

#include "base/banned.h"

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = cm_open_number(c);

	if (st == CM_OK)
		cm_open_plan(c);
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	cm_open_out_plan(c);
	cm_out_money(c, "deposit", cm_get_int(c, OPEN_DEPOSIT_MIN));
	cm_out_money(c, "card_fee", cm_get_int(c, OPEN_CARD_FEE));
	cm_out_money(c, "total_due", cm_get_int(c, OPEN_TOTAL_DUE));
	return CM_OK;
}

const struct cm_flow cm_flow_open_quote = {
    .policy = "open", .gate = "quote", .facts = cm_open_facts, .offers = true, .gather = gather, .apply = apply};
