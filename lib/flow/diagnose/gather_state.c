/*
 * How a line's functions stand, and who stopped or refreshed them: by what the line subscribes to, else by the history of
 * the systems outside, whose last word counts. Of what neither of them speaks nothing is said: evidence may.
 */
#include "domain/history.h"
#include "flow/diagnose/diagnose.h"
#include "flow/offer.h"

#include "base/banned.h"

#define STATE "_state" /* behind a service's name: the fact of it */

struct cm_history_rows {
	struct cm_history *rows; /* oldest first */
	unsigned n, room;
	struct cm_arena *arena;
};

static enum cm_status
keep(void *ctx, const struct cm_history *h)
{
	struct cm_history_rows *all = ctx;
	struct cm_history *row;

	all->rows = cm_arena_grow(all->arena, all->rows, all->n, &all->room, sizeof *all->rows);
	row = &all->rows[all->n++];
	*row = (struct cm_history){.at = h->at, .event = cm_arena_str(all->arena, h->event),
	    .service = cm_arena_str(all->arena, h->service), .operator_id = cm_arena_str(all->arena, h->operator_id),
	    .reason = cm_arena_str(all->arena, h->reason)};
	return CM_OK;
}

static enum cm_status
read_history(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;

	if (d->history)
		return CM_OK;
	d->history = cm_arena_alloc(c->arena, sizeof *d->history);
	d->history->arena = c->arena;
	return cm_history_of(
	    c->store, c->account.part, c->account.line, INT64_MIN, c->now + 1, keep, d->history, c->diag);
}

/* The last of a service's events, one of which is `event` (empty: any); what befell the line befell its services. */
static const struct cm_history *
last_event(const struct cm_diagnosis *d, struct cm_str service, const char *event)
{
	for (unsigned i = d->history->n; i-- > 0;) {
		const struct cm_history *h = &d->history->rows[i];

		if ((!h->service.n || cm_str_eq(h->service, service)) && (!*event || cm_str_is(h->event, event)))
			return h;
	}
	return NULL;
}

/* ---- what was done here ---- */

struct deed { /* the last operation of a verb of cm-vas on a service */
	const char *source;
	struct cm_str service;
	int64_t at; /* 0: none */
	struct cm_arena *arena;
};

static enum cm_status
look_at_deed(void *ctx, const struct cm_operation *op)
{
	struct deed *k = ctx;
	struct cm_record facts;
	const struct cm_field *service;

	if (!cm_str_is(op->source, k->source) || op->result != CM_R_DONE)
		return CM_OK;
	cm_record_init(&facts, k->arena);
	service = cm_record_read_json(&facts, op->facts) ? cm_record_find(&facts, CM_STR("service")) : NULL;
	if (service && cm_str_eq(service->text, k->service))
		k->at = op->at;
	return CM_OK;
}

static enum cm_status
last_deed(struct cm_diagnosis *d, const char *source, struct cm_str service, int64_t since, int64_t *at)
{
	struct cm_case *c = d->c;
	struct deed k = {.source = source, .service = service, .arena = c->arena};
	enum cm_status st = cm_operation_of_line(
	    c->store, c->account.part, c->account.line, since, look_at_deed, &k, c->diag);

	*at = k.at;
	return st;
}

/* ---- states ---- */

/* Of several rows of a service the one that works most counts. */
static const char *
state_of_rows(const struct cm_diagnosis *d, struct cm_str service)
{
	static const char *const states[] = {NULL, "none", "pending", "suspended", "active"};
	unsigned best = 0;

	for (unsigned i = 0; i < d->held.n; i++) {
		const struct cm_subscription *s = &d->held.rows[i];
		struct cm_str state = cm_subscription_state(s, d->today);
		unsigned k = cm_str_is(state, "terminated") ? 1 : cm_str_is(state, "pendingActive") ? 2 :
		    cm_str_is(s->state, "suspended")	    ? 3 :
							      4;

		if (cm_str_eq(s->service, service) && k > best)
			best = k;
	}
	return states[best];
}

static const char *
state_of_history(const struct cm_diagnosis *d, struct cm_str service)
{
	const struct cm_history *h = last_event(d, service, "");

	if (!h)
		return NULL;
	if (cm_str_is(h->event, "suspend"))
		return "suspended";
	if (cm_str_is(h->event, "cancel"))
		return "none";
	return cm_str_is(h->event, "open") || cm_str_is(h->event, "resume") || cm_str_is(h->event, "refresh") ? "active" : NULL;
}

/* Within a bundle that the line has, or with its plan. */
static const char *
state_of_others(struct cm_diagnosis *d, struct cm_str service, enum cm_status *st)
{
	struct cm_case *c = d->c;
	const char *state = NULL, *whole;

	for (unsigned i = 0; i < c->services->n; i++)
		if (cm_str_among(c->services->services[i].includes, c->services->services[i].nincludes, service) &&
		    (whole = state_of_rows(d, c->services->services[i].id)) &&
		    (strcmp(whole, "active") == 0 || (strcmp(whole, "suspended") == 0 && !state)))
			state = whole;
	if (state)
		return state;
	*st = cm_case_load_line(c);
	return *st == CM_OK && cm_offer_frees(cm_offers_find(c->offers, c->line.plan), service) ? "active" : NULL;
}

static enum cm_status
find_state(struct cm_diagnosis *d, int slot, struct cm_str service)
{
	const char *own, *other, *state;
	enum cm_status st = cm_diagnose_held(d);

	if (st != CM_OK)
		return st;
	own = state_of_rows(d, service);
	if (own && strcmp(own, "none") != 0) {
		state = own;
	} else {
		other = state_of_others(d, service, &st);
		if (st == CM_OK && !other && !own)
			st = read_history(d);
		state = other ? other : own ? own : st == CM_OK ? state_of_history(d, service) : NULL;
	}
	if (state) {
		const struct cm_fact *f = &d->c->policy->vocabulary->facts[slot];
		const char *code, *why;

		cm_fact_read(f, cm_str(state), &d->c->facts[slot], &code, &why, d->c->arena);
	}
	return st;
}

/* Every fact of the trees that is a service's state, whichever services there are. */
static enum cm_status
find_states(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	const size_t tail = sizeof STATE - 1;
	enum cm_status st = CM_OK;

	for (unsigned i = 0; i < d->n; i++) {
		const struct cm_tree *t = d->trees[i].tree->tree;

		for (unsigned k = 0; st == CM_OK && k < t->nfacts; k++) {
			struct cm_str id = c->policy->vocabulary->facts[t->facts[k]].id;

			if (c->facts[t->facts[k]].known || id.n <= tail || memcmp(id.p + id.n - tail, STATE, tail) != 0)
				continue;
			id.n -= tail;
			if (cm_services_find(c->services, id))
				st = find_state(d, t->facts[k], id);
		}
	}
	return st;
}

/* ---- who stopped what ---- */

static bool
is_of_antispam(const struct cm_case *c, struct cm_str operator_id)
{
	struct cm_str list = cm_get_text(c, DG_ANTISPAM_OPERATORS), begin;

	while (cm_list_next(&list, &begin))
		if (cm_str_begins(operator_id, begin))
			return true;
	return false;
}

/* A suspension that was taken back here since is none any more. */
static enum cm_status
find_sms_stop(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	struct cm_str sms = CM_STR("sms");
	const struct cm_history *h;
	int64_t resumed = 0;
	enum cm_status st = read_history(d);

	if (st != CM_OK || !d->history->n)
		return st;
	h = last_event(d, sms, "");
	if (!h) /* of other services only */
		return st;
	if (!cm_str_is(h->event, "suspend"))
		h = NULL;
	if (h)
		st = last_deed(d, "cm-vas resume", sms, h->at, &resumed);
	if (resumed)
		h = NULL;
	if (cm_diagnose_lacks(d, DG_SMS_STOPPED_ANTISPAM) && (!h || h->operator_id.n))
		cm_set_bool(c, DG_SMS_STOPPED_ANTISPAM, h && is_of_antispam(c, h->operator_id));
	if (!h)
		return st;
	if (h->operator_id.n && cm_diagnose_lacks(d, DG_SMS_STOPPED_BY))
		cm_set_text(c, DG_SMS_STOPPED_BY, h->operator_id);
	if (cm_diagnose_lacks(d, DG_SMS_STOPPED_AT) || !cm_known(c, DG_SMS_STOPPED_AT))
		cm_set_time(c, DG_SMS_STOPPED_AT, h->at);
	if (cm_diagnose_lacks(d, DG_SMS_STOPPED_REASON))
		cm_set_text(c, DG_SMS_STOPPED_REASON, h->reason);
	return st;
}

/* By what the history says of the last end or stop, else by the subscription that ended last. */
static enum cm_status
find_data_stop(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	struct cm_str data = CM_STR("mobile_data"), by = {0};
	const struct cm_history *h;
	int64_t at = 0;
	enum cm_status st = read_history(d);

	if (st == CM_OK)
		st = cm_diagnose_held(d);
	if (st != CM_OK)
		return st;
	h = last_event(d, data, "");
	if (h && (cm_str_is(h->event, "suspend") || cm_str_is(h->event, "cancel"))) {
		at = h->at;
		by = h->operator_id;
	}
	for (unsigned i = 0; i < d->held.n; i++) {
		const struct cm_subscription *s = &d->held.rows[i];

		if (!at && cm_str_eq(s->service, data) && s->ends != CM_DAY_NONE && s->ends < d->today) {
			at = cm_day_start(s->ends + 1);
			by = s->order_channel;
		}
	}
	if (at && cm_diagnose_lacks(d, DG_DATA_STOPPED_AT))
		cm_set_time(c, DG_DATA_STOPPED_AT, at);
	if (by.n && cm_diagnose_lacks(d, DG_DATA_STOPPED_BY))
		cm_set_text(c, DG_DATA_STOPPED_BY, by);
	return st;
}

/* When a service was last refreshed, here or outside, not too long ago; 0: it was not. */
static enum cm_status
refreshed_at(struct cm_diagnosis *d, struct cm_str service, int64_t *at)
{
	int64_t since = cm_day_start(d->today - (int32_t)cm_get_int(d->c, DG_REFRESH_DAYS));
	const struct cm_history *h;
	enum cm_status st;

	*at = 0;
	st = last_deed(d, "cm-vas refresh", service, since, at);
	if (st != CM_OK)
		return st;
	h = last_event(d, service, "refresh");
	if (h && h->at >= since && h->at > *at)
		*at = h->at;
	return CM_OK;
}

/* When each service of the report was refreshed; what the report says of it holds for all. */
static enum cm_status
find_refresh(struct cm_diagnosis *d)
{
	bool said = !cm_diagnose_lacks(d, DG_REFRESHED);
	enum cm_status st = read_history(d);

	for (unsigned i = 0; st == CM_OK && i < d->n; i++) {
		struct cm_diagnosed *t = &d->trees[i];

		if (!cm_diagnose_asks(d, i, DG_REFRESHED) && !cm_diagnose_asks(d, i, DG_REFRESHED_DAYS))
			continue;
		st = refreshed_at(d, t->of->service, &t->refreshed_at);
		t->refreshed = st == CM_OK && !said;
		cm_diagnose_look_as(d, t);
	}
	return st;
}

void
cm_diagnose_look_as(struct cm_diagnosis *d, const struct cm_diagnosed *t)
{
	struct cm_case *c = d->c;

	if (t->refreshed) {
		cm_set_bool(c, DG_REFRESHED, t->refreshed_at != 0);
		cm_name_forget(c, cm_diagnose_facts[DG_REFRESHED_DAYS]);
	}
	if (t->refreshed_at)
		cm_set_int(c, DG_REFRESHED_DAYS, d->today - cm_time_day(t->refreshed_at));
}

/* The tone that was ordered last and is still the line's. */
static enum cm_status
find_tone(struct cm_diagnosis *d)
{
	const struct cm_subscription *tone = NULL;
	enum cm_status st = cm_diagnose_held(d);

	for (unsigned i = 0; i < d->held.n; i++) {
		const struct cm_subscription *s = &d->held.rows[i];

		if (cm_str_is(s->service, "rbt") && s->item.n && !cm_subscription_ended(s, d->today) &&
		    (!tone || s->opened_at > tone->opened_at))
			tone = s;
	}
	if (tone)
		cm_set_text(d->c, DG_TONE_CODE, tone->item);
	return st;
}

enum cm_status
cm_diagnose_states(struct cm_diagnosis *d)
{
	enum cm_status st = find_states(d);

	if (st == CM_OK &&
	    (cm_diagnose_lacks(d, DG_SMS_STOPPED_ANTISPAM) || cm_diagnose_lacks(d, DG_SMS_STOPPED_BY) ||
		cm_diagnose_lacks(d, DG_SMS_STOPPED_AT) || cm_diagnose_lacks(d, DG_SMS_STOPPED_REASON) ||
		cm_diagnose_lacks(d, DG_SMS_IN_HOUR) || cm_diagnose_lacks(d, DG_SMS_IN_DAY)))
		st = find_sms_stop(d);
	if (st == CM_OK && (cm_diagnose_lacks(d, DG_DATA_STOPPED_BY) || cm_diagnose_lacks(d, DG_DATA_STOPPED_AT)))
		st = find_data_stop(d);
	if (st == CM_OK && (cm_diagnose_lacks(d, DG_REFRESHED) || cm_diagnose_lacks(d, DG_REFRESHED_DAYS)))
		st = find_refresh(d);
	if (st == CM_OK && cm_diagnose_lacks(d, DG_TONE_CODE))
		st = find_tone(d);
	return st;
}
