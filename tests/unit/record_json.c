/* What is JSON and what is not: values as in {"a":VALUE}, then whole lines. Read by the reader, written back. */
#include "record.h"

static struct cm_arena *arena;

/* clang-format off */
static const char *const yes[] = {
	"0", "-0", "1", "-1", "10", "123456789012345678901234567890123456789012345678901234567890", "1.5", "-0.0", "0.1e10",
	"1e5", "1E5", "1e+5", "1E-5", "1.000000000000000000000000000000000000001", "1e999999", "0e0", "-1.5E+10",
	"true", "false", "null", "\"\"", "\" \"", "\"a\"", "\"\\\"\"", "\"\\\\\"", "\"\\/\"", "\"/\"",
	"\"\\b\\f\\n\\r\\t\"", "\"\\u0041\"", "\"\\u00e9\"", "\"\\uABCD\"", "\"\\uabcd\"", "\"\\uD83D\\uDE00\"",
	"\"\\uD834\\uDd1e\"", "\"\\uDBFF\\uDFFF\"", "\"\\uFFFF\"", "\"\\u0001\"", "\"\\u001f\"", "\"\x7f\"", "\"张三\"",
	"\"\xf0\x9f\x98\x80\"", "\"\xef\xbf\xbf\"", "\"\xf4\x8f\xbf\xbf\"", "\"\xe2\x80\xa8\xe2\x80\xa9\"", "\"\xe2\x80\xae\"",
	"\"\xc2\x80\"", "\"a'b\"", "\"{}[],:\"", "\"\\\\u0000\"", "\"\\\\\\\"\"", "\"1234567\"", "\"12345678\"", "\"123456789\"",
	"\"1234567\\n\"", "\"12345678\\n12345678\"", "\"ASCII then 中文 then ASCII\"",
	"[]", "[ ]", "[1]", "[1,2]", "[ 1 , 2 ]", "[[]]", "[[],[[]]]", "[null]", "[\"a\",1,true,null,{}]", "[\t1\r]",
	"{}", "{ }", "{\"\":0}", "{\"b\":1}", "{\"b\":1,\"c\":2}", "{ \"b\" : 1 , \"c\" : [ ] }", "{\"b\":{\"c\":{\"d\":[1]}}}",
	"{\"\\u0062\":1}", "{\"b\":1.10}",
};

static const char *const no[] = {
	"", " ", "+1", "01", "-01", "00", "-", "1.", ".5", "-.5", "1.e5", "1e", "1e+", "1E-", "1e5.5", "0x10", "1_000", "1,000",
	"1 000", "NaN", "nan", "Infinity", "-Infinity", "inf", "--1", "1-", "1+1", "１", "1a", "0b1", "1.2.3", "-a", "1f",
	"True", "TRUE", "tru", "truee", "nul", "nulll", "fals", "undefined", "None", "a", "'a'", "`a`", "/**/1", "1//", "1#",
	"\"", "\"a", "a\"", "\"\\\"", "\"\\a\"", "\"\\x41\"", "\"\\'\"", "\"\\0\"", "\"\\u\"", "\"\\u1\"", "\"\\u12\"", "\"\\u123\"",
	"\"\\u123g\"", "\"\\U0041\"", "\"\\u 041\"", "\"\\u+041\"", "\"\\uD800\"", "\"\\uDC00\"", "\"\\uD800x\"",
	"\"\\uD800\\n\"", "\"\\uD800\\u0041\"", "\"\\uD800\\uD800\"", "\"\\uDC00\\uD800\"", "\"\\uD800\\uDC0\"", "\"\\uD800\\",
	"\"\\u0000\"", "\"a\\u0000b\"", "\"\t\"", "\"\x01\"", "\"\x1f\"", "\"12345678\x1f\"", "\"\\\t\"", "\"\\", "\"\\u00", "\"a\" \"b\"",
	"\"\x80\"", "\"\xbf\"", "\"\xc0\x80\"", "\"\xc1\xbf\"", "\"\xc3\"", "\"\xc3(\"", "\"\xe0\x80\x80\"", "\"\xe0\x9f\xbf\"",
	"\"\xe4\xb8\"", "\"\xed\xa0\x80\"", "\"\xed\xbf\xbf\"", "\"\xed\xa0\xbd\xed\xb8\x80\"", "\"\xf0\x80\x80\x80\"",
	"\"\xf0\x8f\xbf\xbf\"", "\"\xf4\x90\x80\x80\"", "\"\xf5\x80\x80\x80\"", "\"\xf8\x88\x80\x80\x80\"", "\"\xfe\"", "\"\xff\"",
	"\"\xd5\xc5\xc8\xfd\"", "\"1234567\xff\"", "\"12345678\xff\"",
	"[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1;2]", "[1:2]", "[\"a\"", "[[]", "[]]", "[1]]", "[}", "[1}",
	"[\"a\",\n", "[a]", "[-]", "[1,-]", "[+1]", "[\"\xff\"]", "[\"\\u0000\"]", "[\"\\uD800\"]", "(1)", "<null>", "[<null>]",
	"{", "}", "{\"b\"", "{\"b\":", "{\"b\":1", "{\"b\":1,", "{\"b\":1,}", "{,\"b\":1}", "{\"b\",1}", "{\"b\" 1}", "{\"b\"::1}", "{\"b\":}",
	"{b:1}", "{'b':1}", "{1:1}", "{null:1}", "{\"b\":1 \"c\":2}", "{\"b\":1;\"c\":2}", "{\"b\":1,,\"c\":2}", "{\"b\":1]", "{]", "{\"b\"=1}",
	"{\"\xff\":1}", "{\"\\uD800\":1}", "{[]:1}", "{\"b\":1}}", "{\"b\":01}", "\xef\xbb\xbf" "1", "1\x0c", "\x0b" "1", "\xc2\xa0" "1",
	"1}{", "1,\"a\":2", "1,\"\\u0061\":2", "1,\"msisdn\":1,\"号码\":2", "1,", "1,}", "1 2", "1:2",
};
/* clang-format on */

static const struct {
	const char *line, *want;
} lines[] = {
    {"{}", "{}\nEND"},
    {"{ }", "{}\nEND"},
    {" \t{ \"a\" : 1 , \"b\":[ 1, 2 ] } \t", "{\"a\":1,\"b\":[ 1, 2 ]}\nEND"},
    {"{\"a\":1}\n\n \t\r\n{\"a\":2}", "{\"a\":1}\n{\"a\":2}\nEND"},
    {"{\"a\":1}\r\n{\"a\":2}\r\n", "{\"a\":1}\n{\"a\":2}\nEND"},
    {"{\"号码\":\"139\",\"x\":1}", "{\"msisdn\":\"139\",\"x\":1}\nEND"},
    {"{\"\":0}", "{\"\":0}\nEND"},
    {"{\"a\\\"b\":1}", "{\"a\\\"b\":1}\nEND"},
    {"{\"a\\u0062\":1}", "{\"ab\":1}\nEND"},
    {"{\"a\":1}{\"a\":2}", "! 1 record.syntax: column 8 (byte 8): something behind the object\nEND"},
    {"{\"张\":\"三\",\"b\":\"四\x01\"}",
	"! 1 record.syntax: column 16 (byte 22): a control character in a string\nEND"},
    {"{\"a\":1", "! 1 record.syntax: column 7 (byte 7): , or } is missing\nEND"},
    {"{\"a\":1,\"a\":2}", "! 1 record.syntax: column 8 (byte 8): a key that is there twice\nEND"},
    {"{\"msisdn\":1,\"号码\":2}",
	"! 1 record.syntax: column 13 (byte 13): a key that is there under another name before\nEND"},
    {"{}\n[1]\n{}", "{}\n! 2 record.syntax: column 1 (byte 1): not a JSON object: { is missing\n{}\nEND"},
    {"[{\"a\":1}]\n", "! 1 record.syntax: column 1 (byte 1): not a JSON object: { is missing\nEND"},
    {"{\"a\":1}\nnull\n{\"a\":3}",
	"{\"a\":1}\n! 2 record.syntax: column 1 (byte 1): not a JSON object: { is missing\n{\"a\":3}\nEND"},
};

static void
values(void)
{
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		const char *line = cm_arena_printf(arena, "{\"a\":%s}\n", yes[i]);

		is_str(told(line, strlen(line), CM_JSONL, arena), cm_arena_printf(arena, "%sEND", line),
		    "y: accepted, unchanged");
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++) {
		const char *line = cm_arena_printf(arena, "{\"a\":%s}", no[i]);
		const char *got = told(line, strlen(line), CM_JSONL, arena);

		ok(strncmp(got, "! 1 record.syntax: column ", 26) == 0, "n: refused: case %zu", i);
		if (got[0] != '!')
			printf("# %s\n", line);
	}
}

static char *
repeat(const char *before, const char *s, size_t n, const char *after, size_t *length)
{
	struct cm_buf b = {0};

	cm_buf_puts(&b, before);
	for (size_t i = 0; i < n; i++)
		cm_buf_puts(&b, s);
	cm_buf_puts(&b, after);
	*length = b.n;
	return b.p;
}

static void
depths(void)
{
	size_t n;
	char *open = repeat("{\"a\":", "[", 63, "", &n), *line = repeat(open, "]", 63, "}\n", &n);

	is_str(told(line, n, CM_JSONL, arena), cm_arena_printf(arena, "%sEND", line), "64 levels");
	free(line);
	free(open);
	open = repeat("{\"a\":", "[", 64, "", &n);
	line = repeat(open, "]", 64, "}\n", &n);
	is_str(told(line, n, CM_JSONL, arena), "! 1 record.syntax: column 69 (byte 69): more than 64 levels deep\nEND",
	    "65 levels");
	free(line);
	free(open);
	line = repeat("", "{\"a\":", 100000, "", &n);
	ok(strncmp(told(line, n, CM_JSONL, arena), "! 1 record.syntax", 17) == 0, "100000 levels");
	free(line);
}

static void
widths(void)
{
	for (unsigned n = 10; n <= 10001; n += n == 10 ? 9990 : 1) {
		struct cm_buf b = {0};
		const char *got;

		cm_buf_putc(&b, '{');
		for (unsigned i = 0; i < n; i++)
			cm_buf_printf(&b, "%s\"f%u\":%u", i ? "," : "", i, i);
		cm_buf_puts(&b, "}\n");
		got = told(b.p, b.n, CM_JSONL, arena);
		if (n <= 10000)
			ok(strncmp(got, b.p, b.n) == 0, "%u fields", n);
		else
			ok(strstr(got, "more than 10000 fields") != NULL, "%u fields", n);
		if (n == 10000) {
			b.n -= 2;
			cm_buf_puts(&b, ",\"f77\":1}\n");
			b.p[1 + 4] = '0'; /* "f0":0 stays, but the line is another shape than the one before */
			got = told(b.p, b.n, CM_JSONL, arena);
			ok(strncmp(got, "! 1 record.syntax", 17) == 0, "10001 fields, the last of them repeated");
		}
		cm_buf_free(&b);
	}
}

/* Repeated keys must be found whatever the lines before were like: the reader remembers their keys. */
static void
shapes(void)
{
	static const char text[] = "{\"a\":1,\"b\":2,\"c\":3}\n"
				   "{\"a\":1,\"c\":2,\"c\":3}\n"
				   "{\"a\":1,\"b\":2,\"b\":3}\n"
				   "{\"a\":1,\"b\":2,\"c\":3,\"a\":4}\n"
				   "{\"c\":1,\"b\":2,\"c\":3}\n"
				   "{\"a\":1,\"c\":2,\"c\":3}\n"
				   "{\"a\":1}\n"
				   "{\"a\":1,\"b\":2,\"c\":3}\n"
				   "{\"a\":1,\"\\u0061\":2}\n"
				   "{\"号码\":1,\"姓名\":2}\n"
				   "{\"号码\":1,\"name\":2}\n"
				   "{\"号码\":1,\"name\":2,\"msisdn\":3}\n";

	is_str(told(text, sizeof(text) - 1, CM_AUTO, arena),
	    "{\"a\":1,\"b\":2,\"c\":3}\n"
	    "! 2 record.syntax: column 14 (byte 14): a key that is there twice\n"
	    "! 3 record.syntax: column 14 (byte 14): a key that is there twice\n"
	    "! 4 record.syntax: column 20 (byte 20): a key that is there twice\n"
	    "! 5 record.syntax: column 14 (byte 14): a key that is there twice\n"
	    "! 6 record.syntax: column 14 (byte 14): a key that is there twice\n"
	    "{\"a\":1}\n"
	    "{\"a\":1,\"b\":2,\"c\":3}\n"
	    "! 9 record.syntax: column 8 (byte 8): a key that is there twice\n"
	    "{\"msisdn\":1,\"name\":2}\n"
	    "{\"msisdn\":1,\"name\":2}\n"
	    "! 12 record.syntax: column 18 (byte 22): a key that is there twice\nEND",
	    "keys remembered from lines before");
}

/* Lines of many keys, each line like the one before up to some place: then another key, and now and then one repeated. */
static void
wide_shapes(void)
{
	struct cm_buf in = {0};
	bool repeated[600];
	unsigned wrong = 0, n = 0;
	uint32_t dice = 1;

	for (; n < 600; n++) {
		unsigned width, other, twice;

		dice = dice * 1103515245 + 12345;
		width = 30 + (dice >> 8) % 60;
		other = (dice >> 16) % (2 * width); /* beyond: none */
		repeated[n] = (dice >> 20) % 4 == 0;
		twice = (dice >> 24) % width;
		cm_buf_puts(&in, "{");
		for (unsigned i = 0; i < width; i++)
			cm_buf_printf(&in, "%s\"%s%u\":%u", i ? "," : "", i == other && n % 2 ? "x" : "f", i, i);
		if (repeated[n])
			cm_buf_printf(&in, ",\"%s%u\":0", twice == other && n % 2 ? "x" : "f", twice);
		cm_buf_puts(&in, "}\n");
	}
	{
		const char *got = told(in.p, in.n, CM_JSONL, arena), *want = in.p;

		for (unsigned i = 0; i < n; i++, got = strchr(got, '\n') + 1, want = strchr(want, '\n') + 1) {
			bool good = repeated[i] ? *got == '!' : strncmp(got, want, strcspn(want, "\n") + 1) == 0;

			if (!good && wrong++ == 0)
				printf("# line %u: %.60s\n", i + 1, got);
		}
	}
	ok(wrong == 0, "%u lines of 30 to 89 keys: %u wrong", n, wrong);
	cm_buf_free(&in);
}

static void
lists(void)
{
	static const struct {
		enum cm_kind kind;
		const char *text;
		int n;
		const char *joined;
	} cases[] = {
	    /* clang-format off */
		{CM_LIST, "[]", 0, ""}, {CM_LIST, "[\"a\",\"b\\n\"]", 2, "a|b\n|"}, {CM_LIST, "[ 1 , true ]", 2, "1|true|"},
		{CM_LIST, "[null]", -1, ""}, {CM_LIST, "[[]]", -1, ""}, {CM_LIST, "[{}]", -1, ""}, {CM_STRING, "a, b ,c", 3, "a|b|c|"},
		{CM_STRING, "a,", 2, "a||"}, {CM_STRING, "  ", 0, ""}, {CM_STRING, "one", 1, "one|"}, {CM_NULL, "", 0, ""},
		{CM_NUMBER, "7", 1, "7|"}, {CM_OBJECT, "{}", -1, ""}, {CM_STRING, "a,b,c,d,e", 5, "a|b|c|d|"},
	    /* clang-format on */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct cm_field f = {.kind = cases[i].kind, .text = cm_str(cases[i].text)};
		struct cm_str out[4];
		struct cm_buf b = {0};
		int n = cm_field_list(&f, out, 4, arena);

		for (int k = 0; k < n && k < 4; k++) {
			cm_buf_putstr(&b, out[k]);
			cm_buf_putc(&b, '|');
		}
		cm_buf_puts(&b, "");
		ok(n == cases[i].n, "list of %s: %d", cases[i].text, n);
		is_str(b.n ? b.p : "", cases[i].joined, "its elements");
		cm_buf_free(&b);
	}
}

static bool
hides_b(void *ctx, const struct cm_field *f)
{
	return cm_str_is(f->name, ctx);
}

/* A record changed after it was read: what is written in one piece must notice. */
static void
changes(void)
{
	static const char text[] = "{\"a\":1,\"b\":\"x\",\"c\":[2],\"d\":null}\n";
	static char b_name[] = "b";
	struct cm_diag diag;
	int fd = fd_of(text, sizeof(text) - 1);
	struct cm_reader *r = reader_of(fd, CM_AUTO);
	struct cm_record rec;
	struct cm_buf out = {0};
	const char *code, *why;

	cm_diag_init(&diag, arena);
	cm_record_init(&rec, arena);
	ok(cm_reader_next(r, &rec, &code, &why, &diag) == CM_OK && rec.n == 4, "four fields");
	ok(rec.fields[1].kind == CM_STRING && cm_str_is(rec.fields[1].text, "x") &&
		cm_str_is(rec.fields[1].json, "\"x\""),
	    "text and JSON of a string");
	cm_record_write_json(&rec, &out, hides_b, b_name);
	is_str(out.p, "{\"a\":1,\"c\":[2],\"d\":null}\n", "a field in the middle hidden");
	cm_buf_clear(&out);
	cm_record_set(&rec, CM_STR("c"), CM_STR("new\n"));
	cm_record_set_json(&rec, CM_STR("e"), CM_STRING, CM_STR("\"\\u0041\""));
	ok(cm_str_is(cm_record_find(&rec, CM_STR("e"))->text, "A"), "text of a set JSON string");
	cm_record_write_json(&rec, &out, NULL, NULL);
	is_str(out.p, "{\"a\":1,\"b\":\"x\",\"c\":\"new\\n\",\"d\":null,\"e\":\"\\u0041\"}\n",
	    "one set in place, one appended");
	cm_buf_clear(&out);
	cm_record_remove(&rec, CM_STR("b"));
	cm_record_remove(&rec, CM_STR("nobody"));
	cm_record_write_json(&rec, &out, NULL, NULL);
	is_str(out.p, "{\"a\":1,\"c\":\"new\\n\",\"d\":null,\"e\":\"\\u0041\"}\n", "one removed");
	for (int i = 0; i < 100; i++)
		cm_record_set_json(&rec, cm_str(cm_arena_printf(arena, "n%d", i)), CM_NUMBER, CM_STR("1"));
	ok(rec.n == 104 && cm_record_find(&rec, CM_STR("n99"))->output, "a hundred more");
	cm_buf_free(&out);
	cm_reader_free(r);
	close(fd);
}

int
main(void)
{
	arena = cm_arena_new();
	values();
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		is_str(told(lines[i].line, strlen(lines[i].line), CM_JSONL, arena), lines[i].want, "a line");
	is_str(told("{\"a\":\"x\0y\"}", 11, CM_JSONL, arena), "! 1 record.syntax: column 8 (byte 8): a NUL byte\nEND",
	    "NUL in a string");
	is_str(told("{\"a\":1\0}", 8, CM_JSONL, arena), "! 1 record.syntax: column 7 (byte 7): , or } is missing\nEND",
	    "NUL outside");
	depths();
	widths();
	shapes();
	wide_shapes();
	lists();
	changes();
	cm_arena_free(arena);
	return tap_done();
}
