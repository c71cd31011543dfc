/*
 * The form (form.h): what is asked, in which order, and what the answer may be. Opened by cmd/ask.c; knows neither
 * policies nor the store, and keeps nothing when it is closed.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "form_private.h"
#include "base/ident.h"
#include "base/po.h"
#include "base/text.h"

#include "base/banned.h"

#define SECRET_SIZE 4096 /* a page: locked in memory, not in a core */
#define LISTED_MAX  12 /* values that are shown without being asked for */

/* ---- answers ---- */

static char *
secret_page(void)
{
	char *p = mmap(NULL, SECRET_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		cm_oom();
	(void)mlock(p, SECRET_SIZE); /* refused where the limit is low: then it is wiped all the same */
	(void)madvise(p, SECRET_SIZE, MADV_DONTDUMP);
	return p;
}

static void
forget_page(char *p)
{
	cm_wipe(p, SECRET_SIZE);
	munmap(p, SECRET_SIZE);
}

/* size tells a page of a secret from text of malloc(). */
static void
forget(struct cm_form_answer *answers, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct cm_form_answer *a = &answers[i];

		if (!a->text)
			continue;
		if (a->size == SECRET_SIZE) {
			forget_page(a->text);
		} else {
			cm_wipe(a->text, a->size);
			free(a->text);
		}
		*a = (struct cm_form_answer){0};
	}
}

static void
put(struct cm_form_answer *a, struct cm_str text)
{
	size_t size = text.n + 1;
	char *p;

	if (size == SECRET_SIZE)
		size++;
	p = cm_malloc(size);
	if (text.n)
		memcpy(p, text.p, text.n);
	p[text.n] = 0;
	forget(a, 1);
	*a = (struct cm_form_answer){p, size};
}

/* ---- what an answer may be ---- */

/* The number of a choice, if the text is one: 1 to n. */
static unsigned
number(struct cm_str s, unsigned n)
{
	unsigned v = 0;

	if (!s.n || s.n > 3)
		return 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return 0;
		v = v * 10 + (unsigned)(s.p[i] - '0');
	}
	return v <= n ? v : 0;
}

/* A choice by value or label, by its number, or by what only one begins with; else the text as it is. */
static struct cm_str
resolve(const struct cm_form_field *field, struct cm_str text)
{
	const struct cm_form_value *found = NULL;
	unsigned n = number(text, field->nvalues), begun = 0;

	for (unsigned i = 0; i < field->nvalues; i++)
		if (cm_str_eq(field->values[i].value, text) || cm_str_eq(field->values[i].label, text))
			return field->values[i].value;
	if (n)
		return field->values[n - 1].value;
	for (unsigned i = 0; text.n && i < field->nvalues; i++)
		if (cm_str_begins(field->values[i].value, text) || cm_str_begins(field->values[i].label, text)) {
			found = &field->values[i];
			begun++;
		}
	return begun == 1 ? found->value : text;
}

/* The same of an answer; of a list, each of its parts, made in f->parts. */
static struct cm_str
resolve_answer(struct cm_form *f, const struct cm_form_field *field, struct cm_str text)
{
	struct cm_str part;

	if (!field->list || !field->nvalues)
		return field->list ? text : resolve(field, text);
	cm_buf_clear(&f->parts);
	while (cm_list_next(&text, &part)) {
		while (part.n && *part.p == ' ')
			part.p++, part.n--;
		while (part.n && part.p[part.n - 1] == ' ')
			part.n--;
		if (f->parts.n)
			cm_buf_putc(&f->parts, ',');
		cm_buf_putstr(&f->parts, resolve(field, part));
	}
	return cm_buf_str(&f->parts);
}

/* An answer as others may see it: secrets not at all, personal data masked, a choice by its label. */
static struct cm_str
shown(struct cm_form *f, const struct cm_form_field *field, struct cm_str text)
{
	if (field->secret)
		return cm_str(_("given"));
	if (field->identity)
		return cm_str(f->s.mask(f->s.ctx, field, text));
	for (unsigned i = 0; i < field->nvalues; i++)
		if (cm_str_eq(field->values[i].value, text) && field->values[i].label.n)
			return field->values[i].label;
	return text;
}

/* ---- one field ---- */

/* How a question ended, for the loop over them. */
enum step {
	NEXT,
	AGAIN, /* the same question */
	BACK,
	REST, /* leave the optional ones out that are left */
	END,
	STOPPED
};

static enum step
step_of(enum cm_form_end e)
{
	return e == CM_FORM_OK ? NEXT : e == CM_FORM_STOPPED ? STOPPED : END;
}

static void
help(struct cm_form *f, const struct cm_form_field *field)
{
	if (field->help)
		cm_form_say(f, "  ", cm_str(field->help));
	if (field->nvalues > LISTED_MAX)
		cm_form_choices(f, field->values, field->nvalues);
	cm_form_say(
	    f, "  ", cm_str(field->required    ? _("This field must be given.")
			 : field->asked_back ? _("Enter says that it is not known.")
					     : _("Enter leaves this field out.")));
	cm_form_say(f, "  ",
	    cm_str(_("Enter keeps what stands in [ ], - takes it back. ? this help, < back, . leaves out all that "
		     "is left, Tab completes, Ctrl-D ends.")));
}

/* What the customer is asked, and where the policy has the step from. */
static void
introduce(struct cm_form *f, const struct cm_form_field *field)
{
	struct cm_buf b = {0};

	if (field->question) {
		cm_buf_puts(&b, field->question);
		if (field->step)
			cm_buf_printf(&b, "  [%s]", field->step);
		cm_form_say(f, "  ", cm_buf_str(&b));
	}
	if (field->nvalues && field->nvalues <= LISTED_MAX)
		cm_form_choices(f, field->values, field->nvalues);
	cm_buf_free(&b);
}

static enum step
refuse(struct cm_form *f, const char *why)
{
	cm_form_say(f, "  ! ", cm_str(why));
	return AGAIN;
}

/* What is left out, or taken back. */
static enum step
leave_out(struct cm_form *f, const struct cm_form_field *field, struct cm_form_answer *a)
{
	forget(a, 1);
	return field->required ? refuse(f, _("this field must be given")) : NEXT;
}

/* As the sign itself, or as a Chinese keyboard types it. */
static bool
is_sign(const char *text, const char *sign, const char *wide)
{
	return strcmp(text, sign) == 0 || strcmp(text, wide) == 0;
}

/* Somebody does not know: in his own language, or in the other one. */
static bool
is_unknown(const struct cm_form_field *field, const char *text)
{
	return field->asked_back &&
	    (strcmp(text, _("not known")) == 0 || strcmp(text, "not known") == 0 || strcmp(text, "不知道") == 0);
}

/* The words that are no answer: true when text is one of them. Enter alone keeps what is there. */
static bool
is_command(
    struct cm_form *f, const struct cm_form_field *field, struct cm_form_answer *a, const char *text, enum step *step)
{
	if (!*text) {
		*step = a->text ? NEXT : leave_out(f, field, a);
	} else if (is_sign(text, "-", "－") || is_unknown(field, text)) {
		*step = leave_out(f, field, a);
	} else if (is_sign(text, "?", "？")) {
		help(f, field);
		*step = AGAIN;
	} else if (is_sign(text, "<", "《")) {
		*step = BACK;
	} else if (is_sign(text, ".", "。") && !field->required) {
		*step = REST;
	} else {
		return false;
	}
	return true;
}

static enum step
ask_open(struct cm_form *f, const struct cm_form_field *field, struct cm_form_answer *a, const char *prompt)
{
	enum step step = step_of(cm_form_type(f, prompt, field));
	struct cm_str text;
	const char *why;

	if (step != NEXT || is_command(f, field, a, f->line.p, &step))
		return step;
	text = resolve_answer(f, field, cm_buf_str(&f->line));
	why = f->s.check(f->s.ctx, field, text);
	if (why)
		return refuse(f, why);
	cm_form_remember(f, field, f->line.p);
	put(a, text);
	return NEXT;
}

/* Once more, when a mistyped secret could not be mended later. */
static enum step
ask_twice(struct cm_form *f, const char *secret)
{
	char *again = secret_page();
	enum step step = step_of(cm_form_type_secret(f, _("Once more: "), again, SECRET_SIZE));

	if (step == NEXT && strcmp(again, "<") == 0)
		step = AGAIN;
	else if (step == NEXT && strcmp(again, secret) != 0)
		step = refuse(f, _("the two are not the same"));
	forget_page(again);
	return step;
}

static enum step
ask_secret(struct cm_form *f, const struct cm_form_field *field, struct cm_form_answer *a, const char *prompt)
{
	char *page = secret_page();
	enum step step = step_of(cm_form_type_secret(f, prompt, page, SECRET_SIZE));
	const char *why;

	if (step == NEXT && !is_command(f, field, a, page, &step)) {
		if ((why = f->s.check(f->s.ctx, field, cm_str(page))))
			step = refuse(f, why);
		else if (!field->twice || (step = ask_twice(f, page)) == NEXT) {
			forget(a, 1);
			*a = (struct cm_form_answer){page, SECRET_SIZE};
			return NEXT;
		}
	}
	forget_page(page);
	return step;
}

/* "amount: ", or "amount [50]: " of what Enter keeps. */
static void
put_prompt(struct cm_form *f, const struct cm_form_field *field, const struct cm_form_answer *a, struct cm_buf *b)
{
	struct cm_str text = cm_str(a->text);

	cm_text_visible(b, cm_str(field->label));
	if (text.p) {
		cm_buf_puts(b, " [");
		cm_text_visible(b, shown(f, field, text));
		cm_buf_putc(b, ']');
	}
	cm_buf_puts(b, ": ");
}

static enum step
ask(struct cm_form *f, const struct cm_form_field *field, struct cm_form_answer *a)
{
	struct cm_buf prompt = {0};
	enum step step;

	introduce(f, field);
	do {
		cm_buf_clear(&prompt);
		put_prompt(f, field, a, &prompt);
		step = field->secret ? ask_secret(f, field, a, prompt.p) : ask_open(f, field, a, prompt.p);
	} while (step == AGAIN);
	cm_buf_free(&prompt);
	return step;
}

/* ---- the form ---- */

static enum cm_form_end
fill(struct cm_form *f, const struct cm_form_field *fields, struct cm_form_answer *answers, const unsigned *which,
    unsigned n)
{
	unsigned i = 0;
	bool told = false;

	while (i < n) {
		const struct cm_form_field *field = &fields[which[i]];

		if (!field->required && i > 0 && fields[which[i - 1]].required && !told) {
			told = true;
			cm_form_say(f, "", cm_str(_("These may be left out by Enter, all that are left by a dot:")));
		}
		switch (ask(f, field, &answers[which[i]])) {
		case NEXT:
			i++;
			break;
		case BACK:
			if (i == 0)
				return CM_FORM_BACK;
			i--;
			break;
		case REST:
			return CM_FORM_OK;
		case STOPPED:
			return CM_FORM_STOPPED;
		case END:
		case AGAIN:
			return CM_FORM_END;
		}
	}
	return CM_FORM_OK;
}

static void
summary(struct cm_form *f, const struct cm_form_field *fields, const struct cm_form_answer *answers, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (answers[i].text)
			cm_form_show(f, fields[i].label, shown(f, &fields[i], cm_str(answers[i].text)));
}

static enum cm_form_end
confirm(struct cm_form *f, const char *question, bool *yes)
{
	struct cm_buf prompt = {0};
	enum cm_form_end end;

	cm_buf_printf(&prompt, "%s [y/n] ", question);
	for (;;) {
		end = cm_form_type(f, prompt.p, NULL);
		if (end != CM_FORM_OK)
			break;
		*yes = strcmp(f->line.p, "y") == 0 || strcmp(f->line.p, "yes") == 0 || strcmp(f->line.p, "是") == 0;
		if (*yes || strcmp(f->line.p, "n") == 0 || strcmp(f->line.p, "no") == 0 || strcmp(f->line.p, "否") == 0)
			break;
		if (is_sign(f->line.p, "<", "《")) {
			end = CM_FORM_BACK;
			break;
		}
		cm_form_say(f, "  ", cm_str(_("y for yes, n for no, < to go back")));
	}
	cm_buf_free(&prompt);
	return end;
}

static void
close_form(struct cm_form *f)
{
	cm_form_close_terminal(f);
	if (f->line.p)
		cm_wipe(f->line.p, f->line.cap);
	cm_buf_free(&f->line);
	cm_buf_free(&f->screen);
	cm_buf_free(&f->parts);
	free(f);
}

static struct cm_form *
open_form(const struct cm_form_setup *setup)
{
	struct cm_form *f = cm_malloc(sizeof *f);

	*f = (struct cm_form){.s = *setup};
	if (cm_form_open_terminal(f))
		return f;
	close_form(f);
	return NULL;
}

const struct cm_form_module cm_form_module = {.version = CM_FORM_VERSION,
    .open = open_form,
    .close = close_form,
    .fill = fill,
    .summary = summary,
    .confirm = confirm,
    .show = cm_form_show,
    .put = put,
    .forget = forget};
