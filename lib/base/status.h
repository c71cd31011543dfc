#ifndef CM_BASE_STATUS_H
#define CM_BASE_STATUS_H

#include <stdbool.h>

/*
 * What a function of the library can come to. CM_OK and CM_END are ordinary; for every other value a message is in
 * the caller's cm_diag. A refusal by policy is none of these: it is a record (see flow/flow.h).
 */
enum cm_status {
	CM_OK,	     /* done */
	CM_END,	     /* nothing more: the end of the input, no such row */
	CM_BAD,	     /* this record, file or value is wrong; others may be right */
	CM_CONFLICT, /* a guarded update met another version, or a unique key is taken */
	CM_BUSY,     /* the store's lock was not had in time: safe to run again */
	CM_UNKNOWN,  /* a commit was sent and not answered: run again, the request keys resolve it */
	CM_IO,	     /* reading or writing failed */
	CM_NOSTORE,  /* the store is missing, not ours, or not to be trusted */
	CM_DENIED,   /* this user may not */
	CM_CONFIG,   /* a policy or the key is invalid */
	CM_USAGE,    /* the command line is wrong */
	CM_DEFECT    /* our own invariant does not hold */
};

/* The exit code of a program that ends for this reason: 0, 2, 65, 69, 70, 74, 75, 77 or 78 (man/cm.7). */
int cm_status_exit(enum cm_status);
/* Whether the world is broken, so that a run must end, and not only the record at hand. */
bool cm_status_is_world(enum cm_status);

#endif
