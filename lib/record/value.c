/*
 * Values as people and spreadsheets see them (value.h): the text of a cell of CSV, TSV or a table.
 */
#include "record/value.h"

#include "record/json.h"

#include "base/banned.h"

/* Could this element be found again by cm_field_list() among others? */
static bool
is_separable(struct cm_str s)
{
	return s.n && !memchr(s.p, ',', s.n) && !memchr(" \t", *s.p, 2) && !memchr(" \t", s.p[s.n - 1], 2);
}

struct cm_str
cm_value_cell(const struct cm_field *f, struct cm_arena *arena)
{
	struct cm_json j = {.p = f->text.p, .end = f->text.p + f->text.n};
	struct cm_json_value v;
	char *start, *out;

	if (f->kind == CM_NULL)
		return CM_STR("");
	if (f->kind != CM_LIST || !cm_json_open(&j, '['))
		return f->text;
	start = out = cm_arena_alloc(arena, f->text.n + 1);
	for (bool first = true; cm_json_more(&j, ']', first); first = false) {
		struct cm_str s;

		if (!cm_json_value(&j, &v) || v.kind == CM_LIST || v.kind == CM_OBJECT || v.kind == CM_NULL)
			return f->text;
		s = cm_json_text(&v, arena);
		if (!is_separable(s))
			return f->text;
		if (!first)
			*out++ = ',';
		memcpy(out, s.p, s.n);
		out += s.n;
	}
	return j.why ? f->text : (struct cm_str){start, (size_t)(out - start)};
}
