/*
 * cm-vas recommend (row S53, and "when to offer" of each sheet): what would suit a line, by its last bills, what is known of
 * it, and what the customer says; the best first. A pack is chosen by what the last months would have cost with it. Which
 * service is offered to whom, and in which words, is said by gate `offer` of policies/vas.yaml. Reads only.
 */
#include <stdlib.h>

#include "base/date.h"
#include "base/money.h"
#include "flow/offer.h"
#include "flow/vas/vas.h"

#include "base/banned.h"

#define MONTHS 24 /* bills that are looked at, at most */

struct month { /* of the bills, as far as one service is concerned */
	int32_t month;
	int64_t charged; /* fen */
};

struct advice { /* a row */
	const struct cm_service *service;
	const struct cm_tier *tier; /* the pack that would have been cheapest; NULL: it has none, or nobody knows the use */
	unsigned months; /* that were looked at */
	int64_t total, saving; /* fen: of those months with it; less than what they cost. Without a tier 0 */
	bool held, priced;
	enum cm_verdict verdict;
	unsigned place;
};

struct work {
	struct cm_subscribed held;
	int32_t today, since; /* since: the first month whose bill counts, year * 100 + month */
	struct month months[MONTHS];
	unsigned nmonths, months_of_calls;
	struct advice *rows;
	unsigned n;
};

/* ---- bills ---- */

struct reading {
	struct cm_case *c;
	struct work *w;
	const struct cm_service *service; /* whose lines are added up; NULL: those of calls */
	int32_t before;
};

static bool
is_of(const struct reading *r, struct cm_str item)
{
	if (!r->service)
		return cm_list_has(cm_get_text(r->c, VAS_VOICE_ITEMS), item);
	return cm_str_eq(item, r->service->bill_item) || cm_str_eq(item, r->service->bill_name.zh);
}

static enum cm_status
bill_row(void *ctx, const struct cm_bill_item *b)
{
	struct reading *r = ctx;
	struct work *w = r->w;

	if (b->month >= r->before)
		return CM_OK;
	if (!w->nmonths || w->months[w->nmonths - 1].month != b->month) {
		if (w->nmonths == MONTHS)
			return CM_OK;
		w->months[w->nmonths++] = (struct month){b->month, 0};
	}
	if (is_of(r, b->item) && !cm_money_add(w->months[w->nmonths - 1].charged, b->amount, &w->months[w->nmonths - 1].charged))
		return cm_fail(r->c->diag, CM_DEFECT, "ledger.overflow", "the sum of a bill would not fit");
	return CM_OK;
}

static enum cm_status
read_bills(struct cm_case *c, struct work *w, const struct cm_service *s)
{
	struct reading r = {c, w, s, cm_month_of(w->today).month};

	w->nmonths = 0;
	return cm_bills_of(c->store, c->account.part, c->account.line, w->since, bill_row, &r, c->diag);
}

static enum cm_status
find_calls(struct cm_case *c, struct work *w)
{
	enum cm_status st = read_bills(c, w, NULL);
	int64_t sum = 0;

	w->months_of_calls = w->nmonths;
	for (unsigned i = 0; i < w->nmonths; i++)
		if (!cm_money_add(sum, w->months[i].charged, &sum))
			return CM_OK;
	if (w->nmonths)
		cm_set_money(c, VAS_VOICE_SPENT, sum / w->nmonths);
	return st;
}

/* ---- packs ---- */

static struct cm_used
in_measure(const struct cm_rate *r, int64_t n)
{
	struct cm_used used = {-1, -1, -1, {0}};

	*(r->measure == CM_M_KB ? &used.kb : r->measure == CM_M_SECONDS ? &used.seconds : &used.count) = n;
	return used;
}

/* What the service counts by when no pack is there. */
static const struct cm_rate *
plain_rate(const struct cm_service *s)
{
	return s->use.measure ? &s->use : s->nrates && s->rates[0].measure ? &s->rates[0] : NULL;
}

static bool
is_pack(const struct cm_tier *t)
{
	return t->includes > 0 && !t->use.measure;
}

static bool
is_other(const struct cm_tier *t, const struct cm_tier *not_this)
{
	return t != not_this && is_pack(t) && t->fee > 0;
}

/* Whether one pack holds so much and costs less than so many fen. */
static bool
covers(const struct cm_service *s, const struct cm_tier *not_this, int64_t needed, int64_t fen)
{
	for (unsigned i = 0; i < s->ntiers; i++)
		if (is_other(&s->tiers[i], not_this) && s->tiers[i].fee < fen && s->tiers[i].includes >= needed)
			return true;
	return false;
}

/*
 * Equal packs, with or without another one, hold as much and cost less (row S90). Never proposed for a use that is only
 * guessed from bills; who says how much it will be is told what costs least, as packs cannot be had side by side.
 */
static bool
is_dominated(const struct cm_service *s, const struct cm_tier *t)
{
	for (unsigned i = 0; i < s->ntiers; i++)
		for (int64_t n = 0; is_other(&s->tiers[i], t) && n * s->tiers[i].fee < t->fee; n++)
			if (n * s->tiers[i].includes >= t->includes ||
			    covers(s, t, t->includes - n * s->tiers[i].includes, t->fee - n * s->tiers[i].fee))
				return true;
	return false;
}

/* How much was used, of what was charged with this pack or without one. What a pack included nobody saw: all of it. */
static int64_t
quantity(const struct cm_service *s, const struct cm_tier *had, int64_t charged)
{
	const struct cm_rate *r = had ? s->beyond.measure ? &s->beyond : plain_rate(s) : plain_rate(s);
	int64_t beyond = had ? charged - had->fee : charged, n;

	if (beyond <= 0 || !r->price)
		return had ? had->includes : 0;
	return cm_money_scale(beyond, r->per, r->price, &n) ? n + (had ? had->includes : 0) : 0;
}

static bool
cost(const struct cm_service *s, const struct cm_tier *t, const int64_t *used, unsigned n, int64_t *total)
{
	struct cm_price p;

	*total = 0;
	for (unsigned i = 0; i < n; i++) {
		struct cm_used u = in_measure(plain_rate(s), used[i]);

		if (!cm_service_price(s, t, NULL, 0, &u, &p) || !cm_money_add(*total, p.total, total))
			return false;
	}
	return true;
}

static const struct cm_tier *
tier_held(const struct work *w, const struct cm_service *s)
{
	for (unsigned i = 0; i < w->held.n; i++)
		if (cm_str_eq(w->held.rows[i].service, s->id) && w->held.rows[i].tier.n &&
		    cm_subscription_holds(&w->held.rows[i], w->today))
			return cm_service_tier(s, w->held.rows[i].tier);
	return NULL;
}

/* What the customer says of a month counts more than the bills. */
static bool
said(const struct cm_case *c, const struct cm_rate *r, int64_t *used)
{
	int fact = r->measure == CM_M_KB ? VAS_KB : r->measure == CM_M_SECONDS ? VAS_SECONDS : VAS_COUNT;

	if (!cm_known(c, fact) || cm_get_int(c, fact) < 0)
		return false;
	*used = cm_get_int(c, fact);
	return true;
}

static enum cm_status
choose_pack(struct cm_case *c, struct work *w, struct advice *a)
{
	const struct cm_service *s = a->service;
	const struct cm_tier *had = tier_held(w, s);
	int64_t used[MONTHS], now, with;
	enum cm_status st = read_bills(c, w, s);
	bool exact = said(c, plain_rate(s), used);

	a->months = exact ? 1 : w->nmonths;
	for (unsigned i = 0; !exact && i < w->nmonths; i++)
		used[i] = quantity(s, had, w->months[i].charged);
	if (st != CM_OK || !a->months || !cost(s, had, used, a->months, &now))
		return st;
	for (unsigned i = 0; i < s->ntiers; i++) {
		if (!is_pack(&s->tiers[i]) || (!exact && is_dominated(s, &s->tiers[i])) ||
		    !cost(s, &s->tiers[i], used, a->months, &with) || (a->priced && with >= a->total))
			continue;
		a->tier = &s->tiers[i];
		a->total = with;
		a->saving = now - with;
		a->priced = true;
	}
	return CM_OK;
}

/* ---- a row's facts, and what the rules say ---- */

static enum cm_status
set_facts(struct cm_case *c, struct work *w, const struct advice *a)
{
	static const int of_a_row[] = {VAS_TIER, VAS_LACKS_CAPABILITY, VAS_UNSURE_OF, VAS_LACKS_SERVICE, VAS_EXCLUDED_BY,
	    VAS_FEE, VAS_TOTAL, VAS_SAVING, VAS_OPENING, VAS_BILL_NAME};
	const struct cm_service *s = a->service;
	struct cm_subscription row = {
	    .service = s->id, .tier = a->tier ? a->tier->id : CM_STR(""), .item = CM_STR(""), .opened_at = CM_DAY_NONE};
	struct cm_fees fees = cm_holdings_fees(c, &w->held, w->today);
	int64_t fee;

	for (unsigned i = 0; i < sizeof of_a_row / sizeof *of_a_row; i++)
		cm_forget(c, of_a_row[i]);
	c->nasks = 0;
	cm_set_text(c, VAS_SERVICE, s->id);
	cm_set_words(c, VAS_SERVICE_NAME, &s->name);
	cm_set_words(c, VAS_NAME, cm_vas_words(c, s, row.tier, row.item));
	cm_set_text(c, VAS_TIER, row.tier);
	cm_set_text(c, VAS_OPENING, cm_offer_text(c, &s->sheet[CM_HEADING_OPENING]));
	cm_set_text(c, VAS_BILL_NAME, cm_offer_text(c, &s->bill_name));
	cm_set_bool(c, VAS_HELD, a->held);
	cm_set_bool(c, VAS_SERVICE_FREE, cm_fee_is_free(&fees, &row));
	if (cm_fee_of(&fees, &row, &fee))
		cm_set_money(c, VAS_FEE, fee);
	if (a->priced) {
		cm_set_money(c, VAS_TOTAL, a->total);
		cm_set_money(c, VAS_SAVING, a->saving);
	}
	cm_set_int(c, VAS_BILL_MONTHS, a->months);
	cm_vas_neighbours(c, &w->held, s, row.item, w->today);
	return cm_vas_able(c, s);
}

static enum cm_status
judge(struct cm_case *c, struct work *w, struct advice *a)
{
	enum cm_status st = CM_OK;

	a->held = cm_vas_holds(&w->held, a->service->id, w->today) || cm_vas_within(c, &w->held, a->service->id, w->today);
	a->months = w->months_of_calls;
	if (a->service->ntiers && plain_rate(a->service))
		st = choose_pack(c, w, a);
	if (st == CM_OK)
		st = set_facts(c, w, a);
	if (st == CM_OK)
		st = cm_case_tell(c, "offer", &a->verdict);
	cm_record_init(&c->out, c->arena);
	return st;
}

static int
best_first(const void *x, const void *y)
{
	const struct advice *a = x, *b = y;

	if (a->verdict != b->verdict)
		return a->verdict < b->verdict ? -1 : 1;
	if (a->saving != b->saving)
		return a->saving > b->saving ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

/* ---- the flow ---- */

/* Which services could be offered, before the gate is asked: that there are none is its to say. */
static enum cm_status
judge_all(struct cm_case *c, struct work *w)
{
	struct cm_str wanted = cm_get_text(c, VAS_SERVICE);
	enum cm_status st = CM_OK;

	w->rows = cm_arena_alloc(c->arena, (c->services->n + 1) * sizeof *w->rows);
	for (unsigned i = 0; st == CM_OK && i < c->services->n; i++) {
		const struct cm_service *s = &c->services->services[i];
		struct advice *a = &w->rows[w->n];

		if (!cm_service_sold(s) || (wanted.n && !cm_str_eq(wanted, s->id)))
			continue;
		*a = (struct advice){.service = s, .place = i};
		st = judge(c, w, a);
		if (a->verdict == CM_ALLOW || a->verdict == CM_UNDECIDED)
			w->n++;
	}
	qsort(w->rows, w->n, sizeof *w->rows, best_first);
	cm_set_int(c, VAS_OFFER_COUNT, w->n);
	c->nasks = 0;
	return st;
}

static enum cm_status
gather(struct cm_case *c)
{
	struct work *w = cm_arena_alloc(c->arena, sizeof *w);
	const struct cm_service *data;
	int64_t most = cm_get_int(c, VAS_OFFER_MONTHS);
	enum cm_status st = cm_case_line(c);

	c->state = w;
	w->today = cm_time_day(c->now);
	w->since = cm_month_of(cm_day_add_months(w->today, -(int)(most < 1 ? 1 : most > MONTHS ? MONTHS : most))).month;
	cm_set_day(c, VAS_TODAY, w->today);
	if (st == CM_OK)
		st = cm_case_load_line(c);
	if (st != CM_OK || !c->has_line)
		return st;
	if (c->line.brand.n)
		cm_set_text(c, VAS_BRAND, c->line.brand);
	st = cm_holdings_subscribed(c, &w->held);
	data = cm_services_charging(c->services, CM_STR("data"));
	cm_set_bool(c, VAS_DATA_ON, data && cm_vas_holds(&w->held, data->id, w->today));
	if (st == CM_OK)
		st = find_calls(c, w);
	return st == CM_OK ? judge_all(c, w) : st;
}

static enum cm_status
emit(struct cm_case *c, struct work *w, const struct advice *a)
{
	enum cm_verdict verdict;
	enum cm_status st = set_facts(c, w, a);

	cm_out_text(c, "service", a->service->id);
	cm_out_text(c, "service_name", cm_vas_name(c, a->service, a->tier ? a->tier->id : CM_STR(""), CM_STR("")));
	if (a->tier)
		cm_out_text(c, "tier", a->tier->id);
	if (a->verdict == CM_ALLOW)
		cm_out_bool(c, "recommended", true);
	if (cm_known(c, VAS_FEE))
		cm_out_money(c, "fee", cm_get_int(c, VAS_FEE));
	if (a->priced) {
		cm_out_money(c, "total", a->total);
		cm_out_money(c, "saving", a->saving);
	}
	if (cm_known(c, VAS_OPENING))
		cm_out_text(c, "opening", cm_get_text(c, VAS_OPENING));
	if (st == CM_OK)
		st = cm_case_tell(c, "offer", &verdict);
	return st == CM_OK ? c->emit(c) : st;
}

static enum cm_status
recommend(struct cm_case *c)
{
	struct work *w = c->state;
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < w->n; i++)
		st = emit(c, w, &w->rows[i]);
	return st;
}

const struct cm_flow cm_flow_vas_recommend = {.policy = "vas",
    .gate = "recommend",
    .facts = cm_vas_facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_offer_names, NULL},
    .offers = true,
    .services = true,
    .gather = gather,
    .apply = recommend};
