/*
 * Before a record's turn: what its verb wants of it (cm_life_init), and step 2, whether its fields are known, typed and
 * complete. Called by the record loop outside the lock, by either thread; sees no store but for fingerprints.
 */
#include "base/po.h"
#include "flow/answer.h"
#include "flow/store/import.h"
#include "flow/notify/notify.h"
#include "flow/life.h"
#include "flow/prints.h"

#include "base/banned.h"

const char *
cm_flow_fact(const struct cm_flow *flow, const char *field)
{
	for (const char *const *as = flow->as; as && *as; as += 2)
		if (strcmp(as[0], field) == 0)
			return as[1];
	return field;
}

const char *
cm_flow_field(const struct cm_flow *flow, const char *fact)
{
	for (const char *const *as = flow->as; as && *as; as += 2)
		if (strcmp(as[1], fact) == 0)
			return as[0];
	return fact;
}

/* What the operation row keeps besides what the gate's rules look at. */
static void
find_kept(struct cm_life *life, struct cm_arena *a)
{
	unsigned n = 0;

	while (life->inputs[n].name)
		n++;
	life->kept = cm_arena_alloc(a, (n + 1) * sizeof *life->kept);
	for (unsigned i = 0; i < n; i++) {
		unsigned k = 0;

		while (k < life->ngate_facts && life->gate_facts[k] != life->input_slots[i])
			k++;
		if ((life->inputs[i].flags & CM_KEPT) && k == life->ngate_facts)
			life->kept[life->nkept++] = life->input_slots[i];
	}
}

enum cm_status
cm_life_init(struct cm_life *life, struct cm_arena *a, struct cm_diag *d)
{
	const struct cm_vocabulary *v = life->policy->vocabulary;
	unsigned n = 0, errors = d->errors;

	if (cm_policy_need_gate(life->policy, life->flow->gate, &life->gate, d) != CM_OK)
		return CM_CONFIG;
	while (life->flow->facts[n])
		n++;
	life->slots = cm_arena_alloc(a, (n + 1) * sizeof *life->slots);
	for (unsigned i = 0; i < n; i++)
		life->slots[i] = cm_vocabulary_need(v, life->flow->facts[i], d);
	for (const char *const *const *names = life->flow->helpers; names && *names; names++)
		for (unsigned i = 0; (*names)[i]; i++)
			cm_vocabulary_need(v, (*names)[i], d);
	for (n = 0; life->inputs[n].name; n++)
		;
	life->input_slots = cm_arena_alloc(a, (n + 1) * sizeof *life->input_slots);
	for (unsigned i = 0; i < n; i++)
		life->input_slots[i] = cm_vocabulary_need(v, cm_flow_fact(life->flow, life->inputs[i].name), d);
	for (n = 0; life->flow->key && life->flow->key[n]; n++)
		;
	life->key_slots = cm_arena_alloc(a, (n + 1) * sizeof *life->key_slots);
	for (unsigned i = 0; i < n; i++)
		life->key_slots[i] = cm_vocabulary_need(v, life->flow->key[i], d);
	life->gate_facts = cm_gate_facts(life->gate, v, &life->ngate_facts, a);
	if (d->errors == errors)
		find_kept(life, a);
	if (life->writes)
		cm_notices_init(&life->notices, life->gate, v, a, d);
	return d->errors > errors ? CM_CONFIG : CM_OK;
}

/* ---- step 2 ---- */

/* Whether the command takes the value, or each one of a list. */
static bool
is_taken(const struct cm_life *life, const struct cm_fact *f, const struct cm_value *v)
{
	struct cm_str rest = v->s, item;

	if (f->type == CM_T_ENUM)
		return cm_enum_value_is_of(&f->values[v->i], life->source);
	while (f->type == CM_T_LIST && f->nvalues && cm_list_next(&rest, &item))
		for (unsigned i = 0; i < f->nvalues; i++)
			if (cm_str_eq(f->values[i].name, item) && !cm_enum_value_is_of(&f->values[i], life->source))
				return false;
	return true;
}

static enum cm_status
read_input(const struct cm_life *life, struct cm_case *c, unsigned i, const char **code, const char **why)
{
	int slot = life->input_slots[i];
	const struct cm_fact *f = &life->policy->vocabulary->facts[slot];
	const struct cm_field *field = cm_record_find(c->record, cm_str(life->inputs[i].name));
	struct cm_fact shapeless;
	struct cm_str text;

	if (!field || field->kind == CM_NULL || (field->text.n == 0 && field->kind == CM_STRING)) {
		if (!(life->inputs[i].flags & CM_REQUIRED))
			return CM_OK;
		*code = "field.missing";
		*why = _("missing");
		return CM_BAD;
	}
	text = field->text;
	if (f->type == CM_T_LIST) {
		struct cm_str items[64];
		int n = cm_field_list(field, items, 64, c->arena);

		if (n < 0 || n > 64) {
			*code = "field.malformed";
			*why = _("not a list of at most 64 texts");
			return CM_BAD;
		}
		text = cm_arena_list(c->arena, items, (unsigned)n);
	} else if (field->kind == CM_LIST || field->kind == CM_OBJECT ||
	    (field->kind == CM_BOOL && f->type != CM_T_BOOL)) {
		*code = "field.malformed";
		*why = _("has another type than this field takes");
		return CM_BAD;
	}
	if (life->inputs[i].flags & CM_ANY_SHAPE) {
		shapeless = *f;
		shapeless.format = (struct cm_str){0};
		f = &shapeless;
	}
	if (cm_fact_read(f, text, &c->facts[slot], code, why, c->arena) == CM_OK) {
		if (is_taken(life, f, &c->facts[slot]))
			return CM_OK;
		c->facts[slot].known = false; /* a value that another command takes */
		*code = "field.unknown-value";
		*why = _("a value that this command does not take");
	}
	if (f->type == CM_T_ENUM)
		*why = cm_fact_expected(f, life->source, c->arena);
	return CM_BAD;
}

enum cm_status
cm_life_shape(const struct cm_life *life, struct cm_case *c)
{
	struct cm_str reasons[16];
	struct cm_buf message = {0}, remedy = {0};
	unsigned bad = 0;

	for (unsigned i = 0; life->inputs[i].name; i++) {
		const struct cm_fact *f = &life->policy->vocabulary->facts[life->input_slots[i]];
		const char *code = NULL, *why = NULL;

		if (read_input(life, c, i, &code, &why) == CM_OK)
			continue;
		if (f->secret && c->from_words)
			cm_answer_put_how(f, &remedy);
		cm_buf_printf(&message, "%s%s: %s", bad ? "; " : "", life->inputs[i].name, why);
		if (bad < 16)
			reasons[bad] = cm_str(code);
		bad++;
	}
	if (bad)
		cm_answer_invalid(c, reasons, bad < 16 ? bad : 16, cm_buf_str(&message), cm_buf_str(&remedy));
	else if (life->flow->key && !life->flow->stock)
		c->request_key = cm_natural_key(life, c);
	if (!bad && life->writes && c->request_key.n) {
		c->prints = cm_prints_of(life, c);
		cm_request_print(c->store, life->source, c->request_key, c->request_print);
	}
	c->slow = c->hands_out;
	for (unsigned i = 0; life->inputs[i].name; i++)
		c->slow |= life->policy->vocabulary->facts[life->input_slots[i]].secret && c->facts[life->input_slots[i]].known;
	cm_buf_free(&message);
	cm_buf_free(&remedy);
	return bad ? CM_BAD : CM_OK;
}

/*
 * Another thread shaped the record, so what it wrote lies in another core's cache: asked for one record ahead, it is here
 * when it is needed.
 */
void
cm_life_ahead(const struct cm_life *life, const struct cm_case *c)
{
	for (unsigned i = 0; life->flow->facts[i]; i++)
		__builtin_prefetch(&c->facts[life->slots[i]], 1);
	for (unsigned i = 0; i < life->ngate_facts; i++)
		__builtin_prefetch(&c->facts[life->gate_facts[i]], 1);
}
