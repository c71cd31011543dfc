/*
 * Whether a line is told how much of its data is left, whether it should have been this month, and what it was told (rows
 * S85, S86): by the rules' own figures of policies/reminders.yaml, when the tree uses that file.
 */
#include "domain/notice.h"
#include "domain/usage.h"
#include "flow/diagnose/diagnose.h"

#include "base/banned.h"

/* Facts of reminders.yaml. */
const char *const cm_diagnose_reminder_names[] = {"has_pack", NULL};

#define KIND "data-" /* so begin the kinds of such notices */

struct reminders {
	struct cm_diagnosis *d;
	const struct cm_service *service;
	const struct cm_tier *tier; /* of today's pack; NULL: none */
	int64_t included, kb; /* KB of this month; included -1: no limit */
	int64_t month; /* its first instant */
	struct cm_str said; /* on, off; none */
	bool big; /* a data card, a netbook */
	bool noticed; /* one was made this month */
	int64_t sent_at; /* of the newest that was sent; 0: none */
};

static enum cm_status
look_at_word(void *ctx, const struct cm_evidence *e)
{
	struct reminders *r = ctx;
	struct cm_case *c = r->d->c;

	if (cm_str_is(e->fact, "reminders") && cm_time_day(e->as_of) >= c->line.owner_since)
		r->said = cm_arena_str(c->arena, e->value);
	if (cm_str_is(e->fact, "terminal_kind"))
		r->big = cm_str_is(e->value, "data_card") || cm_str_is(e->value, "netbook");
	return CM_OK;
}

static enum cm_status
look_at_notice(void *ctx, const struct cm_notice *n)
{
	struct reminders *r = ctx;

	if (!cm_str_begins(n->kind, CM_STR(KIND)) || n->not_before < r->month)
		return CM_OK;
	r->noticed = true;
	if (n->sent_at > r->sent_at)
		r->sent_at = n->sent_at;
	return CM_OK;
}

static void
find_pack(struct reminders *r)
{
	struct cm_diagnosis *d = r->d;
	struct cm_fees fees = cm_holdings_fees(d->c, &d->held, d->today);

	if (r->service)
		cm_fee_pack(&fees, r->service, d->today, &r->tier, &r->included);
}

static bool
is_on(const struct reminders *r)
{
	return r->tier ? !cm_str_is(r->said, "off") : cm_str_is(r->said, "on");
}

/* A day of reminders has come, or what is left of the pack is no more than one is told of. */
static bool
is_due(const struct reminders *r, bool *known)
{
	const struct cm_case *c = r->d->c;
	const struct cm_value *first = cm_diagnose_figure(c, "reminder_first");
	const struct cm_value *low = cm_diagnose_figure(c, r->big ? "low_card" : "low_handset");
	int64_t day = r->d->today - cm_time_day(r->month) + 1, left = r->included - r->kb;

	*known = first && low;
	if (!*known)
		return false;
	return day >= first->i ||
	    (r->tier && r->included >= 0 && (left <= 0 || (left <= low->i * 1024 && r->included > low->i * 1024)));
}

static bool
lacks_pack(const struct cm_diagnosis *d)
{
	int slot = cm_vocabulary_slot(d->c->policy->vocabulary, cm_str(cm_diagnose_reminder_names[0]));

	return slot >= 0 && d->wants[slot] && !d->c->facts[slot].known;
}

static void
set_facts(struct cm_diagnosis *d, const struct reminders *r)
{
	struct cm_case *c = d->c;
	bool known, due = is_due(r, &known);

	if (lacks_pack(d))
		cm_name_bool(c, "has_pack", r->tier != NULL);
	if (cm_diagnose_lacks(d, DG_REMINDERS_ON))
		cm_set_bool(c, DG_REMINDERS_ON, is_on(r));
	if (known && cm_diagnose_lacks(d, DG_DATA_NOTICE_DUE))
		cm_set_bool(c, DG_DATA_NOTICE_DUE, due);
	if (r->noticed && cm_diagnose_lacks(d, DG_DATA_NOTICE_SENT))
		cm_set_bool(c, DG_DATA_NOTICE_SENT, r->sent_at != 0);
	if (r->sent_at && cm_diagnose_lacks(d, DG_DATA_NOTICE_AT))
		cm_set_time(c, DG_DATA_NOTICE_AT, r->sent_at);
}

enum cm_status
cm_diagnose_reminders(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	struct reminders r = {.d = d, .service = cm_services_charging(c->services, CM_STR("data"))};
	int part = c->account.part;
	int64_t line = c->account.line;
	enum cm_status st;

	if (!cm_diagnose_lacks(d, DG_REMINDERS_ON) && !cm_diagnose_lacks(d, DG_DATA_NOTICE_DUE) &&
	    !cm_diagnose_lacks(d, DG_DATA_NOTICE_SENT) && !cm_diagnose_lacks(d, DG_DATA_NOTICE_AT) && !lacks_pack(d))
		return CM_OK;
	r.month = cm_day_start(cm_month_of(d->today).first);
	st = cm_case_load_line(c);
	if (st == CM_OK)
		st = cm_diagnose_held(d);
	find_pack(&r);
	if (st == CM_OK)
		st = cm_evidence_of(c->store, part, line, look_at_word, &r, c->diag);
	if (st == CM_OK)
		st = cm_notices_of(c->store, part, line, look_at_notice, &r, c->diag);
	if (st == CM_OK)
		st = cm_usage_data_kb(c->store, part, line, r.month, c->now + 1, &r.kb, c->diag);
	if (st == CM_OK)
		set_facts(d, &r);
	return st;
}
