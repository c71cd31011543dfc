/*
 * The present PIN of a line, or of another one that must agree: the facts that policies/pin.yaml decides by, comparing,
 * counting. Called by every flow that lets a PIN be proved. Nothing here decides; nothing here may show a digit to anybody.
 */
#include "flow/pin.h"

#include "base/banned.h"

const char *const cm_pin_names[] = {"msisdn", "pin", "pin_given", "pin_set", "pin_locked", "pin_locked_until",
    "pin_checked", "pin_matches", "pin_tries_left", "pin_tries_max", "pin_lock_minutes", NULL};
const char *const cm_member_pin_names[] = {"member", "member_pin", "member_pin_given", "member_pin_set",
    "member_pin_locked", "member_pin_locked_until", "member_pin_checked", "member_pin_matches", "member_pin_tries_left",
    "pin_tries_max", "pin_lock_minutes", NULL};

/* Places in such a list. */
enum {
	NUMBER,
	PIN,
	GIVEN,
	SET,
	LOCKED,
	LOCKED_UNTIL,
	CHECKED,
	MATCHES,
	TRIES_LEFT
};

struct cm_present_pin {
	struct cm_present_pin *next; /* of the record's other line */
	const char *const *names;
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

static struct cm_present_pin *
pin_of(struct cm_case *c, const char *const *names)
{
	struct cm_present_pin *p = c->present;

	while (p && p->names != names)
		p = p->next;
	if (!p) {
		p = cm_arena_alloc(c->arena, sizeof *p);
		p->names = names;
		p->next = c->present;
		c->present = p;
	}
	return p;
}

static enum cm_status
peek(struct cm_case *c, const char *const *names)
{
	struct cm_present_pin *p;
	struct cm_account account;
	enum cm_status st;

	if (c->dry || !cm_name_known(c, names[PIN]))
		return CM_OK;
	st = cm_account_of_number(c->store, cm_name_get_text(c, names[NUMBER]), &account, c->diag);
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	p = pin_of(c, names);
	p->part = account.part;
	p->line = account.line;
	return cm_pin_get(c->store, p->part, p->line, &p->row, c->arena, c->diag);
}

enum cm_status
cm_pin_peek(struct cm_case *c)
{
	return peek(c, cm_pin_names);
}

enum cm_status
cm_member_pin_peek(struct cm_case *c)
{
	enum cm_status st = peek(c, cm_pin_names);

	return st == CM_OK ? peek(c, cm_member_pin_names) : st;
}

static void
compare(struct cm_case *c, struct cm_present_pin *p)
{
	p->matches = cm_pin_matches(c->store, p->part, p->line, cm_name_get_text(c, p->names[PIN]), p->row.hash);
	p->compared = true;
}

enum cm_status
cm_pin_prepare(struct cm_case *c)
{
	for (struct cm_present_pin *p = c->present; p; p = p->next)
		if (may_compare(c, &p->row))
			compare(c, p);
	return CM_OK;
}

/* What was compared is known by its hash: every PIN that is set gets a salt of its own. */
static enum cm_status
look_again(struct cm_case *c, struct cm_present_pin *p, const struct cm_account *a)
{
	struct cm_pin now;
	enum cm_status st = cm_pin_get(c->store, a->part, a->line, &now, c->arena, c->diag);

	if (st != CM_OK)
		return st;
	if (p->part != a->part || p->line != a->line || !cm_str_eq(p->row.hash, now.hash))
		p->compared = false;
	p->part = a->part;
	p->line = a->line;
	p->row = now;
	return CM_OK;
}

static void
set_facts(struct cm_case *c, const struct cm_present_pin *p)
{
	cm_name_bool(c, p->names[SET], p->row.hash.n > 0);
	cm_name_bool(c, p->names[LOCKED], is_locked(c, &p->row));
	if (is_locked(c, &p->row))
		cm_name_time(c, p->names[LOCKED_UNTIL], p->row.locked_until);
	cm_name_bool(c, p->names[CHECKED], p->told);
	if (p->told) {
		int64_t left = cm_name_get_int(c, "pin_tries_max") - p->row.tries - 1;

		cm_name_bool(c, p->names[MATCHES], p->matches);
		cm_name_int(c, p->names[TRIES_LEFT], left > 0 ? left : 0);
	}
}

static enum cm_status
gather(struct cm_case *c, const char *const *names, const struct cm_account *a)
{
	struct cm_present_pin *p;
	enum cm_status st;

	cm_name_bool(c, names[GIVEN], cm_name_known(c, names[PIN]));
	if (!cm_name_known(c, names[PIN]) || !a)
		return CM_OK;
	p = pin_of(c, names);
	st = look_again(c, p, a);
	if (st != CM_OK)
		return st;
	p->told = may_compare(c, &p->row);
	if (p->told && !p->compared)
		compare(c, p);
	set_facts(c, p);
	return CM_OK;
}

enum cm_status
cm_pin_gather(struct cm_case *c)
{
	return gather(c, cm_pin_names, c->has_account ? &c->account : NULL);
}

enum cm_status
cm_member_pin_gather(struct cm_case *c, const struct cm_account *member)
{
	return gather(c, cm_member_pin_names, member);
}

/*
 * A wrong try adds one and, from the policy's number on, locks; the count stays when the lock runs out, so that the
 * next wrong one locks again. A right one clears both, and writes nothing when there was nothing to clear.
 */
static enum cm_status
count(struct cm_case *c, struct cm_present_pin *p, bool *counted)
{
	enum cm_status st;

	if (!p->told || (p->matches && p->row.tries == 0 && p->row.locked_until == 0))
		return CM_OK;
	*counted = true;
	p->row.tries = p->matches ? 0 : p->row.tries + 1;
	p->row.locked_until = 0;
	if (p->row.tries >= cm_name_get_int(c, "pin_tries_max") && !p->matches)
		p->row.locked_until = c->now + 60 * cm_name_get_int(c, "pin_lock_minutes");
	st = cm_pin_put(c->store, p->part, p->line, &p->row, c->diag);
	p->row.version++;
	return st;
}

enum cm_status
cm_pin_count(struct cm_case *c, bool *counted)
{
	enum cm_status st = CM_OK;

	*counted = false;
	for (struct cm_present_pin *p = c->present; st == CM_OK && p; p = p->next)
		st = count(c, p, counted);
	return st;
}
