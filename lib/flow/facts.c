/* Facts of a case: set by gather(), read by whoever needs them. By the flow's own enum, or by name in what flows share. */
#include <assert.h>

#include "base/date.h"
#include "flow/flow.h"

#include "base/banned.h"

static struct cm_value *
fact_at(struct cm_case *c, int slot, enum cm_type type)
{
	struct cm_value *v = &c->facts[slot];

	assert(c->policy->vocabulary->facts[slot].type == type);
	v->known = true;
	v->type = type;
	return v;
}

static struct cm_value *
fact_of(struct cm_case *c, int fact, enum cm_type type)
{
	return fact_at(c, c->slots[fact], type);
}

void
cm_set_bool(struct cm_case *c, int fact, bool b)
{
	fact_of(c, fact, CM_T_BOOL)->i = b;
}

void
cm_set_int(struct cm_case *c, int fact, int64_t i)
{
	fact_of(c, fact, CM_T_INT)->i = i;
}

void
cm_set_money(struct cm_case *c, int fact, int64_t fen)
{
	fact_of(c, fact, CM_T_MONEY)->i = fen;
}

void
cm_set_day(struct cm_case *c, int fact, int32_t day)
{
	if (day != CM_DAY_NONE)
		fact_of(c, fact, CM_T_DATE)->i = day;
}

void
cm_set_time(struct cm_case *c, int fact, int64_t instant)
{
	fact_of(c, fact, CM_T_TIME)->i = instant;
}

/*
 * An enum's text that the vocabulary does not have (an imported line's odd plan) leaves the fact unknown: the policy
 * then says undecided rather than guess.
 */
static void
text_at(struct cm_case *c, int slot, struct cm_str text)
{
	const struct cm_fact *f = &c->policy->vocabulary->facts[slot];
	struct cm_value *v = &c->facts[slot];

	if (text.n == 0)
		return;
	if (f->type == CM_T_ENUM) {
		for (unsigned i = 0; i < f->nvalues; i++)
			if (cm_str_eq(f->values[i].name, text)) {
				*v = (struct cm_value){.known = true, .type = CM_T_ENUM, .i = i, .s = f->values[i].name};
				return;
			}
		return;
	}
	assert(f->type == CM_T_TEXT || f->type == CM_T_LIST);
	*v = (struct cm_value){.known = true, .type = f->type, .s = text};
}

void
cm_set_text(struct cm_case *c, int fact, struct cm_str text)
{
	text_at(c, c->slots[fact], text);
}

static void
words_at(struct cm_case *c, int slot, const struct cm_text *t)
{
	text_at(c, slot, t->zh);
	if (t->zh.n)
		c->facts[slot].en = &t->en;
}

void
cm_set_words(struct cm_case *c, int fact, const struct cm_text *t)
{
	words_at(c, c->slots[fact], t);
}

static void
list_at(struct cm_case *c, int slot, const struct cm_str *items, unsigned n)
{
	struct cm_value *v = fact_at(c, slot, CM_T_LIST);

	v->s = cm_arena_list(c->arena, items, n);
	v->en = NULL;
}

void
cm_set_word_list(struct cm_case *c, int fact, const struct cm_text *const *items, unsigned n)
{
	struct cm_str *words = cm_arena_alloc(c->arena, (n + 1) * sizeof *words), *en = cm_arena_alloc(c->arena, sizeof *en);
	struct cm_value *v = fact_of(c, fact, CM_T_LIST);

	for (unsigned i = 0; i < n; i++)
		words[i] = items[i]->en;
	*en = cm_arena_list(c->arena, words, n);
	for (unsigned i = 0; i < n; i++)
		words[i] = items[i]->zh;
	v->s = cm_arena_list(c->arena, words, n);
	v->en = en;
}

void
cm_set_list(struct cm_case *c, int fact, const struct cm_str *items, unsigned n)
{
	list_at(c, c->slots[fact], items, n);
}

/* A figure's value is the policy's, every other fact's the case's. */
static const struct cm_value *
value_of(const struct cm_case *c, int fact)
{
	return cm_fact_value(c->policy->vocabulary, c->slots[fact], c->facts);
}

void
cm_forget(struct cm_case *c, int fact)
{
	c->facts[c->slots[fact]].known = false;
}

bool
cm_known(const struct cm_case *c, int fact)
{
	return value_of(c, fact)->known;
}

int64_t
cm_get_int(const struct cm_case *c, int fact)
{
	const struct cm_value *v = value_of(c, fact);

	return v->known ? v->i : 0;
}

struct cm_str
cm_get_text(const struct cm_case *c, int fact)
{
	const struct cm_value *v = value_of(c, fact);

	return v->known ? v->s : (struct cm_str){0};
}

/* ---- facts by name ---- */

static int
slot_named(const struct cm_case *c, const char *name)
{
	int slot = cm_vocabulary_slot(c->policy->vocabulary, cm_str(name));

	assert(slot >= 0);
	return slot;
}

void
cm_name_bool(struct cm_case *c, const char *fact, bool b)
{
	fact_at(c, slot_named(c, fact), CM_T_BOOL)->i = b;
}

void
cm_name_int(struct cm_case *c, const char *fact, int64_t i)
{
	fact_at(c, slot_named(c, fact), CM_T_INT)->i = i;
}

void
cm_name_money(struct cm_case *c, const char *fact, int64_t fen)
{
	fact_at(c, slot_named(c, fact), CM_T_MONEY)->i = fen;
}

void
cm_name_day(struct cm_case *c, const char *fact, int32_t day)
{
	if (day != CM_DAY_NONE)
		fact_at(c, slot_named(c, fact), CM_T_DATE)->i = day;
}

void
cm_name_time(struct cm_case *c, const char *fact, int64_t instant)
{
	fact_at(c, slot_named(c, fact), CM_T_TIME)->i = instant;
}

void
cm_name_text(struct cm_case *c, const char *fact, struct cm_str text)
{
	text_at(c, slot_named(c, fact), text);
}

void
cm_name_words(struct cm_case *c, const char *fact, const struct cm_text *t)
{
	words_at(c, slot_named(c, fact), t);
}

void
cm_name_forget(struct cm_case *c, const char *fact)
{
	c->facts[slot_named(c, fact)].known = false;
}

void
cm_name_list(struct cm_case *c, const char *fact, const struct cm_str *items, unsigned n)
{
	list_at(c, slot_named(c, fact), items, n);
}

static const struct cm_value *
value_named(const struct cm_case *c, const char *name)
{
	return cm_fact_value(c->policy->vocabulary, slot_named(c, name), c->facts);
}

bool
cm_name_known(const struct cm_case *c, const char *fact)
{
	return value_named(c, fact)->known;
}

int64_t
cm_name_get_int(const struct cm_case *c, const char *fact)
{
	const struct cm_value *v = value_named(c, fact);

	return v->known ? v->i : 0;
}

struct cm_str
cm_name_get_text(const struct cm_case *c, const char *fact)
{
	const struct cm_value *v = value_named(c, fact);

	return v->known ? v->s : (struct cm_str){0};
}
