/*
 * Tables for people (table.h): columns as wide as what stands in them, fitted to the terminal (table_fit.c); one record
 * that is too wide for that stands upright. Programs read JSON Lines or CSV instead, so nothing here can be parsed again.
 */
#include "record/table.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"

#include "base/banned.h"

#define GAP	    CM_TABLE_GAP
#define VALUE_LEAST 20 /* columns in which a value is wrapped, however narrow the terminal is */

void
cm_table_free(struct cm_table *t)
{
	cm_buf_free(&t->text);
	free(t->cells);
	free(t->rows);
	free(t->columns);
}

void
cm_table_row(struct cm_table *t)
{
	if (t->nrows == t->rows_cap) {
		t->rows_cap = t->rows_cap ? t->rows_cap * 2 : 64;
		t->rows = cm_realloc(t->rows, t->rows_cap * sizeof *t->rows);
	}
	t->rows[t->nrows++] = t->ncells;
}

/* People's words rather than a code: they have blanks or wide characters, or are many. */
static bool
is_prose(struct cm_str s)
{
	if (s.n && (*s.p == '{' || *s.p == '['))
		return true;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == ' ' || s.p[i] == '\n' || (unsigned char)s.p[i] >= 0x80)
			return true;
	return false;
}

void
cm_table_cell(struct cm_table *t, unsigned column, struct cm_str text, bool number, bool list)
{
	if (t->ncells == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 512;
		t->cells = cm_realloc(t->cells, t->cap * sizeof *t->cells);
	}
	t->cells[t->ncells++] = (struct cm_table_cell){
	    t->text.n, text.n, column, (unsigned)cm_text_width(text), number, list, !number && is_prose(text)};
	cm_buf_putstr(&t->text, text);
}

void
cm_table_back(struct cm_table *t, size_t nrows)
{
	if (nrows >= t->nrows)
		return;
	if (t->rows[nrows] < t->ncells)
		t->text.n = t->cells[t->rows[nrows]].off;
	t->ncells = t->rows[nrows];
	t->nrows = nrows;
}

bool
cm_table_is_fixed(const struct cm_table *t)
{
	return t->columns != NULL;
}

static void
pad(struct cm_buf *out, size_t n)
{
	cm_buf_need(out, n);
	memset(out->p + out->n, ' ', n);
	out->n += n;
}

/* Takes back blanks at the end of a line. */
static void
end_line(struct cm_buf *out)
{
	while (out->n && out->p[out->n - 1] == ' ')
		out->n--;
	cm_buf_putc(out, '\n');
}

static void
print_cell(const struct cm_table_column *c, struct cm_str text, size_t width, bool prose, struct cm_buf *out)
{
	struct cm_str fit = text;
	size_t room = c->width;

	if (width > room && prose) {
		fit = cm_text_fit(text, room - 1);
		width = cm_text_width(fit) + 1;
	}
	room =
	    width < room ? room - width : 0; /* a code is not cut, even if it comes too late to make its column wide */
	if (c->number)
		pad(out, room);
	cm_buf_putstr(out, fit);
	if (fit.n < text.n)
		cm_buf_puts(out, "…");
	if (!c->number)
		pad(out, room);
	pad(out, GAP);
}

static void
print_row(const struct cm_table *t, size_t row, struct cm_buf *out)
{
	const struct cm_table_cell *c = t->cells + t->rows[row];
	const struct cm_table_cell *end = t->cells + (row + 1 < t->nrows ? t->rows[row + 1] : t->ncells);

	for (unsigned i = 0; i < t->ncolumns; i++) {
		static const struct cm_table_cell none;
		const struct cm_table_cell *cell = c < end && c->column == i ? c++ : &none;

		if (t->columns[i].width)
			print_cell(t->columns + i, (struct cm_str){t->text.p + cell->off, cell->n}, cell->width,
			    cell->prose, out);
	}
	end_line(out);
}

/* One line of a value, wrapped to the room behind its name; the first line goes on where out ends. */
static void
print_value(struct cm_str s, size_t left, unsigned width, struct cm_buf *out)
{
	size_t room = width < left + VALUE_LEAST ? VALUE_LEAST : width - left;

	for (;;) {
		cm_buf_putstr(out, width ? cm_text_line(&s, room) : s);
		end_line(out);
		if (!width || !s.n)
			return;
		pad(out, left);
	}
}

static void
print_pair(struct cm_str name, struct cm_str value, bool list, size_t left, unsigned width, struct cm_buf *out)
{
	cm_buf_putstr(out, name);
	pad(out, left - cm_text_width(name));
	for (;;) {
		const char *end = list ? memchr(value.p, '\n', value.n) : NULL;
		size_t n = end ? (size_t)(end - value.p) : value.n;

		print_value((struct cm_str){value.p, n}, left, width, out);
		if (!end)
			return;
		value = (struct cm_str){value.p + n + 1, value.n - n - 1};
		pad(out, left);
	}
}

/* A line for each value, its name before it; what is empty is left out. */
static void
print_upright(const struct cm_table *t, size_t row, const struct cm_str *columns, struct cm_buf *out)
{
	size_t end = row + 1 < t->nrows ? t->rows[row + 1] : t->ncells, widest = 0;

	for (size_t i = t->rows[row]; i < end; i++) {
		size_t w = t->cells[i].n ? cm_text_width(columns[t->cells[i].column]) : 0;

		if (widest < w)
			widest = w;
	}
	for (size_t i = t->rows[row]; i < end; i++) {
		const struct cm_table_cell *c = t->cells + i;

		if (c->n)
			print_pair(columns[c->column], (struct cm_str){t->text.p + c->off, c->n}, c->list, widest + GAP,
			    t->opt.width, out);
	}
}

/* In a row, elements of a list stand behind each other. */
static void
flatten(struct cm_table *t)
{
	for (size_t i = 0; i < t->ncells; i++)
		for (size_t k = 0; t->cells[i].list && k < t->cells[i].n; k++)
			if (t->text.p[t->cells[i].off + k] == '\n') {
				t->text.p[t->cells[i].off + k] = ',';
				t->cells[i].width++;
			}
}

static void
print_head(const struct cm_table *t, const struct cm_str *names, struct cm_buf *out)
{
	for (unsigned i = 0; i < t->ncolumns; i++)
		if (t->columns[i].width)
			print_cell(t->columns + i, names[i], cm_text_width(names[i]), true, out);
	end_line(out);
}

static bool
holds_apart(const struct cm_table *t, const struct cm_str *names)
{
	for (size_t i = 0; i < t->ncells; i++)
		for (unsigned k = 0; t->opt.apart && t->opt.apart[k] && t->cells[i].n; k++)
			if (cm_str_is(names[t->cells[i].column], t->opt.apart[k]))
				return true;
	return false;
}

static bool
stands_upright(struct cm_table *t, const struct cm_str *names, unsigned n, bool last)
{
	if (t->opt.upright)
		return true;
	if (t->columns || !last || t->nrows != 1 || !t->opt.width)
		return false;
	cm_table_measure(t, names, n);
	return !cm_table_fits(t) || holds_apart(t, names);
}

static void
print_all(struct cm_table *t, const struct cm_str *names, unsigned n, bool last, struct cm_buf *out)
{
	if (stands_upright(t, names, n, last)) {
		for (size_t i = 0; i < t->nrows; i++) {
			if (t->begun)
				cm_buf_putc(out, '\n');
			t->begun = true;
			print_upright(t, i, names, out);
		}
		return;
	}
	flatten(t);
	if (!t->begun) {
		cm_table_measure(t, names, n);
		cm_table_fit(t, names);
		print_head(t, names, out);
		t->begun = true;
	}
	for (size_t i = 0; i < t->nrows; i++)
		print_row(t, i, out);
}

void
cm_table_print(struct cm_table *t, const struct cm_str *names, unsigned n, bool last, struct cm_buf *out)
{
	if (!t->nrows || (!t->begun && !last && t->nrows < CM_TABLE_SCREEN))
		return;
	print_all(t, names, n, last, out);
	t->nrows = 0;
	t->ncells = 0;
	cm_buf_clear(&t->text);
}
