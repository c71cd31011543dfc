#ifndef CM_BASE_TMF621_H
#define CM_BASE_TMF621_H

#include <stdbool.h>

#include "base/str.h"

/*
 * The statuses of a trouble ticket as TMF621 has them, and what each means by itself. Tickets in the store and policies
 * about them, which do not know each other, have the words from here. Which ways lead from one to another is a policy's.
 */
struct cm_tmf621 {
	const char *word;
	bool open; /* it has not ended */
	bool owes; /* the customer still waits for an answer */
};
#define CM_TMF621_STATUSES 8
extern const struct cm_tmf621 cm_tmf621[CM_TMF621_STATUSES + 1]; /* those that are no end first; behind the last: no word */
const struct cm_tmf621 *cm_tmf621_find(struct cm_str word); /* NULL: there is no such status */

#endif
