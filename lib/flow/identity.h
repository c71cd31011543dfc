#ifndef CM_FLOW_IDENTITY_H
#define CM_FLOW_IDENTITY_H

#include "flow/flow.h"

/*
 * Who stands before us, against whom the line belongs to. What counts as proof, and for what, is said by the tables of
 * policies/identity.yaml; here are only the facts that its rows look at. What is on file never leaves this comparison.
 */

/* Loads the line and compares the record's id_no with its owner's: document_on_file, id_no_matches; today, for dates of
 * documents; and what verified_by proves: proof_given, proof_kind. To be called after cm_case_find_line(). */
enum cm_status cm_identity_owner(struct cm_case *);
extern const char *const cm_identity_names[]; /* for helpers, of both */

/*
 * All that the tables may ask about: the above, the present PIN (flow/pin.h: the flow's peek and prepare must be
 * cm_pin_peek() and cm_pin_prepare()), the agent's document, receipts, whether the line is a company's. Rows S12, S18,
 * S24, S30, S42. Only for verbs that write: a comparison of PINs is counted.
 */
enum cm_status cm_identity_gather(struct cm_case *);

/* The same document number: x is X, and an old resident number of 15 digits is the new one of 18 that was made from it. */
bool cm_identity_same(struct cm_str a, struct cm_str b);

/* Of a resident's number alone can be known whether it is one; sets the enum fact `check` (id_no_check and the like) from
 * the facts `type` and `number`. Nothing of other documents. */
void cm_identity_number(struct cm_case *, const char *type, const char *number, const char *check);

#endif
