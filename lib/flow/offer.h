#ifndef CM_FLOW_OFFER_H
#define CM_FLOW_OFFER_H

#include "flow/flow.h"

/* A plan as it is told to a customer: facts for the policy's rules and texts, outputs in the deck's order (row S6). */

extern const char *const cm_offer_names[]; /* of the facts that are set here; ends with NULL */
/* plan_status and plan_name; fee_rule, meant_for, prices, free_services and free_count as far as the plan names them.
 * NULL: plan_status is unknown, and nothing else is set. Texts are in the customer's language. */
void cm_offer_facts(struct cm_case *, const struct cm_offer *);
/* monthly_fee, price_out_min, price_in_min, free_services, fee_rule: of those what the plan names. */
void cm_offer_out(struct cm_case *, const struct cm_offer *);
/* A text of a plan, or of the table of transitions, in the customer's language; none: it is blank. */
struct cm_str cm_offer_text(const struct cm_case *, const struct cm_text *);
bool cm_offer_frees(const struct cm_offer *, struct cm_str service); /* NULL frees nothing */

#endif
