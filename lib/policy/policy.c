/*
 * A policy file into its parts; the meaning of names is found in link.c. Called once per run and file. A file that two
 * others use is parsed once: the vocabulary remembers it.
 */
#include <nettle/sha2.h>

#include "policy/load.h"
#include "policy/name.h"

#include "base/banned.h"

void
cm_load_duplicate(struct cm_diag *d, const struct cm_yaml *at, const char *what, struct cm_str id, struct cm_pos before)
{
	const char *slash = before.file ? strrchr(before.file, '/') : NULL;

	cm_diag_add(d, CM_ERROR, at->pos, "policy.duplicate", "%s %.*s is there already, in %s:%u", what, (int)id.n,
	    id.p,
	    slash	      ? slash + 1
		: before.file ? before.file
			      : "?",
	    before.line);
}

bool
cm_load_taken(struct cm_load *l, const struct cm_yaml *at, struct cm_str id)
{
	const struct cm_index_name *n = cm_index_find(l->vocabulary->index, id);

	if (n)
		cm_load_duplicate(l->diag, at, "a fact, figure or condition", id,
		    n->condition ? n->condition->pos : l->vocabulary->facts[n->slot].pos);
	return n != NULL;
}

/* A list's elements by commas, as facts of that type hold it. */
static struct cm_str
join(const struct cm_yaml *list, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_buf b = {0};
	struct cm_str s;

	for (const struct cm_yaml *m = list->first; m; m = m->next) {
		if (!cm_yaml_is(m, CM_YAML_SCALAR, "an element", d))
			continue;
		if (memchr(m->text.p, ',', m->text.n))
			cm_diag_add(d, CM_ERROR, m->pos, "policy.shape", "an element of a list has no comma in it");
		if (b.n)
			cm_buf_putc(&b, ',');
		cm_buf_putstr(&b, m->text);
	}
	s = cm_arena_str(a, cm_buf_str(&b));
	cm_buf_free(&b);
	return s;
}

static void
parse_figure_value(struct cm_load *l, struct cm_figure *g, const struct cm_fact *f, const struct cm_yaml *e)
{
	const struct cm_yaml *y = cm_yaml_get(e, "value");
	const char *code = "", *why = "";

	if (!y) {
		cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.missing-key", "a figure needs a value");
		return;
	}
	if (f->type == CM_T_LIST && y->kind == CM_YAML_LIST) {
		g->value = (struct cm_value){.known = true, .type = CM_T_LIST, .s = join(y, l->arena, l->diag)};
		return;
	}
	if (!cm_yaml_is(y, CM_YAML_SCALAR, "value", l->diag))
		return;
	if (cm_fact_read(f, y->text, &g->value, &code, &why, l->arena) != CM_OK)
		cm_diag_add(l->diag, CM_ERROR, cm_yaml_at(y, 0), "policy.value", "%s", why);
	else if (!g->value.known)
		cm_diag_add(l->diag, CM_ERROR, cm_yaml_at(y, 0), "policy.value", "a figure's value must not be empty");
}

/* What the programs or the money of a rule cannot do with less. */
static void
check_least(struct cm_load *l, const struct cm_figure *g, const struct cm_fact *f, const struct cm_yaml *e)
{
	const struct cm_yaml *y = cm_yaml_get(e, "min");
	const char *code = "", *why = "";
	struct cm_value least;

	if (!y || !cm_yaml_is(y, CM_YAML_SCALAR, "min", l->diag))
		return;
	if (f->type != CM_T_INT && f->type != CM_T_MONEY)
		cm_diag_add(l->diag, CM_ERROR, y->pos, "policy.value", "only a number or money has a min");
	else if (cm_fact_read(f, y->text, &least, &code, &why, l->arena) != CM_OK)
		cm_diag_add(l->diag, CM_ERROR, cm_yaml_at(y, 0), "policy.value", "%s", why);
	else if (g->value.known && g->value.i < least.i)
		cm_diag_add(l->diag, CM_ERROR, cm_yaml_get(e, "value")->pos, "policy.value", "%.*s: %.*s at least", (int)g->id.n,
		    g->id.p, (int)y->text.n, y->text.p);
}

/* A stretch of time is none below nothing, and what adds it to a day or an instant must not leave the calendar. */
static void
check_stretch(struct cm_load *l, const struct cm_figure *g, const struct cm_yaml *e)
{
	static const struct {
		const char *unit;
		int64_t century;
	} units[] = {{"seconds", 3155760000}, {"minutes", 52596000}, {"hours", 876600}, {"days", 36525}, {"months", 1200}};

	for (unsigned i = 0; i < sizeof units / sizeof *units; i++)
		if (cm_str_is(g->unit, units[i].unit) && g->value.known && (g->value.i < 0 || g->value.i > units[i].century))
			cm_diag_add(l->diag, CM_ERROR, cm_yaml_get(e, "value")->pos, "policy.value",
			    "%.*s is a stretch of time: from 0 to a hundred years", (int)g->id.n, g->id.p);
}

static void
parse_figure(struct cm_load *l, struct cm_figure *g, const struct cm_yaml *e)
{
	static const char *const keys[] = {
	    "id", "type", "value", "min", "values", "unit", "note", "source", "assumed", "zh", "en", "effective_from", NULL};
	struct cm_vocabulary *v = l->vocabulary;
	struct cm_fact *f;

	g->slot = -1;
	if (!cm_yaml_is(e, CM_YAML_MAP, "a figure", l->diag))
		return;
	cm_yaml_only(e, keys, l->diag);
	g->pos = e->pos;
	g->id = cm_yaml_str(e, "id", l->diag);
	g->unit = cm_yaml_str(e, "unit", l->diag);
	g->note = cm_yaml_str(e, "note", l->diag);
	g->source = cm_yaml_str(e, "source", l->diag);
	g->assumed = cm_yaml_bool(e, "assumed", l->diag);
	if (!cm_name_is_word(g->id)) {
		cm_diag_add(
		    l->diag, CM_ERROR, e->pos, "policy.id", "a figure needs an id: lower-case letters, digits and _");
		return;
	}
	if (cm_load_taken(l, e, g->id))
		return;
	f = cm_vocabulary_add(v);
	*f = (struct cm_fact){.id = g->id, .from = CM_FROM_FIGURE, .pos = e->pos, .value = &g->value};
	f->zh = cm_yaml_str(e, "zh", l->diag);
	f->en = cm_yaml_str(e, "en", l->diag);
	g->slot = (int)(f - v->facts);
	g->value.type = CM_T_TEXT;
	if (cm_fact_parse_type(f, cm_yaml_get(e, "type"), e, l->diag)) {
		cm_fact_parse_values(l->vocabulary, f, cm_yaml_get(e, "values"), e, l->diag);
		parse_figure_value(l, g, f, e);
		check_least(l, g, f, e);
		if (f->type == CM_T_INT)
			check_stretch(l, g, e);
	}
	g->value.type = f->type;
	cm_index_add(v, (struct cm_index_name){g->id, g->slot, false, NULL});
}

static void
parse_figures(struct cm_load *l, const struct cm_yaml *list)
{
	struct cm_figure *g;

	if (!list)
		return;
	l->figures = g = cm_arena_alloc(l->arena, list->n * sizeof *g);
	for (const struct cm_yaml *e = list->first; e; e = e->next)
		parse_figure(l, g++, e);
	l->policy->figures = l->figures;
	l->policy->nfigures = list->n;
}

static void
parse_texts(struct cm_load *l, const struct cm_yaml *list)
{
	static const char *const keys[] = {"id", "zh", "en", "source", "assumed", "note", NULL};
	struct cm_text *t;
	unsigned n = 0;

	if (!list)
		return;
	l->texts = cm_arena_alloc(l->arena, list->n * sizeof *t);
	for (const struct cm_yaml *e = list->first; e; e = e->next) {
		if (!cm_yaml_is(e, CM_YAML_MAP, "a text", l->diag))
			continue;
		cm_yaml_only(e, keys, l->diag);
		t = &l->texts[n];
		cm_text_parse(t, e, l->arena, l->diag);
		t->id = cm_yaml_str(e, "id", l->diag);
		if (!cm_name_is_id(t->id))
			cm_diag_add(l->diag, CM_ERROR, e->pos, "policy.id",
			    "a text needs an id: lower-case letters, digits, _ - and points");
		for (unsigned i = 0; i < n; i++)
			if (cm_str_eq(l->texts[i].id, t->id)) {
				cm_load_duplicate(l->diag, e, "a text", t->id, l->texts[i].pos);
				break;
			}
		n++;
	}
	l->policy->texts = l->texts;
	l->policy->ntexts = n;
}

const char *
cm_policy_hash(const struct cm_policy *p)
{
	const struct cm_str facts = p->vocabulary->index->bytes;
	char *hex = ((struct cm_policy *)p)->hash; /* no change that anybody could see */
	struct sha256_ctx sha;
	unsigned char sum[8];

	if (hex[0])
		return hex;
	sha256_init(&sha);
	sha256_update(&sha, facts.n, (const uint8_t *)facts.p);
	for (unsigned i = 0; i < p->nused; i++)
		sha256_update(&sha, 16, (const uint8_t *)cm_policy_hash(p->used[i]));
	sha256_update(&sha, p->bytes.n, (const uint8_t *)p->bytes.p);
	sha256_digest(&sha, sizeof sum, sum);
	for (int i = 0; i < 8; i++) {
		hex[2 * i] = "0123456789abcdef"[sum[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[sum[i] & 15];
	}
	return hex;
}

/* A list of the file's; NULL: none, or told that it is none. */
static const struct cm_yaml *
list_of(struct cm_load *l, const struct cm_yaml *root, const char *key)
{
	const struct cm_yaml *y = cm_yaml_get(root, key);

	return y && cm_yaml_is(y, CM_YAML_LIST, key, l->diag) ? y : NULL;
}

static void
parse_top(struct cm_load *l, const struct cm_yaml *root)
{
	static const char *const keys[] = {"policy", "title", "use", "facts", "figures", "conditions", "gates", "trees", "texts",
	    "service", "status", "source", "note", "effective_from", NULL};
	const struct cm_yaml *title = cm_yaml_get(root, "title"), *id = cm_yaml_get(root, "policy");

	cm_yaml_only(root, keys, l->diag);
	if (!id || !cm_str_is(id->text, l->name))
		cm_diag_add(l->diag, CM_ERROR, id ? id->pos : root->pos, "policy.id",
		    "policy must be the file's name: %s", l->name);
	l->policy->id = cm_str(l->name);
	if (title && cm_yaml_is(title, CM_YAML_MAP, "title", l->diag))
		cm_text_parse(&l->policy->title, title, l->arena, l->diag);
	l->policy->service = cm_yaml_str(root, "service", l->diag);
	list_of(l, root, "use");
	l->gates = list_of(l, root, "gates");
	l->trees = list_of(l, root, "trees");
	l->conditions = cm_yaml_get(root, "conditions");
	cm_load_used(l, root);
	cm_facts_parse(l->vocabulary, list_of(l, root, "facts"), l->diag);
	parse_figures(l, list_of(l, root, "figures"));
	parse_texts(l, list_of(l, root, "texts"));
}

static void
remember(struct cm_vocabulary *v, const struct cm_policy *p)
{
	struct cm_index *ix = v->index;
	const struct cm_policy **more = cm_arena_alloc(v->arena, (ix->npolicies + 1) * sizeof *more);

	if (ix->npolicies)
		memcpy(more, ix->policies, ix->npolicies * sizeof *more);
	more[ix->npolicies++] = p;
	ix->policies = more;
}

/* Words with a slash between, so that no name leads out of the folder. */
static bool
name_ok(const char *name)
{
	struct cm_str s = cm_str(name);
	const char *slash = strrchr(name, '/');

	if (!slash)
		return cm_name_is_id(s) && !strstr(name, "..");
	return cm_name_is_id((struct cm_str){name, (size_t)(slash - name)}) && cm_name_is_id(cm_str(slash + 1));
}

static enum cm_status
read_file(struct cm_load *l)
{
	struct cm_yaml *root;
	enum cm_status st = cm_yaml_load(&root, l->policy->file, &l->policy->bytes, l->arena, l->diag);

	if (st != CM_OK)
		return st;
	if (!cm_yaml_is(root, CM_YAML_MAP, "the file", l->diag))
		return CM_CONFIG;
	parse_top(l, root);
	cm_policy_link(l);
	if (l->trees)
		cm_trees_link(l, root);
	return l->diag->errors ? CM_CONFIG : CM_OK;
}

enum cm_status
cm_load_file(struct cm_policy **out, struct cm_vocabulary *v, const char *name, const struct cm_load *outer,
    struct cm_arena *a, struct cm_diag *d)
{
	struct cm_diag own;
	struct cm_load l = {.vocabulary = v, .outer = outer, .name = name, .arena = a, .diag = &own};
	enum cm_status st;

	*out = NULL;
	if (!name_ok(name))
		return cm_fail(d, CM_CONFIG, "policy.id", "%s cannot be the name of a policy", name);
	for (unsigned i = 0; i < v->index->npolicies; i++)
		if (cm_str_is(v->index->policies[i]->id, name)) {
			*out = (struct cm_policy *)v->index->policies[i];
			return CM_OK;
		}
	l.policy = cm_arena_alloc(a, sizeof *l.policy);
	l.policy->vocabulary = v;
	l.policy->file = cm_arena_printf(a, "%s/%s.yaml", v->dir, name);
	l.depth = outer ? outer->depth + 1 : 0;
	cm_diag_begin_file(&own, d->arena);
	st = read_file(&l);
	cm_diag_end_file(d, &own, l.policy->file);
	if (st != CM_OK)
		return st;
	remember(v, l.policy);
	*out = l.policy;
	return CM_OK;
}

enum cm_status
cm_policy_load(struct cm_policy **out, struct cm_vocabulary *v, const char *name, struct cm_arena *a, struct cm_diag *d)
{
	return cm_load_file(out, v, cm_arena_strdup(a, name), NULL, a, d);
}
