/*
 * The facts of identity that all flows share: the document against the owner's, the PIN, the agent, and proofs that an
 * order before this one gave. Called by gather(). Nothing here decides whether that is enough.
 */
#include "base/date.h"
#include "base/ident.h"
#include "domain/past.h"
#include "flow/identity.h"
#include "flow/pin.h"

#include "base/banned.h"

const char *const cm_identity_names[] = {"today", "id_type", "id_no", "id_no_check", "document_on_file", "id_no_matches",
    "verified_by", "proof_given", "proof_kind", "proof_minutes", "agent_id_type", "agent_id_no", "agent_id_no_check",
    "invoices", "receipt_months", "called_numbers", "called_count", "company_line", NULL};

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

bool
cm_identity_same(struct cm_str a, struct cm_str b)
{
	return equal(a, b) || grown_from(a, b) || grown_from(b, a);
}

void
cm_identity_number(struct cm_case *c, const char *type, const char *number, const char *check)
{
	static const char *const names[] = {[CM_IDNO_OK] = "ok", [CM_IDNO_SHAPE] = "shape", [CM_IDNO_DATE] = "date",
	    [CM_IDNO_CHECK] = "check"};
	struct cm_str kind = cm_name_get_text(c, type);
	int32_t born = CM_DAY_NONE;
	enum cm_idno found;

	if (!cm_name_known(c, number) || !(cm_str_is(kind, "resident_id") || cm_str_is(kind, "temp_id")))
		return;
	found = cm_idno_check(cm_name_get_text(c, number), &born);
	if (found == CM_IDNO_OK && born > cm_time_day(c->now)) /* nobody is born tomorrow */
		found = CM_IDNO_DATE;
	cm_name_text(c, check, cm_str(names[found]));
}

/* ---- a proof that an order gave ---- */

#define BY "identity.by-" /* rules that say how somebody was recognised begin so */

/* The kind in the first such rule: identity.by-owner -> owner. None: the order recognised nobody. */
static struct cm_str
kind_of_proof(struct cm_str rules)
{
	size_t n = sizeof BY - 1;

	for (size_t i = 0; i + n <= rules.n; i++) {
		if ((i > 0 && rules.p[i - 1] != ',') || memcmp(rules.p + i, BY, n) != 0)
			continue;
		struct cm_str kind = {rules.p + i + n, 0};
		while (i + n + kind.n < rules.n && kind.p[kind.n] != ',')
			kind.n++;
		return kind;
	}
	return (struct cm_str){0};
}

/* The order that one of them rested on itself, as its row says; "?" when the row does not say which. None: what it says
 * was seen for it. */
static struct cm_str
rests_on(struct cm_case *c, const struct cm_operation *op)
{
	const struct cm_field *by;
	struct cm_record facts;

	cm_record_init(&facts, c->arena);
	if (!cm_record_read_json(&facts, op->facts))
		return CM_STR("?");
	by = cm_record_find(&facts, CM_STR("verified_by"));
	if (by)
		return by->text;
	return cm_record_find(&facts, CM_STR("proof_kind")) ? CM_STR("?") : (struct cm_str){0};
}

static enum cm_status
last_owner(void *ctx, const struct cm_owner *was)
{
	*(int64_t *)ctx = was->seq;
	return CM_OK;
}

static bool
by_pin(struct cm_str kind)
{
	return kind.n >= 3 && memcmp(kind.p + kind.n - 3, "pin", 3) == 0; /* pin, sim-and-pin, user-and-pin */
}

/* Another owner, or another PIN, since then: whoever was seen is a stranger now. The order that gave the line away has
 * seen the next owner, too. */
static enum cm_status
still_holds(struct cm_case *c, const struct cm_operation *seen, struct cm_str kind, bool *holds)
{
	struct cm_pin pin;
	int64_t given_away = 0;
	enum cm_status st =
	    cm_owners_of(c->store, c->account.part, c->account.line, last_owner, &given_away, c->diag);

	if (st == CM_OK)
		st = cm_pin_get(c->store, c->account.part, c->account.line, &pin, c->arena, c->diag);
	if (st != CM_OK)
		return st;
	*holds = given_away <= seen->seq && !(by_pin(kind) && seen->at < pin.set_at);
	return CM_OK;
}

/*
 * The order `by` of the same line and operator, in which the customer was recognised: so one look at a document serves a
 * whole pipe. An order that rested on such an order leads back to the look itself, which must be minutes old. Anything
 * else proves nothing, and leaves *kind as it is.
 */
static enum cm_status
proved_by(struct cm_case *c, struct cm_str by, struct cm_str *kind)
{
	struct cm_operation op = {.seq = INT64_MAX};
	int64_t seq, age = 60 * cm_name_get_int(c, "proof_minutes");
	struct cm_str first = {0};
	bool holds = true;
	int part;
	enum cm_status st;

	if (!c->has_account)
		return CM_OK;
	while (by.n) {
		if (!cm_id_parse(by, &part, &seq) || part != c->account.part || seq >= op.seq)
			return CM_OK;
		st = cm_operation_get(c->store, part, seq, &op, c->arena, c->diag);
		if (st != CM_OK)
			return st == CM_END ? CM_OK : st;
		if (op.line != c->account.line || op.result != CM_R_DONE || !cm_str_is(op.user, c->env->user) ||
		    op.at > c->now || c->now - op.at > age)
			return CM_OK;
		if (!first.p)
			first = kind_of_proof(op.rules);
		if (!first.n)
			return CM_OK;
		by = rests_on(c, &op);
	}
	st = still_holds(c, &op, first, &holds);
	if (st == CM_OK && holds)
		*kind = first;
	return st;
}

#define STEPS 64 /* of a trail that is looked through */

/* verified_by=trail: the last order of the record's own trail that recognised the customer; none: none is named. */
static enum cm_status
proved_by_trail(struct cm_case *c, struct cm_str *by, struct cm_str *kind)
{
	const struct cm_field *trail = cm_record_find(c->record, CM_STR("trail")), *order;
	struct cm_field steps[STEPS], list;
	enum cm_status st = CM_OK;
	int n = 0;

	*by = (struct cm_str){0};
	if (trail && cm_is_json_list(trail->text)) {
		list = *trail;
		list.kind = CM_LIST; /* a cell of CSV is none yet */
		n = cm_field_parts(&list, steps, STEPS, c->arena);
	}
	for (int i = n > STEPS ? 0 : n; st == CM_OK && !kind->n && i > 0; i--) {
		struct cm_record step;

		cm_record_init(&step, c->arena);
		if (steps[i - 1].kind != CM_OBJECT || !cm_record_read_json(&step, steps[i - 1].json) ||
		    !(order = cm_record_find(&step, CM_STR("order_id"))))
			continue;
		st = proved_by(c, order->text, kind);
		if (kind->n)
			*by = order->text;
	}
	if (by->n)
		cm_name_text(c, "verified_by", *by);
	else
		cm_name_forget(c, "verified_by");
	return st;
}

static enum cm_status
proof(struct cm_case *c)
{
	struct cm_str by = cm_name_get_text(c, "verified_by"), kind = {0};
	enum cm_status st = CM_OK;

	if (cm_str_is(by, "trail"))
		st = proved_by_trail(c, &by, &kind);
	else if (by.n)
		st = proved_by(c, by, &kind);
	cm_name_bool(c, "proof_given", by.n > 0);
	if (st == CM_OK && kind.n)
		cm_name_text(c, "proof_kind", kind);
	return st;
}

/* ---- the owner ---- */

enum cm_status
cm_identity_owner(struct cm_case *c)
{
	struct cm_str shown = cm_name_get_text(c, "id_no");
	enum cm_status st = proof(c);

	cm_name_day(c, "today", cm_time_day(c->now));
	if (st != CM_OK || !c->has_account)
		return st;
	st = cm_case_load_line(c);
	if (st != CM_OK)
		return st;
	cm_name_bool(c, "document_on_file", c->line.id_no.n > 0);
	if (shown.n && c->line.id_no.n)
		cm_name_bool(c, "id_no_matches", cm_identity_same(shown, c->line.id_no));
	return CM_OK;
}

/* ---- what else may speak for a customer ---- */

/* Months of the calendar that end with this one or the one before it and are all among the receipts: 2010-03,2010-02. */
static int64_t
months_of_receipts(struct cm_str list, int32_t today)
{
	int64_t best = 0;

	for (int back = 0; back < 2; back++) {
		int64_t run = 0;
		char day[11];

		for (; run < 120; run++) {
			cm_day_format(cm_day_add_months(today, -(int)run - back), day);
			if (!cm_list_has(list, (struct cm_str){day, sizeof "2010-03" - 1}))
				break;
		}
		best = run > best ? run : best;
	}
	return best;
}

enum cm_status
cm_identity_gather(struct cm_case *c)
{
	enum cm_status st = cm_identity_owner(c);

	if (st == CM_OK)
		st = cm_pin_gather(c);
	if (st != CM_OK)
		return st;
	cm_identity_number(c, "id_type", "id_no", "id_no_check");
	cm_identity_number(c, "agent_id_type", "agent_id_no", "agent_id_no_check");
	if (cm_name_known(c, "invoices"))
		cm_name_int(c, "receipt_months", months_of_receipts(cm_name_get_text(c, "invoices"), cm_time_day(c->now)));
	if (cm_name_known(c, "called_numbers"))
		cm_name_int(c, "called_count", cm_list_count(cm_name_get_text(c, "called_numbers")));
	if (c->has_line)
		cm_name_bool(c, "company_line", cm_str_is(c->line.customer_type, "corporate"));
	return CM_OK;
}
