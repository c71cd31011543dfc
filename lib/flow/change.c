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

/* Both, with a comma between. */
static struct cm_str
both(struct cm_case *c, struct cm_str a, struct cm_str b)
{
	if (!a.n || !b.n)
		return a.n ? a : b;
	return cm_str(cm_arena_printf(c->arena, "%.*s,%.*s", (int)a.n, a.p, (int)b.n, b.p));
}

void
cm_change_note(struct cm_case *c, const char *field, struct cm_str before, struct cm_str after)
{
	unsigned i = 0;

	before = cm_arena_str(c->arena, before);
	after = cm_arena_str(c->arena, after);
	while (i < c->nchanges && strcmp(c->changes[i].field, field) != 0)
		i++;
	if (i < c->nchanges) {
		c->changes[i].before = both(c, c->changes[i].before, before);
		c->changes[i].after = both(c, c->changes[i].after, after);
		return;
	}
	c->changes = cm_arena_grow(c->arena, c->changes, c->nchanges, &c->changes_room, sizeof *c->changes);
	c->changes[c->nchanges++] = (struct cm_change){field, before, after};
}

void
cm_changes_put(const struct cm_case *c, struct cm_buf *b)
{
	for (unsigned i = 0; i < c->nchanges; i++) {
		const struct cm_change *ch = &c->changes[i];

		if (i)
			cm_buf_putc(b, ',');
		cm_buf_putjson(b, cm_str(ch->field));
		cm_buf_puts(b, ":[");
		cm_buf_putjson(b, shown(c, ch->field, ch->before));
		cm_buf_putc(b, ',');
		cm_buf_putjson(b, shown(c, ch->field, ch->after));
		cm_buf_putc(b, ']');
	}
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
