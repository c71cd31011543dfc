#ifndef CM_CMD_COMPLAINT_H
#define CM_CMD_COMPLAINT_H

#include "front.h"

/* The verbs of cm-complaint that are no record loop (complaint_due.c, complaint_report.c), and what their options say. */
struct cm_due_options {
	bool check; /* for monitoring */
	const char *within, *warning, *critical; /* as given; NULL: not */
};
extern struct cm_due_options cm_due_said;
enum cm_status cm_complaint_due(struct cm_front *, int nwords, char **words);
/* Runs due --check, which answers with monitoring's exit codes. --check alone means due. */
int cm_complaint_monitor(const struct cm_command *, int argc, char **argv);

struct cm_report_options {
	const char *by, *since, *until, *plot; /* as given; NULL: not */
};
extern struct cm_report_options cm_report_said;
enum cm_status cm_complaint_report(struct cm_front *, int nwords, char **words);

#endif
