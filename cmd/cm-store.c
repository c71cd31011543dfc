/* cm-store: making, checking and copying the store. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/env.h"
#include "store/admin.h"

#include "base/banned.h"

struct run {
	struct cm_env env;
	struct cm_arena *arena;
	struct cm_diag diag;
	struct cm_store *store;
	bool rehearsal;
};

static enum cm_status
print(struct cm_str line)
{
	return fwrite(line.p, 1, line.n, stdout) == line.n ? CM_OK : CM_IO;
}

static enum cm_status
print_line(void *ctx, struct cm_str line)
{
	(void)ctx;
	return print(line);
}

static enum cm_status
print_figure(void *ctx, const char *name, const struct cm_cell *value)
{
	struct cm_buf b = {0};
	enum cm_status st;

	(void)ctx;
	cm_buf_printf(&b, "{\"name\":\"%s\",\"value\":", name);
	if (value->is_text)
		cm_buf_putjson(&b, value->s);
	else
		cm_buf_putint(&b, value->i);
	cm_buf_puts(&b, "}\n");
	st = print(cm_buf_str(&b));
	cm_buf_free(&b);
	return st;
}

/* The findings of a check are its output, not its failure. */
static enum cm_status
print_findings(struct run *r)
{
	struct cm_buf b = {0};
	enum cm_status st;

	for (const struct cm_msg *m = r->diag.first; m; m = m->next) {
		cm_buf_puts(&b, "{\"code\":");
		cm_buf_putjson(&b, cm_str(m->code));
		cm_buf_puts(&b, ",\"text\":");
		cm_buf_putjson(&b, cm_str(m->text));
		cm_buf_puts(&b, "}\n");
	}
	cm_diag_init(&r->diag, r->arena);
	st = print(cm_buf_str(&b));
	cm_buf_free(&b);
	return st;
}

static enum cm_status
open_store(struct run *r, bool write)
{
	struct cm_store_options o = {.path = r->env.store, .key_path = r->env.key, .write = write};

	return cm_store_open(&r->store, &o, &r->diag);
}

static enum cm_status
do_init(struct run *r, char **words)
{
	(void)words;
	if (r->env.now_given && !r->rehearsal)
		return cm_fail(&r->diag, CM_USAGE, "now.real-store", "the clock can be set on a rehearsal store only");
	return cm_store_create(r->env.store, r->env.key, r->rehearsal, r->env.now, &r->diag);
}

static enum cm_status
do_check(struct run *r, char **words)
{
	enum cm_status st = open_store(r, false), found;

	(void)words;
	if (st != CM_OK)
		return st;
	found = cm_store_check(r->store, &r->diag);
	if (found != CM_OK && found != CM_BAD)
		return found;
	st = print_findings(r);
	return st == CM_OK ? found : st;
}

static enum cm_status
do_stats(struct run *r, char **words)
{
	enum cm_status st = open_store(r, false);

	(void)words;
	return st == CM_OK ? cm_store_stats(r->store, print_figure, NULL, &r->diag) : st;
}

static enum cm_status
do_dump(struct run *r, char **words)
{
	enum cm_status st = open_store(r, false);

	(void)words;
	return st == CM_OK ? cm_store_dump(r->store, print_line, NULL, &r->diag) : st;
}

static enum cm_status
do_backup(struct run *r, char **words)
{
	enum cm_status st = open_store(r, false);

	return st == CM_OK ? cm_db_backup(cm_store_db(r->store), words[0], &r->diag) : st;
}

static enum cm_status
do_migrate(struct run *r, char **words)
{
	int from, to;
	enum cm_status st = cm_db_migrate(r->env.store, &from, &to, &r->diag);

	(void)words;
	if (st == CM_OK)
		printf("{\"from\":%d,\"to\":%d}\n", from, to);
	return st;
}

static const struct {
	const char *name;
	enum cm_status (*run)(struct run *, char **words);
	int nwords;
} verbs[] = {{"init", do_init, 0}, {"check", do_check, 0}, {"stats", do_stats, 0}, {"dump", do_dump, 0},
    {"backup", do_backup, 1}, {"migrate", do_migrate, 0}};

static int
usage(void)
{
	fputs("usage: cm-store [-s STORE] init [--rehearsal] | check | stats | dump | backup FILE | migrate\n", stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"rehearsal", no_argument, NULL, 'R'}, {"now", required_argument, NULL, 'N'}, {NULL, 0, NULL, 0}};
	struct run r = {.arena = cm_arena_new()};
	const char *store = NULL, *now = NULL;
	enum cm_status st;
	unsigned v;
	int c;

	cm_diag_init(&r.diag, r.arena);
	while ((c = getopt_long(argc, argv, "s:", longs, NULL)) != -1)
		if (c == 's')
			store = optarg;
		else if (c == 'R')
			r.rehearsal = true;
		else if (c == 'N')
			now = optarg;
		else
			return usage();
	for (v = 0; v < sizeof(verbs) / sizeof(*verbs); v++)
		if (optind < argc && strcmp(argv[optind], verbs[v].name) == 0)
			break;
	if (v == sizeof(verbs) / sizeof(*verbs) || argc - optind - 1 != verbs[v].nwords)
		return usage();
	st = cm_env_read(&r.env, argv[0], r.arena, &r.diag);
	if (st == CM_OK && now)
		st = cm_env_set_now(&r.env, now, &r.diag);
	if (store)
		r.env.store = store;
	if (st == CM_OK)
		st = verbs[v].run(&r, argv + optind + 1);
	if (fflush(stdout) != 0 || ferror(stdout))
		st = st == CM_OK || st == CM_BAD
			 ? cm_fail(&r.diag, CM_IO, "output.io", "standard output cannot be written")
			 : st;
	cm_diag_print(&r.diag, "cm-store");
	cm_store_close(r.store);
	cm_arena_free(r.arena);
	return st == CM_BAD ? 1 : cm_status_exit(st);
}
