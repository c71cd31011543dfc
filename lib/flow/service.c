/* A service's facts, for every verb that shows or prices one. Called by gather(); decides nothing. */
#include "flow/offer.h"
#include "flow/service.h"

#include "base/banned.h"

const char *const cm_service_names[] = {"lang", "service_status", "service_name", NULL};

void
cm_service_facts(struct cm_case *c, const struct cm_service *s)
{
	cm_name_text(c, "service_status", s ? s->status : CM_STR("unknown"));
	if (s)
		cm_name_words(c, "service_name", &s->name);
}

struct cm_str
cm_volume_text(struct cm_arena *a, int64_t kb)
{
	long long m = kb / 1024, tenth = kb % 1024 * 10 / 1024;

	if (kb < 1024)
		return cm_str(cm_arena_printf(a, "%lld K", (long long)kb));
	if (kb % (1024 * 1024) == 0)
		return cm_str(cm_arena_printf(a, "%lld G", m / 1024));
	return cm_str(kb % 1024 == 0 ? cm_arena_printf(a, "%lld M", m) : cm_arena_printf(a, "%lld.%lld M", m, tenth));
}
