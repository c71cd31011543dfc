/*
 * Slow work before the lock: what a flow looks up in the store first, then hashing and comparing in a thread per core.
 * The main thread may write other rows meanwhile: between begin and finish the rows are the crew's.
 */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "run.h"

#include "base/banned.h"

#define SLOW 10 /* slow rows, of a millisecond each, from which on the lock is given back before the next ones */

static bool
is_prepared(const struct cm_row *row)
{
	return row->fate == CM_TAKE && !row->as_it_is && row->c.slow && (row->verb->flow->peek || row->verb->flow->prepare);
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

/* ---- the crew: a helper for each core but our own, made when there is work for two ---- */

#define HELPERS 16

struct cm_crew {
	pthread_t threads[HELPERS];
	int started;
	pthread_mutex_t lock; /* for all below */
	pthread_cond_t changed;
	struct cm_row *rows; /* that are prepared */
	unsigned n, next, busy; /* next: the first that nobody has taken; busy: how many are in work */
	bool stop;
};

/* Takes one row after the other, with the lock held but for the work. */
static void
work_off(struct cm_crew *crew)
{
	while (crew->next < crew->n) {
		struct cm_row *row = &crew->rows[crew->next++];

		if (!is_prepared(row) || !row->verb->flow->prepare)
			continue;
		crew->busy++;
		pthread_mutex_unlock(&crew->lock);
		row->verb->flow->prepare(&row->c);
		pthread_mutex_lock(&crew->lock);
		crew->busy--;
	}
	if (!crew->busy)
		pthread_cond_broadcast(&crew->changed);
}

static void *
helper(void *arg)
{
	struct cm_crew *crew = arg;

	pthread_mutex_lock(&crew->lock);
	while (!crew->stop) {
		work_off(crew);
		while (!crew->stop && crew->next >= crew->n)
			pthread_cond_wait(&crew->changed, &crew->lock);
	}
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

static struct cm_crew *
crew_of(struct cm_run *r)
{
	struct cm_crew *crew = r->crew;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (crew)
		return crew;
	r->crew = crew = cm_malloc(sizeof *crew);
	*crew = (struct cm_crew){.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
	for (long i = 1; i < cores && crew->started < HELPERS; i++)
		if (pthread_create(&crew->threads[crew->started], NULL, helper, crew) == 0)
			crew->started++;
	return crew;
}

void
cm_crew_free(struct cm_run *r)
{
	struct cm_crew *crew = r->crew;

	if (!crew)
		return;
	pthread_mutex_lock(&crew->lock);
	crew->stop = true;
	pthread_cond_broadcast(&crew->changed);
	pthread_mutex_unlock(&crew->lock);
	while (crew->started > 0)
		pthread_join(crew->threads[--crew->started], NULL);
	pthread_cond_destroy(&crew->changed);
	pthread_mutex_destroy(&crew->lock);
	free(crew);
	r->crew = NULL;
}

/* ---- rows ---- */

bool
cm_rows_need_preparing(const struct cm_command *c)
{
	for (const struct cm_verb *v = c->verbs; v->name; v++)
		if (v->flow && (v->flow->peek || v->flow->prepare))
			return true;
	return false;
}

enum cm_status
cm_rows_begin(struct cm_run *r, struct cm_row *rows, unsigned n)
{
	enum cm_status st = peek_rows(r, rows, n);
	struct cm_crew *crew;
	unsigned slow = 0;

	for (unsigned i = 0; i < n; i++)
		slow += is_prepared(&rows[i]);
	r->slow = st == CM_OK && slow >= SLOW;
	if (st != CM_OK || !slow)
		return st;
	if (slow == 1) { /* at the counter there is nobody to wait for */
		for (unsigned i = 0; i < n; i++)
			if (is_prepared(&rows[i]) && rows[i].verb->flow->prepare)
				rows[i].verb->flow->prepare(&rows[i].c);
		return st;
	}
	crew = crew_of(r);
	pthread_mutex_lock(&crew->lock);
	crew->rows = rows;
	crew->n = n;
	crew->next = 0;
	pthread_cond_broadcast(&crew->changed);
	pthread_mutex_unlock(&crew->lock);
	return st;
}

void
cm_rows_finish(struct cm_run *r)
{
	struct cm_crew *crew = r->crew;

	if (!crew)
		return;
	pthread_mutex_lock(&crew->lock);
	work_off(crew);
	while (crew->busy)
		pthread_cond_wait(&crew->changed, &crew->lock);
	crew->n = crew->next = 0;
	pthread_mutex_unlock(&crew->lock);
}
