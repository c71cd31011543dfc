/* cm-bundle: lines join bundles; which there are, what a line has of them, which tier would suit. Deck 1.12. */
#include "cmd.h"

static const struct cm_input join_in[] = {{"msisdn", CM_REQUIRED}, {"bundle", CM_REQUIRED}, {"tier", CM_REQUIRED},
    {"prepay", 0}, {"rebate_method", 0}, {"gift_method", 0}, {"bundle_eligible", 0}, {"id_type", 0}, {"id_no", 0},
    {"id_expires", 0}, {"doc_form", 0}, {"holder_present", 0}, {"pin", 0}, {"verified_by", CM_KEPT}, CM_CLOSING_INPUTS,
    CM_COMMON_INPUTS, {0}};
static const char *const join_out[] = {"campaign", "bundle", "bundle_name", "tier", "tier_prepay", "rebate_amount",
    "rebate_last", "rebate_months", "min_spend", "gift", "campaign_period", "campaign_name", "campaign_content",
    "campaign_benefit", "campaign_cancel", "effective_at", "rebate_from", "min_spend_since", "ends_at", "schedule",
    "rebate_method", "gift_method", "total_due", NULL};

static const struct cm_input list_in[] = {{"msisdn", 0}, {"bundle", 0}, CM_COMMON_INPUTS, {0}};
static const char *const list_out[] = {"campaign", "bundle", "bundle_name", "tier", "tier_prepay", "rebate_amount",
    "rebate_last", "rebate_months", "min_spend", "gift", "campaign_from", "campaign_until", "effective_at", "ends_at",
    "schedule", "months_open", "rebate_open", "of_order", NULL};

static const struct cm_input recommend_in[] = {
    {"msisdn", CM_REQUIRED}, {"bundle", 0}, {"typical_spend", 0}, CM_COMMON_INPUTS, {0}};
static const char *const recommend_out[] = {"recommended", "campaign", "bundle", "bundle_name", "tier", "tier_prepay",
    "rebate_amount", "rebate_last", "rebate_months", "min_spend", "gift", "typical_spend", "first_possible", NULL};

static const struct cm_verb verbs[] = {
    {"join", "let a line join a bundle: prepaid now, given back by the month", CM_WRITES, &cm_flow_bundle, join_in, join_out, NULL, NULL},
    {"list", "list the bundles on sale, or what a line has joined", CM_READS, &cm_flow_bundle_list, list_in, list_out, NULL, NULL},
    {"recommend", "find the tiers that a line's usual bill covers, best first", CM_READS, &cm_flow_bundle_recommend, recommend_in, recommend_out, NULL, NULL},
    {0}};

static const struct cm_command command = {.name = "cm-bundle",
    .help = "Join bundles of a prepayment and monthly rebates, list and recommend them.",
    .verbs = verbs,
    .default_verb = "join"};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
