/* cm-audit: the journal as a proof, and as a list. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/env.h"
#include "domain/line.h"
#include "store/audit.h"

#include "base/banned.h"

struct run {
	struct cm_env env;
	struct cm_arena *arena;
	struct cm_diag diag;
	struct cm_store *store;
	const char *against;
};

static enum cm_status
print(struct cm_buf *b)
{
	enum cm_status st = fwrite(b->p, 1, b->n, stdout) == b->n ? CM_OK : CM_IO;

	cm_buf_free(b);
	return st;
}

/* Findings are output: one record each, then one with the count. */
static enum cm_status
do_verify(struct run *r, char **words)
{
	struct cm_buf b = {0};
	int64_t rows = 0;
	enum cm_status found, st;

	(void)words;
	found = r->against ? cm_chain_verify_against(r->store, r->against, &rows, &r->diag)
			   : cm_chain_verify(r->store, &rows, &r->diag);
	if (found != CM_OK && found != CM_BAD)
		return found;
	for (const struct cm_msg *m = r->diag.first; m; m = m->next) {
		cm_buf_puts(&b, "{\"code\":");
		cm_buf_putjson(&b, cm_str(m->code));
		cm_buf_puts(&b, ",\"text\":");
		cm_buf_putjson(&b, cm_str(m->text));
		cm_buf_puts(&b, "}\n");
	}
	cm_diag_init(&r->diag, r->arena);
	cm_buf_printf(&b, "{\"rows\":%" PRId64 ",\"chain\":\"%s\"}\n", rows, found == CM_OK ? "whole" : "broken");
	st = print(&b);
	return st == CM_OK ? found : st;
}

static const char *const ledgers[] = {"", "line", "cash", "revenue", "promise", "opening", "clearing"};
static const char *const results[] = {"", "done", "refused", "referred", "noted"};

static void
put_text(struct cm_buf *b, const char *name, struct cm_str s)
{
	cm_buf_printf(b, ",\"%s\":", name);
	cm_buf_putjson(b, s);
}

static enum cm_status
print_operation(void *ctx, const struct cm_operation *op)
{
	struct cm_buf b = {0};
	char id[20], at[26];

	(void)ctx;
	cm_id_make(id, op->part, op->seq);
	cm_time_format(op->at, at);
	cm_buf_printf(&b, "{\"order_id\":\"%s\",\"at\":\"%s\"", id, at);
	put_text(&b, "operator", op->user);
	put_text(&b, "source", op->source);
	cm_buf_printf(&b, ",\"result\":\"%s\"", results[op->result]);
	put_text(&b, "rules", op->rules);
	put_text(&b, "policy", op->policy);
	if (op->parent) {
		cm_id_make(id, op->part, op->parent);
		cm_buf_printf(&b, ",\"parent\":\"%s\"", id);
	}
	if (op->cause) {
		cm_id_make(id, op->part, op->cause);
		cm_buf_printf(&b, ",\"cause\":\"%s\"", id);
	}
	if (op->amount) {
		cm_buf_printf(
		    &b, ",\"debit\":\"%s\",\"credit\":\"%s\",\"amount\":", ledgers[op->debit], ledgers[op->credit]);
		cm_buf_putmoney(&b, op->amount);
	}
	cm_buf_puts(&b, ",\"facts\":");
	cm_buf_putstr(&b, op->facts.n ? op->facts : CM_STR("{}"));
	cm_buf_puts(&b, ",\"answer\":");
	cm_buf_putstr(&b, op->answer.n ? op->answer : CM_STR("{}"));
	cm_buf_puts(&b, "}\n");
	return print(&b);
}

static enum cm_status
do_log(struct run *r, char **words)
{
	struct cm_account a;
	enum cm_status st;

	if (!words[0])
		return cm_operation_all(r->store, print_operation, NULL, &r->diag);
	st = cm_account_of_number(r->store, cm_str(words[0]), &a, &r->diag);
	if (st == CM_END)
		return cm_fail(&r->diag, CM_BAD, "line.unknown", "no line has the number %s", words[0]);
	return st == CM_OK ? cm_operation_of_line(r->store, a.part, a.line, INT64_MIN, print_operation, NULL, &r->diag)
			   : st;
}

static enum cm_status
do_checkpoint(struct run *r, char **words)
{
	return cm_chain_checkpoint(r->store, words[0], r->env.now, &r->diag);
}

static const struct {
	const char *name;
	enum cm_status (*run)(struct run *, char **words);
	int least, most;
} verbs[] = {{"verify", do_verify, 0, 0}, {"log", do_log, 0, 1}, {"checkpoint", do_checkpoint, 1, 1}};

static int
usage(void)
{
	fputs("usage: cm-audit [-s STORE] verify [--against FILE] | log [MSISDN] | checkpoint FILE\n", stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = {{"against", required_argument, NULL, 'A'}, {NULL, 0, NULL, 0}};
	struct run r = {.arena = cm_arena_new()};
	struct cm_store_options o = {0};
	const char *store = NULL;
	enum cm_status st;
	unsigned v;
	int c, n;

	cm_diag_init(&r.diag, r.arena);
	while ((c = getopt_long(argc, argv, "s:", longs, NULL)) != -1)
		if (c == 's')
			store = optarg;
		else if (c == 'A')
			r.against = optarg;
		else
			return usage();
	for (v = 0; v < sizeof(verbs) / sizeof(*verbs); v++)
		if (optind < argc && strcmp(argv[optind], verbs[v].name) == 0)
			break;
	n = argc - optind - 1;
	if (v == sizeof(verbs) / sizeof(*verbs) || n < verbs[v].least || n > verbs[v].most)
		return usage();
	st = cm_env_read(&r.env, argv[0], r.arena, &r.diag);
	o.path = store ? store : r.env.store;
	o.key_path = r.env.key;
	if (st == CM_OK && (st = cm_store_open(&r.store, &o, &r.diag)) == CM_OK)
		st = verbs[v].run(&r, argv + optind + 1);
	if (fflush(stdout) != 0 || ferror(stdout))
		st = st == CM_OK || st == CM_BAD
			 ? cm_fail(&r.diag, CM_IO, "output.io", "standard output cannot be written")
			 : st;
	cm_diag_print(&r.diag, "cm-audit");
	cm_store_close(r.store);
	cm_arena_free(r.arena);
	return st == CM_BAD ? 1 : cm_status_exit(st);
}
