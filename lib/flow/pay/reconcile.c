/*
 * cm-pay reconcile. One pass over the journal notes which payments there are, one over the file looks each row up, and a
 * last one over the journal tells what no row had. A byte per operation is all that is kept.
 */
#include "flow/pay/reconcile.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/money.h"

#include "base/banned.h"

#define PAY	CM_STR("cm-pay pay")
#define REVERSE CM_STR("cm-pay reverse")

enum { /* what is known of an operation */
	PAID = 1,
	TAKEN_BACK = 2,
	SEEN = 4
};

struct marks { /* of a part, by seq */
	unsigned char *bits;
	int64_t n;
};

struct work {
	struct cm_reconcile *r;
	struct cm_diag *diag;
	struct cm_arena *arena; /* of a row */
	struct marks marks[CM_PARTS];
};

const char *const cm_reconcile_columns[] = {
    "result", "differs", "payment_id", "paid_msisdn", "paid_amount", "paid_at", "message", "input_line", NULL};

/* ---- marks ---- */

static unsigned char *
mark_of(struct work *w, int part, int64_t seq)
{
	struct marks *m = &w->marks[part];

	if (seq >= m->n) {
		int64_t n = seq < 512 ? 1024 : seq * 2;

		m->bits = cm_realloc(m->bits, (size_t)n);
		memset(m->bits + m->n, 0, (size_t)(n - m->n));
		m->n = n;
	}
	return &m->bits[seq];
}

static bool
in_period(const struct work *w, const struct cm_operation *op)
{
	return op->at >= w->r->since && op->at < w->r->until;
}

static bool
is_payment(const struct cm_operation *op)
{
	return op->result == CM_R_DONE && op->parent == 0 && op->amount > 0;
}

/* Reversals come behind their payments, also behind the period's end. */
static enum cm_status
note_reversal(void *ctx, const struct cm_operation *op)
{
	struct work *w = ctx;

	if (op->result == CM_R_DONE && op->cause)
		*mark_of(w, op->part, op->cause) |= TAKEN_BACK;
	return CM_OK;
}

static enum cm_status
note_payment(void *ctx, const struct cm_operation *op)
{
	struct work *w = ctx;
	unsigned char *mark = mark_of(w, op->part, op->seq);

	if (!is_payment(op) || !in_period(w, op))
		return CM_OK;
	*mark |= PAID;
	if (!(*mark & TAKEN_BACK) && !cm_money_add(w->r->store_sum, op->amount, &w->r->store_sum))
		return cm_fail(w->diag, CM_DEFECT, "ledger.overflow", "the sum of the period's payments would not fit");
	return CM_OK;
}

/* ---- rows of the file ---- */

struct row {
	struct cm_record rec;
	struct cm_value msisdn, amount, payment_id, request_id;
};

/* A field of the row as its fact; *why when it is wrong. */
static bool
read_field(struct work *w, const struct cm_record *rec, const char *name, struct cm_value *v, const char **why)
{
	const struct cm_fact *f = &w->r->vocabulary->facts[cm_vocabulary_slot(w->r->vocabulary, cm_str(name))];
	const struct cm_field *field = cm_record_find(rec, f->id);
	const char *code, *reason;

	*v = (struct cm_value){0};
	if (!field || field->kind == CM_NULL)
		return true;
	if (cm_fact_read(f, field->text, v, &code, &reason, w->arena) == CM_OK)
		return true;
	*why = cm_arena_printf(w->arena, "%s: %s", name, reason);
	return false;
}

static bool
read_row(struct work *w, struct row *row, const char **why)
{
	if (!read_field(w, &row->rec, "msisdn", &row->msisdn, why) || !read_field(w, &row->rec, "amount", &row->amount, why) ||
	    !read_field(w, &row->rec, "payment_id", &row->payment_id, why) ||
	    !read_field(w, &row->rec, "request_id", &row->request_id, why))
		return false;
	*why = !row->amount.known ? "amount: missing" :
	    !row->msisdn.known ? "msisdn: missing" :
	    !row->payment_id.known && !row->request_id.known ? "payment_id: missing, and request_id, too" : NULL;
	return !*why;
}

/* CM_END: the store has no such payment. */
static enum cm_status
find_payment(struct work *w, const struct row *row, struct cm_operation *op)
{
	struct cm_str prints;
	int part;
	int64_t seq;
	enum cm_status st = CM_OK;

	if (row->payment_id.known)
		st = cm_id_parse(row->payment_id.s, &part, &seq) ? CM_OK : CM_END;
	else
		st = cm_request_get(w->r->store, PAY, row->request_id.s, &part, &seq, &prints, w->arena, w->diag);
	if (st == CM_OK)
		st = cm_operation_get(w->r->store, part, seq, op, w->arena, w->diag);
	if (st != CM_OK)
		return st;
	return cm_str_eq(op->source, PAY) && is_payment(op) ? CM_OK : CM_END;
}

static enum cm_status
msisdn_of(struct work *w, const struct cm_operation *op, struct cm_str *msisdn)
{
	struct cm_line line;
	enum cm_status st = cm_line_get(w->r->store, op->part, op->line, &line, w->arena, w->diag);

	if (st == CM_END)
		return cm_fail(w->diag, CM_DEFECT, "store.orphan", "a payment without its line: part %d", op->part);
	if (st == CM_OK)
		*msisdn = line.msisdn;
	return st;
}

static void
set_stored(struct work *w, struct cm_record *rec, const struct cm_operation *op, struct cm_str msisdn)
{
	char id[20], at[26], money[24];

	cm_id_make(id, op->part, op->seq);
	cm_time_format(op->at, at);
	cm_money_format(op->amount, money);
	cm_record_set(rec, CM_STR("payment_id"), cm_str(cm_arena_strdup(w->arena, id)));
	cm_record_set(rec, CM_STR("paid_msisdn"), msisdn);
	cm_record_set_json(rec, CM_STR("paid_amount"), CM_NUMBER, cm_str(cm_arena_strdup(w->arena, money)));
	cm_record_set(rec, CM_STR("paid_at"), cm_str(cm_arena_strdup(w->arena, at)));
}

/* What the row says against what the store has: the names of what differs, as a JSON list; none: nothing does. */
static struct cm_str
compare(struct work *w, const struct row *row, const struct cm_operation *op, struct cm_str msisdn)
{
	unsigned char *mark = mark_of(w, op->part, op->seq);
	const struct {
		const char *name;
		bool differs;
	} points[] = {{"amount", row->amount.i != op->amount}, {"msisdn", !cm_str_eq(row->msisdn.s, msisdn)},
	    {"at", !in_period(w, op)}, {"reversed", *mark & TAKEN_BACK}, {"repeated", *mark & SEEN}};
	const char *list = NULL;

	for (unsigned i = 0; i < sizeof points / sizeof *points; i++)
		if (points[i].differs)
			list = cm_arena_printf(w->arena, "%s\"%s\"", list ? cm_arena_printf(w->arena, "%s,", list) : "[", points[i].name);
	*mark |= SEEN;
	return list ? cm_str(cm_arena_printf(w->arena, "%s]", list)) : (struct cm_str){0};
}

static enum cm_status
look_up(struct work *w, struct row *row, const char **result)
{
	struct cm_operation op;
	struct cm_str msisdn, differs;
	enum cm_status st = find_payment(w, row, &op);

	if (st == CM_END) {
		*result = "missing";
		w->r->missing++;
		return CM_OK;
	}
	if (st == CM_OK)
		st = msisdn_of(w, &op, &msisdn);
	if (st != CM_OK)
		return st;
	differs = compare(w, row, &op, msisdn);
	*result = differs.n ? "different" : "matched";
	*(differs.n ? &w->r->different : &w->r->matched) += 1;
	if (differs.n)
		cm_record_set_json(&row->rec, CM_STR("differs"), CM_LIST, differs);
	set_stored(w, &row->rec, &op, msisdn);
	return CM_OK;
}

/* Secrets of the file go nowhere. */
static void
drop_secrets(struct work *w, struct cm_record *rec)
{
	for (unsigned i = 0; i < rec->n;) {
		int slot = cm_vocabulary_slot(w->r->vocabulary, rec->fields[i].name);

		if (slot >= 0 && w->r->vocabulary->facts[slot].secret)
			cm_record_remove(rec, rec->fields[i].name);
		else
			i++;
	}
}

static enum cm_status
answer(struct work *w, struct row *row, const char *result, const char *why)
{
	cm_record_set(&row->rec, CM_STR("result"), cm_str(result));
	if (why)
		cm_record_set(&row->rec, CM_STR("message"), cm_str(why));
	cm_record_set_json(
	    &row->rec, CM_STR("input_line"), CM_NUMBER, cm_str(cm_arena_printf(w->arena, "%zu", row->rec.line)));
	return w->r->emit(w->r->ctx, &row->rec);
}

static enum cm_status
one_row(struct work *w, struct row *row)
{
	const char *why = NULL, *result = "invalid";
	enum cm_status st = CM_OK;

	drop_secrets(w, &row->rec);
	if (!read_row(w, row, &why))
		w->r->invalid++;
	else if (!cm_money_add(w->r->file_sum, row->amount.i, &w->r->file_sum))
		return cm_fail(w->diag, CM_BAD, "field.malformed", "the sum of the file's amounts would not fit");
	else
		st = look_up(w, row, &result);
	return st == CM_OK ? answer(w, row, result, why) : st;
}

static enum cm_status
all_rows(struct work *w)
{
	struct cm_reconcile *r = w->r;
	const char *code, *why;
	struct row row;
	enum cm_status st;

	for (;;) {
		cm_arena_reset(w->arena);
		cm_reader_mark(r->reader);
		memset(&row, 0, sizeof row);
		cm_record_init(&row.rec, w->arena);
		st = cm_reader_next(r->reader, &row.rec, &code, &why, w->diag);
		if (st == CM_END)
			return CM_OK;
		if (st == CM_BAD && row.rec.line == 0) {
			r->unread++;
			return cm_fail(w->diag, CM_BAD, code, "%s", why);
		}
		r->rows++;
		if (st == CM_BAD) {
			r->unread++;
			row.rec.n = 0;
			st = answer(w, &row, "invalid", why);
		} else if (st == CM_OK) {
			st = one_row(w, &row);
		}
		if (st != CM_OK)
			return st;
	}
}

/* ---- what the file does not have ---- */

static enum cm_status
tell_extra(void *ctx, const struct cm_operation *op)
{
	struct work *w = ctx;
	struct cm_record rec;
	struct cm_str msisdn;
	enum cm_status st;

	if (*mark_of(w, op->part, op->seq) != PAID)
		return CM_OK;
	cm_arena_reset(w->arena);
	cm_record_init(&rec, w->arena);
	st = msisdn_of(w, op, &msisdn);
	if (st != CM_OK)
		return st;
	w->r->extra++;
	cm_record_set(&rec, CM_STR("result"), CM_STR("extra"));
	set_stored(w, &rec, op, msisdn);
	return w->r->emit(w->r->ctx, &rec);
}

enum cm_status
cm_pay_reconcile(struct cm_reconcile *r, struct cm_diag *d)
{
	static const char *const names[] = {"msisdn", "amount", "payment_id", "request_id", NULL};
	struct work *w;
	unsigned errors = d->errors;
	enum cm_status st;

	for (unsigned i = 0; names[i]; i++)
		cm_vocabulary_need(r->vocabulary, names[i], d);
	if (d->errors > errors)
		return CM_CONFIG;
	w = cm_malloc(sizeof *w);
	memset(w, 0, sizeof *w);
	w->r = r;
	w->diag = d;
	w->arena = cm_arena_new();
	st = cm_operation_of_source(r->store, REVERSE, INT64_MIN, note_reversal, w, d);
	if (st == CM_OK)
		st = cm_operation_of_source(r->store, PAY, r->since, note_payment, w, d);
	if (st == CM_OK)
		st = all_rows(w);
	if (st == CM_OK)
		st = cm_operation_of_source(r->store, PAY, r->since, tell_extra, w, d);
	for (unsigned i = 0; i < CM_PARTS; i++)
		free(w->marks[i].bits);
	cm_arena_free(w->arena);
	free(w);
	return st;
}
