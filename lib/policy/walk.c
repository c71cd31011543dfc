/* The way through a tree: which steps were looked at, and which one holds. Called by cm_policy_decide() and for answers. */
#include "policy/trees.h"

#include "base/banned.h"

void
cm_tree_walk(const struct cm_gate *g, const struct cm_value *facts, struct cm_walk *w, struct cm_arena *a)
{
	*w = (struct cm_walk){.seen = cm_arena_alloc(a, g->tree->longest * sizeof *w->seen)};
	while (g) {
		const struct cm_gate *next = NULL;

		for (unsigned i = 0; i < g->nrules; i++) {
			const struct cm_rule *r = g->rules[i];
			enum cm_truth truth = cm_expr_eval(r->when, facts);

			w->seen[w->n++] = (struct cm_seen){g, r, truth};
			w->open |= truth == CM_MAYBE;
			if (truth != CM_TRUE)
				continue;
			next = r->finding->go;
			break;
		}
		g = next;
	}
}
