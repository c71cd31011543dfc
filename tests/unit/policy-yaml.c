/*
 * YAML: the two readers agree, traps are refused where they stand, and hostile files are refused at once.
 */
#include <glob.h>
#include <stdlib.h>
#include <time.h>

#include "base/text.h"
#include "policy/file.h"
#include "policy/yaml_build.h"
#include "tap.h"

#define MUTANTS 60000
#if defined(__SANITIZE_ADDRESS__)
#define LIMIT 1000
#else
#define LIMIT 100 /* milliseconds for a file of 256 KiB */
#endif

static uint64_t seed = 521288629362436069u;

static unsigned
rnd(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % n);
}

static bool
same_pos(struct cm_pos a, struct cm_pos b)
{
	return a.line == b.line && a.col == b.col;
}

static bool
same(const struct cm_yaml *a, const struct cm_yaml *b)
{
	if (!a || !b)
		return a == b;
	return a->kind == b->kind && same_pos(a->pos, b->pos) && cm_str_eq(a->text, b->text) &&
	    cm_str_eq(a->key, b->key) && same_pos(a->key_pos, b->key_pos) && a->quoted == b->quoted &&
	    a->folded == b->folded && a->n == b->n && same(a->first, b->first) && same(a->next, b->next);
}

enum agreement {
	EQUAL,
	LEFT, /* the quick one gave up */
	DIFFERENT
};

/* bytes: a buffer with a NUL behind n. */
static enum agreement
compare(const char *bytes, size_t n, struct cm_arena *a)
{
	struct cm_diag dq, de;
	struct cm_yaml_build quick = {.file = "x", .arena = a, .diag = &dq},
			     events = {.file = "x", .arena = a, .diag = &de};
	enum agreement r = LEFT;

	cm_diag_init(&dq, a);
	cm_diag_init(&de, a);
	quick.link = &quick.root;
	events.link = &events.root;
	if (cm_yaml_quick(&quick, (struct cm_str){bytes, n})) {
		cm_yaml_events(&events, (struct cm_str){bytes, n});
		r = de.errors == 0 && same(quick.root, events.root) ? EQUAL : DIFFERENT;
		if (r == DIFFERENT)
			printf("# %s\n", de.first ? de.first->text : "another tree");
	}
	cm_yaml_build_free(&quick);
	cm_yaml_build_free(&events);
	return r;
}

static const char *const seeds[] = {
    "a: 1\nb:\n  - {id: x, zh: 手机号码, aliases: [a, 'b c', \"d, e\"]}\n  - id: yy\n    when: a > 1 AND b = 'x'\nc: "
    "[1, 2]\n",
    "# head\n\npolicy: pay\ntitle: {zh: 缴费？, en: Pay? me?}\ngates:\n- id: pay\n  use: [a.b]\n  rules:\n  - id: r.1  "
    " # why\n"
    "    when: x <> 'a:b'\n    message: {zh: \"{a}。\", en: \"it's {b}\"}\n- id: q\n  rules: []\nend: -5\n",
    "a:\n  b:\n    c:\n      - one\n      - two # x\n      - 'three: 3'\n    d: \"#\"\n  e: {f: [g, {h: i}], j: "
    "'k'}\nl: m\n",
    "x:   y z   \n\n\nq: 1\n",
    "a: >-\n  one\n  two 。\nb:\n  - c: |\n      x: [\n      # y\n\n  - d: >\n     1\n     2\n    e: |-\n      z\n",
    "list:\n  -   {a: b,\n       c: d}\n  - [ x , yy\n    , z ]\n  - a b: c\n",
};

static void
mutants(void)
{
	static const char *const bits[] = {" ", "\n", ":", ": ", "-", "- ", "#", " #", ",", "[", "]", "{", "}", "'",
	    "\"", "a", "? ", "b?", "  ", "\n  ", "\t", "&a ", "*a", "!", "|", ">", "|-\n", ">\n   ", "?", "%", "---\n",
	    "...\n", "\\", "\xe2\x80\xa8", "\xc2\x85", "\xef\xbb\xbf", "。", "é", "\x01", "~", "1e3", "<<", "=", "@",
	    "`", "\r"};
	unsigned equal = 0, left = 0, different = 0;

	for (unsigned i = 0; i < MUTANTS && different < 5; i++) {
		const char *from = seeds[rnd(sizeof seeds / sizeof *seeds)];
		struct cm_arena *a = cm_arena_new();
		char text[1024];
		size_t n = strlen(from);
		enum agreement r;

		memcpy(text, from, n + 1);
		for (unsigned edits = rnd(4); edits > 0; edits--) {
			const char *bit = bits[rnd(sizeof bits / sizeof *bits)];
			size_t at = rnd((unsigned)n + 1), cut = rnd(3) ? rnd(3) : 0, add = rnd(4) ? strlen(bit) : 0;

			if (at + cut > n)
				cut = n - at;
			memmove(text + at + add, text + at + cut, n - at - cut + 1);
			memcpy(text + at, bit, add);
			n = n - cut + add;
		}
		r = cm_utf8_check(text, n) == n ? compare(text, n, a) : LEFT;
		equal += r == EQUAL;
		left += r == LEFT;
		if (r == DIFFERENT && ++different)
			printf("# ---- differs:\n%s\n# ----\n", text);
		cm_arena_free(a);
	}
	ok(different == 0 && equal > MUTANTS / 10, "of %u changed files both readers saw the same in %u, one left %u",
	    MUTANTS, equal, left);
}

/* ---- lists of maps, entry by entry ---- */

static const char *const fact_names[] = {"id", "type", "from", "zh", "en", "aliases", "values", "ask", "format", "derive",
    "identity", "secret", "max", "unit", "note", "source", "assumed", NULL};
static const struct cm_yaml_keys fact_keys = {fact_names, 17};

struct compared {
	const struct cm_yaml *tree; /* the entry that comes next */
	unsigned n, different;
};

/* An entry against the same one of a tree: the same members, wherever they are kept. */
static void
compare_entry(void *ctx, const struct cm_yaml *entry, const struct cm_yaml *const *at)
{
	struct compared *c = ctx;
	unsigned members = 0;

	c->n++;
	if (!c->tree || c->tree->kind != CM_YAML_MAP || !same_pos(c->tree->pos, entry->pos)) {
		c->different++;
		return;
	}
	for (unsigned i = 0; i < fact_keys.n; i++) {
		const struct cm_yaml *m = cm_yaml_get(c->tree, fact_names[i]);
		struct cm_yaml one, other;

		members += m != NULL;
		if (!m || !at[i]) {
			c->different += m != at[i];
			continue;
		}
		one = *m;
		other = *at[i];
		one.next = other.next = NULL;
		c->different += !same(&one, &other);
	}
	c->different += members != c->tree->n;
	c->tree = c->tree->next;
}

static enum agreement
compare_entries(const char *bytes, size_t n, struct cm_arena *a, unsigned *entries)
{
	struct cm_diag d;
	struct cm_yaml_build events = {.file = "x", .arena = a, .diag = &d};
	const struct cm_yaml *list;
	struct compared c = {0};
	bool quick, good;

	cm_diag_init(&d, a);
	events.link = &events.root;
	cm_yaml_events(&events, (struct cm_str){bytes, n});
	list = cm_yaml_get(events.root, "facts");
	good = d.errors == 0 && list && list->kind == CM_YAML_LIST && events.root->n == 1;
	c.tree = good ? list->first : NULL;
	quick = cm_yaml_quick_entries("x", (struct cm_str){bytes, n}, "facts", &fact_keys, compare_entry, &c, a);
	cm_yaml_build_free(&events);
	*entries = c.n;
	if (!quick)
		return LEFT;
	return good && c.different == 0 && c.n == list->n ? EQUAL : DIFFERENT;
}

static const char *const lists[] = {
    "# head\nfacts:\n  # one\n  - {id: a, type: text, from: record, zh: 手机号码, en: mobile number, aliases: [手机号, '号码']}\n"
    "  - id: b\n    type: enum # why\n    values: [{id: x, zh: 甲, en: \"a, b\"}, {id: y}]\n    ask: {zh: 吗？, en: \"What?\"}\n\n"
    "  - {id: c, type: date, note: 'it: is'}\n",
    "facts:\n- {id: a, secret: true}\n- {id: b, max: 40, source: \"1.1\"}\n- id: c\n  derive: add_months(a, b)\n",
    "facts:\n  - {id: a,\n     type: bool}\n  - id: d\n    note: >-\n      one\n      two\n    values:\n      - one\n      - id: x\n        zh: 是\n",
};

static void
entries(void)
{
	static const char *const bits[] = {" ", "\n", ":", ": ", "- ", "#", ",", "[", "]", "{", "}", "'", "\"", "id: x", ", id: z",
	    "zh", "no", "~", "012", "  ", "\n  ", "\t", "&a ", "!", "<<: 1", "。", "\xe2\x80\xa8", "x: 1\n", "type: "};
	unsigned equal = 0, left = 0, different = 0, n;

	for (unsigned i = 0; i < MUTANTS && different < 5; i++) {
		const char *from = lists[rnd(sizeof lists / sizeof *lists)];
		struct cm_arena *a = cm_arena_new();
		char text[1024];
		size_t size = strlen(from);
		enum agreement r;

		memcpy(text, from, size + 1);
		for (unsigned edits = rnd(3); edits > 0; edits--) {
			const char *bit = bits[rnd(sizeof bits / sizeof *bits)];
			size_t at = rnd((unsigned)size + 1), cut = rnd(3) ? rnd(4) : 0, add = rnd(4) ? strlen(bit) : 0;

			if (at + cut > size)
				cut = size - at;
			memmove(text + at + add, text + at + cut, size - at - cut + 1);
			memcpy(text + at, bit, add);
			size = size - cut + add;
		}
		r = cm_utf8_check(text, size) == size ? compare_entries(text, size, a, &n) : LEFT;
		equal += r == EQUAL;
		left += r == LEFT;
		if (r == DIFFERENT && ++different)
			printf("# ---- differs:\n%s\n# ----\n", text);
		cm_arena_free(a);
	}
	ok(different == 0 && equal > MUTANTS / 10, "of %u changed lists both ways gave the same entries in %u, one left %u",
	    MUTANTS, equal, left);
}

/* The vocabulary is what all this is for: it must never be read the slow way. */
static void
vocabulary(void)
{
	struct cm_arena *a = cm_arena_new();
	struct cm_diag d;
	struct cm_str bytes;
	unsigned n = 0;
	bool good;

	cm_diag_init(&d, a);
	good = cm_file_read(&bytes, "policies/facts.yaml", a, &d) == CM_OK && compare_entries(bytes.p, bytes.n, a, &n) == EQUAL;
	ok(good && n > 100, "policies/facts.yaml is read entry by entry: %u", n);
	cm_arena_free(a);
}

static void
shipped(void)
{
	glob_t g;

	glob("policies/*.yaml", 0, NULL, &g);
	glob("policies/*/*.yaml", GLOB_APPEND, NULL, &g);
	glob("tests/policy/good/*.yaml", GLOB_APPEND, NULL, &g);
	for (size_t i = 0; i < g.gl_pathc; i++) {
		struct cm_arena *a = cm_arena_new();
		struct cm_diag d;
		struct cm_str bytes;
		enum agreement r = DIFFERENT;

		cm_diag_init(&d, a);
		if (cm_file_read(&bytes, g.gl_pathv[i], a, &d) == CM_OK)
			r = compare(bytes.p, bytes.n, a);
		/* A file that commands load is never read the slow way: quotes inside quotes are of the other kind. */
		ok(r == EQUAL, "%s: both readers agree%s", g.gl_pathv[i], r == LEFT ? ", but it has what one of them does not know" : "");
		cm_arena_free(a);
	}
	globfree(&g);
}

static char *path;

static void
write_file(const char *bytes, size_t n)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		exit(99);
}

static const char *
one_line(const char *name, char *buf, size_t n)
{
	snprintf(buf, n, "%s", name);
	for (char *p = buf; *p; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p >= 0x7f)
			*p = '/';
	return buf;
}

static void
refused(const char *what, const char *bytes, size_t n, const char *code, unsigned line, unsigned col)
{
	struct cm_arena *a = cm_arena_new();
	char buf[80];
	const char *name = one_line(what, buf, sizeof buf);
	struct timespec from, to;
	struct cm_yaml *root;
	struct cm_diag d;
	enum cm_status st;
	long ms;

	write_file(bytes, n);
	cm_diag_init(&d, a);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	st = cm_yaml_load(&root, path, NULL, a, &d);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	ms = (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
	ok(ms <= LIMIT, "%s: %ld ms", name, ms);
	if (!code) {
		ok(st == CM_OK && root, "%s: read", name);
	} else if (ok(st == CM_CONFIG && d.first, "%s: refused", name)) {
		is_str(d.first->code, code, "with its code");
		if (line && !ok(d.first->pos.line == line && d.first->pos.col == col, "at %u:%u", line, col))
			printf("# at %u:%u\n", d.first->pos.line, d.first->pos.col);
	}
	cm_arena_free(a);
}

static void
trap(const char *text, const char *code, unsigned line, unsigned col)
{
	refused(text, text, strlen(text), code, line, col);
}

static void
traps(void)
{
	trap("a: &x 1\n", "policy.yaml-anchor", 1, 4);
	trap("a: *x\n", "policy.yaml-anchor", 1, 4);
	trap("a: &a [*a]\n", "policy.yaml-anchor", 1, 4);
	trap("a: !!str 1\n", "policy.yaml-tag", 1, 4);
	trap("a: 1\n---\nb: 2\n", "policy.yaml-document", 2, 1);
	trap("%YAML 1.1\n---\na: 1\n", "policy.yaml-directive", 1, 1);
	trap("<<: {a: 1}\n", "policy.yaml-merge", 1, 1);
	trap("a: 1\nb: 2\na: 3\n", "policy.yaml-duplicate", 3, 1);
	trap("a: {b: 1, b: 2}\n", "policy.yaml-duplicate", 1, 11);
	trap("a:\nb: 1\n", "policy.yaml-blank", 1, 3);
	trap("{[a]: 1}\n", "policy.yaml-key", 1, 2);
	trap("a: [1\n", "policy.yaml-syntax", 0, 0);
	trap("a: b: c\n", "policy.yaml-syntax", 1, 5);
	trap("a: 'b\n", "policy.yaml-syntax", 0, 0);
	trap("\ta: 1\n", "policy.yaml-syntax", 0, 0);
	trap("", "policy.yaml-empty", 0, 0);
	trap("# nothing\n", "policy.yaml-empty", 0, 0);
	trap("a: \xff\n", "policy.yaml-encoding", 1, 4);
	trap("a: 手\xe6\x89\n", "policy.yaml-encoding", 1, 5);
	trap("a: \x01\n", "policy.yaml-syntax", 0, 0);
	trap("a: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]\n", "policy.yaml-depth", 1, 19);
	trap("a: [[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]\n", NULL, 0, 0);
}

static void
surprises(void)
{
	static const char *const odd[] = {"no", "No", "NO", "yes", "on", "Off", "y", "N", "True", "TRUE", "FALSE",
	    "null", "Null", "~", "012", "1e3", "0x1f", "0b1", "0o17", ".5", "5.", "+5", "1_000", "1:30", "1:30:00",
	    ".inf", "-.INF", ".NaN", "=", "1.5e+3", "00.50"};
	static const char *const even[] = {"true", "false", "0", "12", "-12", "50.00", "2010-04-01", "1.1", "08-00",
	    "none", "norm", "yesterday", "1.1 step 1", "1.2.3", "a=b", "13900000001", "-", "e3", "x1", "offer",
	    "on-sale", "中文"};

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		char text[64];

		snprintf(text, sizeof text, "a: %s\n", odd[i]);
		trap(text, "policy.yaml-surprise", 1, 4);
		snprintf(text, sizeof text, "a: '%s'\n", odd[i]);
		trap(text, NULL, 0, 0);
	}
	for (size_t i = 0; i < sizeof even / sizeof *even; i++) {
		char text[64];

		if (strcmp(even[i], "-") == 0)
			continue;
		snprintf(text, sizeof text, "a: %s\n", even[i]);
		trap(text, NULL, 0, 0);
	}
}

/* 256 KiB of one thing. */
static void
flood(const char *head, const char *unit, const char *tail, const char *code)
{
	size_t cap = 256 * 1024, n = strlen(head), u = strlen(unit), t = strlen(tail);
	char *bytes = malloc(cap + 1), name[80];

	memcpy(bytes, head, n);
	for (; n + u + t <= cap; n += u)
		memcpy(bytes + n, unit, u);
	memcpy(bytes + n, tail, t);
	n += t;
	snprintf(name, sizeof name, "256 KiB of %.40s", unit[0] == '\n' ? unit + 1 : unit);
	refused(name, bytes, n, code, 0, 0);
	free(bytes);
}

/* Units with a number in them (for each #), so that each is another. */
static void
numbered(const char *head, const char *unit, const char *code)
{
	size_t cap = 256 * 1024, n = strlen(head);
	char *bytes = malloc(cap + 64), name[80];

	memcpy(bytes, head, n);
	for (unsigned i = 0; n + strlen(unit) + 16 < cap; i++)
		for (const char *p = unit; *p; p++) {
			if (*p == '#')
				n += (size_t)snprintf(bytes + n, 16, "%u", i);
			else
				bytes[n++] = *p;
		}
	snprintf(name, sizeof name, "256 KiB of %.30s", unit);
	refused(name, bytes, n, code, 0, 0);
	free(bytes);
}

static void
floods(void)
{
	static const char le[] = "\xff\xfe"
				 "a\0:\0 \0"
				 "1\0",
			  be[] = "\0a\0:\0 \0"
				 "1";

	refused("UTF-16 with a mark", le, sizeof le - 1, "policy.yaml-encoding", 1, 1);
	refused("UTF-16 without", be, sizeof be - 1, "policy.yaml-encoding", 1, 1);
	flood("", "[", "", "policy.yaml-depth");
	flood("a: ", "{a: ", "", "policy.yaml-depth");
	flood("a: ", "[\n", "", "policy.yaml-depth");
	flood("a: ", "[a, ", "", "policy.yaml-depth");
	flood("", "- ", "", "policy.yaml-depth");
	flood("", "? ", "", "policy.yaml-key");
	flood("a: \"", "\\n", "", "policy.yaml-syntax");
	flood("a: '", "x ", "", "policy.yaml-syntax");
	flood("a: \"", "x\n", "\"\n", NULL);
	flood("a: ", "x ", "\n", NULL);
	flood("a: ", "x\n  ", "\n", NULL);
	flood("a: |\n", "  x\n", "", NULL);
	flood("a: >\n", "  x\n\n", "", NULL);
	flood("", "#\n", "", "policy.yaml-empty");
	flood("a: [", "1,", "1]\n", NULL);
	flood("a: [", "[],", "1]\n", NULL);
	flood("a: [", "{},", "1]\n", NULL);
	flood("a: [", "a: 1,", "1]\n", NULL);
	flood("", "\n", "a: 1\n", NULL);
	flood("a: 1", " ", "\n", NULL);
	flood("a:", " ", "1\n", NULL);
	flood("", "%TAG !a! x\n", "", "policy.yaml-directive");
	flood("", "--- 1\n", "", "policy.yaml-document");
	flood("", "]", "", "policy.yaml-syntax");
	flood("", ":", "", "policy.yaml-syntax");
	flood("a: ", "!", "", "policy.yaml-tag");
	flood("a: ", "&a ", "", "policy.yaml-anchor");
	flood("a: ", "!a ", "", "policy.yaml-tag");
	flood("a: ", "\xc2\x85", "", "policy.yaml-blank");
	flood("a: 1\n", "b: 1\n", "", "policy.yaml-duplicate");
	flood("a: 1\n", "b: no\n", "", "policy.yaml-surprise");
	numbered("", "%TAG !a#! x\n", "policy.yaml-directive");
	numbered("", "a#: 1\n", NULL);
	numbered("", "\"a#\": 1\n", NULL);
	numbered("a: {", "a#: 1, ", "policy.yaml-syntax");
	numbered("a: [", "&a# 1, ", "policy.yaml-anchor");
	numbered("a:\n", "  - &a# 1\n", "policy.yaml-anchor");
	numbered("a: &a [x,x,x,x,x,x,x,x]\n", "a#: [*a,*a,*a,*a]\n", "policy.yaml-anchor");
	numbered("", "- a#: {b: {c: 1}}\n", NULL);
}

int
main(void)
{
	char dir[] = "/tmp/cm-yaml.XXXXXX";

	if (!mkdtemp(dir))
		return 99;
	path = malloc(64);
	snprintf(path, 64, "%s/x.yaml", dir);
	shipped();
	mutants();
	entries();
	vocabulary();
	traps();
	surprises();
	floods();
	remove(path);
	remove(dir);
	free(path);
	return tap_done();
}
