/* The trees of faults: files of the folder, and which tree a report means. Called by cm-diagnose. */
#include <unistd.h>

#include "policy/file.h"
#include "policy/index.h"
#include "policy/name.h"
#include "policy/trees.h"

#include "base/banned.h"

enum cm_status
cm_trees_load(
    struct cm_trees **out, struct cm_vocabulary *v, const char *service, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_trees *t = cm_arena_alloc(a, sizeof *t);
	const char *dir = cm_arena_printf(a, "%s/" CM_TREES_FOLDER, v->dir), *const *names = &service;
	const struct cm_policy **services;
	enum cm_status st = CM_OK;
	unsigned n = 1;

	*out = t;
	if (service && access(cm_arena_printf(a, "%s/%s.yaml", dir, service), F_OK) != 0)
		return CM_END;
	if (!service)
		st = cm_file_list(&names, dir, &n, a, d);
	t->services = services = cm_arena_alloc(a, (n + 1) * sizeof *services);
	for (unsigned i = 0; st == CM_OK && i < n; i++) {
		struct cm_policy *p;

		st = cm_policy_load(&p, v, cm_arena_printf(a, CM_TREES_FOLDER "/%s", names[i]), a, d);
		if (st == CM_OK && p->words)
			services[t->n++] = p;
	}
	return st;
}

const struct cm_policy *
cm_trees_service(const struct cm_trees *t, struct cm_str name, struct cm_str *nearest)
{
	struct cm_nearest near = {.wanted = name};

	for (unsigned i = 0; i < t->n; i++)
		if (cm_str_eq(t->services[i]->service, name))
			return t->services[i];
	for (unsigned i = 0; i < t->n; i++) {
		const struct cm_policy *p = t->services[i];

		if (cm_str_eq(p->title.zh, name) || cm_str_eq(p->title.en, name))
			return p;
		cm_nearest_try(&near, p->service);
	}
	*nearest = near.best;
	return NULL;
}

const struct cm_gate *
cm_tree_find(const struct cm_policy *service, struct cm_str word, struct cm_str *nearest)
{
	const struct cm_index_name *found = cm_index_find(service->words, word);
	struct cm_nearest near = {.wanted = word};

	for (unsigned i = 0; !found && i < service->words->n; i++)
		cm_nearest_try(&near, service->words->names[i].name);
	*nearest = near.best;
	return found ? &service->gates[found->slot] : NULL;
}
