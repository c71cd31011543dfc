/*
 * Policies with faults: every file of tests/policy/bad must be told what stands in its .expect, all of it in one go. To
 * write the expectations anew: UPDATE=1 build/unit/policy-bad, and read the difference.
 */
#include <glob.h>
#include <stdlib.h>

#include "policy/file.h"
#include "policy/review.h"
#include "tap.h"

static const char *
told(const char *name, struct cm_arena *a)
{
	static const char *const levels[] = {"note", "warning", "error"};
	struct cm_buf b = {0};
	struct cm_vocabulary *v;
	struct cm_policy *p;
	struct cm_diag d;
	const char *s;

	cm_diag_init(&d, a);
	if (cm_vocabulary_load(&v, "tests/policy/bad", a, &d) == CM_OK && cm_policy_load(&p, v, name, a, &d) == CM_OK)
		cm_policy_prove(p, true, &d);
	for (const struct cm_msg *m = d.first; m; m = m->next) {
		const char *slash = m->pos.file ? strrchr(m->pos.file, '/') : NULL;

		cm_buf_printf(&b, "%s:%u:%u: %s: %s [%s]\n", slash ? slash + 1 : "", m->pos.line, m->pos.col,
		    levels[m->level], m->text, m->code);
	}
	s = cm_arena_strn(a, b.p ? b.p : "", b.n);
	cm_buf_free(&b);
	return s;
}

static void
compare(const char *path)
{
	struct cm_arena *a = cm_arena_new();
	const char *slash = strrchr(path, '/') + 1;
	const char *name = cm_arena_strn(a, slash, strlen(slash) - 5), *got = told(name, a);
	const char *expect = cm_arena_printf(a, "tests/policy/bad/%s.expect", name);
	struct cm_str want = {"", 0};
	struct cm_diag d;

	cm_diag_init(&d, a);
	if (getenv("UPDATE")) {
		FILE *f = fopen(expect, "w");

		if (!f || fputs(got, f) < 0 || fclose(f) != 0)
			exit(99);
	}
	cm_file_read(&want, expect, a, &d);
	is_str(got, want.p, name);
	cm_arena_free(a);
}

/* Conditions, texts and figures of any content: nothing but messages may come of them (SQL, formats, paths, commands).
 */
static const char *const pieces[] = {"policy: fuzz\n", "gates:\n", "  - id: g\n", "    use: [identity.owner]\n",
    "    rules:\n", "      - id: a.b\n", "        when: amount > 5\n", "        when: \"'; DROP TABLE line; --\"\n",
    "        when: name = '%s%n'\n", "        verdict: refuse\n",
    "        message: {zh: \"{amount}\", en: \"%s {name}\"}\n", "        remedy: {zh: \"{bound}\", en: \"$(id)\"}\n",
    "        ask: [amount, pin]\n", "conditions:\n", "  - {id: c, when: amount > 5, source: x}\n",
    "  - {id: c2, when: NOT c OR c IS NULL, source: x}\n", "        when: c AND NOT c2\n", "c ", "figures:\n", "  - {id: f, type: int, value: 3}\n",
    "  - {id: f2, type: list, value: [a, b]}\n", "texts:\n", "  - {id: t.x, zh: a, en: b}\n", "    script: t.x\n",
    "    tasks: [t.x]\n", "    disclose: [amount]\n", "  ", "\n", "[", "}", "- ", ": ", "../../etc/passwd", "&a ", "'",
    "\"", "(", "AND ", "NOT ", "-", "9223372036854775807", "|\n", "months_open ", "first_allowed ", "f ", "{", "0"};

static uint64_t seed = 1181783497276652981u;

static unsigned
rnd(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % n);
}

static void
write_file(const char *path, const char *bytes, size_t n)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		exit(99);
}

static void
copy_file(const char *from, const char *to, struct cm_arena *a)
{
	struct cm_str bytes = {"", 0};
	struct cm_diag d;

	cm_diag_init(&d, a);
	cm_file_read(&bytes, from, a, &d);
	write_file(to, bytes.p, bytes.n);
}

/* Loads dir/fuzz.yaml and, when that works, decides and explains on nothing known. */
static unsigned
try_one(const char *dir)
{
	struct cm_arena *a = cm_arena_new();
	unsigned loaded = 0;
	struct cm_vocabulary *v;
	struct cm_policy *p;
	struct cm_diag d;

	cm_diag_init(&d, a);
	if (cm_vocabulary_load(&v, dir, a, &d) == CM_OK && cm_policy_load(&p, v, "fuzz", a, &d) == CM_OK) {
		struct cm_value *facts = cm_arena_alloc(a, v->n * sizeof *facts);

		loaded = 1;
		cm_policy_prove(p, true, &d);
		for (unsigned g = 0; g < p->ngates; g++) {
			struct cm_buf b = {0};
			struct cm_decision dec;

			cm_policy_decide(p, &p->gates[g], facts, NULL, 0, &dec, a);
			cm_policy_explain(p, &dec, facts, &b, a);
			cm_buf_free(&b);
		}
	}
	cm_arena_free(a);
	return loaded;
}

/* Files made of right and wrong pieces, and the good example with bytes changed. */
static void
mutants(unsigned n)
{
	char dir[] = "/tmp/cm-bad.XXXXXX", text[16384];
	struct cm_arena *a = cm_arena_new();
	struct cm_str good = {"", 0};
	unsigned loaded = 0;
	struct cm_diag d;
	const char *path;

	cm_diag_init(&d, a);
	if (!mkdtemp(dir))
		exit(99);
	path = cm_arena_printf(a, "%s/fuzz.yaml", dir);
	copy_file("tests/policy/good/facts.yaml", cm_arena_printf(a, "%s/facts.yaml", dir), a);
	copy_file("tests/policy/good/identity.yaml", cm_arena_printf(a, "%s/identity.yaml", dir), a);
	cm_file_read(&good, "tests/policy/good/transfer.yaml", a, &d);
	for (unsigned i = 0; i < n; i++) {
		size_t at = 0;

		if (i % 2) {
			for (unsigned k = 4 + rnd(24); k > 0; k--) {
				const char *piece = pieces[rnd(sizeof pieces / sizeof *pieces)];

				memcpy(text + at, piece, strlen(piece));
				at += strlen(piece);
			}
		} else {
			const char *name = strstr(good.p, "policy: transfer");

			memcpy(text, good.p, good.n);
			memcpy(text + (name - good.p), "policy: fuzz    ", 16);
			at = good.n;
			for (unsigned k = rnd(4); k > 0; k--)
				text[rnd((unsigned)at)] = " \n'\"{}[]:,-#<>=()0aA%\\"[rnd(23)];
		}
		write_file(path, text, at);
		loaded += try_one(dir);
	}
	ok(loaded > n / 20, "%u files of any content, %u of them sound: no crash", n, loaded);
	remove(path);
	remove(cm_arena_printf(a, "%s/facts.yaml", dir));
	remove(cm_arena_printf(a, "%s/identity.yaml", dir));
	remove(dir);
	cm_arena_free(a);
}

int
main(int argc, char **argv)
{
	glob_t g;

	glob("tests/policy/bad/*.yaml", 0, NULL, &g);
	for (size_t i = 0; i < g.gl_pathc; i++)
		if (!strstr(g.gl_pathv[i], "/facts.yaml") && !strstr(g.gl_pathv[i], "/identity.yaml"))
			compare(g.gl_pathv[i]);
	globfree(&g);
	mutants(argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 2000);
	return tap_done();
}
