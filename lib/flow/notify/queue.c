/*
 * The notices that an order leaves, written with it: once for an order, since the operation is part of their key; a survey
 * only when the line had none lately. Called by life.c for each operation that is done, so what can be looked up beforehand is.
 */
#include "flow/answer.h"
#include "flow/notify/notify.h"

#include "base/banned.h"

struct cm_notices {
	unsigned n;
	struct one {
		const struct cm_text *text;
		const struct cm_rule *rule; /* that must have fired; NULL: none need */
		struct cm_str kind; /* the text's id behind its file's name */
		const int *slots; /* of the facts that it names */
		unsigned nslots;
	} * of;
	int64_t delay, gap, quiet_from, quiet_until; /* seconds; hours */
};

static void
figure(const struct cm_vocabulary *v, const char *name, int64_t *value, struct cm_diag *d)
{
	int slot = cm_vocabulary_slot(v, cm_str(name));

	if (slot < 0 || !v->facts[slot].value || v->facts[slot].type != CM_T_INT)
		cm_fail(d, CM_CONFIG, "policy.unknown-fact", "a gate leaves notices, but no policy has the figure %s", name);
	else
		*value = v->facts[slot].value->i;
}

struct cm_str
cm_notice_kind(const struct cm_text *t)
{
	const char *dot = memrchr(t->id.p, '.', t->id.n);

	return dot ? (struct cm_str){dot + 1, (size_t)(t->id.p + t->id.n - dot - 1)} : t->id;
}

static void
add_texts(struct cm_notices *all, const struct cm_text *const *texts, unsigned n, const struct cm_rule *rule,
    const struct cm_vocabulary *v, struct cm_arena *a)
{
	for (unsigned i = 0; i < n; i++) {
		struct one *o = &all->of[all->n++];

		*o = (struct one){.text = texts[i], .rule = rule, .kind = cm_notice_kind(texts[i])};
		o->slots = cm_text_facts(o->text, v, &o->nslots, a);
	}
}

enum cm_status
cm_notices_init(const struct cm_notices **out, const struct cm_gate *g, const struct cm_vocabulary *v,
    struct cm_arena *a, struct cm_diag *d)
{
	unsigned errors = d->errors, n = g->nnotices;
	struct cm_notices *all;

	*out = NULL;
	for (unsigned i = 0; i < g->nrules; i++)
		n += g->rules[i]->nnotices;
	if (!n)
		return CM_OK;
	all = cm_arena_alloc(a, sizeof *all);
	all->of = cm_arena_alloc(a, n * sizeof *all->of);
	add_texts(all, g->notices, g->nnotices, NULL, v, a);
	for (unsigned i = 0; i < g->nrules; i++)
		add_texts(all, g->rules[i]->notices, g->rules[i]->nnotices, g->rules[i], v, a);
	figure(v, "notice_delay", &all->delay, d);
	figure(v, "quiet_from", &all->quiet_from, d);
	figure(v, "quiet_until", &all->quiet_until, d);
	figure(v, "survey_gap", &all->gap, d);
	all->delay *= 60;
	all->gap *= 3600;
	*out = all;
	return d->errors > errors ? CM_CONFIG : CM_OK;
}

/* The values that the text will need when it is made, identity masked. */
static enum cm_status
params(struct cm_case *c, const struct one *o, struct cm_str *json)
{
	const struct cm_fact *facts = c->policy->vocabulary->facts;
	struct cm_buf b = {0};
	enum cm_status st = CM_OK;

	*json = CM_STR("{}");
	if (!o->nslots)
		return CM_OK;
	cm_buf_putc(&b, '{');
	for (unsigned i = 0; st == CM_OK && i < o->nslots; i++) {
		if (c->facts[o->slots[i]].known)
			cm_answer_put_fact(&b, &facts[o->slots[i]], &c->facts[o->slots[i]], c->arena);
		else
			st = cm_answer_lacks(c, o->text, facts[o->slots[i]].id);
	}
	cm_buf_putc(&b, '}');
	*json = cm_arena_str(c->arena, cm_buf_str(&b));
	cm_buf_free(&b);
	return st;
}

/* One survey for a visit: the line had one not long before, or will have. */
static enum cm_status
asked_lately(const struct cm_notices *all, struct cm_case *c, const struct cm_notice *n, bool *lately)
{
	int64_t newest;
	enum cm_status st;

	*lately = false;
	if (!all->gap || !cm_str_is(n->kind, CM_NOTICE_SURVEY))
		return CM_OK;
	st = cm_notice_newest(c->store, n->part, n->line, n->kind, &newest, c->diag);
	*lately = st == CM_OK && newest > n->not_before - all->gap;
	return st;
}

static bool
is_meant(const struct one *o, const struct cm_case *c)
{
	for (unsigned i = 0; o->rule && i < c->decision.nfired; i++)
		if (c->decision.fired[i].rule == o->rule && !c->decision.fired[i].open)
			return true;
	return !o->rule;
}

enum cm_status
cm_notices_add(const struct cm_notices *all, struct cm_case *c)
{
	int64_t at = c->now + all->delay, quiet = cm_notice_quiet(at, all->quiet_from, all->quiet_until);
	struct cm_notice n = {.part = c->op.part, .line = c->op.line, .seq = c->op.seq, .not_before = quiet ? quiet : at,
	    .lang = cm_answer_in_english(c) ? CM_STR("en") : CM_STR("zh")};
	enum cm_status st = cm_case_load_line(c);
	bool lately = false;

	if (st == CM_OK && !c->has_line)
		return cm_fail(c->diag, CM_DEFECT, "notice.no-line", "a gate leaves notices, but its orders are of no line");
	n.msisdn = c->line.msisdn;
	for (unsigned i = 0; st == CM_OK && i < all->n; i++) {
		if (!is_meant(&all->of[i], c))
			continue;
		n.kind = all->of[i].kind;
		n.text = all->of[i].text->id;
		st = params(c, &all->of[i], &n.params);
		if (st == CM_OK)
			st = asked_lately(all, c, &n, &lately);
		if (st == CM_OK && !lately)
			st = cm_notice_add(c->store, &n, c->diag);
	}
	return st;
}
