/*
 * A dialogue: what an answer still waits for is asked back, one question at a time, the one first that the answer names
 * first, until something is found or nobody knows more. `<` takes the last answer back, Enter is "not known". The answers
 * can be kept in a file, from which the dialogue goes on another day, and what was said in another. Called by ask.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "ask.h"
#include "base/po.h"
#include "base/text.h"

#include "base/banned.h"

#define ANSWERS_MAX (64u << 10) /* bytes of a file of answers */

/* ---- the transcript ---- */

static const char *
option(const char *const *value)
{
	return value ? *value : NULL;
}

static enum cm_status
open_transcript(struct cm_ask *a, const char *path)
{
	a->transcript = TEMP_FAILURE_RETRY(open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
	if (a->transcript >= 0)
		return CM_OK;
	return cm_fail(&a->run->f->diag, CM_IO, "transcript.file", "%s: %s", path, strerror(errno));
}

/* At each question, so that who hangs up loses little. A disk that is full is told once, and the dialogue goes on. */
static void
write_transcript(struct cm_ask *a)
{
	struct cm_str left = cm_buf_str(&a->said);

	while (a->transcript >= 0 && left.n) {
		ssize_t n = TEMP_FAILURE_RETRY(write(a->transcript, left.p, left.n));

		if (n < 0) {
			close(a->transcript);
			a->transcript = -1;
			cm_buf_clear(&a->said);
			cm_ask_say(a, cm_arena_printf(a->arena, _("The transcript cannot be written: %s"), strerror(errno)));
			return;
		}
		left.p += n, left.n -= (size_t)n;
	}
	cm_buf_clear(&a->said);
}

/* An answer as it may be kept for others: masked as on the screen. */
static void
note_answer(struct cm_ask *a, unsigned i)
{
	const char *text = a->answers[i].text;
	const struct cm_form_field *field = &a->fields[i];

	if (a->transcript < 0)
		return;
	if (text && field->secret)
		text = _("given");
	else if (text && field->identity)
		text = cm_fact_mask(cm_ask_fact(a, i), cm_str(text), a->arena);
	cm_buf_printf(&a->said, "> %s: %s\n", field->label, text ? text : _("not known"));
}

/* ---- the answers kept ---- */

/* Written whole beside it and put in its place: a file that is there can always be read. */
static void
keep_answers(struct cm_ask *a)
{
	struct cm_record rec;
	struct cm_buf b = {0};
	const char *beside;
	int fd, failed;

	if (!a->answers_file)
		return;
	cm_record_init(&rec, a->arena);
	for (unsigned i = 0; i < a->n; i++)
		if (a->answers[i].text && !a->fields[i].secret)
			cm_record_set(&rec, cm_str(a->inputs[i]), cm_str(a->answers[i].text));
	cm_record_write_json(&rec, &b, NULL, NULL);
	beside = cm_arena_printf(a->arena, "%s.new", a->answers_file);
	fd = TEMP_FAILURE_RETRY(open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
	failed = fd < 0 || TEMP_FAILURE_RETRY(write(fd, b.p, b.n)) != (ssize_t)b.n || fsync(fd) < 0;
	if (fd >= 0)
		failed |= close(fd) < 0;
	if (failed || rename(beside, a->answers_file) < 0)
		cm_ask_say(a, cm_arena_printf(a->arena, _("The answers cannot be kept: %s"), strerror(errno)));
	cm_buf_free(&b);
}

static enum cm_status
unusable(struct cm_ask *a, const char *why)
{
	return cm_fail(&a->run->f->diag, CM_USAGE, "answers.file", "%s: %s", a->answers_file, why);
}

/* What this command asks for; what is none of its own is left alone, and a value that will not do is asked for again. */
static void
take_answers(struct cm_ask *a, const struct cm_record *rec)
{
	struct cm_str items[CM_ASK_ITEMS];
	const char *code, *why;
	struct cm_value v;

	for (unsigned i = 0; i < a->n; i++) {
		const struct cm_fact *fact = cm_ask_fact(a, i);
		const struct cm_field *f = cm_record_find(rec, cm_str(a->inputs[i]));
		struct cm_str text = f ? f->text : (struct cm_str){0};
		int n = f && f->kind == CM_LIST ? cm_field_list(f, items, CM_ASK_ITEMS, a->arena) : -1;

		if (n > 0 && n <= CM_ASK_ITEMS)
			text = cm_arena_list(a->arena, items, (unsigned)n);
		if (text.n && f->kind != CM_NULL && !a->fields[i].secret &&
		    cm_fact_read(fact, text, &v, &code, &why, a->arena) == CM_OK)
			a->module->put(&a->answers[i], text);
	}
}

/* A file that is not there yet will be made with the first answer. */
static enum cm_status
load_answers(struct cm_ask *a)
{
	char *text = cm_arena_alloc(a->arena, ANSWERS_MAX + 1);
	int fd = TEMP_FAILURE_RETRY(open(a->answers_file, O_RDONLY | O_CLOEXEC | O_NOCTTY));
	ssize_t n = fd < 0 ? -1 : TEMP_FAILURE_RETRY(read(fd, text, ANSWERS_MAX + 1));
	struct cm_record rec;

	if (fd < 0 && errno == ENOENT)
		return CM_OK;
	if (n < 0) {
		n = errno;
		if (fd >= 0)
			close(fd);
		return unusable(a, strerror((int)n));
	}
	close(fd);
	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	cm_record_init(&rec, a->arena);
	if (n > (ssize_t)ANSWERS_MAX || cm_utf8_check(text, (size_t)n) < (size_t)n ||
	    !cm_record_read_json(&rec, (struct cm_str){text, (size_t)n}))
		return unusable(a, _("not the answers of a dialogue: expected one record of JSON"));
	take_answers(a, &rec);
	return CM_OK;
}

/* ---- begin and end ---- */

enum cm_status
cm_dialogue_begin(struct cm_ask *a)
{
	const struct cm_command *c = a->run->f->command;
	enum cm_status st = CM_OK;

	if (!a->dialogue)
		return CM_OK;
	a->path = cm_arena_alloc(a->run->f->arena, (a->n + 1) * sizeof *a->path);
	a->passed = cm_arena_alloc(a->run->f->arena, (a->n + 1) * sizeof *a->passed);
	a->answers_file = option(c->answers);
	if (option(c->transcript))
		st = open_transcript(a, option(c->transcript));
	if (st == CM_OK && a->answers_file)
		st = load_answers(a);
	return st;
}

bool
cm_dialogue_resumes(struct cm_ask *a)
{
	unsigned n = 0;

	if (!a->answers_file || a->resumed)
		return false;
	a->resumed = true;
	for (unsigned i = 0; i < a->n; i++)
		n += a->answers[i].text != NULL;
	if (!n)
		return false;
	cm_ask_say(a, cm_arena_printf(a->arena, cm_pon("Going on from %u answer.", "Going on from %u answers.", n), n));
	a->module->summary(a->form, a->fields, a->answers, a->n);
	return true;
}

void
cm_dialogue_filled(struct cm_ask *a)
{
	for (unsigned i = 0; a->dialogue && i < a->n; i++)
		if (a->answers[i].text)
			note_answer(a, i);
	keep_answers(a);
	write_transcript(a);
}

/* A file of answers is that of one report. */
void
cm_dialogue_forget(struct cm_ask *a)
{
	write_transcript(a);
	a->ended |= a->resumed && a->request_id;
	if (a->dialogue)
		memset(a->passed, 0, a->n * sizeof *a->passed);
	a->npath = 0;
}

void
cm_dialogue_end(struct cm_ask *a)
{
	write_transcript(a);
	cm_buf_free(&a->said);
	if (a->transcript >= 0)
		close(a->transcript);
}

/* ---- asking back ---- */

/* The first that is open and that nobody has said he does not know; -1: none. */
static int
next_question(const struct cm_ask *a, const struct cm_str *items, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		for (unsigned k = 0; k < a->n; k++)
			if (cm_str_is(items[i], a->inputs[k]) && !a->answers[k].text && !a->passed[k])
				return (int)k;
	return -1;
}

/* What was asked first. */
static bool
fill_again(struct cm_ask *a)
{
	if (!cm_ask_fill(a))
		return false;
	cm_dialogue_filled(a);
	return true;
}

/* One question; `<` goes to the one before it. */
static bool
ask_from(struct cm_ask *a, int field)
{
	while (field >= 0) {
		unsigned which = (unsigned)field;
		enum cm_form_end end;

		cm_ask_choices(a, which);
		end = a->module->fill(a->form, a->fields, a->answers, &which, 1);
		if (end == CM_FORM_BACK && !a->npath)
			return fill_again(a);
		if (end == CM_FORM_BACK) {
			field = (int)a->path[--a->npath];
			a->passed[field] = false;
			continue;
		}
		if (!cm_ask_goes_on(a, end))
			return false;
		a->path[a->npath++] = which;
		a->passed[which] = !a->answers[which].text;
		note_answer(a, which);
		keep_answers(a);
		write_transcript(a);
		return true;
	}
	return false;
}

bool
cm_dialogue_asks(struct cm_ask *a, const struct cm_row *row)
{
	struct cm_str items[CM_ASK_ITEMS];

	if (!a->dialogue || a->ended || cm_stop_signal || row->outcome != CM_O_UNDECIDED)
		return false;
	return ask_from(a, next_question(a, items, cm_ask_items(a, row, "ask", items)));
}

/* The field that the rule which decided asks for, among those that were asked back; -1: none. */
static int
at_fault(const struct cm_ask *a, const struct cm_row *row)
{
	const struct cm_decision *d = &row->c.decision;

	for (unsigned k = 0; d->nfired && k < d->fired[0].rule->nask; k++)
		for (unsigned n = 0; n < a->n; n++)
			if (a->slots[n] == d->fired[0].rule->ask[k] && a->fields[n].asked_back)
				return (int)n;
	return -1;
}

bool
cm_dialogue_again(struct cm_ask *a, const struct cm_row *row)
{
	int field = a->dialogue ? at_fault(a, row) : -1;

	if (field >= 0)
		for (unsigned i = 0; i < a->npath; i++)
			if (a->path[i] == (unsigned)field)
				a->npath = i;
	if (field < 0 && a->npath)
		field = (int)a->path[--a->npath];
	if (field < 0)
		return fill_again(a);
	a->passed[field] = false;
	return ask_from(a, field);
}
