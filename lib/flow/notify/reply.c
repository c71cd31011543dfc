/*
 * cm-notify reply: a text message that answers a survey (deck 1.2 step 5). It counts for the newest survey of its number
 * that has no answer yet and is not too old; once. What the customer wrote is not kept: it may be anything.
 */
#include "base/text.h"
#include "flow/notify/notify.h"

#include "base/banned.h"

enum {
	MSISDN,
	TEXT,
	AT,
	LINE_KNOWN,
	SCORE,
	SCORE_GIVEN,
	SURVEY_STATE,
	SURVEY_SCORE,
	AHEAD,
	SURVEY_ANSWER_DAYS
};

static const char *const facts[] = {"msisdn", "text", "at", "line_known", "score", "score_given", "survey_state",
    "survey_score", "ahead", "survey_answer_days", NULL};
static const char *const key[] = {"msisdn", "at", "text", NULL};

static bool
is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xa0 || c == 0x3000;
}

/* One digit, of ASCII or of full width, and blanks; -1: something else. */
static int
read_score(struct cm_str s)
{
	const char *p = s.p, *end = s.p + s.n;
	int score = -1;

	while (p < end) {
		uint32_t c = cm_utf8_next(&p, end);

		if (is_blank(c))
			continue;
		if (c >= 0xff10 && c <= 0xff19)
			c -= 0xff10 - '0';
		if (score >= 0 || c < '0' || c > '9')
			return -1;
		score = (int)(c - '0');
	}
	return score;
}

/* ---- which survey ---- */

struct surveys {
	struct cm_str msisdn;
	int64_t at;
	struct cm_notice *open, *answered; /* the newest of each; seq 0: none */
};

static bool
newer(const struct cm_notice *a, const struct cm_notice *b)
{
	return !b->seq || a->not_before > b->not_before || (a->not_before == b->not_before && a->seq > b->seq);
}

/* One that could not have been sent when the answer was written is none of its questions. */
static enum cm_status
look(void *ctx, const struct cm_notice *n)
{
	struct surveys *s = ctx;
	struct cm_notice *best = n->answered_at ? s->answered : s->open;

	if (!cm_str_is(n->kind, CM_NOTICE_SURVEY) || !cm_str_eq(n->msisdn, s->msisdn) || n->not_before > s->at ||
	    !newer(n, best))
		return CM_OK;
	*best = *n;
	best->kind = CM_STR(CM_NOTICE_SURVEY);
	best->msisdn = best->lang = best->text = best->params = CM_STR("");
	return CM_OK;
}

/* The sender's word may come later than the customer's: what counts is when it could have gone out. */
static bool
in_time(const struct cm_case *c, const struct cm_notice *n)
{
	int64_t out = n->sent_at ? n->sent_at : n->not_before;

	return n->seq && cm_get_int(c, AT) <= out + cm_get_int(c, SURVEY_ANSWER_DAYS) * 86400;
}

static enum cm_status
find_survey(struct cm_case *c)
{
	struct surveys s = {.msisdn = cm_get_text(c, MSISDN), .at = cm_get_int(c, AT)};
	enum cm_status st;

	s.open = cm_arena_alloc(c->arena, sizeof *s.open);
	s.answered = cm_arena_alloc(c->arena, sizeof *s.answered);
	st = cm_notices_of(c->store, c->account.part, c->account.line, look, &s, c->diag);
	if (st != CM_OK)
		return st;
	c->state = s.open;
	if (in_time(c, s.open)) {
		cm_set_text(c, SURVEY_STATE, CM_STR("open"));
	} else if (s.answered->seq && newer(s.answered, s.open)) {
		cm_set_text(c, SURVEY_STATE, CM_STR("answered"));
		cm_set_int(c, SURVEY_SCORE, s.answered->answer);
	} else {
		cm_set_text(c, SURVEY_STATE, s.open->seq ? CM_STR("late") : CM_STR("none"));
	}
	return CM_OK;
}

static enum cm_status
gather(struct cm_case *c)
{
	enum cm_status st = cm_case_find_line(c, cm_get_text(c, MSISDN));
	int score = read_score(cm_get_text(c, TEXT));

	if (st != CM_OK)
		return st;
	cm_set_bool(c, LINE_KNOWN, c->has_account);
	cm_set_bool(c, SCORE_GIVEN, score >= 0);
	if (score >= 0)
		cm_set_int(c, SCORE, score);
	cm_set_int(c, AHEAD, cm_case_ahead(c, cm_get_int(c, AT)));
	return c->has_account ? find_survey(c) : CM_OK;
}

static enum cm_status
apply(struct cm_case *c)
{
	const struct cm_notice *n = c->state;

	cm_out_text(c, "notice_id", cm_str(cm_notice_id(c->arena, n)));
	cm_out_int(c, "score", cm_get_int(c, SCORE));
	cm_out_order(c, "of_order", n->part, n->seq);
	return cm_notice_answered(c->store, n, (int)cm_get_int(c, SCORE), cm_get_int(c, AT), c->now, c->diag);
}

const struct cm_flow cm_flow_notify_reply = {
    .policy = "notify", .gate = "reply", .facts = facts, .key = key, .gather = gather, .apply = apply};
