/*
 * The only place of lib/record that calls write(2) (output.h).
 */
#include "record/output.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/banned.h"

int
cm_output(int fd, struct cm_buf *b)
{
	struct pollfd pfd = {.fd = fd, .events = POLLOUT};
	size_t done = 0;
	int error = 0;

	while (done < b->n && !error) {
		ssize_t n = write(fd, b->p + done, b->n - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno == EAGAIN)
			poll(&pfd, 1, -1);
		else if (errno != EINTR)
			error = errno;
	}
	if (error && done)
		memmove(b->p, b->p + done, b->n - done);
	b->n -= done;
	if (b->p)
		b->p[b->n] = 0;
	return error;
}
