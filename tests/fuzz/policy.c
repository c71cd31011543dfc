/*
 * Changes the shipped policies at random and checks them: nothing may crash, whatever stands in a file, and what is
 * wrong is said. To be run sanitized.
 *
 *	policy DIR COUNT [SEED]
 *
 * DIR is copied to a folder of its own, where one file at a time is changed. Prints the seed, and how many of the
 * changed files still had no fault.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/review.h"
#include "policy/trees.h"

#define MAX 400

static struct {
	char name[128];
	char *text;
	size_t n;
} files[MAX];
static unsigned nfiles;
static char folder[] = "/tmp/cm-fuzz-policy-XXXXXX";
static uint64_t state;

/* What a slip of the keyboard, an editor or somebody with bad intentions puts in. */
static const char *const pieces[] = {"", " ", "  ", "\n", "\t", ":", "- ", "{", "}", "[", "]", "\"", "'", "#", "&a ", "*a", "<<: ",
    "!!str ", "---\n", "...\n", "|\n", ">\n", "%", "no", "012", "1e3", "null", "~", "true", "AND", "OR", "NOT", "IS NULL", "IN (",
    "BETWEEN 1 AND", "(", ")", "<>", "<=", "+", "-", "*", "9223372036854775807", "-9223372036854775808", "0.001", "''",
    "amount", "amuont", "line_known", "{bound}", "{nobody}", "\xff", "\xc0\x80", "\xe2\x80\xae", "\x1b[31m", "\x01", "冒号：",
    "when: ", "verdict: refuse", "id: x", "use: [pay.pay]", "use: [diagnose]\n", "facts:\n", "trees:\n", "steps: []", "otherwise: ",
    "go: cannot_send", "go: sms.cannot_send", "cost: 9", "next: [\"cm-vas resume service={service} note=it's\"]", "symptom: {zh: a, en: a}",
    "refund: {cause: unusable}", "[[[[[[[[[[[[[[[[[[", "((((((((((((((((((((((((((((((((((((((((((("};

static size_t
below(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return n ? (state >> 11) % n : 0;
}

static void
die(const char *what)
{
	perror(what);
	exit(2);
}

static void
put(const char *name, const char *p, size_t n)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "wb");
	if (!f || fwrite(p, 1, n, f) != n || fclose(f))
		die(path);
}

static void
load(const char *dir, const char *below_it)
{
	char path[1024];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof path, "%s/%s", dir, below_it);
	d = opendir(path);
	if (!d)
		die(path);
	while ((e = readdir(d))) {
		struct stat s;
		FILE *f;

		if (e->d_name[0] == '.')
			continue;
		if (nfiles == MAX)
			die("too many files");
		snprintf(files[nfiles].name, sizeof files[0].name, "%s%s%.80s", below_it, *below_it ? "/" : "", e->d_name);
		snprintf(path, sizeof path, "%s/%s", dir, files[nfiles].name);
		if (stat(path, &s))
			die(path);
		if (S_ISDIR(s.st_mode)) {
			char sub[256], name[128];

			snprintf(name, sizeof name, "%s", files[nfiles].name);
			snprintf(sub, sizeof sub, "%s/%s", folder, name);
			mkdir(sub, 0700);
			load(dir, name);
			continue;
		}
		files[nfiles].n = (size_t)s.st_size;
		files[nfiles].text = malloc(files[nfiles].n + 1);
		f = fopen(path, "rb");
		if (!f || fread(files[nfiles].text, 1, files[nfiles].n, f) != files[nfiles].n)
			die(path);
		fclose(f);
		put(files[nfiles].name, files[nfiles].text, files[nfiles].n);
		nfiles++;
	}
	closedir(d);
}

/* The text with one to four changes: a piece put in, bytes left out, a stretch doubled, a byte changed, the end cut. */
static char *
change(const char *text, size_t n, size_t *out)
{
	char *p = malloc(n * 2 + 4096);

	memcpy(p, text, n);
	for (size_t changes = 1 + below(4); changes > 0; changes--) {
		size_t at = below(n + 1), len = below(n - at < 200 ? n - at + 1 : 200);
		const char *piece = pieces[below(sizeof pieces / sizeof *pieces)];

		switch (below(5)) {
		case 0:
			memmove(p + at + strlen(piece), p + at, n - at);
			memcpy(p + at, piece, strlen(piece));
			n += strlen(piece);
			break;
		case 1:
			memmove(p + at, p + at + len, n - at - len);
			n -= len;
			break;
		case 2:
			memmove(p + at + len, p + at, n - at);
			n += len;
			break;
		case 3:
			if (at < n)
				p[at] = (char)below(256);
			break;
		case 4:
			if (below(8) == 0)
				n = at;
			break;
		}
	}
	*out = n;
	return p;
}

/* Whatever could be loaded of the trees is walked with nothing known, explained, and its steps are filled. */
static void
walk(struct cm_arena *a)
{
	struct cm_vocabulary *v;
	struct cm_value *facts;
	struct cm_trees *trees;
	struct cm_diag d;

	cm_diag_init(&d, a);
	if (cm_vocabulary_load(&v, folder, a, &d) != CM_OK)
		return;
	cm_trees_load(&trees, v, NULL, a, &d);
	facts = cm_arena_alloc(a, v->n * sizeof *facts);
	for (unsigned i = 0; i < trees->n; i++)
		for (unsigned g = 0; g < trees->services[i]->ngates; g++) {
			const struct cm_gate *gate = &trees->services[i]->gates[g];
			struct cm_decision decision;
			struct cm_buf json = {0};

			cm_policy_decide(trees->services[i], gate, facts, NULL, 0, &decision, a);
			cm_policy_explain(trees->services[i], &decision, facts, &json, a);
			for (unsigned r = 0; r < gate->nrules; r++)
				for (unsigned k = 0; k < gate->rules[r]->nnext; k++)
					cm_next_render(gate->rules[r]->next[k], v, facts, a);
			cm_buf_free(&json);
		}
}

int
main(int argc, char **argv)
{
	unsigned long count = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000, good = 0;
	char command[64];

	if (argc < 2) {
		fprintf(stderr, "usage: policy DIR [COUNT [SEED]]\n");
		return 2;
	}
	state = argc > 3 ? strtoull(argv[3], NULL, 10) : (uint64_t)getpid() * 2654435761u + 1;
	printf("seed %llu\n", (unsigned long long)state);
	fflush(stdout);
	if (!mkdtemp(folder))
		die(folder);
	load(argv[1], "");
	for (unsigned long i = 0; i < count; i++) {
		unsigned k = (unsigned)below(nfiles);
		struct cm_arena *a = cm_arena_new();
		struct cm_diag d;
		size_t n;
		char *changed = change(files[k].text, files[k].n, &n);

		cm_diag_init(&d, a);
		put(files[k].name, changed, n);
		if (cm_policy_check(folder, NULL, false, a, &d) == CM_OK)
			good++;
		else if (!d.first) {
			printf("a fault that nobody names: %s\n", files[k].name);
			abort();
		}
		if (strncmp(files[k].name, "diagnose", 8) == 0)
			walk(a);
		put(files[k].name, files[k].text, files[k].n);
		cm_arena_free(a);
		free(changed);
	}
	printf("%lu changed policies, %lu of them still without a fault\n", count, good);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command) != 0 || good == 0; /* none: the folder itself was at fault, and nothing was tried */
}
