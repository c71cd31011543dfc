/*
 * Derived facts: parsing, linking and computing. Called while loading and, for those that a gate looks at, once per
 * decision. Solving for an argument is in derive_solve.c.
 */
#include "base/date.h"
#include "base/money.h"
#include "policy/derive.h"
#include "policy/name.h"

#include "base/banned.h"

static const struct {
	const char *name;
	enum cm_type arg[2], result;
} functions[] = {
    [CM_WHOLE_MONTHS] = {"whole_months", {CM_T_DATE, CM_T_DATE}, CM_T_INT},
    [CM_ADD_MONTHS] = {"add_months", {CM_T_DATE, CM_T_INT}, CM_T_DATE},
    [CM_DAYS] = {"days", {CM_T_DATE, CM_T_DATE}, CM_T_INT},
    [CM_AGE] = {"age", {CM_T_DATE, CM_T_DATE}, CM_T_INT},
};
#define NFUNCTIONS (sizeof(functions) / sizeof(*functions))

static struct cm_str
between(const char *p, const char *end)
{
	return cm_str_trim((struct cm_str){p, (size_t)(end - p)});
}

static bool
parse_arg(struct cm_derive *dv, int k, struct cm_str s, struct cm_pos pos, struct cm_diag *d)
{
	struct cm_derive_arg *a = &dv->arg[k];
	int32_t day;

	a->pos = pos;
	a->slot = -1;
	a->type = functions[dv->fn].arg[k];
	if (s.n >= 2 && s.p[0] == '\'' && s.p[s.n - 1] == '\'' && a->type == CM_T_DATE &&
	    cm_day_parse((struct cm_str){s.p + 1, s.n - 2}, &day)) {
		a->i = day;
		return true;
	}
	if (a->type == CM_T_INT && cm_int_parse(s, &a->i) && a->i >= -12000 && a->i <= 12000)
		return true;
	a->name = s;
	if (cm_name_is_word(s))
		return true;
	cm_diag_add(d, CM_ERROR, pos, "policy.derive",
	    "argument %d of %s must be a fact, a figure or a literal of type %s", k + 1, functions[dv->fn].name,
	    cm_type_name(a->type));
	return false;
}

static bool
parse_function(struct cm_derive *dv, const struct cm_yaml *y, struct cm_str name, struct cm_diag *d)
{
	struct cm_nearest near = {.wanted = name};

	for (size_t i = 0; i < NFUNCTIONS; i++) {
		if (cm_str_is(name, functions[i].name)) {
			dv->fn = (enum cm_derive_fn)i;
			dv->type = functions[i].result;
			return true;
		}
		cm_nearest_try(&near, cm_str(functions[i].name));
	}
	cm_diag_add(d, CM_ERROR, cm_yaml_at(y, 0), "policy.derive",
	    "a derived fact is whole_months(a, b), add_months(a, n), days(a, b) or age(born, on)%s",
	    cm_nearest_hint(&near, d->arena));
	return false;
}

struct cm_derive *
cm_derive_parse(const struct cm_yaml *y, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_derive *dv = cm_arena_alloc(a, sizeof *dv);
	const char *p, *end, *open, *comma;
	struct cm_str arg;

	if (!cm_yaml_is(y, CM_YAML_SCALAR, "derive", d))
		return NULL;
	p = y->text.p;
	end = p + y->text.n;
	open = memchr(p, '(', y->text.n);
	if (!parse_function(dv, y, between(p, open ? open : end), d))
		return NULL;
	comma = open ? memchr(open, ',', (size_t)(end - open)) : NULL;
	if (!comma || end[-1] != ')') {
		cm_diag_add(
		    d, CM_ERROR, cm_yaml_at(y, 0), "policy.derive", "expected %s(…, …)", functions[dv->fn].name);
		return NULL;
	}
	arg = between(open + 1, comma);
	if (!parse_arg(dv, 0, arg, cm_yaml_at(y, (size_t)(arg.p - p)), d))
		return NULL;
	arg = between(comma + 1, end - 1);
	if (!parse_arg(dv, 1, arg, cm_yaml_at(y, (size_t)(arg.p - p)), d))
		return NULL;
	return dv;
}

static bool
link_missing(struct cm_vocabulary *v, const struct cm_derive_arg *a, struct cm_diag *d)
{
	struct cm_nearest near = {.wanted = a->name};

	for (unsigned i = 0; i < v->n && !cm_diag_full(d); i++)
		cm_nearest_try(&near, v->facts[i].id);
	cm_diag_add(d, CM_ERROR, a->pos, "policy.unknown-fact", "there is no fact or figure %.*s%s", (int)a->name.n,
	    a->name.p, cm_nearest_hint(&near, d->arena));
	return false;
}

static bool
link_arg(struct cm_vocabulary *v, const struct cm_derive *dv, struct cm_derive_arg *a, bool missing, struct cm_diag *d)
{
	const struct cm_fact *f;

	if (!a->name.p)
		return true;
	if (a->slot < 0)
		a->slot = cm_vocabulary_slot(v, a->name);
	if (a->slot < 0)
		return missing ? link_missing(v, a, d) : true;
	f = &v->facts[a->slot];
	if (f->type != a->type) {
		cm_diag_add(d, CM_ERROR, a->pos, "policy.type", "%s takes a %s here, but %.*s is a %s",
		    functions[dv->fn].name, cm_type_name(a->type), (int)a->name.n, a->name.p, cm_type_name(f->type));
		return false;
	}
	return f->from != CM_FROM_DERIVED || cm_derive_link(v, a->slot, missing, d);
}

bool
cm_derive_link(struct cm_vocabulary *v, int slot, bool missing, struct cm_diag *d)
{
	struct cm_derive *dv = v->facts[slot].derive;
	bool good;

	if (!dv)
		return false; /* its error has been told */
	if (dv->checked)
		return true;
	if (dv->visiting) {
		cm_diag_add(d, CM_ERROR, v->facts[slot].pos, "policy.derive", "%.*s is derived from itself",
		    (int)v->facts[slot].id.n, v->facts[slot].id.p);
		return false;
	}
	dv->visiting = true;
	good = link_arg(v, dv, &dv->arg[0], missing, d);
	good &= link_arg(v, dv, &dv->arg[1], missing, d);
	dv->visiting = false;
	dv->checked = good && missing;
	return good;
}

static struct cm_value
arg_value(const struct cm_derive_arg *a, const struct cm_vocabulary *v, const struct cm_value *facts)
{
	if (a->slot >= 0)
		return *cm_fact_value(v, a->slot, facts);
	return (struct cm_value){.known = !a->name.p, .type = a->type, .i = a->i};
}

struct cm_value
cm_derive_compute(const struct cm_derive *dv, const struct cm_vocabulary *v, const struct cm_value *facts)
{
	struct cm_value a = arg_value(&dv->arg[0], v, facts), b = arg_value(&dv->arg[1], v, facts);
	struct cm_value r = {.known = a.known && b.known, .type = dv->type};

	if (!r.known)
		return r;
	switch (dv->fn) {
	case CM_WHOLE_MONTHS:
		r.i = cm_day_whole_months((int32_t)a.i, (int32_t)b.i);
		break;
	case CM_ADD_MONTHS:
		r.known = b.i >= -120000 && b.i <= 120000;
		if (r.known)
			r.i = cm_day_add_months((int32_t)a.i, (int)b.i);
		break;
	case CM_DAYS:
		r.i = b.i - a.i;
		break;
	case CM_AGE:
		r.i = cm_day_age((int32_t)a.i, (int32_t)b.i);
		break;
	}
	return r;
}
