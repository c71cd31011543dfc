#ifndef CM_FLOW_IMPORT_H
#define CM_FLOW_IMPORT_H

#include "flow/life.h"

/* What the flows of cm-store import share. Private to this floor. */

/* The key fields' values, joined by / in such a way that no two rows of other values have one key. */
struct cm_str cm_natural_key(const struct cm_life *, struct cm_case *);

/* For comparing a row with what the store has: a field that the row does not give contradicts nothing. Each says
 * cm_case_conflict() and returns true when the row's value is another. */
bool cm_import_differs_text(struct cm_case *, int fact, struct cm_str stored);
bool cm_import_differs_int(struct cm_case *, int fact, int64_t stored);

/* A row's text for the store, "" when it is not given. */
struct cm_str cm_import_text(const struct cm_case *, int fact);

/* The line that a row names, which the operation will be filed with. *known: there is one; the fact line_known says so, too,
 * unless the row is settled. */
enum cm_status cm_import_line(struct cm_case *, int msisdn, int line_known, bool *known);
/* An instant can be the store's, which has none before 1970; else it is said to be invalid. Not given, it can. */
bool cm_import_instant(struct cm_case *, int fact);
/* 2010-03 as the store has it: 201003. The vocabulary's format has seen to its shape; 0: too early, and said to be invalid. */
int32_t cm_import_month(struct cm_case *, int fact);

#endif
