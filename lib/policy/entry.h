#ifndef CM_POLICY_ENTRY_H
#define CM_POLICY_ENTRY_H

#include "policy/policy.h"
#include "policy/yaml.h"

/*
 * What the lists of plans, transitions and services read alike, a member of an entry each. What is wrong is told at its
 * place. must: who has to name the member ("a plan on sale", translated); NULL: it may be left out.
 */
/* One of words, which end with NULL; a value that is none is told with the nearest. None: left out, or wrong. */
struct cm_str cm_entry_word(
    const struct cm_yaml *, const char *key, const char *const *words, const char *must, struct cm_diag *);
int64_t cm_entry_money(const struct cm_yaml *, const char *key, const char *must, struct cm_diag *); /* fen; -1 */
/* A map of zh and en, and nothing else. */
void cm_entry_text(
    struct cm_text *, const struct cm_yaml *, const char *key, const char *must, struct cm_arena *, struct cm_diag *);
/* A list of values of a fact (NULL: of any words); what: one of them, "service". NULL: left out. */
const struct cm_str *cm_entry_values(const struct cm_yaml *, const char *key, const struct cm_fact *, const char *what,
    unsigned *n, struct cm_arena *, struct cm_diag *);

/* A fact that has values, or NULL; and whether a scalar is one of them, told if not ("there is no service x"). */
const struct cm_fact *cm_fact_of_values(const struct cm_vocabulary *, const char *id);
bool cm_value_check(const struct cm_fact *, const struct cm_yaml *scalar, const char *what, struct cm_diag *);

#endif
