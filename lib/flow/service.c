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
		cm_name_text(c, "service_name", cm_offer_text(c, &s->name));
}
