#ifndef CM_STORE_PRIVATE_H
#define CM_STORE_PRIVATE_H

#include <nettle/cmac.h>
#include <nettle/hmac.h>

#include "base/buf.h"

#include "store/key.h"
#include "store/operation.h"

/* What the files of lib/store share of a store. Nobody else sees it. */

/* Where a part's journal ends, as of the open batch. */
struct cm_head {
	bool known, changed;
	int64_t seq, at, old_seq;
	uint8_t chain[32];
};

struct cm_store {
	struct cm_db *db;
	bool write, rehearsal, clock_told;
	char *key_path;
	struct cm_key key;
	uint64_t batch; /* batches begun */
	int64_t commit_no; /* of the last commit; the open batch has the next */
	struct cm_head heads[CM_PARTS];
	struct cm_head saved[CM_PARTS]; /* as they were at cm_store_save() */
	struct cm_buf row; /* scratch: the serialised row */
	/* Derived when first needed: a reading call needs none of them. */
	bool chain_ready;
	struct hmac_sha256_ctx chain;
	struct cmac_aes128_ctx print;
};

enum cm_status cm_store_read_commit_no(struct cm_store *, struct cm_diag *);
enum cm_status cm_head_of(struct cm_store *, int part, struct cm_head **, struct cm_diag *);
enum cm_status cm_heads_write(struct cm_store *, struct cm_diag *);
void cm_heads_forget(struct cm_store *);

/* next = HMAC(chain key, prev ‖ the row); of the row's own chain column only the first CM_CHAIN_STORED bytes are kept:
 * 32 hex digits in a hot row, and a cut tail cannot be hidden by making an older row's value the head. */
#define CM_CHAIN_STORED 16
void cm_chain_next(struct cm_store *, const uint8_t prev[32], const struct cm_operation *, uint8_t next[32]);
void cm_chain_first(struct cm_store *, int part, uint8_t out[32]); /* what stands before a part's first row */

#define CM_OPERATION_COLUMNS 20
/* From a row of Q_OPERATION_GET; borrows the texts. CM_NOSTORE store.damaged when a value is out of its range. */
enum cm_status cm_operation_of_row(
    const struct cm_cell *row, struct cm_operation *, struct cm_str *chain, struct cm_diag *);
int cm_part_of_key(struct cm_str key); /* of a request */

/* The next name of a statement's columns; the list moves on. *masked: it ends with _masked, which is cut off. */
struct cm_str cm_query_column(const char **list, bool *masked);

#endif
