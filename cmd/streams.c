/*
 * Where records come from and where answers go: standard input, a file, arguments or the form; standard output and the
 * rejects. Everything that can be refused before the first record is refused here.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/ident.h"
#include "front.h"
#include "run.h"
#include "base/po.h"

#include "base/banned.h"

/* ---- output ---- */

static bool
hide(void *ctx, const struct cm_field *field)
{
	(void)ctx;
	return field->secret;
}

/* The personal fact that a field is, by itself or to one of the command's verbs; NULL: none. */
static const struct cm_fact *
personal(const struct cm_run *r, struct cm_str field)
{
	const struct cm_vocabulary *v = r->f->vocabulary;
	int slot = cm_vocabulary_slot(v, field);

	if (slot >= 0 && v->facts[slot].identity)
		return &v->facts[slot];
	for (const struct cm_verb *verb = r->f->command->verbs; verb->name; verb++)
		for (const char *const *as = verb->flow ? verb->flow->as : NULL; as && *as; as += 2) {
			slot = cm_str_is(field, as[0]) ? cm_vocabulary_slot(v, cm_str(as[1])) : -1;
			if (slot >= 0 && v->facts[slot].identity)
				return &v->facts[slot];
		}
	return NULL;
}

static struct cm_str
mask(void *ctx, const struct cm_field *field, struct cm_arena *a)
{
	const struct cm_fact *f = personal(ctx, field->name);

	return f && !field->output ? cm_str(cm_mask_fact(a, f->id, field->text)) : (struct cm_str){0};
}

void
cm_run_open_writer(struct cm_run *r, const struct cm_record *first)
{
	struct cm_front *f = r->f;
	struct cm_writer_options o = {.fd = STDOUT_FILENO, .name = "<stdout>", .format = f->opt.output,
	    .made = cm_run_makes(r), .terminal = f->env.tty_out, .csv_safe = f->opt.csv_safe,
	    .hide = hide, .mask = f->env.tty_out ? mask : NULL, .ctx = r};

	if (o.format == CM_AUTO)
		o.format = f->env.tty_out && !cm_print_is_text(r) ? CM_TABLE : CM_JSONL;
	cm_front_room(f, &o);
	cm_run_columns(r, first, &o);
	r->writer = cm_writer_new(&o);
	r->writer_mark = cm_writer_mark(r->writer);
}

/* ---- input ---- */

static struct cm_str
canonical(void *ctx, struct cm_str name)
{
	const struct cm_vocabulary *v = ctx;
	int slot = cm_vocabulary_find(v, name);

	return slot < 0 ? (struct cm_str){0} : v->facts[slot].id;
}

/* A secret among the arguments would stay in the shell's history and in ps: refused, and wiped at once. */
static void
wipe_secret_words(struct cm_run *r, bool *found)
{
	*found = false;
	for (int i = 0; i < r->f->nwords; i++) {
		char *eq = strchr(r->f->words[i], '=');
		int slot = eq ? cm_vocabulary_find(r->f->vocabulary,
				    (struct cm_str){r->f->words[i], (size_t)(eq - r->f->words[i])}) : -1;

		if (slot >= 0 && r->f->vocabulary->facts[slot].secret) {
			memset(eq + 1, 'x', strlen(eq + 1));
			*found = true;
		}
	}
}

/* An argument that no one knows is a slip of the keyboard, not a field to pass on. */
static enum cm_status
check_words(struct cm_run *r)
{
	for (int i = 0; i < r->f->nwords; i++) {
		const char *eq = strchr(r->f->words[i], '=');
		struct cm_str name, near;

		if (!eq)
			return cm_fail(&r->f->diag, CM_USAGE, "argument", "not field=value: %.*s",
			    (int)strcspn(r->f->words[i], ":"), r->f->words[i]);
		name = (struct cm_str){r->f->words[i], (size_t)(eq - r->f->words[i])};
		if (cm_front_knows(r->f, name))
			continue;
		near = cm_vocabulary_nearest(r->f->vocabulary, name);
		return cm_fail(&r->f->diag, CM_USAGE, "argument", "no such field: %.*s%s%.*s", (int)name.n, name.p,
		    near.n ? _("; did you mean ") : "", (int)near.n, near.n ? near.p : "");
	}
	return CM_OK;
}

static const struct cm_input *
field_given(const struct cm_run *r, const char *word)
{
	size_t n = strcspn(word, "=");

	for (const struct cm_input *in = r->f->verb->in; in->name; in++)
		if ((in->flags & CM_WORD) && strncmp(in->name, word, n) == 0 && !in->name[n])
			return in;
	return NULL;
}

const char *
cm_front_word(const struct cm_front *f, const char *field)
{
	size_t n = strlen(field);

	for (int i = 0; i < f->nwords; i++)
		if (strncmp(f->words[i], field, n) == 0 && f->words[i][n] == '=')
			return f->words[i] + n + 1;
	return NULL;
}

/* The arguments of a verb that makes its records: some of its fields, each once. */
static enum cm_status
check_given(struct cm_run *r)
{
	struct cm_front *f = r->f;

	for (int i = 0; i < f->nwords; i++) {
		const struct cm_input *in = field_given(r, f->words[i]);

		if (!in || !strchr(f->words[i], '='))
			return cm_fail(&f->diag, CM_USAGE, "argument", "%s takes no records: what it does stands in the store", f->command->name);
		if (cm_front_word(f, in->name) != strchr(f->words[i], '=') + 1)
			return cm_fail(&f->diag, CM_USAGE, "argument", "%s is given twice", in->name);
	}
	for (const struct cm_input *in = f->verb->in; in->name; in++)
		if ((in->flags & CM_WORD) && (in->flags & CM_REQUIRED) && !cm_front_word(f, in->name))
			return cm_fail(&f->diag, CM_USAGE, "field.missing", "%s must be given: %s=…", in->name, in->name);
	return CM_OK;
}

/* The file that a verb takes in place of standard input; - is standard input. */
static enum cm_status
open_file(struct cm_front *f, const char *path, struct cm_reader_options *o)
{
	if (strcmp(path, "-") == 0)
		return CM_OK;
	o->name = path;
	o->fd = open(o->name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (o->fd < 0)
		return cm_fail(&f->diag, CM_IO, "input.open", "%s: %s", o->name, strerror(errno));
	return CM_OK;
}

static enum cm_status
open_reader(struct cm_run *r)
{
	struct cm_front *f = r->f;
	struct cm_names names = {canonical, f->vocabulary};
	struct cm_reader_options o = {
	    .fd = STDIN_FILENO, .name = "<stdin>", .format = f->opt.input, .gb18030 = f->opt.gb18030, .names = names};
	enum cm_status st;

	if (cm_run_makes(r))
		return check_given(r);
	if (f->verb && f->verb->words && f->nwords > 0 && !strchr(f->words[0], '=')) {
		st = cm_front_words(f, 0, 1);
		if (st == CM_OK)
			st = open_file(f, f->words[0], &o);
		if (st != CM_OK)
			return st;
	} else if (f->nwords > 0 && strcmp(f->words[0], "-") != 0) {
		bool secret;

		wipe_secret_words(r, &secret);
		if (secret)
			return cm_fail(&f->diag, CM_USAGE, "field.secret-argument",
			    "a PIN or PUK is never given as an argument: others can see it; give it on standard input");
		st = check_words(r);
		if (st != CM_OK)
			return st;
		r->from_words = true;
		return cm_reader_of_words(&r->reader, f->words, f->nwords, names, &f->diag);
	}
	if (o.fd == STDIN_FILENO && cm_ask_wanted(f))
		return cm_ask_open(r, names);
	if (o.fd == STDIN_FILENO && f->env.tty_in)
		return cm_fail(&f->diag, CM_USAGE, "no-input", "nothing to read: give field=value arguments or a file on standard input");
	r->fd = o.fd;
	r->reader = cm_reader_new(&o);
	return CM_OK;
}

enum cm_status
cm_front_reader(struct cm_front *f, const char *path, struct cm_reader **out)
{
	struct cm_reader_options o = {.fd = STDIN_FILENO, .name = "<stdin>", .format = f->opt.input, .gb18030 = f->opt.gb18030};
	enum cm_status st = cm_front_vocabulary(f);

	o.names = (struct cm_names){canonical, f->vocabulary};
	if (st == CM_OK)
		st = open_file(f, path, &o);
	if (st == CM_OK)
		*out = cm_reader_new(&o);
	return st;
}

/* The reader of what the command finds in the store, by its verb's policy. */
static enum cm_status
open_making(struct cm_run *r)
{
	const struct cm_life *life = cm_run_life(r, r->f->verb);

	return life ? r->f->command->records(r->f, life->policy, &r->reader) : CM_CONFIG;
}

/* Files of a dialogue, and nobody is asked. */
static enum cm_status
check_dialogue(const struct cm_run *r)
{
	const struct cm_command *c = r->f->command;

	if (r->ask || ((!c->answers || !*c->answers) && (!c->transcript || !*c->transcript)))
		return CM_OK;
	return cm_fail(&r->f->diag, CM_USAGE, "dialogue", "%s", r->f->env.tty_in && r->f->nwords
		? _("--answers and --transcript are for a dialogue, which asks for the fields itself: leave them out")
		: _("--answers and --transcript are for a dialogue at a terminal"));
}

/* What --unmask shows must be journalled, so it goes with no rehearsal, and only with a verb that can do both. */
static enum cm_status
check_unmask(struct cm_run *r)
{
	if (!r->f->opt.unmask)
		return CM_OK;
	if (!r->f->verb || !r->f->verb->flow->unmasks)
		return cm_fail(&r->f->diag, CM_USAGE, "unmask", "--unmask: this verb shows nothing that is masked");
	if (r->f->opt.dry)
		return cm_fail(&r->f->diag, CM_USAGE, "unmask", "--unmask writes its reason into the journal: not with -n");
	return CM_OK;
}

/* A batch that was sent before is looked at more closely: its file may have been changed since. */
static enum cm_status
look_for_batch(struct cm_run *r)
{
	enum cm_status st;

	if (!r->f->store || !r->f->verb || r->f->verb->kind != CM_WRITES)
		return CM_OK;
	st = cm_store_begin_read(r->f->store, &r->f->diag);
	if (st != CM_OK)
		return st;
	st = cm_request_batch_seen(
	    r->f->store, cm_run_life(r, r->f->verb)->source, cm_str(r->f->opt.batch), &r->batch_seen, &r->f->diag);
	cm_store_rollback(r->f->store);
	return st;
}

/* As what a reject says why it is one: a row of a history has a reason of its own, which must come back. */
static const char *
name_of_reason(const struct cm_verb *v)
{
	for (const struct cm_input *in = v ? v->in : NULL; in && in->name; in++)
		if (strcmp(in->name, "reason") == 0)
			return "result_reason";
	return "reason";
}

enum cm_status
cm_run_open(struct cm_run *r)
{
	enum cm_status st = cm_front_vocabulary(r->f);
	unsigned nverbs = 0;

	while (r->f->command->verbs[nverbs].name)
		nverbs++;
	r->lives = cm_arena_alloc(r->f->arena, nverbs * sizeof *r->lives);
	r->policies = cm_arena_alloc(r->f->arena, nverbs * sizeof *r->policies);
	if (st == CM_OK)
		st = cm_run_policies(r);
	if (st == CM_OK)
		st = open_reader(r);
	if (st == CM_OK)
		st = check_dialogue(r);
	if (st == CM_OK)
		st = check_unmask(r);
	if (st == CM_OK && !r->f->command->no_store && !(r->f->verb && r->f->verb->flow->no_store))
		st = cm_front_store(r->f, cm_run_writes(r));
	if (st == CM_OK && r->f->verb && !cm_run_life(r, r->f->verb))
		st = CM_CONFIG;
	if (st == CM_OK && cm_run_makes(r))
		st = open_making(r);
	if (st == CM_OK && r->f->opt.batch)
		st = look_for_batch(r);
	if (st == CM_OK)
		st = cm_print_open(r);
	if (st == CM_OK && r->f->opt.rejects)
		st = cm_rejects_new(&r->rejects, r->f->opt.rejects, name_of_reason(r->f->verb), &r->f->diag);
	if (st == CM_OK && r->f->command->secrets_file && *r->f->command->secrets_file && !r->f->opt.dry)
		st = cm_pins_open(r, *r->f->command->secrets_file);
	return st;
}

