#ifndef CM_FLOW_IDENTITY_H
#define CM_FLOW_IDENTITY_H

#include "flow/flow.h"

/*
 * Who stands before us, against whom the line belongs to. What counts as proof is said by policies/identity.yaml; here
 * are only the facts of it. The number on file never leaves this comparison.
 */

/* Loads the line and compares the record's id_no with its owner's: document_on_file, id_no_matches; and today, for
 * dates of documents. To be called after cm_case_find_line(). */
extern const char *const cm_identity_names[]; /* for helpers */
enum cm_status cm_identity_owner(struct cm_case *);

#endif
