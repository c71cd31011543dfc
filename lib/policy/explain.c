/* Decisions explained, and what a gate rests on. Called for -x, for cm-policy explain and for the operation row. */
#include "policy/decide.h"
#include "policy/expr_node.h"
#include "policy/trees.h"

#include "base/banned.h"

static void
put_place(struct cm_buf *b, struct cm_pos pos)
{
	const char *slash = strrchr(pos.file, '/');

	cm_buf_puts(b, slash ? slash + 1 : pos.file);
	cm_buf_putc(b, ':');
	cm_buf_putint(b, pos.line);
}

/* What is the same in every explanation of a rule, made once: before and behind what depends on the facts. */
static void
prepare(struct cm_rule *r, struct cm_arena *a)
{
	struct cm_buf b = {0}, place = {0};

	cm_buf_puts(&b, "{\"rule\":");
	cm_buf_putjson(&b, r->id);
	cm_buf_puts(&b, ",\"verdict\":\"");
	cm_buf_puts(&b, cm_verdict_name(r->verdict));
	cm_buf_puts(&b, "\",\"fired\":");
	r->explain_head = cm_arena_str(a, cm_buf_str(&b));
	cm_buf_clear(&b);
	cm_buf_puts(&b, ",\"source\":");
	cm_buf_putjson(&b, r->assumed || !r->source.p ? CM_STR("assumed") : r->source);
	cm_buf_puts(&b, ",\"at\":");
	put_place(&place, r->pos);
	cm_buf_putjson(&b, cm_buf_str(&place));
	cm_buf_putc(&b, '}');
	r->explain_tail = cm_arena_str(a, cm_buf_str(&b));
	cm_buf_free(&b);
	cm_buf_free(&place);
}

/* The reasons between quotes; written anew with escapes in the rare case that they hold something to be escaped. */
static void
put_because(const struct cm_rule *r, const struct cm_vocabulary *v, const struct cm_value *facts, struct cm_buf *json,
    struct cm_buf *scratch, struct cm_arena *a)
{
	size_t from;

	cm_buf_putc(json, '"');
	from = json->n;
	cm_expr_because(r->when, v, facts, json, a);
	for (size_t i = from; i < json->n; i++)
		if ((unsigned char)json->p[i] < ' ' || json->p[i] == '"' || json->p[i] == '\\' || json->p[i] == 0x7f) {
			cm_buf_clear(scratch);
			cm_buf_add(scratch, json->p + from, json->n - from);
			json->n = from - 1;
			cm_buf_putjson(json, cm_buf_str(scratch));
			return;
		}
	cm_buf_putc(json, '"');
}

struct telling {
	const struct cm_policy *policy;
	const struct cm_value *facts;
	struct cm_buf *json, scratch;
	struct cm_arena *arena;
};

static void
put_rule(struct telling *t, struct cm_rule *r, enum cm_truth truth)
{
	static const char *const truths[] = {"false", "true", "null"};

	if (!r->explain_head.p)
		prepare(r, t->policy->vocabulary->arena); /* no change that anybody could see */
	if (t->json->p[t->json->n - 1] != '[')
		cm_buf_putc(t->json, ',');
	cm_buf_putstr(t->json, r->explain_head);
	cm_buf_puts(t->json, truths[truth]);
	cm_buf_puts(t->json, ",\"because\":");
	put_because(r, t->policy->vocabulary, t->facts, t->json, &t->scratch, t->arena);
	cm_buf_putstr(t->json, r->explain_tail);
}

void
cm_policy_explain(const struct cm_policy *p, const struct cm_decision *d, const struct cm_value *facts,
    struct cm_buf *json, struct cm_arena *a)
{
	struct telling t = {p, facts, json, {0}, a};
	const struct cm_gate *g = d->gate;
	struct cm_walk w = {NULL, 0, false};

	cm_buf_putc(json, '[');
	if (g->tree)
		cm_tree_walk(g, facts, &w, a);
	for (unsigned i = 0; i < w.n; i++)
		put_rule(&t, (struct cm_rule *)w.seen[i].step, w.seen[i].truth);
	for (unsigned i = 0; !g->tree && i < g->nrules; i++)
		put_rule(&t, (struct cm_rule *)g->rules[i], cm_expr_eval(g->rules[i]->when, facts));
	cm_buf_putc(json, ']');
	cm_buf_free(&t.scratch);
}

static void
add_facts(struct cm_slots *s, const struct cm_rule *r, const struct cm_vocabulary *v)
{
	for (unsigned k = 0; k < r->when->n; k++)
		if (r->when->nodes[k].op == CM_OP_FACT)
			cm_slots_add(s, v, r->when->nodes[k].slot, NULL);
}

const int *
cm_gate_facts(const struct cm_gate *g, const struct cm_vocabulary *v, unsigned *n, struct cm_arena *a)
{
	struct cm_slots s = {.slots = cm_arena_alloc(a, v->n * sizeof *s.slots)};
	const struct cm_gate **all = NULL; /* a tree, and those that it may go on in, each once */
	unsigned nall = 0, room = 0;

	for (unsigned next = 0; g; g = next < nall ? all[next++] : NULL)
		for (unsigned i = 0; i < g->nrules; i++) {
			const struct cm_gate *go = g->rules[i]->finding ? g->rules[i]->finding->go : NULL;
			unsigned k = 0;

			add_facts(&s, g->rules[i], v);
			while (go && k < nall && all[k] != go)
				k++;
			if (!go || k < nall)
				continue;
			all = cm_arena_grow(a, all, nall, &room, sizeof(const struct cm_gate *));
			all[nall++] = go;
		}
	*n = s.n;
	return s.slots;
}

const int *
cm_rule_facts(const struct cm_rule *r, const struct cm_vocabulary *v, unsigned *n, struct cm_arena *a)
{
	struct cm_slots s = {.slots = cm_arena_alloc(a, v->n * sizeof *s.slots)};

	add_facts(&s, r, v);
	*n = s.n;
	return s.slots;
}
