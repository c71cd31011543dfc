/* What a line has of the catalogue: which rows hold, what they cost, what they are called. Called by the verbs of cm-vas. */
#include "flow/offer.h"
#include "flow/vas/vas.h"

#include "base/banned.h"

bool
cm_vas_holds(const struct cm_subscribed *held, struct cm_str service, int32_t day)
{
	for (unsigned i = 0; i < held->n; i++)
		if (cm_str_eq(held->rows[i].service, service) && cm_subscription_holds(&held->rows[i], day))
			return true;
	return false;
}

const struct cm_service *
cm_vas_within(struct cm_case *c, const struct cm_subscribed *held, struct cm_str service, int32_t day)
{
	for (unsigned i = 0; i < c->services->n; i++) {
		const struct cm_service *s = &c->services->services[i];

		for (unsigned k = 0; k < s->nincludes; k++)
			if (cm_str_eq(s->includes[k], service) && cm_vas_holds(held, s->id, day))
				return s;
	}
	return NULL;
}

static struct cm_str
join_names(struct cm_case *c, struct cm_str name, struct cm_str more)
{
	if (!more.n)
		return name;
	return cm_str(cm_arena_printf(c->arena, "%.*s %.*s", (int)name.n, name.p, (int)more.n, more.p));
}

const struct cm_text *
cm_vas_words(struct cm_case *c, const struct cm_service *s, struct cm_str tier, struct cm_str item)
{
	const struct cm_service_item *i = item.n ? cm_service_item(s, item) : NULL;
	const struct cm_tier *t = tier.n ? cm_service_tier(s, tier) : NULL;
	const struct cm_text *more = i ? &i->name : !item.n && t && t->name.zh.n ? &t->name : NULL;
	struct cm_text *words = cm_arena_alloc(c->arena, sizeof *words);
	struct cm_str code = item.n ? item : tier;

	words->zh = join_names(c, s->name.zh, more ? more->zh : code);
	words->en = join_names(c, s->name.en, more ? more->en : code);
	return words;
}

struct cm_str
cm_vas_name(struct cm_case *c, const struct cm_service *s, struct cm_str tier, struct cm_str item)
{
	return cm_offer_text(c, cm_vas_words(c, s, tier, item));
}
