/*
 * Files that a policy file uses: those that it names at its head, and those of the gates, notices and trees that it
 * names. Called by policy.c before anything of the file is read, so that the facts and figures of a used file are known.
 */
#include "policy/load.h"
#include "policy/name.h"

#include "base/banned.h"

#define USE_DEPTH 8

/* One file, once. */
static void
use_file(struct cm_load *l, const struct cm_yaml *at, struct cm_str file)
{
	struct cm_policy *p;
	const char *name = cm_arena_strn(l->arena, file.p, file.n);

	if (cm_str_is(file, l->name))
		return;
	for (unsigned i = 0; i < l->ntried; i++)
		if (cm_str_eq(l->tried[i], file))
			return;
	l->tried = cm_arena_grow(l->arena, l->tried, l->ntried, &l->roomtried, sizeof *l->tried);
	l->tried[l->ntried++] = file;
	for (const struct cm_load *o = l; o; o = o->outer)
		if (cm_str_is(file, o->name)) {
			cm_diag_add(l->diag, CM_ERROR, at->pos, "policy.circle",
			    "%s uses this file, and this file uses it", name);
			return;
		}
	if (l->depth == USE_DEPTH) {
		cm_diag_add(
		    l->diag, CM_ERROR, at->pos, "policy.circle", "files use files more than %d deep", USE_DEPTH);
		return;
	}
	if (cm_load_file(&p, l->vocabulary, name, l, l->arena, l->diag) != CM_OK) {
		cm_diag_add(
		    l->diag, CM_ERROR, at->pos, "policy.use", "%s.yaml, which is used here, cannot be loaded", name);
		return;
	}
	l->used = cm_arena_grow(l->arena, l->used, l->policy->nused, &l->roomused, sizeof *l->used);
	l->used[l->policy->nused++] = p;
}

static const struct cm_yaml *
first_of(const struct cm_yaml *of, const char *key)
{
	const struct cm_yaml *list = cm_yaml_get(of, key);

	return list && list->kind == CM_YAML_LIST ? list->first : NULL;
}

/* FILE.NAME: the file. in: the folder that FILE stands in, with its slash. */
static void
use_file_of(struct cm_load *l, const struct cm_yaml *y, struct cm_str in)
{
	struct cm_str file, name;

	/* Thousands of names that are no file's would be looked for one by one. */
	if (!y || y->kind != CM_YAML_SCALAR || cm_diag_full(l->diag))
		return;
	cm_name_split(y->text, &file, &name);
	if (file.p)
		use_file(l, y, cm_str(cm_arena_printf(l->arena, "%.*s%.*s", (int)in.n, in.p, (int)file.n, file.p)));
}

/* Those of a list of a gate or a rule. Its shape is told by link.c. */
static void
use_files_of(struct cm_load *l, const struct cm_yaml *of, const char *key)
{
	for (const struct cm_yaml *m = first_of(of, key); m; m = m->next)
		use_file_of(l, m, CM_STR(""));
}

/* Where a step goes on. */
static void
use_go(struct cm_load *l, const struct cm_yaml *step)
{
	use_file_of(l, cm_yaml_get(step, "go"), cm_load_folder(l->policy));
}

void
cm_load_used(struct cm_load *l, const struct cm_yaml *root)
{
	for (const struct cm_yaml *m = first_of(root, "use"); m && !cm_diag_full(l->diag); m = m->next)
		if (m->kind == CM_YAML_SCALAR)
			use_file(l, m, m->text);
	for (const struct cm_yaml *g = l->gates ? l->gates->first : NULL; g; g = g->next) {
		use_files_of(l, g, "use");
		use_files_of(l, g, "notices");
		for (const struct cm_yaml *r = first_of(g, "rules"); r; r = r->next)
			use_files_of(l, r, "notices");
	}
	for (const struct cm_yaml *t = l->trees ? l->trees->first : NULL; t; t = t->next) {
		for (const struct cm_yaml *s = first_of(t, "steps"); s; s = s->next)
			use_go(l, s);
		use_go(l, cm_yaml_get(t, "otherwise"));
	}
	l->policy->used = l->used;
}
