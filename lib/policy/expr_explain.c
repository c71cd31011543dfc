/*
 * Conditions: why they came out as they did. Called for verdicts that somebody looks at (ask, -x), after the
 * evaluation and on the same facts; walks only into the operands that decided.
 */
#include "policy/derive.h"
#include "policy/expr_node.h"

#include "base/banned.h"

static bool
is_open(const struct cm_node *n, const struct cm_value *facts)
{
	return n->type == CM_T_TEXT ? !cm_node_text(n, facts) : !cm_node_num(n, facts).known;
}

void
cm_slots_add(struct cm_slots *to, const struct cm_vocabulary *v, int slot, const struct cm_value *unknown_in)
{
	const struct cm_fact *f = &v->facts[slot];
	unsigned i = 0;

	if (f->value)
		return;
	if (f->derive) {
		for (int k = 0; k < 2; k++) {
			int arg = f->derive->arg[k].slot;

			if (arg >= 0 && !(unknown_in && cm_fact_value(v, arg, unknown_in)->known))
				cm_slots_add(to, v, arg, unknown_in);
		}
		return;
	}
	while (i < to->n && to->slots[i] != slot)
		i++;
	if (i == to->n) {
		to->slots[to->n++] = slot;
		if (to->times)
			to->times[i] = 0;
	}
	if (to->times)
		to->times[i]++;
}

struct opened {
	const struct cm_vocabulary *vocabulary;
	const struct cm_value *facts;
	struct cm_slots *slots;
};

/* Of an unknown node. An operand that is known, whatever its value, has no part in that. */
static void
collect(const struct opened *o, const struct cm_node *n)
{
	if (n->op == CM_OP_FACT) {
		cm_slots_add(o->slots, o->vocabulary, n->slot, o->facts);
		return;
	}
	for (const struct cm_node *k = n + 1; k < n + n->skip; k += k->skip)
		if (is_open(k, o->facts))
			collect(o, k);
}

void
cm_slots_sort(struct cm_slots *s)
{
	for (unsigned i = 1; i < s->n; i++) {
		unsigned times = s->times[i], j = i;
		int slot = s->slots[i];

		for (; j > 0 && s->times[j - 1] < times; j--) {
			s->slots[j] = s->slots[j - 1];
			s->times[j] = s->times[j - 1];
		}
		s->slots[j] = slot;
		s->times[j] = times;
	}
}

void
cm_expr_open(
    const struct cm_expr *e, const struct cm_vocabulary *v, const struct cm_value *facts, struct cm_slots *slots)
{
	struct opened o = {v, facts, slots};

	collect(&o, e->nodes);
	cm_slots_sort(slots);
}

struct reasons {
	const struct cm_vocabulary *vocabulary;
	const struct cm_value *facts;
	struct cm_buf *out;
	struct cm_arena *arena;
	size_t began;
};

static void
put_fact(const struct reasons *r, int slot)
{
	const struct cm_fact *f = &r->vocabulary->facts[slot];
	const struct cm_value *x = &r->facts[slot];

	if (f->secret)
		cm_buf_puts(r->out, x->known ? "(secret)" : "unknown");
	else if (!x->known)
		cm_buf_puts(r->out, "unknown");
	else if (f->identity)
		cm_buf_puts(r->out, x->type == CM_T_TEXT ? cm_fact_mask(f, x->s, r->arena) : "(masked)");
	else
		cm_value_print(r->out, x);
}

/* A sum of facts would give away a fact that must not be seen. */
static bool
hides(const struct reasons *r, const struct cm_node *n)
{
	for (const struct cm_node *k = n; k < n + n->skip; k++)
		if (k->op == CM_OP_FACT &&
		    (r->vocabulary->facts[k->slot].secret || r->vocabulary->facts[k->slot].identity))
			return true;
	return false;
}

static bool
names_unknown(const struct reasons *r, const struct cm_node *n)
{
	for (const struct cm_node *k = n; k < n + n->skip; k++)
		if (k->op == CM_OP_FACT && !r->facts[k->slot].known)
			return true;
	return false;
}

static void
put_operand(const struct reasons *r, const struct cm_node *n)
{
	struct cm_value x = {.type = (enum cm_type)n->type, .s = n->s};
	struct cm_num num;

	if (n->op == CM_OP_FACT) {
		put_fact(r, n->slot);
		return;
	}
	num = cm_node_num(n, r->facts);
	x.known = num.known;
	x.i = num.i;
	if (!num.known)
		cm_buf_puts(r->out, names_unknown(r, n) ? "unknown" : "(out of range)");
	else if (n->op != CM_OP_LITERAL && hides(r, n))
		cm_buf_puts(r->out, "(masked)");
	else
		cm_value_print(r->out, &x);
}

static void
put_between(const struct reasons *r)
{
	if (r->out->n > r->began)
		cm_buf_puts(r->out, "; ");
}

/* A named condition goes before the comparisons that decided it. */
static void
put_name(struct reasons *r, const struct cm_condition *c)
{
	put_between(r);
	cm_buf_putstr(r->out, c->id);
	cm_buf_puts(r->out, ": ");
	r->began = r->out->n;
}

static void
put_source(const struct reasons *r, const struct cm_node *n)
{
	size_t from;

	put_between(r);
	from = r->out->n;
	cm_buf_putstr(r->out, n->s);
	/* A condition over several lines is told in one. */
	for (char *p = r->out->p + from; (p = memchr(p, '\n', (size_t)(r->out->p + r->out->n - p)));)
		*p = ' ';
	cm_buf_puts(r->out, ": ");
}

static void
put_leaf(const struct reasons *r, const struct cm_node *n)
{
	static const char *const signs[] = {" = ", " <> ", " < ", " <= ", " > ", " >= "};
	const struct cm_node *a = n + 1;

	put_source(r, n);
	if (n->op >= CM_OP_EQ && n->op <= CM_OP_GE) {
		put_operand(r, a);
		cm_buf_puts(r->out, signs[n->op - CM_OP_EQ]);
		put_operand(r, a + a->skip);
	} else if (n->op == CM_OP_IN || n->op == CM_OP_BETWEEN || n->op == CM_OP_IS_NULL) {
		put_operand(r, a);
	} else {
		put_operand(r, n);
	}
}

/*
 * AND that is true rests on all its operands, AND that is false on the first false one; OR the other way round. What
 * is unknown rests on the unknown ones.
 */
static void
walk(struct reasons *r, const struct cm_node *n)
{
	const struct cm_node *end = n + n->skip;
	enum cm_truth all = n->op == CM_OP_AND ? CM_TRUE : CM_FALSE, whole;

	if (n->condition)
		put_name(r, n->condition);
	if (n->op == CM_OP_NOT) {
		walk(r, n + 1);
		return;
	}
	if (n->op != CM_OP_AND && n->op != CM_OP_OR) {
		put_leaf(r, n);
		return;
	}
	whole = cm_node_truth(n, r->facts);
	for (const struct cm_node *k = n + 1; k < end; k += k->skip)
		if (cm_node_truth(k, r->facts) == whole) {
			walk(r, k);
			if (whole != all && whole != CM_MAYBE)
				return;
		}
}

void
cm_expr_because(const struct cm_expr *e, const struct cm_vocabulary *v, const struct cm_value *facts,
    struct cm_buf *out, struct cm_arena *a)
{
	struct reasons r = {v, facts, out, a, out->n};

	walk(&r, e->nodes);
}
