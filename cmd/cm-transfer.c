/* cm-transfer: a line goes to another owner. Deck 1.7. */
#include "cmd.h"

static const struct cm_input in[] = {{"msisdn", CM_REQUIRED}, {"purpose", 0}, {"id_type", 0}, {"id_no", 0},
    {"id_expires", 0}, {"doc_form", 0}, {"holder_present", 0}, {"verified_by", CM_KEPT}, {"new_name", 0}, {"new_id_type", 0},
    {"new_id_no", 0}, {"new_id_expires", 0}, {"new_holder_present", 0}, {"new_contact", 0}, {"new_address", 0},
    {"new_pin", 0}, {"vip_level", 0}, {"payment_method", 0}, {"opened_at", 0}, CM_CLOSING_INPUTS, CM_COMMON_INPUTS, {0}};
static const char *const out[] = {
    "old_owner", "plan", "services", "monthly_total", "points_forfeited", "first_allowed", NULL};

static const struct cm_verb verbs[] = {
    {"transfer", "give a line to another owner", CM_WRITES, &cm_flow_transfer, in, out, NULL, NULL}, {0}};

static const struct cm_command command = {.name = "cm-transfer",
    .help = "Transfer lines from one owner to another.",
    .verbs = verbs,
    .default_verb = "transfer"};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
