/*
 * What an order of cm-vas comes to, against the catalogue and what the line has (rows S53 to S56, S73 to S100): all that
 * policies/vas.yaml asks about. Writes nothing and decides nothing.
 */
#include "base/date.h"
#include "base/money.h"
#include "flow/identity.h"
#include "flow/offer.h"
#include "flow/vas/vas.h"

#include "base/banned.h"

const char *const cm_vas_facts[] = {"service", "tier", "item", "sp", "channel", "campaign", "today", "vas_does", "vas_step",
    "service_status", "service_name", "vas_name", "tier_state", "item_state", "own_phone", "lacks_capability", "unsure_of",
    "lacks_service", "excluded_by", "within_service", "old_vas_name", "dependents", "dependent_count", "fee", "half_month", "service_free",
    "first_time", "effective_at", "ends", "cancel_command", "cancel_to", "cancel_by", "bill_name", "gift", "credit_days",
    "credit_total", "credits_until", "campaign_open", "lang", "state", "terminal", "handset_known", "text", "sms_to", "command_known", "nearest_command",
    "menu", "at", "ahead", "brand", "kb", "count", "seconds", "bill_months", "total", "saving", "voice_spent", "service_held", "data_on", "opening", "offer_count",
    "offer_months", "voice_items", NULL};

static bool
does(const struct cm_case *c, const char *what)
{
	return cm_str_is(cm_get_text(c, VAS_DOES), what);
}

/* ---- what is meant ---- */

/* A service that cannot be had without one: it names no fee of its own, and no price of use. */
static bool
is_priced_by(const struct cm_service *s, unsigned n)
{
	return n && s->fee < 0 && s->use.measure == CM_M_NONE && !s->nrates && !s->unpriced.zh.n;
}

static const char *
choice_state(bool given, bool known, bool needed)
{
	return given ? known ? "known" : "unknown" : needed ? "needed" : "none";
}

/* A name that is said, the catalogue's own word for it: of an item that is ordered by its code, the id. */
static void
find_choice(struct cm_case *c, struct cm_vas *v)
{
	const struct cm_service *s = v->service;
	struct cm_str tier = cm_get_text(c, VAS_TIER), item = cm_get_text(c, VAS_ITEM);

	v->tier = tier.n ? cm_service_tier(s, tier) : NULL;
	v->item = item.n ? cm_service_item(s, item) : NULL;
	v->tier_id = v->tier ? v->tier->id : tier.n ? tier : CM_STR("");
	v->item_id = v->item ? v->item->id : item.n ? item : CM_STR("");
	cm_set_text(c, VAS_TIER_STATE, cm_str(choice_state(tier.n, v->tier, is_priced_by(s, s->ntiers))));
	cm_set_text(c, VAS_ITEM_STATE,
	    cm_str(choice_state(item.n, v->item || s->other_items, is_priced_by(s, s->nitems) && !s->ntiers)));
	cm_set_words(c, VAS_NAME, cm_vas_words(c, s, v->tier_id, v->item_id));
}

static bool
is_meant(const struct cm_case *c, const struct cm_vas *v, const struct cm_subscription *r)
{
	struct cm_str sp = cm_get_text(c, VAS_SP);
	bool whole = !does(c, "subscribe"); /* who ends a service without naming an item means all of it */

	return cm_str_eq(r->service, v->service->id) && (cm_str_eq(r->item, v->item_id) || (whole && !v->item_id.n)) &&
	    (cm_str_eq(r->sp, sp) || (whole && !sp.n));
}

static void
find_rows(const struct cm_case *c, struct cm_vas *v)
{
	v->now = cm_arena_alloc(c->arena, (v->held.n + 1) * sizeof(struct cm_subscription *));
	v->later = cm_arena_alloc(c->arena, (v->held.n + 1) * sizeof(struct cm_subscription *));
	v->parts = cm_arena_alloc(c->arena, (v->held.n + 1) * sizeof(struct cm_subscription *));
	for (unsigned i = 0; i < v->held.n; i++) {
		struct cm_subscription *r = &v->held.rows[i];

		if (cm_subscription_ended(r, v->today))
			continue;
		if (is_meant(c, v, r) && r->opened_at > v->today)
			v->later[v->nlater++] = r;
		else if (is_meant(c, v, r))
			v->now[v->nnow++] = r;
		for (unsigned k = 0; k < v->service->nincludes; k++)
			if (cm_str_eq(r->service, v->service->includes[k]))
				v->parts[v->nparts++] = r;
	}
}

/* ---- what it comes to ---- */

static bool
is_tier(const struct cm_vas *v, const struct cm_subscription *r)
{
	return !v->tier_id.n || cm_str_eq(r->tier, v->tier_id);
}

static enum cm_vas_step
subscribe_step(struct cm_case *c, struct cm_vas *v)
{
	const struct cm_subscription *r = v->nnow ? v->now[0] : NULL;

	if (cm_vas_within(c, &v->held, v->service->id, v->last + 1))
		return CM_VAS_INCLUDED;
	if (!r && cm_vas_within(c, &v->held, v->service->id, v->today)) /* of a bundle that ends with the month */
		return v->nlater ? CM_VAS_SAME : CM_VAS_CHANGE;
	if (!r)
		return v->nlater ? CM_VAS_SAME : v->nparts ? CM_VAS_CHANGE : CM_VAS_OPEN;
	if (is_tier(v, r) && r->ends != CM_DAY_NONE)
		return CM_VAS_KEEP;
	if (is_tier(v, r) || (v->nlater && is_tier(v, v->later[0])))
		return CM_VAS_SAME;
	return CM_VAS_CHANGE;
}

/* Several of a service are ended together when its function is among them: without it there is none of the others. */
static bool
is_whole(const struct cm_vas *v)
{
	bool whole = v->nnow <= 1;

	for (unsigned i = 0; i < v->nnow; i++)
		whole |= !v->now[i]->item.n && !v->now[i]->sp.n;
	return whole;
}

static enum cm_vas_step
cancel_step(struct cm_case *c, struct cm_vas *v)
{
	if (!v->nnow && !v->nlater)
		return cm_vas_within(c, &v->held, v->service->id, v->today) ? CM_VAS_BUNDLED : CM_VAS_ABSENT;
	if (!v->nnow && v->nparts && does(c, "cancel")) /* the bundle has not begun: its parts go on */
		return CM_VAS_KEEP;
	if (v->nnow && !is_tier(v, v->now[0]))
		return v->nlater && is_tier(v, v->later[0]) && does(c, "cancel") ? CM_VAS_KEEP : CM_VAS_ABSENT;
	if (!is_whole(v))
		return CM_VAS_WHICH;
	if (does(c, "cancel") && v->nnow && !v->nlater && v->now[0]->ends != CM_DAY_NONE)
		return CM_VAS_ENDING;
	if ((does(c, "suspend") || does(c, "resume")) &&
	    (!v->nnow || does(c, "resume") != cm_str_is(v->now[0]->state, "suspended")))
		return CM_VAS_IDLE;
	return CM_VAS_ACT;
}

/* ---- what stands in the way ---- */

static void
set_service(struct cm_case *c, int fact, const struct cm_service *s)
{
	if (s && !cm_known(c, fact))
		cm_set_words(c, fact, &s->name);
}

/* Services that it must have, and those that it cannot have beside it, whichever of the two says so. */
void
cm_vas_neighbours(
    struct cm_case *c, const struct cm_subscribed *held, const struct cm_service *s, struct cm_str item, int32_t day)
{
	for (unsigned i = 0; i < s->nwith; i++)
		if (!cm_vas_holds(held, s->with[i], day))
			set_service(c, VAS_LACKS_SERVICE, cm_services_find(c->services, s->with[i]));
	if (item.n && s->fee >= 0 && !cm_vas_holds(held, s->id, day))
		set_service(c, VAS_LACKS_SERVICE, s);
	for (unsigned i = 0; i < c->services->n; i++) {
		const struct cm_service *other = &c->services->services[i];
		bool excluded = false;

		for (unsigned k = 0; k < s->nexcludes; k++)
			excluded |= cm_str_eq(s->excludes[k], other->id);
		for (unsigned k = 0; k < other->nexcludes; k++)
			excluded |= cm_str_eq(other->excludes[k], s->id);
		if (excluded && cm_vas_holds(held, other->id, day))
			set_service(c, VAS_EXCLUDED_BY, other);
	}
}

static bool
depends(const struct cm_service *other, const struct cm_service *s)
{
	for (unsigned k = 0; k < other->nwith; k++)
		if (cm_str_eq(other->with[k], s->id))
			return true;
	return false;
}

/* What the line has that cannot do without this service. */
static void
find_dependents(struct cm_case *c, struct cm_vas *v)
{
	struct cm_str *names = cm_arena_alloc(c->arena, (c->services->n + 1) * sizeof *names);

	v->dropped = cm_arena_alloc(c->arena, (c->services->n + 1) * sizeof *v->dropped);
	v->dependents = cm_arena_alloc(c->arena, (v->held.n + 1) * sizeof(struct cm_subscription *));
	for (unsigned i = 0; i < c->services->n; i++) {
		const struct cm_service *other = &c->services->services[i];
		unsigned before = v->ndependents;

		for (unsigned k = 0; depends(other, v->service) && k < v->held.n; k++)
			if (cm_str_eq(v->held.rows[k].service, other->id) && !cm_subscription_ended(&v->held.rows[k], v->last + 1))
				v->dependents[v->ndependents++] = &v->held.rows[k];
		if (v->ndependents == before)
			continue;
		names[v->ndropped] = cm_offer_text(c, &other->name);
		v->dropped[v->ndropped++] = other->id;
	}
	cm_set_int(c, VAS_DEPENDENT_COUNT, v->ndropped);
	cm_set_list(c, VAS_DEPENDENTS, names, v->ndropped);
}

/* ---- what it costs, and what is given ---- */

/* What the fee of a row is made of: of nothing when something that the line has makes it free. false: it has no price. */
static bool
find_price(const struct cm_case *c, const struct cm_fees *fees, const struct cm_subscription *row, struct cm_vas_priced *p)
{
	*p = (struct cm_vas_priced){.service = cm_services_find(c->services, row->service), .used = cm_used_nothing};
	if (cm_fee_is_free(fees, row))
		return true;
	p->item = row->item.n ? cm_service_item(p->service, row->item) : NULL;
	p->tier = row->tier.n ? cm_service_tier(p->service, row->tier) : NULL;
	p->day = cm_fee_opened(fees, row);
	p->has_base = !p->item;
	return cm_fee_price(fees, row, &p->used, p->item ? &p->extra : &p->base);
}

static void
find_fee(struct cm_case *c, struct cm_vas *v)
{
	struct cm_subscription row = {.service = v->service->id, .tier = v->tier_id, .item = v->item_id, .opened_at = v->today};
	struct cm_fees now = cm_holdings_fees(c, &v->held, v->today), later = cm_holdings_fees(c, &v->held, v->last + 1);
	bool next = v->step == CM_VAS_CHANGE;
	struct cm_vas_priced month;
	int64_t fee;

	v->fee_now = v->fee_later = -1;
	if (v->step == CM_VAS_KEEP)
		row = *v->now[0];
	cm_set_bool(c, VAS_SERVICE_FREE, cm_fee_is_free(&now, &row));
	if (cm_fee_of(&now, &row, &fee))
		v->fee_now = fee;
	if (cm_fee_of(&later, &row, &fee))
		v->fee_later = fee;
	fee = next ? v->fee_later : v->fee_now;
	if (fee >= 0)
		cm_set_money(c, VAS_FEE, fee);
	if (find_price(c, next ? &later : &now, &row, &month))
		cm_vas_explain_facts(c, &month);
	cm_set_bool(c, VAS_HALF_MONTH, !next && v->fee_now >= 0 && v->fee_now < v->fee_later);
	cm_set_text(c, VAS_BILL_NAME, cm_offer_text(c, v->item_id.n ? &v->service->items_bill_name : &v->service->bill_name));
}

static bool
has_earlier(const struct cm_vas *v)
{
	for (unsigned i = 0; i < v->held.n; i++)
		if (cm_str_eq(v->held.rows[i].service, v->service->id))
			return true;
	return false;
}

static enum cm_status
find_campaigns(struct cm_case *c, struct cm_vas *v)
{
	struct cm_str named = cm_get_text(c, VAS_CAMPAIGN), *lines;
	int64_t total = 0;
	int32_t until = v->today;
	unsigned n = 0, most = 1;
	bool open = false;
	enum cm_status st;

	cm_set_bool(c, VAS_FIRST_TIME, !has_earlier(v));
	st = cm_campaigns_take(c, v->service->id, v->tier_id, named, &v->taken);
	for (unsigned i = 0; i < v->taken.n; i++) {
		open |= cm_str_eq(v->taken.all[i]->id, named);
		most += v->taken.all[i]->ncredits;
		if (v->taken.all[i]->gift.zh.n)
			cm_set_text(c, VAS_GIFT, cm_offer_text(c, &v->taken.all[i]->gift));
	}
	cm_set_bool(c, VAS_CAMPAIGN_OPEN, open);
	lines = cm_arena_alloc(c->arena, most * sizeof *lines);
	for (unsigned i = 0; i < v->taken.n; i++)
		for (unsigned k = 0; k < v->taken.all[i]->ncredits; k++) {
			const struct cm_campaign *g = v->taken.all[i];
			struct cm_promise p = cm_campaign_promise(c, g, &g->credits[k], v->fee_now, v->fee_later);

			if (p.amount <= 0 || !cm_money_add(total, p.amount, &total))
				continue;
			until = p.due > until ? p.due : until;
			lines[n++] = cm_campaign_describe(c, &p);
		}
	if (!n)
		return st;
	cm_set_list(c, VAS_CREDITS, lines, n);
	cm_set_money(c, VAS_CREDIT_TOTAL, total);
	cm_set_day(c, VAS_CREDITS_UNTIL, until);
	return st;
}

/* ---- how it is ended ---- */

/* The command's text with {tier} and {item} put in. */
static struct cm_str
fill(struct cm_case *c, struct cm_str text, struct cm_str tier, struct cm_str item)
{
	struct cm_buf b = {0};
	struct cm_str s;

	for (size_t i = 0; i < text.n; i++) {
		struct cm_str rest = {text.p + i, text.n - i};
		bool is_of_tier = rest.n >= 6 && memcmp(rest.p, "{tier}", 6) == 0;

		if (!is_of_tier && !(rest.n >= 6 && memcmp(rest.p, "{item}", 6) == 0)) {
			cm_buf_putc(&b, text.p[i]);
			continue;
		}
		cm_buf_putstr(&b, is_of_tier ? tier : item);
		i += 5;
	}
	s = cm_arena_str(c->arena, cm_buf_str(&b));
	cm_buf_free(&b);
	return s;
}

static bool
fits(const struct cm_sms_command *m, struct cm_str tier, struct cm_str item)
{
	bool wants_tier = memmem(m->text.p, m->text.n, "{tier}", 6), wants_item = memmem(m->text.p, m->text.n, "{item}", 6);

	return m->does == CM_CMD_CANCEL && (!wants_tier || tier.n) && (!wants_item || item.n) &&
	    (!m->tier.n || cm_str_eq(m->tier, tier)) && (!m->item.n || cm_str_eq(m->item, item)) &&
	    (wants_item || m->item.n || !item.n);
}

static enum cm_status
find_way_out(struct cm_case *c, const struct cm_vas *v)
{
	struct cm_str code = v->item && v->item->code.n ? v->item->code : v->item_id;
	const struct cm_sms_command *way = NULL;
	struct cm_record out = c->out;
	enum cm_verdict verdict;
	enum cm_status st;

	for (unsigned i = 0; i < v->service->ncommands && !way; i++)
		if (fits(&v->service->commands[i], v->tier_id, v->item_id))
			way = &v->service->commands[i];
	if (way) {
		cm_set_text(c, VAS_CANCEL_COMMAND, fill(c, way->text, v->tier_id, code));
		cm_set_text(c, VAS_CANCEL_TO, way->to);
	}
	cm_record_init(&c->out, c->arena);
	st = cm_case_tell(c, "way-out", &verdict);
	if (st == CM_OK && cm_record_find(&c->out, CM_STR("script")))
		cm_set_text(c, VAS_CANCEL_BY, cm_record_find(&c->out, CM_STR("script"))->text);
	c->out = out;
	return st;
}

/* ---- all of it ---- */

static void
set_days(struct cm_case *c, const struct cm_vas *v)
{
	bool next = v->step == CM_VAS_CHANGE || (v->step == CM_VAS_ACT && does(c, "cancel"));

	cm_set_day(c, VAS_EFFECTIVE_AT, next ? v->last + 1 : v->today);
	if (v->step == CM_VAS_ACT && does(c, "cancel"))
		cm_set_day(c, VAS_ENDS, v->last);
	else if (v->nnow && v->now[0]->ends != CM_DAY_NONE)
		cm_set_day(c, VAS_ENDS, v->now[0]->ends);
	if (v->nnow || v->nlater)
		cm_set_text(c, VAS_STATE, cm_subscription_state(v->nnow ? v->now[0] : v->later[0], v->today));
	if (v->nnow)
		cm_set_words(c, VAS_OLD_NAME, cm_vas_words(c, v->service, v->now[0]->tier, v->now[0]->item));
	else if (v->nparts)
		set_service(c, VAS_OLD_NAME, cm_services_find(c->services, v->parts[0]->service));
	else
		set_service(c, VAS_OLD_NAME, cm_vas_within(c, &v->held, v->service->id, v->today));
}

static enum cm_status
find_what(struct cm_case *c, struct cm_vas *v)
{
	static const char *const steps[] = {[CM_VAS_OPEN] = "open", [CM_VAS_CHANGE] = "change", [CM_VAS_KEEP] = "keep",
	    [CM_VAS_SAME] = "same", [CM_VAS_INCLUDED] = "included", [CM_VAS_ACT] = "act", [CM_VAS_ENDING] = "ending",
	    [CM_VAS_IDLE] = "idle", [CM_VAS_BUNDLED] = "bundled", [CM_VAS_WHICH] = "which", [CM_VAS_ABSENT] = "absent"};
	bool sells = does(c, "subscribe");
	enum cm_status st = CM_OK;

	find_rows(c, v);
	v->step = sells ? subscribe_step(c, v) : cancel_step(c, v);
	cm_set_text(c, VAS_STEP, cm_str(steps[v->step]));
	set_service(c, VAS_WITHIN, cm_vas_within(c, &v->held, v->service->id, v->today));
	set_service(c, VAS_WITHIN, cm_vas_within(c, &v->held, v->service->id, v->last + 1));
	set_days(c, v);
	if (!sells) {
		find_dependents(c, v);
		return CM_OK;
	}
	if (v->step == CM_VAS_OPEN || v->step == CM_VAS_CHANGE) {
		cm_vas_neighbours(c, &v->held, v->service, v->item_id, v->today);
		st = cm_vas_able(c, v->service);
	}
	find_fee(c, v);
	if (st == CM_OK)
		st = find_campaigns(c, v);
	return st == CM_OK ? find_way_out(c, v) : st;
}

enum cm_status
cm_vas_gather(struct cm_case *c, const char *what)
{
	struct cm_vas *v = cm_arena_alloc(c->arena, sizeof *v);
	enum cm_status st = cm_case_load_line(c);

	c->state = v;
	v->today = cm_time_day(c->now);
	v->last = cm_day_next_month(v->today) - 1;
	v->service = cm_services_find(c->services, cm_get_text(c, VAS_SERVICE));
	cm_set_day(c, VAS_TODAY, v->today);
	cm_set_text(c, VAS_DOES, cm_str(what));
	cm_set_text(c, VAS_STATUS, v->service ? v->service->status : CM_STR("unknown"));
	if (st != CM_OK || !v->service)
		return st;
	set_service(c, VAS_SERVICE_NAME, v->service);
	find_choice(c, v);
	if (!c->has_line)
		return CM_OK;
	st = cm_holdings_subscribed(c, &v->held);
	return st == CM_OK ? find_what(c, v) : st;
}

enum cm_status
cm_vas_order(struct cm_case *c, const char *what)
{
	enum cm_status st = cm_case_line(c);

	cm_set_bool(c, VAS_OWN_PHONE, false); /* whatever channel the record names: that is somebody's word */
	if (st == CM_OK)
		st = cm_identity_gather(c);
	if (st == CM_OK)
		st = cm_campaign_payment(c);
	return st == CM_OK ? cm_vas_gather(c, what) : st;
}
