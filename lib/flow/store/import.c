/*
 * What all imports have in common (cm-store import KIND): rows without a request_id, which are known again by a natural
 * key. Each kind stands in a file import_*.c; the steps around them are those of every flow (life.c).
 */
#include "base/po.h"
#include "flow/store/import.h"

#include "flow/answer.h"

#include "base/banned.h"

struct cm_str
cm_natural_key(const struct cm_life *life, struct cm_case *c)
{
	struct cm_buf b = {0}, part = {0};
	struct cm_str key;

	for (unsigned i = 0; life->flow->key[i]; i++) {
		const struct cm_value *v = &c->facts[life->key_slots[i]];

		if (i)
			cm_buf_putc(&b, '/');
		if (!v->known)
			continue;
		cm_buf_clear(&part);
		cm_value_print(&part, v);
		cm_buf_putpart(&b, cm_buf_str(&part));
	}
	key = cm_arena_str(c->arena, cm_buf_str(&b));
	cm_buf_free(&part);
	cm_buf_free(&b);
	return key;
}

/* ---- what gather() says ---- */

static void
settle(struct cm_case *c, enum cm_outcome as)
{
	c->settled = true;
	c->settled_as = as;
}

void
cm_case_invalid(struct cm_case *c, const char *code, const char *why)
{
	cm_life_answer(c, CM_O_INVALID, code, why);
	settle(c, CM_O_INVALID);
}

void
cm_case_conflict(struct cm_case *c, const char *field)
{
	cm_case_invalid(
	    c, "store.conflict", cm_arena_printf(c->arena, "the store has it already, with another %s", field));
}

void
cm_case_duplicate(struct cm_case *c, const char *why)
{
	cm_record_init(&c->out, c->arena);
	cm_record_set(&c->out, CM_STR("result"), cm_str(cm_outcome_name(CM_O_DUPLICATE)));
	if (why)
		cm_record_set(&c->out, CM_STR("message"), cm_str(why));
	settle(c, CM_O_DUPLICATE);
}

void
cm_case_unsettle(struct cm_case *c)
{
	cm_record_init(&c->out, c->arena);
	c->settled = false;
}

bool
cm_import_differs_text(struct cm_case *c, int fact, struct cm_str stored)
{
	if (!cm_known(c, fact) || cm_str_eq(cm_get_text(c, fact), stored))
		return false;
	cm_case_conflict(c, cm_flow_field(c->flow, c->flow->facts[fact]));
	return true;
}

bool
cm_import_differs_int(struct cm_case *c, int fact, int64_t stored)
{
	if (!cm_known(c, fact) || cm_get_int(c, fact) == stored)
		return false;
	cm_case_conflict(c, cm_flow_field(c->flow, c->flow->facts[fact]));
	return true;
}

struct cm_str
cm_import_text(const struct cm_case *c, int fact)
{
	return cm_known(c, fact) ? cm_get_text(c, fact) : CM_STR("");
}

enum cm_status
cm_import_line(struct cm_case *c, int msisdn, int line_known, bool *known)
{
	bool imported = c->settled;
	enum cm_status st = cm_case_find_line(c, cm_get_text(c, msisdn));

	*known = st == CM_OK && c->has_account;
	if (st == CM_OK && !imported)
		cm_set_bool(c, line_known, c->has_account);
	return st;
}

bool
cm_import_instant(struct cm_case *c, int fact)
{
	if (!cm_known(c, fact) || cm_get_int(c, fact) >= 0)
		return true;
	cm_case_invalid(c, "field.malformed",
	    cm_arena_printf(c->arena, _("%s: expected a time from 1970 on"), c->flow->facts[fact]));
	return false;
}

int32_t
cm_import_month(struct cm_case *c, int fact)
{
	struct cm_str s = cm_get_text(c, fact);
	int32_t month = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '-')
			month = month * 10 + (s.p[i] - '0');
	if (month >= 190001)
		return month;
	cm_case_invalid(c, "field.malformed",
	    cm_arena_printf(c->arena, "%s: expected a month such as 2010-04, from 1900 on", c->flow->facts[fact]));
	return 0;
}
