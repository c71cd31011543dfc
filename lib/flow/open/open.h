#ifndef CM_FLOW_OPEN_H
#define CM_FLOW_OPEN_H

#include "flow/flow.h"

/* What the verbs of cm-open share (private to lib/flow/open/): one table of facts, and the looking up of stock. */

enum { /* in the order of cm_open_facts */
	OPEN_MSISDN,
	OPEN_PACK_SERIAL,
	OPEN_ICCID,
	OPEN_NAME,
	OPEN_ID_TYPE,
	OPEN_ID_NO,
	OPEN_CONTACT,
	OPEN_ADDRESS,
	OPEN_CUSTOMER_TYPE,
	OPEN_PLAN,
	OPEN_SERVICES,
	OPEN_OFFERS,
	OPEN_CAMPAIGN,
	OPEN_DEPOSIT,
	OPEN_NEW_PIN,
	OPEN_CHANNEL,
	OPEN_PREFIX,
	OPEN_LIMIT,
	OPEN_TODAY,
	OPEN_NUMBER_STATE,
	OPEN_NUMBER_CLAIM,
	OPEN_NUMBER_UNTIL,
	OPEN_PACK_MATCHES,
	OPEN_RESERVER_KNOWN,
	OPEN_RESERVED_UNTIL,
	OPEN_SIM_STATE,
	OPEN_EFFECTIVE_AT,
	OPEN_DEPOSIT_MIN,
	OPEN_CARD_FEE,
	OPEN_TOTAL_DUE,
	OPEN_ODD_SERVICE,
	OPEN_ODD_OFFER,
	OPEN_CAMPAIGN_OPEN,
	OPEN_PREPAID,
	OPEN_ARREARS_AFTER,
	/* figures */
	OPEN_HOLD_MINUTES,
	OPEN_SHOWN,
	OPEN_SERVICES_APART
};
extern const char *const cm_open_facts[];

#define CM_OPEN_SERVICES 64

struct cm_open_service {
	struct cm_str service, tier;
};

struct cm_open {
	int64_t line; /* of the line that is to be opened */
	bool has_number;
	struct cm_number number; /* a reservation that has ended shows as free, but keeps its holder */
	struct cm_name was; /* as it stands in the directory */
	struct cm_sim sim;
	const struct cm_offer *offer; /* NULL: there is no such plan */
	struct cm_open_service services[CM_OPEN_SERVICES];
	unsigned nservices;
	const struct cm_campaign *campaign; /* that it takes part in; NULL: none */
};

struct cm_open *cm_open_state(struct cm_case *); /* the case's, made when there is none */
/* Who asks, as the stock remembers a reservation: a MAC of the document's number, or of the contact's. */
void cm_open_holder(struct cm_case *, char by_document[33], char by_contact[33]); /* empty: not given */
/* By msisdn or pack: number_state, number_claim, number_until, pack_matches; msisdn when only the pack was given. */
enum cm_status cm_open_number(struct cm_case *);
/* plan_status and the plan's prices, deposit_min, total_due (of what the record deposits, else of the least). */
void cm_open_plan(struct cm_case *);
void cm_open_out_plan(struct cm_case *); /* the plan's outputs in the order in which a customer is told (S6) */

#endif
