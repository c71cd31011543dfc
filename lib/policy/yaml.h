#ifndef CM_POLICY_YAML_H
#define CM_POLICY_YAML_H

#include "base/diag.h"

/*
 * A YAML file as a tree of strings with places. Only this floor's yaml.c knows libyaml. Refused while the events come
 * in, where they stand: anchors, aliases, tags, merge keys, directives, a second document, duplicate keys, depth over
 * 16, size over 256 KiB, encodings other than UTF-8, values left blank, plain scalars that YAML 1.1 would read as
 * something else (no, yes, on, off, 012, 1e3, 0x1f, .5, 1:30, ~, null in any case): they must be quoted. true and
 * false stay; numbers and dates stay the text they are.
 */
enum cm_yaml_kind {
	CM_YAML_SCALAR,
	CM_YAML_LIST,
	CM_YAML_MAP
};

struct cm_yaml {
	enum cm_yaml_kind kind;
	struct cm_pos pos;
	struct cm_str text; /* of a scalar; of a map's member also its key, in key */
	struct cm_str key; /* when this node is a member of a map */
	struct cm_pos key_pos;
	bool quoted;
	bool folded; /* over more than one line: an offset into text is no column */
	struct cm_yaml *first, *next; /* children; siblings */
	unsigned n; /* children */
};

/* CM_CONFIG: could not be opened or is refused; all in diag. *bytes, if not NULL, gets what is in the file. */
enum cm_status cm_yaml_load(
    struct cm_yaml **, const char *path, struct cm_str *bytes, struct cm_arena *, struct cm_diag *);
struct cm_yaml *cm_yaml_get(const struct cm_yaml *map, const char *key); /* NULL: none */
/* Tells every key of map that is not in keys (ends with NULL), with the nearest right one. */
void cm_yaml_only(const struct cm_yaml *map, const char *const *keys, struct cm_diag *);
/* Keys that a map may have; what is the same for all maps of a kind. */
#define CM_YAML_KEYS 32
struct cm_yaml_keys {
	const char *const *names; /* ends with NULL */
	unsigned n;
};
/* Both in one: members in the order of keys, NULL for those that are not there. */
void cm_yaml_members(const struct cm_yaml *map, const struct cm_yaml_keys *, const struct cm_yaml **, struct cm_diag *);
unsigned cm_yaml_find_key(const struct cm_yaml_keys *, unsigned from, struct cm_str key); /* n: it is none of them */

/*
 * A file that is a map of one list of maps, entry by entry: fn gets an entry's place and its members in the order of keys.
 * They are valid during the call, their texts as long as the arena. What cannot be told apart without a tree is read as
 * one: then fn is first called with no entry, and what it was told before does not count.
 */
typedef void cm_yaml_entry(void *ctx, const struct cm_yaml *entry, const struct cm_yaml *const *members);
enum cm_status cm_yaml_entries(const char *path, const char *list, const struct cm_yaml_keys *, cm_yaml_entry *fn,
    void *ctx, struct cm_str *bytes, struct cm_arena *, struct cm_diag *);
/* The place of a scalar's byte: exact inside one line, else the line where the scalar begins (col 0). */
struct cm_pos cm_yaml_at(const struct cm_yaml *scalar, size_t offset);

/* Fetching with a complaint: false, or NULL, after an error told at the node. */
bool cm_yaml_is(const struct cm_yaml *, enum cm_yaml_kind, const char *what, struct cm_diag *);
struct cm_str cm_yaml_text(const struct cm_yaml *, const char *what, struct cm_diag *); /* NULL gives none */
bool cm_yaml_truth(const struct cm_yaml *, const char *what, struct cm_diag *); /* NULL gives false */
struct cm_str cm_yaml_str(const struct cm_yaml *map, const char *key, struct cm_diag *); /* none when absent or wrong */
bool cm_yaml_bool(const struct cm_yaml *map, const char *key, struct cm_diag *); /* false when absent or wrong */

#endif
