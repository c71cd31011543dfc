/*
 * The record (record.h): finding, setting and removing fields, lists, and writing as a line of JSON.
 */
#include "record/record.h"

#include <stdint.h>

#include "record/json.h"
#include "record/value.h"

#include "base/banned.h"

void
cm_record_init(struct cm_record *rec, struct cm_arena *arena)
{
	*rec = (struct cm_record){.arena = arena};
}

struct cm_field *
cm_record_find(const struct cm_record *rec, struct cm_str name)
{
	for (struct cm_field *f = rec->fields, *end = f + rec->n; f < end; f++)
		if (cm_str_eq(f->name, name))
			return f;
	return NULL;
}

void
cm_record_grow(struct cm_record *rec, unsigned cap)
{
	struct cm_field *more;

	if (cap <= rec->cap)
		return;
	more = cm_arena_raw(rec->arena, cap * sizeof *more); /* each field is written whole when it is taken */
	if (rec->n)
		memcpy(more, rec->fields, rec->n * sizeof *more);
	rec->fields = more;
	rec->cap = cap;
}

static struct cm_field *
set(struct cm_record *rec, struct cm_str name)
{
	struct cm_field *f = cm_record_find(rec, name);

	if (!f) {
		if (rec->n == rec->cap)
			cm_record_grow(rec, rec->cap ? rec->cap * 2 : 16);
		f = rec->fields + rec->n++;
	}
	*f = (struct cm_field){.name = name, .output = true};
	return f;
}

struct cm_field *
cm_record_set(struct cm_record *rec, struct cm_str name, struct cm_str text)
{
	struct cm_field *f = set(rec, name);

	f->kind = CM_STRING;
	f->text = text;
	return f;
}

struct cm_field *
cm_record_set_json(struct cm_record *rec, struct cm_str name, enum cm_kind kind, struct cm_str json)
{
	struct cm_field *f = set(rec, name);
	struct cm_json_value v = {kind, kind == CM_STRING && memchr(json.p, '\\', json.n), json};

	f->kind = kind;
	f->json = json;
	f->text = cm_json_text(&v, rec->arena);
	return f;
}

void
cm_record_remove(struct cm_record *rec, struct cm_str name)
{
	struct cm_field *f = cm_record_find(rec, name);

	if (!f)
		return;
	rec->n--;
	memmove(f, f + 1, (size_t)(rec->fields + rec->n - f) * sizeof *f);
}

struct cm_str
cm_json_list(const struct cm_str *items, unsigned n, struct cm_arena *a)
{
	struct cm_buf b = {0};
	struct cm_str s;

	cm_buf_putc(&b, '[');
	for (unsigned i = 0; i < n; i++) {
		if (i)
			cm_buf_putc(&b, ',');
		cm_buf_putjson(&b, items[i]);
	}
	cm_buf_putc(&b, ']');
	s = cm_arena_str(a, cm_buf_str(&b));
	cm_buf_free(&b);
	return s;
}

bool
cm_is_json_list(struct cm_str text)
{
	struct cm_json j = {.p = text.p, .end = text.p + text.n};
	struct cm_json_value v;

	if (text.n < 2 || text.p[0] != '[' || !cm_json_value(&j, &v))
		return false;
	cm_json_space(&j);
	return j.p == j.end;
}

/* The comma-separated parts of a text. A blank text is an empty list. */
static int
split(struct cm_str text, struct cm_str *out, unsigned max)
{
	const char *p = text.p, *end = p + text.n;
	unsigned n = 0;

	if (cm_str_trim(text).n == 0)
		return 0;
	for (;;) {
		const char *comma = memchr(p, ',', (size_t)(end - p));

		if (n < max)
			out[n] = cm_str_trim((struct cm_str){p, (size_t)((comma ? comma : end) - p)});
		n++;
		if (!comma)
			return (int)n;
		p = comma + 1;
	}
}

int
cm_field_list(const struct cm_field *f, struct cm_str *out, unsigned max, struct cm_arena *arena)
{
	struct cm_json j = {.p = f->text.p, .end = f->text.p + f->text.n};
	struct cm_json_value v;
	unsigned n = 0;

	if (f->kind == CM_NULL)
		return 0;
	if (f->kind == CM_STRING)
		return split(f->text, out, max);
	if (f->kind != CM_LIST) {
		if (max)
			out[0] = f->text;
		return f->kind == CM_OBJECT ? -1 : 1;
	}
	if (!cm_json_open(&j, '['))
		return -1;
	for (; cm_json_more(&j, ']', n == 0); n++) {
		if (!cm_json_value(&j, &v) || v.kind == CM_LIST || v.kind == CM_OBJECT || v.kind == CM_NULL)
			return -1;
		if (n < max)
			out[n] = cm_json_text(&v, arena);
	}
	return j.why ? -1 : (int)n;
}

int
cm_field_parts(const struct cm_field *f, struct cm_field *out, unsigned max, struct cm_arena *arena)
{
	struct cm_json j = {.p = f->text.p, .end = f->text.p + f->text.n};
	struct cm_json_value v;
	unsigned n = 0;

	if (f->kind != CM_LIST || !cm_json_open(&j, '['))
		return -1;
	for (; cm_json_more(&j, ']', n == 0); n++) {
		if (!cm_json_value(&j, &v))
			return -1;
		if (n < max)
			out[n] = (struct cm_field){.text = cm_json_text(&v, arena), .json = v.json, .kind = v.kind};
	}
	return j.why ? -1 : (int)n;
}

static inline void
room(struct cm_buf *b, size_t more)
{
	if (b->n + more >= b->cap)
		cm_buf_need(b, more);
}

static inline void
put(struct cm_buf *b, struct cm_str s)
{
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}

static void
write_field(struct cm_buf *b, const struct cm_field *f)
{
	if (cm_json_plain(f->name)) {
		room(b, f->name.n + f->json.n + 5);
		b->p[b->n++] = '"';
		put(b, f->name);
		b->p[b->n++] = '"';
	} else {
		cm_buf_putjson(b, f->name);
	}
	room(b, f->json.n + 3);
	b->p[b->n++] = ':';
	if (f->json.p)
		put(b, f->json);
	else if (f->kind == CM_STRING)
		cm_buf_putjson(b, f->text);
	else if (f->kind == CM_NULL)
		cm_buf_puts(b, "null");
	else
		cm_buf_putstr(b, f->text);
}

/*
 * Whether "name":value stands in the source exactly as it would be written. Then neighbours that stand there side by
 * side can be copied in one piece, which is most of what a filter does.
 */
static inline bool
in_source(const struct cm_record *rec, const struct cm_field *f)
{
	uintptr_t from = (uintptr_t)rec->source.p, to = from + rec->source.n;

	if (!f->json.p || (uintptr_t)f->name.p <= from || (uintptr_t)f->json.p >= to)
		return false;
	return f->json.p == f->name.p + f->name.n + 2 && f->name.p[-1] == '"' && f->name.p[f->name.n + 1] == ':';
}

/* Writes fields from f on that form one piece of the source, and returns the one behind them. */
static const struct cm_field *
write_run(const struct cm_record *rec, struct cm_buf *b, const struct cm_field *f,
    bool (*hide)(void *ctx, const struct cm_field *), void *ctx)
{
	const struct cm_field *end = rec->fields + rec->n;
	const char *from = f->name.p - 1, *to;

	do {
		to = f->json.p + f->json.n;
		f++;
	} while (f < end && f->name.p == to + 2 && in_source(rec, f) && *to == ',' && !(hide && hide(ctx, f)));
	room(b, (size_t)(to - from) + 3);
	put(b, (struct cm_str){from, (size_t)(to - from)});
	return f;
}

void
cm_record_write_json(
    const struct cm_record *rec, struct cm_buf *b, bool (*hide)(void *ctx, const struct cm_field *), void *ctx)
{
	const struct cm_field *f = rec->fields, *end = f + rec->n;
	size_t start;

	room(b, rec->source.n + 64);
	b->p[b->n++] = '{';
	start = b->n;
	while (f < end) {
		if (hide && hide(ctx, f)) {
			f++;
			continue;
		}
		if (b->n > start) {
			room(b, 1);
			b->p[b->n++] = ',';
		}
		if (in_source(rec, f)) {
			f = write_run(rec, b, f, hide, ctx);
		} else {
			write_field(b, f);
			f++;
		}
	}
	room(b, 2);
	b->p[b->n++] = '}';
	b->p[b->n++] = '\n';
	b->p[b->n] = 0;
}
