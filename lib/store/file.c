/*
 * Files of a store as the operating system sees them. A store is refused here when it is not a plain private file, so
 * that SQLite is never pointed at a fifo, a symlink or something that another user can write; and new files appear
 * under their names by one rename, so that a crash leaves either nothing or all.
 */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/banned.h"

enum cm_status
cm_file_resolve(const char *path, char out[PATH_MAX], struct cm_diag *d)
{
	const char *slash = strrchr(path, '/');
	const char *last = slash ? slash + 1 : path;
	char folder[PATH_MAX];
	size_t n;

	n = slash ? (size_t)(slash - path) : 1;
	if (*last == 0 || strcmp(last, ".") == 0 || strcmp(last, "..") == 0)
		return cm_fail(d, CM_NOSTORE, "store.not-a-file", "%s names a folder, not a file", path);
	if (n >= sizeof(folder))
		return cm_fail(d, CM_NOSTORE, "store.missing", "the path is too long");
	if (slash == path)
		memcpy(folder, "/", 2);
	else if (slash) {
		memcpy(folder, path, n);
		folder[n] = 0;
	} else
		memcpy(folder, ".", 2);
	if (!realpath(folder, out))
		return cm_fail(d, CM_NOSTORE, "store.missing", "%s: %s", folder, strerror(errno));
	n = strlen(out);
	if (n + 1 + strlen(last) + sizeof(".new-journal") > PATH_MAX)
		return cm_fail(d, CM_NOSTORE, "store.missing", "the path is too long");
	if (n > 1)
		out[n++] = '/';
	memcpy(out + n, last, strlen(last) + 1);
	return CM_OK;
}

enum cm_status
cm_file_make_folders(const char *path, struct cm_diag *d)
{
	char folder[PATH_MAX];
	size_t n = strlen(path);

	if (n >= sizeof(folder))
		return cm_fail(d, CM_NOSTORE, "store.missing", "the path is too long");
	memcpy(folder, path, n + 1);
	for (char *p = folder + 1; n > 1 && (p = strchr(p, '/')); *p++ = '/') {
		*p = 0;
		if (mkdir(folder, 0700) < 0 && errno != EEXIST)
			return cm_fail(d, CM_IO, "store.folder", "%s: %s", folder, strerror(errno));
	}
	return CM_OK;
}

static enum cm_status
fail_what(struct cm_diag *d, enum cm_status st, const char *what, const char *code, const char *path, const char *text)
{
	char whole[64];

	snprintf(whole, sizeof(whole), "%s.%s", what, code);
	return cm_fail(d, st, whole, "%s: %s", path, text);
}

static enum cm_status
look_at(int fd, const char *path, const char *what, enum cm_status st, struct cm_diag *d)
{
	struct stat sb;

	if (fstat(fd, &sb) < 0)
		return cm_fail(d, CM_IO, "file.io", "%s: %s", path, strerror(errno));
	if (!S_ISREG(sb.st_mode))
		return fail_what(d, st, what, "not-a-file", path, "is not a regular file");
	if (sb.st_uid != geteuid())
		return fail_what(d, st, what, "owner", path, "belongs to another user");
	if (sb.st_nlink != 1)
		return fail_what(d, st, what, "links", path, "has a second name (hard link); remove one of the two");
	if (sb.st_mode & 077)
		return fail_what(d, st, what, "mode", path, "can be reached by other users; chmod 600 it");
	return CM_OK;
}

static enum cm_status
read_some(int fd, const char *path, void *buf, size_t cap, size_t *n, struct cm_diag *d)
{
	*n = 0;
	while (*n < cap) {
		ssize_t r = read(fd, (char *)buf + *n, cap - *n);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return cm_fail(d, CM_IO, "file.io", "%s: %s", path, strerror(errno));
		if (r == 0)
			break;
		*n += (size_t)r;
	}
	return CM_OK;
}

enum cm_status
cm_file_look(const char *path, const char *what, enum cm_status st, void *buf, size_t cap, size_t *n, struct cm_diag *d)
{
	/* O_NONBLOCK: a fifo would wait for a writer for ever. */
	int fd = TEMP_FAILURE_RETRY(open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
	enum cm_status r;

	if (fd < 0) {
		int e = errno;

		if (e == ELOOP)
			return fail_what(d, st, what, "symlink", path, "is a symbolic link; name the file itself");
		if (e == ENOENT || e == ENOTDIR)
			return fail_what(d, st, what, "missing", path, strerror(e));
		if (e == ENXIO || e == EISDIR || e == ENODEV)
			return fail_what(d, st, what, "not-a-file", path, strerror(e));
		return fail_what(d, st, what, "unreadable", path, strerror(e));
	}
	r = look_at(fd, path, what, st, d);
	if (r == CM_OK)
		r = read_some(fd, path, buf, cap, n, d);
	close(fd);
	return r;
}

static enum cm_status
sync_folder(const char *path, struct cm_diag *d)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;
	int fd, e = 0;

	if (n >= sizeof(folder))
		return cm_fail(d, CM_IO, "file.io", "the path is too long");
	memcpy(folder, path, n);
	folder[n] = 0;
	fd = TEMP_FAILURE_RETRY(open(!slash ? "." : n ? folder : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	/* EINVAL: a file system that keeps no order of its own for folders. */
	if (fd < 0 || (fsync(fd) < 0 && errno != EINVAL))
		e = errno;
	if (fd >= 0)
		close(fd);
	return e ? cm_fail(d, CM_IO, "file.io", "%s: %s", folder, strerror(e)) : CM_OK;
}

static enum cm_status
write_all(int fd, const char *path, const char *p, size_t n, struct cm_diag *d)
{
	while (n > 0) {
		ssize_t r = write(fd, p, n);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return cm_fail(d, CM_IO, errno == ENOSPC || errno == EDQUOT ? "store.full" : "file.io",
			    "%s: %s", path, strerror(errno));
		p += r;
		n -= (size_t)r;
	}
	if (fsync(fd) < 0)
		return cm_fail(d, CM_IO, "file.io", "%s: %s", path, strerror(errno));
	return CM_OK;
}

/* A temporary file beside path with the data in it, on the disk. */
static enum cm_status
write_temporary(const char *path, char temp[PATH_MAX], const void *data, size_t n, struct cm_diag *d)
{
	enum cm_status st;
	int fd;

	if (snprintf(temp, PATH_MAX, "%s.tmp", path) >= PATH_MAX)
		return cm_fail(d, CM_IO, "file.io", "the path is too long");
	unlink(temp); /* of a run that was killed */
	fd = TEMP_FAILURE_RETRY(open(temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
	if (fd < 0)
		return cm_fail(d, CM_IO, "file.io", "%s: %s", temp, strerror(errno));
	st = fchmod(fd, 0600) < 0 ? cm_fail(d, CM_IO, "file.io", "%s: %s", temp, strerror(errno))
				  : write_all(fd, temp, data, n, d);
	if (close(fd) < 0 && st == CM_OK)
		st = cm_fail(d, CM_IO, "file.io", "%s: %s", temp, strerror(errno));
	if (st != CM_OK)
		unlink(temp);
	return st;
}

enum cm_status
cm_file_write_new(const char *path, const void *data, size_t n, struct cm_diag *d)
{
	char temp[PATH_MAX];
	enum cm_status st = write_temporary(path, temp, data, n, d);

	if (st == CM_OK && (st = cm_file_publish(temp, path, d)) != CM_OK)
		unlink(temp);
	return st;
}

enum cm_status
cm_file_replace(const char *path, const void *data, size_t n, struct cm_diag *d)
{
	char temp[PATH_MAX];
	enum cm_status st = write_temporary(path, temp, data, n, d);

	if (st != CM_OK)
		return st;
	if (rename(temp, path) < 0) {
		st = cm_fail(d, CM_IO, "file.io", "%s: %s", path, strerror(errno));
		unlink(temp);
		return st;
	}
	return sync_folder(path, d);
}

enum cm_status
cm_file_reserve(const char *path, struct cm_diag *d)
{
	int fd = TEMP_FAILURE_RETRY(open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));

	if (fd < 0 && errno == EEXIST)
		return cm_fail(d, CM_USAGE, "file.exists", "%s is there already", path);
	if (fd < 0)
		return cm_fail(d, CM_IO, "file.io", "%s: %s", path, strerror(errno));
	if (fchmod(fd, 0600) < 0) { /* whatever the umask says, the owner can use it */
		close(fd);
		return cm_fail(d, CM_IO, "file.io", "%s: %s", path, strerror(errno));
	}
	close(fd);
	return CM_OK;
}

enum cm_status
cm_file_publish(const char *from, const char *to, struct cm_diag *d)
{
	int r = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
	struct stat sb;

	/* Some file systems cannot; then the folder's lock is what keeps two of us apart. */
	if (r < 0 && (errno == EINVAL || errno == ENOSYS)) {
		if (lstat(to, &sb) == 0)
			errno = EEXIST;
		else
			r = rename(from, to);
	}
	if (r < 0 && errno == EEXIST)
		return cm_fail(d, CM_USAGE, "file.exists", "%s is there already", to);
	if (r < 0)
		return cm_fail(d, CM_IO, "file.io", "%s: %s", to, strerror(errno));
	return sync_folder(to, d);
}

enum cm_status
cm_file_lock_folder(const char *path_inside, int *fd, struct cm_diag *d)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path_inside, '/');
	size_t n = slash ? (size_t)(slash - path_inside) : 0;

	if (n >= sizeof(folder))
		return cm_fail(d, CM_IO, "file.io", "the path is too long");
	memcpy(folder, path_inside, n);
	folder[n] = 0;
	*fd = TEMP_FAILURE_RETRY(open(!slash ? "." : n ? folder : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (*fd < 0)
		return cm_fail(d, CM_IO, "file.io", "%s: %s", folder, strerror(errno));
	if (flock(*fd, LOCK_EX | LOCK_NB) < 0) {
		int e = errno;

		close(*fd);
		if (e == EWOULDBLOCK)
			return cm_fail(d, CM_BUSY, "store.busy", "another cm-store works in %s", folder);
		return cm_fail(d, CM_IO, "file.io", "%s: %s", folder, strerror(e));
	}
	return CM_OK;
}
