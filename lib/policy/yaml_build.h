#ifndef CM_POLICY_YAML_BUILD_H
#define CM_POLICY_YAML_BUILD_H

#include "policy/yaml.h"

/*
 * The tree that grows while a file is read, with every rule that does not depend on how it is read: depth, duplicate
 * keys, scalars that would surprise. Private to the readers of YAML. Once stopped, calls do nothing.
 */
#define CM_YAML_DEPTH  16
#define CM_YAML_FAULTS 20 /* a file that is no policy at all need not be told line by line */

struct cm_yaml_build {
	const char *file;
	struct cm_arena *arena;
	struct cm_diag *diag;
	struct cm_yaml *root;
	struct cm_yaml **link; /* where the next node goes */
	struct cm_yaml *open[CM_YAML_DEPTH];
	unsigned depth, documents, faults;
	struct cm_str key; /* of the member whose value comes next */
	struct cm_pos key_pos;
	bool has_key, stopped;
	struct cm_yaml **keys; /* members of large maps, hashed by map and key */
	size_t nkeys, capkeys;
};

/* The two readers. The quick one is false for what it does not know for certain: then start anew with the other. bytes
 * is valid UTF-8 with a NUL behind it. */
bool cm_yaml_quick(struct cm_yaml_build *, struct cm_str bytes);
/* The same for cm_yaml_entries(). When it is false, fn may have been called. */
bool cm_yaml_quick_entries(const char *file, struct cm_str bytes, const char *list, const struct cm_yaml_keys *,
    cm_yaml_entry *fn, void *ctx, struct cm_arena *);
void cm_yaml_events(struct cm_yaml_build *, struct cm_str bytes);

bool cm_yaml_traps(struct cm_str plain); /* a scalar that would surprise, or is refused */
void cm_yaml_build_free(struct cm_yaml_build *);
/* An error at pos; the reading stops. */
void cm_yaml_refuse(struct cm_yaml_build *, struct cm_pos, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* A key where one is due, else a value. text lives as long as the tree. */
void cm_yaml_scalar(struct cm_yaml_build *, struct cm_pos, struct cm_str text, bool quoted, bool folded);
/* The same for a reader that knows which of the two it has, and that looks itself whether it was stopped. */
void cm_yaml_key(struct cm_yaml_build *, struct cm_pos, struct cm_str text, bool quoted);
void cm_yaml_value(struct cm_yaml_build *, struct cm_pos, struct cm_str text, bool quoted, bool folded);
void cm_yaml_open(struct cm_yaml_build *, enum cm_yaml_kind, struct cm_pos);
void cm_yaml_close(struct cm_yaml_build *);

#endif
