/*
 * What verbs need of the world around them: the vocabulary, the store, and rows for those that are no record loop. Called
 * by whole verbs, by streams.c and by help.c; runs nothing itself (main.c does).
 */
#include <unistd.h>

#include "base/date.h"
#include "base/ident.h"
#include "base/money.h"
#include "front.h"
#include "policy/review.h"
#include "record/writer.h"

#include "base/banned.h"

#define EMIT_MARK 65536 /* bytes, or rows of a table, that wait to be written */

enum cm_status
cm_front_vocabulary(struct cm_front *f)
{
	const char *dir = f->opt.policies ? f->opt.policies : f->env.policies;

	if (f->vocabulary)
		return CM_OK;
	return cm_vocabulary_load(&f->vocabulary, dir, f->arena, &f->diag);
}

/* The records may be read by a thread of its own, so it has an arena of its own. */
const struct cm_vocabulary *
cm_front_whole(struct cm_front *f)
{
	struct cm_diag scratch;

	if (f->whole)
		return f->whole;
	f->whole_arena = cm_arena_new();
	cm_diag_init(&scratch, f->whole_arena);
	if (cm_vocabulary_whole(&f->whole, f->vocabulary->dir, f->whole_arena, &scratch) != CM_OK)
		f->whole = f->vocabulary; /* which was loaded, once */
	return f->whole;
}

bool
cm_front_knows(struct cm_front *f, struct cm_str name)
{
	return cm_vocabulary_find(f->vocabulary, name) >= 0 || cm_vocabulary_find(cm_front_whole(f), name) >= 0;
}

/* Where the path came from, for who has mistyped it, and what makes a store, for who has none yet. */
static void
tell_missing(struct cm_front *f)
{
	bool missing = false;

	for (const struct cm_msg *m = f->diag.first; m; m = m->next)
		missing |= m->code && strcmp(m->code, "store.missing") == 0;
	if (!missing)
		return;
	if (f->opt.store)
		cm_diag_add(&f->diag, CM_NOTE, (struct cm_pos){0}, "store.missing",
		    "that is the store named by -s; cm-store init -s %s makes a new one", f->opt.store);
	else if (f->env.store_given)
		cm_diag_add(&f->diag, CM_NOTE, (struct cm_pos){0}, "store.missing",
		    "that is the store named by CM_STORE; cm-store init makes a new one there");
	else
		cm_diag_add(&f->diag, CM_NOTE, (struct cm_pos){0}, "store.missing",
		    "that is the default store; -s or CM_STORE names another, cm-store init makes a new one");
}

/*
 * A given clock is for rehearsals: on a real store it would let a command write yesterday's business.
 */
enum cm_status
cm_front_store(struct cm_front *f, bool write)
{
	struct cm_store_options o = {
	    .path = f->opt.store ? f->opt.store : f->env.store, .key_path = f->env.key, .write = write};
	enum cm_status st;

	if (f->store)
		return CM_OK;
	if (!o.path)
		return cm_fail(&f->diag, CM_USAGE, "store.unnamed", "no home folder to look for a store in: name one by -s or CM_STORE");
	st = cm_store_open(&f->store, &o, &f->diag);
	if (st == CM_NOSTORE)
		tell_missing(f);
	if (st != CM_OK)
		return st;
	if (f->env.now_given && !cm_store_is_rehearsal(f->store))
		return cm_fail(&f->diag, CM_USAGE, "clock.not-rehearsal",
		    "--now and CM_NOW are only for a store made by 'cm-store init --rehearsal'");
	return CM_OK;
}

/* What came from a file is its giver's own, but not for everybody who looks at the screen. */
static struct cm_str
mask(void *ctx, const struct cm_field *field, struct cm_arena *a)
{
	const struct cm_vocabulary *v = ((const struct cm_front *)ctx)->vocabulary;
	int slot = v ? cm_vocabulary_slot(v, field->name) : -1;

	if (slot < 0 || !v->facts[slot].identity || field->output)
		return (struct cm_str){0};
	return cm_str(cm_mask_fact(a, field->name, field->text));
}

static struct cm_writer *
front_writer(struct cm_front *f)
{
	if (!f->writer) {
		struct cm_writer_options o = {.fd = STDOUT_FILENO, .name = "<stdout>", .format = f->opt.output,
		    .terminal = f->env.tty_out, .csv_safe = f->opt.csv_safe,
		    .columns = f->columns, .ncolumns = f->ncolumns, .mask = mask, .ctx = f};

		if (o.format == CM_AUTO)
			o.format = f->env.tty_out ? CM_TABLE : CM_JSONL;
		cm_front_room(f, &o);
		f->writer = cm_writer_new(&o);
	}
	return f->writer;
}

/* A million rows must not wait in memory for the last one. */
enum cm_status
cm_front_emit(struct cm_front *f, const struct cm_record *r)
{
	struct cm_writer *w = front_writer(f);
	bool closed;

	cm_writer_put(w, r);
	return cm_writer_mark(w) < EMIT_MARK ? CM_OK : cm_writer_flush(w, false, &closed, &f->diag);
}

struct cm_record *
cm_front_row(struct cm_front *f)
{
	if (!f->row_arena)
		f->row_arena = cm_arena_new();
	cm_arena_reset(f->row_arena);
	cm_record_init(&f->row, f->row_arena);
	return &f->row;
}

void
cm_front_columns(struct cm_front *f, const char *const *names)
{
	struct cm_str *columns;
	unsigned n = 0;

	while (names[n])
		n++;
	columns = cm_arena_alloc(f->arena, (n + 1) * sizeof *columns);
	for (unsigned i = 0; i < n; i++)
		columns[i] = cm_str(names[i]);
	f->columns = columns;
	f->ncolumns = n;
}

/* A finding is what the verb was asked for, not its failure, so it goes where rows go. */
enum cm_status
cm_front_findings(struct cm_front *f)
{
	enum cm_status st = CM_OK;

	for (const struct cm_msg *m = f->diag.first; st == CM_OK && m; m = m->next) {
		struct cm_record *r = cm_front_row(f);

		cm_finding_record(m, r);
		st = cm_front_emit(f, r);
	}
	cm_diag_init(&f->diag, f->arena);
	return st;
}

void
cm_front_int(struct cm_record *r, const char *name, int64_t v)
{
	cm_record_set_json(
	    r, cm_str(name), CM_NUMBER, cm_str(cm_arena_printf(r->arena, "%lld", (long long)v)));
}

void
cm_front_hundredths(struct cm_record *r, const char *name, int64_t n)
{
	char text[24];

	cm_money_format(n, text);
	cm_record_set_json(r, cm_str(name), CM_NUMBER, cm_str(cm_arena_strdup(r->arena, text)));
}

void
cm_front_time(struct cm_record *r, const char *name, int64_t at)
{
	char text[26];

	if (!at)
		return;
	cm_time_format(at, text);
	cm_record_set(r, cm_str(name), cm_str(cm_arena_strdup(r->arena, text)));
}

enum cm_status
cm_front_period(struct cm_front *f, const char *since, const char *until, int64_t *from, int64_t *before)
{
	int32_t day;

	*from = INT64_MIN;
	*before = INT64_MAX;
	if (since && !cm_time_parse(cm_str(since), from))
		return cm_fail(&f->diag, CM_USAGE, "option", "--since takes a day or a time, not %s", since);
	if (until && !cm_time_parse(cm_str(until), before))
		return cm_fail(&f->diag, CM_USAGE, "option", "--until takes a day or a time, not %s", until);
	if (until && strlen(until) == 10 && cm_day_parse(cm_str(until), &day))
		*before = cm_day_start(day + 1);
	return CM_OK;
}

enum cm_status
cm_front_flush(struct cm_front *f)
{
	bool closed;
	enum cm_status st = cm_writer_flush(front_writer(f), true, &closed, &f->diag);

	cm_front_tell_left_out(f, f->writer);
	cm_writer_free(f->writer);
	f->writer = NULL;
	return st;
}

enum cm_status
cm_front_words(struct cm_front *f, int least, int most)
{
	if (f->nwords >= least && f->nwords <= most)
		return CM_OK;
	return cm_fail(&f->diag, CM_USAGE, "argument", "%s wants %s, not %d argument%s", f->verb->name,
	    f->verb->words ? f->verb->words : "no argument", f->nwords, f->nwords == 1 ? "" : "s");
}
