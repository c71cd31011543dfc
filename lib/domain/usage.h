#ifndef CM_DOMAIN_USAGE_H
#define CM_DOMAIN_USAGE_H

#include "domain/line.h"

/*
 * What a line used, as the network's records say. A figure that they do not give is -1, which is not 0. Texts given to a
 * caller's function are valid during the call.
 */
struct cm_usage {
	int64_t at; /* instant */
	struct cm_str kind, direction, peer, sp; /* voice sms mms data sp; out in; the other number; the provider */
	int64_t seconds, up_kb, down_kb, size_kb, fee; /* fee: fen, as the provider says */
	struct cm_str area; /* local long roaming international; empty: not said */
	int visitor; /* 0, 1; -1: not said */
	struct cm_str apn, url, order_channel, state; /* received rated rerated */
	int64_t seq; /* of the operation that brought it in */
};
/* Whether each of its figures can be one; a store in which they are not is damaged. */
bool cm_usage_sound(const struct cm_usage *);
/* CM_CONFLICT: the line has a record of this instant, kind, direction, peer and provider. */
enum cm_status cm_usage_add(struct cm_store *, int part, int64_t line, const struct cm_usage *, struct cm_diag *);
/* From an instant on, before another one, as it happened. */
enum cm_status cm_usage_of(struct cm_store *, int part, int64_t line, int64_t from, int64_t until,
    enum cm_status (*fn)(void *, const struct cm_usage *), void *ctx, struct cm_diag *);
/* KB of data of the same time, added up. */
enum cm_status cm_usage_data_kb(
    struct cm_store *, int part, int64_t line, int64_t from, int64_t until, int64_t *kb, struct cm_diag *);
/* Every line's. */
enum cm_status cm_usage_all(struct cm_store *, enum cm_status (*fn)(void *, struct cm_str msisdn, const struct cm_usage *),
    void *ctx, struct cm_diag *);
/* Whether the month of an instant has been closed for the line: what was used then has been charged. */
enum cm_status cm_usage_closed(struct cm_store *, int part, int64_t line, int64_t at, bool *closed, struct cm_diag *);
/* The volume that counts; what the records do not say counts nothing. */
static inline int64_t
cm_usage_kb(int64_t up, int64_t down)
{
	return (up > 0 ? up : 0) + (down > 0 ? down : 0);
}
/* What was received of that time has been charged. */
enum cm_status cm_usage_rated(struct cm_store *, int part, int64_t line, int64_t from, int64_t until, struct cm_diag *);
/* One record was paid back: it counts no more. CM_CONFLICT: it was before, or is not there. */
enum cm_status cm_usage_rerated(struct cm_store *, int part, int64_t line, const struct cm_usage *, struct cm_diag *);

#endif
