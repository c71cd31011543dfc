/*
 * Names of a policy file get their meaning: conditions are parsed and typed, texts found, gates put together. Called by
 * policy.c when the file and those that it uses are parsed. Goes on after a fault, so that all are told in one go.
 */
#include "policy/derive.h"
#include "policy/expr_node.h"
#include "policy/load.h"
#include "policy/name.h"
#include "policy/trees.h"

#include "base/banned.h"

const char *
cm_verdict_name(enum cm_verdict v)
{
	static const char *const names[] = {[CM_ALLOW] = "allow", [CM_WARN] = "warn", [CM_UNDECIDED] = "undecided",
	    [CM_REFER] = "refer", [CM_REFUSE] = "refuse"};

	return names[v];
}

const struct cm_gate *
cm_policy_gate(const struct cm_policy *p, const char *id)
{
	for (unsigned i = 0; i < p->ngates; i++)
		if (cm_str_is(p->gates[i].id, id))
			return &p->gates[i];
	return NULL;
}

enum cm_status
cm_policy_need_gate(const struct cm_policy *p, const char *id, const struct cm_gate **g, struct cm_diag *d)
{
	*g = cm_policy_gate(p, id);
	return *g ? CM_OK : cm_fail(d, CM_CONFIG, "policy.missing-gate", "%s has no gate %s", p->file, id);
}

const struct cm_text *
cm_text_find(const struct cm_policy *p, struct cm_str id)
{
	const struct cm_text *t = NULL;

	for (unsigned i = 0; i < p->ntexts; i++)
		if (cm_str_eq(p->texts[i].id, id))
			return &p->texts[i];
	for (unsigned i = 0; i < p->nused && !t; i++)
		t = cm_text_find(p->used[i], id);
	return t;
}

const struct cm_text *
cm_policy_text(const struct cm_policy *p, const char *id)
{
	return cm_text_find(p, cm_str(id));
}

const char *const cm_text_channels[] = {"phone", "sms", NULL};

static bool
is_for(struct cm_str id, struct cm_str of, struct cm_str channel)
{
	return id.n == of.n + 1 + channel.n && id.p[of.n] == '.' && memcmp(id.p, of.p, of.n) == 0 &&
	    memcmp(id.p + of.n + 1, channel.p, channel.n) == 0;
}

const struct cm_text *
cm_text_for(const struct cm_policy *p, const struct cm_text *t, const char *channel)
{
	const struct cm_text *found = t;

	for (unsigned i = 0; i < p->ntexts; i++)
		if (is_for(p->texts[i].id, t->id, cm_str(channel)))
			return &p->texts[i];
	for (unsigned i = 0; i < p->nused && found == t; i++)
		found = cm_text_for(p->used[i], t, channel);
	return found;
}

const struct cm_figure *
cm_policy_figure(const struct cm_policy *p, const char *id)
{
	const struct cm_figure *g = NULL;

	for (unsigned i = 0; i < p->nfigures; i++)
		if (cm_str_is(p->figures[i].id, id))
			return &p->figures[i];
	for (unsigned i = 0; i < p->nused && !g; i++)
		g = cm_policy_figure(p->used[i], id);
	return g;
}

enum cm_status
cm_policy_int(const struct cm_policy *p, const char *id, int64_t least, int64_t *value, struct cm_diag *d)
{
	const struct cm_figure *g = cm_policy_figure(p, id);

	if (!g || g->value.type != CM_T_INT || g->value.i < least)
		return cm_fail(d, CM_CONFIG, "policy.missing-figure", "%s has no figure %s", p->file, id);
	*value = g->value.i;
	return CM_OK;
}

void
cm_load_names(struct cm_load *l, struct cm_vocabulary *names, unsigned n)
{
	*names = (struct cm_vocabulary){.arena = l->arena, .index = cm_arena_alloc(l->arena, sizeof *names->index)};
	cm_index_init(names, n);
}

/* "owner" or "identity.owner" of the file identity: both name the same gate, whichever the file calls it. */
static const struct cm_gate *
gate_of(const struct cm_policy *p, struct cm_str whole, struct cm_str last, const struct cm_gate *end)
{
	for (const struct cm_gate *g = p->gates; g < end; g++)
		if (cm_str_eq(g->id, whole) || cm_str_eq(g->id, last))
			return g;
	return NULL;
}

static const struct cm_gate *
used_gate(struct cm_load *l, const struct cm_yaml *y, const struct cm_gate *upto)
{
	const struct cm_policy *p = NULL;
	const struct cm_gate *g = NULL;
	struct cm_str file, gate;

	if (!cm_yaml_is(y, CM_YAML_SCALAR, "a used gate", l->diag))
		return NULL;
	cm_name_split(y->text, &file, &gate);
	if (!file.p || cm_str_eq(file, l->policy->id)) {
		g = gate_of(l->policy, y->text, gate, upto);
	} else {
		for (unsigned i = 0; i < l->policy->nused; i++)
			if (cm_str_eq(l->used[i]->id, file))
				p = l->used[i];
		if (!p)
			return NULL; /* told when the file was loaded */
		g = gate_of(p, y->text, gate, p->gates + p->ngates);
	}
	if (!g)
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.use", "there is no gate %.*s%s", (int)y->text.n,
		    y->text.p, p ? "" : " above this one");
	return g;
}

/* Rules of the gates that are used, each once. own: how many will follow. */
static const struct cm_rule **
used_rules(struct cm_load *l, struct cm_gate *g, const struct cm_yaml *use, unsigned own)
{
	unsigned n = use && cm_yaml_is(use, CM_YAML_LIST, "use", l->diag) ? use->n : 0, cap = own;
	const struct cm_gate **from = cm_arena_alloc(l->arena, (n + 1) * sizeof *from), **f = from;
	const struct cm_rule **all;
	bool *there = cm_arena_alloc(l->arena, l->vocabulary->index->nrules + 1); /* by the rule's index */

	for (const struct cm_yaml *m = n ? use->first : NULL; m; m = m->next)
		if ((*f = used_gate(l, m, g)))
			cap += (*f++)->nrules;
	all = cm_arena_alloc(l->arena, (cap + 1) * sizeof *all);
	for (f = from; *f; f++)
		for (unsigned i = 0; i < (*f)->nrules; i++)
			if (!there[(*f)->rules[i]->index]) {
				there[(*f)->rules[i]->index] = true;
				all[g->nrules++] = (*f)->rules[i];
			}
	return all;
}

/* A rule of a gate. */
static void
link_rule(struct cm_load *l, struct cm_rule *r, const struct cm_yaml *e)
{
	enum {
		PARTITION = CM_RULE_KEYS,
		NOTICES,
		TOLD,
		NKEYS
	};
	static const char *const names[] = {CM_RULE_NAMES, "partition", "notices", "told", NULL};
	static const struct cm_yaml_keys keys = {names, NKEYS};
	const struct cm_yaml *at[NKEYS];

	if (!cm_yaml_is(e, CM_YAML_MAP, "a rule", l->diag))
		return;
	cm_yaml_members(e, &keys, at, l->diag);
	r->partition = cm_yaml_text(at[PARTITION], "partition", l->diag);
	cm_rule_link(l, r, e, at);
	r->told = at[TOLD] && cm_yaml_bool(e, "told", l->diag);
	if (at[NOTICES])
		r->notices = cm_texts_link(l, e, "notices", &r->nnotices);
}

/* Rules of used gates first, then own ones. */
static void
gather_rules(struct cm_load *l, struct cm_gate *g, const struct cm_yaml *e)
{
	const struct cm_yaml *own = cm_yaml_get(e, "rules");
	bool list = own && cm_yaml_is(own, CM_YAML_LIST, "rules", l->diag);
	struct cm_rule *rules = list ? cm_arena_alloc(l->arena, (own->n + 1) * sizeof *rules) : NULL;
	const struct cm_rule **all = used_rules(l, g, cm_yaml_get(e, "use"), list ? own->n : 0);
	const struct cm_index_name *before;
	struct cm_vocabulary names;

	g->rules = all;
	if (!list)
		return;
	cm_load_names(l, &names, g->nrules + own->n);
	for (unsigned i = 0; i < g->nrules; i++)
		cm_index_add(&names, (struct cm_index_name){all[i]->id, (int)i, false, NULL});
	for (const struct cm_yaml *m = own->first; m; m = m->next) {
		link_rule(l, rules, m);
		before = cm_index_add(&names, (struct cm_index_name){rules->id, (int)g->nrules, false, NULL});
		if (before)
			cm_diag_add(l->diag, CM_ERROR, m->pos, "policy.duplicate",
			    "a rule %.*s is in this gate already, from line %u", (int)rules->id.n, rules->id.p,
			    all[before->slot]->pos.line);
		all[g->nrules++] = rules++;
	}
}

static void
add_derived(struct cm_load *l, struct cm_gate *g, int *order, int slot)
{
	const struct cm_derive *dv = l->vocabulary->facts[slot].derive;

	if (!dv)
		return;
	for (unsigned i = 0; i < g->nderived; i++)
		if (order[i] == slot)
			return;
	for (int k = 0; k < 2; k++)
		if (dv->arg[k].slot >= 0)
			add_derived(l, g, order, dv->arg[k].slot);
	order[g->nderived++] = slot;
}

/* What must be computed before the rules are tried, arguments first. */
static void
order_derived(struct cm_load *l, struct cm_gate *g)
{
	struct cm_vocabulary *v = l->vocabulary;
	int *order = cm_arena_alloc(l->arena, v->n * sizeof *order);

	for (unsigned i = 0; i < g->nrules; i++) {
		const struct cm_expr *e = g->rules[i]->when;
		const struct cm_gate *go = g->rules[i]->finding ? g->rules[i]->finding->go : NULL;

		for (unsigned k = 0; go && k < go->nderived; k++)
			add_derived(l, g, order, go->derived[k]);
		for (unsigned k = 0; e && k < e->n; k++) {
			const struct cm_node *n = &e->nodes[k];

			if (n->op != CM_OP_FACT || v->facts[n->slot].from != CM_FROM_DERIVED)
				continue;
			if (cm_derive_link(v, n->slot, true, l->diag))
				add_derived(l, g, order, n->slot);
			else
				cm_diag_add(l->diag, CM_ERROR, g->rules[i]->pos, "policy.derive",
				    "%.*s needs %.*s, which cannot be derived here", (int)g->rules[i]->id.n,
				    g->rules[i]->id.p, (int)v->facts[n->slot].id.n, v->facts[n->slot].id.p);
		}
	}
	g->derived = order;
}

static void
link_disclose(struct cm_load *l, struct cm_gate *g, const struct cm_yaml *e)
{
	const struct cm_yaml *y = cm_yaml_get(e, "disclose");
	struct cm_str *names;

	if (!y || !cm_yaml_is(y, CM_YAML_LIST, "disclose", l->diag))
		return;
	g->disclose = names = cm_arena_alloc(l->arena, y->n * sizeof *names);
	for (const struct cm_yaml *m = y->first; m; m = m->next) {
		if (!cm_yaml_is(m, CM_YAML_SCALAR, "a disclosure", l->diag))
			continue;
		names[g->ndisclose++] = m->text;
		if (cm_vocabulary_slot(l->vocabulary, m->text) < 0)
			cm_text_named(l, m);
	}
}

/* What a gate and a tree have in common. */
static void
link_id(struct cm_load *l, struct cm_gate *g, const struct cm_yaml *e)
{
	const struct cm_index_name *before;

	g->pos = e->pos;
	g->id = cm_yaml_str(e, "id", l->diag);
	if (!cm_name_is_id(g->id))
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.id",
		    "a gate needs an id: lower-case letters, digits, _ - and points");
	before = cm_index_add(&l->ids, (struct cm_index_name){g->id, (int)(g - l->policy->gates), false, NULL});
	if (before)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.duplicate", "a gate %.*s is there already, in line %u",
		    (int)g->id.n, g->id.p, l->policy->gates[before->slot].pos.line);
}

static void
link_gate(struct cm_load *l, struct cm_gate *g, const struct cm_yaml *e)
{
	static const char *const keys[] = {
	    "id", "use", "rules", "disclose", "tasks", "notices", "script", "source", "assumed", "note", NULL};

	if (!cm_yaml_is(e, CM_YAML_MAP, "a gate", l->diag))
		return;
	cm_yaml_only(e, keys, l->diag);
	link_id(l, g, e);
	gather_rules(l, g, e);
	order_derived(l, g);
	link_disclose(l, g, e);
	g->tasks = cm_texts_link(l, e, "tasks", &g->ntasks);
	g->notices = cm_texts_link(l, e, "notices", &g->nnotices);
	g->script = cm_text_link(l, cm_yaml_get(e, "script"), "script", g->id);
}

static void
link_tree(struct cm_load *l, struct cm_gate *g, const struct cm_yaml *e)
{
	if (!cm_yaml_is(e, CM_YAML_MAP, "a tree", l->diag))
		return;
	link_id(l, g, e);
	cm_tree_link(l, g, e);
	order_derived(l, g);
}

void
cm_policy_link(struct cm_load *l)
{
	unsigned n = (l->gates ? l->gates->n : 0) + (l->trees ? l->trees->n : 0);
	struct cm_policy *p = l->policy;
	struct cm_gate *gates;

	for (unsigned i = 0; i < p->ntexts; i++)
		cm_text_check(&l->texts[i], l->vocabulary, true, l->diag);
	cm_conditions_link(l);
	p->gates = gates = n ? cm_arena_alloc(l->arena, n * sizeof *gates) : NULL;
	cm_load_names(l, &l->ids, n);
	for (const struct cm_yaml *e = l->gates ? l->gates->first : NULL; e; e = e->next)
		link_gate(l, &gates[p->ngates++], e);
	for (const struct cm_yaml *e = l->trees ? l->trees->first : NULL; e; e = e->next)
		link_tree(l, &gates[p->ngates++], e);
	p->nrules = l->vocabulary->index->nrules;
}
