/*
 * A plan's facts and outputs, for every flow that sells, changes or prices one. Called by gather() and apply(); decides
 * nothing. A plan that is not on sale may leave figures blank: what is blank stays unknown, and is never a zero.
 */
#include "flow/offer.h"

#include "base/banned.h"

const char *const cm_offer_names[] = {"lang", "plan_status", "plan_name", "monthly_fee", "price_out_min",
    "price_in_min", "min_spend", "free_services", "free_count", "fee_rule", "meant_for", NULL};

struct cm_str
cm_offer_text(const struct cm_case *c, const struct cm_text *t)
{
	return cm_str_is(cm_name_get_text(c, "lang"), "en") && t->en.n ? t->en : t->zh;
}

bool
cm_offer_frees(const struct cm_offer *offer, struct cm_str service)
{
	for (unsigned i = 0; offer && i < offer->nfree; i++)
		if (cm_str_eq(offer->free_services[i], service))
			return true;
	return false;
}

static void
set_price(struct cm_case *c, const char *fact, int64_t fen)
{
	if (fen >= 0)
		cm_name_money(c, fact, fen);
}

void
cm_offer_facts(struct cm_case *c, const struct cm_offer *offer)
{
	cm_name_text(c, "plan_status", offer ? offer->status : CM_STR("unknown"));
	if (!offer)
		return;
	cm_name_words(c, "plan_name", &offer->name);
	cm_name_words(c, "fee_rule", &offer->fee_rule);
	cm_name_words(c, "meant_for", &offer->meant_for);
	set_price(c, "monthly_fee", offer->monthly_fee);
	set_price(c, "price_out_min", offer->price_out_min);
	set_price(c, "price_in_min", offer->price_in_min);
	set_price(c, "min_spend", offer->min_spend);
	if (!offer->free_services)
		return;
	cm_name_list(c, "free_services", offer->free_services, offer->nfree);
	cm_name_int(c, "free_count", offer->nfree);
}

static void
out_price(struct cm_case *c, const char *name, int64_t fen)
{
	if (fen >= 0)
		cm_out_money(c, name, fen);
}

void
cm_offer_out(struct cm_case *c, const struct cm_offer *offer)
{
	struct cm_str fee_rule = cm_offer_text(c, &offer->fee_rule);

	out_price(c, "monthly_fee", offer->monthly_fee);
	out_price(c, "price_out_min", offer->price_out_min);
	out_price(c, "price_in_min", offer->price_in_min);
	if (offer->free_services)
		cm_out_list(c, "free_services", offer->free_services, offer->nfree);
	if (fee_rule.n)
		cm_out_text(c, "fee_rule", fee_rule);
}
