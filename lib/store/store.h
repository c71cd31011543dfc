#ifndef CM_STORE_STORE_H
#define CM_STORE_STORE_H

#include "base/env.h"
#include "store/db.h"

/*
 * A store: a data base, its key, and the journal's heads. Everything that a command does to customers' data goes
 * through here and leaves one operation row with its chain value (operation.h).
 *
 * part = cm_part_of(line) is a fixed hash of the line's id modulo 64 and the first column of every key of customers'
 * data; kpart = cm_part_of_name(name) is the same for the directory and the request keys.
 */
#define CM_PARTS 64
/* The largest figure that a record of use has: a month's sum of them stays far within 64 bits. */
#define CM_USAGE_MOST INT64_C(1000000000000)

struct cm_store;

struct cm_store_options {
	const char *path, *key_path; /* key_path NULL: path + ".key" */
	bool write;
	unsigned wait_ms;
};

/* CM_NOSTORE, or CM_CONFIG when the key is missing, loose in its mode, or another store's. */
enum cm_status cm_store_open(struct cm_store **, const struct cm_store_options *, struct cm_diag *);
void cm_store_close(struct cm_store *);
/* Makes store and key file; now is created_at. CM_USAGE store.exists, CM_CONFIG key.exists. A run that was killed on
 * the way is finished, or done again, by the next one. */
enum cm_status cm_store_create(const char *path, const char *key_path, bool rehearsal, int64_t now, struct cm_diag *);

struct cm_db *cm_store_db(struct cm_store *);
bool cm_store_is_rehearsal(const struct cm_store *);
const char *cm_store_id(const struct cm_store *); /* 16 hex digits; named in the key file */

/*
 * A batch: begin takes the writer's lock, commit writes the changed heads and the commit number and gives it back.
 * After a rollback the cached heads are forgotten. On a store opened for reading begin takes a snapshot, and commit or
 * rollback let it go. A commit that fails in any way, and CM_IO or CM_NOSTORE of any call, has rolled the batch back;
 * cm_store_rollback() is allowed all the same.
 */
enum cm_status cm_store_begin(struct cm_store *, struct cm_diag *);
enum cm_status cm_store_begin_read(
    struct cm_store *, struct cm_diag *); /* a view that stays the same; ended by rollback */
enum cm_status cm_store_commit(struct cm_store *, struct cm_diag *);
/* Counts the batches begun: what was read in another one may be old. */
uint64_t cm_store_batch(const struct cm_store *);
void cm_store_rollback(struct cm_store *);
/*
 * A point in an open batch to which back goes; forget lets it go. For a rehearsal that isolates a record that fails:
 * there no commit keeps what was before it. When the whole batch has been rolled back meanwhile, back is CM_DEFECT.
 */
enum cm_status cm_store_save(struct cm_store *, struct cm_diag *);
enum cm_status cm_store_save_back(struct cm_store *, struct cm_diag *);
enum cm_status cm_store_save_forget(struct cm_store *, struct cm_diag *);

int cm_part_of(int64_t line);
int cm_part_of_name(struct cm_str);
/* An opaque 63-bit line id from a request's source and key: the same after a crash and a re-run. Never 0. */
int64_t cm_line_id(struct cm_str source, struct cm_str key);
/* The same, but lines that have `near` in common lie side by side in their parts: a file of a million lines in the order
 * of their numbers then writes a tenth of the pages. 51 bits are the key's own. */
int64_t cm_line_id_near(struct cm_str source, struct cm_str key, struct cm_str near);

/* <2 hex part><counter, base32 Crockford lower case>: order ids, ticket ids. 16 bytes are enough for any. */
void cm_id_make(char out[20], int part, int64_t counter);
bool cm_id_parse(struct cm_str, int *part, int64_t *counter);

/* Keyed 32-bit fingerprint of a value (CMAC-AES under a key derived from the store's), never reversible to it. */
uint32_t cm_store_fingerprint(const struct cm_store *, struct cm_str); /* thread-safe */
/* 16 bytes of it, for looking an identity number up without storing it in the clear in an index. */
void cm_store_mac(struct cm_store *, struct cm_str label, struct cm_str value, char hex[33]);
/* HMAC(pepper, part, line, PIN) in hex: what crypt(3) hashes instead of the PIN. */
void cm_store_pepper(struct cm_store *, int part, int64_t line, struct cm_str pin, char hex[65]);

#endif
