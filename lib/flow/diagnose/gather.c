/*
 * What the trees of a report want to know: what the report says itself, what the store has, and of the rest what platforms
 * outside said not too long ago. Looks up nothing that no tree asks for. Writes nothing and decides nothing.
 */
#include "domain/ticket.h"
#include "domain/usage.h"
#include "flow/diagnose/diagnose.h"

#include "base/banned.h"

const char *const cm_diagnose_facts[] = {"service", "service_said", "service_known", "service_near", "service_draft", "symptom",
    "symptom_count", "symptom_odd", "symptom_near", "symptom_unread", "symptoms", "open_count", "referred_count", "problem", "problem_tickets",
    "problem_customers",
    "today", "lang", "line_state", "brand", "vip_level", "sms_stopped_antispam", "sms_stopped_by", "sms_stopped_at",
    "sms_stopped_reason", "data_stopped_by", "data_stopped_at", "refreshed", "refreshed_days", "tone_code", "tone_central",
    "sms_in_hour", "sms_in_day", "mms_size_kb", "data_records", "data_url", "data_used_at", "csd_records",
    "down_only_records", "suspect_records", "suspect_since", "suspect_until", "data_capped", "reminders_on",
    "data_notice_due", "data_notice_sent", "data_notice_at", "data_notice_text", "month", "lookup_after", "refund_back", "refund_over", "sp_order_count", "sp_orders",
    "sp_overcharge", "unusual_count", "unusual_item", "unusual_name", "unusual_charged", "unusual_usual", "unusual_of",
    "rural_outage", "size_max", "antispam_operators", "central_tones", "refresh_days", "usage_days", "stale_after", "problem_hours", "problem_least",
    "refund_doubt_step", NULL};

const struct cm_value *
cm_diagnose_figure(const struct cm_case *c, const char *id)
{
	int slot = cm_vocabulary_slot(c->policy->vocabulary, cm_str(id));

	return slot < 0 ? NULL : c->policy->vocabulary->facts[slot].value;
}

/* ---- what is wanted ---- */

static void
want(struct cm_diagnosis *d)
{
	const struct cm_vocabulary *v = d->c->policy->vocabulary;

	d->wants = cm_arena_alloc(d->c->arena, v->n);
	d->stale = cm_arena_alloc(d->c->arena, v->n);
	for (unsigned i = 0; i < d->n; i++) {
		const struct cm_tree *t = d->trees[i].tree->tree;

		for (unsigned k = 0; k < t->nfacts; k++)
			d->wants[t->facts[k]] = 1;
	}
}

bool
cm_diagnose_asks(const struct cm_diagnosis *d, unsigned i, int fact)
{
	const struct cm_tree *t = d->trees[i].tree->tree;

	for (unsigned k = 0; k < t->nfacts; k++)
		if (t->facts[k] == d->c->slots[fact])
			return true;
	return false;
}

/* ---- what the report says ---- */

/* False: the value is none that the fact can have, and the record is answered. */
static bool
read_field(struct cm_case *c, const struct cm_field *field, int slot)
{
	const struct cm_fact *f = &c->policy->vocabulary->facts[slot];
	struct cm_str text = field->text, items[64];
	const char *code = "field.malformed", *why = "not a list of at most 64 texts";
	int n = f->type == CM_T_LIST ? cm_field_list(field, items, 64, c->arena) : 0;
	bool fine = n >= 0 && n <= 64;

	if (f->type == CM_T_LIST && fine)
		text = cm_arena_list(c->arena, items, (unsigned)n);
	if (fine && cm_fact_read(f, text, &c->facts[slot], &code, &why, c->arena) == CM_OK)
		return true;
	cm_case_invalid(c, code, cm_arena_printf(c->arena, "%.*s: %s", (int)f->id.n, f->id.p, why));
	return false;
}

static bool
read_report(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;

	for (unsigned i = 0; i < c->record->n; i++) {
		const struct cm_field *f = &c->record->fields[i];
		int slot = f->kind == CM_NULL || !f->text.n ? -1 : cm_vocabulary_slot(c->policy->vocabulary, f->name);

		if (slot >= 0 && d->wants[slot] && !c->facts[slot].known && !read_field(c, f, slot))
			return false;
	}
	return true;
}

struct cm_month
cm_diagnose_month(const struct cm_diagnosis *d)
{
	struct cm_month m = cm_month_of(d->today);

	if (cm_known(d->c, DG_MONTH))
		cm_month_parse(cm_get_text(d->c, DG_MONTH), &m);
	return m;
}

/* False: it is none, or is still to come, and the record is answered: nothing was used or charged in it. */
static bool
month_fits(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	struct cm_month m;

	if (!cm_known(c, DG_MONTH))
		return true;
	if (!cm_month_parse(cm_get_text(c, DG_MONTH), &m))
		cm_case_invalid(c, "field.malformed", "month: expected a month such as 2010-04, from 1900 on");
	else if (m.first > d->today)
		cm_case_invalid(c, "field.malformed", "month: has not begun yet");
	else
		return true;
	return false;
}

/* ---- what platforms outside said ---- */

/* Seconds for which a word of a fact is worth something. */
static int64_t
worth(struct cm_case *c, const struct cm_fact *f)
{
	const struct cm_value *own = cm_diagnose_figure(c, cm_arena_printf(c->arena, "stale_%.*s", (int)f->id.n, f->id.p));

	return (own ? own->i : cm_get_int(c, DG_STALE_AFTER)) * 3600;
}

/* A value that the vocabulary does not have is not understood, and so unknown. */
static enum cm_status
look_at_evidence(void *ctx, const struct cm_evidence *e)
{
	struct cm_diagnosis *d = ctx;
	struct cm_case *c = d->c;
	int slot = cm_vocabulary_slot(c->policy->vocabulary, e->fact);
	const struct cm_fact *f = slot < 0 ? NULL : &c->policy->vocabulary->facts[slot];
	const char *code, *why;

	if (!f || !d->wants[slot] || c->facts[slot].known || f->value)
		return CM_OK;
	if (e->as_of < c->now - worth(c, f) || e->as_of > c->now + worth(c, f)) { /* or the clocks disagree */
		d->stale[slot] = 1;
		return CM_OK;
	}
	if (cm_fact_read(f, cm_arena_str(c->arena, e->value), &c->facts[slot], &code, &why, c->arena) != CM_OK)
		c->facts[slot].known = false;
	return CM_OK;
}

/* ---- beside the line ---- */

#define OUTAGE "rural_info.outage" /* the cause by which tickets of it are known */

enum cm_status
cm_diagnose_tickets(struct cm_diagnosis *d, struct cm_str cause, struct cm_alike *alike)
{
	struct cm_case *c = d->c;

	return cm_tickets_of_cause(
	    c->store, cause, c->now - cm_get_int(c, DG_PROBLEM_HOURS) * 3600, NULL, alike, c->arena, c->diag);
}

/* A platform of which many have said so is out of order; that few have proves nothing. */
static enum cm_status
find_outage(struct cm_diagnosis *d)
{
	struct cm_alike alike = {0};
	enum cm_status st;

	if (!cm_diagnose_lacks(d, DG_RURAL_OUTAGE))
		return CM_OK;
	st = cm_diagnose_tickets(d, CM_STR(OUTAGE), &alike);
	if (alike.customers && alike.customers >= cm_get_int(d->c, DG_PROBLEM_LEAST))
		cm_set_bool(d->c, DG_RURAL_OUTAGE, true);
	return st;
}

/* What one piece may have, by the catalogue: of the service whose tree asks, which need not be the first of the report. */
static void
find_size(struct cm_diagnosis *d)
{
	for (unsigned i = 0; i < d->n && cm_diagnose_lacks(d, DG_SIZE_MAX); i++) {
		const struct cm_service *s = cm_services_find(d->c->services, d->trees[i].of->service);

		if (s && s->size_max >= 0 && cm_diagnose_asks(d, i, DG_SIZE_MAX))
			cm_set_int(d->c, DG_SIZE_MAX, s->size_max);
	}
}

/* Whether the code is one of the central platform's, whoever said it. */
static void
find_tone(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;

	if (cm_diagnose_lacks(d, DG_TONE_CENTRAL) && cm_known(c, DG_TONE_CODE))
		cm_set_bool(c, DG_TONE_CENTRAL, cm_str_begins(cm_get_text(c, DG_TONE_CODE), cm_get_text(c, DG_CENTRAL_TONES)));
}

/* The month in question is the report's, else this one: what a refund is about, unless a bill was looked at. */
static void
find_month(struct cm_diagnosis *d)
{
	if (cm_diagnose_lacks(d, DG_MONTH)) {
		int y, m, day;

		cm_day_split(d->today, &y, &m, &day);
		cm_set_text(d->c, DG_MONTH, cm_str(cm_arena_printf(d->c->arena, "%04d-%02d", y, m)));
	}
}

/* From when on a refund can be seen: some days from now, or from the close of the month when that is still to come. */
static enum cm_status
find_lookup(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	int32_t from = d->today;
	const struct cm_value *days;
	struct cm_month m;
	bool closed = true;
	enum cm_status st = CM_OK;

	if (!cm_diagnose_lacks(d, DG_LOOKUP_AFTER))
		return CM_OK;
	days = cm_diagnose_figure(c, "refund_days");
	if (!days || !cm_month_parse(cm_get_text(c, DG_MONTH), &m))
		return CM_OK;
	if (c->has_account)
		st = cm_usage_closed(c->store, c->account.part, c->account.line, cm_day_start(m.first), &closed, c->diag);
	if (!closed && m.last >= from)
		from = m.last + 1;
	cm_set_day(c, DG_LOOKUP_AFTER, from + (int32_t)days->i);
	return st;
}

static bool
lacks_any(const struct cm_diagnosis *d)
{
	for (unsigned i = 0; i < d->n; i++) {
		const struct cm_tree *t = d->trees[i].tree->tree;

		for (unsigned k = 0; k < t->nfacts; k++)
			if (!d->c->facts[t->facts[k]].known)
				return true;
	}
	return false;
}

static enum cm_status
gather_line(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	enum cm_status st = CM_OK;

	if (cm_diagnose_lacks(d, DG_LINE_STATE))
		cm_set_text(c, DG_LINE_STATE, cm_str(cm_line_status_name(c->account.status)));
	if (cm_diagnose_lacks(d, DG_BRAND) || cm_diagnose_lacks(d, DG_VIP_LEVEL)) {
		st = cm_case_load_line(c);
		cm_set_text(c, DG_BRAND, c->line.brand);
		cm_set_text(c, DG_VIP_LEVEL, c->line.vip_level);
	}
	if (st == CM_OK)
		st = cm_diagnose_states(d);
	if (st == CM_OK)
		st = cm_diagnose_use(d);
	if (st == CM_OK)
		st = cm_diagnose_reminders(d);
	if (st == CM_OK)
		st = cm_diagnose_bill(d);
	return st == CM_OK && lacks_any(d) ? cm_evidence_of(c->store, c->account.part, c->account.line, look_at_evidence, d, c->diag) : st;
}

enum cm_status
cm_diagnose_held(struct cm_diagnosis *d)
{
	if (d->held_known)
		return CM_OK;
	d->held_known = true;
	return cm_holdings_subscribed(d->c, &d->held);
}

enum cm_status
cm_diagnose_gather(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	enum cm_status st = CM_OK;

	want(d);
	if (!read_report(d) || !month_fits(d))
		return CM_OK;
	cm_set_day(c, DG_TODAY, d->today);
	if (c->has_account)
		st = gather_line(d);
	find_month(d);
	if (st == CM_OK)
		st = find_lookup(d);
	find_tone(d);
	find_size(d);
	return st == CM_OK ? find_outage(d) : st;
}
