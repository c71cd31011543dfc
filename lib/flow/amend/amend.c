/*
 * cm-amend: the data of a line's owner change, the owner's standing does not (deck 1.7, rows S29, S31, S38a): credit
 * class, points, call records and the line's age stay. Who may change what is decided by policies/amend.yaml.
 */
#include "base/date.h"
#include "domain/past.h"
#include "flow/identity.h"
#include "flow/pin.h"

#include "base/banned.h"

enum { /* the first ones in the order of columns[] */
	NEW_NAME,
	NEW_ID_TYPE,
	NEW_ID_NO,
	NEW_CONTACT,
	NEW_ADDRESS,
	NCOLUMNS,
	MSISDN = NCOLUMNS,
	LINE_KNOWN,
	ID_NO,
	AGENT_ID_NO,
	CHANGES_COUNT,
	IDENTITY_CHANGES,
	PERSON_CHANGES,
	NEW_DOCUMENT_SHOWN
};

static const char *const facts[] = {"new_name", "new_id_type", "new_id_no", "new_contact", "new_address", "msisdn",
    "line_known", "id_no", "agent_id_no", "changes_count", "identity_changes", "person_changes", "new_document_shown",
    NULL};

static const char *const columns[] = {"name", "id_type", "id_no", "contact", "address"};

static struct cm_str *
column(struct cm_line *l, int i)
{
	struct cm_str *const at[] = {&l->name, &l->id_type, &l->id_no, &l->contact, &l->address};

	return at[i];
}

/* x is X, but the old number of 15 digits and the new one that was made from it are worth a change. */
static bool
differs(struct cm_case *c, int i)
{
	struct cm_str now = *column(&c->line, i), given = cm_get_text(c, i);

	if (!given.n || (i == NEW_ID_NO && now.n == given.n && cm_identity_same(now, given)))
		return false;
	return !cm_str_eq(now, given);
}

static bool
other_document(struct cm_case *c)
{
	struct cm_str new_no = cm_get_text(c, NEW_ID_NO);

	return new_no.n && c->line.id_no.n && !cm_identity_same(new_no, c->line.id_no);
}

/* Against what is on file: only for somebody who may change it, since the answer would tell others what that is. */
static void
compare(struct cm_case *c)
{
	struct cm_str new_no = cm_get_text(c, NEW_ID_NO);
	struct cm_str shown = cm_get_text(c, cm_known(c, AGENT_ID_NO) ? AGENT_ID_NO : ID_NO);
	bool other_name = differs(c, NEW_NAME) && c->line.name.n;
	int64_t n = 0;

	if (new_no.n && !cm_known(c, NEW_ID_TYPE)) /* another number of the same kind of document */
		cm_set_text(c, NEW_ID_TYPE, c->line.id_type);
	for (int i = 0; i < NCOLUMNS; i++)
		n += differs(c, i);
	cm_set_int(c, CHANGES_COUNT, n);
	cm_set_bool(c, IDENTITY_CHANGES, differs(c, NEW_NAME) || differs(c, NEW_ID_TYPE) || differs(c, NEW_ID_NO));
	cm_set_bool(c, PERSON_CHANGES, other_name && other_document(c));
	if (new_no.n && shown.n)
		cm_set_bool(c, NEW_DOCUMENT_SHOWN, cm_identity_same(new_no, shown));
}

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = cm_case_find_line(c, cm_get_text(c, MSISDN));

	if (st != CM_OK)
		return st;
	cm_set_bool(c, LINE_KNOWN, c->has_account);
	st = cm_identity_gather(c);
	if (st == CM_OK && c->has_line && cm_case_lets(c, "who"))
		compare(c);
	cm_identity_number(c, "new_id_type", "new_id_no", "new_id_no_check");
	return st;
}

static enum cm_status
apply(struct cm_case *c)
{
	struct cm_str changed[NCOLUMNS];
	unsigned n = 0;
	enum cm_status st = CM_OK;

	if (other_document(c))
		st = cm_owner_keep(c->store, &c->line, c->now, c->op.seq, c->diag);
	for (int i = 0; i < NCOLUMNS; i++)
		if (differs(c, i)) {
			changed[n++] = cm_str(columns[i]);
			cm_change_text(c, columns[i], column(&c->line, i), cm_get_text(c, i));
		}
	cm_out_list(c, "changed", changed, n);
	return st;
}

const struct cm_flow cm_flow_amend = {.policy = "amend",
    .gate = "amend",
    .facts = facts,
    .helpers = (const char *const *const[]){cm_identity_names, cm_pin_names, NULL},
    .peek = cm_pin_peek,
    .prepare = cm_pin_prepare,
    .gather = gather,
    .apply = apply};
