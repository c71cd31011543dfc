/*
 * Names of a policy file get their meaning: conditions are parsed and typed, texts found, gates put together. Called by
 * policy.c when the file and those that it uses are parsed. Goes on after a fault, so that all are told in one go.
 */
#include "policy/derive.h"
#include "policy/expr_node.h"
#include "policy/load.h"
#include "policy/name.h"

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

static const struct cm_text *
find_text(const struct cm_policy *p, struct cm_str id)
{
	const struct cm_text *t = NULL;

	for (unsigned i = 0; i < p->ntexts; i++)
		if (cm_str_eq(p->texts[i].id, id))
			return &p->texts[i];
	for (unsigned i = 0; i < p->nused && !t; i++)
		t = find_text(p->used[i], id);
	return t;
}

const struct cm_text *
cm_policy_text(const struct cm_policy *p, const char *id)
{
	return find_text(p, cm_str(id));
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

/* The id of a text of this file or of one used. */
static const struct cm_text *
text_by_id(struct cm_load *l, const struct cm_yaml *y)
{
	struct cm_nearest near = {.wanted = y->text};
	const struct cm_text *t = find_text(l->policy, y->text);

	if (t)
		return t;
	for (unsigned i = 0; i < l->policy->ntexts && !cm_diag_full(l->diag); i++)
		cm_nearest_try(&near, l->texts[i].id);
	cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.unknown-text", "there is no text %.*s%s", (int)y->text.n,
	    y->text.p, cm_nearest_hint(&near, l->diag->arena));
	return NULL;
}

/* A text written on the spot, or the id of one. */
static const struct cm_text *
link_text(struct cm_load *l, const struct cm_yaml *y, const char *what, struct cm_str owner)
{
	static const char *const keys[] = {"zh", "en", "source", "assumed", NULL};
	struct cm_text *t;

	if (!y)
		return NULL;
	if (y->kind == CM_YAML_SCALAR)
		return text_by_id(l, y);
	if (!cm_yaml_is(y, CM_YAML_MAP, what, l->diag))
		return NULL;
	cm_yaml_only(y, keys, l->diag);
	t = cm_arena_alloc(l->arena, sizeof *t);
	cm_text_parse(t, y, l->arena, l->diag);
	t->id = owner;
	cm_text_check(t, l->vocabulary, true, l->diag);
	return t;
}

/* Texts by their ids: what is to be done for the customer, what is sent to him. */
static const struct cm_text *const *
link_texts(struct cm_load *l, const struct cm_yaml *e, const char *key, unsigned *n)
{
	const struct cm_yaml *y = cm_yaml_get(e, key);
	const struct cm_text **texts;

	if (!y || !cm_yaml_is(y, CM_YAML_LIST, key, l->diag))
		return NULL;
	texts = cm_arena_alloc(l->arena, y->n * sizeof *texts);
	for (const struct cm_yaml *m = y->first; m; m = m->next)
		if (cm_yaml_is(m, CM_YAML_SCALAR, "a text's id", l->diag) && (texts[*n] = text_by_id(l, m)))
			++*n;
	return texts;
}

/* Keys of a rule; note is for people. */
enum {
	ID,
	WHEN,
	VERDICT,
	SOURCE,
	ASSUMED,
	MESSAGE,
	SCRIPT,
	REMEDY,
	ASK,
	REASON,
	PARTITION,
	NEXT,
	NOTICES,
	NOTE,
	NKEYS
};
static const char *const rule_names[] = {"id", "when", "verdict", "source", "assumed", "message", "script", "remedy",
    "ask", "reason", "partition", "next", "notices", "note", NULL};
static const struct cm_yaml_keys rule_keys = {rule_names, NKEYS};

static bool
link_verdict(struct cm_load *l, struct cm_rule *r, const struct cm_yaml *y, const struct cm_yaml *e)
{
	struct cm_nearest near = {0};

	if (!y) {
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key", "a rule needs a verdict");
		return false;
	}
	for (int i = CM_ALLOW; i <= CM_REFUSE; i++)
		if (cm_str_is(y->text, cm_verdict_name((enum cm_verdict)i))) {
			r->verdict = (enum cm_verdict)i;
			return true;
		}
	near.wanted = y->text;
	for (int i = CM_ALLOW; i <= CM_REFUSE; i++)
		cm_nearest_try(&near, cm_str(cm_verdict_name((enum cm_verdict)i)));
	cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.verdict",
	    "a verdict is allow, warn, undecided, refer or refuse%s", cm_nearest_hint(&near, l->diag->arena));
	return false;
}

static void
link_condition(struct cm_load *l, struct cm_rule *r, const struct cm_yaml *y, const struct cm_yaml *e)
{
	if (!y) {
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key", "a rule needs a condition: when");
		return;
	}
	if (!cm_yaml_is(y, CM_YAML_SCALAR, "when", l->diag))
		return;
	r->when_text = y->text;
	r->when = cm_expr_parse(y->text, cm_yaml_at(y, 0), l->vocabulary, l->arena, l->diag);
}

int
cm_fact_named(const struct cm_yaml *y, const struct cm_vocabulary *v, struct cm_diag *d)
{
	int slot = y->kind == CM_YAML_SCALAR ? cm_vocabulary_slot(v, y->text) : -1;

	if (slot >= 0)
		return slot;
	cm_diag_add(d, CM_ERROR, y->pos, "policy.unknown-fact", "there is no fact %.*s%s", (int)y->text.n,
	    y->text.p ? y->text.p : "", cm_index_hint(v, y->text, false, d));
	return -1;
}

static void
link_ask(struct cm_load *l, struct cm_rule *r, const struct cm_yaml *y)
{
	int *slots, slot;

	if (!y || !cm_yaml_is(y, CM_YAML_LIST, "ask", l->diag))
		return;
	slots = cm_arena_alloc(l->arena, y->n * sizeof *slots);
	for (const struct cm_yaml *m = y->first; m; m = m->next)
		if ((slot = cm_fact_named(m, l->vocabulary, l->diag)) >= 0)
			slots[r->nask++] = slot;
	r->ask = slots;
}

/* A step names a command and its verb: without a verb nobody could take it. */
static bool
is_step(struct cm_str s)
{
	const char *blank = memchr(s.p, ' ', s.n);

	return s.n > 3 && memcmp(s.p, "cm-", 3) == 0 && blank && blank + 1 < s.p + s.n && blank[1] >= 'a' && blank[1] <= 'z';
}

static void
link_next(struct cm_load *l, struct cm_rule *r, const struct cm_yaml *y)
{
	struct cm_str *steps;

	if (!y || !cm_yaml_is(y, CM_YAML_LIST, "next", l->diag))
		return;
	steps = cm_arena_alloc(l->arena, y->n * sizeof *steps);
	for (const struct cm_yaml *m = y->first; m; m = m->next) {
		if (m->kind == CM_YAML_SCALAR && is_step(m->text))
			steps[r->nnext++] = m->text;
		else
			cm_diag_add(l->diag, CM_ERROR, m->pos, "policy.step", "a step is a command and its verb, such as cm-sim replace");
	}
	r->next = steps;
}

static void
link_rule(struct cm_load *l, struct cm_rule *r, const struct cm_yaml *e)
{
	const struct cm_yaml *at[NKEYS];

	if (!cm_yaml_is(e, CM_YAML_MAP, "a rule", l->diag))
		return;
	cm_yaml_members(e, &rule_keys, at, l->diag);
	r->pos = e->pos;
	r->index = l->vocabulary->index->nrules++;
	r->id = cm_yaml_text(at[ID], "id", l->diag);
	r->reason = at[REASON] ? cm_yaml_text(at[REASON], "reason", l->diag) : r->id;
	if (!cm_name_is_id(r->id) || (at[REASON] && !cm_name_is_id(r->reason)))
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.id",
		    "a rule needs an id: lower-case letters, digits, _ - and points");
	r->source = cm_yaml_text(at[SOURCE], "source", l->diag);
	r->assumed = cm_yaml_truth(at[ASSUMED], "assumed", l->diag);
	r->partition = cm_yaml_text(at[PARTITION], "partition", l->diag);
	link_condition(l, r, at[WHEN], e);
	r->message = link_text(l, at[MESSAGE], "message", r->id);
	r->script = link_text(l, at[SCRIPT], "script", r->id);
	r->remedy = link_text(l, at[REMEDY], "remedy", r->id);
	link_ask(l, r, at[ASK]);
	link_next(l, r, at[NEXT]);
	if (at[NOTICES])
		r->notices = link_texts(l, e, "notices", &r->nnotices);
	if (link_verdict(l, r, at[VERDICT], e) && r->verdict != CM_ALLOW && !at[MESSAGE])
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key",
		    "a rule that does not allow needs a message for the operator");
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

/* Rules of used gates first, then own ones. */
static void
gather_rules(struct cm_load *l, struct cm_gate *g, const struct cm_yaml *e)
{
	const struct cm_yaml *own = cm_yaml_get(e, "rules");
	bool list = own && cm_yaml_is(own, CM_YAML_LIST, "rules", l->diag);
	struct cm_rule *rules = list ? cm_arena_alloc(l->arena, (own->n + 1) * sizeof *rules) : NULL;
	const struct cm_rule **all = used_rules(l, g, cm_yaml_get(e, "use"), list ? own->n : 0);

	g->rules = all;
	for (const struct cm_yaml *m = list ? own->first : NULL; m; m = m->next) {
		link_rule(l, rules, m);
		for (unsigned i = 0; i < g->nrules; i++)
			if (cm_str_eq(all[i]->id, rules->id)) {
				cm_diag_add(l->diag, CM_ERROR, m->pos, "policy.duplicate",
				    "a rule %.*s is in this gate already, from line %u", (int)rules->id.n, rules->id.p,
				    all[i]->pos.line);
				break;
			}
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
			text_by_id(l, m);
	}
}

static void
link_gate(struct cm_load *l, struct cm_gate *g, const struct cm_yaml *e)
{
	static const char *const keys[] = {
	    "id", "use", "rules", "disclose", "tasks", "notices", "script", "source", "assumed", "note", NULL};

	if (!cm_yaml_is(e, CM_YAML_MAP, "a gate", l->diag))
		return;
	cm_yaml_only(e, keys, l->diag);
	g->pos = e->pos;
	g->id = cm_yaml_str(e, "id", l->diag);
	if (!cm_name_is_id(g->id))
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.id",
		    "a gate needs an id: lower-case letters, digits, _ - and points");
	for (const struct cm_gate *o = l->policy->gates; o < g; o++)
		if (cm_str_eq(o->id, g->id)) {
			cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.duplicate",
			    "a gate %.*s is there already, in line %u", (int)g->id.n, g->id.p, o->pos.line);
			break;
		}
	gather_rules(l, g, e);
	order_derived(l, g);
	link_disclose(l, g, e);
	g->tasks = link_texts(l, e, "tasks", &g->ntasks);
	g->notices = link_texts(l, e, "notices", &g->nnotices);
	g->script = link_text(l, cm_yaml_get(e, "script"), "script", g->id);
}

void
cm_policy_link(struct cm_load *l)
{
	struct cm_policy *p = l->policy;
	struct cm_gate *gates;

	for (unsigned i = 0; i < p->ntexts; i++)
		cm_text_check(&l->texts[i], l->vocabulary, true, l->diag);
	cm_conditions_link(l);
	if (l->gates) {
		p->gates = gates = cm_arena_alloc(l->arena, (l->gates->n + 1) * sizeof *gates);
		for (const struct cm_yaml *e = l->gates->first; e; e = e->next) {
			link_gate(l, &gates[p->ngates], e);
			p->ngates++;
		}
	}
	p->nrules = l->vocabulary->index->nrules;
}
