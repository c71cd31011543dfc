/*
 * cm-vas remind: what a line used of its data this month, and what is left of its pack, told by message (deck, mobile data;
 * rows S85, S86). Each notice goes once for a line and month: those that the month has seen are facts, and the policy
 * leaves no second one. cm-vas reminders: whether a line wants them; a pack brings them, others ask.
 */
#include "base/date.h"
#include "domain/usage.h"
#include "flow/holdings.h"
#include "flow/notify/notify.h"
#include "flow/service.h"
#include "flow/vas/remind.h"

#include "base/banned.h"

enum {
	MSISDN,
	REMINDERS,
	REMINDERS_SAID,
	HAS_PACK,
	PACK_FEE,
	TERMINAL_KIND,
	DAY_OF_MONTH,
	DATA_SINCE,
	INCLUDED_KB,
	LEFT_KB,
	USED,
	LEFT,
	USED_TOLD,
	LOW_TOLD,
	EMPTY_TOLD,
	REMINDER_SERVICE
};

static const char *const facts[] = {"msisdn", "reminders", "reminders_said", "has_pack", "pack_fee", "terminal_kind",
    "day_of_month", "data_since", "included_kb", "left_kb", "used", "left", "used_told", "low_told",
    "empty_told", "reminder_service", NULL};

/* The notices by their kinds: policies/notify.yaml has a text for each. */
static const struct {
	const char *kind;
	int told;
} kinds[] = {{"data-used", USED_TOLD}, {"data-used-plain", USED_TOLD}, {"data-low", LOW_TOLD}, {"data-empty", EMPTY_TOLD}};

/* ---- what it has ---- */

struct looking {
	struct cm_case *c;
	const struct cm_service *service;
	const struct cm_tier *tier; /* of today's pack; NULL: none */
	int32_t today, since; /* since: the pack's first day, or that on which reminders were asked for */
	int64_t month, kb; /* month: its first instant */
	int64_t included; /* KB of this month, by the pack; -1: no limit */
};

static void
find_pack(struct looking *l, const struct cm_subscribed *held)
{
	struct cm_fees fees = {
	    .services = l->c->services, .rows = held->rows, .n = held->n, .month = cm_month_of(l->today)};
	const struct cm_subscription *pack = cm_fee_pack(&fees, l->service, l->today, &l->tier, &l->included);

	if (pack)
		l->since = pack->opened_at;
}

/* The word of a former owner is not this one's. */
static enum cm_status
word(void *ctx, const struct cm_evidence *e)
{
	struct looking *l = ctx;
	int32_t said = cm_time_day(e->as_of);

	if (cm_str_is(e->fact, "terminal_kind"))
		cm_set_text(l->c, TERMINAL_KIND, cm_arena_str(l->c->arena, e->value));
	if (cm_str_is(e->fact, "reminders") && said >= l->c->line.owner_since) {
		cm_set_text(l->c, REMINDERS_SAID, cm_arena_str(l->c->arena, e->value));
		if (!l->tier)
			l->since = said;
	}
	return CM_OK;
}

/* ---- what it was told this month ---- */

static void
set_told(struct looking *l, int fact, int day)
{
	if (fact != USED_TOLD)
		cm_set_bool(l->c, fact, true);
	else if (day > cm_get_int(l->c, fact))
		cm_set_int(l->c, fact, day);
}

/* A notice may wait over midnight: its day is that of the operation that left it. */
static enum cm_status
told(void *ctx, const struct cm_notice *n)
{
	struct looking *l = ctx;
	struct cm_case *c = l->c;
	struct cm_operation op;
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && n->not_before >= l->month && i < sizeof kinds / sizeof *kinds; i++) {
		if (!cm_str_is(n->kind, kinds[i].kind))
			continue;
		st = cm_operation_get(c->store, n->part, n->seq, &op, c->arena, c->diag);
		if (st == CM_OK && op.at >= l->month)
			set_told(l, kinds[i].told, cm_time_day(op.at) - cm_time_day(l->month) + 1);
	}
	return st == CM_END ? cm_fail(c->diag, CM_DEFECT, "store.orphan", "a notice without its operation: part %d", n->part) : st;
}

static enum cm_status
look_at_line(struct looking *l)
{
	struct cm_case *c = l->c;
	int part = c->account.part;
	int64_t line = c->account.line;
	struct cm_subscribed held = {0};
	enum cm_status st = cm_case_load_line(c);

	if (st == CM_OK)
		st = cm_holdings_subscribed(c, &held);
	find_pack(l, &held);
	if (st == CM_OK)
		st = cm_evidence_of(c->store, part, line, word, l, c->diag);
	cm_set_bool(c, HAS_PACK, l->tier != NULL);
	if (l->tier)
		cm_set_money(c, PACK_FEE, l->tier->fee);
	return st;
}

static enum cm_status
look_at_month(struct looking *l)
{
	struct cm_case *c = l->c;
	int part = c->account.part;
	int64_t line = c->account.line;
	int32_t next = cm_day_next_month(l->today);
	enum cm_status st = cm_usage_data_kb(c->store, part, line, l->month, cm_day_start(next), &l->kb, c->diag);

	cm_set_int(c, USED_TOLD, 0);
	cm_set_bool(c, LOW_TOLD, false);
	cm_set_bool(c, EMPTY_TOLD, false);
	return st == CM_OK ? cm_notices_of(c->store, part, line, told, l, c->diag) : st;
}

/* Days of the month are counted from 1; what began before it has 0. */
static void
set_month(struct looking *l)
{
	struct cm_case *c = l->c;
	int32_t first = cm_time_day(l->month);
	int since = l->since >= first ? l->since - first + 1 : 0;

	cm_set_int(c, DAY_OF_MONTH, l->today - first + 1);
	cm_set_int(c, DATA_SINCE, since);
	cm_set_text(c, USED, cm_volume_text(c->arena, l->kb));
	cm_out_text(c, "used", cm_get_text(c, USED));
	if (!l->tier || l->included < 0)
		return;
	cm_set_int(c, INCLUDED_KB, l->included);
	cm_set_int(c, LEFT_KB, l->included - l->kb);
	cm_set_text(c, LEFT, cm_volume_text(c->arena, l->included > l->kb ? l->included - l->kb : 0));
	cm_out_text(c, "left", cm_get_text(c, LEFT));
}

static enum cm_status
start(struct cm_case *c, struct looking *l)
{
	int y, m, d;

	*l = (struct looking){.c = c, .today = cm_time_day(c->now), .since = CM_DAY_NONE,
	    .service = cm_services_find(c->services, cm_get_text(c, REMINDER_SERVICE))};
	if (!l->service)
		return cm_fail(c->diag, CM_CONFIG, "policy.value", "reminder_service: the catalogue has no such service");
	cm_day_split(l->today, &y, &m, &d);
	l->month = cm_day_start(l->today - d + 1);
	return CM_OK;
}

/* ---- remind ---- */

static enum cm_status
gather(struct cm_case *c)
{
	struct looking l;
	enum cm_status st = start(c, &l);

	if (st == CM_OK)
		st = cm_case_line(c);
	c->skipped = st == CM_OK && !c->has_account;
	if (st != CM_OK || c->skipped)
		return st;
	st = look_at_line(&l);
	if (st == CM_OK)
		st = look_at_month(&l);
	if (st != CM_OK)
		return st;
	set_month(&l);
	c->skipped = !cm_case_lets(c, "due");
	return CM_OK;
}

/* The notices are those of the rules that fired, and written with the operation. */
static enum cm_status
apply(struct cm_case *c)
{
	struct cm_str sent[sizeof kinds / sizeof *kinds];
	unsigned n = 0;

	for (unsigned i = 0; i < c->decision.nfired; i++)
		for (unsigned k = 0; k < c->decision.fired[i].rule->nnotices && n < sizeof sent / sizeof *sent; k++)
			sent[n++] = cm_notice_kind(c->decision.fired[i].rule->notices[k]);
	cm_out_list(c, "notices", sent, n);
	return CM_OK;
}

static const char *const *const helpers[] = {cm_case_line_names, NULL};

const struct cm_flow cm_flow_vas_remind = {.policy = "reminders", .gate = "remind", .facts = facts, .helpers = helpers,
    .services = true, .answers = CM_ANSWERS_DONE, .gather = gather, .apply = apply};

/* ---- reminders on or off ---- */

static enum cm_status
gather_wish(struct cm_case *c)
{
	struct looking l;
	enum cm_status st = start(c, &l);

	if (st == CM_OK)
		st = cm_case_line(c);
	return st == CM_OK && c->has_account ? look_at_line(&l) : st;
}

static enum cm_status
apply_wish(struct cm_case *c)
{
	struct cm_evidence ev = {CM_STR("reminders"), cm_get_text(c, REMINDERS), c->now};

	cm_change_note(c, "reminders", cm_get_text(c, REMINDERS_SAID), ev.value);
	return cm_evidence_put(c->store, c->account.part, c->account.line, &ev, c->diag);
}

const struct cm_flow cm_flow_vas_reminders = {.policy = "reminders", .gate = "wish", .facts = facts, .helpers = helpers,
    .services = true, .gather = gather_wish, .apply = apply_wish};
