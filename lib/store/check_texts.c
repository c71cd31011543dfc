/*
 * Part of cm-store check: whatever the store holds as text is UTF-8 without NUL. The commands see to it before they
 * write, and the driver refuses anything else that it reads; so here all of it is read (the
 * journal is by its own checks, meta whenever a store is opened). What a text says is never shown:
 * it may be personal or secret. To add a table: its statement below, of the dump or, when that leaves texts out, of its own in
 * sql/check.sql; tests/unit/store-check.c finds the column that is forgotten.
 */
#include "store/private.h"

#include "base/banned.h"

static enum cm_status
seen(void *ctx, const struct cm_cell *row, unsigned n)
{
	(void)ctx;
	(void)row;
	(void)n;
	return CM_OK;
}

enum cm_status
cm_check_texts(struct cm_db *db, struct cm_diag *d)
{
	static const enum cm_query tables[] = {Q_TEXTS_HEAD, Q_TEXTS_REQUEST, Q_DUMP_DIRECTORY, Q_DUMP_LINE,
	    Q_TEXTS_PIN, Q_TEXTS_NUMBER, Q_DUMP_PACK, Q_TEXTS_SIM, Q_DUMP_SUBSCRIPTION, Q_DUMP_FORMER_PLAN,
	    Q_DUMP_CONTRACT, Q_DUMP_FAMILY, Q_DUMP_EVIDENCE, Q_DUMP_PROMISE, Q_DUMP_WAITING, Q_DUMP_OWNER, Q_DUMP_FORMER,
	    Q_DUMP_SNAPSHOT, Q_DUMP_BILL, Q_DUMP_REFUND, Q_DUMP_USAGE, Q_DUMP_NOTICE};
	enum cm_status st, all = CM_OK;

	for (unsigned i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		st = cm_db_rows(db, tables[i], NULL, 0, seen, NULL, d);
		if (st != CM_OK && st != CM_NOSTORE)
			return st;
		if (st != CM_OK)
			all = st;
	}
	return all;
}
