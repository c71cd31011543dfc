#ifndef CM_TESTS_TAP_H
#define CM_TESTS_TAP_H

/* The smallest TAP producer: ok(condition, "what %s", …), and return tap_done() from main. */

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 2, 3), unused)) static bool
ok(bool cond, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", cond ? "" : "not ", ++tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	tap_failed += !cond;
	return cond;
}

__attribute__((unused)) static bool
is_str(const char *got, const char *want, const char *what)
{
	bool same = got && want ? strcmp(got, want) == 0 : got == want;

	if (!ok(same, "%s", what))
		printf("#  got: %s\n# want: %s\n", got ? got : "(null)", want ? want : "(null)");
	return same;
}

__attribute__((unused)) static int
tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed ? 1 : 0;
}

#endif
