/*
 * Sets of values and boxes of them: the arithmetic under cm-policy check. Exact or not at all; never on the way of a
 * record.
 */
#include "base/date.h"
#include "policy/region.h"

#include "base/banned.h"

struct cm_set
cm_set_all(struct cm_world *w, int slot, bool with_null)
{
	const struct cm_fact *f = &w->vocabulary->facts[slot];
	struct cm_span *s = cm_arena_alloc(w->arena, 2 * sizeof *s);
	unsigned n = 0;
	int32_t first, last;

	if (with_null)
		s[n++] = (struct cm_span){CM_NULL_VALUE, CM_NULL_VALUE};
	switch (f->type) {
	case CM_T_BOOL:
		s[n++] = (struct cm_span){0, 1};
		break;
	case CM_T_ENUM:
		s[n++] = (struct cm_span){0, (int64_t)f->nvalues - 1};
		break;
	case CM_T_TEXT:
	case CM_T_LIST:
		s[n++] = (struct cm_span){0, 256}; /* 256: any text that no condition names */
		break;
	case CM_T_DATE:
		cm_day_make(1900, 1, 1, &first);
		cm_day_make(9999, 12, 31, &last);
		s[n++] = (struct cm_span){first, last};
		break;
	case CM_T_INT:
	case CM_T_MONEY:
	case CM_T_TIME:
		s[n++] = (struct cm_span){INT64_MIN + 1, INT64_MAX};
		break;
	}
	return (struct cm_set){s, n};
}

struct cm_set
cm_set_and(struct cm_world *w, struct cm_set a, struct cm_set b)
{
	struct cm_span *s = cm_arena_alloc(w->arena, (a.n + b.n + 1) * sizeof *s);
	unsigned n = 0;

	for (unsigned i = 0, k = 0; i < a.n && k < b.n;) {
		int64_t from = a.spans[i].from > b.spans[k].from ? a.spans[i].from : b.spans[k].from;
		int64_t to = a.spans[i].to < b.spans[k].to ? a.spans[i].to : b.spans[k].to;

		if (from <= to)
			s[n++] = (struct cm_span){from, to};
		if (a.spans[i].to < b.spans[k].to)
			i++;
		else
			k++;
	}
	return (struct cm_set){s, n};
}

/* Everything else, unknown included. */
struct cm_set
cm_set_not(struct cm_world *w, int slot, struct cm_set a)
{
	struct cm_span *s = cm_arena_alloc(w->arena, (a.n + 1) * sizeof *s);
	int64_t from = INT64_MIN;
	unsigned n = 0;
	bool over = false;

	for (unsigned i = 0; i < a.n; i++) {
		if (a.spans[i].from > from)
			s[n++] = (struct cm_span){from, a.spans[i].from - 1};
		if (a.spans[i].to == INT64_MAX)
			over = true;
		else
			from = a.spans[i].to + 1;
	}
	if (!over)
		s[n++] = (struct cm_span){from, INT64_MAX};
	return cm_set_and(w, (struct cm_set){s, n}, cm_set_all(w, slot, true));
}

static struct cm_set
set_of(struct cm_world *w, const struct cm_box *b, int slot)
{
	for (unsigned i = 0; i < b->n; i++)
		if (b->sides[i].slot == slot)
			return b->sides[i].set;
	return cm_set_all(w, slot, true);
}

static void
set_side(struct cm_box *b, int slot, struct cm_set set)
{
	unsigned i = 0;

	while (i < b->n && b->sides[i].slot < slot)
		i++;
	if (i == b->n || b->sides[i].slot != slot) {
		memmove(b->sides + i + 1, b->sides + i, (b->n - i) * sizeof *b->sides);
		b->n++;
	}
	b->sides[i] = (struct cm_side){slot, set};
}

static struct cm_box
copy(struct cm_world *w, const struct cm_box *a, unsigned more_sides, unsigned more_opaque)
{
	struct cm_box b = *a;

	b.sides = cm_arena_alloc(w->arena, (a->n + more_sides + 1) * sizeof *b.sides);
	b.opaque = cm_arena_alloc(w->arena, (a->nopaque + more_opaque + 1) * sizeof *b.opaque);
	b.wants = cm_arena_alloc(w->arena, a->nopaque + more_opaque + 1);
	if (a->n)
		memcpy(b.sides, a->sides, a->n * sizeof *b.sides);
	if (a->nopaque) {
		memcpy(b.opaque, a->opaque, a->nopaque * sizeof *b.opaque);
		memcpy(b.wants, a->wants, a->nopaque);
	}
	return b;
}

bool
cm_box_and(struct cm_world *w, const struct cm_box *a, const struct cm_box *b, struct cm_box *out)
{
	*out = copy(w, a, b->n, b->nopaque);
	for (unsigned i = 0; i < b->n; i++) {
		int slot = b->sides[i].slot;
		struct cm_set set = cm_set_and(w, set_of(w, a, slot), b->sides[i].set);

		if (set.n == 0)
			return false;
		set_side(out, slot, set);
	}
	for (unsigned i = 0; i < b->nopaque; i++) {
		out->opaque[out->nopaque] = b->opaque[i];
		out->wants[out->nopaque++] = b->wants[i];
	}
	return true;
}

/* Slice by slice: what differs from b in its first side, then what agrees there and differs in the second, … */
struct cm_region
cm_box_minus(struct cm_world *w, const struct cm_box *a, const struct cm_box *b)
{
	struct cm_region r = {cm_arena_alloc(w->arena, (b->n + 1) * sizeof *r.boxes), 0, true};
	struct cm_box rest = copy(w, a, b->n, 0);

	for (unsigned i = 0; i < b->n; i++) {
		int slot = b->sides[i].slot;
		struct cm_set have = set_of(w, &rest, slot);
		struct cm_set outside = cm_set_and(w, have, cm_set_not(w, slot, b->sides[i].set));
		struct cm_set inside = cm_set_and(w, have, b->sides[i].set);

		if (outside.n) {
			r.boxes[r.n] = copy(w, &rest, 1, 0);
			set_side(&r.boxes[r.n++], slot, outside);
		}
		if (inside.n == 0)
			return r;
		set_side(&rest, slot, inside);
	}
	return r;
}

/* Every opaque comparison of b stands in a as well, word for word: then where a's hold, b's do. */
bool
cm_opaque_within(const struct cm_box *a, const struct cm_box *b)
{
	for (unsigned k = 0; k < b->nopaque; k++) {
		unsigned i = 0;

		while (i < a->nopaque && !(a->wants[i] == b->wants[k] && cm_str_eq(a->opaque[i]->s, b->opaque[k]->s)))
			i++;
		if (i == a->nopaque)
			return false;
	}
	return true;
}

static void
put_point(struct cm_world *w, struct cm_buf *b, int slot, struct cm_set set)
{
	const struct cm_fact *f = &w->vocabulary->facts[slot];
	struct cm_value v = {.known = true, .type = f->type};
	struct cm_span s = set.spans[0];

	cm_buf_putstr(b, f->id);
	if (s.to == CM_NULL_VALUE) {
		cm_buf_puts(b, " unknown");
		return;
	}
	cm_buf_puts(b, " = ");
	v.i = s.from > CM_NULL_VALUE + 1 ? s.from : s.to < INT64_MAX ? s.to : 0;
	if (f->type == CM_T_ENUM)
		v.s = f->values[v.i].name;
	else if (f->type == CM_T_TEXT)
		v.s = v.i < w->ntexts ? w->texts[v.i] : CM_STR("(another)");
	cm_value_print(b, &v);
}

const char *
cm_box_witness(struct cm_world *w, const struct cm_box *box)
{
	struct cm_buf b = {0};
	const char *s;

	for (unsigned i = 0; i < box->n; i++) {
		if (i)
			cm_buf_puts(&b, ", ");
		put_point(w, &b, box->sides[i].slot, box->sides[i].set);
	}
	s = cm_arena_strn(w->arena, b.p ? b.p : "", b.n);
	cm_buf_free(&b);
	return s;
}
