#ifndef CM_BASE_ENV_H
#define CM_BASE_ENV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"

/*
 * Everything that comes from outside the command line and the streams, read once at start; nothing else asks the
 * clock, the environment or the user data base. Strings live in the run's arena.
 */
struct cm_env {
	int64_t now; /* the instant of this run, or the one given */
	bool now_given; /* by --now or CM_NOW: only on a rehearsal store, and for commands without a store */
	const char *user; /* login name of the real user id, never an argument; "uid1234" if it has no name */
	const char *store; /* $CM_STORE, else ${XDG_DATA_HOME:-~/.local/share}/cm/store.db; NULL: no home */
	bool store_given; /* by CM_STORE */
	const char *key; /* $CM_KEY: a path, or NULL */
	const char *policies; /* $CM_POLICIES, else the folder beside the program in a build, else the installed one */
	const char *modules; /* where cm-form.so is: in the build, else the installed folder */
	bool tty_in, tty_out, tty_err;
	unsigned columns; /* of the terminal on stdout, else 80 */
	bool color; /* NO_COLOR unset, TERM not dumb, stdout a terminal */
	/* "zh" or "en": of texts for operators, from LANGUAGE, LC_ALL, LC_MESSAGES, LANG; gettext() speaks it, too. */
	const char *visible_lang;
};

/*
 * Also hardens the process: opens /dev/null on missing descriptors 0 to 2 (refusing, when it is 1 or 0 that was
 * closed: CM_IO), no core dumps, not dumpable, umask 077, refuses setuid and setgid (CM_DENIED), setlocale with
 * C.UTF-8 as fall-back (LC_CTYPE and, for Chinese, LC_MESSAGES: numbers stay those of C). program is argv[0]. A CM_NOW that is
 * no instant is CM_USAGE.
 */
enum cm_status cm_env_read(struct cm_env *, const char *program, struct cm_arena *, struct cm_diag *);
/* --now: overrides the clock. CM_BAD when it is no instant. */
enum cm_status cm_env_set_now(struct cm_env *, const char *text, struct cm_diag *);
/* A monotonic clock in microseconds, for batches and progress only. */
int64_t cm_env_ticks(void);

#endif
