/*
 * Part of cm-store check: what each column holds can stand in it. All of it is read (the journal is by its own checks,
 * meta whenever a store is opened), so a text that is none, no UTF-8 or with a NUL, is refused by the driver; what it says
 * must have the shape that the commands see to before they write. What a text says is never shown: it may be personal or
 * secret. To add a table: its statement below, of the dump or, when that leaves texts out, of its own in sql/check.sql;
 * tests/unit/store-check.c finds the column that is forgotten.
 */
#include <inttypes.h>

#include "base/date.h"
#include "base/ident.h"
#include "base/money.h"
#include "store/check.h"

#include "base/banned.h"

/* A letter for each column; . is anything that the schema allows. A text that is not there has no shape. */
static const struct table {
	enum cm_query query;
	const char *shapes;
} tables[] = {{Q_TEXTS_HEAD, ".x"}, {Q_TEXTS_REQUEST, "...x"}, {Q_DUMP_DIRECTORY, "......t"},
    {Q_DUMP_LINE, "..minlwl...lwll.dd."}, {Q_TEXTS_PIN, "..w"}, {Q_TEXTS_NUMBER, ".m..x"}, {Q_DUMP_PACK, "..m"},
    {Q_TEXTS_SIM, ".i99"}, {Q_DUMP_SUBSCRIPTION, "..l..ddwSwn."}, {Q_DUMP_FORMER_PLAN, "..d.l"},
    {Q_DUMP_CONTRACT, "..Cdd.lw$."}, {Q_DUMP_FAMILY, "..t...lFtt"}, {Q_DUMP_EVIDENCE, "..l.t"},
    {Q_DUMP_PROMISE, "..d.pd$."}, {Q_DUMP_WAITING, "..t.l.."}, {Q_DUMP_OWNER, "..t.dnlw"}, {Q_DUMP_FORMER, ".mt..."},
    {Q_DUMP_SNAPSHOT, "...l.."}, {Q_DUMP_BILL, "..M.$.."}, {Q_DUMP_REFUND, "..M..l$$"}, {Q_DUMP_MONTH_RUN, ".M..."},
    {Q_DUMP_USAGE, "..tUD..uuuuuA....R."}, {Q_DUMP_NOTICE, "...lall.tt.t"},
    {Q_DUMP_TICKET, "...mwtKll..w.l..." /* status: */ "T.t.l.t.tttt...ll.t."}, {Q_DUMP_TICKET_EVENT, "...tTTlwtt.n"},
    {Q_DUMP_HISTORY, "..tnln.."}, {Q_DUMP_PAYMENT_LOG, "..tw$l."}, {Q_DUMP_OFFSET_LOG, "..M.$$."}};

/* What is written in capitals above is one of these words. */
static const struct {
	char shape;
	const char *words;
} words[] = {{'S', "pendingActive,active,suspended,pendingTerminate,terminated"}, {'C', "lease,gift,bundle"},
    {'F', "pending,active,terminated"}, {'U', "voice,sms,mms,data,sp"}, {'D', "out,in"},
    {'A', "local,long,roaming,international"}, {'R', "received,rated,rerated"},
    {'T', "acknowledged,rejected,pending,held,inProgress,resolved,closed,cancelled"},
    {'K', "complaint,charge_query,sp_query,fault"}};

static bool
is_word(char shape, struct cm_str s)
{
	struct cm_str rest = {0}, word;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].shape == shape)
			rest = cm_str(words[i].words);
	while (cm_list_next(&rest, &word))
		if (cm_str_eq(word, s))
			return true;
	return false;
}

static bool
all_between(struct cm_str s, const char *ranges)
{
	for (size_t i = 0; i < s.n; i++) {
		const char *r = ranges;

		while (*r && !((unsigned char)s.p[i] >= (unsigned char)r[0] && (unsigned char)s.p[i] <= (unsigned char)r[1]))
			r += 2;
		if (!*r)
			return false;
	}
	return true;
}

static bool
fits(char shape, const struct cm_cell *c)
{
	if (c->is_text && c->s.n == 0)
		return true;
	switch (shape) {
	case 'm': /* a mobile number */
		return cm_msisdn_ok(c->s);
	case 'a': /* where a notice goes: a mobile number, or what a colleague has: an extension, a name */
		return c->s.n == 11 && c->s.p[0] == '1' ? cm_msisdn_ok(c->s) : all_between(c->s, " ~\x80\xff");
	case 'i': /* a SIM, with its check digit */
		return cm_iccid_ok(c->s);
	case 'p': /* the kind of a promise: an id that has room */
		if (c->s.n > CM_ID_MAX)
			return false;
		/* fall through */
	case 'l': /* an id of the policies */
		return all_between(c->s, "az09__--..");
	case 'w': /* no blanks */
		return all_between(c->s, "!~\x80\xff");
	case 'n': /* a name: blanks are in it */
		return all_between(c->s, " ~\x80\xff");
	case 'x':
		return all_between(c->s, "09af");
	case '9':
		return all_between(c->s, "09");
	case 'd':
		return c->i >= CM_DAY_NONE && c->i <= INT32_MAX && cm_day_start((int32_t)c->i) <= CM_TIME_MAX;
	case 't':
		return c->i >= 0 && c->i <= CM_TIME_MAX;
	case 'S':
	case 'C':
	case 'F':
	case 'U':
	case 'D':
	case 'A':
	case 'R':
	case 'T':
	case 'K':
		return is_word(shape, c->s);
	case 'M': /* year times 100 and month */
		return c->i % 100 >= 1 && c->i % 100 <= 12;
	case '$':
		return c->i >= -CM_MONEY_MAX && c->i <= CM_MONEY_MAX;
	case 'u': /* a figure of a record of use; -1: not said */
		return c->i >= -1 && c->i <= CM_USAGE_MOST;
	}
	return true;
}

struct reading {
	struct cm_check *check;
	const struct table *table;
};

/* Where it stands is told by the numbers that its key begins with. */
static enum cm_status
seen(void *ctx, const struct cm_cell *row, unsigned n)
{
	const struct reading *r = ctx;
	const struct cm_query_text *q = &cm_query_text[r->table->query];
	const char *columns = q->columns;
	struct cm_str first = {0}, second = {0};
	bool masked;

	for (unsigned i = 0; i < n; i++) {
		struct cm_str name = cm_query_column(&columns, &masked);

		first = i == 0 ? name : first;
		second = i == 1 ? name : second;
		if (r->table->shapes[i] == '.' || fits(r->table->shapes[i], &row[i]))
			continue;
		if (row[1].is_text)
			cm_check_finding(r->check, "store.value", "%s, %.*s %" PRId64 ": %.*s has a value that it cannot have",
			    strchr(q->name, '_') + 1, (int)first.n, first.p, row[0].i, (int)name.n, name.p);
		else
			cm_check_finding(r->check, "store.value",
			    "%s, %.*s %" PRId64 " %.*s %" PRId64 ": %.*s has a value that it cannot have",
			    strchr(q->name, '_') + 1, (int)first.n, first.p, row[0].i, (int)second.n, second.p, row[1].i,
			    (int)name.n, name.p);
	}
	return CM_OK;
}

enum cm_status
cm_check_values(struct cm_check *c)
{
	enum cm_status st, all = CM_OK;

	for (unsigned i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		st = cm_db_rows(c->db, tables[i].query, NULL, 0, seen, &(struct reading){c, &tables[i]}, c->diag);
		if (st != CM_OK && st != CM_NOSTORE)
			return st;
		if (st != CM_OK)
			all = st;
	}
	return all;
}
