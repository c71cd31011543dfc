/*
 * From a line of JSON to a record (object.h): keys get their canonical names, none may be there twice.
 */
#include "record/object.h"

#include <stdlib.h>

#include "record/value.h"
#include "base/po.h"

#include "base/banned.h"

#define WIDE 48 /* fields from which on a table of hashes is worth its clearing */

struct keys {
	struct cm_shape *shape;
	const struct cm_names *names;
	bool known;    /* all keys so far are those of the shape */
	uint64_t seen; /* a bit for each name so far: not set means that a name is new */
};

void
cm_shape_free(struct cm_shape *s)
{
	free(s->table);
	s->table = NULL;
}

struct cm_str
cm_names_find(const struct cm_names *names, struct cm_str name)
{
	return names->canonical ? names->canonical(names->ctx, name) : (struct cm_str){0};
}

static uint64_t
bit_of(struct cm_str name)
{
	unsigned h =
	    name.n ? (unsigned)name.n * 7 + (unsigned char)name.p[0] * 31 + (unsigned char)name.p[name.n - 1] : 0;

	return UINT64_C(1) << (h & 63);
}

static unsigned
hash(struct cm_str name)
{
	unsigned h = 2166136261u;

	for (size_t i = 0; i < name.n; i++)
		h = (h ^ (unsigned char)name.p[i]) * 16777619u;
	return h ^ h >> 15;
}

/* Puts field i into the table. False if its name is there already. */
static bool
table_add(struct cm_shape *s, const struct cm_field *fields, unsigned i)
{
	unsigned at = hash(fields[i].name) & (s->size - 1);

	for (; s->table[at]; at = (at + 1) & (s->size - 1))
		if (cm_str_eq(fields[s->table[at] - 1].name, fields[i].name))
			return false;
	s->table[at] = (uint16_t)(i + 1);
	return true;
}

static void
table_fill(struct cm_shape *s, const struct cm_field *fields, unsigned n)
{
	s->size = 256;
	while (s->size < n * 4)
		s->size *= 2;
	s->table = cm_realloc(s->table, s->size * sizeof *s->table);
	memset(s->table, 0, s->size * sizeof *s->table);
	for (unsigned i = 0; i < n; i++)
		table_add(s, fields, i);
}

/* Whether the name of the record's last field is there before. */
static bool
is_repeated(struct keys *k, const struct cm_record *rec)
{
	unsigned i = rec->n - 1;
	struct cm_str name = rec->fields[i].name;
	uint64_t bit;

	if (i >= WIDE) {
		if (i == WIDE || i * 2 > k->shape->size)
			table_fill(k->shape, rec->fields, i);
		return !table_add(k->shape, rec->fields, i);
	}
	bit = bit_of(name);
	if (!(k->seen & bit)) {
		k->seen |= bit;
		return false;
	}
	for (unsigned other = 0; other < i; other++)
		if (cm_str_eq(rec->fields[other].name, name))
			return true;
	return false;
}

static void
remember(struct cm_shape *s, unsigned i, struct cm_str key, struct cm_str canonical)
{
	struct cm_shape_key *k = s->keys + i;

	if (i != s->n || i >= sizeof s->keys / sizeof *s->keys || key.n >= sizeof k->text)
		return;
	memcpy(k->text, key.p, key.n + 1);
	k->n = (unsigned)key.n;
	k->canonical = canonical;
	s->n++;
}

/* The keys differ from those of the line before from field i on. */
static void
leave_shape(struct keys *k, const struct cm_record *rec, unsigned i)
{
	k->known = false;
	if (k->shape->n > i)
		k->shape->n = i;
	for (unsigned before = 0; before < i && before < WIDE; before++)
		k->seen |= bit_of(rec->fields[before].name);
	if (i > WIDE) /* the table is still that of a line before */
		table_fill(k->shape, rec->fields, i);
}

/* The key at j->p becomes the name of the record's last field. */
static bool
read_key(struct keys *k, struct cm_json *j, struct cm_record *rec)
{
	unsigned i = rec->n - 1;
	struct cm_field *f = rec->fields + i;
	const struct cm_shape_key *same = k->shape->keys + i;
	const char *start = j->p;
	struct cm_str key, canonical;
	bool escaped;

	if (k->known && i < k->shape->n && (size_t)(j->end - start) > same->n + 1 &&
	    memcmp(start + 1, same->text, same->n + 1) == 0) {
		f->name = same->canonical.p ? same->canonical : (struct cm_str){start + 1, same->n};
		j->p += same->n + 2;
		return true;
	}
	if (k->known)
		leave_shape(k, rec, i);
	if (!cm_json_string(j, &key, &escaped))
		return false;
	f->name = escaped ? cm_json_unescape(key, rec->arena) : key;
	canonical = cm_names_find(k->names, f->name);
	if (canonical.p && !cm_str_eq(canonical, f->name))
		f->name = canonical;
	else
		canonical = (struct cm_str){0};
	if (is_repeated(k, rec)) {
		j->at = start;
		j->why = canonical.p ? _("a key that is there under another name before") : _("a key that is there twice");
		return false;
	}
	if (!escaped)
		remember(k->shape, i, key, canonical);
	return true;
}

static bool
read_field(struct keys *k, struct cm_json *j, struct cm_record *rec)
{
	struct cm_json_value v;
	struct cm_field *f;

	if (rec->n == CM_FIELDS_MAX) {
		j->at = j->p;
		j->why = _("more than 10000 fields");
		return false;
	}
	if (rec->n == rec->cap)
		cm_record_grow(rec, rec->cap * 2);
	f = rec->fields + rec->n++;
	*f = (struct cm_field){0};
	if (!read_key(k, j, rec) || !cm_json_colon(j) || !cm_json_value(j, &v))
		return false;
	f->kind = v.kind;
	f->json = v.json;
	f->text = cm_json_text(&v, rec->arena);
	return true;
}

bool
cm_object_read(struct cm_shape *s, const struct cm_names *names, struct cm_json *j, struct cm_record *rec)
{
	struct keys k = {.shape = s, .names = names, .known = true};

	cm_record_grow(rec, s->n + 16); /* with room for what a command sets */
	rec->n = 0;
	cm_json_space(j);
	if (!cm_json_open(j, '{'))
		return false;
	while (cm_json_more(j, '}', rec->n == 0))
		if (!read_field(&k, j, rec))
			return false;
	if (j->why)
		return false;
	cm_json_space(j);
	if (j->p < j->end) {
		j->at = j->p;
		j->why = *j->p ? _("something behind the object") : _("a NUL byte");
		return false;
	}
	return true;
}

bool
cm_record_read_json(struct cm_record *rec, struct cm_str text)
{
	struct cm_json j = {.p = text.p, .end = text.p + text.n};
	struct cm_names names = {0};
	struct cm_shape *shape = cm_arena_alloc(rec->arena, sizeof *shape);
	bool ok = cm_object_read(shape, &names, &j, rec);

	for (unsigned i = 0; i < rec->n; i++)
		rec->fields[i].output = true;
	free(shape->table);
	return ok;
}
