/*
 * The only place of lib/record that calls write(2) (output.h).
 */
#include "record/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
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

int
cm_output_check(const char *path, struct cm_arena *arena)
{
	const char *slash = strrchr(path, '/');
	const char *folder = ".";
	struct stat st;

	if (lstat(path, &st) == 0)
		return EEXIST;
	if (errno != ENOENT)
		return errno;
	if (slash)
		folder = slash == path ? "/" : cm_arena_strn(arena, path, (size_t)(slash - path));
	return access(folder, W_OK | X_OK) == 0 ? 0 : errno;
}

int
cm_output_new(const char *path, struct cm_buf *b)
{
	int fd = TEMP_FAILURE_RETRY(open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)), error;

	if (fd < 0)
		return errno;
	error = cm_output(fd, b);
	if (close(fd) != 0 && !error)
		error = errno;
	if (error)
		unlink(path);
	return error;
}
