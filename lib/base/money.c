/* Money and plain integers between text and int64. Strict on purpose: what a person has to guess at is refused. */

#include <string.h>

#include "base/digits.h"
#include "base/money.h"

#include "base/banned.h"

/* One or more digits at s->p, no more than max in value; moves s behind them. */
static bool
digits(struct cm_str *s, uint64_t max, uint64_t *v)
{
	const char *begin = s->p;
	uint64_t r = 0;

	for (; s->n && *s->p >= '0' && *s->p <= '9'; s->p++, s->n--) {
		unsigned d = (unsigned)(*s->p - '0');

		if (r > (max - d) / 10)
			return false;
		r = r * 10 + d;
	}
	*v = r;
	return s->p != begin;
}

static bool
minus(struct cm_str *s)
{
	if (!s->n || *s->p != '-')
		return false;
	s->p++;
	s->n--;
	return true;
}

/* Nothing, or .d, or .dd; a single decimal counts tenths. */
static bool
decimals(struct cm_str s, unsigned *fen)
{
	int v = 0;

	*fen = 0;
	if (s.n == 0)
		return true;
	if (s.p[0] != '.' || s.n < 2 || s.n > 3 || !cm_digits_read(s.p + 1, (unsigned)s.n - 1, &v))
		return false;
	*fen = (unsigned)(s.n == 2 ? v * 10 : v);
	return true;
}

bool
cm_money_parse(struct cm_str s, int64_t *fen)
{
	bool negative = minus(&s);
	unsigned rest;
	uint64_t yuan;
	int64_t v;

	if (!digits(&s, CM_MONEY_MAX / 100, &yuan) || !decimals(s, &rest))
		return false;
	v = (int64_t)yuan * 100 + rest;
	*fen = negative ? -v : v;
	return true;
}

int
cm_money_format(int64_t fen, char out[24])
{
	char tmp[24], *end = tmp + sizeof(tmp), *p;
	uint64_t v = cm_digits_abs(fen);

	p = end - 2;
	cm_digits_fixed(p, 2, (unsigned)(v % 100));
	*--p = '.';
	p = cm_digits_before(p, v / 100);
	if (fen < 0)
		*--p = '-';
	memcpy(out, p, (size_t)(end - p));
	out[end - p] = 0;
	return (int)(end - p);
}

bool
cm_money_add(int64_t a, int64_t b, int64_t *sum)
{
	int64_t r;

	if (__builtin_add_overflow(a, b, &r))
		return false;
	*sum = r;
	return true;
}

bool
cm_money_scale(int64_t fen, int64_t num, int64_t den, int64_t *out)
{
	__int128 product = (__int128)fen * num, half = den / 2, r;

	if (den <= 0)
		return false;
	r = (product + (product < 0 ? -half : half)) / den;
	if (r != (int64_t)r)
		return false;
	*out = (int64_t)r;
	return true;
}

bool
cm_int_parse(struct cm_str s, int64_t *v)
{
	bool negative = minus(&s);
	uint64_t r;

	if (!digits(&s, (uint64_t)INT64_MAX + negative, &r) || s.n)
		return false;
	*v = negative ? (int64_t)(0 - r) : (int64_t)r;
	return true;
}
