/*
 * Where rows end (rows.h). All searching goes on from where it stopped, so that a row which arrives byte by byte costs
 * no more than one that arrives at once, and a row without end costs no more memory than CM_ROW_MAX.
 */
#include "record/rows.h"

#include "record/reader.h"

#include "base/banned.h"

/* In a row of CSV: at the start of a cell, inside one, inside quotes, behind a quote in quotes; or it is no CSV. */
enum {
	CELL,
	PLAIN,
	QUOTED,
	CLOSING,
	BROKEN
};

struct scan {
	size_t off;
	int state;
	size_t breaks;
};

void
cm_rows_open(struct cm_rows *r, int fd)
{
	*r = (struct cm_rows){.line = 1, .mark_line = 1};
	cm_bytes_open(&r->in, fd);
}

static bool
scan_line(struct scan *s, struct cm_str in)
{
	const char *end = memchr(in.p + s->off, '\n', in.n - s->off);

	s->off = end ? (size_t)(end - in.p) : in.n;
	return end != NULL;
}

/* Outside quotes: up to the next quote or line end. *end is the next line end from here on, searched once. */
static bool
scan_plain(struct scan *s, struct cm_str in, const char **end)
{
	const char *p = in.p + s->off, *stop = in.p + in.n, *quote;

	if (*end < p)
		*end = memchr(p, '\n', (size_t)(stop - p));
	if (!*end)
		*end = stop;
	quote = memchr(p, '"', (size_t)(*end - p));
	if (quote) {
		bool opens = quote > p ? quote[-1] == ',' : s->state == CELL;

		s->off = (size_t)(quote - in.p) + 1;
		s->state = opens ? QUOTED : BROKEN;
		return false;
	}
	if (*end > p)
		s->state = (*end)[-1] == ',' ? CELL : PLAIN;
	s->off = (size_t)(*end - in.p);
	return *end < stop;
}

static void
scan_quoted(struct scan *s, struct cm_str in)
{
	const char *p = in.p + s->off, *quote = memchr(p, '"', in.n - s->off), *stop = quote ? quote : in.p + in.n;

	for (; (p = memchr(p, '\n', (size_t)(stop - p))); p++)
		s->breaks++;
	s->off = (size_t)(stop - in.p) + (quote != NULL);
	if (quote)
		s->state = CLOSING;
}

/* What cannot be CSV ends with its line, so that one bad quote does not take the rest of the file with it. */
static bool
scan_csv(struct scan *s, struct cm_str in)
{
	const char *end = in.p - 1;

	while (s->off < in.n) {
		char c = in.p[s->off];

		switch (s->state) {
		case QUOTED:
			scan_quoted(s, in);
			break;
		case BROKEN:
			return scan_line(s, in);
		case CLOSING:
			if (c == '\n')
				return true;
			s->state = c == '"' ? QUOTED : c == ',' ? CELL : BROKEN;
			s->off++;
			break;
		default:
			if (scan_plain(s, in, &end))
				return true;
		}
	}
	return false;
}

static bool
scan(const struct cm_rows *r, struct scan *s, struct cm_str in)
{
	return r->quotes ? scan_csv(s, in) : scan_line(s, in);
}

static enum cm_status
found(struct cm_rows *r, struct cm_str row, size_t size)
{
	r->crlf = row.n && row.p[row.n - 1] == '\r';
	row.n -= r->crlf;
	r->cut = row.n > CM_ROW_MAX;
	if (r->cut)
		row.n = CM_ROW_KEPT;
	r->row = row;
	r->size = size;
	return CM_OK;
}

/* Here is a row that has been cut: finds its end, which may take any number of bytes and no memory. */
static enum cm_status
skip(struct cm_rows *r, bool wait)
{
	struct cm_block *b = r->in.here.block;

	while (!b->skipped) {
		struct scan s = {0, b->state, b->breaks};
		bool ends = scan(r, &s, (struct cm_str){b->next->p, b->next->n});
		enum cm_status st;

		b->state = s.state;
		b->breaks = s.breaks;
		if (ends) {
			b->next->start = s.off + 1;
			b->skipped = true;
			break;
		}
		st = cm_bytes_beyond(&r->in, wait);
		if (st == CM_END)
			b->skipped = true;
		else if (st != CM_OK)
			return st;
	}
	r->breaks = b->breaks;
	r->row = cm_bytes_have(&r->in);
	r->size = r->row.n;
	r->cut = true;
	return CM_OK;
}

static enum cm_status
find(struct cm_rows *r, bool wait)
{
	for (;;) {
		struct cm_str in = cm_bytes_have(&r->in);
		struct scan s = {r->off, r->state, r->breaks};
		bool ends = scan(r, &s, in);
		enum cm_status st;

		r->off = s.off;
		r->state = s.state;
		r->breaks = s.breaks;
		if (ends)
			return found(r, (struct cm_str){in.p, s.off}, s.off + 1);
		if (!r->in.here.block->cut && in.n > CM_ROW_MAX + 1) {
			cm_bytes_cut(&r->in, CM_ROW_KEPT);
			r->in.here.block->state = s.state;
			r->in.here.block->breaks = s.breaks;
			r->off = CM_ROW_KEPT;
		}
		if (r->in.here.block->cut)
			return skip(r, wait);
		st = cm_bytes_more(&r->in, wait);
		if (st == CM_END && in.n)
			return found(r, in, in.n);
		if (st != CM_OK)
			return st;
	}
}

static bool
is_blank(const struct cm_rows *r)
{
	if (r->cut || (r->blanks && r->size))
		return false;
	for (size_t i = 0; i < r->row.n; i++)
		if (!r->spaces || !memchr(" \t\r", r->row.p[i], 3))
			return false;
	return true;
}

enum cm_status
cm_rows_find(struct cm_rows *r, bool wait)
{
	while (!r->found) {
		enum cm_status st = find(r, wait);

		if (st != CM_OK)
			return st;
		if (is_blank(r))
			cm_rows_take(r);
		else
			r->found = true;
	}
	return CM_OK;
}

void
cm_rows_again(struct cm_rows *r)
{
	r->found = false;
	r->off = 0;
	r->state = CELL;
	r->breaks = 0;
}

void
cm_rows_take(struct cm_rows *r)
{
	cm_bytes_take(&r->in, r->size);
	r->line += 1 + r->breaks;
	cm_rows_again(r);
}

void
cm_rows_mark(struct cm_rows *r, struct cm_place place, size_t line)
{
	cm_bytes_mark(&r->in, place);
	r->mark_line = line;
}

void
cm_rows_back(struct cm_rows *r)
{
	cm_bytes_back(&r->in);
	r->line = r->mark_line;
	cm_rows_again(r);
}
