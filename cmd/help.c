/*
 * What a command says about itself, out of the tables that it is parsed by: -h for people, --help-words for
 * completions/words.awk.
 */
#include <stdio.h>

#include "front.h"
#include "policy/review.h"
#include "base/po.h"

#include "base/banned.h"

static void
print_option(const struct cm_option *o)
{
	char left[64];

	snprintf(left, sizeof left, "%c%c%s--%s%s%s", o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
	    o->letter ? ", " : "  ", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
	printf(o->verb ? "  %-24s %s (%s)\n" : "  %-24s %s\n", left, _(o->help), o->verb ? o->verb : "");
}

/* What a verb takes that makes its records itself. */
static const char *
given(const struct cm_verb *v)
{
	for (unsigned i = 0; v->in && v->in[i].name; i++)
		if (v->in[i].flags & CM_WORD)
			return "field=value ...";
	return "";
}

/* Verbs of two words have one line, in which KIND stands for the second. */
static void
print_synopsis(const struct cm_command *c)
{
	for (const struct cm_verb *v = c->verbs; v->name; v++) {
		bool dflt = c->default_verb && strcmp(c->default_verb, v->name) == 0;
		const char *words = v->words ? v->words : v->kind == CM_WHOLE ? "" : cm_verb_makes(c, v) ? given(v) : "[field=value ...]";
		size_t n = cm_verb_first(v);

		if (v > c->verbs && v->name[n] && cm_verb_same_first(v - 1, v))
			continue;
		printf("%s %s [options] %s%.*s%s%s%s%s\n", v == c->verbs ? _("usage:") : "      ", c->name,
		    dflt ? "[" : "", (int)n, v->name, v->name[n] ? " KIND" : "", dflt ? "]" : "", *words ? " " : "",
		    words);
	}
}

static void
print_fields(const struct cm_command *c, const struct cm_verb *v)
{
	bool made = cm_verb_makes(c, v);

	if (!v->in || (made && !*given(v)))
		return;
	printf(_("\nFields of %s (* must be given):\n "), v->name);
	for (unsigned i = 0, col = 1; v->in[i].name; i++) {
		size_t w = strlen(v->in[i].name) + 2;

		if (made && !(v->in[i].flags & CM_WORD))
			continue;
		if (col + w > 78) {
			printf("\n ");
			col = 1;
		}
		printf(" %s%s", v->in[i].name, v->in[i].flags & CM_REQUIRED ? "*" : "");
		col += (unsigned)w;
	}
	putchar('\n');
}

void
cm_usage_print(const struct cm_command *c)
{
	int width = 14;

	print_synopsis(c);
	printf(_("\n%s\n\nVerbs:\n"), _(c->help));
	for (const struct cm_verb *v = c->verbs; v->name; v++)
		if (width < (int)strlen(v->name))
			width = (int)strlen(v->name);
	for (const struct cm_verb *v = c->verbs; v->name; v++)
		printf("  %-*s %s\n", width, v->name, _(v->help));
	printf("%s", _("\nOptions:\n"));
	for (unsigned i = 0; cm_option_at(c, i); i++)
		print_option(cm_option_at(c, i));
	for (const struct cm_verb *v = c->verbs; v->name; v++)
		print_fields(c, v);
	printf(_("\nSee man %s.\n"), c->name);
}

/* ---- words for the completions ---- */

/*
 * Lines of columns parted by tabs, - where there is nothing:
 *
 *	command NAME HELP
 *	verb NAME WORDS default|- HELP
 *	option LETTER NAME ARG HELP
 *	choice OPTION VALUE
 *	field VERB NAME LABEL
 *	value FIELD VALUE LABEL
 *	word KIND VALUE		what stands for KIND in the WORDS of a verb
 */
static const char *
or_none(const char *s)
{
	return s && *s ? s : "-";
}

static void
print_str(struct cm_str s, char end)
{
	printf("%.*s%c", s.n ? (int)s.n : 1, s.n ? s.p : "-", end);
}

static void
print_value(const char *field, struct cm_str value, struct cm_str label)
{
	printf("value\t%s\t", field);
	print_str(value, '\t');
	print_str(label, '\n');
}

static void
print_option_words(const struct cm_option *o)
{
	static const char *const choices[][2] = {{"input", "jsonl"}, {"input", "csv"}, {"input", "tsv"},
	    {"output", "jsonl"}, {"output", "csv"}, {"output", "tsv"}, {"output", "table"}, {"encoding", "gb18030"},
	    {"encoding", "utf-8"}};

	printf("option\t%c\t%s\t%s\t%s\n", o->letter ? o->letter : '-', o->name, or_none(o->arg), o->help);
	for (unsigned i = 0; i < sizeof choices / sizeof *choices; i++)
		if (strcmp(choices[i][0], o->name) == 0)
			printf("choice\t%s\t%s\n", o->name, choices[i][1]);
}

/* A plan is one of the offers', of which the vocabulary knows nothing. */
static void
print_plans(const struct cm_offers *offers)
{
	for (unsigned i = 0; offers && i < offers->n; i++)
		if (cm_str_is(offers->offers[i].status, "active"))
			print_value("plan", offers->offers[i].id, offers->offers[i].name.en);
}

static void
print_bundles(const struct cm_bundles *all)
{
	for (unsigned i = 0; all && i < all->n; i++)
		if (cm_str_is(all->bundles[i].status, "active"))
			print_value("bundle", all->bundles[i].id, all->bundles[i].name.en);
}

/* A secret is refused on the command line: so it is not offered there either. */
static void
print_field_words(
    const struct cm_verb *v, const struct cm_input *in, const struct cm_front *f, const struct cm_offers *offers,
    const struct cm_bundles *bundles)
{
	int slot = cm_vocabulary_slot(f->vocabulary, cm_str(cm_flow_fact(v->flow, in->name)));
	const struct cm_fact *fact = slot < 0 ? NULL : &f->vocabulary->facts[slot];

	if (!fact || fact->secret)
		return;
	printf("field\t%s\t%s\t", v->name, in->name);
	print_str(fact->en, '\n');
	for (unsigned i = 0; i < fact->nvalues; i++)
		if (cm_enum_value_is_of(&fact->values[i], cm_str(f->command->name)))
			print_value(in->name, fact->values[i].name, fact->values[i].en);
	if (fact->type == CM_T_BOOL) {
		print_value(in->name, CM_STR("true"), CM_STR("yes"));
		print_value(in->name, CM_STR("false"), CM_STR("no"));
	}
	if (strcmp(in->name, "plan") == 0)
		print_plans(offers);
	if (strcmp(in->name, "bundle") == 0)
		print_bundles(bundles);
}

static bool
names_policies(const struct cm_command *c)
{
	for (const struct cm_verb *v = c->verbs; v->name; v++)
		if (v->words && strstr(v->words, "POLICY"))
			return true;
	return false;
}

static enum cm_status
print_policies(struct cm_front *f)
{
	const char *const *names;
	enum cm_status st;
	unsigned n;

	st = cm_policy_names(&names, &n, f->vocabulary->dir, f->arena, &f->diag);
	for (unsigned i = 0; st == CM_OK && i < n; i++)
		printf("word\tPOLICY\t%s\n", names[i]);
	return st;
}

enum cm_status
cm_words_print(struct cm_front *f)
{
	const struct cm_command *c = f->command;
	struct cm_offers *offers = NULL;
	struct cm_bundles *bundles = NULL;
	struct cm_policy *p;
	enum cm_status st = cm_front_vocabulary(f);

	for (const struct cm_verb *v = c->verbs; v->name && st == CM_OK; v++)
		if (v->flow)
			st = cm_policy_load(&p, f->vocabulary, v->flow->policy, f->arena, &f->diag);
	if (st == CM_OK)
		st = cm_offers_load(&offers, f->vocabulary, f->arena, &f->diag);
	if (st == CM_OK)
		st = cm_bundles_load(&bundles, f->vocabulary, f->arena, &f->diag);
	if (st != CM_OK)
		return st;
	printf("command\t%s\t%s\n", c->name, c->help);
	for (const struct cm_verb *v = c->verbs; v->name; v++)
		printf("verb\t%s\t%s\t%s\t%s\n", v->name, or_none(v->words),
		    c->default_verb && strcmp(c->default_verb, v->name) == 0 ? "default" : "-", v->help);
	for (unsigned i = 0; cm_option_at(c, i); i++)
		print_option_words(cm_option_at(c, i));
	for (const struct cm_verb *v = c->verbs; v->name; v++)
		for (unsigned i = 0; v->in && v->in[i].name; i++)
			if (!cm_verb_makes(c, v) || (v->in[i].flags & CM_WORD))
				print_field_words(v, &v->in[i], f, offers, bundles);
	return names_policies(c) ? print_policies(f) : CM_OK;
}
