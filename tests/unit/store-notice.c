/* Notices: quiet hours, names, and rows that change once. */
#include "domain/notice.h"
#include "store.h"

static struct cm_store *s;

/* ---- quiet hours: hour and minute of 2010-04-01 in, day and hour of the end out ---- */

static int64_t
clock_at(int day, int hour, int minute)
{
	int32_t d;

	cm_day_make(2010, 4, day, &d);
	return cm_day_start(d) + hour * 3600 + minute * 60;
}

static void
quiet(void)
{
	static const struct {
		const char *what;
		int hour, minute, from, until, day, end;
	} cases[] = {{"before", 20, 59, 21, 8, 0, 0}, {"from the first second", 21, 0, 21, 8, 2, 8},
	    {"before midnight", 23, 59, 21, 8, 2, 8}, {"at midnight", 0, 0, 21, 8, 1, 8}, {"before the end", 7, 59, 21, 8, 1, 8},
	    {"the end itself is not quiet", 8, 0, 21, 8, 0, 0}, {"within a day: before", 11, 59, 12, 14, 0, 0},
	    {"within", 12, 0, 12, 14, 1, 14}, {"and behind", 14, 0, 12, 14, 0, 0}, {"none", 3, 0, 9, 9, 0, 0},
	    {"from midnight on", 0, 0, 0, 6, 1, 6}, {"until midnight", 23, 30, 22, 24, 2, 0}, {"always", 12, 0, 0, 24, 2, 0}};

	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t got = cm_notice_quiet(clock_at(1, cases[i].hour, cases[i].minute), cases[i].from, cases[i].until);
		int64_t want = cases[i].day ? clock_at(cases[i].day, cases[i].end, 0) : 0;

		ok(got == want, "%s: %lld", cases[i].what, (long long)(got - want));
	}
}

static void
names(void)
{
	static const char *const bad[] = {"", "-", "202", "202-", "-survey", "2-survey", "zz2-survey", "20!-survey", " 202-survey"};
	struct cm_notice n = {.part = 32, .seq = 2, .kind = CM_STR("survey")};
	struct cm_str kind;
	int part;
	int64_t seq;

	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
		ok(!cm_notice_id_parse(cm_str(bad[i]), &part, &seq, &kind), "no notice's id: '%s'", bad[i]);
	ok(cm_notice_id_parse(cm_str(cm_notice_id(arena, &n)), &part, &seq, &kind) && part == 32 && seq == 2 &&
		cm_str_is(kind, "survey"),
	    "%s names part, operation and kind", cm_notice_id(arena, &n));
	ok(cm_notice_id_parse(CM_STR("202-a-b"), &part, &seq, &kind) && cm_str_is(kind, "a-b"), "a kind may have a hyphen");
}

/* ---- rows ---- */

static struct cm_notice
notice_of(const struct cm_operation *op, const char *kind, int64_t not_before)
{
	return (struct cm_notice){.part = op->part, .line = op->line, .seq = op->seq, .kind = cm_str(kind),
	    .msisdn = CM_STR("13800000001"), .lang = CM_STR("zh"), .text = CM_STR("notify.survey"), .params = CM_STR("{}"),
	    .not_before = not_before};
}

static int nseen;
static struct cm_notice last;

static enum cm_status
see(void *ctx, const struct cm_notice *n)
{
	(void)ctx;
	nseen++;
	last = *n;
	last.kind = cm_arena_str(arena, n->kind);
	return CM_OK;
}

static int
waiting(int64_t now, const struct cm_notice *after, int most)
{
	nseen = 0;
	must(cm_notices_waiting(s, now, after, most, see, NULL, &diag), "waiting");
	return nseen;
}

static void
once(void)
{
	struct cm_operation op = pay(s, "13800000001", "n1", 100), op2 = pay(s, "13800000002", "n2", 100);
	struct cm_notice n = notice_of(&op, "survey", NOW), n2 = notice_of(&op2, "survey", NOW + 60), found;

	must(cm_notice_add(s, &n, &diag), "add");
	must(cm_notice_add(s, &n2, &diag), "add");
	must(cm_notice_get(s, op.part, op.seq, n.kind, &found, arena, &diag), "get");
	ok(found.line == op.line && found.sent_at == 0 && found.answer == -1 && found.answered_at == 0 &&
		strcmp(cm_notice_state(&found), "waiting") == 0,
	    "it waits");
	ok(cm_notice_get(s, op.part, op.seq, CM_STR("other"), &found, arena, &diag) == CM_END, "no other kind");
	ok(cm_notice_get(s, op.part, 99999, n.kind, &found, arena, &diag) == CM_END, "no other order");
	ok(waiting(NOW - 1, &CM_NOTICE_NONE, 9) == 0, "too early");
	ok(waiting(NOW, &CM_NOTICE_NONE, 9) == 1, "in time");
	ok(waiting(NOW + 60, &CM_NOTICE_NONE, 9) == 2, "both");
	ok(waiting(NOW + 60, &CM_NOTICE_NONE, 1) == 1 && last.seq == op.seq && last.line == op.line, "the earlier one first");
	ok(waiting(NOW + 60, &last, 9) == 1 && last.line == op2.line, "the next behind it");
	ok(waiting(NOW + 60, &last, 9) == 0, "and no more");
	must(cm_notice_sent(s, &n, NOW + 5, &diag), "sent");
	ok(cm_notice_sent(s, &n, NOW + 6, &diag) == CM_CONFLICT, "sent once: %s", last_code());
	must(cm_notice_answered(s, &n, 4, NOW + 7, NOW + 9, &diag), "answered");
	ok(cm_notice_answered(s, &n, 5, NOW + 8, NOW + 9, &diag) == CM_CONFLICT, "answered once: %s", last_code());
	must(cm_notice_get(s, op.part, op.seq, n.kind, &found, arena, &diag), "get");
	ok(found.sent_at == NOW + 5 && found.answer == 4 && found.answered_at == NOW + 7, "the first word counts");
	must(cm_notice_answered(s, &n2, 0, NOW + 61, NOW + 70, &diag), "answered before it was told that it was sent");
	must(cm_notice_get(s, op2.part, op2.seq, n2.kind, &found, arena, &diag), "get");
	ok(found.sent_at == NOW + 70 && found.answer == 0 && strcmp(cm_notice_state(&found), "answered") == 0,
	    "an answer proves that it was");
	ok(waiting(NOW + 60, &CM_NOTICE_NONE, 9) == 0, "nothing waits");
	must(cm_store_commit(s, &diag), "commit");
	must(cm_store_begin(s, &diag), "begin");
	ok(cm_notice_add(s, &n, &diag) == CM_CONFLICT, "one of a kind for an order: %s", last_code());
	cm_store_rollback(s);
}

int
main(void)
{
	setup();
	quiet();
	names();
	busy_store();
	s = open_store(true);
	must(cm_store_begin(s, &diag), "begin");
	once();
	cm_store_close(s);
	return finish();
}
