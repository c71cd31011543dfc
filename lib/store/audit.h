#ifndef CM_STORE_AUDIT_H
#define CM_STORE_AUDIT_H

#include "store/store.h"

/*
 * cm-audit. Findings are errors in the diag with code audit.broken, audit.gap or audit.truncated and part, row and what
 * is wrong in the text; CM_BAD when there are any. In a part that does not hold, what lies behind the first finding
 * cannot be proved and is not looked at; the other parts are.
 */
enum cm_status cm_chain_verify(struct cm_store *, int64_t *rows, struct cm_diag *); /* *rows: how many were read */
/* Verifies, writes heads, counts and sums to path (exclusively, 0600), and evolves the key file's seal. */
enum cm_status cm_chain_checkpoint(struct cm_store *, const char *path, int64_t now, struct cm_diag *);
/* The rows against such a file: what it covers must still be there as it was, even if the chain was written anew. */
enum cm_status cm_chain_verify_against(struct cm_store *, const char *path, int64_t *rows, struct cm_diag *);

#endif
