#ifndef CM_POLICY_TREES_H
#define CM_POLICY_TREES_H

#include "policy/decide.h"
#include "policy/expr.h"

/*
 * Faults and where they come from: policies/diagnose/SERVICE.yaml, a policy file (policy.h) with trees. A tree is a gate
 * of which the first rule that holds counts; its rules are steps, in the order in which they are looked at, and the last
 * one, otherwise, always holds. A case of it, an explanation and a coverage are those of a gate of the tree's id.
 *
 *	policy: diagnose/missed_call_alert
 *	service: missed_call_alert			# the file's name
 *	status: active					# or draft: no one diagnoses by it yet
 *	title: {zh: …, en: …}
 *	use: [diagnose]					# files whose facts, figures, conditions and texts are known here
 *	trees:
 *	  - id: no_sms					# the symptom
 *	    symptom: {zh: 收不到提醒短信, en: no alert messages}
 *	    aliases: [没有短信提醒]			# words that reports use; each names one tree of the service
 *	    source: "missed-call alert, problems"	# or assumed: true
 *	    steps:
 *	      - id: missed_call_alert.sms-off		# the cause
 *	        look: {zh: 短信功能开着吗, en: is SMS on}
 *	        when: sms_state <> 'active'		# true: this is it; false: passed; unknown: open, and asked
 *	        cost: 1					# to find it out: 0 looked up (facts of the store, unless said), 1 asked
 *							# (fields of the record), 2 tried out, 3 asked of another team
 *	        verdict: allow				# unless said; refer: there is no known remedy
 *	        action: {zh: …, en: …}			# what staff do
 *	        avoid: {zh: …, en: …}			# how the customer avoids it next time
 *	        escalate_to: data_centre
 *	        restore_within: restore_hours		# a figure of hours
 *	        refund: {cause: unusable}		# a step cm-bill refund; item, month, amount, since and until may be
 *							# said, and say: {zh: …, en: …}, what the customer hears of it behind the
 *							# script, which is left out where it is not sure
 *	        next: ["cm-vas resume service=sms"]	# and message, script, remedy, ask, reason, source as in a rule
 *	      - {id: …, look: …, when: …, go: no_signal, …}	# goes on in a tree above, or in SERVICE.TREE
 *	    otherwise: {id: missed_call_alert.unexplained, message: …, next: ["cm-complaint open kind=fault"], …}
 */
#define CM_TREES_FOLDER "diagnose"

struct cm_finding { /* what a step has beside a rule */
	const struct cm_text *look; /* NULL: of otherwise */
	const struct cm_text *action, *avoid; /* NULL: none */
	int cost; /* -1: as the facts that it looks at are come by */
	struct cm_str escalate_to; /* none: nobody */
	int restore_within; /* slot of a figure of hours; -1: none */
	struct cm_str refund; /* its cause; the step for it is the last of the rule's next */
	const struct cm_text *refund_say; /* NULL: none */
	const struct cm_gate *go; /* NULL: this is a finding */
	const int *facts; /* slots that it looks at */
	unsigned nfacts;
};

struct cm_tree { /* what a gate has that is a tree */
	struct cm_text symptom; /* with the source of the whole tree */
	const struct cm_str *aliases;
	unsigned naliases;
	unsigned longest; /* steps on the longest way, other trees' included */
	const int *facts; /* slots that its steps look at or speak of, other trees' included; no figures */
	unsigned nfacts;
};

struct cm_trees {
	const struct cm_policy *const *services; /* files, by name */
	unsigned n;
};

/*
 * Those of the folder, or of one service (NULL: all); CM_END: that one has none. Loads figures and facts: an array of
 * facts must be as long as the vocabulary is then.
 */
enum cm_status cm_trees_load(struct cm_trees **, struct cm_vocabulary *, const char *service, struct cm_arena *, struct cm_diag *);
/* By its id or its title in either language; NULL: none, and *nearest is the id of the nearest, or none. */
const struct cm_policy *cm_trees_service(const struct cm_trees *, struct cm_str name, struct cm_str *nearest);
/* By id, symptom or alias; NULL: none, and *nearest is the word that is nearest to it, or none. */
const struct cm_gate *cm_tree_find(const struct cm_policy *service, struct cm_str word, struct cm_str *nearest);

struct cm_seen { /* a step that was looked at */
	const struct cm_gate *tree;
	const struct cm_rule *step;
	enum cm_truth truth; /* CM_TRUE: fail, CM_FALSE: pass, CM_MAYBE: unknown */
};

struct cm_walk {
	struct cm_seen *seen; /* in order, from tree to tree; the last one holds */
	unsigned n;
	bool open; /* one before the last is unknown: that may be it as well */
};
/*
 * Pure; the facts that are derived have been computed (cm_policy_decide() does). What is found, and what is to be asked,
 * is in the decision: its rules are the open ones, or if there is none the finding and the steps that led from tree to
 * tree; its questions are the cheapest first, then in order.
 */
void cm_tree_walk(const struct cm_gate *, const struct cm_value *facts, struct cm_walk *, struct cm_arena *);

#endif
