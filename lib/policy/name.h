#ifndef CM_POLICY_NAME_H
#define CM_POLICY_NAME_H

#include <stdint.h>

#include "base/arena.h"

/* Names by hash: ids and aliases of the vocabulary, keys of large maps. Private to this floor. */
static inline size_t
cm_name_hash(struct cm_str s)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 16777619u;
	return h ^ h >> 15;
}

/* "did you mean": remembers the nearest of the names it is shown, at most two edits away. */
struct cm_nearest {
	struct cm_str wanted, best;
	unsigned distance;
};

void cm_nearest_try(struct cm_nearest *, struct cm_str candidate);
/* "; did you mean x?" or "", in the arena. */
const char *cm_nearest_hint(const struct cm_nearest *, struct cm_arena *);

/* Lower-case words of letters, digits and _ that begin with a letter; an id may also have . and - inside. */
bool cm_name_is_word(struct cm_str);
bool cm_name_is_id(struct cm_str);
/* File of "identity.owner" is identity, and its gate owner; none: a gate of the same file. */
void cm_name_split(struct cm_str use, struct cm_str *file, struct cm_str *gate);

#endif
