#ifndef CM_POLICY_CAMPAIGNS_H
#define CM_POLICY_CAMPAIGNS_H

#include "policy/expr.h"
#include "policy/services.h"

/*
 * What is given for a while beside a service or a payment: policies/campaigns.yaml (rows S54, S55, S84, S96). How a
 * campaign reads on an order's form stands in forms.yaml, under words.
 *
 *	campaigns:
 *	  - id: news-first-time			# the code that an order keeps; the kind of its promises
 *	    when: service = 'mobile_news' AND first_time = TRUE	# open to whom; unknown is no
 *	    source: "1.10 step 2"		# or assumed: true
 *	    stackable: true			# beside another one; two of which one is not: the first that is open holds
 *	    once: true			# to a line for which it has promised nothing before, kept or not
 *	    lapses: true		# what is not due before the service ends is not given
 *	    gift: {zh: …, en: …}		# handed over at the counter
 *	    gives: "mobile_data:20"		# what is opened with it: SERVICE:TIER
 *	    credits:				# fee: as much as the service costs in that month; else yuan
 *	      - {amount: fee, month: "0", by: "30"}	# month 0: that of the order. from, by: its days; from is 1 unless it says so,
 *	      - {amount: "1.00", month: "1", by: "9"}	# by is the month's last day where the month is shorter
 */
struct cm_credit {
	bool fee; /* as much as the fee; else amount */
	int64_t amount; /* fen */
	int month, from, by;
};

struct cm_campaign {
	struct cm_str id, source;
	struct cm_pos pos;
	const struct cm_expr *when;
	bool assumed, stackable, once, lapses;
	struct cm_text gift; /* empty: none */
	struct cm_str service, tier; /* what it gives; empty: nothing */
	const struct cm_credit *credits;
	unsigned ncredits;
};

struct cm_campaigns {
	const struct cm_campaign *campaigns; /* as written: the first is the one that is preferred */
	unsigned n;
};

/* A folder without campaigns.yaml has none. services: NULL leaves it to cm-policy check whether there is what they give. */
enum cm_status cm_campaigns_load(struct cm_campaigns **, const struct cm_vocabulary *, const struct cm_services *,
    struct cm_arena *, struct cm_diag *);
const struct cm_campaign *cm_campaigns_find(const struct cm_campaigns *, struct cm_str id); /* NULL: none */
/* From and due of a credit of what is ordered on a day; what is due before that day is so on it. */
void cm_credit_days(const struct cm_credit *, int32_t ordered, int32_t *from, int32_t *due);

#endif
