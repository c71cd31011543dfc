#ifndef CM_FLOW_JOURNAL_H
#define CM_FLOW_JOURNAL_H

#include "flow/life.h"

/* Appends the operation's row and one for each further movement of money; nothing for rows of stock, which have none. */
enum cm_status cm_journal(const struct cm_life *, struct cm_case *, enum cm_result);

#endif
