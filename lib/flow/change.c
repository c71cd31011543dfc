/*
 * Changes of a line, with what was before: called by apply(). The operation's row keeps them, so that nothing about a
 * line ever changes without a trace. Nothing here writes to the store: the life does, once.
 */
#include <stdio.h>

#include "base/date.h"
#include "base/ident.h"
#include "flow/flow.h"

#include "base/banned.h"

static struct cm_str
shown(const struct cm_case *c, const char *field, struct cm_str value)
{
	const struct cm_vocabulary *v = c->policy->vocabulary;
	int slot = cm_vocabulary_slot(v, cm_str(field));

	return slot >= 0 && v->facts[slot].identity && value.n ? cm_str(cm_mask_fact(c->arena, cm_str(field), value)) : value;
}

void
cm_change_note(struct cm_case *c, const char *field, struct cm_str before, struct cm_str after)
{
	struct cm_buf b = {0};

	cm_buf_putstr(&b, c->changes);
	if (b.n)
		cm_buf_putc(&b, ',');
	cm_buf_putjson(&b, cm_str(field));
	cm_buf_puts(&b, ":[");
	cm_buf_putjson(&b, shown(c, field, before));
	cm_buf_putc(&b, ',');
	cm_buf_putjson(&b, shown(c, field, after));
	cm_buf_putc(&b, ']');
	c->changes = cm_arena_str(c->arena, cm_buf_str(&b));
	cm_buf_free(&b);
}

void
cm_change_text(struct cm_case *c, const char *field, struct cm_str *column, struct cm_str value)
{
	if (cm_str_eq(*column, value))
		return;
	cm_change_note(c, field, *column, value);
	*column = value;
	c->line_changed = true;
}

void
cm_change_day(struct cm_case *c, const char *field, int32_t *column, int32_t value)
{
	char before[11], after[11];

	if (*column == value)
		return;
	cm_day_format(*column, before);
	cm_day_format(value, after);
	cm_change_note(c, field, cm_str(before), cm_str(after));
	*column = value;
	c->line_changed = true;
}

void
cm_change_int(struct cm_case *c, const char *field, int64_t *column, int64_t value)
{
	char before[24], after[24];

	if (*column == value)
		return;
	snprintf(before, sizeof before, "%lld", (long long)*column);
	snprintf(after, sizeof after, "%lld", (long long)value);
	cm_change_note(c, field, cm_str(before), cm_str(after));
	*column = value;
	c->line_changed = true;
}
