/*
 * The bare loops that the commands are measured against: they write the same rows as cm-pay and cm-open and nothing else.
 * No policy, no explanation, no checks, no answer to their caller; the statements are the store's own (bare_store.c).
 *
 *	bare make STORE LINES			a rehearsal store of LINES lines in use, 13800000000 and on
 *	bare input LINES RECORDS [SEED]		payments as JSON Lines on stdout
 *	bare pay STORE <JSONL			applies them
 *	bare stock STORE LINES			adds so many free numbers and SIMs (bare_open.c)
 *	bare openings LINES [pins]		openings of them as JSON Lines on stdout, with a PIN each
 *	bare open STORE <JSONL			opens them, without PINs
 *	bare month STORE			gives each line what a month charges (bare_bill.c)
 *	bare charges STORE			what cm-bill run charged, as text on stdout
 *	bare bill STORE <TEXT			charges that
 *	bare pins N				hashes so many PINs, in a thread per core
 */
#include "bare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

#define NUMBER0 13800000000LL

/* ---- make ---- */

static void
add_line(struct cm_store *s, int64_t i, struct cm_diag *d)
{
	char msisdn[16];
	struct cm_line l = {0};
	struct cm_number number = {0};
	struct cm_str none = CM_STR("");

	snprintf(msisdn, sizeof msisdn, "%lld", NUMBER0 + (long long)i);
	l.msisdn = cm_str(msisdn);
	l.iccid = l.id_type = l.customer_type = l.contact = l.address = l.terminal = none;
	l.plan = l.vip_level = l.payment_method = l.credit_class = none;
	l.name = CM_STR("张伟");
	l.id_no = CM_STR("612301197001010015");
	l.brand = CM_STR("easyown");
	l.opened_at = l.owner_since = 14000;
	l.line = cm_line_id(CM_STR("bench"), l.msisdn);
	l.part = cm_part_of(l.line);
	number.msisdn = l.msisdn;
	number.pack_serial = number.number_class = number.holder = none;
	if (cm_line_add(s, &l, d) != CM_OK ||
	    cm_db_run(cm_store_db(s), Q_ACCOUNT_ADD,
		(struct cm_cell[]){CM_INT(l.part), CM_INT(l.line), CM_INT(0), CM_INT(CM_LINE_ACTIVE), CM_INT(0),
		    CM_INT(CM_DAY_NONE), CM_INT(14600)},
		7, NULL, d) != CM_OK ||
	    cm_number_add(s, &number, d) != CM_OK ||
	    cm_number_take(s, &number, l.part, l.line, CM_STR(""), d) != CM_OK) {
		cm_diag_print(d, "bare");
		die("cannot add a line");
	}
}

static void
make(const char *path, int64_t lines)
{
	struct cm_arena *a = cm_arena_new();
	struct cm_store_options o = {.path = path, .write = true};
	struct cm_store *s;
	struct cm_diag d;

	cm_diag_init(&d, a);
	if (cm_store_create(path, NULL, true, 1767600000, &d) != CM_OK || cm_store_open(&s, &o, &d) != CM_OK) {
		cm_diag_print(&d, "bare");
		die("cannot make the store");
	}
	cm_db_bulk(cm_store_db(s));
	for (int64_t i = 0; i < lines; i++) {
		if (i % BATCH == 0 && cm_store_begin(s, &d) != CM_OK)
			die("begin");
		add_line(s, i, &d);
		if ((i % BATCH == BATCH - 1 || i == lines - 1) && cm_store_commit(s, &d) != CM_OK)
			die("commit");
	}
	cm_store_close(s);
	cm_arena_free(a);
}

static void
input(int64_t lines, int64_t records, uint64_t number)
{
	seed(number);
	for (int64_t i = 0; i < records; i++)
		printf("{\"request_id\":\"HZ%llu/%lld\",\"msisdn\":\"%lld\",\"amount\":\"%llu.00\",\"channel\":\"counter\",\"note\":\"话费收取\"}\n",
		    (unsigned long long)number, (long long)i, NUMBER0 + (long long)(rnd() % (uint64_t)lines),
		    (unsigned long long)(1 + rnd() % 300));
}

/* ---- pay ---- */

struct payment {
	const char *key, *msisdn;
	size_t nkey;
	int64_t fen;
};

/* Just enough to read what `bare input` wrote. */
static void
parse(const char *line, struct payment *p)
{
	p->key = strstr(line, "\"request_id\":\"") + 14;
	p->nkey = strcspn(p->key, "\"");
	p->msisdn = strstr(p->key + p->nkey, "\"msisdn\":\"") + 10;
	p->fen = strtoll(strstr(p->msisdn, "\"amount\":\"") + 10, NULL, 10) * 100;
}

static void
pay_one(const struct payment *p, int64_t commit_no)
{
	static const char prints[] = "5b5c1d030d9c39cc3d868fdf";
	struct cm_str msisdn = {p->msisdn, 11}, batch = {p->key, 0};
	struct operation o = {.source = "cm-pay pay", .rules = "pay.say", .request = "0123abcd", .commit_no = commit_no,
	    .debit = CM_L_CASH, .credit = CM_L_LINE, .amount = p->fen};
	sqlite3_stmt *s = statement(Q_ACCOUNT_OF_NUMBER);
	int64_t balance, version, seq;
	char facts[160], answer[240];

	while (p->key[batch.n] != '/')
		batch.n++;
	bind(s, "it", (int64_t)cm_part_of_name(msisdn), msisdn.p, msisdn.n);
	if (!step(s))
		die("no such line");
	o.part = sqlite3_column_int64(s, 0);
	o.line = sqlite3_column_int64(s, 1);
	balance = sqlite3_column_int64(s, 2) + p->fen;
	o.prev = sqlite3_column_int64(s, 4);
	version = sqlite3_column_int64(s, 5);
	sqlite3_reset(s);
	seq = next_seq(o.part);
	run(Q_REQUEST_ADD, "ittiit", (int64_t)cm_part_of_name(batch), "cm-pay pay", (size_t)10, p->key, p->nkey, o.part, seq, prints,
	    sizeof prints - 1);
	o.facts = facts;
	o.nfacts = (size_t)snprintf(facts, sizeof facts,
	    "{\"line_known\":true,\"amount\":%lld.00,\"line_status\":\"active\",\"arrears_after\":0.00}", (long long)p->fen / 100);
	o.answer = answer;
	o.nanswer = (size_t)snprintf(answer, sizeof answer,
	    "{\"payment_id\":\"%02x%04llx\",\"arrears_before\":0.00,\"balance\":%lld.00,\"restored\":false,\"campaigns\":[\"data-20-for-100\"]}",
	    (unsigned)o.part, (unsigned long long)seq, (long long)balance / 100);
	run(Q_ACCOUNT_POST, "iiiiiiii", balance, (int64_t)CM_LINE_ACTIVE, seq, (int64_t)CM_DAY_NONE, (int64_t)14600, o.part, o.line,
	    version);
	add_operation(&o);
}

static void
pay(const char *path)
{
	char line[4096];
	int64_t n = 0;

	store_open(path);
	while (fgets(line, sizeof line, stdin)) {
		struct payment p;

		if (n % BATCH == 0)
			batch_begin();
		parse(line, &p);
		pay_one(&p, n / BATCH + 1);
		if (++n % BATCH == 0)
			batch_end();
	}
	if (n % BATCH)
		batch_end();
	store_close();
}

static int64_t
number(const char *word)
{
	return strtoll(word, NULL, 10);
}

int
main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[1] : "";

	if (argc >= 4 && strcmp(verb, "make") == 0)
		make(argv[2], number(argv[3]));
	else if (argc >= 4 && strcmp(verb, "input") == 0)
		input(number(argv[2]), number(argv[3]), argc > 4 ? (uint64_t)number(argv[4]) : 1);
	else if (strcmp(verb, "pay") == 0)
		pay(argv[2]);
	else if (argc >= 4 && strcmp(verb, "stock") == 0)
		stock(argv[2], number(argv[3]));
	else if (strcmp(verb, "openings") == 0)
		openings(number(argv[2]), argc > 3);
	else if (strcmp(verb, "open") == 0)
		open_lines(argv[2]);
	else if (strcmp(verb, "month") == 0)
		month(argv[2]);
	else if (strcmp(verb, "charges") == 0)
		charges(argv[2]);
	else if (strcmp(verb, "bill") == 0)
		charge(argv[2]);
	else if (strcmp(verb, "pins") == 0)
		hash_pins(number(argv[2]));
	else
		die("see the head of bare.c");
	return 0;
}
