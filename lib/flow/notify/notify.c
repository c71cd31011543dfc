/*
 * cm-notify ack: the sender's word that a notice went out. Its id is the key of the request, so that the same word twice
 * is a duplicate; whatever was lost on the way here is pulled again under the same id.
 */
#include "base/po.h"
#include "flow/notify/notify.h"

#include "base/banned.h"

enum {
	NOTICE_ID,
	NOTICE_KNOWN
};

static const char *const facts[] = {"notice_id", "notice_known", NULL};
static const char *const key[] = {"notice_id", NULL};

/* The account of its line: the acknowledgement stands in the line's journal. */
static enum cm_status
find_account(struct cm_case *c, const struct cm_notice *n)
{
	enum cm_status st;

	c->op.part = n->part;
	c->op.line = n->line;
	if (!n->line)
		return CM_OK;
	st = cm_account_get(c->store, n->part, n->line, &c->account, c->diag);
	if (st == CM_END)
		return cm_fail(c->diag, CM_DEFECT, "store.orphan", "a notice without its account: part %d", n->part);
	c->has_account = st == CM_OK;
	return st;
}

static enum cm_status
gather(struct cm_case *c)
{
	struct cm_str id = cm_get_text(c, NOTICE_ID), kind;
	struct cm_notice *n = cm_arena_alloc(c->arena, sizeof *n);
	enum cm_status st = CM_END;
	int64_t seq;
	int part;

	if (cm_notice_id_parse(id, &part, &seq, &kind))
		st = cm_notice_get(c->store, part, seq, kind, n, c->arena, c->diag);
	cm_set_bool(c, NOTICE_KNOWN, st == CM_OK);
	c->op.part = cm_part_of_name(id);
	if (st != CM_OK)
		return st == CM_END ? CM_OK : st;
	if (n->sent_at) {
		cm_case_duplicate(c, _("it was answered already, so it was sent"));
		return CM_OK;
	}
	c->state = n;
	return find_account(c, n);
}

static enum cm_status
apply(struct cm_case *c)
{
	cm_out_time(c, "sent_at", c->now);
	return cm_notice_sent(c->store, c->state, c->now, c->diag);
}

const struct cm_flow cm_flow_notify_ack = {
    .policy = "notify", .gate = "ack", .facts = facts, .key = key, .gather = gather, .apply = apply};
