/*
 * Conditions with a name: rows of a table of evidence, written once. Called by link.c before the gates. All names are
 * entered first, so that one that is named too early is told as that; a name is put in by expr_parse.c as the tree that
 * it stands for, and nothing behind the parser knows of it but the explanation, which says it.
 */
#include "policy/expr_ast.h"
#include "policy/load.h"
#include "policy/name.h"

#include "base/banned.h"

static void
enter(struct cm_load *l, struct cm_condition *c, const struct cm_yaml *e)
{
	static const char *const keys[] = {"id", "when", "source", "assumed", "note", NULL};

	if (!cm_yaml_is(e, CM_YAML_MAP, "a condition", l->diag))
		return;
	cm_yaml_only(e, keys, l->diag);
	c->pos = e->pos;
	c->id = cm_yaml_str(e, "id", l->diag);
	c->source = cm_yaml_str(e, "source", l->diag);
	c->note = cm_yaml_str(e, "note", l->diag);
	c->assumed = cm_yaml_bool(e, "assumed", l->diag);
	if (!cm_name_is_word(c->id)) {
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.id",
		    "a condition needs an id: lower-case letters, digits and _");
		return;
	}
	if (!cm_load_taken(l, e, c->id))
		cm_index_add(l->vocabulary, (struct cm_index_name){c->id, -1, false, c});
}

static void
link_condition(struct cm_load *l, struct cm_condition *c, const struct cm_yaml *e)
{
	const struct cm_yaml *y = e->kind == CM_YAML_MAP ? cm_yaml_get(e, "when") : NULL;

	if (e->kind == CM_YAML_MAP && !y)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key", "a condition needs its words: when");
	if (y && cm_yaml_is(y, CM_YAML_SCALAR, "when", l->diag)) {
		c->when_text = y->text;
		c->tree = cm_ast_parse(y->text, cm_yaml_at(y, 0), l->vocabulary, l->arena, l->diag);
	}
	c->faulty = !c->tree;
}

void
cm_conditions_link(struct cm_load *l)
{
	const struct cm_yaml *list = l->conditions;
	struct cm_condition *c;
	unsigned n = 0;

	if (!list || !cm_yaml_is(list, CM_YAML_LIST, "conditions", l->diag))
		return;
	l->policy->conditions = c = cm_arena_alloc(l->arena, (list->n + 1) * sizeof *c);
	for (const struct cm_yaml *e = list->first; e; e = e->next)
		enter(l, &c[n++], e);
	l->policy->nconditions = n;
	n = 0;
	for (const struct cm_yaml *e = list->first; e; e = e->next)
		link_condition(l, &c[n++], e);
}
