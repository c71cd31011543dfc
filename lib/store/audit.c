/*
 * The journal against its chain (cm-audit), and checkpoints to be kept elsewhere. The chain proves that nobody without
 * the key changed a row; a checkpoint proves it of everybody, since no other rows give the same value.
 *
 * A checkpoint is text:
 *
 *	cm-checkpoint 1
 *	store 0123456789abcdef
 *	generation 0
 *	at 1767600000
 *	commit 17
 *	part 0 SEQ AT TURNOVER LINES CHAIN	64 times: the rows, the last one's instant and full chain value, the sum
 *of all amounts, and what they moved to the lines' accounts
 *	mac 64 hex digits			of all before it, by the seal of that generation
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ident.h"
#include "base/money.h"
#include "store/audit.h"
#include "store/file.h"
#include "store/private.h"

#include "base/banned.h"

struct mark { /* a part as a checkpoint has it */
	int64_t seq, at, turnover, lines;
	uint8_t chain[32];
};

struct walk {
	struct cm_store *store;
	struct cm_diag *diag;
	int part;
	struct mark now; /* what was seen of the part up to now */
	int64_t commit_no; /* highest seen */
	const struct mark *mark; /* to be met on the way, or NULL */
	bool met; /* it was */
	bool found; /* the part does not hold: the walk ends */
	int64_t rows;
	unsigned findings;
};

__attribute__((format(printf, 3, 4))) static enum cm_status
finding(struct walk *w, const char *code, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	w->found = true;
	w->findings++;
	return cm_fail(w->diag, CM_END, code, "part %02x: %s", (unsigned)w->part, text);
}

static void
add_up(struct mark *m, const struct cm_operation *op)
{
	int64_t delta = op->credit == CM_L_LINE ? op->amount : op->debit == CM_L_LINE ? -op->amount : 0;

	/* Figures for people; the chain is the proof. An overflow wraps rather than stops. */
	m->turnover = (int64_t)((uint64_t)m->turnover + (uint64_t)op->amount);
	m->lines = (int64_t)((uint64_t)m->lines + (uint64_t)delta);
}

static enum cm_status
walk_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct walk *w = ctx;
	struct cm_operation op;
	struct cm_str stored;
	uint8_t chain[32];
	char hex[2 * CM_CHAIN_STORED + 1];

	(void)n;
	w->rows++;
	if (c[1].i != w->now.seq + 1)
		return finding(
		    w, "audit.gap", "operations %" PRId64 " to %" PRId64 " are missing", w->now.seq + 1, c[1].i - 1);
	if (cm_operation_of_row(c, &op, &stored, w->diag) != CM_OK)
		return finding(w, "audit.broken", "operation %" PRId64 " has a value out of its range", c[1].i);
	cm_chain_next(w->store, w->now.chain, &op, chain);
	cm_hex(hex, chain, CM_CHAIN_STORED);
	if (!cm_str_is(stored, hex))
		return finding(w, "audit.broken", "operation %" PRId64 " is not the one that was written", op.seq);
	memcpy(w->now.chain, chain, sizeof(chain));
	w->now.seq = op.seq;
	w->now.at = op.at;
	add_up(&w->now, &op);
	if (op.commit_no > w->commit_no)
		w->commit_no = op.commit_no;
	if (w->mark && op.seq == w->mark->seq) {
		w->met = true;
		if (memcmp(chain, w->mark->chain, sizeof(chain)) != 0)
			return finding(w, "audit.broken",
			    "operations up to %" PRId64 " were written anew after the checkpoint", op.seq);
	}
	return CM_OK;
}

/* The end of a part: the rows against the head, and against the checkpoint. */
static void
walk_end(struct walk *w, const struct cm_head *head)
{
	if (w->now.seq < head->seq)
		finding(w, "audit.truncated", "operations from %" PRId64 " to %" PRId64 " are missing", w->now.seq + 1,
		    head->seq);
	else if (w->now.seq > head->seq)
		finding(w, "audit.broken", "operations from %" PRId64 " on were added behind the head", head->seq + 1);
	else if (memcmp(w->now.chain, head->chain, sizeof(head->chain)) != 0)
		finding(w, "audit.broken", "the head is not that of operation %" PRId64, head->seq);
	if (w->mark && !w->met && !w->found && w->mark->seq > 0)
		finding(w, "audit.truncated", "it ends with operation %" PRId64 ", the checkpoint has %" PRId64,
		    w->now.seq, w->mark->seq);
}

/* One part. Only what is wrong with the world, not with the part, is a status. */
static enum cm_status
walk_part(struct walk *w, int part, const struct mark *mark)
{
	struct cm_head *head;
	enum cm_status st;

	w->part = part;
	w->mark = mark;
	w->met = w->found = false;
	w->now = (struct mark){0};
	cm_chain_first(w->store, part, w->now.chain);
	st = cm_head_of(w->store, part, &head, w->diag);
	if (st == CM_NOSTORE) {
		finding(w, "audit.broken", "its head is missing or malformed");
		return CM_OK;
	}
	if (st != CM_OK)
		return st;
	st = cm_db_rows(w->store->db, Q_OPERATION_OF_PART, (struct cm_cell[]){CM_INT(part), CM_INT(INT64_MIN)}, 2,
	    walk_row, w, w->diag);
	if (st == CM_NOSTORE || st == CM_DEFECT)
		finding(w, "audit.broken", "what follows operation %" PRId64 " cannot be read", w->now.seq);
	else if (st == CM_OK)
		walk_end(w, head);
	else if (st != CM_END)
		return st;
	return CM_OK;
}

/* All parts in one snapshot. marks: of a checkpoint, or NULL; seen: what was found, or NULL. */
static enum cm_status
walk_all(struct walk *w, const struct mark *marks, struct mark *seen)
{
	bool inside = cm_db_in_transaction(w->store->db);
	enum cm_status st = inside ? CM_OK : cm_db_begin_read(w->store->db, w->diag);

	if (inside && w->store->write)
		return cm_fail(w->diag, CM_DEFECT, "store.defect", "the journal is verified inside a batch");
	cm_heads_forget(w->store);
	for (int part = 0; st == CM_OK && part < CM_PARTS; part++) {
		st = walk_part(w, part, marks ? &marks[part] : NULL);
		if (seen)
			seen[part] = w->now;
	}
	if (st == CM_OK && (st = cm_store_read_commit_no(w->store, w->diag)) == CM_OK &&
	    w->commit_no > w->store->commit_no) {
		w->part = 0;
		finding(w, "audit.broken", "the store counts %" PRId64 " commits, an operation %" PRId64,
		    w->store->commit_no, w->commit_no);
	}
	if (!inside)
		cm_db_rollback(w->store->db);
	cm_heads_forget(w->store);
	return st != CM_OK ? st : w->findings ? CM_BAD : CM_OK;
}

enum cm_status
cm_chain_verify(struct cm_store *s, int64_t *rows, struct cm_diag *d)
{
	struct walk w = {.store = s, .diag = d};
	enum cm_status st = walk_all(&w, NULL, NULL);

	*rows = w.rows;
	return st;
}

/* ---- checkpoints ---- */

enum cm_status
cm_chain_checkpoint(struct cm_store *s, const char *path, int64_t now, struct cm_diag *d)
{
	struct walk w = {.store = s, .diag = d};
	struct mark seen[CM_PARTS];
	struct cm_buf text = {0};
	struct cm_key next = s->key;
	uint8_t mac[32];
	char hex[65];
	enum cm_status st;

	if ((st = walk_all(&w, NULL, seen)) != CM_OK)
		return st;
	cm_buf_printf(&text, "cm-checkpoint 1\nstore %s\ngeneration %" PRId64 "\nat %" PRId64 "\ncommit %" PRId64 "\n",
	    s->key.store, s->key.generation, now, s->commit_no);
	for (int part = 0; part < CM_PARTS; part++) {
		cm_hex(hex, seen[part].chain, 32);
		cm_buf_printf(&text, "part %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %s\n", part,
		    seen[part].seq, seen[part].at, seen[part].turnover, seen[part].lines, hex);
	}
	cm_hmac(s->key.seal, text.p, text.n, mac);
	cm_hex(hex, mac, sizeof(mac));
	cm_buf_printf(&text, "mac %s\n", hex);
	st = cm_file_write_new(path, text.p, text.n, d);
	cm_buf_free(&text);
	/* Only now: a crash in between leaves a checkpoint more, never a key that no checkpoint is signed by. */
	cm_key_evolve(&next);
	if (st == CM_OK && (st = cm_key_write(&next, s->key_path, d)) == CM_OK)
		s->key = next;
	cm_wipe(&next, sizeof(next));
	return st;
}

struct checkpoint {
	char store[17];
	int64_t generation, at, commit_no;
	struct mark marks[CM_PARTS];
	size_t body; /* bytes that the MAC covers */
	uint8_t mac[32];
};

static bool
parse_part(const char *line, int part, struct mark *m)
{
	int number, n = 0;

	return sscanf(line, "part %d %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %n", &number, &m->seq, &m->at,
		   &m->turnover, &m->lines, &n) == 5 &&
	    n > 0 && number == part && m->seq >= 0 && strlen(line + n) == 64 && cm_unhex(m->chain, line + n, 32);
}

/* text ends with NUL; lines are cut apart in it. */
static bool
parse_checkpoint(char *text, size_t n, struct checkpoint *c)
{
	char *p = text, *end;
	int row = 0;

	for (; (end = memchr(p, '\n', (size_t)(text + n - p))); p = end + 1, row++) {
		*end = 0;
		if (row == 0	   ? strcmp(p, "cm-checkpoint 1") != 0
			: row == 1 ? sscanf(p, "store %16[0-9a-f]", c->store) != 1
			: row == 2 ? sscanf(p, "generation %" SCNd64, &c->generation) != 1
			: row == 3 ? sscanf(p, "at %" SCNd64, &c->at) != 1
			: row == 4 ? sscanf(p, "commit %" SCNd64, &c->commit_no) != 1
			: row < 5 + CM_PARTS
			? !parse_part(p, row - 5, &c->marks[row - 5])
			: strncmp(p, "mac ", 4) != 0 || strlen(p) != 68 || !cm_unhex(c->mac, p + 4, 32))
			return false;
		if (row == 5 + CM_PARTS)
			c->body = (size_t)(p - text);
		*end = '\n';
	}
	return row == 6 + CM_PARTS && p == text + n;
}

/* The seal goes forward only: what was signed before the key's present generation can be judged with an older copy. */
static enum cm_status
check_seal(struct cm_store *s, const char *path, const char *text, const struct checkpoint *c, struct cm_diag *d)
{
	struct cm_key k = s->key;
	uint8_t mac[32];
	bool same;

	if (c->generation < k.generation) {
		cm_diag_add(d, CM_NOTE, (struct cm_pos){.file = path}, "audit.seal",
		    "signed in generation %" PRId64 ", the key is at %" PRId64
		    ": compared, but who signed it only an older copy of the key can tell",
		    c->generation, k.generation);
		cm_wipe(&k, sizeof(k));
		return CM_OK;
	}
	/* A forged number would have us count for ever. */
	if (c->generation - k.generation > 1000000)
		return cm_fail(d, CM_BAD, "audit.checkpoint", "%s: its generation is beyond belief", path);
	while (k.generation < c->generation)
		cm_key_evolve(&k);
	cm_hmac(k.seal, text, c->body, mac);
	cm_wipe(&k, sizeof(k));
	same = memcmp(mac, c->mac, sizeof(mac)) == 0;
	return same ? CM_OK : cm_fail(d, CM_BAD, "audit.checkpoint", "%s was changed after it was written", path);
}

enum cm_status
cm_chain_verify_against(struct cm_store *s, const char *path, int64_t *rows, struct cm_diag *d)
{
	struct walk w = {.store = s, .diag = d};
	struct checkpoint c = {0};
	size_t n, cap = 32768;
	char *text = cm_malloc(cap + 1);
	enum cm_status st = cm_file_look(path, "checkpoint", CM_CONFIG, text, cap, &n, d);

	*rows = 0;
	if (st == CM_OK) {
		text[n] = 0;
		if (!parse_checkpoint(text, n, &c))
			st = cm_fail(d, CM_CONFIG, "audit.checkpoint", "%s is not a checkpoint", path);
		else if (strcmp(c.store, s->key.store) != 0)
			st = cm_fail(d, CM_CONFIG, "audit.checkpoint", "%s is of store %s, not of %s", path, c.store,
			    s->key.store);
		else
			st = check_seal(s, path, text, &c, d);
	}
	free(text);
	if (st != CM_OK)
		return st;
	st = walk_all(&w, c.marks, NULL);
	*rows = w.rows;
	return st;
}
