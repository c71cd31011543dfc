#ifndef CM_POLICY_ENTRY_H
#define CM_POLICY_ENTRY_H

#include "policy/policy.h"
#include "policy/yaml.h"

/*
 * What plans, transitions, services, bundles, campaigns, contacts, calendars and deadlines read alike: a file, or a
 * member of an entry. What is wrong is told at its place. must: who has to name the member ("a plan on sale", translated);
 * NULL: it may be left out.
 */
/* One of words, which end with NULL; a value that is none is told with the nearest. None: left out, or wrong. */
struct cm_str cm_entry_word(
    const struct cm_yaml *, const char *key, const char *const *words, const char *must, struct cm_diag *);
struct cm_str cm_entry_status(const struct cm_yaml *, const char *must, struct cm_diag *); /* draft, active, retired */
/* A whole number from least to most (INT64_MAX: without end); -1: left out, or wrong. */
int64_t cm_entry_int(
    const struct cm_yaml *, const char *key, int64_t least, int64_t most, const char *must, struct cm_diag *);
int64_t cm_entry_money(const struct cm_yaml *, const char *key, const char *must, struct cm_diag *); /* fen; -1 */
/* A map of zh and en, and nothing else. */
void cm_entry_text(
    struct cm_text *, const struct cm_yaml *, const char *key, const char *must, struct cm_arena *, struct cm_diag *);
/* A list of whatever; NULL: left out, or wrong. Its number of members says how much room they need. */
const struct cm_yaml *cm_entry_list(const struct cm_yaml *, const char *key, const char *must, struct cm_diag *);
/* A list of values of a fact (NULL: of any words); what: one of them, "service". NULL: left out. */
const struct cm_str *cm_entry_values(const struct cm_yaml *, const char *key, const struct cm_fact *, const char *what,
    unsigned *n, struct cm_arena *, struct cm_diag *);

/* A file of the folder, NAME.yaml, which need not be there: a map with these keys. *root NULL: there is none. */
enum cm_status cm_entry_file(const struct cm_yaml **root, const struct cm_vocabulary *, const char *name,
    const char *const *keys, struct cm_arena *, struct cm_diag *);

/* A fact that has values, or NULL; and whether a scalar is one of them, told if not ("there is no service x"). */
const struct cm_fact *cm_fact_of_values(const struct cm_vocabulary *, const char *id);
bool cm_value_check(const struct cm_fact *, const struct cm_yaml *scalar, const char *what, struct cm_diag *);

#endif
