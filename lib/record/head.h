#ifndef CM_RECORD_HEAD_H
#define CM_RECORD_HEAD_H

#include "record/gb18030.h"
#include "record/reader.h"
#include "record/rows.h"

/* The beginning of an input: byte order mark, format, encoding and header. Private to lib/record. */
struct cm_reader_head {
	bool behind_bom;
	enum cm_format format; /* CM_AUTO until it is known */
	bool bom, crlf, gb18030;
	struct cm_str header; /* as read */
	struct cm_str *columns;
	unsigned ncolumns;
};

/*
 * Reads it, and leaves the rows before the first record. CM_BAD: the input is unreadable, *why says so. CM_BUSY: would
 * have to wait; call again. CM_IO. An empty input is CM_OK. What stays lives in the arena.
 */
enum cm_status cm_reader_head_read(struct cm_reader_head *, struct cm_rows *, const struct cm_reader_options *,
    struct cm_gb18030 *, struct cm_arena *, bool wait, const char **why);

#endif
