/* What a program takes from outside. Each case runs in a child, since reading hardens the process for good. */

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/env.h"
#include "tap.h"

static char dir[] = "/tmp/cm-env-XXXXXX";
static struct cm_env env;
static struct cm_diag diag;
static struct cm_arena *arena;

static enum cm_status
read_env(void)
{
	return cm_env_read(&env, "cm-test", arena, &diag);
}

static bool
same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static bool
null_at(int fd)
{
	struct stat st, null;

	return fstat(fd, &st) == 0 && stat("/dev/null", &null) == 0 && st.st_rdev == null.st_rdev &&
	    S_ISCHR(st.st_mode);
}

static bool
closed_output(void)
{
	close(1);
	return read_env() == CM_IO && null_at(1) && same(diag.first->code, "env.closed") &&
	    same(diag.first->text, "standard output is closed");
}

static bool
closed_input(void)
{
	close(0);
	return read_env() == CM_IO && null_at(0) && same(diag.first->text, "standard input is closed");
}

static bool
closed_all(void)
{
	close(0);
	close(1);
	close(2);
	return read_env() == CM_IO && null_at(0) && null_at(1) && null_at(2) && diag.errors == 2;
}

static bool
closed_messages(void)
{
	close(2);
	return read_env() == CM_OK && null_at(2) && diag.errors == 0;
}

static bool
bad_clock(void)
{
	setenv("CM_NOW", "2010-02-30", 1);
	return read_env() == CM_USAGE && diag.errors == 1 && !env.now_given;
}

static bool
given_clock(void)
{
	setenv("CM_NOW", "2010-04-01T09:30:00+08:00", 1);
	return read_env() == CM_OK && env.now_given && env.now == 1270085400 &&
	    cm_env_set_now(&env, "tomorrow", &diag) == CM_USAGE && env.now == 1270085400 &&
	    cm_env_set_now(&env, "2010-04-02", &diag) == CM_OK && env.now == 1270137600;
}

static bool
own_clock(void)
{
	int64_t ticks = cm_env_ticks();

	unsetenv("CM_NOW");
	return read_env() == CM_OK && !env.now_given && env.now > 1270085400 && cm_env_ticks() >= ticks;
}

static bool
hardened(void)
{
	struct rlimit core;

	return read_env() == CM_OK && getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0 &&
	    umask(022) == 077;
}

static bool
gained_group(void)
{
	if (getuid() != 0)
		return true; /* only root can pretend */
	return setegid(12345) == 0 && read_env() == CM_DENIED && same(diag.first->code, "env.setuid");
}

static bool
gained_user(void)
{
	if (getuid() != 0)
		return true;
	return setresuid(12345, 0, 0) == 0 && read_env() == CM_DENIED;
}

static bool
login_name(void)
{
	const struct passwd *pw = getpwuid(getuid());
	char name[256] = "";

	if (pw)
		snprintf(name, sizeof(name), "%s", pw->pw_name);
	setenv("USER", "mallory", 1);
	setenv("LOGNAME", "mallory", 1);
	return read_env() == CM_OK && (!pw || same(env.user, name));
}

static bool
nameless(void)
{
	if (getuid() != 0)
		return true;
	unsetenv("HOME");
	unsetenv("XDG_DATA_HOME");
	unsetenv("CM_STORE");
	return setresuid(1234567, 1234567, 1234567) == 0 && read_env() == CM_OK && same(env.user, "uid1234567") &&
	    env.store == NULL;
}

static bool
store_given(void)
{
	setenv("CM_STORE", "x.db", 1);
	setenv("CM_KEY", "x.key", 1);
	return read_env() == CM_OK && same(env.store, "x.db") && same(env.key, "x.key");
}

static bool
store_data_home(void)
{
	setenv("CM_STORE", "", 1);
	setenv("CM_KEY", "", 1);
	setenv("XDG_DATA_HOME", "/data", 1);
	return read_env() == CM_OK && same(env.store, "/data/cm/store.db") && env.key == NULL;
}

static bool
store_home(void)
{
	unsetenv("CM_STORE");
	setenv("XDG_DATA_HOME", "relative", 1);
	setenv("HOME", "/home/li", 1);
	return read_env() == CM_OK && same(env.store, "/home/li/.local/share/cm/store.db");
}

static bool
language_is(const char *list, const char *all, const char *lang, const char *want)
{
	setenv("LANGUAGE", list, 1);
	setenv("LC_ALL", all, 1);
	unsetenv("LC_MESSAGES");
	setenv("LANG", lang, 1);
	return read_env() == CM_OK && same(env.visible_lang, want);
}

static bool
languages(void)
{
	return language_is("", "", "", "en") && language_is("zh_CN", "C", "", "zh") &&
	    language_is("fr:zh:en", "", "en_US.UTF-8", "zh") && language_is("fr:en:zh", "", "zh_CN", "en") &&
	    language_is("", "", "zh_CN.UTF-8", "zh") && language_is("", "C", "zh_CN.UTF-8", "en") &&
	    language_is("", "de_DE", "", "en") && language_is("zhx", "", "", "en") && language_is(":", "", "zh", "zh");
}

static bool
policies_given(void)
{
	setenv("CM_POLICIES", "/p", 1);
	return read_env() == CM_OK && same(env.policies, "/p");
}

static bool
no_terminal(void)
{
	int fd = open("/dev/null", O_RDWR);

	dup2(fd, 0);
	dup2(fd, 1);
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	return read_env() == CM_OK && !env.tty_in && !env.tty_out && !env.color && env.columns == 80;
}

static bool
in_child(bool (*f)(void))
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(f() ? 0 : 1);
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Copies this program to dir/place and runs it there: it prints the policies that it would read. */
static bool
policies_at(const char *place, const char *want)
{
	char line[8192], got[4096] = "";
	FILE *p;

	snprintf(line, sizeof(line), "mkdir -p %s/%s && cp /proc/%d/exe %s/%s/cm-x && env -u CM_POLICIES %s/%s/cm-x -p",
	    dir, place, (int)getpid(), dir, place, dir, place);
	p = popen(line, "r");
	if (!p || !fgets(got, sizeof(got), p))
		got[0] = 0;
	if (p)
		pclose(p);
	if (*want == '/')
		return strcmp(got, want) == 0;
	snprintf(line, sizeof(line), "%s/%s", dir, want);
	return strcmp(got, line) == 0;
}

static void
policies_beside(void)
{
	char cmd[256];

	if (!mkdtemp(dir))
		return;
	ok(!policies_at("build/bin", "policies"), "no folder beside the program: not taken");
	snprintf(cmd, sizeof(cmd), "mkdir %s/policies", dir);
	ok(system(cmd) == 0, "a folder");
	ok(policies_at("build/bin", "policies"), "beside build/bin");
	ok(policies_at("build/dev/bin", "policies"), "beside build/dev/bin");
	ok(policies_at("build-asan/bin", "policies"), "beside build-asan/bin");
	ok(!policies_at("usr/bin", "policies") && !policies_at("bin", "policies"), "not when installed");
	ok(!policies_at("build/unit", "policies"), "nor from elsewhere in a build");
	snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
	ok(system(cmd) == 0, "cleaned");
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *what;
		bool (*f)(void);
	} cases[] = {{"output closed: refused, the place filled", closed_output},
	    {"input closed: refused", closed_input}, {"all closed: filled, two errors", closed_all},
	    {"messages closed: filled, no error", closed_messages}, {"CM_NOW that is no time", bad_clock},
	    {"CM_NOW, and --now over it", given_clock}, {"the clock", own_clock}, {"no core, umask", hardened},
	    {"setgid", gained_group}, {"setuid", gained_user}, {"the login name, not the environment's", login_name},
	    {"a user without name or home", nameless}, {"CM_STORE, CM_KEY", store_given},
	    {"empty is unset; XDG_DATA_HOME", store_data_home}, {"~", store_home}, {"languages", languages},
	    {"CM_POLICIES", policies_given}, {"no terminal", no_terminal}};

	arena = cm_arena_new();
	cm_diag_init(&diag, arena);
	if (argc > 1) {
		read_env();
		fputs(env.policies, stdout);
		cm_arena_free(arena);
		return strcmp(argv[0], "") == 0;
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ok(in_child(cases[i].f), "%s", cases[i].what);
	policies_beside();
	cm_arena_free(arena);
	return tap_done();
}
