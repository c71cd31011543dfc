#ifndef CM_FLOW_PRINTS_H
#define CM_FLOW_PRINTS_H

#include "flow/life.h"

/*
 * The content of a request: a fingerprint of each field that the record gives of the verb's own inputs, as typed
 * values, so that 50 and 50.00 are the same amount. Of a secret only that it was given: a fingerprint of a PIN would be
 * cheaper to guess than its hash.
 */
struct cm_str cm_prints_of(const struct cm_life *, struct cm_case *);
/* The name of the first field in which two contents differ. */
const char *cm_prints_differ(const struct cm_life *, struct cm_str, struct cm_str);

#endif
