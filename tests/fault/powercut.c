/*
 * What a power cut may leave. From the log that fault.c wrote and the folder as it was before, makes the folder as a
 * disk could hold it when the power fails at a random moment:
 *
 *	- what was synced is there; of every later write, each 512-byte sector is kept, dropped or garbled (only the
 *	  bytes that were written: SQLite's "powersafe overwrite", which disks give)
 *	- a later truncation is kept or dropped
 *	- of entries of a folder that was not synced since, a prefix is there
 *	- -shm files are gone: they are memory
 *
 *	powercut LOG WORK BASE OUT SEED
 *
 * WORK is the folder that the program wrote to, BASE a copy of it as it was before, OUT is made. What the program had
 * written to its standard output by then goes to OUT.stdout; the number of the operation to standard output.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

#define SECTOR 512

struct op { /* since the last sync of its file */
	bool truncate;
	uint64_t at, n;
	const char *data;
	struct op *next;
};

struct file {
	char *p; /* as it was at the last sync */
	uint64_t n;
	struct op *first, **last;
};

struct entry { /* of a folder: name is a file, or -1: none */
	char name[256];
	int file;
};

#define MAX 64
static struct file files[MAX];
static int nfiles;
static struct entry now[MAX], kept[MAX], pending[1024];
static int nnow, nkept, npending;
static const char *work;
static uint64_t state;

static uint64_t
dice(uint64_t sides)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state * UINT64_C(2685821657736338717) >> 33) % sides;
}

static void
die(const char *what)
{
	fprintf(stderr, "powercut: %s: %s\n", what, strerror(errno));
	exit(1);
}

static char *
slurp(const char *path, uint64_t *n)
{
	FILE *f = fopen(path, "rb");
	struct stat s;
	char *p;

	if (!f || fstat(fileno(f), &s))
		die(path);
	*n = (uint64_t)s.st_size;
	p = malloc(*n + 1);
	if (!p || fread(p, 1, *n, f) != *n)
		die(path);
	fclose(f);
	return p;
}

static int
lookup(const struct entry *e, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(e[i].name, name) == 0)
			return i;
	return -1;
}

static void
set(struct entry *e, int *n, const char *name, int file)
{
	int i = lookup(e, *n, name);

	if (i < 0) {
		if (*n == MAX)
			die("too many files");
		i = (*n)++;
		snprintf(e[i].name, sizeof e[i].name, "%s", name);
	}
	e[i].file = file;
}

static void
change(const char *name, int file)
{
	set(now, &nnow, name, file);
	if (npending == 1024)
		die("too many changes of a folder");
	snprintf(pending[npending].name, sizeof pending[0].name, "%s", name);
	pending[npending++].file = file;
}

static int
new_file(void)
{
	if (nfiles == MAX)
		die("too many files");
	files[nfiles].last = &files[nfiles].first;
	return nfiles++;
}

/* The name inside the work folder; NULL: elsewhere, or not for a disk. */
static const char *
inside(const char *path)
{
	size_t n = strlen(work), len = strlen(path);

	if (strncmp(path, work, n) != 0 || path[n] != '/' || (len > 4 && strcmp(path + len - 4, "-shm") == 0))
		return NULL;
	return path + n + 1;
}

static void
load(const char *base)
{
	DIR *d = opendir(base);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char path[4096];
		int f;

		snprintf(path, sizeof path, "%s/%.255s", base, e->d_name);
		if (e->d_name[0] == '.' || strstr(e->d_name, "-shm"))
			continue;
		f = new_file();
		files[f].p = slurp(path, &files[f].n);
		set(now, &nnow, e->d_name, f);
		set(kept, &nkept, e->d_name, f);
	}
	if (d)
		closedir(d);
}

static void
resize(struct file *f, uint64_t n)
{
	f->p = realloc(f->p, n + 1);
	if (!f->p)
		die("memory");
	if (n > f->n)
		memset(f->p + f->n, 0, n - f->n);
	f->n = n;
}

static void
piece(struct file *f, const char *data, uint64_t at, uint64_t n, bool garble)
{
	if (at + n > f->n)
		resize(f, at + n);
	memcpy(f->p + at, data, n);
	for (uint64_t i = 0; garble && i < n; i++)
		f->p[at + i] = (char)dice(256);
}

/* All that is pending of a file reaches the disk; or, in a cut, what chance lets through. */
static void
settle(struct file *f, bool cut)
{
	for (struct op *o = f->first, *next; o; o = next) {
		next = o->next;
		if (o->truncate) {
			if (!cut || dice(2))
				resize(f, o->at);
		} else {
			for (uint64_t at = o->at, end = o->at + o->n, to; at < end; at = to) {
				uint64_t fate = cut ? dice(3) : 0;

				to = (at / SECTOR + 1) * SECTOR;
				if (to > end)
					to = end;
				if (fate < 2)
					piece(f, o->data + (at - o->at), at, to - at, fate == 1);
			}
		}
		free(o);
	}
	f->first = NULL;
	f->last = &f->first;
}

static void
later(struct file *f, bool truncate, uint64_t at, const char *data, uint64_t n)
{
	struct op *o = calloc(1, sizeof *o);

	*o = (struct op){truncate, at, n, data, NULL};
	*f->last = o;
	f->last = &o->next;
}

static void
play(const struct log_head *h, const char *path, const char *data, FILE *out)
{
	const char *name = inside(path);
	int i = name ? lookup(now, nnow, name) : -1, f = i >= 0 ? now[i].file : -1;

	if (strcmp(path, "<1>") == 0 && h->op == LOG_WRITE)
		fwrite(data, 1, h->n, out);
	if (h->op == LOG_SYNC && strcmp(path, work) == 0) { /* the folder itself */
		for (int k = 0; k < npending; k++)
			set(kept, &nkept, pending[k].name, pending[k].file);
		npending = 0;
	}
	if (!name)
		return;
	if (f < 0 && (h->op == LOG_CREATE || h->op == LOG_WRITE || h->op == LOG_TRUNCATE))
		change(name, f = new_file());
	switch (h->op) {
	case LOG_WRITE:
		later(&files[f], false, h->offset, data, h->n);
		break;
	case LOG_TRUNCATE:
		later(&files[f], true, h->offset, NULL, 0);
		break;
	case LOG_SYNC:
		if (f >= 0)
			settle(&files[f], false);
		break;
	case LOG_UNLINK:
		change(name, -1);
		break;
	case LOG_RENAME:
	case LOG_LINK:
		if (inside(data))
			change(inside(data), f);
		if (h->op == LOG_RENAME)
			change(name, -1);
		break;
	}
}

static void
write_out(const char *out)
{
	if (mkdir(out, 0700) && errno != EEXIST)
		die(out);
	for (int i = 0; i < nkept; i++) {
		char path[4096];
		FILE *f;

		if (kept[i].file < 0)
			continue;
		snprintf(path, sizeof path, "%s/%.255s", out, kept[i].name);
		f = fopen(path, "wb");
		if (!f || fwrite(files[kept[i].file].p, 1, files[kept[i].file].n, f) != files[kept[i].file].n || fclose(f))
			die(path);
		chmod(path, 0600);
	}
}

int
main(int argc, char **argv)
{
	uint64_t n, ops = 0, cut, k = 0;
	char *log, path[4096];
	FILE *out;

	if (argc != 6) {
		fprintf(stderr, "usage: powercut LOG WORK BASE OUT SEED\n");
		return 2;
	}
	work = argv[2];
	state = strtoull(argv[5], NULL, 10) * UINT64_C(0x9e3779b97f4a7c15) + 1;
	for (int i = 0; i < 8; i++)
		dice(2);
	log = slurp(argv[1], &n);
	load(argv[3]);
	for (uint64_t at = 0; at < n; ops++) {
		struct log_head h;

		memcpy(&h, log + at, sizeof h);
		at += sizeof h + h.path + (h.op == LOG_WRITE || h.op == LOG_RENAME || h.op == LOG_LINK ? h.n : 0);
	}
	cut = dice(ops + 1);
	snprintf(path, sizeof path, "%s.stdout", argv[4]);
	out = fopen(path, "wb");
	if (!out)
		die(path);
	for (uint64_t at = 0; k < cut; k++) {
		struct log_head h;
		char name[4096];
		uint64_t size;

		memcpy(&h, log + at, sizeof h);
		size = h.op == LOG_WRITE || h.op == LOG_RENAME || h.op == LOG_LINK ? h.n : 0;
		snprintf(name, sizeof name, "%.*s", (int)h.path, log + at + sizeof h);
		play(&h, name, log + at + sizeof h + h.path, out);
		at += sizeof h + h.path + size;
	}
	for (int i = 0; i < nfiles; i++)
		settle(&files[i], true);
	for (int i = 0, m = (int)dice((uint64_t)npending + 1); i < m; i++)
		set(kept, &nkept, pending[i].name, pending[i].file);
	write_out(argv[4]);
	printf("%llu of %llu\n", (unsigned long long)cut, (unsigned long long)ops);
	return fclose(out) != 0;
}
