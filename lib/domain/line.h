#ifndef CM_DOMAIN_LINE_H
#define CM_DOMAIN_LINE_H

#include "base/date.h"
#include "store/operation.h"
#include "store/directory.h"

/*
 * A line (a subscription) and its account. The account is apart from the personal data because bulk payment is bounded
 * by the pages it writes. Codes and their names are listed in lib/store/sql/schema.sql.
 */
enum cm_line_status {
	CM_LINE_ACTIVE = 1,
	CM_LINE_SUSPENDED_ARREARS,
	CM_LINE_SUSPENDED_REQUEST,
	CM_LINE_PENDING_TERMINATE,
	CM_LINE_TERMINATED
};
const char *cm_line_status_name(enum cm_line_status);

struct cm_account {
	int part;
	int64_t line;
	int64_t balance; /* fen, signed: arrears are below zero */
	enum cm_line_status status;
	int64_t last_seq; /* the line's newest operation, from which the others are found; 0: none yet */
	int64_t version;
	int32_t arrears_since; /* day on which the balance went below zero; CM_DAY_NONE: it is not, or nobody knows */
	int32_t status_since; /* day from which the status holds */
};

static inline int64_t
cm_arrears(int64_t balance)
{
	return balance < 0 ? -balance : 0;
}

/* Texts are empty when unknown; days are CM_DAY_NONE. All in the arena that loaded it. */
struct cm_line {
	int part;
	int64_t line;
	struct cm_str msisdn, iccid;
	struct cm_str name, id_type, id_no, customer_type, contact, address, terminal;
	struct cm_str brand, plan, vip_level, payment_method, credit_class;
	int32_t opened_at, owner_since;
	int64_t points;
};

/* Who has it now has it since the line was opened, unless something else is known. */
static inline int32_t
cm_line_owned_since(const struct cm_line *l)
{
	return l->owner_since == CM_DAY_NONE ? l->opened_at : l->owner_since;
}

/* By number, only one in use; CM_END: no line has it. */
enum cm_status cm_account_of_number(struct cm_store *, struct cm_str msisdn, struct cm_account *, struct cm_diag *);
enum cm_status cm_account_get(struct cm_store *, int part, int64_t line, struct cm_account *, struct cm_diag *);
enum cm_status cm_line_get(
    struct cm_store *, int part, int64_t line, struct cm_line *, struct cm_arena *, struct cm_diag *);
/* Its account comes with its first operation, which every line has; number and SIM are taken by cm_number_take() and
 * cm_sim_take(). CM_CONFLICT: the line exists. */
enum cm_status cm_line_add(struct cm_store *, const struct cm_line *, struct cm_diag *);
/* Every line in the order of its key, terminated ones too; of the account balance and status. Texts are valid during the
 * call. */
enum cm_status cm_lines_all(struct cm_store *,
    enum cm_status (*fn)(void *, const struct cm_line *, const struct cm_account *), void *ctx, struct cm_diag *);
/* Writes all columns of personal data again. */
enum cm_status cm_line_put(struct cm_store *, const struct cm_line *, struct cm_diag *);
/*
 * Adds operations to the line's journal and lets the account follow: the balance moves by what they say (credit
 * CM_L_LINE: up; debit: down), the status becomes the given one, the list of the line's operations grows. An account of
 * version 0 is that of a new line and is added. Sets part, line and prev of each operation, what cm_operation_add() sets,
 * and updates the account's struct. So that ledger and balance cannot disagree there is no other way to move either. A
 * refusal moves no money and keeps the status. CM_CONFLICT: the account changed since it was read. CM_BAD account.range:
 * the balance would leave its range.
 */
enum cm_status cm_account_post(struct cm_store *, struct cm_account *, struct cm_operation *, unsigned n,
    enum cm_line_status, struct cm_diag *);

/* The service password. hash is empty and version 0 when none was ever set (imported lines): pin.not-set. */
struct cm_pin {
	struct cm_str hash;
	int64_t set_at;
	int64_t tries;	      /* wrong ones in a row */
	int64_t locked_until; /* instant; 0: not locked */
	int64_t version;
};
enum cm_status cm_pin_get(
    struct cm_store *, int part, int64_t line, struct cm_pin *, struct cm_arena *, struct cm_diag *);
/* Guarded by the version it was read with, which goes up by one in the store. CM_CONFLICT. */
enum cm_status cm_pin_put(struct cm_store *, int part, int64_t line, const struct cm_pin *, struct cm_diag *);
/* crypt(3) yescrypt of the peppered PIN at a cost of 1 to 11; thread-safe. Wipes what it used. CM_DEFECT if crypt
 * fails. */
enum cm_status cm_pin_hash(struct cm_store *, int part, int64_t line, struct cm_str pin, int cost, char out[128]);
bool cm_pin_matches(
    struct cm_store *, int part, int64_t line, struct cm_str pin, struct cm_str hash); /* constant time */

#endif
