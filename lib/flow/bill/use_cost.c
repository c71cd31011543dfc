/* What some records of use cost: the month is priced with them and without them. Called by refunds and by diagnosis. */
#include "flow/bill/look.h"

#include "base/banned.h"

struct counting { /* which records the month is priced with */
	const struct cm_one_way *without; /* NULL: with all that have not been paid back */
	unsigned at; /* of those left out, which come in the same order */
	bool here; /* charged by the monthly run: what came in behind it is not in the bill */
};

static bool
is_left_out(struct counting *n, const struct cm_usage *u)
{
	const struct cm_usage *row;

	if (!n->without || n->at == n->without->n)
		return false;
	row = &n->without->rows[n->at];
	if (row->at != u->at || !cm_str_eq(row->kind, u->kind) || !cm_str_eq(row->direction, u->direction) ||
	    !cm_str_eq(row->peer, u->peer) || !cm_str_eq(row->sp, u->sp))
		return false;
	n->at++;
	return true;
}

static bool
counts(void *ctx, const struct cm_usage *u)
{
	struct counting *n = ctx;

	return !is_left_out(n, u) && !cm_str_is(u->state, "rerated") && (!n->here || !cm_str_is(u->state, "received"));
}

/* A service is charged by it of which nobody knows the price. */
static bool
is_unpriced(const struct cm_case *c, const struct cm_bill *b, struct cm_str item)
{
	for (unsigned i = 0; i < b->nunpriced; i++) {
		const struct cm_service *s = cm_services_find(c->services, b->unpriced[i]);

		if (s && (cm_str_eq(s->bill_item, item) || cm_str_eq(s->items_bill_item, item)))
			return true;
	}
	return false;
}

/* *amount is 0 of what the month does not have, -1 of what nobody knows the price of. */
static enum cm_status
item_cost(struct cm_case *c, const struct cm_month *m, struct cm_str item, bool (*takes)(void *, const struct cm_usage *),
    void *ctx, int64_t *amount)
{
	struct cm_arena *a = cm_arena_new();
	struct cm_bill b = {.tell = NULL};
	enum cm_status st = cm_bill_reprice(c, m, takes, ctx, &b, a);

	*amount = st == CM_OK && is_unpriced(c, &b, item) ? -1 : 0;
	for (unsigned i = 0; st == CM_OK && i < b.n; i++)
		if (cm_str_eq(b.items[i].item, item))
			*amount = b.items[i].amount;
	cm_arena_free(a);
	return st;
}

enum cm_status
cm_bill_item_cost(struct cm_case *c, const struct cm_month *m, struct cm_str item,
    bool (*takes)(void *, const struct cm_usage *), void *ctx, int64_t *amount)
{
	enum cm_status st = item_cost(c, m, item, takes, ctx, amount);

	if (*amount == -1)
		*amount = 0;
	return st;
}

enum cm_status
cm_bill_expected(struct cm_case *c, const struct cm_month *m, struct cm_str item, int64_t *amount)
{
	return item_cost(c, m, item, counts, &(struct counting){NULL, 0, false}, amount);
}

enum cm_status
cm_bill_use_cost(struct cm_case *c, const struct cm_month *m, struct cm_str item, const struct cm_one_way *use, bool here,
    int64_t *fen)
{
	int64_t with = 0, without = 0;
	enum cm_status st = cm_bill_item_cost(c, m, item, counts, &(struct counting){NULL, 0, here}, &with);

	if (st == CM_OK)
		st = cm_bill_item_cost(c, m, item, counts, &(struct counting){use, 0, here}, &without);
	*fen = with - without;
	return st;
}
