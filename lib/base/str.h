#ifndef CM_BASE_STR_H
#define CM_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A borrowed slice of bytes, not ended by NUL. {NULL, 0} is "none"; an empty string has a p. */
struct cm_str {
	const char *p;
	size_t n;
};

#define CM_STR(literal) ((struct cm_str){(literal), sizeof(literal) - 1})

static inline struct cm_str
cm_str(const char *s)
{
	return (struct cm_str){s, s ? strlen(s) : 0};
}

static inline bool
cm_str_eq(struct cm_str a, struct cm_str b)
{
	return a.n == b.n && (a.n == 0 || (*a.p == *b.p && memcmp(a.p, b.p, a.n) == 0));
}

static inline bool
cm_str_is(struct cm_str a, const char *s)
{
	return a.n ? *a.p == *s && cm_str_eq(a, cm_str(s)) : !*s;
}

static inline bool
cm_str_begins(struct cm_str s, struct cm_str with)
{
	return s.n >= with.n && (with.n == 0 || memcmp(s.p, with.p, with.n) == 0);
}

bool cm_str_among(const struct cm_str *, unsigned n, struct cm_str);
struct cm_str cm_str_trim(struct cm_str); /* without the blanks and tabs around it */

/* Number of single-character edits from a to b, at most max + 1 (for "did you mean"). Bytes, not characters. */
unsigned cm_str_distance(struct cm_str a, struct cm_str b, unsigned max);

/* Lists as facts hold them, with commas between. next: the first item; *rest moves on; false: there is no more. */
bool cm_list_next(struct cm_str *rest, struct cm_str *item);
bool cm_list_has(struct cm_str list, struct cm_str item);
unsigned cm_list_count(struct cm_str list);

#endif
