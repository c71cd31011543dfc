/*
 * The files of a public CSV test suite, if they are there: $CM_SHARED/data/csv-tests or ../shared/data/csv-tests, a
 * folder csv of inputs and a folder json of what is in them. Our CSV always has a header, so one is put before the
 * files that have none: their first row becomes a record then.
 */
#include <dirent.h>
#include <fcntl.h>

#include "record.h"

static struct cm_arena *arena;
static const char *folder;

static const char *
content(const char *sub, const char *name)
{
	int fd = open(cm_arena_printf(arena, "%s/%s/%s", folder, sub, name), O_RDONLY | O_CLOEXEC);
	const char *s = fd < 0 ? NULL : slurp(fd, arena);

	if (fd >= 0)
		close(fd);
	return s;
}

/* JSON without the white space outside of strings. */
static const char *
squeeze(const char *json)
{
	char *out = cm_arena_strdup(arena, json), *to = out;
	bool inside = false;

	for (; *json; json++) {
		if (*json == '\\')
			*to++ = *json++;
		else if (*json == '"')
			inside = !inside;
		if (inside || !strchr(" \n", *json))
			*to++ = *json;
	}
	*to = 0;
	return out;
}

/* What a reader finds as the suite writes it: rows as lists, or as objects; null cells as "". NULL: a row was refused.
 */
static const char *
as_suite(const char *text, bool objects, const char **first_column)
{
	int fd = fd_of(text, strlen(text));
	struct cm_reader *r = reader_of(fd, CM_CSV);
	struct cm_buf b = {0};
	struct cm_diag diag;
	const char *code, *why, *s;
	const struct cm_str *columns;
	enum cm_status st;
	unsigned n;

	cm_diag_init(&diag, arena);
	cm_buf_putc(&b, '[');
	for (;;) {
		struct cm_record rec;

		cm_record_init(&rec, arena);
		st = cm_reader_next(r, &rec, &code, &why, &diag);
		if (st != CM_OK)
			break;
		cm_buf_puts(&b, b.n > 1 ? "," : "");
		cm_buf_putc(&b, objects ? '{' : '[');
		for (unsigned i = 0; i < rec.n; i++) {
			cm_buf_puts(&b, i ? "," : "");
			if (objects) {
				cm_buf_putjson(&b, rec.fields[i].name);
				cm_buf_putc(&b, ':');
			}
			cm_buf_putjson(&b, rec.fields[i].text);
		}
		cm_buf_putc(&b, objects ? '}' : ']');
	}
	cm_buf_putc(&b, ']');
	columns = cm_reader_columns(r, &n);
	*first_column = n ? cm_arena_strn(arena, columns[0].p, columns[0].n) : "";
	s = st == CM_END ? cm_arena_strn(arena, b.p, b.n) : NULL;
	cm_buf_free(&b);
	cm_reader_free(r);
	close(fd);
	return s;
}

static void
one_file(const char *name)
{
	const char *text = content("csv", name), *column, *got;
	const char *base = cm_arena_strn(arena, name, strlen(name) - 4);
	bool header = strncmp(name, "header-", 7) == 0, one = strstr(name, "one") != NULL;

	if (strncmp(name, "bad-header-", 11) == 0) {
		got = as_suite(text, true, &column);
		ok(!got || strcmp(column, "foo") != 0, "%s: refused, or seen to have another header", name);
		return;
	}
	if (strncmp(name, "bad-", 4) == 0) {
		ok(!as_suite(text, false, &column), "%s: refused", name);
		return;
	}
	/* A header without rows says nothing of its names. */
	if (!header)
		text = cm_arena_printf(arena, "%s\n%s", one || strstr(name, "all-empty") ? "c1" : "c1,c2,c3", text);
	got = as_suite(text, header, &column);
	if (strcmp(name, "all-empty.csv") == 0 || strcmp(name, "empty-one-column.csv") == 0) {
		ok(got != NULL, "%s: a blank line is no row of ours", name);
		return;
	}
	is_str(got, squeeze(content("json", cm_arena_printf(arena, "%s.json", base))), name);
}

int
main(void)
{
	const char *shared = getenv("CM_SHARED");
	struct dirent **names;
	int n;

	arena = cm_arena_new();
	folder = cm_arena_printf(arena, "%s/data/csv-tests", shared ? shared : "../shared");
	n = scandir(cm_arena_printf(arena, "%s/csv", folder), &names, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.')
			one_file(names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	else
		printf("ok %d # SKIP no %s (set CM_SHARED)\n", ++tap_count, folder);
	cm_arena_free(arena);
	return tap_done();
}
