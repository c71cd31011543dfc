/*
 * cm-show: everything known of a line, or of an order, as rows of one shape; or an order's form. Reads only. What is
 * personal leaves masked; with --unmask whole, and then the journal's row comes first (life.c).
 */
#include "base/date.h"
#include "base/ident.h"
#include "domain/ticket.h"
#include "flow/order.h"
#include "flow/show/show.h"

#include "base/banned.h"

enum {
	MSISDN,
	ORDER_ID,
	ORDER_KNOWN,
	ORDER_ON_LINE,
	ORDER_RESULT,
	ORDER_REASON,
	ORDER_KIND,
	ORDER_PART_OF,
	FORM_WANTED,
	FORM_KNOWN,
	FORM_MISSING,
	UNMASK_REASON,
	LANG,
	TICKET_ID,
	TICKET_KNOWN
};

static const char *const facts[] = {"msisdn", "order_id", "order_known", "order_on_line", "order_result",
    "order_reason", "order_kind", "order_part_of", "form_wanted", "form_known", "form_missing", "unmask_reason", "lang", "ticket_id",
    "ticket_known", NULL};

struct found { /* an order, and its form when that is wanted; a ticket */
	struct cm_operation op;
	struct cm_sheet sheet;
	struct cm_ticket ticket; /* ticket 0: none */
};

/* ---- gather ---- */

/* The order's line comes along, so that an unmasking is filed with it. */
static enum cm_status
find_order(struct cm_case *c)
{
	struct found *f = c->state;
	struct cm_operation *op = &f->op;
	enum cm_status st = cm_case_find_order(c, cm_get_text(c, ORDER_ID), op);

	if (st != CM_OK && st != CM_END)
		return st;
	cm_set_bool(c, ORDER_KNOWN, st == CM_OK);
	if (st == CM_END)
		return CM_OK;
	if (c->has_account || op->line == 0) {
		c->op.part = c->has_account ? c->op.part : op->part;
		return CM_OK;
	}
	return cm_case_find_orderer(c, op);
}

/* And so does a ticket's. */
static enum cm_status
find_ticket(struct cm_case *c)
{
	struct found *f = c->state;
	struct cm_ticket *t = &f->ticket;
	enum cm_status st = cm_ticket_find(c->store, cm_get_text(c, TICKET_ID), t, c->arena, c->diag);

	if (st != CM_OK && st != CM_END && st != CM_CONFLICT)
		return st;
	cm_set_bool(c, TICKET_KNOWN, st == CM_OK);
	if (st != CM_OK) {
		t->ticket = 0;
		return CM_OK;
	}
	if (c->has_account || f->op.seq)
		return CM_OK;
	c->op.part = t->part;
	return t->line ? cm_case_find_orderer(c, &(struct cm_operation){.part = t->part, .line = t->line}) : CM_OK;
}

/* The rule that decided it is the first. */
static struct cm_str
first_rule(struct cm_str rules)
{
	const char *comma = rules.n ? memchr(rules.p, ',', rules.n) : NULL;

	return comma ? (struct cm_str){rules.p, (size_t)(comma - rules.p)} : rules;
}

/* Whether the order has a form, and what would be missing on it. */
static enum cm_status
find_form(struct cm_case *c)
{
	struct found *f = c->state;
	const struct cm_operation *op = &f->op;
	struct cm_order o = {.c = c,
	    .op = op,
	    .forms = c->printing->forms,
	    .offers = c->printing->offers,
	    .transitions = c->printing->transitions,
	    .services = c->printing->services,
	    .english = cm_str_is(cm_get_text(c, LANG), "en")};
	struct cm_str missing = {0};
	enum cm_status st;
	char parent[20];

	if (cm_known(c, MSISDN) && c->has_account)
		cm_set_bool(c, ORDER_ON_LINE, op->part == c->account.part && op->line == c->account.line);
	cm_set_text(c, ORDER_RESULT, cm_str(cm_result_name(op->result)));
	cm_set_text(c, ORDER_REASON, first_rule(op->rules));
	cm_set_text(c, ORDER_KIND, op->source);
	if (op->parent) {
		cm_id_make(parent, op->part, op->parent);
		cm_set_text(c, ORDER_PART_OF, cm_arena_str(c->arena, cm_str(parent)));
	}
	if (op->result != CM_R_DONE || op->parent)
		return CM_OK;
	o.kind = cm_forms_kind(o.forms, op->source);
	cm_set_bool(c, FORM_KNOWN, o.kind && !o.kind->none);
	if (!o.kind || o.kind->none)
		return CM_OK;
	o.id = cm_arena_strn(c->arena, cm_get_text(c, ORDER_ID).p, cm_get_text(c, ORDER_ID).n);
	st = cm_order_know(&o);
	if (st == CM_OK)
		st = cm_order_sheet(&o, &f->sheet, &missing);
	cm_set_text(c, FORM_MISSING, missing);
	return st;
}

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = CM_OK;

	c->state = cm_arena_alloc(c->arena, sizeof(struct found));
	cm_set_bool(c, FORM_WANTED, c->printing != NULL);
	if (cm_known(c, MSISDN))
		st = cm_case_line_or_former(c);
	if (st == CM_OK && cm_known(c, ORDER_ID))
		st = find_order(c);
	if (st == CM_OK && cm_known(c, TICKET_ID))
		st = find_ticket(c);
	if (st == CM_OK && c->printing && ((struct found *)c->state)->op.seq)
		st = find_form(c);
	if (c->unmask)
		cm_set_text(c, UNMASK_REASON, cm_str(c->unmask));
	return st;
}

/* ---- rows ---- */

void
cm_show_begin(struct cm_case *c, const char *kind, struct cm_str item)
{
	cm_out_text(c, "kind", cm_str(kind));
	cm_out_text(c, "item", item);
}

enum cm_status
cm_show_text(struct cm_case *c, const char *kind, const char *item, struct cm_str value)
{
	if (!value.n)
		return CM_OK;
	cm_show_begin(c, kind, cm_str(item));
	cm_out_text(c, "value", value);
	return c->emit(c);
}

enum cm_status
cm_show_int(struct cm_case *c, const char *kind, const char *item, int64_t value)
{
	cm_show_begin(c, kind, cm_str(item));
	cm_out_int(c, "value", value);
	return c->emit(c);
}

enum cm_status
cm_show_money(struct cm_case *c, const char *kind, const char *item, int64_t fen)
{
	cm_show_begin(c, kind, cm_str(item));
	cm_out_money(c, "value", fen);
	return c->emit(c);
}

enum cm_status
cm_show_day(struct cm_case *c, const char *kind, const char *item, int32_t day)
{
	char text[11];

	cm_day_format(day, text);
	return cm_show_text(c, kind, item, cm_str(text));
}

enum cm_status
cm_show_time(struct cm_case *c, const char *kind, const char *item, int64_t at)
{
	char text[26];

	cm_time_format(at, text);
	return cm_show_text(c, kind, item, cm_str(text));
}

/* Of a fact that facts.yaml calls identity, its mask. */
struct cm_str
cm_show_masked(struct cm_case *c, const char *fact, struct cm_str text)
{
	int slot = cm_vocabulary_slot(c->policy->vocabulary, cm_str(fact));
	const struct cm_fact *f = slot < 0 ? NULL : &c->policy->vocabulary->facts[slot];

	if (c->unmask || !text.n || (f && !f->identity))
		return text;
	return cm_str(f ? cm_fact_mask(f, text, c->arena) : cm_mask_idno(c->arena, text));
}

static enum cm_status
apply(struct cm_case *c)
{
	struct found *f = c->state;
	enum cm_status st = CM_OK;

	if (c->printing)
		return c->printing->print(c, &f->sheet);
	if (cm_known(c, MSISDN))
		st = cm_show_line(c);
	if (st == CM_OK && f->op.seq)
		st = cm_show_order(c, &f->op);
	return st == CM_OK && f->ticket.ticket ? cm_show_ticket(c, &f->ticket) : st;
}

const struct cm_flow cm_flow_show = {.policy = "show",
    .gate = "show",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_show_names, NULL},
    .unmasks = true,
    .gather = gather,
    .apply = apply};
