#ifndef CM_RECORD_CELLS_H
#define CM_RECORD_CELLS_H

#include "record/record.h"

/* The cells of a row of CSV (RFC 4180) or TSV, read and written. Private to lib/record. */
struct cm_cells {
	const char *p, *end; /* p is NULL behind the last cell */
	bool tsv;
	bool raw;	      /* only where cells are: text stays what raw is */
	const char *why, *at; /* what is wrong, once cm_cell_next() has returned false for that */
};

struct cm_row_cell {
	struct cm_str raw; /* as it stands in the row, with its quotes */
	struct cm_str text;
	bool quoted;
};

/* The next cell. Its text is a slice of the row, or in the arena if something had to be undone. A row has one at least.
 */
bool cm_cell_next(struct cm_cells *, struct cm_row_cell *, struct cm_arena *);

struct cm_cell_style {
	bool tsv;
	bool safe;  /* put ' before what a spreadsheet would take for a formula */
	bool quote; /* with quotes, needed or not */
};

void cm_cell_write(struct cm_buf *, struct cm_str text, struct cm_cell_style);

#endif
