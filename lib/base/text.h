#ifndef CM_BASE_TEXT_H
#define CM_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* Offset of the first byte that is not part of strict UTF-8 (no overlong form, surrogate, NUL); n if all is well. */
size_t cm_utf8_check(const char *, size_t n);
/* Decodes one character of valid UTF-8 and moves *p behind it. */
uint32_t cm_utf8_next(const char **p, const char *end);
size_t cm_utf8_length(struct cm_str); /* characters */

/* Columns on a terminal: East Asian wide and full-width are 2, combining and zero-width 0. Of valid UTF-8. */
size_t cm_text_width(struct cm_str);
/* The longest prefix of at most max columns. */
struct cm_str cm_text_fit(struct cm_str, size_t max);
/*
 * Takes the first line off *s in a room of so many columns: at a blank, or between characters of a script without blanks
 * but never before a mark that begins no line. A word that is wider than the room is cut. Blanks at the cut are gone.
 */
struct cm_str cm_text_line(struct cm_str *s, size_t room);
/*
 * Appends s; C0, DEL, C1, bidi and line-separator characters and what is no character become visible as \x1b, \u202e or
 * \U0001fffe, bytes that are not UTF-8 as \xff. For people only: a backslash of the text itself stays as it is.
 */
void cm_text_visible(struct cm_buf *, struct cm_str s);

#endif
