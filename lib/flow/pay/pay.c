/*
 * cm-pay: deck 1.1 (rows S1-S4). Arrears are settled first because a line has one signed balance; what is left is
 * prepayment. Whether service comes back and which campaigns are open is the policy's word, not this file's.
 */
#include "base/ident.h"
#include "flow/campaign.h"

#include "base/banned.h"

enum {
	MSISDN,
	AMOUNT,
	NAME,
	LINE_KNOWN,
	LINE_STATUS,
	BALANCE,
	ARREARS,
	NAME_MATCHES,
	BALANCE_AFTER,
	ARREARS_AFTER,
	PREPAID,
	PAYEE
};

static const char *const facts[] = {"msisdn", "amount", "name", "line_known", "line_status", "balance", "arrears",
    "name_matches", "balance_after", "arrears_after", "prepaid", "payee", NULL};

static enum cm_status
check_name(struct cm_case *c)
{
	struct cm_str name = cm_get_text(c, NAME);
	enum cm_status st;

	if (!name.n)
		return CM_OK;
	st = cm_case_load_line(c);
	if (st != CM_OK || !c->line.name.n)
		return st;
	cm_set_bool(c, NAME_MATCHES, cm_str_eq(name, c->line.name));
	cm_set_text(c, PAYEE, cm_str(cm_mask_name(c->arena, c->line.name)));
	return CM_OK;
}

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = cm_case_find_line(c, cm_get_text(c, MSISDN));
	int64_t after, left, amount = cm_get_int(c, AMOUNT);

	if (st != CM_OK)
		return st;
	cm_set_bool(c, LINE_KNOWN, c->has_account);
	if (!c->has_account)
		return CM_OK;
	cm_set_text(c, LINE_STATUS, cm_str(cm_line_status_name(c->account.status)));
	cm_set_money(c, BALANCE, c->account.balance);
	cm_set_money(c, ARREARS, cm_arrears(c->account.balance));
	st = cm_case_balance_after(c, amount, &after);
	if (st != CM_OK)
		return st;
	cm_set_money(c, BALANCE_AFTER, after);
	cm_set_money(c, ARREARS_AFTER, cm_arrears(after));
	left = amount - cm_arrears(c->account.balance);
	cm_set_money(c, PREPAID, left > 0 ? left : 0);
	return check_name(c);
}

static enum cm_status
apply(struct cm_case *c)
{
	bool restored = cm_case_fired(c, "pay.restores");

	cm_case_move(c, CM_L_CASH, CM_L_LINE, cm_get_int(c, AMOUNT));
	if (restored)
		c->new_status = CM_LINE_ACTIVE;
	cm_out_text(c, "payment_id", cm_str(cm_case_order_id(c)));
	cm_out_money(c, "arrears_before", cm_get_int(c, ARREARS));
	cm_out_money(c, "balance", cm_get_int(c, BALANCE_AFTER));
	cm_out_bool(c, "restored", restored);
	cm_campaigns_out(c);
	return CM_OK;
}

const struct cm_flow cm_flow_pay = {
    .policy = "pay", .gate = "pay", .facts = facts, .campaigns = true, .gather = gather, .apply = apply};
