/*
 * What lines were in a month that is over, where what they are today does not say so: a line whose status changed since,
 * and a service that is suspended, or was until the month was over. All of it stands in the line's journal, as changes; few
 * lines have them, so each is looked up by itself. Called for a stretch as soon as it is read.
 */
#include "base/date.h"
#include "flow/bill/bill.h"

#include "base/banned.h"

struct past {
	const struct cm_month *month;
	struct cm_month_line *line;
	bool *told; /* of each subscription: a change of it was seen */
	bool behind; /* so was one of the status behind the month */
	struct cm_arena *arena;
};

static enum cm_line_status
status_of(struct cm_str name)
{
	enum cm_line_status s = CM_LINE_ACTIVE;

	while (s < CM_LINE_TERMINATED && !cm_str_is(name, cm_line_status_name(s)))
		s++;
	return s;
}

/* The last one up to the month's end says what it was on its last day; without one, what the first one behind it ended. */
static void
status_changed(struct past *p, const struct cm_field pair[2], int64_t at)
{
	if (at < cm_day_start(p->month->last + 1)) {
		p->line->status = status_of(pair[1].text);
		p->line->status_since = cm_time_day(at);
	} else if (!p->behind && p->line->status_since > p->month->last) {
		p->line->status = status_of(pair[0].text);
		p->line->status_since = CM_DAY_NONE;
	}
	p->behind |= at >= cm_day_start(p->month->last + 1);
}

/* Which service a change was of; without an item, or a provider, all of it. */
struct of {
	struct cm_str service, item, sp;
};

static bool
is_of(const struct of *o, const struct cm_subscription *s)
{
	return cm_str_eq(s->service, o->service) && (!o->item.n || cm_str_eq(s->item, o->item)) &&
	    (!o->sp.n || cm_str_eq(s->sp, o->sp));
}

/* What the first change since the month began ended, or began within it, it was in the month. */
static void
service_changed(struct past *p, const struct cm_field pair[2], const struct of *o, int64_t at)
{
	struct cm_subscription *all = (struct cm_subscription *)(uintptr_t)p->line->subscriptions;

	for (unsigned i = 0; i < p->line->nsubscriptions; i++) {
		if (p->told[i] || cm_str_is(all[i].state, "terminated") || !is_of(o, &all[i]))
			continue;
		p->told[i] = true;
		if (cm_str_is(pair[0].text, "active") || at < cm_day_start(p->month->last + 1))
			all[i].state = CM_STR("active");
		else
			all[i].state = CM_STR("suspended");
	}
}

static struct cm_str
text_of(const struct cm_record *r, const char *name)
{
	const struct cm_field *f = cm_record_find(r, cm_str(name));

	return f ? f->text : CM_STR("");
}

static enum cm_status
look_at(void *ctx, const struct cm_operation *op)
{
	struct past *p = ctx;
	const struct cm_field *changes;
	struct cm_field pair[2];
	struct cm_record r, each, answer;
	struct of of;

	if (op->result != CM_R_DONE || !memmem(op->facts.p, op->facts.n, "\"changes\"", 9))
		return CM_OK;
	cm_record_init(&r, p->arena);
	cm_record_init(&each, p->arena);
	if (!cm_record_read_json(&r, cm_arena_str(p->arena, op->facts)) ||
	    !(changes = cm_record_find(&r, CM_STR("changes"))) || changes->kind != CM_OBJECT ||
	    !cm_record_read_json(&each, changes->text))
		return CM_OK;
	cm_record_init(&answer, p->arena);
	if (!cm_record_read_json(&answer, cm_arena_str(p->arena, op->answer)))
		return CM_OK;
	of = (struct of){text_of(&r, "service"), text_of(&answer, "item"), text_of(&answer, "sp")};
	for (unsigned i = 0; i < each.n; i++) {
		if (cm_field_parts(&each.fields[i], pair, 2, p->arena) != 2)
			continue;
		if (cm_str_is(each.fields[i].name, "line_status"))
			status_changed(p, pair, op->at);
		else if (cm_str_is(each.fields[i].name, "state"))
			service_changed(p, pair, &of, op->at);
	}
	return CM_OK;
}

/* A service that was resumed behind the month may have been suspended all through it. */
static enum cm_status
may_be_resumed(const struct cm_month_line *l, struct cm_store *store, const struct cm_month *m, int64_t resumed, bool *yes,
    struct cm_diag *d)
{
	for (unsigned i = 0; i < l->nsubscriptions && l->account.last_seq >= resumed; i++)
		if (l->subscriptions[i].opened_at < m->first)
			return cm_month_resumed(store, l->account.part, l->account.last_seq, resumed - 1, yes, d);
	return CM_OK;
}

static enum cm_status
is_in_question(const struct cm_month_line *l, struct cm_store *store, const struct cm_month *m, int64_t resumed, bool *yes,
    struct cm_diag *d)
{
	*yes = l->account.status_since > m->last;
	for (unsigned i = 0; i < l->nsubscriptions; i++)
		*yes |= cm_str_is(l->subscriptions[i].state, "suspended");
	return *yes ? CM_OK : may_be_resumed(l, store, m, resumed, yes, d);
}

enum cm_status
cm_bill_past(struct cm_stretch *s, struct cm_store *store, const struct cm_month *m, int64_t resumed, struct cm_arena *a,
    struct cm_diag *d)
{
	enum cm_status st = CM_OK;

	for (unsigned i = 0; st == CM_OK && i < s->n; i++) {
		struct cm_month_line *l = &s->lines[i];
		struct past p = {.month = m, .line = l, .arena = a};
		bool in_question;

		st = is_in_question(l, store, m, resumed, &in_question, d);
		if (st != CM_OK || !in_question)
			continue;
		p.told = cm_arena_alloc(a, l->nsubscriptions + 1);
		st = cm_operation_of_line(store, l->account.part, l->account.line, cm_day_start(m->first), look_at, &p, d);
	}
	return st;
}
