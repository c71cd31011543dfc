/* cm-sim: SIMs are replaced, unlocked, tested. Deck 1.6. */
#include "cmd.h"

static const char *puk;

static const struct cm_option options[] = {
    {0, "puk", "FILE", "write the PUK of each SIM that may be unlocked to FILE", NULL, &puk, "unlock"}, {0}};

static const struct cm_input replace_in[] = {{"msisdn", CM_REQUIRED}, {"sim_reason", 0}, {"puk_blocked", 0},
    {"iccid", CM_ANY_SHAPE}, {"prepay", 0}, {"contacts_exported", 0}, {"test_result", CM_NOPRINT}, CM_EVIDENCE_INPUTS, CM_CLOSING_INPUTS,
    CM_COMMON_INPUTS, {0}};
static const char *const replace_out[] = {
    "old_iccid", "fee", "fee_waived", "total_due", "balance", "restored", "blank_card", NULL};

static const struct cm_input unlock_in[] = {
    {"msisdn", CM_REQUIRED}, {"puk_blocked", 0}, CM_EVIDENCE_INPUTS, CM_CLOSING_INPUTS, CM_COMMON_INPUTS, {0}};
static const char *const unlock_out[] = {"puk_on_file", "puk_given", "fee", NULL};

static const struct cm_input test_in[] = {{"msisdn", CM_REQUIRED}, {"iccid", 0}, CM_COMMON_INPUTS, {0}};
static const char *const test_out[] = {"test_result", NULL};

static const struct cm_verb verbs[] = {
    {"replace", "put a new SIM in the old one's place", CM_WRITES, &cm_flow_sim, replace_in, replace_out, NULL, NULL},
    {"unlock", "let a locked SIM be unlocked by its PUK instead", CM_WRITES, &cm_flow_sim_unlock, unlock_in, unlock_out, NULL, NULL},
    {"test", "say whether number, SIM and line agree", CM_READS, &cm_flow_sim_test, test_in, test_out, NULL, NULL},
    {0}};

static const struct cm_command command = {.name = "cm-sim",
    .help = "Replace, unlock and test SIMs.",
    .verbs = verbs,
    .default_verb = "replace",
    .options = options,
    .secrets_file = &puk};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
