/*
 * New and present PINs: the facts that policies/pin.yaml decides by, hashing, comparing, counting. Called by every flow
 * that sets or asks for a PIN. Nothing here decides; nothing here may show a digit to anybody.
 */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/ident.h"
#include "flow/pin.h"

#include "base/banned.h"

/* ---- new PINs ---- */

const char *const cm_new_pin_names[] = {"msisdn", "id_no", "pin", "new_pin", "new_pin_digits", "new_pin_run",
    "new_pin_sequence", "new_pin_document_tail", "new_pin_number_tail", "new_pin_common", "new_pin_same", "common_pins",
    "pin_length", "pin_hash_cost", NULL};

/* The count of its digits; 0 when something else is among them. */
static int64_t
digits(struct cm_str pin)
{
	for (size_t i = 0; i < pin.n; i++)
		if (pin.p[i] < '0' || pin.p[i] > '9')
			return 0;
	return (int64_t)pin.n;
}

/* The longest stretch in which each digit is the one before plus step. 9 is not followed by 0. */
static int64_t
longest(struct cm_str pin, int step)
{
	int64_t run = pin.n > 0, best = run;

	for (size_t i = 1; i < pin.n; i++) {
		run = pin.p[i] - pin.p[i - 1] == step ? run + 1 : 1;
		if (run > best)
			best = run;
	}
	return best;
}

static int64_t
longest_sequence(struct cm_str pin)
{
	int64_t up = longest(pin, 1), down = longest(pin, -1);

	return up > down ? up : down;
}

/* As many of the number's last digits as the PIN has: for six digits the deck's last six. A final X is left out. */
static bool
ends(struct cm_str number, struct cm_str pin)
{
	char tail[CM_PIN_LONGEST + 1];
	bool same;

	if (pin.n == 0 || pin.n > CM_PIN_LONGEST || !cm_tail_digits(number, pin.n, tail))
		return false;
	same = memcmp(tail, pin.p, pin.n) == 0;
	cm_wipe(tail, sizeof tail);
	return same;
}

/* In a list whose elements stand between commas or blanks. */
static bool
listed(struct cm_str list, struct cm_str pin)
{
	const char *p = list.p, *end = list.p + list.n, *from;

	while (p < end) {
		for (; p < end && (*p == ',' || *p == ' '); p++)
			;
		for (from = p; p < end && *p != ',' && *p != ' '; p++)
			;
		if (cm_str_eq((struct cm_str){from, (size_t)(p - from)}, pin))
			return true;
	}
	return false;
}

/* The record's, or the one that was made for it. */
static struct cm_str
new_pin(const struct cm_case *c)
{
	return c->made_pin[0] ? cm_str(c->made_pin) : cm_name_get_text(c, "new_pin");
}

void
cm_new_pin_facts(struct cm_case *c)
{
	struct cm_str pin = new_pin(c), present = cm_name_get_text(c, "pin");

	if (!pin.n)
		return;
	cm_name_text(c, "new_pin", pin);
	cm_name_int(c, "new_pin_digits", digits(pin));
	cm_name_int(c, "new_pin_run", longest(pin, 0));
	cm_name_int(c, "new_pin_sequence", longest_sequence(pin));
	cm_name_bool(c, "new_pin_document_tail", ends(cm_name_get_text(c, "id_no"), pin));
	cm_name_bool(c, "new_pin_number_tail", ends(cm_name_get_text(c, "msisdn"), pin));
	cm_name_bool(c, "new_pin_common", listed(cm_name_get_text(c, "common_pins"), pin));
	/* With what the customer says the present one is: if that is wrong, pin.wrong speaks, and nothing is told. */
	cm_name_bool(c, "new_pin_same", cm_str_eq(pin, present));
}

void
cm_new_pin_document(struct cm_case *c, struct cm_str id_no)
{
	struct cm_str pin = new_pin(c);

	if (pin.n && ends(id_no, pin))
		cm_name_bool(c, "new_pin_document_tail", true);
}

/* Digits from the system's source, each as likely as the others: a byte of 250 and more would favour the low ones. */
static bool
random_digits(char *out, int64_t n)
{
	unsigned char byte;

	for (int64_t i = 0; i < n;) {
		if (getrandom(&byte, 1, 0) != 1) {
			if (errno == EINTR)
				continue;
			return false;
		}
		if (byte < 250)
			out[i++] = (char)('0' + byte % 10);
	}
	out[n] = 0;
	return true;
}

#define MAKE_TRIES 1000 /* the deck's rules let nine of ten through */

enum cm_status
cm_new_pin_make(struct cm_case *c, const char *gate, struct cm_str id_no)
{
	const struct cm_gate *g = cm_policy_gate(c->policy, gate);
	size_t nfacts = c->policy->vocabulary->n;
	int64_t length = cm_name_get_int(c, "pin_length");
	struct cm_case try = *c;
	struct cm_decision d;

	try.facts = cm_arena_alloc(c->arena, nfacts * sizeof *try.facts);
	for (int i = 0; g && length > 0 && length <= CM_PIN_LONGEST && i < MAKE_TRIES; i++) {
		memcpy(try.facts, c->facts, nfacts * sizeof *try.facts);
		if (!random_digits(try.made_pin, length))
			return cm_fail(
			    c->diag, CM_IO, "pin.random", "the system gives no random bytes: %s", strerror(errno));
		cm_new_pin_facts(&try);
		cm_new_pin_document(&try, id_no);
		cm_policy_decide(c->policy, g, try.facts, NULL, 0, &d, c->arena);
		if (d.verdict != CM_ALLOW)
			continue;
		memcpy(c->made_pin, try.made_pin, sizeof c->made_pin);
		cm_wipe(try.made_pin, sizeof try.made_pin);
		return CM_OK;
	}
	return cm_fail(c->diag, CM_CONFIG, "pin.generate", "the policy leaves no PIN to be made");
}

enum cm_status
cm_new_pin_hash(struct cm_case *c, int part, int64_t line, char out[128])
{
	int cost = (int)cm_name_get_int(c, "pin_hash_cost");

	return cm_pin_hash(c->store, part, line, new_pin(c), cost, out);
}

enum cm_status
cm_new_pin_set(struct cm_case *c, const char *hash)
{
	struct cm_pin pin;
	enum cm_status st = cm_pin_get(c->store, c->op.part, c->op.line, &pin, c->arena, c->diag);

	if (st != CM_OK)
		return st;
	pin = (struct cm_pin){.hash = cm_str(hash), .set_at = c->now, .version = pin.version};
	return cm_pin_put(c->store, c->op.part, c->op.line, &pin, c->diag);
}

/* ---- the present PIN ---- */

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
