/*
 * The bare loop of the monthly run (bare.h): what lines have that it charges, what a run wrote of it, and the same rows
 * written again with nothing else. Of a store that a run has charged, `charges` prints a line of text for each operation:
 * part, line, fen moved, and its items as words of item=fen.
 */
#include "bare.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/month.h"

/* A plan, two packs, and for a line in ten a bundle that asks for 120 yuan a month. */
void
month(const char *path)
{
	store_open(path);
	execute("BEGIN IMMEDIATE;"
		"UPDATE line SET plan = 'gotone-58';"
		"INSERT INTO subscription SELECT part, line, 'mobile_data', '', '', 14000, -2147483648, '5', 'active', '', '', 0 FROM line;"
		"INSERT INTO subscription SELECT part, line, 'sms', '', '', 14000, -2147483648, '3', 'active', '', '', 0 FROM line;"
		"INSERT INTO contract SELECT part, line, 'bundle', 14000, 20000, 0, 'bench', '120', 12000, 0 FROM line WHERE line % 10 = 0;"
		"COMMIT");
	store_close();
}

void
charges(const char *path)
{
	sqlite3_stmt *s;
	int64_t part = -1, seq = 0;

	store_open(path);
	s = text_statement("SELECT o.part, o.seq, o.line, o.amount, b.item, b.amount FROM operation o "
			   "JOIN bill b ON b.part = o.part AND b.line = o.line AND b.seq = o.seq "
			   "WHERE o.source = 'cm-bill run' ORDER BY o.part, o.seq, b.item");
	while (step(s)) {
		if (sqlite3_column_int64(s, 0) != part || sqlite3_column_int64(s, 1) != seq)
			printf("%s%lld %lld %lld", part < 0 ? "" : "\n", (long long)sqlite3_column_int64(s, 0),
			    (long long)sqlite3_column_int64(s, 2), (long long)sqlite3_column_int64(s, 3));
		part = sqlite3_column_int64(s, 0);
		seq = sqlite3_column_int64(s, 1);
		printf(" %s=%lld", (const char *)sqlite3_column_text(s, 4), (long long)sqlite3_column_int64(s, 5));
	}
	putchar('\n');
	sqlite3_finalize(s);
	store_close();
}

static void
charge_one(char *line, int64_t commit_no)
{
	struct operation o = {.source = "cm-bill run", .rules = "bill.close", .request = "", .commit_no = commit_no,
	    .debit = CM_L_LINE, .credit = CM_L_REVENUE};
	sqlite3_stmt *s = statement(Q_ACCOUNT_GET);
	char *p, facts[160], answer[160];
	int64_t balance, version, seq;

	o.part = strtoll(line, &p, 10);
	o.line = strtoll(p, &p, 10);
	o.amount = strtoll(p, &p, 10);
	bind(s, "ii", o.part, o.line);
	if (!step(s))
		die("no such line");
	balance = sqlite3_column_int64(s, 0) - o.amount;
	o.prev = sqlite3_column_int64(s, 2);
	version = sqlite3_column_int64(s, 3);
	sqlite3_reset(s);
	seq = next_seq(o.part);
	while ((p = strchr(p, ' '))) {
		char *eq = strchr(++p, '=');

		run(Q_BILL_ADD, "iiitiii", o.part, o.line, (int64_t)200604, p, (size_t)(eq - p), strtoll(eq + 1, NULL, 10), seq,
		    (int64_t)0);
	}
	o.facts = facts;
	o.nfacts = (size_t)snprintf(
	    facts, sizeof facts, "{\"plan_priced\":true,\"charged_plan\":\"gotone-58\",\"unpriced_count\":0,\"phase\":\"close\"}");
	o.answer = answer;
	o.nanswer = (size_t)snprintf(answer, sizeof answer, "{\"charges\":%" PRId64 ".%02d,\"credits\":0.00,\"total\":%" PRId64 ".%02d}",
	    o.amount / 100, (int)(o.amount % 100), o.amount / 100, (int)(o.amount % 100));
	run(Q_ACCOUNT_POST, "iiiiiiii", balance, (int64_t)CM_LINE_ACTIVE, seq, (int64_t)14600, (int64_t)14600, o.part, o.line, version);
	add_operation(&o);
}

void
charge(const char *path)
{
	char line[4096];
	int64_t n = 0;

	store_open(path);
	while (fgets(line, sizeof line, stdin)) {
		if (n % BATCH == 0)
			batch_begin();
		charge_one(line, n / BATCH + 1);
		if (++n % BATCH == 0)
			batch_end();
	}
	if (n % BATCH)
		batch_end();
	store_close();
}
