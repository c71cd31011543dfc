/* The rejects file: given back in the input's own form, it can be read again as it is. */
#include <fcntl.h>
#include <sys/stat.h>

#include "record.h"

static struct cm_arena *arena;
static char folder[] = "/tmp/cm-rejects-XXXXXX";

static const char *
path_of(const char *name)
{
	return cm_arena_printf(arena, "%s/%s", folder, name);
}

/* Rejects every row of a text, and gives the file's content. Unreadable rows go in as they are. */
static const char *
rejected(const void *text, size_t n, bool gb18030)
{
	const char *path = path_of("rejects"), *code, *why, *s;
	int fd = fd_of(text, n);
	struct cm_reader *r = cm_reader_new(
	    &(struct cm_reader_options){.fd = fd, .name = "in", .gb18030 = gb18030, .names = {test_canonical, NULL}});
	struct cm_rejects *rejects;
	struct cm_diag diag;
	enum cm_status st;

	cm_diag_init(&diag, arena);
	ok(cm_rejects_new(&rejects, path, "reason", &diag) == CM_OK, "new");
	for (;;) {
		struct cm_record rec;

		cm_record_init(&rec, arena);
		st = cm_reader_next(r, &rec, &code, &why, &diag);
		if (st == CM_BAD)
			cm_rejects_put_unread(rejects, r, rec.source);
		if (st != CM_OK && st != CM_BAD)
			break;
		if (st == CM_OK) {
			cm_record_set(&rec, CM_STR("result"), CM_STR("refused"));
			cm_rejects_put(
			    rejects, r, &rec, CM_STR("id-1"), CM_STR("pay.limit"), CM_STR("太多, \"too much\""));
		}
	}
	ok(cm_rejects_close(rejects, &diag) == CM_OK, "close");
	cm_reader_free(r);
	close(fd);
	fd = open(path, O_RDONLY);
	s = fd < 0 ? NULL : slurp(fd, arena);
	close(fd);
	unlink(path);
	return s;
}

static void
in_form(const char *what, const char *text, const char *want, const char *again)
{
	const char *got = rejected(text, strlen(text), false);

	is_str(got, want, what);
	is_str(told(got, strlen(got), CM_AUTO, arena), again, "read again");
}

static void
forms(void)
{
	in_form("JSON Lines",
	    "{\"a\": 1.50 "
	    ",\"pin\":\"1234\",\"号码\":\"139\"}\n[\n{\"业务号\":\"x\",\"reason\":1,\"input_line\":\"7\"}\n",
	    "{\"a\":1.50,\"pin\":\"1234\",\"号码\":\"139\",\"request_id\":\"id-1\",\"input_line\":1,\"reason\":\"pay."
	    "limit\","
	    "\"message\":\"太多, \\\"too much\\\"\"}\n[\n"
	    "{\"业务号\":\"x\",\"reason\":\"pay.limit\",\"input_line\":3,\"message\":\"太多, \\\"too much\\\"\"}\n",
	    "{\"a\":1.50,\"pin\":\"1234\",\"msisdn\":\"139\",\"request_id\":\"id-1\",\"input_line\":1,\"reason\":\"pay."
	    "limit\","
	    "\"message\":\"太多, \\\"too much\\\"\"}\n"
	    "! 2 record.syntax: column 1 (byte 1): not a JSON object: { is missing\n"
	    "{\"request_id\":\"x\",\"reason\":\"pay.limit\",\"input_line\":3,\"message\":\"太多, \\\"too "
	    "much\\\"\"}\nEND");
	in_form("CSV with BOM, CRLF, quotes and line breaks",
	    "\xef\xbb\xbf号码,\"note\"\r\n139,\"a\r\n\"\"b\"\"\"\r\n1,2,3\r\n\"138\",\r\n",
	    "\xef\xbb\xbf号码,\"note\",request_id,input_line,reason,message\r\n"
	    "139,\"a\r\n\"\"b\"\"\",id-1,2,pay.limit,\"太多, \"\"too much\"\"\"\r\n1,2,3\r\n"
	    "\"138\",,id-1,5,pay.limit,\"太多, \"\"too much\"\"\"\r\n",
	    "{\"msisdn\":\"139\",\"note\":\"a\\r\\n\\\"b\\\"\",\"request_id\":\"id-1\",\"input_line\":\"2\",\"reason\":"
	    "\"pay.limit\","
	    "\"message\":\"太多, \\\"too much\\\"\"}\n! 4 record.syntax: the row has 3 cells, the header 6\n"
	    "{\"msisdn\":\"138\",\"note\":null,\"request_id\":\"id-1\",\"input_line\":\"5\",\"reason\":\"pay.limit\","
	    "\"message\":\"太多, \\\"too much\\\"\"}\nEND");
	in_form("CSV that was rejected before", "input_line,业务号,a,reason\n9,,x,old\n10,mine,y,old\n",
	    "input_line,业务号,a,reason,message\n2,id-1,x,pay.limit,\"太多, \"\"too "
	    "much\"\"\"\n3,mine,y,pay.limit,\"太多, \"\"too much\"\"\"\n",
	    "{\"input_line\":\"2\",\"request_id\":\"id-1\",\"a\":\"x\",\"reason\":\"pay.limit\",\"message\":\"太多, "
	    "\\\"too much\\\"\"}\n"
	    "{\"input_line\":\"3\",\"request_id\":\"mine\",\"a\":\"y\",\"reason\":\"pay.limit\",\"message\":\"太多, "
	    "\\\"too much\\\"\"}\nEND");
	in_form("TSV", "a\tpin\n1\\t2\t\"34\n",
	    "a\tpin\trequest_id\tinput_line\treason\tmessage\n1\\t2\t\"34\tid-1\t2\tpay.limit\t太多, \"too much\"\n",
	    "{\"a\":\"1\\t2\",\"pin\":\"\\\"34\",\"request_id\":\"id-1\",\"input_line\":\"2\",\"reason\":\"pay.limit\","
	    "\"message\":\"太多, \\\"too much\\\"\"}\nEND");
}

static void
gb18030(void)
{
	/* 号码,x and 139,张三, then a row that is wrong; and TSV whose character ends with a backslash */
	static const char text[] = "\xba\xc5\xc2\xeb,x\n139,\"\xd5\xc5\xc8\xfd\"\n\xd5\xc5,\"\n";
	static const char tsv[] = "\xba\xc5\xc2\xeb\tx\n139\t\x95\x5c\n";
	const char *got = rejected(text, sizeof(text) - 1, false);

	is_str(got,
	    "\xba\xc5\xc2\xeb,x,request_id,input_line,reason,message\n"
	    "139,\"\xd5\xc5\xc8\xfd\",id-1,2,pay.limit,\"\xcc\xab\xb6\xe0, \"\"too much\"\"\"\n\xd5\xc5,\"\n\n",
	    "GB18030 stays GB18030");
	is_str(told(got, strlen(got), CM_AUTO, arena),
	    "{\"msisdn\":\"139\",\"x\":\"张三\",\"request_id\":\"id-1\",\"input_line\":\"2\",\"reason\":\"pay.limit\","
	    "\"message\":\"太多, \\\"too much\\\"\"}\n! 3 record.syntax: column 3 (byte 4): a quote is not closed\nEND",
	    "read again");
	got = rejected(tsv, sizeof(tsv) - 1, false);
	is_str(got,
	    "\xba\xc5\xc2\xeb\tx\trequest_id\tinput_line\treason\tmessage\n139\t\x95\x5c\tid-1\t2\tpay."
	    "limit\t\xcc\xab\xb6\xe0, \"too much\"\n",
	    "TSV in GB18030");
	got = rejected("{\"a\":\"\xd5\xc5\"}\n", 11, true);
	is_str(got,
	    "{\"a\":\"\xd5\xc5\",\"request_id\":\"id-1\",\"input_line\":1,\"reason\":\"pay.limit\",\"message\":"
	    "\"\xcc\xab\xb6\xe0, \\\"too much\\\"\"}\n",
	    "JSON Lines in GB18030");
}

static void
words(void)
{
	char w1[] = "号码=139", w2[] = "pin=1234";
	char *words[] = {w1, w2};
	struct cm_reader *r;
	struct cm_rejects *rejects;
	struct cm_record rec;
	struct cm_diag diag;
	const char *code, *why, *path = path_of("words");
	int fd;

	cm_diag_init(&diag, arena);
	cm_record_init(&rec, arena);
	ok(cm_reader_of_words(&r, words, 2, (struct cm_names){test_canonical, NULL}, &diag) == CM_OK, "words");
	ok(cm_rejects_new(&rejects, path, "reason", &diag) == CM_OK, "new");
	ok(cm_reader_next(r, &rec, &code, &why, &diag) == CM_OK, "read");
	cm_rejects_put(rejects, r, &rec, (struct cm_str){0}, CM_STR("x"), (struct cm_str){0});
	cm_rejects_close(rejects, &diag);
	fd = open(path, O_RDONLY);
	is_str(slurp(fd, arena), "{\"msisdn\":\"139\",\"pin\":\"1234\",\"input_line\":1,\"reason\":\"x\"}\n",
	    "words become JSON Lines");
	close(fd);
	unlink(path);
	cm_reader_free(r);
}

static void
files(void)
{
	const char *path = path_of("file"), *code, *why;
	struct cm_rejects *rejects, *second;
	struct cm_record rec;
	struct cm_diag diag;
	struct stat st;
	int fd = fd_of("a\n1\n2\n3\n", 8);
	struct cm_reader *r = reader_of(fd, CM_AUTO);
	size_t mark;

	cm_diag_init(&diag, arena);
	cm_record_init(&rec, arena);
	ok(cm_rejects_new(&rejects, path, "reason", &diag) == CM_OK, "new");
	ok(cm_rejects_flush(rejects, &diag) == CM_OK && stat(path, &st) != 0, "no file without a reject");
	cm_reader_next(r, &rec, &code, &why, &diag);
	mark = cm_rejects_mark(rejects);
	cm_rejects_put(rejects, r, &rec, CM_STR("i"), CM_STR("r"), CM_STR("m"));
	cm_rejects_back(rejects, mark);
	ok(cm_rejects_flush(rejects, &diag) == CM_OK && stat(path, &st) != 0, "none when it was taken back");
	cm_rejects_put(rejects, r, &rec, CM_STR("i"), CM_STR("r"), CM_STR("m"));
	ok(cm_rejects_flush(rejects, &diag) == CM_OK && stat(path, &st) == 0 && (st.st_mode & 07777) == 0600,
	    "mode 0600");
	cm_rejects_put(rejects, r, &rec, CM_STR("i"), CM_STR("r"), CM_STR("m"));
	ok(cm_rejects_close(rejects, &diag) == CM_OK, "close");
	close(fd);
	fd = open(path, O_RDONLY);
	is_str(slurp(fd, arena), "a,request_id,input_line,reason,message\n1,i,2,r,m\n1,i,2,r,m\n",
	    "one header, also after going back");
	close(fd);
	ok(cm_rejects_new(&second, path, "reason", &diag) == CM_IO && !second, "an existing file is refused");
	unlink(path);
	ok(symlink("/nowhere", path) == 0 && cm_rejects_new(&second, path, "reason", &diag) == CM_IO, "a dangling link, too");
	unlink(path);
	ok(cm_rejects_new(&second, path_of("no/such"), "reason", &diag) == CM_IO, "no such folder");
	ok(cm_rejects_new(&second, path, "reason", &diag) == CM_OK, "new");
	close(open(path, O_CREAT | O_WRONLY, 0600));
	cm_rejects_put(second, r, &rec, CM_STR("i"), CM_STR("r"), CM_STR("m"));
	ok(cm_rejects_close(second, &diag) == CM_IO, "somebody else made the file meanwhile");
	unlink(path);
	ok(cm_rejects_close(NULL, &diag) == CM_OK, "nothing to close");
	cm_reader_free(r);
}

int
main(void)
{
	arena = cm_arena_new();
	if (!mkdtemp(folder))
		abort();
	forms();
	gb18030();
	words();
	files();
	rmdir(folder);
	cm_arena_free(arena);
	return tap_done();
}
