#ifndef CM_POLICY_VALUE_H
#define CM_POLICY_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* What a fact or a figure can hold. Every type but text and list is an integer inside, so that comparing is cheap. */
enum cm_type {
	CM_T_BOOL, /* 0, 1 */
	CM_T_INT,
	CM_T_MONEY, /* fen */
	CM_T_DATE, /* day, see base/date.h */
	CM_T_TIME, /* instant, seconds */
	CM_T_ENUM, /* index into the fact's values; s is the value's name */
	CM_T_TEXT,
	CM_T_LIST /* of texts: s is their comma-separated form; not allowed in a condition */
};

/* Zero-initialised is unknown, which is never false: SQL's NULL. */
struct cm_value {
	bool known;
	enum cm_type type;
	union {
		int64_t i;
		const struct cm_str *en; /* of a text or list of words for people: s in English; NULL: s serves both */
	};
	struct cm_str s; /* text, list, enum; borrowed */
};

/* true/false, 12, 50.00, 2010-04-01, an instant, the text: as it stands in messages and explanations. */
void cm_value_print(struct cm_buf *, const struct cm_value *);
const char *cm_type_name(enum cm_type);
bool cm_type_find(struct cm_str name, enum cm_type *);

#endif
