#ifndef CM_FLOW_EXPORT_H
#define CM_FLOW_EXPORT_H

#include "flow/flow.h"

/*
 * cm-store export: the rows of a kind as its import takes them. Reads only, in one view of the store. A field that is
 * unknown is left out. Secrets (PUKs) are never given out.
 */
struct cm_export_options {
	bool unmask; /* else names, document numbers, contacts and addresses are masked */
	enum cm_status (*emit)(void *ctx, const struct cm_record *);
	void *ctx;
};

const char *const *cm_export_columns(const char *kind); /* ends with NULL */
enum cm_status cm_export(struct cm_store *, const char *kind, const struct cm_export_options *, struct cm_diag *);
/* Journals that somebody is about to see personal data whole, and why; verb is "export lines". The store is open to
 * write. */
enum cm_status cm_export_note(
    struct cm_store *, const char *verb, const char *reason, const struct cm_env *, struct cm_diag *);

#endif
