#ifndef CM_RECORD_TABLE_H
#define CM_RECORD_TABLE_H

#include <stdbool.h>

#include "base/buf.h"

#define CM_TABLE_SCREEN 500 /* rows that are looked at before widths are fixed */

/*
 * Rows for a terminal, kept until there are enough to know how wide columns are. Private to lib/record; the writer
 * holds the names of the columns, and gives cells that are fit to be shown.
 */
struct cm_table_cell {
	size_t off, n; /* in text */
	unsigned column, width;
	bool number;
	bool list; /* lines in its text are elements */
	bool prose; /* may be cut; all others are codes, numbers and times, which are worth nothing when they are cut */
};

struct cm_table_column {
	unsigned width; /* once the first rows have been printed; 0: it has no cells, or no room */
	unsigned least; /* to which it may be cut */
	bool number, left_out;
};

struct cm_table_options {
	unsigned width; /* of the terminal; 0: as wide as need be */
	bool upright; /* every record, not only a lone one that is too wide for a row */
	const char *const *worth; /* names of the columns that are left out last, best first; NULL: none */
	const char *const *apart; /* those that are too long for any row, and stand in an upright record alone */
};

struct cm_table {
	struct cm_table_options opt;
	struct cm_buf text;
	struct cm_table_cell *cells;
	size_t ncells, cap;
	size_t *rows; /* number of the first cell of each */
	size_t nrows, rows_cap;
	struct cm_table_column *columns; /* NULL: they are not fixed yet */
	unsigned ncolumns;
	bool begun; /* an upright record has been printed */
};

void cm_table_free(struct cm_table *);
void cm_table_row(struct cm_table *); /* the following cells are of a new row, in the order of the columns */
void cm_table_cell(struct cm_table *, unsigned column, struct cm_str text, bool number, bool list);
void cm_table_back(struct cm_table *, size_t nrows); /* forget the rows from this one on */
bool cm_table_is_fixed(const struct cm_table *);     /* too late for a new column */
/* Appends the rows to out and forgets them; nothing as long as there may come more that widths depend on. */
void cm_table_print(struct cm_table *, const struct cm_str *columns, unsigned n, bool last, struct cm_buf *out);

/* table_fit.c: how wide each column will be, and which have no room. */
void cm_table_measure(struct cm_table *, const struct cm_str *columns, unsigned n);
bool cm_table_fits(const struct cm_table *); /* nothing need be cut */
void cm_table_fit(struct cm_table *, const struct cm_str *columns);

#define CM_TABLE_GAP 2 /* blanks between columns */

#endif
