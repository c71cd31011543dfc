#ifndef CM_FLOW_SHEET_H
#define CM_FLOW_SHEET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"

/*
 * An order's form, filled in: what stands on the paper, top to bottom, in the customer's language, masked as it may be
 * seen. It knows nothing of columns, fonts and pages; what prints it (cmd/print_text.c, cmd/paper.c) knows nothing else.
 * Texts live in the record's arena.
 */
enum cm_sheet_kind {
	CM_SHEET_SECTION, /* text[0]: its title */
	CM_SHEET_PAIR, /* a label and its value */
	CM_SHEET_HEAD, /* of a table: three headings */
	CM_SHEET_ROW, /* three cells; an empty one has nothing in it */
	CM_SHEET_TEXT, /* a paragraph */
	CM_SHEET_PLACE /* a label, and what was done about it; empty: room for a signature or a stamp */
};

struct cm_sheet_item {
	enum cm_sheet_kind kind;
	struct cm_str text[3];
};

struct cm_sheet {
	struct cm_str title, kind; /* of the form, and of the order: 业务受理单, 入网 */
	struct cm_str id_label, id; /* 受理单号, 2dk */
	int64_t at; /* when the order was taken */
	const struct cm_sheet_item *items;
	unsigned n;
};

/* What forms are made of and where they go, when they are wanted; lasts for the run. */
struct cm_case;
struct cm_printing {
	const struct cm_forms *forms;
	const struct cm_offers *offers;
	const struct cm_transitions *transitions;
	const struct cm_services *services;
	enum cm_status (*print)(struct cm_case *, const struct cm_sheet *);
	void *ctx; /* print's own */
};

#endif
