/*
 * The service password. What is stored is crypt(3) of a MAC of the PIN under a key that is not in the store: a million
 * PINs fall to anybody's patience, so the file alone must not be enough to try them.
 */
#include "domain/line.h"

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

#include "base/ident.h"

#include "base/banned.h"

enum cm_status
cm_pin_get(struct cm_store *s, int part, int64_t line, struct cm_pin *pin, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_cell c[5];
	enum cm_status st =
	    cm_db_row(cm_store_db(s), Q_PIN_GET, (struct cm_cell[]){CM_INT(part), CM_INT(line)}, 2, c, 5, a, d);

	*pin = (struct cm_pin){.hash = CM_STR("")};
	if (st == CM_END)
		return CM_OK;
	if (st != CM_OK)
		return st;
	if (c[2].i < 0 || c[2].i > INT32_MAX || c[4].i < 1 || c[4].i == INT64_MAX)
		return cm_fail(d, CM_NOSTORE, "store.damaged",
		    "part %d: the PIN of line %lld has a value out of its range", part, (long long)line);
	*pin = (struct cm_pin){
	    .hash = c[0].s, .set_at = c[1].i, .tries = c[2].i, .locked_until = c[3].i, .version = c[4].i};
	return CM_OK;
}

enum cm_status
cm_pin_put(struct cm_store *s, int part, int64_t line, const struct cm_pin *pin, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st;

	if (pin->version == 0)
		return cm_db_run(cm_store_db(s), Q_PIN_ADD,
		    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_TEXT(pin->hash), CM_INT(pin->set_at),
			CM_INT(pin->tries), CM_INT(pin->locked_until)},
		    6, NULL, d);
	st = cm_db_run(cm_store_db(s), Q_PIN_PUT,
	    (struct cm_cell[]){CM_TEXT(pin->hash), CM_INT(pin->set_at), CM_INT(pin->tries), CM_INT(pin->locked_until),
		CM_INT(part), CM_INT(line), CM_INT(pin->version)},
	    7, &changed, d);
	if (st == CM_OK && changed != 1)
		return cm_fail(d, CM_CONFLICT, "store.conflict", "the PIN changed since it was read");
	return st;
}

/* crypt(3) of the peppered PIN with the given setting or hash into out; false when crypt refuses. */
static bool
crypted(struct cm_store *s, int part, int64_t line, struct cm_str pin, const char *setting, char out[128])
{
	struct crypt_data *data = cm_malloc(sizeof(*data)); /* 32 KiB: too much for a thread's stack */
	char phrase[65];
	const char *hash;
	bool fine;

	memset(data, 0, sizeof(*data));
	cm_store_pepper(s, part, line, pin, phrase);
	hash = crypt_r(phrase, setting, data);
	fine = hash && hash[0] != '*' && strlen(hash) < 128;
	if (fine)
		memcpy(out, hash, strlen(hash) + 1);
	cm_wipe(phrase, sizeof(phrase));
	cm_wipe(data, sizeof(*data));
	free(data);
	return fine;
}

enum cm_status
cm_pin_hash(struct cm_store *s, int part, int64_t line, struct cm_str pin, int cost, char out[128])
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];

	/* A NULL salt: libcrypt takes random bytes from the system itself. */
	if (!crypt_gensalt_rn("$y$", (unsigned long)cost, NULL, 0, setting, sizeof(setting)))
		return CM_DEFECT;
	return crypted(s, part, line, pin, setting, out) ? CM_OK : CM_DEFECT;
}

bool
cm_pin_matches(struct cm_store *s, int part, int64_t line, struct cm_str pin, struct cm_str hash)
{
	char stored[128], now[128];
	unsigned char difference = 0;

	if (hash.n == 0 || hash.n >= sizeof(stored))
		return false;
	memcpy(stored, hash.p, hash.n);
	stored[hash.n] = 0;
	if (!crypted(s, part, line, pin, stored, now) || strlen(now) != hash.n)
		return false;
	for (size_t i = 0; i < hash.n; i++)
		difference |= (unsigned char)(stored[i] ^ now[i]);
	cm_wipe(now, sizeof(now));
	return difference == 0;
}
