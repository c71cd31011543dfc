/*
 * Named conditions (tests/policy/good/evidence.yaml): decided, asked, explained, listed and bounded as if they were
 * written out; and files that would grow without end.
 */
#include <stdlib.h>
#include <time.h>

#include "policy/decide.h"
#include "policy/expr.h"
#include "tap.h"

static struct cm_arena *arena;
static struct cm_diag diag;
static struct cm_vocabulary *voc;
static struct cm_policy *policy;
static struct cm_value *facts;

static void
load(const char *name)
{
	if (cm_vocabulary_load(&voc, "tests/policy/good", arena, &diag) != CM_OK ||
	    cm_policy_load(&policy, voc, name, arena, &diag) != CM_OK) {
		cm_diag_print(&diag, "policy-condition");
		exit(1);
	}
	facts = cm_arena_alloc(arena, voc->n * sizeof *facts);
}

static void
set(const char *name, const char *text)
{
	int slot = cm_vocabulary_slot(voc, cm_str(name));
	const char *code = "", *why = "";

	if (cm_fact_read(&voc->facts[slot], cm_str(text), &facts[slot], &code, &why, arena) != CM_OK)
		ok(false, "%s cannot be %s: %s", name, text, why);
}

static const char *
keep(struct cm_buf *b)
{
	const char *s = cm_arena_strn(arena, b->p ? b->p : "", b->n);

	cm_buf_free(b);
	return s;
}

static void
put_slots(struct cm_buf *b, const int *slots, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		cm_buf_putc(b, ' ');
		cm_buf_putstr(b, voc->facts[slots[i]].id);
	}
}

/* "refuse", "undecided ask x y"; the facts are forgotten afterwards. */
static void
decides(const char *gate, const char *want, const char *because, const char *what)
{
	struct cm_buf b = {0}, json = {0};
	struct cm_decision d;

	cm_policy_decide(policy, cm_policy_gate(policy, gate), facts, NULL, 0, &d, arena);
	cm_buf_puts(&b, cm_verdict_name(d.verdict));
	put_slots(&b, d.ask, d.nask);
	is_str(keep(&b), want, what);
	cm_policy_explain(policy, &d, facts, &json, arena);
	if (because && !ok(strstr(json.p, because) != NULL, "because %s", because))
		printf("# got %s\n", json.p);
	cm_buf_free(&json);
	memset(facts, 0, voc->n * sizeof *facts);
}

static void
evidence(void)
{
	set("holder_present", "false");
	decides("evidence", "refuse",
	    "\"because\":\"proved: owner_here: holder_present: false; owner_with_card: holder_present: false\"",
	    "every row fails: each is named with what failed in it");
	set("holder_present", "true");
	set("id_matches", "true");
	set("purpose", "own_use");
	decides("evidence", "allow",
	    "\"because\":\"proved: owner_here: holder_present: true; id_matches = TRUE: true = true; purpose <> "
	    "'to_other': own_use <> to_other\"",
	    "one row holds, whatever the other");
	decides("evidence", "undecided holder_present id_no purpose vip_level", NULL,
	    "nothing known: what most rows need is asked first");
	set("holder_present", "true");
	set("id_matches", "false");
	decides("evidence", "undecided vip_level", "owner_with_card: vip_level = 'gold': unknown = gold",
	    "a row that fails is not asked about");
}

static void
questions(void)
{
	decides("asked", "undecided vip_level opened_at today", NULL, "what the rule says to ask, and nothing else");
	set("opened_at", "2010-01-01");
	set("today", "2010-04-01");
	decides("asked", "undecided vip_level", NULL, "as long as it is not known");
	set("opened_at", "2010-01-01");
	set("today", "2010-04-01");
	set("vip_level", "gold");
	decides("asked", "undecided holder_present id_no purpose", NULL,
	    "all that is known, and still open: what the condition lacks");
}

static void
rests_on(void)
{
	const struct cm_gate *g = cm_policy_gate(policy, "tenure");
	struct cm_buf b = {0};
	struct cm_decision d;
	struct cm_value bound;
	unsigned n;
	const int *slots = cm_gate_facts(cm_policy_gate(policy, "evidence"), voc, &n, arena);

	put_slots(&b, slots, n);
	is_str(keep(&b), " holder_present id_matches purpose vip_level", "a condition's facts are the gate's");
	set("opened_at", "2010-01-15");
	set("today", "2010-04-20");
	cm_policy_decide(policy, g, facts, NULL, 0, &d, arena);
	ok(d.verdict == CM_REFUSE && d.nfired == 1, "a derived fact in a condition is computed");
	bound = cm_policy_bound(d.fired[0].rule, voc, facts);
	b = (struct cm_buf){0};
	cm_value_print(&b, &bound);
	ok(cm_policy_may_bound(d.fired[0].rule, voc), "a remedy may promise a bound");
	is_str(keep(&b), "2011-01-15", "which is that of the comparison in the condition");
	ok(policy->nconditions == 4 && policy->conditions[2].assumed && policy->conditions[3].used, "they are listed");
}

static void
visible(void)
{
	load("counter");
	set("holder_present", "true");
	set("vip_level", "gold");
	set("purpose", "call_records");
	decides("counter", "refer",
	    "\"because\":\"owner_with_card: holder_present: true; vip_level = 'gold': gold = gold; purpose = ",
	    "a condition of a used file");
	set("vip_level", "gold");
	decides("counter", "refer", "IS NULL: unknown", "which may be asked whether it is known");
}

/* A file of conditions that name those before them. Says what is wrong with it, and that it was said at once. */
static void
grows(const char *dir, const char *what, unsigned chain, unsigned rules, const char *says)
{
	struct cm_arena *a = cm_arena_new();
	char *path = cm_arena_printf(a, "%s/grow.yaml", dir);
	FILE *f = fopen(path, "w");
	struct cm_vocabulary *v;
	struct cm_policy *p;
	struct cm_diag d;
	clock_t t;

	cm_diag_init(&d, a);
	fprintf(f, "policy: grow\nconditions:\n  - {id: c0, when: points > 1, source: x}\n");
	for (unsigned i = 1; i <= chain; i++)
		fprintf(f, "  - {id: c%u, when: c%u AND c%u, source: x}\n", i, i - 1, i - 1);
	fprintf(f, "gates:\n  - id: g\n    rules:\n");
	for (unsigned i = 0; i < rules; i++)
		fprintf(f, "    - {id: r%u, when: c%u, verdict: allow}\n", i, chain);
	fclose(f);
	t = clock();
	if (cm_vocabulary_load(&v, dir, a, &d) != CM_OK)
		exit(99);
	cm_policy_load(&p, v, "grow", a, &d);
	t = clock() - t;
	if (!ok(says ? d.first && strstr(d.first->text, says) : d.errors == 0, "%s: %s", what, says ? says : "sound"))
		printf("# got %s\n", d.first ? d.first->text : "nothing");
	printf("# %.1f ms\n", (double)t * 1e3 / CLOCKS_PER_SEC);
	remove(path);
	cm_arena_free(a);
}

static void
growth(void)
{
	char dir[] = "/tmp/cm-condition.XXXXXX";
	FILE *f = fopen("tests/policy/good/facts.yaml", "r"), *to;
	int c;

	if (!mkdtemp(dir) || !f || !(to = fopen(cm_arena_printf(arena, "%s/facts.yaml", dir), "w")))
		exit(99);
	while ((c = getc(f)) != EOF)
		putc(c, to);
	fclose(f);
	fclose(to);
	grows(dir, "ten that double", 10, 1, NULL);
	grows(dir, "twelve", 12, 1, "more than 4096 parts");
	grows(dir, "a thousand", 1000, 1, "more than 4096 parts");
	grows(dir, "a large one in many rules", 9, 1000, "add more than 65536 parts");
	grows(dir, "as many as a file holds", 4800, 10, "more than 4096 parts");
	remove(cm_arena_printf(arena, "%s/facts.yaml", dir));
	remove(dir);
}

int
main(void)
{
	arena = cm_arena_new();
	cm_diag_init(&diag, arena);
	load("evidence");
	evidence();
	questions();
	rests_on();
	visible();
	growth();
	cm_arena_free(arena);
	return tap_done();
}
