#ifndef CM_CMD_ASK_H
#define CM_CMD_ASK_H

#include "form.h"
#include "run.h"

/*
 * Private to the asking side of the form: ask.c (one customer after the other), ask_fields.c (questions made of
 * vocabulary and policy, and what the module asks back), ask_answer.c (what is shown of an answer).
 */
struct cm_ask {
	struct cm_run *run;
	const struct cm_form_module *module;
	struct cm_form *form;
	struct cm_arena *arena; /* of one customer */
	struct cm_names names;

	const struct cm_verb *verb; /* whose fields these are; NULL: not made yet */
	struct cm_form_field *fields;
	struct cm_form_answer *answers;
	int *slots;
	const char **inputs; /* of the record's fields */
	unsigned *flags, *order; /* order: required fields first; what is only asked back stands in none */
	unsigned n, nfirst; /* nfirst: of order */

	unsigned asked;
	const char *request_id; /* of the record being asked for: the same until it is done with */
	struct cm_buf acks; /* warnings that were acknowledged */
	bool ended;

	/* of a dialogue (dialogue.c) */
	bool dialogue; /* the verb asks back, one question at a time */
	unsigned *path, npath; /* fields that were asked back, in order: < goes back along them */
	bool *passed; /* of a field: asked back, and not known */
	const char *answers_file; /* where the answers are kept; NULL: nowhere */
	bool resumed; /* those that it had have been taken */
	struct cm_buf said; /* of the transcript: what is not written yet */
	int transcript; /* its file; -1: none */
};

/* Shown to whoever is asked, and written into the transcript when there is one. */
void cm_ask_tell(struct cm_ask *, const char *label, struct cm_str text);

static inline void
cm_ask_say(struct cm_ask *a, const char *text)
{
	cm_ask_tell(a, "", cm_str(text));
}

/* A copy that ends with NUL; NULL of none. */
static inline const char *
cm_ask_text(struct cm_arena *arena, struct cm_str s)
{
	return s.n ? cm_arena_strn(arena, s.p, s.n) : NULL;
}

/* ask.c */
bool cm_ask_goes_on(struct cm_ask *, enum cm_form_end); /* false: Ctrl-D or a signal, it is over */
bool cm_ask_fill(struct cm_ask *); /* the fields that come first; false: nothing is to be done */

/* dialogue.c; all but begin and again do nothing without one. */
enum cm_status cm_dialogue_begin(struct cm_ask *); /* its files, once the fields are there */
bool cm_dialogue_resumes(struct cm_ask *); /* answers were kept: there is nothing to ask first */
void cm_dialogue_filled(struct cm_ask *); /* the first fields have been filled in */
/* Asks back the next thing that the answer waits for. True: the record is to be run once more. */
bool cm_dialogue_asks(struct cm_ask *, const struct cm_row *);
/* Something is to be changed: what the rule that decided asks for, else the last answer, else what was asked first, as always
 * without a dialogue. True: the record is to be run once more. */
bool cm_dialogue_again(struct cm_ask *, const struct cm_row *);
void cm_dialogue_forget(struct cm_ask *); /* for the next customer */
void cm_dialogue_end(struct cm_ask *);

/* ask_fields.c */
enum cm_status cm_ask_fields(struct cm_ask *); /* of the run's verb. CM_CONFIG: its policy cannot be loaded */
/* What a field that is asked back can be, now that others are known. */
void cm_ask_choices(struct cm_ask *, unsigned field);
const struct cm_fact *cm_ask_fact(const struct cm_ask *, unsigned field);
bool cm_ask_english(const struct cm_ask *);
struct cm_form_setup cm_ask_setup(struct cm_ask *); /* the callbacks; the caller adds title and terminals */

/* ask_answer.c */
void cm_ask_show(struct cm_ask *, const struct cm_row *);
/* The texts of a list output; at most 64. */
#define CM_ASK_ITEMS 64
unsigned cm_ask_items(struct cm_ask *, const struct cm_row *, const char *name, struct cm_str items[CM_ASK_ITEMS]);

#endif
