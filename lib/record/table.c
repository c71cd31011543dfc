/*
 * Tables for people (table.h): columns as wide as what stands in them, cut to the terminal; one record that is too
 * wide for that is turned upright. Programs read JSON Lines or CSV instead, so nothing here can be parsed again.
 */
#include "record/table.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"

#include "base/banned.h"

#define GAP   2 /* blanks between columns */
#define LEAST 6 /* columns of the terminal to which a column may be cut */

void
cm_table_free(struct cm_table *t)
{
	cm_buf_free(&t->text);
	free(t->cells);
	free(t->rows);
	free(t->widths);
	free(t->numbers);
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

void
cm_table_cell(struct cm_table *t, unsigned column, struct cm_str text, bool number)
{
	if (t->ncells == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 512;
		t->cells = cm_realloc(t->cells, t->cap * sizeof *t->cells);
	}
	t->cells[t->ncells++] =
	    (struct cm_table_cell){t->text.n, text.n, column, (unsigned)cm_text_width(text), number};
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
	return t->widths != NULL;
}

/* As wide as the widest cell; a column is one of numbers if all its cells are. */
static void
measure(struct cm_table *t, const struct cm_str *columns, unsigned n)
{
	t->widths = cm_realloc(t->widths, (n + 1) * sizeof *t->widths);
	t->numbers = cm_realloc(t->numbers, n + 1);
	t->ncolumns = n;
	memset(t->widths, 0, (n + 1) * sizeof *t->widths);
	memset(t->numbers, true, n + 1);
	for (size_t i = 0; i < t->ncells; i++) {
		const struct cm_table_cell *c = t->cells + i;
		unsigned name = (unsigned)cm_text_width(columns[c->column]);
		unsigned *w = t->widths + c->column;

		if (*w < name)
			*w = name;
		if (*w < c->width)
			*w = c->width;
		if (c->n && !c->number)
			t->numbers[c->column] = false;
	}
}

/* The width of the whole if no column were wider than most. */
static size_t
total(const struct cm_table *t, unsigned most)
{
	size_t sum = 0;

	for (unsigned i = 0; i < t->ncolumns; i++)
		if (t->widths[i])
			sum += (t->widths[i] < most ? t->widths[i] : most) + GAP;
	return sum ? sum - GAP : 0;
}

/* Shrinks the widest columns until all fit. False, and nothing is changed: not even if all are cut to the least. */
static bool
shrink(struct cm_table *t, unsigned width)
{
	unsigned low = LEAST, high = width;
	size_t left;

	if (total(t, LEAST) > width)
		return false;
	if (total(t, width) <= width)
		return true;
	while (low + 1 < high) {
		unsigned middle = low + (high - low) / 2;

		if (total(t, middle) <= width)
			low = middle;
		else
			high = middle;
	}
	left = width - total(t, low);
	for (unsigned i = 0; i < t->ncolumns; i++) {
		if (t->widths[i] <= low)
			continue;
		t->widths[i] = low + (left > 0);
		left -= left > 0;
	}
	return true;
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
print_cell(const struct cm_table *t, unsigned column, struct cm_str text, size_t width, struct cm_buf *out)
{
	unsigned room = t->widths[column];
	struct cm_str fit = text;

	if (width > room) {
		fit = cm_text_fit(text, room - 1);
		width = cm_text_width(fit) + 1;
	}
	if (t->numbers[column])
		pad(out, room - width);
	cm_buf_putstr(out, fit);
	if (fit.n < text.n)
		cm_buf_puts(out, "…");
	if (!t->numbers[column])
		pad(out, room - width);
	pad(out, GAP);
}

static void
print_row(const struct cm_table *t, size_t row, struct cm_buf *out)
{
	const struct cm_table_cell *c = t->cells + t->rows[row];
	const struct cm_table_cell *end = t->cells + (row + 1 < t->nrows ? t->rows[row + 1] : t->ncells);

	for (unsigned i = 0; i < t->ncolumns; i++) {
		struct cm_str text = {"", 0};
		size_t width = 0;

		if (c < end && c->column == i) {
			text = (struct cm_str){t->text.p + c->off, c->n};
			width = c->width;
			c++;
		}
		if (t->widths[i])
			print_cell(t, i, text, width, out);
	}
	end_line(out);
}

static void
print_upright(const struct cm_table *t, const struct cm_str *columns, struct cm_buf *out)
{
	size_t widest = 0;

	for (size_t i = 0; i < t->ncells; i++) {
		size_t w = cm_text_width(columns[t->cells[i].column]);

		if (widest < w)
			widest = w;
	}
	for (size_t i = 0; i < t->ncells; i++) {
		const struct cm_table_cell *c = t->cells + i;

		cm_buf_putstr(out, columns[c->column]);
		pad(out, widest - cm_text_width(columns[c->column]) + GAP);
		cm_buf_add(out, t->text.p + c->off, c->n);
		end_line(out);
	}
}

static void
print_all(struct cm_table *t, const struct cm_str *columns, unsigned n, unsigned width, bool last, struct cm_buf *out)
{
	if (!t->widths) {
		measure(t, columns, n);
		if (width && !shrink(t, width) && last && t->nrows == 1) {
			print_upright(t, columns, out);
			return;
		}
		for (unsigned i = 0; i < n; i++)
			if (t->widths[i])
				print_cell(t, i, columns[i], cm_text_width(columns[i]), out);
		end_line(out);
	}
	for (size_t i = 0; i < t->nrows; i++)
		print_row(t, i, out);
}

void
cm_table_print(
    struct cm_table *t, const struct cm_str *columns, unsigned n, unsigned width, bool last, struct cm_buf *out)
{
	if (!t->nrows || (!t->widths && !last && t->nrows < CM_TABLE_SCREEN))
		return;
	print_all(t, columns, n, width, last, out);
	t->nrows = 0;
	t->ncells = 0;
	cm_buf_clear(&t->text);
}
