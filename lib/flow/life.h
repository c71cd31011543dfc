#ifndef CM_FLOW_LIFE_H
#define CM_FLOW_LIFE_H

#include "flow/flow.h"

/* What the record loop calls for each record, and what is the same for all records of one verb. */

struct cm_input { /* one field of a verb's field table */
	const char *name; /* a fact of the vocabulary */
	unsigned flags;
};
#define CM_REQUIRED    1u
#define CM_NOPRINT     2u /* not part of the request's content: note, ack, lang, evidence of closing */
#define CM_FREE_NUMBER 4u /* the form offers numbers that can be had */
#define CM_ANY_SHAPE   8u /* its format is a rule's to judge, which can say what is wrong with it */
#define CM_WORD	       32u /* of a verb whose records the program makes: given once, as an argument */
#define CM_ASKED_BACK 64u /* the form does not begin with it: it is asked for when an answer waits for it */
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
	const struct cm_notices *notices; /* that an order leaves when it is done (flow/notify/notify.h); NULL: none */
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

#endif
