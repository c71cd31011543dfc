/* Tickets: what follows from a row, ids, guarded changes and their events, what is found by which index, sums, and what
 * cm-store check says of broken ones. */
#include "domain/ticket.h"
#include "store.h"

#define HOUR 3600

static struct cm_store *s;
static struct cm_account line;

static struct cm_ticket_change
change(const char *reason, int64_t at, int64_t seq)
{
	return (struct cm_ticket_change){.at = at, .reason = cm_str(reason), .seq = seq, .user = CM_STR("zhang")};
}

/* An operation of no line, in the part of a name. */
static struct cm_operation
order(const char *name)
{
	struct cm_operation op = refusal();

	op.result = CM_R_DONE;
	op.source = CM_STR("cm-complaint open");
	op.part = cm_part_of_name(cm_str(name));
	must(cm_operation_add(s, &op, &diag), "operation");
	return op;
}

/* A ticket of no line, opened at NOW. */
static struct cm_ticket
opened(const char *external, int64_t due)
{
	struct cm_operation op = order(external);
	struct cm_ticket t = cm_ticket_blank;
	struct cm_ticket_change why = change("opened", NOW, op.seq);

	t.part = op.part;
	t.ticket = op.seq;
	t.external = cm_str(external);
	t.opened_at = NOW;
	t.status = CM_STR("acknowledged");
	t.reply_due = due;
	must(cm_ticket_add(s, &t, &why, &diag), "ticket");
	return t;
}

static struct cm_ticket
now_is(const struct cm_ticket *t)
{
	struct cm_ticket got;

	must(cm_ticket_get(s, t->part, t->ticket, &got, arena, &diag), "ticket");
	return got;
}

/* Changes it by an operation of its own. */
static enum cm_status
put(const struct cm_ticket *was, struct cm_ticket *t, const char *reason, int64_t at)
{
	struct cm_operation op = order(was->external.p);
	struct cm_ticket_change why = change(reason, at, op.seq);

	return cm_ticket_put(s, was, t, &why, &diag);
}

/* ---- what follows ---- */

static void
follows(void)
{
	static const struct {
		const char *status;
		bool open, awaiting;
	} cases[] = {{"acknowledged", true, true}, {"rejected", false, false}, {"pending", true, true}, {"held", true, true},
	    {"inProgress", true, true}, {"resolved", true, false}, {"closed", false, false}, {"cancelled", false, false}};
	struct cm_ticket t = cm_ticket_blank;

	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		t.status = cm_str(cases[i].status);
		t.reply_due = NOW;
		ok(cm_ticket_status_ok(t.status) && cm_ticket_is_open(t.status) == cases[i].open &&
			cm_ticket_is_awaiting(&t) == cases[i].awaiting,
		    "%s", cases[i].status);
	}
	t.status = CM_STR("pending");
	t.paused_since = 5;
	ok(!cm_ticket_is_awaiting(&t), "while the clock stands nothing is awaited");
	t.paused_since = 0;
	t.replied_at = 5;
	ok(!cm_ticket_is_awaiting(&t), "nor once it was answered");
	t.replied_at = t.reply_due = 0;
	ok(!cm_ticket_is_awaiting(&t), "nor where nothing was promised");
	ok(!cm_ticket_status_ok(CM_STR("Closed")) && !cm_ticket_is_open(CM_STR("solved")) && !cm_ticket_status_ok(CM_STR("")),
	    "other words are no status");
	t.closed_at = 9;
	ok(cm_ticket_answered_at(&t) == 9 && (t.resolved_at = 8) && cm_ticket_answered_at(&t) == 8 && (t.replied_at = 7) &&
		cm_ticket_answered_at(&t) == 7,
	    "the answer is the reply, else the solution, else the end");
}

/* ---- ids ---- */

static void
ids(void)
{
	struct cm_ticket a = opened("C-1", NOW + 8 * HOUR), got;
	struct cm_operation op = order("C-1");
	struct cm_ticket again = a;
	char id[20];

	again.ticket = op.seq;
	ok(cm_ticket_add(s, &again, &(struct cm_ticket_change){.at = NOW, .reason = CM_STR(""), .seq = op.seq, .user = CM_STR("")},
	       &diag) == CM_CONFLICT,
	    "an outside id leads to one ticket");
	last_code();
	cm_id_make(id, a.part, a.ticket);
	ok(cm_ticket_find(s, CM_STR("C-1"), &got, arena, &diag) == CM_OK && got.ticket == a.ticket && got.open && got.awaiting &&
		got.due_version == 1 && got.version == 1,
	    "found by its id outside");
	ok(cm_ticket_find(s, cm_str(id), &got, arena, &diag) == CM_OK && cm_str_is(got.external, "C-1"), "and by its order's");
	ok(cm_ticket_find(s, CM_STR("C-2"), &got, arena, &diag) == CM_END && cm_ticket_find(s, CM_STR("009"), &got, arena, &diag) == CM_END,
	    "not by another one");
	opened(cm_arena_strdup(arena, id), 0);
	ok(cm_ticket_find(s, cm_str(id), &got, arena, &diag) == CM_CONFLICT, "an id that two have is nobody's: %s", last_code());
	ok(cm_ticket_of_external(s, cm_str(id), &got, arena, &diag) == CM_OK && !got.due_version && !got.awaiting,
	    "outside there is one; it has no deadline");
}

/* ---- changes ---- */

static int nevents;
static struct cm_ticket_event last;

static enum cm_status
each_event(void *ctx, const struct cm_ticket_event *e)
{
	(void)ctx;
	nevents++;
	last = *e;
	last.from_status = cm_arena_str(arena, e->from_status);
	last.to_status = cm_arena_str(arena, e->to_status);
	last.reason = cm_arena_str(arena, e->reason);
	last.class = cm_arena_str(arena, e->class);
	return CM_OK;
}

static int
events_of(const struct cm_ticket *t)
{
	nevents = 0;
	must(cm_ticket_events_of(s, t->part, t->ticket, each_event, NULL, &diag), "events");
	return nevents;
}

static void
changes(void)
{
	struct cm_ticket was = opened("C-3", NOW + 8 * HOUR), t = was, stale = was;
	int64_t at;

	ok(events_of(&t) == 1 && last.n == 1 && !last.from_status.n && cm_str_is(last.to_status, "acknowledged") &&
		last.due_before == 0 && last.due_after == NOW + 8 * HOUR && cm_str_is(last.reason, "opened"),
	    "its opening is its first event");
	t.remind_at = NOW + 6 * HOUR;
	ok(cm_ticket_remind(s, &was, &t, &diag) == CM_OK && now_is(&t).remind_at == NOW + 6 * HOUR && now_is(&t).version == 1 &&
		events_of(&t) == 1 && cm_ticket_remind(s, &was, &t, &diag) == CM_CONFLICT,
	    "a reminder is told once, and is no change");
	ok(put(&stale, &stale, "", NOW + 1) == CM_CONFLICT && now_is(&t).version == 1, "who read an older one changes nothing: %s",
	    last_code());
	was = t;
	t.class = CM_STR("vip");
	t.reply_due = NOW + 4 * HOUR;
	ok(put(&was, &t, "class", NOW + 60) == CM_OK && events_of(&t) == 2 && now_is(&t).due_version == 2 &&
		last.due_before == NOW + 8 * HOUR && last.due_after == NOW + 4 * HOUR && cm_str_is(last.class, "vip"),
	    "another deadline is another version, and told");
	was = t;
	t.status = CM_STR("pending");
	t.paused_since = NOW + 120;
	ok(put(&was, &t, "", NOW + 120) == CM_OK && !now_is(&t).awaiting && now_is(&t).remind_at == 0 && now_is(&t).due_version == 2 &&
		events_of(&t) == 3 && cm_str_is(last.from_status, "acknowledged"),
	    "whose clock stands has no reminder");
	was = t;
	ok(put(&was, &t, "told", NOW + 60) == CM_OK && events_of(&t) == 4 && last.at == NOW + 120, "an event is not earlier than the last one");
	must(cm_ticket_last_event(s, t.part, t.ticket, &at, &diag), "last event");
	ok(at == NOW + 120, "which can be asked for");
	was = t;
	t.status = CM_STR("resolved");
	t.paused_since = 0;
	ok(put(&was, &t, "", NOW + 180) == CM_OK && now_is(&t).resolved_at == NOW + 180 && now_is(&t).open, "solved is when it was said");
	was = t;
	t.status = CM_STR("closed");
	ok(put(&was, &t, "", NOW + 240) == CM_OK && now_is(&t).closed_at == NOW + 240 && now_is(&t).resolved_at == NOW + 180 && !now_is(&t).open,
	    "so is the end");
	was = t;
	t.status = CM_STR("inProgress");
	ok(put(&was, &t, "", NOW + 300) == CM_OK && !now_is(&t).closed_at && !now_is(&t).resolved_at && now_is(&t).awaiting,
	    "taken up again it is neither, and owed");
}

/* ---- what is found ---- */

static struct cm_buf found;
static struct cm_ticket latest;

static enum cm_status
each_ticket(void *ctx, const struct cm_ticket *t)
{
	(void)ctx;
	cm_buf_printf(&found, "%.*s ", (int)t->external.n, t->external.p);
	latest = (struct cm_ticket){
	    .part = t->part, .ticket = t->ticket, .reply_due = t->reply_due, .remind_at = t->remind_at};
	return CM_OK;
}

static const char *
seen(enum cm_status st)
{
	const char *text;

	must(st, "tickets");
	text = cm_arena_printf(arena, "%.*s", (int)found.n, found.p);
	cm_buf_clear(&found);
	return text;
}

static void
due(void)
{
	struct cm_ticket a = opened("D-1", NOW + HOUR), b = opened("D-2", NOW + 2 * HOUR), c = opened("D-3", NOW + 2 * HOUR), t = a;
	int64_t n;

	opened("D-0", 0);
	t.remind_at = NOW + 10;
	must(put(&a, &t, "", NOW), "put");
	a = t;
	t = b;
	t.remind_at = NOW + 5;
	must(put(&b, &t, "", NOW), "put");
	is_str(seen(cm_tickets_due(s, NOW + HOUR - 1, &CM_TICKET_NONE, 9, each_ticket, NULL, &diag)), "", "nothing is owed before the first one is");
	is_str(seen(cm_tickets_due(s, NOW + HOUR, &CM_TICKET_NONE, 9, each_ticket, NULL, &diag)), "D-1 ", "its own instant is in time");
	must(cm_tickets_due_count(s, NOW + 2 * HOUR, &n, &diag), "count");
	ok(n == 3, "three owed in two hours: %lld", (long long)n);
	is_str(seen(cm_tickets_due(s, NOW + 2 * HOUR, &CM_TICKET_NONE, 1, each_ticket, NULL, &diag)), "D-1 ", "the earliest one first");
	ok(strlen(seen(cm_tickets_due(s, NOW + 2 * HOUR, &latest, 1, each_ticket, NULL, &diag))) == 4, "the next one");
	ok(strlen(seen(cm_tickets_due(s, NOW + 2 * HOUR, &latest, 9, each_ticket, NULL, &diag))) == 4, "and the one behind it");
	is_str(seen(cm_tickets_due(s, NOW + 2 * HOUR, &latest, 9, each_ticket, NULL, &diag)), "", "and none behind the last");
	is_str(seen(cm_tickets_to_remind(s, NOW + 4, &CM_TICKET_NONE, 9, each_ticket, NULL, &diag)), "", "nor is anybody reminded before it is due");
	is_str(seen(cm_tickets_to_remind(s, NOW + 10, &CM_TICKET_NONE, 9, each_ticket, NULL, &diag)), "D-2 D-1 ", "reminders by their own instant");
	is_str(seen(cm_tickets_to_remind(s, NOW + 10, &latest, 9, each_ticket, NULL, &diag)), "", "none behind the last");
	t = a;
	t.replied_at = NOW + 7;
	must(put(&a, &t, "", NOW + 7), "put");
	is_str(seen(cm_tickets_to_remind(s, NOW + 10, &CM_TICKET_NONE, 9, each_ticket, NULL, &diag)), "D-2 ", "who was answered is reminded no more");
	(void)c;
}

/* The tickets of a cause; those of a line. */
static void
together(void)
{
	struct cm_ticket a = opened("E-1", NOW + HOUR), b = opened("E-2", 0), t = cm_ticket_blank;
	struct cm_operation op = payment(0);
	struct cm_ticket_change why;
	struct cm_alike alike;
	struct cm_ticket was;
	char id[20];

	must(cm_tickets_of_cause(s, CM_STR("mms.off"), NOW, NULL, &alike, arena, &diag), "cause");
	ok(alike.tickets == 0 && !alike.problem.n, "nobody has the cause yet");
	was = a;
	a.cause = CM_STR("mms.off");
	must(put(&was, &a, "", NOW), "put");
	was = b;
	b.cause = CM_STR("mms.off");
	b.opened_at = NOW + 5;
	must(put(&was, &b, "", NOW), "put");
	cm_id_make(id, a.part, a.ticket);
	must(cm_tickets_of_cause(s, CM_STR("mms.off"), NOW, NULL, &alike, arena, &diag), "cause");
	ok(alike.tickets == 2 && alike.customers == 2 && cm_str_is(alike.problem, id), "two have it, and stand for the first one");
	must(cm_tickets_of_cause(s, CM_STR("mms.off"), NOW + 1, NULL, &alike, arena, &diag), "cause");
	ok(alike.tickets == 1 && !cm_str_is(alike.problem, id), "since later it is one, its own");
	was = b;
	b.problem = cm_str(id);
	must(put(&was, &b, "", NOW), "put");
	must(cm_tickets_of_cause(s, CM_STR("mms.off"), NOW + 1, NULL, &alike, arena, &diag), "cause");
	ok(alike.tickets == 1 && cm_str_is(alike.problem, id), "or the problem that it was put to");
	is_str(seen(cm_tickets_of_problem(s, cm_str(id), each_ticket, NULL, &diag)), "E-2 ", "the others of a problem");
	is_str(seen(cm_tickets_of_problem(s, CM_STR(""), each_ticket, NULL, &diag)), "", "no problem is none");
	was = a;
	a.status = CM_STR("closed");
	must(put(&was, &a, "", NOW + 9), "put");
	must(cm_tickets_of_cause(s, CM_STR("mms.off"), NOW, NULL, &alike, arena, &diag), "cause");
	ok(alike.tickets == 1, "what is closed is none any more");

	op.debit = op.credit = CM_L_NONE;
	must(cm_account_post(s, &line, &op, 1, line.status, &diag), "post");
	t.part = op.part;
	t.ticket = op.seq;
	t.line = op.line;
	t.opened_at = NOW;
	t.status = CM_STR("held");
	t.subject = CM_STR("s");
	why = change("opened", NOW, op.seq);
	must(cm_ticket_add(s, &t, &why, &diag), "ticket");
	is_str(seen(cm_tickets_of(s, line.part, line.line, each_ticket, NULL, &diag)), " ", "a ticket of a line is found by it");
}

static void
listed(void)
{
	struct cm_ticket_filter f = cm_ticket_any;
	struct cm_buf parts = {0};
	struct cm_ticket behind = CM_TICKET_NONE;
	size_t whole = strlen(seen(cm_tickets_list(s, &f, &CM_TICKET_NONE, INT64_MAX, each_ticket, NULL, &diag)));

	f.cause = CM_STR("mms.off");
	f.open_only = true;
	is_str(seen(cm_tickets_list(s, &f, &CM_TICKET_NONE, 99, each_ticket, NULL, &diag)), "E-2 ", "of a cause, those that are open");
	f.open_only = false;
	f.until = NOW + 5;
	is_str(seen(cm_tickets_list(s, &f, &CM_TICKET_NONE, 99, each_ticket, NULL, &diag)), "E-1 ", "opened before an instant");
	f = cm_ticket_any;
	f.status = CM_STR("held");
	is_str(seen(cm_tickets_list(s, &f, &CM_TICKET_NONE, 99, each_ticket, NULL, &diag)), " ", "by status");
	f.class = CM_STR("vip");
	is_str(seen(cm_tickets_list(s, &f, &CM_TICKET_NONE, 99, each_ticket, NULL, &diag)), "", "and class");
	f = cm_ticket_any;
	for (const char *one = "x"; *one;) {
		one = seen(cm_tickets_list(s, &f, &behind, 1, each_ticket, NULL, &diag));
		cm_buf_puts(&parts, one);
		behind = latest;
	}
	ok(whole > 20 && parts.n == whole, "one by one it is the same list: %zu", whole);
	cm_buf_free(&parts);
}

/* ---- sums ---- */

static struct cm_ticket_sum total;
static int nsums;

static enum cm_status
each_sum(void *ctx, const struct cm_ticket_sum *x)
{
	(void)ctx;
	nsums++;
	total.tickets += x->tickets;
	total.open += x->open;
	total.dropped += x->dropped;
	total.in_time += x->in_time;
	total.late += x->late;
	total.waiting += x->waiting;
	total.overdue += x->overdue;
	total.without += x->without;
	total.answer_seconds += x->answer_seconds;
	total.age_seconds += x->age_seconds;
	total.oldest = x->oldest;
	total.day = x->day;
	return CM_OK;
}

static bool
sums_to(int64_t now, const struct cm_ticket_sum *want)
{
	total = (struct cm_ticket_sum){0};
	nsums = 0;
	must(cm_ticket_sums(s, NOW, INT64_MAX, now, each_sum, NULL, &diag), "sums");
	printf("# %lld tickets: %lld open %lld dropped %lld in time %lld late %lld waiting %lld overdue %lld without; %lld %lld\n",
	    (long long)total.tickets, (long long)total.open, (long long)total.dropped, (long long)total.in_time, (long long)total.late,
	    (long long)total.waiting, (long long)total.overdue, (long long)total.without, (long long)total.answer_seconds,
	    (long long)total.age_seconds);
	return total.tickets == want->tickets && total.open == want->open && total.dropped == want->dropped &&
	    total.in_time == want->in_time && total.late == want->late && total.waiting == want->waiting &&
	    total.overdue == want->overdue && total.without == want->without && total.answer_seconds == want->answer_seconds &&
	    total.age_seconds == want->age_seconds && total.day == cm_time_day(NOW);
}

static void
sums(void)
{
	struct cm_ticket was = opened("S-1", NOW + HOUR), t = was;

	opened("S-2", 0);
	ok(sums_to(NOW + HOUR, &(struct cm_ticket_sum){.tickets = 2, .open = 2, .waiting = 1, .without = 1, .age_seconds = 2 * HOUR}) &&
		nsums == 1 && total.oldest == NOW,
	    "the deadline itself is not missed");
	ok(sums_to(NOW + HOUR + 1, &(struct cm_ticket_sum){.tickets = 2, .open = 2, .overdue = 1, .without = 1, .age_seconds = 2 * HOUR + 2}),
	    "a second later it is");
	t.status = CM_STR("pending");
	t.paused_since = NOW + 5;
	must(put(&was, &t, "", NOW + 5), "put");
	ok(sums_to(NOW + HOUR + 1, &(struct cm_ticket_sum){.tickets = 2, .open = 2, .waiting = 1, .without = 1, .age_seconds = 2 * HOUR + 2}),
	    "unless its clock stands");
	was = t;
	t.paused_since = 0;
	t.status = CM_STR("closed");
	t.replied_at = NOW + HOUR;
	must(put(&was, &t, "", NOW + HOUR + 9), "put");
	ok(sums_to(NOW + 9 * HOUR, &(struct cm_ticket_sum){.tickets = 2, .open = 1, .in_time = 1, .without = 1, .answer_seconds = HOUR,
					.age_seconds = 9 * HOUR}),
	    "answered in the last second is in time");
	was = t;
	t.replied_at = NOW + HOUR + 1;
	t.class = CM_STR("vip");
	must(put(&was, &t, "", NOW + HOUR + 9), "put");
	ok(sums_to(NOW + 9 * HOUR, &(struct cm_ticket_sum){.tickets = 2, .open = 1, .late = 1, .without = 1, .answer_seconds = HOUR + 1,
					.age_seconds = 9 * HOUR}) &&
		nsums == 2 && total.oldest == 0,
	    "a second later is late; classes are apart");
	was = t;
	t.status = CM_STR("cancelled");
	must(put(&was, &t, "", NOW + HOUR + 9), "put");
	ok(sums_to(NOW + 9 * HOUR, &(struct cm_ticket_sum){.tickets = 2, .open = 1, .dropped = 1, .without = 1, .age_seconds = 9 * HOUR}),
	    "what was taken back is neither");
}

/* ---- broken ones ---- */

static void
checked(void)
{
	static const struct {
		const char *what, *statement, *code, *text;
	} cases[] = {
	    {"an order that is not there", "UPDATE ticket_event SET seq = 99", "store.caused", "a ticket event names operation 99"},
	    {"an order that was not done", "UPDATE operation SET result = 2", "store.ticket", "opened by an order that did not do it"},
	    {"a line that is not there", "PRAGMA foreign_keys = 0; DELETE FROM line", "store.ticket", "is of a line that is not there"},
	    {"closed before it was opened", "UPDATE ticket SET status = 'closed', open = 0, awaiting = 0, remind_at = 0, closed_at = 5",
		"store.ticket", "contradicts itself"},
	    {"a deadline before it was opened", "UPDATE ticket SET reply_due = 5 WHERE reply_due > 0", "store.ticket", "contradicts itself"},
	    {"open against its status", "PRAGMA ignore_check_constraints = 1; UPDATE ticket SET open = 0", "store.damaged", "CHECK constraint"},
	    {"awaiting against its status", "PRAGMA ignore_check_constraints = 1; UPDATE ticket SET awaiting = 0 WHERE awaiting = 1",
		"store.damaged", "CHECK constraint"},
	    {"a status that is none", "UPDATE ticket SET status = 'solved', open = 1, closed_at = 0, awaiting = 0, remind_at = 0", "store.value", ": status has a value"},
	    {"a kind that is none", "UPDATE ticket SET kind = 'call'", "store.value", ": kind has a value"},
	    {"an event less", "DELETE FROM ticket_event WHERE n = 2 AND (part, ticket) IN (SELECT part, ticket FROM ticket_event WHERE n = 3)", "store.ticket", "does not follow the one before it"},
	    {"events out of order", "UPDATE ticket_event SET at = at - 500 WHERE n > 1", "store.ticket", "does not follow the one before it"},
	    {"the last event", "UPDATE ticket SET reply_due = reply_due + 5 WHERE reply_due > 0", "store.ticket",
		"is not as its last event left it"},
	    {"another class than its last event's", "UPDATE ticket SET class = 'x'", "store.ticket", "is not as its last event left it"},
	    {"a deadline that was not counted", "UPDATE ticket SET due_version = 0", "store.ticket", "counts more or fewer deadlines"},
	    {"an outside id that leads nowhere", "DELETE FROM directory WHERE kind = 4", "store.ticket", "the directory says otherwise"},
	    {"an outside id that leads astray", "INSERT INTO directory SELECT kpart, 4, name || 'x', 2, part, line, 0 FROM directory WHERE kind = 4", "store.ticket",
		"does not have the outside id"},
	    {"a problem that is none", "UPDATE ticket SET problem = '00zz'", "store.ticket", "a problem that is no ticket"},
	    {"a ticket in another part", "PRAGMA foreign_keys = 0; UPDATE ticket SET part = (part + 31) % 64 WHERE external = 'C-3'", "store.ticket",
		"another part than its outside id says"},
	};
	struct cm_store *checker = open_store(false);

	cm_diag_init(&diag, arena);
	ok(cm_store_check(checker, &diag) == CM_OK && !diag.first, "all that was done here is whole: %s", diag.first ? diag.first->text : "");
	cm_store_close(checker);
	sql("PRAGMA wal_checkpoint(TRUNCATE)");
	shell("mkdir %s/copy && cp %s/s.db* %s/copy", folder, folder, folder);
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		shell("cd %s && rm -f s.db* && cp -p copy/* .", folder);
		cm_diag_init(&diag, arena);
		sql(cases[i].statement);
		checker = open_store(false);
		ok(cm_store_check(checker, &diag) == CM_BAD && told(cases[i].code, cases[i].text), "%s", cases[i].what);
		cm_store_close(checker);
	}
}

static void
fresh(void)
{
	if (s)
		cm_store_close(s);
	busy_store();
	s = open_store(true);
	must(cm_store_begin(s, &diag), "begin");
	must(cm_account_of_number(s, CM_STR("13800000001"), &line, &diag), "account");
}

int
main(void)
{
	setup();
	follows();
	fresh();
	sums();
	fresh();
	ids();
	changes();
	fresh();
	due();
	together();
	listed();
	changes();
	must(cm_store_commit(s, &diag), "commit");
	cm_store_close(s);
	checked();
	cm_buf_free(&found);
	return finish();
}
