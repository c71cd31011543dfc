#ifndef CM_POLICY_DECIDE_H
#define CM_POLICY_DECIDE_H

#include "policy/policy.h"

/*
 * A verdict and everything that it rests on. Filled by cm_policy_decide(), read by explain, apply and the store; nobody
 * writes to it afterwards. All of it lives in the record's arena and dies with the record.
 */
struct cm_fired {
	const struct cm_rule *rule;
	enum cm_verdict verdict; /* the rule's; CM_UNDECIDED when its condition is unknown and it would matter */
	bool open; /* the condition is unknown; no rule that allows is ever listed for that */
	bool acknowledged; /* a warning whose id the record acknowledges */
	const int *unknown; /* slots of the facts that left the condition unknown */
	unsigned nunknown;
};

struct cm_decision {
	enum cm_verdict verdict; /* the worst: refuse > refer > undecided > warn > allow. CM_WARN only when every
				    warning is acknowledged; one that is not makes it CM_UNDECIDED */
	const struct cm_gate *gate;
	/* Every rule that fired or stayed unknown, worst first, then in the gate's order; of a tree, see trees.h. */
	const struct cm_fired *fired;
	unsigned nfired;
	const int *ask; /* slots to find out, each once, those that decide most first; only of CM_UNDECIDED; none when all
			    that could be given was */
	unsigned nask;
	const unsigned char *cost; /* of a tree: how dear each of them is (trees.h); NULL: of another gate */
};

/*
 * Pure: neither store nor clock. facts is an array by slot of the vocabulary (as long as it is after the last policy
 * was loaded); derived facts are computed into it on the way (hence not const), whatever stood there; figures need not
 * be in it. acks: ids of rules, or their reasons, that the record acknowledges.
 */
void cm_policy_decide(const struct cm_policy *, const struct cm_gate *, struct cm_value *facts,
    const struct cm_str *acks, unsigned nacks, struct cm_decision *, struct cm_arena *);

/*
 * The value from which on a fired rule would no longer fire: of a condition decided by one comparison of a fact (or of
 * a derived date, by its inverse) with something known. Unknown when there is no single such value.
 */
struct cm_value cm_policy_bound(const struct cm_rule *, const struct cm_vocabulary *, const struct cm_value *facts);
/* False when there can be none: a text of the rule must not promise {bound} then. */
bool cm_policy_may_bound(const struct cm_rule *, const struct cm_vocabulary *);

/*
 * Explains as JSON: a list with an object for each rule of the gate that was tried:
 * {"rule":"pay.limit","verdict":"refuse","fired":true|false|null,"because":"amount > pay_limit: 9000.00 > 5000.00",
 *  "source":"1.1"|"assumed","at":"pay.yaml:12"}. because names the comparisons that decided, with their values; secret
 * facts show as (secret), identity facts masked.
 */
void cm_policy_explain(const struct cm_policy *, const struct cm_decision *, const struct cm_value *facts,
    struct cm_buf *json, struct cm_arena *);

/*
 * Facts that the rules of a gate look at: slots, each once, derived ones replaced by what they are made of. For
 * gather() (what need not be loaded) and for the operation row (which facts a decision rested on).
 */
const int *cm_gate_facts(const struct cm_gate *, const struct cm_vocabulary *, unsigned *n, struct cm_arena *);
/* Those of one rule. */
const int *cm_rule_facts(const struct cm_rule *, const struct cm_vocabulary *, unsigned *n, struct cm_arena *);

#endif
