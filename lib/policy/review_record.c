/* What cm-policy tells, as records. */
#include "policy/case_facts.h"
#include "policy/review.h"
#include "policy/trees.h"

#include "base/banned.h"

static void
set_int(struct cm_record *r, const char *name, int64_t i)
{
	cm_record_set_json(r, cm_str(name), CM_NUMBER, cm_str(cm_arena_printf(r->arena, "%lld", (long long)i)));
}

static void
set_list(struct cm_record *r, const char *name, const struct cm_str *items, unsigned n)
{
	cm_record_set_json(r, cm_str(name), CM_LIST, cm_json_list(items, n, r->arena));
}

static void
set_place(struct cm_record *r, struct cm_pos pos)
{
	if (!pos.file)
		return;
	cm_record_set(r, CM_STR("file"), cm_str(pos.file));
	if (pos.line)
		set_int(r, "line", pos.line);
	if (pos.col)
		set_int(r, "column", pos.col);
}

void
cm_finding_record(const struct cm_msg *m, struct cm_record *out)
{
	static const char *const levels[] = {"note", "warning", "error"};

	set_place(out, m->pos);
	cm_record_set(out, CM_STR("level"), cm_str(levels[m->level]));
	cm_record_set(out, CM_STR("id"), cm_str(m->code));
	cm_record_set(out, CM_STR("message"), cm_str(m->text));
}

/* The file that a tree stands in. */
static const struct cm_policy *
file_of(const struct cm_policy *p, const struct cm_gate *g)
{
	const struct cm_policy *of = NULL;

	if (p->ngates && g >= p->gates && g < p->gates + p->ngates)
		return p;
	for (unsigned i = 0; i < p->nused && !of; i++)
		of = file_of(p->used[i], g);
	return of;
}

static void
put_finding(const struct cm_policy *p, const struct cm_finding *f, struct cm_record *out)
{
	const struct cm_policy *of = f->go ? file_of(p, f->go) : NULL;

	if (f->escalate_to.n)
		cm_record_set(out, CM_STR("escalate_to"), f->escalate_to);
	if (f->restore_within >= 0)
		set_int(out, "restore_within", p->vocabulary->facts[f->restore_within].value->i);
	if (of)
		cm_record_set(out, CM_STR("go"), of == p ? f->go->id : cm_str(cm_arena_printf(out->arena, "%.*s.%.*s",
			(int)of->service.n, of->service.p, (int)f->go->id.n, f->go->id.p)));
}

void
cm_rule_record(
    const struct cm_policy *p, const struct cm_gate *g, const struct cm_rule *r, bool english, struct cm_record *out)
{
	static const char *const names[] = {"look", "message", "script", "refund_say", "remedy", "action", "avoid"};
	const struct cm_finding *f = r->finding;
	const struct cm_text *const texts[] = {f ? f->look : NULL, r->message, r->script, f ? f->refund_say : NULL, r->remedy,
	    f ? f->action : NULL, f ? f->avoid : NULL};

	cm_record_set(out, CM_STR("policy"), p->id);
	cm_record_set(out, CM_STR("gate"), g->id);
	if (g->tree)
		cm_record_set(out, CM_STR("symptom"), english ? g->tree->symptom.en : g->tree->symptom.zh);
	cm_record_set(out, CM_STR("rule"), r->id);
	cm_record_set(out, CM_STR("verdict"), cm_str(cm_verdict_name(r->verdict)));
	cm_record_set(out, CM_STR("reason"), r->reason);
	cm_record_set(out, CM_STR("when"), r->when_text);
	cm_record_set(out, CM_STR("source"), r->source.p ? r->source : CM_STR("assumed"));
	for (int i = 0; i < 7; i++)
		if (texts[i])
			cm_record_set(out, cm_str(names[i]), english ? texts[i]->en : texts[i]->zh);
	if (r->nnext)
		set_list(out, "next", r->next, r->nnext);
	if (f)
		put_finding(p, f, out);
	set_place(out, r->pos);
}

void
cm_condition_record(const struct cm_policy *p, const struct cm_condition *c, struct cm_record *out)
{
	cm_record_set(out, CM_STR("policy"), p->id);
	cm_record_set(out, CM_STR("condition"), c->id);
	cm_record_set(out, CM_STR("when"), c->when_text);
	cm_record_set(out, CM_STR("source"), c->source.p ? c->source : CM_STR("assumed"));
	set_place(out, c->pos);
}

void
cm_item_record(const struct cm_policy_item *item, struct cm_record *out)
{
	cm_record_set(out, CM_STR("policy"), cm_str(item->file));
	cm_record_set(out, CM_STR("gate"), cm_str(item->list));
	cm_record_set(out, CM_STR("rule"), item->id);
	cm_record_set(out, CM_STR("when"), item->when);
	cm_record_set(out, CM_STR("source"), item->source.p ? item->source : CM_STR("assumed"));
	cm_record_set(out, CM_STR("message"), item->what);
	set_place(out, item->pos);
}

enum cm_status
cm_policy_explain_record(
    const struct cm_policy *p, const struct cm_record *rec, struct cm_record *out, struct cm_diag *d)
{
	struct cm_arena *a = out->arena;
	struct cm_case_facts in;
	struct cm_decision dec;
	struct cm_buf b = {0};
	struct cm_str *items;

	if (!cm_case_read(p, rec, (struct cm_pos){NULL, 0, 0}, &in, a, d))
		return CM_BAD;
	cm_case_decide(p, &in, &dec, a);
	cm_record_set(out, CM_STR("gate"), in.gate->id);
	cm_record_set(out, CM_STR("verdict"), cm_str(cm_case_verdict(&dec)));
	items = cm_arena_alloc(a, (dec.nfired + dec.nask + 1) * sizeof *items);
	for (unsigned i = 0; i < dec.nfired; i++)
		items[i] = dec.fired[i].rule->id;
	set_list(out, "rules", items, dec.nfired);
	for (unsigned i = 0; i < dec.nask; i++)
		items[i] = p->vocabulary->facts[dec.ask[i]].id;
	set_list(out, "ask", items, dec.nask);
	cm_policy_explain(p, &dec, in.facts, &b, a);
	cm_case_restore(p, &in);
	cm_record_set_json(out, CM_STR("explain"), CM_LIST, cm_arena_str(a, cm_buf_str(&b)));
	cm_buf_free(&b);
	return CM_OK;
}
