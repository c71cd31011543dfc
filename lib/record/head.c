/*
 * What an input is (head.h): found from its first bytes, once for each reader. A person's file decides here whether it
 * is read rightly or not at all, so everything doubtful is refused with a hint instead of being guessed.
 */
#include "record/head.h"

#include "record/cells.h"
#include "record/object.h"
#include "base/po.h"
#include "base/text.h"

#include "base/banned.h"

static const char *const utf16 = N_("this is UTF-16 or UTF-32; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)");

static const char *const sheet = N_("this is a spreadsheet file: save it as CSV (UTF-8) first");

/* Enough bytes to tell a byte order mark: four, or a first one with which none begins. */
static enum cm_status
first_bytes(struct cm_rows *rows, bool wait, struct cm_str *in)
{
	for (;;) {
		enum cm_status st;

		*in = cm_bytes_have(&rows->in);
		if (in->n >= 4 || (in->n && !memchr("\xEF\xFE\xFF\x84", *in->p, 5)))
			return CM_OK;
		st = cm_bytes_more(&rows->in, wait);
		if (st == CM_END)
			return CM_OK;
		if (st != CM_OK)
			return st;
	}
}

static enum cm_status
skip_bom(struct cm_reader_head *h, struct cm_rows *rows, const struct cm_reader_options *o, bool wait, const char **why)
{
	struct cm_str in;
	enum cm_status st = first_bytes(rows, wait, &in);

	if (st != CM_OK)
		return st;
	h->gb18030 = o->gb18030;
	if (cm_str_begins(in, CM_STR("\xFF\xFE")) || cm_str_begins(in, CM_STR("\xFE\xFF"))) {
		*why = _(utf16);
		return CM_BAD;
	}
	if (cm_str_begins(in, CM_STR("\xEF\xBB\xBF"))) {
		h->bom = true;
		h->gb18030 = false; /* the file says itself what it is */
		cm_bytes_take(&rows->in, 3);
	} else if (cm_str_begins(in, CM_STR("\x84\x31\x95\x33"))) {
		h->bom = h->gb18030 = true;
		cm_bytes_take(&rows->in, 4);
	}
	h->behind_bom = true;
	return CM_OK;
}

/* A tab and no comma outside quotes. */
static bool
is_tsv(struct cm_str line)
{
	bool inside = false, tab = false;

	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '"')
			inside = !inside;
		if (inside)
			continue;
		if (line.p[i] == ',')
			return false;
		tab |= line.p[i] == '\t';
	}
	return tab;
}

/* Of the first line that is not blank. An array is no line of ours, but its reader shall be told so, not of CSV. */
static enum cm_format
format_of(struct cm_str line)
{
	const char *p = line.p, *end = p + line.n;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (p < end && *p == '{')
		return CM_JSONL;
	if (p < end && *p == '[') {
		for (p++; p < end && (*p == ' ' || *p == '\t'); p++)
			;
		if (p == end || *p == '{')
			return CM_JSONL;
	}
	return is_tsv(line) ? CM_TSV : CM_CSV;
}

/* Blanks around a known name are a slip, unless quotes or tabs around them say that they are meant. */
static struct cm_str
canonical(const struct cm_names *names, const struct cm_row_cell *cell, bool tsv)
{
	struct cm_str bare = cell->text, known = cm_names_find(names, bare);

	if (known.p || cell->quoted || tsv)
		return known;
	while (bare.n && *bare.p == ' ') {
		bare.p++;
		bare.n--;
	}
	while (bare.n && bare.p[bare.n - 1] == ' ')
		bare.n--;
	return bare.n ? cm_names_find(names, bare) : known;
}

static bool
is_blank(struct cm_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t')
			return false;
	return true;
}

static size_t
columns_at_most(struct cm_str line)
{
	size_t n = 1;

	for (size_t i = 0; i < line.n && n < CM_FIELDS_MAX; i++)
		n += line.p[i] == ',' || line.p[i] == '\t';
	return n;
}

/* A known name before a semicolon: somebody's spreadsheet parts cells so. */
static bool
has_semicolons(struct cm_str header, const struct cm_names *names)
{
	const char *end = memchr(header.p, ';', header.n);

	return end && cm_names_find(names, (struct cm_str){header.p, (size_t)(end - header.p)}).p;
}

/* The names of the columns, into h. Returns how many of them are known, or -1 with *why. */
static int
read_columns(struct cm_reader_head *h, struct cm_str line, const struct cm_names *names, struct cm_arena *arena,
    const char **why)
{
	struct cm_cells cells = {.p = line.p, .end = line.p + line.n, .tsv = h->format == CM_TSV};
	struct cm_row_cell cell;
	int known = 0;
	unsigned n = 0;

	h->columns = cm_arena_alloc(arena, columns_at_most(line) * sizeof *h->columns);
	for (; cm_cell_next(&cells, &cell, arena); n++) {
		struct cm_str name = canonical(names, &cell, cells.tsv);

		if (n == CM_FIELDS_MAX) {
			*why = _("the header has more than 10000 columns");
			return -1;
		}
		if (is_blank(cell.text)) {
			*why = cm_arena_printf(arena, "column %u of the header has no name", n + 1);
			return -1;
		}
		/* A file whose lines end so is one header and no rows: it must not pass for an empty one. \r in TSV may. */
		if (!cell.quoted && memchr(cell.text.p, '\r', cell.text.n) && memchr(line.p, '\r', line.n)) {
			*why = cm_arena_printf(arena, "column %u of the header holds a CR: lines end with LF or CRLF", n + 1);
			return -1;
		}
		known += name.p != NULL;
		h->columns[n] = name.p ? name : cell.text;
		for (unsigned i = 0; i < n; i++) {
			if (!cm_str_eq(h->columns[i], h->columns[n]))
				continue;
			*why = cm_arena_printf(arena, "columns %u and %u of the header are both %.*s", i + 1, n + 1,
			    (int)h->columns[n].n, h->columns[n].p);
			return -1;
		}
	}
	if (cells.why)
		*why =
		    cm_arena_printf(arena, _("the header line, byte %zu: %s"), (size_t)(cells.at - line.p) + 1, cells.why);
	else if (n == 1 && has_semicolons(h->columns[0], names))
		cells.why = *why = _("the header's cells are parted by semicolons: save it with commas");
	h->ncolumns = n;
	return cells.why ? -1 : known;
}

static enum cm_status
read_header(struct cm_reader_head *h, struct cm_str line, const struct cm_names *names, struct cm_gb18030 *gb,
    struct cm_arena *arena, const char **why)
{
	struct cm_str text = line;
	size_t bad = cm_utf8_check(line.p, line.n);
	bool guess = bad < line.n && line.p[bad] && !h->gb18030 && !h->bom;
	int known;

	if (h->gb18030 || guess) {
		if (!cm_gb18030_decode(gb, line, arena, &text, &bad)) {
			*why =
			    guess ? _("the header line is neither UTF-8 nor GB18030") : _("the header line is not GB18030");
			return CM_BAD;
		}
		bad = cm_utf8_check(text.p, text.n);
	}
	if (bad < text.n) {
		*why = cm_arena_printf(
		    arena, _("the header line, byte %zu: %s"), bad + 1, text.p[bad] ? _("not UTF-8") : _("a NUL byte"));
		return CM_BAD;
	}
	known = read_columns(h, text, names, arena, why);
	if (guess && known <= 0) {
		*why = _("the header line is not UTF-8, and no column is known if it is GB18030 (if it is: -e gb18030)");
		return CM_BAD;
	}
	h->gb18030 |= guess;
	return known < 0 ? CM_BAD : CM_OK;
}

static enum cm_status
find_format(struct cm_reader_head *h, struct cm_rows *rows, const struct cm_reader_options *o, bool wait)
{
	enum cm_status st;

	h->format = o->format;
	if (o->format != CM_AUTO)
		return CM_OK;
	rows->spaces = true;
	st = cm_rows_find(rows, wait);
	if (st == CM_OK)
		h->format = format_of(rows->row);
	else if (st == CM_END)
		h->format = CM_JSONL;
	return st;
}

enum cm_status
cm_reader_head_read(struct cm_reader_head *h, struct cm_rows *rows, const struct cm_reader_options *o,
    struct cm_gb18030 *gb, struct cm_arena *arena, bool wait, const char **why)
{
	enum cm_status st = h->behind_bom ? CM_OK : skip_bom(h, rows, o, wait, why);

	if (st == CM_OK && h->format == CM_AUTO)
		st = find_format(h, rows, o, wait);
	rows->spaces = h->format == CM_JSONL;
	if (st == CM_OK && rows->quotes != (h->format == CM_CSV)) {
		rows->quotes = h->format == CM_CSV;
		cm_rows_again(rows);
	}
	if (st == CM_OK)
		st = cm_rows_find(rows, wait);
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	h->crlf = rows->crlf;
	if (cm_str_begins(rows->row, CM_STR("PK\003\004")) || cm_str_begins(rows->row, CM_STR("\xd0\xcf\x11\xe0"))) {
		*why = _(sheet);
		return CM_BAD;
	}
	if (memchr(rows->row.p, 0, rows->row.n < 2 ? rows->row.n : 2)) {
		*why = _(utf16);
		return CM_BAD;
	}
	if (h->format == CM_JSONL)
		return CM_OK;
	if (rows->cut) {
		*why = _("the header line is longer than 1 MiB");
		return CM_BAD;
	}
	h->header = cm_arena_str(arena, rows->row);
	st = read_header(h, h->header, &o->names, gb, arena, why);
	rows->blanks = h->format == CM_TSV && h->ncolumns == 1;
	cm_rows_take(rows);
	return st;
}
