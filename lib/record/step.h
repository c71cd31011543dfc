#ifndef CM_RECORD_STEP_H
#define CM_RECORD_STEP_H

#include "base/buf.h"

/*
 * A step of a record's next: written like a command line without its input, words parted by blanks; a value with a blank
 * stands in single quotes: cm-vas refresh service=mms note='two words'. Texts borrow those of the step.
 */
struct cm_step {
	struct cm_str command, verb;
	struct cm_str rest; /* of the fields */
};
#define CM_STEPS 64 /* of a record, at most */

void cm_step_read(struct cm_step *, struct cm_str text);
/* The next field. False: there is none any more, or what is left is none (*fine). */
bool cm_step_field(struct cm_step *, struct cm_str *name, struct cm_str *value, bool *fine);
/* One more field behind what is there of a step; an empty value stays one. The value holds no single quote: none can. */
void cm_step_put(struct cm_buf *, struct cm_str name, struct cm_str value);

#endif
