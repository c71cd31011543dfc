#ifndef CM_DOMAIN_FAMILY_H
#define CM_DOMAIN_FAMILY_H

#include "domain/line.h"

/*
 * Family groups (rows S57-S62). A group is its main line; a line has a row for each time that it was asked into one, in
 * its own part, and the main line has a row of its own group. Rows stay when they have ended: who was in it on a day of
 * last month says which minutes were free. A line has one row at most that is open: pending or active.
 */
struct cm_family {
	int part; /* whose row it is */
	int64_t line;
	int64_t since; /* instant of the order */
	int64_t seq; /* of the main line's operation that asked it in */
	int group_part; /* the main line */
	int64_t group_line;
	struct cm_str offer;
	struct cm_str state; /* pending (a consent is awaited), active, terminated */
	int64_t effective; /* instant from which it holds; 0: not known */
	int64_t until; /* pending: when the wait is over; terminated: when it ended; active: 0 */
};
struct cm_families {
	struct cm_family *rows;
	unsigned n;
};

bool cm_family_is_main(const struct cm_family *);
bool cm_family_is_open(const struct cm_family *);
/* Whether the line is in the group at an instant: an ended row was from effective until it ended. */
bool cm_family_holds(const struct cm_family *, int64_t at);
/* Of a line's rows: the one by which it is in a group at an instant; the one that is open. NULL: none. */
const struct cm_family *cm_family_at(const struct cm_families *, int64_t at);
struct cm_family *cm_family_open(const struct cm_families *);

/* All rows of a line, by since and seq; in the arena. */
enum cm_status cm_families_of(
    struct cm_store *, int part, int64_t line, struct cm_families *, struct cm_arena *, struct cm_diag *);
/* All rows that lines ever had in the group of a main line, its own too, which is the first of an order: by since and seq. */
enum cm_status cm_families_of_group(
    struct cm_store *, int group_part, int64_t group_line, struct cm_families *, struct cm_arena *, struct cm_diag *);

/* A row, and the way from the main line to it. CM_CONFLICT: it is there. */
enum cm_status cm_family_add(struct cm_store *, const struct cm_family *, struct cm_diag *);
/* Consent, or the end: the row becomes active or terminated. CM_CONFLICT: it has ended already. */
enum cm_status cm_family_activate(struct cm_store *, struct cm_family *, int64_t effective, struct cm_diag *);
enum cm_status cm_family_end(struct cm_store *, struct cm_family *, int64_t at, struct cm_diag *);

#endif
