#ifndef CM_FLOW_PAY_RECONCILE_H
#define CM_FLOW_PAY_RECONCILE_H

#include "flow/flow.h"
#include "record/reader.h"

/*
 * cm-pay reconcile: a file from outside (a cash sheet, a bank's list) against the payments of a period. A row of the file
 * is known by its payment_id, else by its request_id, and gives msisdn and amount. Each row is emitted with
 *
 *	result	matched, different, missing (the store has no such payment) or invalid
 *	differs	of a different row: amount, msisdn, at (outside the period), reversed, repeated (an earlier row has it)
 *	payment_id, paid_msisdn, paid_amount, paid_at: what the store has
 *
 * and then a record of result extra for each payment of the period that no row has; one that was taken back is none.
 */
struct cm_reconcile {
	struct cm_store *store; /* in a read transaction */
	const struct cm_vocabulary *vocabulary;
	struct cm_reader *reader;
	int64_t since, until; /* instants: from, and before */
	enum cm_status (*emit)(void *ctx, const struct cm_record *);
	void *ctx;

	/* what it came to */
	unsigned long rows, matched, different, missing, extra, invalid, unread;
	int64_t file_sum, store_sum; /* fen: of the rows that could be read; of the period's payments less those taken back */
};

extern const char *const cm_reconcile_columns[]; /* behind those of the file; ends with NULL */
enum cm_status cm_pay_reconcile(struct cm_reconcile *, struct cm_diag *);

#endif
