/*
 * The verdict. Called once per record between gather and apply; pure, and the only place where rules of a gate are put
 * together. Every rule is tried, so that a record is told all that is in its way and not one thing after the other.
 */
#include "policy/decide.h"
#include "policy/derive.h"
#include "policy/expr_node.h"
#include "policy/trees.h"

#include "base/banned.h"

#define FEW 64 /* rules whose truths fit on the stack */

/*
 * Worst first. A rule that may yet fire stands behind those that did, whose words are true already; a warning that nobody
 * acknowledged behind both: it leaves the case open without a question.
 */
enum rank {
	R_REFUSE,
	R_REFER,
	R_UNDECIDED,
	R_OPEN,
	R_WARN_OPEN,
	R_WARN,
	R_ALLOW,
	R_COUNT
};

static enum rank
rank(const struct cm_fired *f)
{
	switch (f->verdict) {
	case CM_REFUSE:
		return R_REFUSE;
	case CM_REFER:
		return R_REFER;
	case CM_UNDECIDED:
		return f->open ? R_OPEN : R_UNDECIDED;
	case CM_WARN:
		return f->acknowledged ? R_WARN : R_WARN_OPEN;
	case CM_ALLOW:
		break;
	}
	return R_ALLOW;
}

static bool
acknowledged(const struct cm_rule *r, const struct cm_str *acks, unsigned nacks)
{
	for (unsigned i = 0; i < nacks; i++)
		if (cm_str_eq(acks[i], r->id) || cm_str_eq(acks[i], r->reason))
			return true;
	return false;
}

static struct cm_slots
new_slots(const struct cm_vocabulary *v, struct cm_arena *a)
{
	return (struct cm_slots){cm_arena_raw(a, v->n * sizeof(int)), cm_arena_raw(a, v->n * sizeof(unsigned)), 0};
}

static const int *
copy_slots(const int *slots, unsigned n, struct cm_arena *a)
{
	int *copy = n ? cm_arena_alloc(a, n * sizeof *copy) : NULL;

	if (n)
		memcpy(copy, slots, n * sizeof *copy);
	return copy;
}

/*
 * What is to be found out for one rule: what the policy says, else what the condition lacks; also when all that the
 * policy says is known, and the condition still open: somebody who may not go on must be told what for.
 */
static void
wanted(const struct cm_fired *f, const struct cm_vocabulary *v, const struct cm_value *facts, struct cm_slots *to)
{
	to->n = 0;
	for (unsigned i = 0; i < f->rule->nask; i++)
		if (!cm_fact_value(v, f->rule->ask[i], facts)->known)
			cm_slots_add(to, v, f->rule->ask[i], facts);
	if (to->n || (f->rule->nask && !f->open))
		return;
	for (unsigned i = 0; i < f->nunknown; i++)
		cm_slots_add(to, v, f->unknown[i], facts);
	if (!f->open)
		for (unsigned i = 0; i < f->rule->when->n; i++) {
			const struct cm_node *k = &f->rule->when->nodes[i];

			if (k->op == CM_OP_FACT && !facts[k->slot].known)
				cm_slots_add(to, v, k->slot, facts);
		}
}

#define COSTS 4 /* of a tree's facts (trees.h) */

/* How dear it is to find a fact out for a step. Rules of other gates know no difference. */
static unsigned
cost(const struct cm_rule *r, const struct cm_fact *f)
{
	if (!r->finding)
		return 0;
	return r->finding->cost >= 0 ? (unsigned)r->finding->cost : f->from == CM_FROM_RECORD;
}

/* A fact that nobody can give is asked for by the fields that it comes of, as far as they were not given. */
static void
ask_for(struct cm_slots *to, const struct cm_vocabulary *v, int slot, const struct cm_value *facts, const struct cm_rule *r,
    unsigned now)
{
	const struct cm_fact *f = &v->facts[slot];

	for (unsigned i = 0; i < f->nask; i++)
		if (!facts[f->ask_slots[i]].known && cost(r, &v->facts[f->ask_slots[i]]) == now)
			cm_slots_add(to, v, f->ask_slots[i], NULL);
	if (!f->nask && cost(r, f) == now)
		cm_slots_add(to, v, slot, NULL);
}

/*
 * Slots of all undecided rules: those that most rules wait for first, else in the order of the rules. Of a tree, where
 * one answer may be all that is needed, the cheapest first.
 */
static void
collect_ask(struct cm_decision *d, const struct cm_vocabulary *v, const struct cm_value *facts, struct cm_arena *a)
{
	struct cm_slots one = {.slots = cm_arena_raw(a, v->n * sizeof *one.slots)}, all = new_slots(v, a);
	unsigned char *costs = d->gate->tree ? cm_arena_raw(a, v->n) : NULL;
	unsigned done = 0;

	for (unsigned now = 0; now < (costs ? COSTS : 1); now++) {
		for (unsigned i = 0; i < d->nfired; i++) {
			if (d->fired[i].verdict != CM_UNDECIDED)
				continue;
			wanted(&d->fired[i], v, facts, &one);
			for (unsigned j = 0; j < one.n; j++)
				ask_for(&all, v, one.slots[j], facts, d->fired[i].rule, now);
		}
		while (costs && done < all.n)
			costs[done++] = (unsigned char)now;
	}
	if (!d->gate->tree)
		cm_slots_sort(&all);
	d->ask = copy_slots(all.slots, all.n, a);
	d->nask = all.n;
	d->cost = costs;
}

struct tally {
	const struct cm_vocabulary *vocabulary;
	const struct cm_value *facts;
	const struct cm_str *acks;
	unsigned nacks;
	struct cm_slots open; /* made when a rule is open */
	struct cm_arena *arena;
};

static void
fill(struct cm_fired *f, const struct cm_rule *r, enum cm_truth truth, struct tally *t)
{
	f->rule = r;
	f->verdict = r->verdict;
	if (truth == CM_TRUE) {
		f->acknowledged = r->verdict == CM_WARN && acknowledged(r, t->acks, t->nacks);
		return;
	}
	f->verdict = CM_UNDECIDED;
	f->open = true;
	if (!t->open.slots)
		t->open = new_slots(t->vocabulary, t->arena);
	t->open.n = 0;
	cm_expr_open(r->when, t->vocabulary, t->facts, &t->open);
	f->unknown = copy_slots(t->open.slots, t->open.n, t->arena);
	f->nunknown = t->open.n;
}

static enum cm_verdict
verdict_of(const struct cm_fired *worst)
{
	enum rank r = rank(worst);

	return r == R_WARN_OPEN ? CM_UNDECIDED : worst->verdict;
}

/* By rank, and within one in the gate's order. */
static struct cm_fired *
sorted(const struct cm_fired *in, unsigned n, struct cm_arena *a)
{
	struct cm_fired *out = cm_arena_alloc(a, n * sizeof *out);
	unsigned k = 0;

	for (int r = R_REFUSE; r < R_COUNT; r++)
		for (unsigned i = 0; i < n; i++)
			if (rank(&in[i]) == (enum rank)r)
				out[k++] = in[i];
	return out;
}

/* Of a tree: what may be it while something is open; else the finding, and the steps that led to it. */
static void
decide_tree(struct cm_decision *d, struct tally *t)
{
	struct cm_fired *fired;
	struct cm_walk w;

	cm_tree_walk(d->gate, t->facts, &w, t->arena);
	d->fired = fired = cm_arena_alloc(t->arena, w.n * sizeof *fired);
	for (unsigned i = 0; i < w.n; i++) {
		const struct cm_seen *s = &w.seen[w.open ? i : w.n - 1 - i];

		if (s->truth == (w.open ? CM_MAYBE : CM_TRUE))
			fill(&fired[d->nfired++], s->step, s->truth, t);
	}
}

/* Of another gate: every rule is tried. */
static void
decide_gate(struct cm_decision *d, struct tally *t)
{
	const struct cm_gate *g = d->gate;
	unsigned char few[FEW], *truth = g->nrules <= FEW ? few : cm_arena_alloc(t->arena, g->nrules);
	struct cm_fired *fired;
	unsigned n = 0, k = 0;

	for (unsigned i = 0; i < g->nrules; i++) {
		truth[i] = (unsigned char)cm_expr_eval(g->rules[i]->when, t->facts);
		if (truth[i] == CM_MAYBE && g->rules[i]->verdict == CM_ALLOW)
			truth[i] = CM_FALSE;
		n += truth[i] != CM_FALSE;
	}
	if (n == 0)
		return;
	fired = cm_arena_alloc(t->arena, n * sizeof *fired);
	for (unsigned i = 0; i < g->nrules; i++)
		if (truth[i] != CM_FALSE)
			fill(&fired[k++], g->rules[i], (enum cm_truth)truth[i], t);
	d->fired = n > 1 ? sorted(fired, n, t->arena) : fired;
	d->nfired = n;
}

void
cm_policy_decide(const struct cm_policy *p, const struct cm_gate *g, struct cm_value *facts, const struct cm_str *acks,
    unsigned nacks, struct cm_decision *d, struct cm_arena *a)
{
	const struct cm_vocabulary *v = p->vocabulary;
	struct tally t = {v, facts, acks, nacks, {NULL, NULL, 0}, a};

	*d = (struct cm_decision){.gate = g, .verdict = CM_ALLOW};
	for (unsigned i = 0; i < g->nderived; i++)
		facts[g->derived[i]] = cm_derive_compute(v->facts[g->derived[i]].derive, v, facts);
	if (g->tree)
		decide_tree(d, &t);
	else
		decide_gate(d, &t);
	if (!d->nfired)
		return;
	d->verdict = verdict_of(d->fired);
	if (d->verdict == CM_UNDECIDED)
		collect_ask(d, v, facts, a);
}
