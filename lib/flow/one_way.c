/* Data that came with an MMS: one_way.h says which. Reads the line's use twice: MMS first, then data. */
#include "flow/one_way.h"

#include "base/banned.h"

struct span { /* of an MMS; instants */
	int64_t from, to;
};

struct search {
	struct cm_case *c;
	struct cm_one_way *found;
	struct span *mms;
	unsigned nmms, mms_room, room;
	int64_t near; /* seconds */
	bool (*takes)(void *, const struct cm_usage *);
	void *ctx;
};

static struct span
span_of(const struct cm_usage *u)
{
	return (struct span){u->at, u->at + (u->seconds > 0 ? u->seconds : 0)};
}

static enum cm_status
add_mms(void *ctx, const struct cm_usage *u)
{
	struct search *s = ctx;

	if (!cm_str_is(u->kind, "mms"))
		return CM_OK;
	s->mms = cm_arena_grow(s->c->arena, s->mms, s->nmms, &s->mms_room, sizeof *s->mms);
	s->mms[s->nmms++] = span_of(u);
	return CM_OK;
}

bool
cm_is_one_way(const struct cm_usage *u)
{
	return cm_str_is(u->kind, "data") && u->down_kb > 0 && u->up_kb == 0;
}

static bool
meets_mms(const struct search *s, const struct cm_usage *u)
{
	struct span data = span_of(u);

	for (unsigned i = 0; i < s->nmms; i++)
		if (s->mms[i].from - s->near <= data.to && s->mms[i].to + s->near >= data.from)
			return true;
	return false;
}

static enum cm_status
add_data(void *ctx, const struct cm_usage *u)
{
	struct search *s = ctx;
	struct cm_one_way *found = s->found;
	struct cm_usage *row;

	if (!cm_is_one_way(u) || (s->takes && !s->takes(s->ctx, u)))
		return CM_OK;
	if (!meets_mms(s, u)) {
		found->lone++;
		return CM_OK;
	}
	if (cm_str_is(u->state, "rerated")) {
		found->again++;
		return CM_OK;
	}
	found->rows = cm_arena_grow(s->c->arena, found->rows, found->n, &s->room, sizeof *found->rows);
	row = &found->rows[found->n++];
	*row = *u;
	row->kind = cm_arena_str(s->c->arena, u->kind);
	row->direction = cm_arena_str(s->c->arena, u->direction);
	row->peer = cm_arena_str(s->c->arena, u->peer);
	row->sp = cm_arena_str(s->c->arena, u->sp);
	row->area = row->apn = row->url = row->order_channel = row->state = CM_STR("");
	return CM_OK;
}

enum cm_status
cm_one_way_find(struct cm_case *c, int64_t from, int64_t until, int64_t near, bool (*takes)(void *, const struct cm_usage *),
    void *ctx, struct cm_one_way *found)
{
	struct search s = {.c = c, .found = found, .near = near, .takes = takes, .ctx = ctx};
	int part = c->account.part;
	int64_t line = c->account.line;
	enum cm_status st;

	*found = (struct cm_one_way){0};
	st = cm_usage_of(c->store, part, line, from - near, until + near, add_mms, &s, c->diag);
	return st == CM_OK ? cm_usage_of(c->store, part, line, from, until, add_data, &s, c->diag) : st;
}
