/*
 * One row on its way out: its answer is merged into it and put, and what was not done is given back.
 */
#include "base/money.h"
#include "record/step.h"
#include "run.h"

#include "base/banned.h"

/* Outputs of an earlier command in the pipe that this command's own take the place of. */
static const char *const step_outputs[] = {"result", "reason", "reasons", "message", "script", "remedy", "ask", "warnings",
    "disclose", "tasks", "explain", "order_id", "order_status", "dry_run", NULL};

static void
copy_field(struct cm_record *to, const struct cm_field *f)
{
	if (f->json.p)
		cm_record_set_json(to, f->name, f->kind, f->json);
	else
		cm_record_set(to, f->name, f->text);
}

static void
put(struct cm_run *r, struct cm_row *row)
{
	cm_writer_put(r->writer, &row->rec);
}

/* A reading verb's row: the input's fields with what the flow has set so far. */
enum cm_status
cm_row_emit(struct cm_case *c)
{
	struct cm_row *row = c->emit_ctx, one = *row;

	cm_record_init(&one.rec, row->run->emitted);
	for (unsigned i = 0; i < row->rec.n; i++)
		if (!row->rec.fields[i].secret)
			copy_field(&one.rec, &row->rec.fields[i]);
	for (unsigned i = 0; i < c->out.n; i++)
		copy_field(&one.rec, &c->out.fields[i]);
	put(row->run, &one);
	cm_arena_reset(row->run->emitted); /* a record may have a million answers */
	cm_record_init(&c->out, row->run->emitted);
	c->emitted++;
	return cm_batch_relieve(row->run);
}

/* {"command":…,"verb":…,"result":…,"reason":…,"order_id":…} appended to the list of those before. */
static struct cm_str
trail(struct cm_run *r, struct cm_row *row, enum cm_outcome outcome)
{
	const struct cm_field *before = cm_record_find(&row->rec, CM_STR("trail"));
	const struct cm_field *reason = cm_record_find(&row->c.out, CM_STR("reason"));
	const struct cm_field *order = cm_record_find(&row->c.out, CM_STR("order_id"));
	struct cm_str old = before && cm_is_json_list(before->text) ? before->text : (struct cm_str){0}, s;
	struct cm_buf b = {0};

	while (old.n && old.p[old.n - 1] != ']') /* a cell may have blanks behind it */
		old.n--;
	if (old.n > 2 && strspn(old.p + 1, " \t\r\n") + 2 < old.n) {
		cm_buf_add(&b, old.p, old.n - 1);
		cm_buf_putc(&b, ',');
	} else {
		cm_buf_putc(&b, '[');
	}
	cm_buf_puts(&b, "{\"command\":\"");
	cm_buf_puts(&b, r->f->command->name);
	if (row->verb) {
		cm_buf_puts(&b, "\",\"verb\":\"");
		cm_buf_puts(&b, row->verb->name);
	}
	cm_buf_puts(&b, "\",\"result\":\"");
	cm_buf_puts(&b, cm_outcome_name(outcome));
	cm_buf_putc(&b, '"');
	if (reason) {
		cm_buf_puts(&b, ",\"reason\":");
		cm_buf_putjson(&b, reason->text);
	}
	if (order) {
		cm_buf_puts(&b, ",\"order_id\":");
		cm_buf_putjson(&b, order->text);
	}
	cm_buf_puts(&b, "}]");
	s = cm_arena_str(row->rec.arena, cm_buf_str(&b));
	cm_buf_free(&b);
	return s;
}

/* The step without what is secret, nor what a list in CSV could not hold. */
static void
put_step(const struct cm_row *row, struct cm_buf *b)
{
	struct cm_str name, value;
	struct cm_step step;
	bool fine;

	cm_step_read(&step, row->step);
	cm_buf_putstr(b, step.command);
	cm_buf_putc(b, ' ');
	cm_buf_putstr(b, step.verb);
	while (cm_step_field(&step, &name, &value, &fine)) {
		const struct cm_field *f = cm_record_find(&row->rec, name);

		if (f && !f->secret && !memchr(value.p, ',', value.n) && !memchr(value.p, ' ', value.n))
			cm_step_put(b, name, value);
	}
}

/* "cm-bill refund item=rbt: refund.already" behind those before: steps that were not done, however the record goes on. */
static void
set_undone(struct cm_row *row)
{
	const struct cm_field *before = cm_record_find(&row->rec, CM_STR("undone"));
	const struct cm_field *reason = cm_record_find(&row->c.out, CM_STR("reason"));
	struct cm_str steps[CM_STEPS + 1];
	int n = before ? cm_field_list(before, steps, CM_STEPS, row->rec.arena) : 0;
	struct cm_buf b = {0};

	if (n < 0 || n > CM_STEPS)
		n = 0;
	put_step(row, &b);
	cm_buf_puts(&b, ": ");
	cm_buf_putstr(&b, reason ? reason->text : cm_str(cm_outcome_name(row->outcome)));
	steps[n++] = cm_arena_str(row->rec.arena, cm_buf_str(&b));
	cm_buf_free(&b);
	cm_record_set_json(&row->rec, CM_STR("undone"), CM_LIST, cm_json_list(steps, (unsigned)n, row->rec.arena));
}

/* An earlier command has answered it; a mended reject comes with a reason, too, but nobody has answered that. */
static bool
came_by_pipe(const struct cm_record *rec)
{
	return cm_record_find(rec, CM_STR("trail")) || cm_record_find(rec, CM_STR("result"));
}

static bool
is_input(const struct cm_verb *v, const char *name)
{
	for (unsigned i = 0; v && v->in && v->in[i].name; i++)
		if (strcmp(v->in[i].name, name) == 0)
			return true;
	return false;
}

/* What is left of the steps behind those that the answer adds. */
static struct cm_str
next_steps(const struct cm_field *added, struct cm_str rest, struct cm_arena *a)
{
	if (!added || !cm_is_json_list(added->json))
		return rest;
	if (rest.n <= 2)
		return added->json;
	return cm_str(cm_arena_printf(a, "%.*s,%.*s", (int)(added->json.n - 1), added->json.p, (int)(rest.n - 1), rest.p + 1));
}

/* What an earlier step said that this one was to say, and did not: of a refund that was refused there is no figure. */
static void
forget_outputs(struct cm_row *row)
{
	for (unsigned i = 0; row->verb->out && row->verb->out[i]; i++)
		if (!is_input(row->verb, row->verb->out[i]))
			cm_record_remove(&row->rec, cm_str(row->verb->out[i]));
}

/* Later steps' outputs take the place of earlier ones'; what the earlier flow set as its own stays. */
static void
merge(struct cm_run *r, struct cm_row *row, enum cm_outcome outcome)
{
	const struct cm_record *out = &row->c.out;
	struct cm_str t = trail(r, row, outcome);
	bool piped = came_by_pipe(&row->rec);

	for (unsigned i = 0; step_outputs[i]; i++)
		if (cm_record_find(&row->rec, cm_str(step_outputs[i])) && (piped || !is_input(row->verb, step_outputs[i])))
			cm_record_remove(&row->rec, cm_str(step_outputs[i]));
	if (row->rest_of_next.p && outcome > CM_O_DUPLICATE) {
		set_undone(row);
		forget_outputs(row);
	}
	for (unsigned i = 0; i < out->n; i++)
		copy_field(&row->rec, &out->fields[i]);
	if (r->f->opt.dry && row->verb && row->verb->kind == CM_WRITES) /* nobody shall take it for done, nor its ids for an order's */
		cm_record_set_json(&row->rec, CM_STR("dry_run"), CM_BOOL, CM_STR("true"));
	if (row->rest_of_next.p)
		cm_record_set_json(&row->rec, CM_STR("next"), CM_LIST,
		    next_steps(cm_record_find(out, CM_STR("next")), row->rest_of_next, row->rec.arena));
	else if (row->verb && row->verb->flow->leads && !cm_record_find(out, CM_STR("next")))
		cm_record_set_json(&row->rec, CM_STR("next"), CM_LIST, CM_STR("[]"));
	cm_record_set_json(&row->rec, CM_STR("trail"), CM_LIST, t);
	if (!piped || !cm_record_find(&row->rec, CM_STR("input_line")))
		cm_record_set_json(&row->rec, CM_STR("input_line"), CM_NUMBER,
		    cm_str(cm_arena_printf(row->rec.arena, "%zu", row->rec.line)));
}

static void
reject(struct cm_run *r, struct cm_row *row)
{
	const struct cm_field *reason = cm_record_find(&row->c.out, CM_STR("reason"));
	const struct cm_field *message = cm_record_find(&row->c.out, CM_STR("message"));
	const struct cm_field *id = cm_record_find(&row->rec, CM_STR("request_id"));
	const struct cm_field *line = cm_record_find(&row->rec, CM_STR("input_line"));
	struct cm_str key = id ? id->text : CM_STR("");
	int64_t first;

	if (line && came_by_pipe(&row->rec) && cm_int_parse(line->text, &first) && first > 0)
		row->rec.line = (size_t)first; /* that of the file that entered the pipe */
	if (row->fate == CM_UNREAD)
		cm_rejects_put_unread(r->rejects, r->reader, row->rec.source);
	else
		cm_rejects_put(r->rejects, r->reader, &row->rec, key, reason ? reason->text : CM_STR(""),
		    message ? message->text : CM_STR(""));
}

/* What a step before has said, for the next one to merge its own with; the steps that it leads to come behind that. */
static void
hand_on(const struct cm_row *row)
{
	static const char *const kept[] = {"trail", "undone", NULL};
	const struct cm_field *added = cm_record_find(&row->c.out, CM_STR("next"));
	struct cm_row *then = row->then;
	bool taken = then->rest_of_next.p; /* else it could not be, and stays among the steps */
	struct cm_str rest = taken ? then->rest_of_next : cm_record_find(&then->rec, CM_STR("next"))->json;

	rest = next_steps(added, rest, then->rec.arena);
	for (unsigned i = 0; i < row->c.out.n; i++)
		copy_field(&then->rec, &row->c.out.fields[i]);
	for (unsigned i = 0; kept[i]; i++)
		if (cm_record_find(&row->rec, cm_str(kept[i])))
			copy_field(&then->rec, cm_record_find(&row->rec, cm_str(kept[i])));
	if (taken)
		then->rest_of_next = rest;
	else
		cm_record_set_json(&then->rec, CM_STR("next"), CM_LIST, rest);
}

void
cm_row_leave(struct cm_run *r, struct cm_row *row)
{
	bool rejected = false;

	if (row->fate == CM_PASS) {
		put(r, row);
		return;
	}
	if (row->fate == CM_SKIP)
		return;
	for (;; row = row->then) {
		if (r->rejects && row->outcome > CM_O_DUPLICATE && !rejected) {
			reject(r, row);
			rejected = true;
		}
		if (r->shown || (row->c.emitted && row->outcome == CM_O_DONE))
			return;
		if (row->fate == CM_UNREAD)
			row->rec.n = 0;
		merge(r, row, row->outcome);
		if (!row->then)
			break;
		hand_on(row);
	}
	put(r, row);
}
