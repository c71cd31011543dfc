#ifndef CM_RECORD_ROWS_H
#define CM_RECORD_ROWS_H

#include "record/bytes.h"

#define CM_ROW_KEPT (64 * 1024) /* bytes that remain of a row that is too long */

/*
 * The rows of an input, one after the other, undecoded and not judged. Private to lib/record. A row is found first and
 * taken then; what was found stays found, so that asking whether there is one costs nothing twice.
 */
struct cm_rows {
	struct cm_bytes in;
	bool quotes;		/* CSV: a line end inside quotes does not end a row */
	bool spaces;		/* JSON Lines: a line of white space is no row, as an empty one never is */
	bool blanks;		/* except here: TSV of one column, whose only cell may be empty */
	size_t line, mark_line; /* of the row that begins here; of the mark */
	/* How far the search for this row's end has come: bytes, state of the quotes, line ends inside. */
	size_t off;
	int state;
	size_t breaks;
	/* What was found. */
	bool found;
	bool cut; /* longer than CM_ROW_MAX: row holds CM_ROW_KEPT bytes of it */
	bool crlf;
	struct cm_str row; /* without the line end */
	size_t size;	   /* with it */
};

void cm_rows_open(struct cm_rows *, int fd);
/* CM_OK: row is set. CM_END, CM_IO, and CM_BUSY if it would have to wait for it and must not, as cm_bytes_more(). */
enum cm_status cm_rows_find(struct cm_rows *, bool wait);
void cm_rows_again(struct cm_rows *); /* forget what was found: the rules have changed */
void cm_rows_take(struct cm_rows *);  /* go behind the row that was found */
void cm_rows_mark(struct cm_rows *, struct cm_place, size_t line); /* a place where a row begins or began, its line */
void cm_rows_back(struct cm_rows *);

#endif
