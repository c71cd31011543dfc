#ifndef CM_STORE_FILE_H
#define CM_STORE_FILE_H

#include <limits.h>

#include "base/diag.h"

/*
 * The files of a store, before and around the data base engine: what may be opened at all, and how something new comes
 * to be there whole or not at all. Only lib/store calls this.
 */

/* The path with its folder resolved and its last component as it stands. CM_NOSTORE store.missing: no such folder. */
enum cm_status cm_file_resolve(const char *path, char out[PATH_MAX], struct cm_diag *);

/* Makes the folders that path lies in, 0700, as far as they are missing: for init's usual place. */
enum cm_status cm_file_make_folders(const char *path, struct cm_diag *);

/*
 * Opens for reading without following a last symlink and looks: regular, ours, one link, mode no looser than 0600.
 * what is "store" or "key" and the first half of the codes: WHAT.missing, WHAT.symlink, WHAT.not-a-file, WHAT.owner,
 * WHAT.links, WHAT.mode; st is the status of all of them. Reads up to cap bytes into buf, *n how many. The descriptor
 * is closed again: never call it for a store that this process has open, since any close drops SQLite's locks.
 */
enum cm_status cm_file_look(
    const char *path, const char *what, enum cm_status st, void *buf, size_t cap, size_t *n, struct cm_diag *);

/* Writes a new file, 0600, down to the disk, under a temporary name first; an existing path is CM_USAGE. */
enum cm_status cm_file_write_new(const char *path, const void *data, size_t n, struct cm_diag *);
/* The same, but takes the place of what is there. */
enum cm_status cm_file_replace(const char *path, const void *data, size_t n, struct cm_diag *);

/* An empty file, 0600, exclusively; CM_USAGE: something is there. */
enum cm_status cm_file_reserve(const char *path, struct cm_diag *);
/* Gives from its final name unless that is taken (CM_USAGE), and makes both durable. */
enum cm_status cm_file_publish(const char *from, const char *to, struct cm_diag *);

/* One process at a time makes something in a folder: the lock is held until the descriptor is closed. CM_BUSY. */
enum cm_status cm_file_lock_folder(const char *path_inside, int *fd, struct cm_diag *);

#endif
