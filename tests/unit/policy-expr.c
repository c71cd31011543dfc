/*
 * Conditions against SQLite: random typed expressions over random facts, some unknown, must come to the same answer of
 * three. Then what must be refused, and where.
 */
#include <sqlite3.h>
#include <stdlib.h>

#include "base/date.h"
#include "policy/expr_ast.h"
#include "policy/index.h"
#include "tap.h"

#define CASES 6000

static uint64_t seed = 88172645463325252u;
static struct cm_arena *arena;
static struct cm_vocabulary *voc;

static unsigned
rnd(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % n);
}

/* Named conditions, once there are some. */
static struct cm_condition rows[3];
static unsigned nrows;

static const char *const texts[] = {"a", "b", "it's", ""};

static void gen(struct cm_buf *, enum cm_type, unsigned depth);

static void
gen_leaf(struct cm_buf *b, enum cm_type t)
{
	static const char *const enums[] = {"'red'", "'green'", "'blue'"};
	static const char *const sql_texts[] = {"'a'", "'b'", "'it''s'", "''"};

	switch (t) {
	case CM_T_BOOL:
		if (nrows && rnd(2)) {
			cm_buf_putstr(b, rows[rnd(nrows)].id);
			break;
		}
		cm_buf_puts(b, rnd(4) ? (rnd(2) ? "b1" : "b2") : rnd(2) ? "TRUE" : "false");
		break;
	case CM_T_INT:
		if (rnd(3))
			cm_buf_puts(b, rnd(2) ? "i1" : "i2");
		else
			cm_buf_printf(b, "%d", (int)rnd(4));
		break;
	case CM_T_MONEY:
		if (rnd(3))
			cm_buf_puts(b, rnd(2) ? "m1" : "m2");
		else
			cm_buf_printf(b, "%d.%s", (int)rnd(3), rnd(2) ? "00" : "5");
		break;
	case CM_T_DATE:
		if (rnd(3))
			cm_buf_puts(b, rnd(2) ? "d1" : "d2");
		else
			cm_buf_printf(b, "DATE '2010-04-0%d'", (int)rnd(5) + 1);
		break;
	case CM_T_ENUM:
		cm_buf_puts(b, rnd(2) ? (rnd(2) ? "e1" : "e2") : enums[rnd(3)]);
		break;
	default:
		cm_buf_puts(b, rnd(2) ? (rnd(2) ? "t1" : "t2") : sql_texts[rnd(4)]);
		break;
	}
}

/* A fact first where a literal alone would have no type. */
static void
gen_first(struct cm_buf *b, enum cm_type t, unsigned depth)
{
	if (t == CM_T_ENUM)
		cm_buf_puts(b, rnd(2) ? "e1" : "e2");
	else if (t == CM_T_MONEY)
		cm_buf_puts(b, rnd(2) ? "m1" : "m2");
	else
		gen(b, t, depth);
}

static void
gen_list(struct cm_buf *b, enum cm_type t, unsigned depth)
{
	unsigned n = 1 + rnd(4);

	gen_first(b, t, depth);
	cm_buf_puts(b, rnd(2) ? " IN (" : " not in (");
	for (unsigned i = 0; i < n; i++) {
		if (i)
			cm_buf_puts(b, ", ");
		gen(b, t, depth);
	}
	cm_buf_putc(b, ')');
}

static void
gen_truth(struct cm_buf *b, unsigned depth)
{
	static const enum cm_type any[] = {CM_T_BOOL, CM_T_INT, CM_T_MONEY, CM_T_DATE, CM_T_ENUM, CM_T_TEXT};
	static const enum cm_type ordered[] = {CM_T_INT, CM_T_MONEY, CM_T_DATE};
	static const char *const signs[] = {" = ", " <> ", " < ", " <= ", " > ", " >= "};
	enum cm_type t;

	cm_buf_putc(b, '(');
	switch (rnd(9)) {
	case 0:
		cm_buf_puts(b, "NOT ");
		gen(b, CM_T_BOOL, depth);
		break;
	case 1:
	case 2:
		gen(b, CM_T_BOOL, depth);
		for (unsigned n = 1 + rnd(3), word = rnd(2); n > 0; n--) {
			cm_buf_puts(b, word ? " AND " : " or ");
			gen(b, CM_T_BOOL, depth);
		}
		break;
	case 3:
	case 4:
		t = ordered[rnd(3)];
		gen_first(b, t, depth);
		cm_buf_puts(b, signs[rnd(6)]);
		gen(b, t, depth);
		break;
	case 5:
		t = any[rnd(6)];
		gen_first(b, t, depth);
		cm_buf_puts(b, signs[rnd(2)]);
		gen(b, t, depth);
		break;
	case 6:
		gen_list(b, any[rnd(6)], depth);
		break;
	case 7:
		t = ordered[rnd(3)];
		gen_first(b, t, depth);
		cm_buf_puts(b, rnd(2) ? " BETWEEN " : " NOT BETWEEN ");
		gen(b, t, depth);
		cm_buf_puts(b, " AND ");
		gen(b, t, depth);
		break;
	default:
		gen(b, any[rnd(6)], depth);
		cm_buf_puts(b, rnd(2) ? " IS NULL" : " IS NOT NULL");
		break;
	}
	cm_buf_putc(b, ')');
}

static void
gen(struct cm_buf *b, enum cm_type t, unsigned depth)
{
	if (depth == 0 || rnd(4) == 0) {
		gen_leaf(b, t);
		return;
	}
	depth--;
	if (t == CM_T_BOOL) {
		gen_truth(b, depth);
	} else if (t == CM_T_INT || t == CM_T_MONEY) {
		cm_buf_putc(b, '(');
		if (rnd(5) == 0) {
			cm_buf_puts(b, "- ");
			gen_first(b, t, depth);
		} else if (rnd(3) == 0) {
			gen_first(b, t, depth);
			cm_buf_puts(b, " * ");
			gen(b, CM_T_INT, 0);
		} else if (t == CM_T_INT && rnd(3) == 0) {
			gen(b, CM_T_DATE, depth);
			cm_buf_puts(b, " - ");
			gen(b, CM_T_DATE, depth);
		} else {
			gen_first(b, t, depth);
			cm_buf_puts(b, rnd(2) ? " + " : " - ");
			gen(b, t, depth);
		}
		cm_buf_putc(b, ')');
	} else if (t == CM_T_DATE) {
		cm_buf_putc(b, '(');
		gen(b, CM_T_DATE, depth);
		cm_buf_puts(b, rnd(2) ? " + " : " - ");
		gen(b, CM_T_INT, 0);
		cm_buf_putc(b, ')');
	} else {
		gen_leaf(b, t);
	}
}

static void
random_facts(struct cm_value *facts)
{
	memset(facts, 0, voc->n * sizeof *facts);
	for (unsigned i = 0; i < voc->n; i++) {
		const struct cm_fact *f = &voc->facts[i];
		struct cm_value *v = &facts[i];

		v->type = f->type;
		v->known = rnd(4) != 0;
		if (!v->known)
			continue;
		if (f->type == CM_T_BOOL)
			v->i = rnd(2);
		else if (f->type == CM_T_INT)
			v->i = (int)rnd(7) - 3;
		else if (f->type == CM_T_MONEY)
			v->i = 50 * ((int)rnd(9) - 4);
		else if (f->type == CM_T_DATE)
			v->i = 14700 + rnd(6);
		else if (f->type == CM_T_ENUM)
			v->i = rnd(3);
		else
			v->s = cm_str(texts[rnd(4)]);
	}
}

static void
put_row(struct cm_buf *b, const struct cm_value *facts)
{
	cm_buf_puts(b, " FROM (SELECT ");
	for (unsigned i = 0; i < voc->n; i++) {
		if (i)
			cm_buf_putc(b, ',');
		if (!facts[i].known)
			cm_buf_puts(b, "NULL");
		else if (voc->facts[i].type >= CM_T_TEXT)
			cm_buf_printf(b, "'%s'", facts[i].s.n == 4 ? "it''s" : facts[i].s.p);
		else
			cm_buf_printf(b, "%lld", (long long)facts[i].i);
		cm_buf_printf(b, " AS \"%.*s\"", (int)voc->facts[i].id.n, voc->facts[i].id.p);
	}
	cm_buf_putc(b, ')');
}

static enum cm_truth
ask_sqlite(sqlite3 *db, const char *sql)
{
	enum cm_truth t = CM_MAYBE;
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) {
		printf("# %s\n# %s\n", sqlite3_errmsg(db), sql);
		exit(1);
	}
	sqlite3_step(s);
	if (sqlite3_column_type(s, 0) != SQLITE_NULL)
		t = sqlite3_column_int64(s, 0) ? CM_TRUE : CM_FALSE;
	sqlite3_finalize(s);
	return t;
}

/* Facts of ints, truths and texts alone: then the condition as it is written is SQLite's, word for word. */
static bool
same_words(const struct cm_expr *e)
{
	for (unsigned i = 0; i < e->n; i++)
		if (e->nodes[i].type != CM_T_BOOL && e->nodes[i].type != CM_T_INT && e->nodes[i].type != CM_T_TEXT)
			return false;
	return true;
}

static void
oracle(void)
{
	struct cm_value *facts = cm_arena_alloc(arena, voc->n * sizeof *facts);
	unsigned bad = 0, verbatim = 0, answers[3] = {0};
	struct cm_buf text = {0}, sql = {0};
	sqlite3 *db;

	sqlite3_open(":memory:", &db);
	for (unsigned i = 0; i < CASES && bad < 5; i++) {
		struct cm_arena *a = cm_arena_new();
		struct cm_diag d;
		const struct cm_expr *e;
		enum cm_truth ours, theirs;

		cm_diag_init(&d, a);
		cm_buf_clear(&text);
		gen_truth(&text, 1 + rnd(4));
		e = cm_expr_parse(cm_buf_str(&text), (struct cm_pos){"x", 1, 1}, voc, a, &d);
		if (!e) {
			printf("# refused: %s: %s\n", text.p, d.first->text);
			bad++;
			cm_arena_free(a);
			continue;
		}
		random_facts(facts);
		ours = cm_expr_eval(e, facts);
		answers[ours]++;
		for (int words = 0; words <= same_words(e); words++) {
			cm_buf_clear(&sql);
			cm_buf_puts(&sql, "SELECT ");
			if (words)
				cm_buf_putstr(&sql, cm_buf_str(&text));
			else
				cm_expr_print_sql(e, voc, &sql);
			put_row(&sql, facts);
			theirs = ask_sqlite(db, sql.p);
			verbatim += (unsigned)words;
			if (ours != theirs) {
				printf("# ours %d SQLite %d: %s\n# %s\n", ours, theirs, text.p, sql.p);
				bad++;
			}
		}
		cm_arena_free(a);
	}
	ok(bad == 0, "%d random conditions come out as in SQLite", CASES);
	ok(verbatim > CASES / 20, "%u of them in their own words", verbatim);
	ok(answers[0] > 500 && answers[1] > 500 && answers[2] > 500, "false %u, true %u, unknown %u times", answers[0],
	    answers[1], answers[2]);
	sqlite3_close(db);
	cm_buf_free(&text);
	cm_buf_free(&sql);
}

/* text with each name replaced by what it stands for, in brackets. */
static void
expand(struct cm_buf *out, struct cm_str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned k = text.p[i] == 'r' && i + 1 < text.n ? (unsigned)(text.p[i + 1] - '1') : 9;

		/* No other word of these conditions has an r before a digit. */
		if (k >= sizeof rows / sizeof *rows) {
			cm_buf_putc(out, text.p[i]);
			continue;
		}
		cm_buf_putc(out, '(');
		expand(out, rows[k].when_text);
		cm_buf_putc(out, ')');
		i++;
	}
}

static void
new_rows(struct cm_arena *a, struct cm_diag *d)
{
	nrows = 0;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct cm_buf text = {0};

		gen_truth(&text, 1 + rnd(2));
		rows[i].when_text = cm_arena_str(a, cm_buf_str(&text));
		rows[i].tree = cm_ast_parse(rows[i].when_text, (struct cm_pos){"x", 1, 1}, voc, a, d);
		nrows = i + 1; /* the next one may name it */
		cm_buf_free(&text);
	}
}

/* A condition that names others comes out as the one in which they are written out, and as in SQLite. */
static void
named(void)
{
	static const char *const names[] = {"r1", "r2", "r3"};
	struct cm_value *facts = cm_arena_alloc(arena, voc->n * sizeof *facts);
	unsigned bad = 0, used = 0;
	struct cm_buf text = {0}, whole = {0}, sql = {0};
	sqlite3 *db;

	for (unsigned i = 0; i < 3; i++) {
		rows[i].id = cm_str(names[i]);
		cm_index_add(voc, (struct cm_index_name){rows[i].id, -1, false, &rows[i]});
	}
	sqlite3_open(":memory:", &db);
	for (unsigned i = 0; i < CASES / 2 && bad < 5; i++) {
		struct cm_arena *a = cm_arena_new();
		const struct cm_expr *e, *w;
		struct cm_diag d;

		cm_diag_init(&d, a);
		new_rows(a, &d);
		cm_buf_clear(&text);
		cm_buf_clear(&whole);
		cm_buf_clear(&sql);
		gen_truth(&text, 1 + rnd(3));
		expand(&whole, cm_buf_str(&text));
		voc->index->added = 0;
		e = cm_expr_parse(cm_buf_str(&text), (struct cm_pos){"x", 1, 1}, voc, a, &d);
		w = cm_expr_parse(cm_buf_str(&whole), (struct cm_pos){"x", 1, 1}, voc, a, &d);
		used += whole.n != text.n;
		random_facts(facts);
		cm_buf_puts(&sql, "SELECT ");
		if (e)
			cm_expr_print_sql(e, voc, &sql);
		put_row(&sql, facts);
		if (!e || !w || e->n != w->n || cm_expr_eval(e, facts) != cm_expr_eval(w, facts) ||
		    cm_expr_eval(e, facts) != ask_sqlite(db, sql.p)) {
			printf("# %s: %s\n# %s\n", d.first ? d.first->text : "not the same", text.p, whole.p);
			bad++;
		}
		cm_arena_free(a);
	}
	ok(bad == 0, "%d conditions with names in them are those that are written out", CASES / 2);
	ok(used > CASES / 20, "%u of them do name one", used);
	sqlite3_close(db);
	cm_buf_free(&text);
	cm_buf_free(&whole);
	cm_buf_free(&sql);
}

static void
refused(const char *text, unsigned col, const char *code, const char *says)
{
	struct cm_diag d;

	cm_diag_init(&d, arena);
	if (!ok(!cm_expr_parse(cm_str(text), (struct cm_pos){"f", 7, 10}, voc, arena, &d) && d.errors == 1,
		"refused: %s", strlen(text) > 60 ? "a long one" : text))
		return;
	ok(d.first->pos.col == 10 + col && d.first->pos.line == 7, "at column %u (got %u)", col, d.first->pos.col - 10);
	is_str(d.first->code, code, "with its code");
	if (!ok(strstr(d.first->text, says) != NULL, "says: %s", says))
		printf("# got: %s\n", d.first->text);
}

static void
refusals(void)
{
	char *deep = cm_arena_alloc(arena, 5000), *brackets = cm_arena_alloc(arena, 1000);

	memset(deep, ' ', 4200);
	memset(brackets, '(', 100);
	refused("i3 > 1", 0, "policy.unknown-fact", "did you mean i1?");
	refused("b1 AND amuont > 1", 7, "policy.unknown-fact", "there is no fact amuont");
	refused("i1 > 'abc'", 5, "policy.type", "i1 is an int, but 'abc' is a text");
	refused("m1 > i1", 5, "policy.type", "m1 is a money, but i1 is an int");
	refused("d1 > '2010-04-01'", 5, "policy.type", "write DATE 'YYYY-MM-DD'");
	refused("d1 > DATE '2010-02-30'", 10, "policy.syntax", "expected a date");
	refused("e1 = 'gren'", 5, "policy.unknown-value", "did you mean green?");
	refused("e1 IN ('red', 'bleu')", 14, "policy.unknown-value", "e1 has no value 'bleu'; did you mean blue?");
	refused("e1 > 'red'", 0, "policy.type", "have an order");
	refused("t1 < t2", 0, "policy.type", "have an order");
	refused("b1 > b2", 0, "policy.type", "have an order");
	refused("i1 + 1", 0, "policy.type", "a condition is true or false");
	refused("i1", 0, "policy.type", "a condition is true or false");
	refused("NOT i1", 4, "policy.type", "NOT takes truths");
	refused("m1 * m2 > 1", 5, "policy.type", "money is multiplied by an int");
	refused("d1 + d2 > d1", 0, "policy.type", "can be added");
	refused("i1 == 1", 3, "policy.syntax", "equal is written =");
	refused("i1 != 1", 3, "policy.syntax", "unequal is written <>");
	refused("i1 = NULL", 5, "policy.syntax", "IS NULL");
	refused("t1 = \"a\"", 5, "policy.syntax", "single quotes");
	refused("t1 = 'a", 5, "policy.syntax", "does not end");
	refused("i1 = 1 = 1", 7, "policy.syntax", "expected AND, OR or the end, found =");
	refused("(i1 = 1", 7, "policy.syntax", "closing bracket");
	refused("i1 = 1)", 6, "policy.syntax", "found )");
	refused("i1 =", 4, "policy.syntax", "ends where");
	refused("", 0, "policy.syntax", "ends where");
	refused("i1 IN ()", 7, "policy.syntax", "found )");
	refused("i1 NOT 3", 7, "policy.syntax", "IN or BETWEEN");
	refused("i1 = 99999999999999999999", 5, "policy.syntax", "whole number");
	refused("m1 = 1.234", 5, "policy.syntax", "two decimals");
	refused("i1 = 1e3", 5, "policy.syntax", "whole number");
	refused("i1; DROP TABLE line", 2, "policy.syntax", "no meaning");
	refused("list1 = 'sms'", 0, "policy.type", "cannot stand in a condition");
	refused("t1 = '你好' AND 姓名 = 1", 14, "policy.syntax", "no meaning");
	refused("e1 = t1", 5, "policy.type", "e1 is an enum, but t1 is a text");
	refused(deep, 0, "policy.depth", "4096 bytes");
	refused(brackets, 64, "policy.depth", "64 deep");
}

static enum cm_truth
eval(const char *text, const struct cm_value *facts)
{
	struct cm_diag d;
	const struct cm_expr *e;

	cm_diag_init(&d, arena);
	e = cm_expr_parse(cm_str(text), (struct cm_pos){"x", 1, 1}, voc, arena, &d);
	if (!e)
		printf("# %s: %s\n", text, d.first->text);
	return e ? cm_expr_eval(e, facts) : (enum cm_truth)9;
}

static void
overflow(void)
{
	struct cm_value *facts = cm_arena_alloc(arena, voc->n * sizeof *facts);
	int i1 = cm_vocabulary_slot(voc, CM_STR("i1")), d1 = cm_vocabulary_slot(voc, CM_STR("d1"));
	int32_t last;

	facts[i1] = (struct cm_value){.known = true, .type = CM_T_INT, .i = INT64_MAX};
	ok(eval("i1 + 1 > 0", facts) == CM_MAYBE, "a sum that does not fit is unknown");
	ok(eval("i1 * 2 > 0 OR i1 > 0", facts) == CM_TRUE, "and decides nothing when something else does");
	ok(eval("-i1 - 2 < 0", facts) == CM_MAYBE, "a difference that does not fit is unknown");
	facts[i1].i = INT64_MIN;
	ok(eval("-i1 < 0", facts) == CM_MAYBE, "a minus that does not fit is unknown");
	cm_day_make(9999, 12, 31, &last);
	facts[d1] = (struct cm_value){.known = true, .type = CM_T_DATE, .i = last};
	ok(eval("d1 + 1 > d1", facts) == CM_MAYBE, "the day after the calendar is unknown");
	ok(eval("d1 + 0 = d1", facts) == CM_TRUE, "its last day is not");
	ok(eval("5 IN (3, m1, 5)", facts) == CM_TRUE, "all of a list become money when one of it is");
	ok(eval("'red' IN ('blue', e1) OR TRUE", facts) == CM_TRUE,
	    "all of a list become values when one of it has some");
}

int
main(void)
{
	struct cm_diag d;

	arena = cm_arena_new();
	cm_diag_init(&d, arena);
	if (cm_vocabulary_load(&voc, "tests/policy/oracle", arena, &d) != CM_OK) {
		cm_diag_print(&d, "policy-expr");
		return 1;
	}
	oracle();
	refusals();
	overflow();
	named();
	cm_arena_free(arena);
	return tap_done();
}
