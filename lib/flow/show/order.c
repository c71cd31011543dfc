/* What cm-show says of an order: what, when, by whom, why, what it moved, what it changed, what was answered. */
#include "base/ident.h"
#include "flow/show/show.h"

#include "base/banned.h"

/* {"plan":["old","new"],…}: a row for each, from what it was. */
static enum cm_status
put_changes(struct cm_case *c, struct cm_str json)
{
	struct cm_field pair[2];
	struct cm_record r;
	enum cm_status st = CM_OK;

	cm_record_init(&r, c->arena);
	if (!cm_record_read_json(&r, json))
		return cm_fail(c->diag, CM_NOSTORE, "store.damaged", "an operation's changes cannot be read");
	for (unsigned i = 0; st == CM_OK && i < r.n; i++) {
		if (cm_field_parts(&r.fields[i], pair, 2, c->arena) != 2)
			continue;
		cm_show_begin(c, "change", r.fields[i].name);
		cm_out_text(c, "value", pair[1].kind == CM_NULL ? CM_STR("") : pair[1].text);
		cm_out_text(c, "from", pair[0].kind == CM_NULL ? CM_STR("") : pair[0].text);
		st = c->emit(c);
	}
	return st;
}

/* A stored object's members; what is personal in them was masked when they were written. */
static enum cm_status
put_members(struct cm_case *c, const char *kind, struct cm_str json)
{
	struct cm_record r;
	enum cm_status st = CM_OK;

	cm_record_init(&r, c->arena);
	if (!json.n)
		return CM_OK;
	if (!cm_record_read_json(&r, json))
		return cm_fail(c->diag, CM_NOSTORE, "store.damaged", "an operation's %s cannot be read", kind);
	for (unsigned i = 0; st == CM_OK && i < r.n; i++) {
		if (r.fields[i].kind == CM_OBJECT && cm_str_is(r.fields[i].name, "changes")) {
			st = put_changes(c, r.fields[i].text);
			continue;
		}
		cm_show_begin(c, kind, r.fields[i].name);
		cm_out_text(c, "value", r.fields[i].text);
		st = c->emit(c);
	}
	return st;
}

static enum cm_status
put_rules(struct cm_case *c, struct cm_str rules)
{
	enum cm_status st = CM_OK;

	while (st == CM_OK && rules.n) {
		const char *comma = memchr(rules.p, ',', rules.n);
		size_t n = comma ? (size_t)(comma - rules.p) : rules.n;

		cm_show_begin(c, "rule", (struct cm_str){rules.p, n});
		st = c->emit(c);
		n += comma != NULL;
		rules.p += n;
		rules.n -= n;
	}
	return st;
}

static enum cm_status
put_order(struct cm_case *c, const struct cm_operation *op)
{
	struct cm_str msisdn = {0};
	char cause[20] = "", settled[20] = "";
	int64_t by = 0;
	enum cm_status st = CM_OK;

	if (op->line)
		st = cm_case_load_line(c);
	if (st == CM_OK && op->line)
		st = cm_waiting_settled(c->store, op->part, op->line, op->seq, &by, c->diag);
	if (by)
		cm_id_make(settled, op->part, by);
	if (st == CM_OK && op->line && c->line.line == op->line)
		msisdn = c->unmask ? c->line.msisdn : cm_str(cm_mask_msisdn(c->arena, c->line.msisdn));
	if (op->cause)
		cm_id_make(cause, op->part, op->cause);
	const struct {
		const char *item;
		struct cm_str value;
	} texts[] = {{"source", op->source}, {"result", cm_str(cm_result_name(op->result))}, {"operator", op->user},
	    {"msisdn", msisdn}, {"policy", op->policy}, {"reverses", cm_str(cause)}, {"settled_by", cm_str(settled)}};
	for (unsigned i = 0; st == CM_OK && i < sizeof texts / sizeof *texts; i++)
		st = cm_show_text(c, "order", texts[i].item, texts[i].value);
	return st == CM_OK ? cm_show_time(c, "order", "at", op->at) : st;
}

static enum cm_status
put_movement(struct cm_case *c, const struct cm_operation *op)
{
	if (!op->amount)
		return CM_OK;
	cm_show_begin(c, "movement", cm_str(cm_ledger_name(op->debit)));
	cm_out_money(c, "value", op->amount);
	cm_out_text(c, "state", cm_str(cm_ledger_name(op->credit)));
	return c->emit(c);
}

struct moves {
	struct cm_case *c;
	int64_t of;
};

static enum cm_status
further_movement(void *ctx, const struct cm_operation *op)
{
	struct moves *m = ctx;

	return op->parent == m->of ? put_movement(m->c, op) : CM_OK;
}

enum cm_status
cm_show_order(struct cm_case *c, const struct cm_operation *op)
{
	struct moves m = {c, op->seq};
	enum cm_status st = put_order(c, op);

	if (st == CM_OK)
		st = put_movement(c, op);
	if (st == CM_OK && op->amount && op->line)
		st = cm_operation_of_line(c->store, op->part, op->line, op->at, further_movement, &m, c->diag);
	if (st == CM_OK)
		st = put_rules(c, op->rules);
	if (st == CM_OK)
		st = put_members(c, "fact", op->facts);
	return st == CM_OK ? put_members(c, "answer", op->answer) : st;
}
