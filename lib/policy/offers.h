#ifndef CM_POLICY_OFFERS_H
#define CM_POLICY_OFFERS_H

#include "policy/policy.h"

/*
 * Plans on sale: the files of policies/offers, one per brand. An offer that is on sale must name every figure
 * (S7: prepay_min and card_fee have no default); `cm-policy check` refuses one that leaves a blank.
 *
 *	policy: offers.easyown
 *	brand: easyown
 *	offers:
 *	  - id: easyown-basic
 *	    name: {zh: …, en: …}
 *	    status: active		# draft active retired (TMF620); only active ones are sold
 *	    monthly_fee: "0.00"
 *	    price_out_min: "0.25"	# yuan a minute
 *	    price_in_min: "0.00"
 *	    free_services: [caller_id]
 *	    prepay_min: "50.00"
 *	    card_fee: "15.00"
 *	    fee_rule: {zh: …, en: …}	# how the monthly fee is charged
 *	    first_month: prorated	# whole prorated free: the same of the month of the connection, for the monthly run
 *	    meant_for: {zh: …, en: …}	# which customers it suits (S13)
 *	    effective: now		# now next_month
 *	    min_spend: "0.00"
 *	    assumed: true
 */
enum cm_first_month { /* what is taken of the monthly fee in the month in which the number is connected */
	CM_FIRST_WHOLE, /* all of it; also of a plan that leaves it blank */
	CM_FIRST_PRORATED, /* for the days from the connection on, that day included; a part of a fen is not charged */
	CM_FIRST_FREE
};

struct cm_offer {
	struct cm_str id, brand, status, effective, source;
	enum cm_first_month first_month;
	struct cm_text name, fee_rule, meant_for; /* empty: left blank, as is never done of an active one */
	struct cm_pos pos;
	bool assumed;
	int64_t monthly_fee, price_out_min, price_in_min, prepay_min, card_fee, min_spend; /* fen; -1: left blank, never
											      of an active one */
	const struct cm_str *free_services;
	unsigned nfree;
};

struct cm_offers {
	const struct cm_offer *offers; /* by brand, then as written */
	unsigned n;
};

/* A vocabulary without a folder offers beside it has none. */
enum cm_status cm_offers_load(struct cm_offers **, const struct cm_vocabulary *, struct cm_arena *, struct cm_diag *);
const struct cm_offer *cm_offers_find(const struct cm_offers *, struct cm_str id); /* NULL: none */

#endif
