#ifndef CM_FLOW_SIM_H
#define CM_FLOW_SIM_H

#include "domain/stock.h"
#include "flow/flow.h"

/* SIMs in flows (deck 1.2, 1.6, 1.8): what the stock says of one, and whether a line, its number and its SIM agree. */

extern const char *const cm_sim_names[]; /* for helpers */
/* Sets sim_state. CM_OK, too, when the stock does not know it: then that is unknown and the SIM's own iccid empty. */
enum cm_status cm_sim_find(struct cm_case *, struct cm_str iccid, struct cm_sim *);
void cm_sim_state(struct cm_case *, const struct cm_sim *); /* that of one that was looked up */
/*
 * Row S28's test of a case with its line loaded, as it stands now: also in apply(), behind what that has done. Reads only,
 * sets no facts. *result: an id of test_result, "ok" or what is wrong first; sim: the line's, iccid empty when the stock
 * has none. in_hand: the SIM that the customer shows; none: not looked at.
 */
enum cm_status cm_sim_test(struct cm_case *, struct cm_str in_hand, struct cm_sim *sim, const char **result);

#endif
