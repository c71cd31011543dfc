#ifndef CM_FLOW_SHOW_H
#define CM_FLOW_SHOW_H

#include "flow/flow.h"

/*
 * Private to cm-show: show.c (what is asked about, and rows), line.c, order.c, ticket.c. A row is a kind, an item, mostly
 * a value, and what else its kind has.
 */

/* A row is begun, gets what it has by cm_out_…(), and leaves by c->emit(). */
void cm_show_begin(struct cm_case *, const char *kind, struct cm_str item);
/* Whole rows. An empty text makes none. */
enum cm_status cm_show_text(struct cm_case *, const char *kind, const char *item, struct cm_str value);
enum cm_status cm_show_int(struct cm_case *, const char *kind, const char *item, int64_t value);
enum cm_status cm_show_money(struct cm_case *, const char *kind, const char *item, int64_t fen);
enum cm_status cm_show_day(struct cm_case *, const char *kind, const char *item, int32_t day);
enum cm_status cm_show_time(struct cm_case *, const char *kind, const char *item, int64_t at);
/* Of a fact that facts.yaml calls identity, its mask, unless personal data is to be whole. */
struct cm_str cm_show_masked(struct cm_case *, const char *fact, struct cm_str text);

/* What is text in a line, by the names of its facts. */
struct cm_line_text {
	const char *fact;
	struct cm_str value; /* empty: unknown */
};
#define CM_LINE_TEXTS 13
void cm_line_texts(const struct cm_line *, struct cm_line_text out[CM_LINE_TEXTS]);

extern const char *const cm_show_names[]; /* for helpers */
enum cm_status cm_show_line(struct cm_case *); /* of c->account */
enum cm_status cm_show_order(struct cm_case *, const struct cm_operation *);
struct cm_ticket;
enum cm_status cm_show_ticket(struct cm_case *, const struct cm_ticket *);
enum cm_status cm_show_tickets(struct cm_case *); /* of c->account, a row each */

#endif
