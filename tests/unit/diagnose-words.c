/*
 * What is said of each finding: every case of the shipped trees that ends with one gives its words in both languages and
 * for each channel, with nothing missing; what goes out as a message is one part.
 */
#include "base/date.h"
#include "base/sms.h"
#include "policy/case_facts.h"
#include "policy/file.h"
#include "policy/trees.h"
#include "tap.h"

static struct cm_arena *arena;
static struct cm_diag diag;
static struct cm_vocabulary *voc;
static unsigned findings, messages, faults;

static void
fault(const struct cm_rule *r, const char *what, struct cm_str of)
{
	faults++;
	printf("# %.*s: %s%s%.*s\n", (int)r->id.n, r->id.p, what, of.n ? ": " : "", (int)of.n, of.n ? of.p : "");
}

static void
render(const struct cm_rule *r, const struct cm_text *t, const struct cm_value *facts, bool message)
{
	for (int english = 0; t && english < 2; english++) {
		struct cm_buf b = {0};
		struct cm_str missing = {0};

		if (cm_text_render(t, voc, facts, NULL, english, &b, &missing) != CM_OK)
			fault(r, "a placeholder without a value", missing);
		else if (message && cm_sms_parts(cm_buf_str(&b)) != 1)
			fault(r, "longer than a message", cm_buf_str(&b));
		messages += message;
		cm_buf_free(&b);
	}
}

static const struct cm_text *
for_channel(const struct cm_policy *p, const struct cm_text *t, const char *channel)
{
	char id[256];

	snprintf(id, sizeof(id), "%.*s.%s", (int)t->id.n, t->id.p, channel);
	return cm_policy_text(p, id);
}

/* What is said of a refund goes out in the same message, whether it is sure or not. */
static void
render_both(const struct cm_policy *p, const struct cm_rule *r, const struct cm_value *facts)
{
	const struct cm_text *behind[] = {for_channel(p, r->finding->refund_say, "sms"),
	    cm_policy_text(p, "diagnose.refunded-say.sms"), cm_policy_text(p, "diagnose.refund-unsure-say.sms")};
	const struct cm_text *script = for_channel(p, r->script, "sms");

	for (int i = 0; i < 3; i++)
		if (script && behind[i]) {
			struct cm_text both = *script;

			both.zh = cm_str(cm_arena_printf(arena, "%.*s%.*s", (int)script->zh.n, script->zh.p, (int)behind[i]->zh.n, behind[i]->zh.p));
			both.en = cm_str(cm_arena_printf(arena, "%.*s %.*s", (int)script->en.n, script->en.p, (int)behind[i]->en.n, behind[i]->en.p));
			render(r, &both, facts, true);
		} else {
			fault(r, "nothing to send as a message of the refund", CM_STR(""));
		}
}

/* In the words of a channel, which has its own or those of the counter; a message has always its own. */
static void
render_for(const struct cm_policy *p, const struct cm_rule *r, const struct cm_value *facts)
{
	const struct cm_text *phone, *sms;

	if (!r->script)
		return;
	phone = for_channel(p, r->script, "phone");
	sms = for_channel(p, r->script, "sms");
	if (phone)
		render(r, phone, facts, false);
	if (sms)
		render(r, sms, facts, true);
	else
		fault(r, "nothing to send as a message", CM_STR(""));
	if (r->finding->refund_say)
		render_both(p, r, facts);
}

/* What gather() always has: the day from which a refund can be seen, and the month in question. */
static void
complete(struct cm_value *facts)
{
	int look = cm_vocabulary_slot(voc, CM_STR("lookup_after")), month = cm_vocabulary_slot(voc, CM_STR("month"));
	int32_t day = CM_DAY_NONE;

	cm_day_make(2010, 5, 4, &day);
	facts[look] = (struct cm_value){.known = true, .type = CM_T_DATE, .i = day};
	facts[month] = (struct cm_value){.known = true, .type = CM_T_TEXT, .s = CM_STR("2010-04")};
}

static void
say(const struct cm_policy *p, const struct cm_decision *d, const struct cm_value *facts)
{
	const struct cm_rule *r = d->nfired ? d->fired[d->nfired - 1].rule : NULL;

	if (!r || d->verdict == CM_UNDECIDED)
		return;
	findings++;
	render(r, r->message, facts, false);
	render(r, r->script, facts, false);
	render(r, r->remedy, facts, false);
	if (r->finding) {
		render(r, r->finding->look, facts, false);
		render(r, r->finding->action, facts, false);
		render(r, r->finding->avoid, facts, false);
		render(r, r->finding->refund_say, facts, false);
		render_for(p, r, facts);
	}
}

static void
one_case(const struct cm_policy *p, struct cm_str json)
{
	struct cm_arena *a = cm_arena_new();
	struct cm_record rec;
	struct cm_case_facts in;
	struct cm_decision d;

	cm_record_init(&rec, a);
	if (cm_record_read_json(&rec, json) && cm_case_read(p, &rec, (struct cm_pos){"cases", 1, 1}, &in, a, &diag)) {
		cm_case_decide(p, &in, &d, a);
		complete(in.facts);
		say(p, &d, in.facts);
		cm_case_restore(p, &in);
	} else {
		faults++;
	}
	cm_arena_free(a);
}

static void
cases_of(const struct cm_policy *p)
{
	struct cm_str rest;

	findings = messages = faults = 0;
	if (cm_file_read(&rest, cm_arena_printf(arena, "policies/%.*s.cases", (int)p->id.n, p->id.p), arena, &diag) != CM_OK)
		faults++;
	while (!faults && rest.n) {
		const char *end = memchr(rest.p, '\n', rest.n);
		size_t n = end ? (size_t)(end - rest.p) : rest.n;

		if (rest.p[0] == '{')
			one_case(p, (struct cm_str){rest.p, n});
		rest.p += n + (end != NULL);
		rest.n -= n + (end != NULL);
	}
	ok(findings > 0 && messages > 0 && faults == 0, "%.*s: what is said of each finding", (int)p->id.n, p->id.p);
	printf("# %u findings, %u messages\n", findings, messages);
}

int
main(void)
{
	struct cm_trees *trees;
	enum cm_status st;

	arena = cm_arena_new();
	cm_diag_init(&diag, arena);
	st = cm_vocabulary_load(&voc, "policies", arena, &diag);
	if (!ok(st == CM_OK && cm_trees_load(&trees, voc, NULL, arena, &diag) == CM_OK, "the trees are loaded"))
		return tap_done();
	for (unsigned i = 0; i < trees->n; i++)
		cases_of(trees->services[i]);
	for (const struct cm_msg *m = diag.first; m; m = m->next)
		printf("# %s\n", m->text);
	cm_arena_free(arena);
	return tap_done();
}
