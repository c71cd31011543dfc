/*
 * The record loop: reads rows, runs them in batches, writes answers after their batch's commit. The seven steps of one
 * record stand in lib/flow/life.c; this file is about transactions, failures, signals and the exit code.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/ident.h"
#include "run.h"

#include "base/banned.h"

#define BATCH_ROWS  20000
#define BATCH_BYTES (8u << 20)
#define BATCH_HELD  300000 /* microseconds of held lock */
#define BATCH_GAP   5000 /* left before the next BEGIN, so that one-record calls get their turn */
#define BULK_FROM   200 /* rows in a batch from which on the big cache pays */
#define CHUNK	    256 /* rows prepared side by side when there is slow work before the lock */

volatile sig_atomic_t cm_stop_signal;

static void
on_signal(int sig)
{
	cm_stop_signal = sig;
}

static void
catch_signals(bool writes)
{
	struct sigaction sa = {.sa_handler = on_signal};

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	if (writes) {
		sa.sa_handler = SIG_IGN;
		sigaction(SIGPIPE, &sa, NULL);
	}
}

/* ---- the batch ---- */

static bool
writes(const struct cm_run *r)
{
	for (const struct cm_verb *v = r->f->command->verbs; v->name; v++)
		if (v->kind == CM_WRITES && (!r->f->verb || r->f->verb == v))
			return true;
	return false;
}

static enum cm_status
batch_open(struct cm_run *r)
{
	enum cm_status st = CM_OK;

	if (r->open)
		return CM_OK;
	if (r->f->store) {
		st = writes(r) ? cm_store_begin(r->f->store, &r->f->diag) : cm_store_begin_read(r->f->store, &r->f->diag);
		if (st != CM_OK)
			return st;
	}
	r->open = true;
	r->since = cm_env_ticks();
	return CM_OK;
}

static void
batch_forget(struct cm_run *r)
{
	r->open = false;
	r->rows = 0;
	memset(r->batch_counts, 0, sizeof r->batch_counts);
	r->batch_passed = r->batch_passed_not_done = r->batch_unread = 0;
}

/* What the batch did is true now: count it, write it, forget its input. */
static enum cm_status
batch_done(struct cm_run *r)
{
	bool closed = false;
	enum cm_status st;

	for (int i = 0; i < CM_O_COUNT; i++)
		r->counts[i] += r->batch_counts[i];
	r->passed += r->batch_passed;
	r->passed_not_done += r->batch_passed_not_done;
	r->unread += r->batch_unread;
	batch_forget(r);
	st = cm_writer_flush(r->writer, r->ended, &closed, &r->f->diag);
	if (closed && !writes(r)) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	if (r->rejects && st == CM_OK)
		st = cm_rejects_flush(r->rejects, &r->f->diag);
	r->writer_mark = cm_writer_mark(r->writer);
	r->rejects_mark = r->rejects ? cm_rejects_mark(r->rejects) : 0;
	cm_reader_mark(r->reader);
	return st;
}

static enum cm_status
batch_close(struct cm_run *r)
{
	bool locked = r->open && r->f->store && writes(r), full = r->rows >= BULK_FROM;
	enum cm_status st = CM_OK;
	int64_t freed;

	if (r->open && r->f->store) {
		if (r->f->opt.dry || !writes(r))
			cm_store_rollback(r->f->store);
		else
			st = cm_store_commit(r->f->store, &r->f->diag);
		if (st != CM_OK)
			return st;
		r->commits++;
	}
	freed = cm_env_ticks();
	st = batch_done(r);
	freed = cm_env_ticks() - freed;
	if (st == CM_OK && locked && full && !r->ended && freed < BATCH_GAP)
		nanosleep(&(struct timespec){.tv_nsec = (BATCH_GAP - freed) * 1000}, NULL);
	return st;
}

/* Undo all of the batch and read it again, one record per transaction: that isolates what breaks it. */
static void
batch_again(struct cm_run *r)
{
	cm_store_rollback(r->f->store);
	cm_writer_back(r->writer, r->writer_mark);
	if (r->rejects)
		cm_rejects_back(r->rejects, r->rejects_mark);
	cm_reader_back(r->reader);
	batch_forget(r);
	r->alone = true;
	r->alone_until = r->last_line;
}

static bool
batch_is_full(struct cm_run *r)
{
	if (r->rows >= BATCH_ROWS || cm_reader_since_mark(r->reader) >= BATCH_BYTES)
		return true;
	if (r->f->opt.dry)
		return false;
	return r->alone || (r->open && cm_env_ticks() - r->since >= BATCH_HELD);
}

/* ---- rows ---- */

/* A world that is broken, not a record: the run ends. */
static bool
is_world(enum cm_status st)
{
	return st == CM_IO || st == CM_NOSTORE || st == CM_BUSY || st == CM_UNKNOWN || st == CM_CONFIG || st == CM_DENIED ||
	    st == CM_USAGE;
}

static enum cm_status
run_row(struct cm_run *r, struct cm_row *row)
{
	enum cm_outcome outcome;
	enum cm_status st = batch_open(r);

	if (st != CM_OK)
		return st;
	row->c.store = r->f->store;
	st = cm_life_run(row->life, &row->c, &outcome);
	if (st != CM_OK && !is_world(st) && r->alone) {
		/* The culprit, by itself: nothing of it stays, and the others go on. */
		cm_store_rollback(r->f->store);
		r->open = false;
		cm_diag_print(&r->f->diag, r->f->command->name);
		cm_life_answer(&row->c, CM_O_FAILED, "failed", "could not be carried out; nothing of it was kept");
		outcome = CM_O_FAILED;
		st = CM_OK;
	}
	if (st != CM_OK)
		return st;
	r->rows++;
	if (r->rows == BULK_FROM && r->f->store)
		cm_db_bulk(cm_store_db(r->f->store));
	return cm_row_finish(r, row, outcome);
}

static enum cm_status
settle(struct cm_run *r, struct cm_row *row)
{
	switch (row->fate) {
	case CM_PASS:
		cm_row_pass(r, row);
		return CM_OK;
	case CM_TAKE:
		return run_row(r, row);
	case CM_ANSWERED:
	case CM_UNREAD:
		break;
	}
	return cm_row_finish(r, row, CM_O_INVALID);
}

/*
 * Reads up to max rows without waiting for more than the first. *n is how many there are.
 */
static enum cm_status
read_rows(struct cm_run *r, struct cm_row *rows, unsigned max, unsigned *n)
{
	enum cm_status st;

	for (*n = 0; *n < max; ++*n) {
		struct cm_row *row = &rows[*n];
		const char *code = NULL, *why = NULL;

		if (*n > 0 && (cm_stop_signal || cm_reader_would_block(r->reader)))
			break;
		memset(row, 0, sizeof *row);
		cm_record_init(&row->rec, r->arena);
		st = cm_reader_next(r->reader, &row->rec, &code, &why, &r->f->diag);
		if (st == CM_END) {
			r->ended = true;
			break;
		}
		if (st != CM_OK && st != CM_BAD)
			return st;
		if (st == CM_BAD && row->rec.line == 0)
			return cm_fail(&r->f->diag, CM_BAD, code ? code : "record.syntax", "%s", why ? why : "the input cannot be read");
		r->last_line = row->rec.line;
		r->records++;
		if (st == CM_BAD)
			cm_row_unread(r, row, code, why);
		else if ((st = cm_row_prepare(r, row)) != CM_OK)
			return st;
	}
	return CM_OK;
}

/* ---- slow work before the lock ---- */

struct crew {
	struct cm_row *rows;
	unsigned n, next;
	pthread_mutex_t lock;
};

static void *
work(void *arg)
{
	struct crew *crew = arg;

	for (;;) {
		struct cm_row *row;

		pthread_mutex_lock(&crew->lock);
		row = crew->next < crew->n ? &crew->rows[crew->next++] : NULL;
		pthread_mutex_unlock(&crew->lock);
		if (!row)
			return NULL;
		if (row->fate == CM_TAKE && row->verb->flow->prepare)
			row->verb->flow->prepare(&row->c);
	}
}

static void
prepare_rows(struct cm_row *rows, unsigned n)
{
	struct crew crew = {.rows = rows, .n = n, .lock = PTHREAD_MUTEX_INITIALIZER};
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t threads[16];
	int started = 0;

	for (long i = 1; n > 1 && i < cores && started < 16; i++)
		if (pthread_create(&threads[started], NULL, work, &crew) == 0)
			started++;
	work(&crew);
	while (started > 0)
		pthread_join(threads[--started], NULL);
}

/* ---- output ---- */

static bool
hide(void *ctx, const struct cm_field *field)
{
	const struct cm_run *r = ctx;

	return r->secret && r->masking && field >= r->masking->fields && r->secret[field - r->masking->fields];
}

static struct cm_str
mask(void *ctx, const struct cm_field *field, struct cm_arena *a)
{
	const struct cm_run *r = ctx;
	int slot = cm_vocabulary_slot(r->f->vocabulary, field->name);

	if (slot < 0 || !r->f->vocabulary->facts[slot].identity || field->output)
		return (struct cm_str){0};
	return cm_str(cm_mask_fact(a, field->name, field->text));
}

static void
open_writer(struct cm_run *r, const struct cm_record *first)
{
	struct cm_front *f = r->f;
	struct cm_writer_options o = {.fd = STDOUT_FILENO, .name = "<stdout>", .format = f->opt.output,
	    .terminal = f->env.tty_out, .csv_safe = f->opt.csv_safe, .width = f->env.tty_out ? f->env.columns : 0,
	    .hide = hide, .mask = f->env.tty_out ? mask : NULL, .ctx = r};

	if (o.format == CM_AUTO)
		o.format = f->env.tty_out ? CM_TABLE : CM_JSONL;
	cm_run_columns(r, first, &o);
	r->writer = cm_writer_new(&o);
	r->writer_mark = cm_writer_mark(r->writer);
}

/* ---- the loop ---- */

static bool
has_slow_work(const struct cm_command *c)
{
	for (const struct cm_verb *v = c->verbs; v->name; v++)
		if (v->flow && v->flow->prepare)
			return true;
	return false;
}

static enum cm_status
dry_limit(struct cm_run *r)
{
	return cm_fail(&r->f->diag, CM_USAGE, "dry-run.too-long",
	    "-n takes at most 20,000 records or 8 MiB; rehearse on a copy: cm-store backup try.db, then the same commands with "
	    "CM_STORE=try.db and CM_KEY naming the store's key");
}

/* One turn: some rows in, their answers put; the batch closed when it is full or when more would have to be waited for. */
static enum cm_status
turn(struct cm_run *r, struct cm_row *rows, unsigned max)
{
	enum cm_status st;
	unsigned n;

	cm_arena_reset(r->arena);
	st = read_rows(r, rows, r->alone ? 1 : max, &n);
	if (!r->writer)
		open_writer(r, n ? &rows[0].rec : NULL); /* now that the input's columns are known */
	if (st != CM_OK)
		return st;
	if (max > 1 && n)
		prepare_rows(rows, n);
	for (unsigned i = 0; i < n; i++) {
		st = settle(r, &rows[i]);
		if (st != CM_OK && !is_world(st) && !r->alone) {
			r->f->diag.errors = 0;
			cm_diag_init(&r->f->diag, r->f->arena);
			r->last_line = rows[n - 1].rec.line;
			batch_again(r);
			return CM_OK;
		}
		if (st != CM_OK)
			return st;
	}
	if (r->alone && n && rows[n - 1].rec.line >= r->alone_until && batch_is_full(r)) {
		st = batch_close(r);
		r->alone = false;
		return st;
	}
	if (r->f->opt.dry)
		return batch_is_full(r) && !r->ended ? dry_limit(r) : CM_OK;
	if (r->ended || batch_is_full(r) || max > 1 || cm_reader_would_block(r->reader))
		st = batch_close(r);
	cm_tell_progress(r);
	return st;
}

static enum cm_status
loop(struct cm_run *r)
{
	unsigned max = has_slow_work(r->f->command) ? CHUNK : 1;
	struct cm_row *rows = cm_arena_alloc(r->f->arena, max * sizeof *rows);
	enum cm_status st = CM_OK;

	while (st == CM_OK && !r->ended && !cm_stop_signal)
		st = turn(r, rows, max);
	if (st == CM_OK && (r->open || r->f->opt.dry || !r->ended)) {
		r->ended = true;
		st = batch_close(r);
	}
	if (st != CM_OK && r->f->store)
		cm_store_rollback(r->f->store);
	return st;
}

static int
exit_code(const struct cm_run *r, enum cm_status st)
{
	if (st != CM_OK)
		return cm_status_exit(st);
	if (r->unread)
		return 65;
	for (int i = CM_O_DUPLICATE + 1; i < CM_O_COUNT; i++)
		if (r->counts[i])
			return 1;
	return r->passed_not_done ? 1 : 0;
}

/* ---- start ---- */

static struct cm_str
canonical(void *ctx, struct cm_str name)
{
	const struct cm_vocabulary *v = ctx;
	int slot = cm_vocabulary_find(v, name);

	return slot < 0 ? (struct cm_str){0} : v->facts[slot].id;
}

/* A secret among the arguments would stay in the shell's history and in ps: refused, and wiped at once. */
static void
wipe_secret_words(struct cm_run *r, bool *found)
{
	*found = false;
	for (int i = 0; i < r->f->nwords; i++) {
		char *eq = strchr(r->f->words[i], '=');
		int slot = eq ? cm_vocabulary_find(r->f->vocabulary,
				    (struct cm_str){r->f->words[i], (size_t)(eq - r->f->words[i])}) : -1;

		if (slot >= 0 && r->f->vocabulary->facts[slot].secret) {
			memset(eq + 1, 'x', strlen(eq + 1));
			*found = true;
		}
	}
}

/* An argument that no one knows is a slip of the keyboard, not a field to pass on. */
static enum cm_status
check_words(struct cm_run *r)
{
	for (int i = 0; i < r->f->nwords; i++) {
		const char *eq = strchr(r->f->words[i], '=');
		struct cm_str name, near;

		if (!eq)
			return cm_fail(&r->f->diag, CM_USAGE, "argument", "not field=value: %s", r->f->words[i]);
		name = (struct cm_str){r->f->words[i], (size_t)(eq - r->f->words[i])};
		if (cm_vocabulary_find(r->f->vocabulary, name) >= 0)
			continue;
		near = cm_vocabulary_nearest(r->f->vocabulary, name);
		return cm_fail(&r->f->diag, CM_USAGE, "argument", "no such field: %.*s%s%.*s", (int)name.n, name.p,
		    near.n ? "; did you mean " : "", (int)near.n, near.n ? near.p : "");
	}
	return CM_OK;
}

/* The file that a verb takes in place of standard input; - is standard input. */
static enum cm_status
open_file(struct cm_front *f, struct cm_reader_options *o)
{
	if (f->nwords > 1)
		return cm_fail(&f->diag, CM_USAGE, "argument", "one file at a time: %s", f->words[1]);
	if (strcmp(f->words[0], "-") == 0)
		return CM_OK;
	o->name = f->words[0];
	o->fd = open(o->name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (o->fd < 0)
		return cm_fail(&f->diag, CM_IO, "input.open", "%s: %s", o->name, strerror(errno));
	return CM_OK;
}

static enum cm_status
open_reader(struct cm_run *r)
{
	struct cm_front *f = r->f;
	struct cm_names names = {canonical, f->vocabulary};
	struct cm_reader_options o = {
	    .fd = STDIN_FILENO, .name = "<stdin>", .format = f->opt.input, .gb18030 = f->opt.gb18030, .names = names};
	enum cm_status st;

	if (f->verb && f->verb->words && f->nwords > 0 && !strchr(f->words[0], '=')) {
		st = open_file(f, &o);
		if (st != CM_OK)
			return st;
	} else if (f->nwords > 0 && strcmp(f->words[0], "-") != 0) {
		bool secret;

		wipe_secret_words(r, &secret);
		if (secret)
			return cm_fail(&f->diag, CM_USAGE, "field.secret-argument",
			    "a PIN or PUK is never given as an argument: others can see it; give it on standard input");
		st = check_words(r);
		if (st != CM_OK)
			return st;
		r->from_words = true;
		return cm_reader_of_words(&r->reader, f->words, f->nwords, names, &f->diag);
	}
	if (o.fd == STDIN_FILENO && f->env.tty_in)
		return cm_fail(&f->diag, CM_USAGE, "no-input", "nothing to read: give field=value arguments or a file on standard input");
	r->reader = cm_reader_new(&o);
	return CM_OK;
}

static enum cm_status
open_all(struct cm_run *r)
{
	enum cm_status st = cm_front_vocabulary(r->f);
	unsigned nverbs = 0;

	while (r->f->command->verbs[nverbs].name)
		nverbs++;
	r->lives = cm_arena_alloc(r->f->arena, nverbs * sizeof *r->lives);
	r->policies = cm_arena_alloc(r->f->arena, nverbs * sizeof *r->policies);
	if (st == CM_OK)
		st = open_reader(r);
	if (st == CM_OK && !r->f->command->no_store)
		st = cm_front_store(r->f, writes(r));
	if (st == CM_OK && r->f->verb && !cm_run_life(r, r->f->verb))
		st = CM_CONFIG;
	if (st == CM_OK && r->f->opt.rejects)
		st = cm_rejects_new(&r->rejects, r->f->opt.rejects, &r->f->diag);
	return st;
}

int
cm_run(struct cm_front *f)
{
	struct cm_run r = {.f = f, .arena = cm_arena_new(), .started = cm_env_ticks()};
	enum cm_status st, end;

	catch_signals(writes(&r));
	st = open_all(&r);
	if (st == CM_OK)
		st = loop(&r);
	if (r.rejects) {
		end = cm_rejects_close(r.rejects, &f->diag);
		st = st == CM_OK ? end : st;
	}
	cm_tell_summary(&r);
	cm_diag_print(&f->diag, f->command->name);
	cm_reader_free(r.reader);
	cm_writer_free(r.writer);
	cm_arena_free(r.arena);
	if (cm_stop_signal && st == CM_OK) {
		cm_store_close(f->store);
		signal(cm_stop_signal, SIG_DFL);
		raise(cm_stop_signal);
	}
	return exit_code(&r, st);
}
