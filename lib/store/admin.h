#ifndef CM_STORE_ADMIN_H
#define CM_STORE_ADMIN_H

#include "store/operation.h"

/* What cm-store does to a whole store, beside cm_store_create(), cm_db_backup() and cm_db_migrate(). */

/*
 * Proves that the store hangs together: the file itself, every line's balance against the ledger, its list of
 * operations, heads and chain, numbers and SIMs against lines both ways, request keys, sums, texts. Findings are errors in
 * the diag, one per kind, which names the first row that breaks it and counts the others; CM_BAD when there are any.
 * Any other status means that the checking itself could not go on.
 */
enum cm_status cm_store_check(struct cm_store *, struct cm_diag *);

/* A figure for people and scripts: name, and text or number. */
enum cm_status cm_store_stats(struct cm_store *,
    enum cm_status (*fn)(void *ctx, const char *name, const struct cm_cell *value), void *ctx, struct cm_diag *);

/*
 * Every table as JSON Lines in the order of its key, without what two stores cannot have in common (sql/dump.sql).
 * fn gets a line with its "\n". Personal data is masked unless the store is a rehearsal.
 */
enum cm_status cm_store_dump(
    struct cm_store *, enum cm_status (*fn)(void *ctx, struct cm_str line), void *ctx, struct cm_diag *);

#endif
