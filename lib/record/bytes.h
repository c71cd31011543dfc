#ifndef CM_RECORD_BYTES_H
#define CM_RECORD_BYTES_H

#include <stdbool.h>

#include "base/status.h"
#include "base/str.h"

/*
 * The bytes of a descriptor, kept from a mark on so that they can be read again. Private to lib/record.
 *
 * They lie in a chain of blocks. A row is always in one piece: when a block is full in the midst of a row, that row
 * moves to the next block, and the rows before it stay where they are, since records hold slices of them. Blocks
 * before the mark are used again.
 */
struct cm_block {
	struct cm_block *next;
	size_t start, n, cap; /* bytes of use are p[start] to p[n - 1] */
	bool cut;	      /* its last row was too long, and here is only the beginning of it */
	bool skipped;	      /* the end of that row has been found: next->start is behind it */
	int state;	      /* else how far the search has come (rows.c) */
	size_t breaks;	      /* line ends inside of that row */
	char p[];
};

struct cm_place {
	struct cm_block *block;
	size_t at;
	size_t taken; /* bytes from the beginning to here */
};

struct cm_bytes {
	int fd;
	bool eof;
	int error; /* errno of a failed read */
	struct cm_block *last, *spare;
	struct cm_place here, mark;
};

void cm_bytes_open(struct cm_bytes *, int fd);
void cm_bytes_close(struct cm_bytes *); /* gives the memory back; the descriptor is the caller's */

/* What there is from here on, in one piece. */
struct cm_str cm_bytes_have(const struct cm_bytes *);
/*
 * Makes cm_bytes_have() longer, which may move it. CM_END: there is no more. CM_IO: error is set. CM_BUSY: nothing has
 * come yet, and wait was false.
 */
enum cm_status cm_bytes_more(struct cm_bytes *, bool wait);
void cm_bytes_take(struct cm_bytes *, size_t n); /* moves here on by n bytes of what there is */

/*
 * Cuts the row that begins here, whose end has not been seen: keep bytes of it stay, here.block->cut. What comes behind
 * goes to here.block->next, where each call of beyond() replaces what it brought before, until the one who looks for
 * the row's end sets skipped in this block, and start in the next.
 */
void cm_bytes_cut(struct cm_bytes *, size_t keep);
enum cm_status cm_bytes_beyond(struct cm_bytes *, bool wait);

void cm_bytes_mark(struct cm_bytes *, struct cm_place); /* one that here was, at the mark or behind it */
void cm_bytes_back(struct cm_bytes *);

#endif
