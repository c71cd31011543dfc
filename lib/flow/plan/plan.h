#ifndef CM_FLOW_PLAN_H
#define CM_FLOW_PLAN_H

#include "flow/holdings.h"
#include "flow/offer.h"

/*
 * A change of plan, worked out against what a line really has (rows S15, S16): by cm-plan, which tells it beforehand,
 * and by whoever carries one out: cm-plan at once, what is due on the 1st, a reactivation (S43). A flow that calls
 * these has .offers and .transitions.
 */
struct cm_plan_move {
	const struct cm_offer *from; /* NULL: the line has no plan, or one that is in no file */
	const struct cm_offer *to; /* never NULL */
	const struct cm_transition *how; /* NULL: the table does not speak of this pair; then no service moves */
	struct cm_subscribed held;
	bool *lives, *ends; /* of held: not ended yet; by this change */
	const struct cm_str *dropped, *added, *kept; /* services, each once */
	unsigned ndropped, nadded, nkept;
	const struct cm_text *tasks[CM_TASKS]; /* to be done by hand: all that come before, then all that come after */
	unsigned ntasks;
};

/* For gather(), after cm_case_find_line(); writes nothing. *move is NULL when there is no plan of this name, or no
 * line. */
enum cm_status cm_plan_move_find(struct cm_case *, struct cm_str plan, const struct cm_plan_move **move);
/* Whether the move ends a service that the line has, or would have again. bare: without an item, a provider or a pack,
 * which are the customer's own orders and not the plan's gift. */
bool cm_plan_ends(const struct cm_plan_move *, struct cm_str service, bool bare);
/*
 * For apply(): plan, brand and services of the line become those of the move, through cm_change_*(), so that the
 * operation's row keeps what was before. waiting: the order that is carried out, or that this change makes void: it
 * waits no longer. NULL: none did. from: the first day of the new plan; what was before held until the day before.
 */
enum cm_status cm_plan_carry_out(
    struct cm_case *, const struct cm_plan_move *, int32_t from, const struct cm_waiting *waiting);
#define CM_PLAN "plan" /* kind of the rows in waiting */

/* Of cm-plan's verbs alone: the line, its plan and what waits. Facts line_known, line_status, arrears, old_plan,
 * old_plan_name, waiting_plan, waiting_plan_name, waiting_from, plan_waits. */
struct cm_plan_line {
	struct cm_holdings held;
	const struct cm_offer *offer; /* of its plan; NULL: it has none, or one that is in no file */
	const struct cm_waiting *waiting; /* the change that waits; NULL: none */
};
enum cm_status cm_plan_line(struct cm_case *, struct cm_plan_line *);
extern const char *const cm_plan_line_names[];

#endif
