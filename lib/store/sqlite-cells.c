/*
 * A row's cells as SQLite gives them, each looked at: a STRICT table yields what is declared, a hostile file need not, and
 * whoever masks or prints a text relies on its being UTF-8 without NUL.
 */
#include "base/text.h"
#include "store/sqlite.h"

#include "base/banned.h"

/* The i-th of names with blanks between; none: it has no name. */
static struct cm_str
column_name(const char *names, int i)
{
	while (i-- > 0 && *names)
		names += strcspn(names, " ") + (strchr(names, ' ') != NULL);
	return (struct cm_str){names, strcspn(names, " ")};
}

/* Says which row by the numbers that it begins with, its key. What else is in it is not for a message. */
static enum cm_status
damaged(enum cm_query q, const struct cm_cell *row, int i, enum cm_status st, const char *why, struct cm_diag *d)
{
	const struct cm_query_text *text = &cm_query_text[q];
	struct cm_str name = column_name(text->columns, i);
	struct cm_buf key = {0};

	for (int k = 0; k < i && !row[k].is_text; k++) {
		struct cm_str of = column_name(text->columns, k);

		cm_buf_printf(
		    &key, "%s%.*s%s%lld", k ? " " : "", (int)of.n, of.p, of.n ? " " : "", (long long)row[k].i);
	}
	if (key.n)
		cm_buf_puts(&key, ": ");
	if (name.n)
		cm_buf_putstr(&key, name);
	else
		cm_buf_printf(&key, "column %d", i + 1);
	st = cm_fail(d, st, "store.damaged", "%s: %.*s %s", text->name, (int)key.n, key.p, why);
	cm_buf_free(&key);
	return st;
}

enum cm_status
cm_sqlite_cells(sqlite3_stmt *s, enum cm_query q, struct cm_cell *out, struct cm_diag *d)
{
	const char *yields = cm_query_text[q].yields;

	for (int i = 0; yields[i]; i++) {
		int type = sqlite3_column_type(s, i);
		const char *p;

		if (yields[i] == 'i' && type == SQLITE_INTEGER) {
			out[i] = CM_INT(sqlite3_column_int64(s, i));
			continue;
		}
		if (yields[i] != 't' || type != SQLITE_TEXT)
			return damaged(
			    q, out, i, type == SQLITE_NULL ? CM_DEFECT : CM_NOSTORE, "is of another type", d);
		if (!(p = (const char *)sqlite3_column_text(s, i)))
			cm_oom();
		out[i] = CM_TEXT(((struct cm_str){p, (size_t)sqlite3_column_bytes(s, i)}));
		if (cm_utf8_check(p, out[i].s.n) != out[i].s.n)
			return damaged(q, out, i, CM_NOSTORE, "is not UTF-8", d);
	}
	return CM_OK;
}
