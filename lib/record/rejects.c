/*
 * The rejects file (writer.h): what was not done, to be mended by a person and fed in again. So a row is given back as
 * its bytes came, and only four columns of ours are set; and the file is for its owner alone, since secrets are in it.
 */
#include "record/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/cells.h"
#include "record/gb18030.h"
#include "record/object.h"
#include "record/output.h"

#include "base/banned.h"

enum {
	REQUEST_ID,
	INPUT_LINE,
	REASON,
	MESSAGE,
	OURS
};

struct cm_rejects {
	const char *path;
	const char *names[OURS];
	int fd; /* -1: not created yet */
	struct cm_buf out, tmp;
	struct cm_arena *arena; /* path */
	struct cm_arena *scratch;
	struct cm_gb18030 gb;
	struct cm_shape shape;
	bool begun;	 /* byte order mark and header have been written, */
	size_t begun_at; /* there in out; SIZE_MAX once that is flushed */
	int at[OURS];	 /* the input's column of that name, or -1: behind the others */
};

static enum cm_status
fail(const struct cm_rejects *r, int error, struct cm_diag *diag)
{
	return cm_fail(diag, CM_IO, "rejects.write", "cannot write %s: %s", r->path, strerror(error));
}

enum cm_status
cm_rejects_new(struct cm_rejects **out, const char *path, const char *reason, struct cm_diag *diag)
{
	struct cm_rejects *r = cm_malloc(sizeof *r);
	enum cm_status st;
	int error;

	*r = (struct cm_rejects){.names = {"request_id", "input_line", reason, "message"}, .fd = -1, .arena = cm_arena_new(),
	    .scratch = cm_arena_new()};
	r->path = cm_arena_strdup(r->arena, path);
	error = cm_output_check(r->path, r->arena);
	if (!error) {
		*out = r;
		return CM_OK;
	}
	st = fail(r, error, diag);
	cm_rejects_close(r, diag);
	*out = NULL;
	return st;
}

/* Appends text that did not come from the file, in the file's encoding. */
static void
put_text(struct cm_rejects *r, const struct cm_reader *reader, struct cm_str text)
{
	if (!cm_reader_is_gb18030(reader)) {
		cm_buf_putstr(&r->out, text);
		return;
	}
	if (cm_gb18030_encode(&r->gb, text, &r->out))
		return;
	for (size_t i = 0; i < text.n; i++)
		cm_buf_putc(&r->out, (unsigned char)text.p[i] < 0x80 ? text.p[i] : '?');
}

static void
put_line_end(struct cm_rejects *r, const struct cm_reader *reader)
{
	cm_buf_puts(&r->out, cm_reader_had_crlf(reader) ? "\r\n" : "\n");
}

static char
separator(const struct cm_reader *reader)
{
	return cm_reader_format(reader) == CM_TSV ? '\t' : ',';
}

static void
put_cell(struct cm_rejects *r, const struct cm_reader *reader, struct cm_str text)
{
	cm_buf_clear(&r->tmp);
	cm_cell_write(&r->tmp, text, (struct cm_cell_style){.tsv = cm_reader_format(reader) == CM_TSV});
	put_text(r, reader, cm_buf_str(&r->tmp));
}

static void
put_header(struct cm_rejects *r, const struct cm_reader *reader)
{
	unsigned n;
	const struct cm_str *columns = cm_reader_columns(reader, &n);

	cm_buf_putstr(&r->out, cm_reader_header(reader));
	for (int k = 0; k < OURS; k++) {
		r->at[k] = -1;
		for (unsigned i = 0; i < n; i++)
			if (cm_str_is(columns[i], r->names[k]))
				r->at[k] = (int)i;
		if (r->at[k] >= 0)
			continue;
		cm_buf_putc(&r->out, separator(reader));
		put_cell(r, reader, cm_str(r->names[k]));
	}
	put_line_end(r, reader);
}

static void
begin(struct cm_rejects *r, const struct cm_reader *reader)
{
	unsigned n;

	if (r->begun)
		return;
	r->begun = true;
	r->begun_at = r->out.n;
	if (cm_reader_had_bom(reader))
		cm_buf_puts(&r->out, cm_reader_is_gb18030(reader) ? "\x84\x31\x95\x33" : "\xEF\xBB\xBF");
	cm_reader_columns(reader, &n);
	if (n)
		put_header(r, reader);
}

/* Which of ours a name is, under its own or another name; OURS: none. */
static int
our_number(const struct cm_rejects *r, const struct cm_names *names, struct cm_str name)
{
	struct cm_str known = cm_names_find(names, name);

	for (int k = 0; k < OURS; k++)
		if (cm_str_is(known.p ? known : name, r->names[k]))
			return k;
	return OURS;
}

/* A request_id of the input's own stays. */
static bool
is_kept(int k, struct cm_str theirs, struct cm_str ours)
{
	return k == OURS || (k == REQUEST_ID && (theirs.n || !ours.n));
}

static void
set_value(struct cm_field *f, int k, struct cm_str value)
{
	*f = (struct cm_field){.name = f->name, .text = value, .kind = k == INPUT_LINE ? CM_NUMBER : CM_STRING};
}

static void
put_object(struct cm_rejects *r, const struct cm_reader *reader, const struct cm_record *rec, const struct cm_str *ours)
{
	struct cm_names none = {0}, names = cm_reader_names(reader);
	struct cm_str text = rec->source;
	struct cm_record back;
	bool there[OURS + 1] = {false};
	struct cm_json j;
	size_t bad;

	if (cm_reader_is_gb18030(reader))
		cm_gb18030_decode(&r->gb, rec->source, r->scratch, &text, &bad);
	j = (struct cm_json){.p = text.p, .end = text.p + text.n};
	cm_record_init(&back, r->scratch);
	if (!cm_object_read(&r->shape, &none, &j, &back)) {
		cm_buf_putstr(&r->out, rec->source);
		return;
	}
	back.source = text;
	for (struct cm_field *f = back.fields, *end = f + back.n; f < end; f++) {
		int k = our_number(r, &names, f->name);

		there[k] = true;
		if (!is_kept(k, f->text, ours[k < OURS ? k : 0]))
			set_value(f, k, ours[k]);
	}
	for (int k = 0; k < OURS; k++)
		if (!there[k] && ours[k].p)
			set_value(cm_record_set(&back, cm_str(r->names[k]), ours[k]), k, ours[k]);
	cm_buf_clear(&r->tmp);
	cm_record_write_json(&back, &r->tmp, NULL, NULL);
	put_text(r, reader, (struct cm_str){r->tmp.p, r->tmp.n - 1});
}

static void
put_cells(struct cm_rejects *r, const struct cm_reader *reader, const struct cm_record *rec, const struct cm_str *ours)
{
	struct cm_str row = rec->source;
	struct cm_cells cells = {
	    .p = row.p, .end = row.p + row.n, .tsv = cm_reader_format(reader) == CM_TSV, .raw = true};
	struct cm_row_cell cell;

	for (int i = 0; cm_cell_next(&cells, &cell, r->scratch); i++) {
		int k = 0;

		while (k < OURS && r->at[k] != i)
			k++;
		if (i)
			cm_buf_putc(&r->out, separator(reader));
		if (is_kept(k, cell.text, ours[k < OURS ? k : 0]))
			cm_buf_putstr(&r->out, cell.raw);
		else
			put_cell(r, reader, ours[k]);
	}
	for (int k = 0; k < OURS; k++) {
		if (r->at[k] >= 0)
			continue;
		cm_buf_putc(&r->out, separator(reader));
		put_cell(r, reader, ours[k]);
	}
}

void
cm_rejects_put(struct cm_rejects *r, const struct cm_reader *reader, const struct cm_record *rec,
    struct cm_str request_id, struct cm_str reason, struct cm_str message)
{
	struct cm_str ours[OURS] = {request_id, cm_str(cm_arena_printf(r->scratch, "%zu", rec->line)), reason, message};

	begin(r, reader);
	if (cm_reader_format(reader) == CM_JSONL)
		put_object(r, reader, rec, ours);
	else
		put_cells(r, reader, rec, ours);
	put_line_end(r, reader);
	cm_arena_reset(r->scratch);
}

void
cm_rejects_put_unread(struct cm_rejects *r, const struct cm_reader *reader, struct cm_str source)
{
	begin(r, reader);
	cm_buf_putstr(&r->out, source);
	put_line_end(r, reader);
}

size_t
cm_rejects_mark(const struct cm_rejects *r)
{
	return r->out.n;
}

void
cm_rejects_back(struct cm_rejects *r, size_t mark)
{
	r->out.n = mark;
	if (r->begun && r->begun_at != SIZE_MAX && r->begun_at >= mark)
		r->begun = false;
}

enum cm_status
cm_rejects_flush(struct cm_rejects *r, struct cm_diag *diag)
{
	int error;

	if (!r->out.n)
		return CM_OK;
	if (r->fd < 0)
		r->fd = TEMP_FAILURE_RETRY(open(r->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
	if (r->fd < 0)
		return fail(r, errno, diag);
	error = cm_output(r->fd, &r->out);
	if (r->begun)
		r->begun_at = SIZE_MAX;
	return error ? fail(r, error, diag) : CM_OK;
}

enum cm_status
cm_rejects_close(struct cm_rejects *r, struct cm_diag *diag)
{
	enum cm_status st;

	if (!r)
		return CM_OK;
	st = cm_rejects_flush(r, diag);
	if (r->fd >= 0) {
		if (fsync(r->fd) < 0 && st == CM_OK)
			st = fail(r, errno, diag);
		if (close(r->fd) < 0 && st == CM_OK)
			st = fail(r, errno, diag);
	}
	cm_buf_free(&r->out);
	cm_buf_free(&r->tmp);
	cm_gb18030_close(&r->gb);
	cm_shape_free(&r->shape);
	cm_arena_free(r->scratch);
	cm_arena_free(r->arena);
	free(r);
	return st;
}
