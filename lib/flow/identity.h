#ifndef CM_FLOW_IDENTITY_H
#define CM_FLOW_IDENTITY_H

#include "flow/flow.h"

/*
 * Who stands before us, against whom the line belongs to. What counts as proof is said by policies/identity.yaml; here
 * are only the facts of it. The number on file never leaves this comparison.
 */

/* Loads the line and compares the record's id_no with its owner's: document_on_file, id_no_matches; and today, for
 * dates of documents. To be called after cm_case_find_line(). */
enum cm_status cm_identity_owner(struct cm_case *);
/* The same number: x is X, and an old resident number of 15 digits is the new one of 18 that was made from it. */
bool cm_identity_same(struct cm_str, struct cm_str);

#endif
