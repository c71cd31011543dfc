#ifndef CM_BASE_DIGITS_H
#define CM_BASE_DIGITS_H

#include <stdbool.h>
#include <stdint.h>

/* Decimal digits without stdio and without a locale. Shared by buf, money and date; nobody else needs it. */

/* Writes v so that it ends before end; returns where it begins. At most 20 digits. */
static inline char *
cm_digits_before(char *end, uint64_t v)
{
	do
		*--end = (char)('0' + v % 10);
	while (v /= 10);
	return end;
}

/* v with exactly n digits at p; returns the place behind them. */
static inline char *
cm_digits_fixed(char *p, unsigned n, unsigned v)
{
	for (unsigned i = n; i-- > 0; v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

/* Exactly n ASCII digits at p, n at most 9. */
static inline bool
cm_digits_read(const char *p, unsigned n, int *v)
{
	int r = 0;

	for (unsigned i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		r = r * 10 + (p[i] - '0');
	}
	*v = r;
	return true;
}

/* The amount of v, also of INT64_MIN, for which -v does not exist. */
static inline uint64_t
cm_digits_abs(int64_t v)
{
	return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

#endif
