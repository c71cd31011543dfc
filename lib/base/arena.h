#ifndef CM_BASE_ARENA_H
#define CM_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/str.h"

/*
 * Memory that is given back all at once: one arena lives as long as the program's run (policies, options), one as
 * long as a record. What a function returns lives in the arena that it was given; nobody frees a single piece.
 * No call returns NULL: without memory the program ends through cm_oom() with 75, since every transaction that is
 * open then is rolled back and the run can be repeated.
 */
struct cm_arena;

struct cm_arena *cm_arena_new(void);
void cm_arena_free(struct cm_arena *); /* NULL is allowed */
void cm_arena_reset(struct cm_arena *); /* forget all, keep the first chunk for the next record */

void *cm_arena_alloc(struct cm_arena *, size_t n); /* zeroed, aligned for any type */
void *cm_arena_raw(struct cm_arena *, size_t n); /* not zeroed: for a caller who writes all of it at once */
char *cm_arena_strdup(struct cm_arena *, const char *); /* NULL gives NULL */
char *cm_arena_strn(struct cm_arena *, const char *, size_t n); /* a copy that ends with NUL */
struct cm_str cm_arena_str(struct cm_arena *, struct cm_str); /* a copy, with a NUL behind it */
/* The items with commas between, as cm_list_next() takes them apart; of none: empty. */
struct cm_str cm_arena_list(struct cm_arena *, const struct cm_str *items, unsigned n);
char *cm_arena_printf(struct cm_arena *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *cm_arena_vprintf(struct cm_arena *, const char *fmt, va_list) __attribute__((format(printf, 2, 0)));

/*
 * Room for one more item at least: items itself while n is below *room, else a larger place with all n of them in it, and
 * *room says how many it holds. To be begun with NULL and a room of 0. What they were in before stays as it is.
 */
void *cm_arena_grow(struct cm_arena *, void *items, unsigned n, unsigned *room, size_t size);

/* malloc family that ends the program by cm_oom() instead of returning NULL. */
void *cm_malloc(size_t n);
void *cm_realloc(void *, size_t n);
_Noreturn void cm_oom(void);

#endif
