#ifndef CM_FLOW_BILL_LOOK_H
#define CM_FLOW_BILL_LOOK_H

#include "domain/refund.h"
#include "flow/bill/bill.h"
#include "flow/one_way.h"

/*
 * What all share that look at one line's bill (show.c, explain.c, refund.c; cm-diagnose, too): the month, its items
 * and what was paid back of them, and how they came about. Called by gather() and apply(); writes nothing.
 */
struct cm_bill_charge {
	struct cm_bill_item bill; /* its item in the case's arena */
	int64_t base, total; /* fen: what of it was paid back, and what the customer got for that */
};

struct cm_bill_look {
	struct cm_month month; /* of month 0: there is none */
	const struct cm_bill_charge *rows; /* by month and item */
	unsigned first, n; /* the month's own are those from first on; before them those of the months before it */
};

extern const char *const cm_bill_look_names[]; /* for helpers */
/*
 * The bill of the month that the record names, or of the last one that is closed, and of so many months before it. Sets
 * month, bill_known and bill_items. A month that is none makes the record invalid.
 */
enum cm_status cm_bill_look(struct cm_case *, struct cm_bill_look *, int64_t before);
/* The same of look->month alone, without a fact set. */
enum cm_status cm_bill_read(struct cm_case *, struct cm_bill_look *, int64_t before);
/* An item of the month; NULL: it has none. */
const struct cm_bill_charge *cm_bill_item(const struct cm_bill_look *, struct cm_str item);
/* What of the whole month can be paid back, fen: items below zero, and an advance that was set off, count as they are. */
enum cm_status cm_bill_month_left(struct cm_case *, const struct cm_bill_look *, int64_t *left);
/* An item of the month, with charge_known, charged, refunded, refundable and item_name. NULL: it has none. */
const struct cm_bill_charge *cm_bill_look_item(struct cm_case *, const struct cm_bill_look *, struct cm_str item);
/*
 * What the months before it had of an item in the middle, nothing counting as 0; of an even number of months the middle of
 * the two in the middle, half a fen left out. An empty item: of their sums. *months: those with a bill, which alone count;
 * of none there is no usual.
 */
enum cm_status cm_bill_usual(struct cm_case *, const struct cm_bill_look *, struct cm_str item, int64_t *usual, unsigned *months);
bool cm_bill_item_of_service(const struct cm_case *, struct cm_str item);
/* The operation that charged it. *here: the monthly run did; else it was charged elsewhere, and *op may be empty. */
enum cm_status cm_bill_charged_by(struct cm_case *, const struct cm_bill_charge *, struct cm_operation *op, bool *here);
/* 201003 as people write it. */
struct cm_str cm_bill_month_text(struct cm_case *, int32_t month);
/* As people read it; an item that nobody knows is its own name. */
struct cm_text cm_bill_item_name(const struct cm_case *, struct cm_str item);
/*
 * The month once more as the run would charge it, with the records of use that count: how its items came about, and what a
 * record costs. b->tell is the caller's. What b points to lives in the arena.
 */
enum cm_status cm_bill_reprice(struct cm_case *, const struct cm_month *, bool (*counts)(void *, const struct cm_usage *),
    void *ctx, struct cm_bill *b, struct cm_arena *);

/* What an item comes to in the month, in fen, with the records of use that count; 0: it has none. */
enum cm_status cm_bill_item_cost(struct cm_case *, const struct cm_month *, struct cm_str item,
    bool (*counts)(void *, const struct cm_usage *), void *ctx, int64_t *amount);
/* The same with all that were used so far: what a month that is not charged yet will bring, as far as one can tell; -1:
 * the catalogue has no price for it. */
enum cm_status cm_bill_expected(struct cm_case *, const struct cm_month *, struct cm_str item, int64_t *amount);
/* What some records of use make an item of the month dearer, none of them paid back yet. here: the run has charged it. */
enum cm_status cm_bill_use_cost(struct cm_case *, const struct cm_month *, struct cm_str item, const struct cm_one_way *, bool here,
    int64_t *fen);

#endif
