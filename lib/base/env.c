/*
 * The outside world, read once when a program starts: the clock, the environment, who runs it and where it was
 * installed. This file alone may call getenv(), clock_gettime() and getpwuid(). What it reads is not trusted further
 * than the person at the keyboard: a program that gained rights by setuid does not get as far as reading it.
 */

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/env.h"
#include "base/po.h"

#include "base/banned.h"

#ifndef CM_POLICY_DIR
#define CM_POLICY_DIR "/usr/local/share/cm-tools/policies"
#endif
#ifndef CM_LIB_DIR
#define CM_LIB_DIR "/usr/local/lib/cm-tools"
#endif
#ifndef CM_LOCALE_DIR
#define CM_LOCALE_DIR "/usr/local/share/locale"
#endif

/*
 * A data base opened on a free descriptor 2 would get the messages written into it. So the places are filled at
 * once; yet without an input or an output there is nothing to do.
 */
static enum cm_status
fill_descriptors(struct cm_diag *d)
{
	static const char *const name[] = {"input", "output"};
	enum cm_status st = CM_OK;

	for (int fd = 0; fd < 3; fd++) {
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		if (open("/dev/null", O_RDWR) != fd)
			return cm_fail(d, CM_IO, "env.closed", "descriptor %d is closed, no /dev/null", fd);
		if (fd < 2)
			st = cm_fail(d, CM_IO, "env.closed", "standard %s is closed", name[fd]);
	}
	return st;
}

static enum cm_status
refuse_privilege(struct cm_diag *d)
{
	uid_t uid, euid, suid;
	gid_t gid, egid, sgid;

	if (getresuid(&uid, &euid, &suid) || getresgid(&gid, &egid, &sgid) || uid != euid || uid != suid ||
	    gid != egid || gid != sgid)
		return cm_fail(d, CM_DENIED, "env.setuid", "must not run setuid or setgid");
	return CM_OK;
}

/* Secrets pass through this process: neither a core nor another process of the same user shall show them. */
static void
harden(void)
{
	struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	signal(SIGXFSZ, SIG_IGN); /* a limit of the file size is a failed write, which can be told, and no reason to die */
#ifndef __SANITIZE_ADDRESS__ /* whose search for leaks looks into the process from outside */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
	umask(077);
}

/* Characters are UTF-8 whatever the user's locale is; numbers and sorting stay those of C, messages speak() chooses. */
static void
choose_locale(void)
{
	if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

/* An empty variable is as good as none. */
static const char *
variable(const char *name)
{
	const char *v = getenv(name);

	return v && *v ? v : NULL;
}

/*
 * The user's entry in /etc/passwd itself: half of the time that getpwuid() takes to find and ask the name
 * services, at every start of every command of a pipe. NULL if the file does not know him.
 */
static const struct passwd *
local_user(uid_t uid)
{
	FILE *f = fopen("/etc/passwd", "re");
	const struct passwd *pw = NULL;

	if (!f)
		return NULL;
	while ((pw = fgetpwent(f)) && (pw->pw_uid != uid || strchr("+-", pw->pw_name[0]))) /* +: lines of NIS */
		continue;
	fclose(f);
	return pw;
}

static void
read_user(struct cm_env *e, struct cm_arena *a, const char **home)
{
	uid_t uid = getuid();
	const struct passwd *pw = local_user(uid);

	if (!pw)
		pw = getpwuid(uid);
	if (pw && pw->pw_name[0])
		e->user = cm_arena_strdup(a, pw->pw_name);
	else
		e->user = cm_arena_printf(a, "uid%lu", (unsigned long)uid);
	*home = variable("HOME");
	if (!*home && pw && pw->pw_dir[0])
		*home = cm_arena_strdup(a, pw->pw_dir);
}

static const char *
store_path(struct cm_arena *a, const char *home)
{
	const char *store = variable("CM_STORE"), *data = variable("XDG_DATA_HOME");

	if (store)
		return cm_arena_strdup(a, store);
	if (data && data[0] == '/') /* a relative one is to be ignored, says its specification */
		return cm_arena_printf(a, "%s/cm/store.db", data);
	return home ? cm_arena_printf(a, "%s/.local/share/cm/store.db", home) : NULL;
}

/* Cuts the last component off; returns it, or NULL if there is none. */
static const char *
cut(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return NULL;
	*slash = 0;
	return slash + 1;
}

static bool
is_build(const char *name)
{
	return name && strncmp(name, "build", 5) == 0;
}

/* Where the program's other parts are. */
struct parts {
	const char *policies, *modules, *locale;
};

/* Of X/build/bin/cm-pay or X/build/dev/bin/cm-pay: X/policies, and the others in the build. False: it was installed. */
static bool
beside_program(struct parts *p, const char *program, struct cm_arena *a)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path));
	const char *name, *build;
	struct stat st;

	if (n < 0 && strchr(program, '/')) {
		n = (ssize_t)strlen(program);
		memcpy(path, program, (size_t)n < sizeof(path) ? (size_t)n : 0);
	}
	if (n < 0 || (size_t)n >= sizeof(path))
		return false;
	path[n] = 0;
	cut(path);
	name = cut(path);
	if (!name || strcmp(name, "bin") != 0)
		return false;
	build = cm_arena_strdup(a, path);
	if (!is_build(cut(path)) && !is_build(cut(path)))
		return false;
	p->policies = cm_arena_printf(a, "%s/policies", path);
	p->modules = cm_arena_printf(a, "%s/lib", build);
	p->locale = cm_arena_printf(a, "%s/locale", build);
	return stat(p->policies, &st) == 0 && S_ISDIR(st.st_mode);
}

static struct parts
find_parts(const char *program, struct cm_arena *a)
{
	struct parts p;
	const char *policies = variable("CM_POLICIES");

	if (!beside_program(&p, program, a))
		p = (struct parts){CM_POLICY_DIR, CM_LIB_DIR, CM_LOCALE_DIR};
	if (policies)
		p.policies = cm_arena_strdup(a, policies);
	return p;
}

static void
read_terminal(struct cm_env *e)
{
	const char *term = getenv("TERM");
	struct winsize size;

	e->tty_in = isatty(0);
	e->tty_out = isatty(1);
	e->tty_err = isatty(2);
	e->columns = 80;
	if (e->tty_out && ioctl(1, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		e->columns = size.ws_col;
	e->color = e->tty_out && !variable("NO_COLOR") && term && *term && strcmp(term, "dumb") != 0;
}

/* "zh", "en", or NULL: of one name of a locale or of LANGUAGE's list, n bytes. */
static const char *
language(const char *name, size_t n)
{
	if (n < 2 || (n > 2 && !strchr("_.@-", name[2])))
		return NULL;
	return strncmp(name, "zh", 2) == 0 ? "zh" : strncmp(name, "en", 2) == 0 ? "en" : NULL;
}

static const char *
read_language(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	const char *list = variable("LANGUAGE"), *found;

	while (list && *list) { /* in the order of preference; what we have no texts for is passed over */
		size_t n = strcspn(list, ":");

		found = language(list, n);
		if (found)
			return found;
		list += n + (list[n] == ':');
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *v = variable(names[i]);

		if (v) {
			found = language(v, strlen(v));
			return found ? found : "en";
		}
	}
	return "en";
}

/*
 * English stands in the code: the locale of messages stays plain C, where gettext() gives a text back before it looks
 * at anything. For Chinese it must be another one; newer C libraries treat C.UTF-8 as C, so a Chinese one is tried
 * before it.
 */
static void
speak(const char *language_, const char *catalogues)
{
	if (strcmp(language_, "zh") != 0)
		return;
	if (!setlocale(LC_MESSAGES, "zh_CN.UTF-8"))
		setlocale(LC_MESSAGES, "C.UTF-8");
	setenv("LANGUAGE", "zh_CN", 1);
	bindtextdomain(CM_PO_DOMAIN, catalogues);
	bind_textdomain_codeset(CM_PO_DOMAIN, "UTF-8");
}

static enum cm_status
read_clock(struct cm_env *e, struct cm_diag *d)
{
	const char *given = variable("CM_NOW");
	struct timespec ts;

	if (given) {
		if (!cm_time_parse(cm_str(given), &e->now))
			return cm_fail(d, CM_USAGE, "env.now", "CM_NOW is no time (2010-04-01T09:30:00): %s", given);
		e->now_given = true;
		return CM_OK;
	}
	clock_gettime(CLOCK_REALTIME, &ts);
	e->now = ts.tv_sec;
	return CM_OK;
}

enum cm_status
cm_env_read(struct cm_env *e, const char *program, struct cm_arena *a, struct cm_diag *d)
{
	enum cm_status st;
	struct parts parts;
	const char *home;

	*e = (struct cm_env){.columns = 80, .visible_lang = "en"};
	st = fill_descriptors(d);
	if (st != CM_OK)
		return st;
	st = refuse_privilege(d);
	if (st != CM_OK)
		return st;
	harden();
	choose_locale();
	read_user(e, a, &home);
	e->store = store_path(a, home);
	e->store_given = variable("CM_STORE") != NULL;
	e->key = cm_arena_strdup(a, variable("CM_KEY"));
	parts = find_parts(program, a);
	e->policies = parts.policies;
	e->modules = parts.modules;
	read_terminal(e);
	e->visible_lang = read_language();
	speak(e->visible_lang, parts.locale);
	return read_clock(e, d);
}

enum cm_status
cm_env_set_now(struct cm_env *e, const char *text, struct cm_diag *d)
{
	if (!cm_time_parse(cm_str(text), &e->now))
		return cm_fail(d, CM_USAGE, "env.now", "--now is no time (2010-04-01T09:30:00): %s", text);
	e->now_given = true;
	return CM_OK;
}

int64_t
cm_env_ticks(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}
