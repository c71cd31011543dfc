/*
 * Readers (reader.h): a descriptor's rows become records, whatever their format and encoding. Called by the run of
 * every command. It judges form only; what a field means is lib/flow's.
 */
#include "record/reader.h"

#include <errno.h>
#include <stdlib.h>

#include "record/cells.h"
#include "record/gb18030.h"
#include "record/head.h"
#include "record/object.h"
#include "record/rows.h"
#include "record/value.h"
#include "base/po.h"
#include "base/text.h"

#include "base/banned.h"

struct cm_reader {
	struct cm_reader_options opt;
	struct cm_rows rows;
	struct cm_reader_head head;
	struct cm_gb18030 gb;
	struct cm_shape shape;
	struct cm_arena *arena;
	bool started, over;
	const char *unreadable; /* why the whole input is, until that has been said */
	struct cm_record
	    *words; /* of cm_reader_of_words(): the one record, and whether it is read, now and at the mark */
	bool words_read, words_marked;
	/* Of cm_reader_of_asking(): who is asked, how often, and whether the last answer is wanted again. */
	enum cm_status (*ask)(void *ctx, struct cm_record *, bool again, struct cm_diag *);
	void *ask_ctx;
	size_t asked;
	bool again;
	struct cm_making making; /* of cm_reader_of_making(), and how many it made, now and at the mark */
	size_t made, made_marked;
};

/* What is wrong with a row, and where in its decoded text; at may be NULL. */
struct flaw {
	struct cm_str text;
	const char *at, *why;
};

struct cm_reader *
cm_reader_new(const struct cm_reader_options *opt)
{
	struct cm_reader *r = cm_malloc(sizeof *r);

	*r = (struct cm_reader){.opt = *opt, .arena = cm_arena_new()};
	cm_rows_open(&r->rows, opt->fd);
	return r;
}

void
cm_reader_free(struct cm_reader *r)
{
	if (!r)
		return;
	if (r->making.gone)
		r->making.gone(r->making.ctx);
	cm_bytes_close(&r->rows.in);
	cm_gb18030_close(&r->gb);
	cm_shape_free(&r->shape);
	cm_arena_free(r->arena);
	free(r);
}

static enum cm_status
word_field(struct cm_reader *r, const char *word, struct cm_names names, struct cm_diag *diag)
{
	const char *equals = strchr(word, '=');
	struct cm_str name = {word, equals ? (size_t)(equals - word) : 0}, known;
	struct cm_field *f;

	if (!name.n)
		return cm_fail(diag, CM_BAD, "record.syntax", "%s: not of the form field=value", word);
	if (cm_utf8_check(word, strlen(word)) < strlen(word))
		return cm_fail(diag, CM_BAD, "record.syntax", "%s: not UTF-8", word);
	known = cm_names_find(&names, name);
	if (known.p)
		name = known;
	if (cm_record_find(r->words, name))
		return cm_fail(diag, CM_BAD, "record.syntax", "%s: this field is given twice", word);
	f = cm_record_set(r->words, name, cm_str(equals + 1));
	f->kind = f->text.n ? CM_STRING : CM_NULL;
	f->output = false;
	return CM_OK;
}

enum cm_status
cm_reader_of_words(struct cm_reader **out, char *const *words, int n, struct cm_names names, struct cm_diag *diag)
{
	struct cm_reader_options none = {.fd = -1, .name = "<arguments>", .format = CM_JSONL, .names = names};
	struct cm_reader *r = cm_reader_new(&none);
	enum cm_status st = CM_OK;
	struct cm_buf source = {0};

	r->words = cm_arena_alloc(r->arena, sizeof *r->words);
	cm_record_init(r->words, r->arena);
	r->head.format = CM_JSONL;
	r->started = true;
	for (int i = 0; i < n && st == CM_OK; i++)
		st = word_field(r, words[i], names, diag);
	if (st != CM_OK) {
		cm_reader_free(r);
		return st;
	}
	cm_record_write_json(r->words, &source, NULL, NULL);
	source.n--; /* without the line end, as all sources */
	r->words->source = cm_arena_str(r->arena, cm_buf_str(&source));
	r->words->line = 1;
	cm_buf_free(&source);
	*out = r;
	return CM_OK;
}

static enum cm_status
next_word(struct cm_reader *r, struct cm_record *rec)
{
	const struct cm_record *w = r->words;

	if (r->words_read)
		return CM_END;
	r->words_read = true;
	cm_record_grow(rec, w->n + 16);
	if (w->n)
		memcpy(rec->fields, w->fields, w->n * sizeof *w->fields);
	rec->n = w->n;
	rec->line = w->line;
	rec->source = w->source;
	return CM_OK;
}

struct cm_reader *
cm_reader_of_asking(enum cm_status (*ask)(void *ctx, struct cm_record *, bool again, struct cm_diag *), void *ctx,
    struct cm_names names)
{
	struct cm_reader_options none = {.fd = -1, .name = "<form>", .format = CM_JSONL, .names = names};
	struct cm_reader *r = cm_reader_new(&none);

	r->head.format = CM_JSONL;
	r->started = true;
	r->ask = ask;
	r->ask_ctx = ctx;
	return r;
}

static enum cm_status
next_asked(struct cm_reader *r, struct cm_record *rec, struct cm_diag *diag)
{
	enum cm_status st = r->ask(r->ask_ctx, rec, r->again, diag);

	r->asked += !r->again;
	r->again = false;
	rec->line = r->asked;
	return st;
}

struct cm_reader *
cm_reader_of_making(const struct cm_making *making)
{
	struct cm_reader_options none = {.fd = -1, .name = "<store>", .format = CM_JSONL};
	struct cm_reader *r = cm_reader_new(&none);

	r->head.format = CM_JSONL;
	r->started = true;
	r->making = *making;
	return r;
}

bool
cm_reader_unsettled(const struct cm_reader *r)
{
	return r->making.unsettled && r->making.unsettled(r->making.ctx);
}

enum cm_status
cm_reader_settle(struct cm_reader *r, bool failed, struct cm_diag *diag)
{
	return r->making.settle ? r->making.settle(r->making.ctx, failed, diag) : CM_OK;
}

static enum cm_status
next_made(struct cm_reader *r, struct cm_record *rec, struct cm_diag *diag)
{
	enum cm_status st = r->making.next(r->making.ctx, rec, diag);

	if (st == CM_OK)
		rec->line = ++r->made;
	return st;
}

static enum cm_status
start(struct cm_reader *r, bool wait)
{
	enum cm_status st;

	if (r->started)
		return CM_OK;
	st = cm_reader_head_read(&r->head, &r->rows, &r->opt, &r->gb, r->arena, wait, &r->unreadable);
	if (st == CM_OK)
		cm_rows_mark(&r->rows, r->rows.in.here, r->rows.line);
	r->started = st == CM_OK || st == CM_BAD;
	return st;
}

/* "column 12 (byte 16): why", both of the row and from 1. */
static const char *
explain(const struct cm_reader *r, const struct flaw *f, struct cm_record *rec)
{
	size_t column, byte;

	if (!f->at)
		return f->why;
	byte = (size_t)(f->at - f->text.p);
	column = cm_utf8_length((struct cm_str){f->text.p, byte});
	if (r->head.gb18030)
		byte = cm_gb18030_bytes(rec->source, column);
	return cm_arena_printf(rec->arena, _("column %zu (byte %zu): %s"), column + 1, byte + 1, f->why);
}

static bool
read_cells(struct cm_reader *r, struct cm_str row, struct cm_record *rec, struct flaw *flaw)
{
	struct cm_cells cells = {.p = row.p, .end = row.p + row.n, .tsv = r->head.format == CM_TSV};
	size_t bad = cm_utf8_check(row.p, row.n);
	unsigned n = 0, columns = r->head.ncolumns;
	struct cm_row_cell cell;

	if (bad < row.n) {
		flaw->at = row.p + bad;
		flaw->why = row.p[bad] ? _("not UTF-8 (if it is GB18030: -e gb18030)") : _("a NUL byte");
		return false;
	}
	cm_record_grow(rec, columns + 16);
	for (; cm_cell_next(&cells, &cell, rec->arena); n++) {
		if (n < columns)
			rec->fields[n] = (struct cm_field){
			    .name = r->head.columns[n],
			    .text = cell.text,
			    .kind = cell.text.n ? CM_STRING : CM_NULL,
			    .quoted = cell.quoted,
			};
	}
	flaw->at = cells.at;
	flaw->why = cells.why;
	if (!cells.why && n != columns)
		flaw->why = cm_arena_printf(rec->arena, _("the row has %u cells, the header %u"), n, columns);
	if (flaw->why)
		return false;
	rec->n = columns;
	return true;
}

static bool
read_object(struct cm_reader *r, struct cm_str row, struct cm_record *rec, struct flaw *flaw)
{
	struct cm_json j = {.p = row.p, .end = row.p + row.n};

	if (cm_object_read(&r->shape, &r->opt.names, &j, rec))
		return true;
	flaw->at = j.at;
	flaw->why = j.why;
	rec->n = 0;
	return false;
}

static bool
decode(struct cm_reader *r, struct cm_record *rec, struct flaw *flaw)
{
	struct cm_str before = {rec->source.p, 0};
	size_t bad;

	if (!r->head.gb18030 || cm_gb18030_decode(&r->gb, rec->source, rec->arena, &flaw->text, &bad))
		return true;
	before.n = bad;
	cm_gb18030_decode(&r->gb, before, rec->arena, &flaw->text, &bad);
	flaw->at = flaw->text.p + flaw->text.n;
	flaw->why = _("not GB18030");
	return false;
}

static enum cm_status
next_row(struct cm_reader *r, struct cm_record *rec, const char **code, const char **why)
{
	struct flaw flaw = {.text = r->rows.row};
	bool cut = r->rows.cut, good;

	rec->line = r->rows.line;
	rec->source = r->rows.row;
	cm_rows_take(&r->rows);
	if (cut) {
		*code = "record.too-long";
		*why = _("longer than 1 MiB");
		return CM_BAD;
	}
	good = decode(r, rec, &flaw);
	if (good && r->head.format == CM_JSONL)
		good = read_object(r, flaw.text, rec, &flaw);
	else if (good)
		good = read_cells(r, flaw.text, rec, &flaw);
	if (good)
		return CM_OK;
	*code = "record.syntax";
	*why = explain(r, &flaw, rec);
	return CM_BAD;
}

enum cm_status
cm_reader_next(struct cm_reader *r, struct cm_record *rec, const char **code, const char **why, struct cm_diag *diag)
{
	enum cm_status st;

	*code = *why = NULL;
	rec->n = 0;
	rec->line = 0;
	rec->source = (struct cm_str){0};
	if (r->words)
		return next_word(r, rec);
	if (r->ask)
		return next_asked(r, rec, diag);
	if (r->making.next)
		return next_made(r, rec, diag);
	st = r->over ? CM_END : start(r, true);
	if (r->unreadable) {
		*code = "record.syntax";
		*why = r->unreadable;
		r->unreadable = NULL;
		r->over = true;
		return CM_BAD;
	}
	if (st == CM_OK)
		st = cm_rows_find(&r->rows, true);
	if (st == CM_OK)
		return next_row(r, rec, code, why);
	if (st == CM_IO)
		return cm_fail(
		    diag, CM_IO, "input.read", "cannot read %s: %s", r->opt.name, strerror(r->rows.in.error));
	return st;
}

bool
cm_reader_would_block(struct cm_reader *r)
{
	if (r->words || r->over)
		return false;
	if (r->ask)
		return !r->again;
	if (r->making.next)
		return r->making.pauses(r->making.ctx);
	switch (start(r, false)) {
	case CM_OK:
		return !r->unreadable && cm_rows_find(&r->rows, false) == CM_BUSY;
	case CM_BUSY:
		return true;
	default:
		return false;
	}
}

size_t
cm_reader_since_mark(const struct cm_reader *r)
{
	if (r->words)
		return r->words_read && !r->words_marked ? r->words->source.n : 0;
	if (r->ask || r->making.next)
		return 0;
	return r->rows.in.here.taken - r->rows.in.mark.taken;
}

void
cm_reader_mark(struct cm_reader *r)
{
	if (r->words) {
		r->words_marked = r->words_read;
	} else if (r->making.next) {
		r->making.mark(r->making.ctx);
		r->made_marked = r->made;
	} else if (!r->ask) {
		cm_rows_mark(&r->rows, r->rows.in.here, r->rows.line);
	}
}

struct cm_reader_place
cm_reader_here(const struct cm_reader *r)
{
	const struct cm_place *p = &r->rows.in.here;

	return (struct cm_reader_place){p->block, p->at, p->taken, r->rows.line};
}

void
cm_reader_mark_at(struct cm_reader *r, const struct cm_reader_place *p)
{
	cm_rows_mark(&r->rows, (struct cm_place){p->block, p->at, p->bytes}, p->line);
}

void
cm_reader_back(struct cm_reader *r)
{
	if (r->words) {
		r->words_read = r->words_marked;
	} else if (r->ask) {
		r->again = true;
	} else if (r->making.next) {
		r->making.back(r->making.ctx);
		r->made = r->made_marked;
	} else {
		cm_rows_back(&r->rows);
	}
}

enum cm_format
cm_reader_format(const struct cm_reader *r)
{
	return r->head.format;
}

bool
cm_reader_is_gb18030(const struct cm_reader *r)
{
	return r->head.gb18030;
}

const struct cm_str *
cm_reader_columns(const struct cm_reader *r, unsigned *n)
{
	*n = r->head.ncolumns;
	return r->head.columns;
}

struct cm_str
cm_reader_header(const struct cm_reader *r)
{
	return r->head.header;
}

bool
cm_reader_had_bom(const struct cm_reader *r)
{
	return r->head.bom;
}

bool
cm_reader_had_crlf(const struct cm_reader *r)
{
	return r->head.crlf;
}

struct cm_names
cm_reader_names(const struct cm_reader *r)
{
	return r->opt.names;
}
