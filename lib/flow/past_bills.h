#ifndef CM_FLOW_PAST_BILLS_H
#define CM_FLOW_PAST_BILLS_H

#include "flow/offer.h"

/*
 * A line's last bills: what they would have come to under another plan (row S13), for cm-plan recommend, and what a usual
 * month is, for cm-bundle recommend (row S64).
 *
 * A bill has no minutes, so they follow from what was charged for calls and the present plan's price of a minute; the
 * new price is put in at once, amount × new ÷ present, so that one rounding is all there is: to the nearest fen, halves
 * up. The monthly fee is the new plan's, services that it gives for free fall away, everything else stays as it was.
 * The least spending of the plan is reached with all but what service providers charge (row S66).
 */
#define CM_PAST_MONTHS 24 /* more are not looked at */

enum cm_past_kind {
	CM_PAST_OTHER, /* stays as it is */
	CM_PAST_FEE,
	CM_PAST_OUT,
	CM_PAST_IN,
	CM_PAST_SP, /* of service providers */
	CM_PAST_SERVICE /* the fee of a service, which a plan may give for free */
};

struct cm_past_item {
	struct cm_past_item *next;
	enum cm_past_kind kind;
	struct cm_str service; /* of CM_PAST_SERVICE */
	int64_t amount;
};

struct cm_past_bills {
	const struct cm_offer *present; /* NULL: none that we know */
	struct {
		int32_t month; /* year times 100 and month; 0: a month as the customer describes it */
		struct cm_past_item *items;
		int64_t total; /* as charged; of a described month under the present plan */
	} months[CM_PAST_MONTHS];
	unsigned n;
	bool out_said, in_said; /* the customer says how many minutes a month */
	int64_t minutes_out, minutes_in;
	bool out_known, in_known; /* what calls would cost at another price can be worked out */
	bool total_known; /* what the line costs now: total, of all months */
	int64_t total;
};

/* The line's last bills, at most `most` months back, and what the customer says instead: minutes below zero are none.
 * items: a figure's list of NAME=KIND, kind fee, out, in, sp or a service. */
enum cm_status cm_past_bills_find(struct cm_case *, struct cm_past_bills *, int64_t most, struct cm_str items);
/* Once the minutes are there: what is known, and the described month if there are no bills. */
enum cm_status cm_past_bills_ready(struct cm_case *, struct cm_past_bills *);
/* The median of the months without what service providers charge; of two in the middle their mean, down to the fen. false:
   there is no month, or it does not fit. */
bool cm_past_bills_typical(const struct cm_past_bills *, int64_t *fen);
/* Each month under an offer whose figures are named. *priced is false when it charges for minutes that nobody knows. */
enum cm_status cm_past_bills_price(
    struct cm_case *, const struct cm_past_bills *, const struct cm_offer *, int64_t totals[CM_PAST_MONTHS], bool *priced);

#endif
