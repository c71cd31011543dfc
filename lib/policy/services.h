#ifndef CM_POLICY_SERVICES_H
#define CM_POLICY_SERVICES_H

#include "policy/policy.h"

/*
 * The catalogue: policies/services/X.yaml, a file for each service X. What it costs and by which message it is ordered
 * the program reads; the thirteen headings of its sheet it shows. A new service needs its file and, as a value of the
 * facts service and services, its name; no C.
 *
 *	policy: services.mobile_data
 *	service: mobile_data
 *	status: active			# draft active retired; a draft is shown and never sold
 *	source: "mobile data"
 *	bill: {item: mobile_data, zh: 移动数据流量费, en: mobile data, source: …}
 *	items_bill: {…}			# the line of its items, when they have one of their own
 *	sheet: {what: {zh: …, en: …}, for_whom: …, when: …, opening: …, points: …, offers: …, open: …, cancel: …,
 *	        price: …, problems: …, handling: …, tell: …, bill: …}	# {data_centre}: a contact of site.yaml
 *	absent: [tell]			# headings that the source does not have
 *	needs: [data_handset]		# facts that must be true of the line
 *	with: [mobile_data]		# services that it must have
 *	excludes: [dual_display]	# services that it cannot have beside it
 *	includes: [caller_id, missed_call_alert]	# what it is a bundle of: they cannot be ordered or ended by themselves
 *	frees: ["mobile_news/morning_evening"]	# what costs nothing while the line has it: a service, or one item of it
 *	unpriced: {zh: …, en: …}	# why an active service has no price here; it has none of what follows then
 *	fee: {value: "3.00"}		# of a month, without a tier
 *	half_from: {value: "16"}	# opened on this day or later: half the fee and half the volume of that month
 *	cap: {fee: "500.00", volume: "15728640"}	# of a month, pack included; volume in the measure of use
 *	size_max: {value: "50"}		# KB that one piece may have
 *	use: {measure: kb, per: "1", price: "0.01", round: up}		# without a pack
 *	beyond: {measure: kb, per: "1024", price: "1.00", round: down}	# what a pack does not include
 *	rates: [{destination: domestic, measure: count, per: "1", price: "0.10", round: up}]	# instead of use; the first is
 *					# what a pack includes, and what holds when no destination is said
 *	tiers: [{id: "5", fee: "5.00", includes: "30720"}]	# or includes: unlimited; use: {…} of its own; zh and en: a name
 *	items: [{id: weather, zh: 天气预报, en: weather, code: QX, fee: "2.00"}]
 *	other_items: {from: "0.00", to: "3.00"}	# there are more than those; what one of them costs lies in between
 *	commands: [{to: "10086", text: "KTGPRS{tier}", does: subscribe}, {to: "10086", text: "QXGPRS{tier}", does: cancel}]
 *
 * Each of bill, unpriced and what follows has source or assumed: true (and may have a note); cm-policy check says which
 * has not. Figures without a unit are in the measure's.
 */
enum cm_measure {
	CM_M_NONE,
	CM_M_KB,
	CM_M_SECONDS,
	CM_M_COUNT
};

struct cm_rate {
	struct cm_str destination; /* domestic, international, …; empty: any */
	enum cm_measure measure; /* CM_M_NONE: it has no price */
	int64_t per; /* of the measure; > 0 */
	int64_t price; /* fen for each `per` */
	bool round_down; /* a part of `per` is free, else it counts as a whole one */
	struct cm_str source;
	bool assumed;
};

struct cm_tier {
	struct cm_str id; /* a pack's monthly price in yuan, or a word */
	struct cm_text name; /* of a word; else empty */
	int64_t fee; /* fen a month */
	int64_t includes; /* of the measure; 0: none; -1: no limit */
	struct cm_rate use; /* its own price of use; CM_M_NONE: the service's `beyond` */
	struct cm_str source;
	bool assumed;
};

struct cm_service_item { /* a rural subject, a newspaper, a kind of tone */
	struct cm_str id, code; /* code: as it is ordered by message; may be empty */
	struct cm_text name;
	int64_t fee; /* fen a month; -1: the source does not say */
	struct cm_str source;
	bool assumed;
};

enum cm_command_does {
	CM_CMD_SUBSCRIBE,
	CM_CMD_CANCEL,
	CM_CMD_MENU /* answers with what there is */
};
struct cm_sms_command {
	struct cm_str to, text; /* text may hold one {tier} or {item} */
	struct cm_str tier, item; /* that it stands for when the text has no place for it; else empty */
	enum cm_command_does does;
	struct cm_str source;
	bool assumed;
};

#define CM_HEADINGS 13
#define CM_HEADING_OPENING 3
extern const char *const cm_headings[CM_HEADINGS + 1]; /* what for_whom when … bill; ends with NULL */

struct cm_service_figure { /* what must have a source: for cm-policy check and assumptions */
	const char *what; /* "tier 5" */
	struct cm_pos pos;
	struct cm_str source, note;
	bool assumed;
	const struct cm_service_figure *next;
};

struct cm_service {
	struct cm_str id, status, source;
	struct cm_pos pos;
	struct cm_text name; /* the label of the fact's value */
	struct cm_str charges; /* the kind of use that is charged by it (usage_kind); empty: none */
	struct cm_str bill_item, items_bill_item; /* the latter the same unless items have a line of their own */
	struct cm_text bill_name, items_bill_name;
	struct cm_text sheet[CM_HEADINGS]; /* empty: absent, and said to be */
	const struct cm_str *needs, *with, *excludes, *includes, *frees;
	unsigned nneeds, nwith, nexcludes, nincludes, nfrees;
	struct cm_text unpriced; /* empty: it has a price, or is a draft */
	int half_from; /* day of the month; 0: no such rule */
	int64_t fee; /* fen a month without a tier; -1: it has none */
	int64_t cap_fee, cap_volume; /* of a month; -1: none */
	int64_t size_max; /* KB of one piece; -1: none */
	struct cm_rate use, beyond;
	const struct cm_rate *rates; /* by destination, instead of use */
	const struct cm_tier *tiers;
	const struct cm_service_item *items;
	const struct cm_sms_command *commands;
	unsigned nrates, ntiers, nitems, ncommands;
	bool other_items; /* any other word is an item, too */
	int64_t other_from, other_to; /* fen a month; -1: the source does not say */
	const struct cm_service_figure *figures;
	bool assumed;
};

struct cm_services {
	const struct cm_service *services; /* by name */
	unsigned n;
};

/* A vocabulary without a folder services beside it has none. */
enum cm_status cm_services_load(struct cm_services **, const struct cm_vocabulary *, struct cm_arena *, struct cm_diag *);
const struct cm_service *cm_services_find(const struct cm_services *, struct cm_str id); /* NULL: none */
const struct cm_tier *cm_service_tier(const struct cm_service *, struct cm_str id); /* NULL: none */
const struct cm_service_item *cm_service_item(const struct cm_service *, struct cm_str id_or_code); /* NULL: none named */
bool cm_service_sold(const struct cm_service *); /* active; NULL is not */
/* Whether a service of the line makes this one free: item may be empty. */
/* The one by which a kind of use is charged; NULL: none. */
const struct cm_service *cm_services_charging(const struct cm_services *, struct cm_str kind);
bool cm_service_frees(const struct cm_service *, struct cm_str service, struct cm_str item);
/*
 * The command that a message to a short code is: letters in either case, blanks around it and its tier, and a full stop
 * behind it ignored. *tier and *item: what stands at its place, or what it stands for; else empty. NULL: none of any service.
 */
const struct cm_sms_command *cm_services_command(const struct cm_services *, struct cm_str to, struct cm_str text,
    const struct cm_service **, struct cm_str *tier, struct cm_str *item);
/* Whether a command of a service stands for another one's whole message, which has no place in it. */
bool cm_service_understands(const struct cm_service *, const struct cm_sms_command *, const struct cm_sms_command *message);

/*
 * What a month of a service costs. All amounts in fen, quantities in the measure; exact, and no step rounds but `round`
 * and the half month, whose half fen goes to the customer.
 */
struct cm_used {
	int64_t kb, count, seconds; /* -1: not said */
	struct cm_str destination; /* empty: domestic */
};
struct cm_price {
	int64_t fee; /* of the pack, the item or the service, this month */
	int64_t whole; /* of a whole month */
	int64_t included; /* of what was used, free with the pack */
	int64_t units; /* charged ones, of `per` each */
	int64_t use; /* for them, before the cap */
	int64_t total; /* fee and use, not above the cap */
	const struct cm_rate *rate; /* by which; NULL: none, use is 0 */
	bool half, capped;
	int64_t stops_at; /* of the measure: from here on nothing more can be used; -1: no such end */
};
/*
 * tier and item may be NULL. The fee is the item's when there is one: an item is a subscription beside its service's. Else
 * the tier's, else the service's own. opened_in_month: the day of the month on which it was opened, in that month; 0: in an
 * earlier month. false: it cannot be priced (it names no fee, no price for this destination, an overflow).
 */
bool cm_service_price(const struct cm_service *, const struct cm_tier *, const struct cm_service_item *, int opened_in_month,
    const struct cm_used *, struct cm_price *);

/* What a tier includes in a month, of its measure, by the same day of opening. 0: nothing; -1: there is no limit. */
int64_t cm_service_included(const struct cm_service *, const struct cm_tier *, int opened_in_month);

#endif
