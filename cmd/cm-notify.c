/* cm-notify: messages to customers are handed to a sender and acknowledged; answers to the survey count. Deck 1.2 step 5. */
#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "base/ident.h"
#include "base/money.h"
#include "base/po.h"
#include "base/sms.h"
#include "front.h"
#include "flow/notify/notify.h"
#include "policy/name.h"

#include "base/banned.h"

static const char *limit, *kind, *state, *since, *until;
static bool scores;

static const struct cm_option options[] = {
    {0, "limit", "N", "at most so many", NULL, &limit, "pull"},
    {0, "kind", "KIND", "of one kind, such as survey", NULL, &kind, "list"},
    {0, "state", "STATE", "waiting, lapsed, sent or answered", NULL, &state, "list"},
    {0, "since", "TIME", "that may go out from this day or time on", NULL, &since, "list"},
    {0, "until", "TIME", "up to this day, or before this time", NULL, &until, "list"},
    {0, "scores", NULL, "sum up the answers by operator and flow", &scores, NULL, "list"}, {0}};

static const struct cm_input ack_in[] = {{"notice_id", CM_REQUIRED}, CM_COMMON_INPUTS, {0}};
static const char *const ack_out[] = {"sent_at", NULL};

static const struct cm_input reply_in[] = {
    {"msisdn", CM_REQUIRED}, {"text", CM_REQUIRED}, {"at", CM_REQUIRED}, CM_COMMON_INPUTS, {0}};
static const char *const reply_out[] = {"notice_id", "score", "of_order", NULL};

static void
set_order(struct cm_record *r, const struct cm_notice *n)
{
	char id[20];

	cm_id_make(id, n->part, n->seq);
	cm_record_set(r, CM_STR("order_id"), cm_str(cm_arena_strdup(r->arena, id)));
}

/* ---- pull ---- */

static const char *const pull_columns[] = {
    "notice_id", "to", "text", "lang", "parts", "not_before", "kind", "order_id", NULL};

/* A sender needs the number whole: the one place where it leaves the store so. */
static enum cm_status
put_pulled(void *ctx, const struct cm_notice *n, struct cm_str text)
{
	struct cm_front *f = ctx;
	struct cm_record *r = cm_front_row(f);

	cm_record_set(r, CM_STR("notice_id"), cm_str(cm_notice_id(r->arena, n)));
	cm_record_set(r, CM_STR("to"), n->msisdn);
	cm_record_set(r, CM_STR("text"), text);
	cm_record_set(r, CM_STR("lang"), n->lang);
	cm_front_int(r, "parts", cm_sms_parts(text));
	cm_front_time(r, "not_before", n->not_before);
	cm_record_set(r, CM_STR("kind"), n->kind);
	set_order(r, n);
	return cm_front_emit(f, r);
}

static void
tell_pulled(const struct cm_front *f, const struct cm_pull *p)
{
	char at[26];

	if (f->opt.quiet)
		return;
	cm_time_format(p->quiet_until, at);
	if (p->quiet_until && p->pulled)
		fprintf(stderr, _("cm-notify: quiet hours, only what is due in them goes out before %s\n"), at);
	else if (p->quiet_until)
		fprintf(stderr, _("cm-notify: quiet hours, nothing goes out before %s\n"), at);
	if (p->pulled || !p->quiet_until)
		fprintf(stderr, cm_pon("cm-notify: %" PRId64 " notice to send\n", "cm-notify: %" PRId64 " notices to send\n", (unsigned long)p->pulled), p->pulled);
	if (p->lapsed)
		fprintf(stderr, cm_pon("cm-notify: %" PRId64 " notice has lapsed: it is too old to be sent\n", "cm-notify: %" PRId64 " notices have lapsed: they are too old to be sent\n", (unsigned long)p->lapsed), p->lapsed);
}

static enum cm_status
pull(struct cm_front *f, int nwords, char **words)
{
	struct cm_pull p = {.now = f->env.now, .limit = INT64_MAX, .emit = put_pulled, .ctx = f};
	enum cm_status st = cm_front_words(f, 0, 0);

	(void)nwords, (void)words;
	if (st == CM_OK && limit && (!cm_int_parse(cm_str(limit), &p.limit) || p.limit < 1))
		return cm_fail(&f->diag, CM_USAGE, "option", "--limit takes a number from 1 on, not %s", limit);
	if (st == CM_OK)
		st = cm_front_vocabulary(f);
	if (st == CM_OK)
		st = cm_front_store(f, false);
	if (st != CM_OK)
		return st;
	p.store = f->store;
	p.vocabulary = f->vocabulary;
	cm_front_columns(f, pull_columns);
	st = cm_notify_pull(&p, f->arena, &f->diag);
	tell_pulled(f, &p);
	return st;
}

/* ---- list ---- */

static const char *const list_columns[] = {"notice_id", "kind", "state", "msisdn", "lang", "not_before", "sent_at",
    "score", "answered_at", "order_id", NULL};

static const char *const states[] = {"waiting", "lapsed", "sent", "answered", NULL};
static const struct cm_policy *policy; /* notify.yaml: says which have lapsed */
static bool kind_seen; /* in the store: its text may have left the policy since */

static bool
is_state(const char *word)
{
	unsigned i = 0;

	while (states[i] && strcmp(states[i], word) != 0)
		i++;
	return states[i];
}

/* Whether notices of that kind can be made at all; hint: what else may have been meant. */
static void
find_kind(bool *known, struct cm_nearest *near)
{
	for (unsigned i = 0; i < policy->ntexts; i++) {
		struct cm_str id = policy->texts[i].id;
		const char *dot = memrchr(id.p, '.', id.n);

		if (dot)
			id = (struct cm_str){dot + 1, (size_t)(id.p + id.n - dot - 1)};
		*known |= cm_str_is(id, kind);
		cm_nearest_try(near, id);
	}
}

static enum cm_status
load_policy(struct cm_front *f)
{
	struct cm_policy *p;
	enum cm_status st = cm_front_vocabulary(f);

	if (st == CM_OK)
		st = cm_policy_load(&p, f->vocabulary, "notify", f->arena, &f->diag);
	if (st == CM_OK)
		policy = p;
	return st;
}

/* All reminders are of the kind reminder, whichever level and version they are of. */
static bool
is_kind(const struct cm_notice *n)
{
	return cm_str_is(n->kind, kind) || (cm_notice_is_reminder(n->kind) && strcmp(kind, CM_NOTICE_REMINDER) == 0);
}

static enum cm_status
put_listed(void *ctx, const struct cm_notice *n)
{
	struct cm_front *f = ctx;
	struct cm_record *r;
	const char *is;
	bool lapsed;
	enum cm_status st;

	kind_seen |= kind && is_kind(n);
	if (kind && !is_kind(n))
		return CM_OK;
	r = cm_front_row(f);
	st = cm_notice_lapsed(f->store, policy, n, f->env.now, &lapsed, r->arena, &f->diag);
	if (st != CM_OK)
		return st;
	is = lapsed ? "lapsed" : cm_notice_state(n);
	if (state && strcmp(is, state) != 0)
		return CM_OK;
	cm_record_set(r, CM_STR("notice_id"), cm_str(cm_notice_id(r->arena, n)));
	cm_record_set(r, CM_STR("kind"), n->kind);
	cm_record_set(r, CM_STR("state"), cm_str(is));
	/* Where a reminder goes is no customer's number. */
	cm_record_set(r, CM_STR("msisdn"),
	    cm_notice_is_reminder(n->kind) ? n->msisdn : cm_str(cm_mask_msisdn(r->arena, n->msisdn)));
	cm_record_set(r, CM_STR("lang"), n->lang);
	cm_front_time(r, "not_before", n->not_before);
	cm_front_time(r, "sent_at", n->sent_at);
	if (n->answered_at)
		cm_front_int(r, "score", n->answer);
	cm_front_time(r, "answered_at", n->answered_at);
	set_order(r, n);
	return cm_front_emit(f, r);
}

static const char *const score_columns[] = {
    "operator", "flow", "notices", "sent", "answered", "mean", "score_counts", NULL};

/* How many said 0, 1, 2 …, up to the highest that was given. */
static struct cm_str
counts(const struct cm_scores *s, struct cm_arena *a)
{
	struct cm_buf b = {0};
	struct cm_str list;
	int top = 9;

	while (top > 0 && !s->count[top])
		top--;
	for (int i = 0; i <= top; i++)
		cm_buf_printf(&b, "%c%" PRId64, i ? ',' : '[', s->count[i]);
	cm_buf_putc(&b, ']');
	list = cm_arena_str(a, cm_buf_str(&b));
	cm_buf_free(&b);
	return list;
}

static enum cm_status
put_scores(void *ctx, const struct cm_scores *s)
{
	struct cm_front *f = ctx;
	struct cm_record *r = cm_front_row(f);

	cm_record_set(r, CM_STR("operator"), s->user);
	cm_record_set(r, CM_STR("flow"), s->source);
	cm_front_int(r, "notices", s->notices);
	cm_front_int(r, "sent", s->sent);
	cm_front_int(r, "answered", s->answered);
	if (s->answered)
		cm_front_hundredths(r, "mean", (s->sum * 200 + s->answered) / (2 * s->answered)); /* rounded */
	cm_record_set_json(r, CM_STR("score_counts"), CM_LIST, counts(s, r->arena));
	return cm_front_emit(f, r);
}

static enum cm_status
list(struct cm_front *f, int nwords, char **words)
{
	enum cm_status st = cm_front_words(f, 0, 0);
	struct cm_nearest near = {.wanted = cm_str(kind ? kind : "")};
	bool known = !kind || strcmp(kind, CM_NOTICE_REMINDER) == 0;
	int64_t from, before;

	(void)nwords, (void)words;
	if (st == CM_OK && state && !is_state(state))
		return cm_fail(&f->diag, CM_USAGE, "option", "--state takes waiting, lapsed, sent or answered, not %s", state);
	if (st == CM_OK && scores && (kind || state))
		return cm_fail(&f->diag, CM_USAGE, "option", "--scores sums up all surveys: neither --kind nor --state goes with it");
	if (st == CM_OK)
		st = cm_front_period(f, since, until, &from, &before);
	if (st == CM_OK && !scores)
		st = load_policy(f);
	if (st == CM_OK && kind)
		find_kind(&known, &near);
	if (st == CM_OK)
		st = cm_front_store(f, false);
	if (st != CM_OK || (st = cm_store_begin_read(f->store, &f->diag)) != CM_OK)
		return st;
	cm_front_columns(f, scores ? score_columns : list_columns);
	if (scores)
		st = cm_notify_scores(f->store, from, before, put_scores, f, &f->diag);
	else
		st = cm_notices_all(f->store, from, before, put_listed, f, &f->diag);
	cm_store_rollback(f->store);
	if (st == CM_OK && !known && !kind_seen)
		return cm_fail(&f->diag, CM_USAGE, "option", "no notice is of kind %s%s", kind, cm_nearest_hint(&near, f->arena));
	return st;
}

static const struct cm_verb verbs[] = {
    {"pull", "hand out the notices that may be sent now", CM_WHOLE, NULL, NULL, NULL, pull, NULL},
    {"ack", "take the sender's word that a notice went out", CM_WRITES, &cm_flow_notify_ack, ack_in, ack_out, NULL, NULL},
    {"list", "list what waits, was sent and was answered", CM_WHOLE, NULL, NULL, NULL, list, NULL},
    {"reply", "count a customer's answer to the survey", CM_WRITES, &cm_flow_notify_reply, reply_in, reply_out, NULL, NULL},
    {0}};

static const struct cm_command command = {
    .name = "cm-notify", .help = "Hand notices to a sender, and count answers to the survey.", .verbs = verbs,
    .options = options};

int
main(int argc, char **argv)
{
	return cm_main(&command, argc, argv);
}
