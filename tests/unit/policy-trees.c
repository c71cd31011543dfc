/*
 * Trees (tests/policy/good/diagnose): the first step that holds counts, what is unknown before it leaves it open, and the
 * cheapest question comes first; found by the words of a report; files that would take long.
 */
#include <stdlib.h>
#include <time.h>

#include "policy/trees.h"
#include "tap.h"

static struct cm_arena *arena;
static struct cm_diag diag;
static struct cm_vocabulary *voc;
static struct cm_trees *trees;
static const struct cm_policy *sms;
static struct cm_value *facts;

static const char *
keep(struct cm_buf *b)
{
	const char *s = cm_arena_strn(arena, b->p ? b->p : "", b->n);

	cm_buf_free(b);
	return s;
}

/* name=value, …: all other facts are unknown. */
static void
set(const char *words)
{
	struct cm_str rest = cm_str(words);

	memset(facts, 0, voc->n * sizeof *facts);
	while (rest.n) {
		const char *blank = memchr(rest.p, ' ', rest.n), *eq = memchr(rest.p, '=', rest.n);
		size_t n = blank ? (size_t)(blank - rest.p) : rest.n;
		int slot = cm_vocabulary_slot(voc, (struct cm_str){rest.p, (size_t)(eq - rest.p)});
		const char *code, *why;

		if (slot < 0 || cm_fact_read(&voc->facts[slot], (struct cm_str){eq + 1, (size_t)(rest.p + n - eq - 1)},
				     &facts[slot], &code, &why, arena) != CM_OK)
			ok(false, "%s", words);
		rest.p += n + (blank != NULL);
		rest.n -= n + (blank != NULL);
	}
}

static const struct cm_gate *
tree(const char *word)
{
	struct cm_str near;
	const struct cm_gate *g = cm_tree_find(sms, cm_str(word), &near);

	if (!g)
		ok(false, "no tree %s", word);
	return g;
}

/* "undecided a b ask x y". */
static const char *
decided(const char *word)
{
	struct cm_buf b = {0};
	struct cm_decision d;

	cm_policy_decide(sms, tree(word), facts, NULL, 0, &d, arena);
	cm_buf_puts(&b, cm_verdict_name(d.verdict));
	for (unsigned i = 0; i < d.nfired; i++) {
		cm_buf_putc(&b, ' ');
		cm_buf_putstr(&b, d.fired[i].rule->id);
	}
	for (unsigned i = 0; i < d.nask; i++) {
		cm_buf_puts(&b, i ? " " : " ask ");
		cm_buf_putstr(&b, voc->facts[d.ask[i]].id);
	}
	return keep(&b);
}

/* "a+ b- c? ": what was looked at, with fail, pass, unknown. */
static const char *
walked(const char *word)
{
	struct cm_buf b = {0};
	struct cm_walk w;

	cm_tree_walk(tree(word), facts, &w, arena);
	for (unsigned i = 0; i < w.n; i++)
		cm_buf_printf(&b, "%s%.*s/%.*s%c", i ? " " : "", (int)w.seen[i].tree->id.n, w.seen[i].tree->id.p,
		    (int)w.seen[i].step->id.n, w.seen[i].step->id.p, "-+?"[w.seen[i].truth]);
	cm_buf_puts(&b, w.open ? " open" : "");
	return keep(&b);
}

static void
verdicts(void)
{
	set("sms_state=none opened_at=2010-04-01 today=2010-05-01");
	is_str(decided("cannot_send"), "allow sms.off", "the first that holds is the finding, and no other");
	is_str(walked("cannot_send"), "cannot_send/sms.off+", "nothing behind it is looked at");
	set("opened_at=2010-04-01 today=2010-05-01");
	is_str(decided("cannot_send"), "undecided sms.off ask sms_state", "one that holds is none while one before it is unknown");
	is_str(walked("cannot_send"), "cannot_send/sms.off? cannot_send/sms.owner+ open", "it is shown, and that it is open");
	set("sms_state=active opened_at=2009-04-01 today=2010-05-01");
	is_str(decided("cannot_send"), "refer sms.no-remedy", "no step holds: otherwise");
	is_str(walked("cannot_send"), "cannot_send/sms.off- cannot_send/sms.owner- cannot_send/sms.no-remedy+", "all were passed");
	set("");
	is_str(decided("cannot_send"), "undecided sms.off sms.owner ask sms_state opened_at today", "nothing known: all is open");
	set("sms_state=none inbox_full=false");
	is_str(decided("cannot_receive"), "allow sms.off sms.send-first", "on in a tree above: the finding first, then the way");
	set("sms_state=active inbox_full=false has_signal=true network_fault=true");
	is_str(decided("cannot_receive"), "allow line.network sms.line", "on in a tree of another file");
	is_str(walked("cannot_receive"),
	    "cannot_receive/sms.send-first- cannot_receive/sms.full- cannot_receive/sms.line+ coverage/line.coverage- "
	    "coverage/line.network+",
	    "from tree to tree");
	set("sms_state=active");
	is_str(decided("cannot_receive"), "undecided sms.full line.coverage line.network ask inbox_full has_signal network_fault",
	    "what another team must look at is asked last");
	set("");
	is_str(decided("cannot_receive"),
	    "undecided sms.send-first sms.full line.coverage line.network ask sms_state inbox_full has_signal network_fault",
	    "and what the store knows first");
}

static void
findings(void)
{
	const struct cm_rule *off = tree("cannot_send")->rules[0], *full = tree("cannot_receive")->rules[1];
	const struct cm_rule *network = tree("cannot_receive")->rules[2]->finding->go->rules[1];
	const int *slots;
	unsigned n;

	ok(off->nnext == 3 && cm_str_is(off->next[2], "cm-bill refund cause=unusable item={item} month={opened_at} since={opened_at}"),
	    "a refund is a step: %.*s", (int)off->next[2].n, off->next[2].p);
	set("opened_at=2010-04-01 amount=5");
	ok(cm_str_is(cm_next_render(off->next[0], voc, facts, arena), "cm-vas resume purpose=to_other"), "a field of nothing is left out");
	ok(cm_str_is(cm_next_render(off->next[1], voc, facts, arena), "cm-pay pay amount=5.00"), "a value as records hold it");
	ok(cm_str_is(cm_next_render(off->next[2], voc, facts, arena), "cm-bill refund cause=unusable month=2010-04-01 since=2010-04-01"), "a day");
	ok(cm_str_is(off->finding->refund_say->en, "The fee comes back.") && !full->finding->refund_say &&
		cm_str_eq(off->finding->refund_say->id, cm_str(cm_arena_printf(arena, "%.*s.refund", (int)off->id.n, off->id.p))),
	    "what is said of a refund has its own words");
	set("");
	facts[cm_vocabulary_slot(voc, CM_STR("stopped_for"))] = (struct cm_value){.known = true, .type = CM_T_TEXT, .s = CM_STR("two words")};
	ok(cm_str_is(cm_next_render(off->next[0], voc, facts, arena), "cm-vas resume purpose=to_other stopped_for='two words'"), "in quotes");
	facts[cm_vocabulary_slot(voc, CM_STR("stopped_for"))].s = CM_STR("it's x=1");
	ok(cm_str_is(cm_next_render(off->next[0], voc, facts, arena), "cm-vas resume purpose=to_other"), "no value breaks out of its quotes");
	ok(cm_str_is(full->finding->avoid->en, "tidy up") && cm_str_is(full->finding->look->en, "is the inbox full") &&
		!full->finding->action && full->finding->cost == -1,
	    "what a step has");
	ok(cm_str_is(cm_text_for(sms, full->script, "sms")->en, "Delete some") &&
		cm_text_for(sms, full->script, "phone") == full->script,
	    "words for another channel, else the same");
	ok(network->finding->cost == 3 && cm_str_is(network->finding->escalate_to, "switch_team") &&
		voc->facts[network->finding->restore_within].value->i == 24,
	    "and when it works again");
	slots = cm_rule_facts(off, voc, &n, arena);
	ok(n == 1 && cm_str_is(voc->facts[slots[0]].id, "sms_state"), "what a step looks at");
	cm_gate_facts(tree("cannot_receive"), voc, &n, arena);
	ok(n == 6, "what a tree and those behind it look at: %u", n);
}

static void
names(void)
{
	struct cm_trees *one;
	struct cm_str near;

	ok(trees->n == 2 && cm_str_is(trees->services[0]->service, "line"), "the files of the folder, in order");
	ok(cm_trees_service(trees, CM_STR("短信"), &near) == sms && cm_trees_service(trees, CM_STR("SMS"), &near) == sms, "by its title");
	ok(!cm_trees_service(trees, CM_STR("smss"), &near) && cm_str_is(near, "sms"), "misspelt: the nearest");
	ok(tree("cannot_send") == tree("发不出短信") && tree("发不出") == tree("cannot send"), "by id, symptom and alias");
	ok(!cm_tree_find(sms, CM_STR("cannot_sned"), &near) && cm_str_is(near, "cannot_send"), "misspelt: the nearest");
	ok(!cm_tree_find(sms, CM_STR("发不岀短信"), &near) && cm_str_is(near, "发不出短信"), "in Chinese, too");
	ok(!cm_tree_find(sms, CM_STR("elephant"), &near) && !near.n, "nothing is near");
	ok(!cm_tree_find(sms, CM_STR(""), &near), "an empty one");
	ok(cm_trees_load(&one, voc, "sms", arena, &diag) == CM_OK && one->n == 1 && one->services[0] == sms, "one service");
	ok(cm_trees_load(&one, voc, "mms", arena, &diag) == CM_END && one->n == 0, "one that has none");
	ok(cm_trees_load(&one, voc, "../sms", arena, &diag) == CM_END, "no name leads out of the folder");
	ok(cm_vocabulary_slot(voc, CM_STR("inbox_full")) >= 0, "facts of a file that they use are known");
}

static void
write_file(const char *path, const struct cm_buf *b)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(b->p, 1, b->n, f) != b->n || fclose(f) != 0)
		exit(99);
}

/* A file of 256 KiB at most, in which something is repeated, # a number. It is the second try that is timed: pages are there then. */
static void
big(const char *what, const char *head, const char *each, const char *tail)
{
	const char *path = cm_arena_printf(arena, "%s/big.yaml", voc->dir);
	clock_t took = 0;
	struct cm_buf b = {0};

	cm_buf_puts(&b, head);
	for (unsigned i = 0; b.n + strlen(each) + 64 < 256 * 1024; i++)
		for (const char *q = each; *q; q++)
			*q == '#' ? cm_buf_putint(&b, i) : cm_buf_putc(&b, *q);
	cm_buf_puts(&b, tail);
	write_file(path, &b);
	cm_buf_free(&b);
	for (int i = 0; i < 2; i++) {
		struct cm_arena *a = cm_arena_new();
		struct cm_vocabulary *v;
		struct cm_policy *p;
		struct cm_diag d;

		cm_diag_init(&d, a);
		if (cm_vocabulary_load(&v, voc->dir, a, &d) == CM_OK) {
			took = clock();
			cm_policy_load(&p, v, "big", a, &d);
			took = clock() - took;
		}
		cm_arena_free(a);
	}
	ok(took * 1000 / CLOCKS_PER_SEC < 400, "%s: %ld ms", what, (long)(took * 1000 / CLOCKS_PER_SEC));
	remove(path);
}

static void
hostile(void)
{
	char dir[] = "/tmp/cm-trees.XXXXXX";
	struct cm_vocabulary here = {0}, *was = voc;
	struct cm_buf b = {0};
	const char *path;

	if (!mkdtemp(dir))
		exit(99);
	here.dir = dir;
	voc = &here;
	path = cm_arena_printf(arena, "%s/facts.yaml", dir);
	cm_buf_puts(&b, "facts:\n  - {id: x, type: int, from: record, zh: x, en: x}\n");
	write_file(path, &b);
	cm_buf_free(&b);
#define HEAD "policy: big\nservice: big\nstatus: draft\ntrees:\n"
	big("many trees", HEAD, "  - {id: t#, symptom: {zh: z#, en: e}, steps: [], otherwise: {id: o, message: {zh: a, en: b}}}\n", "");
	big("trees of nothing", HEAD, "  - {id: t#}\n", "");
	big("gates of nothing", "policy: big\ngates:\n", "  - {id: t#}\n", "");
	big("rules of nothing", "policy: big\ngates:\n  - id: g\n    rules:\n", "      - {id: t#}\n", "");
	big("steps of nothing", HEAD "  - id: g\n    steps:\n", "      - {id: t#}\n", "");
	big("many aliases", HEAD "  - {id: t, symptom: {zh: a, en: b}, steps: [], otherwise: {id: o, message: {zh: a, en: b}}, aliases: [",
	    "a#, ", "z]}\n");
	big("one alias, often", HEAD "  - {id: t, symptom: {zh: a, en: b}, steps: [], otherwise: {id: o, message: {zh: a, en: b}}, aliases: [",
	    "a, ", "z]}\n");
	big("many steps", HEAD "  - id: t\n    symptom: {zh: a, en: b}\n    otherwise: {id: o, message: {zh: a, en: b}}\n    steps:\n",
	    "      - {id: s#, look: {zh: a, en: b}, when: x > #, message: {zh: a, en: b}}\n", "");
	big("steps to nowhere", HEAD "  - id: t\n    symptom: {zh: a, en: b}\n    otherwise: {id: o, message: {zh: a, en: b}}\n    steps:\n",
	    "      - {id: s#, look: {zh: a, en: b}, when: x > 1, go: n#.t}\n", "");
	big("trees that go on", HEAD "  - {id: t0, symptom: {zh: a, en: b}, steps: [], otherwise: {id: o, message: {zh: a, en: b}}}\n",
	    "  - {id: u#, symptom: {zh: u, en: v#}, steps: [], otherwise: {id: o, go: t0}}\n", "");
	big("many facts", "policy: big\nfacts:\n", "  - {id: f#, type: int, from: store, zh: f, en: f}\n", "");
	big("facts that are there", "policy: big\nfacts:\n", "  - {id: x, type: int, from: store, zh: f, en: f}\n", "");
	big("facts of facts", "policy: big\nfacts:\n  - {id: f, type: enum, from: store, values: [a, b], zh: f, en: f}\n",
	    "  - {id: f#, type: enum, from: store, values: f, ask: [f#], zh: f, en: f}\n", "");
	big("files that are not there", "policy: big\nuse: [", "f#, ", "z]\n");
	big("braces", HEAD "  - {id: t, symptom: {zh: a, en: b}, steps: [], otherwise: {id: o, message: {zh: a, en: b}, next: [\"cm-a b c=",
	    "{x#}{", "\"]}}\n");
	voc = was;
	remove(path);
	remove(dir);
}

int
main(void)
{
	arena = cm_arena_new();
	cm_diag_init(&diag, arena);
	if (cm_vocabulary_load(&voc, "tests/policy/good", arena, &diag) != CM_OK ||
	    cm_trees_load(&trees, voc, NULL, arena, &diag) != CM_OK) {
		cm_diag_print(&diag, "policy-trees");
		return 1;
	}
	sms = trees->services[1];
	facts = cm_arena_alloc(arena, voc->n * sizeof *facts);
	verdicts();
	findings();
	names();
	hostile();
	cm_arena_free(arena);
	return tap_done();
}
