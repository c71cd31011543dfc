/*
 * Numbers and SIMs for sale. That a thing is sold once is the directory's guarded update; this file adds what is known
 * of the thing itself.
 */
#include "domain/stock.h"

#include "base/buf.h"

#include "base/banned.h"

/* ---- numbers ---- */

/* state, part, line, until, pack_serial, number_class, prepay_min, holder */
static enum cm_status
number_of_cells(const struct cm_cell c[8], struct cm_number *n, struct cm_diag *d)
{
	if (c[6].i < 0)
		return cm_fail(d, CM_NOSTORE, "store.damaged", "a number has a value out of its range");
	n->pack_serial = c[4].s;
	n->number_class = c[5].s;
	n->prepay_min = c[6].i;
	n->holder = c[7].s;
	return cm_name_of_cells(c, &n->name, d);
}

enum cm_status
cm_number_get(struct cm_store *s, struct cm_str msisdn, struct cm_number *n, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_cell c[8];
	enum cm_status st = cm_db_row(cm_store_db(s), Q_NUMBER_GET,
	    (struct cm_cell[]){CM_INT(cm_part_of_name(msisdn)), CM_TEXT(msisdn)}, 2, c, 8, a, d);

	if (st != CM_OK)
		return st;
	n->msisdn = cm_arena_str(a, msisdn);
	return number_of_cells(c, n, d);
}

enum cm_status
cm_number_of_pack(
    struct cm_store *s, struct cm_str pack_serial, struct cm_number *n, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_cell msisdn;
	enum cm_status st = cm_db_row(cm_store_db(s), Q_PACK_GET,
	    (struct cm_cell[]){CM_INT(cm_part_of_name(pack_serial)), CM_TEXT(pack_serial)}, 2, &msisdn, 1, a, d);

	return st == CM_OK ? cm_number_get(s, msisdn.s, n, a, d) : st;
}

enum cm_status
cm_number_add(struct cm_store *s, const struct cm_number *n, struct cm_diag *d)
{
	int kpart = cm_part_of_name(n->msisdn);
	enum cm_status st = cm_directory_add(s, CM_NAME_MSISDN, n->msisdn, &n->name, d);

	if (st == CM_OK)
		st = cm_db_run(cm_store_db(s), Q_NUMBER_ADD,
		    (struct cm_cell[]){CM_INT(kpart), CM_TEXT(n->msisdn), CM_TEXT(n->pack_serial),
			CM_TEXT(n->number_class), CM_INT(n->prepay_min), CM_TEXT(n->holder)},
		    6, NULL, d);
	if (st == CM_OK && n->pack_serial.n > 0)
		st = cm_db_run(cm_store_db(s), Q_PACK_ADD,
		    (struct cm_cell[]){
			CM_INT(cm_part_of_name(n->pack_serial)), CM_TEXT(n->pack_serial), CM_TEXT(n->msisdn)},
		    3, NULL, d);
	return st;
}

/* The directory's row first, since it is the guard; then who holds it. */
static enum cm_status
move_number(struct cm_store *s, struct cm_number *n, struct cm_name to, struct cm_str holder, struct cm_diag *d)
{
	enum cm_status st = cm_directory_move(s, CM_NAME_MSISDN, n->msisdn, &n->name, &to, d);

	if (st == CM_OK && !cm_str_eq(holder, n->holder))
		st = cm_db_run(cm_store_db(s), Q_NUMBER_HOLDER,
		    (struct cm_cell[]){CM_TEXT(holder), CM_INT(cm_part_of_name(n->msisdn)), CM_TEXT(n->msisdn)}, 3,
		    NULL, d);
	if (st == CM_OK) {
		n->name = to;
		n->holder = holder;
	}
	return st;
}

enum cm_status
cm_number_hold(struct cm_store *s, struct cm_number *n, int64_t until, struct cm_str holder, struct cm_diag *d)
{
	return move_number(s, n, (struct cm_name){.state = CM_NAME_RESERVED, .until = until}, holder, d);
}

enum cm_status
cm_number_release(struct cm_store *s, struct cm_number *n, struct cm_diag *d)
{
	return move_number(s, n, (struct cm_name){.state = CM_NAME_FREE}, CM_STR(""), d);
}

enum cm_status
cm_number_take(
    struct cm_store *s, struct cm_number *n, int part, int64_t line, struct cm_str holder, struct cm_diag *d)
{
	return move_number(s, n, (struct cm_name){.state = CM_NAME_IN_USE, .part = part, .line = line}, holder, d);
}

/* By name only, from a line that has it: when it goes nothing else of number or SIM changes. */
static enum cm_status
move_name(struct cm_store *s, enum cm_kind_of_name kind, struct cm_str name, struct cm_name to, struct cm_diag *d)
{
	struct cm_name now;
	enum cm_status st = cm_directory_get(s, kind, name, &now, d);

	if (st == CM_OK && (now.state != CM_NAME_IN_USE || now.part != to.part || now.line != to.line))
		return cm_fail(d, CM_CONFLICT, "store.conflict", "the name belongs to another line");
	return st == CM_OK ? cm_directory_move(s, kind, name, &now, &to, d) : st;
}

enum cm_status
cm_number_quarantine(
    struct cm_store *s, struct cm_str msisdn, int part, int64_t line, int64_t until, struct cm_diag *d)
{
	return move_name(s, CM_NAME_MSISDN, msisdn,
	    (struct cm_name){.state = CM_NAME_QUARANTINED, .part = part, .line = line, .until = until}, d);
}

struct offer {
	enum cm_status (*fn)(void *, const struct cm_number *);
	void *ctx;
	struct cm_diag *diag;
};

static enum cm_status
offer_row(void *ctx, const struct cm_cell *c, unsigned ncells)
{
	struct offer *o = ctx;
	struct cm_number n = {.msisdn = c[0].s};
	enum cm_status st = number_of_cells(c + 1, &n, o->diag);

	(void)ncells;
	return st == CM_OK ? o->fn(o->ctx, &n) : st;
}

enum cm_status
cm_number_free(struct cm_store *s, int64_t now, struct cm_str prefix, unsigned limit,
    enum cm_status (*fn)(void *, const struct cm_number *), void *ctx, struct cm_diag *d)
{
	struct offer o = {fn, ctx, d};
	struct cm_buf end = {0};
	enum cm_status st;

	cm_buf_putstr(&end, prefix);
	cm_buf_putc(&end, ':'); /* the character behind '9' */
	st = cm_db_rows(cm_store_db(s), Q_NUMBER_OFFER,
	    (struct cm_cell[]){CM_TEXT(prefix), CM_TEXT(cm_buf_str(&end)), CM_INT(now), CM_INT(limit)}, 4, offer_row,
	    &o, d);
	cm_buf_free(&end);
	return st;
}

struct each_number {
	enum cm_status (*fn)(void *, const struct cm_number *);
	void *ctx;
};

static enum cm_status
each_number(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each_number *e = ctx;

	(void)n;
	return e->fn(e->ctx,
	    &(struct cm_number){
		.msisdn = c[0].s, .pack_serial = c[1].s, .number_class = c[2].s, .prepay_min = c[3].i, .holder = CM_STR("")});
}

enum cm_status
cm_numbers_all(
    struct cm_store *s, enum cm_status (*fn)(void *, const struct cm_number *), void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_EXPORT_NUMBERS, NULL, 0, each_number, &(struct each_number){fn, ctx}, d);
}

/* ---- SIMs ---- */

struct each_sim {
	enum cm_status (*fn)(void *, const struct cm_sim *);
	void *ctx;
};

static enum cm_status
each_sim(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each_sim *e = ctx;

	(void)n;
	return e->fn(e->ctx, &(struct cm_sim){.iccid = c[0].s, .imsi = c[1].s, .puk = CM_STR("")});
}

enum cm_status
cm_sims_all(struct cm_store *s, enum cm_status (*fn)(void *, const struct cm_sim *), void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_EXPORT_SIMS, NULL, 0, each_sim, &(struct each_sim){fn, ctx}, d);
}

enum cm_status
cm_sim_get(struct cm_store *s, struct cm_str iccid, struct cm_sim *sim, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_cell c[6];
	enum cm_status st = cm_db_row(cm_store_db(s), Q_SIM_GET,
	    (struct cm_cell[]){CM_INT(cm_part_of_name(iccid)), CM_TEXT(iccid)}, 2, c, 6, a, d);

	if (st != CM_OK)
		return st;
	sim->iccid = cm_arena_str(a, iccid);
	sim->imsi = c[4].s;
	sim->puk = c[5].s;
	return cm_name_of_cells(c, &sim->name, d);
}

enum cm_status
cm_sim_add(struct cm_store *s, const struct cm_sim *sim, struct cm_diag *d)
{
	enum cm_status st = cm_directory_add(s, CM_NAME_ICCID, sim->iccid, &sim->name, d);

	if (st == CM_OK)
		st = cm_db_run(cm_store_db(s), Q_SIM_ADD,
		    (struct cm_cell[]){CM_INT(cm_part_of_name(sim->iccid)), CM_TEXT(sim->iccid), CM_TEXT(sim->imsi),
			CM_TEXT(sim->puk)},
		    4, NULL, d);
	return st;
}

enum cm_status
cm_sim_take(struct cm_store *s, struct cm_sim *sim, int part, int64_t line, struct cm_diag *d)
{
	struct cm_name to = {.state = CM_NAME_IN_USE, .part = part, .line = line};
	enum cm_status st = cm_directory_move(s, CM_NAME_ICCID, sim->iccid, &sim->name, &to, d);

	if (st == CM_OK)
		sim->name = to;
	return st;
}

enum cm_status
cm_sim_retire(struct cm_store *s, struct cm_str iccid, int part, int64_t line, struct cm_diag *d)
{
	enum cm_status st = move_name(s, CM_NAME_ICCID, iccid,
	    (struct cm_name){.state = CM_NAME_DEAD, .part = part, .line = line}, d);

	return st == CM_END ? CM_OK : st;
}
