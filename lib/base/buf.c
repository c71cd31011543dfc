/* Growing bytes: everything that is written out is put together here first. The hot calls are inline in buf.h. */

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digits.h"
#include "base/money.h"

#include "base/banned.h"

#define FIRST ((size_t)128) /* one short record */

void
cm_buf_free(struct cm_buf *b)
{
	free(b->p);
	*b = (struct cm_buf){0};
}

void
cm_buf_grow(struct cm_buf *b, size_t more)
{
	size_t cap = b->cap ? b->cap : FIRST;

	if (more >= PTRDIFF_MAX - b->n)
		cm_oom();
	while (cap <= b->n + more)
		cap *= 2;
	b->p = cm_realloc(b->p, cap);
	b->cap = cap;
	b->p[b->n] = 0;
}

void
cm_buf_putint(struct cm_buf *b, int64_t v)
{
	char tmp[20], *end = tmp + sizeof(tmp), *p = cm_digits_before(end, cm_digits_abs(v));

	if (v < 0)
		*--p = '-';
	cm_buf_add(b, p, (size_t)(end - p));
}

void
cm_buf_putmoney(struct cm_buf *b, int64_t fen)
{
	cm_buf_need(b, 24);
	b->n += (size_t)cm_money_format(fen, b->p + b->n);
}

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* How many bytes from p on a JSON string holds as they are; looks at eight at once, since nearly all are such. */
static size_t
json_plain(const unsigned char *p, size_t n)
{
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		uint64_t x, quote, backslash, found;

		memcpy(&x, p + i, 8);
		quote = x ^ (ONES * '"');
		backslash = x ^ (ONES * '\\');
		/* A byte below 0x20, or one that the exclusive or made zero, borrows into its high bit. */
		found = ((x - ONES * 0x20) & ~x) | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash);
		if (found & HIGHS)
			break;
	}
	while (i < n && p[i] >= 0x20 && p[i] != '"' && p[i] != '\\')
		i++;
	return i;
}

static void
json_escape(struct cm_buf *b, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char names[0x20] = {['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
	char name = c < 0x20 ? names[c] : (char)c;

	if (name)
		cm_buf_add(b, (char[]){'\\', name}, 2);
	else
		cm_buf_add(b, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
}

void
cm_buf_putjson(struct cm_buf *b, struct cm_str s)
{
	cm_buf_need(b, s.n + 2);
	cm_buf_putc(b, '"');
	while (s.n) {
		size_t plain = json_plain((const unsigned char *)s.p, s.n);

		cm_buf_add(b, s.p, plain);
		s.p += plain;
		s.n -= plain;
		for (; s.n && ((unsigned char)*s.p < 0x20 || *s.p == '"' || *s.p == '\\'); s.p++, s.n--)
			json_escape(b, (unsigned char)*s.p);
	}
	cm_buf_putc(b, '"');
}

void
cm_buf_putpart(struct cm_buf *b, struct cm_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '/' || s.p[i] == '\\')
			cm_buf_putc(b, '\\');
		cm_buf_putc(b, s.p[i]);
	}
}

void
cm_buf_printf(struct cm_buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	cm_buf_need(b, 64);
	va_start(ap, fmt);
	n = vsnprintf(b->p + b->n, b->cap - b->n, fmt, ap);
	va_end(ap);
	if (n > 0 && (size_t)n >= b->cap - b->n) {
		cm_buf_need(b, (size_t)n);
		va_start(ap, fmt);
		n = vsnprintf(b->p + b->n, b->cap - b->n, fmt, ap);
		va_end(ap);
	}
	if (n > 0)
		b->n += (size_t)n;
	b->p[b->n] = 0;
}
