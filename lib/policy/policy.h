#ifndef CM_POLICY_POLICY_H
#define CM_POLICY_POLICY_H

#include "base/diag.h"
#include "policy/vocabulary.h"

/*
 * One policy file, loaded in two steps: everything is parsed, then everything is linked and checked (facts exist,
 * types agree, ids are unique, placeholders have facts), and all faults are told in one go. After that it is const.
 *
 *	policy: pay
 *	title: {zh: 缴费, en: Payment}
 *	use: [line]				# files whose facts, figures, conditions and texts are known here
 *	facts:					# facts.yaml's, that only this file and its users have
 *	  - {id: payment_id, type: text, from: record, zh: 缴费流水号, en: payment}
 *	figures:				# values that rules and flows use by name; slots like facts
 *	  - {id: pay_limit, type: money, value: "5000.00", assumed: true, note: the deck names no upper limit}
 *	conditions:				# rows of a table, named once; stand in a when like facts that are true
 *	  - {id: owner_here, when: "holder_present AND doc_form = 'original'", source: "1.6 step 2"}
 *	gates:					# what must hold before a verb acts; a gate's name is the verb's
 *	  - id: pay
 *	    use: [identity.owner]		# rules of another file's gate come first; the gate may call itself
 *					# owner or identity.owner
 *	    rules:
 *	      - id: pay.limit			# stable; the reason code, unless reason: says another
 *	        partition: amount		# rules of one partition cover every case exactly once: check proves it
 *	        when: amount > pay_limit
 *	        verdict: refuse			# refuse refer undecided warn allow
 *	        source: "1.1"			# or assumed: true
 *	        message: {zh: …, en: …}		# for the operator
 *	        script: {zh: …, en: …}		# for the customer; may be left out
 *	        remedy: {zh: …, en: …}		# what would make it possible; {bound} = the value from which on it is
 *	        ask: [amount]			# of an undecided: what to find out (default: the unknown facts); else
 *						# what a dialogue goes back to
 *	        next: [cm-amend amend]		# steps that another command can take instead, written into the answer;
 *					# values may be {fact}
 *	        notices: [notify.credit]	# like the gate's, when this rule fires
 *	    disclose: [effective_at, fee_rule]	# texts or facts that must be told (S9); reported with a done
 *	    tasks: [pay.leaflet]		# texts: what to do for the customer
 *	    notices: [notify.survey]		# texts of FILE.ID that go to him later, when it is done; the file is loaded
 *	    script: pay.done			# what to say when it is done
 *	texts:
 *	  - {id: pay.done, zh: "…{amount}…", en: "…{amount}…", source: "1.1"}
 *
 * Trees, in the same file or one of their own, are told in trees.h. A file loads the files that it uses, and no other. YAML's traps are refused where they stand (policy/yaml.h).
 */
enum cm_verdict {
	CM_ALLOW,
	CM_WARN,
	CM_UNDECIDED,
	CM_REFER,
	CM_REFUSE /* worst */
};
const char *cm_verdict_name(enum cm_verdict);

struct cm_expr; /* policy/expr.h */
struct cm_condition; /* the same */
struct cm_finding; /* policy/trees.h: what a rule has that is a step of a tree */
struct cm_tree; /* the same: what a gate has that is a tree */
struct cm_index; /* policy/index.h */

struct cm_text { /* a template in two languages; parts are private to policy/text.c */
	struct cm_str id, zh, en, source;
	struct cm_pos pos;
	bool assumed;
};

struct cm_rule {
	struct cm_str id, reason;
	struct cm_pos pos;
	const struct cm_expr *when;
	struct cm_str when_text; /* as written */
	enum cm_verdict verdict;
	struct cm_str source; /* deck section or row; none when assumed */
	struct cm_str partition; /* none: in none */
	bool assumed;
	bool told; /* among the answer's warnings when it fired, though nobody need acknowledge it */
	const struct cm_text *message, *script, *remedy; /* NULL: none */
	const int *ask; /* slots */
	unsigned nask;
	const struct cm_str *next; /* steps for other commands: command, verb, and fixed field=value words */
	unsigned nnext;
	const struct cm_text *const *notices; /* beside the gate's, when it fired */
	unsigned nnotices;
	const struct cm_finding *finding; /* NULL: a rule of no tree */
	unsigned index; /* among all rules loaded with the vocabulary: for coverage */
	struct cm_str explain_head, explain_tail; /* private: explain.c */
};

struct cm_gate {
	struct cm_str id;
	struct cm_pos pos;
	const struct cm_rule *const *rules; /* those of used gates first, then its own, in order */
	unsigned nrules;
	const struct cm_str *disclose;
	unsigned ndisclose;
	const struct cm_text *const *tasks;
	unsigned ntasks;
	const struct cm_text *const *notices; /* one of each for an order (flow/notify/notify.h) */
	unsigned nnotices;
	const struct cm_text *script;
	const struct cm_tree *tree; /* not NULL: the first rule that holds counts, and no other */
	/* private: */
	const int *derived; /* slots that the rules look at, arguments before what is made of them */
	unsigned nderived;
};

struct cm_figure {
	struct cm_str id, source, unit, note;
	struct cm_pos pos;
	bool assumed;
	int slot;
	struct cm_value value;
};

struct cm_policy {
	struct cm_str id;
	struct cm_text title;
	const char *file;
	struct cm_vocabulary *vocabulary;
	const struct cm_gate *gates; /* trees are among them, behind the others */
	unsigned ngates;
	struct cm_str service, status; /* of a file with trees */
	const struct cm_figure *figures;
	unsigned nfigures;
	const struct cm_condition *conditions;
	unsigned nconditions;
	const struct cm_text *texts;
	unsigned ntexts;
	unsigned nrules; /* above every index of its rules, used files' included: the length of a coverage array */
	const struct cm_policy *const *used;
	unsigned nused;
	/* private: */
	const struct cm_index *words; /* by which its trees are called; NULL: it has none */
	struct cm_str bytes; /* for cm_policy_hash() */
	char hash[17];
};

/* Loads dir/NAME.yaml and what it uses; lives in the arena. CM_CONFIG with all faults in diag. */
enum cm_status cm_policy_load(
    struct cm_policy **, struct cm_vocabulary *, const char *name, struct cm_arena *, struct cm_diag *);
/*
 * facts.yaml and the facts of every policy of the folder: whether somebody knows a name. Rows are not read by it, since a
 * name may mean another fact to another policy.
 */
enum cm_status cm_vocabulary_whole(struct cm_vocabulary **, const char *dir, struct cm_arena *, struct cm_diag *);
/*
 * The name under which decisions are filed: hex of the first 8 bytes of a SHA-256 over facts.yaml, the used files and
 * this one. Computed when first asked, since a command that only reads does without.
 */
const char *cm_policy_hash(const struct cm_policy *);
const struct cm_gate *cm_policy_gate(const struct cm_policy *, const char *id); /* NULL: none */
/* One that C relies on. CM_CONFIG: there is none. */
enum cm_status cm_policy_need_gate(const struct cm_policy *, const char *id, const struct cm_gate **, struct cm_diag *);
const struct cm_text *cm_policy_text(const struct cm_policy *, const char *id); /* own and used files' */
/*
 * The same words for another channel, phone or sms: the text of the same id with the channel behind a point; when there is
 * none, the text itself.
 */
extern const char *const cm_text_channels[]; /* ends with NULL */
const struct cm_text *cm_text_for(const struct cm_policy *, const struct cm_text *, const char *channel);
const struct cm_figure *cm_policy_figure(const struct cm_policy *, const char *id);
/* A figure of whole numbers, of at least so much. CM_CONFIG: the policy has none. */
enum cm_status cm_policy_int(const struct cm_policy *, const char *id, int64_t least, int64_t *, struct cm_diag *);

/*
 * The text in one language with its placeholders {fact} filled from facts; a placeholder without a value is CM_BAD with
 * its name in *missing, never an empty string. {bound} is bound, when it is known. Identity facts are masked.
 */
enum cm_status cm_text_render(const struct cm_text *, const struct cm_vocabulary *, const struct cm_value *facts,
    const struct cm_value *bound, bool english, struct cm_buf *out, struct cm_str *missing);
/* Several, one behind the other as people write them: in English with a blank between. */
enum cm_status cm_texts_render(const struct cm_text *, unsigned n, const struct cm_vocabulary *, const struct cm_value *facts,
    bool english, struct cm_buf *out, struct cm_str *missing);
/*
 * A step of next with its placeholders filled, as a record holds values. A field whose value is unknown, or cannot stand in
 * a step, is left out: who takes the step asks for it.
 */
struct cm_str cm_next_render(
    struct cm_str step, const struct cm_vocabulary *, const struct cm_value *facts, struct cm_arena *);
/* Slots of the facts that its placeholders name, in either language, each once; without figures and {bound}. */
const int *cm_text_facts(const struct cm_text *, const struct cm_vocabulary *, unsigned *n, struct cm_arena *);

#endif
