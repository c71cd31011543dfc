/* cm-complaint: what customers complain and ask about, and by when they have an answer. Deck 1.9, 1.13. */
#include <string.h>

#include "complaint.h"
#include "flow/complaint/remind.h"

#include "base/banned.h"

static const struct cm_option options[] = {
    {0, "within", "DURATION", "also what will be due in so long: 2h, 30min", NULL, &cm_due_said.within, "due"},
    {0, "check", NULL, "one line and the exit codes of monitoring", &cm_due_said.check, NULL, "due"},
    {'w', "warning", "RANGE", "of --check: how many answers due are no warning: 10, 5:10", NULL, &cm_due_said.warning, "due"},
    {'c', "critical", "RANGE", "of --check: how many are not critical", NULL, &cm_due_said.critical, "due"},
    {0, "by", "LIST", "of class, branch, kind and month of opening", NULL, &cm_report_said.by, "report"},
    {0, "since", "DAY", "opened on this day or later", NULL, &cm_report_said.since, "report"},
    {0, "until", "DAY", "opened on this day or earlier", NULL, &cm_report_said.until, "report"},
    {0, "plot", "FILE", "draw it, too: a file .svg or .png", NULL, &cm_report_said.plot, "report"}, {0}};

static const struct cm_input open_in[] = {{"msisdn", 0}, {"kind", 0}, {"subject", 0}, {"text", 0}, {"ticket_id", 0},
    {"opened_at", 0}, {"service", 0}, {"cause", 0}, {"purpose", 0}, {"emotion_level", 0}, {"severity", 0},
    {"checklist", CM_KEPT}, {"cancel_wanted", 0}, {"accepted", 0}, {"solution", 0}, {"satisfied", CM_KEPT},
    {"escalate_to", CM_KEPT}, {"restore_due", CM_KEPT}, {"branch", 0}, {"brand", 0}, {"vip_level", 0}, {"calendar", 0},
    {"signed", CM_PROOF}, {"undone", CM_NOPRINT}, CM_COMMON_INPUTS, {0}};
static const char *const open_out[] = {"ticket_id", "class", "reply_due", "status", "escalate_to", "problem",
    "problem_tickets", "problem_customers", "checklist_left", "parts", NULL};

#define CHANGES                                                                                                        \
	{"solution", 0}, {"accepted", 0}, {"satisfied", CM_KEPT}, {"at", 0}, {"version", 0}, {"change_reason", CM_KEPT}
static const struct cm_input update_in[] = {{"ticket_id", CM_REQUIRED}, {"status", 0}, {"replied", 0}, CHANGES, {"class", 0},
    {"calendar", 0}, {"kind", 0}, {"service", 0}, {"cause", CM_KEPT}, {"purpose", 0}, {"emotion_level", CM_KEPT},
    {"severity", 0}, {"branch", 0}, {"escalate_to", CM_KEPT}, {"restore_due", CM_KEPT}, {"problem", CM_KEPT},
    CM_COMMON_INPUTS, {0}};
static const struct cm_input end_in[] = {{"ticket_id", CM_REQUIRED}, CHANGES, CM_COMMON_INPUTS, {0}};
static const char *const change_out[] = {"ticket_id", "class", "reply_due", "status", "escalate_to", "problem", "replied_at",
    "resolved_at", "closed_at", "parts", NULL};

static const struct cm_input list_in[] = {{"ticket_id", 0}, {"msisdn", 0}, {"status", 0}, {"open", 0}, {"awaiting", 0}, {"overdue", 0},
    {"class", 0}, {"kind", 0}, {"service", 0}, {"cause", 0}, {"problem", 0}, {"branch", 0}, {"since", 0}, {"until", 0},
    {"then", 0}, CM_COMMON_INPUTS, {0}};
static const char *const list_out[] = {"ticket_id", "msisdn", "kind", "service", "cause", "subject", "text", "branch",
    "severity", "class", "status", "opened_at", "reply_due", "awaiting", "overdue", "replied_at", "resolved_at", "closed_at",
    "restore_due", "solution", "escalate_to", "problem", "accepted", "satisfied", "version", NULL};

/* Made by the program, not given: see records(). */
static const struct cm_input remind_in[] = {{"ticket_id", 0}, {0}};
static const char *const remind_out[] = {"ticket_id", "class", "reply_due", "status", "escalate_to", "problem", "reminded",
    "told", "not_before", NULL};

static enum cm_status
records(struct cm_front *f, const struct cm_policy *policy, struct cm_reader **reader)
{
	(void)policy;
	return cm_complaint_remind_find(reader, f->store, f->env.now, f->arena);
}

static const struct cm_verb verbs[] = {
    {"open", "register a complaint, a query or a fault", CM_WRITES, &cm_flow_complaint_open, open_in, open_out, NULL, NULL},
    {"list", "list tickets, each as a record that update takes", CM_READS, &cm_flow_complaint_list, list_in, list_out, NULL, NULL},
    {"due", "list the answers that are owed by now", CM_WHOLE, NULL, NULL, NULL, cm_complaint_due, NULL},
    {"remind", "leave notices for whoever owes an answer", CM_WRITES, &cm_flow_complaint_remind, remind_in, remind_out, NULL, NULL},
    {"update", "enter what became of a ticket", CM_WRITES, &cm_flow_complaint_update, update_in, change_out, NULL, NULL},
    {"close", "close a ticket whose answer was accepted", CM_WRITES, &cm_flow_complaint_close, end_in, change_out, NULL, NULL},
    {"reopen", "take a ticket up again", CM_WRITES, &cm_flow_complaint_reopen, end_in, change_out, NULL, NULL},
    {"report", "count what was answered in time and late", CM_WHOLE, NULL, NULL, NULL, cm_complaint_report, NULL},
    {0}};

static const struct cm_command command = {.name = "cm-complaint",
    .help = "Register complaints, queries and faults, and keep the time of the answer.",
    .verbs = verbs,
    .options = options,
    .records = records,
    .makes = "remind"};

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--check") == 0)
			return cm_complaint_monitor(&command, argc, argv);
	return cm_main(&command, argc, argv);
}
