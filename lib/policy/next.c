/*
 * Steps of next with placeholders: a value such as {month} is that of the fact, as a record would hold it. Checked while
 * a policy is loaded, filled by whoever answers.
 */
#include "policy/load.h"
#include "record/step.h"

#include "base/banned.h"

bool
cm_next_name(struct cm_str *rest, struct cm_str *before, struct cm_str *name)
{
	const char *open = rest->n ? memchr(rest->p, '{', rest->n) : NULL, *end = rest->p + rest->n;
	const char *close = open ? memchr(open, '}', (size_t)(end - open)) : NULL;

	*before = (struct cm_str){rest->p, (size_t)((close ? open : end) - rest->p)};
	if (!close)
		return false;
	*name = (struct cm_str){open + 1, (size_t)(close - open - 1)};
	*rest = (struct cm_str){close + 1, (size_t)(end - close - 1)};
	return true;
}

bool
cm_next_holds(struct cm_str value)
{
	return value.n && memchr(value.p, '{', value.n);
}

void
cm_next_check(struct cm_str step, struct cm_pos pos, const struct cm_vocabulary *v, struct cm_diag *d)
{
	struct cm_str name, value, before, fact;
	struct cm_step s;
	bool fine;
	int slot;

	cm_step_read(&s, step);
	if (cm_next_holds(s.command) || cm_next_holds(s.verb))
		cm_diag_add(d, CM_ERROR, pos, "policy.placeholder", "only the value of a step's field holds a placeholder");
	while (cm_step_field(&s, &name, &value, &fine)) {
		while (cm_next_name(&value, &before, &fact)) {
			slot = cm_vocabulary_slot(v, fact);
			if (slot < 0)
				cm_diag_add(d, CM_ERROR, pos, "policy.placeholder", "there is no fact or figure for {%.*s}%s",
				    (int)fact.n, fact.p, cm_index_hint(v, fact, false, d));
			else if (v->facts[slot].secret || v->facts[slot].identity)
				cm_diag_add(d, CM_ERROR, pos, "policy.placeholder", "{%.*s} is confidential, and a step is not",
				    (int)fact.n, fact.p);
		}
		if (cm_next_holds(before))
			cm_diag_add(d, CM_ERROR, pos, "policy.placeholder", "a brace stands alone in a step");
	}
}

/* False: a fact is unknown. */
static bool
put_value(struct cm_buf *out, struct cm_str value, const struct cm_vocabulary *v, const struct cm_value *facts)
{
	struct cm_str before, name;

	while (cm_next_name(&value, &before, &name)) {
		int slot = cm_vocabulary_slot(v, name);
		const struct cm_value *x = slot < 0 ? NULL : cm_fact_value(v, slot, facts);

		cm_buf_putstr(out, before);
		if (!x || !x->known)
			return false;
		cm_value_print(out, x);
	}
	cm_buf_putstr(out, before);
	return true;
}

struct cm_str
cm_next_render(struct cm_str step, const struct cm_vocabulary *v, const struct cm_value *facts, struct cm_arena *a)
{
	struct cm_buf out = {0}, one = {0};
	struct cm_str name, value;
	struct cm_step s;
	bool fine;

	if (!cm_next_holds(step))
		return step;
	cm_step_read(&s, step);
	cm_buf_putstr(&out, s.command);
	cm_buf_putc(&out, ' ');
	cm_buf_putstr(&out, s.verb);
	while (cm_step_field(&s, &name, &value, &fine)) {
		cm_buf_clear(&one);
		/* No step can hold a quote; the command that takes the step asks for a field that it lacks. */
		if (!put_value(&one, value, v, facts) || (one.n && memchr(one.p, '\'', one.n)))
			continue;
		cm_step_put(&out, name, cm_buf_str(&one));
	}
	step = cm_arena_str(a, cm_buf_str(&out));
	cm_buf_free(&out);
	cm_buf_free(&one);
	return step;
}
