/* What cm-show says of a ticket: what it is, how it stands, and all that became of it; of a line's tickets a row each. */
#include "base/ident.h"
#include "domain/ticket.h"
#include "flow/show/show.h"

#include "base/banned.h"

static struct cm_str
id_of(struct cm_case *c, const struct cm_ticket *t)
{
	char id[20];

	cm_id_make(id, t->part, t->ticket);
	return cm_arena_str(c->arena, cm_str(id));
}

static enum cm_status
put_texts(struct cm_case *c, const struct cm_ticket *t)
{
	bool whole = c->unmask != NULL;
	const struct {
		const char *item;
		struct cm_str value;
	} texts[] = {{"external", t->external}, {"msisdn", whole || !t->msisdn.n ? t->msisdn : cm_str(cm_mask_msisdn(c->arena, t->msisdn))},
	    {"kind", t->kind}, {"service", t->service}, {"cause", t->cause}, {"subject", t->subject},
	    {"text", whole ? t->text : CM_STR("")}, {"purpose", t->purpose}, {"branch", t->branch}, {"channel", t->channel},
	    {"class", t->class}, {"status", t->status}, {"calendar", t->due_calendar},
	    {"solution", whole ? t->solution : CM_STR("")}, {"escalate_to", t->escalate_to}, {"problem", t->problem}};
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < sizeof texts / sizeof *texts; i++)
		st = cm_show_text(c, "ticket", texts[i].item, texts[i].value);
	return st;
}

static enum cm_status
put_times(struct cm_case *c, const struct cm_ticket *t)
{
	const struct {
		const char *item;
		int64_t at;
	} times[] = {{"opened_at", t->opened_at}, {"reply_due", t->reply_due}, {"waits_since", t->paused_since},
	    {"restore_due", t->restore_due}, {"replied_at", t->replied_at}, {"resolved_at", t->resolved_at},
	    {"closed_at", t->closed_at}};
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < sizeof times / sizeof *times; i++)
		if (times[i].at)
			st = cm_show_time(c, "ticket", times[i].item, times[i].at);
	return st;
}

static enum cm_status
put_numbers(struct cm_case *c, const struct cm_ticket *t)
{
	const struct {
		const char *item;
		int64_t value, unsaid;
	} numbers[] = {{"severity", t->severity, 0}, {"emotion_level", t->emotion_level, -1}, {"accepted", t->accepted, -1},
	    {"satisfied", t->satisfied, -1}, {"paused_seconds", t->paused, 0}, {"reminded", t->remind_level, 0}};
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < sizeof numbers / sizeof *numbers; i++)
		if (numbers[i].value != numbers[i].unsaid)
			st = cm_show_int(c, "ticket", numbers[i].item, numbers[i].value);
	return st;
}

struct events {
	struct cm_case *c;
	const struct cm_ticket *t;
};

static enum cm_status
put_event(void *ctx, const struct cm_ticket_event *e)
{
	const struct events *all = ctx;
	struct cm_case *c = all->c;

	cm_show_begin(c, "event", e->to_status);
	if (e->reason.n)
		cm_out_text(c, "value", e->reason);
	if (e->from_status.n)
		cm_out_text(c, "from", e->from_status);
	if (e->due_after && e->due_after != e->due_before)
		cm_out_time(c, "until", e->due_after);
	cm_out_time(c, "at", e->at);
	cm_out_order(c, "of_order", all->t->part, e->seq);
	return c->emit(c);
}

enum cm_status
cm_show_ticket(struct cm_case *c, const struct cm_ticket *t)
{
	struct events all = {c, t};
	enum cm_status st = cm_show_text(c, "ticket", "ticket_id", id_of(c, t));

	if (st == CM_OK)
		st = put_texts(c, t);
	if (st == CM_OK)
		st = put_times(c, t);
	if (st == CM_OK)
		st = put_numbers(c, t);
	return st == CM_OK ? cm_ticket_events_of(c->store, t->part, t->ticket, put_event, &all, c->diag) : st;
}

static enum cm_status
put_brief(void *ctx, const struct cm_ticket *t)
{
	struct cm_case *c = ctx;

	cm_show_begin(c, "ticket", cm_str(cm_ticket_name(c->arena, t)));
	cm_out_text(c, "value", t->subject);
	cm_out_text(c, "state", t->status);
	if (t->reply_due)
		cm_out_time(c, "until", t->reply_due);
	cm_out_time(c, "at", t->opened_at);
	cm_out_order(c, "of_order", t->part, t->ticket);
	return c->emit(c);
}

enum cm_status
cm_show_tickets(struct cm_case *c)
{
	return cm_tickets_of(c->store, c->account.part, c->account.line, put_brief, c, c->diag);
}
