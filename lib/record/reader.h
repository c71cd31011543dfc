#ifndef CM_RECORD_READER_H
#define CM_RECORD_READER_H

#include <stdbool.h>

#include "base/diag.h"
#include "record/record.h"

enum cm_format {
	CM_AUTO, /* of an input: found from its first bytes. Of an output: table on a terminal, else JSON Lines */
	CM_JSONL,
	CM_CSV,
	CM_TSV,
	CM_TABLE /* output only */
};

#define CM_ROW_MAX (1024 * 1024) /* bytes of one record; a longer one is record.too-long, skipped in constant memory */

/* What a reader must know of the vocabulary, without knowing policies: canonical names for header cells and keys. */
struct cm_names {
	/* The canonical name for an alias or a name; none when nobody knows it (the name then stays as it is). The answer
	 * is remembered: it must not change, and its characters must outlive the reader. NULL: nothing is known. */
	struct cm_str (*canonical)(void *ctx, struct cm_str name);
	void *ctx;
};

/*
 * Reads records from a descriptor. Its buffer keeps every byte since the last mark, and every record read since then
 * stays valid with it (given its arena does): a batch that fails is read again by going back to the mark.
 *
 * Format: found from the first line that is not blank: behind a byte order mark and white space, '{' is JSON Lines (and
 * so is a JSON array, to be refused as such); else one with a tab and no comma outside quotes is TSV; else CSV. An
 * empty input has no records and counts as JSON Lines. Encoding: UTF-8; GB18030 (by iconv) when asked for, or when the
 * header line of a CSV or TSV is not UTF-8 and, decoded, holds a name that names->canonical knows. UTF-16 is refused
 * with a hint. LF and CRLF end lines; a blank line is skipped (in TSV of one column it is an empty cell).
 */
struct cm_reader;

struct cm_reader_options {
	int fd;
	const char *name; /* for messages: "<stdin>", a file's name */
	enum cm_format format;
	bool gb18030;
	struct cm_names names;
};

struct cm_reader *cm_reader_new(const struct cm_reader_options *);
/*
 * A reader of one record made of name=value words. CM_BAD for a word without '=' or a name twice. Borrowed words. An
 * empty value is CM_NULL, as in CSV. The record's source is the words as an object of JSON.
 */
enum cm_status cm_reader_of_words(struct cm_reader **, char *const *words, int n, struct cm_names, struct cm_diag *);
/*
 * A reader of records that somebody is asked for: ask() fills an empty record (CM_OK, with its names canonical) or says
 * that there are no more (CM_END). again: the record that it gave last is wanted once more, unchanged. What it sets must
 * last until it is called again. It would always block, so the caller holds no lock meanwhile.
 */
struct cm_reader *cm_reader_of_asking(
    enum cm_status (*ask)(void *ctx, struct cm_record *, bool again, struct cm_diag *), void *ctx, struct cm_names);
/*
 * A reader of records that the program makes itself, such as of what is due in the store. next() fills an empty record
 * (CM_OK; its names are canonical, what it sets lasts as long as the record's arena) or says that there are no more
 * (CM_END); back() makes it begin again behind the last mark(). pauses(): it would have to search before the next one,
 * and wants no lock held meanwhile; the caller then calls next() without one, which never waits for anybody.
 * settle(): the batch is about to be committed; what its maker writes of how far it has come goes into the same
 * transaction. failed: one of its records could not be carried out or was not decided. unsettled(): there is something of
 * that kind, though no record may have opened a batch. gone(): the reader is. All three may be NULL.
 */
struct cm_making {
	enum cm_status (*next)(void *ctx, struct cm_record *, struct cm_diag *);
	bool (*pauses)(void *ctx);
	void (*mark)(void *ctx);
	void (*back)(void *ctx);
	void *ctx;
	bool (*unsettled)(void *ctx);
	enum cm_status (*settle)(void *ctx, bool failed, struct cm_diag *);
	void (*gone)(void *ctx);
};
struct cm_reader *cm_reader_of_making(const struct cm_making *);
bool cm_reader_unsettled(const struct cm_reader *);
enum cm_status cm_reader_settle(struct cm_reader *, bool failed, struct cm_diag *);
void cm_reader_free(struct cm_reader *);

/*
 * The next record, into rec (initialised by the caller with its arena). CM_OK. CM_END: the input is over. CM_BAD: the
 * row cannot be read; rec->line and rec->source are set, *why (in the arena) says what is wrong, with column (in
 * characters from 1) and byte, *code is record.syntax or record.too-long (source is its first 64 KiB then); the next
 * call goes on behind it. CM_IO: read(2) failed, which is not the end of the input; message in diag. CM_BAD with
 * rec->line 0: the whole input is unreadable (UTF-16, a header with an empty or repeated column); nothing follows.
 *
 * JSON Lines: strict RFC 8259, one object a line, no key of it repeated (record.syntax), depth at most 64, strings
 * valid UTF-8 after unescaping (a lone surrogate or \u0000 is refused), numbers kept as text. CSV: RFC 4180; a row
 * whose cells are more or fewer than the header's is record.syntax and names both counts; line breaks inside quotes are
 * part of the cell. A stray quote makes its line bad; one that is never closed all the rest. TSV: no quoting; \t \n \\
 * \r are escapes, any other backslash is record.syntax. At most 10,000 fields; a header with more is unreadable.
 */
enum cm_status cm_reader_next(struct cm_reader *, struct cm_record *rec, const char **code, const char **why,
    struct cm_diag *);

/* True when the next call would have to wait: nothing buffered holds a whole row and the descriptor is not ready. Of a
 * reader that makes its records: it pauses. */
bool cm_reader_would_block(struct cm_reader *);
/* Bytes kept from the mark to here (64 KiB of a row that was too long): what the 8 MiB bound of a batch counts. */
size_t cm_reader_since_mark(const struct cm_reader *);
/* From here on is the next batch: earlier rows may be forgotten. */
void cm_reader_mark(struct cm_reader *);
/* Between two records of a descriptor, to be marked later, when what came before it is done with and more has been read
 * behind it. Valid until the mark moves beyond it. */
struct cm_reader_place {
	struct cm_block *block;
	size_t at, bytes, line; /* bytes: from the beginning of the input; their difference is what lies between two places */
};
struct cm_reader_place cm_reader_here(const struct cm_reader *);
void cm_reader_mark_at(struct cm_reader *, const struct cm_reader_place *);
/* Read again from the mark on. */
void cm_reader_back(struct cm_reader *);

/* After the first record: what was found, for writers and rejects. Columns: canonical names, and as written. */
enum cm_format cm_reader_format(const struct cm_reader *);
bool cm_reader_is_gb18030(const struct cm_reader *);
const struct cm_str *cm_reader_columns(const struct cm_reader *, unsigned *n);
struct cm_str cm_reader_header(const struct cm_reader *); /* the header row's bytes as read, without BOM and line end */
bool cm_reader_had_bom(const struct cm_reader *);
bool cm_reader_had_crlf(const struct cm_reader *);
struct cm_names cm_reader_names(const struct cm_reader *);

#endif
