/*
 * cm-bill: what a month costs: charged once for every line (rows S54, S55, S65-S67), shown, explained, paid back (S68-S72,
 * S76, S86, S87, S95, S98); and promises that are not kept.
 */
#include "base/date.h"
#include "base/ident.h"
#include "base/money.h"
#include "front.h"
#include "flow/bill/bill.h"

/* Of run, made by the program but for the month and its phase: see records(). */
static const struct cm_input run_in[] = {{"month", CM_REQUIRED | CM_WORD}, {"phase", CM_WORD}, {"msisdn", 0}, {0}};
static const char *const run_out[] = {"month", "phase", "msisdn", "charges", "credits", "total", "unpriced", NULL};

static const struct cm_input show_in[] = {{"msisdn", CM_REQUIRED}, {"month", 0}, CM_COMMON_INPUTS, {0}};
static const char *const show_out[] = {"kind", "month", "item", "item_name", "amount", "refunded", "usual", "charges",
    "credits", "total", "of_order", NULL};

static const struct cm_input explain_in[] = {
    {"msisdn", CM_REQUIRED}, {"month", 0}, {"item", CM_REQUIRED}, CM_COMMON_INPUTS, {0}};
static const char *const explain_out[] = {"kind", "month", "item", "item_name", "amount", "refunded", "of_order",
    "order_kind", "at", "operator_id", "service", "tier", "sp", "from", "until", "order_channel", "command", "fee",
    "included", "units", "unit_price", "usage", "direction", "count", "first_at", "last_at", "cause", NULL};

static const struct cm_input refund_in[] = {
    {"msisdn", CM_REQUIRED}, {"month", CM_REQUIRED | CM_KEPT}, {"item", CM_REQUIRED | CM_KEPT},
    {"cause", CM_REQUIRED | CM_KEPT}, {"amount", 0},
    {"since", 0}, {"until", 0}, CM_COMMON_INPUTS, {0}};
static const char *const refund_out[] = {"item_name", "refund_cause", "base", "multiplier", "refund", "balance", "lookup_after", "use_found", "waiting_value", NULL};

static bool broken, first;

static const struct cm_option options[] = {
    {0, "broken", NULL, "only those whose last day is over", &broken, NULL, "promises"},
    {0, "first", NULL, "the first month here may be another one than this or the last", &first, NULL, "run"}, {0}};

static enum cm_status
records(struct cm_front *f, const struct cm_policy *policy, struct cm_reader **reader)
{
	struct cm_bill_run_options o = {.store = f->store,
	    .policy = policy,
	    .month = cm_front_word(f, "month"),
	    .phase = cm_front_word(f, "phase"),
	    .first = first,
	    .now = f->env.now};
	const char *done = NULL;
	enum cm_status st = cm_bill_find(reader, &o, &done, f->arena, &f->diag);

	if (st == CM_OK && done)
		cm_diag_add(&f->diag, CM_WARNING, (struct cm_pos){0}, "bill.done", "%s", done);
	return st;
}

/* ---- promises ---- */

#define PIECE 1000 /* promises read at a time */

static const char *const promises_out[] = {"msisdn", "kind", "amount", "from", "due", "order_id", "days_late", NULL};

#define TEXT  (CM_ID_MAX + 1) /* bytes of a promise's kind; the store has no longer ones */

struct promises {
	struct cm_front *f;
	struct cm_open_promise last; /* behind which the next piece begins; of its texts only kind, below */
	char kind[TEXT];
	int32_t today;
	unsigned n, late;
};

static enum cm_status
keep(struct promises *w, const struct cm_open_promise *o)
{
	if (o->p.kind.n >= TEXT)
		return cm_fail(&w->f->diag, CM_NOSTORE, "store.damaged", "part %d: the kind of a promise is too long", o->part);
	w->last = *o;
	memcpy(w->kind, o->p.kind.p, o->p.kind.n);
	w->kind[o->p.kind.n] = 0;
	w->n++;
	return CM_OK;
}

static enum cm_status
promise(void *ctx, const struct cm_open_promise *o)
{
	struct promises *w = ctx;
	struct cm_record *row;
	char id[20], from[11], due[11], money[24];
	bool late = o->p.due < w->today;
	enum cm_status st = keep(w, o);

	w->late += late;
	if (st != CM_OK || (broken && !late))
		return st;
	row = cm_front_row(w->f);
	cm_id_make(id, o->part, o->p.seq);
	cm_day_format(o->p.from, from);
	cm_day_format(o->p.due, due);
	cm_money_format(o->p.amount, money);
	cm_record_set(row, CM_STR("msisdn"), o->msisdn);
	cm_record_set(row, CM_STR("kind"), o->p.kind);
	if (o->p.amount)
		cm_record_set_json(row, CM_STR("amount"), CM_NUMBER, cm_str(money));
	cm_record_set(row, CM_STR("from"), cm_str(from));
	cm_record_set(row, CM_STR("due"), cm_str(due));
	cm_record_set(row, CM_STR("order_id"), cm_str(id));
	if (late)
		cm_front_int(row, "days_late", w->today - o->p.due);
	return cm_front_emit(w->f, row);
}

/* By the index of those that are open, in order of the day from which they may be kept. A late one may be kept by now. */
static enum cm_status
list_promises(struct promises *w)
{
	struct cm_front *f = w->f;
	int32_t by = broken ? w->today - 1 : INT32_MAX;
	enum cm_status st;

	do {
		struct cm_open_promise behind = w->last;
		char kind[TEXT];

		memcpy(kind, w->kind, TEXT);
		behind.p.kind = cm_str(kind);
		w->n = 0;
		st = cm_promises_open(f->store, by, 0, &behind, PIECE, promise, w, &f->diag);
	} while (st == CM_OK && w->n == PIECE);
	return st;
}

/* A promise that was not kept is a finding. */
static enum cm_status
promises(struct cm_front *f, int nwords, char **words)
{
	struct promises w = {.f = f,
	    .last = {.part = -1, .p.from = CM_DAY_NONE},
	    .today = cm_time_day(f->env.now)};
	enum cm_status st = cm_front_words(f, 0, 0);

	(void)nwords;
	(void)words;
	if (st == CM_OK)
		st = cm_front_store(f, false);
	if (st == CM_OK)
		st = cm_store_begin_read(f->store, &f->diag);
	if (st != CM_OK)
		return st;
	cm_front_columns(f, promises_out);
	st = list_promises(&w);
	cm_store_rollback(f->store);
	return st == CM_OK && broken && w.late ? CM_BAD : st;
}

static const struct cm_verb verbs[] = {
    {"run", "charge a month, for every line once", CM_WRITES, &cm_flow_bill_run, run_in, run_out, NULL, NULL},
    {"show", "show a line's bill, item by item, and what is unusual", CM_READS, &cm_flow_bill_show, show_in, show_out, NULL, NULL},
    {"explain", "lead an item back to its order, its use and its price", CM_READS, &cm_flow_bill_explain, explain_in,
	explain_out, NULL, NULL},
    {"refund", "pay back what was charged wrongly", CM_WRITES, &cm_flow_bill_refund, refund_in, refund_out, NULL, NULL},
    {"promises", "list what was promised to customers and is not kept yet", CM_WHOLE, NULL, NULL, NULL, promises, NULL},
    {0}};

static const struct cm_command command = {.name = "cm-bill",
    .help = "What a month costs.",
    .verbs = verbs,
    .options = options,
    .records = records,
    .makes = "run"};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
