/* cm-pay: payments, their reversal, a line's statement, and the file of a bank beside them. Deck 1.1. */
#include <stdio.h>

#include "base/money.h"
#include "base/po.h"
#include "front.h"
#include "flow/pay/reconcile.h"

static const char *since, *until;

static const struct cm_option options[] = {
    {0, "since", "TIME", "of payments from this day or time on", NULL, &since, "reconcile"},
    {0, "until", "TIME", "up to this day, or before this time", NULL, &until, "reconcile"}, {0}};

static const struct cm_input pay_in[] = {
    {"msisdn", CM_REQUIRED}, {"amount", CM_REQUIRED}, {"name", 0}, {"method", 0}, {"hall_busy", CM_NOPRINT},
    CM_COMMON_INPUTS, {0}};
static const char *const pay_out[] = {"payment_id", "arrears_before", "balance", "restored", "campaigns", NULL};

static const struct cm_input reverse_in[] = {{"payment_id", CM_REQUIRED}, {"cause", CM_REQUIRED}, CM_COMMON_INPUTS, {0}};
static const char *const reverse_out[] = {"reversal_id", "amount", "balance", "lapsed", NULL};

static const struct cm_input statement_in[] = {{"msisdn", CM_REQUIRED}, {"since", 0}, CM_COMMON_INPUTS, {0}};
static const char *const statement_out[] = {"at", "kind", "amount", "promised", "balance", "payment_id", NULL};

/* ---- reconcile ---- */

static enum cm_status
read_period(struct cm_front *f, struct cm_reconcile *r)
{
	if (!since)
		return cm_fail(&f->diag, CM_USAGE, "option", "reconcile wants a period: --since DAY, and --until DAY if it is over");
	return cm_front_period(f, since, until, &r->since, &r->until);
}

struct reconcile {
	struct cm_front *f;
	struct cm_reconcile r;
};

static enum cm_status
emit(void *ctx, const struct cm_record *rec)
{
	struct reconcile *w = ctx;

	if (!w->f->columns)
		cm_front_columns_behind(w->f, w->r.reader, rec, cm_reconcile_columns);
	return cm_front_emit(w->f, rec);
}

static void
tell(const struct cm_front *f, const struct cm_reconcile *r)
{
	char file[24], store[24];

	if (f->opt.quiet)
		return;
	cm_money_format(r->file_sum, file);
	cm_money_format(r->store_sum, store);
	fprintf(stderr, cm_pon("cm-pay: %lu row", "cm-pay: %lu rows", r->rows), r->rows);
	fprintf(stderr, _(": %lu matched, %lu different, %lu missing, %lu extra, %lu invalid; %s yuan in the file, %s in the store"),
	    r->matched, r->different, r->missing, r->extra, r->invalid + r->unread, file, store);
	fputc('\n', stderr);
}

static enum cm_status
reconcile(struct cm_front *f, int nwords, char **words)
{
	struct reconcile w = {.f = f, .r = {.emit = emit, .ctx = &w}};
	enum cm_status st = cm_front_words(f, 1, 1);
	struct cm_policy *p;

	(void)nwords;
	if (st == CM_OK)
		st = read_period(f, &w.r);
	if (st == CM_OK)
		st = cm_front_reader(f, words[0], &w.r.reader);
	if (st == CM_OK)
		st = cm_policy_load(&p, f->vocabulary, "pay", f->arena, &f->diag);
	if (st == CM_OK)
		st = cm_front_store(f, false);
	if (st == CM_OK)
		st = cm_store_begin_read(f->store, &f->diag);
	if (st == CM_OK) {
		w.r.store = f->store;
		w.r.vocabulary = f->vocabulary;
		st = cm_pay_reconcile(&w.r, &f->diag);
		cm_store_rollback(f->store);
	}
	if (st == CM_OK)
		tell(f, &w.r);
	cm_reader_free(w.r.reader);
	f->unread = w.r.unread > 0;
	return st == CM_OK && (w.r.different || w.r.missing || w.r.extra || w.r.invalid || w.r.unread) ? CM_BAD : st;
}

static const struct cm_verb verbs[] = {
    {"pay", "take a payment: arrears first, the rest is prepaid", CM_WRITES, &cm_flow_pay, pay_in, pay_out, NULL, NULL},
    {"reverse", "take a payment back by a linked entry", CM_WRITES, &cm_flow_pay_reverse, reverse_in, reverse_out, NULL, NULL},
    {"statement", "list what moved a line's balance", CM_READS, &cm_flow_pay_statement, statement_in, statement_out, NULL, NULL},
    {"reconcile", "hold a file from outside against the payments of a period", CM_WHOLE, NULL, NULL, NULL, reconcile, "FILE"},
    {0}};

static const struct cm_command command = {
    .name = "cm-pay", .help = "Take payments for lines.", .verbs = verbs, .default_verb = "pay",
    .options = options};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
