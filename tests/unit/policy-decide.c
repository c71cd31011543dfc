/* Verdicts, questions, explanations, texts and the reading of facts, on the policies of tests/policy/good. */
#include <stdlib.h>

#include "base/date.h"
#include "policy/decide.h"
#include "policy/offers.h"
#include "tap.h"

static struct cm_arena *arena;
static struct cm_diag diag;
static struct cm_vocabulary *voc;
static struct cm_policy *policy;
static struct cm_value *facts;

static int
slot(const char *name)
{
	int s = cm_vocabulary_slot(voc, cm_str(name));

	if (s < 0)
		printf("# no fact %s\n", name);
	return s;
}

static void
set(const char *name, const char *text)
{
	const char *code = "", *why = "";

	if (cm_fact_read(&voc->facts[slot(name)], cm_str(text), &facts[slot(name)], &code, &why, arena) != CM_OK)
		ok(false, "%s cannot be %s: %s", name, text, why);
}

/* Everything known and nothing in the way. */
static void
fair(void)
{
	memset(facts, 0, voc->n * sizeof *facts);
	set("id_matches", "true");
	set("opened_at", "2009-04-01");
	set("today", "2010-05-01");
	set("balance", "50.00");
	set("holder_present", "true");
	set("new_holder_present", "true");
	set("purpose", "to_other");
	set("vip_level", "none");
	set("points", "0");
}

static struct cm_decision
decide(const char *gate, const struct cm_str *acks, unsigned nacks)
{
	struct cm_decision d;

	cm_policy_decide(policy, cm_policy_gate(policy, gate), facts, acks, nacks, &d, arena);
	return d;
}

/* "refuse a.b, c.d? ask x y": verdict, rules (those that are open with ?), questions. */
static const char *
outcome(const struct cm_decision *d)
{
	static const char *const names[] = {"allow", "warn", "undecided", "refer", "refuse"};
	struct cm_buf b = {0};
	const char *s;

	cm_buf_puts(&b, names[d->verdict]);
	for (unsigned i = 0; i < d->nfired; i++) {
		cm_buf_putc(&b, ' ');
		cm_buf_putstr(&b, d->fired[i].rule->id);
		cm_buf_puts(&b, d->fired[i].open ? "?" : d->fired[i].acknowledged ? "!" : "");
	}
	for (unsigned i = 0; i < d->nask; i++) {
		cm_buf_puts(&b, i ? " " : " ask ");
		cm_buf_putstr(&b, voc->facts[d->ask[i]].id);
	}
	s = cm_arena_strn(arena, b.p, b.n);
	cm_buf_free(&b);
	return s;
}

static void
verdicts(void)
{
	struct cm_str ack[] = {CM_STR("transfer.vip"), CM_STR("transfer.points-lost")};
	struct cm_decision d;

	fair();
	d = decide("transfer", NULL, 0);
	is_str(outcome(&d), "allow", "nothing in the way");
	set("vip_level", "gold");
	set("points", "7");
	d = decide("transfer", NULL, 0);
	is_str(outcome(&d), "undecided transfer.vip transfer.points",
	    "warnings wait for an acknowledgement, and ask nothing");
	d = decide("transfer", ack, 1);
	is_str(outcome(&d), "undecided transfer.points transfer.vip!",
	    "one of two is not enough; the open one comes first");
	d = decide("transfer", ack, 2);
	is_str(outcome(&d), "warn transfer.vip! transfer.points!", "acknowledged by rule or by reason");
	set("opened_at", "2010-04-02");
	d = decide("transfer", ack, 2);
	is_str(outcome(&d), "refuse transfer.min-tenure transfer.vip! transfer.points!", "worst first, all are listed");
	memset(facts, 0, voc->n * sizeof *facts);
	set("balance", "1.00");
	d = decide("transfer", NULL, 0);
	ok(d.verdict == CM_REFUSE && d.nask == 0, "a refusal asks nothing, however little is known");
	ok(d.nfired == 8 && d.fired[1].verdict == CM_UNDECIDED, "but says what it could not see");
}

static void
questions(void)
{
	struct cm_decision d;

	fair();
	facts[slot("opened_at")].known = false;
	d = decide("transfer", NULL, 0);
	is_str(
	    outcome(&d), "undecided transfer.min-tenure? ask opened_at", "of a derived fact its source is asked for");
	fair();
	facts[slot("new_holder_present")].known = false;
	d = decide("transfer", NULL, 0);
	is_str(outcome(&d), "undecided transfer.both-present? ask new_holder_present",
	    "only the unknown operand is asked for");
	set("holder_present", "false");
	d = decide("transfer", NULL, 0);
	is_str(outcome(&d), "refer transfer.both-present", "an operand that decides makes the other unimportant");
	fair();
	facts[slot("id_matches")].known = false;
	d = decide("transfer", NULL, 0);
	is_str(outcome(&d), "undecided identity.unseen identity.mismatch? ask id_no",
	    "a fact that cannot be given is asked for by its field");
	set("id_no", "610102197001010018");
	d = decide("transfer", NULL, 0);
	is_str(outcome(&d), "undecided identity.unseen identity.mismatch?",
	    "what is known is not asked again");
	memset(facts, 0, voc->n * sizeof *facts);
	d = decide("transfer", NULL, 0);
	ok(d.nask == 9, "of nothing known, each fact is asked once (%u)", d.nask);
	memset(facts, 0, voc->n * sizeof *facts);
	d = decide("tariff", NULL, 0);
	is_str(outcome(&d), "allow", "a rule that allows is never open");
}

static void
explanations(void)
{
	struct cm_buf b = {0};
	struct cm_decision d;
	unsigned n;
	const int *slots;
	struct cm_buf names = {0};

	fair();
	set("opened_at", "2010-04-20");
	facts[slot("points")].known = false;
	d = decide("transfer", NULL, 0);
	cm_policy_explain(policy, &d, facts, &b, arena);
	ok(strstr(b.p,
	       "{\"rule\":\"transfer.min-tenure\",\"verdict\":\"refuse\",\"fired\":true,\"because\":\"months_open < "
	       "min_tenure: 0 < 1\",\"source\":\"1.7 step 2\",\"at\":\"transfer.yaml:14\"}") != NULL,
	    "a rule that fired, with its values and its place");
	ok(strstr(b.p, "\"fired\":null,\"because\":\"points > 0: unknown > 0\"") != NULL, "one that stayed open");
	ok(strstr(b.p, "\"because\":\"holder_present: true; new_holder_present: true\"") != NULL,
	    "both operands of an AND");
	ok(strstr(b.p, "\"because\":\"purpose = 'own_use': to_other = own_use\"") != NULL,
	    "the operand that decided, alone");
	ok(b.p[0] == '[' && b.p[b.n - 1] == ']', "a list");
	slots = cm_gate_facts(cm_policy_gate(policy, "transfer"), voc, &n, arena);
	for (unsigned i = 0; i < n; i++) {
		cm_buf_putc(&names, ' ');
		cm_buf_putstr(&names, voc->facts[slots[i]].id);
	}
	is_str(names.p,
	    " id_matches opened_at today balance holder_present new_holder_present purpose vip_level points",
	    "the facts of a gate, derived ones by what they are made of");
	cm_buf_free(&names);
	cm_buf_free(&b);
}

static const struct cm_text *
text_of(const char *zh, const char *en)
{
	struct cm_text *t = cm_arena_alloc(arena, sizeof *t);

	t->zh = cm_str(zh);
	t->en = cm_str(en);
	return t;
}

static void
renders(const char *zh, const char *en, const struct cm_value *bound, const char *want_zh, const char *want_en)
{
	const struct cm_text *t = text_of(zh, en);
	struct cm_str missing;

	for (int english = 0; english < 2; english++) {
		struct cm_buf b = {0};

		cm_buf_puts(&b, "> ");
		ok(cm_text_render(t, voc, facts, bound, english, &b, &missing) == CM_OK, "%s", english ? en : zh);
		is_str(b.p + 2, english ? want_en : want_zh, "reads");
		cm_buf_free(&b);
	}
}

static void
texts(void)
{
	struct cm_value bound = {.known = true, .type = CM_T_DATE};
	struct cm_str missing = {0};
	struct cm_buf b = {0};
	int32_t day;

	fair();
	cm_day_make(2010, 5, 14, &day);
	bound.i = day;
	set("name", "张伟");
	set("id_no", "610102197001010018");
	set("vip_level", "gold");
	set("services", "sms,来电显示");
	set("effective_at", "2010-05-01T00:00:00+08:00");
	renders("{vip_level}卡", "a {vip_level} card", NULL, "金卡卡", "a gold card");
	renders("{services}", "{services}", NULL, "sms、来电显示", "sms, caller ID");
	renders("{effective_at}起", "from {effective_at}", NULL, "2010-05-01 00:00起", "from 2010-05-01 00:00");
	renders("{balance} {min_balance} {holder_present}", "{balance} {min_balance} {holder_present}", NULL,
	    "50.00 10.00 是", "50.00 10.00 yes");
	renders("{name} {id_no}", "{name} {id_no}", NULL, "张* 6101**********0018", "张* 6101**********0018");
	renders("{bound}起", "from {bound}", &bound, "2010-05-14起", "from 2010-05-14");
	renders("{{{balance}}}", "{{x}}", NULL, "{50.00}", "{x}");
	cm_buf_puts(&b, "kept");
	ok(cm_text_render(text_of("{balance}{order_id}", ""), voc, facts, NULL, false, &b, &missing) == CM_BAD &&
		cm_str_is(missing, "order_id"),
	    "a placeholder without a value is told");
	is_str(b.p, "kept", "and nothing of the text is left behind");
	ok(cm_text_render(text_of("{bound}", ""), voc, facts, NULL, false, &b, &missing) == CM_BAD, "so is a bound");
	set("pin", "123456");
	ok(cm_text_render(text_of("{pin}", ""), voc, facts, NULL, false, &b, &missing) == CM_BAD,
	    "a secret has no value here");
	ok(memcmp(cm_fact_mask(&voc->facts[slot("name")], CM_STR("张伟"), arena), "张*", 5) == 0, "a name is masked");
	cm_buf_free(&b);
}

static void
reads(const char *fact, const char *text, const char *want)
{
	const char *code = "", *why = "";
	struct cm_value v;
	struct cm_buf b = {0};

	if (cm_fact_read(&voc->facts[slot(fact)], cm_str(text), &v, &code, &why, arena) == CM_OK)
		cm_value_print(&b, &v);
	else
		cm_buf_printf(&b, "%s: %s", code, why);
	is_str(b.p ? b.p : "", want, cm_arena_printf(arena, "%s given as \"%s\"", fact, text));
	cm_buf_free(&b);
}

static void
reading(void)
{
	const char *long_name = cm_arena_printf(arena, "%0100d", 7);

	reads("holder_present", "是", "true");
	reads("holder_present", "no", "false");
	reads("holder_present", "1", "true");
	reads("holder_present", "maybe", "field.malformed: expected true or false");
	reads("holder_present", "", "");
	reads("amount", "50", "50.00");
	reads("amount", "-0.5", "-0.50");
	reads("amount", "5e1", "field.malformed: expected an amount in yuan with at most two decimals, such as 50.00");
	reads("points", "007", "7");
	reads("points", "1.0", "field.malformed: expected a whole number");
	reads("opened_at", "2010-02-29", "field.malformed: expected a date such as 2010-04-01");
	reads("opened_at", "2010-04-01T23:00:00Z", "2010-04-01");
	reads("effective_at", "2010-04-01T09:30", "2010-04-01T09:30:00+08:00");
	reads("vip_level", "金卡", "gold");
	reads("vip_level", "bronze", "field.unknown-value: expected one of none, silver, gold");
	reads("services", "sms, 来电显示", "sms,caller_id");
	reads("services", "sms,mms", "field.unknown-value: expected one of sms, caller_id");
	reads("msisdn", "13900000001", "13900000001");
	reads("msisdn", "1390000000", "field.malformed: expected a mobile number: 11 digits that begin with 13 to 19");
	reads("pin", "12a456", "field.malformed: expected digits only");
	reads("id_no", "政字第12345678号", "政字第12345678号");
	reads("name", " 张伟", "field.malformed: expected a name of at most 60 characters, without blanks around it");
	reads("name", long_name, "field.malformed: expected a name of at most 60 characters, without blanks around it");
	ok(cm_vocabulary_find(voc, CM_STR("手机号")) == slot("msisdn"), "a header's alias is found");
	ok(cm_vocabulary_slot(voc, CM_STR("手机号")) == -1, "but is no name for a rule");
	ok(cm_str_is(cm_vocabulary_nearest(voc, CM_STR("ballance")), "balance"), "the nearest name");
	ok(!cm_vocabulary_nearest(voc, CM_STR("whatever")).p, "or none");
}

static void
the_rest(void)
{
	const struct cm_offer *o;
	struct cm_vocabulary *v2;
	struct cm_offers *offers;
	struct cm_policy *p2;

	ok(cm_offers_load(&offers, voc, arena, &diag) == CM_OK && offers->n == 2, "offers");
	o = cm_offers_find(offers, CM_STR("easyown-basic"));
	ok(o && o->prepay_min == 5000 && o->price_out_min == 25 && o->nfree == 1 && cm_str_is(o->brand, "easyown"),
	    "with their figures");
	ok(cm_offers_find(offers, CM_STR("easyown-draft"))->card_fee == -1, "a draft may leave blanks");
	ok(strlen(cm_policy_hash(policy)) == 16, "a policy has a name by its content: %s", cm_policy_hash(policy));
	ok(cm_vocabulary_load(&v2, "tests/policy/good", arena, &diag) == CM_OK &&
		cm_policy_load(&p2, v2, "identity", arena, &diag) == CM_OK &&
		strcmp(cm_policy_hash(p2), cm_policy_hash(policy)) != 0 &&
		strcmp(cm_policy_hash(p2), cm_policy_hash(policy->used[0])) == 0,
	    "another content, another name; the same content, the same");
	ok(cm_policy_figure(policy, "min_balance")->value.i == 1000 && !cm_policy_figure(policy, "balance"), "figures");
	ok(cm_policy_text(policy, "transfer.done") && !cm_policy_text(policy, "x"), "texts");
	ok(cm_policy_load(&p2, voc, "../good/transfer", arena, &diag) == CM_CONFIG, "no name leads out of the folder");
}

int
main(void)
{
	arena = cm_arena_new();
	cm_diag_init(&diag, arena);
	if (cm_vocabulary_load(&voc, "tests/policy/good", arena, &diag) != CM_OK ||
	    cm_policy_load(&policy, voc, "transfer", arena, &diag) != CM_OK) {
		cm_diag_print(&diag, "policy-decide");
		return 1;
	}
	facts = cm_arena_alloc(arena, voc->n * sizeof *facts);
	verdicts();
	questions();
	explanations();
	texts();
	reading();
	the_rest();
	cm_arena_free(arena);
	return tap_done();
}
