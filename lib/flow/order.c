/*
 * What is known of an order, for its form: what its row says, whose it is, and of its line what the row does not say, as
 * that was then. Nothing here decides or prints; what the row has of people is masked already, what the line has is masked
 * here unless it is to be whole.
 */
#include "base/date.h"
#include "base/ident.h"
#include "flow/order.h"
#include "flow/show/show.h"

#include "base/banned.h"

static int
slot_of(const struct cm_order *o, const char *fact)
{
	return cm_vocabulary_slot(o->c->policy->vocabulary, cm_str(fact));
}

/* ---- stored values ---- */

static struct cm_str
list_of(const struct cm_order *o, const struct cm_field *field)
{
	int n = cm_field_list(field, NULL, 0, o->c->arena);
	struct cm_str *items;

	if (n <= 0)
		return CM_STR("");
	items = cm_arena_alloc(o->c->arena, (size_t)n * sizeof *items);
	cm_field_list(field, items, (unsigned)n, o->c->arena);
	return cm_arena_list(o->c->arena, items, (unsigned)n);
}

/*
 * A text that is masked, or of another time, need not have the shape that fields have today. Mobile numbers are no
 * identity in a record that is given, but what leaves the store is masked.
 */
struct cm_value
cm_order_value(const struct cm_order *o, int slot, const struct cm_field *field)
{
	const struct cm_fact *f = &o->c->policy->vocabulary->facts[slot];
	const char *code, *why;
	struct cm_str text = field->text;
	struct cm_value v;

	if (field->kind == CM_LIST)
		text = list_of(o, field);
	if (field->kind == CM_NULL || field->kind == CM_OBJECT || !text.n)
		return (struct cm_value){.type = f->type};
	if (cm_fact_read(f, text, &v, &code, &why, o->c->arena) != CM_OK && f->type == CM_T_TEXT)
		v = (struct cm_value){.known = true, .type = CM_T_TEXT, .s = text};
	if (!o->c->unmask && cm_str_is(f->format, "msisdn"))
		v.s = cm_str(cm_mask_msisdn(o->c->arena, text));
	return v;
}

static enum cm_status
read_row(struct cm_order *o, struct cm_str json, struct cm_record *r)
{
	cm_record_init(r, o->c->arena);
	if (json.n && !cm_record_read_json(r, json))
		return cm_fail(
		    o->c->diag, CM_NOSTORE, "store.damaged", "the row of the order %s cannot be read", o->id);
	for (unsigned i = 0; i < r->n; i++) {
		const struct cm_field *f = &r->fields[i];
		int slot = cm_vocabulary_slot(o->c->policy->vocabulary, f->name);

		if (cm_str_is(f->name, "changes") && f->kind == CM_OBJECT)
			o->changes = f;
		else if (slot >= 0 && !o->c->policy->vocabulary->facts[slot].secret)
			o->facts[slot] = cm_order_value(o, slot, f);
	}
	return CM_OK;
}

/* ---- what the row is, besides what it says ---- */

static void
set_text(struct cm_order *o, const char *fact, struct cm_str text)
{
	int slot = slot_of(o, fact);
	const struct cm_field field = {.text = text, .kind = CM_STRING};

	if (slot >= 0 && text.n)
		o->facts[slot] = cm_order_value(o, slot, &field);
}

static void
attributes(struct cm_order *o)
{
	char at[26], cause[20];
	int status = slot_of(o, "order_status");

	cm_time_format(o->op->at, at);
	set_text(o, "order_id", cm_str(o->id));
	set_text(o, "order_at", cm_arena_str(o->c->arena, cm_str(at)));
	set_text(o, "operator_id", o->op->user);
	set_text(o, "order_kind", o->op->source);
	set_text(o, "business", o->english ? o->kind->name.en : o->kind->name.zh);
	if (status >= 0 && !o->facts[status].known)
		set_text(o, "order_status", CM_STR("completed"));
	if (o->op->cause) {
		cm_id_make(cause, o->op->part, o->op->cause);
		set_text(o, "payment_id", cm_arena_str(o->c->arena, cm_str(cause)));
	}
}

/* ---- the line, as it was then ---- */

/*
 * What this order or a later one changed was something else before: the first of them says what, masked; which one was
 * the first behind this order tells whether what is known today was so then.
 */
static enum cm_status
look_at_change(void *ctx, const struct cm_operation *op)
{
	struct cm_order *o = ctx;
	struct cm_arena *a = o->c->arena;
	const struct cm_field *changes;
	struct cm_field pair[2];
	struct cm_record r, each;

	if (op->seq < o->op->seq || op->result != CM_R_DONE || !memmem(op->facts.p, op->facts.n, "\"changes\"", 9))
		return CM_OK;
	cm_record_init(&r, a);
	cm_record_init(&each, a);
	if (!cm_record_read_json(&r, cm_arena_str(a, op->facts)) ||
	    !(changes = cm_record_find(&r, CM_STR("changes"))) || changes->kind != CM_OBJECT ||
	    !cm_record_read_json(&each, changes->text))
		return CM_OK;
	for (unsigned i = 0; i < each.n; i++) {
		int slot = cm_vocabulary_slot(o->c->policy->vocabulary, each.fields[i].name);
		struct cm_order_change *ch = slot < 0 ? NULL : &o->changed[slot];

		if (!ch || cm_field_parts(&each.fields[i], pair, 2, a) != 2)
			continue;
		if (!ch->here && !ch->later)
			ch->was = cm_order_value(o, slot, &pair[0]);
		if (op->seq == o->op->seq)
			ch->here = true;
		else if (!ch->later)
			ch->later = op->seq;
	}
	return CM_OK;
}

static enum cm_status
look_at_owner(void *ctx, const struct cm_owner *was)
{
	struct cm_order *o = ctx;
	struct cm_arena *a = o->c->arena;

	if (was->seq < o->op->seq || o->nowners == CM_ORDER_OWNERS)
		return CM_OK;
	o->owners[o->nowners++] = (struct cm_owner){.name = cm_arena_str(a, was->name),
	    .id_type = cm_arena_str(a, was->id_type),
	    .id_no = cm_arena_str(a, was->id_no),
	    .seq = was->seq};
	return CM_OK;
}

/* The text of a fact in the line of today (seq 0), or of the owner who had it until that order; none: nobody knows. */
static struct cm_str
text_of(const struct cm_order *o, const char *fact, int64_t seq)
{
	struct cm_line_text texts[CM_LINE_TEXTS];
	struct cm_line line = o->line;
	unsigned i = 0;

	while (seq && i < o->nowners && o->owners[i].seq != seq)
		i++;
	if (seq && i == o->nowners)
		return CM_STR("");
	if (seq)
		line = (struct cm_line){
		    .name = o->owners[i].name, .id_type = o->owners[i].id_type, .id_no = o->owners[i].id_no};
	cm_line_texts(&line, texts);
	for (i = 0; i < CM_LINE_TEXTS; i++)
		if (strcmp(texts[i].fact, fact) == 0)
			return texts[i].value.n ? texts[i].value : CM_STR("");
	return CM_STR("");
}

/* As it was before the order, or behind it. */
static struct cm_str
text_then(const struct cm_order *o, int slot, const char *fact, bool after)
{
	const struct cm_order_change *ch = &o->changed[slot];

	return text_of(o, fact, ch->here && !after ? o->op->seq : ch->later);
}

struct cm_str
cm_order_whole(const struct cm_order *o, int slot, bool after, struct cm_str masked)
{
	const struct cm_fact *f = &o->c->policy->vocabulary->facts[slot];
	const char *fact = cm_arena_strn(o->c->arena, f->id.p, f->id.n);
	bool is_new = strncmp(fact, "new_", 4) == 0;
	int of = is_new ? slot_of(o, fact + 4) : slot;
	struct cm_str text;

	if (!o->c->unmask || !f->identity || !o->has_line || of < 0)
		return masked;
	text = text_then(o, of, is_new ? fact + 4 : fact, after || is_new);
	return text.n && cm_str_is(masked, cm_fact_mask(f, text, o->c->arena)) ? text : masked;
}

/* Somebody else's data belongs on nobody's form: an imported line may have had another owner of whom nothing is known. */
static bool
is_of_owner(const struct cm_order *o, const struct cm_fact *f)
{
	return !f->identity || o->nowners || o->line.owner_since == CM_DAY_NONE ||
	    o->line.owner_since <= cm_time_day(o->op->at);
}

static void
fill_from_line(struct cm_order *o, const char *fact)
{
	int slot = slot_of(o, fact);
	const struct cm_fact *f = slot < 0 ? NULL : &o->c->policy->vocabulary->facts[slot];
	struct cm_field field = {.kind = CM_STRING};
	struct cm_value *v;
	struct cm_str text;

	if (!f)
		return;
	v = &o->facts[slot];
	if (v->known) {
		if (f->identity)
			v->s = cm_order_whole(o, slot, false, v->s);
		return;
	}
	o->of_line[slot] = true;
	text = text_then(o, slot, fact, false);
	if (text.n && is_of_owner(o, f)) {
		field.text = cm_show_masked(o->c, fact, text);
		*v = cm_order_value(o, slot, &field);
	} else if (o->changed[slot].here || o->changed[slot].later) {
		*v = o->changed[slot].was;
	}
}

static enum cm_status
fill_line(struct cm_order *o)
{
	struct cm_case *c = o->c;
	struct cm_line_text texts[CM_LINE_TEXTS];
	int msisdn = slot_of(o, "msisdn");
	enum cm_status st;

	if (!o->op->line)
		return CM_OK;
	st = cm_line_get(c->store, o->op->part, o->op->line, &o->line, c->arena, c->diag);
	if (st == CM_END)
		return cm_fail(c->diag, CM_DEFECT, "store.orphan", "an order without its line: part %d", o->op->part);
	if (st == CM_OK)
		st = cm_operation_of_line(c->store, o->op->part, o->op->line, o->op->at, look_at_change, o, c->diag);
	if (st == CM_OK)
		st = cm_owners_of(c->store, o->op->part, o->op->line, look_at_owner, o, c->diag);
	if (st != CM_OK)
		return st;
	o->has_line = true;
	cm_line_texts(&o->line, texts);
	for (unsigned i = 0; i < CM_LINE_TEXTS; i++)
		fill_from_line(o, texts[i].fact);
	if (msisdn >= 0 && !o->facts[msisdn].known) {
		set_text(o, "msisdn", o->line.msisdn);
		if (o->changed[msisdn].here || o->changed[msisdn].later)
			o->facts[msisdn] = o->changed[msisdn].was;
		o->of_line[msisdn] = true;
	}
	return CM_OK;
}

/* ---- in words ---- */

/* What the customer was told stays as it is; only the language may be another. */
static void
other_language(struct cm_order *o, const char *fact, const struct cm_text *t)
{
	int slot = slot_of(o, fact);
	struct cm_str from = o->english ? t->zh : t->en, to = o->english ? t->en : t->zh;

	if (slot >= 0 && o->facts[slot].known && cm_str_eq(o->facts[slot].s, from))
		o->facts[slot].s = to;
}

/* An order that has several codes says the words of each, one behind the other. */
static void
add_words(struct cm_order *o, int slot, struct cm_str text)
{
	struct cm_value *v = &o->facts[slot];

	if (v->known)
		text = cm_str(cm_arena_printf(o->c->arena, "%.*s%s%.*s", (int)v->s.n, v->s.p, o->english ? "; " : "；",
		    (int)text.n, text.p));
	*v = (struct cm_value){.known = true, .type = CM_T_TEXT, .s = text};
}

static struct cm_str
cautions_in(const struct cm_order *o, const struct cm_transition *how, bool english)
{
	struct cm_buf b = {0};
	struct cm_str missing, s = CM_STR("");

	if (cm_texts_render(how->warn, how->nwarn, o->c->policy->vocabulary, o->facts, english, &b, &missing) == CM_OK)
		s = cm_arena_str(o->c->arena, cm_buf_str(&b));
	cm_buf_free(&b);
	return s;
}

/* What a change of plan warned of; its figures are the new plan's. */
static void
cautions(struct cm_order *o, const struct cm_offer *to)
{
	int old_plan = slot_of(o, "old_plan"), min_spend = slot_of(o, "min_spend");
	const struct cm_transition *how;
	struct cm_text both = {0};

	if (old_plan < 0 || !o->facts[old_plan].known)
		return;
	how = cm_transition_find(o->transitions, cm_offers_find(o->offers, o->facts[old_plan].s), to);
	if (!how)
		return;
	if (min_spend >= 0 && !o->facts[min_spend].known && to->min_spend >= 0)
		o->facts[min_spend] = (struct cm_value){.known = true, .type = CM_T_MONEY, .i = to->min_spend};
	both.zh = cautions_in(o, how, false);
	both.en = cautions_in(o, how, true);
	other_language(o, "cautions", &both);
}

static void
words(struct cm_order *o)
{
	int plan = slot_of(o, "plan"), name = slot_of(o, "plan_name");
	const struct cm_offer *offer =
	    plan >= 0 && o->facts[plan].known ? cm_offers_find(o->offers, o->facts[plan].s) : NULL;

	if (offer) {
		set_text(o, "plan_name", o->english ? offer->name.en : offer->name.zh);
		if (name >= 0)
			o->of_line[name] = o->of_line[plan];
		other_language(o, "fee_rule", &offer->fee_rule);
		cautions(o, offer);
	}
	for (unsigned i = 0; i < o->forms->nwords; i++) {
		const struct cm_forms_words *w = &o->forms->words[i];

		if (!o->facts[w->of].known || !cm_list_has(o->facts[w->of].s, w->is))
			continue;
		for (unsigned k = 0; k < w->n; k++)
			add_words(o, w->slots[k], o->english ? w->texts[k].en : w->texts[k].zh);
	}
}

/* An order names facts of its command's policy, whose labels are wanted; what is wrong with that is not said here. */
static void
load_policy(struct cm_order *o)
{
	struct cm_str source = o->op->source; /* cm-vas subscribe */
	const char *blank = source.n ? memchr(source.p, ' ', source.n) : NULL;
	struct cm_vocabulary *v = o->c->policy->vocabulary;
	struct cm_policy *p;
	struct cm_diag scratch;

	cm_diag_init(&scratch, v->arena);
	if (blank && blank - source.p > 3)
		cm_policy_load(&p, v, cm_arena_strn(v->arena, source.p + 3, (size_t)(blank - source.p - 3)), v->arena, &scratch);
}

enum cm_status
cm_order_know(struct cm_order *o)
{
	struct cm_record facts;
	enum cm_status st;
	unsigned n;

	load_policy(o);
	n = o->c->policy->vocabulary->n;

	o->facts = cm_arena_alloc(o->c->arena, n * sizeof *o->facts);
	o->of_line = cm_arena_alloc(o->c->arena, n * sizeof *o->of_line);
	o->changed = cm_arena_alloc(o->c->arena, n * sizeof *o->changed);
	st = read_row(o, o->op->facts, &facts);
	if (st == CM_OK)
		st = read_row(o, o->op->answer, &o->answer);
	if (st != CM_OK)
		return st;
	attributes(o);
	st = fill_line(o);
	if (st != CM_OK)
		return st;
	words(o);
	return CM_OK;
}
