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
};

struct cm_table {
	struct cm_buf text;
	struct cm_table_cell *cells;
	size_t ncells, cap;
	size_t *rows; /* number of the first cell of each */
	size_t nrows, rows_cap;
	unsigned *widths; /* of the columns, once the first rows have been printed; 0 is a column without cells */
	bool *numbers;
	unsigned ncolumns;
};

void cm_table_free(struct cm_table *);
void cm_table_row(struct cm_table *); /* the following cells are of a new row, in the order of the columns */
void cm_table_cell(struct cm_table *, unsigned column, struct cm_str text, bool number);
void cm_table_back(struct cm_table *, size_t nrows); /* forget the rows from this one on */
bool cm_table_is_fixed(const struct cm_table *);     /* too late for a new column */
/* Appends the rows to out and forgets them; nothing as long as there may come more that widths depend on. */
void cm_table_print(
    struct cm_table *, const struct cm_str *columns, unsigned n, unsigned width, bool last, struct cm_buf *out);

#endif
