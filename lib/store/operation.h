#ifndef CM_STORE_OPERATION_H
#define CM_STORE_OPERATION_H

#include "store/store.h"

/*
 * One operation, one row: order, journal, stored answer, explanation and ledger entry at once. Rows are only added.
 *
 * A row moves money at most once, from a debit to a credit account, and so sums to zero by construction. What moves
 * money more than once (an opening: the deposit in, the card fee out) adds a row for each further movement, whose
 * parent is the first row's seq and whose answer and facts are empty. Because the row is what the chain covers, the
 * chain covers the money.
 */
enum cm_result {
	CM_R_DONE = 1,
	CM_R_REFUSED,
	CM_R_REFERRED,
	CM_R_NOTED /* a counted PIN try, an unmasking, a denied role */
};

const char *cm_result_name(enum cm_result);

enum cm_ledger { /* account kinds of a part; only the line's has a stored balance */
	CM_L_NONE,
	CM_L_LINE,
	CM_L_CASH,
	CM_L_REVENUE,
	CM_L_PROMISE,
	CM_L_OPENING,
	CM_L_CLEARING
};
const char *cm_ledger_name(enum cm_ledger); /* "" of none */

struct cm_operation {
	int part; /* the line's; of what has no line that of its name */
	int64_t seq; /* out: counts in the part from 1 */
	int64_t parent; /* 0, or the seq of the operation that this movement belongs to */
	int64_t prev; /* 0, or the seq of the line's operation before this one: cm_account_post() sets it */
	int64_t line; /* 0: none */
	int64_t at; /* instant; raised to the part's last one, so that it never decreases */
	int64_t commit_no; /* out: of the batch */
	struct cm_str user; /* of the real user id */
	struct cm_str source; /* "cm-pay pay": command and verb; also the namespace of request keys */
	enum cm_result result;
	struct cm_str rules; /* ids of the rules that fired, comma-separated; the first is the reason */
	struct cm_str policy; /* hash of the policy set */
	struct cm_str facts; /* JSON object: what the decision rested on, masked */
	struct cm_str answer; /* JSON object: the flow's outputs, masked; a duplicate is answered from it */
	enum cm_ledger debit, credit;
	int64_t amount; /* fen, > 0 when debit and credit are set, else 0 */
	int64_t cause; /* of a reversal: seq of the reversed row in the same part; else 0 */
	struct cm_str request; /* cm_request_print() of the request that it did; empty: of none */
};

/* Appends inside the open batch, with the chain value over the row; sets seq, at and commit_no. For what has no line;
 * an operation of a line goes through cm_account_post() (domain/line.h), which calls this and keeps the line's list. */
enum cm_status cm_operation_add(struct cm_store *, struct cm_operation *, struct cm_diag *);
/* The seq that the next one of the part will get, for an order id that is told in the operation's own answer. */
enum cm_status cm_operation_next(struct cm_store *, int part, int64_t *seq, struct cm_diag *);
/* The last one of the part before an instant; 0: none. */
enum cm_status cm_operation_before(struct cm_store *, int part, int64_t at, int64_t *seq, struct cm_diag *);
/* CM_END: none. Texts in the arena. */
enum cm_status cm_operation_get(
    struct cm_store *, int part, int64_t seq, struct cm_operation *, struct cm_arena *, struct cm_diag *);
/* Only what it answered. CM_END: none. */
enum cm_status cm_operation_answer(
    struct cm_store *, int part, int64_t seq, struct cm_str *answer, struct cm_arena *, struct cm_diag *);
/* Calls fn for the operations of a line, oldest first, at from `since` on. Texts are valid during the call. */
enum cm_status cm_operation_of_line(struct cm_store *, int part, int64_t line, int64_t since,
    enum cm_status (*fn)(void *, const struct cm_operation *), void *ctx, struct cm_diag *);

/*
 * Request keys: (source, key) -> the operation that it was done by, kept for ever. prints: for each input field of the
 * command that the record gave, 4 hex digits of its name's hash and 8 of its fingerprint, in the field table's order.
 * Keys that are equal up to their last '/' lie side by side: those of a batch, NAME/line.
 */
enum cm_status cm_request_get(struct cm_store *, struct cm_str source, struct cm_str key, int *part, int64_t *seq,
    struct cm_str *prints, struct cm_arena *, struct cm_diag *); /* CM_END: not done yet */
/* Whether a request of the batch NAME (a key NAME/line) was done before. In a transaction. */
enum cm_status cm_request_batch_seen(struct cm_store *, struct cm_str source, struct cm_str name, bool *seen, struct cm_diag *);
/* 8 hex digits of a keyed fingerprint: what the operation's row, and so the chain, says of its request. For any thread. */
void cm_request_print(const struct cm_store *, struct cm_str source, struct cm_str key, char out[9]);
/* Before anything else of the request is written; seq: cm_operation_next(). Not claimed: it is done already. */
enum cm_status cm_request_claim(struct cm_store *, struct cm_str source, struct cm_str key, int part, int64_t seq,
    struct cm_str prints, bool *claimed, struct cm_diag *);

/* Calls fn for every operation with at from `since` on, as they happened, of one time by part and seq. Reads the whole
 * journal. Texts are valid during the call. */
enum cm_status cm_operation_all(struct cm_store *, int64_t since,
    enum cm_status (*fn)(void *, const struct cm_operation *), void *ctx, struct cm_diag *);
/* The same of one command and verb, such as "cm-pay pay". */
enum cm_status cm_operation_of_source(struct cm_store *, struct cm_str source, int64_t since,
    enum cm_status (*fn)(void *, const struct cm_operation *), void *ctx, struct cm_diag *);

#endif
