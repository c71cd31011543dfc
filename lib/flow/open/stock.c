/*
 * What the verbs of cm-open look up: the number by itself or by its pack, who reserved it, the plan and its prices.
 * Called by gather(); sets facts, decides nothing.
 */
#include "base/date.h"
#include "flow/offer.h"
#include "flow/open/open.h"

#include "base/banned.h"

const char *const cm_open_facts[] = {"msisdn", "pack_serial", "iccid", "name", "id_type", "id_no", "contact", "address",
    "customer_type", "plan", "services", "offers", "campaign", "deposit", "new_pin", "channel", "prefix", "limit",
    "today", "number_state", "number_claim", "number_until", "pack_matches", "reserver_known",
    "reserved_until", "sim_state", "effective_at", "deposit_min", "card_fee", "total_due", "odd_service", "odd_offer", "campaign_open",
    "prepaid", "arrears_after", "hold_minutes", "numbers_shown", "services_apart", NULL};

struct cm_open *
cm_open_state(struct cm_case *c)
{
	if (!c->state)
		c->state = cm_arena_alloc(c->arena, sizeof(struct cm_open));
	return c->state;
}

/* ---- the number ---- */

/* However it was written down: 029-87654321 is 02987654321, and x is X. */
static void
mac(struct cm_case *c, struct cm_str label, struct cm_str value, char hex[33])
{
	struct cm_buf b = {0};

	for (size_t i = 0; i < value.n; i++) {
		char ch = value.p[i];

		if (ch != ' ' && ch != '-')
			cm_buf_putc(&b, ch >= 'a' && ch <= 'z' ? (char)(ch - 'a' + 'A') : ch);
	}
	cm_store_mac(c->store, label, cm_buf_str(&b), hex);
	cm_buf_free(&b);
}

void
cm_open_holder(struct cm_case *c, char by_document[33], char by_contact[33])
{
	by_document[0] = by_contact[0] = 0;
	if (cm_known(c, OPEN_ID_NO))
		mac(c, CM_STR("reserve id_no"), cm_get_text(c, OPEN_ID_NO), by_document);
	if (cm_known(c, OPEN_CONTACT))
		mac(c, CM_STR("reserve contact"), cm_get_text(c, OPEN_CONTACT), by_contact);
}

static bool
is_holder(struct cm_case *c, const struct cm_number *n)
{
	char by_document[33], by_contact[33];

	if (!n->holder.n)
		return false;
	cm_open_holder(c, by_document, by_contact);
	return cm_str_is(n->holder, by_document) || cm_str_is(n->holder, by_contact);
}

static enum cm_status
find_number(struct cm_case *c, struct cm_open *o)
{
	struct cm_str msisdn = cm_get_text(c, OPEN_MSISDN), pack = cm_get_text(c, OPEN_PACK_SERIAL);
	enum cm_status st;

	if (!pack.n)
		return cm_number_get(c->store, msisdn, &o->number, c->arena, c->diag);
	st = cm_number_of_pack(c->store, pack, &o->number, c->arena, c->diag);
	if (st != CM_OK)
		return st;
	cm_set_bool(c, OPEN_PACK_MATCHES, !msisdn.n || cm_str_eq(msisdn, o->number.msisdn));
	if (!msisdn.n)
		cm_set_text(c, OPEN_MSISDN, o->number.msisdn);
	return CM_OK;
}

/* A reservation whose time is over leaves the number free for anybody. */
static void
set_number_facts(struct cm_case *c, struct cm_open *o)
{
	static const char *const states[] = {[CM_NAME_FREE] = "free", [CM_NAME_RESERVED] = "reserved",
	    [CM_NAME_IN_USE] = "in_use", [CM_NAME_QUARANTINED] = "quarantined", [CM_NAME_DEAD] = "quarantined"};
	struct cm_number *n = &o->number;
	bool own = is_holder(c, n);

	if (n->name.state == CM_NAME_RESERVED && n->name.until <= c->now)
		n->name.state = CM_NAME_FREE;
	cm_set_text(c, OPEN_NUMBER_STATE, cm_str(states[n->name.state]));
	if (n->name.state == CM_NAME_RESERVED)
		cm_set_time(c, OPEN_NUMBER_UNTIL, n->name.until);
	cm_set_text(c, OPEN_NUMBER_CLAIM, own ? CM_STR("customer") : n->holder.n ? CM_STR("other") : CM_STR("nobody"));
}

enum cm_status
cm_open_number(struct cm_case *c)
{
	struct cm_open *o = cm_open_state(c);
	enum cm_status st;

	cm_set_bool(c, OPEN_PACK_MATCHES, true);
	cm_set_text(c, OPEN_NUMBER_CLAIM, CM_STR("nobody"));
	if (!cm_known(c, OPEN_MSISDN) && !cm_known(c, OPEN_PACK_SERIAL)) {
		cm_set_text(c, OPEN_NUMBER_STATE, CM_STR("not_given"));
		return CM_OK;
	}
	st = find_number(c, o);
	if (st == CM_END) {
		cm_set_text(c, OPEN_NUMBER_STATE, CM_STR("unknown"));
		return CM_OK;
	}
	if (st != CM_OK)
		return st;
	o->has_number = true;
	o->was = o->number.name;
	set_number_facts(c, o);
	return CM_OK;
}

/* ---- the plan ---- */

static int32_t
effective_at(const struct cm_case *c, const struct cm_offer *offer)
{
	int32_t today = cm_time_day(c->now);

	return cm_str_is(offer->effective, "next_month") ? cm_day_next_month(today) : today;
}

/* What must be prepaid is what the plan asks, or the number if it asks more. */
static void
set_money(struct cm_case *c, const struct cm_open *o)
{
	int64_t least = o->offer->prepay_min, deposit, total;

	if (o->has_number && o->number.prepay_min > least)
		least = o->number.prepay_min;
	cm_set_money(c, OPEN_DEPOSIT_MIN, least);
	cm_set_money(c, OPEN_CARD_FEE, o->offer->card_fee);
	deposit = cm_known(c, OPEN_DEPOSIT) ? cm_get_int(c, OPEN_DEPOSIT) : least;
	if (!__builtin_add_overflow(deposit, o->offer->card_fee, &total))
		cm_set_money(c, OPEN_TOTAL_DUE, total);
}

void
cm_open_plan(struct cm_case *c)
{
	struct cm_open *o = cm_open_state(c);

	o->offer = cm_offers_find(c->offers, cm_get_text(c, OPEN_PLAN));
	cm_offer_facts(c, o->offer);
	if (!o->offer || !cm_str_is(o->offer->status, "active"))
		return; /* its prices may be blank */
	cm_set_day(c, OPEN_EFFECTIVE_AT, effective_at(c, o->offer));
	set_money(c, o);
}

void
cm_open_out_plan(struct cm_case *c)
{
	const struct cm_offer *offer = cm_open_state(c)->offer;

	cm_out_text(c, "plan", offer->id);
	cm_offer_out(c, offer);
	cm_out_day(c, "effective_at", (int32_t)cm_get_int(c, OPEN_EFFECTIVE_AT));
}
