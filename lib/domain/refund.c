/* Refunds: rows to structs and back. */
#include "domain/refund.h"

#include "base/banned.h"

enum cm_status
cm_refund_add(struct cm_store *s, int part, int64_t line, const struct cm_refund *r, struct cm_diag *d)
{
	return cm_db_run(cm_store_db(s), Q_REFUND_ADD,
	    (struct cm_cell[]){CM_INT(part), CM_INT(line), CM_INT(r->month), CM_TEXT(r->item), CM_INT(r->seq),
		CM_TEXT(r->cause), CM_INT(r->base), CM_INT(r->total)},
	    8, NULL, d);
}

struct each {
	enum cm_status (*fn)(void *, const struct cm_refund *);
	void *ctx;
};

static enum cm_status
refund_row(void *ctx, const struct cm_cell *c, unsigned n)
{
	struct each *e = ctx;

	(void)n;
	return e->fn(e->ctx,
	    &(struct cm_refund){.month = (int32_t)c[0].i, .item = c[1].s, .seq = c[2].i, .cause = c[3].s, .base = c[4].i,
		.total = c[5].i});
}

enum cm_status
cm_refunds_of(struct cm_store *s, int part, int64_t line, enum cm_status (*fn)(void *, const struct cm_refund *),
    void *ctx, struct cm_diag *d)
{
	struct each e = {fn, ctx};

	return cm_db_rows(
	    cm_store_db(s), Q_REFUNDS_OF, (struct cm_cell[]){CM_INT(part), CM_INT(line)}, 2, refund_row, &e, d);
}
