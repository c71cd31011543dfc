/*
 * Whether a line can use a service (row S53): what the catalogue says it needs are facts, which the record tells, or a
 * platform outside has told. Called by gather() of orders and by recommend; a rule decides what unknown means.
 */
#include "flow/vas/vas.h"
#include "policy/vocabulary.h"

#include "base/banned.h"

struct looking {
	struct cm_case *c;
	const struct cm_fact *fact;
	struct cm_value *value;
};

static void
read_value(struct looking *l, struct cm_str text)
{
	const char *code, *why;

	if (cm_fact_read(l->fact, text, l->value, &code, &why, l->c->arena) != CM_OK)
		*l->value = (struct cm_value){.type = l->fact->type};
}

static enum cm_status
look(void *ctx, const struct cm_evidence *e)
{
	struct looking *l = ctx;

	if (cm_str_eq(e->fact, l->fact->id))
		read_value(l, e->value);
	return CM_OK;
}

/* What the record says of this customer counts more than what was heard before. */
static enum cm_status
find(struct cm_case *c, int slot)
{
	struct looking l = {c, &c->policy->vocabulary->facts[slot], &c->facts[slot]};
	const struct cm_field *given = cm_record_find(c->record, l.fact->id);

	if (given && given->kind != CM_NULL && given->text.n)
		read_value(&l, given->text);
	if (l.value->known || !c->has_account)
		return CM_OK;
	return cm_evidence_of(c->store, c->account.part, c->account.line, look, &l, c->diag);
}

static void
set_label(struct cm_case *c, int fact, int slot)
{
	const struct cm_fact *f = &c->policy->vocabulary->facts[slot];
	struct cm_text *label = cm_arena_alloc(c->arena, sizeof *label);

	label->zh = f->zh;
	label->en = f->en;
	if (!cm_known(c, fact))
		cm_set_words(c, fact, label);
}

enum cm_status
cm_vas_able(struct cm_case *c, const struct cm_service *s)
{
	enum cm_status st = CM_OK;

	if (c->has_line && !cm_known(c, VAS_TERMINAL)) /* what the customer holds now is the record's to say */
		cm_set_text(c, VAS_TERMINAL, c->line.terminal);
	cm_set_bool(c, VAS_HANDSET_KNOWN, cm_known(c, VAS_TERMINAL));
	for (unsigned i = 0; st == CM_OK && i < s->nneeds; i++) {
		int slot = cm_vocabulary_slot(c->policy->vocabulary, s->needs[i]);

		st = slot < 0 ? CM_OK : find(c, slot);
		if (slot < 0 || st != CM_OK)
			continue;
		if (!c->facts[slot].known) {
			cm_case_ask(c, slot);
			set_label(c, VAS_UNSURE_OF, slot);
		} else if (!c->facts[slot].i) {
			set_label(c, VAS_LACKS_CAPABILITY, slot);
		}
	}
	return st;
}
