/*
 * Changes sample inputs at random and reads them: nothing may crash, and what was read and written as JSON Lines, CSV
 * and TSV must be the same when it is read again.
 *
 *	record [COUNT [SEED]]
 *
 * Prints the seed and the number of inputs; on a failure also the input, and ends by abort().
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/diag.h"
#include "record/writer.h"

static const char *const samples[] = {
    "{\"a\":1.50,\"b\":\"x\\n\\u00e9\\ud83d\\ude00\",\"c\":[1,\"2\",{\"d\":null}],\"号码\":\"139\"}\n{\"a\":true,\"e\":"
    "{\"f\":[[]]}}\n",
    "{\"a\" : \"张三\" , \"b\" : [ \"x\" , \"y,z\" ] }\r\n\r\n{}\r\n{\"a\":-0.1e+5,\"b\":false}",
    "a,b,号码\n1,\"x,\"\"y\"\"\",\n\"line\nbreak\",  blank ,\"\"\n=1,-2,'3\n",
    "\xef\xbb\xbf"
    "a,\"b \"\r\n\"1\r\n2\",3\r\n\r\n4,5\r\n",
    "a\tb\tmsisdn\n1\\t2\t\"x\"\t\\\\\n\t\\n\\r\tz\n",
    "\xba\xc5\xc2\xeb,x\n139,\"\xd5\xc5\xc8\xfd\"\n\x95\x5c,\x95\x32\x82\x36\n",
    "one\nx\n\"\"\n\n\"y\"\n",
};

static const char *const pieces[] = {"\"", "\\", ",", "\t", "\n", "\r\n", "{", "}", "[", "]", ":", "\\u", "\\ud800",
    "\\u0000", "\xff", "\xc0\x80", "\xed\xa0\x80", "号码", "\xba\xc5", "\x81\x30", "null", "-", "1e", "0", " ", "\"\"",
    "\xef\xbb\xbf", "'", "=", "\"a\":1,", "a,", "\xe2\x80\xae", "\x1b", "\x7f"};

#define COUNT_OF(a) (sizeof(a) / sizeof(*(a)))

static uint64_t state;
static struct cm_arena *arena;

static size_t
below(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % n);
}

static struct cm_str
canonical(void *ctx, struct cm_str name)
{
	(void)ctx;
	return cm_str_is(name, "号码") || cm_str_is(name, "msisdn") ? CM_STR("msisdn") : (struct cm_str){0};
}

/* More columns than a reader remembers by their place, and rows that need not fill them. */
static void
wide(struct cm_buf *b)
{
	size_t columns = 40 + below(80);

	for (size_t i = 0; i < columns; i++)
		cm_buf_printf(b, "%sc%zu", i ? "," : "", i);
	for (int row = 0; row < 4; row++) {
		cm_buf_putc(b, '\n');
		for (size_t i = 0; i < columns; i++)
			cm_buf_printf(b, "%s%zu", i ? "," : "", below(3));
	}
	cm_buf_putc(b, '\n');
}

/* The text with something removed, doubled, put in or changed, a few times over. */
static void
mutate(struct cm_buf *b)
{
	for (size_t times = 1 + below(4); times; times--) {
		size_t at = below(b->n + 1), n = below(8);
		const char *piece = pieces[below(COUNT_OF(pieces))];
		struct cm_buf to = {0};

		if (n > b->n - at)
			n = b->n - at;
		cm_buf_add(&to, b->p, at);
		switch (below(5)) {
		case 0:
			at += n;
			break;
		case 1:
			cm_buf_puts(&to, piece);
			break;
		case 2:
			cm_buf_puts(&to, piece);
			at += n;
			break;
		case 3:
			cm_buf_add(&to, b->p + at, n);
			break;
		default:
			if (at < b->n) {
				cm_buf_putc(&to, (char)(b->p[at] ^ 1 << below(8)));
				at++;
			}
		}
		cm_buf_add(&to, b->p + at, b->n - at);
		cm_buf_free(b);
		*b = to;
	}
}

static int
memory(const struct cm_buf *b)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || (b && write(fd, b->p, b->n) != (ssize_t)b->n) || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return fd;
}

static void
contents(int fd, struct cm_buf *b)
{
	off_t n = lseek(fd, 0, SEEK_END);

	cm_buf_clear(b);
	cm_buf_need(b, (size_t)n);
	if (pread(fd, b->p, (size_t)n, 0) != n)
		abort();
	b->n = (size_t)n;
	b->p[b->n] = 0;
}

/* Reads all of from in one format and writes it in another; rejects what cannot be read. Returns how many rows were
 * bad. */
static size_t
convert(const struct cm_buf *from, enum cm_format in, bool gb18030, enum cm_format out, struct cm_buf *to)
{
	int fd = memory(from), written = memory(NULL);
	struct cm_reader *r = cm_reader_new(&(struct cm_reader_options){
	    .fd = fd, .name = "in", .format = in, .gb18030 = gb18030, .names = {canonical, NULL}});
	struct cm_writer *w = cm_writer_new(&(struct cm_writer_options){
	    .fd = written, .name = "out", .format = out, .terminal = out == CM_TABLE, .width = (unsigned)below(60)});
	struct cm_diag diag;
	const char *code, *why;
	enum cm_status st;
	size_t bad = 0;

	cm_diag_init(&diag, arena);
	do {
		struct cm_record rec;

		cm_record_init(&rec, arena);
		st = cm_reader_next(r, &rec, &code, &why, &diag);
		if (st == CM_OK)
			cm_writer_put(w, &rec);
		bad += st == CM_BAD;
		if (below(4) == 0)
			cm_reader_mark(r);
		else if (below(16) == 0 && cm_reader_would_block(r))
			abort();
	} while (st == CM_OK || st == CM_BAD);
	if (st != CM_END || cm_writer_flush(w, true, NULL, &diag) != CM_OK)
		abort();
	contents(written, to);
	cm_writer_free(w);
	cm_reader_free(r);
	close(fd);
	close(written);
	return bad;
}

static void
same(const struct cm_buf *input, const struct cm_buf *a, const struct cm_buf *b, const char *what)
{
	if (a->n == b->n && (a->n == 0 || memcmp(a->p, b->p, a->n) == 0))
		return;
	fprintf(stderr, "%s differ\n--- input\n%.*s\n--- once\n%.*s\n--- twice\n%.*s\n", what, (int)input->n, input->p,
	    (int)a->n, a->p, (int)b->n, b->p);
	abort();
}

static void
one(void)
{
	static const enum cm_format formats[] = {CM_JSONL, CM_CSV, CM_TSV};
	struct cm_buf input = {0}, once = {0}, twice = {0};

	if (below(16) == 0)
		wide(&input);
	else
		cm_buf_puts(&input, samples[below(COUNT_OF(samples))]);
	mutate(&input);
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		/* In the format that was found, or in any: what is a record of JSON at first may be a header of CSV. */
		convert(&input, below(4) ? CM_AUTO : formats[below(3)], below(8) == 0, formats[i], &once);
		/* TSV has no quotes, so a name that begins with a byte order mark loses it if it comes first. */
		if (formats[i] == CM_TSV && once.n >= 3 && memcmp(once.p, "\xef\xbb\xbf", 3) == 0)
			continue;
		if (convert(&once, formats[i], false, formats[i], &twice) != 0) {
			fprintf(stderr, "not readable again: %s\n--- input\n%s\n", once.p, input.p);
			abort();
		}
		same(&input, &once, &twice, "what was read");
	}
	convert(&input, CM_AUTO, false, CM_TABLE, &once);
	cm_buf_free(&input);
	cm_buf_free(&once);
	cm_buf_free(&twice);
	cm_arena_reset(arena);
}

int
main(int argc, char **argv)
{
	unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;

	state = argc > 2 ? strtoull(argv[2], NULL, 10) : UINT64_C(88172645463325252);
	arena = cm_arena_new();
	printf("seed %llu\n", (unsigned long long)state);
	for (unsigned long i = 0; i < count; i++)
		one();
	printf("%lu inputs\n", count);
	cm_arena_free(arena);
	return 0;
}
