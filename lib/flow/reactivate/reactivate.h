#ifndef CM_FLOW_REACTIVATE_H
#define CM_FLOW_REACTIVATE_H

#include "domain/past.h"
#include "flow/plan/plan.h"

/*
 * Lines that come back (deck 1.8, rows S40-S46); private to lib/flow/reactivate/, but for the order that waits for
 * another system's word, which time may end (due/order.c).
 */
extern const char *const cm_reactivate_names[]; /* for helpers: what these files set and ask for */
extern const char *const cm_reactivate_paid_names[]; /* of a payment that was made before */
extern const char *const cm_reactivate_word_names[]; /* of what waits for another system's word */

struct cm_candidate { /* who had the number, or has it */
	int part;
	int64_t line;
	int64_t seq; /* of the operation that terminated the line; 0: it has the number now */
	int64_t until; /* instant of that; 0 */
	int32_t since;
	struct cm_str name;
};

struct cm_kept_service { /* of the snapshot */
	struct cm_str name; /* service, item and sp with a slash between; as it is told: without the last slashes */
	struct cm_str told, service, tier;
	bool comes_back;
};

struct cm_reactivate {
	struct cm_candidate *candidates;
	unsigned ncandidates, candidates_room;
	const struct cm_candidate *chosen; /* NULL: nobody, or nobody who could come back */
	bool terminated; /* the chosen line is; else it is stopped, or in service */
	struct cm_number number; /* of a terminated line */
	struct cm_sim sim; /* the new one; iccid empty: none was given */
	const struct cm_offer *plan; /* that will hold; NULL: none is known */
	const struct cm_plan_move *move; /* to another one; NULL: it stays */
	const struct cm_waiting *plan_waits; /* which one that comes at once takes the place of; NULL: none */
	struct cm_kept_service *services;
	unsigned nservices, services_room;
	struct cm_str *lost; /* what does not come back by itself */
	unsigned nlost, lost_room;
	struct cm_waiting waits; /* a payment that was taken for this; seq 0: none */
	int64_t waiting_amount;
};

/* Who may be meant, and whether it is one who can come back: comeback; of the one chosen account and line. When nobody
 * can, all candidates are told; the order of one who does says nothing of the others. */
enum cm_status cm_reactivate_who(struct cm_case *, struct cm_reactivate *);
/* Whether a terminated line can have the number again that it had: its row in stock, and no other customer's. */
enum cm_status cm_reactivate_number(
    struct cm_case *, struct cm_str msisdn, int part, int64_t line, struct cm_number *, bool *can);
void cm_reactivate_candidates(struct cm_case *, const struct cm_reactivate *);
/* Of the account: whether the record's payment_id has paid for it (paid_before), and just now brought it back. */
enum cm_status cm_reactivate_paid(struct cm_case *, bool *restored);
/* What the chosen line had and will have again: services, plan, SIM, and what is lost. */
enum cm_status cm_reactivate_what(struct cm_case *, struct cm_reactivate *);
/* In apply(): services are as they were, as far as they come back. */
enum cm_status cm_reactivate_services(struct cm_case *, const struct cm_reactivate *);

#define CM_REACTIVATE "reactivate" /* kind of the rows in waiting: a payment that waits for another system's word */

/* The payment that waits on this line, and what is said of the line meanwhile: waiting_amount,
 * reactivation_possible. */
enum cm_status cm_reactivate_waits(struct cm_case *, struct cm_waiting *, int64_t *amount);
/* In apply(): the payment goes back, linked to the row that took it (row S41), and waits no longer. */
enum cm_status cm_reactivate_give_back(struct cm_case *, const struct cm_waiting *);
/* Of an order of this kind whose day has come, for policies/due.yaml: ordered_on, number_lost and the facts above. */
enum cm_status cm_reactivate_due(struct cm_case *, const struct cm_waiting *);

#endif
