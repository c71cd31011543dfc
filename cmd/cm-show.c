/* cm-show: what is known of a line or an order. */
#include "cmd.h"

static const struct cm_input show_in[] = {{"msisdn", 0}, {"order_id", 0}, CM_COMMON_INPUTS, {0}};
static const char *const show_out[] = {"kind", "item", "value", "state", "from", "until", "at", "of_order", NULL};

static const struct cm_verb verbs[] = {
    {"show", "list what is known of a line or an order, personal data masked", CM_READS, &cm_flow_show, show_in, show_out, NULL, NULL},
    {0}};

static const struct cm_command command = {
    .name = "cm-show", .help = "Show what is known of a line or an order.", .verbs = verbs, .default_verb = "show"};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
