/*
 * Batches: the transaction around some thousand rows, what happens when it closes, and when it fails. Answers leave after
 * their batch's commit, never before; no batch is open while anybody waits for a pipe.
 */
#include <signal.h>
#include <time.h>

#include "run.h"

#include "base/banned.h"

#define BATCH_BYTES (8u << 20)
#define PASS_ROWS   1000 /* of a batch that writes nothing, so that nothing need be kept for it */
#define PASS_BYTES  (256u << 10) /* of its input, or of its answers */
#define BATCH_HELD  300000 /* microseconds of held lock */
#define BATCH_GAP   5000 /* left before the next BEGIN, so that one-record calls get their turn */

/* Showing personal data whole writes, too: its row in the journal. */
bool
cm_run_writes(const struct cm_run *r)
{
	if (r->f->opt.unmask)
		return true;
	for (const struct cm_verb *v = r->f->command->verbs; v->name; v++)
		if (v->kind == CM_WRITES && (!r->f->verb || r->f->verb == v))
			return true;
	return false;
}

enum cm_status
cm_batch_open(struct cm_run *r)
{
	enum cm_status st = CM_OK;

	if (r->open)
		return CM_OK;
	if (r->f->store) {
		st = cm_run_writes(r) ? cm_store_begin(r->f->store, &r->f->diag) : cm_store_begin_read(r->f->store, &r->f->diag);
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
	r->bytes = 0;
	memset(r->batch_counts, 0, sizeof r->batch_counts);
	r->batch_passed = r->batch_passed_undone = r->batch_undone = r->batch_unread = r->batch_held = 0;
	r->let_go = false;
}

/* Lets answers out. Whoever reads on behind a closed pipe only reads for himself: a command that does not write ends. */
static enum cm_status
flush(struct cm_run *r, bool last)
{
	bool closed = false;
	enum cm_status st = cm_writer_flush(r->writer, last, &closed, &r->f->diag);

	if (closed && !cm_run_writes(r)) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	return st;
}

/* One record may have more answers than should be kept; where nothing is written there is no commit to wait for. */
enum cm_status
cm_batch_relieve(struct cm_run *r)
{
	if (cm_run_writes(r) || cm_print_holds(r) || cm_writer_mark(r->writer) < PASS_BYTES)
		return CM_OK;
	r->let_go = true;
	return flush(r, false);
}

/* What the batch did is true now: count it, write it, forget its input. */
enum cm_status
cm_batch_done(struct cm_run *r)
{
	enum cm_status st;

	for (int i = 0; i < CM_O_COUNT; i++)
		r->counts[i] += r->batch_counts[i];
	r->passed += r->batch_passed;
	r->passed_undone += r->batch_passed_undone;
	r->undone += r->batch_undone;
	r->unread += r->batch_unread;
	r->held += r->batch_held;
	batch_forget(r);
	if (!r->writer || cm_print_holds(r)) /* no writer: a signal came before the first record */
		return CM_OK;
	st = cm_print_finish(r);
	if (st != CM_OK)
		return st;
	st = flush(r, r->ended || r->ask);
	if (r->rejects && st == CM_OK)
		st = cm_rejects_flush(r->rejects, &r->f->diag);
	r->writer_mark = cm_writer_mark(r->writer);
	r->rejects_mark = r->rejects ? cm_rejects_mark(r->rejects) : 0;
	r->records_mark = r->records;
	if (r->pipelined)
		cm_pipeline_mark(r);
	else
		cm_reader_mark(r->reader);
	return st;
}

/* How far a verb has come that makes its records, in the transaction of what it did. */
static enum cm_status
settle(struct cm_run *r)
{
	bool failed = false;
	enum cm_status st = CM_OK;

	if (!cm_run_makes(r) || r->f->opt.dry || !cm_run_writes(r))
		return CM_OK;
	for (int i = CM_O_DUPLICATE + 1; i < CM_O_COUNT; i++)
		failed |= i != CM_O_REFERRED && i != CM_O_REFUSED && r->batch_counts[i] > 0;
	if (!r->open && cm_reader_unsettled(r->reader))
		st = cm_batch_open(r);
	return st == CM_OK ? cm_reader_settle(r->reader, failed, &r->f->diag) : st;
}

enum cm_status
cm_batch_close(struct cm_run *r)
{
	bool locked = r->open && r->f->store && cm_run_writes(r), full = r->rows >= CM_BULK_FROM;
	unsigned warnings = r->f->diag.warnings;
	enum cm_status st = settle(r);
	int64_t freed;

	if (st != CM_OK)
		return st;
	if (r->open && r->f->store) {
		if (r->f->opt.dry || !cm_run_writes(r))
			cm_store_rollback(r->f->store);
		else if ((st = cm_pins_sync(r)) == CM_OK)
			st = cm_store_commit(r->f->store, &r->f->diag);
		if (st != CM_OK)
			return st;
		if (r->f->diag.warnings > warnings)
			cm_tell_now(r);
		r->commits++;
	}
	freed = cm_env_ticks();
	st = cm_batch_done(r);
	freed = cm_env_ticks() - freed;
	if (st == CM_OK && locked && full && !r->ended && freed < BATCH_GAP)
		nanosleep(&(struct timespec){.tv_nsec = (BATCH_GAP - freed) * 1000}, NULL);
	return st;
}

/* Undo all of the batch and read it again, one record per transaction: that isolates what breaks it. */
void
cm_batch_again(struct cm_run *r)
{
	if (r->f->store)
		cm_store_rollback(r->f->store);
	cm_writer_back(r->writer, r->writer_mark);
	if (r->rejects)
		cm_rejects_back(r->rejects, r->rejects_mark);
	cm_pins_back(r);
	cm_reader_back(r->reader);
	batch_forget(r);
	r->records = r->records_mark;
	r->ended = false; /* the end of the input was read along with the last rows; it will be read again */
	r->alone = true;
	r->alone_until = r->last_line;
}

bool
cm_batch_is_full(struct cm_run *r)
{
	unsigned long rows = r->records - r->records_mark; /* also those that are not ours: their answers wait, too */
	bool writes = r->open && cm_run_writes(r);

	if (r->f->opt.dry) /* here full means too much: what fits exactly may still end */
		return rows > CM_BATCH_ROWS || r->bytes > BATCH_BYTES;
	if (rows >= (writes ? CM_BATCH_ROWS : PASS_ROWS) || r->bytes >= (writes ? BATCH_BYTES : PASS_BYTES))
		return true;
	if (!writes && !cm_print_holds(r) && r->writer && cm_writer_mark(r->writer) >= PASS_BYTES)
		return true;
	return r->alone || (r->open && cm_env_ticks() - r->since >= BATCH_HELD);
}
