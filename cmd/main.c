/*
 * The way of every command: environment, options, then the record loop or the verb's own work, and what that comes to as
 * an exit code.
 */
#include <stdio.h>

#include "front.h"
#include "run.h"

#include "base/banned.h"

/* A whole verb's end: its rows leave, its findings are told; a finding makes 1, output that did not leave 74. */
static int
whole(struct cm_front *f)
{
	enum cm_status st = CM_OK, end = CM_OK;

	if (f->opt.dry)
		st = cm_fail(&f->diag, CM_USAGE, "option", "%s knows no -n", f->verb->name);
	if (st == CM_OK)
		st = f->verb->whole(f, f->nwords, f->words);
	if (f->writer || (f->columns && st == CM_OK))
		end = cm_front_flush(f);
	cm_diag_print(&f->diag, f->command->name);
	if (st == CM_BAD && end == CM_OK)
		return f->unread ? cm_status_exit(CM_BAD) : 1;
	return cm_status_exit(st != CM_OK && st != CM_BAD ? st : end);
}

/* -h and its like, instead of work. */
static int
tell(struct cm_front *f)
{
	enum cm_status st = CM_OK;

	switch (f->tell) {
	case CM_TELL_HELP:
		cm_usage_print(f->command);
		break;
	case CM_TELL_VERSION:
		printf("%s (cm-tools) %s\n", f->command->name, CM_VERSION);
		break;
	case CM_TELL_WORDS:
		st = cm_words_print(f);
		if (st != CM_OK)
			cm_diag_print(&f->diag, f->command->name);
		break;
	case CM_TELL_NOTHING:
		break;
	}
	return cm_status_exit(fflush(stdout) != 0 ? CM_IO : st);
}

static int
start(struct cm_front *f, int argc, char **argv)
{
	/* The environment first: it says in which language -h speaks. A wrong CM_NOW does not keep -h from it. */
	enum cm_status st = cm_env_read(&f->env, argv[0], f->arena, &f->diag);
	int rc = st == CM_OK || st == CM_USAGE ? cm_options_parse(f, argc, argv) : -1;
	bool asked;

	if (rc >= 0)
		return f->tell ? tell(f) : rc;
	if (st == CM_OK && f->opt.now)
		st = cm_env_set_now(&f->env, f->opt.now, &f->diag);
	asked = st == CM_OK && !f->verb && cm_ask_wanted(f);
	if (asked)
		st = cm_run_choose(f);
	if (st != CM_OK) {
		cm_diag_print(&f->diag, f->command->name);
		return cm_status_exit(st);
	}
	if (asked && !f->verb)
		return 0;
	if (f->verb && f->verb->kind == CM_WHOLE)
		return whole(f);
	return cm_run(f);
}

int
cm_main(const struct cm_command *command, int argc, char **argv)
{
	struct cm_front f = {.command = command, .arena = cm_arena_new()};
	int rc;

	cm_diag_init(&f.diag, f.arena);
	rc = start(&f, argc, argv);
	cm_store_close(f.store);
	cm_arena_free(f.row_arena);
	cm_arena_free(f.whole_arena);
	cm_arena_free(f.arena);
	return rc;
}
