/* cm-due: what time brings: lines in arrears, numbers out of quarantine, orders whose day has come. For cron. Deck 1.8. */
#include "cmd.h"
#include "flow/due/due.h"

static const char *only;

static const struct cm_option options[] = {
    {0, "only", "STEP", "order, credit, suspend, schedule, terminate or release alone", NULL, &only, NULL}, {0}};

/* Made by the program, not given: see records(). */
static const struct cm_input in[] = {
    {"step", 0}, {"msisdn", 0}, {"waiting_kind", 0}, {"of_order", 0}, {"from", 0}, {"due_at", 0}, {0}};
static const char *const out[] = {"step", "msisdn", "line_status", "status", "arrears", "since", "until", "waiting_kind",
    "waiting_value", "dropped", "added", "of_order", "from", "due_at", "credits", "amount", "balance", "reversal_id", NULL};

static enum cm_status
records(struct cm_front *f, const struct cm_policy *policy, struct cm_reader **reader)
{
	struct cm_due_options o = {.store = f->store, .policy = policy, .only = only, .now = f->env.now};

	return cm_due_find(reader, &o, f->arena, &f->diag);
}

static const struct cm_verb verbs[] = {
    {"run", "take every step that is due", CM_WRITES, &cm_flow_due, in, out, NULL, NULL},
    {"list", "say what a run would do", CM_READS, &cm_flow_due_list, in, out, NULL, NULL},
    {"held", "say what a rule holds back, and why", CM_READS, &cm_flow_due_held, in, out, NULL, NULL}, {0}};

static const struct cm_command command = {.name = "cm-due",
    .help = "Take the steps that time brings.",
    .verbs = verbs,
    .default_verb = "run",
    .options = options,
    .records = records};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
