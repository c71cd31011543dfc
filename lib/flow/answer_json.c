/*
 * Outputs and facts as JSON: what the operation row keeps of an answer, and what is shown of a fact that was looked at.
 */
#include "base/ident.h"
#include "flow/answer.h"

#include "base/banned.h"

/* A fact's id, which is a word: nothing in it is to be escaped. */
static void
put_name(struct cm_buf *b, struct cm_str name)
{
	cm_buf_need(b, name.n + 3);
	b->p[b->n] = '"';
	memcpy(b->p + b->n + 1, name.p, name.n);
	memcpy(b->p + b->n + 1 + name.n, "\":", 3);
	b->n += name.n + 3;
}

struct cm_str
cm_answer_json(const struct cm_case *c, struct cm_buf *b)
{
	cm_buf_clear(b);
	cm_buf_putc(b, '{');
	for (unsigned i = 0; i < c->out.n; i++) {
		const struct cm_field *f = &c->out.fields[i];

		if (i)
			cm_buf_putc(b, ',');
		put_name(b, f->name);
		if (f->json.p)
			cm_buf_putstr(b, f->json);
		else
			cm_buf_putjson(b, f->text);
	}
	if (strcmp(c->order_status, "completed") != 0)
		cm_buf_printf(b, "%s\"order_status\":\"%s\"", c->out.n ? "," : "", c->order_status);
	cm_buf_putc(b, '}');
	return cm_buf_str(b);
}

void
cm_answer_put_value(struct cm_buf *b, const struct cm_fact *f, const struct cm_value *v, struct cm_arena *a)
{
	struct cm_buf text = {0};

	put_name(b, f->id);
	switch (v->type) {
	case CM_T_BOOL:
	case CM_T_INT:
	case CM_T_MONEY:
		cm_value_print(b, v);
		return;
	case CM_T_TEXT:
		if (f->identity) {
			cm_buf_putjson(b, cm_str(cm_mask_fact(a, f->id, v->s)));
			return;
		}
		cm_buf_putjson(b, v->s);
		return;
	case CM_T_ENUM:
	case CM_T_LIST:
		cm_buf_putjson(b, v->s);
		return;
	case CM_T_DATE:
	case CM_T_TIME:
		break;
	}
	cm_value_print(&text, v);
	cm_buf_putjson(b, cm_buf_str(&text));
	cm_buf_free(&text);
}

void
cm_answer_put_fact(struct cm_buf *b, const struct cm_fact *f, const struct cm_value *v, struct cm_arena *a)
{
	if (b->n > 1)
		cm_buf_putc(b, ',');
	cm_answer_put_value(b, f, v, a);
}
