/* cm-pay: payments, their reversal, a line's statement. Deck 1.1. */
#include "cmd.h"

static const struct cm_input pay_in[] = {
    {"msisdn", CM_REQUIRED}, {"amount", CM_REQUIRED}, {"name", 0}, {"method", 0}, {"hall_busy", CM_NOPRINT},
    CM_COMMON_INPUTS, {0}};
static const char *const pay_out[] = {"payment_id", "arrears_before", "balance", "restored", "campaigns", NULL};

static const struct cm_input reverse_in[] = {{"payment_id", CM_REQUIRED}, {"cause", CM_REQUIRED}, CM_COMMON_INPUTS, {0}};
static const char *const reverse_out[] = {"reversal_id", "amount", "balance", NULL};

static const struct cm_input statement_in[] = {{"msisdn", CM_REQUIRED}, {"since", 0}, CM_COMMON_INPUTS, {0}};
static const char *const statement_out[] = {"at", "kind", "amount", "balance", "payment_id", NULL};

static const struct cm_verb verbs[] = {
    {"pay", "take a payment: arrears first, the rest is prepaid", CM_WRITES, &cm_flow_pay, pay_in, pay_out, NULL, NULL},
    {"reverse", "take a payment back by a linked entry", CM_WRITES, &cm_flow_pay_reverse, reverse_in, reverse_out, NULL, NULL},
    {"statement", "list what moved a line's balance", CM_READS, &cm_flow_pay_statement, statement_in, statement_out, NULL, NULL},
    {0}};

static const struct cm_command command = {
    .name = "cm-pay", .help = "Take payments for lines.", .verbs = verbs, .default_verb = "pay"};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
