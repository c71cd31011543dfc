/*
 * Texts for people: templates in two languages. A placeholder is {fact}, {figure} or {bound}; {{ and }} are braces.
 * Checked while loading, filled per record; a value that is missing then is told, never left out.
 */
#include "base/date.h"
#include "policy/load.h"

#include "base/banned.h"

/* The next piece from *p on: literal text, or the name in a placeholder. False at the end, or at a brace alone. */
struct piece {
	struct cm_str text;
	bool name;
};

static bool
next_piece(const char **p, const char *end, struct piece *out)
{
	const char *q = *p, *close, *open;

	if (q < end && *q != '{' && *q != '}') { /* texts are long and have few braces */
		open = memchr(q, '{', (size_t)(end - q));
		close = memchr(q, '}', (size_t)((open ? open : end) - q));
		q = close ? close : open ? open : end;
	}
	if (q > *p) {
		*out = (struct piece){{*p, (size_t)(q - *p)}, false};
		*p = q;
		return true;
	}
	if (q == end)
		return false;
	if (end - q > 1 && q[1] == *q) {
		*out = (struct piece){{q, 1}, false};
		*p = q + 2;
		return true;
	}
	close = memchr(q, '}', (size_t)(end - q));
	if (*q == '}' || !close)
		return false;
	*out = (struct piece){{q + 1, (size_t)(close - q - 1)}, true};
	*p = close + 1;
	return true;
}

static void
check_name(const struct cm_text *t, struct cm_str name, const struct cm_vocabulary *v, bool bound, struct cm_diag *d)
{
	int slot;

	if (cm_str_is(name, "bound")) {
		if (!bound)
			cm_diag_add(
			    d, CM_ERROR, t->pos, "policy.placeholder", "{bound} has a meaning in a rule's texts only");
		return;
	}
	slot = cm_vocabulary_slot(v, name);
	if (slot < 0) {
		cm_diag_add(d, CM_ERROR, t->pos, "policy.placeholder", "there is no fact or figure for {%.*s}%s",
		    (int)name.n, name.p, cm_index_hint(v, name, false, d));
	} else if (v->facts[slot].secret) {
		cm_diag_add(d, CM_ERROR, t->pos, "policy.placeholder", "{%.*s} is secret: no text may show it",
		    (int)name.n, name.p);
	}
}

void
cm_text_check(const struct cm_text *t, const struct cm_vocabulary *v, bool bound, struct cm_diag *d)
{
	struct piece piece;

	for (int english = 0; english < 2; english++) {
		struct cm_str s = english ? t->en : t->zh;
		const char *p = s.p, *end = s.p + s.n;

		while (p && next_piece(&p, end, &piece))
			if (piece.name)
				check_name(t, piece.text, v, bound, d);
		if (p != end)
			cm_diag_add(d, CM_ERROR, t->pos, "policy.placeholder",
			    "a brace stands alone in the %s text; write {{ or }} for a brace",
			    english ? "English" : "Chinese");
	}
}

const int *
cm_text_facts(const struct cm_text *t, const struct cm_vocabulary *v, unsigned *n, struct cm_arena *a)
{
	int *slots = cm_arena_alloc(a, ((t->zh.n + t->en.n) / 3 + 1) * sizeof *slots); /* {x} is the shortest */
	struct piece piece;

	*n = 0;
	for (int english = 0; english < 2; english++) {
		struct cm_str s = english ? t->en : t->zh;
		const char *p = s.p, *end = s.p + s.n;

		while (next_piece(&p, end, &piece)) {
			int slot = piece.name ? cm_vocabulary_slot(v, piece.text) : -1;
			unsigned k = 0;

			while (k < *n && slots[k] != slot)
				k++;
			if (slot >= 0 && !v->facts[slot].value && k == *n)
				slots[(*n)++] = slot;
		}
	}
	return slots;
}

void
cm_text_parse(struct cm_text *t, const struct cm_yaml *map, struct cm_arena *a, struct cm_diag *d)
{
	(void)a;
	t->pos = map->pos;
	t->zh = cm_yaml_str(map, "zh", d);
	t->en = cm_yaml_str(map, "en", d);
	t->source = cm_yaml_str(map, "source", d);
	t->assumed = cm_yaml_bool(map, "assumed", d);
	if (!t->zh.n || !t->en.n)
		cm_diag_add(d, CM_ERROR, map->pos, "policy.missing-key", "a text needs both languages: zh and en");
}

/* 2010-04-01 09:30: for people, who are in the business's zone anyway. */
static void
put_time(struct cm_buf *out, int64_t instant)
{
	char text[26];

	cm_time_format(instant, text);
	if (strlen(text) >= 16) {
		text[10] = ' ';
		cm_buf_add(out, text, 16);
	}
}

/* a,b as people write a list; its elements by their labels when the fact has values, of one such as rural_info/QX01 what
 * stands before the slash; a list of nothing is said, too. */
static void
put_list(struct cm_buf *out, const struct cm_fact *f, struct cm_str s, bool english)
{
	const char *p = s.p, *end = s.p + s.n;

	if (!s.n)
		cm_buf_puts(out, english ? "nothing" : "无");

	while (p < end) {
		const char *comma = memchr(p, ',', (size_t)(end - p)), *q = comma ? comma : end;
		const char *slash = memchr(p, '/', (size_t)(q - p)), *end_of_name = slash ? slash : q;
		struct cm_str name = {p, (size_t)(end_of_name - p)};

		for (unsigned i = 0; i < f->nvalues; i++)
			if (cm_str_eq(f->values[i].name, name)) {
				struct cm_str label = english ? f->values[i].en : f->values[i].zh;

				name = label.p ? label : name;
				break;
			}
		if (p > s.p)
			cm_buf_puts(out, english ? ", " : "、");
		cm_buf_putstr(out, name);
		cm_buf_add(out, end_of_name, (size_t)(q - end_of_name));
		p = q + 1;
	}
}

void
cm_value_show(struct cm_buf *out, const struct cm_fact *f, const struct cm_value *x, bool english)
{
	struct cm_str label = {NULL, 0};

	switch (x->type) {
	case CM_T_BOOL:
		cm_buf_puts(out, x->i ? (english ? "yes" : "是") : english ? "no" : "否");
		break;
	case CM_T_TIME:
		put_time(out, x->i);
		break;
	case CM_T_LIST:
		if (f)
			put_list(out, f, english && x->en && x->en->n ? *x->en : x->s, english);
		break;
	case CM_T_ENUM:
		if (f && x->i >= 0 && x->i < f->nvalues)
			label = english ? f->values[x->i].en : f->values[x->i].zh;
		cm_buf_putstr(out, label.p ? label : x->s);
		break;
	case CM_T_TEXT:
		cm_buf_putstr(out, english && x->en && x->en->n ? *x->en : x->s);
		break;
	default:
		cm_value_print(out, x);
	}
}

static bool
render_name(struct cm_str name, const struct cm_vocabulary *v, const struct cm_value *facts,
    const struct cm_value *bound, bool english, struct cm_buf *out, struct cm_arena **masks)
{
	const struct cm_value *x;
	const struct cm_fact *f;
	int slot;

	if (cm_str_is(name, "bound")) {
		if (bound && bound->known)
			cm_value_show(out, NULL, bound, english);
		return bound && bound->known;
	}
	slot = cm_vocabulary_slot(v, name);
	if (slot < 0 || v->facts[slot].secret)
		return false;
	f = &v->facts[slot];
	x = cm_fact_value(v, slot, facts);
	if (!x->known)
		return false;
	if (f->identity && x->type == CM_T_TEXT) {
		if (!*masks)
			*masks = cm_arena_new();
		cm_buf_puts(out, cm_fact_mask(f, x->s, *masks));
		return true;
	}
	cm_value_show(out, f, x, english);
	return true;
}

enum cm_status
cm_text_render(const struct cm_text *t, const struct cm_vocabulary *v, const struct cm_value *facts,
    const struct cm_value *bound, bool english, struct cm_buf *out, struct cm_str *missing)
{
	struct cm_str s = english && t->en.n ? t->en : t->zh;
	const char *p = s.p, *end = s.p + s.n;
	struct cm_arena *masks = NULL;
	enum cm_status st = CM_OK;
	size_t began = out->n;
	struct piece piece;

	while (st == CM_OK && next_piece(&p, end, &piece)) {
		if (!piece.name) {
			cm_buf_putstr(out, piece.text);
		} else if (!render_name(piece.text, v, facts, bound, english, out, &masks)) {
			*missing = piece.text;
			st = CM_BAD;
		}
	}
	cm_arena_free(masks);
	if (st != CM_OK && out->p) {
		out->n = began;
		out->p[began] = 0;
	}
	return st;
}

enum cm_status
cm_texts_render(const struct cm_text *texts, unsigned n, const struct cm_vocabulary *v, const struct cm_value *facts,
    bool english, struct cm_buf *out, struct cm_str *missing)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < n; i++) {
		if (i && english)
			cm_buf_putc(out, ' ');
		st = cm_text_render(&texts[i], v, facts, NULL, english, out, missing);
	}
	return st;
}
