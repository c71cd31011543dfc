/*
 * cm-complaint remind: whoever owes a reply is told of it, for each level of deadlines.yaml once in the life of a due time
 * (row S52). The notice and the ticket's step to the next level are one transaction: a run beside it, and one that was
 * killed, find the ticket as it stands; its version stays, since nothing of it was changed. A notice is left for cm-notify;
 * its name says of which ticket, level and version of the due time it is, so it can be there only once.
 */
#include "flow/complaint/complaint.h"
#include "flow/complaint/remind.h"

#include "base/banned.h"

enum {
	TICKET_ID,
	REPLY_DUE,
	REMINDED
};

static const char *const facts[] = {"ticket_id", "reply_due", "reminded", NULL};

#define LEVELS 16 /* of one ticket at a time; what is more comes with the next run */

struct reminding {
	struct cm_complaint k;
	const struct cm_deadline_level *levels[LEVELS];
	int64_t times[LEVELS]; /* when each was due */
	unsigned n;
};

/* ---- which levels ---- */

static void
find_levels(struct cm_case *c, struct reminding *r)
{
	struct cm_ticket *t = &r->k.t;

	while (t->remind_at && t->remind_at <= c->now && r->n < LEVELS) {
		if (t->remind_level < c->deadlines->nlevels) {
			r->times[r->n] = t->remind_at;
			r->levels[r->n++] = &c->deadlines->levels[t->remind_level];
		}
		t->remind_level++;
		cm_complaint_remind_next(c, &r->k);
	}
}

/* Of what went by before a ticket was brought in nobody was to be told here: the last level of that stands for all. */
static enum cm_status
forget_early(struct cm_case *c, struct reminding *r)
{
	struct cm_operation came;
	unsigned early = 0;
	enum cm_status st;

	if (r->k.was.due_calendar.n || r->k.was.remind_level)
		return CM_OK;
	st = cm_operation_get(c->store, r->k.was.part, r->k.was.ticket, &came, c->arena, c->diag);
	if (st != CM_OK)
		return st == CM_END ? cm_fail(c->diag, CM_DEFECT, "store.orphan", "a ticket without its operation: part %d", r->k.was.part) : st;
	while (early < r->n && r->times[early] < came.at)
		early++;
	for (unsigned i = 0; early > 1 && i + early - 1 < r->n; i++)
		r->levels[i] = r->levels[i + early - 1];
	r->n -= early > 1 ? early - 1 : 0;
	return CM_OK;
}

static void
set_facts(struct cm_case *c, const struct reminding *r)
{
	struct cm_str ids[LEVELS];

	for (unsigned i = 0; i < r->n; i++)
		ids[i] = r->levels[i]->id;
	cm_set_text(c, TICKET_ID, cm_complaint_id(c, &r->k.was));
	cm_set_time(c, REPLY_DUE, r->k.was.reply_due);
	cm_set_list(c, REMINDED, ids, r->n);
}

static enum cm_status
gather(struct cm_case *c)
{
	struct reminding *r = cm_arena_alloc(c->arena, sizeof *r);
	enum cm_status st = CM_END;
	int64_t ticket;
	int part;

	c->state = r;
	if (cm_id_parse(cm_get_text(c, TICKET_ID), &part, &ticket))
		st = cm_ticket_get(c->store, part, ticket, &r->k.was, c->arena, c->diag);
	/* Another run was here first, or it was answered meanwhile. */
	c->skipped = st == CM_END || (st == CM_OK && (!r->k.was.remind_at || r->k.was.remind_at > c->now));
	if (st != CM_OK || c->skipped)
		return st == CM_END ? CM_OK : st;
	r->k.t = r->k.was;
	r->k.at = c->now;
	c->op.part = part;
	if (r->k.was.line)
		st = cm_case_find_orderer(c, &(struct cm_operation){.part = part, .line = r->k.was.line});
	if (st == CM_OK)
		st = cm_complaint_start(c, &r->k.was, &r->k.start);
	if (st != CM_OK)
		return st;
	find_levels(c, r);
	st = forget_early(c, r);
	set_facts(c, r);
	return st;
}

/* ---- the notices ---- */

/* What its text may name; cm-policy check holds the texts to it. */
static struct cm_str
params(struct cm_case *c, const struct cm_ticket *t)
{
	char due[26];
	struct cm_buf b = {0};
	struct cm_str json;

	cm_time_format(t->reply_due, due);
	cm_buf_puts(&b, "{\"ticket_id\":");
	cm_buf_putjson(&b, cm_get_text(c, TICKET_ID));
	cm_buf_printf(&b, ",\"reply_due\":\"%s\",\"class\":", due);
	cm_buf_putjson(&b, t->class.n ? t->class : CM_STR("-"));
	cm_buf_puts(&b, ",\"branch\":");
	cm_buf_putjson(&b, t->branch.n ? t->branch : CM_STR("-"));
	cm_buf_putc(&b, '}');
	json = cm_arena_str(c->arena, cm_buf_str(&b));
	cm_buf_free(&b);
	return json;
}

/* When somebody may be told: quiet hours are waited for, unless the due time itself lies in these. */
static int64_t
tell_at(const struct cm_deadlines *d, int64_t at, int64_t due)
{
	int64_t until = cm_notice_quiet(at, d->quiet_from, d->quiet_until);
	int64_t hours = (d->quiet_until - d->quiet_from + 24) % 24;

	return until && !(due >= until - hours * 3600 && due < until) ? until : at;
}

/* A contact without a number is named by its id: the sender knows whom that is. */
static struct cm_str
address(const struct cm_contact *to)
{
	return to->number.n ? to->number : to->id;
}

static enum cm_status
add_notice(struct cm_case *c, const struct cm_deadline_level *level, const struct cm_ticket *t, int64_t at)
{
	struct cm_notice n = {.part = t->part, .line = t->line, .seq = t->ticket, .lang = CM_STR("zh"), .not_before = at,
	    .text = level->notice, .msisdn = address(level->to), .params = params(c, t)};
	enum cm_status st;

	n.kind = cm_str(cm_arena_printf(
	    c->arena, CM_NOTICE_REMINDER ".%.*s.%lld", (int)level->id.n, level->id.p, (long long)t->due_version));
	st = cm_notice_add(c->store, &n, c->diag);
	return st == CM_CONFLICT ? CM_OK : st; /* it is there, which is what is wanted */
}

static enum cm_status
apply(struct cm_case *c)
{
	struct reminding *r = c->state;
	int64_t at = tell_at(c->deadlines, c->now, r->k.was.reply_due);
	struct cm_str ids[LEVELS], told[LEVELS];
	enum cm_status st = cm_ticket_remind(c->store, &r->k.was, &r->k.t, c->diag);

	for (unsigned i = 0; st == CM_OK && i < r->n; i++) {
		st = add_notice(c, r->levels[i], &r->k.was, at);
		ids[i] = r->levels[i]->id;
		told[i] = r->levels[i]->to->id;
	}
	cm_complaint_out(c, &r->k.was);
	cm_out_list(c, "reminded", ids, r->n);
	cm_out_list(c, "told", told, r->n);
	cm_out_time(c, "not_before", at);
	return st;
}

const struct cm_flow cm_flow_complaint_remind = {.policy = "complaint",
    .gate = "remind",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_complaint_names, NULL},
    .deadlines = true,
    .answers = CM_ANSWERS_DONE,
    .gather = gather,
    .apply = apply};
