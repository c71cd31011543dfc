/* What people are told on stderr while and after records run: unknown fields, progress, the summary. */
#include <stdio.h>

#include "front.h"
#include "run.h"
#include "base/po.h"

#include "base/banned.h"

#define PROGRESS_AFTER 1000000 /* microseconds */
#define PROGRESS_EVERY 200000

/* The next letter or digit from p on, small; blanks and signs do not count. 0: there is none. */
static char
next_letter(const char **p, const char *end)
{
	while (*p < end) {
		char ch = *(*p)++;

		if (ch >= 'A' && ch <= 'Z')
			return (char)(ch - 'A' + 'a');
		if (ch != ' ' && ch != '_' && ch != '-' && ch != '.')
			return ch;
	}
	return 0;
}

static bool
spelt_alike(struct cm_str a, struct cm_str b)
{
	const char *p = a.p, *q = b.p;
	char x, y;

	do {
		x = next_letter(&p, a.p + a.n);
		y = next_letter(&q, b.p + b.n);
	} while (x && x == y);
	return x == y;
}

bool
cm_run_means_secret(const struct cm_run *r, struct cm_str name)
{
	const struct cm_vocabulary *v = r->f->vocabulary;

	for (unsigned i = 0; i < v->n; i++)
		if (v->facts[i].secret && spelt_alike(name, v->facts[i].id))
			return true;
	return false;
}

/* Every name is judged once, and what a verb reads from a file of its own has nobody behind it to pass a field on to; beyond CM_UNKNOWN different ones the warnings have made their point. */
bool
cm_tell_unknown(struct cm_run *r, struct cm_str name, size_t line)
{
	struct cm_str near;
	bool secret;

	for (unsigned i = 0; i < r->nunknown; i++)
		if (cm_str_eq(r->unknown[i], name))
			return r->unknown_secret[i];
	secret = cm_run_means_secret(r, name);
	if (r->nunknown == CM_UNKNOWN)
		return secret;
	r->unknown_secret[r->nunknown] = secret;
	r->unknown[r->nunknown++] = cm_arena_str(r->desk->arena, name);
	if (secret) {
		cm_diag_add(r->desk, CM_WARNING, (struct cm_pos){0}, "field.unknown",
		    "line %zu: the field %.*s is not read; it may be a secret and is not written either", line, (int)name.n,
		    name.p);
		return true;
	}
	if (r->f->verb && r->f->verb->words && !cm_front_knows(r->f, name)) {
		cm_diag_add(r->desk, CM_WARNING, (struct cm_pos){0}, "field.unknown",
		    "line %zu: nobody reads the column %.*s; cm-policy fields lists the names that are known", line,
		    (int)name.n, name.p);
		return false;
	}
	near = cm_vocabulary_nearest(r->f->vocabulary, name);
	/* Somebody's own short column is two edits from many a name, one of a letter or two is one: those are no slips. */
	if (near.n && (name.n >= 6 || (name.n > 2 && cm_str_distance(name, near, 1) <= 1)) && !cm_front_knows(r->f, name))
		cm_diag_add(r->desk, CM_WARNING, (struct cm_pos){0}, "field.unknown",
		    "line %zu: the field %.*s passes unread; did you mean %.*s?", line, (int)name.n, name.p, (int)near.n,
		    near.p);
	return false;
}

void
cm_tell_progress(struct cm_run *r)
{
	int64_t now;

	if (!r->f->env.tty_err || r->f->opt.quiet || r->ask || r->records < r->tell_from)
		return;
	r->tell_from = r->records + 64; /* the clock is not asked for every record */
	now = cm_env_ticks();
	if (now - r->started < PROGRESS_AFTER || now - r->told < PROGRESS_EVERY)
		return;
	r->told = now;
	r->progress_shown = true;
	fputc('\r', stderr);
	fprintf(stderr, cm_pon("%s: %lu record, %.0f a second", "%s: %lu records, %.0f a second", r->records), r->f->command->name, r->records,
	    (double)r->records / ((double)(now - r->started) / 1e6));
	fputs("\033[K", stderr);
	fflush(stderr);
}

void
cm_tell_now(struct cm_run *r)
{
	if (r->progress_shown)
		fprintf(stderr, "\r\033[K");
	cm_diag_print(&r->f->diag, r->f->command->name);
}

void
cm_tell_summary(struct cm_run *r)
{
	static const char *const outcomes[CM_O_COUNT] = {N_("done"), N_("duplicate"), N_("refused"), N_("referred"),
	    N_("undecided"), N_("invalid"), N_("failed")};

	if (r->progress_shown)
		fprintf(stderr, "\r\033[K");
	cm_front_tell_left_out(r->f, r->writer);
	if (r->f->opt.quiet || r->from_words || !r->writer)
		return;
	fprintf(stderr, cm_pon("%s: %lu record", "%s: %lu records", r->records), r->f->command->name, r->records);
	for (int i = 0; i < CM_O_COUNT; i++)
		if (r->counts[i] && i == CM_O_DONE && cm_run_makes(r) && r->f->verb->kind == CM_READS)
			fprintf(stderr, _(", %lu found"), r->counts[i]); /* in the store; nothing was done with it */
		else if (r->counts[i])
			fprintf(stderr, _(", %lu %s"), r->counts[i], _(outcomes[i]));
	if (r->passed)
		fprintf(stderr, _(", %lu passed on"), r->passed);
	if (r->undone)
		fprintf(stderr, _(", %lu with an earlier step not done"), r->undone);
	if (r->held && r->f->verb && r->f->verb->flow->answers == CM_ANSWERS_DONE)
		fprintf(stderr, _(", %lu held back"), r->held);
	if (cm_stop_signal)
		fprintf(stderr, "%s", _("; stopped by a signal: run the same again"));
	if (r->f->opt.dry)
		fprintf(stderr, "%s", _(" (dry run: nothing was changed)"));
	fputc('\n', stderr);
}
