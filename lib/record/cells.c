/*
 * Cells of CSV and TSV (cells.h), used by the reader, the writer and the rejects file. Works on bytes: of GB18030 no
 * byte of a longer character is a comma, a quote, a tab or a line end, so raw cells can be found before decoding.
 */
#include "record/cells.h"
#include "base/po.h"

#include "base/banned.h"

static bool
wrong(struct cm_cells *c, const char *at, const char *why)
{
	c->at = at;
	c->why = _(why);
	c->p = NULL;
	return false;
}

/* The cell ends at stop: a separator, or the row's end. */
static void
move_behind(struct cm_cells *c, const char *stop)
{
	c->p = stop < c->end ? stop + 1 : NULL;
}

static struct cm_str
undouble(const char *p, const char *end, struct cm_arena *arena)
{
	char *start = cm_arena_alloc(arena, (size_t)(end - p) + 1), *out = start;

	while (p < end) {
		const char *quote = memchr(p, '"', (size_t)(end - p));
		size_t n = quote ? (size_t)(quote - p) + 1 : (size_t)(end - p);

		memcpy(out, p, n);
		out += n;
		p += n + (quote != NULL);
	}
	return (struct cm_str){start, (size_t)(out - start)};
}

static bool
quoted_cell(struct cm_cells *c, struct cm_row_cell *cell, struct cm_arena *arena)
{
	const char *open = c->p, *p = open + 1, *close;
	bool doubled = false;

	for (;;) {
		close = memchr(p, '"', (size_t)(c->end - p));
		if (!close)
			return wrong(c, open, "a quote is not closed");
		if (close + 1 == c->end || close[1] != '"')
			break;
		doubled = true;
		p = close + 2;
	}
	if (close + 1 < c->end && close[1] != ',')
		return wrong(c, close, "a quote inside quotes is not doubled");
	cell->quoted = true;
	cell->raw = (struct cm_str){open, (size_t)(close + 1 - open)};
	cell->text = doubled && !c->raw ? undouble(open + 1, close, arena)
					: (struct cm_str){open + 1, (size_t)(close - open - 1)};
	move_behind(c, close + 1);
	return true;
}

static bool
unescape(struct cm_cells *c, struct cm_row_cell *cell, struct cm_arena *arena)
{
	static const char from[] = "tnr\\", to[] = "\t\n\r\\";
	const char *p = cell->raw.p, *end = p + cell->raw.n;
	char *start = cm_arena_alloc(arena, cell->raw.n + 1), *out = start;

	for (; p < end; p++) {
		const char *escape;

		if (*p != '\\') {
			*out++ = *p;
			continue;
		}
		if (p + 1 == end || !(escape = memchr(from, p[1], 4)))
			return wrong(c, p, "a backslash that is none of \\t \\n \\r \\\\");
		*out++ = to[escape - from];
		p++;
	}
	cell->text = (struct cm_str){start, (size_t)(out - start)};
	return true;
}

bool
cm_cell_next(struct cm_cells *c, struct cm_row_cell *cell, struct cm_arena *arena)
{
	const char *start = c->p, *stop;
	size_t left = (size_t)(c->end - start);

	if (!start)
		return false;
	cell->quoted = false;
	if (!c->tsv && left && *start == '"')
		return quoted_cell(c, cell, arena);
	stop = memchr(start, c->tsv ? '\t' : ',', left);
	if (!stop)
		stop = c->end;
	left = (size_t)(stop - start);
	cell->raw = cell->text = (struct cm_str){start, left};
	if (!c->tsv) {
		const char *quote = memchr(start, '"', left);

		if (quote)
			return wrong(c, quote, "a quote in a cell without quotes");
	} else if (!c->raw && memchr(start, '\\', left) && !unescape(c, cell, arena)) {
		return false;
	}
	move_behind(c, stop);
	return true;
}

static bool
is_number(struct cm_str s)
{
	const char *p = s.p + (s.n && *s.p == '-'), *end = s.p + s.n, *digits = p;

	while (p < end && *p >= '0' && *p <= '9')
		p++;
	if (p == digits || p == end)
		return p != digits;
	if (*p != '.' || p + 1 == end)
		return false;
	for (p++; p < end && *p >= '0' && *p <= '9'; p++)
		;
	return p == end;
}

static bool
is_formula(struct cm_str s)
{
	return s.n && memchr("=+-@\t\r", *s.p, 6) && !is_number(s);
}

static void
write_tsv(struct cm_buf *b, struct cm_str s)
{
	for (const char *p = s.p, *end = p + s.n; p < end; p++) {
		switch (*p) {
		case '\t':
			cm_buf_add(b, "\\t", 2);
			break;
		case '\n':
			cm_buf_add(b, "\\n", 2);
			break;
		case '\r':
			cm_buf_add(b, "\\r", 2);
			break;
		case '\\':
			cm_buf_add(b, "\\\\", 2);
			break;
		default:
			cm_buf_putc(b, *p);
		}
	}
}

/* Also what would make a reader take the file for JSON Lines, TSV or one with a byte order mark, were it the first. */
static bool
wants_quotes(struct cm_str s)
{
	if (s.n == 0)
		return false;
	if (memchr(" \t{[\xEF", *s.p, 5) || s.p[s.n - 1] == ' ')
		return true;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == ',' || c == '"' || c == '\n' || c == '\r' || c == '\t')
			return true;
	}
	return false;
}

static void
write_quoted(struct cm_buf *b, struct cm_str s, bool safe)
{
	const char *p = s.p, *end = s.p + s.n;

	cm_buf_putc(b, '"');
	if (safe)
		cm_buf_putc(b, '\'');
	while (p < end) {
		const char *quote = memchr(p, '"', (size_t)(end - p));
		const char *stop = quote ? quote + 1 : end;

		cm_buf_add(b, p, (size_t)(stop - p));
		if (quote)
			cm_buf_putc(b, '"');
		p = stop;
	}
	cm_buf_putc(b, '"');
}

void
cm_cell_write(struct cm_buf *b, struct cm_str text, struct cm_cell_style style)
{
	bool safe = style.safe && is_formula(text);

	if (!style.tsv && (style.quote || wants_quotes(text))) {
		write_quoted(b, text, safe);
		return;
	}
	if (safe)
		cm_buf_putc(b, '\'');
	if (style.tsv)
		write_tsv(b, text);
	else
		cm_buf_add(b, text.p, text.n);
}
