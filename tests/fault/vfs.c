/* See vfs.h. Every call goes to the system's own layer, behind one counter. */
#include "vfs.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct fault_file {
	sqlite3_file base;
	sqlite3_file *real; /* behind this struct, in the same piece of memory */
};

static sqlite3_vfs *real_vfs;
static unsigned long count, at;
static enum fault_kind kind;
static bool armed, lasting, hit;
static const char *failed = "none";

/* Is it this operation's turn? mutable: a write, which is all that a full disk is about. */
static bool
turn(const char *what, bool is_write, bool is_lock)
{
	if (!armed || ((kind == FAULT_FULL || kind == FAULT_SHORT) && !is_write) || (kind == FAULT_BUSY && !is_lock))
		return false;
	count++;
	if (lasting ? count < at : count != at)
		return false;
	if (!hit)
		failed = what;
	hit = true;
	return true;
}

void
fault_arm(unsigned long k, enum fault_kind what, bool forever)
{
	count = 0;
	at = k;
	kind = what;
	lasting = forever;
	hit = false;
	armed = true;
	failed = "none";
}

bool
fault_disarm(void)
{
	armed = false;
	return hit;
}

const char *
fault_name(void)
{
	return failed;
}

static sqlite3_file *
real_of(sqlite3_file *f)
{
	return ((struct fault_file *)f)->real;
}

static int
f_close(sqlite3_file *f)
{
	return real_of(f)->pMethods ? real_of(f)->pMethods->xClose(real_of(f)) : SQLITE_OK;
}

static int
f_read(sqlite3_file *f, void *p, int n, sqlite3_int64 o)
{
	return turn("read", false, false) ? SQLITE_IOERR_READ : real_of(f)->pMethods->xRead(real_of(f), p, n, o);
}

static int
f_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 o)
{
	if (turn("write", true, false)) {
		if (kind == FAULT_SHORT)
			real_of(f)->pMethods->xWrite(real_of(f), p, n / 2, o);
		return kind == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
	}
	return real_of(f)->pMethods->xWrite(real_of(f), p, n, o);
}

static int
f_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	return turn("truncate", false, false) ? SQLITE_IOERR_TRUNCATE : real_of(f)->pMethods->xTruncate(real_of(f), n);
}

static int
f_sync(sqlite3_file *f, int flags)
{
	return turn("sync", false, false) ? SQLITE_IOERR_FSYNC : real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int
f_size(sqlite3_file *f, sqlite3_int64 *n)
{
	return turn("size", false, false) ? SQLITE_IOERR_FSTAT : real_of(f)->pMethods->xFileSize(real_of(f), n);
}

static int
f_lock(sqlite3_file *f, int level)
{
	if (turn("lock", false, true))
		return kind == FAULT_BUSY ? SQLITE_BUSY : SQLITE_IOERR_LOCK;
	return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int
f_unlock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int
f_reserved(sqlite3_file *f, int *out)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int
f_control(sqlite3_file *f, int op, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int
f_sector(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int
f_device(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int
f_shm_map(sqlite3_file *f, int region, int size, int extend, void volatile **out)
{
	return turn("map", false, false) ? SQLITE_IOERR_SHMMAP
					 : real_of(f)->pMethods->xShmMap(real_of(f), region, size, extend, out);
}

static int
f_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	if ((flags & SQLITE_SHM_LOCK) && turn("map lock", false, true))
		return kind == FAULT_BUSY ? SQLITE_BUSY : SQLITE_IOERR_SHMLOCK;
	return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}

static void
f_shm_barrier(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int
f_shm_unmap(sqlite3_file *f, int delete)
{
	return real_of(f)->pMethods->xShmUnmap(real_of(f), delete);
}

static const sqlite3_io_methods methods = {.iVersion = 2,
    .xClose = f_close,
    .xRead = f_read,
    .xWrite = f_write,
    .xTruncate = f_truncate,
    .xSync = f_sync,
    .xFileSize = f_size,
    .xLock = f_lock,
    .xUnlock = f_unlock,
    .xCheckReservedLock = f_reserved,
    .xFileControl = f_control,
    .xSectorSize = f_sector,
    .xDeviceCharacteristics = f_device,
    .xShmMap = f_shm_map,
    .xShmLock = f_shm_lock,
    .xShmBarrier = f_shm_barrier,
    .xShmUnmap = f_shm_unmap};

static int
v_open(sqlite3_vfs *v, const char *file, sqlite3_file *f, int flags, int *out)
{
	struct fault_file *mine = (struct fault_file *)f;
	int rc;

	(void)v;
	mine->base.pMethods = NULL;
	mine->real = (sqlite3_file *)(mine + 1);
	if (turn("open", false, false))
		return SQLITE_CANTOPEN;
	rc = real_vfs->xOpen(real_vfs, file, mine->real, flags, out);
	if (mine->real->pMethods)
		mine->base.pMethods = &methods;
	return rc;
}

static int
v_delete(sqlite3_vfs *v, const char *file, int sync)
{
	(void)v;
	return turn("delete", false, false) ? SQLITE_IOERR_DELETE : real_vfs->xDelete(real_vfs, file, sync);
}

static int
v_access(sqlite3_vfs *v, const char *file, int flags, int *out)
{
	(void)v;
	return turn("access", false, false) ? SQLITE_IOERR_ACCESS : real_vfs->xAccess(real_vfs, file, flags, out);
}

static int
v_path(sqlite3_vfs *v, const char *file, int n, char *out)
{
	(void)v;
	return real_vfs->xFullPathname(real_vfs, file, n, out);
}

void
fault_install(void)
{
	static sqlite3_vfs mine;

	sqlite3_initialize();
	real_vfs = sqlite3_vfs_find(NULL);
	mine = *real_vfs; /* what is not wrapped works on no file of ours */
	mine.pNext = NULL;
	mine.zName = "fault";
	mine.szOsFile = (int)sizeof(struct fault_file) + real_vfs->szOsFile;
	mine.xOpen = v_open;
	mine.xDelete = v_delete;
	mine.xAccess = v_access;
	mine.xFullPathname = v_path;
	sqlite3_vfs_register(&mine, 1);
}
