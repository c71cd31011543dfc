#ifndef CM_DOMAIN_STOCK_H
#define CM_DOMAIN_STOCK_H

#include "domain/line.h"

/* Numbers and SIMs, for sale, in use and afterwards: directory rows plus what is known of the thing itself. */
struct cm_number {
	struct cm_str msisdn, pack_serial, number_class, holder; /* holder: MAC of who reserved it, or empty */
	int64_t prepay_min;					 /* fen; 0: the plan's */
	struct cm_name name;
};

struct cm_sim {
	struct cm_str iccid, imsi, puk;
	struct cm_name name;
};

/* Whether it works for this line; one that the store does not know works for nobody. */
static inline bool
cm_sim_is_of(const struct cm_sim *sim, int part, int64_t line)
{
	return sim->iccid.n && sim->name.state == CM_NAME_IN_USE && sim->name.part == part && sim->name.line == line;
}

enum cm_status cm_number_get(
    struct cm_store *, struct cm_str msisdn, struct cm_number *, struct cm_arena *, struct cm_diag *);
enum cm_status cm_number_of_pack(
    struct cm_store *, struct cm_str pack_serial, struct cm_number *, struct cm_arena *, struct cm_diag *);
enum cm_status cm_number_add(struct cm_store *, const struct cm_number *, struct cm_diag *);
enum cm_status cm_number_hold(
    struct cm_store *, struct cm_number *, int64_t until, struct cm_str holder, struct cm_diag *);
enum cm_status cm_number_release(struct cm_store *, struct cm_number *, struct cm_diag *);
/* holder: who had reserved it and did not get it, and is to be told so; else empty. CM_CONFLICT: sold meanwhile. */
enum cm_status cm_number_take(
    struct cm_store *, struct cm_number *, int part, int64_t line, struct cm_str holder, struct cm_diag *);
/* Back from a terminated line: nobody gets it before `until`. CM_CONFLICT: it is not the line's any more. */
enum cm_status cm_number_quarantine(
    struct cm_store *, struct cm_str msisdn, int part, int64_t line, int64_t until, struct cm_diag *);
enum cm_status cm_sim_get(struct cm_store *, struct cm_str iccid, struct cm_sim *, struct cm_arena *, struct cm_diag *);
enum cm_status cm_sim_add(struct cm_store *, const struct cm_sim *, struct cm_diag *);
enum cm_status cm_sim_take(struct cm_store *, struct cm_sim *, int part, int64_t line, struct cm_diag *);
/* Replaced, or left behind by a terminated line: it never works again. One that the store does not know stays unknown. */
enum cm_status cm_sim_retire(struct cm_store *, struct cm_str iccid, int part, int64_t line, struct cm_diag *);
/* Free numbers that begin with prefix, in order, at most limit; free are also those whose reservation ended before now. */
enum cm_status cm_number_free(struct cm_store *, int64_t now, struct cm_str prefix, unsigned limit,
    enum cm_status (*fn)(void *, const struct cm_number *), void *ctx, struct cm_diag *);

/* Everything of a kind in the order of its key, sold or not; texts are valid during the call. name is not set, and a
 * SIM's PUK is not read. */
enum cm_status cm_numbers_all(
    struct cm_store *, enum cm_status (*fn)(void *, const struct cm_number *), void *ctx, struct cm_diag *);
enum cm_status cm_sims_all(
    struct cm_store *, enum cm_status (*fn)(void *, const struct cm_sim *), void *ctx, struct cm_diag *);

#endif
