/*
 * Arenas, and the only place of the library where memory is asked for (so that a test can make it fail).
 *
 * An arena is a current chunk, from which pieces are cut one after the other, and a list of those that are used up.
 * Chunks double up to CHUNK_MAX, so after a few records the one that a reset keeps holds a whole record, and a reset
 * then costs two stores. What does not fit into a chunk of ordinary size gets one of its own, given back by the next
 * reset: one huge record does not make the process huge for ever.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define poison(p, n)   ASAN_POISON_MEMORY_REGION(p, n)
#define unpoison(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
#else
#define poison(p, n)   ((void)(p), (void)(n))
#define unpoison(p, n) ((void)(p), (void)(n))
#endif

#include "base/banned.h"

#define CHUNK_MIN ((size_t)4096) /* with the chunk's head: one page */
#define CHUNK_MAX ((size_t)1 << 20)
#define ALIGN	  _Alignof(max_align_t)

struct chunk {
	struct chunk *next;
	size_t size; /* bytes in data */
	_Alignas(max_align_t) char data[];
};

struct cm_arena {
	char *p, *end; /* what is left of the current chunk */
	struct chunk *current; /* never NULL */
	struct chunk *spent; /* used up, and those of a single large piece */
};

_Noreturn void
cm_oom(void)
{
	static const char line[] = "cm-tools: out of memory; what was committed stays, run again\n";
	ssize_t n = write(2, line, sizeof(line) - 1);

	(void)n; /* there is nobody left to tell */
	_exit(75);
}

void *
cm_malloc(size_t n)
{
	void *p = malloc(n ? n : 1);

	if (!p)
		cm_oom();
	return p;
}

void *
cm_realloc(void *old, size_t n)
{
	void *p = realloc(old, n ? n : 1);

	if (!p)
		cm_oom();
	return p;
}

static struct chunk *
chunk_new(size_t data)
{
	struct chunk *c;

	if (data > PTRDIFF_MAX - sizeof(*c))
		cm_oom();
	c = cm_malloc(sizeof(*c) + data);
	c->next = NULL;
	c->size = data;
	poison(c->data, data);
	return c;
}

static void
chunks_free(struct chunk *c)
{
	while (c) {
		struct chunk *next = c->next;

		free(c);
		c = next;
	}
}

static void
begin(struct cm_arena *a, struct chunk *c)
{
	a->current = c;
	a->p = c->data;
	a->end = c->data + c->size;
}

/* The current chunk has no room for n bytes. */
static void *
take_slow(struct cm_arena *a, size_t n)
{
	size_t size = 2 * (a->current->size + sizeof(struct chunk));
	struct chunk *c;
	char *p;

	if (n > CHUNK_MAX / 4) { /* the rest of the current chunk would be wasted for one piece */
		c = chunk_new(n);
		c->next = a->spent;
		a->spent = c;
		unpoison(c->data, n);
		return c->data;
	}
	while (size / 2 < n)
		size *= 2;
	if (size > CHUNK_MAX)
		size = CHUNK_MAX;
	size -= sizeof(struct chunk);
	c = chunk_new(size);
	a->current->next = a->spent;
	a->spent = a->current;
	begin(a, c);
	p = a->p;
	a->p += n;
	unpoison(p, n);
	return p;
}

/* n bytes of any content at a multiple of align, a power of two. */
static inline void *
take(struct cm_arena *a, size_t n, size_t align)
{
	size_t pad = -(uintptr_t)a->p & (align - 1), room = (size_t)(a->end - a->p);
	char *p;

	if (room < pad || room - pad < n)
		return take_slow(a, n);
	p = a->p + pad;
	a->p = p + n;
	unpoison(p, n);
	return p;
}

struct cm_arena *
cm_arena_new(void)
{
	struct cm_arena *a = cm_malloc(sizeof(*a));

	a->spent = NULL;
	begin(a, chunk_new(CHUNK_MIN - sizeof(struct chunk)));
	return a;
}

void
cm_arena_free(struct cm_arena *a)
{
	if (!a)
		return;
	chunks_free(a->spent);
	chunks_free(a->current);
	free(a);
}

void
cm_arena_reset(struct cm_arena *a)
{
	if (a->spent) {
		chunks_free(a->spent);
		a->spent = NULL;
	}
	a->p = a->current->data;
	poison(a->p, a->current->size);
}

void *
cm_arena_alloc(struct cm_arena *a, size_t n)
{
	void *p = take(a, n ? n : 1, ALIGN);

	return memset(p, 0, n);
}

void *
cm_arena_raw(struct cm_arena *a, size_t n)
{
	return take(a, n ? n : 1, ALIGN);
}

char *
cm_arena_strn(struct cm_arena *a, const char *s, size_t n)
{
	char *p;

	if (n == SIZE_MAX)
		cm_oom();
	p = take(a, n + 1, 1);
	if (n)
		memcpy(p, s, n);
	p[n] = 0;
	return p;
}

void *
cm_arena_grow(struct cm_arena *a, void *items, unsigned n, unsigned *room, size_t size)
{
	void *more;

	if (n < *room)
		return items;
	*room = *room * 2 + 16;
	more = cm_arena_alloc(a, *room * size);
	if (n)
		memcpy(more, items, n * size);
	return more;
}

char *
cm_arena_strdup(struct cm_arena *a, const char *s)
{
	return s ? cm_arena_strn(a, s, strlen(s)) : NULL;
}

struct cm_str
cm_arena_str(struct cm_arena *a, struct cm_str s)
{
	return s.p ? (struct cm_str){cm_arena_strn(a, s.p, s.n), s.n} : s;
}

struct cm_str
cm_arena_list(struct cm_arena *a, const struct cm_str *items, unsigned n)
{
	size_t size = n; /* a comma each, and a NUL for the last one's */
	struct cm_str list;
	char *p;

	for (unsigned i = 0; i < n; i++)
		size += items[i].n;
	list.p = p = cm_arena_alloc(a, size + 1);
	for (unsigned i = 0; i < n; i++) {
		if (i)
			*p++ = ',';
		if (items[i].n)
			memcpy(p, items[i].p, items[i].n);
		p += items[i].n;
	}
	*p = 0;
	list.n = (size_t)(p - list.p);
	return list;
}

char *
cm_arena_vprintf(struct cm_arena *a, const char *fmt, va_list ap)
{
	size_t room = (size_t)(a->end - a->p);
	char *p = a->p;
	va_list again;
	int n;

	va_copy(again, ap);
	unpoison(p, room);
	n = vsnprintf(p, room, fmt, ap); /* usually there is room, and the text is written once */
	poison(p, room);
	if (n < 0) { /* only what no caller does: %ls of a bad character, more than INT_MAX */
		p = cm_arena_strn(a, fmt, strlen(fmt));
	} else {
		p = take(a, (size_t)n + 1, 1);
		if ((size_t)n >= room)
			vsnprintf(p, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	return p;
}

char *
cm_arena_printf(struct cm_arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = cm_arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}
