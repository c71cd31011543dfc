/*
 * cm-notify pull: what may be sent now. Notices are read some hundred at a time, each time in a transaction of its own,
 * and their texts are made when it is over.
 */
#include "flow/notify/notify.h"
#include "policy/policy.h"

#include "base/banned.h"

#define PAGE 500

struct page {
	struct cm_notice rows[PAGE];
	bool lapsed[PAGE];
	unsigned n;
	struct cm_arena *arena;
};

static enum cm_status
keep(void *ctx, const struct cm_notice *n)
{
	struct page *p = ctx;
	struct cm_notice *row = &p->rows[p->n++];

	*row = *n;
	row->kind = cm_arena_str(p->arena, n->kind);
	row->msisdn = cm_arena_str(p->arena, n->msisdn);
	row->lang = cm_arena_str(p->arena, n->lang);
	row->text = cm_arena_str(p->arena, n->text);
	row->params = cm_arena_str(p->arena, n->params);
	return CM_OK;
}

static enum cm_status
next_page(struct cm_pull *pull, struct page *p, const struct cm_notice *after, int64_t most, struct cm_diag *d)
{
	enum cm_status st = cm_store_begin_read(pull->store, d);

	p->n = 0;
	if (st != CM_OK)
		return st;
	st = cm_notices_waiting(pull->store, pull->now, after, most, keep, p, d);
	for (unsigned i = 0; st == CM_OK && i < p->n; i++)
		st = cm_notice_lapsed(pull->store, pull->policy, &p->rows[i], pull->now, &p->lapsed[i], p->arena, d);
	cm_store_rollback(pull->store);
	return st;
}

/* ---- the text ---- */

/* FILE.ID stands in policies/FILE.yaml, which is loaded when it is first met. */
static const struct cm_text *
text_of(struct cm_pull *pull, struct cm_str id, struct cm_arena *a, struct cm_diag *d)
{
	const char *dot = memrchr(id.p, '.', id.n);
	struct cm_policy *p;

	if (!dot ||
	    cm_policy_load(&p, pull->vocabulary, cm_arena_strn(a, id.p, (size_t)(dot - id.p)), a, d) != CM_OK)
		return NULL;
	return cm_policy_text(p, cm_arena_strn(a, id.p, id.n));
}

/* The values that were kept with it, as facts. */
static bool
read_params(const struct cm_vocabulary *v, struct cm_str json, struct cm_value *facts, struct cm_arena *a)
{
	struct cm_record r;

	cm_record_init(&r, a);
	if (!cm_record_read_json(&r, json))
		return false;
	for (unsigned i = 0; i < r.n; i++) {
		int slot = cm_vocabulary_slot(v, r.fields[i].name);
		const char *code, *why;

		if (slot >= 0 && cm_fact_read(&v->facts[slot], r.fields[i].text, &facts[slot], &code, &why, a) != CM_OK)
			return false;
	}
	return true;
}

/* What cannot be said is told, and waits until the policy is mended; it must not keep the others. */
static enum cm_status
make_text(struct cm_pull *pull, const struct cm_notice *n, struct cm_buf *out, struct cm_arena *run, struct cm_arena *a,
    struct cm_diag *d)
{
	const struct cm_text *t = text_of(pull, n->text, run, d);
	const char *id = cm_notice_id(a, n);
	struct cm_str missing = {0};
	struct cm_value *facts;

	cm_buf_clear(out);
	if (!t)
		return cm_fail(d, CM_CONFIG, "policy.unknown-text", "notice %s waits: there is no text %.*s", id,
		    (int)n->text.n, n->text.p);
	facts = cm_arena_alloc(a, pull->vocabulary->n * sizeof *facts);
	if (!read_params(pull->vocabulary, n->params, facts, a))
		return cm_fail(d, CM_CONFIG, "policy.value", "notice %s waits: its values are none of today's facts", id);
	if (cm_text_render(t, pull->vocabulary, facts, NULL, cm_str_is(n->lang, "en"), out, &missing) != CM_OK)
		return cm_fail(d, CM_CONFIG, "policy.placeholder", "notice %s waits: text %.*s: {%.*s} has no value", id,
		    (int)n->text.n, n->text.p, (int)missing.n, missing.p);
	return CM_OK;
}

/* ---- quiet hours ---- */

/* In them only reminders go out whose own time lies there: the answer is due in these hours, too. */
static bool
goes_out(const struct cm_pull *pull, const struct cm_notice *n)
{
	return !pull->quiet_until || (cm_notice_is_reminder(n->kind) && n->not_before >= pull->quiet_since);
}

/* ---- pull ---- */

#define TELL 10 /* of those that cannot be made */

static enum cm_status
put_page(struct cm_pull *pull, const struct page *p, struct cm_arena *run, struct cm_diag *d, int64_t *stuck)
{
	struct cm_buf text = {0};
	struct cm_diag untold;
	enum cm_status st = CM_OK;

	cm_diag_init(&untold, p->arena);
	for (unsigned i = 0; st == CM_OK && i < p->n; i++) {
		if (!goes_out(pull, &p->rows[i]))
			continue;
		if (p->lapsed[i]) {
			pull->lapsed += !cm_notice_is_reminder(p->rows[i].kind);
			continue;
		}
		if (make_text(pull, &p->rows[i], &text, run, p->arena, *stuck < TELL ? d : &untold) != CM_OK) {
			++*stuck;
			continue;
		}
		st = pull->emit(pull->ctx, &p->rows[i], cm_buf_str(&text));
		pull->pulled++;
	}
	cm_buf_free(&text);
	return st;
}

static enum cm_status
put_all(struct cm_pull *pull, struct cm_arena *run, struct cm_diag *d, int64_t *stuck)
{
	struct page *p = cm_arena_alloc(run, sizeof *p);
	struct cm_notice after = CM_NOTICE_NONE;
	int64_t left = pull->limit, most;
	enum cm_status st;

	if (pull->quiet_until)
		after.not_before = pull->quiet_since; /* what waits since the evening goes on waiting */
	do {
		p->arena = cm_arena_new();
		most = left < PAGE ? left : PAGE;
		st = next_page(pull, p, &after, most, d);
		if (st == CM_OK)
			st = put_page(pull, p, run, d, stuck);
		if (p->n) {
			after = p->rows[p->n - 1];
			after.kind = cm_arena_str(run, after.kind);
		}
		left = pull->limit - pull->pulled - *stuck;
		cm_arena_free(p->arena);
	} while (st == CM_OK && p->n == most && left > 0);
	return st;
}

static int64_t
figure(const struct cm_policy *p, const char *name)
{
	const struct cm_figure *f = cm_policy_figure(p, name);

	return f ? f->value.i : 0;
}

static void
find_quiet(struct cm_pull *pull, int64_t from, int64_t until)
{
	pull->quiet_until = cm_notice_quiet(pull->now, from, until);
	pull->quiet_since = pull->quiet_until - (until - from + 24) % 24 * 3600;
}

enum cm_status
cm_notify_pull(struct cm_pull *pull, struct cm_arena *run, struct cm_diag *d)
{
	struct cm_policy *policy;
	enum cm_status st = cm_policy_load(&policy, pull->vocabulary, "notify", run, d);
	int64_t stuck = 0;

	if (st != CM_OK)
		return st;
	pull->policy = policy;
	find_quiet(pull, figure(policy, "quiet_from"), figure(policy, "quiet_until"));
	st = put_all(pull, run, d, &stuck);
	if (stuck > TELL)
		cm_fail(d, CM_CONFIG, "policy.unknown-text", "%lld notices wait because of their texts", (long long)stuck);
	return st == CM_OK && stuck ? CM_CONFIG : st;
}
