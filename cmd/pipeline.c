/*
 * Two threads for long streams. The main thread has the store: it gathers, decides and writes. A second one has the desk:
 * it reads the next rows and shapes them, and renders the answers of those that were run: a quarter of a payment's work,
 * two thirds of a duplicate's. Called by the loop of run.c, which does short streams alone.
 *
 * What holds without threads holds here: rows run in the order of the input, a batch's answers leave after its commit,
 * and no batch is open while anybody waits for a pipe (longer than PATIENCE). Chunks of rows go round in a ring; each is
 * one thread's at a time, and so are the reader, the writer and the rejects: the desk's, but for the moments between a
 * commit and the next batch, when the desk has nothing left to answer and the main thread lets the answers go.
 */
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "run.h"

#include "base/banned.h"

#define ROWS	 64 /* of a chunk: what one hand-over costs is then nothing beside them */
#define BYTES	 (128 * 1024) /* of a chunk's input */
#define CHUNKS	 4 /* one is run, two wait, one is read or answered; more would only push each other out of the cache */
#define AHEAD	 2 /* chunks that the main thread should find ready; then answers come first */
#define PATIENCE 3 /* milliseconds for which a pipe may be empty before the batch is closed */

struct chunk {
	struct cm_arena *arena;
	struct cm_row *rows;
	unsigned n;
	struct cm_reader_place end; /* behind its last row */
	size_t bytes;
	enum cm_status st; /* CM_END: the input is over; else why reading failed */
	bool last; /* of this pipeline */
	bool begun; /* the slow work of its rows */
};

struct cm_pipeline {
	struct cm_run *run;
	struct chunk ring[CHUNKS];
	struct cm_arena *arena;
	struct cm_diag diag; /* the desk's */
	struct cm_reader_place here; /* the main thread's: behind the last chunk that was run */

	pthread_t thread;
	pthread_mutex_t lock; /* for all below */
	pthread_cond_t changed;
	unsigned long read, ran, told; /* chunks; read >= ran >= told */
	bool last_read, hurry, stop; /* hurry: the main thread waits for the last answers */
	enum cm_status st; /* of the answers */
	bool mark_due;
	struct cm_reader_place mark;
};

/* ---- the desk ---- */

static bool
starves(struct cm_run *r)
{
	struct pollfd in = {.fd = r->fd, .events = POLLIN};

	while (cm_reader_would_block(r->reader))
		if (poll(&in, 1, PATIENCE) <= 0)
			return true;
	return false;
}

/* A row of a verb that only reads ends it, and is read again by the loop: its answers may be long. */
static void
fill(struct cm_run *r, struct chunk *c)
{
	struct cm_reader_place begin = cm_reader_here(r->reader);
	unsigned steps = 0; /* a row may have many, and each has facts of its own */

	cm_arena_reset(c->arena);
	c->st = CM_OK;
	c->last = c->begun = false;
	c->end = begin;
	for (c->n = 0; c->n < ROWS && steps < ROWS && c->end.bytes - begin.bytes < BYTES && !c->last; c->n++) {
		struct cm_row *row = &c->rows[c->n];

		c->last = starves(r) || (c->st = cm_row_read(r, row, c->arena)) != CM_OK ||
		    (row->fate == CM_TAKE && row->verb->kind != CM_WRITES);
		if (c->last)
			break;
		c->end = cm_reader_here(r->reader);
		for (const struct cm_row *step = row; step; step = step->then)
			steps++;
	}
	c->bytes = c->end.bytes - begin.bytes;
}

static enum cm_status
tell(struct cm_run *r, struct chunk *c)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < c->n; i++) {
		struct cm_row *row = &c->rows[i];

		for (struct cm_row *step = row; step && st == CM_OK; step = step->then) {
			step->c.diag = r->desk;
			if (step->fate == CM_TAKE)
				st = cm_life_tell(step->life, &step->c, step->outcome);
		}
		if (st == CM_OK)
			cm_row_leave(r, row);
	}
	return st;
}

static void
tell_next(struct cm_pipeline *p)
{
	struct chunk *c = &p->ring[p->told % CHUNKS];
	enum cm_status st = p->st;

	pthread_mutex_unlock(&p->lock);
	if (st == CM_OK)
		st = tell(p->run, c);
	pthread_mutex_lock(&p->lock);
	p->st = st;
	p->told++;
	pthread_cond_signal(&p->changed);
}

static void
read_next(struct cm_pipeline *p)
{
	struct chunk *c = &p->ring[p->read % CHUNKS];

	if (p->mark_due)
		cm_reader_mark_at(p->run->reader, &p->mark);
	p->mark_due = false;
	pthread_mutex_unlock(&p->lock);
	fill(p->run, c);
	pthread_mutex_lock(&p->lock);
	p->read++;
	p->last_read = c->last;
	pthread_cond_signal(&p->changed);
}

static void *
desk(void *arg)
{
	struct cm_pipeline *p = arg;

	pthread_mutex_lock(&p->lock);
	while (!p->stop) {
		bool room = !p->last_read && p->read - p->told < CHUNKS;

		if (p->told < p->ran && (p->hurry || !room || p->read - p->ran >= AHEAD))
			tell_next(p);
		else if (room)
			read_next(p);
		else if (p->told < p->ran)
			tell_next(p);
		else
			pthread_cond_wait(&p->changed, &p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

/* ---- the main thread ---- */

static struct chunk *
next_chunk(struct cm_pipeline *p)
{
	pthread_mutex_lock(&p->lock);
	while (p->read == p->ran)
		pthread_cond_wait(&p->changed, &p->lock);
	pthread_mutex_unlock(&p->lock);
	return &p->ring[p->ran % CHUNKS]; /* only we move ran */
}

static void
hand_over(struct cm_pipeline *p, const struct chunk *c)
{
	p->here = c->end;
	pthread_mutex_lock(&p->lock);
	p->ran++;
	pthread_cond_signal(&p->changed);
	pthread_mutex_unlock(&p->lock);
}

/* Until the desk has answered all that was run. */
static enum cm_status
drain(struct cm_pipeline *p)
{
	enum cm_status st;

	pthread_mutex_lock(&p->lock);
	p->hurry = true;
	while (p->told < p->ran)
		pthread_cond_wait(&p->changed, &p->lock);
	p->hurry = false;
	st = p->st;
	pthread_mutex_unlock(&p->lock);
	return st;
}

void
cm_pipeline_mark(struct cm_run *r)
{
	struct cm_pipeline *p = r->pipeline;

	pthread_mutex_lock(&p->lock);
	p->mark = p->here;
	p->mark_due = true;
	pthread_mutex_unlock(&p->lock);
}

/* The desk wrote the rows, so they lie in another core's cache: they are called for before their turn. */
static void
ahead(const struct chunk *c, unsigned i)
{
	const struct cm_row *row = &c->rows[i + 1];

	if (i + 1 < c->n && row->fate == CM_TAKE)
		cm_life_ahead(row->life, &row->c);
	if (i + 2 < c->n)
		for (const char *p = (const char *)(row + 1); p < (const char *)(row + 2); p += 64)
			__builtin_prefetch(p, 1);
}

/* What its rows need before the lock is begun; what the chunk before it needs is finished. */
static enum cm_status
begin(struct cm_run *r, struct chunk *c)
{
	enum cm_status st = CM_OK;

	if (!c->begun && c->n && (c->st == CM_OK || c->st == CM_END) && cm_rows_need_preparing(r->f->command))
		st = cm_rows_begin(r, c->rows, c->n);
	c->begun = true;
	return st;
}

/* The store's half of a chunk that is prepared. */
static enum cm_status
run_chunk(struct cm_run *r, struct chunk *c)
{
	enum cm_status st = c->st == CM_END ? CM_OK : c->st;

	for (unsigned i = 0; st == CM_OK && i < c->n; i++) {
		ahead(c, i);
		st = cm_row_settle(r, &c->rows[i]);
	}
	r->bytes += c->bytes;
	return st;
}

/* While a chunk is written, and its batch committed, the crew prepares the next one, if it was read. */
static enum cm_status
prepare(struct cm_run *r, struct cm_pipeline *p, struct chunk *c, bool *slow)
{
	enum cm_status st = begin(r, c);
	struct chunk *next = NULL;

	cm_rows_finish(r);
	*slow = r->slow;
	pthread_mutex_lock(&p->lock);
	if (st == CM_OK && *slow && p->read > p->ran + 1)
		next = &p->ring[(p->ran + 1) % CHUNKS];
	pthread_mutex_unlock(&p->lock);
	return next ? begin(r, next) : st;
}

/* Chunk after chunk, batch after batch, until the desk says that one is the last. */
static enum cm_status
run_all(struct cm_run *r, struct cm_pipeline *p, size_t *last_line)
{
	enum cm_status st = CM_OK;
	bool last = false, slow;

	while (st == CM_OK && !last) {
		struct chunk *c = next_chunk(p);

		last = c->last || cm_stop_signal;
		r->ended = c->st == CM_END;
		*last_line = c->n ? c->rows[c->n - 1].rec.line : r->last_line;
		st = prepare(r, p, c, &slow);
		if (st == CM_OK)
			st = run_chunk(r, c);
		if (st != CM_OK)
			break;
		hand_over(p, c);
		if (last || slow || r->rows + ROWS > CM_BATCH_ROWS || cm_batch_is_full(r)) {
			st = drain(p);
			if (st == CM_OK)
				st = cm_batch_close(r);
		}
		cm_tell_progress(r);
	}
	cm_rows_finish(r);
	return st;
}

static enum cm_status
stop(struct cm_run *r, struct cm_pipeline *p)
{
	enum cm_status st;

	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_signal(&p->changed);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	st = p->st;
	cm_diag_move(&r->f->diag, &p->diag);
	r->desk = &r->f->diag;
	r->pipelined = false;
	if (p->mark_due)
		cm_reader_mark_at(r->reader, &p->mark);
	cm_reader_back(r->reader); /* what was read ahead is read again */
	return st;
}

enum cm_status
cm_pipeline_run(struct cm_run *r)
{
	struct cm_pipeline *p = r->pipeline;
	size_t last_line = 0;
	enum cm_status st, told;

	p->read = p->ran = p->told = 0;
	p->last_read = p->hurry = p->stop = p->mark_due = false;
	p->st = CM_OK;
	p->here = cm_reader_here(r->reader);
	r->desk = &p->diag;
	r->pipelined = true;
	if (pthread_create(&p->thread, NULL, desk, p) != 0) {
		r->desk = &r->f->diag;
		r->pipelined = false;
		r->one_thread = true;
		return CM_OK;
	}
	st = run_all(r, p, &last_line);
	told = stop(r, p);
	if (told != CM_OK)
		st = told;
	return st == CM_OK ? CM_OK : cm_run_again(r, st, last_line);
}

/* ---- whether there is one ---- */

/* All that a row may ask for is loaded now: the second thread must find vocabulary and policies as they will stay. */
static bool
load_lives(struct cm_run *r)
{
	struct cm_diag told = r->f->diag; /* what is wrong with a verb that no row may name is not said */
	bool all = true;

	cm_diag_init(&r->f->diag, r->f->arena);
	for (const struct cm_verb *v = r->f->command->verbs; v->name && all; v++)
		all = v->kind == CM_WHOLE || cm_run_life(r, v);
	r->f->diag = told;
	return all;
}

static struct cm_pipeline *
make(struct cm_run *r)
{
	struct cm_pipeline *p = cm_malloc(sizeof *p);

	*p = (struct cm_pipeline){.run = r, .arena = cm_arena_new()};
	cm_diag_init(&p->diag, p->arena);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->changed, NULL);
	if (r->f->store)
		cm_store_fingerprint(r->f->store, CM_STR("")); /* both threads will: its key is derived now */
	for (unsigned i = 0; i < CHUNKS; i++) {
		p->ring[i].arena = cm_arena_new();
		p->ring[i].rows = cm_malloc(ROWS * sizeof(struct cm_row));
	}
	return p;
}

bool
cm_pipeline_pays(struct cm_run *r)
{
	cpu_set_t cpus;

	if (r->rows < CM_BULK_FROM || r->one_thread || r->alone)
		return false;
	if (!r->pipeline) {
		r->one_thread = r->from_words || r->ask || cm_run_makes(r) || r->shown || r->f->opt.dry || r->f->opt.unmask || !cm_run_writes(r) ||
		    sched_getaffinity(0, sizeof cpus, &cpus) != 0 || CPU_COUNT(&cpus) < 2 || !load_lives(r);
		if (!r->one_thread)
			r->pipeline = make(r);
	}
	return !r->one_thread;
}

void
cm_pipeline_free(struct cm_run *r)
{
	struct cm_pipeline *p = r->pipeline;

	if (!p)
		return;
	for (unsigned i = 0; i < CHUNKS; i++) {
		cm_arena_free(p->ring[i].arena);
		free(p->ring[i].rows);
	}
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
	cm_arena_free(p->arena);
	free(p);
}
