#ifndef CM_FLOW_CASE_H
#define CM_FLOW_CASE_H

#include "base/env.h"
#include "domain/holding.h"
#include "domain/month.h"
#include "domain/stock.h"
#include "flow/facts.h"
#include "policy/bundles.h"
#include "policy/deadlines.h"
#include "policy/decide.h"
#include "policy/campaigns.h"
#include "policy/forms.h"
#include "policy/transitions.h"
#include "policy/trees.h"
#include "record/record.h"

/*
 * One record on its way through the seven steps, and what a flow's gather() and apply() may do with it: facts.h (facts in
 * and out), case.c (the line, outputs, money, other gates), change.c (changes of the line). Nothing here decides or touches
 * SQL.
 */
struct cm_flow;
struct cm_printing;

enum cm_outcome {
	CM_O_DONE,
	CM_O_DUPLICATE,
	CM_O_REFUSED,
	CM_O_REFERRED,
	CM_O_UNDECIDED,
	CM_O_INVALID,
	CM_O_FAILED,
	CM_O_COUNT
};
const char *cm_outcome_name(enum cm_outcome);

#define CM_PIN_LONGEST 32 /* digits that the vocabulary's format lets through */
#define CM_MOVES 8 /* money movements of one operation */
#define CM_ASKS 64
#define CM_TASKS 32 /* things to be done by hand for one record */

/* One record on its way through the seven steps. Everything in it dies with the batch's arena. */
struct cm_case {
	const struct cm_env *env;
	struct cm_store *store;
	const struct cm_flow *flow;
	const struct cm_policy *policy;
	const struct cm_offers *offers;
	const struct cm_transitions *transitions;
	const struct cm_services *services;
	const struct cm_campaigns *campaigns;
	const struct cm_bundles *bundles;
	const struct cm_forms *forms; /* NULL: there is no forms.yaml */
	const struct cm_deadlines *deadlines;
	const struct cm_trees *trees;
	const struct cm_vocabulary *whole; /* facts of all policies (flow.h) */
	struct cm_arena *arena;
	struct cm_diag *diag;
	bool dry; /* -n: a PIN is never compared */
	const char *unmask; /* why personal data is shown whole; NULL: it is not */
	const struct cm_printing *printing; /* the order's form is wanted, and how it is printed (sheet.h); NULL: it is not */
	int64_t now;

	const struct cm_record *record;
	size_t batch_line; /* of a key NAME/line in a batch that was sent before; else 0 */
	struct cm_str request_key; /* empty: none was asked for (--no-key) */
	bool other_content; /* of an import: its natural key was used by another row, of op.line; this row's key is longer */
	bool from_words; /* the record is the command's field=value arguments */
	bool keys_are_new; /* those before it in the stream were: it is likely that this one is, too */
	struct cm_str prints; /* of the request's content; made by the shape step when there is a key */
	char request_print[9]; /* of the key itself; empty: there is none */
	bool slow; /* the record has a PIN, or is to get one: there is work to be done before the lock */
	struct cm_value *facts; /* by slot of the vocabulary */
	const int *slots; /* flow->facts[i] stands at facts[slots[i]] */

	int asks[CM_ASKS]; /* slots: facts to find out that no rule names; cm_case_ask() */
	unsigned nasks;
	struct cm_decision decision;
	const struct cm_decision *beside; /* of other gates, which the answer rests on, too: explained along with it */
	unsigned nbeside;
	bool decided; /* its texts are rendered by cm_life_tell(); else out is the answer already */
	struct cm_str stored; /* of a duplicate: what its operation answered; rendered by cm_life_tell(), too */

	/* Filled by gather() through cm_case_find_line(), or by the flow that makes a line. */
	bool has_account, has_line;
	struct cm_account account;
	struct cm_line line;

	/* The operation that will be written. gather() sets part and line (cm_case_find_line() does). */
	struct cm_operation op;
	struct {
		enum cm_ledger debit, credit;
		int64_t amount;
	} moves[CM_MOVES];
	unsigned nmoves;
	enum cm_line_status new_status; /* of the line after it; 0: unchanged */
	struct cm_change { /* what it changes of the line; flow/change.c's */
		const char *field;
		struct cm_str before, after;
	} *changes;
	unsigned nchanges, changes_room;
	bool line_changed; /* columns of line were: they are written behind apply() */

	struct cm_record out; /* outputs in the order in which they were set */
	const struct cm_text *tasks[CM_TASKS]; /* of this case, before those of the gate */
	unsigned ntasks;
	bool no_notice; /* nobody need be told of it: it leaves none of its gate's notices */
	const char *order_status; /* "completed" unless the flow says "pending" */
	void *state; /* the flow's own, between peek, prepare, gather and apply */
	bool hands_out; /* the run has a file for secrets that must reach somebody: --generate, --puk */
	const char *handed_field; /* as which field one goes there */
	char handed[CM_PIN_LONGEST + 1]; /* a PIN that was made, a PUK: nothing else of it leaves; empty: none */
	struct cm_new_pin *new_pin; /* flow/pin_new.c's: the PIN that the line will get; NULL: none yet */
	struct cm_present_pin *present; /* flow/pin.c's: the present PIN that the record gives; NULL: none was looked at */
	bool skipped; /* there is nothing to answer: gather() found nothing to do any more, or by flow->answers */
	bool settled; /* gather() answered it: nothing is decided, nothing written */
	enum cm_outcome settled_as;

	/* A reading verb's rows: writes what is in out as a record of its own and empties it. */
	enum cm_status (*emit)(struct cm_case *);
	void *emit_ctx;
	unsigned emitted;
};

/* The account that has the number now; the operation will be filed with it. Sets no facts: which of them a flow wants,
 * and under which names, is its own. The personal data is loaded by cm_case_load_line(). Not an error when there is none. */
enum cm_status cm_case_find_line(struct cm_case *, struct cm_str msisdn);
/* The same by the record's msisdn, with what every policy asks first: line_known and, when there is one, line_status. */
extern const char *const cm_case_line_names[]; /* for helpers */
enum cm_status cm_case_line(struct cm_case *);
/* The same, and of a number whose last line was terminated: that is known, too, and terminated, but there is no account
 * then. Only reactivating brings it back (row S40). */
enum cm_status cm_case_line_or_former(struct cm_case *);
/* The terminated line that had the number last, when none has it now: its account, as above. Not an error when none. */
enum cm_status cm_case_find_former(struct cm_case *, struct cm_str msisdn);
enum cm_status cm_case_load_line(struct cm_case *);
/* The order that a record names by its id. CM_END: it is no id, or of no order; then nothing else is set. */
enum cm_status cm_case_find_order(struct cm_case *, struct cm_str id, struct cm_operation *);
/* The account of an order that was found, in use or not: the operation will be filed with it. */
enum cm_status cm_case_find_orderer(struct cm_case *, const struct cm_operation *);
/* Minutes that an instant lies ahead of the clock. */
int64_t cm_case_ahead(const struct cm_case *, int64_t at);

/* Outputs: to the record, and into the operation row, from which a duplicate is answered. */
void cm_out_text(struct cm_case *, const char *name, struct cm_str);
void cm_out_money(struct cm_case *, const char *name, int64_t fen);
void cm_out_int(struct cm_case *, const char *name, int64_t);
void cm_out_bool(struct cm_case *, const char *name, bool);
void cm_out_time(struct cm_case *, const char *name, int64_t instant);
void cm_out_day(struct cm_case *, const char *name, int32_t day);
void cm_out_order(struct cm_case *, const char *name, int part, int64_t seq); /* the id of an operation */
void cm_out_list(struct cm_case *, const char *name, const struct cm_str *items, unsigned n);
/* In apply(): the warnings, kept with the answer: what was acknowledged, and the rules of the gate that are told. */
void cm_out_told(struct cm_case *);
/* What the line's balance would be after a payment. */
enum cm_status cm_case_balance_after(struct cm_case *, int64_t paid, int64_t *balance);
/* Money: debit and credit; the line's balance follows. At most CM_MOVES of an operation; amount > 0. */
void cm_case_move(struct cm_case *, enum cm_ledger debit, enum cm_ledger credit, int64_t fen);
/*
 * A column of c->line gets another value. The life writes the line once, behind apply(), and the operation's row keeps
 * what was and what is, identity masked. field: a fact of the vocabulary. An equal value is no change.
 */
void cm_change_text(struct cm_case *, const char *field, struct cm_str *column, struct cm_str value);
void cm_change_day(struct cm_case *, const char *field, int32_t *column, int32_t value);
void cm_change_int(struct cm_case *, const char *field, int64_t *column, int64_t value);
/* The same of what is no column of the line (a service, a waiting order): only kept in the operation's row. */
void cm_change_note(struct cm_case *, const char *field, struct cm_str before, struct cm_str after);
void cm_changes_put(const struct cm_case *, struct cm_buf *); /* "field":["before","after"],…: a field once */
/* Something to be done by hand for this customer, beside what the gate names: told with a done. */
void cm_case_task(struct cm_case *, const struct cm_text *);
/* A fact, by its slot, that must be found out if the record is undecided, beside those of the rules: what the catalogue of
 * services wants to know. */
void cm_case_ask(struct cm_case *, int slot);
/* Whether a rule of the gate fired: how a policy tells apply() what else is due (an allow rule such as pay.restores). */
bool cm_case_fired(const struct cm_case *, const char *rule);
/* Decides another gate of the same policy and puts the ids of the rules that fire into the list output of its name. */
void cm_case_out_choices(struct cm_case *, const char *gate);
/* What a gate says of the facts so far, the record's acknowledgements counted. */
void cm_case_judge(struct cm_case *, const struct cm_gate *, struct cm_decision *);
/* Whether another gate of the same policy lets the record pass: asked before something is looked up that only those may
 * learn whom the gate knows. */
bool cm_case_lets(struct cm_case *, const char *gate);
/*
 * For one of several rows that a reading verb shows: decides another gate of the policy on the facts as they stand, and
 * puts reason, message, script, remedy and ask of what fires into c->out. A warning there has nobody to acknowledge it.
 */
enum cm_status cm_case_tell(struct cm_case *, const char *gate, enum cm_verdict *);
/* What gather() of a flow with a natural key may find out; the last word counts. */
void cm_case_duplicate(struct cm_case *, const char *why); /* why: static or in the arena; NULL: none */
void cm_case_conflict(struct cm_case *, const char *field); /* invalid, store.conflict: the store has another value there */
void cm_case_invalid(struct cm_case *, const char *code, const char *why);
void cm_case_unsettle(struct cm_case *); /* it has something to do after all */
/* The id that the operation being applied will have. */
const char *cm_case_order_id(struct cm_case *);

#endif
