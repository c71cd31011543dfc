/*
 * cm-complaint open: what could not be mended on the spot is registered (rows S47 to S51, S71), with its class and with the
 * time by which the customer has an answer; what the customer accepts at once ends at once. Faults come from cm-diagnose.
 */
#include "base/date.h"
#include "flow/complaint/columns.h"
#include "flow/complaint/complaint.h"

#include "base/banned.h"

enum {
	MSISDN,
	TICKET_ID,
	TICKET_REPEATED,
	SUBJECT,
	OPENED_AT,
	AHEAD,
	CHECKLIST,
	CHECKLIST_LEFT,
	ACCEPTED,
	PROBLEM_TICKETS,
	PROBLEM_CUSTOMERS,
	CALENDAR,
	CALENDAR_KNOWN,
	CLASS_KNOWN,
	UNDONE,
	UNDONE_ANY,
	DUE_PAST,
	CUSTOMER_DIFFERS,
	/* figures */
	STEPS,
	STEPS_OPEN,
	BACK_OFFICE
};

static const char *const facts[] = {"msisdn", "ticket_id", "ticket_repeated", "subject", "ticket_opened", "ahead",
    "checklist", "checklist_left", "accepted", "problem_tickets", "problem_customers", "calendar", "calendar_known", "class_known", "undone",
    "undone_any", "due_past", "customer_differs", "complaint_checklist", "complaint_checklist_open", "complaint_back_office", NULL};
static const char *const as[] = {"kind", "ticket_kind", "text", "ticket_text", "purpose", "complaint_purpose", "cause",
    "ticket_causes", "opened_at", "ticket_opened", NULL};

/* ---- gather ---- */

/* The store's word counts; that the record has another one is said. */
static enum cm_status
find_customer(struct cm_case *c)
{
	struct cm_str brand = cm_name_get_text(c, "brand"), level = cm_name_get_text(c, "vip_level");
	enum cm_status st = cm_complaint_customer(c);

	cm_set_bool(c, CUSTOMER_DIFFERS, (brand.n && !cm_str_eq(brand, cm_name_get_text(c, "brand"))) ||
		(level.n && !cm_str_eq(level, cm_name_get_text(c, "vip_level"))));
	return st;
}

/* Where it is filed: with its line, or where its outside id or the request's key leads. */
static enum cm_status
find_line(struct cm_case *c)
{
	struct cm_str name = cm_known(c, TICKET_ID) ? cm_get_text(c, TICKET_ID) : c->request_key;
	enum cm_status st = CM_OK;

	if (cm_known(c, MSISDN))
		st = cm_case_line(c);
	if (st != CM_OK)
		return st;
	if (c->has_account)
		return find_customer(c);
	if (name.n || !cm_known(c, MSISDN))
		c->op.part = cm_part_of_name(name);
	return CM_OK;
}

static enum cm_status
find_repeated(struct cm_case *c)
{
	struct cm_ticket before;
	enum cm_status st = CM_END;

	if (cm_known(c, TICKET_ID))
		st = cm_ticket_find(c->store, cm_get_text(c, TICKET_ID), &before, c->arena, c->diag);
	cm_set_bool(c, TICKET_REPEATED, st == CM_OK || st == CM_CONFLICT);
	return st == CM_END || st == CM_CONFLICT ? CM_OK : st;
}

/* A fault report names symptoms: they are its subject unless it has one. */
static void
find_subject(struct cm_case *c)
{
	const struct cm_field *f = cm_record_find(c->record, CM_STR("symptom"));
	struct cm_str items[16];
	struct cm_buf b = {0};
	int n = f ? cm_field_list(f, items, 16, c->arena) : 0;

	if (cm_known(c, SUBJECT))
		return;
	for (int i = 0; i < n && i < 16; i++) {
		if (i)
			cm_buf_puts(&b, ", ");
		cm_buf_putstr(&b, items[i]);
	}
	cm_set_text(c, SUBJECT, cm_arena_str(c->arena, cm_buf_str(&b)));
	cm_buf_free(&b);
}

static void
add_left(struct cm_case *c, struct cm_str wanted, struct cm_str left[], unsigned *n)
{
	struct cm_str step, done = cm_get_text(c, CHECKLIST);

	while (*n < CM_TASKS / 2 && cm_list_next(&wanted, &step))
		if (!cm_list_has(done, step))
			left[(*n)++] = step;
}

/* Of the checklist, what nobody has ticked; of a record without one nobody asks. */
static void
find_left(struct cm_case *c)
{
	struct cm_str left[CM_TASKS / 2];
	unsigned n = 0;

	if (!cm_known(c, CHECKLIST))
		return;
	add_left(c, cm_get_text(c, STEPS), left, &n);
	if (!cm_get_int(c, ACCEPTED))
		add_left(c, cm_get_text(c, STEPS_OPEN), left, &n);
	cm_set_list(c, CHECKLIST_LEFT, left, n);
}

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_complaint *k = cm_arena_alloc(c->arena, sizeof *k);
	enum cm_status st;

	if (!cm_complaint_sound(c))
		return CM_OK;
	st = find_line(c);
	c->state = k;
	k->t = k->was = cm_ticket_blank;
	k->at = k->start = cm_known(c, OPENED_AT) ? cm_get_int(c, OPENED_AT) : c->now;
	cm_set_int(c, AHEAD, cm_case_ahead(c, k->at));
	cm_set_bool(c, CLASS_KNOWN, true);
	cm_set_bool(c, CALENDAR_KNOWN, true);
	cm_name_bool(c, "due_known", true);
	cm_set_bool(c, UNDONE_ANY, cm_get_text(c, UNDONE).n > 0);
	find_subject(c);
	find_left(c);
	if (st == CM_OK)
		st = find_repeated(c);
	if (st == CM_OK)
		st = cm_complaint_problem_of_cause(c, k);
	if (st != CM_OK)
		return st;
	cm_complaint_classify(c, k);
	if (cm_known(c, CALENDAR))
		cm_set_bool(c, CALENDAR_KNOWN, cm_complaint_use_calendar(c, k, cm_get_text(c, CALENDAR)));
	cm_complaint_reckon(c, k);
	cm_set_bool(c, DUE_PAST, k->t.reply_due && k->t.reply_due < c->now);
	return CM_OK;
}

/* ---- apply ---- */

static void
fill(struct cm_case *c, struct cm_complaint *k)
{
	struct cm_ticket *t = &k->t;

	t->part = c->op.part;
	t->ticket = c->op.seq;
	t->line = c->has_account ? c->account.line : 0;
	t->msisdn = cm_complaint_said(c, "msisdn");
	t->external = cm_complaint_said(c, "ticket_id");
	t->opened_at = k->at;
	t->status = c->deadlines->initial;
	for (const struct cm_column *col = cm_columns; col->fact; col++)
		cm_column_take(c, col, t);
}

/* complaint.step-soothe is the step soothe. */
static bool
ends_with(struct cm_str id, struct cm_str step)
{
	return id.n > step.n && id.p[id.n - step.n - 1] == '-' && memcmp(id.p + id.n - step.n, step.p, step.n) == 0;
}

static void
out_checklist(struct cm_case *c)
{
	const struct cm_gate *g = cm_policy_gate(c->policy, cm_case_fired(c, "complaint.overdue") ? "steps-late" : "steps");
	struct cm_str left = cm_get_text(c, CHECKLIST_LEFT), items[CM_TASKS], step;
	unsigned n = 0;

	while (n < CM_TASKS / 2 && cm_list_next(&left, &step)) {
		items[n++] = step;
		for (unsigned i = 0; g && i < g->ntasks; i++)
			if (ends_with(g->tasks[i]->id, step))
				cm_case_task(c, g->tasks[i]);
	}
	if (n)
		cm_out_list(c, "checklist_left", items, n);
}

/* What is to be done by hand: with a checklist, what is left of it; else what the counter does anyhow. */
static void
out_tasks(struct cm_case *c)
{
	const struct cm_gate *g = cm_policy_gate(c->policy, "counter");

	if (cm_known(c, CHECKLIST)) {
		out_checklist(c);
		return;
	}
	if (!cm_case_fired(c, "complaint.registered-counter") && !cm_case_fired(c, "complaint.late-counter"))
		return;
	for (unsigned i = 0; g && i < g->ntasks; i++)
		cm_case_task(c, g->tasks[i]);
}

/* The code of the last step in front of it that was not done: "cm-bill refund: refund.already". */
static struct cm_str
why_undone(const struct cm_case *c)
{
	struct cm_str steps = cm_get_text(c, UNDONE), last = {0}, reason;

	while (cm_list_next(&steps, &reason))
		last = reason;
	for (size_t i = last.n; i-- > 0;)
		if (last.p[i] == ' ')
			return (struct cm_str){last.p + i + 1, last.n - i - 1};
	return last;
}

static enum cm_status
apply(struct cm_case *c)
{
	struct cm_complaint *k = c->state;
	struct cm_ticket_change why = {.at = k->at, .reason = why_undone(c), .seq = c->op.seq, .user = cm_str(c->env->user)};
	enum cm_status st;

	fill(c, k);
	cm_set_text(c, TICKET_ID, cm_complaint_id(c, &k->t));
	if (cm_get_int(c, ACCEPTED))
		cm_complaint_move(c, k, CM_STR("closed"));
	else if (!k->t.escalate_to.n)
		k->t.escalate_to = cm_get_text(c, BACK_OFFICE);
	cm_complaint_remind_next(c, k);
	st = cm_ticket_add(c->store, &k->t, &why, c->diag);
	if (st == CM_OK)
		st = cm_complaint_promise(c, NULL, &k->t);
	cm_complaint_out(c, &k->t);
	if (cm_known(c, PROBLEM_TICKETS)) {
		cm_out_int(c, "problem_tickets", cm_get_int(c, PROBLEM_TICKETS));
		cm_out_int(c, "problem_customers", cm_get_int(c, PROBLEM_CUSTOMERS));
	}
	cm_out_told(c);
	out_tasks(c);
	return st;
}

const struct cm_flow cm_flow_complaint_open = {.policy = "complaint",
    .gate = "open",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_case_line_names, cm_complaint_names, cm_complaint_clock_names,
	cm_complaint_problem_names, cm_column_names, NULL},
    .as = as,
    .deadlines = true,
    .messages = true,
    .gather = gather,
    .apply = apply};
