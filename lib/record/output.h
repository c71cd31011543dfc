#ifndef CM_RECORD_OUTPUT_H
#define CM_RECORD_OUTPUT_H

#include "base/arena.h"
#include "base/buf.h"

/* Bytes on their way out. Each returns 0, or errno; EINTR and EAGAIN are not seen outside. */

/* Writes all of the buffer and empties it; on failure the buffer holds what has not been written. */
int cm_output(int fd, struct cm_buf *);
/* Whether a file can be made new, as it looks now: what would fail hours later shall fail before the first record. */
int cm_output_check(const char *path, struct cm_arena *);
/* A new file of all of the buffer, only for its owner; one that cannot be written whole does not stay. */
int cm_output_new(const char *path, struct cm_buf *);

#endif
