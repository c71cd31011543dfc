#ifndef CM_POLICY_FILE_H
#define CM_POLICY_FILE_H

#include "base/diag.h"

#define CM_FILE_MAX (256 * 1024)

/* The whole of a regular file of at most CM_FILE_MAX bytes, in the arena with a NUL behind it. */
enum cm_status cm_file_read(struct cm_str *, const char *path, struct cm_arena *, struct cm_diag *);
/* The *.yaml files of a folder in order, without folder and ending; a folder that is missing has none. */
enum cm_status cm_file_list(
    const char *const **names, const char *dir, unsigned *n, struct cm_arena *, struct cm_diag *);

#endif
