/*
 * cm-store import tickets: tickets of another system as they stand, of lines that are known here, of other numbers, or of
 * none. Their deadline is the one that was promised there; it is not reckoned. Whether a ticket
 * contradicts itself is policies/store.yaml's to say.
 */
#include "base/ident.h"
#include "base/po.h"
#include "domain/ticket.h"
#include "flow/store/import.h"

#include "base/banned.h"

enum {
	TICKET_ID,
	MSISDN,
	OPENED_AT,
	TARGET_AT,
	REPLIED_AT,
	CLOSED_AT,
	STATUS,
	CLASS,
	SUBJECT,
	TEXT,
	KIND,
	SERVICE,
	BRANCH,
	CHANNEL,
	SEVERITY,
	ENDED,
	AHEAD
};

static const char *const facts[] = {"ticket_id", "msisdn", "ticket_opened", "target_at", "replied_at", "closed_at",
    "ticket_status", "class", "subject", "ticket_text", "ticket_kind", "service", "branch", "channel", "severity",
    "ticket_ended", "ahead", NULL};
static const char *const as[] = {
    "opened_at", "ticket_opened", "status", "ticket_status", "text", "ticket_text", "kind", "ticket_kind", NULL};
static const char *const key[] = {"ticket_id", NULL};

static struct cm_ticket
ticket_of(const struct cm_case *c)
{
	struct cm_ticket t = cm_ticket_blank;

	t.external = cm_get_text(c, TICKET_ID);
	t.msisdn = cm_import_text(c, MSISDN);
	t.opened_at = cm_get_int(c, OPENED_AT);
	t.reply_due = cm_get_int(c, TARGET_AT);
	t.replied_at = cm_get_int(c, REPLIED_AT);
	t.closed_at = cm_get_int(c, CLOSED_AT);
	t.status = cm_get_text(c, STATUS);
	t.class = cm_import_text(c, CLASS);
	t.subject = cm_get_text(c, SUBJECT);
	t.text = cm_import_text(c, TEXT);
	t.kind = cm_import_text(c, KIND);
	t.service = cm_import_text(c, SERVICE);
	t.branch = cm_import_text(c, BRANCH);
	t.channel = cm_import_text(c, CHANNEL);
	t.severity = (int)cm_get_int(c, SEVERITY);
	return t;
}

/* Against the ticket of this id: what was reported first, then what changes as it is worked on. */
static void
compare(struct cm_case *c, const struct cm_ticket *t)
{
	if (!cm_import_differs_int(c, OPENED_AT, t->opened_at) && !cm_import_differs_text(c, MSISDN, t->msisdn) &&
	    !cm_import_differs_int(c, TARGET_AT, t->reply_due) && !cm_import_differs_int(c, REPLIED_AT, t->replied_at) &&
	    !cm_import_differs_int(c, CLOSED_AT, t->closed_at) && !cm_import_differs_text(c, STATUS, t->status) &&
	    !cm_import_differs_text(c, CLASS, t->class) && !cm_import_differs_text(c, SUBJECT, t->subject) &&
	    !cm_import_differs_text(c, TEXT, t->text) && !cm_import_differs_text(c, KIND, t->kind) &&
	    !cm_import_differs_text(c, SERVICE, t->service) && !cm_import_differs_text(c, BRANCH, t->branch) &&
	    !cm_import_differs_text(c, CHANNEL, t->channel) && !cm_import_differs_int(c, SEVERITY, t->severity))
		cm_case_duplicate(c, NULL);
}

/* Its line, when a number was given and a line has it; else the ticket is filed under its own id. */
static enum cm_status
find_place(struct cm_case *c)
{
	enum cm_status st = cm_known(c, MSISDN) ? cm_case_find_line(c, cm_get_text(c, MSISDN)) : CM_OK;

	if (st == CM_OK && !c->has_account)
		c->op.part = cm_part_of_name(cm_get_text(c, TICKET_ID));
	return st;
}

static bool
is_sound(struct cm_case *c)
{
	static const int instants[] = {OPENED_AT, TARGET_AT, REPLIED_AT, CLOSED_AT};
	int64_t severity = cm_get_int(c, SEVERITY);

	for (unsigned i = 0; i < sizeof instants / sizeof *instants; i++)
		if (cm_known(c, instants[i]) && cm_get_int(c, instants[i]) <= 0) {
			cm_case_invalid(c, "field.malformed", _("a ticket's times are after 1970"));
			return false;
		}
	if (cm_str_is(cm_get_text(c, TEXT), CM_MASKED_WORDS)) { /* what export has hidden is lost: it must not come back */
		cm_case_invalid(c, "field.malformed", _("text: masked; export it with --unmask"));
		return false;
	}
	if (!cm_known(c, SEVERITY) || (severity >= CM_GRAVEST && severity <= CM_LEAST_GRAVE))
		return true;
	cm_case_invalid(c, "field.malformed",
	    cm_arena_printf(c->arena, _("severity: expected a number from %d, the gravest, to %d"), CM_GRAVEST, CM_LEAST_GRAVE));
	return false;
}

static int64_t
newest(const struct cm_ticket *t)
{
	int64_t at = t->replied_at > t->opened_at ? t->replied_at : t->opened_at;

	return t->closed_at > at ? t->closed_at : at;
}

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_ticket row = ticket_of(c), stored;
	enum cm_status st;

	if (!is_sound(c))
		return CM_OK;
	st = cm_ticket_of_external(c->store, row.external, &stored, c->arena, c->diag);
	if (st == CM_OK)
		compare(c, &stored);
	if (st != CM_END)
		return st;
	cm_set_bool(c, ENDED, !cm_ticket_is_open(row.status));
	cm_set_int(c, AHEAD, cm_case_ahead(c, newest(&row)));
	return find_place(c);
}

/* Whoever owes an answer is reminded of it here, too: by the clock alone, from the first level on. */
static void
remind(const struct cm_case *c, struct cm_ticket *t)
{
	struct cm_clock clock = {.opened = t->opened_at, .due = t->reply_due};

	if (cm_ticket_is_awaiting(t) && cm_deadline_level_at(c->deadlines, 0, &clock, &t->remind_at) != CM_OK)
		t->remind_at = 0;
}

static enum cm_status
apply(struct cm_case *c)
{
	struct cm_ticket t = ticket_of(c);
	struct cm_ticket_change why = {
	    .at = newest(&t), .reason = CM_STR("imported"), .seq = c->op.seq, .user = cm_str(c->env->user)};

	t.part = c->op.part;
	t.line = c->op.line;
	t.ticket = c->op.seq;
	remind(c, &t);
	return cm_ticket_add(c->store, &t, &why, c->diag);
}

/* Of the deadlines only the levels are asked; their classes may name facts of any policy. */
const struct cm_flow cm_flow_import_tickets = {.policy = "store",
    .gate = "tickets",
    .facts = facts,
    .as = as,
    .key = key,
    .deadlines = true,
    .whole = true,
    .gather = gather,
    .apply = apply};
