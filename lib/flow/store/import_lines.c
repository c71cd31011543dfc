/*
 * cm-store import lines: lines as they stand in another system, with what they owe or have. What is not given is
 * unknown, and stays unknown: policies then say undecided rather than guess. A number or SIM that stock does not have is
 * taken into the directory on the way.
 *
 * A line that is in the store already is completed by a row that agrees with it and says what the store does not know.
 * Nothing that is known is ever replaced by one, and neither balance nor status moves.
 */
#include "base/date.h"
#include "domain/past.h"
#include "flow/store/import.h"

#include "base/banned.h"

#define SOURCE CM_STR("cm-store import lines")
#define BLOCK  7 /* digits of a number that its block of ten thousand has in common */

enum {
	/* the texts, in the order of the table below */
	NAME,
	ID_TYPE,
	ID_NO,
	CUSTOMER_TYPE,
	CONTACT,
	ADDRESS,
	TERMINAL,
	BRAND,
	PLAN,
	VIP_LEVEL,
	PAYMENT_METHOD,
	CREDIT_CLASS,
	ICCID,
	NTEXTS,
	MSISDN = NTEXTS,
	OPENED_AT,
	OWNER_SINCE,
	POINTS,
	STATUS,
	BALANCE,
	ARREARS
};

static const char *const facts[] = {"name", "id_type", "id_no", "customer_type", "contact", "address", "terminal", "brand",
    "plan", "vip_level", "payment_method", "credit_class", "iccid", "msisdn", "opened_at", "owner_since", "points",
    "status", "balance", "arrears", NULL};
static const char *const key[] = {"msisdn", "owner_since", "opened_at", NULL};

/* Where each text stands in a line. */
static struct cm_str *
text_of(struct cm_line *l, unsigned i)
{
	struct cm_str *const texts[NTEXTS] = {[NAME] = &l->name, [ID_TYPE] = &l->id_type, [ID_NO] = &l->id_no,
	    [CUSTOMER_TYPE] = &l->customer_type, [CONTACT] = &l->contact, [ADDRESS] = &l->address,
	    [TERMINAL] = &l->terminal, [BRAND] = &l->brand, [PLAN] = &l->plan, [VIP_LEVEL] = &l->vip_level,
	    [PAYMENT_METHOD] = &l->payment_method, [CREDIT_CLASS] = &l->credit_class, [ICCID] = &l->iccid};

	return texts[i];
}

struct import {
	struct cm_line line;
	enum cm_line_status status;
	int64_t balance;
	struct cm_number number;
	struct cm_sim sim;
	bool new_number, new_sim; /* stock does not have it */
	bool takes_number; /* a terminated line has none any more */
	bool completes; /* the line is there: c->line, which lacks something that the row says */
};

/* ---- gather ---- */

static int32_t
day_of(const struct cm_case *c, int fact)
{
	return cm_known(c, fact) ? (int32_t)cm_get_int(c, fact) : CM_DAY_NONE;
}

/* What export has masked is lost: it must not come back as somebody's name. */
static bool
is_masked(struct cm_case *c)
{
	static const int identity[] = {NAME, ID_NO, CONTACT, ADDRESS};

	for (unsigned i = 0; i < 4; i++) {
		struct cm_str s = cm_get_text(c, identity[i]);

		if (s.n && memchr(s.p, '*', s.n)) {
			cm_case_invalid(c, "field.malformed",
			    cm_arena_printf(c->arena, "%s: masked; export it with --unmask", facts[identity[i]]));
			return true;
		}
	}
	return false;
}

/* The balance is given as it is, or by what is owed; both must then say the same. */
static bool
read_money(struct cm_case *c, struct import *im)
{
	int64_t owed = cm_get_int(c, ARREARS);

	im->balance = cm_known(c, BALANCE) ? cm_get_int(c, BALANCE) : -owed;
	if (owed < 0)
		cm_case_invalid(c, "field.malformed", "arrears: expected an amount of at least nothing");
	else if (cm_known(c, ARREARS) && owed != cm_arrears(im->balance))
		cm_case_invalid(c, "field.malformed", "arrears: contradict the balance");
	else if (cm_get_int(c, POINTS) < 0)
		cm_case_invalid(c, "field.malformed", "points: expected a number of at least 0");
	else
		return true;
	return false;
}

static void
read_line(struct cm_case *c, struct import *im)
{
	struct cm_str status = cm_get_text(c, STATUS), block = {cm_get_text(c, MSISDN).p, BLOCK};

	for (unsigned i = 0; i < NTEXTS; i++)
		*text_of(&im->line, i) = cm_import_text(c, (int)i);
	im->line.msisdn = cm_get_text(c, MSISDN);
	im->line.opened_at = day_of(c, OPENED_AT);
	im->line.owner_since = day_of(c, OWNER_SINCE);
	im->line.points = cm_get_int(c, POINTS);
	im->line.line = cm_line_id_near(SOURCE, c->request_key, block);
	im->line.part = cm_part_of(im->line.line);
	for (im->status = CM_LINE_ACTIVE; im->status < CM_LINE_TERMINATED; im->status++)
		if (cm_str_is(status, cm_line_status_name(im->status)))
			break;
}

/* The row against what the store knows of the line. It says so when there is a contradiction. */
static bool
contradicts(struct cm_case *c, struct cm_line *line, const struct cm_account *account)
{
	if ((line->opened_at != CM_DAY_NONE && cm_import_differs_int(c, OPENED_AT, line->opened_at)) ||
	    (line->owner_since != CM_DAY_NONE && cm_import_differs_int(c, OWNER_SINCE, line->owner_since)))
		return true;
	for (unsigned i = 0; i < NTEXTS; i++)
		if (text_of(line, i)->n && cm_import_differs_text(c, (int)i, *text_of(line, i)))
			return true;
	return cm_import_differs_text(c, STATUS, cm_str(cm_line_status_name(account->status))) ||
	    cm_import_differs_int(c, POINTS, line->points) || cm_import_differs_int(c, BALANCE, account->balance) ||
	    cm_import_differs_int(c, ARREARS, cm_arrears(account->balance));
}

/* Whether the row says something of which the store knows nothing. */
static bool
adds(const struct cm_case *c, struct cm_line *line)
{
	if ((line->opened_at == CM_DAY_NONE && cm_known(c, OPENED_AT)) ||
	    (line->owner_since == CM_DAY_NONE && cm_known(c, OWNER_SINCE)))
		return true;
	for (unsigned i = 0; i < NTEXTS; i++)
		if (!text_of(line, i)->n && cm_known(c, (int)i))
			return true;
	return false;
}

/* The row against a line of the store: who it is first, then what changes every day. */
static enum cm_status
compare(struct cm_case *c, struct import *im, int part, int64_t id)
{
	struct cm_account account;
	struct cm_line line;
	enum cm_status st = cm_line_get(c->store, part, id, &line, c->arena, c->diag);

	if (st == CM_OK)
		st = cm_account_get(c->store, part, id, &account, c->diag);
	if (st == CM_END) /* the conflict stands: the key was used, and the line is no longer there */
		return CM_OK;
	if (st != CM_OK || contradicts(c, &line, &account))
		return st;
	im->completes = adds(c, &line);
	if (!im->completes) {
		cm_case_duplicate(c, NULL);
		return CM_OK;
	}
	cm_case_unsettle(c);
	c->line = line;
	c->account = account;
	c->has_line = c->has_account = true;
	c->op.part = im->line.part = part;
	c->op.line = im->line.line = id;
	return CM_OK;
}

static enum cm_status
find_number(struct cm_case *c, struct import *im)
{
	struct cm_number *n = &im->number;
	enum cm_status st = cm_number_get(c->store, im->line.msisdn, n, c->arena, c->diag);

	im->takes_number = im->status != CM_LINE_TERMINATED;
	im->new_number = st == CM_END;
	if (st == CM_END)
		*n = (struct cm_number){
		    .msisdn = im->line.msisdn, .pack_serial = CM_STR(""), .number_class = CM_STR(""), .holder = CM_STR("")};
	if (st != CM_OK || !im->takes_number)
		return st == CM_END ? CM_OK : st;
	if (n->name.state == CM_NAME_IN_USE)
		return compare(c, im, n->name.part, n->name.line);
	if (n->name.state == CM_NAME_DEAD || (n->name.state == CM_NAME_RESERVED && n->name.until > c->now))
		cm_case_invalid(c, "store.conflict", "msisdn: the number is reserved for somebody");
	return CM_OK;
}

static enum cm_status
find_sim(struct cm_case *c, struct import *im)
{
	struct cm_sim *s = &im->sim;
	enum cm_status st;

	if (!im->line.iccid.n || im->status == CM_LINE_TERMINATED || c->settled || (im->completes && c->line.iccid.n))
		return CM_OK;
	st = cm_sim_get(c->store, im->line.iccid, s, c->arena, c->diag);
	im->new_sim = st == CM_END;
	if (st == CM_END)
		*s = (struct cm_sim){.iccid = im->line.iccid, .imsi = CM_STR(""), .puk = CM_STR("")};
	else if (st == CM_OK && (s->name.state == CM_NAME_IN_USE || s->name.state == CM_NAME_DEAD))
		cm_case_invalid(c, "store.conflict", "iccid: the SIM belongs to another line");
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
gather(struct cm_case *c)
{
	struct import *im = cm_arena_alloc(c->arena, sizeof *im);
	enum cm_status st;

	if (!read_money(c, im) || is_masked(c))
		return CM_OK;
	read_line(c, im);
	c->state = im;
	if (c->other_content) {
		st = compare(c, im, c->op.part, c->op.line);
	} else {
		c->op.part = im->line.part;
		st = find_number(c, im);
	}
	if (st == CM_OK && !c->settled && !im->completes && !cm_known(c, BALANCE) && !cm_known(c, ARREARS))
		cm_case_invalid(c, "field.missing", "balance: missing, and arrears, too");
	return st == CM_OK ? find_sim(c, im) : st;
}

/* ---- apply ---- */

/* A terminated line's number that nobody knows is kept from sale until somebody says otherwise. */
static enum cm_status
place_number(struct cm_case *c, struct import *im)
{
	struct cm_number *n = &im->number;

	if (im->new_number) {
		n->name = (struct cm_name){.state = im->takes_number ? CM_NAME_IN_USE : CM_NAME_QUARANTINED,
		    .part = im->line.part, .line = im->line.line};
		return cm_number_add(c->store, n, c->diag);
	}
	return im->takes_number ? cm_number_take(c->store, n, im->line.part, im->line.line, CM_STR(""), c->diag) : CM_OK;
}

static enum cm_status
place_sim(struct cm_case *c, struct import *im)
{
	struct cm_sim *s = &im->sim;

	if (!s->iccid.n)
		return CM_OK;
	if (im->new_sim) {
		s->name = (struct cm_name){.state = CM_NAME_IN_USE, .part = im->line.part, .line = im->line.line};
		return cm_sim_add(c->store, s, c->diag);
	}
	return cm_sim_take(c->store, s, im->line.part, im->line.line, c->diag);
}

/* The way back to a line that has its number no more; when it ended nobody knows. */
static enum cm_status
add_former(struct cm_case *c, const struct import *im)
{
	struct cm_former f = {.until = c->now, .part = im->line.part, .line = im->line.line, .seq = c->op.seq};

	return cm_former_add(c->store, im->line.msisdn, &f, c->diag);
}

/* What the store did not know. */
static enum cm_status
complete(struct cm_case *c, struct import *im)
{
	struct cm_str changed[NTEXTS + 2];
	unsigned n = 0;

	for (unsigned i = 0; i < NTEXTS; i++)
		if (cm_known(c, (int)i) && !text_of(&c->line, i)->n) {
			changed[n++] = cm_str(facts[i]);
			cm_change_text(c, facts[i], text_of(&c->line, i), *text_of(&im->line, i));
		}
	if (cm_known(c, OPENED_AT) && c->line.opened_at == CM_DAY_NONE) {
		changed[n++] = cm_str(facts[OPENED_AT]);
		cm_change_day(c, facts[OPENED_AT], &c->line.opened_at, im->line.opened_at);
	}
	if (cm_known(c, OWNER_SINCE) && c->line.owner_since == CM_DAY_NONE) {
		changed[n++] = cm_str(facts[OWNER_SINCE]);
		cm_change_day(c, facts[OWNER_SINCE], &c->line.owner_since, im->line.owner_since);
	}
	cm_out_money(c, "balance", c->account.balance);
	cm_out_list(c, "changed", changed, n);
	return CM_OK;
}

static enum cm_status
add(struct cm_case *c, struct import *im)
{
	enum cm_status st = place_number(c, im);

	if (st == CM_OK)
		st = cm_line_add(c->store, &im->line, c->diag);
	if (st != CM_OK)
		return st;
	c->account = (struct cm_account){.part = im->line.part, .line = im->line.line, .status = im->status,
	    .arrears_since = CM_DAY_NONE, .status_since = cm_time_day(c->now)};
	c->has_account = true;
	c->op.line = im->line.line;
	if (im->balance > 0)
		cm_case_move(c, CM_L_OPENING, CM_L_LINE, im->balance);
	else if (im->balance < 0)
		cm_case_move(c, CM_L_LINE, CM_L_OPENING, -im->balance);
	cm_out_money(c, "balance", im->balance);
	return im->takes_number ? CM_OK : add_former(c, im);
}

static enum cm_status
apply(struct cm_case *c)
{
	struct import *im = c->state;
	enum cm_status st = place_sim(c, im);

	if (st != CM_OK)
		return st;
	return im->completes ? complete(c, im) : add(c, im);
}

const struct cm_flow cm_flow_import_lines = {
    .policy = "store", .gate = "lines", .facts = facts, .key = key, .gather = gather, .apply = apply};
