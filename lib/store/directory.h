#ifndef CM_STORE_DIRECTORY_H
#define CM_STORE_DIRECTORY_H

#include "store/store.h"

/*
 * The only look-up by name and the only place where numbers, SIMs, packs and external ticket ids are unique store-wide.
 * Stock is rows of it; a sale is a guarded update.
 */
enum cm_kind_of_name {
	CM_NAME_MSISDN = 1,
	CM_NAME_ICCID,
	CM_NAME_PACK, /* line: unused; until: unused; the number it stands for is in number.pack_serial */
	CM_NAME_TICKET
};

enum cm_name_state {
	CM_NAME_FREE,
	CM_NAME_RESERVED,
	CM_NAME_IN_USE,
	CM_NAME_QUARANTINED,
	CM_NAME_DEAD /* a SIM that was replaced */
};

struct cm_name {
	enum cm_name_state state;
	int part; /* of the line, when in use */
	int64_t line;
	int64_t until; /* instant until which it is reserved or quarantined; 0 */
};

enum cm_status cm_directory_get(struct cm_store *, enum cm_kind_of_name, struct cm_str name, struct cm_name *,
    struct cm_diag *); /* CM_END: unknown */
enum cm_status cm_directory_add(struct cm_store *, enum cm_kind_of_name, struct cm_str name, const struct cm_name *,
    struct cm_diag *); /* CM_CONFLICT: exists */
/* Changes it if it still is as `from` says (all four); CM_CONFLICT otherwise. */
enum cm_status cm_directory_move(struct cm_store *, enum cm_kind_of_name, struct cm_str name,
    const struct cm_name *from, const struct cm_name *to, struct cm_diag *);
/* From state, part, line, until of a row; CM_NOSTORE when one is out of its range. */
enum cm_status cm_name_of_cells(const struct cm_cell c[4], struct cm_name *, struct cm_diag *);

#endif
