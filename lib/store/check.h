#ifndef CM_STORE_CHECK_H
#define CM_STORE_CHECK_H

#include "store/private.h"

/* One run of cm-store check; private to lib/store/check*.c. */
#define CM_CHECK_KINDS 40 /* of findings */
#define ACTIVE	       1 /* status of a line, as the schema lists them */
#define TERMINATED     5

struct cm_check {
	struct cm_store *store;
	struct cm_db *db;
	struct cm_arena *arena;
	struct cm_diag *diag;
	struct {
		const char *code, *first;
		uint64_t n;
	} kinds[CM_CHECK_KINDS];
	unsigned nkinds;
	int64_t clearing; /* what the parts say they sent less what they say they got */
	int64_t max_commit;
};

/* The first row of each kind is named, the others are counted: a store with one fault must not print a million. */
__attribute__((format(printf, 3, 4))) void cm_check_finding(struct cm_check *, const char *code, const char *fmt, ...);
/* Every column of every table beside the journal: a text that is one, of a shape that it can have. CM_NOSTORE: some are
 * no UTF-8; the first of each table is told. */
enum cm_status cm_check_values(struct cm_check *);
/* The tables that are looked up by name, or that hang on the journal's rows, each against what it must agree with. */
enum cm_status cm_check_tables(struct cm_check *);
enum cm_status cm_check_tickets(struct cm_check *);

#endif
