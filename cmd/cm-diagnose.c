/* cm-diagnose: what is wrong with a customer's service, and what is to be done about it. Deck 1.13, 1.14 and the sheets. */
#include "cmd.h"

static const char *answers, *transcript;

static const struct cm_option options[] = {
    {0, "answers", "FILE", "of a dialogue: go on from the answers in FILE, and keep them there", NULL, &answers, "diagnose"},
    {0, "transcript", "FILE", "of a dialogue: write what is said into a FILE that is made new", NULL, &transcript, "diagnose"},
    {0}};

/* The dialogue begins with the number and the service alone. Beside these every fact that a tree looks at is taken when the record has it (flow/diagnose/gather.c). */
static const struct cm_input diagnose_in[] = {{"msisdn", 0}, {"service", 0}, {"symptom", CM_ASKED_BACK}, {"month", CM_ASKED_BACK},
    {"ack", CM_ASKED_BACK}, {"note", CM_ASKED_BACK}, {"lang", CM_ASKED_BACK}, {"channel", CM_ASKED_BACK}, {0}};
static const char *const diagnose_out[] = {"cause", "steps", "action", "avoid", "escalate_to", "restore_due", "refund", "parts",
    "problem", "problem_tickets", "symptoms", NULL};

static const struct cm_input list_in[] = {{"service", 0}, CM_COMMON_INPUTS, {0}};
static const char *const list_out[] = {
    "service", "service_name", "service_status", "symptom", "symptom_name", "aliases", "step_count", NULL};

static const struct cm_input services_in[] = {CM_COMMON_INPUTS, {0}};
static const char *const services_out[] = {"service", "service_name", "service_status", "symptoms", NULL};

static const struct cm_verb verbs[] = {
    {"diagnose", "find out what is wrong, and what is to be done", CM_READS, &cm_flow_diagnose, diagnose_in, diagnose_out, NULL, NULL},
    {"list", "list the symptoms that can be looked into; needs no store", CM_READS, &cm_flow_diagnose_list, list_in, list_out, NULL, NULL},
    {"services", "list the services that have trees; needs no store", CM_READS, &cm_flow_diagnose_services, services_in, services_out, NULL, NULL},
    {0}};

static const struct cm_command command = {.name = "cm-diagnose",
    .help = "Find out what is wrong with a service, and what is to be done.",
    .verbs = verbs,
    .default_verb = "diagnose",
    .options = options,
    .answers = &answers,
    .transcript = &transcript};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
