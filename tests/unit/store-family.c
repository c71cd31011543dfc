/* Family groups: who is in which at an instant, rows that end once, and what cm-store check says of broken ones. */
#include "domain/family.h"
#include "domain/holding.h"
#include "store.h"

static struct cm_store *s;
static struct cm_account a, b;

static struct cm_family
row_of(const struct cm_account *who, const struct cm_operation *order, const char *state, int64_t effective, int64_t until)
{
	return (struct cm_family){.part = who->part, .line = who->line, .since = order->at, .seq = order->seq,
	    .group_part = a.part, .group_line = a.line, .offer = CM_STR("o"), .state = cm_str(state), .effective = effective,
	    .until = until};
}

static struct cm_families
of(const struct cm_account *who)
{
	struct cm_families all;

	must(cm_families_of(s, who->part, who->line, &all, arena, &diag), "rows of a line");
	return all;
}

static void
holds(void)
{
	static const struct {
		const char *what, *state;
		int64_t effective, until, at;
		bool in;
	} cases[] = {{"who waits is in none", "pending", 0, 9, 5, false}, {"before it holds", "active", 5, 0, 4, false},
	    {"from then on", "active", 5, 0, 5, true}, {"until it ends", "terminated", 5, 9, 8, true},
	    {"that instant is out", "terminated", 5, 9, 9, false}, {"ended before it held", "terminated", 9, 5, 9, false},
	    {"never agreed", "terminated", 0, 9, 5, false}};

	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cm_family f = {.state = cm_str(cases[i].state), .effective = cases[i].effective, .until = cases[i].until};

		ok(cm_family_holds(&f, cases[i].at) == cases[i].in, "%s", cases[i].what);
	}
}

static void
group(const struct cm_operation *order)
{
	struct cm_family main_row = row_of(&a, order, "active", NOW + 5, 0), one = row_of(&b, order, "pending", 0, NOW + 9),
			 again = one;
	struct cm_families all;

	ok(of(&b).n == 0 && !cm_family_open(&(struct cm_families){0}), "nobody is in one");
	must(cm_family_add(s, &main_row, &diag), "add");
	must(cm_family_add(s, &one, &diag), "add");
	all = of(&b);
	ok(all.n == 1 && cm_family_open(&all) && !cm_family_at(&all, NOW + 50) && !cm_family_is_main(&all.rows[0]),
	    "who has not agreed is open, and in none");
	must(cm_family_activate(s, &one, NOW + 10, &diag), "activate");
	all = of(&b);
	ok(!cm_family_at(&all, NOW + 9) && cm_family_at(&all, NOW + 10)->group_line == a.line, "in it from then on");
	must(cm_families_of_group(s, a.part, a.line, &all, arena, &diag), "group");
	ok(all.n == 2 && cm_family_is_main(&all.rows[0]) && !cm_family_is_main(&all.rows[1]), "the group has both");
	must(cm_families_of_group(s, b.part, b.line, &all, arena, &diag), "no group");
	ok(all.n == 0, "a member is no group");
	must(cm_family_end(s, &one, NOW + 20, &diag), "end");
	all = of(&b);
	ok(cm_family_at(&all, NOW + 19) && !cm_family_at(&all, NOW + 20) && !cm_family_open(&all), "until it left");
	again.since = NOW + 30;
	must(cm_family_add(s, &again, &diag), "back again");
	must(cm_waiting_add(s, a.part, a.line,
		 &(struct cm_waiting){.due = again.until, .seq = again.seq, .kind = CM_STR("family"), .value = CM_STR("b")}, &diag),
	    "and waits");
	must(cm_families_of_group(s, a.part, a.line, &all, arena, &diag), "group");
	ok(all.n == 3 && of(&b).n == 2, "what was before stays");
	must(cm_store_commit(s, &diag), "commit");
	must(cm_store_begin(s, &diag), "begin");
	ok(cm_family_end(s, &one, NOW + 40, &diag) == CM_CONFLICT, "it ends once: %s", last_code());
	cm_store_rollback(s);
}

static bool
finds(const char *statement, const char *text)
{
	bool found;

	sql(statement);
	s = open_store(false);
	cm_diag_init(&diag, arena);
	found = cm_store_check(s, &diag) == CM_BAD && told("store.family", text);
	cm_store_close(s);
	return found;
}

static void
broken(void)
{
	s = open_store(false);
	cm_diag_init(&diag, arena);
	ok(cm_store_check(s, &diag) == CM_OK, "a clean store: %s", diag.first ? diag.first->text : "");
	cm_store_close(s);
	ok(finds("UPDATE waiting SET settled = seq", "no order does"), "a wait that nothing ends");
	ok(finds("UPDATE waiting SET settled = 0, due = due + 1", "no order does"), "a wait that ends at another time");
	ok(finds("UPDATE family SET until = 0 WHERE state = 'pending'", "contradicts itself"), "a wait without an end");
	ok(finds("UPDATE family SET until = 9 WHERE state = 'pending'; UPDATE waiting SET due = 9; UPDATE family SET seq = seq + 99 WHERE state = 'active'",
	       "not its main line's"),
	    "an order of nobody");
	ok(finds("UPDATE family SET seq = seq - 99 WHERE state = 'active'; UPDATE family SET state = 'active', effective = since, "
		 "until = 0 WHERE state = 'terminated'",
	       "not the only one"),
	    "two open ones");
	ok(finds("UPDATE family SET state = 'terminated', until = 9 WHERE line = group_line", "a group that is not"),
	    "a group without its main line");
	ok(finds("UPDATE family SET state = 'terminated', until = 9; DELETE FROM family_member", "unknown to its main line"),
	    "a way that is gone");
	ok(finds("INSERT INTO family_member SELECT DISTINCT group_part, group_line, part, line FROM family; "
		 "DELETE FROM family WHERE line <> group_line",
	       "among its family"),
	    "a way to nobody");
}

int
main(void)
{
	struct cm_operation order;

	setup();
	holds();
	busy_store();
	s = open_store(true);
	must(cm_store_begin(s, &diag), "begin");
	order = pay(s, "13800000001", "f", 100);
	must(cm_account_of_number(s, CM_STR("13800000001"), &a, &diag), "account");
	must(cm_account_of_number(s, CM_STR("13800000002"), &b, &diag), "account");
	group(&order);
	cm_store_close(s);
	broken();
	return finish();
}
