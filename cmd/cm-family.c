/* cm-family: lines that call each other for nothing: groups are made, get members, lose them. Deck 1.11. */
#include "cmd.h"

#define OWNER_INPUTS                                                                                                   \
	{"id_type", 0}, {"id_no", 0}, {"id_expires", 0}, {"doc_form", 0}, {"holder_present", 0}, {"pin", 0},           \
	    {"verified_by", CM_KEPT}
#define MEMBER_INPUTS {"member_id_no", CM_KEPT}, {"member_present", 0}, {"member_pin", 0}
#define LAST_INPUTS CM_CLOSING_INPUTS, CM_COMMON_INPUTS, {0}

static const struct cm_input create_in[] = {{"msisdn", CM_REQUIRED}, {"member", CM_REQUIRED}, {"main_offer", 0},
    {"member_offer", 0}, OWNER_INPUTS, MEMBER_INPUTS, LAST_INPUTS};
static const struct cm_input add_in[] = {{"msisdn", CM_REQUIRED}, {"member", CM_REQUIRED}, {"member_offer", 0},
    OWNER_INPUTS, MEMBER_INPUTS, LAST_INPUTS};
static const char *const join_out[] = {"members", "fee", "bill_item", "effective_by", "lapsed",
    "consent_due", "choices", NULL};

static const struct cm_input confirm_in[] = {{"order_id", CM_REQUIRED}, {"consent", CM_REQUIRED}, {"method", CM_REQUIRED},
    {"by", CM_KEPT}, MEMBER_INPUTS, CM_COMMON_INPUTS, {0}};
static const char *const confirm_out[] = {"member", "members", "fee", "bill_item", "effective_by", "lapsed", NULL};

static const struct cm_input remove_in[] = {{"msisdn", CM_REQUIRED}, {"member", CM_REQUIRED}, OWNER_INPUTS, MEMBER_INPUTS,
    LAST_INPUTS};
static const struct cm_input dissolve_in[] = {{"msisdn", CM_REQUIRED}, OWNER_INPUTS, LAST_INPUTS};
static const char *const leave_out[] = {"members", NULL};

static const struct cm_input list_in[] = {{"msisdn", CM_REQUIRED}, CM_COMMON_INPUTS, {0}};
static const char *const list_out[] = {
    "main", "role", "member", "offer", "state", "effective_by", "consent_due", "of_order", NULL};

static const struct cm_verb verbs[] = {
    {"create", "make a family group of a main line and its first member", CM_WRITES, &cm_flow_family_create, create_in, join_out, NULL, NULL},
    {"add", "ask another line into a group", CM_WRITES, &cm_flow_family_add, add_in, join_out, NULL, NULL},
    {"confirm", "enter the answer of a member who was absent", CM_WRITES, &cm_flow_family_confirm, confirm_in, confirm_out, NULL, NULL},
    {"remove", "let a member leave", CM_WRITES, &cm_flow_family_remove, remove_in, leave_out, NULL, NULL},
    {"dissolve", "end a group", CM_WRITES, &cm_flow_family_dissolve, dissolve_in, leave_out, NULL, NULL},
    {"list", "list the lines of a group, by the number of any of them", CM_READS, &cm_flow_family_list, list_in, list_out, NULL, NULL},
    {0}};

static const struct cm_command command = {
    .name = "cm-family", .help = "Make, change and end family groups.", .verbs = verbs};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
