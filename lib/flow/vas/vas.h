#ifndef CM_FLOW_VAS_H
#define CM_FLOW_VAS_H

#include "flow/campaign.h"
#include "flow/holdings.h"

/*
 * What the verbs of cm-vas share that order and end services (private to lib/flow/vas/): one table of facts, and what an
 * order comes to against what the line has. policies/vas.yaml decides.
 */
enum { /* in the order of cm_vas_facts */
	VAS_SERVICE,
	VAS_TIER,
	VAS_ITEM,
	VAS_SP,
	VAS_CHANNEL,
	VAS_CAMPAIGN,
	VAS_TODAY,
	VAS_DOES,
	VAS_STEP,
	VAS_STATUS,
	VAS_SERVICE_NAME,
	VAS_NAME,
	VAS_TIER_STATE,
	VAS_ITEM_STATE,
	VAS_OWN_PHONE,
	VAS_LACKS_CAPABILITY,
	VAS_UNSURE_OF,
	VAS_LACKS_SERVICE,
	VAS_EXCLUDED_BY,
	VAS_WITHIN,
	VAS_OLD_NAME,
	VAS_DEPENDENTS,
	VAS_DEPENDENT_COUNT,
	VAS_FEE,
	VAS_HALF_MONTH,
	VAS_SERVICE_FREE,
	VAS_FIRST_TIME,
	VAS_EFFECTIVE_AT,
	VAS_ENDS,
	VAS_CANCEL_COMMAND,
	VAS_CANCEL_TO,
	VAS_CANCEL_BY,
	VAS_BILL_NAME,
	VAS_GIFT,
	VAS_CREDITS,
	VAS_CREDIT_TOTAL,
	VAS_CREDITS_UNTIL,
	VAS_CAMPAIGN_OPEN,
	VAS_LANG,
	VAS_STATE,
	VAS_TERMINAL,
	VAS_HANDSET_KNOWN,
	/* of inbound alone */
	VAS_TEXT,
	VAS_SMS_TO,
	VAS_COMMAND_KNOWN,
	VAS_NEAREST_COMMAND,
	VAS_MENU,
	VAS_AT,
	VAS_AHEAD,
	/* of recommend alone */
	VAS_BRAND,
	VAS_KB,
	VAS_COUNT,
	VAS_SECONDS,
	VAS_BILL_MONTHS,
	VAS_TOTAL,
	VAS_SAVING,
	VAS_VOICE_SPENT,
	VAS_HELD,
	VAS_DATA_ON,
	VAS_OPENING,
	VAS_OFFER_COUNT,
	/* figures */
	VAS_OFFER_MONTHS,
	VAS_VOICE_ITEMS
};
extern const char *const cm_vas_facts[];

/* What a month of a service costs, and what that is made of. */
struct cm_vas_priced {
	const struct cm_service *service;
	const struct cm_tier *tier; /* NULL: none */
	const struct cm_service_item *item;
	struct cm_used used;
	int day; /* of the month, of opening; 0: in an earlier one, or not said */
	struct cm_price base, extra; /* of the service, and of its item */
	bool has_base;
};

/* What an order comes to: the values of vas_step. */
enum cm_vas_step {
	/* subscribe */
	CM_VAS_OPEN,
	CM_VAS_CHANGE, /* another tier, or a bundle instead of its parts, from next month on */
	CM_VAS_KEEP, /* an end or a change that was ordered is taken back */
	CM_VAS_SAME,
	CM_VAS_INCLUDED, /* in a bundle that the line has */
	/* cancel, suspend, resume, refresh */
	CM_VAS_ACT,
	CM_VAS_ENDING, /* it ends already */
	CM_VAS_IDLE, /* suspended already; or not suspended */
	CM_VAS_BUNDLED, /* it cannot be done to a part of a bundle */
	CM_VAS_WHICH, /* the line has several */
	CM_VAS_ABSENT
};

struct cm_vas {
	const struct cm_service *service; /* NULL: there is none of this name */
	const struct cm_tier *tier; /* NULL: none was named, or there is none of this name */
	const struct cm_service_item *item; /* the same */
	struct cm_str item_id, tier_id, command; /* as they are kept */
	struct cm_subscribed held; /* all that the line has and had */
	struct cm_subscription **now, **later; /* of held: those that are meant and not ended; later: they have not begun */
	struct cm_subscription **parts; /* of held: what the service includes */
	struct cm_subscription **dependents; /* of held: what cannot be used without the service, and goes on after this month */
	struct cm_str *dropped; /* names of the services of those */
	unsigned nnow, nlater, nparts, ndependents, ndropped;
	int32_t today, last; /* last: of this month */
	enum cm_vas_step step;
	int64_t fee_now, fee_later; /* fen: of this month, of a whole one; -1: the catalogue names none */
	struct cm_taken taken;
	struct cm_lapsed lapsed;
};

/*
 * For gather(), after cm_case_line(): reads service, tier, item and sp from the facts, and sets all the others that
 * vas.yaml asks about. c->state becomes the struct. does: subscribe, cancel, suspend, resume or refresh.
 */
enum cm_status cm_vas_gather(struct cm_case *, const char *does);
/* Of a verb that a customer orders: the line, who stands here, then the above. */
enum cm_status cm_vas_order(struct cm_case *, const char *does);
/* For apply(), by the step that gather() found. */
enum cm_status cm_vas_subscribe(struct cm_case *);
enum cm_status cm_vas_cancel(struct cm_case *);

/* line.c: of what the line has. */
bool cm_vas_holds(const struct cm_subscribed *, struct cm_str service, int32_t day);
/* The live service whose bundle has this one in it; NULL: none. */
const struct cm_service *cm_vas_within(struct cm_case *, const struct cm_subscribed *, struct cm_str service, int32_t day);
/* Its name with the item's or the tier's; the latter in the customer's language. */
const struct cm_text *cm_vas_words(struct cm_case *, const struct cm_service *, struct cm_str tier, struct cm_str item);
struct cm_str cm_vas_name(struct cm_case *, const struct cm_service *, struct cm_str tier, struct cm_str item);
/* gather.c: names of services that it needs or that keep it out: lacks_service, excluded_by. */
void cm_vas_neighbours(struct cm_case *, const struct cm_subscribed *, const struct cm_service *, struct cm_str item, int32_t day);
/* explain.c: how a price comes about. The facts first; then the words, in the customer's language. */
extern const char *const cm_vas_explain_names[]; /* of the facts that are set there; ends with NULL */
void cm_vas_explain_facts(struct cm_case *, const struct cm_vas_priced *);
enum cm_status cm_vas_explain(struct cm_case *, struct cm_str *out);
/* able.c: capabilities of the line that the service needs; lacks_capability, unsure_of, and the questions. */
enum cm_status cm_vas_able(struct cm_case *, const struct cm_service *);

#endif
