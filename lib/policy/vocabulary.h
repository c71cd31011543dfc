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
 *	  - id: brand
 *	    type: enum
 *	    values: [{id: gotone, zh: 全球通, en: GoTone, aliases: [GoTone]}, …]	# or just [a, b], or a fact that has them
 *	    ask: {zh: …, en: …}		# the question to the customer
 *	  - {id: id_no_matches, type: bool, from: store, ask: [id_no], …}	# not given itself: the fields that it comes of
 * A value is read by its id, its zh label or an alias. Further keys: identity, max, unit, note, source, assumed.
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
	const struct cm_str *of; /* commands that take it; none: all do */
	unsigned nof;
};
/* Whether a command takes a value; source: cm-pay, or with its verb. */
bool cm_enum_value_is_of(const struct cm_enum_value *, struct cm_str source);

struct cm_derive; /* policy/derive.h */
struct cm_index; /* policy/index.h */

struct cm_fact {
	struct cm_str id;
	enum cm_type type;
	enum cm_from from;
	struct cm_pos pos;
	bool secret; /* never written by any command */
	bool identity; /* masked on a terminal */
	struct cm_str
	    format; /* msisdn, iccid, pin, puk, id, name, line, month, digits, word: a shape that cm_fact_read() checks */
	unsigned max; /* characters of a text; 0: 1,000 */
	const struct cm_enum_value *values; /* of an enum */
	unsigned nvalues;
	struct cm_str zh, en; /* its label */
	struct cm_str ask_zh, ask_en; /* the question that finds it out */
	const struct cm_str *ask; /* or the fields of the record that do, which have questions of their own */
	const int *ask_slots;
	unsigned nask; /* 0: cannot be asked, unless it has a question or is a field itself */
	const struct cm_str *aliases;
	unsigned naliases;
	struct cm_derive *derive; /* of a derived fact */
	const struct cm_value
	    *value; /* of a figure, for the whole run; NULL: a case's value stands in its array of facts */
};

struct cm_vocabulary {
	struct cm_fact *facts; /* by slot; figures of loaded policies are appended */
	unsigned n;
	/* private: */
	struct cm_arena *arena;
	struct cm_index *index;
	const char *dir;
	unsigned cap;
};

/* What a slot holds: the figure's value, or the case's. Nobody has to copy figures into a case's facts. */
static inline const struct cm_value *
cm_fact_value(const struct cm_vocabulary *v, int slot, const struct cm_value *facts)
{
	return v->facts[slot].value ? v->facts[slot].value : &facts[slot];
}

/* Loads dir/facts.yaml. All faults are told in one go; then CM_CONFIG. Lives in the arena. */
enum cm_status cm_vocabulary_load(struct cm_vocabulary **, const char *dir, struct cm_arena *, struct cm_diag *);
int cm_vocabulary_slot(const struct cm_vocabulary *, struct cm_str id); /* by id only; -1: none */
/* Of a name that the program itself uses; an error policy.unknown-fact, and -1, when facts.yaml has lost it. */
int cm_vocabulary_need(const struct cm_vocabulary *, const char *id, struct cm_diag *);
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
/* Which values an enum or a list has for a command (source as above; empty: for any), in words; in the arena. */
const char *cm_fact_expected(const struct cm_fact *, struct cm_str source, struct cm_arena *);
/* Of an enum's values, the nearest within two edits, or none. */
struct cm_str cm_fact_nearest(const struct cm_fact *, struct cm_str);
/* A value as people read it, in their language: labels of an enum, yes and no, a list with its commas. The fact may be
 * NULL. Nothing is masked here. */
void cm_value_show(struct cm_buf *, const struct cm_fact *, const struct cm_value *, bool english);
/* An identity fact's text as it may be shown: 张*, 6123**********1234. */
const char *cm_fact_mask(const struct cm_fact *, struct cm_str, struct cm_arena *);

#endif
