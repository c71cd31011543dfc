/*
 * How wide the columns of a table are (table.h). What does not fit is words that are cut, then columns that are left out,
 * those of least worth first: codes, numbers and times are shown whole or not at all, and no line is ever wrapped.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"
#include "record/table.h"

#include "base/banned.h"

#define PROSE_LEAST 16 /* columns of the terminal to which words may be cut */

/* As wide as the widest cell; a column is one of numbers if all its cells are. */
void
cm_table_measure(struct cm_table *t, const struct cm_str *names, unsigned n)
{
	t->columns = cm_realloc(t->columns, (n + 1) * sizeof *t->columns);
	t->ncolumns = n;
	for (unsigned i = 0; i < n; i++)
		t->columns[i] = (struct cm_table_column){.number = true};
	for (size_t i = 0; i < t->ncells; i++) {
		const struct cm_table_cell *c = t->cells + i;
		unsigned name = (unsigned)cm_text_width(names[c->column]);
		unsigned least = c->prose && c->width > PROSE_LEAST ? PROSE_LEAST : c->width;
		struct cm_table_column *to = t->columns + c->column;

		if (to->width < name)
			to->width = name;
		if (to->width < c->width)
			to->width = c->width;
		if (to->least < least)
			to->least = least; /* still 0 of a column whose cells are all empty */
		if (c->n && !c->number)
			to->number = false;
	}
}

static size_t
total(const struct cm_table *t, bool least, const struct cm_str *names)
{
	size_t sum = 0;

	for (unsigned i = 0; i < t->ncolumns; i++) {
		const struct cm_table_column *c = t->columns + i;
		size_t name = least ? cm_text_width(names[i]) : 0;

		if (c->width && !c->left_out)
			sum += (!least ? c->width : name > c->least ? name : c->least) + CM_TABLE_GAP;
	}
	return sum ? sum - CM_TABLE_GAP : 0;
}

bool
cm_table_fits(const struct cm_table *t)
{
	return total(t, false, NULL) <= t->opt.width;
}

static unsigned
place(const char *const *list, struct cm_str name)
{
	unsigned i = 0;

	while (list && list[i] && !cm_str_is(name, list[i]))
		i++;
	return i;
}

static bool
is_in(const char *const *list, struct cm_str name)
{
	return list && list[place(list, name)];
}

/* Whether some of a column's cells are words. */
static bool
has_prose(const struct cm_table *t, unsigned column)
{
	for (size_t i = 0; i < t->ncells; i++)
		if (t->cells[i].column == column && t->cells[i].prose)
			return true;
	return false;
}

/* The column to go without: of those that nobody has named the last one of words, then the last; then the worst named. */
static unsigned
worst(const struct cm_table *t, const struct cm_str *names)
{
	unsigned found = t->ncolumns, high = 0;

	for (unsigned i = 0; i < t->ncolumns; i++) {
		unsigned rank = place(t->opt.worth, names[i]) + 1;

		if (!t->columns[i].width || t->columns[i].left_out)
			continue;
		if (!is_in(t->opt.worth, names[i]))
			rank += (has_prose(t, i) ? t->ncolumns : 0) + i;
		if (rank >= high) {
			high = rank;
			found = i;
		}
	}
	return found;
}

static unsigned
shown(const struct cm_table *t)
{
	unsigned n = 0;

	for (unsigned i = 0; i < t->ncolumns; i++)
		n += t->columns[i].width && !t->columns[i].left_out;
	return n;
}

/* From the least that each can be, words get what room there is, a place each in turn. */
static void
spread(struct cm_table *t, const struct cm_str *names)
{
	size_t room = t->opt.width - total(t, true, names);
	bool more = true;

	for (unsigned i = 0; i < t->ncolumns; i++) {
		unsigned name = (unsigned)cm_text_width(names[i]);

		if (t->columns[i].least < name)
			t->columns[i].least = name;
	}
	while (room && more) {
		more = false;
		for (unsigned i = 0; i < t->ncolumns && room; i++) {
			struct cm_table_column *c = t->columns + i;

			if (c->left_out || c->least >= c->width)
				continue;
			c->least++;
			room--;
			more = true;
		}
	}
	for (unsigned i = 0; i < t->ncolumns; i++)
		if (t->columns[i].width)
			t->columns[i].width = t->columns[i].least;
}

void
cm_table_fit(struct cm_table *t, const struct cm_str *names)
{
	for (unsigned i = 0; i < t->ncolumns; i++)
		t->columns[i].left_out = t->columns[i].least && is_in(t->opt.apart, names[i]);
	if (t->opt.width && !cm_table_fits(t)) {
		for (unsigned i = 0; i < t->ncolumns; i++)
			if (!t->columns[i].least)
				t->columns[i].width = 0; /* nobody misses it */
		while (shown(t) > 1 && total(t, true, names) > t->opt.width)
			t->columns[worst(t, names)].left_out = true;
		if (total(t, true, names) <= t->opt.width)
			spread(t, names);
	}
	for (unsigned i = 0; i < t->ncolumns; i++)
		if (t->columns[i].left_out)
			t->columns[i].width = 0;
}
