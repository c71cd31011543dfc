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

/* "part 3 line 17: name": the row by the numbers that it begins with, its key. What else is in it is not for a message. */
static struct cm_buf
place(enum cm_query q, const struct cm_cell *row, int i)
{
	const char *columns = cm_query_text[q].columns;
	struct cm_str name = column_name(columns, i);
	struct cm_buf b = {0};

	for (int k = 0; k < i && !row[k].is_text; k++) {
		struct cm_str of = column_name(columns, k);

		cm_buf_printf(&b, "%s%.*s%s%lld", k ? " " : "", (int)of.n, of.p, of.n ? " " : "", (long long)row[k].i);
	}
	if (b.n)
		cm_buf_puts(&b, ": ");
	if (name.n)
		cm_buf_putstr(&b, name);
	else
		cm_buf_printf(&b, "%d", i + 1);
	return b;
}

static enum cm_status
of_another_type(enum cm_query q, const struct cm_cell *row, int i, struct cm_diag *d)
{
	struct cm_buf b = place(q, row, i);
	enum cm_status st =
	    cm_fail(d, CM_NOSTORE, "store.damaged", "%s: %.*s is of another type", cm_query_text[q].name, (int)b.n, b.p);

	cm_buf_free(&b);
	return st;
}

static enum cm_status
no_text(enum cm_query q, const struct cm_cell *row, int i, struct cm_diag *d)
{
	struct cm_buf b = place(q, row, i);
	enum cm_status st =
	    cm_fail(d, CM_NOSTORE, "store.damaged", "%s: %.*s is not UTF-8", cm_query_text[q].name, (int)b.n, b.p);

	cm_buf_free(&b);
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
			return of_another_type(q, out, i, d);
		if (!(p = (const char *)sqlite3_column_text(s, i)))
			cm_oom();
		out[i] = CM_TEXT(((struct cm_str){p, (size_t)sqlite3_column_bytes(s, i)}));
		if (cm_utf8_check(p, out[i].s.n) != out[i].s.n)
			return no_text(q, out, i, d);
	}
	return CM_OK;
}
