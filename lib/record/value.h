#ifndef CM_RECORD_VALUE_H
#define CM_RECORD_VALUE_H

#include "record/record.h"

/* Private to lib/record: room for fields, known beforehand, in one piece of the arena. */
void cm_record_grow(struct cm_record *, unsigned cap);

/*
 * A value as the text of a cell: a string's characters, nothing for null, the JSON text of a number, true, false and
 * objects. The elements of a list joined by commas, or its JSON text if they could not be told apart again.
 */
struct cm_str cm_value_cell(const struct cm_field *, struct cm_arena *);

#endif
