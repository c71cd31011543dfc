/*
 * The journal's chain: what is hashed, and where each part's journal ends. The heads are kept in memory through a batch
 * and written once at its commit, because a batch touches a part hundreds of times.
 */
#include "store/private.h"

#include <string.h>

#include "base/date.h"
#include "base/ident.h"

#include "base/banned.h"

static void
make_ready(struct cm_store *s)
{
	uint8_t key[CM_KEY_SIZE];

	if (s->chain_ready)
		return;
	cm_key_derive(&s->key, "chain", key);
	hmac_sha256_set_key(&s->chain, sizeof(key), key);
	cm_wipe(key, sizeof(key));
	s->chain_ready = true;
}

void
cm_chain_first(struct cm_store *s, int part, uint8_t out[32])
{
	uint8_t row[6] = "first";

	make_ready(s);
	row[5] = (uint8_t)part;
	hmac_sha256_update(&s->chain, sizeof(row), row);
	hmac_sha256_digest(&s->chain, 32, out);
}

static uint8_t *
put_int(uint8_t *p, int64_t v)
{
	for (unsigned i = 0; i < 8; i++)
		*p++ = (uint8_t)((uint64_t)v >> (8 * i));
	return p;
}

static void
put_text(struct cm_buf *b, struct cm_str s)
{
	char n[4] = {(char)s.n, (char)(s.n >> 8), (char)(s.n >> 16), (char)(s.n >> 24)};

	cm_buf_add(b, n, sizeof(n));
	cm_buf_add(b, s.p ? s.p : "", s.n);
}

/* Twelve numbers of eight bytes, then seven texts behind their lengths: two different rows never give the same bytes. */
void
cm_chain_next(struct cm_store *s, const uint8_t prev[32], const struct cm_operation *op, uint8_t next[32])
{
	const int64_t numbers[] = {op->part, op->seq, op->parent, op->prev, op->line, op->at, op->commit_no, op->result,
	    op->debit, op->credit, op->amount, op->cause};
	uint8_t head[32 + sizeof(numbers)], *p = head + 32;

	make_ready(s);
	memcpy(head, prev, 32);
	for (unsigned i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		p = put_int(p, numbers[i]);
	cm_buf_clear(&s->row);
	cm_buf_add(&s->row, head, sizeof(head));
	put_text(&s->row, op->user);
	put_text(&s->row, op->source);
	put_text(&s->row, op->rules);
	put_text(&s->row, op->policy);
	put_text(&s->row, op->facts);
	put_text(&s->row, op->answer);
	put_text(&s->row, op->request);
	hmac_sha256_update(&s->chain, s->row.n, (const uint8_t *)s->row.p);
	hmac_sha256_digest(&s->chain, 32, next);
}

void
cm_heads_forget(struct cm_store *s)
{
	for (int part = 0; part < CM_PARTS; part++)
		s->heads[part].known = s->heads[part].changed = false;
}

enum cm_status
cm_head_of(struct cm_store *s, int part, struct cm_head **out, struct cm_diag *d)
{
	struct cm_head *h;
	struct cm_arena *a;
	struct cm_cell c[3];
	enum cm_status st;

	if (part < 0 || part >= CM_PARTS)
		return cm_fail(d, CM_DEFECT, "store.defect", "there is no part %d", part);
	h = *out = &s->heads[part];
	if (h->known)
		return CM_OK;
	a = cm_arena_new();
	st = cm_db_row(s->db, Q_HEAD_GET, (struct cm_cell[]){CM_INT(part)}, 1, c, 3, a, d);
	if (st == CM_END ||
	    (st == CM_OK &&
		(c[0].i < 0 || c[0].i == INT64_MAX || c[1].i < 0 || c[1].i > CM_TIME_MAX || c[2].s.n != 64 ||
		    !cm_unhex(h->chain, c[2].s.p, 32))))
		st = cm_fail(d, CM_NOSTORE, "store.damaged", "the head of part %d is missing or malformed", part);
	if (st == CM_OK) {
		h->seq = h->old_seq = c[0].i;
		h->at = c[1].i;
		h->known = true;
	}
	cm_arena_free(a);
	return st;
}

enum cm_status
cm_heads_write(struct cm_store *s, struct cm_diag *d)
{
	char hex[65];

	for (int part = 0; part < CM_PARTS; part++) {
		struct cm_head *h = &s->heads[part];
		int64_t changed;
		enum cm_status st;

		if (!h->changed)
			continue;
		cm_hex(hex, h->chain, sizeof(h->chain));
		st = cm_db_run(s->db, Q_HEAD_PUT,
		    (struct cm_cell[]){
			CM_INT(h->seq), CM_INT(h->at), CM_TEXT(cm_str(hex)), CM_INT(part), CM_INT(h->old_seq)},
		    5, &changed, d);
		if (st == CM_OK && changed != 1)
			st = cm_fail(d, CM_DEFECT, "store.defect", "the head of part %d moved under the lock", part);
		if (st != CM_OK)
			return st;
	}
	return CM_OK;
}
