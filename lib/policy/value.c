/* Values as text. */
#include "base/date.h"
#include "policy/value.h"

#include "base/banned.h"

static const char *const names[] = {"bool", "int", "money", "date", "time", "enum", "text", "list"};

const char *
cm_type_name(enum cm_type t)
{
	return names[t];
}

bool
cm_type_find(struct cm_str name, enum cm_type *t)
{
	for (int i = CM_T_BOOL; i <= CM_T_LIST; i++)
		if (cm_str_is(name, names[i])) {
			*t = (enum cm_type)i;
			return true;
		}
	return false;
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
