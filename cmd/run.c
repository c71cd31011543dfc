/*
 * The record loop: reads rows, runs them in batches, writes answers after their batch's commit. The seven steps of one
 * record stand in lib/flow/life.c, transactions in batch.c; this file is about turns, failures, signals, the exit code.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "run.h"
#include "base/po.h"

#include "base/banned.h"

#define CHUNK	    256 /* rows prepared side by side when there is slow work before the lock */
#define CHUNK_BYTES (64u << 10) /* but not more input than this: a row of many fields takes ten times its length */

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

/* ---- rows ---- */

/* The culprit, by itself: nothing of it stays, and the others go on. */
static enum cm_status
fail_row(struct cm_run *r, struct cm_row *row, bool saved)
{
	enum cm_status st = CM_OK;

	cm_diag_print(&r->f->diag, r->f->command->name);
	if (saved) {
		st = cm_store_save_back(r->f->store, &r->f->diag);
	} else {
		if (r->f->store)
			cm_store_rollback(r->f->store);
		r->open = false;
		cm_pins_back(r);
	}
	cm_life_answer(&row->c, CM_O_FAILED, "failed", _("could not be carried out; nothing of it was kept"));
	return st;
}

static enum cm_status
run_row(struct cm_run *r, struct cm_row *row)
{
	enum cm_outcome outcome = CM_O_FAILED;
	enum cm_status st = cm_batch_open(r);
	/* A rehearsal keeps the rows before by no commit, nor does a record its earlier steps. */
	bool saved = r->alone && r->f->store && (r->f->opt.dry || row->before);

	if (st == CM_OK && saved)
		st = cm_store_save(r->f->store, &r->f->diag);
	if (st != CM_OK)
		return st;
	row->c.store = r->f->store;
	row->c.diag = &r->f->diag;
	if (row->verb->kind == CM_READS) {
		cm_arena_reset(r->emitted);
		cm_record_init(&row->c.out, r->emitted);
	}
	row->c.keys_are_new = r->keys_are_new && !r->alone;
	st = cm_life_run(row->life, &row->c, &outcome);
	if (st == CM_OK && row->c.skipped)
		row->fate = CM_SKIP;
	if (st == CM_OK && !r->pipelined)
		st = cm_life_tell(row->life, &row->c, outcome);
	if (st != CM_OK && !cm_status_is_world(st) && r->alone) {
		st = fail_row(r, row, saved);
		outcome = CM_O_FAILED;
	} else if (st == CM_OK && saved) {
		st = cm_store_save_forget(r->f->store, &r->f->diag);
	}
	if (st != CM_OK)
		return st;
	if (outcome == CM_O_DONE)
		cm_pins_put(r, &row->c);
	if (outcome == CM_O_DONE || outcome == CM_O_DUPLICATE)
		r->keys_are_new = outcome == CM_O_DONE;
	r->rows++;
	if (r->rows == CM_BULK_FROM && r->f->store && row->verb->kind != CM_READS)
		cm_db_bulk(cm_store_db(r->f->store));
	if (r->records >= CM_BULK_FROM && r->f->store && row->verb->kind == CM_READS)
		cm_db_stream(cm_store_db(r->f->store));
	row->outcome = outcome;
	return CM_OK;
}

enum cm_status
cm_row_settle(struct cm_run *r, struct cm_row *row)
{
	enum cm_status st = CM_OK;

	r->last_line = row->rec.line;
	for (struct cm_row *step = row; step && st == CM_OK; step = step->then) {
		step->outcome = CM_O_INVALID;
		if (step->fate == CM_TAKE)
			st = run_row(r, step);
	}
	if (st == CM_OK)
		cm_row_count(r, row);
	return st;
}

/*
 * Waits for the input to have something, or for a signal. No batch is open here, so that nobody waits for us while we
 * wait for a pipe. The time-out is for a signal that came just before poll(2).
 */
static void
await_input(struct cm_run *r)
{
	struct pollfd in = {.fd = r->fd, .events = POLLIN};

	while (!r->from_words && !r->ask && !cm_run_makes(r) && !cm_stop_signal && cm_reader_would_block(r->reader))
		poll(&in, 1, 200);
}

/* Reads up to max rows without waiting for more than the first. *n is how many there are. */
static enum cm_status
read_rows(struct cm_run *r, struct cm_row *rows, unsigned max, unsigned *n)
{
	enum cm_status st = CM_OK;
	size_t from = cm_reader_since_mark(r->reader);

	for (*n = 0; *n < max; ++*n) {
		if (*n > 0 &&
		    (cm_stop_signal || cm_reader_would_block(r->reader) ||
			cm_reader_since_mark(r->reader) - from >= CHUNK_BYTES))
			break;
		st = cm_row_read(r, &rows[*n], r->arena);
		if (st != CM_OK)
			break;
	}
	r->ended = st == CM_END;
	r->bytes = cm_reader_since_mark(r->reader);
	return st == CM_END ? CM_OK : st;
}

/* ---- the loop ---- */

static enum cm_status
dry_limit(struct cm_run *r)
{
	return cm_fail(&r->f->diag, CM_USAGE, "dry-run.too-long",
	    "-n takes at most 20,000 records or 8 MiB; rehearse on a copy: cm-store backup try.db, then the same commands with "
	    "CM_STORE=try.db and CM_KEY naming the store's key");
}

enum cm_status
cm_run_again(struct cm_run *r, enum cm_status st, size_t last_line)
{
	if (cm_status_is_world(st) || r->alone || r->let_go)
		return st;
	r->f->diag.errors = 0;
	cm_diag_init(&r->f->diag, r->f->arena);
	r->last_line = last_line;
	cm_batch_again(r);
	return CM_OK;
}

/* One turn: some rows in, their answers put; the batch closed when it is full or when more would have to be waited for. */
static enum cm_status
turn(struct cm_run *r, struct cm_row *rows, unsigned max)
{
	enum cm_status st;
	unsigned n;

	cm_arena_reset(r->arena);
	await_input(r);
	if (cm_stop_signal)
		return CM_OK;
	st = read_rows(r, rows, r->alone ? 1 : max, &n);
	if (!r->writer || r->shown) { /* rows of one customer are a table of their own */
		cm_writer_free(r->writer);
		cm_run_open_writer(r, n ? &rows[0].rec : NULL); /* now that the input's columns are known */
	}
	if (st != CM_OK)
		return st;
	r->slow = false;
	if (max > 1 && n) {
		st = cm_rows_begin(r, rows, n);
		cm_rows_finish(r);
		if (st != CM_OK)
			return st;
	}
	for (unsigned i = 0; i < n; i++) {
		st = cm_row_settle(r, &rows[i]);
		if (st != CM_OK)
			return cm_run_again(r, st, rows[n - 1].rec.line);
		if (r->ask && rows[i].fate != CM_PASS)
			r->answered = &rows[i]; /* who asked may mend it before it counts */
		else
			cm_row_leave(r, &rows[i]);
	}
	if (r->alone && n && rows[n - 1].rec.line >= r->alone_until && cm_batch_is_full(r)) {
		st = cm_batch_close(r);
		r->alone = false;
		return st;
	}
	if (r->f->opt.dry && !r->ask)
		return cm_batch_is_full(r) && !r->ended ? dry_limit(r) : CM_OK;
	if (r->ended || cm_batch_is_full(r) || r->slow || cm_reader_would_block(r->reader))
		st = cm_batch_close(r);
	cm_tell_progress(r);
	return st;
}

/*
 * After a turn at the form: whoever was asked sees the answer, now that it is committed, and may mend the record or add
 * what is missing; then it is read once more, and what it came to before does not count.
 */
static enum cm_status
tell_asked(struct cm_run *r, enum cm_status st)
{
	struct cm_row *row = r->answered;

	r->answered = NULL;
	if (st == CM_BUSY || st == CM_UNKNOWN) {
		cm_diag_print(&r->f->diag, r->f->command->name);
		if (!cm_ask_retry(r->ask))
			return st;
		cm_batch_again(r);
		return CM_OK;
	}
	if (st != CM_OK || !row)
		return st;
	if (cm_ask_answer(r->ask, row)) {
		r->counts[row->outcome]--;
		r->records--;
		cm_reader_back(r->reader);
		return CM_OK;
	}
	cm_row_leave(r, row);
	return cm_batch_done(r);
}

static enum cm_status
loop(struct cm_run *r)
{
	unsigned max = cm_rows_need_preparing(r->f->command) ? CHUNK : 1;
	struct cm_row *rows = cm_arena_alloc(r->f->arena, max * sizeof *rows);
	enum cm_status st = CM_OK;

	while (st == CM_OK && !r->ended && !cm_stop_signal) {
		st = cm_pipeline_pays(r) ? cm_pipeline_run(r) : turn(r, rows, max);
		if (r->ask)
			st = tell_asked(r, st);
	}
	if (st == CM_OK && r->writer && (r->open || r->f->opt.dry || !r->ended)) { /* no writer: stopped before the header */
		r->ended = true;
		st = cm_batch_close(r);
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
	return r->undone || r->passed_undone ? 1 : 0;
}

/* A signal that asked us to go. */
static void
go(struct cm_front *f)
{
	if (!cm_stop_signal)
		return;
	cm_store_close(f->store);
	signal(cm_stop_signal, SIG_DFL);
	raise(cm_stop_signal);
}

enum cm_status
cm_run_choose(struct cm_front *f)
{
	enum cm_status st;

	catch_signals(false);
	st = cm_ask_verb(f);
	if (st == CM_OK)
		go(f);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	return st;
}

int
cm_run(struct cm_front *f)
{
	struct cm_run r = {.f = f, .arena = cm_arena_new(), .emitted = cm_arena_new(), .desk = &f->diag, .started = cm_env_ticks()};
	enum cm_status st, end;

	catch_signals(cm_run_writes(&r));
	st = cm_run_open(&r);
	if (st == CM_OK)
		st = loop(&r);
	if (r.rejects) {
		end = cm_rejects_close(r.rejects, &f->diag);
		st = st == CM_OK ? end : st;
	}
	cm_print_close(&r);
	cm_ask_close(r.ask);
	end = cm_pins_close(&r);
	st = st == CM_OK ? end : st;
	cm_tell_summary(&r);
	cm_diag_print(&f->diag, f->command->name);
	cm_reader_free(r.reader);
	cm_writer_free(r.writer);
	cm_arena_free(r.arena);
	cm_arena_free(r.emitted);
	cm_pipeline_free(&r);
	cm_crew_free(&r);
	if (st == CM_OK)
		go(f);
	return exit_code(&r, st);
}
