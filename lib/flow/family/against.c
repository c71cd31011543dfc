/*
 * What a line has that may stand against a family group (rows S57, S59), when it is asked in and again when it agrees; the
 * first that is found is told. Whether it does is the word of policies/family.yaml.
 */
#include "base/date.h"
#include "flow/family/family.h"
#include "flow/plan/plan.h"

#include "base/banned.h"

const char *const cm_family_against_names[] = {"vpmn_line", "restricted_line", "unplanned_line", "discount_line", "discount",
    "family_networks", "family_plans_barred", "family_discounts", NULL};

const char *const cm_family_plan_names[] = {"family_plans_barred", "family_excludes", NULL};

struct looking {
	struct cm_case *c;
	struct cm_str number; /* of the line that is looked at */
};

static void
set_first(struct cm_case *c, const char *fact, struct cm_str text)
{
	if (!cm_name_known(c, fact))
		cm_name_text(c, fact, cm_arena_str(c->arena, text));
}

static void
look_for_discount(struct looking *w, struct cm_str what)
{
	struct cm_case *c = w->c;

	if (!cm_list_has(cm_name_get_text(c, "family_discounts"), what) || cm_name_known(c, "discount"))
		return;
	set_first(c, "discount_line", w->number);
	set_first(c, "discount", what);
}

static enum cm_status
service(void *ctx, const struct cm_subscription *s)
{
	struct looking *w = ctx;

	if (cm_subscription_ended(s, cm_time_day(w->c->now)))
		return CM_OK;
	if (cm_list_has(cm_name_get_text(w->c, "family_networks"), s->service))
		set_first(w->c, "vpmn_line", w->number);
	look_for_discount(w, s->service);
	return CM_OK;
}

static enum cm_status
contract(void *ctx, const struct cm_contract *k)
{
	struct looking *w = ctx;

	if (k->until >= cm_time_day(w->c->now))
		look_for_discount(w, k->kind);
	return CM_OK;
}

/* The plan that it has ordered for next month counts as the one that it has. */
static enum cm_status
waiting(void *ctx, const struct cm_waiting *o)
{
	struct looking *w = ctx;

	if (cm_str_is(o->kind, CM_PLAN) && cm_list_has(cm_name_get_text(w->c, "family_plans_barred"), o->value))
		set_first(w->c, "restricted_line", w->number);
	return CM_OK;
}

enum cm_status
cm_family_against(struct cm_case *c, const struct cm_account *a)
{
	struct looking w = {.c = c};
	struct cm_line line;
	enum cm_status st = cm_family_line(c, a->part, a->line, &line);

	if (st != CM_OK)
		return st;
	w.number = line.msisdn;
	if (!line.plan.n)
		set_first(c, "unplanned_line", line.msisdn);
	else if (cm_list_has(cm_name_get_text(c, "family_plans_barred"), line.plan))
		set_first(c, "restricted_line", line.msisdn);
	st = cm_subscriptions_of(c->store, a->part, a->line, service, &w, c->diag);
	if (st == CM_OK)
		st = cm_contracts_of(c->store, a->part, a->line, contract, &w, c->diag);
	return st == CM_OK ? cm_waiting_of(c->store, a->part, a->line, waiting, &w, c->diag) : st;
}

enum cm_status
cm_family_plan_bars(struct cm_case *c, struct cm_str plan)
{
	bool bound = false;
	enum cm_status st = CM_OK;

	if (cm_list_has(cm_name_get_text(c, "family_plans_barred"), plan))
		st = cm_family_bound(c, &c->account, &bound);
	cm_name_bool(c, "family_excludes", bound);
	return st;
}
