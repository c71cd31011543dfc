#ifndef CM_FLOW_ORDER_H
#define CM_FLOW_ORDER_H

#include "domain/past.h"
#include "flow/flow.h"
#include "flow/sheet.h"
#include "policy/forms.h"

/*
 * An order as its form needs it: private to order.c (what is known of it) and order_sheet.c (what is said of that).
 * Everything lives in the case's arena.
 */
#define CM_ORDER_OWNERS 8

struct cm_order_change { /* of a fact of the line */
	bool here; /* by this order */
	int64_t later; /* seq of the first order behind it that did; 0: none */
	struct cm_value was; /* before the first of these; of a person masked; unknown, too, if there was nothing */
};

struct cm_order {
	struct cm_case *c;
	const struct cm_operation *op;
	const struct cm_forms *forms;
	const struct cm_offers *offers;
	const struct cm_transitions *transitions;
	const struct cm_services *services;
	const struct cm_forms_kind *kind;
	const char *id;
	bool english;

	struct cm_record answer; /* as it is stored */
	const struct cm_field *changes; /* {"plan":["old","new"],…}; NULL: none */
	struct cm_value *facts; /* by slot: what the order says, or else its line */
	bool *of_line; /* by slot: only the line says so */
	struct cm_line line;
	bool has_line;
	struct cm_order_change *changed; /* by slot */
	struct cm_owner owners[CM_ORDER_OWNERS]; /* who gave the line away by this order or a later one, oldest first */
	unsigned nowners;
};

/* What is known of an order that was done, its kind known. */
enum cm_status cm_order_know(struct cm_order *);
/* A stored value as a value of the fact; unknown when it is none. */
struct cm_value cm_order_value(const struct cm_order *, int slot, const struct cm_field *);
/* What the row has of a person is masked: the same text whole, when it may be shown and it is known whose it is. */
struct cm_str cm_order_whole(const struct cm_order *, int slot, bool after, struct cm_str masked);
/*
 * The form. *missing gets the ids of facts that it must name and that are not known, with ", " between; none: it is
 * whole.
 */
enum cm_status cm_order_sheet(struct cm_order *, struct cm_sheet *, struct cm_str *missing);

#endif
