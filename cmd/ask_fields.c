/*
 * Questions made of what the vocabulary and the policy say about a verb's fields, and what the form asks back while
 * somebody types: whether a text will do, and what it could be.
 */
#include "ask.h"
#include "base/po.h"
#include "policy/expr.h"

#include "base/banned.h"

/* ---- what the module asks back ---- */

static unsigned
index_of(const struct cm_ask *a, const struct cm_form_field *field)
{
	return (unsigned)(field - a->fields);
}

const struct cm_fact *
cm_ask_fact(const struct cm_ask *a, unsigned i)
{
	return &a->run->f->vocabulary->facts[a->slots[i]];
}

static bool
is_own(const struct cm_ask *a, const struct cm_form_field *field)
{
	return field >= a->fields && field < a->fields + a->n;
}

static const char *
check(void *ctx, const struct cm_form_field *field, struct cm_str text)
{
	struct cm_ask *a = ctx;
	const char *code, *why = NULL;
	struct cm_value value;

	if (!is_own(a, field)) { /* a choice of ours: one of the values */
		for (unsigned i = 0; i < field->nvalues; i++)
			if (cm_str_eq(field->values[i].value, text))
				return NULL;
		return _("choose one of these");
	}
	if (cm_fact_read(cm_ask_fact(a, index_of(a, field)), text, &value, &code, &why, a->arena) == CM_OK)
		return NULL;
	return why;
}

static const char *
mask(void *ctx, const struct cm_form_field *field, struct cm_str text)
{
	struct cm_ask *a = ctx;

	return cm_fact_mask(cm_ask_fact(a, index_of(a, field)), text, a->arena);
}

static bool
stopped(void *ctx)
{
	(void)ctx;
	return cm_stop_signal != 0;
}

struct offers_to {
	void (*put)(void *to, struct cm_str value, struct cm_str label);
	void *to;
};

static enum cm_status
put_number(void *ctx, const struct cm_number *n)
{
	const struct offers_to *o = ctx;

	o->put(o->to, n->msisdn, n->number_class);
	return CM_OK;
}

/* A look at the stock, over before the next key is pressed. What goes wrong offers nothing. */
static void
free_numbers(struct cm_ask *a, struct cm_str prefix, struct offers_to *to)
{
	struct cm_store *store = a->run->f->store;
	struct cm_diag diag;

	cm_diag_init(&diag, a->arena);
	if (!store || cm_store_begin_read(store, &diag) != CM_OK)
		return;
	cm_number_free(store, a->run->f->env.now, prefix, 31, put_number, to, &diag);
	cm_store_rollback(store);
}

bool
cm_ask_english(const struct cm_ask *a)
{
	return strcmp(a->run->f->env.visible_lang, "en") == 0;
}

static void
complete(void *ctx, const struct cm_form_field *field, struct cm_str prefix,
    void (*put)(void *to, struct cm_str value, struct cm_str label), void *to)
{
	struct offers_to offers_to = {put, to};
	struct cm_ask *a = ctx;

	if (is_own(a, field) && a->flags[index_of(a, field)] & CM_FREE_NUMBER)
		free_numbers(a, prefix, &offers_to);
}

struct cm_form_setup
cm_ask_setup(struct cm_ask *a)
{
	return (struct cm_form_setup){.ctx = a, .check = check, .complete = complete, .mask = mask, .stopped = stopped};
}

/* ---- the fields ---- */

struct looked_at {
	int slot;
	bool found;
};

static void
look(void *ctx, int slot)
{
	struct looked_at *l = ctx;

	l->found |= slot == l->slot;
}

/* The rules of the gate that look at a field: the first one's place in the deck, and all of them for the help. */
static void
add_rules(struct cm_form_field *field, const struct cm_gate *g, int slot, struct cm_buf *help, struct cm_arena *arena)
{
	for (unsigned i = 0; i < g->nrules; i++) {
		const struct cm_rule *r = g->rules[i];
		struct looked_at l = {slot, false};

		if (!r->when)
			continue;
		cm_expr_facts(r->when, look, &l);
		if (!l.found)
			continue;
		if (!field->step)
			field->step = cm_ask_text(arena, r->source);
		cm_buf_printf(help, "%s%.*s: %.*s", help->n ? "\n" : "", (int)r->id.n, r->id.p, (int)r->when_text.n,
		    r->when_text.p);
	}
}

static struct cm_str
in_language(bool english, struct cm_str en, struct cm_str zh, struct cm_str other)
{
	struct cm_str s = english ? en : zh;

	return s.n ? s : other;
}

/* Plans on sale stand in no vocabulary: they are the offers'. */
static unsigned
plans(struct cm_form_value *v, const struct cm_offers *offers, bool english)
{
	unsigned n = 0;

	for (unsigned i = 0; i < offers->n; i++) {
		const struct cm_offer *o = &offers->offers[i];

		if (cm_str_is(o->status, "active"))
			v[n++] = (struct cm_form_value){o->id, in_language(english, o->name.en, o->name.zh, o->id)};
	}
	return n;
}

/* And so are bundles: theirs. */
static unsigned
bundles(struct cm_form_value *v, const struct cm_bundles *all, bool english)
{
	unsigned n = 0;

	for (unsigned i = 0; i < all->n; i++) {
		const struct cm_bundle *b = &all->bundles[i];

		if (cm_str_is(b->status, "active"))
			v[n++] = (struct cm_form_value){b->id, in_language(english, b->name.en, b->name.zh, b->id)};
	}
	return n;
}

static void
add_values(
    struct cm_form_field *field, const struct cm_fact *fact, const struct cm_run *run, bool english, struct cm_arena *arena)
{
	bool plan = run->offers && cm_str_is(fact->id, "plan"), bundle = run->bundles && cm_str_is(fact->id, "bundle");
	unsigned most = fact->nvalues + (plan ? run->offers->n : 0) + (bundle ? run->bundles->n : 0);
	struct cm_form_value *v = cm_arena_alloc(arena, (most + 2) * sizeof *v);

	field->values = v;
	for (unsigned i = 0; i < fact->nvalues; i++) {
		const struct cm_enum_value *e = &fact->values[i];

		if (cm_enum_value_is_of(e, cm_str(run->f->command->name)))
			v[field->nvalues++] = (struct cm_form_value){e->name, in_language(english, e->en, e->zh, e->name)};
	}
	if (plan)
		field->nvalues = plans(v, run->offers, english);
	if (bundle)
		field->nvalues = bundles(v, run->bundles, english);
	if (fact->type == CM_T_BOOL) {
		v[0] = (struct cm_form_value){CM_STR("yes"), cm_str(_("yes"))};
		v[1] = (struct cm_form_value){CM_STR("no"), cm_str(_("no"))};
		field->nvalues = 2;
	}
}

/* What the field takes: said of nonsense, so that help and refusal speak with one voice. */
static const char *
shape_of(const struct cm_fact *fact, struct cm_arena *arena)
{
	const char *code, *why = NULL;
	struct cm_value value;

	return fact->nvalues || fact->type == CM_T_BOOL ||
		cm_fact_read(fact, CM_STR("\x7f"), &value, &code, &why, arena) == CM_OK
	    ? NULL
	    : why;
}

static void
make_field(struct cm_ask *a, unsigned i, const struct cm_gate *gate)
{
	struct cm_arena *arena = a->run->f->arena;
	const struct cm_fact *fact = cm_ask_fact(a, i);
	struct cm_form_field *field = &a->fields[i];
	bool english = cm_ask_english(a);
	const char *label = cm_ask_text(arena, english ? fact->en : fact->zh);
	const char *shape = shape_of(fact, arena);
	struct cm_buf help = {0};

	*field = (struct cm_form_field){.name = a->inputs[i],
	    .question = cm_ask_text(arena, english ? fact->ask_en : fact->ask_zh),
	    .required = a->flags[i] & CM_REQUIRED,
	    .secret = fact->secret,
	    .twice = fact->secret && fact->id.n > 4 && memcmp(fact->id.p, "new_", 4) == 0,
	    .identity = fact->identity,
	    .asked_back = a->flags[i] & CM_ASKED_BACK,
	    .list = fact->type == CM_T_LIST};
	field->label = label ? label : field->name;
	add_values(field, fact, a->run, english, arena);
	if (shape)
		cm_buf_puts(&help, shape);
	if (gate)
		add_rules(field, gate, a->slots[i], &help, arena);
	field->help = cm_ask_text(arena, cm_buf_str(&help));
	cm_buf_free(&help);
}

/* Acknowledging is asked for when there is something to acknowledge, a note when there is an order to bear it; what a step
 * before has found out comes down the pipe, and nobody is asked for it. */
static bool
is_asked(const struct cm_vocabulary *v, const struct cm_verb *verb, const struct cm_input *in)
{
	int slot = cm_vocabulary_slot(v, cm_str(cm_flow_fact(verb->flow, in->name)));

	return strcmp(in->name, "ack") != 0 && (verb->kind == CM_WRITES || strcmp(in->name, "note") != 0) && slot >= 0 &&
	    !(v->facts[slot].from == CM_FROM_STORE && in->flags & CM_NOPRINT);
}

/* What trees look at, as far as somebody can say it, each once; the verb's own fields are there. */
static void
add_looked_at(struct cm_ask *a)
{
	const struct cm_vocabulary *v = a->run->f->vocabulary;
	const struct cm_trees *trees = a->run->trees;

	for (unsigned i = 0; i < trees->n; i++)
		for (unsigned k = 0; k < trees->services[i]->ngates; k++) {
			const struct cm_tree *t = trees->services[i]->gates[k].tree;

			for (unsigned f = 0; t && f < t->nfacts; f++) {
				unsigned j = 0;

				while (j < a->n && a->slots[j] != t->facts[f])
					j++;
				if (j < a->n || v->facts[t->facts[f]].from != CM_FROM_RECORD)
					continue;
				a->slots[a->n] = t->facts[f];
				a->inputs[a->n] = cm_ask_text(a->run->f->arena, v->facts[t->facts[f]].id);
				a->flags[a->n++] = CM_ASKED_BACK;
			}
		}
}

/* Which services there are trees for: no fact has them. */
static void
offer_services(struct cm_ask *a, struct cm_form_field *field)
{
	const struct cm_vocabulary *v = a->run->f->vocabulary;
	const struct cm_trees *trees = a->run->trees;
	int slot = cm_vocabulary_slot(v, cm_str(field->name));
	struct cm_form_value *values = cm_arena_alloc(a->run->f->arena, (trees->n + 1) * sizeof *values);

	for (unsigned i = 0; i < trees->n; i++) {
		const struct cm_policy *p = trees->services[i];

		values[i] = (struct cm_form_value){p->service, cm_ask_english(a) ? p->title.en : p->title.zh};
	}
	field->values = values;
	field->nvalues = trees->n;
	if (slot >= 0)
		field->label = cm_ask_text(a->run->f->arena, cm_ask_english(a) ? v->facts[slot].en : v->facts[slot].zh);
}

void
cm_ask_choices(struct cm_ask *a, unsigned field)
{
	struct cm_str service = CM_STR(""), nearest;
	const struct cm_policy *p;
	struct cm_form_value *v;

	if (strcmp(a->inputs[field], "symptom") != 0)
		return;
	for (unsigned i = 0; i < a->n; i++)
		if (a->answers[i].text && strcmp(a->inputs[i], "service") == 0)
			service = cm_str(a->answers[i].text);
	p = cm_trees_service(a->run->trees, service, &nearest);
	a->fields[field].nvalues = 0;
	a->fields[field].values = v = cm_arena_alloc(a->arena, ((p ? p->ngates : 0) + 1) * sizeof *v);
	for (unsigned k = 0; p && k < p->ngates; k++)
		if (p->gates[k].tree)
			v[a->fields[field].nvalues++] = (struct cm_form_value){p->gates[k].id,
			    cm_ask_english(a) ? p->gates[k].tree->symptom.en : p->gates[k].tree->symptom.zh};
}

enum cm_status
cm_ask_fields(struct cm_ask *a)
{
	struct cm_front *f = a->run->f;
	const struct cm_life *life = cm_run_life(a->run, f->verb);
	const struct cm_input *in = f->verb->in;
	unsigned n = 0, k = 0, most;

	if (!life)
		return CM_CONFIG;
	while (in[n].name)
		n++;
	a->dialogue = f->verb->flow->trees;
	most = a->dialogue ? f->vocabulary->n : n;
	a->slots = cm_arena_alloc(f->arena, most * sizeof *a->slots);
	a->inputs = cm_arena_alloc(f->arena, most * sizeof *a->inputs);
	a->flags = cm_arena_alloc(f->arena, most * sizeof *a->flags);
	for (unsigned i = 0; i < n; i++)
		if (is_asked(f->vocabulary, f->verb, &in[i])) {
			a->slots[a->n] = cm_vocabulary_slot(f->vocabulary, cm_str(cm_flow_fact(f->verb->flow, in[i].name)));
			a->inputs[a->n] = in[i].name;
			a->flags[a->n++] = in[i].flags;
		}
	if (a->dialogue)
		add_looked_at(a);
	a->fields = cm_arena_alloc(f->arena, (a->n + 1) * sizeof *a->fields);
	a->answers = cm_arena_alloc(f->arena, (a->n + 1) * sizeof *a->answers);
	a->order = cm_arena_alloc(f->arena, (a->n + 1) * sizeof *a->order);
	for (unsigned i = 0; i < a->n; i++) {
		make_field(a, i, life->gate);
		if (a->dialogue && strcmp(a->inputs[i], "service") == 0)
			offer_services(a, &a->fields[i]);
	}
	for (int required = 1; required >= 0; required--)
		for (unsigned i = 0; i < a->n; i++)
			if (a->fields[i].required == required && !a->fields[i].asked_back)
				a->order[k++] = i;
	a->nfirst = k;
	a->verb = f->verb;
	return CM_OK;
}
