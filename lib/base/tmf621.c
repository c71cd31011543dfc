/* The statuses of TMF621. */
#include "base/tmf621.h"

#include "base/banned.h"

const struct cm_tmf621 cm_tmf621[CM_TMF621_STATUSES + 1] = {{"acknowledged", true, true}, {"inProgress", true, true},
    {"pending", true, true}, {"held", true, true}, {"resolved", true, false}, {"rejected", false, false},
    {"closed", false, false}, {"cancelled", false, false}, {0}};

const struct cm_tmf621 *
cm_tmf621_find(struct cm_str word)
{
	for (const struct cm_tmf621 *s = cm_tmf621; s->word; s++)
		if (cm_str_is(word, s->word))
			return s;
	return NULL;
}
