/*
 * Writers (writer.h): records become lines of JSON, CSV, TSV or a table. What they say is decided elsewhere; here it
 * is decided only what must not be said: hidden fields nowhere, masked ones and raw control characters on no terminal.
 */
#include "record/writer.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "record/cells.h"
#include "record/output.h"
#include "record/table.h"
#include "record/value.h"
#include "base/text.h"

#include "base/banned.h"

struct cm_writer {
	struct cm_writer_options opt;
	struct cm_arena *arena;	  /* names of columns */
	struct cm_arena *scratch; /* the record that is being put */
	struct cm_buf out, tmp;
	struct cm_table table;
	struct cm_str *columns;
	unsigned ncolumns, cap;
	const struct cm_field **row; /* the field of each column */
	bool header;		     /* has been written, */
	size_t header_at;	     /* there in out; SIZE_MAX once it is flushed */
	size_t dropped;
};

static void
add_column(struct cm_writer *w, struct cm_str name)
{
	if (w->ncolumns == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 32;
		w->columns = cm_realloc(w->columns, w->cap * sizeof *w->columns);
		w->row = cm_realloc(w->row, w->cap * sizeof *w->row);
	}
	w->columns[w->ncolumns++] = name;
}

struct cm_writer *
cm_writer_new(const struct cm_writer_options *opt)
{
	struct cm_writer *w = cm_malloc(sizeof *w);

	*w = (struct cm_writer){.opt = *opt, .arena = cm_arena_new(), .scratch = cm_arena_new()};
	w->table.opt =
	    (struct cm_table_options){.width = opt->width, .upright = opt->upright, .worth = opt->worth, .apart = opt->apart};
	for (unsigned i = 0; opt->columns && i < opt->ncolumns; i++)
		add_column(w, opt->columns[i]);
	return w;
}

void
cm_writer_free(struct cm_writer *w)
{
	if (!w)
		return;
	cm_arena_free(w->arena);
	cm_arena_free(w->scratch);
	cm_buf_free(&w->out);
	cm_buf_free(&w->tmp);
	cm_table_free(&w->table);
	free(w->columns);
	free(w->row);
	free(w);
}

static bool
is_hidden(const struct cm_writer *w, const struct cm_field *f)
{
	return w->opt.hide && w->opt.hide(w->opt.ctx, f);
}

static struct cm_str
visible(struct cm_writer *w, struct cm_str s)
{
	if (!w->opt.terminal && w->opt.format != CM_TABLE)
		return s;
	cm_buf_clear(&w->tmp);
	cm_text_visible(&w->tmp, s);
	return cm_arena_str(w->scratch, cm_buf_str(&w->tmp));
}

/* What takes the place of a value on a terminal, or none. */
static struct cm_str
mask_of(struct cm_writer *w, const struct cm_field *f)
{
	if (!w->opt.terminal || !w->opt.mask)
		return (struct cm_str){0};
	return w->opt.mask(w->opt.ctx, f, w->scratch);
}

static struct cm_str
cell_text(struct cm_writer *w, const struct cm_field *f)
{
	struct cm_str masked = mask_of(w, f);

	return visible(w, masked.p ? masked : cm_value_cell(f, w->scratch));
}

/* An object in one line: `first: second, not third`. */
static void
put_members(struct cm_writer *w, const struct cm_field *f, struct cm_buf *out)
{
	struct cm_record r;

	cm_record_init(&r, w->scratch);
	if (!cm_record_read_json(&r, f->text)) {
		cm_buf_putstr(out, visible(w, f->text));
		return;
	}
	for (unsigned i = 0; i < r.n; i++) {
		const struct cm_field *m = r.fields + i;

		if (i)
			cm_buf_puts(out, i == 1 ? ": " : ", ");
		if (m->kind == CM_BOOL || m->kind == CM_NULL)
			cm_buf_puts(out, m->kind == CM_NULL ? "unknown " : cm_str_is(m->text, "true") ? "" : "not ");
		cm_buf_putstr(out, visible(w, m->kind == CM_BOOL || m->kind == CM_NULL ? m->name : m->text));
	}
}

/* A list as lines, an element each. False: it is none, or one that a mask stands for. */
static bool
list_text(struct cm_writer *w, const struct cm_field *f, struct cm_str *text)
{
	int n = f->kind == CM_LIST && !mask_of(w, f).p ? cm_field_parts(f, NULL, 0, w->scratch) : -1;
	struct cm_buf b = {0};
	struct cm_field *parts;

	if (n < 0)
		return false;
	parts = cm_arena_alloc(w->scratch, ((size_t)n + 1) * sizeof *parts);
	cm_field_parts(f, parts, (unsigned)n, w->scratch);
	for (int i = 0; i < n; i++) {
		if (i)
			cm_buf_putc(&b, '\n');
		if (parts[i].kind == CM_OBJECT)
			put_members(w, parts + i, &b);
		else
			cm_buf_putstr(&b, visible(w, parts[i].text));
	}
	*text = cm_arena_str(w->scratch, cm_buf_str(&b));
	cm_buf_free(&b);
	return true;
}

/* A line of JSON for a person's eyes. */
static void
put_shown_json(struct cm_writer *w, const struct cm_record *rec)
{
	struct cm_record shown = *rec;
	struct cm_str line;

	shown.fields = cm_arena_alloc(w->scratch, (rec->n + 1) * sizeof *shown.fields);
	shown.n = 0;
	for (unsigned i = 0; i < rec->n; i++) {
		const struct cm_field *f = rec->fields + i;
		struct cm_field *to = shown.fields + shown.n;
		struct cm_str masked;

		if (is_hidden(w, f))
			continue;
		*to = *f;
		masked = mask_of(w, f);
		if (masked.p)
			*to = (struct cm_field){.name = f->name, .text = masked, .kind = CM_STRING};
		shown.n++;
	}
	cm_buf_clear(&w->tmp);
	cm_record_write_json(&shown, &w->tmp, NULL, NULL);
	line = cm_arena_str(w->scratch, (struct cm_str){w->tmp.p, w->tmp.n - 1});
	cm_text_visible(&w->out, line);
	cm_buf_putc(&w->out, '\n');
}

/* The number of the column of that name, looked for from hint on, or ncolumns. */
static unsigned
column_of(const struct cm_writer *w, struct cm_str name, unsigned hint)
{
	for (unsigned i = hint; i < w->ncolumns; i++)
		if (cm_str_eq(w->columns[i], name))
			return i;
	for (unsigned i = 0; i < hint && i < w->ncolumns; i++)
		if (cm_str_eq(w->columns[i], name))
			return i;
	return w->ncolumns;
}

static struct cm_cell_style
style(const struct cm_writer *w)
{
	return (struct cm_cell_style){.tsv = w->opt.format == CM_TSV, .safe = w->opt.csv_safe};
}

/* Between two cells; and an only cell that is empty gets quotes, or its row would be a blank line. */
static void
put_cell(struct cm_writer *w, unsigned i, struct cm_str text, bool quoted)
{
	struct cm_cell_style s = style(w);

	s.quote = quoted || (w->ncolumns == 1 && !text.n);
	if (i)
		cm_buf_putc(&w->out, s.tsv ? '\t' : ',');
	cm_cell_write(&w->out, text, s);
}

static void
put_header(struct cm_writer *w)
{
	w->header = true;
	w->header_at = w->out.n;
	for (unsigned i = 0; i < w->ncolumns; i++)
		put_cell(w, i, visible(w, w->columns[i]), false);
	cm_buf_putc(&w->out, '\n');
}

/* The fields of a record in the order of the columns, into w->row. */
static void
align(struct cm_writer *w, const struct cm_record *rec)
{
	unsigned at = 0;

	memset(w->row, 0, w->ncolumns * sizeof *w->row);
	for (const struct cm_field *f = rec->fields, *end = f + rec->n; f < end; f++) {
		unsigned i;

		if (is_hidden(w, f))
			continue;
		i = column_of(w, f->name, at);
		if (i == w->ncolumns) {
			w->dropped++;
			continue;
		}
		w->row[i] = f;
		at = i + 1;
	}
}

/* No header can hold such a name, so its field is dropped. */
static bool
is_blank(struct cm_str s)
{
	size_t i = 0;

	while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
		i++;
	return i == s.n;
}

/* Columns for the fields that have none yet. */
static void
take_columns(struct cm_writer *w, const struct cm_record *rec)
{
	unsigned at = 0;

	for (const struct cm_field *f = rec->fields, *end = f + rec->n; f < end; f++) {
		unsigned i;

		if (is_hidden(w, f) || is_blank(f->name))
			continue;
		i = column_of(w, f->name, at);
		if (i == w->ncolumns)
			add_column(w, cm_arena_str(w->arena, f->name)); /* the record's names do not last */
		at = i + 1;
	}
}

static void
put_cells(struct cm_writer *w, const struct cm_record *rec)
{
	if (!w->header) {
		if (!w->opt.columns)
			take_columns(w, rec);
		if (!w->ncolumns)
			return;
		put_header(w);
	}
	align(w, rec);
	for (unsigned i = 0; i < w->ncolumns; i++) {
		const struct cm_field *f = w->row[i];

		put_cell(w, i, f ? cell_text(w, f) : CM_STR(""), f && f->quoted);
	}
	cm_buf_putc(&w->out, '\n');
}

static void
put_row(struct cm_writer *w, const struct cm_record *rec)
{
	if (!w->opt.columns && !cm_table_is_fixed(&w->table))
		take_columns(w, rec);
	if (!w->ncolumns)
		return;
	align(w, rec);
	cm_table_row(&w->table);
	for (unsigned i = 0; i < w->ncolumns; i++) {
		const struct cm_field *f = w->row[i];
		struct cm_str text;
		bool list = f && list_text(w, f, &text);

		if (f)
			cm_table_cell(&w->table, i, list ? text : cell_text(w, f), f->kind == CM_NUMBER, list);
	}
}

void
cm_writer_put(struct cm_writer *w, const struct cm_record *rec)
{
	if (w->opt.format == CM_JSONL && !w->opt.terminal) {
		cm_record_write_json(rec, &w->out, w->opt.hide, w->opt.ctx);
		return;
	}
	if (w->opt.format == CM_JSONL)
		put_shown_json(w, rec);
	else if (w->opt.format == CM_TABLE)
		put_row(w, rec);
	else
		put_cells(w, rec);
	cm_arena_reset(w->scratch);
}

void
cm_writer_put_text(struct cm_writer *w, struct cm_str text)
{
	cm_buf_putstr(&w->out, text);
}

/* A table's rows are not in out before they are printed, so there it is rows that are counted. */
size_t
cm_writer_mark(const struct cm_writer *w)
{
	return w->opt.format == CM_TABLE ? w->table.nrows : w->out.n;
}

void
cm_writer_back(struct cm_writer *w, size_t mark)
{
	if (w->opt.format == CM_TABLE) {
		cm_table_back(&w->table, mark);
		return;
	}
	w->out.n = mark;
	if (!w->header || w->header_at == SIZE_MAX || w->header_at < mark)
		return;
	w->header = false;
	if (!w->opt.columns)
		w->ncolumns = 0;
}

static void
print_table(struct cm_writer *w, bool last)
{
	struct cm_str *names = cm_arena_alloc(w->scratch, (w->ncolumns + 1) * sizeof *names);

	for (unsigned i = 0; i < w->ncolumns; i++)
		names[i] = visible(w, w->columns[i]);
	cm_table_print(&w->table, names, w->ncolumns, last, &w->out);
	cm_arena_reset(w->scratch);
}

enum cm_status
cm_writer_flush(struct cm_writer *w, bool last, bool *pipe_closed, struct cm_diag *diag)
{
	int error;

	if (w->opt.format == CM_TABLE)
		print_table(w, last);
	else if (last && !w->header && w->ncolumns && w->opt.format != CM_JSONL)
		put_header(w);
	error = cm_output(w->opt.fd, &w->out);
	if (w->header)
		w->header_at = SIZE_MAX;
	if (pipe_closed)
		*pipe_closed = error == EPIPE;
	if (!error)
		return CM_OK;
	if (error == EPIPE && w->opt.made)
		return cm_fail(diag, CM_IO, "output.closed",
		    "nobody reads %s any more; what was done stays done, and the same again does what is left: cm-audit log has the rest",
		    w->opt.name);
	if (error == EPIPE)
		return cm_fail(diag, CM_IO, "output.closed",
		    "nobody reads %s any more; what was done stays done, and the same again answers all of it", w->opt.name);
	return cm_fail(diag, CM_IO, "output.write", "cannot write %s: %s", w->opt.name, strerror(error));
}

void
cm_writer_left_out(const struct cm_writer *w, struct cm_buf *out)
{
	const char *comma = "";

	for (unsigned i = 0; i < w->table.ncolumns; i++)
		if (w->table.columns[i].left_out) {
			cm_buf_puts(out, comma);
			cm_text_visible(out, w->columns[i]);
			comma = ", ";
		}
}

size_t
cm_writer_dropped(const struct cm_writer *w)
{
	return w->dropped;
}
