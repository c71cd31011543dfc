/*
 * Slow work before the lock: what a flow looks up in the store first, then hashing and comparing in a thread per core.
 */
#include <pthread.h>
#include <unistd.h>

#include "run.h"

#include "base/banned.h"

#define SLOW 10000 /* microseconds of it from which on the lock is given back before the next rows */

static bool
is_prepared(const struct cm_row *row)
{
	return row->fate == CM_TAKE && !row->as_it_is && (row->verb->flow->peek || row->verb->flow->prepare);
}

static enum cm_status
peek_row(struct cm_run *r, struct cm_row *row)
{
	enum cm_status st = CM_OK;

	row->as_it_is = cm_life_is_done(row->life, &row->c);
	if (!row->as_it_is && row->verb->flow->peek)
		st = row->verb->flow->peek(&row->c);
	if (st == CM_OK || cm_status_is_world(st))
		return st;
	/* It will fail in its own batch again, which isolates it. */
	cm_diag_init(&r->f->diag, r->f->arena);
	row->as_it_is = true;
	return CM_OK;
}

/* What the slow work needs to know, in one short read transaction: nobody waits for us while we work. */
static enum cm_status
peek_rows(struct cm_run *r, struct cm_row *rows, unsigned n)
{
	bool own = !r->open;
	enum cm_status st = CM_OK;
	unsigned i = 0;

	while (i < n && !is_prepared(&rows[i]))
		i++;
	if (i == n || !r->f->store)
		return CM_OK;
	if (own)
		st = cm_store_begin_read(r->f->store, &r->f->diag);
	for (; st == CM_OK && i < n; i++)
		if (is_prepared(&rows[i]))
			st = peek_row(r, &rows[i]);
	if (own)
		cm_store_rollback(r->f->store);
	return st;
}

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
		if (is_prepared(row) && row->verb->flow->prepare)
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

bool
cm_rows_need_preparing(const struct cm_command *c)
{
	for (const struct cm_verb *v = c->verbs; v->name; v++)
		if (v->flow && (v->flow->peek || v->flow->prepare))
			return true;
	return false;
}

enum cm_status
cm_rows_prepare(struct cm_run *r, struct cm_row *rows, unsigned n, bool *slow)
{
	int64_t began = cm_env_ticks();
	enum cm_status st = peek_rows(r, rows, n);

	if (st == CM_OK)
		prepare_rows(rows, n);
	*slow = cm_env_ticks() - began >= SLOW;
	return st;
}
