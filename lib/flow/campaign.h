#ifndef CM_FLOW_CAMPAIGN_H
#define CM_FLOW_CAMPAIGN_H

#include "flow/flow.h"
#include "policy/campaigns.h"

/*
 * What is given beside an order (policies/campaigns.yaml): which campaigns are open to it, and the promises that it makes.
 * Called by gather() and apply() of flows with .campaigns, once the facts are set that the conditions look at.
 */
bool cm_campaign_open(const struct cm_case *, const struct cm_campaign *);
void cm_campaigns_out(struct cm_case *); /* output campaigns: the codes of those that are open, if any */

#define CM_CAMPAIGNS_MOST 8 /* that one order can take part in */
struct cm_taken {
	const struct cm_campaign *all[CM_CAMPAIGNS_MOST];
	unsigned n;
};
/* Those of an order: what comes with the service by itself, and the one that was asked for by name, if it gives this
 * service and tier. An open one keeps out those behind it that do not go with it. */
enum cm_status cm_campaigns_take(
    struct cm_case *, struct cm_str service, struct cm_str tier, struct cm_str named, struct cm_taken *);

/* The promise that a credit is, of today's order; without its operation. An amount of 0 promises nothing. */
struct cm_promise cm_campaign_promise(
    const struct cm_case *, const struct cm_campaign *, const struct cm_credit *, int64_t fee_now, int64_t fee_later);
/* "2010-05-09 3.00 news-first-time": its last day, its amount, its campaign. */
struct cm_str cm_campaign_describe(struct cm_case *, const struct cm_promise *);
/* In apply(): the promises of a campaign. fee_now: of this month; fee_later: of the months behind it. */
enum cm_status cm_campaign_keep(struct cm_case *, const struct cm_campaign *, int64_t fee_now, int64_t fee_later);

struct cm_lapsed { /* promises that were taken back */
	struct cm_promise *rows; /* in the case's arena */
	unsigned n, room;
};
/*
 * In apply(): a service of a line ends with a day, and with it what its campaigns promised for the days behind it, where
 * they say that it lapses. Adds what was taken back. A line that is not the order's own has no operation of it: its
 * promises are then marked with the one that made them.
 */
enum cm_status cm_campaign_lapse(struct cm_case *, int part, int64_t line, const struct cm_subscription *, int32_t last,
    struct cm_lapsed *);
void cm_campaign_out_lapsed(struct cm_case *, const struct cm_lapsed *); /* output lapsed, if there are any */


/* What a payment of the line brought by a campaign: promises that are open still, and whether one was kept, by money. */
struct cm_brought {
	struct cm_lapsed open;
	bool kept;
};
enum cm_status cm_campaign_brought(struct cm_case *, const struct cm_operation *paid, struct cm_str payment_id, struct cm_brought *);
/* In apply(): they are taken back. */
enum cm_status cm_campaign_take_back(struct cm_case *, const struct cm_lapsed *);

/*
 * The payment that a campaign asks for, the record's payment_id: one of this line and day that was not taken back and has
 * brought no campaign yet. Facts prepaid and arrears_after, which stay unknown of any other.
 */
extern const char *const cm_campaign_names[]; /* for helpers */
enum cm_status cm_campaign_payment(struct cm_case *);

#endif
