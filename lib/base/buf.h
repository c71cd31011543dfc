#ifndef CM_BASE_BUF_H
#define CM_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Bytes that grow. Zero-initialised is empty; owned by its holder, given back by cm_buf_free(). Always p[n] == 0. */
struct cm_buf {
	char *p;
	size_t n, cap;
};

void cm_buf_free(struct cm_buf *);
void cm_buf_grow(struct cm_buf *, size_t more); /* the slow half of cm_buf_need() */
void cm_buf_putint(struct cm_buf *, int64_t); /* decimal, without stdio */
void cm_buf_putmoney(struct cm_buf *, int64_t fen); /* "-12.05" */
void cm_buf_putjson(struct cm_buf *, struct cm_str); /* a JSON string with its quotes; the text is valid UTF-8 */
/* One of several texts that slashes join: a slash in it gets a backslash before it, and so does a backslash. */
void cm_buf_putpart(struct cm_buf *, struct cm_str);
void cm_buf_printf(struct cm_buf *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Room for more bytes and a NUL. */
static inline void
cm_buf_need(struct cm_buf *b, size_t more)
{
	if (b->cap - b->n <= more)
		cm_buf_grow(b, more);
}

/* Not from the buffer itself: it may move. */
static inline void
cm_buf_add(struct cm_buf *b, const void *p, size_t n)
{
	cm_buf_need(b, n);
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = 0;
}

static inline void
cm_buf_puts(struct cm_buf *b, const char *s)
{
	cm_buf_add(b, s, strlen(s));
}

static inline void
cm_buf_putc(struct cm_buf *b, char c)
{
	cm_buf_need(b, 1);
	b->p[b->n++] = c;
	b->p[b->n] = 0;
}

static inline void
cm_buf_putstr(struct cm_buf *b, struct cm_str s)
{
	cm_buf_add(b, s.p, s.n);
}

static inline void
cm_buf_clear(struct cm_buf *b)
{
	b->n = 0;
	if (b->p)
		b->p[0] = 0;
}

static inline struct cm_str
cm_buf_str(const struct cm_buf *b)
{
	return (struct cm_str){b->p ? b->p : "", b->n};
}

#endif
