/* cm-vas: services that customers subscribe to: what there is, what it costs. Deck 1.10 and the sheets behind it. */
#include "cmd.h"

static const struct cm_input show_in[] = {{"service", 0}, CM_COMMON_INPUTS, {0}};
static const char *const show_out[] = {"service", "service_name", "service_status", "monthly_fee", "tiers", "items",
    "commands", "needs", "needs_services", "excludes", "includes", "heading", "heading_name", "absent", "text", NULL};

static const struct cm_input price_in[] = {{"service", CM_REQUIRED}, {"tier", 0}, {"item", 0}, {"opened_on", 0}, {"kb", 0},
    {"count", 0}, {"seconds", 0}, {"destination", 0}, CM_COMMON_INPUTS, {0}};
static const char *const price_out[] = {"fee", "bill_item", "explanation", NULL};

static const struct cm_verb verbs[] = {
    {"show", "show the sheet of a service, or which there are; needs no store", CM_READS, &cm_flow_vas_show, show_in, show_out, NULL, NULL},
    {"price", "say what a month of a service costs, and how that comes about; needs no store", CM_READS, &cm_flow_vas_price, price_in, price_out, NULL, NULL},
    {0}};

static const struct cm_command command = {.name = "cm-vas", .help = "Show and price services.", .verbs = verbs};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
