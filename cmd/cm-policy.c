/* cm-policy: what the policies say, whether they hold together, and what no case has tried. Needs no store. */
#include <stdio.h>

#include "front.h"
#include "policy/review.h"
#include "orders.h"
#include "record/reader.h"

#include "base/banned.h"

static const char *
folder(const struct cm_front *f)
{
	return f->opt.policies ? f->opt.policies : f->env.policies;
}

/* Findings are output. */
static enum cm_status
findings(struct cm_front *f, enum cm_status st)
{
	enum cm_status end = cm_front_findings(f);

	return end == CM_OK ? st : end;
}

/* Each policy that is named, or every one, with a vocabulary of its own. */
static enum cm_status
each(struct cm_front *f, int n, char **words, enum cm_status (*fn)(struct cm_front *, const struct cm_policy *))
{
	const char *const *names = (const char *const *)words;
	enum cm_status st = CM_OK, one;
	unsigned count = (unsigned)n;
	struct cm_vocabulary *v;
	struct cm_policy *p;

	if (n == 0 && cm_policy_names(&names, &count, folder(f), f->arena, &f->diag) != CM_OK)
		return CM_CONFIG;
	for (unsigned i = 0; i < count; i++) {
		one = cm_vocabulary_load(&v, folder(f), f->arena, &f->diag);
		if (one == CM_OK)
			one = cm_policy_load(&p, v, names[i], f->arena, &f->diag);
		if (one == CM_OK)
			one = fn(f, p);
		if (one != CM_OK)
			st = one == CM_CONFIG && n > 0 ? CM_CONFIG : CM_BAD;
	}
	return st;
}

static const struct cm_commands commands = {cm_orders, cm_steps, cm_renamed};

static enum cm_status
check(struct cm_front *f, int n, char **words)
{
	(void)words;
	if (n)
		return cm_fail(&f->diag, CM_USAGE, "usage", "check takes no words: it checks the whole folder");
	return findings(f, cm_policy_check(folder(f), &commands, f->opt.verbose, f->arena, &f->diag));
}

static enum cm_status
test_one(struct cm_front *f, const struct cm_policy *p)
{
	struct cm_case_tally t = {0};
	enum cm_status st;

	if (p->ngates == 0)
		return CM_OK;
	st = cm_policy_run_cases(p, folder(f), &t, f->arena, &f->diag);
	if (!f->opt.quiet)
		fprintf(stderr, "cm-policy: %.*s: %u case%s, %u failed\n", (int)p->id.n, p->id.p, t.run, t.run == 1 ? "" : "s",
		    t.failed);
	return st;
}

static enum cm_status
test(struct cm_front *f, int n, char **words)
{
	return findings(f, each(f, n, words, test_one));
}

/* Cases that fail are test's matter; here only what none has fired counts. */
static enum cm_status
coverage_one(struct cm_front *f, const struct cm_policy *p)
{
	struct cm_case_tally t = {0};
	struct cm_diag scratch;
	unsigned rules = 0, fired = 0;

	cm_diag_init(&scratch, f->arena);
	cm_policy_run_cases(p, folder(f), &t, f->arena, &scratch);
	for (unsigned g = 0; g < p->ngates; g++)
		for (unsigned i = 0; i < p->gates[g].nrules; i++) {
			const struct cm_rule *r = p->gates[g].rules[i];

			if (!cm_policy_owns(p, r) || t.fired[r->index] == 2)
				continue;
			rules++;
			fired += t.fired[r->index];
			if (!t.fired[r->index])
				cm_diag_add(&f->diag, CM_WARNING, r->pos, "policy.not-covered", "no case fires %.*s",
				    (int)r->id.n, r->id.p);
			t.fired[r->index] = 2; /* counted: other gates may use it, too */
		}
	if (!f->opt.quiet && rules)
		fprintf(stderr, "cm-policy: %.*s: %u of %u rules, %u %%\n", (int)p->id.n, p->id.p, fired, rules,
		    fired * 100 / rules);
	return fired == rules ? CM_OK : CM_BAD;
}

static enum cm_status
coverage(struct cm_front *f, int n, char **words)
{
	return findings(f, each(f, n, words, coverage_one));
}

static enum cm_status
show_one(struct cm_front *f, const struct cm_policy *p)
{
	for (unsigned i = 0; i < p->nconditions; i++) {
		struct cm_record r;

		cm_record_init(&r, f->arena);
		cm_condition_record(p, &p->conditions[i], &r);
		cm_front_emit(f, &r);
	}
	for (unsigned g = 0; g < p->ngates; g++)
		for (unsigned i = 0; i < p->gates[g].nrules; i++) {
			struct cm_record r;

			cm_record_init(&r, f->arena);
			cm_rule_record(
			    p, &p->gates[g], p->gates[g].rules[i], strcmp(f->env.visible_lang, "en") == 0, &r);
			cm_front_emit(f, &r);
		}
	return CM_OK;
}

static void
show_line(void *ctx, const struct cm_policy_item *item)
{
	struct cm_front *f = ctx;
	struct cm_record r;

	cm_record_init(&r, f->arena);
	cm_item_record(item, &r);
	cm_front_emit(f, &r);
}

/* Deadlines and calendars are no policies, but shown like these. */
static enum cm_status
show_deadlines(struct cm_front *f, bool deadlines, bool calendars)
{
	struct cm_deadlines *d;
	struct cm_calendars *c;
	struct cm_vocabulary *v;
	enum cm_status st = cm_vocabulary_load(&v, folder(f), f->arena, &f->diag);

	if (st == CM_OK && deadlines && (st = cm_deadlines_review(&d, v, f->arena, &f->diag)) == CM_OK)
		cm_deadlines_show(d, show_line, f, f->arena);
	if (st != CM_CONFIG && calendars && (st = cm_calendars_load(&c, v, f->arena, &f->diag)) == CM_OK)
		cm_calendars_show(c, show_line, f, f->arena);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
show(struct cm_front *f, int n, char **words)
{
	static const char *const columns[] = {"policy", "gate", "rule", "condition", "verdict", "reason", "when", "source",
	    "message", "script", "remedy", "file", "line", "column", "symptom", "look", "action", "avoid", "next", "escalate_to",
	    "restore_within", "go", NULL};
	enum cm_status st = CM_OK, one;

	cm_front_columns(f, columns);
	if (n == 0) {
		st = each(f, 0, NULL, show_one);
		one = show_deadlines(f, true, true);
		return st == CM_OK ? one : st;
	}
	for (int i = 0; i < n; i++) {
		bool deadlines = strcmp(words[i], "deadlines") == 0, calendars = strcmp(words[i], "calendars") == 0;

		one = deadlines || calendars ? show_deadlines(f, deadlines, calendars) : each(f, 1, words + i, show_one);
		st = one == CM_OK ? st : one;
	}
	return st;
}

static enum cm_status
explain(struct cm_front *f, int n, char **words)
{
	struct cm_names names = {NULL, NULL};
	const char *code = "", *why = "";
	struct cm_record in, out;
	struct cm_reader *reader;
	struct cm_policy *p;
	enum cm_status st;

	if (n < 1)
		return cm_fail(&f->diag, CM_USAGE, "usage", "explain needs a policy, and its facts as field=value");
	st = cm_front_vocabulary(f);
	if (st == CM_OK)
		st = cm_policy_load(&p, f->vocabulary, words[0], f->arena, &f->diag);
	if (st == CM_OK)
		st = cm_reader_of_words(&reader, words + 1, n - 1, names, &f->diag);
	if (st != CM_OK)
		return st == CM_BAD ? CM_USAGE : st;
	cm_record_init(&in, f->arena);
	cm_record_init(&out, f->arena);
	if (n > 1)
		st = cm_reader_next(reader, &in, &code, &why, &f->diag);
	if (st == CM_OK)
		st = cm_policy_explain_record(p, &in, &out, &f->diag);
	if (st == CM_OK)
		st = cm_front_emit(f, &out);
	cm_reader_free(reader);
	return st == CM_BAD ? CM_USAGE : st;
}

/* A file by its place in the folder that all of them are in. */
static struct cm_str
in_folder(const struct cm_front *f, const char *file)
{
	size_t n = strlen(folder(f));

	if (strncmp(file, folder(f), n) == 0 && file[n] == '/')
		file += n + 1;
	return cm_str(file);
}

static void
emit_assumption(void *ctx, const struct cm_assumption *a)
{
	struct cm_front *f = ctx;
	struct cm_record r;

	cm_record_init(&r, f->arena);
	cm_record_set(&r, CM_STR("kind"), cm_str(a->kind));
	cm_record_set(&r, CM_STR("id"), a->id);
	cm_record_set(&r, CM_STR("what"), cm_str(a->what));
	cm_record_set(&r, CM_STR("note"), a->note.p ? a->note : CM_STR(""));
	cm_record_set(&r, CM_STR("file"), in_folder(f, a->pos.file));
	cm_record_set_json(&r, CM_STR("line"), CM_NUMBER, cm_str(cm_arena_printf(f->arena, "%u", a->pos.line)));
	cm_front_emit(f, &r);
}

static enum cm_status
assumptions_one(struct cm_front *f, const struct cm_policy *p)
{
	cm_policy_assumptions(p, emit_assumption, f, f->arena);
	return CM_OK;
}

static enum cm_status
assumed_deadlines(struct cm_front *f)
{
	struct cm_deadlines *d;
	struct cm_calendars *c;
	struct cm_vocabulary *v;
	enum cm_status st = cm_vocabulary_load(&v, folder(f), f->arena, &f->diag);

	if (st == CM_OK && (st = cm_deadlines_review(&d, v, f->arena, &f->diag)) == CM_OK)
		cm_deadlines_assumptions(d, emit_assumption, f, f->arena);
	if (st == CM_OK && (st = cm_calendars_load(&c, v, f->arena, &f->diag)) == CM_OK)
		cm_calendars_assumptions(c, emit_assumption, f, f->arena);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
assumptions(struct cm_front *f, int n, char **words)
{
	enum cm_status st = each(f, n, words, assumptions_one);
	struct cm_transitions *transitions;
	struct cm_bundles *bundles;
	struct cm_campaigns *campaigns;
	struct cm_services *services;
	struct cm_offers *offers;
	struct cm_forms *forms;

	if (st != CM_OK || n > 0)
		return st;
	st = cm_front_vocabulary(f);
	if (st == CM_OK)
		st = cm_offers_load(&offers, f->vocabulary, f->arena, &f->diag);
	if (st != CM_OK)
		return st;
	cm_offers_assumptions(offers, emit_assumption, f);
	if (offers->n)
		st = cm_transitions_load(&transitions, f->vocabulary, offers, f->arena, &f->diag);
	if (st == CM_OK && offers->n)
		cm_transitions_assumptions(transitions, emit_assumption, f, f->arena);
	if (st == CM_OK)
		st = cm_services_load(&services, f->vocabulary, f->arena, &f->diag);
	if (st == CM_OK)
		cm_services_assumptions(services, emit_assumption, f);
	if (st == CM_OK)
		st = cm_campaigns_load(&campaigns, f->vocabulary, services, f->arena, &f->diag);
	if (st == CM_OK)
		cm_campaigns_assumptions(campaigns, emit_assumption, f);
	if (st == CM_OK)
		st = cm_bundles_load(&bundles, f->vocabulary, f->arena, &f->diag);
	if (st == CM_OK)
		cm_bundles_assumptions(bundles, emit_assumption, f, f->arena);
	if (st == CM_OK)
		st = cm_forms_load(&forms, f->vocabulary, f->arena, &f->diag);
	if (st == CM_OK)
		cm_forms_assumptions(forms, emit_assumption, f, f->arena);
	if (st == CM_OK)
		st = assumed_deadlines(f);
	return st == CM_END ? CM_OK : st;
}

static struct cm_str
joined(const struct cm_str *names, unsigned n, struct cm_arena *a)
{
	struct cm_buf b = {0};
	struct cm_str s;

	for (unsigned i = 0; i < n; i++) {
		if (i)
			cm_buf_puts(&b, ", ");
		cm_buf_putstr(&b, names[i]);
	}
	s = cm_arena_str(a, cm_buf_str(&b));
	cm_buf_free(&b);
	return s;
}

static struct cm_str
values_of(const struct cm_fact *fact, struct cm_arena *a)
{
	struct cm_str *names = cm_arena_alloc(a, (fact->nvalues + 1) * sizeof *names);

	for (unsigned i = 0; i < fact->nvalues; i++) {
		const struct cm_enum_value *v = fact->values + i;

		names[i] = cm_str(cm_arena_printf(a, "%.*s%s%.*s", (int)v->name.n, v->name.p, v->zh.n ? "=" : "",
		    (int)v->zh.n, v->zh.n ? v->zh.p : ""));
	}
	return joined(names, fact->nvalues, a);
}

/* What may head a column, and what its values are called in Chinese. */
static enum cm_status
fields(struct cm_front *f, int n, char **words)
{
	static const char *const columns[] = {"field", "headings", "values", NULL};
	enum cm_status st = cm_front_words(f, 0, 0);
	struct cm_vocabulary *v;

	(void)n, (void)words;
	if (st == CM_OK)
		st = cm_vocabulary_whole(&v, folder(f), f->arena, &f->diag);
	cm_front_columns(f, columns);
	for (unsigned i = 0; st == CM_OK && i < v->n; i++) {
		const struct cm_fact *fact = v->facts + i;
		struct cm_record *r = cm_front_row(f);

		/* Two policies that are never loaded together may have a name each: the first one's is known by it. */
		if (fact->from != CM_FROM_RECORD || cm_vocabulary_slot(v, fact->id) != (int)i)
			continue;
		cm_record_set(r, CM_STR("field"), fact->id);
		cm_record_set(r, CM_STR("headings"), joined(fact->aliases, fact->naliases, r->arena));
		cm_record_set(r, CM_STR("values"), values_of(fact, r->arena));
		st = cm_front_emit(f, r);
	}
	return st;
}

static const struct cm_verb verbs[] = {
    {"check", "find what is wrong, and what can be proved to be", CM_WHOLE, NULL, NULL, NULL, check, NULL},
    {"test", "run the cases beside the policies", CM_WHOLE, NULL, NULL, NULL, test, "[POLICY ...]"},
    {"coverage", "name the rules that no case fires", CM_WHOLE, NULL, NULL, NULL, coverage, "[POLICY ...]"},
    {"show", "list the rules and named conditions", CM_WHOLE, NULL, NULL, NULL, show, "[POLICY ...]"},
    {"explain", "decide on facts given as words", CM_WHOLE, NULL, NULL, NULL, explain, "POLICY [field=value ...]"},
    {"assumptions", "list what the deck does not say", CM_WHOLE, NULL, NULL, NULL, assumptions, "[POLICY ...]"},
    {"fields", "list the fields of records and their Chinese headings", CM_WHOLE, NULL, NULL, NULL, fields, NULL},
    {0}};

static const struct cm_command command = {
    .name = "cm-policy", .help = "Check, test and explain the policies.", .verbs = verbs, .no_store = true};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
