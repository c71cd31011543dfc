/* Readers: formats, encodings, rows that are too long, going back, waiting, and descriptors that fail. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "record.h"

static struct cm_arena *arena;

static const struct {
	const char *what;
	enum cm_format format;
	const char *text, *want;
} cases[] = {
    {"nothing", CM_AUTO, "", "END"},
    {"blank lines", CM_AUTO, "\n \n\t\r\n", "END"},
    {"nothing, of CSV", CM_CSV, "", "END"},
    {"a header only", CM_AUTO, "a,b\n", "END"},
    {"CSV", CM_AUTO, "a,b\n1,2\n3,4", "{\"a\":\"1\",\"b\":\"2\"}\n{\"a\":\"3\",\"b\":\"4\"}\nEND"},
    {"CSV of one column", CM_AUTO, "a\n1\n\n2\n", "{\"a\":\"1\"}\n{\"a\":\"2\"}\nEND"},
    {"CRLF", CM_AUTO, "a,b\r\n1,2\r\n\r\n3,\"4\"\r\n", "{\"a\":\"1\",\"b\":\"2\"}\n{\"a\":\"3\",\"b\":\"4\"}\nEND"},
    {"a CR inside a cell stays", CM_AUTO, "a,b\n1\r2,3\n", "{\"a\":\"1\\r2\",\"b\":\"3\"}\nEND"},
    {"empty cells are null", CM_AUTO, "a,b,c\n,\"\",\n", "{\"a\":null,\"b\":null,\"c\":null}\nEND"},
    {"quotes", CM_AUTO, "a,b\n\"x,\"\"y\"\"\",\"\n\n\"\n1,2\n",
	"{\"a\":\"x,\\\"y\\\"\",\"b\":\"\\n\\n\"}\n{\"a\":\"1\",\"b\":\"2\"}\nEND"},
    {"a header with quotes and line breaks", CM_AUTO, "\"a,\",\"b\nc\"\n1,2\n", "{\"a,\":\"1\",\"b\\nc\":\"2\"}\nEND"},
    {"names from other names", CM_AUTO, "号码, 姓名 ,套餐\n139,张三,5\n",
	"{\"msisdn\":\"139\",\"name\":\"张三\",\"套餐\":\"5\"}\nEND"},
    {"lines are counted through quotes", CM_AUTO, "a,b\n\"1\n\n\",2\n1\n1,2\n1,2,3\n",
	"{\"a\":\"1\\n\\n\",\"b\":\"2\"}\n! 5 record.syntax: the row has 1 cells, the header "
	"2\n{\"a\":\"1\",\"b\":\"2\"}\n"
	"! 7 record.syntax: the row has 3 cells, the header 2\nEND"},
    {"a stray quote costs one line", CM_AUTO, "a,b\n1,x\"y\"\n1,2\n",
	"! 2 record.syntax: column 4 (byte 4): a quote in a cell without quotes\n{\"a\":\"1\",\"b\":\"2\"}\nEND"},
    {"a quote not doubled costs one line", CM_AUTO, "a,b\n\"x\" y,\"\n1,2\n",
	"! 2 record.syntax: column 3 (byte 3): a quote inside quotes is not doubled\n{\"a\":\"1\",\"b\":\"2\"}\nEND"},
    {"a blank before a quote", CM_AUTO, "a,b\n1, \"2\"\n",
	"! 2 record.syntax: column 4 (byte 4): a quote in a cell without quotes\nEND"},
    {"a quote never closed", CM_AUTO, "a,b\n1,\"2\n3,4\n",
	"! 2 record.syntax: column 3 (byte 3): a quote is not closed\nEND"},
    {"an empty name", CM_AUTO, "a,,b\n1,2,3\n", "! 0 record.syntax: column 2 of the header has no name\nEND"},
    {"a name twice", CM_AUTO, "a,b,a\n1,2,3\n", "! 0 record.syntax: columns 1 and 3 of the header are both a\nEND"},
    {"a name twice, by another name", CM_AUTO, "msisdn,号码\n1,2\n",
	"! 0 record.syntax: columns 1 and 2 of the header are both msisdn\nEND"},
    {"TSV", CM_AUTO, "a\tb\n1\\t2\\\\\t\"x\\n\\r\"\n\n\t,\n",
	"{\"a\":\"1\\t2\\\\\",\"b\":\"\\\"x\\n\\r\\\"\"}\n{\"a\":null,\"b\":\",\"}\nEND"},
    {"TSV of one column", CM_TSV, "a\n1\n\n2\n", "{\"a\":\"1\"}\n{\"a\":null}\n{\"a\":\"2\"}\nEND"},
    {"TSV, another escape", CM_AUTO, "a\tb\n1\t张C:\\dir\n",
	"! 2 record.syntax: column 6 (byte 8): a backslash that is none of \\t \\n \\r \\\\\nEND"},
    {"a comma outside quotes: CSV", CM_AUTO, "a\tb,c\n1,2\n", "{\"a\\tb\":\"1\",\"c\":\"2\"}\nEND"},
    {"BOM, JSON", CM_AUTO, "\xef\xbb\xbf{\"a\":1}\n", "{\"a\":1}\nEND"},
    {"BOM, CSV", CM_AUTO,
	"\xef\xbb\xbf"
	"a,b\n1,2\n",
	"{\"a\":\"1\",\"b\":\"2\"}\nEND"},
    {"two BOMs", CM_AUTO, "\xef\xbb\xbf\xef\xbb\xbf{}\n1\n", "! 2 record.syntax: x"},
    {"UTF-16", CM_AUTO, "\xff\xfe{",
	"! 0 record.syntax: this is UTF-16 or UTF-32; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)\nEND"},
    {"UTF-16, big", CM_CSV, "\xfe\xff",
	"! 0 record.syntax: this is UTF-16 or UTF-32; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)\nEND"},
    {"not UTF-8", CM_AUTO, "a,b\n1,\xff\n1,\xc0\x80\n1,2\n",
	"! 2 record.syntax: column 3 (byte 3): not UTF-8 (if it is GB18030: -e gb18030)\n"
	"! 3 record.syntax: column 3 (byte 3): not UTF-8 (if it is GB18030: -e "
	"gb18030)\n{\"a\":\"1\",\"b\":\"2\"}\nEND"},
    /* 号码,x and 139,张三 in GB18030 */
    {"GB18030 by a known name", CM_AUTO, "\xba\xc5\xc2\xeb,x\n139,\xd5\xc5\xc8\xfd\n1,2\n",
	"{\"msisdn\":\"139\",\"x\":\"张三\"}\n{\"msisdn\":\"1\",\"x\":\"2\"}\nEND"},
    {"GB18030, a bad row", CM_AUTO, "\xba\xc5\xc2\xeb,x\n\xd5\xc5\x39,\xff\n\xd5\xc5,\xd5\"\n\xd5\xc5\xc8\xfd,x\"\n",
	"! 2 record.syntax: column 4 (byte 5): not GB18030\n! 3 record.syntax: column 3 (byte 4): not GB18030\n"
	"! 4 record.syntax: column 5 (byte 7): a quote in a cell without quotes\nEND"},
    {"GB18030, names unknown", CM_AUTO, "\xd5\xc5\xc8\xfd,x\n1,2\n",
	"! 0 record.syntax: the header line is not UTF-8, and no column is known if it is GB18030 (if it is: -e "
	"gb18030)\nEND"},
    {"neither", CM_AUTO, "\xff\xff,x\n1,2\n", "! 0 record.syntax: the header line is neither UTF-8 nor GB18030\nEND"},
};

static void
formats(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *got = told(cases[i].text, strlen(cases[i].text), cases[i].format, arena);

		if (strcmp(cases[i].what, "two BOMs") == 0)
			ok(strncmp(got, "!", 1) == 0 || strstr(got, "\xef\xbb\xbf") != NULL,
			    "two BOMs: the second is data");
		else
			is_str(got, cases[i].want, cases[i].what);
	}
	is_str(told("a,b\n1,x\0y\n", 10, CM_AUTO, arena), "! 2 record.syntax: column 4 (byte 4): a NUL byte\nEND",
	    "NUL in a cell");
	is_str(told("{\0\"\0a\0\"\0", 8, CM_AUTO, arena),
	    "! 0 record.syntax: this is UTF-16 or UTF-32; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)\nEND",
	    "UTF-16 without a mark");
}

static void
gb18030_asked(void)
{
	/* {"a":"张三\","b":1} where the last byte of a character is a backslash: 昞 is 95 5C. And €: A2 E3; 𠀀: 95 32
	 * 82 36. */
	static const char text[] =
	    "{\"a\":\"\x95\x5c\xa2\xe3\",\"b\":\"\x95\x32\x82\x36\"}\n{\"a\":\"\xd5\xc5\xc8\xfd\",}\n";
	int fd = fd_of(text, sizeof(text) - 1);
	struct cm_reader *r = cm_reader_new(&(struct cm_reader_options){.fd = fd, .name = "x", .gb18030 = true});

	is_str(told_by(r, arena),
	    "{\"a\":\"昞€\",\"b\":\"𠀀\"}\n! 2 record.syntax: column 11 (byte 13): a key in quotes is missing\nEND",
	    "JSON Lines in GB18030");
	ok(cm_reader_is_gb18030(r), "the reader says so");
	cm_reader_free(r);
	close(fd);
}

static void
found(void)
{
	static const char text[] = "\xef\xbb\xbf\"号码\",x\r\n1,2\r\n";
	int fd = fd_of(text, sizeof(text) - 1);
	struct cm_reader *r = reader_of(fd, CM_AUTO);
	struct cm_diag diag;
	struct cm_record rec;
	const struct cm_str *columns;
	const char *code, *why;
	unsigned n;

	cm_diag_init(&diag, arena);
	cm_record_init(&rec, arena);
	ok(cm_reader_next(r, &rec, &code, &why, &diag) == CM_OK && rec.line == 2, "the first record is of line 2");
	ok(cm_str_is(rec.source, "1,2"), "its source has no line end");
	ok(cm_reader_format(r) == CM_CSV && cm_reader_had_bom(r) && cm_reader_had_crlf(r), "CSV with a mark and CRLF");
	columns = cm_reader_columns(r, &n);
	ok(n == 2 && cm_str_is(columns[0], "msisdn") && cm_str_is(columns[1], "x"),
	    "columns have their canonical names");
	ok(cm_str_is(cm_reader_header(r), "\"号码\",x"), "the header is as it was written");
	cm_reader_free(r);
	close(fd);
}

static void
words(void)
{
	char w1[] = "号码=139", w2[] = "x=a=b\n", w3[] = "y=", w4[] = "msisdn=1", w5[] = "=1", w6[] = "x";
	char *good[] = {w1, w2, w3}, *twice[] = {w1, w4}, *nameless[] = {w5}, *bare[] = {w6};
	struct cm_names names = {test_canonical, NULL};
	struct cm_reader *r;
	struct cm_diag diag;

	cm_diag_init(&diag, arena);
	ok(cm_reader_of_words(&r, good, 3, names, &diag) == CM_OK, "words");
	is_str(told_by(r, arena), "{\"msisdn\":\"139\",\"x\":\"a=b\\n\",\"y\":null}\nEND", "one record of words");
	cm_reader_back(r);
	ok(cm_reader_since_mark(r) == 0 && !cm_reader_would_block(r), "words never block");
	is_str(told_by(r, arena), "{\"msisdn\":\"139\",\"x\":\"a=b\\n\",\"y\":null}\nEND",
	    "and once more, back at the mark");
	cm_reader_mark(r);
	cm_reader_back(r);
	is_str(told_by(r, arena), "END", "but not behind it");
	cm_reader_free(r);
	ok(cm_reader_of_words(&r, twice, 2, names, &diag) == CM_BAD, "a name twice");
	ok(cm_reader_of_words(&r, nameless, 1, names, &diag) == CM_BAD, "no name");
	ok(cm_reader_of_words(&r, bare, 1, names, &diag) == CM_BAD && diag.errors == 3, "no =");
}

#define ROWS 3000

/* Rows of many sizes, over and over the borders of blocks. */
static void
many_rows(struct cm_buf *in)
{
	for (unsigned i = 0; i < ROWS; i++) {
		cm_buf_printf(in, "{\"n\":%u,\"s\":\"", i);
		for (unsigned k = i % 7 == 0 ? i * 40 : i % 50; k; k--)
			cm_buf_putc(in, (char)('a' + (i + k) % 26));
		cm_buf_puts(in, "\"}\n");
	}
}

/* With marks and returns. */
static void
blocks(void)
{
	struct cm_buf in = {0};
	struct cm_record recs[64];
	struct cm_reader *r;
	struct cm_diag diag;
	const char *code, *why;
	size_t at = 0, off = 0;
	bool good = true;
	int fd;

	many_rows(&in);
	cm_diag_init(&diag, arena);
	fd = fd_of(in.p, in.n);
	r = reader_of(fd, CM_AUTO);
	for (unsigned round = 0; at < ROWS && good; round++) {
		struct cm_arena *batch = cm_arena_new();
		unsigned n = 0;

		for (; n < 64 && at + n < ROWS; n++) {
			cm_record_init(recs + n, batch);
			good = good && cm_reader_next(r, recs + n, &code, &why, &diag) == CM_OK;
		}
		for (unsigned i = 0; i < n && good; i++) { /* all of the batch are still there */
			struct cm_str s = recs[i].source;

			good = recs[i].line == at + i + 1 && memcmp(s.p, in.p + off, s.n) == 0;
			off += s.n + 1;
		}
		good = good && cm_reader_since_mark(r) > 0;
		if (round % 3 == 1) {
			for (unsigned i = 0; i < n; i++)
				off -= recs[i].source.n + 1;
			cm_reader_back(r);
		} else {
			at += n;
			cm_reader_mark(r);
		}
		cm_arena_free(batch);
	}
	ok(good && at == ROWS && off == in.n, "batches read, read again and kept whole (%zu bytes)", in.n);
	cm_reader_free(r);
	close(fd);
	cm_buf_free(&in);
}

/* Some rows are read ahead of those that are worked on: marks fall behind, and a return goes to where they are. */
static void
ahead(void)
{
	struct cm_buf in = {0};
	struct cm_reader_place place, mark;
	struct cm_record rec;
	struct cm_reader *r;
	struct cm_diag diag;
	const char *code, *why;
	size_t line = 0;
	bool good = true;
	int fd;

	many_rows(&in);
	cm_diag_init(&diag, arena);
	fd = fd_of(in.p, in.n);
	r = reader_of(fd, CM_AUTO);
	place = mark = cm_reader_here(r);
	for (unsigned round = 0; line < ROWS && good; round++) {
		for (unsigned n = round % 5 * 13; n && good && line < ROWS; n--) {
			cm_record_init(&rec, arena);
			good = cm_reader_next(r, &rec, &code, &why, &diag) == CM_OK && rec.line == ++line;
			good = good && cm_reader_here(r).line == line + 1;
		}
		if (round % 3 == 0) {
			cm_reader_mark_at(r, &place);
			mark = place;
			good = good && cm_reader_here(r).bytes - mark.bytes == cm_reader_since_mark(r);
			place = cm_reader_here(r);
		} else if (round % 7 == 6) {
			cm_reader_back(r);
			place = mark;
			line = mark.line ? mark.line - 1 : 0;
		}
	}
	ok(good && line == ROWS, "marks that lie behind");
	cm_reader_free(r);
	close(fd);
	cm_buf_free(&in);
}

/* One row of n bytes between two ordinary ones, by the given format. */
static const char *
long_row(const char *head, const char *open, size_t n, const char *shut, bool twice)
{
	struct cm_buf in = {0};
	struct cm_reader *r;
	const char *s;
	int fd;

	cm_buf_puts(&in, head);
	cm_buf_puts(&in, open);
	n -= strlen(open) + strlen(shut);
	cm_buf_need(&in, n);
	memset(in.p + in.n, 'x', n);
	for (size_t i = 1000; *open == '"' && i < n; i += 1000)
		in.p[in.n + i] = '\n';
	in.n += n;
	cm_buf_puts(&in, shut);
	cm_buf_puts(&in, "\n{}\n");
	fd = fd_of(in.p, in.n);
	r = reader_of(fd, CM_AUTO);
	s = told_by(r, arena);
	if (twice) {
		cm_reader_back(r);
		ok(strcmp(told_by(r, arena), s) == 0, "the same, read again");
	}
	cm_reader_free(r);
	close(fd);
	cm_buf_free(&in);
	return s;
}

static void
long_rows(void)
{
	const char *s = long_row("{}\n", "{\"a\":\"", CM_ROW_MAX, "\"}", true);

	ok(strlen(s) == CM_ROW_MAX + 3 + 1 + 3 + 3, "a row of 1 MiB is read");
	is_str(long_row("{}\n", "{\"a\":\"", CM_ROW_MAX + 1, "\"}", true),
	    "{}\n! 2 record.too-long: longer than 1 MiB\n{}\nEND", "one byte more is too long");
	is_str(long_row("{}\n", "{\"a\":\"", CM_ROW_MAX + 2, "\"}", true),
	    "{}\n! 2 record.too-long: longer than 1 MiB\n{}\nEND", "two bytes more");
	is_str(long_row("{}\n", "{\"a\":\"", 40 << 20, "\"}", true),
	    "{}\n! 2 record.too-long: longer than 1 MiB\n{}\nEND", "40 MiB");
	is_str(long_row("a\n1\n", "\"", 1000 * 3000, "\"", true),
	    "{\"a\":\"1\"}\n! 3 record.too-long: longer than 1 MiB\n{\"a\":\"{}\"}\nEND",
	    "too long, with line ends inside quotes");
	is_str(long_row("a\n1\n", "\"", 1000 * 3000, "\"\n\n\"\"\n\"\"\"", true),
	    "{\"a\":\"1\"}\n! 3 record.too-long: longer than 1 MiB\n{\"a\":null}\n! 3005 record.syntax: "
	    "column 1 (byte 1): a quote is not closed\nEND",
	    "and the lines behind it have their numbers");
	is_str(long_row("", "", 3 << 20, "", false), "! 0 record.syntax: the header line is longer than 1 MiB\nEND",
	    "a header of 3 MiB");
}

static void
wide_rows(void)
{
	struct cm_buf in = {0};
	const char *s;

	for (unsigned i = 0; i < 10001; i++)
		cm_buf_printf(&in, "%sc%u", i ? "," : "", i);
	cm_buf_puts(&in, "\n1\n");
	is_str(told(in.p, in.n, CM_AUTO, arena), "! 0 record.syntax: the header has more than 10000 columns\nEND",
	    "10001 columns");
	cm_buf_clear(&in);
	cm_buf_puts(&in, "a,b\n");
	for (unsigned i = 0; i < 500000; i++)
		cm_buf_puts(&in, "1,");
	s = told(in.p, in.n, CM_AUTO, arena);
	is_str(s, "! 2 record.syntax: the row has 500001 cells, the header 2\nEND", "a row of 500001 cells");
	cm_buf_clear(&in);
	cm_buf_puts(&in, "a,b\n\"\"");
	for (unsigned i = 0; i < 300000; i++)
		cm_buf_puts(&in, ",\"\"");
	s = told(in.p, in.n, CM_AUTO, arena);
	is_str(s, "! 2 record.syntax: the row has 300001 cells, the header 2\nEND", "a row of 300001 quoted cells");
	cm_buf_free(&in);
}

static void
say(int fd, const char *s)
{
	if (write(fd, s, strlen(s)) != (ssize_t)strlen(s))
		abort();
}

static void
waiting(void)
{
	struct cm_reader *r;
	struct cm_record rec;
	struct cm_diag diag;
	const char *code, *why;
	int p[2];

	cm_diag_init(&diag, arena);
	cm_record_init(&rec, arena);
	if (pipe(p) != 0)
		abort();
	r = reader_of(p[0], CM_AUTO);
	ok(cm_reader_would_block(r), "an empty pipe");
	say(p[1], "a,");
	ok(cm_reader_would_block(r), "half a header");
	say(p[1], "b\n");
	ok(cm_reader_would_block(r), "a header without a row");
	say(p[1], "1,\"2\n");
	ok(cm_reader_would_block(r), "half a row");
	say(p[1], "3\"\n4,5\n\n6");
	ok(!cm_reader_would_block(r) && !cm_reader_would_block(r), "a row");
	ok(cm_reader_next(r, &rec, &code, &why, &diag) == CM_OK && rec.line == 2, "is read");
	ok(!cm_reader_would_block(r), "another one");
	cm_reader_mark(r);
	ok(cm_reader_next(r, &rec, &code, &why, &diag) == CM_OK && rec.line == 4, "is read, too");
	ok(cm_reader_would_block(r), "a blank line and half a row");
	cm_reader_back(r);
	ok(!cm_reader_would_block(r), "back again");
	ok(cm_reader_next(r, &rec, &code, &why, &diag) == CM_OK && rec.line == 4, "the same row");
	close(p[1]);
	ok(!cm_reader_would_block(r), "the end does not block");
	ok(cm_reader_next(r, &rec, &code, &why, &diag) == CM_BAD && rec.line == 6, "what was left");
	ok(cm_reader_next(r, &rec, &code, &why, &diag) == CM_END && !cm_reader_would_block(r), "the end");
	cm_reader_free(r);
	close(p[0]);
}

/* A row that is skipped while nobody waits for it, and a return in the midst of that. */
static void
skipping(void)
{
	static char part[16 * 1024];
	struct cm_reader *r;
	int p[2], child;
	const char *s;

	if (pipe(p) != 0)
		abort();
	memset(part, 'x', sizeof(part));
	r = reader_of(p[0], CM_AUTO);
	say(p[1], "{}\n");
	for (int i = 0; i < 160; i++) {
		if (write(p[1], part, sizeof(part)) != sizeof(part))
			abort();
		if (!cm_reader_would_block(r) && i > 0) {
			struct cm_record rec;
			struct cm_diag diag;
			const char *code, *why;

			cm_diag_init(&diag, arena);
			cm_record_init(&rec, arena);
			cm_reader_next(r, &rec, &code, &why, &diag);
		}
	}
	ok(cm_reader_would_block(r), "2.5 MiB of a row without end");
	cm_reader_back(r);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		say(p[1], "y\n{\"b\":2}\n");
		_exit(0);
	}
	close(p[1]);
	s = told_by(r, arena);
	is_str(s, "{}\n! 2 record.too-long: longer than 1 MiB\n{\"b\":2}\nEND", "its end came later");
	cm_reader_free(r);
	close(p[0]);
}

static void
on_alarm(int sig)
{
	(void)sig;
}

static void
failing(void)
{
	struct sigaction sa = {.sa_handler = on_alarm};
	int folder = open("/", O_RDONLY | O_DIRECTORY), p[2];
	struct cm_reader *r = reader_of(folder, CM_AUTO);

	is_str(told_by(r, arena), "IO", "a folder is no empty file");
	cm_reader_free(r);
	close(folder);
	r = reader_of(-1, CM_AUTO);
	is_str(told_by(r, arena), "IO", "no descriptor");
	cm_reader_free(r);

	if (pipe2(p, O_NONBLOCK) != 0)
		abort();
	sigaction(SIGALRM, &sa, NULL);
	fflush(stdout);
	if (fork() == 0) {
		for (int i = 0; i < 5; i++) {
			usleep(20000);
			say(p[1], "{\"a\"");
			kill(getppid(), SIGALRM);
			usleep(20000);
			kill(getppid(), SIGALRM);
			say(p[1], ":1}\n");
		}
		_exit(0);
	}
	close(p[1]);
	r = reader_of(p[0], CM_AUTO);
	is_str(told_by(r, arena), "{\"a\":1}\n{\"a\":1}\n{\"a\":1}\n{\"a\":1}\n{\"a\":1}\nEND",
	    "EAGAIN and EINTR are not seen");
	cm_reader_free(r);
	close(p[0]);
}

/* Each byte alone must give the same as all at once. */
static void
byte_by_byte(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *text = cases[i].text, *whole = told(text, strlen(text), cases[i].format, arena), *single;
		struct cm_reader *r;
		bool blocked = true;
		int p[2];

		if (pipe(p) != 0)
			abort();
		r = reader_of(p[0], cases[i].format);
		for (const char *c = text; *c && blocked; c++) {
			if (write(p[1], c, 1) != 1)
				abort();
			blocked = cm_reader_would_block(r);
			if (!blocked && write(p[1], c + 1, strlen(c + 1)) < 0)
				abort();
		}
		close(p[1]);
		single = told_by(r, arena);
		ok(strcmp(single, whole) == 0, "byte by byte: %s", cases[i].what);
		cm_reader_free(r);
		close(p[0]);
	}
}

/* ---- records that the program makes ---- */

struct maker {
	int at, marked;
};

static enum cm_status
make_one(void *ctx, struct cm_record *rec, struct cm_diag *diag)
{
	struct maker *m = ctx;

	(void)diag;
	if (m->at == 4)
		return CM_END;
	cm_record_set(rec, CM_STR("n"), cm_str(cm_arena_printf(rec->arena, "%d", ++m->at)));
	return CM_OK;
}

static bool
pauses(void *ctx)
{
	return ((struct maker *)ctx)->at == 2;
}

static void
mark(void *ctx)
{
	((struct maker *)ctx)->marked = ((struct maker *)ctx)->at;
}

static void
back(void *ctx)
{
	((struct maker *)ctx)->at = ((struct maker *)ctx)->marked;
}

static size_t
line_of_next(struct cm_reader *r)
{
	struct cm_record rec;
	struct cm_diag diag;
	const char *code, *why;

	cm_diag_init(&diag, arena);
	cm_record_init(&rec, arena);
	return cm_reader_next(r, &rec, &code, &why, &diag) == CM_OK ? rec.line : 0;
}

static void
made(void)
{
	struct maker m = {0};
	struct cm_reader *r = cm_reader_of_making(&(struct cm_making){.next = make_one, .pauses = pauses, .mark = mark, .back = back, .ctx = &m});

	ok(line_of_next(r) == 1 && !cm_reader_would_block(r), "made: the first");
	cm_reader_mark(r);
	ok(line_of_next(r) == 2 && cm_reader_would_block(r), "made: it pauses before it has to search");
	ok(line_of_next(r) == 3 && cm_reader_since_mark(r) == 0, "made: it takes nothing of an input");
	cm_reader_back(r);
	ok(line_of_next(r) == 2 && m.at == 2, "made: from the mark on once more, with the same lines");
	ok(strcmp(told_by(r, arena), "{\"n\":\"3\"}\n{\"n\":\"4\"}\nEND") == 0, "made: to its end");
	cm_reader_free(r);
}

int
main(void)
{
	arena = cm_arena_new();
	formats();
	gb18030_asked();
	found();
	words();
	blocks();
	ahead();
	long_rows();
	wide_rows();
	waiting();
	skipping();
	failing();
	byte_by_byte();
	made();
	cm_arena_free(arena);
	return tap_done();
}
