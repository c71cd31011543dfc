/* Decisions explained, and what a gate rests on. Called for -x, for cm-policy explain and for the operation row. */
#include "policy/decide.h"
#include "policy/expr_node.h"

#include "base/banned.h"

static void
put_place(struct cm_buf *b, struct cm_pos pos)
{
	const char *slash = strrchr(pos.file, '/');

	cm_buf_puts(b, slash ? slash + 1 : pos.file);
	cm_buf_putc(b, ':');
	cm_buf_putint(b, pos.line);
}

static void
explain_rule(const struct cm_rule *r, const struct cm_vocabulary *v, const struct cm_value *facts, struct cm_buf *json,
    struct cm_buf *scratch, struct cm_arena *a)
{
	static const char *const verdicts[] = {"allow", "warn", "undecided", "refer", "refuse"};
	static const char *const truths[] = {"false", "true", "null"};

	cm_buf_puts(json, "{\"rule\":");
	cm_buf_putjson(json, r->id);
	cm_buf_puts(json, ",\"verdict\":\"");
	cm_buf_puts(json, verdicts[r->verdict]);
	cm_buf_puts(json, "\",\"fired\":");
	cm_buf_puts(json, truths[cm_expr_eval(r->when, facts)]);
	cm_buf_puts(json, ",\"because\":");
	cm_buf_clear(scratch);
	cm_expr_because(r->when, v, facts, scratch, a);
	cm_buf_putjson(json, cm_buf_str(scratch));
	cm_buf_puts(json, ",\"source\":");
	cm_buf_putjson(json, r->assumed || !r->source.p ? CM_STR("assumed") : r->source);
	cm_buf_puts(json, ",\"at\":");
	cm_buf_clear(scratch);
	put_place(scratch, r->pos);
	cm_buf_putjson(json, cm_buf_str(scratch));
	cm_buf_putc(json, '}');
}

void
cm_policy_explain(const struct cm_policy *p, const struct cm_decision *d, const struct cm_value *facts,
    struct cm_buf *json, struct cm_arena *a)
{
	struct cm_buf scratch = {0};

	cm_buf_putc(json, '[');
	for (unsigned i = 0; i < d->gate->nrules; i++) {
		if (i)
			cm_buf_putc(json, ',');
		explain_rule(d->gate->rules[i], p->vocabulary, facts, json, &scratch, a);
	}
	cm_buf_putc(json, ']');
	cm_buf_free(&scratch);
}

const int *
cm_gate_facts(const struct cm_gate *g, const struct cm_vocabulary *v, unsigned *n, struct cm_arena *a)
{
	int *slots = cm_arena_alloc(a, v->n * sizeof *slots);

	*n = 0;
	for (unsigned i = 0; i < g->nrules; i++) {
		const struct cm_expr *e = g->rules[i]->when;

		for (unsigned k = 0; k < e->n; k++)
			if (e->nodes[k].op == CM_OP_FACT)
				cm_slots_add(v, e->nodes[k].slot, NULL, slots, n);
	}
	return slots;
}
