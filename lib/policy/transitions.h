#ifndef CM_POLICY_TRANSITIONS_H
#define CM_POLICY_TRANSITIONS_H

#include "policy/offers.h"

/*
 * What a change from one plan to another does to a line's services (S15): policies/transitions.yaml. The entries are
 * tried in the order in which they stand, the first that fits a pair of plans holds, and behind them the default.
 * `cm-policy check` tells the pairs that nothing fits, and the entries that no pair reaches.
 *
 *	source: "1.3 step 4"
 *	tasks:				# for a service that the line has: what people do before the change, and after
 *	  - {service: vpmn, before: {zh: …, en: …}, after: {zh: …, en: …}, source: "1.3 step 4"}
 *	transitions:
 *	  - from: [mzone]		# plans, brands, or any (which is also a line without a plan that we know)
 *	    to: [gotone, easyown]
 *	    drop: [lost, sms]		# services that end. lost: what was free with the old plan and is not with the new
 *	    add: [free]			# that open by themselves. free: what is free with the new plan
 *	    keep: [rbt]			# that stay, lost or not, and for which nothing need be done
 *	    warn: [{zh: …, en: …}]	# what the customer must hear before; placeholders as in every text
 *	    assumed: true
 *	default: {drop: [lost], add: [free], assumed: true}
 */
struct cm_service_list {
	const struct cm_str *ids;
	unsigned n;
	bool plans; /* also what follows from the plans' free services: lost, free */
};

struct cm_transition {
	struct cm_pos pos;
	struct cm_str source;
	bool assumed;
	const struct cm_str *from, *to; /* plans, brands, any; none of the default, which fits all */
	unsigned nfrom, nto;
	struct cm_service_list drop, add, keep;
	const struct cm_text *warn;
	unsigned nwarn;
};

struct cm_service_task {
	struct cm_str service, source;
	struct cm_pos pos;
	bool assumed;
	struct cm_text before, after;
};

struct cm_transitions {
	const struct cm_transition *entries; /* as written; the default, if there is one, stands last */
	unsigned n;
	bool has_default;
	const struct cm_service_task *tasks;
	unsigned ntasks;
};

/* CM_CONFIG with all faults in diag; so is a folder without the file. The offers must outlive it. */
enum cm_status cm_transitions_load(struct cm_transitions **, const struct cm_vocabulary *, const struct cm_offers *,
    struct cm_arena *, struct cm_diag *);
/* from NULL: no plan, or one that is in no file. NULL: nothing fits. */
const struct cm_transition *cm_transition_find(
    const struct cm_transitions *, const struct cm_offer *from, const struct cm_offer *to);
bool cm_services_have(const struct cm_service_list *, struct cm_str service); /* by name */

/* Of cm-policy check: pairs (a plan that a line may have, a plan on sale) that nothing fits, entries that no pair
 * reaches, items without source or assumed. */
void cm_transitions_check(const struct cm_transitions *, const struct cm_offers *, struct cm_arena *, struct cm_diag *);

#endif
