/* Names: numbers, SIMs, packs and outside tickets, unique in the whole store. */
#include "store/directory.h"

#include "base/banned.h"

enum cm_status
cm_directory_get(
    struct cm_store *s, enum cm_kind_of_name kind, struct cm_str name, struct cm_name *out, struct cm_diag *d)
{
	struct cm_cell c[4];
	enum cm_status st = cm_db_row(cm_store_db(s), Q_DIRECTORY_GET,
	    (struct cm_cell[]){CM_INT(cm_part_of_name(name)), CM_INT(kind), CM_TEXT(name)}, 3, c, 4, NULL, d);

	return st == CM_OK ? cm_name_of_cells(c, out, d) : st;
}

enum cm_status
cm_name_of_cells(const struct cm_cell c[4], struct cm_name *out, struct cm_diag *d)
{
	if (c[0].i < CM_NAME_FREE || c[0].i > CM_NAME_DEAD || c[1].i < 0 || c[1].i >= CM_PARTS || c[2].i < 0)
		return cm_fail(d, CM_NOSTORE, "store.damaged", "a name in the directory has a value out of its range");
	*out =
	    (struct cm_name){.state = (enum cm_name_state)c[0].i, .part = (int)c[1].i, .line = c[2].i, .until = c[3].i};
	return CM_OK;
}

enum cm_status
cm_directory_add(
    struct cm_store *s, enum cm_kind_of_name kind, struct cm_str name, const struct cm_name *n, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_DIRECTORY_ADD,
	    (struct cm_cell[]){CM_INT(cm_part_of_name(name)), CM_INT(kind), CM_TEXT(name), CM_INT(n->state),
		CM_INT(n->part), CM_INT(n->line), CM_INT(n->until)},
	    7, NULL, d);
}

enum cm_status
cm_directory_move(struct cm_store *s, enum cm_kind_of_name kind, struct cm_str name, const struct cm_name *from,
    const struct cm_name *to, struct cm_diag *d)
{
	int64_t changed;
	enum cm_status st = cm_db_run(cm_store_db(s), Q_DIRECTORY_MOVE,
	    (struct cm_cell[]){CM_INT(to->state), CM_INT(to->part), CM_INT(to->line), CM_INT(to->until),
		CM_INT(cm_part_of_name(name)), CM_INT(kind), CM_TEXT(name), CM_INT(from->state), CM_INT(from->part),
		CM_INT(from->line), CM_INT(from->until)},
	    11, &changed, d);

	if (st == CM_OK && changed != 1)
		return cm_fail(d, CM_CONFLICT, "store.conflict", "%.*s is no longer as it was seen",
		    (int)(name.n < 100 ? name.n : 100), name.p);
	return st;
}
