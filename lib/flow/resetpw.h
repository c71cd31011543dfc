#ifndef CM_FLOW_RESETPW_H
#define CM_FLOW_RESETPW_H

#include "flow/pin.h"

/* What cm-resetpw's verbs share: the new PIN's way to its line. The hash is made before the lock for the line that has
 * the number then; if another one has it under the lock, it is made again. */

extern const char *const cm_resetpw_names[]; /* for helpers */
enum cm_status cm_resetpw_find(struct cm_case *); /* peek: whose PIN it will be */
enum cm_status cm_resetpw_hash(struct cm_case *); /* prepare */
enum cm_status cm_resetpw_store(struct cm_case *); /* apply */
/* gather: the line and its facts. */
enum cm_status cm_resetpw_line(struct cm_case *);

#endif
