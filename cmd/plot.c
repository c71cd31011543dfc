/*
 * Pictures of a report: gnuplot(1) gets a script on its input and writes the picture to its output, so that no name of ours
 * is a word of its language. Numbers and labels are data there, never commands. Called by cm-complaint report.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/po.h"
#include "plot.h"

#include "base/banned.h"

static const char *const colours[] = {"#2e7d32", "#c62828", "#90a4ae", "#ef6c00", "#5e35b1", "#6d4c41"};
#define COLOURS (sizeof colours / sizeof *colours)

static const char *
terminal_of(const char *path)
{
	size_t n = strlen(path);

	if (n > 4 && strcmp(path + n - 4, ".svg") == 0)
		return "svg size 960,540 dynamic noenhanced background rgb 'white'";
	if (n > 4 && strcmp(path + n - 4, ".png") == 0)
		return "pngcairo size 960,540 noenhanced";
	return NULL;
}

enum cm_status
cm_bars_check(const struct cm_bars *b, struct cm_diag *d)
{
	if (terminal_of(b->path))
		return CM_OK;
	return cm_fail(d, CM_USAGE, "option", "--plot takes a file that ends with .svg or .png, not %s", b->path);
}

/* U+FFFE and U+FFFF, which no SVG may hold. */
static bool
is_no_character(struct cm_str s, size_t i)
{
	return s.n - i >= 3 && memcmp(s.p + i, "\xef\xbf", 2) == 0 && (unsigned char)s.p[i + 2] >= 0xbe;
}

/* Numbers before the label: no line can begin with the word that ends the data. */
void
cm_bars_add(struct cm_bars *b, struct cm_str label, const int64_t *values)
{
	for (unsigned i = 0; b->series[i]; i++)
		cm_buf_printf(&b->rows, "%lld\t", (long long)values[i]);
	for (size_t i = 0; i < label.n; i++) {
		unsigned char c = (unsigned char)label.p[i];
		bool ends = c == '>' && i && label.p[i - 1] == ']'; /* of ]]>, which no SVG may hold and gnuplot does not hide */

		if (is_no_character(label, i)) {
			cm_buf_putc(&b->rows, ' ');
			i += 2;
			continue;
		}
		cm_buf_putc(&b->rows, c < ' ' || c == 0x7f || c == '"' || ends ? ' ' : (char)c);
	}
	cm_buf_puts(&b->rows, label.n ? "\n" : "-\n");
	b->n++;
}

/* A text of our own in single quotes, which it does not have. */
static void
put_text(struct cm_buf *s, const char *text)
{
	cm_buf_putc(s, '\'');
	for (; *text; text++)
		cm_buf_putc(s, *text == '\'' ? ' ' : *text);
	cm_buf_putc(s, '\'');
}

static void
write_script(const struct cm_bars *b, struct cm_buf *s)
{
	unsigned n = 0;

	while (b->series[n])
		n++;
	cm_buf_printf(s, "set terminal %s\n", terminal_of(b->path));
	cm_buf_puts(s, "set encoding utf8\nset datafile separator \"\\t\"\nset datafile commentschars ''\n"
	    "set style data histograms\nset style histogram rowstacked\nset style fill solid 0.9 border rgb 'white'\n"
	    "set boxwidth 0.75\nset yrange [0:*]\nset grid ytics\nset xtics rotate by -35 noenhanced\n"
	    "set key outside top center horizontal noenhanced\nset title ");
	put_text(s, b->title);
	cm_buf_puts(s, " noenhanced\nplot ");
	for (unsigned i = 0; i < n; i++) {
		cm_buf_printf(s, "%s'-' using %u:xtic(%u) title ", i ? ", " : "", i + 1, n + 1);
		put_text(s, b->series[i]);
		cm_buf_printf(s, " linecolor rgb '%s'", colours[i % COLOURS]);
	}
	cm_buf_putc(s, '\n');
	for (unsigned i = 0; i < n; i++) {
		cm_buf_putstr(s, cm_buf_str(&b->rows));
		cm_buf_puts(s, "e\n");
	}
}

/* A file in memory with the script in it, to be read from its begin: nobody waits for anybody. */
static int
script_file(const struct cm_bars *b)
{
	struct cm_buf s = {0};
	int fd = memfd_create("script", MFD_CLOEXEC);
	size_t done = 0;

	write_script(b, &s);
	while (fd >= 0 && done < s.n) {
		ssize_t n = write(fd, s.p + done, s.n - done);

		if (n < 0 && errno != EINTR) {
			close(fd);
			fd = -1;
		} else if (n > 0) {
			done += (size_t)n;
		}
	}
	cm_buf_free(&s);
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* 0: it drew; else an errno, or -1: it failed and says why in err. */
static int
run(int script, int picture, int err)
{
	char *argv[] = {(char[]){"gnuplot"}, (char[]){"-d"}, NULL};
	posix_spawn_file_actions_t files;
	int status, rc;
	pid_t pid;

	if (posix_spawn_file_actions_init(&files) != 0)
		return ENOMEM;
	rc = posix_spawn_file_actions_adddup2(&files, script, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(&files, picture, 1);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(&files, err, 2);
	if (rc == 0)
		rc = posix_spawnp(&pid, argv[0], &files, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	if (rc != 0)
		return rc;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

static enum cm_status
told(int err, struct cm_diag *d)
{
	char text[300];
	ssize_t n = pread(err, text, sizeof text - 1, 0);
	char *p = text;

	text[n > 0 ? n : 0] = 0;
	p += strspn(p, " \t\n^");
	p[strcspn(p, "\n")] = 0;
	return cm_fail(d, CM_IO, "plot.failed", "gnuplot did not draw the picture: %s", *p ? p : "?");
}

static enum cm_status
draw(const struct cm_bars *b, int picture, struct cm_diag *d)
{
	int script = script_file(b), err = memfd_create("errors", MFD_CLOEXEC), rc = errno;
	enum cm_status st = CM_OK;

	if (script >= 0 && err >= 0)
		rc = run(script, picture, err);
	if (rc == ENOENT)
		st = cm_fail(d, CM_IO, "plot.missing", "there is no gnuplot: Debian's package gnuplot-nox has it");
	else if (rc > 0)
		st = cm_fail(d, CM_IO, "plot.failed", "gnuplot cannot be started: %s", strerror(rc));
	else if (rc < 0 || lseek(picture, 0, SEEK_END) <= 0)
		st = told(err, d);
	if (script >= 0)
		close(script);
	if (err >= 0)
		close(err);
	return st;
}

enum cm_status
cm_bars_draw(struct cm_bars *b, struct cm_diag *d)
{
	char *path = cm_arena_printf(d->arena, "%s.XXXXXX", b->path);
	enum cm_status st = CM_OK;
	int fd;

	if (!b->n)
		return cm_fail(d, CM_BAD, "plot.empty", "there is nothing to draw");
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		st = cm_fail(d, CM_IO, "plot.failed", "%s: %s", b->path, strerror(errno));
	if (fd >= 0) {
		st = draw(b, fd, d);
		if ((fsync(fd) != 0) | (close(fd) != 0) && st == CM_OK)
			st = cm_fail(d, CM_IO, "plot.failed", "%s: %s", b->path, strerror(errno));
		if (st == CM_OK && rename(path, b->path) != 0)
			st = cm_fail(d, CM_IO, "plot.failed", "%s: %s", b->path, strerror(errno));
		if (st != CM_OK)
			unlink(path);
	}
	cm_buf_free(&b->rows);
	return st;
}
