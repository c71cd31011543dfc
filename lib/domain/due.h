#ifndef CM_DOMAIN_DUE_H
#define CM_DOMAIN_DUE_H

#include "domain/line.h"

/*
 * What may be due, in the order of its key and in pieces: at most max rows behind a place. Whether it is due the policy
 * says. Texts given to a caller's function are valid during the call.
 */
struct cm_due_line {
	int part;
	int64_t line;
	enum cm_line_status status;
	struct cm_str msisdn;
};

/* Days by which something must have begun; INT64_MIN: nothing of it is wanted. */
struct cm_due_days {
	int64_t arrears; /* of an active line */
	int64_t suspended; /* of one suspended for arrears */
	int64_t scheduled; /* of one scheduled for termination */
};
enum cm_status cm_due_lines(struct cm_store *, int part, int64_t behind, const struct cm_due_days *, unsigned max,
    enum cm_status (*fn)(void *, const struct cm_due_line *), void *ctx, struct cm_diag *);

/* Numbers of a part of names whose quarantine ends by an instant. */
enum cm_status cm_due_numbers(struct cm_store *, int kpart, struct cm_str behind, int64_t by, unsigned max,
    enum cm_status (*fn)(void *, int kpart, struct cm_str msisdn), void *ctx, struct cm_diag *);

/* Lines that have a pack of a service on a day, or are to be told without one (evidence reminders). */
enum cm_status cm_due_reminders(struct cm_store *, int part, int64_t behind, struct cm_str service, int32_t day, unsigned max,
    enum cm_status (*fn)(void *, int64_t line, struct cm_str msisdn), void *ctx, struct cm_diag *);

struct cm_due_order {
	int64_t due; /* instant */
	int part;
	int64_t line;
	int64_t seq; /* of the operation that ordered it */
	struct cm_str kind, msisdn;
};
/* Orders that take effect by an instant; behind: as it was given, its number apart; {0} with an empty kind at first. */
enum cm_status cm_due_orders(struct cm_store *, int64_t by, const struct cm_due_order *behind, unsigned max,
    enum cm_status (*fn)(void *, const struct cm_due_order *), void *ctx, struct cm_diag *);

#endif
