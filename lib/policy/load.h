#ifndef CM_POLICY_LOAD_H
#define CM_POLICY_LOAD_H

#include "policy/expr.h"
#include "policy/index.h"

/*
 * One policy file while it is loaded: policy.c parses it, link.c and condition.c find what its names mean. The entries
 * of conditions, gates and rules keep their YAML until they are linked, since they may name what stands in a used file.
 */
struct cm_load {
	struct cm_policy *policy;
	struct cm_vocabulary *vocabulary;
	const struct cm_yaml *gates, *conditions; /* the lists; NULL: none */
	struct cm_figure *figures;
	struct cm_text *texts;
	const struct cm_policy **used;
	struct cm_str *tried; /* files that were used, loaded or not */
	unsigned ntried;
	const struct cm_load *outer; /* the file that uses this one: a circle shows here */
	const char *name;
	unsigned depth;
	struct cm_arena *arena;
	struct cm_diag *diag;
};

void cm_policy_link(struct cm_load *);
/* The slot of the fact that a scalar names; -1 after an error with the nearest right name. */
int cm_fact_named(const struct cm_yaml *, const struct cm_vocabulary *, struct cm_diag *);
/* Named conditions, before the rules that name them. */
void cm_conditions_link(struct cm_load *);
void cm_load_duplicate(
    struct cm_diag *, const struct cm_yaml *at, const char *what, struct cm_str id, struct cm_pos before);
/* True, and told, when a fact, figure or condition has this name. */
bool cm_load_taken(struct cm_load *, const struct cm_yaml *at, struct cm_str id);
/* zh, en, source, assumed of a map; both languages must be there. */
void cm_text_parse(struct cm_text *, const struct cm_yaml *map, struct cm_arena *, struct cm_diag *);
/* Placeholders name facts that may be shown; {bound} only where it is allowed. */
void cm_text_check(const struct cm_text *, const struct cm_vocabulary *, bool bound, struct cm_diag *);

#endif
