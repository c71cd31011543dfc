/*
 * cm-policy check, show and assumptions of deadlines.yaml and calendars.yaml, once they have been loaded: what a notice says
 * of a ticket, and where a figure is from. What loading them finds is told there.
 */
#include <unistd.h>

#include "base/date.h"
#include "base/po.h"
#include "policy/name.h"
#include "policy/review.h"

#include "base/banned.h"

static void
no_source(struct cm_diag *d, struct cm_pos pos, struct cm_str id)
{
	cm_diag_add(
	    d, CM_ERROR, pos, "policy.no-source", "%.*s has neither a source nor assumed: true", (int)id.n, id.p ? id.p : "");
}

static void
check_source(struct cm_diag *d, struct cm_pos pos, struct cm_str id, struct cm_str source, bool assumed)
{
	if (!source.p && !assumed)
		no_source(d, pos, id);
}

/* ---- levels ---- */

static const char *const told[] = {"ticket_id", "reply_due", "class", "branch"}; /* what cm-complaint remind keeps with a notice */

/* Whoever sends it knows no more of the ticket than that. */
static void
check_placeholders(const struct cm_deadline_level *v, const struct cm_text *t, const struct cm_vocabulary *vocabulary,
    struct cm_arena *a, struct cm_diag *d)
{
	unsigned n;
	const int *slots = cm_text_facts(t, vocabulary, &n, a);

	for (unsigned i = 0; i < n; i++) {
		struct cm_str id = vocabulary->facts[slots[i]].id;
		struct cm_str known[sizeof told / sizeof *told];

		for (unsigned k = 0; k < sizeof told / sizeof *told; k++)
			known[k] = cm_str(told[k]);
		if (!cm_str_among(known, sizeof told / sizeof *told, id))
			cm_diag_add(d, CM_ERROR, t->pos, "policy.placeholder",
			    "level %.*s: a reminder knows nothing of {%.*s}", (int)v->id.n, v->id.p, (int)id.n, id.p);
	}
}

static void
check_notice(const struct cm_deadline_level *v, struct cm_vocabulary *vocabulary, bool verbose, struct cm_arena *a, struct cm_diag *d)
{
	const struct cm_text *t = NULL;
	struct cm_policy *p;
	struct cm_diag scratch;

	cm_diag_init(&scratch, a);
	if (verbose && !v->to->number.n)
		cm_diag_add(d, CM_NOTE, v->pos, "policy.no-number",
		    "the contact %.*s has no number: its reminders bear its id", (int)v->to->id.n, v->to->id.p);
	if (cm_str_begins(v->notice, CM_STR("replies.")) && cm_policy_load(&p, vocabulary, "replies", a, &scratch) == CM_OK)
		t = cm_policy_text(p, cm_arena_strn(a, v->notice.p, v->notice.n));
	if (t)
		check_placeholders(v, t, vocabulary, a, d);
	else
		cm_diag_add(d, CM_ERROR, v->pos, "policy.unknown-text", "replies.yaml has no text %.*s", (int)v->notice.n, v->notice.p);
}

/* ---- check ---- */

static bool
has_file(const struct cm_vocabulary *v, const char *name, struct cm_arena *a)
{
	return access(cm_arena_printf(a, "%s/%s.yaml", v->dir, name), F_OK) == 0;
}

enum cm_status
cm_deadlines_review(struct cm_deadlines **out, struct cm_vocabulary *v, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_policy *complaint;
	struct cm_diag scratch; /* what it has wrong is told elsewhere */

	cm_diag_init(&scratch, a);
	*out = NULL;
	if (!has_file(v, "deadlines", a))
		return CM_END;
	if (has_file(v, "complaint", a))
		cm_policy_load(&complaint, v, "complaint", a, &scratch);
	return cm_deadlines_load(out, v, a, d);
}

void
cm_deadlines_check(const struct cm_deadlines *all, struct cm_vocabulary *v, bool verbose, struct cm_arena *a, struct cm_diag *d)
{
	for (unsigned i = 0; i < all->n; i++)
		check_source(d, all->classes[i].pos, all->classes[i].id, all->classes[i].source, all->classes[i].assumed);
	for (unsigned i = 0; i < all->nlevels; i++) {
		const struct cm_deadline_level *l = &all->levels[i];

		check_source(d, l->pos, l->id, l->source, l->assumed);
		check_notice(l, v, verbose, a, d);
	}
	check_source(d, all->way, CM_STR("transitions"), all->source, all->assumed);
	check_source(d, all->quiet, CM_STR("quiet"), all->quiet_source, all->quiet_assumed);
}

void
cm_calendars_check(const struct cm_calendars *all, struct cm_diag *d)
{
	for (unsigned i = 0; i < all->n; i++)
		check_source(
		    d, all->calendars[i].pos, all->calendars[i].id, all->calendars[i].source, all->calendars[i].assumed);
	for (unsigned i = 0; i < all->nholidays; i++) {
		const struct cm_holidays *h = &all->holidays[i];
		bool used = false;

		check_source(d, h->pos, h->id, h->source, h->assumed);
		for (unsigned k = 0; k < all->n; k++)
			used |= all->calendars[k].holidays == h;
		if (!used)
			cm_diag_add(d, CM_WARNING, h->pos, "policy.unused-holidays", "%.*s are those of no calendar",
			    (int)h->id.n, h->id.p);
	}
}

/* ---- show ---- */

static const char *
duration(int64_t seconds, struct cm_arena *a)
{
	if (seconds % 3600)
		return cm_arena_printf(a, "%lld min", (long long)seconds / 60);
	return cm_arena_printf(a, "%lld h", (long long)seconds / 3600);
}

static const char *
when_of(const struct cm_deadline_level *v, struct cm_arena *a)
{
	if (v->share)
		return cm_arena_printf(a, "at %lld%%", (long long)v->offset);
	return cm_arena_printf(a, "%s %s", v->offset < 0 ? "before" : "after", duration(v->offset < 0 ? -v->offset : v->offset, a));
}

static const char *
hours_of(const struct cm_calendar *c, struct cm_arena *a)
{
	static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	struct cm_buf b = {0};
	const char *text;

	for (int i = 0; i < 7; i++)
		for (unsigned k = 0; k < c->week[i].n; k++) {
			const struct cm_hours *s = &c->week[i].spans[k];

			cm_buf_printf(&b, "%s%s%02d:%02d-%02d:%02d", k ? "," : b.n ? " " : "", k ? "" : cm_arena_printf(a, "%s ", days[i]),
			    s->from / 3600, s->from / 60 % 60, s->until / 3600, s->until / 60 % 60);
		}
	text = cm_arena_strn(a, b.p ? b.p : "", b.n);
	cm_buf_free(&b);
	return text;
}

static void
show_classes(const struct cm_deadlines *all, cm_policy_line *fn, void *ctx, struct cm_arena *a)
{
	for (unsigned i = 0; i < all->n; i++) {
		const struct cm_deadline *c = &all->classes[i];
		const char *what = c->days ? cm_arena_printf(a, "%lld d", (long long)c->reply) : duration(c->reply, a);

		fn(ctx, &(struct cm_policy_item){"deadlines", "classes", c->id, c->otherwise ? CM_STR("otherwise") : c->when_text,
			    cm_str(cm_arena_printf(a, "%s, %.*s", what, (int)c->calendar_id.n, c->calendar_id.p)), c->source, c->pos});
	}
}

void
cm_deadlines_show(const struct cm_deadlines *all, cm_policy_line *fn, void *ctx, struct cm_arena *a)
{
	show_classes(all, fn, ctx, a);
	for (unsigned i = 0; i < all->nlevels; i++) {
		const struct cm_deadline_level *v = &all->levels[i];

		fn(ctx, &(struct cm_policy_item){"deadlines", "levels", v->id, cm_str(when_of(v, a)),
			    cm_str(cm_arena_printf(a, "%.*s: %.*s", (int)v->to->id.n, v->to->id.p, (int)v->notice.n, v->notice.p)), v->source, v->pos});
	}
	for (int i = 0; i < CM_TMF621_STATUSES; i++) {
		const struct cm_ticket_status *s = &all->statuses[i];

		fn(ctx, &(struct cm_policy_item){"deadlines", "transitions", cm_str(s->word), s->end ? CM_STR("end") : s->stops ? CM_STR("stops") : CM_STR("runs"),
			    cm_arena_list(a, s->next, s->nnext), all->source, s->pos});
	}
}

void
cm_calendars_show(const struct cm_calendars *all, cm_policy_line *fn, void *ctx, struct cm_arena *a)
{
	for (unsigned i = 0; i < all->n; i++) {
		const struct cm_calendar *c = &all->calendars[i];
		struct cm_str holidays = c->holidays ? c->holidays->id : CM_STR("");

		fn(ctx, &(struct cm_policy_item){"calendars", "calendars", c->id, holidays, cm_str(hours_of(c, a)), c->source, c->pos});
	}
	for (unsigned i = 0; i < all->nholidays; i++) {
		const struct cm_holidays *h = &all->holidays[i];
		char from[11], until[11];

		cm_day_format(h->from, from);
		cm_day_format(h->until, until);
		fn(ctx, &(struct cm_policy_item){"calendars", "holidays", h->id, cm_str(cm_arena_printf(a, "%s..%s", from, until)),
			    cm_str(cm_arena_printf(a, cm_pon("%u day", "%u days", h->n), h->n)), h->source, h->pos});
	}
}

/* ---- assumptions ---- */

void
cm_deadlines_assumptions(
    const struct cm_deadlines *all, void (*fn)(void *, const struct cm_assumption *), void *ctx, struct cm_arena *a)
{
	for (unsigned i = 0; i < all->n; i++)
		if (all->classes[i].assumed)
			fn(ctx, &(struct cm_assumption){"class", all->classes[i].id, all->classes[i].note, all->classes[i].pos,
				    cm_arena_strn(a, all->classes[i].when_text.p, all->classes[i].when_text.n)});
	for (unsigned i = 0; i < all->nlevels; i++)
		if (all->levels[i].assumed)
			fn(ctx, &(struct cm_assumption){"level", all->levels[i].id, all->levels[i].note, all->levels[i].pos,
				    when_of(&all->levels[i], a)});
	if (all->assumed)
		fn(ctx, &(struct cm_assumption){"transition", CM_STR("status"), {NULL, 0}, all->way, ""});
	if (all->quiet_assumed)
		fn(ctx, &(struct cm_assumption){"figure", CM_STR("quiet"), {NULL, 0}, all->quiet,
			    cm_arena_printf(a, "%d..%d", all->quiet_from, all->quiet_until)});
}

void
cm_calendars_assumptions(
    const struct cm_calendars *all, void (*fn)(void *, const struct cm_assumption *), void *ctx, struct cm_arena *a)
{
	for (unsigned i = 0; i < all->n; i++)
		if (all->calendars[i].assumed)
			fn(ctx, &(struct cm_assumption){"calendar", all->calendars[i].id, all->calendars[i].note,
				    all->calendars[i].pos, hours_of(&all->calendars[i], a)});
	for (unsigned i = 0; i < all->nholidays; i++)
		if (all->holidays[i].assumed)
			fn(ctx, &(struct cm_assumption){"holidays", all->holidays[i].id, {NULL, 0}, all->holidays[i].pos, ""});
}
