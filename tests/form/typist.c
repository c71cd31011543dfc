/*
 * typist COMMAND...: runs it at a terminal of its own and types what standard input says, a line each:
 *
 *	? text		wait until the screen shows this behind what was waited for before
 *	= text		type it and press Enter
 *	+ text		type it; \t \r \e \x04 are keys
 *	! command	run this meanwhile, in a shell; it must say yes
 *	hang up		the terminal goes away
 *	# comment
 *
 * What the screen showed goes to stdout, without CR. Ends as the command does: its status, or 128 and its signal; 99
 * when something did not come within ten seconds.
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE 10000 /* milliseconds */

static int terminal;
static pid_t child;
static char *screen;
static size_t shown, seen, room;
static bool gone;

static void
leave(int status)
{
	for (size_t i = 0; i < shown; i++)
		if (screen[i] != '\r')
			putchar(screen[i]);
	exit(fflush(stdout) == 0 ? status : 99);
}

static void
give_up(const char *why, const char *what)
{
	fprintf(stderr, "%s%s\n", why, what);
	if (!gone)
		kill(child, SIGKILL);
	leave(99);
}

/* What the screen shows within so many milliseconds. */
static void
look(int ms)
{
	struct pollfd fd = {.fd = terminal, .events = POLLIN};
	ssize_t n;

	if (gone || poll(&fd, 1, ms) <= 0)
		return;
	if (room - shown < 4096 && !(screen = realloc(screen, room = 2 * room + 65536)))
		exit(99);
	n = read(terminal, screen + shown, room - shown - 1);
	if (n > 0)
		shown += (size_t)n;
	else
		gone = true; /* also EIO, which says that nobody holds the other side any more */
}

static long
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
await(const char *text)
{
	long end = now() + PATIENCE;

	for (;;) {
		char *at = shown > seen ? memmem(screen + seen, shown - seen, text, strlen(text)) : NULL;

		if (at) {
			seen = (size_t)(at - screen) + strlen(text);
			return;
		}
		if (gone || now() > end)
			give_up("the screen never showed: ", text);
		look(100);
	}
}

/* In place: \t, \r, \e and \xNN. */
static size_t
keys(char *text)
{
	char *to = text;

	for (const char *p = text; *p; p++) {
		char hex[3] = {0};

		if (*p != '\\' || !strchr("trex", p[1])) {
			*to++ = *p;
			continue;
		}
		switch (*++p) {
		case 't':
			*to++ = '\t';
			break;
		case 'r':
			*to++ = '\r';
			break;
		case 'e':
			*to++ = '\033';
			break;
		default:
			memcpy(hex, p + 1, 2);
			*to++ = (char)strtol(hex, NULL, 16);
			p += 2;
		}
	}
	return (size_t)(to - text);
}

static void
type(char *text, bool enter)
{
	size_t n = keys(text);

	if ((n && write(terminal, text, n) < 0) || (enter && write(terminal, "\r", 1) < 0))
		gone = errno == EIO;
}

static void
obey(char *line)
{
	if (strncmp(line, "? ", 2) == 0)
		await(line + 2);
	else if (line[0] == '=')
		type(line[1] ? line + 2 : line + 1, true);
	else if (strncmp(line, "+ ", 2) == 0)
		type(line + 2, false);
	else if (strncmp(line, "! ", 2) == 0 && system(line + 2) != 0)
		give_up("no: ", line + 2);
	else if (strcmp(line, "hang up") == 0 && (gone = true))
		close(terminal);
}

int
main(int argc, char **argv)
{
	const struct winsize size = {.ws_row = 50, .ws_col = 100};
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int status;

	if (argc < 2)
		return 2;
	child = forkpty(&terminal, NULL, NULL, &size);
	if (child == 0) {
		signal(SIGHUP, SIG_DFL); /* whoever started us may have it ignored (nohup) */
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	while ((n = getline(&line, &cap, stdin)) > 0) {
		line[strcspn(line, "\n")] = 0;
		obey(line);
	}
	for (long end = now() + PATIENCE; !gone && now() < end;)
		look(100);
	if (!gone)
		give_up("the command does not end", "");
	if (waitpid(child, &status, 0) != child)
		return 99;
	leave(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}
