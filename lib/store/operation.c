/* The journal's rows and the request keys that lead to them. */
#include "store/operation.h"

#include <string.h>

#include "base/date.h"
#include "store/private.h"

#include "base/banned.h"

const char *
cm_result_name(enum cm_result r)
{
	static const char *const names[] = {
	    [CM_R_DONE] = "done", [CM_R_REFUSED] = "refused", [CM_R_REFERRED] = "referred", [CM_R_NOTED] = "noted"};

	return names[r];
}

const char *
cm_ledger_name(enum cm_ledger l)
{
	static const char *const names[] = {[CM_L_NONE] = "", [CM_L_LINE] = "line", [CM_L_CASH] = "cash",
	    [CM_L_REVENUE] = "revenue", [CM_L_PROMISE] = "promise", [CM_L_OPENING] = "opening", [CM_L_CLEARING] = "clearing"};

	return names[l];
}

enum cm_status
cm_operation_next(struct cm_store *s, int part, int64_t *seq, struct cm_diag *d)
{
	struct cm_head *h;
	enum cm_status st = cm_head_of(s, part, &h, d);

	if (st == CM_OK)
		*seq = h->seq + 1;
	return st;
}

static bool
is_sound(const struct cm_operation *op)
{
	bool moves = op->debit != CM_L_NONE && op->credit != CM_L_NONE && op->debit != op->credit && op->amount > 0;
	bool still = op->debit == CM_L_NONE && op->credit == CM_L_NONE && op->amount == 0;

	return (moves || still) && op->parent >= 0 && op->prev >= 0 && op->cause >= 0 && op->line >= 0;
}

static enum cm_status
insert(struct cm_store *s, const struct cm_operation *op, const char *chain, struct cm_diag *d)
{
	const struct cm_cell row[CM_OPERATION_COLUMNS] = {
	    CM_INT(op->part),
	    CM_INT(op->seq),
	    CM_INT(op->parent),
	    CM_INT(op->prev),
	    CM_INT(op->line),
	    CM_INT(op->at),
	    CM_INT(op->commit_no),
	    CM_TEXT(op->user),
	    CM_TEXT(op->source),
	    CM_INT(op->result),
	    CM_TEXT(op->rules),
	    CM_TEXT(op->policy),
	    CM_TEXT(op->facts),
	    CM_TEXT(op->answer),
	    CM_INT(op->debit),
	    CM_INT(op->credit),
	    CM_INT(op->amount),
	    CM_INT(op->cause),
	    CM_TEXT(op->request),
	    CM_TEXT(cm_str(chain)),
	};

	return cm_db_run(s->db, Q_OPERATION_ADD, row, CM_OPERATION_COLUMNS, NULL, d);
}

/*
 * A clock that was ahead for a moment, years sometimes, has left a row after which nothing can be earlier. That is kept, but
 * whoever writes must know that his rows will not stand where he looks for them.
 */
#define CLOCK_OFF 86400 /* seconds; clocks of several machines differ a little */

static void
tell_clock(struct cm_store *s, int64_t now, int64_t at, struct cm_diag *d)
{
	char clock[26], journal[26];

	if (s->clock_told || at - now < CLOCK_OFF)
		return;
	s->clock_told = true;
	cm_time_format(now, clock);
	cm_time_format(at, journal);
	cm_diag_add(d, CM_WARNING, (struct cm_pos){0}, "store.clock",
	    "the clock says %s, but there are rows of %s: what is done now is entered as of then", clock, journal);
}

enum cm_status
cm_operation_add(struct cm_store *s, struct cm_operation *op, struct cm_diag *d)
{
	struct cm_head *h;
	uint8_t chain[32];
	char hex[2 * CM_CHAIN_STORED + 1];
	enum cm_status st;

	if (!cm_db_in_transaction(s->db) || !is_sound(op))
		return cm_fail(d, CM_DEFECT, "store.defect", "an operation %s",
		    is_sound(op) ? "outside a batch" : "with half a movement of money");
	if ((st = cm_head_of(s, op->part, &h, d)) != CM_OK)
		return st;
	op->seq = h->seq + 1;
	op->commit_no = s->commit_no + 1;
	if (op->at < h->at) {
		tell_clock(s, op->at, h->at, d);
		op->at = h->at;
	}
	cm_chain_next(s, h->chain, op, chain);
	cm_hex(hex, chain, CM_CHAIN_STORED);
	st = insert(s, op, hex, d);
	if (st == CM_CONFLICT)
		return cm_fail(d, CM_NOSTORE, "store.damaged",
		    "part %d: operation %lld is there, but the head does not say so", op->part, (long long)op->seq);
	if (st != CM_OK)
		return st;
	h->seq = op->seq;
	h->at = op->at;
	memcpy(h->chain, chain, sizeof(chain));
	h->changed = true;
	return CM_OK;
}

/* ---- reading ---- */

static bool
within(const struct cm_cell *c, int64_t low, int64_t high)
{
	return c->i >= low && c->i <= high;
}

enum cm_status
cm_operation_of_row(const struct cm_cell *c, struct cm_operation *op, struct cm_str *chain, struct cm_diag *d)
{
	int64_t part = c[0].i, seq = c[1].i;

	if (!within(&c[0], 0, CM_PARTS - 1) || seq < 1 || !within(&c[2], 0, seq - 1) || !within(&c[3], 0, seq - 1) ||
	    c[4].i < 0 || c[6].i < 0 || !within(&c[9], CM_R_DONE, CM_R_NOTED) ||
	    !within(&c[14], CM_L_NONE, CM_L_CLEARING) || !within(&c[15], CM_L_NONE, CM_L_CLEARING) || c[16].i < 0 ||
	    !within(&c[17], 0, seq - 1))
		return cm_fail(d, CM_NOSTORE, "store.damaged", "part %lld: operation %lld has a value out of its range",
		    (long long)part, (long long)seq);
	*op = (struct cm_operation){
	    .part = (int)part,
	    .seq = seq,
	    .parent = c[2].i,
	    .prev = c[3].i,
	    .line = c[4].i,
	    .at = c[5].i,
	    .commit_no = c[6].i,
	    .user = c[7].s,
	    .source = c[8].s,
	    .result = (enum cm_result)c[9].i,
	    .rules = c[10].s,
	    .policy = c[11].s,
	    .facts = c[12].s,
	    .answer = c[13].s,
	    .debit = (enum cm_ledger)c[14].i,
	    .credit = (enum cm_ledger)c[15].i,
	    .amount = c[16].i,
	    .cause = c[17].i,
	    .request = c[18].s,
	};
	if (chain)
		*chain = c[19].s;
	return CM_OK;
}

enum cm_status
cm_operation_get(
    struct cm_store *s, int part, int64_t seq, struct cm_operation *op, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_cell row[CM_OPERATION_COLUMNS];
	enum cm_status st = cm_db_row(
	    s->db, Q_OPERATION_GET, (struct cm_cell[]){CM_INT(part), CM_INT(seq)}, 2, row, CM_OPERATION_COLUMNS, a, d);

	return st == CM_OK ? cm_operation_of_row(row, op, NULL, d) : st;
}

enum cm_status
cm_operation_answer(
    struct cm_store *s, int part, int64_t seq, struct cm_str *answer, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_cell c;
	enum cm_status st =
	    cm_db_row(s->db, Q_OPERATION_ANSWER, (struct cm_cell[]){CM_INT(part), CM_INT(seq)}, 2, &c, 1, a, d);

	if (st == CM_OK)
		*answer = c.s;
	return st;
}

/* By halves: there is no index by time, and a part's time never goes back. */
enum cm_status
cm_operation_before(struct cm_store *s, int part, int64_t at, int64_t *seq, struct cm_diag *d)
{
	int64_t before = 0, behind;
	enum cm_status st = cm_operation_next(s, part, &behind, d);

	while (st == CM_OK && behind - before > 1) {
		int64_t middle = before + (behind - before) / 2;
		struct cm_cell c[3];

		st = cm_db_row(s->db, Q_OPERATION_STEP, (struct cm_cell[]){CM_INT(part), CM_INT(middle)}, 2, c, 3, NULL, d);
		if (st == CM_OK && c[1].i < at)
			before = middle;
		else if (st == CM_OK)
			behind = middle;
	}
	*seq = before;
	return st == CM_END ? cm_fail(d, CM_NOSTORE, "store.damaged", "part %d: an operation is missing", part) : st;
}

/* A line's operations, newest first. */
struct history {
	struct cm_store *store;
	int part;
	int64_t line;
	struct cm_arena *arena;
	struct cm_operation *kept; /* the newest, as they were read on the way back */
	unsigned nkept, room;
	struct cm_buf older; /* int64_t: the seqs of the others, which are read once more on the way forth */
};

#define KEPT 256 /* a line may have a million */

/* One step: what stood before it, and when it was. */
static enum cm_status
step_back(struct history *h, bool whole, int64_t seq, int64_t *before, int64_t *at, struct cm_diag *d)
{
	struct cm_operation op = {0};
	struct cm_cell c[3];
	enum cm_status st;

	whole = whole && h->nkept < KEPT;
	if (whole) {
		st = cm_operation_get(h->store, h->part, seq, &op, h->arena, d);
	} else {
		st = cm_db_row(
		    h->store->db, Q_OPERATION_STEP, (struct cm_cell[]){CM_INT(h->part), CM_INT(seq)}, 2, c, 3, NULL, d);
		if (st == CM_OK)
			op = (struct cm_operation){.prev = c[0].i, .at = c[1].i, .line = c[2].i};
	}
	if (st == CM_END || (st == CM_OK && (op.line != h->line || op.prev < 0 || op.prev >= seq)))
		return cm_fail(d, CM_NOSTORE, "store.damaged", "part %d: the operations of line %lld break off at %lld",
		    h->part, (long long)h->line, (long long)seq);
	if (st == CM_OK && whole) {
		h->kept = cm_arena_grow(h->arena, h->kept, h->nkept, &h->room, sizeof *h->kept);
		h->kept[h->nkept++] = op;
	} else if (st == CM_OK) {
		cm_buf_add(&h->older, &seq, sizeof seq);
	}
	*before = op.prev;
	*at = op.at;
	return st;
}

/* Who wants all of it gets each row read once; who wants the last days' may find at the first row that it is too old. */
static enum cm_status
walk_back(struct history *h, int64_t since, struct cm_diag *d)
{
	struct cm_cell c[6];
	enum cm_status st = cm_db_row(
	    h->store->db, Q_ACCOUNT_GET, (struct cm_cell[]){CM_INT(h->part), CM_INT(h->line)}, 2, c, 6, NULL, d);
	int64_t seq, before = 0, at = 0;

	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	for (seq = c[2].i; seq != 0; seq = before) {
		st = step_back(h, since == INT64_MIN, seq, &before, &at, d);
		if (st != CM_OK)
			return st;
		if (at < since) { /* instants never decrease in a part: all before it are older still */
			h->older.n -= sizeof seq;
			break;
		}
	}
	return CM_OK;
}

enum cm_status
cm_operation_of_line(struct cm_store *s, int part, int64_t line, int64_t since,
    enum cm_status (*fn)(void *, const struct cm_operation *), void *ctx, struct cm_diag *d)
{
	struct history h = {.store = s, .part = part, .line = line, .arena = cm_arena_new()};
	struct cm_arena *a = cm_arena_new();
	enum cm_status st = walk_back(&h, since, d);

	for (size_t n = h.older.n / sizeof(int64_t); st == CM_OK && n > 0; n--) {
		struct cm_operation op;
		int64_t seq;

		memcpy(&seq, h.older.p + (n - 1) * sizeof(seq), sizeof(seq));
		cm_arena_reset(a);
		if ((st = cm_operation_get(s, part, seq, &op, a, d)) == CM_OK)
			st = fn(ctx, &op);
	}
	for (unsigned n = h.nkept; st == CM_OK && n > 0; n--)
		st = fn(ctx, &h.kept[n - 1]);
	cm_arena_free(a);
	cm_arena_free(h.arena);
	cm_buf_free(&h.older);
	return st;
}

struct each {
	enum cm_status (*fn)(void *, const struct cm_operation *);
	void *ctx;
	struct cm_diag *diag;
};

static enum cm_status
each_row(void *ctx, const struct cm_cell *row, unsigned n)
{
	struct each *e = ctx;
	struct cm_operation op;
	enum cm_status st = cm_operation_of_row(row, &op, NULL, e->diag);

	(void)n;
	return st == CM_OK ? e->fn(e->ctx, &op) : st;
}

enum cm_status
cm_operation_all(struct cm_store *s, int64_t since, enum cm_status (*fn)(void *, const struct cm_operation *), void *ctx,
    struct cm_diag *d)
{
	struct each e = {fn, ctx, d};

	return cm_db_rows(s->db, Q_OPERATIONS_SINCE, (struct cm_cell[]){CM_INT(since)}, 1, each_row, &e, d);
}

enum cm_status
cm_operation_of_source(struct cm_store *s, struct cm_str source, int64_t since,
    enum cm_status (*fn)(void *, const struct cm_operation *), void *ctx, struct cm_diag *d)
{
	struct each e = {fn, ctx, d};

	return cm_db_rows(s->db, Q_OPERATIONS_OF_SOURCE, (struct cm_cell[]){CM_TEXT(source), CM_INT(since)}, 2, each_row,
	    &e, d);
}

/* ---- request keys ---- */

/* The keys of one batch lie in one part, side by side: rising keys cost less than scattered ones. */
int
cm_part_of_key(struct cm_str key)
{
	const char *slash = key.n ? memrchr(key.p, '/', key.n) : NULL;

	return cm_part_of_name(slash ? (struct cm_str){key.p, (size_t)(slash - key.p)} : key);
}

enum cm_status
cm_request_get(struct cm_store *s, struct cm_str source, struct cm_str key, int *part, int64_t *seq,
    struct cm_str *prints, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_cell c[3];
	enum cm_status st = cm_db_row(s->db, Q_REQUEST_GET,
	    (struct cm_cell[]){CM_INT(cm_part_of_key(key)), CM_TEXT(source), CM_TEXT(key)}, 3, c, 3, a, d);

	if (st != CM_OK)
		return st;
	if (!within(&c[0], 0, CM_PARTS - 1) || c[1].i < 1 || c[2].s.n % 12)
		return cm_fail(d, CM_NOSTORE, "store.damaged", "the request key %.*s has a value out of its range",
		    (int)(key.n < 200 ? key.n : 200), key.p);
	*part = (int)c[0].i;
	*seq = c[1].i;
	*prints = c[2].s;
	return CM_OK;
}

enum cm_status
cm_request_batch_seen(struct cm_store *s, struct cm_str source, struct cm_str name, bool *seen, struct cm_diag *d)
{
	struct cm_arena *a = cm_arena_new();
	struct cm_str from = cm_str(cm_arena_printf(a, "%.*s/", (int)name.n, name.p));
	struct cm_str to = cm_str(cm_arena_printf(a, "%.*s0", (int)name.n, name.p));
	struct cm_cell seq;
	enum cm_status st = cm_db_row(s->db, Q_REQUEST_OF_BATCH,
	    (struct cm_cell[]){CM_INT(cm_part_of_key(from)), CM_TEXT(source), CM_TEXT(from), CM_TEXT(to)}, 4, &seq, 1, a, d);

	cm_arena_free(a);
	*seen = st == CM_OK;
	return st == CM_END ? CM_OK : st;
}

void
cm_request_print(const struct cm_store *s, struct cm_str source, struct cm_str key, char out[9])
{
	struct cmac_aes128_ctx print = s->print;
	uint8_t bytes[4];

	cmac_aes128_update(&print, source.n, (const uint8_t *)source.p);
	cmac_aes128_update(&print, 1, (const uint8_t *)"\n");
	cmac_aes128_update(&print, key.n, (const uint8_t *)key.p);
	cmac_aes128_digest(&print, sizeof(bytes), bytes);
	cm_hex(out, bytes, sizeof(bytes));
}

enum cm_status
cm_request_claim(struct cm_store *s, struct cm_str source, struct cm_str key, int part, int64_t seq, struct cm_str prints,
    bool *claimed, struct cm_diag *d)
{
	int64_t added = 0;
	enum cm_status st = cm_db_run(s->db, Q_REQUEST_ADD,
	    (struct cm_cell[]){
		CM_INT(cm_part_of_key(key)), CM_TEXT(source), CM_TEXT(key), CM_INT(part), CM_INT(seq), CM_TEXT(prints)},
	    6, &added, d);

	*claimed = added == 1;
	return st;
}
