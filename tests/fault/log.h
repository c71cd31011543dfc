#ifndef CM_TESTS_FAULT_LOG_H
#define CM_TESTS_FAULT_LOG_H

#include <stdbool.h>
#include <stdint.h>

/* What fault.c logs and powercut.c reads: a head, the path, the data. Descriptors 1 and 2 have the paths <1> and <2>. */
enum log_op {
	LOG_CREATE = 1,
	LOG_WRITE, /* n bytes at offset */
	LOG_TRUNCATE, /* to offset */
	LOG_SYNC,
	LOG_UNLINK,
	LOG_RENAME, /* the data is the new path with its NUL */
	LOG_LINK
};

struct log_head {
	uint32_t op, path;
	uint64_t offset, n;
};

#endif
