#ifndef CM_DOMAIN_MONTH_RUN_H
#define CM_DOMAIN_MONTH_RUN_H

#include "domain/line.h"

/*
 * Months; and how far the monthly run has come in one (table month_run): a mark for each part and phase, which moves on in
 * the transaction of what was charged.
 */
struct cm_month {
	int32_t month; /* year times 100 and month */
	int32_t first, last; /* its days */
};
/* 2010-04. false: no month from 1900 on. */
bool cm_month_parse(struct cm_str, struct cm_month *);
struct cm_month cm_month_of(int32_t day);

enum cm_month_phase {
	CM_MONTH_ADVANCE = 1, /* on the 1st */
	CM_MONTH_CLOSE
};

struct cm_month_mark {
	int64_t upto; /* the last line done; 0: none */
	bool begun, done;
};
enum cm_status cm_month_marks(
    struct cm_store *, int32_t month, enum cm_month_phase, struct cm_month_mark marks[CM_PARTS], struct cm_diag *);
enum cm_status cm_month_mark_put(struct cm_store *, int part, int32_t month, enum cm_month_phase,
    const struct cm_month_mark *, struct cm_diag *);
/* Calls fn for each month that a phase was begun for, with whether all parts have ended it. */
enum cm_status cm_months_begun(struct cm_store *, enum cm_month_phase,
    enum cm_status (*fn)(void *, int32_t month, bool done), void *ctx, struct cm_diag *);

/* Whether any phase of a month was begun in a part. */
enum cm_status cm_month_begun(struct cm_store *, int part, int32_t month, bool *begun, struct cm_diag *);

/* Lines of a part behind one of them, at most max, that were connected by a day, and in the store by an operation of the
 * part. The text is valid during the call. */
enum cm_status cm_month_keys(struct cm_store *, int part, int64_t behind, int32_t by, int64_t here_by, unsigned max,
    enum cm_status (*fn)(void *, int64_t line, struct cm_str msisdn), void *ctx, struct cm_diag *);
/* Adds to *n how many of a part were connected by a day, and came into the store behind an operation. */
enum cm_status cm_month_late(struct cm_store *, int part, int32_t by, int64_t here_by, int64_t *n, struct cm_diag *);
/* How many orders of a kind were due before an instant, and have not been carried out. */
enum cm_status cm_month_orders(struct cm_store *, int64_t before, struct cm_str kind, int64_t *n, struct cm_diag *);

/* Of a part's operations behind one of them, the first that resumed a service; INT64_MAX: none did. */
enum cm_status cm_month_resumes(struct cm_store *, int part, int64_t behind, int64_t *first, struct cm_diag *);
/* Whether a service of a line was resumed by its operations, up to its last one, behind one of the part's. */
enum cm_status cm_month_resumed(
    struct cm_store *, int part, int64_t last_seq, int64_t behind, bool *resumed, struct cm_diag *);

#endif
