/* Tickets: rows to structs and back, and what follows from a row. When an answer is due is the policy's. */
#include "base/date.h"
#include "base/tmf621.h"
#include "domain/ticket.h"

#include "base/banned.h"

const struct cm_ticket cm_ticket_blank = {.msisdn = CM_STR(""), .external = CM_STR(""), .kind = CM_STR(""),
    .service = CM_STR(""), .cause = CM_STR(""), .subject = CM_STR(""), .text = CM_STR(""), .class = CM_STR(""),
    .branch = CM_STR(""), .channel = CM_STR(""), .purpose = CM_STR(""), .emotion_level = -1, .status = CM_STR(""),
    .due_calendar = CM_STR(""), .solution = CM_STR(""), .accepted = -1, .satisfied = -1, .escalate_to = CM_STR(""),
    .problem = CM_STR("")};

const char *
cm_ticket_name(struct cm_arena *a, const struct cm_ticket *t)
{
	char id[20];

	if (t->external.n)
		return cm_arena_strn(a, t->external.p, t->external.n);
	cm_id_make(id, t->part, t->ticket);
	return cm_arena_strdup(a, id);
}

/* ---- what follows from a row ---- */

bool
cm_ticket_status_ok(struct cm_str status)
{
	return cm_tmf621_find(status) != NULL;
}

bool
cm_ticket_is_open(struct cm_str status)
{
	const struct cm_tmf621 *s = cm_tmf621_find(status);

	return s && s->open;
}

bool
cm_ticket_is_awaiting(const struct cm_ticket *t)
{
	const struct cm_tmf621 *s = cm_tmf621_find(t->status);

	return s && s->owes && t->reply_due > 0 && !t->replied_at && !t->paused_since;
}

int64_t
cm_ticket_answered_at(const struct cm_ticket *t)
{
	return t->replied_at ? t->replied_at : t->resolved_at ? t->resolved_at : t->closed_at;
}

/* ---- rows ---- */

#define COLUMNS 37 /* of every statement that reads a ticket whole */

/* All columns between the key and the version, but line and outside id, in the order of the schema. */
#define REST(t)                                                                                                        \
	CM_INT((t)->opened_at), CM_TEXT((t)->kind), CM_TEXT((t)->service), CM_TEXT((t)->cause), CM_TEXT((t)->subject), \
	    CM_TEXT((t)->text), CM_TEXT((t)->class), CM_TEXT((t)->branch), CM_TEXT((t)->channel),                      \
	    CM_TEXT((t)->purpose), CM_INT((t)->emotion_level), CM_INT((t)->severity), CM_TEXT((t)->status),            \
	    CM_INT((t)->open), CM_INT((t)->reply_due), CM_INT((t)->due_version), CM_TEXT((t)->due_calendar),           \
	    CM_INT((t)->awaiting), CM_INT((t)->paused_since), CM_INT((t)->paused), CM_INT((t)->restore_due),           \
	    CM_INT((t)->replied_at), CM_INT((t)->resolved_at), CM_INT((t)->closed_at), CM_TEXT((t)->solution),         \
	    CM_INT((t)->accepted), CM_INT((t)->satisfied), CM_TEXT((t)->escalate_to), CM_TEXT((t)->problem),           \
	    CM_INT((t)->remind_level), CM_INT((t)->remind_at), CM_INT((t)->version)

/* Columns that are no texts, behind the key: as the schema has them, and instants as the calendar does. */
static bool
in_range(const struct cm_cell *c)
{
	static const struct {
		int column;
		int64_t low, high;
	} bounds[] = {{0, 0, CM_PARTS - 1}, {1, 1, INT64_MAX}, {2, 0, INT64_MAX}, {5, 0, CM_TIME_MAX}, {15, -1, CM_EMOTION_MAX},
	    {16, 0, CM_LEAST_GRAVE}, {19, 0, CM_TIME_MAX}, {20, 0, INT32_MAX}, {23, 0, CM_TIME_MAX}, {24, 0, CM_TIME_MAX},
	    {25, 0, CM_TIME_MAX}, {26, 0, CM_TIME_MAX}, {27, 0, CM_TIME_MAX}, {28, 0, CM_TIME_MAX}, {30, -1, 1}, {31, -1, 1},
	    {34, 0, INT32_MAX}, {35, 0, CM_TIME_MAX}, {36, 1, INT32_MAX}};

	for (unsigned i = 0; i < sizeof bounds / sizeof *bounds; i++)
		if (c[bounds[i].column].i < bounds[i].low || c[bounds[i].column].i > bounds[i].high)
			return false;
	return true;
}

static enum cm_status
read_row(const struct cm_cell *c, struct cm_ticket *t, struct cm_diag *d)
{
	*t = (struct cm_ticket){.part = (int)c[0].i, .ticket = c[1].i, .line = c[2].i, .msisdn = c[3].s, .external = c[4].s,
	    .opened_at = c[5].i, .kind = c[6].s, .service = c[7].s, .cause = c[8].s, .subject = c[9].s, .text = c[10].s,
	    .class = c[11].s, .branch = c[12].s, .channel = c[13].s, .purpose = c[14].s, .emotion_level = (int)c[15].i,
	    .severity = (int)c[16].i, .status = c[17].s, .open = c[18].i != 0, .reply_due = c[19].i, .due_version = c[20].i,
	    .due_calendar = c[21].s, .awaiting = c[22].i != 0, .paused_since = c[23].i, .paused = c[24].i,
	    .restore_due = c[25].i, .replied_at = c[26].i, .resolved_at = c[27].i, .closed_at = c[28].i, .solution = c[29].s,
	    .accepted = (int)c[30].i, .satisfied = (int)c[31].i, .escalate_to = c[32].s, .problem = c[33].s,
	    .remind_level = c[34].i, .remind_at = c[35].i, .version = c[36].i};
	if (in_range(c) && cm_ticket_status_ok(t->status) && t->open == cm_ticket_is_open(t->status) &&
	    t->awaiting == cm_ticket_is_awaiting(t))
		return CM_OK;
	return cm_fail(d, CM_NOSTORE, "store.damaged", "a ticket has a value out of its range");
}

/* ---- writing ---- */

/* When it was solved and when it came to an end is when its status says so; taken up again, it is neither. */
static void
settle(struct cm_ticket *t, const struct cm_ticket_change *why)
{
	const struct cm_tmf621 *s = cm_tmf621_find(t->status);

	t->open = s && s->open;
	t->awaiting = cm_ticket_is_awaiting(t);
	if (!t->awaiting)
		t->remind_at = 0;
	if (t->open)
		t->closed_at = 0;
	else if (!t->closed_at)
		t->closed_at = why->at;
	if (s && s->owes)
		t->resolved_at = 0;
	else if (cm_str_is(t->status, "resolved") && !t->resolved_at)
		t->resolved_at = why->at;
}

/* was: NULL of a new one. */
static enum cm_status
add_event(struct cm_store *s, const struct cm_ticket *was, const struct cm_ticket *t, const struct cm_ticket_change *why,
    struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_TICKET_EVENT_ADD,
	    (struct cm_cell[]){CM_INT(t->part), CM_INT(t->ticket), CM_INT(why->at), CM_TEXT(was ? was->status : CM_STR("")),
		CM_TEXT(t->status), CM_TEXT(why->reason), CM_TEXT(t->class), CM_INT(was ? was->reply_due : 0),
		CM_INT(t->reply_due), CM_INT(why->seq), CM_TEXT(why->user)},
	    11, NULL, d);
}

enum cm_status
cm_ticket_add(struct cm_store *s, struct cm_ticket *t, const struct cm_ticket_change *why, struct cm_diag *d)
{
	struct cm_name name = {.state = CM_NAME_IN_USE, .part = t->part, .line = t->ticket};
	enum cm_status st = t->external.n ? cm_directory_add(s, CM_NAME_TICKET, t->external, &name, d) : CM_OK;

	if (st != CM_OK)
		return st;
	settle(t, why);
	t->due_version = t->reply_due > 0;
	t->version = 1;
	st = cm_db_run(cm_store_db(s), Q_TICKET_ADD,
	    (struct cm_cell[]){CM_INT(t->part), CM_INT(t->ticket), CM_INT(t->line), CM_TEXT(t->msisdn), CM_TEXT(t->external), REST(t)},
	    COLUMNS, NULL, d);
	return st == CM_OK ? add_event(s, NULL, t, why, d) : st;
}

enum cm_status
cm_ticket_put(struct cm_store *s, const struct cm_ticket *read, struct cm_ticket *t, const struct cm_ticket_change *why,
    struct cm_diag *d)
{
	const struct cm_ticket copy = *read, *was = &copy; /* read may be t */
	int64_t changed;
	enum cm_status st;

	settle(t, why);
	t->due_version = was->due_version + (t->reply_due != was->reply_due);
	t->version = was->version + 1;
	st = cm_db_run(cm_store_db(s), Q_TICKET_PUT,
	    (struct cm_cell[]){CM_TEXT(t->msisdn), REST(t), CM_INT(was->part), CM_INT(was->ticket), CM_INT(was->version),
		CM_INT(was->remind_level), CM_INT(was->remind_at)},
	    38, &changed, d);
	if (st == CM_OK && changed != 1)
		return cm_fail(d, CM_CONFLICT, "store.conflict", "the ticket was changed since it was read");
	if (st != CM_OK || (cm_str_eq(was->status, t->status) && cm_str_eq(was->class, t->class) && was->reply_due == t->reply_due &&
			       !why->reason.n))
		return st;
	return add_event(s, was, t, why, d);
}

enum cm_status
cm_ticket_remind(struct cm_store *s, const struct cm_ticket *was, const struct cm_ticket *t, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st = cm_db_run(cm_store_db(s), Q_TICKET_REMIND,
	    (struct cm_cell[]){CM_INT(t->remind_level), CM_INT(t->remind_at), CM_INT(was->part), CM_INT(was->ticket),
		CM_INT(was->due_version), CM_INT(was->remind_level), CM_INT(was->remind_at)},
	    7, &changed, d);

	return st == CM_OK && changed != 1 ? cm_fail(d, CM_CONFLICT, "store.conflict", "the ticket was changed since it was read") : st;
}

/* ---- one ---- */

enum cm_status
cm_ticket_get(struct cm_store *s, int part, int64_t ticket, struct cm_ticket *t, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_cell c[COLUMNS];
	enum cm_status st = cm_db_row(
	    cm_store_db(s), Q_TICKET_GET, (struct cm_cell[]){CM_INT(part), CM_INT(ticket)}, 2, c, COLUMNS, a, d);

	return st == CM_OK ? read_row(c, t, d) : st;
}

enum cm_status
cm_ticket_of_external(struct cm_store *s, struct cm_str external, struct cm_ticket *t, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_name name;
	enum cm_status st = cm_directory_get(s, CM_NAME_TICKET, external, &name, d);

	if (st == CM_OK)
		st = cm_ticket_get(s, name.part, name.line, t, a, d);
	else
		return st;
	return st == CM_END ? cm_fail(d, CM_NOSTORE, "store.damaged", "an outside id leads to no ticket") : st;
}

enum cm_status
cm_ticket_find(struct cm_store *s, struct cm_str id, struct cm_ticket *t, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_ticket ours;
	int64_t ticket;
	int part;
	enum cm_status outside = cm_ticket_of_external(s, id, t, a, d), st = CM_END;

	if (outside != CM_OK && outside != CM_END)
		return outside;
	if (cm_id_parse(id, &part, &ticket))
		st = cm_ticket_get(s, part, ticket, &ours, a, d);
	if (st == CM_END)
		return outside;
	if (st == CM_OK && outside == CM_OK && (ours.part != t->part || ours.ticket != t->ticket))
		return cm_fail(d, CM_CONFLICT, "store.conflict", "two tickets have this id: one here, and one outside");
	if (st == CM_OK)
		*t = ours;
	return st;
}

/* ---- what became of it ---- */

/* A caller's function, and what it is called with; one of them. */
struct each {
	struct cm_store *store;
	enum cm_status (*ticket)(void *, const struct cm_ticket *);
	enum cm_status (*event)(void *, const struct cm_ticket_event *);
	enum cm_status (*sum)(void *, const struct cm_ticket_sum *);
	void *ctx;
	struct cm_arena *arena; /* of a row that is got by its key */
	struct cm_diag *diag;
};

static enum cm_status
event_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;

	(void)n;
	if (c[0].i < 1 || c[1].i < 0 || c[1].i > CM_TIME_MAX || (c[2].s.n && !cm_tmf621_find(c[2].s)) || !cm_tmf621_find(c[3].s))
		return cm_fail(e->diag, CM_NOSTORE, "store.damaged", "an event of a ticket has a value out of its range");
	return e->event(e->ctx,
	    &(struct cm_ticket_event){.n = c[0].i, .at = c[1].i, .from_status = c[2].s, .to_status = c[3].s, .reason = c[4].s,
		.class = c[5].s, .due_before = c[6].i, .due_after = c[7].i, .seq = c[8].i, .user = c[9].s});
}

enum cm_status
cm_ticket_events_of(struct cm_store *s, int part, int64_t ticket, enum cm_status (*fn)(void *, const struct cm_ticket_event *),
    void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_TICKET_EVENTS_OF, (struct cm_cell[]){CM_INT(part), CM_INT(ticket)}, 2, event_row,
	    &(struct each){.event = fn, .ctx = ctx, .diag = d}, d);
}

enum cm_status
cm_ticket_last_event(struct cm_store *s, int part, int64_t ticket, int64_t *at, struct cm_diag *d)
{
	struct cm_cell last;
	enum cm_status st = cm_db_row(
	    cm_store_db(s), Q_TICKET_LAST_EVENT, (struct cm_cell[]){CM_INT(part), CM_INT(ticket)}, 2, &last, 1, NULL, d);

	*at = st == CM_OK ? last.i : 0;
	return st == CM_END ? CM_OK : st;
}

/* ---- many ---- */

/* An index says which; the statement that is still open holds the view in which it is so. */
static enum cm_status
key_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_ticket t;
	enum cm_status st = cm_ticket_get(e->store, (int)c[0].i, c[1].i, &t, e->arena, e->diag);

	(void)n;
	if (st == CM_OK)
		st = e->ticket(e->ctx, &t);
	cm_arena_reset(e->arena);
	return st;
}

static enum cm_status
by_key(struct cm_store *s, enum cm_query q, const struct cm_cell *params, unsigned n, cm_ticket_fn *fn, void *ctx, struct cm_diag *d)
{
	struct each e = {.store = s, .ticket = fn, .ctx = ctx, .arena = cm_arena_new(), .diag = d};
	enum cm_status st = cm_db_rows(cm_store_db(s), q, params, n, key_row, &e, d);

	cm_arena_free(e.arena);
	return st;
}

enum cm_status
cm_tickets_due(struct cm_store *s, int64_t by, const struct cm_ticket *behind, int64_t max, cm_ticket_fn *fn, void *ctx,
    struct cm_diag *d)
{
	return by_key(s, Q_TICKETS_DUE,
	    (struct cm_cell[]){CM_INT(by), CM_INT(behind->reply_due), CM_INT(behind->part), CM_INT(behind->ticket), CM_INT(max)}, 5,
	    fn, ctx, d);
}

enum cm_status
cm_tickets_due_count(struct cm_store *s, int64_t by, int64_t *n, struct cm_diag *d)
{
	struct cm_cell c = {0};
	enum cm_status st = cm_db_row(cm_store_db(s), Q_TICKETS_DUE_COUNT, (struct cm_cell[]){CM_INT(by)}, 1, &c, 1, NULL, d);

	*n = c.i;
	return st;
}

enum cm_status
cm_tickets_to_remind(struct cm_store *s, int64_t by, const struct cm_ticket *behind, int64_t max, cm_ticket_fn *fn, void *ctx,
    struct cm_diag *d)
{
	return by_key(s, Q_TICKETS_TO_REMIND,
	    (struct cm_cell[]){CM_INT(by), CM_INT(behind->remind_at), CM_INT(behind->part), CM_INT(behind->ticket), CM_INT(max)}, 5,
	    fn, ctx, d);
}

enum cm_status
cm_tickets_of(struct cm_store *s, int part, int64_t line, cm_ticket_fn *fn, void *ctx, struct cm_diag *d)
{
	return by_key(s, Q_TICKETS_OF, (struct cm_cell[]){CM_INT(part), CM_INT(line)}, 2, fn, ctx, d);
}

enum cm_status
cm_tickets_of_problem(struct cm_store *s, struct cm_str problem, cm_ticket_fn *fn, void *ctx, struct cm_diag *d)
{
	return by_key(s, Q_TICKETS_OF_PROBLEM, (struct cm_cell[]){CM_TEXT(problem)}, 1, fn, ctx, d);
}

const struct cm_ticket_filter cm_ticket_any = {.msisdn = CM_STR(""), .status = CM_STR(""), .class = CM_STR(""),
    .branch = CM_STR(""), .kind = CM_STR(""), .service = CM_STR(""), .cause = CM_STR(""), .since = 0, .until = INT64_MAX};

static enum cm_status
list_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_ticket t;
	enum cm_status st = read_row(c, &t, e->diag);

	(void)n;
	return st == CM_OK ? e->ticket(e->ctx, &t) : st;
}

enum cm_status
cm_tickets_list(struct cm_store *s, const struct cm_ticket_filter *f, const struct cm_ticket *behind, int64_t max, cm_ticket_fn *fn,
    void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_TICKETS_LIST,
	    (struct cm_cell[]){CM_INT(behind->part), CM_INT(behind->ticket), CM_INT(f->since), CM_INT(f->until), CM_INT(f->open_only),
		CM_TEXT(f->msisdn), CM_TEXT(f->status), CM_TEXT(f->class), CM_TEXT(f->branch), CM_TEXT(f->kind),
		CM_TEXT(f->service), CM_TEXT(f->cause), CM_INT(max)},
	    13, list_row, &(struct each){.ticket = fn, .ctx = ctx, .diag = d}, d);
}

/* As customers_of_cause has them. */
static struct cm_str
customer(const struct cm_ticket *t, struct cm_arena *a)
{
	if (!t || (!t->line && !t->msisdn.n))
		return CM_STR("");
	return cm_str(t->line ? cm_arena_printf(a, "%d.%lld", t->part, (long long)t->line)
			      : cm_arena_printf(a, "n%.*s", (int)t->msisdn.n, t->msisdn.p));
}

enum cm_status
cm_tickets_of_cause(struct cm_store *s, struct cm_str cause, int64_t since, const struct cm_ticket *but, struct cm_alike *alike,
    struct cm_arena *a, struct cm_diag *d)
{
	const struct cm_cell params[] = {CM_TEXT(cause), CM_INT(since), CM_TEXT(customer(but, a))};
	struct cm_cell tickets = {0}, customers = {0}, key[2];
	struct cm_ticket first;
	char id[20];
	enum cm_status st = cm_db_row(cm_store_db(s), Q_TICKETS_OF_CAUSE, params, 2, &tickets, 1, NULL, d);

	*alike = (struct cm_alike){.tickets = tickets.i, .problem = CM_STR("")};
	if (st != CM_OK || !tickets.i)
		return st;
	st = cm_db_row(cm_store_db(s), Q_CUSTOMERS_OF_CAUSE, params, 3, &customers, 1, NULL, d);
	alike->customers = customers.i;
	if (st == CM_OK)
		st = cm_db_row(cm_store_db(s), Q_TICKET_FIRST_OF_CAUSE, params, 2, key, 2, NULL, d);
	if (st == CM_OK)
		st = cm_ticket_get(s, (int)key[0].i, key[1].i, &first, a, d);
	if (st != CM_OK)
		return st;
	cm_id_make(id, first.part, first.ticket);
	alike->problem = first.problem.n ? first.problem : cm_arena_str(a, cm_str(id));
	return CM_OK;
}

/* ---- sums ---- */

static enum cm_status
sum_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;
	struct cm_ticket_sum s = {.class = c[0].s, .branch = c[1].s, .kind = c[2].s, .day = (int32_t)c[3].i, .tickets = c[4].i,
	    .open = c[5].i, .dropped = c[6].i, .in_time = c[7].i, .late = c[8].i, .waiting = c[9].i, .overdue = c[10].i,
	    .answered = c[11].i, .answer_seconds = c[12].i, .age_seconds = c[13].i, .oldest = c[5].i ? c[14].i : 0};

	(void)n;
	s.without = s.tickets - s.dropped - s.in_time - s.late - s.waiting - s.overdue;
	return e->sum(e->ctx, &s);
}

enum cm_status
cm_ticket_sums(struct cm_store *s, int64_t since, int64_t until, int64_t now, enum cm_status (*fn)(void *, const struct cm_ticket_sum *),
    void *ctx, struct cm_diag *d)
{
	return cm_db_rows(cm_store_db(s), Q_TICKET_SUMS,
	    (struct cm_cell[]){CM_INT(now), CM_INT(-cm_day_start(0)), CM_INT(since), CM_INT(until)}, 4, sum_row,
	    &(struct each){.sum = fn, .ctx = ctx, .diag = d}, d);
}
