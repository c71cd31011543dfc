/*
 * What is to be done about all that was found: the steps of a record's next. A pipe takes them in its own order, cm-vas
 * before cm-bill and cm-complaint last, so they stand in that order here. A report becomes one complaint for each team that
 * has to do with it; it bears the service and the cause that it is registered for, whatever the steps before it leave in
 * the record, and of several each its own team and time.
 */
#include "base/date.h"
#include "flow/diagnose/diagnose.h"
#include "record/step.h"

#include "base/banned.h"

struct steps {
	struct cm_str all[CM_STEPS];
	unsigned n;
	struct { /* complaints, the first one of each team */
		const struct cm_diagnosed *of;
		struct cm_str step;
	} teams[CM_SYMPTOMS];
	unsigned nteams;
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

/* Of several tickets of a report each has its own team, and its own time or none. */
static struct cm_str
say_whose(const struct cm_diagnosis *d, const struct cm_finding *f, struct cm_str step)
{
	struct cm_arena *a = d->c->arena;
	struct cm_buf b = {0};
	char at[26] = "";

	if (f->restore_within >= 0)
		cm_time_format(d->c->now + d->c->policy->vocabulary->facts[f->restore_within].value->i * 3600, at);
	cm_buf_putstr(&b, say(step, "escalate_to", f->escalate_to, a));
	cm_step_put(&b, CM_STR("restore_due"), cm_str(at)); /* an empty one takes that of the others away */
	step = cm_arena_str(a, cm_buf_str(&b));
	cm_buf_free(&b);
	return step;
}

static struct cm_str
complaint(const struct cm_diagnosis *d, const struct cm_diagnosed *t, struct cm_str step, bool one_of_several)
{
	struct cm_arena *a = d->c->arena;
	const struct cm_text *symptom = &t->tree->tree->symptom;

	step = say(step, "service", t->of->service, a);
	step = say(step, "cause", t->found->id, a);
	if (!cm_record_find(d->c->record, CM_STR("subject")))
		step = say(step, "subject", cm_diagnose_english(d) ? symptom->en : symptom->zh, a);
	return one_of_several ? say_whose(d, t->found->finding, step) : step;
}

static void
add_complaint(const struct cm_diagnosed *t, struct cm_str step, struct steps *to)
{
	struct cm_str team = t->found->finding->escalate_to;

	for (unsigned i = 0; i < to->nteams; i++)
		if (!team.n || cm_str_eq(to->teams[i].of->found->finding->escalate_to, team))
			return;
	to->teams[to->nteams].of = t;
	to->teams[to->nteams++].step = step;
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
	if (place(step) != at)
		return;
	if (at == 2)
		add_complaint(t, step, to);
	else if (to->n < CM_STEPS && !cm_str_among(to->all, to->n, step))
		to->all[to->n++] = step;
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
	for (unsigned i = 0; i < to->nteams && to->n < CM_STEPS; i++)
		to->all[to->n++] = complaint(d, to->teams[i].of, to->teams[i].step, to->nteams > 1);
	*n = to->n;
	return to->all;
}
