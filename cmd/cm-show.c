/* cm-show: what is known of a line, an order or a ticket, and the form of an order. */
#include "cmd.h"

static bool form;
static const char *pdf;

static const struct cm_option options[] = {
    {0, "form", NULL, "print the form of an order instead, to be signed", &form, NULL, NULL},
    {0, "pdf", "FILE", "print it into a PDF that is made new", NULL, &pdf, NULL}, {0}};

static const struct cm_input show_in[] = {{"msisdn", 0}, {"order_id", 0}, {"ticket_id", 0}, CM_COMMON_INPUTS, {0}};
static const char *const show_out[] = {"kind", "item", "value", "state", "from", "until", "at", "of_order", "pages", NULL};

static const struct cm_verb verbs[] = {
    {"show", "list what is known of a line, an order or a ticket, personal data masked", CM_READS, &cm_flow_show, show_in, show_out, NULL, NULL},
    {0}};

static const struct cm_command command = {.name = "cm-show",
    .help = "Show what is known of a line, an order or a ticket.",
    .verbs = verbs,
    .default_verb = "show",
    .options = options,
    .form = &form,
    .pdf = &pdf};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
