/* Values as text. */
#include "base/date.h"
#include "policy/value.h"

#include "base/banned.h"

const char *
cm_type_name(enum cm_type t)
{
	static const char *const names[] = {"bool", "int", "money", "date", "time", "enum", "text", "list"};

	return names[t];
}

void
cm_value_print(struct cm_buf *b, const struct cm_value *v)
{
	char text[26];

	if (!v->known)
		return;
	switch (v->type) {
	case CM_T_BOOL:
		cm_buf_puts(b, v->i ? "true" : "false");
		break;
	case CM_T_INT:
		cm_buf_putint(b, v->i);
		break;
	case CM_T_MONEY:
		cm_buf_putmoney(b, v->i);
		break;
	case CM_T_DATE:
		cm_day_format((int32_t)v->i, text);
		cm_buf_puts(b, text);
		break;
	case CM_T_TIME:
		cm_time_format(v->i, text);
		cm_buf_puts(b, text);
		break;
	case CM_T_ENUM:
	case CM_T_TEXT:
	case CM_T_LIST:
		cm_buf_putstr(b, v->s);
		break;
	}
}
