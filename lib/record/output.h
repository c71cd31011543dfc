#ifndef CM_RECORD_OUTPUT_H
#define CM_RECORD_OUTPUT_H

#include "base/buf.h"

/*
 * Writes all of the buffer and empties it. Returns 0, or errno; then the buffer holds what has not been written.
 * EINTR and EAGAIN are not seen outside. Private to lib/record.
 */
int cm_output(int fd, struct cm_buf *);

#endif
