/* The comparison of identities that all flows share. Called by gather(). */
#include "base/date.h"
#include "flow/identity.h"

#include "base/banned.h"

const char *const cm_identity_names[] = {"id_no", "today", "document_on_file", "id_no_matches", NULL};

static char
upper(char ch)
{
	return ch == 'x' ? 'X' : ch;
}

static bool
equal(struct cm_str a, struct cm_str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (upper(a.p[i]) != upper(b.p[i]))
			return false;
	return true;
}

/* The new number put the century before the year and a check digit at the end. */
static bool
grown_from(struct cm_str new_no, struct cm_str old_no)
{
	return new_no.n == 18 && old_no.n == 15 && memcmp(new_no.p, old_no.p, 6) == 0 &&
	    memcmp(new_no.p + 6, "19", 2) == 0 && memcmp(new_no.p + 8, old_no.p + 6, 9) == 0;
}

/* The same number: x is X, and an old resident number of 15 digits is the new one of 18 that was made from it. */
static bool
same(struct cm_str a, struct cm_str b)
{
	return equal(a, b) || grown_from(a, b) || grown_from(b, a);
}

enum cm_status
cm_identity_owner(struct cm_case *c)
{
	struct cm_str shown = cm_name_get_text(c, "id_no");
	enum cm_status st;

	cm_name_day(c, "today", cm_time_day(c->now));
	if (!c->has_account)
		return CM_OK;
	st = cm_case_load_line(c);
	if (st != CM_OK)
		return st;
	cm_name_bool(c, "document_on_file", c->line.id_no.n > 0);
	if (shown.n && c->line.id_no.n)
		cm_name_bool(c, "id_no_matches", same(shown, c->line.id_no));
	return CM_OK;
}
