/* Which facts a tree rests on and its texts speak of: so that nothing else need be looked up. Called when it is linked. */
#include "policy/expr_node.h"
#include "policy/load.h"
#include "policy/trees.h"

#include "base/banned.h"

struct gathering {
	struct cm_slots slots;
	const struct cm_vocabulary *vocabulary;
	struct cm_arena *arena;
};

/* With the fields that it comes of, since they may be what is known. */
static void
add(void *ctx, int slot)
{
	struct gathering *g = ctx;
	const struct cm_fact *f = &g->vocabulary->facts[slot];

	if (f->value)
		return;
	cm_slots_add(&g->slots, g->vocabulary, slot, NULL);
	for (unsigned i = 0; i < f->nask; i++)
		cm_slots_add(&g->slots, g->vocabulary, f->ask_slots[i], NULL);
}

static void
add_text(struct gathering *g, const struct cm_text *t)
{
	unsigned n = 0;
	const int *slots = t ? cm_text_facts(t, g->vocabulary, &n, g->arena) : NULL;

	for (unsigned i = 0; i < n; i++)
		add(g, slots[i]);
}

/* What stands in braces. */
static void
add_step(struct gathering *g, struct cm_str step)
{
	struct cm_str before, name;

	while (cm_next_name(&step, &before, &name)) {
		int slot = cm_vocabulary_slot(g->vocabulary, name);

		if (slot >= 0)
			add(g, slot);
	}
}

static void
add_rule(struct gathering *g, const struct cm_rule *r)
{
	if (r->when)
		cm_expr_facts(r->when, add, g);
	add_text(g, r->message);
	add_text(g, r->script);
	add_text(g, r->remedy);
	add_text(g, r->finding->look);
	add_text(g, r->finding->action);
	add_text(g, r->finding->avoid);
	add_text(g, r->finding->refund_say);
	for (unsigned i = 0; i < r->nask; i++)
		add(g, r->ask[i]);
	for (unsigned i = 0; i < r->nnext; i++)
		add_step(g, r->next[i]);
	for (unsigned i = 0; r->finding->go && i < r->finding->go->tree->nfacts; i++)
		add(g, r->finding->go->tree->facts[i]);
}

static const int *
kept(const int *slots, unsigned n, struct cm_arena *a)
{
	int *copy = cm_arena_alloc(a, (n + 1) * sizeof *copy);

	if (n)
		memcpy(copy, slots, n * sizeof *copy);
	return copy;
}

void
cm_tree_facts(struct cm_tree *t, const struct cm_gate *gate, const struct cm_vocabulary *v, struct cm_arena *a)
{
	struct cm_arena *scratch = cm_arena_new(); /* the lists are as long as the vocabulary while they are made */
	struct gathering g = {.slots.slots = cm_arena_alloc(scratch, v->n * sizeof(int)), .vocabulary = v, .arena = scratch};

	for (unsigned i = 0; i < gate->nrules; i++) {
		struct cm_finding *f = (struct cm_finding *)gate->rules[i]->finding; /* being linked */

		if (gate->rules[i]->when) {
			f->facts = cm_rule_facts(gate->rules[i], v, &f->nfacts, scratch);
			f->facts = kept(f->facts, f->nfacts, a);
		}
		add_rule(&g, gate->rules[i]);
	}
	t->facts = kept(g.slots.slots, g.slots.n, a);
	t->nfacts = g.slots.n;
	cm_arena_free(scratch);
}
