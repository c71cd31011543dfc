/* cm-vas: services that customers subscribe to: ordered, ended, and what would suit a line. Deck 1.10 and the sheets. */
#include "cmd.h"
#include "flow/vas/remind.h"

#define EVIDENCE                                                                                                       \
	{"id_type", 0}, {"id_no", 0}, {"id_expires", 0}, {"doc_form", 0}, {"holder_present", 0}, {"pin", 0},           \
	    {"verified_by", CM_KEPT}

static const struct cm_input subscribe_in[] = {{"msisdn", CM_REQUIRED}, {"service", CM_REQUIRED}, {"tier", 0}, {"item", 0},
    {"sp", 0}, {"terminal", 0}, {"mms_handset", 0}, {"campaign", 0}, {"payment_id", CM_KEPT}, EVIDENCE, CM_CLOSING_INPUTS,
    CM_COMMON_INPUTS, {0}};
static const char *const subscribe_out[] = {"service", "tier", "item", "fee", "effective_at", "campaign", "gift", "credits",
    "bill_item", "cancel_by", "lapsed", "explanation", NULL};

static const struct cm_input cancel_in[] = {{"msisdn", CM_REQUIRED}, {"service", CM_REQUIRED}, {"tier", 0}, {"item", 0},
    {"sp", 0}, EVIDENCE, CM_CLOSING_INPUTS, CM_COMMON_INPUTS, {0}};
static const char *const cancel_out[] = {"service", "tier", "item", "effective_at", "ends", "dropped", "lapsed", NULL};

static const struct cm_input state_in[] = {{"msisdn", CM_REQUIRED}, {"service", CM_REQUIRED}, {"item", 0}, {"sp", 0},
    {"cause", CM_KEPT}, CM_COMMON_INPUTS, {0}};
static const char *const state_out[] = {"state", NULL};

static const struct cm_input show_in[] = {{"service", 0}, CM_COMMON_INPUTS, {0}};
static const char *const show_out[] = {"service", "service_name", "service_status", "monthly_fee", "tiers", "items",
    "commands", "needs", "needs_services", "excludes", "includes", "heading", "heading_name", "absent", "text", NULL};

static const struct cm_input price_in[] = {{"service", CM_REQUIRED}, {"tier", 0}, {"item", 0}, {"opened_on", 0}, {"kb", 0},
    {"count", 0}, {"seconds", 0}, {"destination", 0}, CM_COMMON_INPUTS, {0}};
static const char *const price_out[] = {"fee", "bill_item", "explanation", NULL};

static const struct cm_input list_in[] = {{"msisdn", CM_REQUIRED}, CM_COMMON_INPUTS, {0}};
static const char *const list_out[] = {"service", "service_name", "tier", "item", "sp", "state", "opened_at", "ends", "fee",
    "order_channel", "command", "bill_item", NULL};

static const struct cm_input recommend_in[] = {{"msisdn", CM_REQUIRED}, {"service", 0}, {"wish", 0}, {"kb", 0}, {"count", 0},
    {"terminal", 0}, {"mms_handset", 0}, CM_COMMON_INPUTS, {0}};
static const char *const recommend_out[] = {"service", "service_name", "tier", "recommended", "fee", "total", "saving",
    "opening", NULL};

static const struct cm_input inbound_in[] = {{"msisdn", CM_REQUIRED}, {"sms_to", CM_REQUIRED}, {"text", CM_REQUIRED},
    {"at", CM_REQUIRED}, CM_COMMON_INPUTS, {0}};
static const char *const inbound_out[] = {"service", "tier", "item", "fee", "effective_at", "ends", "dropped", "campaign",
    "gift", "credits", "bill_item", "cancel_by", "lapsed", "explanation", "menu", NULL};

static const struct cm_input reminders_in[] = {{"msisdn", CM_REQUIRED}, {"reminders", CM_REQUIRED}, CM_COMMON_INPUTS, {0}};
static const char *const reminders_out[] = {NULL};

/* Made by the program, not given: see records(). */
static const struct cm_input remind_in[] = {{"msisdn", 0}, {0}};
static const char *const remind_out[] = {"msisdn", "used", "left", "notices", NULL};

static enum cm_status
records(struct cm_front *f, const struct cm_policy *policy, struct cm_reader **reader)
{
	struct cm_remind_options o = {.store = f->store, .policy = policy, .now = f->env.now};

	return cm_remind_find(reader, &o, f->arena, &f->diag);
}

static const struct cm_verb verbs[] = {
    {"subscribe", "open a service for a line, or another tier of it", CM_WRITES, &cm_flow_vas, subscribe_in, subscribe_out, NULL, NULL},
    {"cancel", "end a service at the month's end", CM_WRITES, &cm_flow_vas_cancel, cancel_in, cancel_out, NULL, NULL},
    {"suspend", "stop a service for a while", CM_WRITES, &cm_flow_vas_suspend, state_in, state_out, NULL, NULL},
    {"resume", "let a suspended service go on", CM_WRITES, &cm_flow_vas_resume, state_in, state_out, NULL, NULL},
    {"refresh", "put on record that a service was switched off and on again", CM_WRITES, &cm_flow_vas_refresh, state_in, state_out, NULL, NULL},
    {"list", "list what a line subscribes to", CM_READS, &cm_flow_vas_list, list_in, list_out, NULL, NULL},
    {"show", "show the sheet of a service, or which there are; needs no store", CM_READS, &cm_flow_vas_show, show_in, show_out, NULL, NULL},
    {"price", "say what a month of a service costs, and how that comes about; needs no store", CM_READS, &cm_flow_vas_price, price_in, price_out, NULL, NULL},
    {"recommend", "say what would suit a line, best first", CM_READS, &cm_flow_vas_recommend, recommend_in, recommend_out, NULL, NULL},
    {"inbound", "take text messages that order or end services", CM_WRITES, &cm_flow_vas_inbound, inbound_in, inbound_out, NULL, NULL},
    {"reminders", "messages of how much data is used: on or off", CM_WRITES, &cm_flow_vas_reminders, reminders_in, reminders_out, NULL, NULL},
    {"remind", "leave the messages that are due, for cm-notify; reads no records", CM_WRITES, &cm_flow_vas_remind, remind_in, remind_out, NULL, NULL},
    {0}};

static const struct cm_command command = {.name = "cm-vas", .help = "Order, end, show, price and recommend services; tell how much data is left.", .verbs = verbs, .records = records, .makes = "remind"};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
