/*
 * A preloaded library that makes one call of a program go wrong: the sweeps of tests/fault run a command again and again
 * with the fault at the 1st, 2nd, 3rd … call, until it is not reached any more. Unlike a tracer it costs nothing, so that
 * every call of every writing command can be tried. tests/fault/sweep.sh knows how to use it.
 *
 *	FAULT="ACTION CLASSES K"
 *		ACTION	kill, term, int: that signal before the call. before=N is that errno instead of the call.
 *			error=N: the call fails with errno N. forever=N: and all later ones of these classes
 *			short: a write does half of its work. torn: half of it, then SIGKILL
 *		CLASSES	of open read write sync lock meta map mem std, joined by +. std are descriptors 0 to 2, which the
 *			other classes leave out; mem is malloc and its kin
 *		K	which call of these classes, from 1
 *	FAULT_HIT=FILE	holds a line with 1 if the call was reached, also by a program that is no more; else 0
 *	FAULT_TRACE=1	tells on stderr where the call was made (addr2line -e PROGRAM reads the addresses)
 *	FAULT_LOG=FILE		what was written where, and synced when, for tests/fault/powercut.c
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "log.h"

enum {
	OPEN = 1,
	READ = 2,
	WRITE = 4,
	SYNC = 8,
	LOCK = 16,
	META = 32,
	MAP = 64,
	MEM = 128,
	STD = 256
};

static struct {
	unsigned classes;
	int signal, error;
	bool forever, half, torn, on, trace;
	uint64_t k, count;
	char *hit, own[2];
	int log;
} fault = {.log = -1};

static void *libc_malloc(size_t n);

static const char *
word(const char *p, char *out, size_t max)
{
	size_t n = strcspn(p, " ");

	snprintf(out, max, "%.*s", (int)n, p);
	return p + n + strspn(p + n, " ");
}

static unsigned
class_of(const char *names)
{
	static const char *const known[] = {"open", "read", "write", "sync", "lock", "meta", "map", "mem", "std"};
	unsigned c = 0;

	for (const char *p = names; *p; p += strcspn(p, "+"), p += *p == '+')
		for (unsigned i = 0; i < 9; i++)
			if (strncmp(p, known[i], strlen(known[i])) == 0)
				c |= 1u << i;
	return c;
}

__attribute__((constructor)) static void
read_environment(void)
{
	const char *spec = getenv("FAULT"), *mark = getenv("FAULT_HIT"), *log = getenv("FAULT_LOG");
	char action[32], classes[128], k[32];
	int fd;

	fault.hit = fault.own;
	if (mark && (fd = (int)syscall(SYS_openat, AT_FDCWD, mark, O_RDWR | O_CREAT | O_TRUNC, 0600)) >= 0) {
		if (syscall(SYS_write, fd, "0\n", 2) == 2) {
			void *p = (void *)syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

			if (p != MAP_FAILED)
				fault.hit = p;
		}
		syscall(SYS_close, fd);
	}
	if (log)
		fault.log = fcntl((int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600), F_DUPFD_CLOEXEC, 900);
	if (!spec)
		return;
	spec = word(spec, action, sizeof action);
	spec = word(spec, classes, sizeof classes);
	word(spec, k, sizeof k);
	fault.classes = class_of(classes);
	fault.k = strtoull(k, NULL, 10);
	if (strcmp(action, "kill") == 0)
		fault.signal = SIGKILL;
	else if (strcmp(action, "term") == 0)
		fault.signal = SIGTERM;
	else if (strcmp(action, "int") == 0)
		fault.signal = SIGINT;
	else if (strncmp(action, "error=", 6) == 0)
		fault.error = (int)strtol(action + 6, NULL, 10);
	else if (strncmp(action, "forever=", 8) == 0)
		fault.error = (int)strtol(action + 8, NULL, 10), fault.forever = true;
	else if (strcmp(action, "short") == 0)
		fault.half = true;
	else if (strcmp(action, "torn") == 0)
		fault.half = fault.torn = true;
	fault.trace = getenv("FAULT_TRACE") != NULL;
	fault.on = fault.classes != 0;
}

/* Whether this call is the one. A signal is sent here and now. */
static bool
hit(unsigned class)
{
	uint64_t n;

	if (!fault.on || !(fault.classes & class))
		return false;
	n = __atomic_add_fetch(&fault.count, 1, __ATOMIC_RELAXED);
	if (n != fault.k && !(fault.forever && n > fault.k))
		return false;
	*fault.hit = '1';
	if (fault.trace) {
		void *frames[32];

		fault.on = false;
		backtrace_symbols_fd(frames, backtrace(frames, 32), 2);
		fault.on = true;
	}
	if (fault.signal)
		syscall(SYS_kill, syscall(SYS_getpid), fault.signal);
	return fault.error || fault.half;
}

static bool
fails(unsigned class)
{
	if (!hit(class) || !fault.error)
		return false;
	errno = fault.error;
	return true;
}

static unsigned
kind(int fd, unsigned class)
{
	return fd <= 2 ? STD : class;
}

/* ---- the log ---- */

static void
put(enum log_op op, int fd, const char *path, const void *data, uint64_t offset, uint64_t n)
{
	struct log_head h = {.op = op, .offset = offset, .n = n};
	char name[4096];
	struct iovec v[3];
	ssize_t len;

	if (fault.log < 0)
		return;
	if (!path && fd <= 2) {
		len = snprintf(name, sizeof name, "<%d>", fd);
	} else if (!path) {
		char link[40];

		snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
		len = syscall(SYS_readlink, link, name, sizeof name - 1);
		if (len < 0 || name[0] != '/')
			return;
	} else {
		len = snprintf(name, sizeof name, "%s", path);
	}
	h.path = (uint32_t)len;
	v[0] = (struct iovec){&h, sizeof h};
	v[1] = (struct iovec){name, (size_t)len};
	v[2] = (struct iovec){(void *)(uintptr_t)data, data ? n : 0};
	syscall(SYS_writev, fault.log, v, 3);
}

/* ---- the calls ---- */

#define REAL(type, name, args) \
	static type(*real) args; \
	if (!real) \
		real = (type(*) args)(uintptr_t)dlsym(RTLD_NEXT, name)

#define OPENS(name) \
	int name(const char *path, int flags, ...) \
	{ \
		mode_t mode = 0; \
		int fd; \
		REAL(int, #name, (const char *, int, mode_t)); \
		if (flags & (O_CREAT | __O_TMPFILE)) { \
			va_list ap; \
			va_start(ap, flags); \
			mode = va_arg(ap, mode_t); \
			va_end(ap); \
		} \
		if (fails(OPEN)) \
			return -1; \
		fd = real(path, flags, mode); \
		if (fd > 2 && (flags & O_CREAT)) \
			put(LOG_CREATE, fd, NULL, NULL, 0, 0); \
		return fd; \
	}
OPENS(open)
OPENS(open64)

#define OPENATS(name) \
	int name(int dir, const char *path, int flags, ...) \
	{ \
		mode_t mode = 0; \
		int fd; \
		REAL(int, #name, (int, const char *, int, mode_t)); \
		if (flags & (O_CREAT | __O_TMPFILE)) { \
			va_list ap; \
			va_start(ap, flags); \
			mode = va_arg(ap, mode_t); \
			va_end(ap); \
		} \
		if (fails(OPEN)) \
			return -1; \
		fd = real(dir, path, flags, mode); \
		if (fd > 2 && (flags & O_CREAT)) \
			put(LOG_CREATE, fd, NULL, NULL, 0, 0); \
		return fd; \
	}
OPENATS(openat)
OPENATS(openat64)

ssize_t
read(int fd, void *p, size_t n)
{
	REAL(ssize_t, "read", (int, void *, size_t));
	return fails(kind(fd, READ)) ? -1 : real(fd, p, n);
}

#define PREADS(name, off) \
	ssize_t name(int fd, void *p, size_t n, off at) \
	{ \
		REAL(ssize_t, #name, (int, void *, size_t, off)); \
		return fails(kind(fd, READ)) ? -1 : real(fd, p, n, at); \
	}
PREADS(pread, off_t)
PREADS(pread64, off64_t)

/* Half of the bytes, and then no more of this program if it is torn. */
static size_t
half_of(size_t n)
{
	return n > 1 ? n / 2 : n;
}

ssize_t
write(int fd, const void *p, size_t n)
{
	ssize_t done;
	off_t at = fault.log >= 0 ? (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR) : 0;
	bool now = hit(kind(fd, WRITE));

	REAL(ssize_t, "write", (int, const void *, size_t));
	if (now && fault.error) {
		errno = fault.error;
		return -1;
	}
	done = real(fd, p, now ? half_of(n) : n);
	if (done > 0)
		put(LOG_WRITE, fd, NULL, p, at < 0 ? 0 : (uint64_t)at, (uint64_t)done);
	if (now && fault.torn)
		syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
	return done;
}

#define PWRITES(name, off) \
	ssize_t name(int fd, const void *p, size_t n, off at) \
	{ \
		ssize_t done; \
		bool now = hit(kind(fd, WRITE)); \
		REAL(ssize_t, #name, (int, const void *, size_t, off)); \
		if (now && fault.error) { \
			errno = fault.error; \
			return -1; \
		} \
		done = real(fd, p, now ? half_of(n) : n, at); \
		if (done > 0) \
			put(LOG_WRITE, fd, NULL, p, (uint64_t)at, (uint64_t)done); \
		if (now && fault.torn) \
			syscall(SYS_kill, syscall(SYS_getpid), SIGKILL); \
		return done; \
	}
PWRITES(pwrite, off_t)
PWRITES(pwrite64, off64_t)

ssize_t
writev(int fd, const struct iovec *v, int n)
{
	REAL(ssize_t, "writev", (int, const struct iovec *, int));
	return fails(kind(fd, WRITE)) ? -1 : real(fd, v, n);
}

#define SYNCS(name) \
	int name(int fd) \
	{ \
		int rc; \
		REAL(int, #name, (int)); \
		if (fails(SYNC)) \
			return -1; \
		rc = real(fd); \
		if (rc == 0) \
			put(LOG_SYNC, fd, NULL, NULL, 0, 0); \
		return rc; \
	}
SYNCS(fsync)
SYNCS(fdatasync)

#define TRUNCATES(name, off) \
	int name(int fd, off n) \
	{ \
		int rc; \
		REAL(int, #name, (int, off)); \
		if (fails(META)) \
			return -1; \
		rc = real(fd, n); \
		if (rc == 0) \
			put(LOG_TRUNCATE, fd, NULL, NULL, (uint64_t)n, 0); \
		return rc; \
	}
TRUNCATES(ftruncate, off_t)
TRUNCATES(ftruncate64, off64_t)

#define FCNTLS(name) \
	int name(int fd, int cmd, ...) \
	{ \
		void *arg; \
		va_list ap; \
		REAL(int, #name, (int, int, void *)); \
		va_start(ap, cmd); \
		arg = va_arg(ap, void *); \
		va_end(ap); \
		if (cmd == F_SETLK || cmd == F_SETLKW || cmd == F_OFD_SETLK) { \
			struct flock *l = arg; \
			/* giving a lock back cannot be refused */ \
			if (l->l_type != F_UNLCK && fails(LOCK)) \
				return -1; \
		} \
		return real(fd, cmd, arg); \
	}
FCNTLS(fcntl)
FCNTLS(fcntl64)

int
unlink(const char *path)
{
	int rc;

	REAL(int, "unlink", (const char *));
	if (fails(META))
		return -1;
	rc = real(path);
	if (rc == 0)
		put(LOG_UNLINK, -1, path, NULL, 0, 0);
	return rc;
}

int
rename(const char *from, const char *to)
{
	int rc;

	REAL(int, "rename", (const char *, const char *));
	if (fails(META))
		return -1;
	rc = real(from, to);
	if (rc == 0)
		put(LOG_RENAME, -1, from, to, 0, strlen(to) + 1);
	return rc;
}

int
link(const char *from, const char *to)
{
	int rc;

	REAL(int, "link", (const char *, const char *));
	if (fails(META))
		return -1;
	rc = real(from, to);
	if (rc == 0)
		put(LOG_LINK, -1, from, to, 0, strlen(to) + 1);
	return rc;
}

int
mkdir(const char *path, mode_t mode)
{
	REAL(int, "mkdir", (const char *, mode_t));
	return fails(META) ? -1 : real(path, mode);
}

int
fchmod(int fd, mode_t mode)
{
	REAL(int, "fchmod", (int, mode_t));
	return fails(META) ? -1 : real(fd, mode);
}

int
stat(const char *path, struct stat *s)
{
	REAL(int, "stat", (const char *, struct stat *));
	return fails(META) ? -1 : real(path, s);
}

int
lstat(const char *path, struct stat *s)
{
	REAL(int, "lstat", (const char *, struct stat *));
	return fails(META) ? -1 : real(path, s);
}

int
fstat(int fd, struct stat *s)
{
	REAL(int, "fstat", (int, struct stat *));
	return fails(META) ? -1 : real(fd, s);
}

#define MMAPS(name, off) \
	void *name(void *at, size_t n, int prot, int flags, int fd, off from) \
	{ \
		REAL(void *, #name, (void *, size_t, int, int, int, off)); \
		if (fd >= 0 && fails(MAP)) \
			return MAP_FAILED; \
		return real(at, n, prot, flags, fd, from); \
	}
MMAPS(mmap, off_t)
MMAPS(mmap64, off64_t)

/* ---- memory ---- */

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

static void *
libc_malloc(size_t n)
{
	return __libc_malloc(n);
}

void *
malloc(size_t n)
{
	return fails(MEM) ? NULL : libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return fails(MEM) ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return fails(MEM) ? NULL : __libc_realloc(p, n);
}
