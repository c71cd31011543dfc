#ifndef CM_FLOW_SERVICE_H
#define CM_FLOW_SERVICE_H

#include "flow/flow.h"

/* A service of the catalogue as the verbs of cm-vas speak of it. */

extern const char *const cm_service_names[]; /* of the facts that are set here; ends with NULL */
/* service_status and service_name, in the customer's language. NULL: the status is unknown, and there is no name. */
void cm_service_facts(struct cm_case *, const struct cm_service *);
/* "300 K", "33.4 M", "2 G": a tenth is cut off, never rounded up. */
struct cm_str cm_volume_text(struct cm_arena *, int64_t kb);

#endif
