/* Files of the policies' folder. Called by the readers of YAML and of cases; never follows what is no plain file. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/file.h"

#include "base/banned.h"

#define FILES 256

/* The whole file, in the arena. A file that grows while it is read is cut at the size that was allowed, and refused. */
enum cm_status
cm_file_read(struct cm_str *out, const char *path, struct cm_arena *a, struct cm_diag *d)
{
	struct stat st;
	size_t n = 0;
	ssize_t got;
	char *p;
	int fd = TEMP_FAILURE_RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));

	if (fd < 0)
		return cm_fail(d, CM_CONFIG, "policy.unreadable", "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > CM_FILE_MAX) {
		close(fd);
		return cm_fail(d, CM_CONFIG, "policy.unreadable", "%s: is not a regular file of at most 256 KiB", path);
	}
	p = cm_arena_alloc(a, (size_t)st.st_size + 2);
	while (n <= (size_t)st.st_size && (got = read(fd, p + n, (size_t)st.st_size + 1 - n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			close(fd);
			return cm_fail(d, CM_CONFIG, "policy.unreadable", "%s: %s", path, strerror(errno));
		}
		n += (size_t)got;
	}
	close(fd);
	if (n > (size_t)st.st_size)
		return cm_fail(d, CM_CONFIG, "policy.unreadable", "%s: grew while it was read", path);
	*out = (struct cm_str){p, n};
	return CM_OK;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum cm_status
cm_file_list(const char *const **out, const char *dir, unsigned *n, struct cm_arena *a, struct cm_diag *d)
{
	const char **names = cm_arena_alloc(a, FILES * sizeof *names);
	DIR *folder = opendir(dir);
	struct dirent *e;
	int err;

	*n = 0;
	*out = names;
	if (!folder && errno == ENOENT)
		return CM_OK;
	if (!folder)
		return cm_fail(d, CM_CONFIG, "policy.unreadable", "%s: %s", dir, strerror(errno));
	while ((errno = 0, e = readdir(folder)) && *n < FILES) {
		size_t len = strlen(e->d_name);

		if (len > 5 && e->d_name[0] != '.' && strcmp(e->d_name + len - 5, ".yaml") == 0)
			names[(*n)++] = cm_arena_strn(a, e->d_name, len - 5);
	}
	err = errno;
	closedir(folder);
	if (err)
		return cm_fail(d, CM_CONFIG, "policy.unreadable", "%s: %s", dir, strerror(err));
	if (*n == FILES)
		return cm_fail(d, CM_CONFIG, "policy.unreadable", "%s: more than %d files", dir, FILES - 1);
	qsort(names, *n, sizeof *names, by_name);
	return CM_OK;
}
