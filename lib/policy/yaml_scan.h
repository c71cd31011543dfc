#ifndef CM_POLICY_YAML_SCAN_H
#define CM_POLICY_YAML_SCAN_H

#include "base/diag.h"

/*
 * The pieces of plain YAML in one line, found without libyaml: keys, plain and quoted scalars, the blanks between. Private
 * to the quick readers of yaml_quick.c (trees, and lists entry by entry). Nothing here judges: false is "not
 * known for certain", and then libyaml reads the file from the beginning. A slice that is found is of the file's bytes.
 */
struct cm_scan {
	const char *p, *end; /* a NUL stands at end */
	const char *line; /* where the present line begins */
	const char *file;
	unsigned row; /* from 1 */
	unsigned more; /* bytes in this line so far that begin no character: columns count characters */
};

/* Bytes of scalars; bytes that end something or are to be looked at; bytes that make it give up, the final NUL too. */
enum cm_scan_class {
	CM_SCAN_PLAIN = 0,
	CM_SCAN_TAIL = 1, /* second and later bytes of a character */
	CM_SCAN_STOP,
	CM_SCAN_ODD
};
extern const unsigned char cm_scan_in_flow[256], cm_scan_in_block[256], cm_scan_in_quotes[256];
extern const bool cm_scan_in_key[256], cm_scan_begins[256];

/* One of the bytes that begin C1, U+2028 or the like: does an ordinary character begin here? The text is UTF-8. */
bool cm_scan_ordinary(const char *p);
bool cm_scan_begins_plain(const struct cm_scan *); /* what the table leaves open */
/* Over a comment to the end of its line. */
bool cm_scan_comment(struct cm_scan *);
/* To the next line with something in it, p at its first character behind the blanks; at the end of the file p is end. */
bool cm_scan_content(struct cm_scan *);
/* What may follow a value in block context: blanks, then a comment or the end of the line. */
bool cm_scan_rest(struct cm_scan *);
bool cm_scan_flow_lines(struct cm_scan *);
bool cm_scan_quoted(struct cm_scan *, struct cm_str *text); /* p at its quote; afterwards behind the other */
bool cm_scan_plain(struct cm_scan *, struct cm_str *text); /* inside one line, which ends it */

static inline struct cm_pos
cm_scan_here(const struct cm_scan *s)
{
	return (struct cm_pos){s->file, s->row, (unsigned)(s->p - s->line) - s->more + 1};
}

static inline unsigned
cm_scan_column(const struct cm_scan *s)
{
	return (unsigned)(s->p - s->line);
}

static inline void
cm_scan_new_line(struct cm_scan *s)
{
	s->line = ++s->p;
	s->row++;
	s->more = 0;
}

/* Over ordinary bytes of a scalar; the one that ends them. */
static inline unsigned char
cm_scan_over(struct cm_scan *s, const unsigned char classes[256])
{
	const char *p = s->p;
	unsigned more = s->more, c;

	for (; (c = classes[(unsigned char)*p]) <= CM_SCAN_TAIL; p++)
		more += c;
	s->p = p;
	s->more = more;
	return (unsigned char)*p;
}

static inline struct cm_str
cm_scan_trimmed(const char *from, const char *to)
{
	while (to > from && to[-1] == ' ')
		to--;
	return (struct cm_str){from, (size_t)(to - from)};
}

/* A plain scalar in a flow collection, where , ] } end it; a line break could continue it. */
static inline bool
cm_scan_flow_plain(struct cm_scan *s, struct cm_str *text)
{
	const char *from = s->p;

	if (!cm_scan_begins[(unsigned char)*from] && !cm_scan_begins_plain(s))
		return false;
	for (;; s->p++) {
		unsigned char c = cm_scan_over(s, cm_scan_in_flow);

		if (c == ',' || c == ']' || c == '}') {
			*text = cm_scan_trimmed(from, s->p);
			return true;
		}
		if (c < 0xc2 || !cm_scan_ordinary(s->p))
			return false;
	}
}

/* A key as policies have them, with its colon and a blank behind; p behind the colon. */
static inline bool
cm_scan_key(struct cm_scan *s, struct cm_str *text)
{
	const char *from = s->p, *p = from;

	if ((unsigned char)((*p | 0x20) - 'a') > 'z' - 'a')
		return false;
	do
		p++;
	while (cm_scan_in_key[(unsigned char)*p]);
	if (*p != ':' || p - from > 128 || (p[1] != ' ' && p[1] != '\n'))
		return false;
	s->p = p + 1;
	*text = (struct cm_str){from, (size_t)(p - from)};
	return true;
}

/* Blanks and line ends between the parts of a flow collection. */
static inline bool
cm_scan_flow_space(struct cm_scan *s)
{
	s->p += *s->p == ' ';
	return (*s->p != ' ' && *s->p != '\n') || cm_scan_flow_lines(s);
}

#endif
