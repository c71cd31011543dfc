#ifndef CM_FLOW_BUNDLE_H
#define CM_FLOW_BUNDLE_H

#include "flow/flow.h"
#include "policy/bundles.h"

/*
 * Bundles (rows S63 to S67), private to cm-bundle's verbs: what a line has joined and what excludes a bundle, and a bundle
 * with its tier as they are told. Reads only. A flow that calls these has .bundles.
 */

#define CM_BUNDLE "bundle" /* kind of its contract */
#define CM_REBATE "monthly_rebate" /* kind of its promises */

/* Its rebates: those of the month after the one in which it is joined, and of the months behind that. */
struct cm_rebate {
	int32_t from, due; /* first and last day of its month */
	int64_t amount;
};
struct cm_rebate cm_bundle_month(const struct cm_bundle_tier *, int32_t joined, int i);
/* "2010-05 60.00": a month of a schedule as it is told, in the arena. */
struct cm_str cm_bundle_schedule(struct cm_case *, int32_t due, int64_t amount);

/* Facts: line_known, line_status, arrears; what keeps the line from that bundle (NULL: from any), as far as it does:
 * bundle_free_from, exclusive_free_from, exclusive_with, contract_free_from; bundle_eligible, unless the record says it. */
enum cm_status cm_bundle_line(struct cm_case *, const struct cm_bundle *);
extern const char *const cm_bundle_line_names[];

/* bundle_status, and of one that there is (NULL: there is none) bundle_name, tiers, campaign_from and campaign_until. */
void cm_bundle_facts(struct cm_case *, const struct cm_bundle *);
/* tier_status, and of one that there is tier_prepay, rebate_…, min_spend, gift_offered and gift. */
void cm_bundle_tier_facts(struct cm_case *, const struct cm_bundle_tier *);
extern const char *const cm_bundle_names[]; /* of both */
/* campaign, bundle and tier; prepayment, rebate and least spending. */
void cm_bundle_out(struct cm_case *, const struct cm_bundle *, const struct cm_bundle_tier *);

#endif
