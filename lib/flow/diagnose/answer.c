/*
 * What a report is answered: each step that was looked at with what was seen, the causes, the words for operator and
 * customer, what staff do, to whom it goes, by when it works again and what comes back; what is still to be found out, the
 * cheapest first. A text that names something unknown is left out, and that is asked for. Called by gather(), so that it
 * stands in the answer whatever the gate says.
 */
#include "flow/answer.h"
#include "flow/diagnose/diagnose.h"
#include "record/step.h"

#include "base/banned.h"

/* ---- the steps, with what was seen ---- */

static void
put_seen(struct cm_diagnosis *d, const struct cm_finding *f, struct cm_buf *b)
{
	struct cm_case *c = d->c;
	unsigned nstale = 0;
	size_t from;

	cm_buf_puts(b, ",\"saw\":");
	from = b->n;
	cm_buf_putc(b, '{');
	for (unsigned i = 0; i < f->nfacts; i++) {
		const struct cm_fact *fact = &c->policy->vocabulary->facts[f->facts[i]];
		const struct cm_value *v = cm_fact_value(c->policy->vocabulary, f->facts[i], c->facts);

		if (b->n > from + 1)
			cm_buf_putc(b, ',');
		if (v->known)
			cm_answer_put_value(b, fact, v, c->arena);
		else
			cm_buf_printf(b, "\"%.*s\":null", (int)fact->id.n, fact->id.p);
	}
	cm_buf_putc(b, '}');
	for (unsigned i = 0; i < f->nfacts; i++)
		if (d->stale[f->facts[i]])
			cm_buf_printf(b, "%s\"%.*s\"", nstale++ ? "," : ",\"stale\":[",
			    (int)c->policy->vocabulary->facts[f->facts[i]].id.n, c->policy->vocabulary->facts[f->facts[i]].id.p);
	if (nstale)
		cm_buf_putc(b, ']');
}

static void
put_step(struct cm_diagnosis *d, const struct cm_diagnosed *t, const struct cm_seen *s, struct cm_buf *b)
{
	static const char *const verdicts[] = {[CM_FALSE] = "pass", [CM_TRUE] = "fail", [CM_MAYBE] = "unknown"};
	const struct cm_finding *f = s->step->finding;
	const struct cm_text *look = f->look;

	cm_buf_puts(b, b->n > 1 ? ",{\"symptom\":" : "{\"symptom\":");
	cm_buf_putjson(b, t->tree->id);
	cm_buf_puts(b, ",\"step\":");
	cm_buf_putjson(b, s->step->id);
	cm_buf_puts(b, ",\"verdict\":\"");
	cm_buf_puts(b, verdicts[s->truth]);
	cm_buf_putc(b, '"');
	if (!look) {
		cm_buf_putc(b, '}');
		return;
	}
	cm_buf_puts(b, ",\"look\":");
	cm_buf_putjson(b, cm_diagnose_english(d) ? look->en : look->zh);
	put_seen(d, f, b);
	cm_buf_putc(b, '}');
}

/* Of what always holds nothing is said while something before it is open: it is no finding then. */
static void
out_steps(struct cm_diagnosis *d)
{
	struct cm_buf b = {0};

	cm_buf_putc(&b, '[');
	for (unsigned i = 0; i < d->n; i++) {
		cm_diagnose_look_as(d, &d->trees[i]);
		for (unsigned k = 0; k < d->trees[i].walk.n; k++) {
			const struct cm_seen *s = &d->trees[i].walk.seen[k];

			if (s->step->finding->look || d->trees[i].found)
				put_step(d, &d->trees[i], s, &b);
		}
	}
	cm_buf_putc(&b, ']');
	if (d->n)
		cm_record_set_json(&d->c->out, CM_STR("steps"), CM_LIST, cm_arena_str(d->c->out.arena, cm_buf_str(&b)));
	cm_buf_free(&b);
}

static void
out_causes(struct cm_diagnosis *d)
{
	struct cm_str causes[CM_SYMPTOMS];
	unsigned n = 0;

	for (unsigned i = 0; i < d->n; i++)
		if (d->trees[i].found && !cm_str_among(causes, n, d->trees[i].found->id))
			causes[n++] = d->trees[i].found->id;
	if (n)
		cm_out_text(d->c, "cause", cm_arena_list(d->c->arena, causes, n));
}

/* ---- words ---- */

struct words {
	struct cm_buf message, script, remedy, action, avoid;
};

/* The text's own variant for who holds the handset himself, and for a message (diagnose.yaml). */
static const struct cm_text *
variant(const struct cm_case *c, const struct cm_policy *of, const struct cm_text *t)
{
	const struct cm_field *channel = cm_record_find(c->record, CM_STR("channel"));

	if (channel && cm_str_is(channel->text, "sms"))
		return cm_text_for(of, t, "sms");
	if (channel && (cm_str_is(channel->text, "hotline") || cm_str_is(channel->text, "ivr")))
		return cm_text_for(of, t, "phone");
	return t;
}

/* What a text lacks is asked for, once; what nobody can be asked for is left at that. */
static void
ask_for(struct cm_case *c, struct cm_str fact)
{
	const struct cm_vocabulary *v = c->policy->vocabulary;
	int slot = cm_vocabulary_slot(v, fact);

	if (slot >= 0 && (v->facts[slot].ask_zh.n || v->facts[slot].from == CM_FROM_RECORD))
		cm_case_ask(c, slot);
}

static void
add_text(struct cm_diagnosis *d, const struct cm_text *t, bool english, struct cm_buf *to)
{
	struct cm_case *c = d->c;
	struct cm_buf one = {0};
	struct cm_str missing = {0};

	if (!t)
		return;
	if (cm_text_render(t, c->policy->vocabulary, c->facts, NULL, english, &one, &missing) != CM_OK) {
		ask_for(c, missing);
	} else if (!to->n || !memmem(to->p, to->n, one.p, one.n)) { /* two symptoms of one cause say it once */
		if (to->n && english)
			cm_buf_putc(to, ' ');
		cm_buf_putstr(to, cm_buf_str(&one));
	}
	cm_buf_free(&one);
}

static void
add_spoken(struct cm_diagnosis *d, const struct cm_policy *of, const struct cm_text *t, struct words *w)
{
	if (t)
		add_text(d, variant(d->c, of, t), cm_answer_in_english(d->c), &w->script);
}

/* cm-bill would refuse what it leads to: no money is spoken of that does not come. */
static bool
has_doubt(const struct cm_diagnosis *d, const struct cm_rule *found)
{
	const struct cm_case *c = d->c;

	for (unsigned i = 0; d->ndoubts && i < found->nnext; i++)
		if (cm_diagnose_doubt(d, cm_next_render(found->next[i], c->policy->vocabulary, c->facts, c->arena)))
			return true;
	return false;
}

static void
add_finding(struct cm_diagnosis *d, const struct cm_diagnosed *t, struct words *w)
{
	const struct cm_finding *f = t->found->finding;
	bool english = cm_diagnose_english(d);

	cm_diagnose_look_as(d, t);
	add_text(d, t->found->message, english, &w->message);
	add_spoken(d, t->of, t->found->script, w);
	if (!cm_diagnose_is_open(d) && !has_doubt(d, t->found)) /* as long as nothing is done no money is spoken of */
		add_spoken(d, t->of, f->refund_say, w);
	add_text(d, t->found->remedy, english, &w->remedy);
	add_text(d, f->action, english, &w->action);
	add_text(d, f->avoid, english, &w->avoid);
}

/* What is said of a refund that is none, behind the causes: the words of the gate's rules for it. */
static void
add_doubt(struct cm_diagnosis *d, struct words *w)
{
	const struct cm_policy *of = d->c->policy;

	if (cm_get_int(d->c, DG_REFUND_BACK))
		add_spoken(d, of, cm_policy_text(of, "diagnose.refunded-say"), w);
	if (cm_get_int(d->c, DG_REFUND_OVER))
		add_spoken(d, of, cm_policy_text(of, "diagnose.refund-unsure-say"), w);
}

static void
out_words(struct cm_diagnosis *d, const char *name, struct cm_buf *b)
{
	if (b->n)
		cm_out_text(d->c, name, cm_buf_str(b));
	cm_buf_free(b);
}

/* ---- what is to be asked ---- */

static void
ask_back(struct cm_diagnosis *d, struct cm_buf *message)
{
	struct cm_case *c = d->c;
	const struct cm_fact *first;
	struct cm_str q;

	for (unsigned cost = 0; cost < 4; cost++)
		for (unsigned i = 0; i < d->n; i++) {
			const struct cm_decision *k = &d->trees[i].decision;

			for (unsigned a = 0; k->cost && a < k->nask; a++)
				if (k->cost[a] == cost)
					cm_case_ask(c, k->ask[a]);
		}
	if (!c->nasks)
		return;
	first = &c->policy->vocabulary->facts[c->asks[0]];
	q = cm_diagnose_english(d) ? first->ask_en : first->ask_zh;
	if (message->n && cm_diagnose_english(d))
		cm_buf_putc(message, ' ');
	cm_buf_putstr(message, q.n ? q : cm_diagnose_english(d) ? first->en : first->zh);
}

/* The reason of what is undecided is the first step that is open, as everywhere. */
static void
out_reason(struct cm_diagnosis *d)
{
	struct cm_str open[CM_SYMPTOMS * 4];
	unsigned n = 0;

	for (unsigned i = 0; i < d->n; i++)
		for (unsigned k = 0; !d->trees[i].found && k < d->trees[i].walk.n && n < CM_SYMPTOMS * 4; k++) {
			const struct cm_seen *s = &d->trees[i].walk.seen[k];

			if (s->truth == CM_MAYBE && !cm_str_among(open, n, s->step->reason))
				open[n++] = s->step->reason;
		}
	if (!n || cm_known(d->c, DG_SYMPTOM_ODD))
		return;
	cm_out_text(d->c, "reason", open[0]);
	cm_out_list(d->c, "reasons", open, n);
}

/* ---- whom it goes to, by when, and whether it is one of many ---- */

static void
out_escalation(struct cm_diagnosis *d)
{
	const struct cm_vocabulary *v = d->c->policy->vocabulary;
	struct cm_str to = {0};
	int64_t hours = -1;

	for (unsigned i = 0; i < d->n; i++) {
		const struct cm_finding *f = d->trees[i].found ? d->trees[i].found->finding : NULL;

		if (f && f->escalate_to.n && !to.n)
			to = f->escalate_to;
		if (f && f->restore_within >= 0 && v->facts[f->restore_within].value->i > hours)
			hours = v->facts[f->restore_within].value->i;
	}
	if (to.n)
		cm_out_text(d->c, "escalate_to", to);
	if (hours >= 0)
		cm_out_time(d->c, "restore_due", d->c->now + hours * 3600);
}

static enum cm_status
out_problem(struct cm_diagnosis *d)
{
	struct cm_case *c = d->c;
	struct cm_alike alike, most = {0};
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < d->n; i++) {
		if (!d->trees[i].found)
			continue;
		st = cm_diagnose_tickets(d, d->trees[i].found->id, &alike);
		if (st == CM_OK && alike.customers > most.customers)
			most = alike;
	}
	if (st != CM_OK || !most.tickets)
		return st;
	cm_set_int(c, DG_PROBLEM_TICKETS, most.tickets);
	cm_set_int(c, DG_PROBLEM_CUSTOMERS, most.customers);
	cm_set_text(c, DG_PROBLEM, most.problem);
	return CM_OK;
}

/* ---- all of it ---- */

/* Before anything is said: the steps that follow, and what money comes back by them; nothing is set later that they rest on. */
static enum cm_status
find_refund(struct cm_diagnosis *d, int64_t *fen, const struct cm_str **next, unsigned *n)
{
	bool before = false, over = false;
	enum cm_status st;

	*next = cm_diagnose_next(d, n);
	st = cm_diagnose_refund(d, *next, *n, fen);
	for (unsigned i = 0; i < d->ndoubts; i++) {
		before |= d->doubts[i].back;
		over |= !d->doubts[i].back;
	}
	cm_set_bool(d->c, DG_REFUND_BACK, before);
	cm_set_bool(d->c, DG_REFUND_OVER, over);
	if (d->ndoubts) /* what is in doubt is no step, or another one */
		*next = cm_diagnose_next(d, n);
	return st;
}

enum cm_status
cm_diagnose_answer(struct cm_diagnosis *d)
{
	struct words w = {{0}, {0}, {0}, {0}, {0}};
	unsigned open = 0, referred = 0;
	const struct cm_str *next;
	unsigned nnext = 0;
	int64_t refund;
	enum cm_status st = find_refund(d, &refund, &next, &nnext);

	for (unsigned i = 0; i < d->n; i++) {
		open += !d->trees[i].found;
		referred += d->trees[i].found && d->trees[i].found->verdict == CM_REFER;
	}
	cm_set_int(d->c, DG_OPEN_COUNT, open);
	cm_set_int(d->c, DG_REFERRED_COUNT, referred);
	out_causes(d);
	out_steps(d);
	if (open)
		ask_back(d, &w.message);
	for (unsigned i = 0; i < d->n; i++)
		if (d->trees[i].found)
			add_finding(d, &d->trees[i], &w);
	if (!open)
		add_doubt(d, &w);
	if (open)
		out_reason(d);
	out_words(d, "message", &w.message);
	out_words(d, "action", &w.action);
	out_words(d, "avoid", &w.avoid);
	out_words(d, "remedy", &w.remedy);
	out_words(d, "script", &w.script);
	out_escalation(d);
	if (st == CM_OK)
		st = out_problem(d);
	if (refund >= 0)
		cm_out_money(d->c, "refund", refund);
	cm_out_list(d->c, "next", next, nnext);
	return st;
}
