#ifndef CM_STORE_KEY_H
#define CM_STORE_KEY_H

#include <stdint.h>

#include "base/diag.h"

/*
 * The key file of a store: text, 0600, made by init.
 *
 *	cm-key 1
 *	store 0123456789abcdef	the store's id
 *	generation 0		counts checkpoints
 *	key 64 hex digits	never changes: chain, fingerprints and PINs hang on it
 *	seal 64 hex digits	signs the next checkpoint, and is then replaced by its own hash
 *
 * Nothing uses root itself; each purpose has a key of its own, derived by a label.
 */
#define CM_KEY_SIZE 32

struct cm_key {
	char store[17];
	int64_t generation;
	uint8_t root[CM_KEY_SIZE], seal[CM_KEY_SIZE];
};

enum cm_status cm_key_make(struct cm_key *, struct cm_diag *); /* from getrandom(2), with a new store id */
/* CM_CONFIG: key.missing, key.mode, key.symlink, …, key.malformed. */
enum cm_status cm_key_read(struct cm_key *, const char *path, struct cm_diag *);
enum cm_status cm_key_write(
    const struct cm_key *, const char *path, struct cm_diag *); /* takes the place of an old one */
void cm_key_derive(const struct cm_key *, const char *label, uint8_t out[CM_KEY_SIZE]);
/* The seal's one-way step, after a checkpoint. */
void cm_key_evolve(struct cm_key *);

void cm_hmac(const uint8_t key[CM_KEY_SIZE], const void *data, size_t n, uint8_t out[32]);
void cm_hex(char *out, const uint8_t *p, size_t n); /* 2 n digits and a NUL */
bool cm_unhex(uint8_t *out, const char *p, size_t n); /* n bytes from 2 n lower-case digits; false: not that */

#endif
