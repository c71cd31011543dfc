/*
 * Facts that a person wrote down. Called for cases and by cm-policy explain; stricter than the reading of records,
 * since a name that is misspelt here would prove nothing.
 */
#include "policy/case_facts.h"
#include "policy/name.h"
#include "base/po.h"

#include "base/banned.h"

#define ITEMS 64

struct reading {
	const struct cm_policy *policy;
	struct cm_case_facts *out;
	struct cm_pos pos;
	struct cm_arena *arena;
	struct cm_diag *diag;
};

const char *
cm_case_verdict(const struct cm_decision *d)
{
	return cm_verdict_name(d->nfired && d->fired[0].verdict == CM_WARN ? CM_WARN : d->verdict);
}

static struct cm_str
list_text(const struct cm_field *f, struct cm_arena *a)
{
	struct cm_str items[ITEMS];
	int n = cm_field_list(f, items, ITEMS, a);

	return cm_arena_list(a, items, n < 0 ? 0 : n > ITEMS ? ITEMS : (unsigned)n);
}

static bool
set_fact(struct reading *r, const struct cm_field *f)
{
	const struct cm_vocabulary *v = r->policy->vocabulary;
	int slot = cm_vocabulary_find(v, f->name);
	const char *code = "", *why = "";
	struct cm_str near, text = f->text;
	const struct cm_fact *fact;
	struct cm_value x;

	if (slot < 0) {
		near = cm_vocabulary_nearest(v, f->name);
		cm_diag_add(r->diag, CM_ERROR, r->pos, "policy.unknown-fact", "there is no fact %.*s%s%.*s%s",
		    (int)f->name.n, f->name.p, near.p ? _("; did you mean ") : "", (int)near.n, near.p ? near.p : "",
		    near.p ? "?" : "");
		return false;
	}
	fact = &v->facts[slot];
	if (fact->from == CM_FROM_DERIVED) {
		cm_diag_add(r->diag, CM_ERROR, r->pos, "policy.case", "%.*s is computed from other facts: give those",
		    (int)f->name.n, f->name.p);
		return false;
	}
	if (f->kind == CM_NULL)
		return true;
	if (f->kind == CM_LIST)
		text = list_text(f, r->arena);
	if (cm_fact_read(fact, text, &x, &code, &why, r->arena) != CM_OK) {
		cm_diag_add(r->diag, CM_ERROR, r->pos, code, "%.*s: %s", (int)f->name.n, f->name.p, why);
		return false;
	}
	if (fact->from != CM_FROM_FIGURE) {
		r->out->facts[slot] = x;
	} else if (x.known && r->out->nfigures < CM_CASE_FIGURES) {
		r->out->figures[r->out->nfigures].slot = slot;
		r->out->figures[r->out->nfigures++].value = x;
	}
	return true;
}

static const struct cm_gate *
find_gate(struct reading *r, const struct cm_record *rec)
{
	const struct cm_field *f = cm_record_find(rec, CM_STR("gate"));
	const struct cm_gate *g = NULL;

	if (f)
		g = cm_policy_gate(r->policy, cm_arena_strn(r->arena, f->text.p, f->text.n));
	else if (r->policy->ngates == 1)
		return r->policy->gates;
	else /* the gate that bears the policy's name is its main one */
		g = cm_policy_gate(r->policy, cm_arena_strn(r->arena, r->policy->id.p, r->policy->id.n));
	if (!g)
		cm_diag_add(r->diag, CM_ERROR, r->pos, "policy.case", "%.*s has %s", (int)r->policy->id.n,
		    r->policy->id.p, f ? "no gate of this name" : "no gate of its own name: name one");
	return g;
}

bool
cm_case_read(const struct cm_policy *p, const struct cm_record *rec, struct cm_pos pos, struct cm_case_facts *out,
    struct cm_arena *a, struct cm_diag *d)
{
	struct reading r = {p, out, pos, a, d};
	bool good = true;
	int n;

	memset(out, 0, sizeof *out);
	out->facts = cm_arena_alloc(a, p->vocabulary->n * sizeof *out->facts);
	out->gate = find_gate(&r, rec);
	for (unsigned i = 0; i < rec->n; i++) {
		if (cm_str_is(rec->fields[i].name, "gate"))
			continue;
		if (!cm_str_is(rec->fields[i].name, "ack")) {
			good &= set_fact(&r, &rec->fields[i]);
			continue;
		}
		n = cm_field_list(&rec->fields[i], out->acks, CM_CASE_ACKS, a);
		out->nacks = n < 0 ? 0 : n > CM_CASE_ACKS ? CM_CASE_ACKS : (unsigned)n;
	}
	return good && out->gate;
}

void
cm_case_decide(const struct cm_policy *p, struct cm_case_facts *in, struct cm_decision *d, struct cm_arena *a)
{
	for (unsigned i = 0; i < in->nfigures; i++)
		in->figures[i].value = cm_figure_try(p, in->figures[i].slot, in->figures[i].value);
	cm_policy_decide(p, in->gate, in->facts, in->acks, in->nacks, d, a);
}

void
cm_case_restore(const struct cm_policy *p, struct cm_case_facts *in)
{
	for (unsigned i = in->nfigures; i-- > 0;)
		in->figures[i].value = cm_figure_try(p, in->figures[i].slot, in->figures[i].value);
}
