#ifndef CM_CMD_FORM_H
#define CM_CMD_FORM_H

#include <stdbool.h>

#include "base/str.h"

/*
 * The form at the counter: asks a person at a terminal, field by field. It is a module of its own (cmd/form*.c, built
 * as cm-form.so), the only thing that is linked with libedit; cmd/ask.c opens it when there is somebody to ask, so a
 * command that reads a file never loads it. It knows neither policies nor stores: what it shows is given to it, and
 * what it needs to know while somebody types it asks through the callbacks of struct cm_form_setup.
 *
 * In every question: Enter leaves an optional field out, or keeps the answer that is there already and stands in
 * brackets; `-` takes it back; Tab completes, `?` helps, `<` goes back, `.` leaves out all optional fields that are
 * left, Ctrl-D in an empty line ends. All texts are UTF-8, in the operator's language.
 */
#define CM_FORM_VERSION 2 /* of this interface; the module says which one it speaks */

struct cm_form; /* private to the module */

struct cm_form_value { /* what a field can hold: offered by number, by Tab, and understood by value or label */
	struct cm_str value, label;
};

struct cm_form_field {
	const char *name, *label;
	const char *question; /* the words to ask the customer with; NULL: none */
	const char *step; /* where the policy has it from: "1.1 step 1"; NULL: nowhere */
	const char *help; /* what else to say after `?`; NULL: nothing */
	const struct cm_form_value *values;
	unsigned nvalues;
	bool required;
	bool secret; /* typed without echo, in locked memory, never shown */
	bool twice; /* a secret that is new: typed twice */
	bool identity; /* not remembered in the field's history, masked in the summary */
	bool list; /* several, parted by commas */
	bool asked_back; /* may stay unknown: Enter, or the words for it, say so */
};

/* An answer to a field: NULL is none. The module owns the text and wipes it in forget(). */
struct cm_form_answer {
	char *text;
	size_t size; /* of the memory, private */
};

struct cm_form_setup {
	const char *title; /* the command's name */
	int in, out; /* terminals */
	void *ctx; /* of the callbacks */
	/* Why the text cannot be this field's answer; NULL: it can. */
	const char *(*check)(void *ctx, const struct cm_form_field *, struct cm_str text);
	/* Calls put() for what the field may be, besides its values, and begins with prefix. May be NULL. */
	void (*complete)(void *ctx, const struct cm_form_field *, struct cm_str prefix,
	    void (*put)(void *to, struct cm_str value, struct cm_str label), void *to);
	/* How an identity field's text is shown. */
	const char *(*mask)(void *ctx, const struct cm_form_field *, struct cm_str text);
	bool (*stopped)(void *ctx); /* a signal asks us to end */
};

enum cm_form_end {
	CM_FORM_OK,
	CM_FORM_BACK, /* `<` at the first question, or at a yes or no */
	CM_FORM_END, /* Ctrl-D, or the terminal has gone */
	CM_FORM_STOPPED /* by a signal */
};

/* What the module exports, as the symbol cm_form_module. */
struct cm_form_module {
	int version;
	struct cm_form *(*open)(const struct cm_form_setup *); /* NULL: the terminal will not have it */
	void (*close)(struct cm_form *);
	/* Asks for the n fields whose numbers stand in which, in that order: required ones should come first. */
	enum cm_form_end (*fill)(struct cm_form *, const struct cm_form_field *fields, struct cm_form_answer *answers,
	    const unsigned *which, unsigned n);
	void (*summary)(struct cm_form *, const struct cm_form_field *, const struct cm_form_answer *, unsigned n);
	/* y or n; `<` is CM_FORM_BACK, n is CM_FORM_OK with *yes false. Enter alone asks again. */
	enum cm_form_end (*confirm)(struct cm_form *, const char *question, bool *yes);
	/* A paragraph beside its label, wrapped to the terminal; label "" begins a plain one. */
	void (*show)(struct cm_form *, const char *label, struct cm_str text);
	void (*put)(struct cm_form_answer *, struct cm_str text); /* as if it had been typed; no secret */
	void (*forget)(struct cm_form_answer *, unsigned n);
};

extern const struct cm_form_module cm_form_module __attribute__((visibility("default")));

#endif
