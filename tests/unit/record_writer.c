/* Writers: cells, tables, terminals, marks; and descriptors that do not take what they are given. */
#include <fcntl.h>
#include <signal.h>

#include "record.h"

static struct cm_arena *arena;

static bool
hide(void *ctx, const struct cm_field *f)
{
	(void)ctx;
	return cm_str_is(f->name, "pin");
}

static struct cm_str
mask(void *ctx, const struct cm_field *f, struct cm_arena *a)
{
	(void)ctx;
	return cm_str_is(f->name, "name") ? cm_str(cm_arena_strdup(a, "王*")) : (struct cm_str){0};
}

/* All records of a text of JSON Lines, CSV or TSV, as a writer gives them. */
static const char *
written(const char *text, struct cm_writer_options opt)
{
	int in = fd_of(text, strlen(text)), out = fd_of("", 0);
	struct cm_reader *r = reader_of(in, CM_AUTO);
	struct cm_writer *w;
	struct cm_diag diag;
	const char *code, *why, *s;

	opt.fd = out;
	opt.name = "output";
	w = cm_writer_new(&opt);
	cm_diag_init(&diag, arena);
	for (;;) {
		struct cm_arena *a = cm_arena_new();
		struct cm_record rec;

		cm_record_init(&rec, a);
		if (cm_reader_next(r, &rec, &code, &why, &diag) != CM_OK) {
			cm_arena_free(a);
			break;
		}
		cm_writer_put(w, &rec);
		cm_arena_free(a); /* the writer keeps nothing of a record */
	}
	ok(cm_writer_flush(w, true, NULL, &diag) == CM_OK, "flush");
	s = slurp(out, arena);
	cm_writer_free(w);
	cm_reader_free(r);
	close(in);
	close(out);
	return s;
}

static void
cells(void)
{
	static const char text[] =
	    "{\"a\":\"x,y\",\"b\":\" x\",\"c\":\"x "
	    "\",\"d\":\"\\\"\",\"e\":\"1\\n2\",\"f\":\"\\r\",\"g\":null,\"h\":true,\"i\":1.50}\n";

	is_str(written(text, (struct cm_writer_options){.format = CM_CSV}),
	    "a,b,c,d,e,f,g,h,i\n\"x,y\",\" x\",\"x \",\"\"\"\",\"1\n2\",\"\r\",,true,1.50\n", "CSV");
	is_str(written(text, (struct cm_writer_options){.format = CM_TSV}),
	    "a\tb\tc\td\te\tf\tg\th\ti\nx,y\t x\tx \t\"\t1\\n2\t\\r\t\ttrue\t1.50\n", "TSV");
	is_str(written("{\"a\":[\"x\",\"y\"],\"b\":[\"x,y\"],\"c\":[],\"d\":[1,true],\"e\":{\"x\":[1, "
		       "2]},\"f\":[[1],2],\"g\":[\"a\\\"\",\"\\u0041\"]}\n",
		   (struct cm_writer_options){.format = CM_CSV}),
	    "a,b,c,d,e,f,g\n\"x,y\",\"[\"\"x,y\"\"]\",,\"1,true\",\"{\"\"x\"\":[1, 2]}\",\"[[1],2]\",\"a\"\",A\"\n",
	    "lists and objects");
	is_str(written("{\"a\":\"\"}\n{\"a\":null}\n{\"a\":\"x\"}\n", (struct cm_writer_options){.format = CM_CSV}),
	    "a\n\"\"\n\"\"\nx\n", "an only cell that is empty is no blank line");
	is_str(written("a,b\n\"1\",2\n\"\",\n", (struct cm_writer_options){.format = CM_CSV}), "a,b\n\"1\",2\n\"\",\n",
	    "quotes stay");
	is_str(written("{\"{a\":\"\xef\xbb\xbfx\",\"b\\tc\":\"=1\"}\n", (struct cm_writer_options){.format = CM_CSV}),
	    "\"{a\",\"b\tc\"\n\"\xef\xbb\xbfx\",=1\n", "a header that could be taken for something else");
	is_str(written("a,pin,b\n1,9999,2\n", (struct cm_writer_options){.format = CM_CSV, .hide = hide}), "a,b\n1,2\n",
	    "a secret column");
	is_str(written("a,pin,b\n1,9999,2\n", (struct cm_writer_options){.format = CM_JSONL, .hide = hide}),
	    "{\"a\":\"1\",\"b\":\"2\"}\n", "a secret field");
}

static void
safe(void)
{
	is_str(written("{\"=a\":\"=1+1\",\"b\":\"+8613\",\"c\":\"-5.00\",\"d\":\"-5\",\"e\":\"-\",\"f\":\"-1-1\",\"g\":"
		       "\"@x\",\"h\":\"\\tx\","
		       "\"i\":\"\\rx\",\"j\":\"x=1\",\"k\":-7.5,\"l\":\"-5.\",\"m\":\"=\\\"x\\\"\"}\n",
		   (struct cm_writer_options){.format = CM_CSV, .csv_safe = true}),
	    "'=a,b,c,d,e,f,g,h,i,j,k,l,m\n'=1+1,'+8613,-5.00,-5,'-,'-1-1,'@x,\"'\tx\",\"'\rx\",x=1,-7.5,'-5.,\"'="
	    "\"\"x\"\"\"\n",
	    "what spreadsheets would calculate");
}

static void
columns(void)
{
	const struct cm_str names[] = {CM_STR("b"), CM_STR("a"), CM_STR("out")};
	struct cm_writer_options opt = {.format = CM_CSV, .columns = names, .ncolumns = 3};

	is_str(written("", opt), "b,a,out\n", "a header without rows");
	is_str(written("{\"a\":1,\"b\":2,\"c\":3}\n{\"out\":1,\"b\":2}\n", opt), "b,a,out\n2,1,\n2,,1\n",
	    "columns that were asked for");
	is_str(written("{\"a\":1}\n{\"b\":2}\n{\"b\":1,\"a\":5}\n", (struct cm_writer_options){.format = CM_CSV}),
	    "a\n1\n\"\"\n5\n", "columns of the first record");
	is_str(written("", (struct cm_writer_options){.format = CM_CSV}), "", "no record, no columns");
}

static void
terminals(void)
{
	struct cm_writer_options opt = {.format = CM_JSONL, .terminal = true, .hide = hide, .mask = mask};
	static const char text[] =
	    "{\"name\":\"王五\",\"a\":\"\\u001b\xc2\x9b\xe2\x80\xae\x7f\",\"pin\":\"1234\",\"l\":[\"\xc2\x9b\"]}\n";

	is_str(written(text, opt), "{\"name\":\"王*\",\"a\":\"\\u001b\\u009b\\u202e\\x7f\",\"l\":[\"\\u009b\"]}\n",
	    "JSON Lines on a terminal");
	opt.format = CM_CSV;
	is_str(written(text, opt), "name,a,l\n王*,\\x1b\\u009b\\u202e\\x7f,\\u009b\n", "CSV on a terminal");
	opt.format = CM_TSV;
	is_str(written("a\tname\nx\\ty\tz\n", opt), "a\tname\nx\\\\x09y\t王*\n", "TSV on a terminal");
	opt.format = CM_TABLE;
	is_str(written("{\"name\":\"王五\",\"a\":\"1\\n2\",\"n\":1}\n{\"n\":-22.50,\"name\":\"x\"}\n", opt),
	    "name  a            n\n王*   1\\x0a2       1\n王*           -22.50\n", "a table on a terminal");
}

static void
tables(void)
{
	struct cm_writer_options opt = {.format = CM_TABLE, .width = 40};

	is_str(written("", opt), "", "no rows, no header");
	is_str(written("a,姓名,note\n1,欧阳修,short\n22,x,\"this is a long note, which must be cut somewhere\"\n", opt),
	    "a   name    note\n1   欧阳修  short\n22  x       this is a long note, which …\n", "cut to forty columns");
	is_str(written("a,b\nabcdefghij klmnopqrstuvwxyz,中文中文中文中文中文中文中文中文\nx,y\n", opt),
	    "a                    b\nabcdefghij klmnopq…  中文中文中文中文中…\nx                    y\n",
	    "wide characters are cut whole");
	is_str(written("{\"a\":1}\n{\"b\":2}\n", opt), "a  b\n1\n   2\n", "columns of several records");
	is_str(written("a,b,c,d,e,f\n1234567,1234567,1234567,1234567,1234567,1234567\n", opt),
	    "a  1234567\nb  1234567\nc  1234567\nd  1234567\ne  1234567\nf  1234567\n",
	    "one record that is too wide stands upright");
	is_str(written("a,b,c,d,e,f\n1234567,1234567,1234567,1234567,1234567,1234567\n1,2,3,4,5,6\n", opt),
	    "a        b        c        d\n1234567  1234567  1234567  1234567\n1        2        3        4\n",
	    "of two, columns are left out and no code is cut");
}

/* The terminal has no room for all: what is shown, and how one record is. */
static void
narrow_tables(void)
{
	static const char *const worth[] = {"id", "code", NULL}, *const apart[] = {"tasks", NULL};
	struct cm_writer_options opt = {.format = CM_TABLE, .width = 40, .worth = worth, .apart = apart};

	is_str(written("n,words,code,id\n123456789012,many words that go on and on,abc.defghijklm,13900000201\n2,b,c,13900000202\n", opt),
	    "code            id\nabc.defghijklm  13900000201\nc               13900000202\n",
	    "words go before a number, a number before what is of worth");
	is_str(written("words,code,id\nmany words that go on and on,ab,13900000201\nb,c,13900000202\n", opt),
	    "words                  code  id\nmany words that go o…  ab    13900000201\nb                      c     13900000202\n",
	    "words are cut first");
	is_str(written("e,n,x\n,1,many words which go on and on to the end of the line and over\n", opt),
	    "n  1\nx  many words which go on and on to the\n   end of the line and over\n",
	    "upright: what is empty is left out, what is long is wrapped");
	is_str(written("{\"id\":\"1\",\"tasks\":[\"copy it\",\"sign it\"]}\n", opt), "id     1\ntasks  copy it\n       sign it\n",
	    "a list that stands apart makes one record stand upright");
	is_str(written("{\"id\":\"1\",\"tasks\":[\"copy it\"]}\n{\"id\":\"2\"}\n", opt), "id\n1\n2\n", "and has no place in rows");
	opt.upright = true;
	is_str(written("{\"id\":1,\"w\":[{\"rule\":\"a.b\",\"fired\":false,\"ok\":true,\"y\":null}]}\n{\"id\":2}\n", opt),
	    "id  1\nw   a.b: not fired, ok, unknown y\n\nid  2\n", "upright by wish; an object is one line");
}

/* Widths come from 500 rows; those behind them take what they find. */
static void
long_table(void)
{
	struct cm_writer_options opt = {.format = CM_TABLE};
	struct cm_buf in = {0};
	const char *s;

	cm_buf_puts(&in, "a,b\n");
	for (int i = 0; i < 499; i++)
		cm_buf_puts(&in, "1,2\n");
	cm_buf_puts(&in, "333,4\n");
	int fd = fd_of("", 0), from = fd_of(in.p, in.n);
	struct cm_reader *r = reader_of(from, CM_AUTO);
	struct cm_writer *w;
	struct cm_record rec;
	struct cm_diag diag;
	const char *code, *why;

	opt.fd = fd;
	w = cm_writer_new(&opt);
	cm_diag_init(&diag, arena);
	cm_record_init(&rec, arena);
	for (int i = 0; i < 499 && cm_reader_next(r, &rec, &code, &why, &diag) == CM_OK; i++)
		cm_writer_put(w, &rec);
	cm_writer_flush(w, false, NULL, &diag);
	ok(lseek(fd, 0, SEEK_CUR) == 0, "499 rows wait");
	size_t mark = cm_writer_mark(w);
	cm_writer_put(w, &rec);
	cm_writer_back(w, mark);
	cm_reader_next(r, &rec, &code, &why, &diag);
	cm_writer_put(w, &rec);
	cm_writer_flush(w, false, NULL, &diag);
	ok(lseek(fd, 0, SEEK_CUR) > 0, "500 do not");
	cm_record_set(&rec, CM_STR("a"), CM_STR("4444"));
	cm_record_set(&rec, CM_STR("late"), CM_STR("x"));
	cm_writer_put(w, &rec);
	cm_writer_flush(w, true, NULL, &diag);
	s = slurp(fd, arena);
	ok(strncmp(s, "a    b\n1    2\n", 14) == 0, "the header and the first row");
	s += strlen(s) - strlen("333  4\n4444  4\n");
	is_str(s, "333  4\n4444  4\n", "the last rows, one of them too wide");
	ok(cm_writer_dropped(w) == 1, "a field that came too late was counted");
	cm_writer_free(w);
	cm_reader_free(r);
	close(fd);
	close(from);
	cm_buf_free(&in);
}

static void
marks(void)
{
	int fd = fd_of("", 0);
	struct cm_writer *w = cm_writer_new(&(struct cm_writer_options){.fd = fd, .format = CM_CSV});
	struct cm_record one, two;
	struct cm_diag diag;
	size_t mark;

	cm_diag_init(&diag, arena);
	cm_record_init(&one, arena);
	cm_record_init(&two, arena);
	cm_record_set(&one, CM_STR("a"), CM_STR("1"));
	cm_record_set(&two, CM_STR("b"), CM_STR("2"));
	mark = cm_writer_mark(w);
	cm_writer_put(w, &one);
	cm_writer_back(w, mark);
	cm_writer_put(w, &two);
	mark = cm_writer_mark(w);
	cm_writer_put(w, &two);
	cm_writer_back(w, mark);
	ok(cm_writer_flush(w, false, NULL, &diag) == CM_OK, "flush");
	mark = cm_writer_mark(w);
	cm_writer_put(w, &two);
	cm_writer_back(w, mark);
	cm_writer_put(w, &two);
	ok(cm_writer_flush(w, true, NULL, &diag) == CM_OK, "flush");
	is_str(slurp(fd, arena), "b\n2\n2\n", "the header goes back with its row, and only then");
	cm_writer_free(w);
	close(fd);
}

static void
failures(void)
{
	struct cm_diag diag;
	struct cm_record rec;
	struct cm_writer *w;
	bool closed = true;
	int p[2], full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	static char big[300000];

	cm_diag_init(&diag, arena);
	cm_record_init(&rec, arena);
	memset(big, 'x', sizeof(big));
	cm_record_set(&rec, CM_STR("a"), (struct cm_str){big, sizeof(big)});
	w = cm_writer_new(&(struct cm_writer_options){.fd = full, .name = "<stdout>", .format = CM_JSONL});
	cm_writer_put(w, &rec);
	ok(cm_writer_flush(w, false, &closed, &diag) == CM_IO && !closed && diag.errors == 1, "a full device");
	is_str(diag.first->text, "cannot write <stdout>: No space left on device", "and it says so");
	cm_writer_free(w);
	close(full);

	if (pipe(p) != 0)
		abort();
	close(p[0]);
	signal(SIGPIPE, SIG_IGN);
	w = cm_writer_new(&(struct cm_writer_options){.fd = p[1], .name = "<stdout>", .format = CM_JSONL});
	cm_writer_put(w, &rec);
	ok(cm_writer_flush(w, false, &closed, &diag) == CM_IO && closed, "a closed pipe");
	cm_writer_free(w);
	close(p[1]);

	if (pipe2(p, O_NONBLOCK) != 0)
		abort();
	fflush(stdout);
	if (fork() == 0) { /* a slow reader, while the pipe is full and not willing to wait */
		size_t sum = 0;

		close(p[1]);
		while (sum < sizeof(big) + 9) {
			ssize_t n = read(p[0], big, sizeof(big));

			sum += n > 0 ? (size_t)n : 0;
			usleep(2000);
		}
		_exit(0);
	}
	w = cm_writer_new(&(struct cm_writer_options){.fd = p[1], .name = "<stdout>", .format = CM_JSONL});
	cm_writer_put(w, &rec);
	ok(cm_writer_flush(w, true, NULL, &diag) == CM_OK, "EAGAIN is waited for");
	cm_writer_free(w);
	close(p[0]);
	close(p[1]);
}

int
main(void)
{
	arena = cm_arena_new();
	cells();
	safe();
	columns();
	terminals();
	tables();
	narrow_tables();
	long_table();
	marks();
	failures();
	cm_arena_free(arena);
	return tap_done();
}
