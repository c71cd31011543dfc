/* cm-reactivate: stopped and terminated lines come back. Deck 1.8. */
#include "cmd.h"

/* clang-format off */
#define WHAT                                                                                                           \
	{"msisdn", CM_REQUIRED}, {"owner_name", 0}, {"owner_since", 0}, {"iccid", 0}, {"plan", 0}, {"restore", 0},     \
	    {"old_sim", 0}, {"reactivation_possible", 0}
/* clang-format on */

static const struct cm_input in[] = {WHAT, {"amount", 0}, {"payment_id", 0}, {"method", 0}, {"id_type", 0}, {"id_no", 0},
    {"id_expires", 0}, {"doc_form", 0}, {"holder_present", 0}, {"agent_name", 0}, {"agent_id_type", 0},
    {"agent_id_no", 0}, {"verified_by", CM_KEPT}, CM_CLOSING_INPUTS, CM_COMMON_INPUTS, {0}};
static const char *const out[] = {"candidates", "arrears", "payment_id", "balance", "reversal_id", "restored_services",
    "lost_services", "plan", "effective_at", "monthly_fee", "price_out_min", "price_in_min", "free_services", "fee_rule",
    "added", "test_result", NULL};

static const struct cm_input check_in[] = {WHAT, CM_COMMON_INPUTS, {0}};
static const char *const check_out[] = {"candidates", "arrears", "restored_services", "lost_services", "plan",
    "effective_at", "new_sim_needed", "needs", "chain", NULL};

static const struct cm_verb verbs[] = {
    {"reactivate", "bring a line back: money, number, SIM, services", CM_WRITES, &cm_flow_reactivate, in, out, NULL,
	NULL},
    {"check", "say what it would take, and what is lost", CM_READS, &cm_flow_reactivate_check, check_in, check_out,
	NULL, NULL},
    {0}};

static const struct cm_command command = {.name = "cm-reactivate",
    .help = "Bring stopped and terminated lines back.",
    .verbs = verbs,
    .default_verb = "reactivate"};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
