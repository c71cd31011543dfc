/*
 * Bounds: at the value that a remedy promises a rule does not fire, one step before it still does. Random facts, one
 * condition after the other; derived facts are computed anew for every value that is tried.
 */
#include "base/date.h"
#include "policy/decide.h"
#include "policy/derive.h"
#include "policy/expr.h"
#include "tap.h"

#define ROUNDS 400

static uint64_t seed = 362436069362436069u;
static struct cm_arena *arena;
static struct cm_vocabulary *voc;

static unsigned
rnd(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % n);
}

static const struct {
	const char *when, *moves;
	unsigned least; /* bounds to be found among the rounds */
} rules[] = {
    {"m1 > m2", "m1", 50},
    {"m2 >= m1", "m1", 50},
    {"m1 + m2 < 5.00", "m1", 50},
    {"m1 * 3 - m2 <= 1", "m1", 50},
    {"0 - 2 * m1 > m2", "m1", 50},
    {"2 * i1 > i2 + 1", "i1", 50},
    {"7 - 3 * i1 >= i2", "i1", 50},
    {"-i1 < i2", "i1", 50},
    {"months < 3", "today", 50},
    {"months <= 1", "today", 50},
    {"months > 5", "today", 50},
    {"3 > months", "today", 50},
    {"NOT (months >= 3)", "today", 50},
    {"age1 < 18", "today", 50},
    {"age1 >= 3", "today", 50},
    {"age1 <= 3", "today", 50},
    {"age1 > 1", "today", 50},
    {"gap < 30", "today", 50},
    {"gap >= 30", "today", 50},
    {"today < later", "today", 50},
    {"later > today", "today", 50},
    {"today - d1 < 30", "today", 50},
    {"d1 + 30 > today", "today", 50},
    {"left_days < 70", "today", 50},
    {"left_months <= 7", "today", 50},
    {"i1 NOT BETWEEN -1 AND 1", "i1", 50},
    {"NOT i1 BETWEEN -1 AND 1", "i1", 50},
    {"b1 AND i1 < 1", "i1", 50},
    {"i1 < 1 OR (b1 AND i2 = 2)", "i1", 20},
    {"NOT (m1 <= 0.50)", "m1", 50},
    {"e1 <> 'red'", "e1", 50},
    {"NOT e1 = 'red' AND b1", "e1", 50},
    {"e2 <> 'blue' AND i1 < 2", "i1", 50},
    {"t1 <> 'a'", "t1", 50},
};

/* Conditions of which there is no single value. */
static const char *const without[] = {
    "i1 = 1",
    "i1 < 2 AND m1 > 0.50",
    "i1 < 0 OR i1 > 0",
    "i1 * i1 > 1",
    "i1 IN (1, 2, 3)",
    "i1 BETWEEN -2 AND 2",
    "b1",
    "i1 IS NULL",
    "secret1 <> '1234'",
};

static void
compute(struct cm_value *facts)
{
	for (unsigned pass = 0; pass < 2; pass++)
		for (unsigned i = 0; i < voc->n; i++)
			if (voc->facts[i].derive)
				facts[i] = cm_derive_compute(voc->facts[i].derive, voc, facts);
}

static void
random_facts(struct cm_value *facts)
{
	static const char *const texts[] = {"a", "b", "c"};

	memset(facts, 0, voc->n * sizeof *facts);
	for (unsigned i = 0; i < voc->n; i++) {
		struct cm_value *v = &facts[i];

		*v = (struct cm_value){.known = true, .type = voc->facts[i].type};
		if (v->type == CM_T_BOOL)
			v->i = rnd(4) > 0;
		else if (v->type == CM_T_INT)
			v->i = (int)rnd(9) - 4;
		else if (v->type == CM_T_MONEY)
			v->i = (int)rnd(1200) - 600;
		else if (v->type == CM_T_DATE)
			v->i = 14600 + rnd(rnd(2) ? 12000 : 200);
		else if (v->type == CM_T_ENUM)
			v->i = rnd(3);
		else
			v->s = cm_str(texts[rnd(3)]);
	}
	facts[cm_vocabulary_slot(voc, CM_STR("d1"))].i = 14600 + rnd(800);
	compute(facts);
}

static enum cm_truth
with(const struct cm_expr *e, const struct cm_value *facts, int slot, struct cm_value x)
{
	struct cm_value copy[64];

	memcpy(copy, facts, voc->n * sizeof *copy);
	copy[slot] = x;
	compute(copy);
	return cm_expr_eval(e, copy);
}

/* True when the bound keeps its promise. */
static bool
holds(const struct cm_expr *e, const struct cm_value *facts, int slot, struct cm_value bound)
{
	struct cm_value before = bound;

	if (with(e, facts, slot, bound) == CM_TRUE)
		return false;
	if (bound.type == CM_T_ENUM || bound.type == CM_T_TEXT)
		return true;
	before.i += facts[slot].i > bound.i ? 1 : -1;
	return with(e, facts, slot, before) == CM_TRUE;
}

static const struct cm_expr *
parse(const char *when)
{
	struct cm_diag d;
	const struct cm_expr *e;

	cm_diag_init(&d, arena);
	e = cm_expr_parse(cm_str(when), (struct cm_pos){"x", 1, 1}, voc, arena, &d);
	if (!e)
		printf("# %s: %s\n", when, d.first->text);
	return e;
}

static void
promise(const char *when, const char *moves, unsigned least)
{
	struct cm_rule rule = {.when = parse(when)};
	struct cm_value *facts = cm_arena_alloc(arena, voc->n * sizeof *facts), bound;
	int slot = cm_vocabulary_slot(voc, cm_str(moves));
	unsigned fired = 0, found = 0, bad = 0;

	for (unsigned i = 0; rule.when && i < ROUNDS; i++) {
		random_facts(facts);
		if (cm_expr_eval(rule.when, facts) != CM_TRUE)
			continue;
		fired++;
		bound = cm_policy_bound(&rule, voc, facts);
		if (!bound.known)
			continue;
		found++;
		if (!holds(rule.when, facts, slot, bound) && bad++ < 3)
			printf("# %s is %lld, bound %lld (d1 %lld d2 %lld)\n", moves, (long long)facts[slot].i,
			    (long long)bound.i, (long long)facts[cm_vocabulary_slot(voc, CM_STR("d1"))].i,
			    (long long)facts[cm_vocabulary_slot(voc, CM_STR("d2"))].i);
	}
	ok(bad == 0 && found >= least, "%s: fired %u, a bound for %u, wrong %u", when, fired, found, bad);
}

static void
no_promise(const char *when)
{
	struct cm_rule rule = {.when = parse(when)};
	struct cm_value *facts = cm_arena_alloc(arena, voc->n * sizeof *facts);
	unsigned fired = 0, found = 0;

	for (unsigned i = 0; rule.when && i < ROUNDS; i++) {
		random_facts(facts);
		if (i % 2)
			facts[cm_vocabulary_slot(voc, CM_STR("i1"))].known = false;
		fired += cm_expr_eval(rule.when, facts) == CM_TRUE;
		found += cm_policy_bound(&rule, voc, facts).known;
	}
	ok(fired > 0 && found == 0, "%s: fired %u, never a bound", when, fired);
}

/* Worked out by hand: the deck's month, short months, leap days. */
static void
by_hand(const char *when, const char *d1, const char *today, const char *want)
{
	struct cm_rule rule = {.when = parse(when)};
	struct cm_value *facts = cm_arena_alloc(arena, voc->n * sizeof *facts), bound;
	struct cm_buf b = {0};
	int32_t day = 0;

	cm_day_parse(cm_str(d1), &day);
	facts[cm_vocabulary_slot(voc, CM_STR("d1"))] = (struct cm_value){.known = true, .type = CM_T_DATE, .i = day};
	cm_day_parse(cm_str(today), &day);
	facts[cm_vocabulary_slot(voc, CM_STR("today"))] = (struct cm_value){.known = true, .type = CM_T_DATE, .i = day};
	compute(facts);
	bound = cm_policy_bound(&rule, voc, facts);
	cm_value_print(&b, &bound);
	is_str(b.p ? b.p : "", want, cm_arena_printf(arena, "%s, of %s on %s", when, d1, today));
	cm_buf_free(&b);
}

int
main(void)
{
	struct cm_diag d;

	arena = cm_arena_new();
	cm_diag_init(&d, arena);
	if (cm_vocabulary_load(&voc, "tests/policy/oracle", arena, &d) != CM_OK || voc->n > 64) {
		cm_diag_print(&d, "policy-bound");
		return 1;
	}
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		promise(rules[i].when, rules[i].moves, rules[i].least);
	for (size_t i = 0; i < sizeof without / sizeof *without; i++)
		no_promise(without[i]);
	by_hand("months < 1", "2010-04-01", "2010-04-20", "2010-05-01");
	by_hand("months < 1", "2010-01-31", "2010-02-20", "2010-02-28");
	by_hand("months < 12", "2008-02-29", "2009-02-20", "2009-02-28");
	by_hand("months < 1", "2010-04-01", "2010-05-01", "");
	by_hand("age1 < 2", "2008-02-29", "2010-02-28", "2010-03-01");
	by_hand("today < later", "2009-05-14", "2010-04-01", "2010-05-14");
	by_hand("gap < 30", "2010-04-01", "2010-04-02", "2010-05-01");
	cm_arena_free(arena);
	return tap_done();
}
