/* What the verbs of cm-family share: a group and its lines, as facts; a member joins, leaves. */
#include "base/date.h"
#include "base/money.h"
#include "flow/campaign.h"
#include "flow/family/family.h"
#include "flow/holdings.h"
#include "flow/identity.h"
#include "flow/pin.h"

#include "base/banned.h"

const char *const cm_family_names[] = {"member", "main_family", "family_count", "member_known", "member_same",
    "member_status", "member_family", "member_id_no", "member_document_on_file", "member_id_no_matches", "effective_by",
    "consent_due", "main_offer", "member_offer", "offer_known", "fee", "bill_item", "family_main_offers",
    "family_member_offers", "family_paper", "family_effect_hours", "consent_hours", "credits_void", NULL};

#define HOUR 3600

/* ---- facts ---- */

/* An offer is a tier of the service; the first of the policy's list is had by who names none. */
static const struct cm_tier *
offer(struct cm_case *c, const struct cm_service *s, const char *fact, const char *figure, struct cm_str had)
{
	struct cm_str list = cm_name_get_text(c, figure), all = list, first = {0};

	if (had.n)
		cm_name_text(c, fact, had);
	else if (!cm_name_known(c, fact) && cm_list_next(&all, &first))
		cm_name_text(c, fact, first);
	return s && cm_list_has(list, cm_name_get_text(c, fact)) ? cm_service_tier(s, cm_name_get_text(c, fact)) : NULL;
}

static void
set_offers(struct cm_case *c, const struct cm_family_group *g)
{
	const struct cm_service *s = c->services ? cm_services_find(c->services, CM_STR(CM_FAMILY)) : NULL;
	const struct cm_tier *of_main =
	    offer(c, s, "main_offer", "family_main_offers", g->main ? g->main->offer : (struct cm_str){0});
	const struct cm_tier *of_member = offer(c, s, "member_offer", "family_member_offers", (struct cm_str){0});

	cm_name_bool(c, "offer_known", of_main && of_member);
	if (of_main)
		cm_name_money(c, "fee", of_main->fee);
	if (s)
		cm_name_text(c, "bill_item", s->bill_item);
}

/* ---- the group ---- */

enum cm_status
cm_family_line(struct cm_case *c, int part, int64_t line, struct cm_line *l)
{
	enum cm_status st = cm_line_get(c->store, part, line, l, c->arena, c->diag);

	return st == CM_END ? cm_fail(c->diag, CM_DEFECT, "store.orphan", "a family row without its line") : st;
}

static enum cm_status
no_main(struct cm_case *c, int part)
{
	return cm_fail(c->diag, CM_NOSTORE, "store.damaged", "part %d: a family group without its main line", part);
}

static enum cm_status
read_rows(struct cm_case *c, int part, int64_t line, struct cm_family_group *g)
{
	enum cm_status st = cm_families_of_group(c->store, part, line, &g->rows, c->arena, c->diag);

	for (unsigned i = 0; st == CM_OK && i < g->rows.n; i++)
		if (cm_family_is_open(&g->rows.rows[i]) && cm_family_is_main(&g->rows.rows[i]))
			g->main = &g->rows.rows[i];
	for (unsigned i = 0; st == CM_OK && !g->main && i < g->rows.n; i++)
		if (cm_family_is_open(&g->rows.rows[i]))
			st = no_main(c, part);
	return st;
}

enum cm_status
cm_family_read(struct cm_case *c, struct cm_family_group *g)
{
	return read_rows(c, c->op.part, c->op.line, g);
}

enum cm_status
cm_family_read_of(struct cm_case *c, const struct cm_family *f, struct cm_family_group *g)
{
	enum cm_status st = read_rows(c, f->group_part, f->group_line, g);

	return st == CM_OK && !g->main && cm_family_is_open(f) ? no_main(c, f->group_part) : st;
}

struct cm_str
cm_family_place(const struct cm_family *open)
{
	return !open ? CM_STR("none") : cm_family_is_main(open) ? CM_STR("main") : CM_STR("member");
}

enum cm_status
cm_family_gather_group(struct cm_case *c, struct cm_family_group *g)
{
	struct cm_families own;
	int64_t members = 0;
	enum cm_status st = CM_OK;

	cm_name_time(c, "effective_by", c->now + HOUR * cm_name_get_int(c, "family_effect_hours"));
	cm_name_time(c, "consent_due", c->now + HOUR * cm_name_get_int(c, "consent_hours"));
	if (c->has_account)
		st = cm_families_of(c->store, c->account.part, c->account.line, &own, c->arena, c->diag);
	if (st == CM_OK && c->has_account)
		st = cm_family_read(c, g);
	if (st == CM_OK && c->has_account && !g->main && cm_str_is(cm_family_place(cm_family_open(&own)), "main"))
		st = no_main(c, c->account.part);
	set_offers(c, g);
	if (st != CM_OK || !c->has_account)
		return st;
	cm_name_text(c, "main_family", cm_family_place(cm_family_open(&own)));
	for (unsigned i = 0; i < g->rows.n; i++)
		members += cm_family_is_open(&g->rows.rows[i]) && !cm_family_is_main(&g->rows.rows[i]);
	cm_name_int(c, "family_count", members);
	return CM_OK;
}

/* ---- the member ---- */

/* What was shown for the member. Of the main line itself there is one PIN only, and that was looked at. */
enum cm_status
cm_family_member_facts(struct cm_case *c, const struct cm_account *member)
{
	bool same = member && c->has_account && member->part == c->account.part && member->line == c->account.line;
	struct cm_line line;
	enum cm_status st = cm_member_pin_gather(c, same ? NULL : member);

	if (st != CM_OK || !member)
		return st;
	cm_name_bool(c, "member_same", same);
	cm_name_text(c, "member_status", cm_str(cm_line_status_name(member->status)));
	st = cm_family_line(c, member->part, member->line, &line);
	if (st != CM_OK)
		return st;
	cm_name_bool(c, "member_document_on_file", line.id_no.n > 0);
	if (line.id_no.n && cm_name_known(c, "member_id_no"))
		cm_name_bool(c, "member_id_no_matches", cm_identity_same(cm_name_get_text(c, "member_id_no"), line.id_no));
	return CM_OK;
}

static enum cm_status
member_family(struct cm_case *c, struct cm_family_group *g)
{
	struct cm_families rows;
	const struct cm_family *open;
	enum cm_status st = cm_families_of(c->store, g->member.part, g->member.line, &rows, c->arena, c->diag);
	bool here;

	if (st != CM_OK)
		return st;
	open = cm_family_open(&rows);
	here = open && c->has_account && open->group_part == c->account.part && open->group_line == c->account.line;
	for (unsigned i = 0; here && i < g->rows.n; i++)
		if (g->rows.rows[i].part == open->part && g->rows.rows[i].line == open->line && cm_family_is_open(&g->rows.rows[i]))
			g->joined = &g->rows.rows[i];
	if (here && !g->joined)
		return cm_fail(c->diag, CM_NOSTORE, "store.damaged", "part %d: a family group without one of its lines", open->part);
	if (!open)
		cm_name_text(c, "member_family", CM_STR("none"));
	else if (!here)
		cm_name_text(c, "member_family", CM_STR("other"));
	else
		cm_name_text(c, "member_family", cm_str_is(open->state, "pending") ? CM_STR("waits") : CM_STR("here"));
	return CM_OK;
}

enum cm_status
cm_family_gather(struct cm_case *c, struct cm_family_group *g)
{
	enum cm_status st = cm_family_gather_group(c, g);

	if (st == CM_OK)
		st = cm_account_of_number(c->store, cm_name_get_text(c, "member"), &g->member, c->diag);
	if (st != CM_OK && st != CM_END)
		return st;
	g->member_known = st == CM_OK;
	cm_name_bool(c, "member_known", g->member_known);
	st = cm_family_member_facts(c, g->member_known ? &g->member : NULL);
	return st == CM_OK && g->member_known ? member_family(c, g) : st;
}

/* ---- members, by their numbers ---- */

enum cm_status
cm_family_members(struct cm_case *c, const struct cm_family_group *g, struct cm_str *list)
{
	struct cm_str *numbers = cm_arena_alloc(c->arena, (g->rows.n + 1) * sizeof *numbers);
	enum cm_status st = CM_OK;
	struct cm_line line;
	unsigned n = 0;

	for (unsigned i = 0; st == CM_OK && i < g->rows.n; i++) {
		const struct cm_family *f = &g->rows.rows[i];

		if (!cm_family_is_open(f) || cm_family_is_main(f))
			continue;
		st = cm_family_line(c, f->part, f->line, &line);
		if (st == CM_OK)
			numbers[n++] = line.msisdn;
	}
	*list = cm_arena_list(c->arena, numbers, n);
	return st;
}

enum cm_status
cm_family_out_members(struct cm_case *c, const struct cm_family_group *g, struct cm_str before)
{
	struct cm_str after, rest, items[64];
	enum cm_status st = cm_family_members(c, g, &after);
	unsigned n = 0;

	if (st != CM_OK)
		return st;
	for (rest = after; n < 64 && cm_list_next(&rest, &items[n]);)
		n++;
	cm_out_list(c, "members", items, n);
	if (!cm_str_eq(before, after))
		cm_change_note(c, "members", before, after);
	return CM_OK;
}

/* ---- services of the group: its fee, and what is free with it ---- */

/* A member's place costs nothing, and makes room at once for a group of the line's own, whose fee is that of this month. */
static bool
makes_room(const struct cm_family *f, const struct cm_subscription *had, const struct cm_subscription *s)
{
	return cm_family_is_main(f) && cm_str_is(s->service, CM_FAMILY) && cm_str_is(had->order_channel, CM_FAMILY) &&
	    !cm_str_eq(had->tier, s->tier);
}

/* A service of the line from a day on; one that it has stays, one of the group's own that was about to end goes on. */
static enum cm_status
give(struct cm_case *c, const struct cm_family *f, struct cm_subscription s)
{
	struct cm_subscribed all;
	enum cm_status st = cm_holdings_subscribed_of(c, f->part, f->line, &all);

	if (st != CM_OK)
		return st;
	for (unsigned i = 0; i < all.n; i++) {
		struct cm_subscription *had = &all.rows[i];

		if (!cm_str_eq(had->service, s.service) || !cm_str_eq(had->item, s.item) ||
		    cm_subscription_ended(had, s.opened_at))
			continue;
		if (had->ends == CM_DAY_NONE)
			return CM_OK;
		if (makes_room(f, had, &s)) {
			had->ends = had->opened_at < s.opened_at ? s.opened_at - 1 : had->ends;
			if ((st = cm_subscription_put(c->store, f->part, f->line, had, c->diag)) != CM_OK)
				return st;
			continue;
		}
		if (cm_str_is(had->order_channel, CM_FAMILY) && cm_str_eq(had->tier, s.tier)) {
			had->ends = CM_DAY_NONE;
			return cm_subscription_put(c->store, f->part, f->line, had, c->diag);
		}
		s.opened_at = had->ends + 1;
	}
	s.state = CM_STR("active");
	s.order_channel = CM_STR(CM_FAMILY);
	s.command = s.sp = CM_STR("");
	s.ends = CM_DAY_NONE;
	s.seq = cm_family_is_main(f) ? f->seq : 0; /* a member's order is another line's */
	return cm_subscription_open(c->store, f->part, f->line, &s, c->diag);
}

/* Row S60: nobody gets the fee back of what costs nothing, from the month on in which it is free. */
static enum cm_status
take_credits(struct cm_case *c, const struct cm_family *f, const struct cm_subscription *free_one, struct cm_lapsed *lapsed)
{
	struct cm_subscribed all;
	enum cm_status st = cm_holdings_subscribed_of(c, f->part, f->line, &all);
	int y, m, d;

	cm_day_split(free_one->opened_at, &y, &m, &d);
	for (unsigned i = 0; st == CM_OK && i < all.n; i++)
		if (cm_str_eq(all.rows[i].service, free_one->service) && cm_str_eq(all.rows[i].item, free_one->item))
			st = cm_campaign_lapse(c, f->part, f->line, &all.rows[i], free_one->opened_at - d, lapsed);
	return st;
}

static enum cm_status
give_services(struct cm_case *c, const struct cm_family *f, struct cm_lapsed *lapsed)
{
	struct cm_str paper = cm_name_get_text(c, "family_paper");
	const char *slash = paper.n ? memchr(paper.p, '/', paper.n) : NULL;
	size_t n = slash ? (size_t)(slash - paper.p) : paper.n;
	int32_t from = cm_time_day(f->effective);
	struct cm_subscription fee = {.service = CM_STR(CM_FAMILY), .tier = f->offer, .item = CM_STR(""), .opened_at = from},
			       free_one = {.service = {paper.p, n}, .tier = CM_STR(""), .item = CM_STR(""), .opened_at = from};
	enum cm_status st = give(c, f, fee);

	if (slash)
		free_one.item = (struct cm_str){slash + 1, paper.n - n - 1};
	if (st == CM_OK && n)
		st = take_credits(c, f, &free_one, lapsed);
	return st == CM_OK && n ? give(c, f, free_one) : st;
}

/* What the group gave ends with this month; what had not begun is not there. */
static enum cm_status
take_services(struct cm_case *c, const struct cm_family *f)
{
	int32_t today = cm_time_day(c->now), last = cm_day_next_month(today) - 1;
	struct cm_subscribed all;
	enum cm_status st = cm_holdings_subscribed_of(c, f->part, f->line, &all);

	for (unsigned i = 0; st == CM_OK && i < all.n; i++) {
		struct cm_subscription *s = &all.rows[i];

		if (!cm_str_is(s->order_channel, CM_FAMILY) || cm_subscription_ended(s, today))
			continue;
		s->ends = last;
		if (s->opened_at > last || (f->effective > c->now && s->opened_at >= cm_time_day(f->effective)))
			st = cm_subscription_drop(c->store, f->part, f->line, s, c->diag);
		else
			st = cm_subscription_put(c->store, f->part, f->line, s, c->diag);
	}
	return st;
}

/* ---- joining, leaving ---- */

/* What was taken back is told; in which words is the policy's. */
static enum cm_status
out_lapsed(struct cm_case *c, const struct cm_lapsed *all)
{
	const struct cm_gate *g = cm_policy_gate(c->policy, "credits");
	int64_t total = 0;

	for (unsigned i = 0; i < all->n; i++)
		if (!cm_money_add(total, all->rows[i].amount, &total))
			return cm_fail(c->diag, CM_BAD, "account.range", "the credits of a line would not fit");
	cm_name_money(c, "credits_void", total);
	cm_campaign_out_lapsed(c, all);
	for (unsigned i = 0; all->n && g && i < g->ntasks; i++)
		cm_case_task(c, g->tasks[i]);
	return CM_OK;
}

enum cm_status
cm_family_agree(struct cm_case *c, const struct cm_family_group *g, struct cm_family *f)
{
	int64_t from = cm_name_get_int(c, "effective_by");
	struct cm_lapsed lapsed = {0};
	enum cm_status st = cm_family_activate(c->store, f, from, c->diag);

	if (st == CM_OK)
		st = give_services(c, f, &lapsed);
	if (st == CM_OK && cm_str_is(g->main->state, "pending")) {
		st = cm_family_activate(c->store, g->main, from, c->diag);
		if (st == CM_OK)
			st = give_services(c, g->main, &lapsed);
	}
	cm_out_money(c, "fee", cm_name_get_int(c, "fee"));
	cm_out_text(c, "bill_item", cm_name_get_text(c, "bill_item"));
	cm_out_time(c, "effective_by", from);
	return st == CM_OK ? out_lapsed(c, &lapsed) : st;
}

struct wait {
	int64_t seq;
	struct cm_waiting found;
	struct cm_arena *arena;
};

static enum cm_status
is_wait(void *ctx, const struct cm_waiting *w)
{
	struct wait *want = ctx;

	if (w->seq == want->seq && cm_str_is(w->kind, CM_FAMILY))
		want->found = (struct cm_waiting){
		    w->due, w->seq, cm_arena_str(want->arena, w->kind), cm_arena_str(want->arena, w->value)};
	return CM_OK;
}

enum cm_status
cm_family_settle(struct cm_case *c, const struct cm_family *f)
{
	struct wait want = {.seq = f->seq, .arena = c->arena};
	enum cm_status st;

	if (c->op.part != f->group_part || c->op.line != f->group_line)
		return CM_OK;
	st = cm_waiting_of(c->store, c->op.part, c->op.line, is_wait, &want, c->diag);
	return st == CM_OK && want.found.seq ? cm_holdings_wait(c, &want.found, NULL) : st;
}

static enum cm_status
end(struct cm_case *c, struct cm_family *f, int64_t at)
{
	bool held = !cm_str_is(f->state, "pending");
	enum cm_status st = cm_family_end(c->store, f, at, c->diag);

	return st == CM_OK && held ? take_services(c, f) : st;
}

enum cm_status
cm_family_leave(struct cm_case *c, const struct cm_family_group *g, struct cm_family *f, int64_t at)
{
	enum cm_status st = cm_str_is(f->state, "pending") ? cm_family_settle(c, f) : CM_OK;

	if (st == CM_OK)
		st = end(c, f, at);
	for (unsigned i = 0; i < g->rows.n; i++)
		if (cm_family_is_open(&g->rows.rows[i]) && !cm_family_is_main(&g->rows.rows[i]))
			return st;
	return st == CM_OK && g->main ? end(c, g->main, at) : st;
}
