/* What is too long to be inline in str.h: blanks, the distance between two names for "did you mean", and lists. */

#include <stdlib.h>

#include "base/arena.h"
#include "base/str.h"

#include "base/banned.h"

#define ROW 128 /* names of fields and commands are shorter; only something odd needs the heap */

bool
cm_str_among(const struct cm_str *list, unsigned n, struct cm_str s)
{
	for (unsigned i = 0; i < n; i++)
		if (cm_str_eq(list[i], s))
			return true;
	return false;
}

struct cm_str
cm_str_trim(struct cm_str s)
{
	for (; s.n && (*s.p == ' ' || *s.p == '\t'); s.n--)
		s.p++;
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

static void
strip_common(struct cm_str *a, struct cm_str *b)
{
	while (a->n && b->n && a->p[0] == b->p[0])
		a->p++, a->n--, b->p++, b->n--;
	while (a->n && b->n && a->p[a->n - 1] == b->p[b->n - 1])
		a->n--, b->n--;
}

/* Levenshtein with one row; gives up as soon as a whole row lies above max. row has room for b.n + 1. */
static size_t
levenshtein(struct cm_str a, struct cm_str b, size_t max, size_t *row)
{
	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t diagonal = row[0], least = i;

		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t replaced = diagonal + (a.p[i - 1] != b.p[j - 1]);
			size_t edited = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

			diagonal = row[j];
			row[j] = replaced < edited ? replaced : edited;
			if (row[j] < least)
				least = row[j];
		}
		if (least > max)
			return least;
	}
	return row[b.n];
}

unsigned
cm_str_distance(struct cm_str a, struct cm_str b, unsigned max)
{
	size_t small[ROW], *row = small, d;
	size_t gap = a.n > b.n ? a.n - b.n : b.n - a.n;

	if (gap > max)
		return max + 1;
	strip_common(&a, &b);
	if (b.n >= ROW)
		row = cm_malloc((b.n + 1) * sizeof(*row));
	d = levenshtein(a, b, max, row);
	if (row != small)
		free(row);
	return d > max ? max + 1 : (unsigned)d;
}

bool
cm_list_next(struct cm_str *rest, struct cm_str *item)
{
	const char *comma;

	if (!rest->n)
		return false;
	comma = memchr(rest->p, ',', rest->n);
	*item = (struct cm_str){rest->p, comma ? (size_t)(comma - rest->p) : rest->n};
	rest->n -= item->n + (comma != NULL);
	rest->p += item->n + (comma != NULL);
	return true;
}

bool
cm_list_has(struct cm_str list, struct cm_str item)
{
	struct cm_str one;

	while (cm_list_next(&list, &one))
		if (cm_str_eq(one, item))
			return true;
	return false;
}

unsigned
cm_list_count(struct cm_str list)
{
	struct cm_str one;
	unsigned n = 0;

	while (cm_list_next(&list, &one))
		n++;
	return n;
}
