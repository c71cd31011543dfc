#ifndef CM_FLOW_COMPLAINT_COLUMNS_H
#define CM_FLOW_COMPLAINT_COLUMNS_H

#include "domain/ticket.h"
#include "flow/flow.h"

/* The columns of a ticket that a record may say: for opening it, for changing it, and for what rules look at (columns.c). */
enum {
	CM_COLUMN_CLOCK = 1, /* the class may depend on it */
	CM_COLUMN_OPEN = 2, /* said when it is opened, and never of the ticket afterwards */
	CM_COLUMN_LATE = 4, /* said of a ticket that has ended, too */
	CM_COLUMN_HIDDEN = 8 /* a customer's words, or words for him: they stay in the ticket; the journal says that they changed */
};
struct cm_column {
	const char *fact;
	enum {
		CM_COLUMN_TEXT,
		CM_COLUMN_NUMBER,
		CM_COLUMN_BOOL,
		CM_COLUMN_INSTANT
	} type;
	size_t at; /* in struct cm_ticket */
	int none; /* what is there when nobody has said it; of a text: nothing */
	unsigned flags;
};
extern const struct cm_column cm_columns[]; /* ends with one without fact */
extern const char *const cm_column_names[]; /* their facts: for helpers */

bool cm_column_differs(const struct cm_column *, const struct cm_ticket *, const struct cm_ticket *);
void cm_column_take(const struct cm_case *, const struct cm_column *, struct cm_ticket *); /* what the fact says, if anything */
void cm_column_tell(struct cm_case *, const struct cm_column *, const struct cm_ticket *); /* the fact is what the ticket has */
/* For the operation's row: what was and what is. */
void cm_column_note(
    struct cm_case *, const struct cm_column *, const struct cm_ticket *was, const struct cm_ticket *now);

#endif
