/*
 * What is known by name (index.h): facts, their aliases, and figures as policies bring them. Called while files are
 * loaded, and for the fields of records whose place has changed.
 */
#include "policy/index.h"
#include "policy/name.h"

#include "base/banned.h"

void
cm_index_init(struct cm_vocabulary *v, unsigned facts)
{
	struct cm_index *ix = v->index;

	ix->room = facts * 2 + 32;
	ix->names = cm_arena_raw(v->arena, ix->room * sizeof *ix->names);
	for (ix->cap = 64; ix->cap < facts * 4;)
		ix->cap *= 2;
	ix->places = cm_arena_alloc(v->arena, ix->cap * sizeof *ix->places);
}

/* The place of a name, or the empty one where it belongs. */
static uint32_t *
place(const struct cm_index *ix, struct cm_str name)
{
	size_t i = cm_name_hash(name) & (ix->cap - 1);

	while (ix->places[i] && !cm_str_eq(ix->names[ix->places[i] - 1].name, name))
		i = (i + 1) & (ix->cap - 1);
	return &ix->places[i];
}

const struct cm_index_name *
cm_index_find(const struct cm_index *ix, struct cm_str name)
{
	uint32_t number = *place(ix, name);

	return number ? &ix->names[number - 1] : NULL;
}

/* Twice as many names, or places for them. */
static void
grow(struct cm_vocabulary *v)
{
	struct cm_index *ix = v->index;

	if (ix->n == ix->room) {
		struct cm_index_name *old = ix->names;

		ix->room *= 2;
		ix->names = cm_arena_raw(v->arena, ix->room * sizeof *old);
		memcpy(ix->names, old, ix->n * sizeof *old);
	}
	if (ix->n * 2 >= ix->cap) {
		ix->cap *= 2;
		ix->places = cm_arena_alloc(v->arena, ix->cap * sizeof *ix->places);
		for (unsigned i = 0; i < ix->n; i++)
			*place(ix, ix->names[i].name) = i + 1;
	}
}

const struct cm_index_name *
cm_index_add(struct cm_vocabulary *v, struct cm_index_name name)
{
	struct cm_index *ix = v->index;
	uint32_t *p;

	if (ix->n == ix->room || ix->n * 2 >= ix->cap)
		grow(v);
	p = place(ix, name.name);
	if (*p)
		return &ix->names[*p - 1];
	ix->names[ix->n] = name;
	*p = ++ix->n;
	return NULL;
}

int
cm_vocabulary_slot(const struct cm_vocabulary *v, struct cm_str id)
{
	const struct cm_index_name *n = cm_index_find(v->index, id);

	return n && !n->alias ? n->slot : -1;
}

int
cm_vocabulary_need(const struct cm_vocabulary *v, const char *id, struct cm_diag *d)
{
	int slot = cm_vocabulary_slot(v, cm_str(id));

	if (slot < 0)
		cm_fail(d, CM_CONFIG, "policy.unknown-fact",
		    "the program uses a fact that facts.yaml does not have: %s", id);
	return slot;
}

/* Headings are set wide on paper, and in sheets made after it. None: not a Chinese name, or one without blanks. */
static struct cm_str
without_blanks(struct cm_str name, char *out, size_t size)
{
	static const char wide[] = "\xe3\x80\x80"; /* U+3000 */
	bool chinese = false;
	size_t n = 0;

	if (name.n > size)
		return CM_STR("");
	for (size_t i = 0; i < name.n; i++) {
		if (name.n - i >= 3 && memcmp(name.p + i, wide, 3) == 0)
			i += 2;
		else if (name.p[i] != ' ' && name.p[i] != '\t') {
			chinese |= (unsigned char)name.p[i] >= 0x80;
			out[n++] = name.p[i];
		}
	}
	return (struct cm_str){out, chinese && n < name.n ? n : 0};
}

int
cm_vocabulary_find(const struct cm_vocabulary *v, struct cm_str name)
{
	const struct cm_index_name *n = cm_index_find(v->index, name);
	char bare[128];

	if (!n && (name = without_blanks(name, bare, sizeof bare)).n)
		n = cm_index_find(v->index, name);
	return n ? n->slot : -1;
}

struct cm_str
cm_vocabulary_nearest(const struct cm_vocabulary *v, struct cm_str name)
{
	struct cm_nearest near = {.wanted = name};

	for (unsigned i = 0; i < v->n; i++)
		cm_nearest_try(&near, v->facts[i].id);
	return near.best;
}

const char *
cm_index_hint(const struct cm_vocabulary *v, struct cm_str name, bool conditions, const struct cm_diag *d)
{
	struct cm_nearest near = {.wanted = name};

	if (cm_diag_full(d))
		return "";
	for (unsigned i = 0; i < v->n; i++)
		cm_nearest_try(&near, v->facts[i].id);
	for (unsigned i = 0; conditions && i < v->index->n; i++)
		if (v->index->names[i].condition)
			cm_nearest_try(&near, v->index->names[i].name);
	return cm_nearest_hint(&near, d->arena);
}

struct cm_fact *
cm_vocabulary_add(struct cm_vocabulary *v)
{
	struct cm_fact *old = v->facts;

	if (v->n == v->cap) {
		v->cap = v->cap * 2 + 16;
		v->facts = cm_arena_raw(v->arena, v->cap * sizeof *v->facts);
		memcpy(v->facts, old, v->n * sizeof *old);
	}
	v->facts[v->n] = (struct cm_fact){0};
	return &v->facts[v->n++];
}
