/* cm-resetpw: service passwords are reset, changed, tried out, unlocked. Deck 1.4 and 1.5. */
#include "cmd.h"

static const char *generate;

static const struct cm_option options[] = {
    {0, "generate", "FILE", "make a PIN for each reset that brings none, and write them to FILE", NULL, &generate, "reset"}, {0}};

#define RESETPW_OWNER                                                                                                  \
	{"id_type", 0}, {"id_no", 0}, {"id_expires", 0}, {"doc_form", 0}, {"holder_present", 0}, {"verified_by", CM_KEPT}

static const struct cm_input reset_in[] = {{"msisdn", CM_REQUIRED}, {"new_pin", 0}, {"knows_old_pin", 0},
    {"phone_present", 0}, {"self_service_consent", 0}, RESETPW_OWNER, CM_CLOSING_INPUTS, CM_COMMON_INPUTS, {0}};
static const char *const reset_out[] = {"credit_promised", "credit_due", NULL};

static const struct cm_input change_in[] = {{"msisdn", CM_REQUIRED}, {"pin", 0}, {"new_pin", CM_REQUIRED},
    {"knows_old_pin", 0}, CM_CLOSING_INPUTS, CM_COMMON_INPUTS, {0}};
static const char *const change_out[] = {NULL};

static const struct cm_input check_in[] = {
    {"new_pin", CM_REQUIRED}, {"msisdn", 0}, {"id_no", 0}, CM_COMMON_INPUTS, {0}};

static const struct cm_input unlock_in[] = {
    {"msisdn", CM_REQUIRED}, RESETPW_OWNER, CM_CLOSING_INPUTS, CM_COMMON_INPUTS, {0}};
static const char *const unlock_out[] = {"unlocked", NULL};

static const struct cm_verb verbs[] = {
    {"reset", "set a new PIN for an owner who does not know the present one", CM_WRITES, &cm_flow_resetpw, reset_in, reset_out, NULL, NULL},
    {"change", "set a new PIN for a customer who gives the present one", CM_WRITES, &cm_flow_resetpw_change, change_in, change_out, NULL, NULL},
    {"check", "say whether a PIN would do; needs no store", CM_READS, &cm_flow_resetpw_check, check_in, change_out, NULL, NULL},
    {"unlock", "forget the wrong tries of a locked PIN", CM_WRITES, &cm_flow_resetpw_unlock, unlock_in, unlock_out, NULL, NULL},
    {0}};

static const struct cm_command command = {.name = "cm-resetpw",
    .help = "Reset, change, try out and unlock service passwords.",
    .verbs = verbs,
    .default_verb = "reset",
    .options = options,
    .secrets_file = &generate};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
