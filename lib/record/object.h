#ifndef CM_RECORD_OBJECT_H
#define CM_RECORD_OBJECT_H

#include <stdint.h>

#include "record/json.h"
#include "record/reader.h"

#define CM_FIELDS_MAX 10000 /* of a record: more are refused, so that time stays linear */

/*
 * Lines of JSON become records. Private to lib/record. The shape remembers the keys of the line before, in order:
 * as long as a line has the same ones, its keys need neither be looked up nor compared with each other.
 */
struct cm_shape_key {
	struct cm_str canonical; /* none if the key is what it is called */
	unsigned n;
	char text[44]; /* the key and its closing quote; longer keys are not remembered */
};

struct cm_shape {
	unsigned n;
	struct cm_shape_key keys[64];
	uint16_t *table; /* of the field numbers of a wide record, by hash of the name; 0 is free */
	unsigned size;
};

void cm_shape_free(struct cm_shape *);
/* Reads one object, which must be all that j has. False: j->why and j->at. */
bool cm_object_read(struct cm_shape *, const struct cm_names *, struct cm_json *j, struct cm_record *);
struct cm_str cm_names_find(const struct cm_names *, struct cm_str name);

#endif
