/* Files and members of entries, for the loaders of plans, services and all that is given with them: words, amounts, texts, lists. */
#include <unistd.h>

#include "base/money.h"
#include "policy/entry.h"
#include "policy/load.h"
#include "policy/name.h"

#include "base/banned.h"

/* NULL, and told, when it must be there and is not, or is of another kind. */
static const struct cm_yaml *
member(const struct cm_yaml *e, const char *key, enum cm_yaml_kind kind, const char *must, struct cm_diag *d)
{
	const struct cm_yaml *y = cm_yaml_get(e, key);

	if (!y && must)
		cm_diag_add(d, CM_ERROR, e->pos, "policy.blank", "%s must name its %s", must, key);
	return y && cm_yaml_is(y, kind, key, d) ? y : NULL;
}

struct cm_str
cm_entry_word(const struct cm_yaml *e, const char *key, const char *const *words, const char *must, struct cm_diag *d)
{
	const struct cm_yaml *y = member(e, key, CM_YAML_SCALAR, must, d);
	struct cm_nearest near = {0};

	if (!y)
		return (struct cm_str){NULL, 0};
	near.wanted = y->text;
	for (const char *const *w = words; *w; w++) {
		if (cm_str_is(y->text, *w))
			return y->text;
		cm_nearest_try(&near, cm_str(*w));
	}
	cm_diag_add(d, CM_ERROR, y->pos, "policy.value", "%s cannot be %.*s%s", key, (int)y->text.n, y->text.p,
	    cm_nearest_hint(&near, d->arena));
	return (struct cm_str){NULL, 0};
}

struct cm_str
cm_entry_status(const struct cm_yaml *e, const char *must, struct cm_diag *d)
{
	static const char *const statuses[] = {"draft", "active", "retired", NULL};

	return cm_entry_word(e, "status", statuses, must, d);
}

int64_t
cm_entry_int(const struct cm_yaml *e, const char *key, int64_t least, int64_t most, const char *must, struct cm_diag *d)
{
	const struct cm_yaml *y = member(e, key, CM_YAML_SCALAR, must, d);
	int64_t n;

	if (!y)
		return -1;
	if (cm_int_parse(y->text, &n) && n >= least && n <= most)
		return n;
	if (most == INT64_MAX)
		cm_diag_add(d, CM_ERROR, cm_yaml_at(y, 0), "policy.value", "%s is a whole number from %lld on", key,
		    (long long)least);
	else
		cm_diag_add(d, CM_ERROR, cm_yaml_at(y, 0), "policy.value", "%s is a whole number from %lld to %lld", key,
		    (long long)least, (long long)most);
	return -1;
}

int64_t
cm_entry_money(const struct cm_yaml *e, const char *key, const char *must, struct cm_diag *d)
{
	const struct cm_yaml *y = member(e, key, CM_YAML_SCALAR, must, d);
	int64_t fen = -1;

	if (y && (!cm_money_parse(y->text, &fen) || fen < 0)) {
		cm_diag_add(d, CM_ERROR, cm_yaml_at(y, 0), "policy.value",
		    "%s is an amount in yuan with at most two decimals, such as 50.00", key);
		return -1;
	}
	return fen;
}

void
cm_entry_text(struct cm_text *t, const struct cm_yaml *e, const char *key, const char *must, struct cm_arena *a,
    struct cm_diag *d)
{
	static const char *const keys[] = {"zh", "en", NULL};
	const struct cm_yaml *y = member(e, key, CM_YAML_MAP, must, d);

	if (!y)
		return;
	cm_yaml_only(y, keys, d);
	cm_text_parse(t, y, a, d);
}

bool
cm_value_check(const struct cm_fact *of, const struct cm_yaml *y, const char *what, struct cm_diag *d)
{
	struct cm_nearest near = {.wanted = y->text};

	if (!cm_yaml_is(y, CM_YAML_SCALAR, what, d))
		return false;
	for (unsigned i = 0; of && i < of->nvalues; i++) {
		if (cm_str_eq(of->values[i].name, y->text))
			return true;
		cm_nearest_try(&near, of->values[i].name);
	}
	if (of)
		cm_diag_add(d, CM_ERROR, y->pos, "policy.unknown-value", "there is no %s %.*s%s", what, (int)y->text.n,
		    y->text.p, cm_nearest_hint(&near, d->arena));
	return !of;
}

const struct cm_yaml *
cm_entry_list(const struct cm_yaml *e, const char *key, const char *must, struct cm_diag *d)
{
	return member(e, key, CM_YAML_LIST, must, d);
}

const struct cm_str *
cm_entry_values(const struct cm_yaml *e, const char *key, const struct cm_fact *of, const char *what, unsigned *n,
    struct cm_arena *a, struct cm_diag *d)
{
	const struct cm_yaml *y = member(e, key, CM_YAML_LIST, NULL, d);
	struct cm_str *values;

	if (!y)
		return NULL;
	values = cm_arena_alloc(a, (y->n + 1) * sizeof *values);
	for (const struct cm_yaml *m = y->first; m; m = m->next)
		if (cm_value_check(of, m, what, d))
			values[(*n)++] = m->text;
	return values;
}

enum cm_status
cm_entry_file(const struct cm_yaml **out, const struct cm_vocabulary *v, const char *name, const char *const *keys,
    struct cm_arena *a, struct cm_diag *d)
{
	const char *path = cm_arena_printf(a, "%s/%s.yaml", v->dir, name);
	struct cm_yaml *root;

	*out = NULL;
	if (access(path, F_OK) != 0)
		return CM_OK;
	if (cm_yaml_load(&root, path, NULL, a, d) != CM_OK || !cm_yaml_is(root, CM_YAML_MAP, "the file", d))
		return CM_CONFIG;
	cm_yaml_only(root, keys, d);
	*out = root;
	return CM_OK;
}

const struct cm_fact *
cm_fact_of_values(const struct cm_vocabulary *v, const char *id)
{
	int slot = cm_vocabulary_slot(v, cm_str(id));

	return slot < 0 || !v->facts[slot].nvalues ? NULL : &v->facts[slot];
}
