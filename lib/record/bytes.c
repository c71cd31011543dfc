/*
 * The chain of blocks behind a reader (bytes.h). The only place of lib/record that calls read(2): EINTR and EAGAIN
 * are not seen outside, and a failed read is never taken for the end.
 */
#include "record/bytes.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"

#include "base/banned.h"

#define BLOCK	   (256 * 1024)
#define READ_LEAST (16 * 1024) /* a smaller rest of a block is not worth a system call */

static struct cm_block *
block_new(struct cm_bytes *in, size_t room)
{
	struct cm_block *b = in->spare;

	if (room <= BLOCK && b) {
		in->spare = b->next;
		room = b->cap;
	} else {
		room = room < BLOCK ? BLOCK : room;
		b = cm_malloc(sizeof *b + room);
	}
	*b = (struct cm_block){.cap = room};
	return b;
}

static void
block_free(struct cm_bytes *in, struct cm_block *b)
{
	if (b->cap == BLOCK) {
		b->next = in->spare;
		in->spare = b;
	} else {
		free(b);
	}
}

static void
chain_free(struct cm_block *b)
{
	while (b) {
		struct cm_block *next = b->next;

		free(b);
		b = next;
	}
}

void
cm_bytes_open(struct cm_bytes *in, int fd)
{
	*in = (struct cm_bytes){.fd = fd};
	in->last = block_new(in, BLOCK);
	in->here = in->mark = (struct cm_place){in->last, 0, 0};
}

void
cm_bytes_close(struct cm_bytes *in)
{
	chain_free(in->mark.block);
	chain_free(in->spare);
}

/* Moves on over the border of two blocks, where no row is. */
static void
settle(struct cm_bytes *in)
{
	struct cm_block *b = in->here.block;

	while (in->here.at == b->n && b->next) {
		b = b->next;
		in->here.block = b;
		in->here.at = b->start;
	}
}

struct cm_str
cm_bytes_have(const struct cm_bytes *in)
{
	const struct cm_block *b = in->here.block;

	return (struct cm_str){b->p + in->here.at, b->n - in->here.at};
}

static enum cm_status
fill(struct cm_bytes *in, struct cm_block *b, bool wait)
{
	struct pollfd pfd = {.fd = in->fd, .events = POLLIN};

	if (in->eof)
		return CM_END;
	if (in->error) /* who only asked whether there is more has not told it yet */
		return CM_IO;
	for (;;) {
		ssize_t got;
		int ready = 1;

		if (!wait)
			ready = poll(&pfd, 1, 0);
		if (ready == 0)
			return CM_BUSY;
		if (ready < 0 && errno == EINTR)
			continue;
		got = read(in->fd, b->p + b->n, b->cap - b->n);
		if (got > 0) {
			b->n += (size_t)got;
			return CM_OK;
		}
		if (got == 0) {
			in->eof = true;
			return CM_END;
		}
		if (errno == EAGAIN) {
			if (!wait)
				return CM_BUSY;
			poll(&pfd, 1, -1);
		} else if (errno != EINTR) {
			in->error = errno;
			return CM_IO;
		}
	}
}

/* A new last block, into which what has not been taken of the old one moves. */
static void
move_on(struct cm_bytes *in)
{
	struct cm_block *old = in->last;
	struct cm_str rest = cm_bytes_have(in);
	struct cm_block *b = block_new(in, rest.n * 2 + READ_LEAST);

	memcpy(b->p, rest.p, rest.n);
	b->n = rest.n;
	old->n = in->here.at;
	old->next = b;
	in->last = b;
	in->here.block = b;
	in->here.at = 0;
	if (in->mark.block == old && in->mark.at == old->n) {
		in->mark = in->here;
		block_free(in, old);
	}
}

enum cm_status
cm_bytes_more(struct cm_bytes *in, bool wait)
{
	if (in->last->cap - in->last->n < READ_LEAST && !in->eof)
		move_on(in);
	return fill(in, in->last, wait);
}

void
cm_bytes_take(struct cm_bytes *in, size_t n)
{
	in->here.at += n;
	in->here.taken += n;
	settle(in);
}

void
cm_bytes_cut(struct cm_bytes *in, size_t keep)
{
	struct cm_block *b = in->here.block;

	b->n = in->here.at + keep;
	b->cut = true;
	b->next = in->last = block_new(in, BLOCK);
}

enum cm_status
cm_bytes_beyond(struct cm_bytes *in, bool wait)
{
	in->last->n = 0;
	return fill(in, in->last, wait);
}

void
cm_bytes_mark(struct cm_bytes *in, struct cm_place place)
{
	while (in->mark.block != place.block) {
		struct cm_block *b = in->mark.block;

		in->mark.block = b->next;
		block_free(in, b);
	}
	in->mark = place;
}

void
cm_bytes_back(struct cm_bytes *in)
{
	in->here = in->mark;
	settle(in);
}
