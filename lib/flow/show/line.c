/* What cm-show says of a line: everything known of it, and what was done to it lately. */
#include <stdio.h>

#include "base/date.h"
#include "domain/family.h"
#include "domain/notice.h"
#include "flow/family/family.h"
#include "domain/refund.h"
#include "flow/notify/notify.h"
#include "flow/show/show.h"

#include "base/banned.h"

void
cm_line_texts(const struct cm_line *l, struct cm_line_text out[CM_LINE_TEXTS])
{
	const struct cm_line_text texts[CM_LINE_TEXTS] = {{"name", l->name}, {"id_type", l->id_type},
	    {"id_no", l->id_no}, {"customer_type", l->customer_type}, {"contact", l->contact}, {"address", l->address},
	    {"brand", l->brand}, {"plan", l->plan}, {"vip_level", l->vip_level}, {"payment_method", l->payment_method},
	    {"credit_class", l->credit_class}, {"terminal", l->terminal}, {"iccid", l->iccid}};

	memcpy(out, texts, sizeof texts);
}

static enum cm_status
put_line(struct cm_case *c)
{
	const struct cm_line *l = &c->line;
	struct cm_line_text texts[CM_LINE_TEXTS];
	enum cm_status st = cm_show_text(c, "line", "status", cm_str(cm_line_status_name(c->account.status)));

	cm_line_texts(l, texts);
	for (unsigned i = 0; st == CM_OK && i < CM_LINE_TEXTS; i++)
		st = cm_show_text(c, "line", texts[i].fact, cm_show_masked(c, texts[i].fact, texts[i].value));
	if (st == CM_OK)
		st = cm_show_day(c, "line", "opened_at", l->opened_at);
	if (st == CM_OK)
		st = cm_show_day(c, "line", "owner_since", l->owner_since);
	return st == CM_OK ? cm_show_int(c, "line", "points", l->points) : st;
}

static enum cm_status
put_account(struct cm_case *c)
{
	int64_t balance = c->account.balance;
	enum cm_status st = cm_show_money(c, "account", "balance", balance);

	return st == CM_OK ? cm_show_money(c, "account", "arrears", cm_arrears(balance)) : st;
}

/* Whether there is one, and whether it can be used: never more. */
static enum cm_status
put_pin(struct cm_case *c)
{
	struct cm_pin pin;
	enum cm_status st = cm_pin_get(c->store, c->account.part, c->account.line, &pin, c->arena, c->diag);

	if (st != CM_OK)
		return st;
	st = cm_show_text(c, "pin", "set", pin.hash.n ? CM_STR("true") : CM_STR("false"));
	if (st == CM_OK && pin.tries)
		st = cm_show_int(c, "pin", "wrong_tries", pin.tries);
	if (st == CM_OK && pin.locked_until > c->now)
		st = cm_show_time(c, "pin", "locked_until", pin.locked_until);
	return st;
}

static enum cm_status
put_subscription(void *ctx, const struct cm_subscription *s)
{
	struct cm_case *c = ctx;

	cm_show_begin(c, "subscription", s->service);
	cm_out_text(c, "value", s->item.n ? s->item : s->tier);
	cm_out_text(c, "state", cm_subscription_state(s, cm_time_day(c->now)));
	if (s->opened_at != CM_DAY_NONE)
		cm_out_day(c, "from", s->opened_at);
	if (s->ends != CM_DAY_NONE)
		cm_out_day(c, "until", s->ends);
	return c->emit(c);
}

static enum cm_status
put_contract(void *ctx, const struct cm_contract *k)
{
	struct cm_case *c = ctx;

	cm_show_begin(c, "contract", k->kind);
	if (k->name.n)
		cm_out_text(c, "value", cm_str(cm_arena_printf(c->arena, "%.*s %.*s", (int)k->name.n, k->name.p,
		    (int)k->tier.n, k->tier.p)));
	else
		cm_out_text(c, "value", k->blocks_plan_change ? CM_STR("blocks_plan_change") : CM_STR(""));
	cm_out_day(c, "from", k->from);
	cm_out_day(c, "until", k->until);
	return c->emit(c);
}

static enum cm_status
put_promise(void *ctx, const struct cm_promise *p)
{
	struct cm_case *c = ctx;

	if (p->posted)
		return CM_OK;
	cm_show_begin(c, "promise", p->kind);
	if (p->amount) /* an answer that was promised is not about money */
		cm_out_money(c, "value", p->amount);
	cm_out_day(c, "from", p->from);
	cm_out_day(c, "until", p->due);
	cm_out_order(c, "of_order", c->account.part, p->seq);
	return c->emit(c);
}

static enum cm_status
put_waiting(void *ctx, const struct cm_waiting *w)
{
	struct cm_case *c = ctx;

	cm_show_begin(c, "waiting", w->kind);
	cm_out_text(c, "value", w->value);
	cm_out_day(c, "from", cm_time_day(w->due));
	cm_out_order(c, "of_order", c->account.part, w->seq);
	return c->emit(c);
}

/* A line's own rows, and of a group that is its own those of its members; item: what is said of the number in value. */
static enum cm_status
put_family(struct cm_case *c, const struct cm_family *f, const char *item, int part, int64_t line)
{
	struct cm_line who;
	enum cm_status st = cm_family_line(c, part, line, &who);

	if (st != CM_OK)
		return st;
	cm_show_begin(c, "family", cm_str(item));
	cm_out_text(c, "value", who.msisdn);
	cm_out_text(c, "state", cm_str_is(f->state, "pending") ? CM_STR("pendingActive") : f->state);
	if (f->effective)
		cm_out_day(c, "from", cm_time_day(f->effective));
	if (f->until)
		cm_out_day(c, "until", cm_time_day(f->until));
	cm_out_order(c, "of_order", f->group_part, f->seq);
	return c->emit(c);
}

static enum cm_status
put_families(struct cm_case *c, int part, int64_t line)
{
	struct cm_families own, group;
	enum cm_status st = cm_families_of(c->store, part, line, &own, c->arena, c->diag);

	if (st == CM_OK)
		st = cm_families_of_group(c->store, part, line, &group, c->arena, c->diag);
	for (unsigned i = 0; st == CM_OK && i < own.n; i++)
		st = put_family(c, &own.rows[i], "main", own.rows[i].group_part, own.rows[i].group_line);
	for (unsigned i = 0; st == CM_OK && i < group.n; i++)
		if (!cm_family_is_main(&group.rows[i]))
			st = put_family(c, &group.rows[i], "member", group.rows[i].part, group.rows[i].line);
	return st;
}

static enum cm_status
put_evidence(void *ctx, const struct cm_evidence *e)
{
	struct cm_case *c = ctx;

	cm_show_begin(c, "evidence", e->fact);
	cm_out_text(c, "value", e->value);
	cm_out_time(c, "at", e->as_of);
	return c->emit(c);
}

struct notices {
	struct cm_case *c;
	struct cm_policy *policy; /* notify.yaml, for those that were not sent; NULL: nobody needed it yet */
};

static enum cm_status
put_notice(void *ctx, const struct cm_notice *n)
{
	struct notices *all = ctx;
	struct cm_case *c = all->c;
	bool lapsed = false;
	enum cm_status st = CM_OK;

	if (!n->sent_at && !n->answered_at) {
		if (!all->policy &&
		    cm_policy_load(&all->policy, c->policy->vocabulary, "notify", c->arena, c->diag) != CM_OK)
			return CM_CONFIG;
		st = cm_notice_lapsed(c->store, all->policy, n, c->now, &lapsed, c->arena, c->diag);
	}
	if (st != CM_OK)
		return st;
	cm_show_begin(c, "notice", n->kind);
	if (n->answered_at)
		cm_out_int(c, "value", n->answer);
	cm_out_text(c, "state", cm_str(lapsed ? "lapsed" : cm_notice_state(n)));
	cm_out_time(c, "at", n->answered_at ? n->answered_at : n->sent_at ? n->sent_at : n->not_before);
	cm_out_order(c, "of_order", n->part, n->seq);
	return c->emit(c);
}

/* "2010-03": from is a month here, not a day. */
static void
out_month(struct cm_case *c, int32_t month)
{
	char text[16];

	snprintf(text, sizeof text, "%04d-%02d", (int)month / 100, (int)month % 100);
	cm_out_text(c, "from", cm_str(text));
}

static enum cm_status
put_bill(void *ctx, const struct cm_bill_item *b)
{
	struct cm_case *c = ctx;

	cm_show_begin(c, "bill", b->item);
	cm_out_money(c, "value", b->amount);
	out_month(c, b->month);
	return c->emit(c);
}

static enum cm_status
put_refund(void *ctx, const struct cm_refund *r)
{
	struct cm_case *c = ctx;

	cm_show_begin(c, "refund", r->item);
	cm_out_money(c, "value", r->total);
	cm_out_text(c, "state", r->cause);
	out_month(c, r->month);
	cm_out_order(c, "of_order", c->account.part, r->seq);
	return c->emit(c);
}

/* Of this month and those before it, so many in all. */
static enum cm_status
put_bills(struct cm_case *c)
{
	int64_t months = cm_name_get_int(c, "show_bills");
	int y, m, d;

	if (months < 1)
		return CM_OK;
	cm_day_split(cm_day_add_months(cm_time_day(c->now), 1 - (int)(months < 1200 ? months : 1200)), &y, &m, &d);
	return cm_bills_of(c->store, c->account.part, c->account.line, y * 100 + m, put_bill, c, c->diag);
}

/* ---- recent operations: rings of the newest ---- */

#define RECENT_MAX 1000

struct ring {
	struct brief {
		int64_t seq, at, amount;
		enum cm_result result;
		char source[64], rules[120], step[16];
	} * of;
	unsigned size, n;
};

/* Imports come last, where there is room: they say where the line came from, not what was done for its customer. */
struct recent {
	struct cm_case *c;
	struct ring done, imported;
};

static void
copy(char *to, size_t size, struct cm_str s)
{
	size_t n = s.n < size ? s.n : size - 1;

	memcpy(to, s.p, n);
	to[n] = 0;
}

/* Which step time brought: the operation's fact of that name. */
static void
copy_step(struct cm_case *c, struct brief *b, struct cm_str facts)
{
	const struct cm_field *step;
	struct cm_record r;

	cm_record_init(&r, c->arena);
	if (cm_record_read_json(&r, facts) && (step = cm_record_find(&r, CM_STR("step"))))
		copy(b->step, sizeof b->step, step->text);
}

/* Further movements of an operation are its own business. */
static enum cm_status
remember(void *ctx, const struct cm_operation *op)
{
	struct recent *r = ctx;
	struct ring *ring = cm_str_begins(op->source, CM_STR("cm-store import ")) ? &r->imported : &r->done;
	struct brief *b = &ring->of[ring->n % ring->size];

	if (op->parent)
		return CM_OK;
	*b = (struct brief){.seq = op->seq, .at = op->at, .amount = op->amount, .result = op->result};
	copy(b->source, sizeof b->source, op->source);
	copy(b->rules, sizeof b->rules, op->rules);
	if (cm_str_begins(op->source, CM_STR("cm-due ")))
		copy_step(r->c, b, op->facts);
	ring->n++;
	return CM_OK;
}

static enum cm_status
put_brief(struct cm_case *c, const struct brief *b)
{
	cm_show_begin(c, "operation", cm_str(b->source));
	if (b->result != CM_R_DONE && b->rules[0])
		cm_out_text(c, "value", (struct cm_str){b->rules, strcspn(b->rules, ",")});
	else if (b->amount)
		cm_out_money(c, "value", b->amount);
	else if (b->step[0])
		cm_out_text(c, "value", cm_str(b->step));
	cm_out_text(c, "state", cm_str(cm_result_name(b->result)));
	cm_out_time(c, "at", b->at);
	cm_out_order(c, "of_order", c->account.part, b->seq);
	return c->emit(c);
}

const char *const cm_show_names[] = {"show_recent", "show_bills", NULL};

/* The newest first, while there is room for one more row. */
static enum cm_status
put_ring(struct cm_case *c, const struct ring *ring, unsigned *room)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 1; st == CM_OK && *room && i <= ring->n && i <= ring->size; i++, --*room)
		st = put_brief(c, &ring->of[(ring->n - i) % ring->size]);
	return st;
}

static enum cm_status
put_recent(struct cm_case *c)
{
	int64_t most = cm_name_get_int(c, "show_recent");
	unsigned size = most < 1 ? 1 : most > RECENT_MAX ? RECENT_MAX : (unsigned)most, room = size;
	struct recent r = {.c = c, .done.size = size, .imported.size = size};
	enum cm_status st;

	r.done.of = cm_arena_alloc(c->arena, size * sizeof *r.done.of);
	r.imported.of = cm_arena_alloc(c->arena, size * sizeof *r.imported.of);
	st = cm_operation_of_line(c->store, c->account.part, c->account.line, INT64_MIN, remember, &r, c->diag);
	if (st == CM_OK)
		st = put_ring(c, &r.done, &room);
	return st == CM_OK ? put_ring(c, &r.imported, &room) : st;
}

enum cm_status
cm_show_line(struct cm_case *c)
{
	int part = c->account.part;
	int64_t line = c->account.line;
	enum cm_status st = cm_case_load_line(c);

	if (st == CM_OK)
		st = put_line(c);
	if (st == CM_OK)
		st = put_account(c);
	if (st == CM_OK)
		st = put_pin(c);
	if (st == CM_OK)
		st = cm_subscriptions_of(c->store, part, line, put_subscription, c, c->diag);
	if (st == CM_OK)
		st = cm_contracts_of(c->store, part, line, put_contract, c, c->diag);
	if (st == CM_OK)
		st = put_families(c, part, line);
	if (st == CM_OK)
		st = cm_promises_of(c->store, part, line, put_promise, c, c->diag);
	if (st == CM_OK)
		st = cm_waiting_of(c->store, part, line, put_waiting, c, c->diag);
	if (st == CM_OK)
		st = cm_evidence_of(c->store, part, line, put_evidence, c, c->diag);
	if (st == CM_OK)
		st = cm_notices_of(c->store, part, line, put_notice, &(struct notices){.c = c}, c->diag);
	if (st == CM_OK)
		st = cm_show_tickets(c);
	if (st == CM_OK)
		st = put_bills(c);
	if (st == CM_OK)
		st = cm_refunds_of(c->store, part, line, put_refund, c, c->diag);
	return st == CM_OK ? put_recent(c) : st;
}
