/*
 * New PINs: the facts that policies/pin.yaml decides by, making, hashing, setting. Called by every flow that sets one.
 * Nothing here decides; nothing here may show a digit to anybody.
 */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/ident.h"
#include "flow/pin.h"

#include "base/banned.h"

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
	return c->handed[0] ? cm_str(c->handed) : cm_name_get_text(c, "new_pin");
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
		if (!random_digits(try.handed, length))
			return cm_fail(
			    c->diag, CM_IO, "pin.random", "the system gives no random bytes: %s", strerror(errno));
		cm_new_pin_facts(&try);
		cm_new_pin_document(&try, id_no);
		cm_policy_decide(c->policy, g, try.facts, NULL, 0, &d, c->arena);
		if (d.verdict != CM_ALLOW)
			continue;
		memcpy(c->handed, try.handed, sizeof c->handed);
		c->handed_field = "new_pin";
		cm_wipe(try.handed, sizeof try.handed);
		return CM_OK;
	}
	return cm_fail(c->diag, CM_CONFIG, "pin.generate", "the policy leaves no PIN to be made");
}

/* ---- its way to the line ---- */

struct cm_new_pin {
	int part;
	int64_t line; /* whose it will be, as it looked before the lock */
	char hash[128]; /* empty: not made yet */
};

void
cm_new_pin_for(struct cm_case *c, int part, int64_t line)
{
	if (!c->new_pin)
		c->new_pin = cm_arena_alloc(c->arena, sizeof *c->new_pin);
	*c->new_pin = (struct cm_new_pin){.part = part, .line = line};
}

enum cm_status
cm_new_pin_peek(struct cm_case *c)
{
	struct cm_account account;
	enum cm_status st;

	if (!c->hands_out && !cm_name_known(c, "new_pin"))
		return CM_OK;
	st = cm_account_of_number(c->store, cm_name_get_text(c, "msisdn"), &account, c->diag);
	if (st == CM_OK)
		cm_new_pin_for(c, account.part, account.line);
	return st == CM_END ? CM_OK : st;
}

static enum cm_status
hash(struct cm_case *c)
{
	struct cm_new_pin *p = c->new_pin;

	return cm_pin_hash(c->store, p->part, p->line, new_pin(c), (int)cm_name_get_int(c, "pin_hash_cost"), p->hash);
}

enum cm_status
cm_new_pin_prepare(struct cm_case *c)
{
	return c->new_pin && new_pin(c).n ? hash(c) : CM_OK;
}

static enum cm_status
set(struct cm_case *c, const char *hash)
{
	struct cm_pin pin;
	enum cm_status st = cm_pin_get(c->store, c->op.part, c->op.line, &pin, c->arena, c->diag);

	if (st != CM_OK)
		return st;
	if (c->account.last_seq > 0) /* not the one that a new line begins with */
		cm_change_note(c, "pin_set", pin.hash.n ? CM_STR("true") : CM_STR("false"), CM_STR("true"));
	pin = (struct cm_pin){.hash = cm_str(hash), .set_at = c->now, .version = pin.version};
	return cm_pin_put(c->store, c->op.part, c->op.line, &pin, c->diag);
}

enum cm_status
cm_new_pin_apply(struct cm_case *c)
{
	enum cm_status st;

	if (!c->new_pin || !c->new_pin->hash[0] || c->new_pin->part != c->op.part || c->new_pin->line != c->op.line) {
		cm_new_pin_for(c, c->op.part, c->op.line);
		st = hash(c);
		if (st != CM_OK)
			return cm_fail(c->diag, st, "pin.hash", "crypt(3) cannot hash at the cost of pin_hash_cost");
	}
	return set(c, c->new_pin->hash);
}
