#ifndef CM_RECORD_WRITER_H
#define CM_RECORD_WRITER_H

#include <stdbool.h>

#include "base/diag.h"
#include "record/reader.h"

/*
 * Writes records in one format. Rows are rendered into a buffer first and leave it by cm_writer_flush(), which the
 * caller calls after the commit of what the rows say; every failure to write is a status.
 */
struct cm_writer;

struct cm_writer_options {
	int fd;
	const char *name; /* "<stdout>" */
	enum cm_format format; /* not CM_AUTO */
	bool made; /* the records are not read but made of what is left to do: the same again answers only that */
	bool terminal; /* make control characters visible; mask what mask() says */
	bool csv_safe; /* a cell that begins with = + - @ tab or CR gets a ' before it (numbers like -5.00 do not) */
	unsigned width; /* of the table: words are cut to fit, with …, then columns left out; 0 = as wide as need be */
	bool upright; /* records of a table stand upright, a value to a line */
	const char *const *worth, *const *apart; /* names of columns, ended by NULL: what table.h says of them */
	/* CSV, TSV and table columns in order: the input's, then the declared outputs that are not among them. NULL for
	 * JSON Lines; else taken from the first record, of a table from its first rows. A field that is no column is
	 * dropped, and counted. */
	const struct cm_str *columns;
	unsigned ncolumns;
	/* A field never to be written (a secret); called for each. May be NULL. */
	bool (*hide)(void *ctx, const struct cm_field *);
	/* On a terminal: the masked text of an identity field, or none to write it as it is. May be NULL. */
	struct cm_str (*mask)(void *ctx, const struct cm_field *, struct cm_arena *);
	void *ctx;
};

struct cm_writer *cm_writer_new(const struct cm_writer_options *);
void cm_writer_free(struct cm_writer *); /* does not flush */

void cm_writer_put(struct cm_writer *, const struct cm_record *);
void cm_writer_put_text(struct cm_writer *, struct cm_str); /* among JSON Lines, as it is: a form to be printed */
/*
 * How far the buffer has been filled; and forget all that was put since then (a batch that was rolled back). A mark is
 * valid until the next flush.
 */
size_t cm_writer_mark(const struct cm_writer *);
void cm_writer_back(struct cm_writer *, size_t mark);
/* Write out what is buffered (a table: once a screenful of 500 rows is there, or at the end). CM_IO: message in diag;
 * *pipe_closed tells whether it was EPIPE. EINTR and EAGAIN are retried. */
enum cm_status cm_writer_flush(struct cm_writer *, bool last, bool *pipe_closed, struct cm_diag *);

/* The names of a table's columns for which the terminal had no room, with commas; appends nothing when all had. */
void cm_writer_left_out(const struct cm_writer *, struct cm_buf *);
/* Fields that were put and had no column. */
size_t cm_writer_dropped(const struct cm_writer *);

/*
 * The rejects file: the input given back of what was not done, in its own format, ready to be mended and fed in again.
 * Created exclusively with mode 0600 at the first reject (an existing file is CM_IO before any record: call
 * cm_rejects_new() early). JSON Lines: the source object with request_id, input_line, reason and message set; CSV and
 * TSV: the source row in its own encoding behind which stand the columns request_id (unless it has one), input_line,
 * reason and message (replacing columns of that name); a row that could not be read stands byte for byte as it was.
 * Secrets stay in it. fsync at close. reason: under which name the reason stands, where the input has a reason of its own;
 * borrowed.
 */
struct cm_rejects;
enum cm_status cm_rejects_new(struct cm_rejects **, const char *path, const char *reason, struct cm_diag *);
void cm_rejects_put(struct cm_rejects *, const struct cm_reader *, const struct cm_record *, struct cm_str request_id,
    struct cm_str reason, struct cm_str message);
void cm_rejects_put_unread(struct cm_rejects *, const struct cm_reader *, struct cm_str source);
size_t cm_rejects_mark(const struct cm_rejects *);
void cm_rejects_back(struct cm_rejects *, size_t mark);
enum cm_status cm_rejects_flush(struct cm_rejects *, struct cm_diag *);
enum cm_status cm_rejects_close(struct cm_rejects *, struct cm_diag *); /* flushes, syncs and frees; NULL is allowed */

#endif
