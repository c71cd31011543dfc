/* Arenas, buffers, messages, exit codes: the end of memory first. */

#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "tap.h"

const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1"; /* as malloc(3) says, and as we are ready for */
}

static char caught[65536];

/* Runs f in a child with fd 2 caught; returns its exit code. */
static int
child(void (*f)(void))
{
	int fds[2], status;
	size_t n = 0;
	ssize_t got;
	pid_t pid;

	fflush(stdout);
	if (pipe(fds) || (pid = fork()) < 0)
		return -1;
	if (pid == 0) {
		dup2(fds[1], 2);
		close(fds[0]);
		close(fds[1]);
		f();
		_exit(0);
	}
	close(fds[1]);
	while ((got = read(fds[0], caught + n, sizeof(caught) - 1 - n)) > 0)
		n += (size_t)got;
	caught[n] = 0;
	close(fds[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
ask_malloc(void)
{
	volatile size_t n = PTRDIFF_MAX;

	cm_malloc(n);
}

static void
ask_realloc(void)
{
	volatile size_t n = PTRDIFF_MAX;

	cm_realloc(NULL, n);
}

static void
ask_arena(void)
{
	volatile size_t n = SIZE_MAX;

	cm_arena_alloc(cm_arena_new(), n);
}

static void
ask_string(void)
{
	volatile size_t n = SIZE_MAX;

	cm_arena_strn(cm_arena_new(), "", n);
}

static void
ask_buffer(void)
{
	volatile size_t n = SIZE_MAX - 3;
	struct cm_buf b = {0};

	cm_buf_add(&b, "abcde", 5);
	cm_buf_need(&b, n);
}

static void
end_of_memory(void)
{
	void (*const ways[])(void) = {ask_malloc, ask_realloc, ask_arena, ask_string, ask_buffer};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		ok(child(ways[i]) == 75, "without memory the program ends with 75 (way %zu)", i);
		ok(strstr(caught, "cm-tools: out of memory; what was committed stays, run again\n"), "and says so");
	}
}

static void
arenas(void)
{
	struct cm_arena *a = cm_arena_new();
	unsigned wrong = 0;
	char *s, *first;
	struct cm_str none = cm_arena_str(a, (struct cm_str){0});

	cm_arena_free(NULL);
	ok(cm_arena_strdup(a, NULL) == NULL && none.p == NULL, "a copy of none is none");
	is_str(cm_arena_strn(a, "abc\0def", 2), "ab", "a part of a text, ended");
	is_str(cm_arena_list(a, (const struct cm_str[]){CM_STR("a"), CM_STR(""), CM_STR("bc")}, 3).p, "a,,bc", "a list");
	ok(cm_arena_list(a, NULL, 0).n == 0 && *cm_arena_list(a, NULL, 0).p == 0, "a list of nothing is empty");
	ok(memcmp(cm_arena_strn(a, "a\0b", 3), "a\0b", 4) == 0, "a NUL inside is kept");
	is_str(cm_arena_printf(a, "%s-%d", "x", 7), "x-7", "printf");
	s = cm_arena_printf(a, "%0*d", 9000, 5);
	ok(strlen(s) == 9000 && s[8999] == '5', "printf of more than a chunk");
	ok(cm_arena_alloc(a, 0) != cm_arena_alloc(a, 0), "no two pieces are one, not even empty ones");
	for (int round = 0; round < 50; round++) {
		for (size_t n = 1; n < 600000; n = n * 3 / 2 + 1) {
			unsigned char *p = cm_arena_alloc(a, n);

			wrong += (uintptr_t)p % _Alignof(max_align_t) != 0;
			for (size_t i = 0; i < n; i += 1 + n / 64)
				wrong += p[i] != 0;
			memset(p, 0xaa, n);
			cm_arena_strn(a, "odd", 3);
		}
		cm_arena_reset(a);
	}
	ok(wrong == 0, "pieces of all sizes are aligned and zero, also in used memory");
	first = cm_arena_alloc(a, 3000);
	cm_arena_reset(a);
	ok(cm_arena_alloc(a, 3000) == first, "a reset keeps the chunk");
	cm_arena_free(a);
}

static void
json_one(const char *in, size_t n, const char *want)
{
	struct cm_buf b = {0};

	cm_buf_putjson(&b, (struct cm_str){in, n});
	is_str(b.p, want, "json");
	cm_buf_free(&b);
}

static void
buffers(void)
{
	struct cm_buf b = {0};
	int wrong = 0;

	is_str(cm_buf_str(&b).p, "", "an empty buffer is an empty text");
	cm_buf_clear(&b);
	cm_buf_add(&b, NULL, 0);
	ok(b.p && b.p[0] == 0, "nothing added is ended, too");
	cm_buf_putint(&b, INT64_MIN);
	cm_buf_putc(&b, ' ');
	cm_buf_putint(&b, 0);
	cm_buf_putc(&b, ' ');
	cm_buf_putint(&b, INT64_MAX);
	is_str(b.p, "-9223372036854775808 0 9223372036854775807", "integers");
	cm_buf_clear(&b);
	cm_buf_putmoney(&b, -1205);
	cm_buf_putstr(&b, CM_STR(" yuan "));
	cm_buf_printf(&b, "%0300d", 5);
	ok(b.n == 312 && strncmp(b.p, "-12.05 yuan 000", 15) == 0 && strlen(b.p) == 312, "money and printf");
	cm_buf_clear(&b);
	for (int i = 0; i < 100000; i++)
		cm_buf_putc(&b, (char)('a' + i % 26));
	for (int i = 0; i < 100000; i++)
		wrong += b.p[i] != 'a' + i % 26;
	ok(wrong == 0 && b.n == 100000 && b.p[b.n] == 0, "grown byte by byte");
	cm_buf_free(&b);
	json_one("", 0, "\"\"");
	json_one(NULL, 0, "\"\"");
	json_one("a\0b", 3, "\"a\\u0000b\"");
	json_one("\"\\/\b\f\n\r\t\x1f\x7f", 10, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u001f\x7f\"");
	json_one("张三，你好", 15, "\"张三，你好\"");
	json_one("long enough \"quoted\" text!", 26, "\"long enough \\\"quoted\\\" text!\"");
	for (size_t at = 0; at < 40; at++) /* each byte at each place of the eight that are looked at together */
		for (int c = 1; c < 256; c++) {
			char in[40];
			bool escaped = c < 0x20 || c == '"' || c == '\\';

			memset(in, '!', sizeof(in));
			in[at] = (char)c;
			cm_buf_putjson(&b, (struct cm_str){in, sizeof(in)});
			wrong += (b.n != 42) != escaped || (!escaped && memcmp(b.p + 1, in, 40) != 0);
			cm_buf_clear(&b);
		}
	ok(wrong == 0, "exactly the bytes that JSON wants escaped are, at every place");
	cm_buf_free(&b);
}

static struct cm_diag diag;

static void
print_messages(void)
{
	cm_diag_print(&diag, "cm-pay");
	cm_diag_print(&diag, "cm-pay"); /* a second time there is nothing */
}

static void
messages(void)
{
	struct cm_arena *a = cm_arena_new();
	static const char lines[] = "cm-pay: error: disk: \\x1b[2J\\x0afull [out.write]\n"
				    "cm-pay: pay.yaml:3:7: warning: unknown fact [policy.unknown-fact]\n"
				    "cm-pay: pay.yaml:3: note: a note\n"
				    "cm-pay: a\\x0ab.yaml: error: ";
	const struct cm_pos pos = {"pay.yaml", 3, 7}, line = {"pay.yaml", 3, 0}, file = {"a\nb.yaml", 0, 0};

	cm_diag_init(&diag, a);
	ok(cm_fail(&diag, CM_IO, "out.write", "%s: \x1b[2J\n%s", "disk", "full") == CM_IO, "fail returns its status");
	cm_diag_add(&diag, CM_WARNING, pos, "policy.unknown-fact", "unknown fact");
	cm_diag_add(&diag, CM_NOTE, line, NULL, "a note");
	cm_diag_add(&diag, CM_ERROR, file, "x.y", "%0*d", 5000, 1);
	ok(diag.errors == 2 && diag.warnings == 1, "counted");
	ok(child(print_messages) == 0, "printed");
	ok(strncmp(caught, lines, sizeof(lines) - 1) == 0, "in order, with their places, nothing that moves a cursor");
	ok(strlen(caught) == sizeof(lines) - 1 + 5000 + 7, "all of a long one");
	ok(caught[strlen(caught) - 2] == ']' && strstr(caught, "1 [x.y]\n"), "once, whole");
	diag = (struct cm_diag){.arena = a};
	cm_fail(&diag, CM_BAD, "a.b", "only zeroed");
	ok(diag.first && strcmp(diag.first->text, "only zeroed") == 0, "a zeroed diag with an arena takes messages");
	cm_arena_free(a);
}

static void
exit_codes(void)
{
	static const int want[] = {[CM_OK] = 0,
	    [CM_END] = 0,
	    [CM_BAD] = 65,
	    [CM_CONFLICT] = 75,
	    [CM_BUSY] = 75,
	    [CM_UNKNOWN] = 75,
	    [CM_IO] = 74,
	    [CM_NOSTORE] = 69,
	    [CM_DENIED] = 77,
	    [CM_CONFIG] = 78,
	    [CM_USAGE] = 2,
	    [CM_DEFECT] = 70};

	for (int st = CM_OK; st <= CM_DEFECT; st++)
		ok(cm_status_exit((enum cm_status)st) == want[st], "exit code of status %d", st);
}

int
main(void)
{
	end_of_memory();
	arenas();
	buffers();
	messages();
	exit_codes();
	return tap_done();
}
