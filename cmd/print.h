#ifndef CM_CMD_PRINT_H
#define CM_CMD_PRINT_H

#include "run.h"
#include "flow/sheet.h"

/*
 * Printing of order forms: private to print.c (what is printed, and where it goes) and print_text.c (a form in columns).
 * A form that was printed cannot be taken back, so each record of such a run is a batch of its own.
 */

#define CM_PRINT_WIDTH 80 /* columns of a form as text */

/* The form as lines for a printer; what could upset a terminal is made visible. */
void cm_print_text(struct cm_buf *, const struct cm_sheet *);

#endif
