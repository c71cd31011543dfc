/*
 * The present PIN: the facts that policies/pin.yaml decides by, comparing, counting. Called by every flow that lets a PIN
 * be proved. Nothing here decides; nothing here may show a digit to anybody.
 */
#include "flow/pin.h"

#include "base/banned.h"

const char *const cm_pin_names[] = {"msisdn", "pin", "pin_given", "pin_set", "pin_locked", "pin_locked_until",
    "pin_checked", "pin_matches", "pin_tries_left", "pin_tries_max", "pin_lock_minutes", NULL};

struct cm_present_pin {
	int part;
	int64_t line;
	struct cm_pin row; /* as it was read last; hash empty: none was ever set */
	bool compared, matches; /* with row.hash */
	bool told; /* gather() let the outcome out: it counts */
};

static bool
is_locked(const struct cm_case *c, const struct cm_pin *p)
{
	return p->locked_until > c->now;
}

static bool
may_compare(const struct cm_case *c, const struct cm_pin *p)
{
	return !c->dry && p->hash.n > 0 && !is_locked(c, p);
}

enum cm_status
cm_pin_peek(struct cm_case *c)
{
	struct cm_present_pin *p;
	struct cm_account account;
	enum cm_status st;

	if (c->dry || !cm_name_known(c, "pin"))
		return CM_OK;
	st = cm_account_of_number(c->store, cm_name_get_text(c, "msisdn"), &account, c->diag);
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	p = cm_arena_alloc(c->arena, sizeof *p);
	p->part = account.part;
	p->line = account.line;
	c->present = p;
	return cm_pin_get(c->store, p->part, p->line, &p->row, c->arena, c->diag);
}

static void
compare(struct cm_case *c, struct cm_present_pin *p)
{
	p->matches = cm_pin_matches(c->store, p->part, p->line, cm_name_get_text(c, "pin"), p->row.hash);
	p->compared = true;
}

enum cm_status
cm_pin_prepare(struct cm_case *c)
{
	if (c->present && may_compare(c, &c->present->row))
		compare(c, c->present);
	return CM_OK;
}

/* What was compared is known by its hash: every PIN that is set gets a salt of its own. */
static enum cm_status
look_again(struct cm_case *c, struct cm_present_pin *p)
{
	struct cm_pin now;
	enum cm_status st = cm_pin_get(c->store, c->account.part, c->account.line, &now, c->arena, c->diag);

	if (st != CM_OK)
		return st;
	if (p->part != c->account.part || p->line != c->account.line || !cm_str_eq(p->row.hash, now.hash))
		p->compared = false;
	p->part = c->account.part;
	p->line = c->account.line;
	p->row = now;
	return CM_OK;
}

static void
set_facts(struct cm_case *c, const struct cm_present_pin *p)
{
	cm_name_bool(c, "pin_set", p->row.hash.n > 0);
	cm_name_bool(c, "pin_locked", is_locked(c, &p->row));
	if (is_locked(c, &p->row))
		cm_name_time(c, "pin_locked_until", p->row.locked_until);
	cm_name_bool(c, "pin_checked", p->told);
	if (p->told) {
		int64_t left = cm_name_get_int(c, "pin_tries_max") - p->row.tries - 1;

		cm_name_bool(c, "pin_matches", p->matches);
		cm_name_int(c, "pin_tries_left", left > 0 ? left : 0);
	}
}

enum cm_status
cm_pin_gather(struct cm_case *c)
{
	enum cm_status st;

	cm_name_bool(c, "pin_given", cm_name_known(c, "pin"));
	if (!cm_name_known(c, "pin") || !c->has_account)
		return CM_OK;
	if (!c->present)
		c->present = cm_arena_alloc(c->arena, sizeof *c->present);
	st = look_again(c, c->present);
	if (st != CM_OK)
		return st;
	c->present->told = may_compare(c, &c->present->row);
	if (c->present->told && !c->present->compared)
		compare(c, c->present);
	set_facts(c, c->present);
	return CM_OK;
}

/*
 * A wrong try adds one and, from the policy's number on, locks; the count stays when the lock runs out, so that the
 * next wrong one locks again. A right one clears both, and writes nothing when there was nothing to clear.
 */
enum cm_status
cm_pin_count(struct cm_case *c, bool *counted)
{
	struct cm_present_pin *p = c->present;
	enum cm_status st;

	*counted = p && p->told && (!p->matches || p->row.tries > 0 || p->row.locked_until > 0);
	if (!*counted)
		return CM_OK;
	p->row.tries = p->matches ? 0 : p->row.tries + 1;
	p->row.locked_until = 0;
	if (p->row.tries >= cm_name_get_int(c, "pin_tries_max") && !p->matches)
		p->row.locked_until = c->now + 60 * cm_name_get_int(c, "pin_lock_minutes");
	st = cm_pin_put(c->store, p->part, p->line, &p->row, c->diag);
	p->row.version++;
	return st;
}
