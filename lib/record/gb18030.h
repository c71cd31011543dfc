#ifndef CM_RECORD_GB18030_H
#define CM_RECORD_GB18030_H

#include <iconv.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

/* GB18030 to UTF-8 and back, by iconv. Private to lib/record. Zero-initialised is unopened. */
struct cm_gb18030 {
	bool to_open, from_open;
	iconv_t to, from; /* to UTF-8, from UTF-8 */
};

void cm_gb18030_close(struct cm_gb18030 *);
/* False: not GB18030 from the byte *bad on, or this system has no such converter. ASCII is given back as it is. */
bool cm_gb18030_decode(struct cm_gb18030 *, struct cm_str in, struct cm_arena *, struct cm_str *out, size_t *bad);
/* Appends valid UTF-8 in GB18030, which has a place for every character. */
bool cm_gb18030_encode(struct cm_gb18030 *, struct cm_str in, struct cm_buf *out);
/* How many bytes the first n characters take. */
size_t cm_gb18030_bytes(struct cm_str, size_t n);

#endif
