/* What the form shows: paragraphs wrapped to the terminal, labels beside them, choices in a row. No colours. */
#include <sys/ioctl.h>

#include "form_private.h"
#include "base/text.h"

#include "base/banned.h"

#define SENTENCE 30 /* columns from which on a choice is one */

unsigned
cm_form_width(const struct cm_form *f)
{
	struct winsize size;

	return ioctl(f->s.out, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 80;
}

static void
pad(struct cm_form *f, size_t n)
{
	fprintf(f->out, "%*s", (int)n, "");
}

/* Wraps s behind a first line that has left columns taken already; further lines are indented by as many. */
static void
put_lines(struct cm_form *f, size_t left, struct cm_str s)
{
	size_t width = cm_form_width(f), room = width > left + 10 ? width - left - 1 : 10;

	cm_buf_clear(&f->screen);
	cm_text_visible(&f->screen, s);
	s = cm_buf_str(&f->screen);
	for (;;) {
		struct cm_str line = cm_text_line(&s, room);

		fprintf(f->out, "%.*s\n", (int)line.n, line.p);
		if (!s.n)
			break;
		pad(f, left);
	}
}

/* The paragraphs of s, parted by line ends. */
static void
put_wrapped(struct cm_form *f, size_t left, struct cm_str s)
{
	for (;;) {
		const char *end = s.n ? memchr(s.p, '\n', s.n) : NULL;
		size_t n = end ? (size_t)(end - s.p) : s.n;

		put_lines(f, left, (struct cm_str){s.p, n});
		if (!end)
			return;
		s.p += n + 1;
		s.n -= n + 1;
		pad(f, left);
	}
}

void
cm_form_say(struct cm_form *f, const char *indent, struct cm_str text)
{
	fputs(indent, f->out);
	put_wrapped(f, cm_text_width(cm_str(indent)), text);
	fflush(f->out);
}

void
cm_form_show(struct cm_form *f, const char *label, struct cm_str text)
{
	size_t width = cm_text_width(cm_str(label));

	if (!*label) {
		cm_form_say(f, "", text);
		return;
	}
	fprintf(f->out, "  %s", label);
	if (width + 3 > CM_FORM_LABEL) {
		fputc('\n', f->out);
		width = 0;
		pad(f, 2);
	}
	pad(f, CM_FORM_LABEL - width - 2);
	put_wrapped(f, CM_FORM_LABEL, text);
	fflush(f->out);
}

static void
choices(struct cm_form *f, const struct cm_form_value *values, unsigned n, size_t width)
{
	size_t column = 0;
	struct cm_buf one = {0};

	for (unsigned i = 0; i < n; i++) {
		cm_buf_clear(&one);
		cm_buf_printf(&one, "%u ", i + 1);
		cm_text_visible(&one, values[i].label.n ? values[i].label : values[i].value);
		if (column && column + cm_text_width(cm_buf_str(&one)) + 2 > width) {
			fputc('\n', f->out);
			column = 0;
		}
		fprintf(f->out, "  %s", one.p);
		column += cm_text_width(cm_buf_str(&one)) + 2;
	}
	fputc('\n', f->out);
	fflush(f->out);
	cm_buf_free(&one);
}

/* "1 身份证  2 临时身份证 …", as many in a row as there is room for; sentences have a line each. */
void
cm_form_choices(struct cm_form *f, const struct cm_form_value *values, unsigned n)
{
	size_t width = cm_form_width(f);

	for (unsigned i = 0; i < n; i++)
		if (cm_text_width(values[i].label) > SENTENCE)
			width = 0;
	choices(f, values, n, width);
}

/* What Tab has found: a line each, values and their labels in two columns. */
void
cm_form_candidates(struct cm_form *f, const struct cm_form_value *values, unsigned n)
{
	size_t widest = 0;
	struct cm_buf one = {0};

	for (unsigned i = 0; i < n; i++)
		if (widest < cm_text_width(values[i].value))
			widest = cm_text_width(values[i].value);
	for (unsigned i = 0; i < n; i++) {
		cm_buf_clear(&one);
		cm_text_visible(&one, values[i].value);
		fprintf(f->out, "  %s", one.p);
		if (values[i].label.n && !cm_str_eq(values[i].label, values[i].value)) {
			pad(f, widest - cm_text_width(values[i].value) + 2);
			cm_buf_clear(&one);
			cm_text_visible(&one, values[i].label);
			fputs(one.p, f->out);
		}
		fputc('\n', f->out);
	}
	fflush(f->out);
	cm_buf_free(&one);
}
