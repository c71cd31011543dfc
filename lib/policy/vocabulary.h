#ifndef CM_POLICY_VOCABULARY_H
#define CM_POLICY_VOCABULARY_H

#include "base/diag.h"
#include "policy/value.h"

/*
 * policies/facts.yaml: every fact and field that exists, once. A fact is known by its slot, an index that is fixed
 * for the run; a case's facts are an array of values by slot. Everything here is const after loading.
 *
 *	facts:
 *	  - {id: opened_at, type: date, from: store, zh: 入网日期, en: connection date}
 *	  - id: first_allowed
 *	    type: date
 *	    derive: add_months(opened_at, min_tenure_months)
 *	  - {id: pin, type: text, from: record, secret: true, format: pin, zh: 服务密码, en: PIN, aliases: [服务密码]}
 */
enum cm_from {
	CM_FROM_RECORD, /* a field of the record; when it is missing, the customer is asked */
	CM_FROM_STORE,
	CM_FROM_DERIVED, /* computed from other facts by one of the functions of derive.h */
	CM_FROM_FIGURE /* a figure of the policy that is loaded: same slot space, constant */
};

struct cm_enum_value {
	struct cm_str name;
	struct cm_str zh, en; /* labels; none: the name */
	const struct cm_str *aliases; /* other spellings in the input, such as 银卡 */
	unsigned naliases;
};

struct cm_derive; /* policy/derive.h */

struct cm_fact {
	struct cm_str id;
	enum cm_type type;
	enum cm_from from;
	struct cm_pos pos;
	bool secret; /* never written by any command */
	bool identity; /* masked on a terminal */
	struct cm_str format; /* msisdn, iccid, pin, id: a shape that the reader's step checks; none: any text */
	unsigned max; /* characters of a text; 0: 1,000 */
	const struct cm_enum_value *values; /* of an enum */
	unsigned nvalues;
	struct cm_str zh, en; /* its label */
	struct cm_str ask_zh, ask_en; /* the question that finds it out; none: cannot be asked */
	const struct cm_str *aliases;
	unsigned naliases;
	const struct cm_derive *derive;
};

struct cm_vocabulary {
	struct cm_fact *facts; /* by slot; figures of loaded policies are appended */
	unsigned n;
	/* private: */
	struct cm_arena *arena;
	void *index;
	const char *dir;
	unsigned cap;
};

/* Loads dir/facts.yaml. All faults are told in one go; then CM_CONFIG. Lives in the arena. */
enum cm_status cm_vocabulary_load(struct cm_vocabulary **, const char *dir, struct cm_arena *, struct cm_diag *);
int cm_vocabulary_slot(const struct cm_vocabulary *, struct cm_str id); /* by id only; -1: none */
int cm_vocabulary_find(const struct cm_vocabulary *, struct cm_str name); /* by id or alias; -1: none */
/* The nearest id within two edits, or none: for "did you mean". */
struct cm_str cm_vocabulary_nearest(const struct cm_vocabulary *, struct cm_str name);

/*
 * Reads text into a value of the fact's type and shape. CM_BAD: *why says what is expected (static or in the arena);
 * unknown enum values and formats included: *code is field.malformed or field.unknown-value. Booleans: true false 1 0
 * yes no 是 否. An empty text is unknown. The value borrows text.
 */
enum cm_status cm_fact_read(const struct cm_fact *, struct cm_str text, struct cm_value *, const char **code,
    const char **why, struct cm_arena *);

#endif
