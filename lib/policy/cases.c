/*
 * X.cases: facts and the verdict that they must have. Called by cm-policy test and coverage, and by the tests of the
 * shipped policies; needs no store. A case that fails is told where it stands, with what came out instead.
 */
#include "policy/case_facts.h"
#include "policy/file.h"
#include "policy/review.h"

#include "base/banned.h"

struct run {
	const struct cm_policy *policy;
	struct cm_case_tally *tally;
	struct cm_pos pos; /* of the case's JSON */
	struct cm_arena *arena; /* of the case */
	struct cm_diag *diag;
};

static void
bad(struct run *r, const char *code, const char *text)
{
	cm_diag_add(r->diag, CM_ERROR, r->pos, code, "%s", text);
}

/* The rules that speak: those that fired, and of an undecided case also those that are open. */
static bool
speaks(const struct cm_decision *d, const struct cm_fired *f)
{
	return !f->open || d->verdict == CM_UNDECIDED;
}

static void
put_outcome(struct cm_buf *b, const struct cm_decision *d)
{
	cm_buf_puts(b, cm_case_verdict(d));
	for (unsigned i = 0; i < d->nfired; i++)
		if (speaks(d, &d->fired[i])) {
			cm_buf_putc(b, ' ');
			cm_buf_putstr(b, d->fired[i].rule->id);
		}
}

static struct cm_str
next_word(const char **p, const char *end)
{
	const char *from;

	while (*p < end && (**p == ' ' || **p == '\t'))
		++*p;
	for (from = *p; *p < end && **p != ' ' && **p != '\t';)
		++*p;
	return (struct cm_str){from, (size_t)(*p - from)};
}

/* The verdict, and each rule once, in any order. */
static bool
as_expected(const struct cm_decision *d, struct cm_str want)
{
	const char *p = want.p, *end = want.p + want.n;
	struct cm_str word = next_word(&p, end);
	unsigned n = 0, speak = 0;

	if (!cm_str_is(word, cm_case_verdict(d)))
		return false;
	for (unsigned i = 0; i < d->nfired; i++)
		speak += speaks(d, &d->fired[i]);
	while ((word = next_word(&p, end)).n) {
		unsigned i = 0;

		while (i < d->nfired && !(cm_str_eq(d->fired[i].rule->id, word) && speaks(d, &d->fired[i])))
			i++;
		if (i == d->nfired)
			return false;
		n++;
	}
	return n == speak;
}

static void
judge(struct run *r, struct cm_case_facts *in, struct cm_str want)
{
	struct cm_decision d;
	struct cm_buf b = {0};

	cm_case_decide(r->policy, in, &d, r->arena);
	cm_case_restore(r->policy, in);
	for (unsigned i = 0; i < d.nfired; i++)
		if (!d.fired[i].open && !r->tally->fired[d.fired[i].rule->index]) {
			r->tally->fired[d.fired[i].rule->index] = 1;
			r->tally->nfired++;
		}
	if (as_expected(&d, want))
		return;
	r->tally->failed++;
	put_outcome(&b, &d);
	bad(r, "policy.case-failed", cm_arena_printf(r->arena, "expected %.*s; it is %s", (int)want.n, want.p, b.p));
	cm_buf_free(&b);
}

static void
run_case(struct run *r, struct cm_str json, struct cm_str want)
{
	struct cm_case_facts in;
	struct cm_record rec;

	r->tally->run++;
	cm_record_init(&rec, r->arena);
	if (!cm_record_read_json(&rec, json)) {
		r->tally->failed++;
		bad(r, "policy.case", "this is no JSON object with each key once");
	} else if (!cm_case_read(r->policy, &rec, r->pos, &in, r->arena, r->diag)) {
		r->tally->failed++;
	} else {
		judge(r, &in, want);
	}
}

/* The next line that is no comment and not blank. */
static bool
next_line(struct cm_str *rest, unsigned *line, struct cm_str *out)
{
	while (rest->n) {
		const char *eol = memchr(rest->p, '\n', rest->n);
		size_t n = eol ? (size_t)(eol - rest->p) : rest->n;

		*out = (struct cm_str){rest->p, n};
		rest->p += n + (eol != NULL);
		rest->n -= n + (eol != NULL);
		++*line;
		while (out->n && (out->p[out->n - 1] == '\r' || out->p[out->n - 1] == ' '))
			out->n--;
		if (out->n && out->p[0] != '#')
			return true;
	}
	return false;
}

static void
run_file(struct run *r, struct cm_str rest)
{
	struct cm_str json, want;
	unsigned line = 0;

	while (next_line(&rest, &line, &json)) {
		r->pos.line = line;
		if (json.p[0] != '{') {
			bad(r, "policy.case", "a case begins with its facts: a line of JSON");
			r->tally->failed++;
			continue;
		}
		if (!next_line(&rest, &line, &want) || want.p[0] == '{') {
			bad(r, "policy.case", "the line with the verdict is missing");
			r->tally->failed++;
			return;
		}
		r->arena = cm_arena_new();
		run_case(r, json, want);
		cm_arena_free(r->arena);
	}
}

enum cm_status
cm_policy_run_cases(
    const struct cm_policy *p, const char *dir, struct cm_case_tally *t, struct cm_arena *a, struct cm_diag *d)
{
	char *path = cm_arena_printf(a, "%s/%.*s.cases", dir, (int)p->id.n, p->id.p);
	struct run r = {.policy = p, .tally = t, .pos = {path, 0, 0}, .diag = d};
	unsigned errors = d->errors;
	struct cm_str text;
	enum cm_status st;

	if (!t->fired)
		t->fired = cm_arena_alloc(a, p->nrules + 1);
	st = cm_file_read(&text, path, a, d);
	if (st == CM_OK)
		run_file(&r, text);
	return d->errors == errors ? CM_OK : CM_BAD;
}
