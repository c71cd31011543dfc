/* The store's key: read, made, and taken apart into keys for single purposes. Secrets are wiped where they were copied.
 */
#include "store/key.h"

#include <errno.h>
#include <nettle/hmac.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/ident.h"
#include "base/money.h"
#include "store/file.h"

#include "base/banned.h"

#define FILE_MAX 512

void
cm_hmac(const uint8_t key[CM_KEY_SIZE], const void *data, size_t n, uint8_t out[32])
{
	struct hmac_sha256_ctx h;

	hmac_sha256_set_key(&h, CM_KEY_SIZE, key);
	hmac_sha256_update(&h, n, data);
	hmac_sha256_digest(&h, 32, out);
	cm_wipe(&h, sizeof(h));
}

void
cm_hex(char *out, const uint8_t *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*out++ = digits[p[i] >> 4];
		*out++ = digits[p[i] & 15];
	}
	*out = 0;
}

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
cm_unhex(uint8_t *out, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++, p += 2) {
		int high = digit(p[0]), low = high < 0 ? -1 : digit(p[1]);

		if (low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

enum cm_status
cm_key_make(struct cm_key *k, struct cm_diag *d)
{
	struct {
		uint8_t root[CM_KEY_SIZE], seal[CM_KEY_SIZE], id[8];
	} random;

	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return cm_fail(d, CM_IO, "key.random", "the system gives no random numbers: %s", strerror(errno));
	memset(k, 0, sizeof(*k));
	memcpy(k->root, random.root, sizeof(k->root));
	memcpy(k->seal, random.seal, sizeof(k->seal));
	cm_hex(k->store, random.id, sizeof(random.id));
	cm_wipe(&random, sizeof(random));
	return CM_OK;
}

/* Takes "word value\n" from *p; the value is what lies between. */
static bool
take(struct cm_str *p, const char *word, struct cm_str *value)
{
	size_t n = strlen(word);
	const char *end = p->n > n ? memchr(p->p, '\n', p->n) : NULL;

	if (!end || memcmp(p->p, word, n) != 0 || p->p[n] != ' ' || end < p->p + n + 1)
		return false;
	*value = (struct cm_str){p->p + n + 1, (size_t)(end - p->p) - n - 1};
	p->n -= (size_t)(end + 1 - p->p);
	p->p = end + 1;
	return true;
}

static bool
parse(struct cm_key *k, struct cm_str text)
{
	struct cm_str version, id, generation, root, seal;
	uint8_t unused[8];

	if (!take(&text, "cm-key", &version) || !take(&text, "store", &id) || !take(&text, "generation", &generation) ||
	    !take(&text, "key", &root) || !take(&text, "seal", &seal) || text.n != 0)
		return false;
	if (!cm_str_is(version, "1") || id.n != 16 || !cm_unhex(unused, id.p, 8) || root.n != 2 * CM_KEY_SIZE ||
	    seal.n != 2 * CM_KEY_SIZE || !cm_int_parse(generation, &k->generation) || k->generation < 0)
		return false;
	memcpy(k->store, id.p, 16);
	k->store[16] = 0;
	return cm_unhex(k->root, root.p, CM_KEY_SIZE) && cm_unhex(k->seal, seal.p, CM_KEY_SIZE);
}

enum cm_status
cm_key_read(struct cm_key *k, const char *path, struct cm_diag *d)
{
	char text[FILE_MAX];
	size_t n;
	enum cm_status st = cm_file_look(path, "key", CM_CONFIG, text, sizeof(text), &n, d);

	if (st == CM_OK && !parse(k, (struct cm_str){text, n})) {
		cm_wipe(k, sizeof(*k));
		st = cm_fail(d, CM_CONFIG, "key.malformed", "%s is not a key file", path);
	}
	cm_wipe(text, sizeof(text));
	return st;
}

enum cm_status
cm_key_write(const struct cm_key *k, const char *path, struct cm_diag *d)
{
	char text[FILE_MAX], root[2 * CM_KEY_SIZE + 1], seal[2 * CM_KEY_SIZE + 1];
	enum cm_status st;
	int n;

	cm_hex(root, k->root, CM_KEY_SIZE);
	cm_hex(seal, k->seal, CM_KEY_SIZE);
	n = snprintf(text, sizeof(text), "cm-key 1\nstore %s\ngeneration %lld\nkey %s\nseal %s\n", k->store,
	    (long long)k->generation, root, seal);
	st = cm_file_replace(path, text, (size_t)n, d);
	cm_wipe(text, sizeof(text));
	cm_wipe(root, sizeof(root));
	cm_wipe(seal, sizeof(seal));
	return st;
}

void
cm_key_derive(const struct cm_key *k, const char *label, uint8_t out[CM_KEY_SIZE])
{
	cm_hmac(k->root, label, strlen(label), out);
}

void
cm_key_evolve(struct cm_key *k)
{
	static const char label[] = "next generation";
	uint8_t next[CM_KEY_SIZE];

	cm_hmac(k->seal, label, sizeof(label) - 1, next);
	memcpy(k->seal, next, sizeof(next));
	cm_wipe(next, sizeof(next));
	k->generation++;
}
