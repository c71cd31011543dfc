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
	const struct cm_yaml *gates, *trees, *conditions; /* the lists; NULL: none */
	struct cm_figure *figures;
	struct cm_text *texts;
	const struct cm_policy **used;
	struct cm_str *tried; /* files that were used, loaded or not */
	unsigned ntried, roomused, roomtried;
	struct cm_vocabulary ids; /* of gates and trees: cm_load_names() */
	const struct cm_load *outer; /* the file that uses this one: a circle shows here */
	const char *name;
	unsigned depth;
	struct cm_arena *arena;
	struct cm_diag *diag;
};

/* Loads what the file uses: root's use, and the files of its gates, notices and trees. */
void cm_load_used(struct cm_load *, const struct cm_yaml *root);
enum cm_status cm_load_file(struct cm_policy **, struct cm_vocabulary *, const char *name, const struct cm_load *outer,
    struct cm_arena *, struct cm_diag *);
void cm_policy_link(struct cm_load *);
/* The slot of the fact that a scalar names; -1 after an error with the nearest right name. */
int cm_fact_named(const struct cm_yaml *, const struct cm_vocabulary *, struct cm_diag *);
/* Named conditions, before the rules that name them. */
void cm_conditions_link(struct cm_load *);
/* Keys of a rule, which a step of a tree has, too; note is for people. Behind them each has its own. */
enum cm_rule_key {
	CM_RULE_ID,
	CM_RULE_WHEN,
	CM_RULE_VERDICT,
	CM_RULE_SOURCE,
	CM_RULE_ASSUMED,
	CM_RULE_MESSAGE,
	CM_RULE_SCRIPT,
	CM_RULE_REMEDY,
	CM_RULE_ASK,
	CM_RULE_REASON,
	CM_RULE_NEXT,
	CM_RULE_NOTE,
	CM_RULE_KEYS
};
#define CM_RULE_NAMES "id", "when", "verdict", "source", "assumed", "message", "script", "remedy", "ask", "reason", "next", "note"
void cm_rule_link(struct cm_load *, struct cm_rule *, const struct cm_yaml *entry, const struct cm_yaml *const *at);
/* A gate of which the first rule that holds counts (policy/trees.h); gates before it are linked. */
void cm_tree_link(struct cm_load *, struct cm_gate *, const struct cm_yaml *entry);
/* What a tree looks at and speaks of, when it is linked. */
void cm_tree_facts(struct cm_tree *, const struct cm_gate *, const struct cm_vocabulary *, struct cm_arena *);
/* service, status and symptoms of a file that has trees, when they are linked. */
void cm_trees_link(struct cm_load *, const struct cm_yaml *root);
/* About so many names, to be told apart by cm_index_add(). */
void cm_load_names(struct cm_load *, struct cm_vocabulary *names, unsigned n);
/* The folder of a file that stands in one, with its slash; else empty. */
struct cm_str cm_load_folder(const struct cm_policy *);

const struct cm_text *cm_text_find(const struct cm_policy *, struct cm_str id); /* own and used files'; NULL */
/* The text of an id, written on the spot or the id of one, and several by ids; NULL after an error. */
const struct cm_text *cm_text_named(struct cm_load *, const struct cm_yaml *id);
const struct cm_text *cm_text_link(struct cm_load *, const struct cm_yaml *, const char *what, struct cm_str owner);
const struct cm_text *const *cm_texts_link(struct cm_load *, const struct cm_yaml *of, const char *key, unsigned *n);

void cm_load_duplicate(
    struct cm_diag *, const struct cm_yaml *at, const char *what, struct cm_str id, struct cm_pos before);
/* True, and told, when a fact, figure or condition has this name. */
bool cm_load_taken(struct cm_load *, const struct cm_yaml *at, struct cm_str id);
/* zh, en, source, assumed of a map; both languages must be there. */
void cm_text_parse(struct cm_text *, const struct cm_yaml *map, struct cm_arena *, struct cm_diag *);
/* Placeholders in the values of a step of next name facts that are not confidential. */
void cm_next_check(struct cm_str step, struct cm_pos, const struct cm_vocabulary *, struct cm_diag *);
bool cm_next_holds(struct cm_str value); /* a placeholder */
/* The next placeholder of *rest: what stands before it, and its name. False: there is none, and before is what is left. */
bool cm_next_name(struct cm_str *rest, struct cm_str *before, struct cm_str *name);
/* Placeholders name facts that may be shown; {bound} only where it is allowed. */
void cm_text_check(const struct cm_text *, const struct cm_vocabulary *, bool bound, struct cm_diag *);

#endif
