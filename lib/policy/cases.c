/*
 * X.cases: facts and the verdict that they must have. Called by cm-policy test and coverage, and by the tests of the
 * shipped policies; needs no store. A case that fails is told where it stands, with what came out instead.
 */
#include "policy/file.h"
#include "policy/index.h"
#include "policy/name.h"
#include "policy/review.h"
#include "record/record.h"

#include "base/banned.h"

#define ACKS  16
#define ITEMS 64

struct run {
	const struct cm_policy *policy;
	struct cm_case_tally *tally;
	struct cm_pos pos; /* of the case's JSON */
	struct cm_value *facts;
	struct cm_arena *arena; /* of the case */
	struct cm_diag *diag;
};

static const char *
verdict_name(const struct cm_decision *d)
{
	static const char *const names[] = {"allow", "warn", "undecided", "refer", "refuse"};

	/* A warning is one, whether or not the case acknowledges it. */
	if (d->nfired && d->fired[0].verdict == CM_WARN)
		return "warn";
	return names[d->verdict];
}

static bool
bad(struct run *r, const char *code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static bool
bad(struct run *r, const char *code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	cm_diag_add(r->diag, CM_ERROR, r->pos, code, "%s", cm_arena_vprintf(r->diag->arena, fmt, ap));
	va_end(ap);
	return false;
}

static struct cm_str
list_text(const struct cm_field *f, struct cm_arena *a)
{
	struct cm_str items[ITEMS], s;
	int n = cm_field_list(f, items, ITEMS, a);
	struct cm_buf b = {0};

	for (int i = 0; i < n && i < ITEMS; i++) {
		if (i)
			cm_buf_putc(&b, ',');
		cm_buf_putstr(&b, items[i]);
	}
	s = cm_arena_str(a, cm_buf_str(&b));
	cm_buf_free(&b);
	return s;
}

static bool
set_fact(struct run *r, const struct cm_field *f)
{
	const struct cm_vocabulary *v = r->policy->vocabulary;
	int slot = cm_vocabulary_find(v, f->name);
	const char *code = "", *why = "";
	struct cm_str near, text = f->text;
	const struct cm_fact *fact;

	if (slot < 0) {
		near = cm_vocabulary_nearest(v, f->name);
		return bad(r, "policy.unknown-fact", "there is no fact %.*s%s%.*s%s", (int)f->name.n, f->name.p,
		    near.p ? "; did you mean " : "", (int)near.n, near.p ? near.p : "", near.p ? "?" : "");
	}
	fact = &v->facts[slot];
	if (fact->from == CM_FROM_DERIVED || fact->from == CM_FROM_FIGURE)
		return bad(r, "policy.case", "%.*s is %s: a case cannot set it", (int)f->name.n, f->name.p,
		    fact->from == CM_FROM_DERIVED ? "computed from other facts" : "a figure of the policy");
	if (f->kind == CM_NULL)
		return true;
	if (f->kind == CM_LIST)
		text = list_text(f, r->arena);
	if (cm_fact_read(fact, text, &r->facts[slot], &code, &why, r->arena) != CM_OK)
		return bad(r, code, "%.*s: %s", (int)f->name.n, f->name.p, why);
	return true;
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
	cm_buf_puts(b, verdict_name(d));
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

	if (!cm_str_is(word, verdict_name(d)))
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
judge(struct run *r, const struct cm_gate *g, const struct cm_str *acks, unsigned nacks, struct cm_str want)
{
	struct cm_decision d;
	struct cm_buf b = {0};

	cm_policy_decide(r->policy, g, r->facts, acks, nacks, &d, r->arena);
	for (unsigned i = 0; i < d.nfired; i++)
		if (!d.fired[i].open && !r->tally->fired[d.fired[i].rule->index]) {
			r->tally->fired[d.fired[i].rule->index] = 1;
			r->tally->nfired++;
		}
	if (as_expected(&d, want))
		return;
	r->tally->failed++;
	put_outcome(&b, &d);
	bad(r, "policy.case-failed", "expected %.*s; it is %s", (int)want.n, want.p, b.p);
	cm_buf_free(&b);
}

static const struct cm_gate *
gate_of(struct run *r, const struct cm_record *rec)
{
	const struct cm_field *f = cm_record_find(rec, CM_STR("gate"));
	const struct cm_gate *g = NULL;

	if (f)
		g = cm_policy_gate(r->policy, cm_arena_strn(r->arena, f->text.p, f->text.n));
	else if (r->policy->ngates == 1)
		return r->policy->gates;
	if (!g)
		bad(r, "policy.case", f ? "%s has no gate of this name" : "%s has several gates: name one, \"gate\":\"…\"",
		    r->policy->file);
	return g;
}

static void
run_case(struct run *r, struct cm_str json, struct cm_str want)
{
	struct cm_str acks[ACKS];
	struct cm_record rec;
	const struct cm_gate *g;
	int nacks = 0;
	bool good = true;

	r->tally->run++;
	cm_record_init(&rec, r->arena);
	if (!cm_record_read_json(&rec, json)) {
		r->tally->failed++;
		bad(r, "policy.case", "this is no JSON object with each key once");
		return;
	}
	g = gate_of(r, &rec);
	memset(r->facts, 0, r->policy->vocabulary->n * sizeof *r->facts);
	for (unsigned i = 0; i < rec.n; i++) {
		if (cm_str_is(rec.fields[i].name, "gate"))
			continue;
		if (cm_str_is(rec.fields[i].name, "ack"))
			nacks = cm_field_list(&rec.fields[i], acks, ACKS, r->arena);
		else
			good &= set_fact(r, &rec.fields[i]);
	}
	if (!g || !good) {
		r->tally->failed++;
		return;
	}
	judge(r, g, acks, nacks < 0 ? 0 : nacks > ACKS ? ACKS : (unsigned)nacks, want);
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
cm_policy_run_cases(const struct cm_policy *p, const char *dir, struct cm_case_tally *t, struct cm_arena *a,
    struct cm_diag *d)
{
	char *path = cm_arena_printf(a, "%s/%.*s.cases", dir, (int)p->id.n, p->id.p);
	struct run r = {.policy = p, .tally = t, .pos = {path, 0, 0}, .diag = d};
	unsigned errors = d->errors;
	struct cm_str text;
	enum cm_status st;

	if (!t->fired)
		t->fired = cm_arena_alloc(a, p->nrules + 1);
	r.facts = cm_arena_alloc(a, p->vocabulary->n * sizeof *r.facts);
	st = cm_file_read(&text, path, a, d);
	if (st == CM_OK)
		run_file(&r, text);
	return d->errors == errors ? CM_OK : CM_BAD;
}
