/* Lines and their accounts: rows to structs and back. */
#include "domain/line.h"

#include "base/date.h"
#include "base/money.h"

#include "base/banned.h"

const char *
cm_line_status_name(enum cm_line_status s)
{
	static const char *const names[] = {[CM_LINE_ACTIVE] = "active",
	    [CM_LINE_SUSPENDED_ARREARS] = "suspended_arrears",
	    [CM_LINE_SUSPENDED_REQUEST] = "suspended_request",
	    [CM_LINE_PENDING_TERMINATE] = "pending_terminate",
	    [CM_LINE_TERMINATED] = "terminated"};

	return s >= CM_LINE_ACTIVE && s <= CM_LINE_TERMINATED ? names[s] : "unknown";
}

static bool
is_day(int64_t v)
{
	return v >= INT32_MIN && v <= INT32_MAX;
}

/* balance, status, last_seq, version, arrears_since, status_since */
static enum cm_status
account_of_cells(const struct cm_cell c[6], struct cm_account *a, struct cm_diag *d)
{
	if (c[0].i < -CM_MONEY_MAX || c[0].i > CM_MONEY_MAX || c[1].i < CM_LINE_ACTIVE || c[1].i > CM_LINE_TERMINATED ||
	    c[2].i < 0 || c[3].i < 0 || !is_day(c[4].i) || !is_day(c[5].i))
		return cm_fail(d, CM_NOSTORE, "store.damaged",
		    "part %d: the account of line %lld has a value out of its range", a->part, (long long)a->line);
	a->balance = c[0].i;
	a->status = (enum cm_line_status)c[1].i;
	a->last_seq = c[2].i;
	a->version = c[3].i;
	a->arrears_since = (int32_t)c[4].i;
	a->status_since = (int32_t)c[5].i;
	return CM_OK;
}

enum cm_status
cm_account_of_number(struct cm_store *s, struct cm_str msisdn, struct cm_account *a, struct cm_diag *d)
{
	struct cm_cell c[8];
	enum cm_status st = cm_db_row(cm_store_db(s), Q_ACCOUNT_OF_NUMBER,
	    (struct cm_cell[]){CM_INT(cm_part_of_name(msisdn)), CM_TEXT(msisdn)}, 2, c, 8, NULL, d);

	if (st != CM_OK)
		return st;
	if (c[0].i < 0 || c[0].i >= CM_PARTS || c[1].i < 1)
		return cm_fail(d, CM_NOSTORE, "store.damaged", "the directory's entry of a number is out of its range");
	a->part = (int)c[0].i;
	a->line = c[1].i;
	return account_of_cells(c + 2, a, d);
}

enum cm_status
cm_account_get(struct cm_store *s, int part, int64_t line, struct cm_account *a, struct cm_diag *d)
{
	struct cm_cell c[6];
	enum cm_status st =
	    cm_db_row(cm_store_db(s), Q_ACCOUNT_GET, (struct cm_cell[]){CM_INT(part), CM_INT(line)}, 2, c, 6, NULL, d);

	if (st != CM_OK)
		return st;
	a->part = part;
	a->line = line;
	return account_of_cells(c, a, d);
}

/* Balance and state as they are behind the operations; CM_BAD when that would be no balance. */
static enum cm_status
move(struct cm_account *a, const struct cm_operation *ops, unsigned n, enum cm_line_status status, struct cm_diag *d)
{
	int32_t day = cm_time_day(ops->at);
	int64_t was = a->balance;

	for (unsigned i = 0; i < n; i++) {
		int64_t delta = ops[i].credit == CM_L_LINE ? ops[i].amount : ops[i].debit == CM_L_LINE ? -ops[i].amount : 0;

		if (!cm_money_add(a->balance, delta, &a->balance) || a->balance < -CM_MONEY_MAX || a->balance > CM_MONEY_MAX)
			return cm_fail(d, CM_BAD, "account.range", "the balance would leave its range");
	}
	if (a->balance >= 0)
		a->arrears_since = CM_DAY_NONE;
	else if (was >= 0)
		a->arrears_since = day;
	if (status != a->status)
		a->status_since = day;
	a->status = status;
	return CM_OK;
}

static enum cm_status
put(struct cm_store *s, const struct cm_account *a, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st;

	if (a->version == 0)
		return cm_db_run(cm_store_db(s), Q_ACCOUNT_ADD,
		    (struct cm_cell[]){CM_INT(a->part), CM_INT(a->line), CM_INT(a->balance), CM_INT(a->status),
			CM_INT(a->last_seq), CM_INT(a->arrears_since), CM_INT(a->status_since)},
		    7, NULL, d);
	st = cm_db_run(cm_store_db(s), Q_ACCOUNT_POST,
	    (struct cm_cell[]){CM_INT(a->balance), CM_INT(a->status), CM_INT(a->last_seq), CM_INT(a->arrears_since),
		CM_INT(a->status_since), CM_INT(a->part), CM_INT(a->line), CM_INT(a->version)},
	    8, &changed, d);
	if (st == CM_OK && changed != 1)
		return cm_fail(d, CM_CONFLICT, "store.conflict", "the account changed since it was read");
	return st;
}

enum cm_status
cm_account_post(struct cm_store *s, struct cm_account *a, struct cm_operation *ops, unsigned n,
    enum cm_line_status status, struct cm_diag *d)
{
	struct cm_account to = *a;
	int64_t first;
	enum cm_status st = move(&to, ops, n, status, d);

	if (st != CM_OK || (st = cm_operation_next(s, a->part, &first, d)) != CM_OK)
		return st;
	/* The guard comes first: when it says no, nothing was written. */
	to.last_seq = first + n - 1;
	st = put(s, &to, d);
	for (unsigned i = 0; st == CM_OK && i < n; i++) {
		ops[i].part = a->part;
		ops[i].line = a->line;
		ops[i].prev = i ? ops[i - 1].seq : a->last_seq;
		st = cm_operation_add(s, &ops[i], d);
	}
	if (st != CM_OK)
		return st;
	*a = to;
	a->version++;
	return CM_OK;
}

/* ---- personal data ---- */

/* The seventeen columns of personal data; borrows the texts. */
static enum cm_status
line_of_cells(const struct cm_cell c[17], int part, int64_t line, struct cm_line *l, struct cm_diag *d)
{
	if (!is_day(c[14].i) || !is_day(c[15].i) || c[16].i < 0)
		return cm_fail(d, CM_NOSTORE, "store.damaged", "part %d: line %lld has a value out of its range", part,
		    (long long)line);
	*l = (struct cm_line){
	    .part = part,
	    .line = line,
	    .msisdn = c[0].s,
	    .iccid = c[1].s,
	    .name = c[2].s,
	    .id_type = c[3].s,
	    .id_no = c[4].s,
	    .customer_type = c[5].s,
	    .contact = c[6].s,
	    .address = c[7].s,
	    .terminal = c[8].s,
	    .brand = c[9].s,
	    .plan = c[10].s,
	    .vip_level = c[11].s,
	    .payment_method = c[12].s,
	    .credit_class = c[13].s,
	    .opened_at = (int32_t)c[14].i,
	    .owner_since = (int32_t)c[15].i,
	    .points = c[16].i,
	};
	return CM_OK;
}

enum cm_status
cm_line_get(struct cm_store *s, int part, int64_t line, struct cm_line *l, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_cell c[17];
	enum cm_status st =
	    cm_db_row(cm_store_db(s), Q_LINE_GET, (struct cm_cell[]){CM_INT(part), CM_INT(line)}, 2, c, 17, a, d);

	return st == CM_OK ? line_of_cells(c, part, line, l, d) : st;
}

struct each_line {
	enum cm_status (*fn)(void *, const struct cm_line *, const struct cm_account *);
	void *ctx;
	struct cm_diag *diag;
};

/* part, line, the seventeen, balance, status */
static enum cm_status
each_line(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each_line *e = ctx;
	struct cm_line line;
	struct cm_account a = {.part = (int)c[0].i, .line = c[1].i};
	enum cm_status st = line_of_cells(c + 2, a.part, a.line, &line, e->diag);

	(void)n;
	if (st == CM_OK)
		st = account_of_cells(
		    (struct cm_cell[]){c[19], c[20], CM_INT(0), CM_INT(0), CM_INT(CM_DAY_NONE), CM_INT(CM_DAY_NONE)}, &a,
		    e->diag);
	return st == CM_OK ? e->fn(e->ctx, &line, &a) : st;
}

enum cm_status
cm_lines_all(struct cm_store *s, enum cm_status (*fn)(void *, const struct cm_line *, const struct cm_account *),
    void *ctx, struct cm_diag *d)
{
	struct each_line e = {fn, ctx, d};

	return cm_db_rows(cm_store_db(s), Q_EXPORT_LINES, NULL, 0, each_line, &e, d);
}

/* The seventeen columns of personal data, in the order of both statements. */
static void
cells_of_line(const struct cm_line *l, struct cm_cell c[17])
{
	const struct cm_str texts[] = {l->msisdn, l->iccid, l->name, l->id_type, l->id_no, l->customer_type, l->contact,
	    l->address, l->terminal, l->brand, l->plan, l->vip_level, l->payment_method, l->credit_class};

	for (unsigned i = 0; i < 14; i++)
		c[i] = CM_TEXT(texts[i]);
	c[14] = CM_INT(l->opened_at);
	c[15] = CM_INT(l->owner_since);
	c[16] = CM_INT(l->points);
}

enum cm_status
cm_line_add(struct cm_store *s, const struct cm_line *l, struct cm_diag *d)
{
	struct cm_cell c[19] = {CM_INT(l->part), CM_INT(l->line)};

	if (l->part != cm_part_of(l->line))
		return cm_fail(
		    d, CM_DEFECT, "store.defect", "line %lld does not belong to part %d", (long long)l->line, l->part);
	cells_of_line(l, c + 2);
	return cm_db_run(cm_store_db(s), Q_LINE_ADD, c, 19, NULL, d);
}

enum cm_status
cm_line_put(struct cm_store *s, const struct cm_line *l, struct cm_diag *d)
{
	struct cm_cell c[19];
	int64_t changed;
	enum cm_status st;

	cells_of_line(l, c);
	c[17] = CM_INT(l->part);
	c[18] = CM_INT(l->line);
	st = cm_db_run(cm_store_db(s), Q_LINE_PUT, c, 19, &changed, d);
	if (st == CM_OK && changed != 1)
		return cm_fail(d, CM_CONFLICT, "store.conflict", "the line is no longer there");
	return st;
}
