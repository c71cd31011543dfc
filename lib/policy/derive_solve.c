/*
 * Derived facts solved for one argument: the date, or figure, at which a rule would stop firing. Called by bound.c
 * only. Each function rises or falls with each of its arguments, so the turning point is found from a good guess by
 * steps of a day, and no formula for short months and leap days can be wrong on its own.
 */
#include "base/date.h"
#include "policy/derive.h"

#include "base/banned.h"

int
cm_derive_free(const struct cm_derive *dv, const struct cm_vocabulary *v)
{
	bool can[2];

	for (int k = 0; k < 2; k++) {
		can[k] = dv->arg[k].slot >= 0 && v->facts[dv->arg[k].slot].from != CM_FROM_FIGURE;
		if (can[k] && cm_str_is(dv->arg[k].name, "today"))
			return k;
	}
	return can[1] && dv->arg[1].type == CM_T_DATE ? 1 : can[0] ? 0 : can[1] ? 1 : -1;
}

static bool
known(const struct cm_derive_arg *a, const struct cm_vocabulary *v, const struct cm_value *facts, int64_t *i)
{
	const struct cm_value *x;

	*i = a->i;
	if (a->slot < 0)
		return !a->name.p;
	x = cm_fact_value(v, a->slot, facts);
	*i = x->i;
	return x->known;
}

static int64_t
apply(enum cm_derive_fn fn, int64_t a, int64_t b)
{
	switch (fn) {
	case CM_WHOLE_MONTHS:
		return cm_day_whole_months((int32_t)a, (int32_t)b);
	case CM_ADD_MONTHS:
		return cm_day_add_months((int32_t)a, (int)b);
	case CM_DAYS:
		return b - a;
	case CM_AGE:
		return cm_day_age((int32_t)a, (int32_t)b);
	}
	return 0;
}

static int64_t
at(enum cm_derive_fn fn, int k, int64_t x, int64_t other)
{
	return k == 0 ? apply(fn, x, other) : apply(fn, other, x);
}

/* Some argument near the one that gives target. */
static int64_t
guess(enum cm_derive_fn fn, int k, int64_t other, int64_t target)
{
	int sign = k == 0 ? -1 : 1;

	switch (fn) {
	case CM_WHOLE_MONTHS:
		return cm_day_add_months((int32_t)other, sign * (int)target);
	case CM_AGE:
		return cm_day_add_months((int32_t)other, sign * 12 * (int)target);
	case CM_DAYS:
		return other + sign * target;
	case CM_ADD_MONTHS:
		return k == 0 ? cm_day_add_months((int32_t)target, -(int)other)
			      : cm_day_whole_months((int32_t)other, (int32_t)target);
	}
	return 0;
}

struct cm_value
cm_derive_solve(const struct cm_derive *dv, int k, int64_t target, bool least, const struct cm_vocabulary *v,
    const struct cm_value *facts)
{
	struct cm_value r = {.type = dv->arg[k].type};
	bool rises = k == 1 || dv->fn == CM_ADD_MONTHS;
	int64_t other, x, step = least == rises ? 1 : -1;

	if (!known(&dv->arg[1 - k], v, facts, &other))
		return r;
	if (dv->type == CM_T_INT && (target < -120000 || target > 120000) && dv->fn != CM_DAYS)
		return r;
	/* At most target ends where target + 1 begins, which for years is a year away. */
	x = guess(dv->fn, k, other, least ? target : target + 1);
	/*
	 * First well into the side where the wanted does not hold, then on to where it first does. At the calendar's
	 * ends the guess is clipped and cannot be trusted.
	 */
	x -= step * 40;
	if (r.type == CM_T_DATE && (x < -25000 || x > 2932000))
		return r;
	for (int i = 0; i <= 120; i++, x += step)
		if (least ? at(dv->fn, k, x, other) >= target : at(dv->fn, k, x, other) <= target) {
			r.known = i > 0;
			r.i = x;
			break;
		}
	return r;
}
