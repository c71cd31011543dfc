/*
 * A rule of a gate gets its meaning: its condition is parsed and typed, its texts, questions and steps are found. Called
 * by link.c for the rules of gates, by link_tree.c for the steps of trees, which are rules as well.
 */
#include "policy/load.h"
#include "policy/name.h"

#include "base/banned.h"

/* The id of a text of this file or of one used. */
const struct cm_text *
cm_text_named(struct cm_load *l, const struct cm_yaml *y)
{
	struct cm_nearest near = {.wanted = y->text};
	const struct cm_text *t = cm_text_find(l->policy, y->text);

	if (t)
		return t;
	for (unsigned i = 0; i < l->policy->ntexts && !cm_diag_full(l->diag); i++)
		cm_nearest_try(&near, l->texts[i].id);
	cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.unknown-text", "there is no text %.*s%s", (int)y->text.n,
	    y->text.p, cm_nearest_hint(&near, l->diag->arena));
	return NULL;
}

/* A text written on the spot, or the id of one. */
const struct cm_text *
cm_text_link(struct cm_load *l, const struct cm_yaml *y, const char *what, struct cm_str owner)
{
	static const char *const keys[] = {"zh", "en", "source", "assumed", NULL};
	struct cm_text *t;

	if (!y)
		return NULL;
	if (y->kind == CM_YAML_SCALAR)
		return cm_text_named(l, y);
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
const struct cm_text *const *
cm_texts_link(struct cm_load *l, const struct cm_yaml *e, const char *key, unsigned *n)
{
	const struct cm_yaml *y = cm_yaml_get(e, key);
	const struct cm_text **texts;

	if (!y || !cm_yaml_is(y, CM_YAML_LIST, key, l->diag))
		return NULL;
	texts = cm_arena_alloc(l->arena, y->n * sizeof *texts);
	for (const struct cm_yaml *m = y->first; m; m = m->next)
		if (cm_yaml_is(m, CM_YAML_SCALAR, "a text's id", l->diag) && (texts[*n] = cm_text_named(l, m)))
			++*n;
	return texts;
}

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
		if (m->kind == CM_YAML_SCALAR && is_step(m->text)) {
			steps[r->nnext++] = m->text;
			cm_next_check(m->text, m->pos, l->vocabulary, l->diag);
			continue;
		}
		cm_diag_add(l->diag, CM_ERROR, m->pos, "policy.step", "a step is a command and its verb, such as cm-sim replace");
	}
	r->next = steps;
}

void
cm_rule_link(struct cm_load *l, struct cm_rule *r, const struct cm_yaml *e, const struct cm_yaml *const *at)
{
	r->pos = e->pos;
	r->index = l->vocabulary->index->nrules++;
	r->id = cm_yaml_text(at[CM_RULE_ID], "id", l->diag);
	r->reason = at[CM_RULE_REASON] ? cm_yaml_text(at[CM_RULE_REASON], "reason", l->diag) : r->id;
	if (!cm_name_is_id(r->id) || (at[CM_RULE_REASON] && !cm_name_is_id(r->reason)))
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.id",
		    "a rule needs an id: lower-case letters, digits, _ - and points");
	r->source = cm_yaml_text(at[CM_RULE_SOURCE], "source", l->diag);
	r->assumed = cm_yaml_truth(at[CM_RULE_ASSUMED], "assumed", l->diag);
	link_condition(l, r, at[CM_RULE_WHEN], e);
	r->message = cm_text_link(l, at[CM_RULE_MESSAGE], "message", r->id);
	r->script = cm_text_link(l, at[CM_RULE_SCRIPT], "script", r->id);
	r->remedy = cm_text_link(l, at[CM_RULE_REMEDY], "remedy", r->id);
	link_ask(l, r, at[CM_RULE_ASK]);
	link_next(l, r, at[CM_RULE_NEXT]);
	if (link_verdict(l, r, at[CM_RULE_VERDICT], e) && r->verdict != CM_ALLOW && !at[CM_RULE_MESSAGE])
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key",
		    "a rule that does not allow needs a message for the operator");
}
