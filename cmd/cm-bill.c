/* cm-bill: what a month costs: charged once for every line. Rows S54, S55, S65-S67. */
#include "front.h"
#include "flow/bill.h"

/* Of run, made by the program but for the month and its phase: see records(). */
static const struct cm_input run_in[] = {{"month", CM_REQUIRED | CM_WORD}, {"phase", CM_WORD}, {"msisdn", 0}, {0}};
static const char *const run_out[] = {"month", "phase", "msisdn", "charges", "credits", "total", "unpriced", NULL};

static enum cm_status
records(struct cm_front *f, const struct cm_policy *policy, struct cm_reader **reader)
{
	struct cm_bill_run_options o = {.store = f->store,
	    .policy = policy,
	    .month = cm_front_word(f, "month"),
	    .phase = cm_front_word(f, "phase"),
	    .now = f->env.now};
	const char *done;
	enum cm_status st = cm_bill_find(reader, &o, &done, f->arena, &f->diag);

	if (st == CM_OK && done)
		cm_diag_add(&f->diag, CM_WARNING, (struct cm_pos){0}, "bill.done", "%s", done);
	return st;
}

static const struct cm_verb verbs[] = {
    {"run", "charge a month, for every line once", CM_WRITES, &cm_flow_bill_run, run_in, run_out, NULL, NULL}, {0}};

static const struct cm_command command = {.name = "cm-bill",
    .help = "What a month costs.",
    .verbs = verbs,
    .records = records,
    .makes = "run"};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
