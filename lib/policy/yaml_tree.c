/* Walking a YAML tree: members, and what each loader says about missing, misspelt and misshapen ones. */
#include "base/text.h"
#include "policy/name.h"
#include "policy/yaml.h"

#include "base/banned.h"

static inline bool
is_key(const char *key, struct cm_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (key[i] != s.p[i])
			return false;
	return !key[s.n];
}

struct cm_yaml *
cm_yaml_get(const struct cm_yaml *map, const char *key)
{
	if (!map || map->kind != CM_YAML_MAP)
		return NULL;
	for (struct cm_yaml *m = map->first; m; m = m->next)
		if (is_key(key, m->key))
			return m;
	return NULL;
}

static void
unknown_key(const struct cm_yaml *m, const char *const *keys, struct cm_diag *d)
{
	struct cm_nearest near = {.wanted = m->key};

	for (const char *const *k = keys; *k; k++)
		cm_nearest_try(&near, cm_str(*k));
	cm_diag_add(d, CM_ERROR, m->key_pos, "policy.unknown-key", "unknown key %.*s%s", (int)m->key.n, m->key.p,
	    cm_nearest_hint(&near, d->arena));
}

void
cm_yaml_only(const struct cm_yaml *map, const char *const *keys, struct cm_diag *d)
{
	const char *const *k;

	for (const struct cm_yaml *m = map->first; m; m = m->next) {
		for (k = keys; *k && !is_key(*k, m->key); k++)
			continue;
		if (!*k)
			unknown_key(m, keys, d);
	}
}

/* Mostly keys stand in this order, so the search begins behind the last one found. */
unsigned
cm_yaml_find_key(const struct cm_yaml_keys *keys, unsigned from, struct cm_str key)
{
	for (unsigned i = from; i < keys->n; i++)
		if (is_key(keys->names[i], key))
			return i;
	for (unsigned i = 0; i < from; i++)
		if (is_key(keys->names[i], key))
			return i;
	return keys->n;
}

void
cm_yaml_members(
    const struct cm_yaml *map, const struct cm_yaml_keys *keys, const struct cm_yaml **out, struct cm_diag *d)
{
	unsigned next = 0;

	memset(out, 0, keys->n * sizeof *out);
	for (const struct cm_yaml *m = map->first; m; m = m->next) {
		unsigned i = cm_yaml_find_key(keys, next, m->key);

		if (i == keys->n) {
			unknown_key(m, keys->names, d);
			continue;
		}
		out[i] = m;
		next = i + 1;
	}
}

struct cm_pos
cm_yaml_at(const struct cm_yaml *y, size_t offset)
{
	struct cm_pos pos = y->pos;

	if (y->folded)
		pos.col = 0;
	else
		pos.col += (unsigned)cm_utf8_length((struct cm_str){y->text.p, offset}) + y->quoted;
	return pos;
}

static const char *
kind_name(enum cm_yaml_kind k)
{
	static const char *const names[] = {"a single value", "a list", "a map of keys and values"};

	return names[k];
}

bool
cm_yaml_is(const struct cm_yaml *y, enum cm_yaml_kind kind, const char *what, struct cm_diag *d)
{
	if (y->kind == kind)
		return true;
	cm_diag_add(
	    d, CM_ERROR, y->pos, "policy.shape", "%s must be %s, not %s", what, kind_name(kind), kind_name(y->kind));
	return false;
}

struct cm_str
cm_yaml_text(const struct cm_yaml *y, const char *what, struct cm_diag *d)
{
	if (!y || !cm_yaml_is(y, CM_YAML_SCALAR, what, d))
		return (struct cm_str){NULL, 0};
	return y->text;
}

bool
cm_yaml_truth(const struct cm_yaml *y, const char *what, struct cm_diag *d)
{
	if (!y || !cm_yaml_is(y, CM_YAML_SCALAR, what, d))
		return false;
	if (y->quoted || !(cm_str_is(y->text, "true") || cm_str_is(y->text, "false")))
		cm_diag_add(d, CM_ERROR, y->pos, "policy.shape", "%s must be true or false", what);
	return cm_str_is(y->text, "true");
}

struct cm_str
cm_yaml_str(const struct cm_yaml *map, const char *key, struct cm_diag *d)
{
	return cm_yaml_text(cm_yaml_get(map, key), key, d);
}

bool
cm_yaml_bool(const struct cm_yaml *map, const char *key, struct cm_diag *d)
{
	return cm_yaml_truth(cm_yaml_get(map, key), key, d);
}
