#ifndef CM_TESTS_RECORD_H
#define CM_TESTS_RECORD_H

/* For the tests of lib/record: texts as descriptors, and a whole input read and told as one string. */

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/diag.h"
#include "record/writer.h"
#include "tap.h"

/* 号码 and msisdn are one name, 姓名 and name another; there are four of our own. */
__attribute__((unused)) static struct cm_str
test_canonical(void *ctx, struct cm_str name)
{
	static const char *const known[][2] = {{"msisdn", "msisdn"}, {"号码", "msisdn"}, {"姓名", "name"},
	    {"name", "name"}, {"业务号", "request_id"}, {"request_id", "request_id"}};

	(void)ctx;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (cm_str_is(name, known[i][0]))
			return cm_str(known[i][1]);
	return (struct cm_str){0};
}

__attribute__((unused)) static int
fd_of(const void *p, size_t n)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd < 0 || write(fd, p, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return fd;
}

__attribute__((unused)) static struct cm_reader *
reader_of(int fd, enum cm_format format)
{
	return cm_reader_new(
	    &(struct cm_reader_options){.fd = fd, .name = "input", .format = format, .names = {test_canonical, NULL}});
}

/* Every record as a line of JSON, every other row as "! line code: why"; at the end "END" or "IO". */
__attribute__((unused)) static const char *
told_by(struct cm_reader *r, struct cm_arena *arena)
{
	struct cm_buf out = {0};
	struct cm_diag diag;
	const char *code, *why;

	cm_diag_init(&diag, arena);
	for (;;) {
		struct cm_record rec;
		enum cm_status st;

		cm_record_init(&rec, arena);
		st = cm_reader_next(r, &rec, &code, &why, &diag);
		if (st == CM_OK) {
			cm_record_write_json(&rec, &out, NULL, NULL);
		} else if (st == CM_BAD) {
			cm_buf_printf(&out, "! %zu %s: %s\n", rec.line, code, why);
		} else {
			cm_buf_puts(&out, st == CM_END ? "END" : st == CM_IO ? "IO" : "?");
			break;
		}
	}
	const char *told = cm_arena_strn(arena, out.p, out.n);
	cm_buf_free(&out);
	return told;
}

__attribute__((unused)) static const char *
told(const void *text, size_t n, enum cm_format format, struct cm_arena *arena)
{
	int fd = fd_of(text, n);
	struct cm_reader *r = reader_of(fd, format);
	const char *s = told_by(r, arena);

	cm_reader_free(r);
	close(fd);
	return s;
}

/* What a descriptor's file holds, and nothing more of it. */
__attribute__((unused)) static const char *
slurp(int fd, struct cm_arena *arena)
{
	struct cm_buf b = {0};
	char part[4096];
	const char *s;
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, part, sizeof(part), at)) > 0) {
		cm_buf_add(&b, part, (size_t)n);
		at += n;
	}
	cm_buf_puts(&b, "");
	s = cm_arena_strn(arena, b.n ? b.p : "", b.n);
	cm_buf_free(&b);
	return s;
}

#endif
