#ifndef CM_RECORD_RECORD_H
#define CM_RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

/*
 * A record is an ordered list of named values: one line of JSON, one row of CSV or TSV, or the field=value arguments of
 * a command. Values keep the text in which they were written, so that a field that nobody here knows leaves exactly as
 * it came. Names and values are slices of the reader's buffer or of the record's arena; both live until the reader's
 * mark moves on (reader.h).
 */
enum cm_kind {
	CM_NULL,
	CM_BOOL,
	CM_NUMBER,
	CM_STRING,
	CM_LIST,
	CM_OBJECT
};

struct cm_field {
	struct cm_str name; /* canonical: an alias (a Chinese header) has become the field's name */
	struct cm_str text; /* a string's characters, decoded; for every other kind the JSON text */
	struct cm_str json; /* the JSON text as read, or none for a value that did not come from JSON */
	enum cm_kind kind; /* from CSV and arguments CM_STRING; an empty one is CM_NULL with an empty text */
	bool output; /* set by a command of this run, not read from the input */
	bool quoted; /* a CSV cell that stood in quotes */
	bool secret; /* a PIN, a PUK: marked by the record loop, never written; it moves along with the field */
};

struct cm_record {
	struct cm_arena *arena; /* borrowed: where fields, decoded strings and set values live */
	struct cm_field *fields;
	unsigned n, cap;
	size_t line; /* input_line: counts rows' first lines from 1; the header of a CSV is line 1 */
	struct cm_str source; /* the row's bytes as they were read, without the line end; of GB18030 the original bytes */
	const void *made; /* of one that the program made itself (cm_reader_of_making): its maker's own, for the flow; else NULL */
};

void cm_record_init(struct cm_record *, struct cm_arena *);
struct cm_field *cm_record_find(const struct cm_record *, struct cm_str name); /* NULL: none */
/* Replace the field of that name in place, or append it; sets output. name and text are borrowed, not copied. */
struct cm_field *cm_record_set(struct cm_record *, struct cm_str name, struct cm_str text); /* a string */
struct cm_field *cm_record_set_json(struct cm_record *, struct cm_str name, enum cm_kind, struct cm_str json);
void cm_record_remove(struct cm_record *, struct cm_str name);

/*
 * Elements of a list value: of a JSON list its strings (numbers and true/false as their text), of a text, be it from
 * CSV or JSON, its comma-separated parts without blanks around them; null has none. Writes at most max and returns how
 * many there are; -1 when an element is itself a list or an object or null. The slices live in the arena.
 */
int cm_field_list(const struct cm_field *, struct cm_str *out, unsigned max, struct cm_arena *);

/* Elements of a JSON list, each as a field without a name, of whatever kind; at most max are written. -1: it is none. */
int cm_field_parts(const struct cm_field *, struct cm_field *out, unsigned max, struct cm_arena *);

/* The JSON of a list of texts. */
struct cm_str cm_json_list(const struct cm_str *items, unsigned n, struct cm_arena *);
/* Whether a text is a JSON list, as a list's own text is, and a cell of CSV may be. */
bool cm_is_json_list(struct cm_str text);

/* Reads one JSON object in memory (a stored answer) into an empty record; false: it is none. Slices of text. */
bool cm_record_read_json(struct cm_record *, struct cm_str text);

/* One JSON line {"a":…,…} with "\n". Fields for which hide(ctx, field) is true are left out; hide may be NULL. */
void cm_record_write_json(const struct cm_record *, struct cm_buf *, bool (*hide)(void *ctx, const struct cm_field *),
    void *ctx);

#endif
