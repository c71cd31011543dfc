/* cm-notify list --scores: answers to the survey by who did the order and in which flow (rows S10, S102). */
#include "flow/notify/notify.h"

#include "base/banned.h"

struct sum {
	struct cm_scores one; /* that is being summed up; its texts stand in the arena */
	struct cm_arena *arena;
	enum cm_status (*emit)(void *, const struct cm_scores *);
	void *ctx;
};

static enum cm_status
put(struct sum *s)
{
	return s->one.notices ? s->emit(s->ctx, &s->one) : CM_OK;
}

static enum cm_status
add(void *ctx, const struct cm_score *row)
{
	struct sum *s = ctx;
	struct cm_scores *one = &s->one;
	enum cm_status st = CM_OK;

	if (!cm_str_eq(one->user, row->user) || !cm_str_eq(one->source, row->source)) {
		st = put(s);
		cm_arena_reset(s->arena);
		*one = (struct cm_scores){
		    .user = cm_arena_str(s->arena, row->user), .source = cm_arena_str(s->arena, row->source)};
	}
	one->notices += row->notices;
	one->sent += row->sent;
	if (row->answer >= 0 && row->answer <= 9) {
		one->answered += row->notices;
		one->count[row->answer] += row->notices;
		one->sum += row->notices * row->answer;
	}
	return st;
}

enum cm_status
cm_notify_scores(struct cm_store *store, int64_t since, int64_t until,
    enum cm_status (*emit)(void *, const struct cm_scores *), void *ctx, struct cm_diag *d)
{
	struct sum s = {.arena = cm_arena_new(), .emit = emit, .ctx = ctx};
	enum cm_status st = cm_notice_scores(store, CM_STR(CM_NOTICE_SURVEY), since, until, add, &s, d);

	if (st == CM_OK)
		st = put(&s);
	cm_arena_free(s.arena);
	return st;
}
