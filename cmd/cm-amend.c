/* cm-amend: the registered data of a line are changed, its owner's standing stays. Deck 1.7. */
#include "cmd.h"

static const struct cm_input in[] = {{"msisdn", CM_REQUIRED}, {"new_name", 0}, {"new_contact", 0}, {"new_address", 0},
    {"new_id_type", 0}, {"new_id_no", 0}, {"new_id_expires", 0}, {"new_holder_present", 0}, {"purpose", 0},
    CM_EVIDENCE_INPUTS, CM_CLOSING_INPUTS, CM_COMMON_INPUTS, {0}};
static const char *const out[] = {"changed", NULL};

static const struct cm_verb verbs[] = {
    {"amend", "change a line's name, document, contact or address", CM_WRITES, &cm_flow_amend, in, out, NULL, NULL}, {0}};

static const struct cm_command command = {.name = "cm-amend",
    .help = "Change the registered data of lines.",
    .verbs = verbs,
    .default_verb = "amend"};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
