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
	unsigned *flags, *order; /* order: required fields first */
	unsigned n;

	unsigned asked;
	const char *request_id; /* of the record being asked for: the same until it is done with */
	struct cm_buf acks; /* warnings that were acknowledged */
	bool ended;
};

static inline void
cm_ask_say(struct cm_ask *a, const char *text)
{
	a->module->show(a->form, "", cm_str(text));
}

/* A copy that ends with NUL; NULL of none. */
static inline const char *
cm_ask_text(struct cm_arena *arena, struct cm_str s)
{
	return s.n ? cm_arena_strn(arena, s.p, s.n) : NULL;
}

/* ask_fields.c */
enum cm_status cm_ask_fields(struct cm_ask *); /* of the run's verb. CM_CONFIG: its policy cannot be loaded */
const struct cm_fact *cm_ask_fact(const struct cm_ask *, unsigned field);
bool cm_ask_english(const struct cm_ask *);
struct cm_form_setup cm_ask_setup(struct cm_ask *); /* the callbacks; the caller adds title and terminals */

/* ask_answer.c */
void cm_ask_show(struct cm_ask *, const struct cm_row *);
/* The texts of a list output; at most 64. */
#define CM_ASK_ITEMS 64
unsigned cm_ask_items(struct cm_ask *, const struct cm_row *, const char *name, struct cm_str items[CM_ASK_ITEMS]);

#endif
