#ifndef CM_RECORD_JSON_H
#define CM_RECORD_JSON_H

#include "record/record.h"

/*
 * The strict scanner of RFC 8259, private to lib/record. It copies nothing: a value is the slice in which it stands.
 * Strings are held to UTF-8, raw and after unescaping; a lone surrogate and \u0000 are refused. Recursion is bounded by
 * CM_JSON_DEPTH, time is linear.
 */
#define CM_JSON_DEPTH 64

struct cm_json {
	const char *p, *end;
	unsigned depth;	      /* of the lists and objects around p */
	const char *why, *at; /* what is wrong, once a call has returned false, and where */
};

struct cm_json_value {
	enum cm_kind kind;
	bool escaped;	    /* a string with a backslash: its text is not its slice */
	struct cm_str json; /* as it stands, a string with its quotes */
};

void cm_json_space(struct cm_json *);
/* Each wants its first byte at p and leaves p behind what it read. The inner slice of a string is without quotes. */
bool cm_json_value(struct cm_json *, struct cm_json_value *);
bool cm_json_string(struct cm_json *, struct cm_str *inner, bool *escaped);
/* Opens a list or object; then before each element: true while there is one (p at its key or value), else p behind. */
bool cm_json_open(struct cm_json *, char opening);
bool cm_json_more(struct cm_json *, char closing, bool first);
bool cm_json_colon(struct cm_json *);

/* The characters of a string that the scanner has accepted. */
struct cm_str cm_json_unescape(struct cm_str inner, struct cm_arena *);
struct cm_str cm_json_text(const struct cm_json_value *, struct cm_arena *);
/* Whether a text can stand between quotes as it is: without control character, quote and backslash. */
bool cm_json_plain(struct cm_str);

#endif
