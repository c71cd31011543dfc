/*
 * cm-open reserve and release: deck 1.2 step 3 (row S8). A customer who takes long to choose does so aside, and the
 * number stays his for some minutes; a reservation ends by itself, release only ends it sooner.
 */
#include "flow/open/open.h"

#include "base/banned.h"

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = cm_open_number(c);
	struct cm_str msisdn = cm_get_text(c, OPEN_MSISDN);

	if (st != CM_OK)
		return st;
	c->op.part = cm_part_of_name(msisdn.n ? msisdn : cm_get_text(c, OPEN_PACK_SERIAL));
	cm_set_bool(c, OPEN_RESERVER_KNOWN, cm_known(c, OPEN_ID_NO) || cm_known(c, OPEN_CONTACT));
	cm_set_time(c, OPEN_RESERVED_UNTIL, c->now + 60 * cm_get_int(c, OPEN_HOLD_MINUTES));
	return CM_OK;
}

static enum cm_status
reserve(struct cm_case *c)
{
	int64_t until = cm_get_int(c, OPEN_RESERVED_UNTIL);
	struct cm_open *o = cm_open_state(c);
	char by_document[33], by_contact[33];

	cm_open_holder(c, by_document, by_contact);
	cm_out_text(c, "msisdn", o->number.msisdn);
	cm_out_time(c, "reserved_until", until);
	cm_out_money(c, "prepay_min", o->number.prepay_min);
	o->number.name = o->was;
	return cm_number_hold(c->store, &o->number, until,
	    cm_arena_str(c->arena, cm_str(by_document[0] ? by_document : by_contact)), c->diag);
}

static enum cm_status
release(struct cm_case *c)
{
	struct cm_open *o = cm_open_state(c);

	cm_out_text(c, "msisdn", o->number.msisdn);
	o->number.name = o->was;
	return cm_number_release(c->store, &o->number, c->diag);
}

const struct cm_flow cm_flow_open_reserve = {
    .policy = "open", .gate = "reserve", .facts = cm_open_facts, .gather = gather, .apply = reserve};
const struct cm_flow cm_flow_open_release = {
    .policy = "open", .gate = "release", .facts = cm_open_facts, .gather = gather, .apply = release};
