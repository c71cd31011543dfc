/*
 * How a record is answered. Texts are rendered here, when the answer is given: the operation row keeps codes and
 * figures only.
 */
#include "base/date.h"
#include "base/ident.h"
#include "base/po.h"
#include "base/sms.h"
#include "flow/answer.h"
#include "record/reader.h"

#include "base/banned.h"

const char *
cm_outcome_name(enum cm_outcome o)
{
	static const char *const names[CM_O_COUNT] = {
	    "done", "duplicate", "refused", "referred", "undecided", "invalid", "failed"};

	return names[o];
}

/* ---- lists of texts as JSON ---- */

struct list {
	struct cm_buf b;
	unsigned n;
};

static void
list_add(struct list *l, struct cm_str s)
{
	cm_buf_putc(&l->b, l->n++ ? ',' : '[');
	cm_buf_putjson(&l->b, s);
}

/* Sets the field if the list has an element; gives its memory back. */
static void
list_set(struct list *l, struct cm_record *out, const char *name)
{
	if (l->n) {
		cm_buf_putc(&l->b, ']');
		cm_record_set_json(out, cm_str(name), CM_LIST, cm_arena_str(out->arena, cm_buf_str(&l->b)));
	}
	cm_buf_free(&l->b);
}

/* ---- texts ---- */

bool
cm_answer_in_english(const struct cm_case *c)
{
	const struct cm_field *lang = cm_record_find(c->record, CM_STR("lang"));
	const struct cm_vocabulary *v = c->policy->vocabulary;
	struct cm_value code;
	const char *reason, *why;
	int slot;

	if (!lang || cm_str_is(lang->text, "zh") || cm_str_is(lang->text, "en"))
		return lang && cm_str_is(lang->text, "en");
	slot = cm_vocabulary_slot(v, CM_STR("lang")); /* another word for it, as a column in Chinese may have */
	return slot >= 0 && cm_fact_read(&v->facts[slot], lang->text, &code, &reason, &why, c->arena) == CM_OK && code.known &&
	    cm_str_is(code.s, "en");
}

/*
 * A placeholder without a value is an error of the policy, never an empty string in front of a customer. It concerns this
 * record, which fails by itself: others may have the value.
 */
enum cm_status
cm_answer_lacks(const struct cm_case *c, const struct cm_text *t, struct cm_str fact)
{
	cm_diag_add(c->diag, CM_ERROR, t->pos, "policy.placeholder", "text %.*s: {%.*s} has no value here", (int)t->id.n,
	    t->id.p, (int)fact.n, fact.p);
	return CM_DEFECT;
}

enum cm_status
cm_answer_text(
    const struct cm_case *c, const struct cm_text *t, const struct cm_value *bound, bool english, struct cm_buf *out)
{
	struct cm_str missing = {0};

	if (cm_text_render(t, c->policy->vocabulary, c->facts, bound, english, out, &missing) == CM_OK)
		return CM_OK;
	return cm_answer_lacks(c, t, missing);
}

/* What a rule that is listed has to say here: nothing while it may yet fire, nor once its warning was acknowledged. */
static bool
speaks(const struct cm_fired *f, bool done)
{
	return !f->open && !f->acknowledged && (f->verdict == CM_ALLOW) == done;
}

/*
 * Words of the rules that fired. Of what is done: all that the allowing rules say, and the first script. Else the first
 * rule gave the reason, and the message has the words of all reasons, its own first. The script is its own, or the next
 * one's that weighs as much and has words for the customer. Its remedy is there with those of all that weigh as much, since
 * one alone would not be enough; and where it has none, nothing that mends another reason would help.
 */
struct words {
	struct cm_buf message, script, remedy;
};

static enum cm_status
add_text(const struct cm_case *c, const struct cm_text *t, const struct cm_value *bound, bool english, struct cm_buf *to)
{
	if (!t)
		return CM_OK;
	if (to->n)
		cm_buf_putc(to, ' ');
	return cm_answer_text(c, t, bound, english, to);
}

static enum cm_status
rule_texts(struct cm_case *c, const struct cm_decision *d, bool done, bool english, struct words *w)
{
	const struct cm_fired *first = d->fired;
	enum cm_status st = CM_OK;

	for (const struct cm_fired *f = first; st == CM_OK && f < first + d->nfired; f++) {
		const struct cm_rule *r = f->rule;
		bool weighs = done || f->verdict == first->verdict;
		struct cm_value bound;

		if (!speaks(f, done))
			continue;
		bound = r->remedy ? cm_policy_bound(r, c->policy->vocabulary, c->facts) : (struct cm_value){0};
		st = add_text(c, r->message, &bound, english, &w->message);
		if (st == CM_OK && weighs && w->script.n == 0)
			st = add_text(c, r->script, &bound, cm_answer_in_english(c), &w->script);
		if (st == CM_OK && weighs && (done || first->rule->remedy))
			st = add_text(c, r->remedy, &bound, english, &w->remedy);
	}
	return st;
}

/* What an undecided record waits for. Its questions are the message when no rule has said what is missing. */
static void
questions(const struct cm_case *c, const struct cm_decision *d, bool english, struct words *w)
{
	const struct cm_vocabulary *v = c->policy->vocabulary;
	const int *slots = d->nask ? d->ask : d->fired->unknown;
	unsigned n = d->nask ? d->nask : d->fired->nunknown;

	for (unsigned i = 0; i < n && d->fired->open; i++) {
		const struct cm_fact *f = &v->facts[slots[i]];
		struct cm_str q = english ? f->ask_en : f->ask_zh, label = english ? f->en : f->zh;

		if (w->message.n)
			cm_buf_putc(&w->message, ' ');
		if (!q.n)
			cm_buf_puts(&w->message, english ? "Unknown: " : "未知：");
		cm_buf_putstr(&w->message, q.n ? q : label.n ? label : f->id);
		if (!q.n)
			cm_buf_puts(&w->message, english ? "." : "。");
	}
}

void
cm_answer_put_how(const struct cm_fact *f, struct cm_buf *b)
{
	if (b->n)
		cm_buf_putc(b, ' ');
	cm_buf_printf(b,
	    _("%.*s is never an argument: give the record on standard input, or call the command on a terminal without "
	      "arguments, and it asks."),
	    (int)f->id.n, f->id.p);
}

/* How warnings are acknowledged, when nothing else stands in the way. */
static void
how_to_go_on(const struct cm_decision *d, struct cm_buf *remedy)
{
	struct cm_buf ids = {0};

	if (d->fired->verdict != CM_WARN)
		return;
	for (const struct cm_fired *f = d->fired; f < d->fired + d->nfired; f++)
		if (f->verdict == CM_WARN && !f->acknowledged)
			cm_buf_printf(&ids, "%s%.*s", ids.n ? "," : "", (int)f->rule->reason.n, f->rule->reason.p);
	if (remedy->n)
		cm_buf_putc(remedy, ' ');
	cm_buf_printf(remedy, _("To go on all the same: ack=%.*s"), (int)ids.n, ids.p);
	cm_buf_free(&ids);
}

static void
set_words(struct cm_record *out, const char *name, struct cm_buf *b)
{
	if (b->n)
		cm_record_set(out, cm_str(name), cm_arena_str(out->arena, cm_buf_str(b)));
	cm_buf_free(b);
}

/* All that is said of a decision: message, script, remedy, and of an undecided one ask. */
static enum cm_status
say(struct cm_case *c, const struct cm_decision *d, bool done, bool english, struct cm_record *out)
{
	struct list ask = {{0}, 0};
	struct words w = {{0}, {0}, {0}};
	enum cm_status st;

	if (d->verdict == CM_UNDECIDED)
		questions(c, d, english, &w);
	st = rule_texts(c, d, done, english, &w);
	if (d->verdict == CM_UNDECIDED) {
		how_to_go_on(d, &w.remedy);
		for (unsigned i = 0; i < d->nask; i++) {
			const struct cm_fact *f = &c->policy->vocabulary->facts[d->ask[i]];

			list_add(&ask, cm_str(cm_flow_field(c->flow, cm_arena_strn(c->arena, f->id.p, f->id.n))));
			if (f->secret && c->from_words)
				cm_answer_put_how(f, &w.remedy);
		}
	}
	set_words(out, "message", &w.message);
	set_words(out, "script", &w.script);
	set_words(out, "remedy", &w.remedy);
	list_set(&ask, out, "ask");
	return st;
}

enum cm_status
cm_case_tell(struct cm_case *c, const char *gate, enum cm_verdict *verdict)
{
	const struct cm_gate *g;
	bool english = strcmp(c->env->visible_lang, "en") == 0;
	struct cm_decision d;
	enum cm_status st = cm_policy_need_gate(c->policy, gate, &g, c->diag);

	if (st != CM_OK)
		return st;
	cm_case_judge(c, g, &d);
	*verdict = d.verdict;
	if (d.nfired)
		cm_record_set(&c->out, CM_STR("reason"), d.fired->rule->reason);
	return say(c, &d, d.verdict == CM_ALLOW, english, &c->out);
}

/*
 * The steps that the rules lead to. What could be done instead belongs to the answer that is given: no step out of a
 * refusal of something else. What is done leads on by every rule that let it through.
 */
static void
steps(const struct cm_case *c, enum cm_outcome o, struct cm_record *out)
{
	struct list next = {{0}, 0};

	for (unsigned i = 0; i < c->decision.nfired; i++) {
		const struct cm_fired *f = &c->decision.fired[i];

		if (!f->open && (o == CM_O_DONE || f->verdict == c->decision.verdict))
			for (unsigned k = 0; k < f->rule->nnext; k++)
				list_add(&next, cm_next_render(f->rule->next[k], c->policy->vocabulary, c->facts, c->arena));
	}
	list_set(&next, out, "next");
}

void
cm_answer_lead(struct cm_case *c)
{
	if (!cm_record_find(&c->out, CM_STR("next")))
		steps(c, CM_O_DONE, &c->out);
}

static void
reasons(struct cm_case *c, enum cm_outcome o, struct cm_record *out)
{
	struct list all = {{0}, 0}, warnings = {{0}, 0};
	struct cm_str first = {0};

	for (unsigned i = 0; i < c->decision.nfired; i++) {
		const struct cm_fired *f = &c->decision.fired[i];

		if (f->rule->verdict == CM_WARN && !f->open)
			list_add(&warnings, f->rule->reason);
		if (f->verdict == CM_ALLOW || f->acknowledged)
			continue;
		/* Open questions are no reason beside a refusal. */
		if ((o == CM_O_REFUSED || o == CM_O_REFERRED) && f->open)
			continue;
		if (!first.p)
			first = f->rule->reason;
		list_add(&all, f->rule->reason);
	}
	if (first.p)
		cm_record_set(out, CM_STR("reason"), first);
	list_set(&all, out, "reasons");
	list_set(&warnings, out, "warnings");
	steps(c, o, out);
}

/* What must be told (facts and outputs by name, S9) and what is to be done for the customer. */
static enum cm_status
closing(const struct cm_life *life, struct cm_case *c, struct cm_record *out)
{
	const struct cm_gate *g = life->gate;
	bool english = cm_answer_in_english(c);
	struct list disclose = {{0}, 0}, tasks = {{0}, 0};
	struct cm_buf b = {0};
	enum cm_status st = CM_OK;

	for (unsigned i = 0; i < g->ndisclose; i++)
		list_add(&disclose, g->disclose[i]);
	list_set(&disclose, out, "disclose");
	for (unsigned i = 0; st == CM_OK && i < c->ntasks + g->ntasks; i++) {
		cm_buf_clear(&b);
		st = cm_answer_text(c, i < c->ntasks ? c->tasks[i] : g->tasks[i - c->ntasks], NULL, life->english, &b);
		if (st == CM_OK)
			list_add(&tasks, cm_buf_str(&b));
	}
	list_set(&tasks, out, "tasks");
	if (st == CM_OK && g->script) {
		cm_buf_clear(&b);
		st = cm_answer_text(c, g->script, NULL, english, &b);
		cm_record_set(out, CM_STR("script"), cm_arena_str(c->arena, cm_buf_str(&b)));
	}
	cm_buf_free(&b);
	return st;
}

/* The gate's rules, and behind them those of the other gates that the answer rests on: one list. */
static void
explain(const struct cm_life *life, const struct cm_case *c, struct cm_record *out)
{
	struct cm_buf b = {0};

	cm_policy_explain(life->policy, &c->decision, c->facts, &b, c->arena);
	for (unsigned i = 0; i < c->nbeside; i++) {
		size_t at = b.n;

		cm_policy_explain(life->policy, &c->beside[i], c->facts, &b, c->arena);
		if (at > 2) /* "]" and "[" between them become a comma */
			b.p[at - 1] = ',';
		else
			at = 0;
		if (at) {
			memmove(b.p + at, b.p + at + 1, b.n - at - 1);
			b.n--;
		}
	}
	cm_record_set_json(out, CM_STR("explain"), CM_LIST, cm_arena_str(c->arena, cm_buf_str(&b)));
	cm_buf_free(&b);
}

/* ---- the answers ---- */

static void
result(struct cm_record *out, struct cm_arena *a, enum cm_outcome o)
{
	cm_record_init(out, a);
	cm_record_set(out, CM_STR("result"), cm_str(cm_outcome_name(o)));
}

/* Words that the flow has found itself, and behind them the gate's. */
static void
join_words(struct cm_case *c, const struct cm_record *said, const char *name, bool english)
{
	struct cm_field *own = cm_record_find(&c->out, cm_str(name)), *gate = cm_record_find(said, cm_str(name));

	if (own && gate)
		own->text = cm_str(cm_arena_printf(c->out.arena, "%.*s%s%.*s", (int)own->text.n, own->text.p, english ? " " : "",
		    (int)gate->text.n, gate->text.p));
}

static void
append(struct cm_record *out, const struct cm_record *more)
{
	for (unsigned i = 0; i < more->n; i++) {
		const struct cm_field *f = &more->fields[i];

		if (f->json.p)
			cm_record_set_json(out, f->name, f->kind, f->json);
		else
			cm_record_set(out, f->name, f->text);
	}
}

void
cm_life_answer(struct cm_case *c, enum cm_outcome o, const char *reason, const char *message)
{
	struct cm_str r = cm_str(reason);
	struct cm_record out;

	result(&out, c->arena, o);
	cm_record_set(&out, CM_STR("reason"), cm_arena_str(c->arena, r));
	cm_record_set_json(&out, CM_STR("reasons"), CM_LIST, cm_str(cm_arena_printf(c->arena, "[\"%s\"]", reason)));
	cm_record_set(&out, CM_STR("message"), cm_arena_str(c->arena, cm_str(message)));
	c->out = out;
}

void
cm_answer_invalid(
    struct cm_case *c, const struct cm_str *reasons_, unsigned n, struct cm_str message, struct cm_str remedy)
{
	struct list all = {{0}, 0};
	struct cm_record out;

	result(&out, c->arena, CM_O_INVALID);
	cm_record_set(&out, CM_STR("reason"), reasons_[0]);
	for (unsigned i = 0; i < n; i++)
		list_add(&all, reasons_[i]);
	list_set(&all, &out, "reasons");
	cm_record_set(&out, CM_STR("message"), cm_arena_str(c->arena, message));
	if (remedy.n)
		cm_record_set(&out, CM_STR("remedy"), cm_arena_str(c->arena, remedy));
	c->out = out;
}

/* A script that goes out as a text message costs what its parts do. */
static void
count_parts(const struct cm_case *c, struct cm_record *out)
{
	const struct cm_field *channel = cm_record_find(c->record, CM_STR("channel"));
	const struct cm_field *script = cm_record_find(out, CM_STR("script"));

	if (c->flow->messages && script && channel && cm_str_is(channel->text, "sms"))
		cm_record_set_json(out, CM_STR("parts"), CM_NUMBER,
		    cm_str(cm_arena_printf(c->arena, "%u", cm_sms_parts(script->text))));
}

enum cm_status
cm_answer_decision(const struct cm_life *life, struct cm_case *c, enum cm_outcome o)
{
	struct cm_record out;
	enum cm_status st;

	result(&out, c->arena, o);
	reasons(c, o, &out);
	st = say(c, &c->decision, o == CM_O_DONE, life->english, &out);
	if (st != CM_OK)
		return st;
	join_words(c, &out, "message", life->english);
	join_words(c, &out, "remedy", life->english);
	append(&out, &c->out);
	if (o == CM_O_DONE) {
		if (life->writes && !life->flow->stock)
			cm_record_set(&out, CM_STR("order_status"), cm_str(c->order_status));
		st = closing(life, c, &out);
	}
	count_parts(c, &out);
	if (life->writes && o != CM_O_UNDECIDED && !life->flow->stock)
		cm_record_set(&out, CM_STR("order_id"), cm_str(cm_case_order_id(c)));
	if (life->explain)
		explain(life, c, &out);
	c->out = out;
	return st;
}

enum cm_status
cm_answer_duplicate(struct cm_case *c)
{
	struct cm_record out, stored;

	result(&out, c->arena, CM_O_DUPLICATE);
	cm_record_init(&stored, c->arena);
	if (!cm_record_read_json(&stored, c->stored))
		return cm_fail(c->diag, CM_DEFECT, "store.answer", "part %d operation %lld: the stored answer cannot be read",
		    c->op.part, (long long)c->op.seq);
	if (!cm_record_find(&stored, CM_STR("order_status")))
		cm_record_set(&stored, CM_STR("order_status"), CM_STR("completed"));
	append(&out, &stored);
	cm_record_set(&out, CM_STR("order_id"), cm_str(cm_case_order_id(c)));
	c->out = out;
	return CM_OK;
}
