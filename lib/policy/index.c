/*
 * What is known by name (index.h): facts, their aliases, and figures as policies bring them. Called while files are
 * loaded, and for the fields of records whose place has changed.
 */
#include "policy/index.h"
#include "policy/name.h"

#include "base/banned.h"

const struct cm_index_name *
cm_index_find(const struct cm_index *ix, struct cm_str name)
{
	for (size_t i = cm_name_hash(name) & (ix->cap - 1); ix->names[i].name.p; i = (i + 1) & (ix->cap - 1))
		if (cm_str_eq(ix->names[i].name, name))
			return &ix->names[i];
	return NULL;
}

static void
put(struct cm_index *ix, struct cm_index_name name)
{
	size_t i = cm_name_hash(name.name) & (ix->cap - 1);

	while (ix->names[i].name.p)
		i = (i + 1) & (ix->cap - 1);
	ix->names[i] = name;
}

void
cm_index_add(struct cm_vocabulary *v, struct cm_str name, int slot, bool alias)
{
	struct cm_index *ix = v->index;
	struct cm_index_name *old = ix->names;
	unsigned n = ix->cap;

	if (ix->n * 2 >= n) {
		ix->cap = n * 2;
		ix->names = cm_arena_alloc(v->arena, ix->cap * sizeof *ix->names);
		for (unsigned i = 0; i < n; i++)
			if (old[i].name.p)
				put(ix, old[i]);
	}
	put(ix, (struct cm_index_name){name, slot, alias});
	ix->n++;
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
		cm_fail(d, CM_CONFIG, "policy.unknown-fact", "the program uses a fact that facts.yaml does not have: %s", id);
	return slot;
}

int
cm_vocabulary_find(const struct cm_vocabulary *v, struct cm_str name)
{
	const struct cm_index_name *n = cm_index_find(v->index, name);

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

struct cm_fact *
cm_vocabulary_add(struct cm_vocabulary *v)
{
	struct cm_fact *old = v->facts;

	if (v->n == v->cap) {
		v->cap = v->cap * 2 + 16;
		v->facts = cm_arena_alloc(v->arena, v->cap * sizeof *v->facts);
		memcpy(v->facts, old, v->n * sizeof *old);
	}
	return &v->facts[v->n++];
}
