/*
 * Figures for a while with another value: a case may try the switch that the shipped policy has turned off. Called for
 * cases and by cm-policy explain only; for records a figure is constant, which is why conditions hold copies of it.
 */
#include "policy/case_facts.h"
#include "policy/expr_node.h"

#include "base/banned.h"

static void
put_value(const struct cm_expr *e, int slot, const struct cm_value *v)
{
	struct cm_node *nodes = (struct cm_node *)e->nodes; /* made by expr_type.c, in an arena: not really const */

	for (unsigned i = 0; i < e->n; i++) {
		struct cm_node *n = &nodes[i], *right;

		if (n->op == CM_OP_LITERAL && n->slot == slot) {
			n->i = v->i;
			if (cm_node_holds_text(n))
				n->s = v->s;
		}
		if (n->form != CM_FORM_FACT_LITERAL)
			continue;
		right = n + 1 + n[1].skip;
		if (right->slot == slot)
			n->i = v->i;
	}
}

struct cm_value
cm_figure_try(const struct cm_policy *p, int slot, struct cm_value v)
{
	struct cm_value *value = (struct cm_value *)p->vocabulary->facts[slot].value, old = *value;

	*value = v;
	for (unsigned g = 0; g < p->ngates; g++)
		for (unsigned r = 0; r < p->gates[g].nrules; r++)
			put_value(p->gates[g].rules[r]->when, slot, &v);
	return old;
}
