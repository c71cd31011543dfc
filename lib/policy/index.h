#ifndef CM_POLICY_INDEX_H
#define CM_POLICY_INDEX_H

#include "policy/policy.h"
#include "policy/yaml.h"

/*
 * What a vocabulary keeps for this floor alone: names by hash, and the policies that were loaded with it (a file that
 * two others use is loaded once, since its figures have one slot). Grows only while policies are loaded.
 */
struct cm_index_name {
	struct cm_str name;
	int slot; /* -1: of a named condition, which is no fact */
	bool alias;
	struct cm_condition *condition;
};

struct cm_index {
	struct cm_index_name *names; /* in the order in which they came */
	unsigned n, room;
	uint32_t *places; /* by hash: 1 and up, a name's number; 0: empty */
	unsigned cap; /* of places: a power of two, at most half full */
	const struct cm_policy **policies;
	unsigned npolicies;
	unsigned nrules; /* numbered through all policies */
	unsigned added; /* nodes that named conditions added to others */
	struct cm_str bytes; /* of facts.yaml */
};

void cm_index_init(struct cm_vocabulary *, unsigned facts); /* facts: about how many there will be */
const struct cm_index_name *cm_index_find(const struct cm_index *, struct cm_str name); /* NULL: none */
/* NULL: added; else who has that name already, and nothing is. */
const struct cm_index_name *cm_index_add(struct cm_vocabulary *, struct cm_index_name);
/* "; did you mean x?" of a fact, a figure or, where one may stand, a named condition; "": none, or nobody would see it. */
const char *cm_index_hint(const struct cm_vocabulary *, struct cm_str name, bool conditions, const struct cm_diag *);
/* A new slot for a figure; the pointer is valid until the next one is added. */
struct cm_fact *cm_vocabulary_add(struct cm_vocabulary *);

/* The facts of a policy file's own list (NULL: none), behind those that are there. */
void cm_facts_parse(struct cm_vocabulary *, const struct cm_yaml *list, struct cm_diag *);
/* Parts of a fact's entry that a figure's entry shares. */
bool cm_fact_parse_type(struct cm_fact *, const struct cm_yaml *type, const struct cm_yaml *entry, struct cm_diag *);
void cm_fact_parse_values(const struct cm_vocabulary *, struct cm_fact *, const struct cm_yaml *values,
    const struct cm_yaml *entry, struct cm_diag *);
bool cm_format_known(struct cm_str);

#endif
