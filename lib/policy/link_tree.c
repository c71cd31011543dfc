/*
 * The trees of a policy file (trees.h): gates of which the first rule that holds counts. Called by link.c behind the
 * gates. Steps are rules, and what a step has beside a rule is its finding.
 */
#include "base/po.h"
#include "policy/entry.h"
#include "policy/load.h"
#include "policy/name.h"
#include "policy/trees.h"
#include "record/step.h"

#include "base/banned.h"

/* Keys of a step; otherwise has all but the first two, and no condition. */
enum {
	LOOK = CM_RULE_KEYS,
	COST,
	ACTION,
	AVOID,
	ESCALATE_TO,
	RESTORE_WITHIN,
	REFUND,
	GO,
	NKEYS
};
static const char *const step_names[] = {
    CM_RULE_NAMES, "look", "cost", "action", "avoid", "escalate_to", "restore_within", "refund", "go", NULL};
static const struct cm_yaml_keys step_keys = {step_names, NKEYS};

struct cm_str
cm_load_folder(const struct cm_policy *p)
{
	const char *slash = memrchr(p->id.p, '/', p->id.n);

	return (struct cm_str){p->id.p, slash ? (size_t)(slash + 1 - p->id.p) : 0};
}

/* A tree of this file above g, or FILE.TREE of the same folder: so nobody goes round in circles. */
static const struct cm_gate *
link_go(struct cm_load *l, const struct cm_gate *g, const struct cm_yaml *y)
{
	const struct cm_policy *p = l->policy;
	const struct cm_gate *end = g;
	struct cm_str file, tree, id;
	struct cm_nearest near;

	if (!y || !cm_yaml_is(y, CM_YAML_SCALAR, "go", l->diag))
		return NULL;
	cm_name_split(y->text, &file, &tree);
	if (file.p) {
		struct cm_str in = cm_load_folder(p);

		id = cm_str(cm_arena_printf(l->arena, "%.*s%.*s", (int)in.n, in.p, (int)file.n, file.p));
		p = NULL;
		for (unsigned i = 0; i < l->policy->nused; i++)
			if (cm_str_eq(l->used[i]->id, id))
				p = l->used[i];
		if (!p)
			return NULL; /* told when the file was loaded */
		end = p->gates + p->ngates;
	}
	near = (struct cm_nearest){.wanted = tree};
	for (const struct cm_gate *o = p->gates; o < end; o++) {
		if (o->tree && cm_str_eq(o->id, tree))
			return o;
		if (o->tree && !cm_diag_full(l->diag))
			cm_nearest_try(&near, o->id);
	}
	cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.go", "there is no tree %.*s%s%s", (int)y->text.n, y->text.p,
	    file.p ? "" : " above this one", cm_nearest_hint(&near, l->diag->arena));
	return NULL;
}

/* A figure of hours. */
static int
link_hours(struct cm_load *l, const struct cm_yaml *y)
{
	int slot = y ? cm_fact_named(y, l->vocabulary, l->diag) : -1;
	const struct cm_fact *f = slot < 0 ? NULL : &l->vocabulary->facts[slot];

	if (!f || (f->value && f->type == CM_T_INT))
		return slot;
	cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.value", "restore_within names a figure: a number of hours");
	return -1;
}

/* The field of a step, when it is said or has a value anyway. */
static void
put_field(struct cm_buf *b, const char *name, struct cm_str value)
{
	if (value.n)
		cm_step_put(b, cm_str(name), value);
}

/* refund: becomes one more step of next. What is not said is the service's own item, and the month that is asked about.
 * What is said of it stands beside the script, so that a cause is heard also where the money is not sure. */
static void
link_refund(struct cm_load *l, struct cm_rule *r, struct cm_finding *f, const struct cm_yaml *y)
{
	static const char *const keys[] = {"cause", "item", "month", "amount", "since", "until", "say", NULL};
	const struct cm_fact *services = cm_fact_of_values(l->vocabulary, "service");
	struct cm_str item = l->policy->service, month, *next = cm_arena_alloc(l->arena, (r->nnext + 1) * sizeof *next);
	struct cm_buf b = {0};
	bool known = false;

	if (!y || !cm_yaml_is(y, CM_YAML_MAP, "refund", l->diag))
		return;
	cm_yaml_only(y, keys, l->diag);
	if (!cm_yaml_get(y, "cause"))
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.missing-key", "a refund needs its cause");
	else if (cm_value_check(cm_fact_of_values(l->vocabulary, "refund_cause"), cm_yaml_get(y, "cause"), "cause of a refund", l->diag))
		f->refund = cm_yaml_str(y, "cause", l->diag);
	for (unsigned i = 0; services && i < services->nvalues; i++)
		known |= cm_str_eq(services->values[i].name, item);
	if (cm_yaml_get(y, "item"))
		item = cm_yaml_str(y, "item", l->diag);
	else if (!known)
		item = CM_STR("{item}");
	month = cm_yaml_get(y, "month") ? cm_yaml_str(y, "month", l->diag) : CM_STR("{month}");
	cm_buf_puts(&b, "cm-bill refund");
	put_field(&b, "cause", f->refund);
	put_field(&b, "item", item);
	put_field(&b, "month", month);
	put_field(&b, "amount", cm_yaml_str(y, "amount", l->diag));
	put_field(&b, "since", cm_yaml_str(y, "since", l->diag));
	put_field(&b, "until", cm_yaml_str(y, "until", l->diag));
	if (r->nnext)
		memcpy(next, r->next, r->nnext * sizeof *next);
	next[r->nnext++] = cm_arena_str(l->arena, cm_buf_str(&b));
	r->next = next;
	cm_buf_free(&b);
	f->refund_say = cm_text_link(
	    l, cm_yaml_get(y, "say"), "say", cm_str(cm_arena_printf(l->arena, "%.*s.refund", (int)r->id.n, r->id.p)));
	cm_next_check(next[r->nnext - 1], y->pos, l->vocabulary, l->diag);
}

/* A step, or otherwise, which always holds. */
static void
link_step(struct cm_load *l, const struct cm_gate *g, struct cm_rule *r, const struct cm_yaml *e, bool otherwise)
{
	struct cm_yaml always = {.pos = e->pos, .text = CM_STR("TRUE")}, allow = {.pos = e->pos, .text = CM_STR("allow")};
	struct cm_finding *f = cm_arena_alloc(l->arena, sizeof *f);
	const struct cm_yaml *at[NKEYS];

	*f = (struct cm_finding){.cost = -1, .restore_within = -1};
	r->finding = f;
	if (!cm_yaml_is(e, CM_YAML_MAP, otherwise ? "otherwise" : "a step", l->diag))
		return;
	cm_yaml_members(e, &step_keys, at, l->diag);
	if (otherwise && (at[CM_RULE_WHEN] || at[LOOK] || at[COST]))
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.shape", "otherwise looks at nothing: it has no when, look or cost");
	else if (!otherwise && !at[LOOK])
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key", "a step says what is looked at: look");
	if (otherwise)
		at[CM_RULE_WHEN] = &always;
	if (!at[CM_RULE_VERDICT])
		at[CM_RULE_VERDICT] = &allow;
	cm_rule_link(l, r, e, at);
	if (r->verdict != CM_ALLOW && (r->verdict != CM_REFER || at[GO]))
		cm_diag_add(l->diag, CM_ERROR, at[CM_RULE_VERDICT]->pos, "policy.verdict",
		    at[GO] ? N_("a step that goes on allows") : N_("a finding allows or refers"));
	f->look = cm_text_link(l, at[LOOK], "look", r->id);
	f->action = cm_text_link(l, at[ACTION], "action", r->id);
	f->avoid = cm_text_link(l, at[AVOID], "avoid", r->id);
	f->cost = (int)cm_entry_int(e, "cost", 0, 3, NULL, l->diag);
	if (at[ESCALATE_TO] && cm_value_check(cm_fact_of_values(l->vocabulary, "escalate_to"), at[ESCALATE_TO], "team", l->diag))
		f->escalate_to = at[ESCALATE_TO]->text;
	f->restore_within = link_hours(l, at[RESTORE_WITHIN]);
	link_refund(l, r, f, at[REFUND]);
	f->go = link_go(l, g, at[GO]);
	if (at[GO] ? at[CM_RULE_MESSAGE] != NULL : r->verdict == CM_ALLOW && !r->message)
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key",
		    at[GO] ? N_("a step that goes on has no message: it is no finding") : N_("a finding needs a message for the operator"));
}

/* What a step has seen stands in the answer. */
static void
check_shown(struct cm_load *l, const struct cm_gate *g)
{
	for (unsigned i = 0; i < g->nrules; i++)
		for (unsigned k = 0; k < g->rules[i]->finding->nfacts; k++) {
			const struct cm_fact *f = &l->vocabulary->facts[g->rules[i]->finding->facts[k]];

			if (f->secret || f->identity)
				cm_diag_add(l->diag, CM_ERROR, g->rules[i]->pos, "policy.shown",
				    "%.*s is confidential, and what a step looks at is shown", (int)f->id.n, f->id.p);
		}
}

static void
link_symptom(struct cm_load *l, struct cm_tree *t, const struct cm_yaml *e)
{
	const struct cm_yaml *list = cm_yaml_get(e, "aliases");

	cm_entry_text(&t->symptom, e, "symptom", "a tree", l->arena, l->diag);
	t->symptom.source = cm_yaml_str(e, "source", l->diag);
	t->symptom.assumed = cm_yaml_bool(e, "assumed", l->diag);
	if (list)
		t->aliases = cm_entry_values(e, "aliases", NULL, "an alias", &t->naliases, l->arena, l->diag);
}

void
cm_tree_link(struct cm_load *l, struct cm_gate *g, const struct cm_yaml *e)
{
	static const char *const keys[] = {
	    "id", "symptom", "aliases", "source", "assumed", "note", "steps", "otherwise", NULL};
	const struct cm_yaml *steps = cm_entry_list(e, "steps", "a tree", l->diag), *otherwise = cm_yaml_get(e, "otherwise");
	unsigned n = (steps ? steps->n : 0) + 1, beyond = 0;
	const struct cm_rule **all = cm_arena_alloc(l->arena, n * sizeof *all);
	struct cm_rule *rules = cm_arena_alloc(l->arena, n * sizeof *rules), *r = rules;
	struct cm_tree *t = cm_arena_alloc(l->arena, sizeof *t);
	struct cm_vocabulary ids;

	cm_yaml_only(e, keys, l->diag);
	link_symptom(l, t, e);
	cm_load_names(l, &ids, n);
	for (const struct cm_yaml *m = steps ? steps->first : NULL; m; m = m->next)
		link_step(l, g, r++, m, false);
	if (otherwise)
		link_step(l, g, r++, otherwise, true);
	else
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key",
		    "a tree says what it is when no step holds: otherwise");
	for (; g->nrules < (unsigned)(r - rules); g->nrules++) {
		const struct cm_rule *step = all[g->nrules] = &rules[g->nrules];
		const struct cm_gate *go = step->finding->go;
		const struct cm_index_name *before =
		    cm_index_add(&ids, (struct cm_index_name){step->id, (int)g->nrules, false, NULL});

		if (before)
			cm_load_duplicate(
			    l->diag, &(struct cm_yaml){.pos = step->pos}, "a step", step->id, all[before->slot]->pos);
		beyond = go && go->tree->longest > beyond ? go->tree->longest : beyond;
	}
	t->longest = g->nrules + beyond;
	g->rules = all;
	g->tree = t;
	cm_tree_facts(t, g, l->vocabulary, l->arena);
	check_shown(l, g);
}

/* A word by which reports call a tree is that of one tree. */
static void
add_word(struct cm_load *l, struct cm_vocabulary *words, const struct cm_gate *g, struct cm_str word)
{
	const struct cm_index_name *before;

	if (!word.n)
		return;
	before = cm_index_add(words, (struct cm_index_name){word, (int)(g - l->policy->gates), false, NULL});
	if (before)
		cm_load_duplicate(l->diag, &(struct cm_yaml){.pos = g->pos}, "a symptom", word, l->policy->gates[before->slot].pos);
}

void
cm_trees_link(struct cm_load *l, const struct cm_yaml *root)
{
	struct cm_policy *p = l->policy;
	struct cm_vocabulary words;
	size_t folder = cm_load_folder(p).n;

	cm_load_names(l, &words, p->ngates * 4);
	p->words = words.index;
	for (const struct cm_gate *g = p->gates; g < p->gates + p->ngates; g++) {
		if (!g->tree)
			continue;
		add_word(l, &words, g, g->id);
		add_word(l, &words, g, g->tree->symptom.zh);
		add_word(l, &words, g, g->tree->symptom.en);
		for (unsigned i = 0; i < g->tree->naliases; i++)
			add_word(l, &words, g, g->tree->aliases[i]);
	}
	p->status = cm_entry_status(root, "a file with trees", l->diag);
	if (!cm_str_eq(p->service, (struct cm_str){p->id.p + folder, p->id.n - folder}))
		cm_diag_add(l->diag, CM_ERROR, root->pos, "policy.id", "service must be the file's name: %s", p->id.p + folder);
}
