#ifndef CM_CMD_FORM_PRIVATE_H
#define CM_CMD_FORM_PRIVATE_H

#include <histedit.h>
#include <stdio.h>

#include "form.h"
#include "base/buf.h"

/* Private to the module: form.c (what is asked), form_line.c (how a line is typed), form_screen.c (what is shown). */

#define CM_FORM_LABEL 22 /* columns of labels; a longer one has a line of its own */

struct cm_form_history { /* what was typed in a field of this name */
	const char *name; /* owned */
	History *lines;
	struct cm_form_history *next;
};

struct cm_form {
	struct cm_form_setup s;
	FILE *in, *out; /* libedit wants streams; nothing is ever read from in by stdio */
	EditLine *el;
	struct cm_form_history *histories;
	const char *prompt; /* of the line being typed */
	const struct cm_form_field *field; /* NULL: a question without one */
	struct cm_buf line, screen, parts; /* parts: of a list that was typed */
};

/* form_line.c */
bool cm_form_open_terminal(struct cm_form *);
void cm_form_close_terminal(struct cm_form *);
/* A line, into f->line. Blanks around it are cut off. The field, for Tab and the history, may be NULL. */
enum cm_form_end cm_form_type(struct cm_form *, const char *prompt, const struct cm_form_field *);
/* A line without echo, into size bytes. */
enum cm_form_end cm_form_type_secret(struct cm_form *, const char *prompt, char *line, size_t size);
void cm_form_remember(struct cm_form *, const struct cm_form_field *, const char *line);

/* form_screen.c; all text is made fit for a terminal. */
unsigned cm_form_width(const struct cm_form *);
void cm_form_say(struct cm_form *, const char *indent, struct cm_str text); /* a wrapped paragraph */
void cm_form_show(struct cm_form *, const char *label, struct cm_str text);
void cm_form_choices(struct cm_form *, const struct cm_form_value *, unsigned n); /* numbered, in a row */
void cm_form_candidates(struct cm_form *, const struct cm_form_value *, unsigned n); /* a line each */

#endif
