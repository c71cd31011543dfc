#ifndef CM_DOMAIN_PAST_H
#define CM_DOMAIN_PAST_H

#include "domain/line.h"

/*
 * What was: who had a line before, which lines had a number, what a line had when it was terminated. Rows are only
 * added. Texts given to a caller's function are valid during the call.
 */
struct cm_owner {
	struct cm_str name, id_type, id_no;
	int32_t since; /* day; CM_DAY_NONE: unknown */
	int64_t until; /* instant at which the line went to the next one */
	int64_t seq; /* of the operation by which it did */
};
/* The line's present owner becomes a former one, whole: the operation's row shows who it was masked only. */
enum cm_status cm_owner_keep(struct cm_store *, const struct cm_line *, int64_t until, int64_t seq, struct cm_diag *);
enum cm_status cm_owners_of(struct cm_store *, int part, int64_t line, /* oldest first */
    enum cm_status (*fn)(void *, const struct cm_owner *), void *ctx, struct cm_diag *);

/* A terminated line, found by the number that it had (row S46). */
struct cm_former {
	int64_t until; /* instant of its termination */
	int part;
	int64_t line;
	int64_t seq; /* of the operation that terminated it */
};
enum cm_status cm_former_add(struct cm_store *, struct cm_str msisdn, const struct cm_former *, struct cm_diag *);
enum cm_status cm_former_of(struct cm_store *, struct cm_str msisdn, /* oldest first */
    enum cm_status (*fn)(void *, const struct cm_former *), void *ctx, struct cm_diag *);

/* One thing of a snapshot (row S45): kind service, plan, sim or waiting; which; its tier or value. */
struct cm_kept {
	struct cm_str kind, name, value;
};
enum cm_status cm_snapshot_add(
    struct cm_store *, int part, int64_t line, int64_t seq, const struct cm_kept *, struct cm_diag *);
enum cm_status cm_snapshot_of(struct cm_store *, int part, int64_t line, int64_t seq,
    enum cm_status (*fn)(void *, const struct cm_kept *), void *ctx, struct cm_diag *);

#endif
