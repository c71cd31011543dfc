/*
 * One option table feeds parsing here, -h, the SYNOPSIS check and the completions (help.c). Options may stand anywhere,
 * -- ends them, long names are never abbreviated: a name that somebody cut short would change its meaning with the next
 * option.
 */
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "base/text.h"
#include "base/ident.h"
#include "cmd.h"
#include "policy/name.h"
#include "base/po.h"

#include "base/banned.h"

/* How a value is taken: into the member of struct cm_options at `at`, or refused with what is wrong. -1: go on. */
typedef int take_value(struct cm_front *, void *at, const char *value);
static take_value take_flag, take_text, take_file, take_input, take_output, take_encoding, take_batch, take_reason;

#define AT(member) offsetof(struct cm_options, member), CM_TELL_NOTHING

/* The common options. One without a way to take a value is answered instead of work. */
static const struct common {
	struct cm_option o;
	enum {
		ALL,
		STORES, /* only for commands that may open one */
		RECORDS, /* only for commands with verbs of records */
		READ /* only where those are read from an input */
	} of;
	take_value *take;
	size_t at;
	enum cm_tell tell;
} commons[] = {
    {{'s', "store", "STORE", "the store to work on", NULL, NULL, NULL}, STORES, take_file, AT(store)},
    {{'p', "policies", "DIR", "the folder of policies", NULL, NULL, NULL}, ALL, take_file, AT(policies)},
    {{'i', "input", "FORMAT", "jsonl, csv or tsv instead of finding out", NULL, NULL, NULL}, READ, take_input, AT(input)},
    {{'o', "output", "FORMAT", "jsonl, csv, tsv or table", NULL, NULL, NULL}, ALL, take_output, AT(output)},
    {{'e', "encoding", "NAME", "gb18030 or utf-8", NULL, NULL, NULL}, READ, take_encoding, AT(gb18030)},
    {{'b', "batch", "NAME", "name the batch: records without request_id get NAME/line", NULL, NULL, NULL}, READ, take_batch, AT(batch)},
    {{0, "no-key", NULL, "take records without request_id", NULL, NULL, NULL}, READ, take_flag, AT(no_key)},
    {{'n', "dry-run", NULL, "decide and answer, change nothing", NULL, NULL, NULL}, RECORDS, take_flag, AT(dry)},
    {{'r', "rejects", "FILE", "write what was not done to FILE, as it came", NULL, NULL, NULL}, READ, take_file, AT(rejects)},
    {{'x', "explain", NULL, "add how it was decided", NULL, NULL, NULL}, RECORDS, take_flag, AT(explain)},
    {{0, "strict", NULL, "a field nobody knows makes a record invalid", NULL, NULL, NULL}, READ, take_flag, AT(strict)},
    {{0, "no-input", NULL, "never ask", NULL, NULL, NULL}, RECORDS, take_flag, AT(no_input)},
    {{0, "unmask", "REASON", "show personal data whole, and journal it", NULL, NULL, NULL}, READ, take_reason, AT(unmask)},
    {{0, "csv-safe", NULL, "defuse cells that a spreadsheet would run", NULL, NULL, NULL}, ALL, take_flag, AT(csv_safe)},
    {{0, "now", "TIME", "the clock, on a rehearsal store", NULL, NULL, NULL}, ALL, take_text, AT(now)},
    {{'q', "quiet", NULL, "no summary, no progress", NULL, NULL, NULL}, ALL, take_flag, AT(quiet)},
    {{'v', "verbose", NULL, "say more", NULL, NULL, NULL}, ALL, take_flag, AT(verbose)},
    {{'h', "help", NULL, "show this help", NULL, NULL, NULL}, ALL, NULL, 0, CM_TELL_HELP},
    {{'V', "version", NULL, "show the version", NULL, NULL, NULL}, ALL, NULL, 0, CM_TELL_VERSION},
    {{0, "help-words", NULL, NULL, NULL, NULL, NULL}, ALL, NULL, 0, CM_TELL_WORDS},
};
#define NCOMMONS (sizeof commons / sizeof *commons)

static bool
reads_records(const struct cm_command *c)
{
	for (const struct cm_verb *v = c->verbs; v->name; v++)
		if (v->kind != CM_WHOLE)
			return true;
	return false;
}

static bool
reads_input(const struct cm_command *c)
{
	for (const struct cm_verb *v = c->verbs; v->name; v++)
		if (v->kind != CM_WHOLE && !cm_verb_makes(c, v))
			return true;
	return false;
}

static bool
offered(const struct cm_command *c, const struct common *m)
{
	switch (m->of) {
	case STORES:
		return !c->no_store;
	case RECORDS:
		return reads_records(c);
	case READ:
		return reads_input(c);
	case ALL:
		break;
	}
	return true;
}

const struct cm_option *
cm_option_at(const struct cm_command *c, unsigned n)
{
	for (const struct cm_option *o = c->options; o && o->name; o++)
		if (n-- == 0)
			return o;
	for (unsigned i = 0; i < NCOMMONS; i++)
		if (offered(c, &commons[i]) && commons[i].o.help && n-- == 0)
			return &commons[i].o;
	return NULL;
}

/* ---- parsing ---- */

static int
usage_error(const struct cm_front *f, const char *what, const char *which, const char *hint)
{
	struct cm_buf shown = {0};

	cm_text_visible(&shown, cm_str(which)); /* it may have come out of a file, or a window */
	fprintf(stderr, "%s: %s: %.*s%s%s\n", f->command->name, _(what), (int)shown.n, shown.n ? shown.p : "",
	    hint ? _("; did you mean ") : "", hint ? hint : "");
	fprintf(stderr, _("Try '%s -h'.\n"), f->command->name);
	cm_buf_free(&shown);
	return 2;
}

static const char *
nearest_option(const struct cm_front *f, struct cm_str name)
{
	const char *best = NULL;
	unsigned least = 3;

	for (const struct cm_option *o = f->command->options; o && o->name; o++)
		if (cm_str_distance(name, cm_str(o->name), 2) < least) {
			least = cm_str_distance(name, cm_str(o->name), 2);
			best = o->name;
		}
	for (unsigned i = 0; i < NCOMMONS; i++)
		if (commons[i].o.help && offered(f->command, &commons[i]) &&
		    cm_str_distance(name, cm_str(commons[i].o.name), 2) < least) {
			least = cm_str_distance(name, cm_str(commons[i].o.name), 2);
			best = commons[i].o.name;
		}
	return best ? cm_arena_printf(f->arena, "--%s", best) : NULL;
}

static bool
read_format(const char *text, bool output, enum cm_format *format)
{
	static const struct {
		const char *name;
		enum cm_format format;
	} formats[] = {{"jsonl", CM_JSONL}, {"csv", CM_CSV}, {"tsv", CM_TSV}, {"table", CM_TABLE}};

	for (unsigned i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(text, formats[i].name) == 0 && (output || formats[i].format != CM_TABLE)) {
			*format = formats[i].format;
			return true;
		}
	return false;
}

static int
take_flag(struct cm_front *f, void *at, const char *value)
{
	(void)f;
	(void)value;
	*(bool *)at = true;
	return -1;
}

static int
take_text(struct cm_front *f, void *at, const char *value)
{
	(void)f;
	*(const char **)at = value;
	return -1;
}

static int
take_file(struct cm_front *f, void *at, const char *value)
{
	if (!*value) /* "$FILE", and FILE is unset */
		return usage_error(f, "an empty name", "of a file or folder", NULL);
	return take_text(f, at, value);
}

/* For what is written into the store, which takes UTF-8 only. */
static int
take_utf8(struct cm_front *f, void *at, const char *value)
{
	if (cm_utf8_check(value, strlen(value)) < strlen(value))
		return usage_error(f, "not UTF-8", value, NULL);
	return take_text(f, at, value);
}

static int
take_batch(struct cm_front *f, void *at, const char *value)
{
	if (!*value || strlen(value) > 128 || strpbrk(value, "/\n\t"))
		return usage_error(f, "-b takes a name of 1 to 128 bytes without /, not", value, NULL);
	return take_utf8(f, at, value);
}

static int
take_reason(struct cm_front *f, void *at, const char *value)
{
	if (!*value)
		return usage_error(f, "--unmask wants a reason, not", _("an empty text"), NULL);
	return take_utf8(f, at, value);
}

static int
take_input(struct cm_front *f, void *at, const char *value)
{
	return read_format(value, false, at) ? -1 : usage_error(f, "-i takes jsonl, csv or tsv, not", value, NULL);
}

static int
take_output(struct cm_front *f, void *at, const char *value)
{
	return read_format(value, true, at) ? -1 : usage_error(f, "-o takes jsonl, csv, tsv or table, not", value, NULL);
}

static int
take_encoding(struct cm_front *f, void *at, const char *value)
{
	bool gb = strcasecmp(value, "gb18030") == 0 || strcasecmp(value, "gbk") == 0 || strcasecmp(value, "gb2312") == 0;

	if (!gb && strcasecmp(value, "utf-8") != 0 && strcasecmp(value, "utf8") != 0)
		return usage_error(f, "-e takes gb18030 or utf-8, not", value, NULL);
	*(bool *)at = gb;
	return -1;
}

/* An option by letter or by name. *common is its index among the common ones, or -1. */
static const struct cm_option *
find(const struct cm_front *f, char letter, struct cm_str name, int *common)
{
	*common = -1;
	for (const struct cm_option *o = f->command->options; o && o->name; o++)
		if (letter ? o->letter == letter : cm_str_is(name, o->name))
			return o;
	for (unsigned i = 0; i < NCOMMONS; i++)
		if (offered(f->command, &commons[i]) &&
		    (letter ? commons[i].o.letter == letter : cm_str_is(name, commons[i].o.name))) {
			*common = (int)i;
			return &commons[i].o;
		}
	return NULL;
}

static int
take(struct cm_front *f, const struct cm_option *o, int common, const char *value)
{
	const struct common *m = common >= 0 ? &commons[common] : NULL;

	if (m && m->take)
		return m->take(f, (char *)&f->opt + m->at, value);
	if (m) {
		f->tell = m->tell;
		return 0;
	}
	if (o->flag)
		*o->flag = true;
	if (o->value)
		*o->value = value;
	return -1;
}

static int
long_option(struct cm_front *f, char **argv, int argc, int *i)
{
	const char *arg = argv[*i] + 2, *eq = strchr(arg, '='), *value = NULL;
	struct cm_str name = {arg, eq ? (size_t)(eq - arg) : strlen(arg)};
	const struct cm_option *o;
	int common;

	o = find(f, 0, name, &common);
	/* Without its value, which may be a secret. */
	if (!o || (!o->arg && eq))
		return usage_error(f, o ? "this option takes no value" : "unknown option",
		    cm_arena_printf(f->arena, "--%.*s", (int)name.n, name.p), o ? NULL : nearest_option(f, name));
	if (o->arg) {
		value = eq ? eq + 1 : *i + 1 < argc ? argv[++*i] : NULL;
		if (!value)
			return usage_error(f, "this option wants a value", argv[*i], NULL);
	}
	return take(f, o, common, value);
}

static int
short_options(struct cm_front *f, char **argv, int argc, int *i)
{
	for (const char *p = argv[*i] + 1; *p; p++) {
		const char *value = NULL;
		const struct cm_option *o;
		int common, rc;

		o = find(f, *p, (struct cm_str){0}, &common);
		if (!o)
			return usage_error(f, "unknown option", cm_arena_printf(f->arena, "-%c", *p), NULL);
		if (o->arg) {
			value = p[1] ? p + 1 : *i + 1 < argc ? argv[++*i] : NULL;
			if (!value)
				return usage_error(f, "this option wants a value", cm_arena_printf(f->arena, "-%c", *p), NULL);
		}
		rc = take(f, o, common, value);
		if (rc >= 0 || o->arg)
			return rc;
	}
	return -1;
}

/* The kinds that a verb of two words has: "numbers, sims or lines". */
static const char *
kinds_of(struct cm_front *f, const struct cm_verb *family)
{
	const char *list = NULL;

	for (const struct cm_verb *v = f->command->verbs; v->name; v++) {
		const char *kind = v->name + cm_verb_first(v);
		bool last = !v[1].name || !cm_verb_same_first(v, v + 1);

		if (cm_verb_same_first(v, family) && *kind)
			list = cm_arena_printf(f->arena, "%s%s%s", list ? list : "", !list ? "" : last ? _(" or ") : _(", "), kind + 1);
	}
	return list;
}

/* The kind that was meant, or NULL. */
static const char *
kind_near(struct cm_front *f, const struct cm_verb *family, const char *kind)
{
	struct cm_nearest near = {.wanted = cm_str(kind)};

	for (const struct cm_verb *v = f->command->verbs; v->name; v++)
		if (cm_verb_same_first(v, family) && v->name[cm_verb_first(v)])
			cm_nearest_try(&near, cm_str(v->name + cm_verb_first(v) + 1));
	return near.best.p;
}

/* The verb of the first word, or of the first two; what is wrong with them is said here, and NULL returned. */
static const struct cm_verb *
find_verb(struct cm_front *f)
{
	const char *word = f->words[0], *kind = f->nwords > 1 ? f->words[1] : "", *hint = NULL;
	const struct cm_verb *family = NULL;
	unsigned least = 3;

	for (const struct cm_verb *v = f->command->verbs; v->name; v++) {
		struct cm_str first = {v->name, cm_verb_first(v)};
		unsigned d = cm_str_distance(cm_str(word), first, 2);

		if (d == 0 && (!v->name[first.n] || strcmp(v->name + first.n + 1, kind) == 0))
			return v;
		if (d == 0)
			family = v;
		if (d < least) {
			least = d;
			hint = cm_arena_strn(f->arena, first.p, first.n);
		}
	}
	if (family)
		usage_error(f, cm_arena_printf(f->arena, _("%s takes %s, not"), word, kinds_of(f, family)),
		    *kind ? kind : _("nothing"), kind_near(f, family, kind));
	else if (!hint && access(word, R_OK) == 0)
		usage_error(f, _("records come from standard input: say <"), word, NULL);
	else if (!hint && cm_msisdn_ok(cm_str(word)))
		usage_error(f, "no such verb", word, cm_arena_printf(f->arena, "msisdn=%s", word));
	else
		usage_error(f, "no such verb", cm_arena_strn(f->arena, word, strcspn(word, ":=")), hint); /* not what may be a PIN */
	return NULL;
}

/* An option that belongs to one verb is no option of another. */
static int
check_options(const struct cm_front *f)
{
	if (cm_verb_makes(f->command, f->verb) &&
	    (f->opt.batch || f->opt.rejects || f->opt.no_key || f->opt.strict || f->opt.unmask || f->opt.input || f->opt.gb18030))
		return usage_error(f, "this verb reads no records: it takes none of -i, -e, -b, -r, --no-key, --strict, --unmask", f->verb->name, NULL);
	for (const struct cm_option *o = f->command->options; o && o->name; o++)
		if (o->verb && ((o->flag && *o->flag) || (o->value && *o->value)) &&
		    (!f->verb || strcmp(o->verb, f->verb->name) != 0))
			return usage_error(f, cm_arena_printf(f->arena, _("an option of %s only"), o->verb),
			    cm_arena_printf(f->arena, "--%s", o->name), NULL);
	return -1;
}

/* The first word is the verb, unless it is field=value; what a command without default verb is given must be one. */
static int
take_verb(struct cm_front *f)
{
	const char *word = f->nwords ? f->words[0] : NULL;
	const struct cm_command *c = f->command;

	if (word && !strchr(word, '=')) {
		int used;

		f->verb = find_verb(f);
		if (!f->verb)
			return 2;
		used = f->verb->name[cm_verb_first(f->verb)] ? 2 : 1;
		f->words += used;
		f->nwords -= used;
		return check_options(f);
	}
	for (const struct cm_verb *v = c->verbs; v->name; v++)
		if (c->default_verb && strcmp(v->name, c->default_verb) == 0)
			f->verb = v;
	if (!f->verb && (word || !reads_records(c)))
		return usage_error(f, "which verb? this command has no default one", word ? word : _("nothing was given"), NULL);
	return check_options(f);
}

int
cm_options_parse(struct cm_front *f, int argc, char **argv)
{
	bool ended = false;

	f->words = cm_arena_alloc(f->arena, ((size_t)argc + 1) * sizeof *f->words);
	for (int i = 1; i < argc; i++) {
		int rc = -1;

		if (ended || argv[i][0] != '-' || !argv[i][1])
			f->words[f->nwords++] = argv[i];
		else if (strcmp(argv[i], "--") == 0)
			ended = true;
		else if (argv[i][1] == '-')
			rc = long_option(f, argv, argc, &i);
		else
			rc = short_options(f, argv, argc, &i);
		if (rc >= 0)
			return rc;
	}
	return take_verb(f);
}
