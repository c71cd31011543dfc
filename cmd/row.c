/*
 * One row before the lock: reading it, whether it is ours, under which verb and key, its shape.
 */
#include <stdio.h>

#include "front.h"
#include "run.h"
#include "base/po.h"
#include "policy/name.h"
#include "record/step.h"
#include "record/value.h"

#include "base/banned.h"

/* ---- policies and lives, made when a verb is first needed ---- */

static struct cm_policy *
policy_of(struct cm_run *r, unsigned index, const char *name)
{
	for (unsigned i = 0; r->f->command->verbs[i].name; i++)
		if (r->policies[i] && cm_str_is(r->policies[i]->id, name))
			return r->policies[index] = r->policies[i];
	if (cm_policy_load(&r->policies[index], r->f->vocabulary, name, r->f->arena, &r->f->diag) != CM_OK)
		return NULL;
	return r->policies[index];
}

/* Who names the service as an argument is answered by its trees alone. */
static enum cm_status
load_trees(struct cm_run *r)
{
	const char *service = cm_front_word(r->f, "service"), *symptom = cm_front_word(r->f, "symptom");
	bool one = service && cm_name_is_word(cm_str(service)) && !(symptom && strchr(symptom, '.'));
	enum cm_status st = one ? cm_trees_load(&r->trees, r->f->vocabulary, service, r->f->arena, &r->f->diag) : CM_END;

	return st == CM_END ? cm_trees_load(&r->trees, r->f->vocabulary, NULL, r->f->arena, &r->f->diag) : st;
}

enum cm_status
cm_run_policies(struct cm_run *r)
{
	const struct cm_verb *verbs = r->f->command->verbs;

	for (const struct cm_verb *v = verbs; v->name; v++)
		if (v->flow && (!r->f->verb || v == r->f->verb) && !policy_of(r, (unsigned)(v - verbs), v->flow->policy))
			return CM_CONFIG;
	return CM_OK;
}

struct cm_life *
cm_run_life(struct cm_run *r, const struct cm_verb *v)
{
	unsigned index = (unsigned)(v - r->f->command->verbs);
	struct cm_life *life;
	enum cm_status st;

	if (r->lives[index]) {
		r->lives[index]->store = r->f->store;
		return r->lives[index];
	}
	life = cm_arena_alloc(r->f->arena, sizeof *life);
	life->policy = policy_of(r, index, v->flow->policy);
	if (!life->policy)
		return NULL;
	if (v->flow->whole)
		r->whole = cm_front_whole(r->f);
	if (v->flow->offers && !r->offers &&
	    cm_offers_load(&r->offers, r->f->vocabulary, r->f->arena, &r->f->diag) != CM_OK)
		return NULL;
	if (v->flow->transitions && !r->transitions &&
	    cm_transitions_load(&r->transitions, r->f->vocabulary, r->offers, r->f->arena, &r->f->diag) != CM_OK)
		return NULL;
	if (v->flow->services && !r->services &&
	    cm_services_load(&r->services, r->f->vocabulary, r->f->arena, &r->f->diag) != CM_OK)
		return NULL;
	if (v->flow->campaigns && !r->campaigns &&
	    cm_campaigns_load(&r->campaigns, r->f->vocabulary, r->services, r->f->arena, &r->f->diag) != CM_OK)
		return NULL;
	if (v->flow->bundles && !r->bundles &&
	    cm_bundles_load(&r->bundles, r->f->vocabulary, r->f->arena, &r->f->diag) != CM_OK)
		return NULL;
	if (v->flow->forms && !r->forms && (st = cm_forms_load(&r->forms, r->f->vocabulary, r->f->arena, &r->f->diag)) != CM_OK &&
	    st != CM_END)
		return NULL;
	if (v->flow->deadlines && !r->deadlines &&
	    cm_deadlines_load(&r->deadlines, v->flow->whole ? r->whole : r->f->vocabulary, r->f->arena, &r->f->diag) != CM_OK)
		return NULL;
	if (v->flow->trees && !r->trees && load_trees(r) != CM_OK)
		return NULL;
	life->env = &r->f->env;
	life->store = r->f->store;
	life->flow = v->flow;
	life->offers = r->offers;
	life->source = cm_str(cm_arena_printf(r->f->arena, "%s %s", r->f->command->name, v->name));
	life->inputs = v->in;
	life->writes = v->kind == CM_WRITES;
	life->dry = r->f->opt.dry;
	life->explain = r->f->opt.explain;
	life->english = strcmp(r->f->env.visible_lang, "en") == 0;
	if (cm_life_init(life, r->f->arena, &r->f->diag) != CM_OK)
		return NULL;
	return r->lives[index] = life;
}

/* ---- fields: secret, unknown ---- */

static int
slot_at(struct cm_run *r, unsigned i, struct cm_str name)
{
	int slot;

	if (i < CM_SEEN && cm_str_eq(r->seen[i].name, name))
		return r->seen[i].slot;
	slot = cm_vocabulary_slot(r->f->vocabulary, name);
	if (i < CM_SEEN && slot >= 0) {
		r->seen[i].name = r->f->vocabulary->facts[slot].id;
		r->seen[i].slot = slot;
	}
	return slot;
}

/* Marks secrets and looks at names that nobody knows. False: --strict and one is unknown. */
static bool
look_at_fields(struct cm_run *r, struct cm_row *row, struct cm_str *unknown)
{
	bool ok = true;

	for (unsigned i = 0; i < row->rec.n; i++) {
		int slot = slot_at(r, i, row->rec.fields[i].name);

		if (slot >= 0) {
			row->rec.fields[i].secret = r->f->vocabulary->facts[slot].secret;
			continue;
		}
		row->rec.fields[i].secret = cm_tell_unknown(r, row->rec.fields[i].name, row->rec.line);
		if (r->f->opt.strict && ok && !cm_front_knows(r->f, row->rec.fields[i].name)) {
			*unknown = row->rec.fields[i].name;
			ok = false;
		}
	}
	return ok;
}

/* ---- next: who takes a record ---- */

enum whose {
	OURS,
	NOT_OURS,
	UNUSABLE /* a next that is no list of steps, or a step of ours that cannot be taken */
};

static bool
is_done(const struct cm_field *result)
{
	return result && (cm_str_is(result->text, "done") || cm_str_is(result->text, "duplicate"));
}

/* A run that was asked for a verb without store, or for one that reads, cannot do what needs more: it lets it pass. */
static bool
beyond(const struct cm_run *r, const struct cm_verb *v)
{
	const struct cm_verb *asked = r->f->verb;

	return asked && ((asked->kind == CM_READS && v->kind == CM_WRITES) || (asked->flow->no_store && !v->flow->no_store));
}

/* The first step of next names this command: its verb, and the fields behind it become fields of the record. */
static enum whose
take_step(struct cm_run *r, struct cm_row *row, struct cm_str text)
{
	const struct cm_verb *v;
	struct cm_step step;
	struct cm_str name, value;
	bool fine;

	cm_step_read(&step, text);
	if (!cm_str_is(step.command, r->f->command->name))
		return NOT_OURS;
	for (v = r->f->command->verbs; v->name; v++)
		if (v->kind != CM_WHOLE && cm_str_is(step.verb, v->name))
			break;
	if (!v->name)
		return UNUSABLE;
	if (beyond(r, v))
		return NOT_OURS;
	row->verb = v;
	while (cm_step_field(&step, &name, &value, &fine))
		cm_record_set(&row->rec, name, value);
	return fine ? OURS : UNUSABLE;
}

/* The step is one of this command's that writes; or of no verb, which nobody behind can take either: it is answered here. */
static bool
is_write(const struct cm_run *r, struct cm_str text)
{
	struct cm_step step;

	cm_step_read(&step, text);
	if (!cm_str_is(step.command, r->f->command->name))
		return false;
	for (const struct cm_verb *v = r->f->command->verbs; v->name; v++)
		if (cm_str_is(step.verb, v->name))
			return v->kind == CM_WRITES && !beyond(r, v);
	return true;
}

/*
 * Several steps of this command, one behind the other, are taken in one go: the one behind begins with the record as it
 * came, since the fields of the first are not its own. Whoever is asked at a form sees each by itself.
 */
static void
plan_next(struct cm_run *r, struct cm_row *row, const struct cm_str *steps, int n)
{
	const struct cm_record *rec = &row->rec;
	struct cm_row *then;

	if (r->ask || n < 2 || !is_write(r, steps[0]) || !is_write(r, steps[1]))
		return;
	row->then = then = cm_arena_alloc(rec->arena, sizeof *then);
	then->before = row;
	cm_record_init(&then->rec, rec->arena);
	cm_record_grow(&then->rec, rec->n); /* there is a next in it */
	memcpy(then->rec.fields, rec->fields, rec->n * sizeof *rec->fields);
	then->rec.n = rec->n;
	then->rec.line = rec->line;
	then->rec.source = rec->source;
	cm_record_set_json(
	    &then->rec, CM_STR("next"), CM_LIST, cm_json_list(steps + 1, (unsigned)n - 1, rec->arena))->output = false;
}

static enum whose
takes(struct cm_run *r, struct cm_row *row)
{
	const struct cm_field *next = cm_record_find(&row->rec, CM_STR("next"));
	const struct cm_field *result = cm_record_find(&row->rec, CM_STR("result"));

	if (next && next->kind != CM_NULL) {
		struct cm_str steps[CM_STEPS];
		int n = cm_field_list(next, steps, CM_STEPS, row->rec.arena);
		enum whose whose;

		if (n < 0 || n > CM_STEPS || (next->kind != CM_LIST && next->kind != CM_STRING))
			return UNUSABLE;
		plan_next(r, row, steps, n);
		whose = n ? take_step(r, row, steps[0]) : NOT_OURS;
		if (whose != OURS)
			row->then = NULL; /* what cannot be taken stays first, and keeps those behind it */
		else
			row->rest_of_next = cm_json_list(steps + 1, (unsigned)n - 1, row->rec.arena);
		return whose;
	}
	if (!r->f->verb)
		return NOT_OURS;
	row->verb = r->f->verb;
	return is_done(result) || !result || result->text.n == 0 ? OURS : NOT_OURS;
}

/* ---- before the lock ---- */

#define KEY_MAX 1000 /* bytes of a request key: it is kept for ever */

/* Of several steps of one verb, which share the record's request_id, each behind the first has its number. */
static struct cm_str
key_of_step(const struct cm_row *row, struct cm_str id)
{
	unsigned n = 1;

	for (const struct cm_row *b = row->before; b; b = b->before)
		n += b->verb == row->verb;
	return n == 1 ? id : cm_str(cm_arena_printf(row->rec.arena, "%.*s#%u", (int)id.n, id.p, n));
}

/*
 * The request's key: what the record has, else NAME/line of a named batch, written into the record so that the commands
 * behind and the rejects have it. A stream of writes without keys is stopped at its first record: a second run of the
 * same file could not tell what the first one did.
 */
static enum cm_status
key_of(struct cm_run *r, struct cm_row *row)
{
	const struct cm_field *id = cm_record_find(&row->rec, CM_STR("request_id"));

	if (row->verb->flow->key) /* the row's own: the shape step makes it */
		return CM_OK;
	if (id && id->kind != CM_NULL && id->text.n > 0) {
		row->c.request_key = key_of_step(row, id->text);
		if ((id->kind == CM_STRING || id->kind == CM_NUMBER) && id->text.n <= KEY_MAX)
			return CM_OK;
		cm_life_answer(&row->c, CM_O_INVALID, "field.malformed",
		    "request_id: expected a text of at most 1,000 bytes, or a number");
		row->fate = CM_ANSWERED;
		return CM_OK;
	}
	if (r->f->opt.batch) {
		row->c.request_key = cm_str(cm_arena_printf(row->rec.arena, "%s/%zu", r->f->opt.batch, row->rec.line));
		row->c.batch_line = r->batch_seen ? row->rec.line : 0;
		cm_record_set(&row->rec, CM_STR("request_id"), row->c.request_key);
		return CM_OK;
	}
	if (row->verb->kind != CM_WRITES || r->f->opt.no_key || r->from_words || r->f->opt.dry || cm_run_makes(r))
		return CM_OK;
	if (r->read == 1)
		return cm_fail(r->desk, CM_USAGE, "field.missing",
		    "the records have no request_id: a second run could not be told from the first; give them one, or name the "
		    "batch with -b NAME, or say --no-key");
	cm_life_answer(&row->c, CM_O_INVALID, "field.missing", _("request_id is missing"));
	row->fate = CM_ANSWERED;
	return CM_OK;
}

static void
fill_case(struct cm_run *r, struct cm_row *row)
{
	struct cm_case *c = &row->c;

	c->env = &r->f->env;
	c->store = r->f->store;
	c->flow = row->verb->flow;
	c->policy = row->life->policy;
	c->offers = r->offers;
	c->transitions = r->transitions;
	c->services = r->services;
	c->campaigns = r->campaigns;
	c->bundles = r->bundles;
	c->forms = r->forms;
	c->deadlines = r->deadlines;
	c->trees = r->trees;
	c->whole = r->whole;
	c->arena = row->rec.arena;
	c->diag = r->desk;
	c->dry = r->f->opt.dry;
	c->from_words = r->from_words;
	c->unmask = row->verb->flow->unmasks ? r->f->opt.unmask : NULL;
	c->printing = cm_print_how(r);
	c->now = r->f->env.now;
	c->record = &row->rec;
	c->slots = row->life->slots;
	c->facts = cm_arena_alloc(row->rec.arena, r->f->vocabulary->n * sizeof *c->facts);
	cm_record_init(&c->out, row->rec.arena);
	c->hands_out = r->f->command->secrets_file && *r->f->command->secrets_file;
	c->emit = cm_row_emit;
	c->emit_ctx = row;
	row->run = r;
}

static enum cm_status
prepare_one(struct cm_run *r, struct cm_row *row)
{
	struct cm_str unknown = {0};
	bool known_fields = look_at_fields(r, row, &unknown);
	enum cm_status st;

	cm_record_init(&row->c.out, row->rec.arena);
	row->c.arena = row->rec.arena;
	switch (takes(r, row)) {
	case OURS:
		break;
	case NOT_OURS:
		row->fate = CM_PASS;
		return CM_OK;
	case UNUSABLE:
		cm_life_answer(&row->c, CM_O_INVALID, "field.malformed", _("next: no list of steps, or a step that cannot be taken; a value with blanks stands in 'single quotes'"));
		row->fate = CM_ANSWERED;
		return CM_OK;
	}
	if (row->rest_of_next.p && !look_at_fields(r, row, &unknown)) /* the step's own fields may be secret, too */
		known_fields = false;
	row->life = cm_run_life(r, row->verb);
	if (!row->life)
		return CM_CONFIG;
	fill_case(r, row);
	row->fate = CM_TAKE;
	st = key_of(r, row);
	if (st != CM_OK || row->fate != CM_TAKE)
		return st;
	if (!known_fields) {
		cm_life_answer(&row->c, CM_O_INVALID, "field.unknown",
		    cm_arena_printf(row->rec.arena, _("no such field: %.*s"), (int)unknown.n, unknown.p));
		row->fate = CM_ANSWERED;
	} else if (cm_life_shape(row->life, &row->c) != CM_OK) {
		row->fate = CM_ANSWERED;
	}
	return CM_OK;
}

/* The row, and the steps that are taken with it. One that is slow waits for a command of its own. */
static enum cm_status
prepare(struct cm_run *r, struct cm_row *row)
{
	enum cm_status st = prepare_one(r, row);

	for (; st == CM_OK && row->then; row = row->then) {
		const struct cm_field *id = cm_record_find(&row->rec, CM_STR("request_id"));

		if (id) /* of a batch */
			*cm_record_set(&row->then->rec, id->name, id->text) = *id;
		st = prepare_one(r, row->then);
		if (row->then->c.slow) {
			row->then = NULL;
			break;
		}
	}
	return st;
}

static void
unread(struct cm_row *row, const char *code, const char *why)
{
	row->fate = CM_UNREAD;
	row->c.arena = row->rec.arena;
	cm_record_init(&row->c.out, row->rec.arena);
	cm_life_answer(&row->c, CM_O_INVALID, code, cm_arena_printf(row->rec.arena, _("line %zu: %s"), row->rec.line, why));
}

enum cm_status
cm_row_read(struct cm_run *r, struct cm_row *row, struct cm_arena *a)
{
	const char *code = NULL, *why = NULL;
	enum cm_status st;

	memset(row, 0, sizeof *row);
	cm_record_init(&row->rec, a);
	st = cm_reader_next(r->reader, &row->rec, &code, &why, r->desk);
	if (st == CM_BAD && row->rec.line == 0)
		return cm_fail(r->desk, CM_BAD, code ? code : "record.syntax", "%s", why ? why : "the input cannot be read");
	if (st != CM_OK && st != CM_BAD)
		return st;
	r->read++;
	if (st == CM_OK)
		return prepare(r, row);
	unread(row, code, why);
	return CM_OK;
}

/* A step before this one was not done, whatever has become of the record since. */
static bool
has_undone(const struct cm_record *rec)
{
	const struct cm_field *undone = cm_record_find(rec, CM_STR("undone"));
	struct cm_str one;

	return undone && undone->kind != CM_NULL && cm_field_list(undone, &one, 1, rec->arena) > 0;
}

void
cm_row_count(struct cm_run *r, struct cm_row *row)
{
	const struct cm_field *result, *next;
	bool finished, undone = has_undone(&row->rec);

	for (; row->then; row = row->then)
		undone |= row->outcome > CM_O_DUPLICATE;
	if (row->fate == CM_SKIP) {
		r->batch_held += row->c.decision.nfired > 0; /* by a rule, not because somebody else has done it meanwhile */
		return;
	}
	r->records++;
	if (row->fate != CM_PASS) {
		r->batch_unread += row->fate == CM_UNREAD;
		r->batch_counts[row->outcome]++;
		r->batch_undone += row->outcome <= CM_O_DUPLICATE && undone;
		return;
	}
	result = cm_record_find(&row->rec, CM_STR("result"));
	next = cm_record_find(&row->rec, CM_STR("next"));
	finished = next && next->kind == CM_LIST && next->text.n == 2; /* [] */
	r->batch_passed++;
	r->batch_passed_undone += undone || (!is_done(result) && (result || !finished));
}
