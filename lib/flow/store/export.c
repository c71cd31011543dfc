/* cm-store export: what the store holds, as the import of the same kind takes it. Nothing here decides or writes. */
#include "flow/store/export.h"

#include <stdio.h>

#include "base/date.h"
#include "base/ident.h"
#include "base/money.h"
#include "base/text.h"
#include "domain/history.h"
#include "domain/ticket.h"
#include "domain/usage.h"

#include "base/banned.h"

struct out {
	const struct cm_export_options *o;
	struct cm_arena *arena; /* of a row */
	struct cm_record row;
};

/* ---- fields: what is unknown is left out ---- */

static void
text(struct out *o, const char *name, struct cm_str s)
{
	if (s.n)
		cm_record_set(&o->row, cm_str(name), s);
}

static void
identity(struct out *o, const char *name, struct cm_str s)
{
	text(o, name, !s.n || o->o->unmask ? s : cm_str(cm_mask_fact(o->arena, cm_str(name), s)));
}

static void
day(struct out *o, const char *name, int32_t d)
{
	char *s = cm_arena_alloc(o->arena, 11);

	cm_day_format(d, s);
	text(o, name, cm_str(s));
}

/* 0: there is none. */
static void
instant(struct out *o, const char *name, int64_t at)
{
	char *s = cm_arena_alloc(o->arena, 26);

	if (!at)
		return;
	cm_time_format(at, s);
	text(o, name, cm_str(s));
}

static void
month(struct out *o, int32_t m)
{
	text(o, "month", cm_str(cm_arena_printf(o->arena, "%04d-%02d", m / 100, m % 100)));
}

static void
money(struct out *o, const char *name, int64_t fen)
{
	char s[24];
	int n = cm_money_format(fen, s);

	cm_record_set_json(&o->row, cm_str(name), CM_NUMBER, cm_arena_str(o->arena, (struct cm_str){s, (size_t)n}));
}

static enum cm_status
put(struct out *o)
{
	enum cm_status st = o->o->emit(o->o->ctx, &o->row);

	cm_arena_reset(o->arena);
	cm_record_init(&o->row, o->arena);
	return st;
}

/* ---- rows ---- */

static enum cm_status
number(void *ctx, const struct cm_number *n)
{
	struct out *o = ctx;

	text(o, "msisdn", n->msisdn);
	text(o, "pack_serial", n->pack_serial);
	if (n->prepay_min)
		money(o, "prepay_min", n->prepay_min);
	text(o, "number_class", n->number_class);
	return put(o);
}

static enum cm_status
sim(void *ctx, const struct cm_sim *s)
{
	struct out *o = ctx;

	text(o, "iccid", s->iccid);
	text(o, "imsi", s->imsi);
	return put(o);
}

static enum cm_status
line(void *ctx, const struct cm_line *l, const struct cm_account *a)
{
	struct out *o = ctx;

	text(o, "msisdn", l->msisdn);
	identity(o, "name", l->name);
	text(o, "id_type", l->id_type);
	identity(o, "id_no", l->id_no);
	text(o, "brand", l->brand);
	text(o, "vip_level", l->vip_level);
	text(o, "plan", l->plan);
	day(o, "opened_at", l->opened_at);
	day(o, "owner_since", l->owner_since);
	text(o, "status", cm_str(cm_line_status_name(a->status)));
	money(o, "balance", a->balance);
	text(o, "payment_method", l->payment_method);
	cm_record_set_json(
	    &o->row, CM_STR("points"), CM_NUMBER, cm_str(cm_arena_printf(o->arena, "%lld", (long long)l->points)));
	text(o, "credit_class", l->credit_class);
	text(o, "iccid", l->iccid);
	identity(o, "contact", l->contact);
	identity(o, "address", l->address);
	text(o, "customer_type", l->customer_type);
	text(o, "terminal", l->terminal);
	return put(o);
}

static enum cm_status
contract(void *ctx, struct cm_str msisdn, const struct cm_contract *k)
{
	struct out *o = ctx;

	text(o, "msisdn", msisdn);
	text(o, "kind", k->kind);
	day(o, "from", k->from);
	day(o, "until", k->until);
	cm_record_set_json(
	    &o->row, CM_STR("blocks_plan_change"), CM_BOOL, k->blocks_plan_change ? CM_STR("true") : CM_STR("false"));
	return put(o);
}

static enum cm_status
subscription(void *ctx, struct cm_str msisdn, const struct cm_subscription *s)
{
	struct out *o = ctx;

	text(o, "msisdn", msisdn);
	text(o, "service", s->service);
	text(o, "item", s->item);
	text(o, "tier", s->tier);
	text(o, "state", s->state);
	day(o, "opened_at", s->opened_at);
	text(o, "order_channel", s->order_channel);
	text(o, "command", s->command);
	text(o, "sp", s->sp);
	day(o, "until", s->ends);
	return put(o);
}

static enum cm_status
evidence(void *ctx, struct cm_str msisdn, const struct cm_evidence *ev)
{
	struct out *o = ctx;

	text(o, "msisdn", msisdn);
	text(o, "fact", ev->fact);
	text(o, "value", ev->value);
	instant(o, "as_of", ev->as_of);
	return put(o);
}

static enum cm_status
bill(void *ctx, struct cm_str msisdn, const struct cm_bill_item *b)
{
	struct out *o = ctx;

	text(o, "msisdn", msisdn);
	month(o, b->month);
	text(o, "item", b->item);
	money(o, "amount", b->amount);
	return put(o);
}

/* What a record did not say is not 0. */
static void
count(struct out *o, const char *name, int64_t n)
{
	if (n >= 0)
		cm_record_set_json(
		    &o->row, cm_str(name), CM_NUMBER, cm_str(cm_arena_printf(o->arena, "%lld", (long long)n)));
}

static enum cm_status
one_usage(void *ctx, struct cm_str msisdn, const struct cm_usage *u)
{
	struct out *o = ctx;

	text(o, "msisdn", msisdn);
	text(o, "kind", u->kind);
	instant(o, "at", u->at);
	text(o, "direction", u->direction);
	text(o, "peer", u->peer);
	count(o, "seconds", u->seconds);
	count(o, "up_kb", u->up_kb);
	count(o, "down_kb", u->down_kb);
	count(o, "size_kb", u->size_kb);
	text(o, "area", u->area);
	if (u->visitor >= 0)
		cm_record_set_json(&o->row, CM_STR("visitor"), CM_BOOL, u->visitor ? CM_STR("true") : CM_STR("false"));
	text(o, "apn", u->apn);
	text(o, "url", u->url);
	text(o, "sp", u->sp);
	text(o, "order_channel", u->order_channel);
	if (u->fee >= 0)
		money(o, "fee", u->fee);
	return put(o);
}

static enum cm_status
one_history(void *ctx, struct cm_str msisdn, const struct cm_history *h)
{
	struct out *o = ctx;

	text(o, "msisdn", msisdn);
	text(o, "event", h->event);
	text(o, "operator_id", h->operator_id);
	text(o, "reason", h->reason);
	instant(o, "at", h->at);
	text(o, "service", h->service);
	return put(o);
}

static enum cm_status
payment(void *ctx, struct cm_str msisdn, const struct cm_paid *p)
{
	struct out *o = ctx;

	text(o, "msisdn", msisdn);
	instant(o, "at", p->at);
	money(o, "amount", p->amount);
	text(o, "method", p->method);
	text(o, "payment_id", p->id);
	return put(o);
}

static enum cm_status
offset(void *ctx, struct cm_str msisdn, const struct cm_offset *f)
{
	struct out *o = ctx;

	text(o, "msisdn", msisdn);
	month(o, f->month);
	text(o, "item", f->item);
	money(o, "amount", f->amount);
	if (f->remaining >= 0)
		money(o, "remaining", f->remaining);
	return put(o);
}

/* One that was opened here goes out under its order's id. */
static enum cm_status
ticket(void *ctx, const struct cm_ticket *t)
{
	struct out *o = ctx;

	text(o, "ticket_id", cm_str(cm_ticket_name(o->arena, t)));
	text(o, "msisdn", t->msisdn);
	instant(o, "opened_at", t->opened_at);
	instant(o, "target_at", t->reply_due);
	instant(o, "replied_at", t->replied_at);
	instant(o, "closed_at", t->closed_at);
	text(o, "status", t->status);
	text(o, "class", t->class);
	text(o, "subject", t->subject);
	identity(o, "text", t->text);
	text(o, "kind", t->kind);
	text(o, "service", t->service);
	text(o, "branch", t->branch);
	text(o, "channel", t->channel);
	if (t->severity)
		count(o, "severity", t->severity);
	return put(o);
}

/* ---- kinds ---- */

static enum cm_status
numbers(struct cm_store *s, struct out *o, struct cm_diag *d)
{
	return cm_numbers_all(s, number, o, d);
}

static enum cm_status
sims(struct cm_store *s, struct out *o, struct cm_diag *d)
{
	return cm_sims_all(s, sim, o, d);
}

static enum cm_status
lines(struct cm_store *s, struct out *o, struct cm_diag *d)
{
	return cm_lines_all(s, line, o, d);
}

static enum cm_status
contracts(struct cm_store *s, struct out *o, struct cm_diag *d)
{
	return cm_contracts_all(s, contract, o, d);
}

static enum cm_status
subscriptions(struct cm_store *s, struct out *o, struct cm_diag *d)
{
	return cm_subscriptions_all(s, subscription, o, d);
}

static enum cm_status
all_evidence(struct cm_store *s, struct out *o, struct cm_diag *d)
{
	return cm_evidence_all(s, evidence, o, d);
}

static enum cm_status
bills(struct cm_store *s, struct out *o, struct cm_diag *d)
{
	return cm_bills_all(s, bill, o, d);
}

static enum cm_status
usage(struct cm_store *s, struct out *o, struct cm_diag *d)
{
	return cm_usage_all(s, one_usage, o, d);
}

static enum cm_status
history(struct cm_store *s, struct out *o, struct cm_diag *d)
{
	return cm_history_all(s, one_history, o, d);
}

static enum cm_status
payments(struct cm_store *s, struct out *o, struct cm_diag *d)
{
	return cm_paid_all(s, payment, o, d);
}

static enum cm_status
offsets(struct cm_store *s, struct out *o, struct cm_diag *d)
{
	return cm_offsets_all(s, offset, o, d);
}

static enum cm_status
tickets(struct cm_store *s, struct out *o, struct cm_diag *d)
{
	return cm_tickets_list(s, &cm_ticket_any, &CM_TICKET_NONE, INT64_MAX, ticket, o, d);
}

static const struct kind {
	const char *name;
	const char *columns[20];
	enum cm_status (*rows)(struct cm_store *, struct out *, struct cm_diag *);
} kinds[] = {
    {"numbers", {"msisdn", "pack_serial", "prepay_min", "number_class"}, numbers},
    {"sims", {"iccid", "imsi"}, sims},
    {"lines",
	{"msisdn", "name", "id_type", "id_no", "brand", "vip_level", "plan", "opened_at", "owner_since", "status", "balance",
	    "payment_method", "points", "credit_class", "iccid", "contact", "address", "customer_type", "terminal"},
	lines},
    {"contracts", {"msisdn", "kind", "from", "until", "blocks_plan_change"}, contracts},
    {"subscriptions",
	{"msisdn", "service", "item", "tier", "state", "opened_at", "order_channel", "command", "sp", "until"}, subscriptions},
    {"evidence", {"msisdn", "fact", "value", "as_of"}, all_evidence},
    {"bills", {"msisdn", "month", "item", "amount"}, bills},
    {"usage",
	{"msisdn", "kind", "at", "direction", "peer", "seconds", "up_kb", "down_kb", "size_kb", "area", "visitor", "apn",
	    "url", "sp", "order_channel", "fee"},
	usage},
    {"history", {"msisdn", "event", "operator_id", "reason", "at", "service"}, history},
    {"payments", {"msisdn", "at", "amount", "method", "payment_id"}, payments},
    {"offsets", {"msisdn", "month", "item", "amount", "remaining"}, offsets},
    {"tickets",
	{"ticket_id", "msisdn", "opened_at", "target_at", "replied_at", "closed_at", "status", "class", "subject", "text", "kind",
	    "service", "branch", "channel", "severity"},
	tickets},
};

static const struct kind *
kind_of(const char *name)
{
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const char *const *
cm_export_columns(const char *kind)
{
	return kind_of(kind)->columns;
}

enum cm_status
cm_export(struct cm_store *s, const char *kind, const struct cm_export_options *options, struct cm_diag *d)
{
	struct out o = {.o = options, .arena = cm_arena_new()};
	enum cm_status st = cm_store_begin_read(s, d);

	cm_record_init(&o.row, o.arena);
	if (st == CM_OK)
		st = kind_of(kind)->rows(s, &o, d);
	cm_store_rollback(s);
	cm_arena_free(o.arena);
	return st;
}

enum cm_status
cm_export_note(
    struct cm_store *s, const char *verb, const char *reason, const struct cm_env *env, struct cm_diag *d)
{
	struct cm_buf source = {0}, facts = {0};
	struct cm_operation op = {.at = env->now, .user = cm_str(env->user), .result = CM_R_NOTED, .rules = CM_STR(""),
	    .policy = CM_STR(""), .answer = CM_STR("{}")};
	enum cm_status st;

	if (cm_utf8_check(reason, strlen(reason)) != strlen(reason))
		return cm_fail(d, CM_USAGE, "option", "the reason for --unmask is not UTF-8");
	st = cm_store_begin(s, d);
	cm_buf_printf(&source, "cm-store %s", verb);
	cm_buf_puts(&facts, "{\"unmask\":");
	cm_buf_putjson(&facts, cm_str(reason));
	cm_buf_putc(&facts, '}');
	op.source = cm_buf_str(&source);
	op.facts = cm_buf_str(&facts);
	if (st == CM_OK)
		st = cm_operation_add(s, &op, d);
	if (st == CM_OK)
		st = cm_store_commit(s, d);
	else
		cm_store_rollback(s);
	cm_buf_free(&source);
	cm_buf_free(&facts);
	return st;
}
