/*
 * The form at the counter: one customer after the other is asked for, becomes a record of the record loop (run.c), and
 * what came of it is shown; what is missing or wrong is asked again under the same request key. Nothing is open in the
 * store while somebody types.
 */
#include <dlfcn.h>
#include <unistd.h>

#include "ask.h"
#include "base/po.h"

#include "base/banned.h"

/* ---- one customer ---- */

void
cm_ask_tell(struct cm_ask *a, const char *label, struct cm_str text)
{
	a->module->show(a->form, label, text);
	if (a->transcript < 0)
		return;
	if (*label)
		cm_buf_printf(&a->said, "%s: ", label);
	cm_buf_putstr(&a->said, text);
	cm_buf_putc(&a->said, '\n');
}

/* Ctrl-D and signals end it all: the record in work is dropped, or stays as it was answered. */
bool
cm_ask_goes_on(struct cm_ask *a, enum cm_form_end end)
{
	a->ended |= end == CM_FORM_END || end == CM_FORM_STOPPED;
	return !a->ended;
}

static bool
confirm(struct cm_ask *a, const char *question)
{
	bool yes = false;

	return cm_ask_goes_on(a, a->module->confirm(a->form, question, &yes)) && yes;
}

/*
 * All fields, then a look at them before something is changed. False: not to be done. Warnings were about what the
 * fields said before.
 */
bool
cm_ask_fill(struct cm_ask *a)
{
	bool yes = true;

	cm_buf_clear(&a->acks);
	for (;;) {
		enum cm_form_end end = a->module->fill(a->form, a->fields, a->answers, a->order, a->nfirst);

		if (end == CM_FORM_BACK)
			continue;
		if (!cm_ask_goes_on(a, end))
			return false;
		if (a->verb->kind != CM_WRITES)
			return true;
		cm_ask_say(a, "");
		a->module->summary(a->form, a->fields, a->answers, a->n);
		end = a->module->confirm(a->form, a->run->f->opt.dry ? _("Try it?") : _("Do it?"), &yes);
		if (end != CM_FORM_BACK)
			return cm_ask_goes_on(a, end) && yes;
	}
}

static void
forget_customer(struct cm_ask *a)
{
	a->module->forget(a->answers, a->n);
	cm_arena_reset(a->arena);
	cm_buf_clear(&a->acks);
	cm_dialogue_forget(a);
	a->request_id = NULL;
}

/*
 * A key of its own for each customer, so that trying again after a lost answer does not do it twice. The ticks tell
 * apart what the clock of a rehearsal and a number used again for a process would not.
 */
static const char *
new_request_id(struct cm_ask *a)
{
	const struct cm_env *env = &a->run->f->env;

	return cm_arena_printf(a->arena, "form/%s/%lld-%ld-%lld/%u", env->user, (long long)env->now, (long)getpid(),
	    (long long)cm_env_ticks(), ++a->asked);
}

static bool
next_customer(struct cm_ask *a)
{
	while (!a->ended) {
		bool resumes = cm_dialogue_resumes(a);

		if (!resumes)
			forget_customer(a);
		if (a->ended)
			break;
		cm_ask_say(a, "");
		if (resumes || cm_ask_fill(a)) {
			cm_dialogue_filled(a);
			a->request_id = new_request_id(a);
			return true;
		}
		if (!a->ended)
			cm_ask_say(a, _("Nothing was done. The next customer:"));
	}
	return false;
}

/* ---- the record ---- */

static bool
is_secret(void *ctx, const struct cm_field *field)
{
	const struct cm_ask *a = ctx;
	int slot = cm_vocabulary_slot(a->run->f->vocabulary, field->name);

	return slot >= 0 && a->run->f->vocabulary->facts[slot].secret;
}

static void
add(struct cm_record *rec, struct cm_str name, struct cm_str text)
{
	cm_record_set(rec, name, text)->output = false;
}

/* What was typed stays in the form's memory, secrets in locked memory; the source, for the rejects, is without them. */
static void
make_record(struct cm_ask *a, struct cm_record *rec)
{
	struct cm_buf source = {0};

	for (unsigned i = 0; i < a->n; i++)
		if (a->answers[i].text)
			add(rec, cm_str(a->inputs[i]), cm_str(a->answers[i].text));
	if (a->verb->kind == CM_WRITES)
		add(rec, CM_STR("request_id"), cm_str(a->request_id));
	if (a->acks.n)
		add(rec, CM_STR("ack"), cm_buf_str(&a->acks));
	cm_record_write_json(rec, &source, is_secret, a);
	source.n--;
	rec->source = cm_arena_str(rec->arena, cm_buf_str(&source));
	cm_buf_free(&source);
}

static void
welcome(struct cm_ask *a, const struct cm_front *f)
{
	cm_ask_say(a, cm_arena_printf(f->arena, "%s %s: %s", f->command->name, f->verb->name, _(f->verb->help)));
	cm_ask_say(a, _("? helps, < goes back, Tab completes, Ctrl-D ends."));
}

static enum cm_status
ask(void *ctx, struct cm_record *rec, bool again, struct cm_diag *diag)
{
	struct cm_ask *a = ctx;
	enum cm_status st = CM_OK;

	(void)diag; /* a policy that cannot be loaded has told the run's */
	if (a->ended)
		return CM_END;
	if (!a->verb) {
		st = cm_ask_fields(a);
		if (st == CM_OK)
			st = cm_dialogue_begin(a);
		if (st != CM_OK)
			return st;
		welcome(a, a->run->f);
	}
	if (!again && !next_customer(a))
		return CM_END;
	make_record(a, rec);
	return CM_OK;
}

/* ---- what is still missing ---- */

static bool
acknowledged(const struct cm_ask *a, struct cm_str id)
{
	const char *p = a->acks.p, *comma;

	for (; p && *p; p = *comma ? comma + 1 : comma) {
		comma = strchrnul(p, ',');
		if (cm_str_eq(id, (struct cm_str){p, (size_t)(comma - p)}))
			return true;
	}
	return false;
}

/* Warnings that nobody has acknowledged yet: asked about together. False: they are not. */
static bool
acknowledge(struct cm_ask *a, const struct cm_row *row, bool *more)
{
	struct cm_str items[CM_ASK_ITEMS];
	unsigned n = cm_ask_items(a, row, "warnings", items), open = 0;

	for (unsigned i = 0; i < n; i++)
		open += !acknowledged(a, items[i]);
	if (open && !confirm(a, _("Go on all the same?")))
		return false;
	for (unsigned i = 0; i < n; i++)
		if (!acknowledged(a, items[i])) {
			if (a->acks.n)
				cm_buf_putc(&a->acks, ',');
			cm_buf_putstr(&a->acks, items[i]);
		}
	*more |= open > 0;
	return true;
}

/* Exactly the facts that the decision waits for, those that decide most first. False: Ctrl-D. */
static bool
find_out(struct cm_ask *a, const struct cm_row *row, bool *more)
{
	struct cm_str items[CM_ASK_ITEMS];
	unsigned n = cm_ask_items(a, row, "ask", items), which[CM_ASK_ITEMS], k = 0;

	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < a->n; j++)
			if (cm_str_is(items[i], a->inputs[j]) && !a->answers[j].text)
				which[k++] = j;
	if (!k)
		return true;
	cm_ask_say(a, _("This has to be known first:"));
	if (!cm_ask_goes_on(a, a->module->fill(a->form, a->fields, a->answers, which, k)))
		return false;
	for (unsigned i = 0; i < k; i++)
		*more |= a->answers[which[i]].text != NULL;
	return true;
}

/* `<` goes back to the questions, as `y` does. */
static bool
change(struct cm_ask *a, const struct cm_row *row)
{
	bool yes = false;
	enum cm_form_end end = a->module->confirm(a->form, _("Change something and try again?"), &yes);

	return cm_ask_goes_on(a, end) && (yes || end == CM_FORM_BACK) && cm_dialogue_again(a, row);
}

static bool
once_more(struct cm_ask *a, const struct cm_row *row)
{
	bool more = false;

	switch (row->outcome) {
	case CM_O_UNDECIDED:
		if (a->dialogue)
			return !a->ended && change(a, row);
		return acknowledge(a, row, &more) && find_out(a, row, &more) && more;
	case CM_O_REFERRED: /* a document that was left out need not be somebody else's matter */
	case CM_O_REFUSED:
	case CM_O_INVALID:
		return change(a, row);
	default:
		return false;
	}
}

bool
cm_ask_answer(struct cm_ask *a, struct cm_row *row)
{
	if (cm_dialogue_asks(a, row))
		return true;
	if (!row->c.emitted || row->outcome != CM_O_DONE)
		cm_ask_show(a, row);
	return !cm_stop_signal && once_more(a, row);
}

bool
cm_ask_retry(struct cm_ask *a)
{
	return !cm_stop_signal && confirm(a, _("Try again? It is not done twice."));
}

/* ---- begin and end ---- */

bool
cm_ask_wanted(const struct cm_front *f)
{
	const struct cm_verb *v = f->command->verbs;

	while (v->name && v->kind == CM_WHOLE)
		v++;
	return f->env.tty_in && (f->env.tty_out || f->env.tty_err) && f->nwords == 0 && !f->opt.no_input && v->name;
}

static enum cm_status
load_module(struct cm_ask *a, struct cm_front *f)
{
	void *handle = dlopen(cm_arena_printf(f->arena, "%s/cm-form.so", f->env.modules), RTLD_NOW | RTLD_LOCAL);

	a->module = handle ? dlsym(handle, "cm_form_module") : NULL;
	if (a->module && a->module->version == CM_FORM_VERSION)
		return CM_OK;
	return cm_fail(&f->diag, CM_USAGE, "form.missing",
	    "there is no form to ask with (%s); give field=value arguments or a file on standard input",
	    handle ? "cm-form.so is of another version" : dlerror());
}

/* CM_USAGE: nobody can be asked. */
static enum cm_status
open_form(struct cm_ask *a, struct cm_front *f)
{
	struct cm_form_setup setup = cm_ask_setup(a);
	enum cm_status st = load_module(a, f);

	if (st != CM_OK)
		return st;
	setup.title = f->command->name;
	setup.in = STDIN_FILENO;
	setup.out = f->env.tty_out ? STDOUT_FILENO : STDERR_FILENO;
	a->form = a->module->open(&setup);
	if (a->form)
		return CM_OK;
	return cm_fail(&f->diag, CM_USAGE, "form.terminal",
	    "nobody can be asked at this terminal; give field=value arguments or a file on standard input");
}

static void
choose_verb(struct cm_ask *a, struct cm_front *f)
{
	struct cm_form_value values[64];
	struct cm_form_field field = {
	    .name = "verb", .label = _("What is to be done"), .values = values, .required = true};
	struct cm_form_answer answer = {0};
	unsigned zero = 0;
	enum cm_form_end end;

	for (const struct cm_verb *v = f->command->verbs; v->name && field.nvalues < 64; v++)
		if (v->kind != CM_WHOLE || !v->words) /* nobody asks for words */
			values[field.nvalues++] = (struct cm_form_value){
			    cm_str(v->name), cm_str(cm_arena_printf(f->arena, "%s: %s", v->name, _(v->help)))};
	do
		end = a->module->fill(a->form, &field, &answer, &zero, 1);
	while (end == CM_FORM_BACK);
	for (const struct cm_verb *v = f->command->verbs; v->name && answer.text; v++)
		if (strcmp(v->name, answer.text) == 0)
			f->verb = v;
	a->module->forget(&answer, 1);
}

enum cm_status
cm_ask_verb(struct cm_front *f)
{
	struct cm_ask a = {.arena = cm_arena_new(), .transcript = -1};
	enum cm_status st = open_form(&a, f);

	if (st == CM_OK)
		choose_verb(&a, f);
	cm_ask_close(&a);
	return st;
}

enum cm_status
cm_ask_open(struct cm_run *r, struct cm_names names)
{
	struct cm_front *f = r->f;
	struct cm_ask *a = cm_arena_alloc(f->arena, sizeof *a);
	enum cm_status st;

	a->run = r;
	a->arena = cm_arena_new();
	a->transcript = -1;
	r->ask = a;
	r->shown = f->env.tty_out && f->opt.output == CM_AUTO;
	st = open_form(a, f);
	if (st != CM_OK)
		return st;
	r->reader = cm_reader_of_asking(ask, a, names);
	return CM_OK;
}

/* The module stays loaded: the program is about to end. */
void
cm_ask_close(struct cm_ask *a)
{
	if (!a)
		return;
	if (a->form) {
		a->module->forget(a->answers, a->n);
		a->module->close(a->form);
	}
	cm_dialogue_end(a);
	cm_buf_free(&a->acks);
	cm_arena_free(a->arena);
}
