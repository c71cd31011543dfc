/*
 * Who takes a record: by the first step of its next, else by what the command before it has come to (cm-record(5)). Several
 * steps of this command, one behind the other, are taken in one go.
 */
#include "record/step.h"
#include "record/value.h"
#include "run.h"

#include "base/banned.h"

bool
cm_result_is_done(const struct cm_field *result)
{
	return result && (cm_str_is(result->text, "done") || cm_str_is(result->text, "duplicate"));
}

/* A run that was asked for a verb without store, or for one that reads, cannot do what needs more: it lets it pass. */
static bool
beyond(const struct cm_run *r, const struct cm_verb *v)
{
	const struct cm_verb *asked = r->f->verb;

	return asked && ((asked->kind == CM_READS && v->kind == CM_WRITES) || (asked->flow->no_store && !v->flow->no_store));
}

/* Of this command; NULL: it has no such verb that takes records. */
static const struct cm_verb *
verb_of(const struct cm_run *r, const struct cm_step *step)
{
	for (const struct cm_verb *v = r->f->command->verbs; v->name; v++)
		if (v->kind != CM_WHOLE && cm_str_is(step->verb, v->name))
			return v;
	return NULL;
}

/* The first step of next names this command: its verb, and the fields behind it become fields of the record. */
static enum cm_whose
take_step(struct cm_run *r, struct cm_row *row, struct cm_str text)
{
	const struct cm_verb *v;
	struct cm_step step;
	struct cm_str name, value;
	bool fine;

	cm_step_read(&step, text);
	if (!cm_str_is(step.command, r->f->command->name))
		return CM_NOT_OURS;
	v = verb_of(r, &step);
	if (!v)
		return CM_UNUSABLE;
	if (beyond(r, v))
		return CM_NOT_OURS;
	row->verb = v;
	row->step = text;
	while (cm_step_field(&step, &name, &value, &fine))
		cm_record_set(&row->rec, name, value);
	return fine ? CM_OURS : CM_UNUSABLE;
}

/* The step is one of this command's that writes; or of no verb, which nobody behind can take either: it is answered here. */
static bool
is_write(const struct cm_run *r, struct cm_str text)
{
	const struct cm_verb *v;
	struct cm_step step;

	cm_step_read(&step, text);
	if (!cm_str_is(step.command, r->f->command->name))
		return false;
	v = verb_of(r, &step);
	return !v || (v->kind == CM_WRITES && !beyond(r, v));
}

/*
 * Several steps of this command, one behind the other, are taken in one go: the one behind begins with the record as it
 * came, since the fields of the first are not its own. Whoever is asked at a form sees each by itself.
 */
static void
plan_next(struct cm_run *r, struct cm_row *row, const struct cm_str *steps, int n)
{
	const struct cm_record *rec = &row->rec;
	struct cm_row *then;

	if (r->ask || n < 2 || !is_write(r, steps[0]) || !is_write(r, steps[1]))
		return;
	row->then = then = cm_arena_alloc(rec->arena, sizeof *then);
	then->before = row;
	cm_record_init(&then->rec, rec->arena);
	cm_record_grow(&then->rec, rec->n); /* there is a next in it */
	memcpy(then->rec.fields, rec->fields, rec->n * sizeof *rec->fields);
	then->rec.n = rec->n;
	then->rec.line = rec->line;
	then->rec.source = rec->source;
	cm_record_set_json(
	    &then->rec, CM_STR("next"), CM_LIST, cm_json_list(steps + 1, (unsigned)n - 1, rec->arena))->output = false;
}

enum cm_whose
cm_row_takes(struct cm_run *r, struct cm_row *row)
{
	const struct cm_field *next = cm_record_find(&row->rec, CM_STR("next"));
	const struct cm_field *result = cm_record_find(&row->rec, CM_STR("result"));

	if (next && next->kind != CM_NULL) {
		struct cm_str steps[CM_STEPS];
		int n = cm_field_list(next, steps, CM_STEPS, row->rec.arena);
		enum cm_whose whose;

		if (n < 0 || n > CM_STEPS || (next->kind != CM_LIST && next->kind != CM_STRING))
			return CM_UNUSABLE;
		plan_next(r, row, steps, n);
		whose = n ? take_step(r, row, steps[0]) : CM_NOT_OURS;
		if (whose != CM_OURS)
			row->then = NULL; /* what cannot be taken stays first, and keeps those behind it */
		else
			row->rest_of_next = cm_json_list(steps + 1, (unsigned)n - 1, row->rec.arena);
		return whose;
	}
	if (!r->f->verb)
		return CM_NOT_OURS;
	row->verb = r->f->verb;
	return cm_result_is_done(result) || !result || result->text.n == 0 ? CM_OURS : CM_NOT_OURS;
}
