/*
 * What is shown of an answer: the result, what the flow has found out, what to say, to tell and to do. Codes and names
 * of the vocabulary appear by their labels.
 */
#include "ask.h"
#include "base/po.h"

#include "base/banned.h"

static struct cm_str
out_text(const struct cm_row *row, const char *name)
{
	const struct cm_field *f = cm_record_find(&row->c.out, cm_str(name));

	return f ? f->text : (struct cm_str){0};
}

static void
show_text(struct cm_ask *a, const struct cm_row *row, const char *name, const char *label)
{
	struct cm_str text = out_text(row, name);

	if (text.n)
		cm_ask_tell(a, label, text);
}

static const char *
label_of(struct cm_ask *a, struct cm_str name)
{
	const struct cm_vocabulary *v = a->run->f->vocabulary;
	int slot = cm_vocabulary_slot(v, name);
	struct cm_str label = slot < 0 ? name : cm_ask_english(a) ? v->facts[slot].en : v->facts[slot].zh;

	return cm_ask_text(a->arena, label.n ? label : name);
}

/* A value by its label: one of the vocabulary's, or of what the form offers, such as a plan. */
static struct cm_str
value_label(struct cm_ask *a, int slot, struct cm_str value)
{
	const struct cm_fact *fact = &a->run->f->vocabulary->facts[slot];

	for (unsigned i = 0; i < fact->nvalues; i++) {
		struct cm_str label = cm_ask_english(a) ? fact->values[i].en : fact->values[i].zh;

		if (cm_str_eq(fact->values[i].name, value))
			return label.n ? label : value;
	}
	for (unsigned i = 0; i < a->n; i++)
		for (unsigned k = 0; a->slots[i] == slot && k < a->fields[i].nvalues; k++)
			if (cm_str_eq(a->fields[i].values[k].value, value))
				return a->fields[i].values[k].label;
	return value;
}

/* A value as people read it: a list with commas, an empty one as none. */
static struct cm_str
value_text(struct cm_ask *a, const struct cm_field *f)
{
	int slot = cm_vocabulary_slot(a->run->f->vocabulary, f->name);
	struct cm_str items[CM_ASK_ITEMS], text;
	struct cm_buf b = {0};
	int n;

	if (f->kind == CM_BOOL)
		return cm_str(cm_str_is(f->text, "true") ? _("yes") : _("no"));
	n = f->kind == CM_LIST ? cm_field_list(f, items, CM_ASK_ITEMS, a->arena) : -1;
	if (n == 0)
		return cm_str(_("none"));
	if (n < 0 || n > CM_ASK_ITEMS)
		return slot < 0 ? f->text : value_label(a, slot, f->text);
	for (int i = 0; i < n; i++) {
		if (i)
			cm_buf_puts(&b, ", ");
		cm_buf_putstr(&b, slot < 0 ? items[i] : value_label(a, slot, items[i]));
	}
	text = cm_arena_str(a->arena, cm_buf_str(&b));
	cm_buf_free(&b);
	return text;
}

/* What the flow has found out or done: everything that is not one of the answer's own parts. */
static void
show_outputs(struct cm_ask *a, const struct cm_row *row)
{
	static const char *const own[] = {"result", "reason", "reasons", "message", "script", "remedy", "ask",
	    "warnings", "disclose", "tasks", "order_id", "order_status", "steps", NULL};

	for (unsigned i = 0; i < row->c.out.n; i++) {
		const struct cm_field *f = &row->c.out.fields[i];
		unsigned k = 0;

		while (own[k] && !cm_str_is(f->name, own[k]))
			k++;
		if (!own[k] && f->text.n)
			cm_ask_tell(a, label_of(a, f->name), value_text(a, f));
	}
}

unsigned
cm_ask_items(struct cm_ask *a, const struct cm_row *row, const char *name, struct cm_str items[CM_ASK_ITEMS])
{
	const struct cm_field *f = cm_record_find(&row->c.out, cm_str(name));
	int n = f ? cm_field_list(f, items, CM_ASK_ITEMS, a->arena) : 0;

	return n < 0 ? 0 : n > CM_ASK_ITEMS ? CM_ASK_ITEMS : (unsigned)n;
}

/* The elements of a list output, a paragraph each behind one label. */
static void
show_list(struct cm_ask *a, const struct cm_row *row, const char *name, const char *label)
{
	struct cm_str items[CM_ASK_ITEMS];
	unsigned n = cm_ask_items(a, row, name, items);

	for (unsigned i = 0; i < n; i++)
		cm_ask_tell(a, i ? " " : label, items[i]);
}

/* What was seen at a step: facts and values by their labels, as far as they are known. */
static void
put_seen(struct cm_ask *a, struct cm_str saw, struct cm_buf *b)
{
	struct cm_record seen;
	unsigned n = 0;

	cm_record_init(&seen, a->arena);
	if (!cm_record_read_json(&seen, saw))
		return;
	for (unsigned i = 0; i < seen.n; i++) {
		struct cm_str value = seen.fields[i].kind == CM_NULL ? (struct cm_str){0} : value_text(a, &seen.fields[i]);

		if (value.n)
			cm_buf_printf(b, "%s%s: %.*s", n++ ? ", " : " (", label_of(a, seen.fields[i].name), (int)value.n, value.p);
	}
	if (n)
		cm_buf_putc(b, ')');
}

static void
show_step(struct cm_ask *a, const char *label, const struct cm_record *step)
{
	static const char *const verdicts[][2] = {
	    {"pass", N_("in order")}, {"fail", N_("this is it")}, {"unknown", N_("not known")}};
	const struct cm_field *look = cm_record_find(step, CM_STR("look")), *saw = cm_record_find(step, CM_STR("saw"));
	const struct cm_field *verdict = cm_record_find(step, CM_STR("verdict"));
	struct cm_buf b = {0};

	if (!look || !verdict)
		return;
	cm_buf_putstr(&b, look->text);
	for (unsigned i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
		if (cm_str_is(verdict->text, verdicts[i][0]))
			cm_buf_printf(&b, ": %s", _(verdicts[i][1]));
	if (saw)
		put_seen(a, saw->text, &b);
	cm_ask_tell(a, label, cm_buf_str(&b));
	cm_buf_free(&b);
}

/* What a diagnosis looked at, a paragraph for each step. */
static void
show_steps(struct cm_ask *a, const struct cm_row *row)
{
	const struct cm_field *steps = cm_record_find(&row->c.out, CM_STR("steps"));
	struct cm_field parts[CM_ASK_ITEMS];
	int n = steps ? cm_field_parts(steps, parts, CM_ASK_ITEMS, a->arena) : 0;

	for (int i = 0; i < n && i < CM_ASK_ITEMS; i++) {
		struct cm_record step;

		cm_record_init(&step, a->arena);
		if (cm_record_read_json(&step, parts[i].text))
			show_step(a, i ? " " : _("Looked at"), &step);
	}
}

/* What must be told: facts by name, with what they came to. */
static void
show_disclosed(struct cm_ask *a, const struct cm_row *row)
{
	struct cm_str items[CM_ASK_ITEMS];
	unsigned n = cm_ask_items(a, row, "disclose", items);

	for (unsigned i = 0; i < n; i++) {
		const struct cm_field *value = cm_record_find(&row->c.out, items[i]);
		const char *text = label_of(a, items[i]);

		if (!value)
			value = cm_record_find(&row->rec, items[i]);
		if (value) {
			struct cm_str s = value_text(a, value);

			text = cm_arena_printf(a->arena, "%s: %.*s", text, (int)s.n, s.p);
		}
		cm_ask_tell(a, i ? " " : _("Must be told"), cm_str(text));
	}
}

void
cm_ask_show(struct cm_ask *a, const struct cm_row *row)
{
	static const char *const results[CM_O_COUNT] = {N_("done"), N_("done before, not again"), N_("refused"),
	    N_("referred: somebody else must decide"), N_("undecided"), N_("invalid"), N_("failed; nothing was kept")};
	struct cm_str order = out_text(row, "order_id"), reason = out_text(row, "reason");
	struct cm_buf b = {0};

	cm_buf_puts(&b, _(results[row->outcome]));
	if (reason.n && row->outcome > CM_O_DUPLICATE)
		cm_buf_printf(&b, " (%.*s)", (int)reason.n, reason.p);
	if (order.n && !a->run->f->opt.dry)
		cm_buf_printf(&b, _(", order %.*s"), (int)order.n, order.p);
	if (a->run->f->opt.dry)
		cm_buf_puts(&b, _(" (dry run: nothing was changed)"));
	cm_ask_say(a, "");
	cm_ask_tell(a, _("Result"), cm_buf_str(&b));
	cm_buf_free(&b);
	show_text(a, row, "message", _("Message"));
	show_text(a, row, "remedy", _("Remedy"));
	show_steps(a, row);
	show_outputs(a, row);
	show_text(a, row, "script", _("Say"));
	show_disclosed(a, row);
	show_list(a, row, "tasks", _("To do"));
}
