/*
 * What is to be done about all that was found: the steps of a record's next. A pipe takes them in its own order, cm-vas
 * before cm-bill and cm-complaint last, so they stand in that order here; a report becomes one complaint, which bears
 * the service and the cause that it is registered for, whatever the steps before it leave in the record.
 */
#include "flow/diagnose/diagnose.h"
#include "record/step.h"

#include "base/banned.h"

struct steps {
	struct cm_str all[CM_STEPS];
	unsigned n;
};

/* Where in a pipe a command stands. */
static int
place(struct cm_str step)
{
	struct cm_step s;

	cm_step_read(&s, step);
	return cm_str_is(s.command, "cm-complaint") ? 2 : cm_str_is(s.command, "cm-bill") ? 1 : 0;
}

static bool
is_said(struct cm_str step, const char *field)
{
	struct cm_str name, value;
	struct cm_step s;
	bool fine;

	cm_step_read(&s, step);
	while (cm_step_field(&s, &name, &value, &fine))
		if (cm_str_is(name, field))
			return true;
	return false;
}

/* No step holds the quote that parts its words: a value has the typographer's instead. */
static struct cm_str
without_quotes(struct cm_str value, struct cm_arena *a)
{
	struct cm_buf b = {0};

	if (!memchr(value.p, '\'', value.n))
		return value;
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == '\'')
			cm_buf_puts(&b, "’");
		else
			cm_buf_putc(&b, value.p[i]);
	value = cm_arena_str(a, cm_buf_str(&b));
	cm_buf_free(&b);
	return value;
}

static struct cm_str
say(struct cm_str step, const char *field, struct cm_str value, struct cm_arena *a)
{
	struct cm_buf b = {0};

	if (!value.n || is_said(step, field))
		return step;
	cm_buf_putstr(&b, step);
	cm_step_put(&b, cm_str(field), without_quotes(value, a));
	step = cm_arena_str(a, cm_buf_str(&b));
	cm_buf_free(&b);
	return step;
}

static struct cm_str
complaint(const struct cm_diagnosis *d, const struct cm_diagnosed *t, struct cm_str step)
{
	struct cm_arena *a = d->c->arena;
	const struct cm_text *symptom = &t->tree->tree->symptom;

	step = say(step, "service", t->of->service, a);
	step = say(step, "cause", t->found->id, a);
	if (!cm_record_find(d->c->record, CM_STR("subject")))
		step = say(step, "subject", cm_diagnose_english(d) ? symptom->en : symptom->zh, a);
	return step;
}

static void
add(struct cm_diagnosis *d, const struct cm_diagnosed *t, struct cm_str step, int at, struct steps *to)
{
	const struct cm_doubt *doubt = cm_diagnose_doubt(d, step);

	if (doubt) {
		if (doubt->back)
			return;
		step = cm_get_text(d->c, DG_REFUND_DOUBT); /* somebody looks into it instead */
	}
	if (place(step) != at || to->n == CM_STEPS || cm_str_among(to->all, to->n, step) ||
	    (at == 2 && to->n && place(to->all[to->n - 1]) == 2))
		return;
	to->all[to->n++] = at == 2 ? complaint(d, t, step) : step;
}

bool
cm_diagnose_is_open(const struct cm_diagnosis *d)
{
	bool open = cm_known(d->c, DG_SYMPTOM_ODD);

	for (unsigned i = 0; i < d->n; i++)
		open |= !d->trees[i].found;
	return open;
}

const struct cm_str *
cm_diagnose_next(struct cm_diagnosis *d, unsigned *n)
{
	struct cm_case *c = d->c;
	struct steps *to = cm_arena_alloc(c->arena, sizeof *to);
	bool open = cm_diagnose_is_open(d);

	*n = 0;
	for (int at = 0; at < 3 && !open; at++)
		for (unsigned i = 0; i < d->n; i++) {
			const struct cm_decision *k = &d->trees[i].decision;

			for (unsigned f = 0; f < k->nfired; f++)
				for (unsigned s = 0; s < k->fired[f].rule->nnext; s++)
					add(d, &d->trees[i],
					    cm_next_render(k->fired[f].rule->next[s], c->policy->vocabulary, c->facts, c->arena),
					    at, to);
		}
	*n = to->n;
	return to->all;
}
