/* cm-vas list: what a line subscribes to, a record each: since when, how it was ordered, what it costs this month, its end. */
#include "base/date.h"
#include "flow/offer.h"
#include "flow/vas/vas.h"

#include "base/banned.h"

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_vas *v = cm_arena_alloc(c->arena, sizeof *v);
	enum cm_status st = cm_case_line(c);

	c->state = v;
	v->today = cm_time_day(c->now);
	if (st == CM_OK)
		st = cm_case_load_line(c);
	return st == CM_OK && c->has_line ? cm_holdings_subscribed(c, &v->held) : st;
}

static void
out_text(struct cm_case *c, const char *name, struct cm_str s)
{
	if (s.n)
		cm_out_text(c, name, s);
}

static void
out_row(struct cm_case *c, const struct cm_vas *v, const struct cm_subscription *r)
{
	const struct cm_service *s = cm_services_find(c->services, r->service);
	struct cm_fees fees = cm_holdings_fees(c, &v->held, r->opened_at > v->today ? r->opened_at : v->today);
	int64_t fee;

	cm_out_text(c, "service", r->service);
	if (s)
		cm_out_text(c, "service_name", cm_vas_name(c, s, CM_STR(""), CM_STR("")));
	out_text(c, "tier", r->tier);
	out_text(c, "item", r->item);
	out_text(c, "sp", r->sp);
	cm_out_text(c, "state", cm_subscription_state(r, v->today));
	if (r->opened_at != CM_DAY_NONE)
		cm_out_day(c, "opened_at", r->opened_at);
	if (r->ends != CM_DAY_NONE)
		cm_out_day(c, "ends", r->ends);
	if (cm_fee_of(&fees, r, &fee))
		cm_out_money(c, "fee", fee);
	out_text(c, "order_channel", r->order_channel);
	out_text(c, "command", r->command);
	if (s)
		out_text(c, "bill_item", r->item.n ? s->items_bill_item : s->bill_item);
}

static enum cm_status
list(struct cm_case *c)
{
	const struct cm_vas *v = c->state;
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < v->held.n; i++) {
		if (cm_subscription_ended(&v->held.rows[i], v->today))
			continue;
		out_row(c, v, &v->held.rows[i]);
		st = c->emit(c);
	}
	return st;
}

const struct cm_flow cm_flow_vas_list = {.policy = "vas",
    .gate = "list",
    .facts = cm_vas_facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_offer_names, NULL},
    .offers = true,
    .services = true,
    .gather = gather,
    .apply = list};
