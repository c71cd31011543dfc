/* Numbers and SIMs sold once, PINs, and what belongs to a line. */
#include "store.h"

static struct cm_store *s;

static void
numbers(void)
{
	struct cm_number n = {.msisdn = CM_STR("13900000001"),
	    .pack_serial = CM_STR("P1"),
	    .number_class = CM_STR("a"),
	    .prepay_min = 5000};
	struct cm_number mine, theirs;
	struct cm_line l;

	must(cm_number_add(s, &n, &diag), "add");
	ok(cm_number_add(s, &n, &diag) == CM_CONFLICT, "a number is there once: %s", last_code());
	cm_store_rollback(s);
	must(cm_store_begin(s, &diag), "begin");
	must(cm_number_add(s, &n, &diag), "add");
	l = add_line(s, "13800000001", "");
	must(cm_number_get(s, n.msisdn, &mine, arena, &diag), "get");
	must(cm_number_of_pack(s, CM_STR("P1"), &theirs, arena, &diag), "of pack");
	ok(cm_str_eq(theirs.msisdn, n.msisdn) && theirs.prepay_min == 5000 && cm_str_is(theirs.number_class, "a") &&
		theirs.name.state == CM_NAME_FREE,
	    "found by its pack");
	ok(cm_number_of_pack(s, CM_STR("P2"), &theirs, arena, &diag) == CM_END, "no such pack");
	must(cm_number_get(s, n.msisdn, &theirs, arena, &diag), "get");
	must(cm_number_hold(s, &mine, NOW + 60, CM_STR("me"), &diag), "hold");
	ok(mine.name.state == CM_NAME_RESERVED && mine.name.until == NOW + 60, "reserved");
	ok(cm_number_take(s, &theirs, l.part, l.line, CM_STR(""), &diag) == CM_CONFLICT,
	    "who saw it free before cannot have it: %s", last_code());
	must(cm_number_get(s, n.msisdn, &theirs, arena, &diag), "get");
	ok(cm_str_is(theirs.holder, "me"), "it says who has it");
	must(cm_number_release(s, &mine, &diag), "release");
	must(cm_number_get(s, n.msisdn, &mine, arena, &diag), "get");
	ok(mine.name.state == CM_NAME_FREE && mine.holder.n == 0, "given back");
	must(cm_number_hold(s, &mine, NOW + 60, CM_STR("me"), &diag), "hold");
	must(cm_number_take(s, &mine, l.part, l.line, CM_STR(""), &diag), "take");
	ok(mine.name.state == CM_NAME_IN_USE && mine.name.line == l.line && mine.name.until == 0, "sold");
	ok(cm_number_take(s, &theirs, l.part, l.line, CM_STR(""), &diag) == CM_CONFLICT, "once: %s", last_code());
}

static int nfree;
static char first_free[12];

static enum cm_status
count(void *ctx, const struct cm_number *n)
{
	(void)ctx;
	if (nfree++ == 0)
		snprintf(first_free, sizeof(first_free), "%.*s", (int)n->msisdn.n, n->msisdn.p);
	return CM_OK;
}

static int
free_numbers(int64_t now, const char *prefix, unsigned limit)
{
	nfree = 0;
	*first_free = 0;
	must(cm_number_free(s, now, cm_str(prefix), limit, count, NULL, &diag), "free");
	return nfree;
}

static void
offers(void)
{
	struct cm_number n;
	char msisdn[24];

	for (int i = 0; i < 30; i++) {
		snprintf(msisdn, sizeof(msisdn), "150000000%02d", i);
		must(cm_number_add(s, &(struct cm_number){.msisdn = cm_str(msisdn)}, &diag), "add");
	}
	ok(free_numbers(NOW, "150", 10) == 10 && strcmp(first_free, "15000000000") == 0, "ten in order from %s",
	    first_free);
	ok(free_numbers(NOW, "1500000002", 100) == 10, "by prefix");
	ok(free_numbers(NOW, "151", 100) == 0, "none of that prefix");
	must(cm_number_get(s, CM_STR("15000000000"), &n, arena, &diag), "get");
	must(cm_number_hold(s, &n, NOW + 60, CM_STR("me"), &diag), "hold");
	ok(free_numbers(NOW, "150", 100) == 29, "a reserved one is not offered");
	ok(free_numbers(NOW + 60, "150", 100) == 30, "until its time is over");
}

static void
sims(void)
{
	struct cm_sim sim = {.iccid = CM_STR("89860000000000000100"),
			  .imsi = CM_STR("460001"),
			  .puk = CM_STR("12345678")},
		      seen;

	must(cm_sim_add(s, &sim, &diag), "add");
	must(cm_sim_get(s, sim.iccid, &sim, arena, &diag), "get");
	seen = sim;
	ok(cm_str_is(sim.puk, "12345678") && sim.name.state == CM_NAME_FREE, "a blank SIM");
	must(cm_sim_take(s, &sim, 1, 2, &diag), "take");
	ok(cm_sim_take(s, &seen, 3, 4, &diag) == CM_CONFLICT, "is used once: %s", last_code());
	ok(cm_sim_get(s, CM_STR("0"), &sim, arena, &diag) == CM_END, "no such SIM");
}

static void
lines(void)
{
	struct cm_line l = line_of("13800000001", ""), got;

	must(cm_line_get(s, l.part, l.line, &got, arena, &diag), "get");
	ok(cm_str_eq(got.name, l.name) && cm_str_eq(got.id_no, l.id_no) && got.opened_at == 14000 &&
		got.owner_since == CM_DAY_NONE && got.points == 7 && got.contact.n == 0,
	    "a line as it was written");
	got.name = cm_str("李四");
	got.points = 0;
	must(cm_line_put(s, &got, &diag), "put");
	must(cm_line_get(s, l.part, l.line, &got, arena, &diag), "get");
	ok(cm_str_is(got.name, "李四") && got.points == 0, "and written again");
	got.line++;
	ok(cm_line_put(s, &got, &diag) == CM_CONFLICT, "one that is not there is not: %s", last_code());
	ok(cm_line_add(s, &got, &diag) != CM_OK, "nor made in the wrong part: %s", last_code());
	is_str(cm_line_status_name(CM_LINE_PENDING_TERMINATE), "pending_terminate", "a status has its name");
	is_str(cm_line_status_name(0), "unknown", "what is none has not");
}

static void
pins(void)
{
	struct cm_line l = line_of("13800000001", "");
	struct cm_pin pin, old;
	char hash[128], again[128];

	must(cm_pin_get(s, l.part, l.line, &pin, arena, &diag), "get");
	ok(pin.hash.n == 0 && pin.version == 0, "no PIN yet");
	old = pin;
	must(cm_pin_hash(s, l.part, l.line, CM_STR("582947"), 1, hash), "hash");
	must(cm_pin_hash(s, l.part, l.line, CM_STR("582947"), 1, again), "hash");
	ok(strncmp(hash, "$y$j", 4) == 0 && strcmp(hash, again) != 0, "salted yescrypt");
	pin.hash = cm_str(hash);
	pin.set_at = NOW;
	must(cm_pin_put(s, l.part, l.line, &pin, &diag), "put");
	ok(cm_pin_put(s, l.part, l.line, &old, &diag) == CM_CONFLICT, "set once from nothing: %s", last_code());
	must(cm_pin_get(s, l.part, l.line, &pin, arena, &diag), "get");
	ok(cm_pin_matches(s, l.part, l.line, CM_STR("582947"), pin.hash), "the right one matches");
	ok(!cm_pin_matches(s, l.part, l.line, CM_STR("582948"), pin.hash) &&
		!cm_pin_matches(s, l.part, l.line + 1, CM_STR("582947"), pin.hash) &&
		!cm_pin_matches(s, l.part, l.line, CM_STR("582947"), CM_STR("")) &&
		!cm_pin_matches(s, l.part, l.line, CM_STR("582947"), CM_STR("nonsense")),
	    "a wrong one, another line's, none, and nonsense do not");
	old = pin;
	pin.tries = 1;
	must(cm_pin_put(s, l.part, l.line, &pin, &diag), "put");
	ok(cm_pin_put(s, l.part, l.line, &old, &diag) == CM_CONFLICT, "a try cannot be lost: %s", last_code());
}

static char seen[256];

static enum cm_status
see_subscription(void *ctx, const struct cm_subscription *sub)
{
	(void)ctx;
	snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%.*s/%.*s ", (int)sub->service.n, sub->service.p,
	    (int)sub->item.n, sub->item.p);
	return CM_OK;
}

static enum cm_status
see_contract(void *ctx, const struct cm_contract *c)
{
	(void)ctx;
	snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%.*s %d-%d %d ", (int)c->kind.n, c->kind.p, c->from,
	    c->until, c->blocks_plan_change);
	return CM_OK;
}

static enum cm_status
see_evidence(void *ctx, const struct cm_evidence *e)
{
	(void)ctx;
	snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%.*s=%.*s ", (int)e->fact.n, e->fact.p,
	    (int)e->value.n, e->value.p);
	return CM_OK;
}

static enum cm_status
see_promise(void *ctx, const struct cm_promise *p)
{
	(void)ctx;
	snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%d:%lld ", p->due, (long long)p->amount);
	return CM_OK;
}

static void
holdings(void)
{
	struct cm_line l = line_of("13800000001", "");
	struct cm_subscription sub = {
	    .service = CM_STR("rbt"), .item = CM_STR("t1"), .state = CM_STR("active"), .opened_at = 14000, .ends = CM_DAY_NONE};
	struct cm_contract c = {.kind = CM_STR("lease"), .from = 100, .until = 200, .blocks_plan_change = true};
	struct cm_evidence e = {.fact = CM_STR("sim_state"), .value = CM_STR("ok"), .as_of = 50};
	struct cm_promise p = {.seq = 1, .kind = CM_STR("s18"), .amount = 100, .from = 14700, .due = 14700};

	must(cm_subscription_add(s, l.part, l.line, &sub, &diag), "subscription");
	ok(cm_subscription_add(s, l.part, l.line, &sub, &diag) == CM_CONFLICT, "the same is subscribed once: %s",
	    last_code());
	sub.item = CM_STR("t0");
	must(cm_subscription_add(s, l.part, l.line, &sub, &diag), "subscription");
	*seen = 0;
	must(cm_subscriptions_of(s, l.part, l.line, see_subscription, NULL, &diag), "subscriptions");
	is_str(seen, "rbt/t0 rbt/t1 ", "subscriptions in order");

	must(cm_contract_add(s, l.part, l.line, &c, &diag), "contract");
	*seen = 0;
	must(cm_contracts_of(s, l.part, l.line, see_contract, NULL, &diag), "contracts");
	is_str(seen, "lease 100-200 1 ", "contracts");

	must(cm_evidence_put(s, l.part, l.line, &e, &diag), "evidence");
	e.as_of = 40;
	e.value = CM_STR("old");
	must(cm_evidence_put(s, l.part, l.line, &e, &diag), "evidence");
	e.as_of = 60;
	e.value = CM_STR("locked");
	must(cm_evidence_put(s, l.part, l.line, &e, &diag), "evidence");
	*seen = 0;
	must(cm_evidence_of(s, l.part, l.line, see_evidence, NULL, &diag), "evidence");
	is_str(seen, "sim_state=locked ", "the newest word counts, in whatever order they come");

	must(cm_promise_add(s, l.part, l.line, &p, &diag), "promise");
	*seen = 0;
	must(cm_promises_of(s, l.part, l.line, see_promise, NULL, &diag), "promises");
	is_str(seen, "14700:100 ", "promises");
	ok(cm_promise_add(s, l.part, l.line + 1, &p, &diag) == CM_CONFLICT,
	    "nothing belongs to a line that is not there: %s", last_code());
}

int
main(void)
{
	setup();
	new_store();
	s = open_store(true);
	must(cm_store_begin(s, &diag), "begin");
	numbers();
	offers();
	sims();
	lines();
	pins();
	holdings();
	cm_store_rollback(s);
	cm_store_close(s);
	return finish();
}
