#ifndef CM_BENCH_BARE_H
#define CM_BENCH_BARE_H

#include <sqlite3.h>

#include "domain/stock.h"
#include "queries.h"

/*
 * What the bare loops share (bare_store.c): SQLite as plainly as can be, with the store's own statements. Every failure
 * ends the program.
 */
#define BATCH 20000

struct operation {
	int64_t part, parent, prev, line, commit_no, amount;
	const char *source, *rules, *facts, *answer, *request; /* lengths of facts and answer: */
	size_t nfacts, nanswer;
	int64_t debit, credit;
};

_Noreturn void die(const char *what);
uint64_t rnd(void);
void seed(uint64_t);

void store_open(const char *path);
void store_close(void); /* with the last checkpoint */
void batch_begin(void);
void batch_end(void); /* heads and commit */

void execute(const char *sql);
sqlite3_stmt *statement(enum cm_query);
sqlite3_stmt *text_statement(const char *sql); /* of its own; the caller finalizes it */
void bind(sqlite3_stmt *, const char *types, ...); /* i: int64_t; t: text and its size_t */
bool step(sqlite3_stmt *); /* whether there is a row */
void run(enum cm_query, const char *types, ...); /* bound, stepped, reset */

int64_t next_seq(int64_t part);
void add_operation(const struct operation *); /* under next_seq(), with a chain value over as many bytes as ours */

/* bare_open.c */
void stock(const char *path, int64_t lines);
void openings(int64_t lines, bool pins);
void open_lines(const char *path);
void hash_pins(int64_t n);

/* bare_bill.c */
void month(const char *path);
void charges(const char *path);
void charge(const char *path);

#endif
