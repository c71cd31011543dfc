/*
 * A stretch of lines with all that a month's charges rest on. Every table comes in the order of its key, so that its rows
 * are dealt out to the lines in one pass.
 */
#include "domain/stretch.h"
#include "domain/family.h"

#include "base/banned.h"

/* A column of rows that grows: of one type, of a whole stretch. */
struct rows {
	char *at;
	unsigned n, cap;
};

static void *
more(struct rows *r, size_t size, struct cm_arena *a)
{
	if (r->n == r->cap) {
		unsigned cap = r->cap ? 2 * r->cap : 256;
		char *to = cm_arena_raw(a, cap * size);

		if (r->n)
			memcpy(to, r->at, r->n * size);
		r->at = to;
		r->cap = cap;
	}
	return r->at + r->n++ * size;
}

struct load {
	struct cm_stretch *to;
	const struct cm_stretch_options *opt;
	struct cm_store *store;
	struct cm_arena *arena;
	struct cm_diag *diag;
	int part;
	unsigned at; /* the line that has been reached */
	struct rows rows;
	unsigned first; /* of its rows */
};

static struct cm_str
kept(struct load *l, struct cm_str s)
{
	return s.n ? cm_arena_str(l->arena, s) : CM_STR("");
}

static bool
is_day(int64_t v)
{
	return v >= INT32_MIN && v <= INT32_MAX;
}

static enum cm_status
damaged(struct load *l, const char *what)
{
	return cm_fail(l->diag, CM_NOSTORE, "store.damaged", "part %d: a %s has a value out of its range", l->part, what);
}

static enum cm_status
line_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct load *l = ctx;
	struct cm_month_line *line = more(&l->rows, sizeof *line, l->arena);

	(void)n;
	memset(line, 0, sizeof *line);
	if (!is_day(c[2].i) || c[4].i < CM_LINE_ACTIVE || c[4].i > CM_LINE_TERMINATED || !is_day(c[7].i) || !is_day(c[8].i))
		return damaged(l, "line");
	line->plan = kept(l, c[1].s);
	line->opened_at = (int32_t)c[2].i;
	line->account = (struct cm_account){.part = l->part,
	    .line = c[0].i,
	    .balance = c[3].i,
	    .status = (enum cm_line_status)c[4].i,
	    .last_seq = c[5].i,
	    .version = c[6].i,
	    .arrears_since = (int32_t)c[7].i,
	    .status_since = (int32_t)c[8].i};
	return CM_OK;
}

/* The line that a row belongs to; NULL: to none of the stretch. */
static struct cm_month_line *
line_of(struct load *l, int64_t line)
{
	while (l->at < l->to->n && l->to->lines[l->at].account.line < line)
		l->at++;
	return l->at < l->to->n && l->to->lines[l->at].account.line == line ? &l->to->lines[l->at] : NULL;
}

static enum cm_status
plan_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct load *l = ctx;
	struct cm_month_line *line = line_of(l, c[0].i);

	(void)n;
	if (line) {
		line->plan = kept(l, c[1].s);
		l->at++; /* the first of its rows counts */
	}
	return CM_OK;
}

static enum cm_status
subscription_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct load *l = ctx;
	struct cm_month_line *line = line_of(l, c[0].i);
	struct cm_subscription *s;

	(void)n;
	if (!line)
		return CM_OK;
	if (!is_day(c[4].i) || !is_day(c[5].i))
		return damaged(l, "subscription");
	line->nsubscriptions++;
	s = more(&l->rows, sizeof *s, l->arena);
	*s = (struct cm_subscription){.service = kept(l, c[1].s),
	    .item = kept(l, c[2].s),
	    .sp = kept(l, c[3].s),
	    .opened_at = (int32_t)c[4].i,
	    .ends = (int32_t)c[5].i,
	    .tier = kept(l, c[6].s),
	    .state = kept(l, c[7].s),
	    .seq = c[10].i};
	return CM_OK;
}

static enum cm_status
contract_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct load *l = ctx;
	struct cm_month_line *line = line_of(l, c[0].i);
	struct cm_contract *k;

	(void)n;
	if (!line)
		return CM_OK;
	line->ncontracts++;
	k = more(&l->rows, sizeof *k, l->arena);
	*k = (struct cm_contract){.kind = kept(l, c[1].s), .from = (int32_t)c[2].i, .min_spend = c[3].i, .seq = c[4].i};
	return CM_OK;
}

static enum cm_status
promise_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct load *l = ctx;
	struct cm_month_line *line = line_of(l, c[0].i);
	struct cm_promise *p;

	(void)n;
	if (!line)
		return CM_OK;
	line->ncredits++;
	p = more(&l->rows, sizeof *p, l->arena);
	*p = (struct cm_promise){.due = (int32_t)c[1].i, .seq = c[2].i, .kind = kept(l, c[3].s), .from = (int32_t)c[4].i,
	    .amount = c[5].i};
	return CM_OK;
}

static enum cm_status
bill_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct load *l = ctx;
	struct cm_month_line *line = line_of(l, c[0].i);
	struct cm_bill_item *b;

	(void)n;
	if (!line)
		return CM_OK;
	line->nbills++;
	b = more(&l->rows, sizeof *b, l->arena);
	*b = (struct cm_bill_item){
	    .month = l->opt->month.month, .item = kept(l, c[1].s), .amount = c[2].i, .seq = c[3].i};
	return CM_OK;
}

/* ---- family groups: few lines have one, so each is looked up by itself ---- */

struct in_group {
	unsigned line; /* of the stretch */
	int group_part;
	int64_t group_line;
};

static enum cm_status
family_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct load *l = ctx;
	struct in_group *g;

	(void)n;
	if (c[1].i < 0 || c[1].i >= CM_PARTS)
		return damaged(l, "family group");
	if (!line_of(l, c[0].i))
		return CM_OK;
	g = more(&l->rows, sizeof *g, l->arena);
	*g = (struct in_group){l->at, (int)c[1].i, c[2].i};
	return CM_OK;
}

static int64_t
end_of(const struct cm_family *f)
{
	return cm_family_is_open(f) ? INT64_MAX : f->until;
}

static bool
is_of(const struct cm_family *f, const struct cm_month_line *line)
{
	return f->part == line->account.part && f->line == line->account.line;
}

/* Who else was in it while the line was. */
static enum cm_status
add_relatives(struct load *l, struct cm_month_line *line, const struct cm_families *all)
{
	struct rows rows = {(char *)(uintptr_t)line->relatives, line->nrelatives, line->nrelatives};
	enum cm_status st = CM_OK;

	for (unsigned i = 0; i < all->n; i++)
		for (unsigned k = 0; st == CM_OK && k < all->n; k++) {
			const struct cm_family *own = &all->rows[i], *other = &all->rows[k];
			struct cm_relative *r;
			struct cm_line who;

			if (!is_of(own, line) || is_of(other, line) || !own->effective || !other->effective)
				continue;
			st = cm_line_get(l->store, other->part, other->line, &who, l->arena, l->diag);
			if (st != CM_OK)
				return st == CM_END ? damaged(l, "family group") : st;
			line->family_main = cm_family_is_main(own);
			r = more(&rows, sizeof *r, l->arena);
			r->msisdn = who.msisdn;
			r->from = own->effective > other->effective ? own->effective : other->effective;
			r->until = end_of(own) < end_of(other) ? end_of(own) : end_of(other);
		}
	if (rows.n) {
		line->relatives = (struct cm_relative *)(void *)rows.at;
		line->nrelatives = rows.n;
	}
	return st;
}

static enum cm_status
find_relatives(struct load *l)
{
	const struct in_group *groups = (struct in_group *)(void *)l->rows.at;
	unsigned n = l->rows.n;
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < n; i++) {
		struct cm_families all = {0};

		if (i && groups[i].line == groups[i - 1].line && groups[i].group_line == groups[i - 1].group_line)
			continue;
		st = cm_families_of_group(l->store, groups[i].group_part, groups[i].group_line, &all, l->arena, l->diag);
		if (st == CM_OK)
			st = add_relatives(l, &l->to->lines[groups[i].line], &all);
	}
	return st;
}

/* Whether a number was in the line's family group at an instant. */
static bool
is_family(const struct cm_month_line *line, struct cm_str peer, int64_t at)
{
	for (unsigned i = 0; i < line->nrelatives; i++)
		if (at >= line->relatives[i].from && at < line->relatives[i].until && cm_str_eq(line->relatives[i].msisdn, peer))
			return true;
	return false;
}

struct cm_used_sum
cm_used_one(const struct cm_month_line *line, const struct cm_usage *u, int64_t unit)
{
	return (struct cm_used_sum){.kind = u->kind,
	    .direction = u->direction,
	    .area = u->area,
	    .visitor = u->visitor,
	    .to_sp = u->sp.n > 0,
	    .to_family = is_family(line, u->peer, u->at),
	    .count = 1,
	    .units = u->seconds > 0 ? (u->seconds + unit - 1) / unit : 0,
	    .kb = cm_usage_kb(u->up_kb, u->down_kb),
	    .fee = u->fee > 0 ? u->fee : 0};
}

bool
cm_used_same(const struct cm_used_sum *a, const struct cm_used_sum *b)
{
	return cm_str_eq(a->kind, b->kind) && cm_str_eq(a->direction, b->direction) && cm_str_eq(a->area, b->area) &&
	    a->visitor == b->visitor && a->to_sp == b->to_sp && a->to_family == b->to_family;
}

void
cm_used_add(struct cm_used_sum *sum, const struct cm_used_sum *one)
{
	sum->count += one->count;
	sum->units += one->units;
	sum->kb += one->kb;
	sum->fee += one->fee;
}

/* The rows of a stretch's last line are the last ones: a sum that is not there yet is added behind them. */
static enum cm_status
usage_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct load *l = ctx;
	struct cm_month_line *line = line_of(l, c[0].i);
	struct cm_used_sum one, *u;

	(void)n;
	if (!line)
		return CM_OK;
	one = cm_used_one(line,
	    &(struct cm_usage){.at = c[1].i, .kind = c[2].s, .direction = c[3].s, .peer = c[4].s, .sp = c[5].s,
		.seconds = c[6].i, .up_kb = c[7].i, .down_kb = c[8].i, .fee = c[9].i, .area = c[10].s, .visitor = (int)c[11].i},
	    l->opt->unit);
	for (unsigned i = 0; i < line->nused; i++) {
		u = (struct cm_used_sum *)l->rows.at + (l->rows.n - line->nused + i);
		if (cm_used_same(u, &one)) {
			cm_used_add(u, &one);
			return CM_OK;
		}
	}
	line->nused++;
	u = more(&l->rows, sizeof *u, l->arena);
	*u = one;
	u->kind = kept(l, one.kind);
	u->direction = kept(l, one.direction);
	u->area = kept(l, one.area);
	return CM_OK;
}

/* Reads one table of the stretch. */
static enum cm_status
read(struct load *l, enum cm_query q, const struct cm_cell *cells, unsigned n,
    enum cm_status (*row)(void *, const struct cm_cell *, unsigned))
{
	l->at = 0;
	l->rows = (struct rows){0};
	return cm_db_rows(cm_store_db(l->store), q, cells, n, row, l, l->diag);
}

/* Deals the rows that were read out to the lines: member and its count of struct cm_month_line. */
#define DEAL(l, type, member)                                                                                          \
	do {                                                                                                           \
		const type *at_ = (const type *)(void *)(l)->rows.at;                                                  \
		for (unsigned i_ = 0; i_ < (l)->to->n; i_++) {                                                         \
			(l)->to->lines[i_].member = at_;                                                               \
			at_ += (l)->to->lines[i_].n##member;                                                           \
		}                                                                                                      \
	} while (0)

enum cm_status
cm_stretch_load(struct cm_stretch *to, struct cm_store *s, const struct cm_stretch_options *o, int part, int64_t from,
    unsigned max, struct cm_arena *a, struct cm_diag *d)
{
	struct load l = {.to = to, .opt = o, .store = s, .arena = a, .diag = d, .part = part};
	const struct cm_month *m = &o->month;
	struct cm_cell k[5] = {CM_INT(part), CM_INT(from), CM_INT(max)};
	enum cm_status st = read(&l, Q_MONTH_LINES, k, 3, line_row);

	to->lines = (struct cm_month_line *)(void *)l.rows.at;
	to->n = l.rows.n;
	k[2] = CM_INT(to->n ? to->lines[to->n - 1].account.line : 0);
	k[3] = CM_INT(m->last);
	if (st == CM_OK)
		st = read(&l, Q_MONTH_PLANS, k, 4, plan_row);
	k[4] = CM_INT(m->first);
	if (st == CM_OK && (st = read(&l, Q_MONTH_SUBSCRIPTIONS, k, 5, subscription_row)) == CM_OK)
		DEAL(&l, struct cm_subscription, subscriptions);
	k[3] = CM_INT(m->first);
	if (st == CM_OK && (st = read(&l, Q_MONTH_CONTRACTS, k, 4, contract_row)) == CM_OK)
		DEAL(&l, struct cm_contract, contracts);
	k[3] = CM_INT(o->today);
	if (st == CM_OK && (st = read(&l, Q_MONTH_PROMISES, k, 4, promise_row)) == CM_OK)
		DEAL(&l, struct cm_promise, credits);
	k[3] = CM_INT(m->month);
	if (st == CM_OK && (st = read(&l, Q_MONTH_BILLS, k, 4, bill_row)) == CM_OK)
		DEAL(&l, struct cm_bill_item, bills);
	k[3] = CM_INT(cm_day_start(m->first));
	if (st == CM_OK && (st = read(&l, Q_MONTH_FAMILIES, k, 4, family_row)) == CM_OK)
		st = find_relatives(&l);
	k[4] = CM_INT(cm_day_start(m->last + 1));
	if (st == CM_OK && (st = read(&l, Q_MONTH_USAGE, k, 5, usage_row)) == CM_OK)
		DEAL(&l, struct cm_used_sum, used);
	return st;
}
