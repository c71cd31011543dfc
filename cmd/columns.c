/*
 * Which columns a CSV, a TSV or a table has: the input's, then what the command adds; and which of them a terminal shows
 * when it has no room for all.
 */
#include <stdio.h>

#include "base/po.h"
#include "base/text.h"
#include "front.h"
#include "run.h"

#include "base/banned.h"

#define COLUMNS_OWN 256 /* more than all that a command adds */

struct columns {
	struct cm_str *names;
	unsigned n;
};

static bool
has(const struct columns *c, struct cm_str name)
{
	return cm_str_among(c->names, c->n, name);
}

static void
add(struct columns *c, struct cm_str name)
{
	if (!has(c, name))
		c->names[c->n++] = name;
}

/* A secret has no column in any output. */
static void
add_input(const struct cm_run *r, struct columns *c, struct cm_str name)
{
	int slot = cm_vocabulary_find(r->f->vocabulary, name);

	if (slot < 0 ? !cm_run_means_secret(r, name) : !r->f->vocabulary->facts[slot].secret)
		c->names[c->n++] = name; /* the reader has seen to it that there is none twice */
}

void
cm_run_columns(struct cm_run *r, const struct cm_record *first, struct cm_writer_options *o)
{
	static const char *const before[] = {"result", "reason", "message", NULL};
	static const char *const behind[] = {"order_id", "order_status", "remedy", "ask", "warnings", "script", NULL};
	static const char *const whole[] = {"reasons", "disclose", "tasks", "next", "trail", "input_line", NULL};
	static const char *const lists[] = {"disclose", "tasks", NULL}; /* of them, what people are to read */
	struct columns c = {0};
	bool table = o->format == CM_TABLE;
	const struct cm_str *in;
	bool led; /* by steps: some of them may not be done */
	unsigned n;

	if (o->format == CM_JSONL)
		return;
	in = cm_reader_columns(r->reader, &n);
	c.names = cm_arena_alloc(r->f->arena, (n + (first ? first->n : 0) + COLUMNS_OWN) * sizeof *c.names);
	for (unsigned i = 0; i < n; i++)
		add_input(r, &c, in[i]);
	for (unsigned i = 0; n == 0 && first && i < first->n; i++)
		add_input(r, &c, cm_arena_str(r->f->arena, first->fields[i].name)); /* the reader moves on */
	led = has(&c, CM_STR("next"));
	if (!cm_run_makes(r))
		add(&c, CM_STR("request_id"));
	for (unsigned i = 0; before[i]; i++)
		add(&c, cm_str(before[i]));
	for (const struct cm_verb *v = r->f->command->verbs; v->name; v++)
		for (unsigned i = 0; v->out && v->out[i] && (!r->f->verb || v == r->f->verb); i++)
			add(&c, cm_str(v->out[i]));
	for (unsigned i = 0; behind[i]; i++)
		add(&c, cm_str(behind[i]));
	for (unsigned i = 0; (table ? lists : whole)[i]; i++)
		add(&c, cm_str((table ? lists : whole)[i]));
	if (led && !table)
		add(&c, CM_STR("undone"));
	if (r->f->opt.dry && cm_run_writes(r))
		add(&c, CM_STR("dry_run"));
	if (r->f->opt.explain)
		add(&c, CM_STR("explain"));
	o->columns = c.names;
	o->ncolumns = c.n;
}

void
cm_front_columns_behind(
    struct cm_front *f, const struct cm_reader *reader, const struct cm_record *first, const char *const *names)
{
	struct columns c = {0};
	unsigned n;
	const struct cm_str *header = cm_reader_columns(reader, &n);

	c.names = cm_arena_alloc(f->arena, ((n ? n : first->n) + COLUMNS_OWN) * sizeof *c.names);
	for (unsigned i = 0; i < (n ? n : first->n); i++) {
		struct cm_str name = n ? header[i] : first->fields[i].name;
		int slot = cm_vocabulary_find(f->vocabulary, name);
		unsigned k = 0;

		while (names[k] && !cm_str_is(name, names[k]))
			k++;
		if (!names[k] && (slot < 0 || !f->vocabulary->facts[slot].secret))
			add(&c, cm_arena_str(f->arena, name));
	}
	for (unsigned i = 0; names[i]; i++)
		add(&c, cm_str(names[i]));
	f->columns = c.names;
	f->ncolumns = c.n;
}

void
cm_front_room(const struct cm_front *f, struct cm_writer_options *o)
{
	static const char *const worth[] = {"msisdn", "result", "order_id", "ticket_id", "reply_due", "minutes_left",
	    "overdue", "reason", "iccid", "id_no", "level", "id", "rule", "kind", "item", "value", "what", "at",
	    "command", "plan", "amount", "message", "operator", "state", "verdict", "when", "file", "line",
	    "request_id", "balance", "monthly_fee", "saving", "total", "total_due", "recommended", "plan_name",
	    "service", "month", "status", "subject", NULL};
	static const char *const apart[] = {"disclose", "tasks", "explain", NULL};

	o->width = f->env.tty_out ? f->env.columns : 0;
	o->upright = f->opt.explain;
	o->worth = worth;
	o->apart = apart;
}

void
cm_front_tell_left_out(const struct cm_front *f, const struct cm_writer *w)
{
	struct cm_buf b = {0};

	if (w && f->env.tty_out && !f->opt.quiet)
		cm_writer_left_out(w, &b);
	if (b.n) {
		struct cm_buf line = {0};
		struct cm_str rest;

		cm_buf_printf(&line, _("%s: no room for %.*s; -o csv has all"), f->command->name, (int)b.n, b.p);
		for (rest = cm_buf_str(&line); rest.n;) {
			struct cm_str part = cm_text_line(&rest, f->env.columns);

			fprintf(stderr, "%.*s\n", (int)part.n, part.p);
		}
		cm_buf_free(&line);
	}
	cm_buf_free(&b);
}
