#ifndef CM_POLICY_BUNDLES_H
#define CM_POLICY_BUNDLES_H

#include "policy/policy.h"

/*
 * Bundles (rows S63 to S67): policies/bundles.yaml. A customer prepays, gets it back month by month from the next one on,
 * and promises to spend so much a month. What may not go together with what stands here, too.
 *
 *	exclusive_groups:		# what keeps a line from a bundle that names the group
 *	  - {id: device_lease, contracts: [lease, gift], source: "1.12 step 4"}
 *	  - {id: monthly_rebate, contracts: [bundle], promises: [monthly_rebate], source: "1.12 step 4"}
 *	bundles:
 *	  - id: long-two-12		# the package; campaign: the kind of campaign that it belongs to
 *	    campaign: long-two
 *	    status: active		# draft active retired; only active ones are sold
 *	    name: {zh: …, en: …}
 *	    from: 2010-01-01		# first and last day on which it can be joined
 *	    until: 2010-12-31
 *	    content: {zh: …, en: …}	# what the order form says of the campaign (row S56)
 *	    benefit: {zh: …, en: …}
 *	    cancel: {zh: …, en: …}
 *	    exclusive_groups: [device_lease, monthly_rebate]
 *	    blocks_plan_change: false	# whether its contract forbids another plan
 *	    assumed: true
 *	    tiers:
 *	      - {id: "120", status: active, prepay: "720.00", months: "12", rebate: "60.00", min_spend: "120.00",
 *	         gift: {zh: …, en: …}, assumed: true}
 *
 * Every month brings the rebate; the last one takes the rest, so that all of them are the prepayment to the fen.
 */
#define CM_BUNDLE_MONTHS 60 /* of rebates, at most */

struct cm_bundle_tier {
	struct cm_str id, status, source;
	struct cm_pos pos;
	struct cm_text gift; /* empty: none */
	int64_t prepay, rebate, min_spend; /* fen; the last two a month */
	int months;
	bool assumed;
};

struct cm_bundle {
	struct cm_str id, campaign, status, source;
	struct cm_pos pos;
	struct cm_text name, content, benefit, cancel;
	int32_t from, until; /* days on which it can be joined */
	const struct cm_str *groups; /* of the exclusive ones */
	unsigned ngroups;
	bool blocks_plan_change, assumed;
	const struct cm_bundle_tier *tiers; /* as written */
	unsigned ntiers;
};

struct cm_exclusive_group {
	struct cm_str id, source;
	struct cm_pos pos;
	const struct cm_str *contracts, *promises; /* kinds of them */
	unsigned ncontracts, npromises;
	bool assumed;
};

struct cm_bundles {
	const struct cm_exclusive_group *groups;
	const struct cm_bundle *bundles; /* as written */
	unsigned ngroups, n;
};

/* A folder without bundles.yaml has none. CM_CONFIG with all faults in diag. */
enum cm_status cm_bundles_load(
    struct cm_bundles **, const struct cm_vocabulary *, struct cm_arena *, struct cm_diag *);
const struct cm_bundle *cm_bundles_find(const struct cm_bundles *, struct cm_str id); /* NULL: none */
const struct cm_bundle_tier *cm_bundle_tier(const struct cm_bundle *, struct cm_str id); /* NULL: none */
bool cm_bundle_is_open(const struct cm_bundle *, int32_t day); /* on sale, and in its time */
bool cm_bundle_sells(const struct cm_bundle *, const struct cm_bundle_tier *); /* both are on sale */
/* Of those on sale the one that was most likely meant; none: nothing comes near. */
struct cm_str cm_bundles_nearest(const struct cm_bundles *, struct cm_str id);
struct cm_str cm_bundle_nearest(const struct cm_bundle *, struct cm_str tier);
/* What month `i` of the rebates brings, 0 the first. */
int64_t cm_bundle_rebate(const struct cm_bundle_tier *, int i);
/* Whether such a contract, else such a promise, keeps a line from the bundle (NULL: from any), and by which group. */
bool cm_bundles_exclude(const struct cm_bundles *, const struct cm_bundle *, bool contract, struct cm_str kind,
    struct cm_str *group);

void cm_bundles_check(const struct cm_bundles *, struct cm_diag *); /* of cm-policy check: items without a source */

#endif
