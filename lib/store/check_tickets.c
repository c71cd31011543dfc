/* Part of cm-store check: tickets against their orders, their names, what became of them, and themselves. */
#include <inttypes.h>

#include "store/check.h"
#include "store/directory.h"

#include "base/banned.h"

static void
finding(struct cm_check *c, int64_t part, int64_t ticket, const char *what)
{
	char id[20];

	cm_id_make(id, (int)part, ticket);
	cm_check_finding(c, "store.ticket", "ticket %s %s", id, what);
}

/* Part, ticket, line, outside id, problem. */
static enum cm_status
name_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	struct cm_check *c = ctx;
	struct cm_name name;
	struct cm_cell there;
	int64_t first;
	int part;

	(void)n;
	if (r[3].s.n && r[2].i == 0 && cm_part_of_name(r[3].s) != r[0].i)
		finding(c, r[0].i, r[1].i, "lies in another part than its outside id says");
	if (r[3].s.n &&
	    (cm_directory_get(c->store, CM_NAME_TICKET, r[3].s, &name, c->diag) != CM_OK || name.state != CM_NAME_IN_USE ||
		name.part != r[0].i || name.line != r[1].i))
		finding(c, r[0].i, r[1].i, "has an outside id, and the directory says otherwise");
	if (r[4].s.n &&
	    (!cm_id_parse(r[4].s, &part, &first) ||
		cm_db_row(c->db, Q_CHECK_TICKET, (struct cm_cell[]){CM_INT(part), CM_INT(first)}, 2, &there, 1, NULL, c->diag) !=
		    CM_OK))
		finding(c, r[0].i, r[1].i, "stands for a problem that is no ticket");
	return CM_OK;
}

/* An outside id of the directory; part and ticket that it leads to, and that one's outside id. */
static enum cm_status
directory_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	(void)n;
	if (!cm_str_eq(r[0].s, r[3].s))
		finding(ctx, r[1].i, r[2].i, "does not have the outside id that leads to it");
	return CM_OK;
}

static enum cm_status
wrong_row(void *ctx, const struct cm_cell *r, unsigned n)
{
	static const char *const wrong[] = {"is wrong", "was opened by an order that did not do it", "is of a line that is not there",
	    "contradicts itself", "has an event that does not follow the one before it", "is not as its last event left it",
	    "counts more or fewer deadlines than its events"};

	(void)n;
	finding(ctx, r[0].i, r[1].i, wrong[r[2].i >= 1 && r[2].i <= 6 ? r[2].i : 0]);
	return CM_OK;
}

enum cm_status
cm_check_tickets(struct cm_check *c)
{
	enum cm_status st = cm_db_rows(c->db, Q_CHECK_TICKET_NAMES, NULL, 0, name_row, c, c->diag);

	if (st == CM_OK)
		st = cm_db_rows(c->db, Q_CHECK_TICKETS_OF_NAMES, NULL, 0, directory_row, c, c->diag);
	return st == CM_OK ? cm_db_rows(c->db, Q_CHECK_TICKETS, NULL, 0, wrong_row, c, c->diag) : st;
}
