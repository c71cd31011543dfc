/*
 * cm-store import usage: what the network's records say that a line used. What the monthly run of its month has charged
 * already is closed: a record that comes later is refused, by policies/store.yaml, and goes back to who brought it; so is one of before
 * the line was connected.
 */
#include "base/date.h"
#include "base/po.h"
#include "domain/usage.h"
#include "flow/store/import.h"

#include "base/banned.h"

enum {
	MSISDN,
	LINE_KNOWN,
	KIND,
	AT,
	DIRECTION,
	PEER,
	SP,
	SECONDS,
	UP_KB,
	DOWN_KB,
	SIZE_KB,
	FEE,
	AREA,
	VISITOR,
	APN,
	URL,
	ORDER_CHANNEL,
	MONTH_CLOSED,
	USAGE_DAY,
	CONNECTED_ON,
	AHEAD
};

static const char *const facts[] = {"msisdn", "line_known", "usage_kind", "at", "direction", "peer", "sp", "seconds", "up_kb",
    "down_kb", "size_kb", "fee", "area", "visitor", "apn", "url", "order_channel", "month_closed", "usage_day",
    "connected_on", "ahead", NULL};
static const char *const as[] = {"kind", "usage_kind", NULL};
static const char *const key[] = {"msisdn", "at", "usage_kind", "direction", "peer", "sp", NULL};

/* Of each figure, from seconds to fee, what it can be at most: more was not used, but garbled on its way. */
static const char *const most[] = {"most_seconds", "most_kb", "most_kb", "most_kb", "most_fee"};

/* ---- whether it is a record at all ---- */

static bool
missing(struct cm_case *c, const char *field)
{
	cm_case_invalid(
	    c, "field.missing", cm_arena_printf(c->arena, _("%s: missing, and of this kind it must be known"), field));
	return false;
}

/* What a record of a kind is worth nothing without. */
static bool
is_complete(struct cm_case *c)
{
	struct cm_str kind = cm_get_text(c, KIND);

	if (cm_str_is(kind, "voice") && !cm_known(c, SECONDS))
		return missing(c, "seconds");
	if (cm_str_is(kind, "data") && !cm_known(c, UP_KB) && !cm_known(c, DOWN_KB))
		return missing(c, "up_kb, down_kb");
	if (cm_str_is(kind, "sp") && !cm_known(c, SP))
		return missing(c, "sp");
	return true;
}

static enum cm_status
limit_of(struct cm_case *c, const char *name, int64_t *limit)
{
	const struct cm_figure *f = cm_policy_figure(c->policy, name);

	if (!f || (f->value.type != CM_T_INT && f->value.type != CM_T_MONEY) || f->value.i < 0 || f->value.i > CM_USAGE_MOST)
		return cm_fail(c->diag, CM_CONFIG, "policy.missing-figure", "%s has no figure %s", c->policy->file, name);
	*limit = f->value.i;
	return CM_OK;
}

static enum cm_status
check(struct cm_case *c, bool *sound)
{
	for (int fact = SECONDS; fact <= FEE; fact++) {
		int64_t figure = cm_get_int(c, fact), limit = 0; /* 0 when it is not given */
		enum cm_status st = limit_of(c, most[fact - SECONDS], &limit);

		if (st != CM_OK)
			return st;
		if (figure >= 0 && figure <= limit)
			continue;
		*sound = false;
		cm_case_invalid(c, "field.malformed",
		    cm_arena_printf(c->arena,
			figure < 0 ? _("%s: cannot be below nothing") : _("%s: more than any record can hold"), facts[fact]));
		return CM_OK;
	}
	*sound = is_complete(c);
	return CM_OK;
}

/* ---- the row ---- */

static int64_t
figure(const struct cm_case *c, int fact)
{
	return cm_known(c, fact) ? cm_get_int(c, fact) : -1;
}

/* Whose way it went nobody needs to say of what the line sent itself. */
static struct cm_usage
usage_of(const struct cm_case *c)
{
	return (struct cm_usage){.at = cm_get_int(c, AT), .kind = cm_get_text(c, KIND),
	    .direction = cm_known(c, DIRECTION) ? cm_get_text(c, DIRECTION) : CM_STR("out"), .peer = cm_import_text(c, PEER),
	    .sp = cm_import_text(c, SP), .seconds = figure(c, SECONDS), .up_kb = figure(c, UP_KB),
	    .down_kb = figure(c, DOWN_KB), .size_kb = figure(c, SIZE_KB), .fee = figure(c, FEE),
	    .area = cm_import_text(c, AREA), .visitor = (int)figure(c, VISITOR), .apn = cm_import_text(c, APN),
	    .url = cm_import_text(c, URL), .order_channel = cm_import_text(c, ORDER_CHANNEL), .state = CM_STR("received"),
	    .seq = c->op.seq};
}

static enum cm_status
same_key(void *ctx, const struct cm_usage *u)
{
	struct cm_case *c = ctx;
	struct cm_usage row = usage_of(c);

	if (!cm_str_eq(u->kind, row.kind) || !cm_str_eq(u->direction, row.direction) || !cm_str_eq(u->peer, row.peer) ||
	    !cm_str_eq(u->sp, row.sp))
		return CM_OK;
	if (!cm_import_differs_int(c, SECONDS, u->seconds) && !cm_import_differs_int(c, UP_KB, u->up_kb) &&
	    !cm_import_differs_int(c, DOWN_KB, u->down_kb) && !cm_import_differs_int(c, SIZE_KB, u->size_kb) &&
	    !cm_import_differs_int(c, FEE, u->fee) && !cm_import_differs_text(c, AREA, u->area) &&
	    !cm_import_differs_int(c, VISITOR, u->visitor) && !cm_import_differs_text(c, APN, u->apn) &&
	    !cm_import_differs_text(c, URL, u->url) && !cm_import_differs_text(c, ORDER_CHANNEL, u->order_channel))
		cm_case_duplicate(c, NULL);
	return CM_END;
}

static enum cm_status
gather(struct cm_case *c)
{
	bool known, closed = false, sound = false;
	int64_t at = cm_get_int(c, AT);
	enum cm_status st = cm_import_line(c, MSISDN, LINE_KNOWN, &known);

	if (st == CM_OK)
		st = check(c, &sound);
	if (st != CM_OK || !sound || !known)
		return st;
	st = cm_usage_of(c->store, c->op.part, c->op.line, at, at + 1, same_key, c, c->diag);
	if (st == CM_END)
		return CM_OK;
	if (st == CM_OK)
		st = cm_usage_closed(c->store, c->op.part, c->op.line, at, &closed, c->diag);
	cm_set_bool(c, MONTH_CLOSED, closed);
	if (st == CM_OK)
		st = cm_case_load_line(c);
	cm_set_day(c, USAGE_DAY, cm_time_day(at));
	if (st == CM_OK && c->line.opened_at != CM_DAY_NONE)
		cm_set_day(c, CONNECTED_ON, c->line.opened_at);
	cm_set_int(c, AHEAD, cm_case_ahead(c, at));
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	struct cm_usage u = usage_of(c);

	return cm_usage_add(c->store, c->op.part, c->op.line, &u, c->diag);
}

const struct cm_flow cm_flow_import_usage = {
    .policy = "store", .gate = "usage", .facts = facts, .as = as, .key = key, .gather = gather, .apply = apply};
