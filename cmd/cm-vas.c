/* cm-vas: services that customers subscribe to: what there is, what it costs. Deck 1.10 and the sheets behind it. */
#include "cmd.h"
#include "flow/vas_remind.h"

static const struct cm_input show_in[] = {{"service", 0}, CM_COMMON_INPUTS, {0}};
static const char *const show_out[] = {"service", "service_name", "service_status", "monthly_fee", "tiers", "items",
    "commands", "needs", "needs_services", "excludes", "includes", "heading", "heading_name", "absent", "text", NULL};

static const struct cm_input price_in[] = {{"service", CM_REQUIRED}, {"tier", 0}, {"item", 0}, {"opened_on", 0}, {"kb", 0},
    {"count", 0}, {"seconds", 0}, {"destination", 0}, CM_COMMON_INPUTS, {0}};
static const char *const price_out[] = {"fee", "bill_item", "explanation", NULL};

static const struct cm_input reminders_in[] = {{"msisdn", CM_REQUIRED}, {"reminders", CM_REQUIRED}, CM_COMMON_INPUTS, {0}};
static const char *const no_out[] = {NULL};

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
    {"show", "show the sheet of a service, or which there are; needs no store", CM_READS, &cm_flow_vas_show, show_in, show_out, NULL, NULL},
    {"price", "say what a month of a service costs, and how that comes about; needs no store", CM_READS, &cm_flow_vas_price, price_in, price_out, NULL, NULL},
    {"reminders", "messages of how much data is used: on or off", CM_WRITES, &cm_flow_vas_reminders, reminders_in, no_out, NULL, NULL},
    {"remind", "leave the messages that are due, for cm-notify; reads no records", CM_WRITES, &cm_flow_vas_remind, remind_in, remind_out, NULL, NULL},
    {0}};

static const struct cm_command command = {.name = "cm-vas", .help = "Show and price services, tell how much data is left.", .verbs = verbs, .records = records, .makes = "remind"};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
