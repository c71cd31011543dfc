#ifndef CM_TESTS_FAULT_VFS_H
#define CM_TESTS_FAULT_VFS_H

#include <stdbool.h>

/*
 * A layer under SQLite that counts every operation on a file and can let one fail: for test programs only, which
 * include vfs.c. fault_install() once, before the first store is opened; then for k = 1, 2, … fault_arm(k, …), the
 * work, fault_disarm() until the k-th operation was not reached any more.
 */
enum fault_kind {
	FAULT_IOERR, /* the operation fails with SQLITE_IOERR_…; of a lock: SQLITE_IOERR_LOCK */
	FAULT_FULL, /* a write finds the disk full; other operations succeed, and are not counted */
	FAULT_SHORT, /* half of a write reaches the file, then it fails; others are not counted */
	FAULT_BUSY /* a lock is another's; others are not counted */
};

void fault_install(void);
void fault_arm(unsigned long k, enum fault_kind, bool forever); /* from the k-th on, counted from 1 */
bool fault_disarm(void); /* was it reached? */
const char *fault_name(void); /* of the operation that failed */

#endif
