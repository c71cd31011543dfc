/* Names: their shapes, and the nearest right one for a message. */
#include "policy/name.h"
#include "base/ident.h"
#include "base/po.h"

#include "base/banned.h"

void
cm_nearest_try(struct cm_nearest *n, struct cm_str candidate)
{
	unsigned max = n->best.p ? n->distance - 1 : 2;
	unsigned d;

	if (n->best.p && n->distance == 0)
		return;
	/* Two edits turn any word of two letters into any other, and leave one letter of three. */
	if (max > n->wanted.n / 2)
		max = (unsigned)n->wanted.n / 2;
	d = cm_str_distance(n->wanted, candidate, max);
	if (d > max)
		return;
	n->best = candidate;
	n->distance = d;
}

const char *
cm_nearest_hint(const struct cm_nearest *n, struct cm_arena *a)
{
	return n->best.p ? cm_arena_printf(a, _("; did you mean %.*s?"), (int)n->best.n, n->best.p) : "";
}

static bool
shaped(struct cm_str s, const char *inside)
{
	if (s.n == 0 || s.n > CM_ID_MAX || s.p[0] < 'a' || s.p[0] > 'z')
		return false;
	for (size_t i = 1; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9') || (c && strchr(inside, c))))
			return false;
	}
	return true;
}

bool
cm_name_is_word(struct cm_str s)
{
	return shaped(s, "");
}

bool
cm_name_is_id(struct cm_str s)
{
	return shaped(s, ".-");
}

void
cm_name_split(struct cm_str use, struct cm_str *file, struct cm_str *gate)
{
	const char *dot = memrchr(use.p, '.', use.n);

	*file = (struct cm_str){dot ? use.p : NULL, dot ? (size_t)(dot - use.p) : 0};
	*gate = dot ? (struct cm_str){dot + 1, (size_t)(use.p + use.n - dot - 1)} : use;
}
