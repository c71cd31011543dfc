/*
 * The rules of our YAML, applied while the tree grows. Called by the readers only; what is told here is told where it
 * stands. Faults that leave the structure intact (a duplicate key, a scalar that would surprise) do not stop it, so
 * that one run names them all.
 */
#include <stdlib.h>
#include <string.h>

#include "policy/name.h"
#include "policy/yaml_build.h"

#include "base/banned.h"

#define FEW 12 /* members that are searched one by one */

void
cm_yaml_build_free(struct cm_yaml_build *b)
{
	free(b->keys);
	b->keys = NULL;
}

static void
fault(struct cm_yaml_build *b, struct cm_pos pos, const char *code, const char *text)
{
	cm_diag_add(b->diag, CM_ERROR, pos, code, "%s", text);
	if (++b->faults == CM_YAML_FAULTS)
		b->stopped = true;
}

void
cm_yaml_refuse(struct cm_yaml_build *b, struct cm_pos pos, const char *code, const char *fmt, ...)
{
	va_list ap;

	if (b->stopped)
		return;
	va_start(ap, fmt);
	fault(b, pos, code, cm_arena_vprintf(b->diag->arena, fmt, ap));
	va_end(ap);
	b->stopped = true;
}

static bool
is_nocase(struct cm_str s, const char *lower)
{
	size_t i = 0;

	for (; i < s.n && lower[i]; i++)
		if ((s.p[i] | (s.p[i] >= 'A' && s.p[i] <= 'Z' ? 0x20 : 0)) != lower[i])
			return false;
	return i == s.n && !lower[i];
}

static bool
all_of(const char *p, size_t n, const char *set)
{
	for (size_t i = 0; i < n; i++)
		if (!p[i] || !strchr(set, p[i]))
			return false;
	return true;
}

/* Digits, or digits with one point and digits behind it; no zero before another digit: reads the same everywhere. */
static bool
plain_number(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] >= '0' && p[i] <= '9')
		i++;
	if (i == 0 || (i > 1 && p[0] == '0'))
		return false;
	if (i == n)
		return true;
	return p[i] == '.' && i + 1 < n && all_of(p + i + 1, n - i - 1, "0123456789");
}

/* Digits, points, colons, exponents and bases as YAML 1.1 or 1.2 takes them for a number. */
static bool
odd_number(const char *p, size_t n)
{
	size_t i;

	if (n > 2 && p[0] == '0' && strchr("xXbo", p[1]))
		return all_of(p + 2, n - 2, p[1] == 'b' ? "01_" : p[1] == 'o' ? "01234567" : "0123456789abcdefABCDEF_");
	for (i = 0; i < n && ((p[i] >= '0' && p[i] <= '9') || p[i] == '_'); i++)
		continue;
	if (i && i < n && p[i] == ':')
		return all_of(p + i, n - i, "0123456789:._");
	if (i < n && p[i] == '.')
		for (i++; i < n && ((p[i] >= '0' && p[i] <= '9') || p[i] == '_'); i++)
			continue;
	if (i < n && (p[i] | 0x20) == 'e') {
		i++;
		if (i < n && (p[i] == '+' || p[i] == '-'))
			i++;
		return i < n && all_of(p + i, n - i, "0123456789");
	}
	return i == n;
}

/* Words that YAML 1.1 reads as truths or as nothing, in any case; true and false themselves are what they say. */
static bool
odd_word(struct cm_str s)
{
	if (s.n > 5)
		return false;
	switch (s.p[0] | 0x20) {
	case 'y':
		return s.n == 1 || is_nocase(s, "yes");
	case 'n':
		return s.n == 1 || is_nocase(s, "no") || is_nocase(s, "null");
	case 'o':
		return is_nocase(s, "on") || is_nocase(s, "off");
	case 't':
		return is_nocase(s, "true") && !cm_str_is(s, "true");
	case 'f':
		return is_nocase(s, "false") && !cm_str_is(s, "false");
	default:
		return false;
	}
}

/* What YAML 1.1 would not read as this very text. */
static bool
surprises(struct cm_str s)
{
	const char *p = s.p;
	size_t n = s.n;

	if (((unsigned char)*p | 0x20) >= 'a')
		return odd_word(s) || (n == 1 && *p == '~');
	if (*p == '+' || *p == '-') {
		p++;
		n--;
	}
	if (n == 0 || !((*p >= '0' && *p <= '9') || (*p == '.' && n > 1)))
		return cm_str_is(s, "=");
	if (n == 4 && *p == '.' &&
	    (is_nocase((struct cm_str){p, n}, ".inf") || is_nocase((struct cm_str){p, n}, ".nan")))
		return true;
	if (*s.p != '+' && plain_number(p, n))
		return false;
	return odd_number(p, n);
}

/* What may be a trap, at a glance: by its first byte the lengths that such texts have, a bit for each. */
#define WORDS(a, b) ((UINT64_C(1) << (a)) | (UINT64_C(1) << (b)))
#define ANY	    UINT64_MAX
/* clang-format off */
static const uint64_t traps[256] = {
    ['y'] = WORDS(1, 3), ['n'] = WORDS(1, 2) | WORDS(4, 4), ['o'] = WORDS(2, 3), ['t'] = WORDS(4, 4), ['f'] = WORDS(5, 5),
    ['Y'] = WORDS(1, 3), ['N'] = WORDS(1, 2) | WORDS(4, 4), ['O'] = WORDS(2, 3), ['T'] = WORDS(4, 4), ['F'] = WORDS(5, 5),
    ['0' ... '9'] = ANY, ['+'] = ANY, ['-'] = ANY, ['.'] = ANY, ['='] = ANY, ['~'] = ANY, ['<'] = ANY};
/* clang-format on */

static inline bool
may_trap(struct cm_str s)
{
	return s.n == 0 || (s.n <= 64 && traps[(unsigned char)*s.p] >> (s.n & 63) & 1);
}

bool
cm_yaml_traps(struct cm_str plain)
{
	return may_trap(plain) && (plain.n == 0 || cm_str_is(plain, "<<") || surprises(plain));
}

/* A scalar without quotes. */
static void
judge(struct cm_yaml_build *b, struct cm_pos pos, struct cm_str text)
{
	if (text.n == 0)
		fault(b, pos, "policy.yaml-blank",
		    "a value is missing here: write \"\" or leave the key out (and quote a text that has a comma in "
		    "it)");
	else if (cm_str_is(text, "<<"))
		cm_yaml_refuse(b, pos, "policy.yaml-merge", "merge keys (<<) are not allowed: write the values out");
	else if (surprises(text))
		fault(b, pos, "policy.yaml-surprise",
		    cm_arena_printf(b->diag->arena,
			"other programs read %.*s as something else than this text: quote it", (int)text.n, text.p));
}

static size_t
key_hash(const struct cm_yaml *map, struct cm_str key)
{
	return cm_name_hash(key) ^ (size_t)((uintptr_t)map >> 4) * 0x9e3779b1u;
}

static void
keys_insert(struct cm_yaml_build *b, const struct cm_yaml *map, struct cm_yaml *member)
{
	size_t i;

	for (i = key_hash(map, member->key) & (b->capkeys - 1); b->keys[2 * i]; i = (i + 1) & (b->capkeys - 1))
		continue;
	b->keys[2 * i] = member;
	b->keys[2 * i + 1] = (struct cm_yaml *)map;
}

/* Room for one more; the table is at most half full. */
static void
keys_need(struct cm_yaml_build *b)
{
	struct cm_yaml **old = b->keys;
	size_t n = b->capkeys;

	if (b->nkeys * 2 < b->capkeys)
		return;
	b->capkeys = n ? n * 4 : 256;
	b->keys = cm_malloc(b->capkeys * 2 * sizeof *b->keys);
	memset(b->keys, 0, b->capkeys * 2 * sizeof *b->keys);
	for (size_t i = 0; i < n; i++)
		if (old[2 * i])
			keys_insert(b, old[2 * i + 1], old[2 * i]);
	free(old);
}

static void
keys_add(struct cm_yaml_build *b, const struct cm_yaml *map, struct cm_yaml *member)
{
	keys_need(b);
	keys_insert(b, map, member);
	b->nkeys++;
}

static const struct cm_yaml *
same_key(struct cm_yaml_build *b, const struct cm_yaml *map, struct cm_str key)
{
	if (map->n <= FEW) {
		for (const struct cm_yaml *m = map->first; m; m = m->next)
			if (m->key.n == key.n && *m->key.p == *key.p && memcmp(m->key.p, key.p, key.n) == 0)
				return m;
		return NULL;
	}
	for (size_t i = key_hash(map, key) & (b->capkeys - 1); b->keys[2 * i]; i = (i + 1) & (b->capkeys - 1))
		if (b->keys[2 * i + 1] == map && cm_str_eq(b->keys[2 * i]->key, key))
			return b->keys[2 * i];
	return NULL;
}

/* The member of a map that has more than a few. */
static void
note_key(struct cm_yaml_build *b, const struct cm_yaml *map, struct cm_yaml *member)
{
	if (map->n == FEW + 1)
		for (struct cm_yaml *m = map->first; m != member; m = m->next)
			keys_add(b, map, m);
	keys_add(b, map, member);
}

/* A node for a value, hung where it belongs. */
static inline struct cm_yaml *
add(struct cm_yaml_build *b, enum cm_yaml_kind kind, struct cm_pos pos)
{
	struct cm_yaml *parent = b->depth ? b->open[b->depth - 1] : NULL;
	struct cm_yaml *y = cm_arena_raw(b->arena, sizeof *y);

	*y = (struct cm_yaml){.kind = kind, .pos = pos};
	*b->link = y;
	b->link = &y->next;
	if (!parent)
		return y;
	parent->n++;
	if (parent->kind == CM_YAML_MAP) {
		y->key = b->key;
		y->key_pos = b->key_pos;
		b->has_key = false;
		if (parent->n > FEW)
			note_key(b, parent, y);
	}
	return y;
}

static bool
expects_key(const struct cm_yaml_build *b)
{
	return b->depth && b->open[b->depth - 1]->kind == CM_YAML_MAP && !b->has_key;
}

void
cm_yaml_key(struct cm_yaml_build *b, struct cm_pos pos, struct cm_str text, bool quoted)
{
	const struct cm_yaml *before = same_key(b, b->open[b->depth - 1], text);

	if (!quoted && may_trap(text))
		judge(b, pos, text);
	if (before)
		fault(b, pos, "policy.yaml-duplicate",
		    cm_arena_printf(b->diag->arena, "\"%.*s\" is here a second time; the first is in line %u",
			(int)(text.n > 60 ? 60 : text.n), text.p, before->key_pos.line));
	b->key = text;
	b->key_pos = pos;
	b->has_key = true;
}

void
cm_yaml_value(struct cm_yaml_build *b, struct cm_pos pos, struct cm_str text, bool quoted, bool folded)
{
	struct cm_yaml *y;

	if (!quoted && may_trap(text))
		judge(b, pos, text);
	y = add(b, CM_YAML_SCALAR, pos);
	y->text = text;
	y->quoted = quoted;
	y->folded = folded;
}

void
cm_yaml_scalar(struct cm_yaml_build *b, struct cm_pos pos, struct cm_str text, bool quoted, bool folded)
{
	if (b->stopped)
		return;
	if (expects_key(b))
		cm_yaml_key(b, pos, text, quoted);
	else
		cm_yaml_value(b, pos, text, quoted, folded);
}

void
cm_yaml_open(struct cm_yaml_build *b, enum cm_yaml_kind kind, struct cm_pos pos)
{
	struct cm_yaml *y;

	if (b->stopped)
		return;
	if (b->depth == CM_YAML_DEPTH) {
		cm_yaml_refuse(b, pos, "policy.yaml-depth", "nested more than %d deep", CM_YAML_DEPTH);
		return;
	}
	if (expects_key(b)) {
		cm_yaml_refuse(b, pos, "policy.yaml-key", "a key must be a single word");
		return;
	}
	y = add(b, kind, pos);
	b->open[b->depth++] = y;
	b->link = &y->first;
}

void
cm_yaml_close(struct cm_yaml_build *b)
{
	if (b->stopped)
		return;
	b->link = &b->open[--b->depth]->next;
}
