/*
 * A store: opening it with its key, batches, and the keyed functions that others need of it. Rows are the business of
 * operation.c, directory.c and lib/domain.
 */
#include "store/store.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ident.h"
#include "base/money.h"
#include "store/file.h"
#include "store/private.h"

#include "base/banned.h"

/* ---- opening ---- */

struct meta {
	char id[17];
	bool rehearsal, has_id, has_mark;
};

static enum cm_status
meta_row(void *ctx, const struct cm_cell *row, unsigned n)
{
	struct meta *m = ctx;
	struct cm_str name = row[0].s, value = row[1].s;
	uint8_t unused[8];

	(void)n;
	if (cm_str_is(name, "store_id") && value.n == 16 && cm_unhex(unused, value.p, 8)) {
		memcpy(m->id, value.p, 16);
		m->has_id = true;
	} else if (cm_str_is(name, "rehearsal") && value.n == 1) {
		m->rehearsal = value.p[0] == '1';
		m->has_mark = true;
	}
	return CM_OK;
}

static enum cm_status
read_meta(struct cm_db *db, struct meta *m, struct cm_diag *d)
{
	enum cm_status st;

	memset(m, 0, sizeof(*m));
	if ((st = cm_db_rows(db, Q_META_ALL, NULL, 0, meta_row, m, d)) != CM_OK)
		return st;
	if (!m->has_id || !m->has_mark)
		return cm_fail(d, CM_NOSTORE, "store.damaged", "its table meta does not say which store it is");
	return CM_OK;
}

static char *
key_path_of(const char *path, const char *key_path)
{
	size_t n = strlen(key_path ? key_path : path);
	char *p = cm_malloc(n + 5);

	memcpy(p, key_path ? key_path : path, n + 1);
	if (!key_path)
		memcpy(p + n, ".key", 5);
	return p;
}

static void
make_fingerprints_ready(struct cm_store *s)
{
	uint8_t key[CM_KEY_SIZE];

	cm_key_derive(&s->key, "fingerprint", key);
	cmac_aes128_set_key(&s->print, key);
	cm_wipe(key, sizeof(key));
}

enum cm_status
cm_store_open(struct cm_store **out, const struct cm_store_options *o, struct cm_diag *d)
{
	struct cm_db_options dbo = {.path = o->path, .write = o->write, .wait_ms = o->wait_ms};
	struct cm_store *s = cm_malloc(sizeof(*s));
	struct meta m;
	enum cm_status st;

	memset(s, 0, sizeof(*s));
	s->write = o->write;
	s->key_path = key_path_of(o->path, o->key_path);
	if ((st = cm_db_open(&s->db, &dbo, d)) == CM_OK && (st = read_meta(s->db, &m, d)) == CM_OK &&
	    (st = cm_key_read(&s->key, s->key_path, d)) == CM_OK && strcmp(m.id, s->key.store) != 0)
		st = cm_fail(d, CM_CONFIG, "key.other-store", "%s is the key of store %s; %s is store %s", s->key_path,
		    s->key.store, o->path, m.id);
	if (st != CM_OK) {
		cm_store_close(s);
		*out = NULL;
		return st;
	}
	make_fingerprints_ready(s);
	s->rehearsal = m.rehearsal;
	*out = s;
	return CM_OK;
}

void
cm_store_close(struct cm_store *s)
{
	if (!s)
		return;
	cm_db_close(s->db);
	cm_buf_free(&s->row);
	free(s->key_path);
	cm_wipe(s, sizeof(*s));
	free(s);
}

/* ---- making ---- */

struct making {
	struct cm_store store; /* only its key and data base are used */
	const char *key_new;
	bool rehearsal, key_written;
	int64_t now;
	struct cm_diag *diag;
};

static enum cm_status
add_meta(struct making *m, const char *name, struct cm_str value)
{
	return cm_db_run(
	    m->store.db, Q_META_ADD, (struct cm_cell[]){CM_TEXT(cm_str(name)), CM_TEXT(value)}, 2, NULL, m->diag);
}

/* The rows that every store has. The key is written before the commit: a store without a key could not be used. */
static enum cm_status
fill(struct cm_db *db, void *ctx)
{
	struct making *m = ctx;
	char now[24], hex[65];
	uint8_t chain[32];
	enum cm_status st;

	m->store.db = db;
	snprintf(now, sizeof(now), "%lld", (long long)m->now);
	if ((st = add_meta(m, "store_id", cm_str(m->store.key.store))) != CM_OK ||
	    (st = add_meta(m, "created_at", cm_str(now))) != CM_OK ||
	    (st = add_meta(m, "rehearsal", cm_str(m->rehearsal ? "1" : "0"))) != CM_OK ||
	    (st = add_meta(m, "commit_no", CM_STR("0"))) != CM_OK)
		return st;
	for (int part = 0; part < CM_PARTS; part++) {
		cm_chain_first(&m->store, part, chain);
		cm_hex(hex, chain, sizeof(chain));
		st = cm_db_run(db, Q_HEAD_ADD,
		    (struct cm_cell[]){CM_INT(part), CM_INT(0), CM_INT(0), CM_TEXT(cm_str(hex))}, 4, NULL, m->diag);
		if (st != CM_OK)
			return st;
	}
	m->key_written = true;
	return cm_key_write(&m->store.key, m->key_new, m->diag);
}

/* An empty file is not one: it is what a crash of somebody's tool leaves, and is replaced. */
static bool
is_there(const char *path)
{
	struct stat sb;

	return lstat(path, &sb) == 0 && !(S_ISREG(sb.st_mode) && sb.st_size == 0);
}

/*
 * A run that was killed between the store's last step and the key's leaves STORE and KEY.new, which belong together.
 * CM_OK: that was so, and is mended; CM_END: nothing of the kind.
 */
static enum cm_status
finish_killed_run(const char *path, const char *key_path, const char *key_new, struct cm_diag *d)
{
	struct cm_db_options o = {.path = path};
	struct cm_arena *a;
	struct cm_diag quiet;
	struct cm_key key;
	struct cm_db *db = NULL;
	struct meta m;
	bool ours;

	if (!is_there(path) || access(key_path, F_OK) == 0 || access(key_new, F_OK) != 0)
		return CM_END;
	a = cm_arena_new();
	cm_diag_init(&quiet, a);
	ours = cm_key_read(&key, key_new, &quiet) == CM_OK && cm_db_open(&db, &o, &quiet) == CM_OK &&
	    read_meta(db, &m, &quiet) == CM_OK && strcmp(m.id, key.store) == 0;
	cm_db_close(db);
	cm_wipe(&key, sizeof(key));
	cm_arena_free(a);
	return ours ? cm_file_publish(key_new, key_path, d) : CM_END;
}

enum cm_status
cm_store_create(const char *path, const char *given_key_path, bool rehearsal, int64_t now, struct cm_diag *d)
{
	struct making m = {.rehearsal = rehearsal, .now = now, .diag = d};
	char key_path[PATH_MAX], key_new[PATH_MAX];
	char *key_wanted = key_path_of(path, given_key_path);
	enum cm_status st = cm_file_make_folders(path, d);

	if (st == CM_OK)
		st = cm_file_resolve(key_wanted, key_path, d);
	free(key_wanted);
	if (st != CM_OK)
		return st;
	snprintf(key_new, sizeof(key_new), "%.*s.new", PATH_MAX - 5, key_path);
	if ((st = finish_killed_run(path, key_path, key_new, d)) != CM_END)
		return st;
	if (access(key_path, F_OK) == 0 && !is_there(path))
		return cm_fail(d, CM_CONFIG, "key.exists",
		    "%s is there, its store is not: keep it for the store's backups and name another by CM_KEY",
		    key_path);
	if ((st = cm_key_make(&m.store.key, d)) != CM_OK)
		return st;
	m.key_new = key_new;
	st = cm_db_create(path, fill, &m, d);
	if (st == CM_OK)
		st = cm_file_publish(key_new, key_path, d);
	else if (m.key_written && !is_there(path)) /* a store that is in its place keeps its key: the next init ends this */
		unlink(key_new);
	cm_wipe(&m.store, sizeof(m.store));
	return st;
}

struct cm_db *
cm_store_db(struct cm_store *s)
{
	return s->db;
}

bool
cm_store_is_rehearsal(const struct cm_store *s)
{
	return s->rehearsal;
}

const char *
cm_store_id(const struct cm_store *s)
{
	return s->key.store;
}

/* ---- batches ---- */

enum cm_status
cm_store_read_commit_no(struct cm_store *s, struct cm_diag *d)
{
	struct cm_arena *a = cm_arena_new();
	struct cm_cell value;
	enum cm_status st =
	    cm_db_row(s->db, Q_META_GET, (struct cm_cell[]){CM_TEXT(CM_STR("commit_no"))}, 1, &value, 1, a, d);

	if (st == CM_END || (st == CM_OK && (!cm_int_parse(value.s, &s->commit_no) || s->commit_no < 0 || s->commit_no == INT64_MAX)))
		st = cm_fail(d, CM_NOSTORE, "store.damaged", "its commit number is missing or malformed");
	cm_arena_free(a);
	return st;
}

enum cm_status
cm_store_begin(struct cm_store *s, struct cm_diag *d)
{
	enum cm_status st;

	s->batch++;
	cm_heads_forget(s);
	if (!s->write)
		return cm_db_begin_read(s->db, d);
	if ((st = cm_db_begin(s->db, d)) != CM_OK)
		return st;
	if ((st = cm_store_read_commit_no(s, d)) != CM_OK)
		cm_db_rollback(s->db);
	return st;
}

static enum cm_status
count_commit(struct cm_store *s, struct cm_diag *d)
{
	char old[24], new[24];
	int64_t changed;
	enum cm_status st;

	snprintf(old, sizeof(old), "%lld", (long long)s->commit_no);
	snprintf(new, sizeof(new), "%lld", (long long)s->commit_no + 1);
	st = cm_db_run(s->db, Q_META_PUT,
	    (struct cm_cell[]){CM_TEXT(cm_str(new)), CM_TEXT(CM_STR("commit_no")), CM_TEXT(cm_str(old))}, 3, &changed,
	    d);
	if (st == CM_OK && changed != 1)
		st = cm_fail(d, CM_DEFECT, "store.defect", "the commit number changed under the lock");
	return st;
}

enum cm_status
cm_store_begin_read(struct cm_store *s, struct cm_diag *d)
{
	return cm_db_begin_read(s->db, d);
}

enum cm_status
cm_store_commit(struct cm_store *s, struct cm_diag *d)
{
	bool wrote = false;
	enum cm_status st = CM_OK;

	for (int part = 0; part < CM_PARTS; part++)
		wrote |= s->heads[part].changed;
	if (wrote && (st = cm_heads_write(s, d)) == CM_OK)
		st = count_commit(s, d);
	if (st == CM_OK)
		st = cm_db_commit(s->db, d);
	if (st != CM_OK)
		cm_store_rollback(s);
	return st;
}

uint64_t
cm_store_batch(const struct cm_store *s)
{
	return s->batch;
}

void
cm_store_rollback(struct cm_store *s)
{
	cm_db_rollback(s->db);
	cm_heads_forget(s);
}

enum cm_status
cm_store_save(struct cm_store *s, struct cm_diag *d)
{
	memcpy(s->saved, s->heads, sizeof(s->saved));
	return cm_db_run(s->db, Q_SAVE, NULL, 0, NULL, d);
}

enum cm_status
cm_store_save_forget(struct cm_store *s, struct cm_diag *d)
{
	return cm_db_run(s->db, Q_SAVE_FORGET, NULL, 0, NULL, d);
}

enum cm_status
cm_store_save_back(struct cm_store *s, struct cm_diag *d)
{
	enum cm_status st;

	if (!cm_db_in_transaction(s->db))
		return cm_fail(d, CM_DEFECT, "store.defect", "the batch was rolled back as a whole");
	st = cm_db_run(s->db, Q_SAVE_BACK, NULL, 0, NULL, d);
	memcpy(s->heads, s->saved, sizeof(s->heads));
	return st == CM_OK ? cm_store_save_forget(s, d) : st;
}

/* ---- keyed functions ---- */

/* Two threads ask for them, the one that reads ahead and the one that writes: each works on a copy of its own. */
uint32_t
cm_store_fingerprint(const struct cm_store *s, struct cm_str value)
{
	struct cmac_aes128_ctx print = s->print;
	uint8_t out[CMAC128_DIGEST_SIZE];

	cmac_aes128_update(&print, value.n, (const uint8_t *)(value.p ? value.p : ""));
	cmac_aes128_digest(&print, sizeof(out), out);
	return (uint32_t)out[0] << 24 | (uint32_t)out[1] << 16 | (uint32_t)out[2] << 8 | out[3];
}

void
cm_store_mac(struct cm_store *s, struct cm_str label, struct cm_str value, char hex[33])
{
	struct hmac_sha256_ctx h;
	uint8_t key[CM_KEY_SIZE], out[16], length = (uint8_t)label.n;

	cm_key_derive(&s->key, "mac", key);
	hmac_sha256_set_key(&h, sizeof(key), key);
	hmac_sha256_update(&h, 1, &length); /* so that no label and value run together */
	hmac_sha256_update(&h, label.n, (const uint8_t *)label.p);
	hmac_sha256_update(&h, value.n, (const uint8_t *)(value.p ? value.p : ""));
	hmac_sha256_digest(&h, sizeof(out), out);
	cm_hex(hex, out, sizeof(out));
	cm_wipe(key, sizeof(key));
	cm_wipe(&h, sizeof(h));
}

/* Derives the pepper anew each time: it is called from several threads at once, and a PIN hash costs a millisecond. */
void
cm_store_pepper(struct cm_store *s, int part, int64_t line, struct cm_str pin, char hex[65])
{
	struct hmac_sha256_ctx h;
	uint8_t key[CM_KEY_SIZE], where[16], out[32];

	for (unsigned i = 0; i < 8; i++) {
		where[i] = (uint8_t)((uint64_t)part >> (8 * i));
		where[8 + i] = (uint8_t)((uint64_t)line >> (8 * i));
	}
	cm_key_derive(&s->key, "pepper", key);
	hmac_sha256_set_key(&h, sizeof(key), key);
	hmac_sha256_update(&h, sizeof(where), where);
	hmac_sha256_update(&h, pin.n, (const uint8_t *)pin.p);
	hmac_sha256_digest(&h, sizeof(out), out);
	cm_hex(hex, out, sizeof(out));
	cm_wipe(key, sizeof(key));
	cm_wipe(out, sizeof(out));
	cm_wipe(&h, sizeof(h));
}
