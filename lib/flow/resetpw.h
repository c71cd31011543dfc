#ifndef CM_FLOW_RESETPW_H
#define CM_FLOW_RESETPW_H

#include "flow/pin.h"

/* gather: the line and its facts; what cm-resetpw's verbs share. */
extern const char *const cm_resetpw_names[]; /* for helpers */
enum cm_status cm_resetpw_line(struct cm_case *);

#endif
