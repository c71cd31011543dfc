#ifndef CM_POLICY_DERIVE_H
#define CM_POLICY_DERIVE_H

#include "policy/vocabulary.h"
#include "policy/yaml.h"

/*
 * Facts computed from others, so that conditions need no calendar. Four functions; each argument is a fact, a figure, a
 * whole number or a date in quotes. Each can be solved for an argument, which is what turns a refusal into "from
 * 2010-05-14 on".
 *
 *	whole_months(a, b)	calendar months from date a that are over at date b; negative before
 *	add_months(a, n)	date a and n months, clamped to the month's last day
 *	days(a, b)		b - a in days
 *	age(born, on)		whole years; a child of 29 February ages on 1 March
 */
enum cm_derive_fn {
	CM_WHOLE_MONTHS,
	CM_ADD_MONTHS,
	CM_DAYS,
	CM_AGE
};

struct cm_derive_arg {
	struct cm_str name; /* none: a literal */
	int slot; /* of name; -1: no fact or figure of this name is loaded */
	int64_t i; /* of a literal */
	enum cm_type type;
	struct cm_pos pos;
};

struct cm_derive {
	enum cm_derive_fn fn;
	struct cm_derive_arg arg[2];
	enum cm_type type; /* of the result */
	bool visiting, checked; /* while linking */
};

/* NULL after an error. */
struct cm_derive *cm_derive_parse(const struct cm_yaml *scalar, struct cm_arena *, struct cm_diag *);
/*
 * Finds the arguments among the facts and figures that are loaded now; tells wrong types and circles. An argument that
 * does not exist (yet: it may be a figure of another policy) is told only when missing is true.
 */
bool cm_derive_link(struct cm_vocabulary *, int slot, bool missing, struct cm_diag *);
/* Of arguments that are known; unknown otherwise. The arguments that are derived must have been computed before. */
struct cm_value cm_derive_compute(const struct cm_derive *, const struct cm_vocabulary *, const struct cm_value *facts);
/*
 * The argument (0 or 1) that is free to move: of two facts today, else the one that is not a figure. -1: neither.
 */
int cm_derive_free(const struct cm_derive *, const struct cm_vocabulary *);
/*
 * The value of argument k nearest to now at which the result is at least target (least) or at most target (!least).
 */
struct cm_value cm_derive_solve(const struct cm_derive *, int k, int64_t target, bool least,
    const struct cm_vocabulary *, const struct cm_value *facts);

#endif
