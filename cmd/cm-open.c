/* cm-open: new connections, and the numbers they are made with. Deck 1.2. */
#include "cmd.h"

static const struct cm_input open_in[] = {{"msisdn", CM_FREE_NUMBER}, {"pack_serial", 0}, {"iccid", CM_REQUIRED}, {"name", CM_REQUIRED},
    {"id_type", 0}, {"id_no", 0}, {"id_expires", 0}, {"doc_form", 0}, {"holder_present", 0}, {"owner_confirmed", 0},
    {"customer_type", 0}, {"contact", 0}, {"address", 0}, {"plan", CM_REQUIRED}, {"services", 0}, {"offers", 0},
    {"campaign", 0}, {"deposit", CM_REQUIRED}, {"new_pin", 0}, CM_CLOSING_INPUTS, CM_COMMON_INPUTS, {0}};
static const char *const open_out[] = {"msisdn", "plan", "monthly_fee", "price_out_min", "price_in_min", "free_services",
    "fee_rule", "effective_at", "services", "deposit", "card_fee", "total_due", NULL};

static const struct cm_input reserve_in[] = {{"msisdn", CM_FREE_NUMBER}, {"pack_serial", 0}, {"id_no", 0}, {"contact", 0},
    CM_COMMON_INPUTS, {0}};
static const char *const reserve_out[] = {"msisdn", "reserved_until", "prepay_min", NULL};
static const char *const release_out[] = {"msisdn", NULL};

static const struct cm_input numbers_in[] = {{"prefix", 0}, {"limit", 0}, CM_COMMON_INPUTS, {0}};
static const char *const numbers_out[] = {"msisdn", "pack_serial", "number_class", "prepay_min", NULL};

static const struct cm_input quote_in[] = {{"plan", CM_REQUIRED}, {"msisdn", 0}, {"pack_serial", 0}, {"id_no", 0},
    {"contact", 0}, CM_COMMON_INPUTS, {0}};
static const char *const quote_out[] = {"plan", "monthly_fee", "price_out_min", "price_in_min", "free_services",
    "fee_rule", "effective_at", "deposit", "card_fee", "total_due", NULL};

static const struct cm_verb verbs[] = {
    {"open", "make a number, a SIM and a customer a line", CM_WRITES, &cm_flow_open, open_in, open_out, NULL, NULL},
    {"reserve", "keep a number for a customer for a while", CM_WRITES, &cm_flow_open_reserve, reserve_in, reserve_out, NULL,
	NULL},
    {"release", "end a reservation", CM_WRITES, &cm_flow_open_release, reserve_in, release_out, NULL, NULL},
    {"numbers", "list numbers that can be had", CM_READS, &cm_flow_open_numbers, numbers_in, numbers_out, NULL, NULL},
    {"quote", "say what a plan costs, and what to begin with", CM_READS, &cm_flow_open_quote, quote_in, quote_out, NULL,
	NULL},
    {0}};

static const struct cm_command command = {
    .name = "cm-open", .help = "Open new lines.", .verbs = verbs, .default_verb = "open"};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
