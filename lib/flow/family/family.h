#ifndef CM_FLOW_FAMILY_H
#define CM_FLOW_FAMILY_H

#include "domain/family.h"
#include "flow/flow.h"

/*
 * Family groups (deck 1.11, rows S57-S62). An order belongs to the main line, whose journal has it; the row of a member, in
 * the member's own part, names it. family.c: create, add; against.c: what may stand against it; confirm.c: the answer,
 * and the end of a wait; leave.c: remove, dissolve, and lines that are terminated; list.c; over.c: requests that nobody
 * answered in time; group.c: what they share.
 */
#define CM_FAMILY "family" /* the service, how it was ordered, and the kind of the rows in waiting */

struct cm_family_group {
	struct cm_families rows; /* of the group whose main line is c->account, ended ones too */
	struct cm_family *main; /* its own row that is open; NULL: it has no group */
	struct cm_account member; /* the record's member */
	bool member_known;
	struct cm_family *joined; /* the member's open row in this group; NULL: none */
};

/* For gather(), after the line was found: the group of c->account and the record's member; facts main_family,
 * family_count, member_known, member_same, member_status, member_family, effective_by, consent_due, and what was shown for
 * the member (identity.yaml, gate member). Its peek is cm_member_pin_peek(). */
enum cm_status cm_family_gather(struct cm_case *, struct cm_family_group *);
enum cm_status cm_family_gather_group(struct cm_case *, struct cm_family_group *); /* without the member */
/* Rows alone, without facts: of the group whose main line is c->op's; of the group that a row belongs to. */
enum cm_status cm_family_read(struct cm_case *, struct cm_family_group *);
enum cm_status cm_family_read_of(struct cm_case *, const struct cm_family *, struct cm_family_group *);
enum cm_status cm_family_line(struct cm_case *, int part, int64_t line, struct cm_line *); /* of a row: it must be there */
/* none, main, member: what a line is by its open row, or NULL. */
struct cm_str cm_family_place(const struct cm_family *open);
enum cm_status cm_family_member_facts(struct cm_case *, const struct cm_account *);
extern const char *const cm_family_names[]; /* for helpers, of all */
/* What a line has that may stand against it: a corporate network, its plan, a discount. Of both lines, main line first. */
enum cm_status cm_family_against(struct cm_case *, const struct cm_account *);
extern const char *const cm_family_against_names[]; /* for helpers */
/* Whether c->account, in a group, may go to a plan: fact family_excludes of the gate family.plan. */
enum cm_status cm_family_plan_bars(struct cm_case *, struct cm_str plan);
extern const char *const cm_family_plan_names[]; /* for helpers */

/* For apply(). A member that was asked in agrees: its row and the group hold, the services open. */
enum cm_status cm_family_agree(struct cm_case *, const struct cm_family_group *, struct cm_family *);
/* The order that waited for this consent waits no longer. One of another line cannot be settled by this operation, and finds
 * its row ended when its day comes. */
enum cm_status cm_family_settle(struct cm_case *, const struct cm_family *);
/* A member's row ends, pending or active, at an instant; with the last one the group does. */
enum cm_status cm_family_leave(struct cm_case *, const struct cm_family_group *, struct cm_family *, int64_t at);
/* Output members, and members before and after among the changes: before is what cm_family_members() gave then. */
enum cm_status cm_family_members(struct cm_case *, const struct cm_family_group *, struct cm_str *list);
enum cm_status cm_family_out_members(struct cm_case *, const struct cm_family_group *, struct cm_str before);

/* ---- requests whose time is over ---- */

bool cm_family_is_over(const struct cm_case *, const struct cm_family *);
/* Members of a group, and those that were asked and may still answer. */
int64_t cm_family_count(const struct cm_case *, const struct cm_family_group *);
/* Whether a line is in a group, or asked into one and may still answer; a main line, whether anybody is in its group. */
enum cm_status cm_family_bound(struct cm_case *, const struct cm_account *, bool *bound);
/* For apply(): what of the line's group is over ends, as cm-due would end it. */
enum cm_status cm_family_clear(struct cm_case *, const struct cm_account *);

/* A line that is terminated leaves its group, or its group ends. Called behind the end of its services and orders. */
enum cm_status cm_family_terminate(struct cm_case *);
/* For cm-due: nobody agreed until the wait was over. */
enum cm_status cm_family_give_up(struct cm_case *, const struct cm_waiting *);

#endif
