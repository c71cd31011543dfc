/* cm-plan: lines get another plan; which one they have, which there are, which would have been cheaper. Deck 1.3. */
#include "cmd.h"

static const struct cm_input change_in[] = {{"msisdn", CM_REQUIRED}, {"plan", CM_REQUIRED}, {"id_type", 0}, {"id_no", 0},
    {"id_expires", 0}, {"doc_form", 0}, {"holder_present", 0}, {"pin", 0}, {"verified_by", CM_KEPT}, CM_CLOSING_INPUTS,
    CM_COMMON_INPUTS, {0}};
static const char *const change_out[] = {"old_plan", "plan", "replaced", "monthly_fee", "price_out_min", "price_in_min",
    "free_services", "fee_rule", "cautions", "effective_at", "dropped", "added", "kept", NULL};

static const struct cm_input show_in[] = {{"msisdn", CM_REQUIRED}, CM_COMMON_INPUTS, {0}};
static const char *const show_out[] = {"plan", "plan_name", "brand", "monthly_fee", "price_out_min", "price_in_min",
    "free_services", "fee_rule", "meant_for", "waiting_plan", "waiting_from", NULL};

static const struct cm_input list_in[] = {{"brand", 0}, CM_COMMON_INPUTS, {0}};
static const char *const list_out[] = {"plan", "plan_name", "brand", "monthly_fee", "price_out_min", "price_in_min",
    "free_services", "fee_rule", "meant_for", NULL};

static const struct cm_input recommend_in[] = {{"msisdn", CM_REQUIRED}, {"brand", 0}, {"minutes_out", 0},
    {"minutes_in", 0}, CM_COMMON_INPUTS, {0}};
static const char *const recommend_out[] = {"recommended", "plan", "plan_name", "brand", "monthly_fee", "price_out_min",
    "price_in_min", "free_services", "fee_rule", "meant_for", "bills_from", "bills_until", "total", "saving", "worst_month", "worst_saving",
    "dominated_by", "loses", NULL};

static const struct cm_verb verbs[] = {
    {"change", "give a line another plan, from next month on", CM_WRITES, &cm_flow_plan, change_in, change_out, NULL, NULL},
    {"show", "say which plan a line has, and whom it is meant for", CM_READS, &cm_flow_plan_show, show_in, show_out, NULL, NULL},
    {"list", "list the plans on sale; needs no store", CM_READS, &cm_flow_plan_list, list_in, list_out, NULL, NULL},
    {"recommend", "price a line's last bills under each plan, best first", CM_READS, &cm_flow_plan_recommend, recommend_in, recommend_out, NULL, NULL},
    {0}};

static const struct cm_command command = {
    .name = "cm-plan", .help = "Change, show and recommend plans.", .verbs = verbs, .default_verb = "change"};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
