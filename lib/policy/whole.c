/* Every fact of every policy: for names that belong to another command. Not needed by a call whose names are all its own. */
#include "policy/review.h"

#include "base/banned.h"

enum cm_status
cm_vocabulary_whole(struct cm_vocabulary **out, const char *dir, struct cm_arena *a, struct cm_diag *d)
{
	const char *const *names;
	enum cm_status st = cm_vocabulary_load(out, dir, a, d);
	unsigned n;

	if (st == CM_OK)
		st = cm_policy_names(&names, &n, dir, a, d);
	for (unsigned i = 0; st == CM_OK && i < n; i++) {
		struct cm_policy *p;
		struct cm_diag scratch;

		/* Two policies that no command loads together may have facts and figures of one name: the first one's stays.
		 * That, and what is wrong with a policy, is nothing to those who only want to know its names. */
		cm_diag_init(&scratch, a);
		cm_policy_load(&p, *out, names[i], a, &scratch);
	}
	return st;
}
