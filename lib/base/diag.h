#ifndef CM_BASE_DIAG_H
#define CM_BASE_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/status.h"

/* A place in a file that a person wrote. file is borrowed from the run's arena; line and col count from 1, 0 = none. */
struct cm_pos {
	const char *file;
	unsigned line, col;
};

enum cm_level {
	CM_NOTE,
	CM_WARNING,
	CM_ERROR
};

/* One message. code is stable (policy.unknown-fact, store.newer); text is for people. Both live in the diag's arena. */
struct cm_msg {
	enum cm_level level;
	struct cm_pos pos;
	const char *code, *text;
	struct cm_msg *next;
};

/*
 * Where the library says what is wrong, in the order in which it happened. The caller owns it, zero-initialised apart
 * from the arena; the library never prints. Main prints it once, by cm_diag_print().
 */
struct cm_diag {
	struct cm_arena *arena;
	struct cm_msg *first, **last;
	unsigned errors, warnings;
	unsigned most, kept, left_out; /* errors: how many of its own it keeps (0: all), has kept, and only counted */
};

void cm_diag_init(struct cm_diag *, struct cm_arena *);
void cm_diag_add(struct cm_diag *, enum cm_level, struct cm_pos, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* Adds an error without a place and returns st, so that a failing function ends with: return cm_fail(d, CM_IO, …). */
enum cm_status cm_fail(struct cm_diag *, enum cm_status st, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * What one file has wrong: of more than CM_DIAG_MOST errors the rest is only counted, which end() says behind the others.
 * So a file of nothing but faults costs what its length does, whatever looking for the right names would.
 */
#define CM_DIAG_MOST 100
void cm_diag_begin_file(struct cm_diag *own, struct cm_arena *);
void cm_diag_end_file(struct cm_diag *to, struct cm_diag *own, const char *file); /* moves own's to the other */
bool cm_diag_full(const struct cm_diag *); /* what is told now nobody sees: it needs no hints */

/* Appends one's messages to the other's and forgets them there; both arenas must last. */
void cm_diag_move(struct cm_diag *to, struct cm_diag *from);

/* "program: file:line:col: error: text [code]", a line each, control characters visible; then forgets all of them. */
void cm_diag_print(struct cm_diag *, const char *program);

#endif
