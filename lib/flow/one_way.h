#ifndef CM_FLOW_ONE_WAY_H
#define CM_FLOW_ONE_WAY_H

#include "domain/usage.h"
#include "flow/case.h"

/*
 * Records of data that a customer need not pay (row S87): something came down, nothing went up, and an MMS was on its way at
 * the same time, give or take some minutes. Found by gather() of refunds and of diagnosis, so that both mean the same ones.
 */
struct cm_one_way {
	struct cm_usage *rows; /* as they happened; kind, direction, peer and sp in the case's arena, no other text */
	unsigned n;
	unsigned lone; /* one-way ones beside them, at no MMS's time */
	unsigned again; /* that were paid back before; they are not among the rows */
};

/* Something came down and nothing went up: not what nobody says of, which is no 0. */
bool cm_is_one_way(const struct cm_usage *);
/*
 * Of the case's line, from an instant on, before another one; near: seconds that an MMS may be away, wherever it falls. takes
 * says which one-way records count at all; NULL: all.
 */
enum cm_status cm_one_way_find(struct cm_case *, int64_t from, int64_t until, int64_t near,
    bool (*takes)(void *, const struct cm_usage *), void *ctx, struct cm_one_way *);

#endif
