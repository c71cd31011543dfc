#ifndef CM_FLOW_FLOW_H
#define CM_FLOW_FLOW_H

#include "base/env.h"
#include "domain/holding.h"
#include "domain/stock.h"
#include "policy/decide.h"
#include "policy/offers.h"
#include "record/record.h"

/*
 * A business flow: what one verb does to one record. Two steps of it are the flow's own, straight-line C without argv,
 * printing or SQL text:
 *
 *	gather()  looks up what the policy asks about and sets facts; writes nothing
 *	apply()   runs when the verdict allows it: changes the store, sets outputs, moves money
 *
 * The steps around them (shape, answered already?, decide, the operation row, the request key) are the same for all
 * flows and stand in life.c. A flow never decides: what refuses is a rule in policies/NAME.yaml.
 *
 * To add a flow: 1. policies/NAME.yaml and NAME.cases; 2. lib/flow/NAME.c with a struct cm_flow; 3. a line below;
 * 4. cmd/cm-NAME.c with its field table; 5. man/cm-NAME.1; 6. tests/NAME.t. tests/house.t fails when one is forgotten.
 */
struct cm_case;
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

struct cm_flow {
	const char *policy; /* "pay": policies/pay.yaml */
	const char *gate; /* which gate of it; a verb has one */
	/* Names of facts and figures that the C code touches, by the flow's own enum; ends with NULL. The loader turns
	 * them into slots and refuses a name that facts.yaml does not have. */
	const char *const *facts;
	bool offers; /* needs the plans on sale */
	/* Of an import, an acknowledgement: the fields that are its natural key, which stands for the request key; ends with
	 * NULL. The same row again is a duplicate, whatever became of it since; else gather() compares with the store and
	 * says cm_case_duplicate() or cm_case_conflict(). NULL: request_id is the key. */
	const char *const *key;
	/* Rows of stock belong to no line, and the journal begins with their sale: no operation, no order, no request key.
	 * gather() says what is there already. */
	bool stock;
	bool unmasks; /* shows personal data whole when c->unmask gives a reason; that is journalled first */
	bool no_store; /* works without one: c->store is NULL when its verb was asked for */
	/* What prepare() needs of the store: runs for a row that is slow before the lock, in a read transaction of a few
	 * hundred rows, on the main thread. It may see what is changed a moment later, so gather() looks again. May be NULL. */
	enum cm_status (*peek)(struct cm_case *);
	/* Slow work before the lock, in several threads at once: must not touch store, diag, arena or the shared facts'
	 * texts. It has the shaped facts and what peek() kept, and keeps its findings there. May be NULL. */
	enum cm_status (*prepare)(struct cm_case *);
	enum cm_status (*gather)(struct cm_case *);
	enum cm_status (*apply)(struct cm_case *);
};

#define CM_PIN_LONGEST 32 /* digits that the vocabulary's format lets through */
#define CM_MOVES 8 /* money movements of one operation */

/* One record on its way through the seven steps. Everything in it dies with the batch's arena. */
struct cm_case {
	const struct cm_env *env;
	struct cm_store *store;
	const struct cm_flow *flow;
	const struct cm_policy *policy;
	const struct cm_offers *offers;
	struct cm_arena *arena;
	struct cm_diag *diag;
	bool dry; /* -n: a PIN is never compared */
	const char *unmask; /* why personal data is shown whole; NULL: it is not */
	const struct cm_printing *printing; /* the order's form is wanted, and how it is printed (sheet.h); NULL: it is not */
	int64_t now;

	const struct cm_record *record;
	size_t batch_line; /* of a key NAME/line in a batch that was sent before; else 0 */
	struct cm_str request_key; /* empty: none was asked for (--no-key) */
	bool keys_are_new; /* those before it in the stream were: it is likely that this one is, too */
	struct cm_str prints; /* of the request's content; made by the shape step when there is a key */
	char request_print[9]; /* of the key itself; empty: there is none */
	bool slow; /* the record has a PIN, or is to get one: there is work to be done before the lock */
	struct cm_value *facts; /* by slot of the vocabulary */
	const int *slots; /* flow->facts[i] stands at facts[slots[i]] */

	struct cm_decision decision;
	bool decided; /* its texts are rendered by cm_life_tell(); else out is the answer already */

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
	struct cm_str changes; /* what it changes of the line: "field":["before","after"],… ; flow/change.c's */
	bool line_changed; /* columns of line were: they are written behind apply() */

	struct cm_record out; /* outputs in the order in which they were set */
	const char *order_status; /* "completed" unless the flow says "pending" */
	void *state; /* the flow's own, between peek, prepare, gather and apply */
	bool hands_out; /* the run has a file for secrets that must reach somebody: --generate, --puk */
	const char *handed_field; /* as which field one goes there */
	char handed[CM_PIN_LONGEST + 1]; /* a PIN that was made, a PUK: nothing else of it leaves; empty: none */
	struct cm_new_pin *new_pin; /* flow/pin_new.c's: the PIN that the line will get; NULL: none yet */
	struct cm_present_pin *present; /* flow/pin.c's: the present PIN that the record gives; NULL: none was looked at */
	bool settled; /* gather() answered it: nothing is decided, nothing written */
	enum cm_outcome settled_as;

	/* A reading verb's rows: writes what is in out as a record of its own and empties it. */
	enum cm_status (*emit)(struct cm_case *);
	void *emit_ctx;
	unsigned emitted;
};

extern const struct cm_flow cm_flow_open, cm_flow_open_reserve, cm_flow_open_release, cm_flow_open_numbers,
    cm_flow_open_quote;
extern const struct cm_flow cm_flow_pay, cm_flow_pay_reverse, cm_flow_pay_statement;
extern const struct cm_flow cm_flow_resetpw, cm_flow_resetpw_change, cm_flow_resetpw_check, cm_flow_resetpw_unlock;
extern const struct cm_flow cm_flow_sim, cm_flow_sim_unlock, cm_flow_sim_test;
extern const struct cm_flow cm_flow_amend;
extern const struct cm_flow cm_flow_notify_ack, cm_flow_notify_reply;
extern const struct cm_flow cm_flow_show;
extern const struct cm_flow cm_flow_transfer;
extern const struct cm_flow cm_flow_import_numbers, cm_flow_import_sims, cm_flow_import_lines, cm_flow_import_contracts,
    cm_flow_import_subscriptions, cm_flow_import_evidence;

/* ---- the field table of a verb, and what the record loop calls (life.c) ---- */

struct cm_input { /* one field of a verb's field table */
	const char *name; /* a fact of the vocabulary */
	unsigned flags;
};
#define CM_REQUIRED    1u
#define CM_NOPRINT     2u /* not part of the request's content: note, ack, lang, evidence of closing */
#define CM_FREE_NUMBER 4u /* the form offers numbers that can be had */
#define CM_ANY_SHAPE   8u /* its format is a rule's to judge, which can say what is wrong with it */
#define CM_KEPT	       16u /* goes into the operation row when it is given, though no rule looks at it: evidence */

struct cm_life { /* what is the same for all records of one verb */
	const struct cm_env *env;
	struct cm_store *store; /* NULL: a verb without a store */
	const struct cm_flow *flow;
	const struct cm_policy *policy;
	const struct cm_offers *offers;
	struct cm_str source; /* "cm-pay pay" */
	const struct cm_input *inputs; /* ends with a NULL name */
	int *input_slots; /* filled by cm_life_init */
	int *slots; /* of flow->facts */
	int *key_slots; /* of flow->key */
	const int *gate_facts;
	unsigned ngate_facts;
	int *kept; /* slots of CM_KEPT inputs that are not among gate_facts */
	unsigned nkept;
	const struct cm_gate *gate;
	const struct cm_notices *notices; /* that an order leaves when it is done (flow/notify.h); NULL: none */
	bool writes, dry, explain, english;
};
enum cm_status cm_life_init(struct cm_life *, struct cm_arena *, struct cm_diag *);
/* Step 2: fields known, typed, complete; before the lock. On CM_BAD out holds the invalid answer. */
enum cm_status cm_life_shape(const struct cm_life *, struct cm_case *);
/* Fetches what the shape step wrote, when that was another thread's. */
void cm_life_ahead(const struct cm_life *, const struct cm_case *);
/* Whether the request was done before, as it looks without the lock: then there is nothing to prepare. */
bool cm_life_is_done(const struct cm_life *, struct cm_case *);
/*
 * Steps 3 to 6 for one record, inside the open batch: answered already, gather, decide, apply and the operation row.
 * *outcome says what it came to. A status other than CM_OK means a broken world: the batch must be rolled back.
 */
enum cm_status cm_life_run(const struct cm_life *, struct cm_case *, enum cm_outcome *);
/* Renders the texts of what was decided: the result's name and all outputs are in c->out afterwards. Needs no store, so
 * that another thread can do it; before the commit, since a text that cannot be rendered undoes the batch. */
enum cm_status cm_life_tell(const struct cm_life *, struct cm_case *, enum cm_outcome);
/* The answer to a record that cannot be taken: result invalid or failed with one reason. */
void cm_life_answer(struct cm_case *, enum cm_outcome, const char *reason, const char *message);

/* ---- what gather() and apply() call ---- */

/* Facts by the flow's enum. A text is borrowed. Setting the wrong type is a defect, caught in debug builds. */
void cm_set_bool(struct cm_case *, int fact, bool);
void cm_set_int(struct cm_case *, int fact, int64_t);
void cm_set_money(struct cm_case *, int fact, int64_t fen);
void cm_set_day(struct cm_case *, int fact, int32_t day); /* CM_DAY_NONE leaves it unknown */
void cm_set_time(struct cm_case *, int fact, int64_t instant);
void cm_set_text(struct cm_case *, int fact, struct cm_str); /* of text and of enum facts; empty leaves it unknown */
bool cm_known(const struct cm_case *, int fact);
int64_t cm_get_int(const struct cm_case *, int fact); /* int, money, date, time, bool; 0 when unknown */
struct cm_str cm_get_text(const struct cm_case *, int fact); /* text, enum, list; none when unknown */

/* The same by the fact's or figure's own name, for what several flows share (pin.c, identity.c) and so no enum has. A
 * name that no loaded policy knows is a defect. */
void cm_name_bool(struct cm_case *, const char *fact, bool);
void cm_name_int(struct cm_case *, const char *fact, int64_t);
void cm_name_day(struct cm_case *, const char *fact, int32_t day);
void cm_name_time(struct cm_case *, const char *fact, int64_t instant);
void cm_name_text(struct cm_case *, const char *fact, struct cm_str);
bool cm_name_known(const struct cm_case *, const char *fact);
int64_t cm_name_get_int(const struct cm_case *, const char *fact); /* a figure's too; 0 when unknown */
struct cm_str cm_name_get_text(const struct cm_case *, const char *fact);

/* The line of the record's msisdn: account, and the facts line_known, line_status, balance, arrears. The personal data
 * is loaded by cm_case_load_line() when somebody needs it. Not an error when there is none. */
enum cm_status cm_case_find_line(struct cm_case *, struct cm_str msisdn);
enum cm_status cm_case_load_line(struct cm_case *);

/* Outputs: to the record, and into the operation row, from which a duplicate is answered. */
void cm_out_text(struct cm_case *, const char *name, struct cm_str);
void cm_out_money(struct cm_case *, const char *name, int64_t fen);
void cm_out_int(struct cm_case *, const char *name, int64_t);
void cm_out_bool(struct cm_case *, const char *name, bool);
void cm_out_time(struct cm_case *, const char *name, int64_t instant);
void cm_out_day(struct cm_case *, const char *name, int32_t day);
void cm_out_list(struct cm_case *, const char *name, const struct cm_str *items, unsigned n);
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
/* Whether a rule of the gate fired: how a policy tells apply() what else is due (an allow rule such as pay.restores). */
bool cm_case_fired(const struct cm_case *, const char *rule);
/* Decides another gate of the same policy and puts the ids of the rules that fire into the list output of its name. */
void cm_case_out_choices(struct cm_case *, const char *gate);
/* What a gate says of the facts so far, the record's acknowledgements counted. */
void cm_case_judge(struct cm_case *, const struct cm_gate *, struct cm_decision *);
/* Whether another gate of the same policy lets the record pass: asked before something is looked up that only those may
 * learn whom the gate knows. */
bool cm_case_lets(struct cm_case *, const char *gate);
/* What gather() of a flow with a natural key may find out; the last word counts. */
void cm_case_duplicate(struct cm_case *, const char *why); /* why: static or in the arena; NULL: none */
void cm_case_conflict(struct cm_case *, const char *field); /* invalid, store.conflict: the store has another value there */
void cm_case_invalid(struct cm_case *, const char *code, const char *why);
/* The id that the operation being applied will have. */
const char *cm_case_order_id(struct cm_case *);

#endif
