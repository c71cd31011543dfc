/* cm-store: making, checking and copying the store. */
#include <inttypes.h>
#include <stdio.h>

#include "cmd.h"
#include "store/admin.h"

#include "base/banned.h"

static bool rehearsal;

static const char *
store_path(const struct cm_front *f)
{
	return f->opt.store ? f->opt.store : f->env.store;
}

static enum cm_status
init(struct cm_front *f, int nwords, char **words)
{
	(void)nwords, (void)words;
	if (f->env.now_given && !rehearsal)
		return cm_fail(
		    &f->diag, CM_USAGE, "clock.not-rehearsal", "--now and CM_NOW are only for init --rehearsal");
	return cm_store_create(store_path(f), f->env.key, rehearsal, f->env.now, &f->diag);
}

/* What a check found is its output, not its failure. */
static enum cm_status
emit_findings(struct cm_front *f)
{
	const struct cm_msg *m = f->diag.first;
	enum cm_status st = CM_OK;

	cm_diag_init(&f->diag, f->arena);
	for (; st == CM_OK && m; m = m->next) {
		struct cm_record r;

		cm_record_init(&r, f->arena);
		cm_record_set(&r, CM_STR("code"), cm_str(m->code));
		cm_record_set(&r, CM_STR("text"), cm_str(m->text));
		st = cm_front_emit(f, &r);
	}
	return st;
}

static enum cm_status
check(struct cm_front *f, int nwords, char **words)
{
	enum cm_status st = cm_front_store(f, false), found;

	(void)nwords, (void)words;
	if (st != CM_OK)
		return st;
	found = cm_store_check(f->store, &f->diag);
	if (found != CM_BAD)
		return found;
	st = emit_findings(f);
	return st == CM_OK ? CM_BAD : st;
}

static enum cm_status
emit_figure(void *ctx, const char *name, const struct cm_cell *value)
{
	struct cm_front *f = ctx;
	struct cm_record r;

	cm_record_init(&r, f->arena);
	cm_record_set(&r, CM_STR("name"), cm_str(name));
	if (value->is_text)
		cm_record_set(&r, CM_STR("value"), value->s);
	else
		cm_record_set_json(
		    &r, CM_STR("value"), CM_NUMBER, cm_str(cm_arena_printf(f->arena, "%" PRId64, value->i)));
	return cm_front_emit(f, &r);
}

static enum cm_status
stats(struct cm_front *f, int nwords, char **words)
{
	enum cm_status st = cm_front_store(f, false);

	(void)nwords, (void)words;
	return st == CM_OK ? cm_store_stats(f->store, emit_figure, f, &f->diag) : st;
}

/* Byte for byte what the library says, whatever the output format: two dumps are compared as files. */
static enum cm_status
dump_line(void *ctx, struct cm_str line)
{
	struct cm_front *f = ctx;

	if (fwrite(line.p, 1, line.n, stdout) != line.n)
		return cm_fail(&f->diag, CM_IO, "output.io", "<stdout>: cannot be written");
	return CM_OK;
}

static enum cm_status
dump(struct cm_front *f, int nwords, char **words)
{
	enum cm_status st = cm_front_store(f, false);

	(void)nwords, (void)words;
	if (st == CM_OK)
		st = cm_store_dump(f->store, dump_line, f, &f->diag);
	if (st == CM_OK && fflush(stdout) != 0)
		st = cm_fail(&f->diag, CM_IO, "output.io", "<stdout>: cannot be written");
	return st;
}

static enum cm_status
backup(struct cm_front *f, int nwords, char **words)
{
	enum cm_status st;

	if (nwords != 1)
		return cm_fail(&f->diag, CM_USAGE, "usage", "backup takes one FILE");
	st = cm_front_store(f, false);
	return st == CM_OK ? cm_db_backup(cm_store_db(f->store), words[0], &f->diag) : st;
}

static enum cm_status
migrate(struct cm_front *f, int nwords, char **words)
{
	struct cm_record r;
	int from, to;
	enum cm_status st = cm_db_migrate(store_path(f), &from, &to, &f->diag);

	(void)nwords, (void)words;
	if (st != CM_OK)
		return st;
	cm_record_init(&r, f->arena);
	cm_record_set_json(&r, CM_STR("from"), CM_NUMBER, cm_str(cm_arena_printf(f->arena, "%d", from)));
	cm_record_set_json(&r, CM_STR("to"), CM_NUMBER, cm_str(cm_arena_printf(f->arena, "%d", to)));
	return cm_front_emit(f, &r);
}

static const struct cm_verb verbs[] = {
    {.name = "init", .help = "make a new store and its key", .kind = CM_WHOLE, .whole = init},
    {.name = "check",
	.help = "prove that it hangs together; 1 when something does not",
	.kind = CM_WHOLE,
	.whole = check},
    {.name = "stats", .help = "count what is in it", .kind = CM_WHOLE, .whole = stats},
    {.name = "dump", .help = "write it as text, to compare two of them", .kind = CM_WHOLE, .whole = dump},
    {.name = "backup", .help = "copy it while it is in use", .kind = CM_WHOLE, .whole = backup, .words = "FILE"},
    {.name = "migrate", .help = "bring an older one to this version", .kind = CM_WHOLE, .whole = migrate}, {0}};

static const struct cm_option options[] = {
    {.name = "rehearsal", .help = "init: a store for trying out, whose clock can be set", .flag = &rehearsal}, {0}};

static const struct cm_command command = {
    .name = "cm-store", .help = "Make, check and copy the store.", .verbs = verbs, .options = options};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
