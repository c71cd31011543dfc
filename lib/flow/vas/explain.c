/*
 * How the price of a month comes about, for cm-vas price and for what is ordered: its facts, and the words of gate derivation
 * of policies/vas.yaml. Decides nothing.
 */
#include "flow/answer.h"
#include "flow/offer.h"
#include "flow/service.h"
#include "flow/vas/vas.h"

#include "base/banned.h"

const char *const cm_vas_explain_names[] = {"lang", "measure", "monthly_fee", "basic_fee", "half_month", "half_from", "included",
    "unlimited", "item_name", "item_fee", "used", "used_beyond", "in_pack", "units", "rate_per", "rate_price", "rounds_down",
    "capped", "cap_fee", "stopped", "stops_at", NULL};

/* "33.4 M", "61 s" */
static struct cm_str
quantity(struct cm_case *c, enum cm_measure measure, int64_t n)
{
	static const char *const names[] = {"", "kb", "seconds", "count"};
	const struct cm_fact *f = &c->policy->vocabulary->facts[cm_vocabulary_slot(c->policy->vocabulary, CM_STR("measure"))];
	struct cm_str unit = {NULL, 0};

	if (measure == CM_M_KB)
		return cm_volume_text(c->arena, n);
	for (unsigned i = 0; i < f->nvalues; i++)
		if (cm_str_is(f->values[i].name, names[measure]))
			unit = cm_answer_in_english(c) ? f->values[i].en : f->values[i].zh;
	return cm_str(cm_arena_printf(c->arena, "%lld %.*s", (long long)n, (int)unit.n, unit.n ? unit.p : ""));
}

/* What a price is for: "60 s"; a single one is "M" in English. */
static struct cm_str
unit(struct cm_case *c, const struct cm_rate *r)
{
	struct cm_str s = quantity(c, r->measure, r->per);

	return s.p[0] == '1' && s.p[1] == ' ' && cm_answer_in_english(c) ? cm_str(s.p + 2) : s;
}

static void
set_use(struct cm_case *c, const struct cm_vas_priced *a)
{
	const struct cm_price *p = &a->base;
	const struct cm_rate *r = p->rate;
	int64_t n = r->measure == CM_M_KB ? a->used.kb : r->measure == CM_M_SECONDS ? a->used.seconds : a->used.count;

	cm_name_text(c, "rate_per", unit(c, r));
	cm_name_money(c, "rate_price", r->price);
	if (n < 0)
		return;
	cm_name_text(c, "used", quantity(c, r->measure, n));
	cm_name_bool(c, "used_beyond", p->units > 0);
	cm_name_int(c, "units", p->units);
	cm_name_bool(c, "rounds_down", r->round_down);
	cm_name_bool(c, "in_pack", p->included > 0);
	cm_name_bool(c, "stopped", p->stops_at >= 0 && n > p->stops_at);
	if (p->stops_at >= 0)
		cm_name_text(c, "stops_at", quantity(c, r->measure, p->stops_at));
}

void
cm_vas_explain_facts(struct cm_case *c, const struct cm_vas_priced *a)
{
	const struct cm_service *s = a->service;
	const struct cm_price *p = &a->base;
	enum cm_measure measure = p->rate ? p->rate->measure : CM_M_COUNT;
	int64_t includes = a->tier ? a->tier->includes : 0;

	if (a->item) {
		cm_name_text(c, "item_name", cm_offer_text(c, &a->item->name));
		cm_name_money(c, "item_fee", a->extra.total);
	}
	if (!a->has_base)
		return;
	cm_name_money(c, "monthly_fee", a->tier ? a->tier->fee : s->fee >= 0 ? s->fee : 0);
	cm_name_money(c, "basic_fee", p->fee);
	cm_name_bool(c, "half_month", p->half);
	cm_name_int(c, "half_from", s->half_from);
	cm_name_bool(c, "unlimited", includes < 0);
	if (includes > 0)
		cm_name_text(c, "included", quantity(c, measure, cm_service_included(s, a->tier, a->day)));
	cm_name_bool(c, "capped", p->capped);
	if (s->cap_fee >= 0)
		cm_name_money(c, "cap_fee", s->cap_fee);
	if (p->rate)
		set_use(c, a);
}

/* What every rule of the gate that fires has to say, one behind the other. */
enum cm_status
cm_vas_explain(struct cm_case *c, struct cm_str *out)
{
	const struct cm_gate *g;
	struct cm_buf b = {0};
	struct cm_decision d;
	enum cm_status st = cm_policy_need_gate(c->policy, "derivation", &g, c->diag);

	if (st != CM_OK)
		return st;
	cm_case_judge(c, g, &d);
	for (unsigned i = 0; st == CM_OK && i < d.nfired; i++) {
		if (!d.fired[i].rule->script)
			continue;
		if (b.n)
			cm_buf_puts(&b, cm_answer_in_english(c) ? "; " : "；");
		st = cm_answer_text(c, d.fired[i].rule->script, NULL, cm_answer_in_english(c), &b);
	}
	*out = cm_arena_str(c->arena, cm_buf_str(&b));
	cm_buf_free(&b);
	return st;
}
