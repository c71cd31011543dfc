/*
 * A field's text as a fact's value. Called by the shape step for every field of every record, so the usual path
 * allocates nothing; what is wrong is told by what is expected, never by repeating the text (it may be a secret).
 */
#include "base/date.h"
#include "base/ident.h"
#include "base/money.h"
#include "base/po.h"
#include "base/text.h"
#include "policy/index.h"
#include "policy/name.h"

#include "base/banned.h"

#define TEXT_MAX 1000

static bool
is_digits(struct cm_str s, size_t min, size_t max)
{
	if (s.n < min || s.n > max)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

/* Only the shape: how long a PIN must be is a rule of policies/pin.yaml, which can say why. */
static bool
pin_ok(struct cm_str s)
{
	return is_digits(s, 1, 32);
}

static bool
puk_ok(struct cm_str s)
{
	return is_digits(s, 8, 8);
}

static bool
digits_ok(struct cm_str s)
{
	return is_digits(s, 1, 64);
}

/* Of any document type, so letters and Chinese characters too; whether a resident's number is right is a rule. */
static bool
id_ok(struct cm_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
			return false;
	return s.n >= 4 && s.n <= 64;
}

static bool
line_ok(struct cm_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

static bool
name_ok(struct cm_str s)
{
	return line_ok(s) && s.p[0] != ' ' && s.p[s.n - 1] != ' ' && cm_utf8_length(s) <= 60;
}

static bool
month_ok(struct cm_str s)
{
	return s.n == 7 && is_digits((struct cm_str){s.p, 4}, 4, 4) && s.p[4] == '-' &&
	    is_digits((struct cm_str){s.p + 5, 2}, 2, 2) &&
	    (s.p[5] == '0' ? s.p[6] >= '1' : s.p[5] == '1' && s.p[6] <= '2');
}

static bool
word_ok(struct cm_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7f)
			return false;
	return s.n <= 128;
}

static const struct format {
	const char *name;
	bool (*ok)(struct cm_str);
	const char *why;
} formats[] = {
    {"msisdn", cm_msisdn_ok, N_("expected a mobile number: 11 digits that begin with 13 to 19")},
    {"iccid", cm_iccid_ok, N_("expected a SIM number: 19 or 20 digits that begin with 89, with its check digit")},
    {"pin", pin_ok, N_("expected digits only")},
    {"puk", puk_ok, N_("expected 8 digits")},
    {"id", id_ok, N_("expected a document number: 4 to 64 characters without blanks")},
    {"name", name_ok, N_("expected a name of at most 60 characters, without blanks around it")},
    {"line", line_ok, N_("expected text without line breaks and control characters")},
    {"month", month_ok, N_("expected a month such as 2010-04")},
    {"digits", digits_ok, N_("expected digits only")},
    {"word", word_ok, N_("expected letters, digits and signs without blanks")},
    {"plan", word_ok, N_("expected letters, digits and signs without blanks")}, /* of offers/: a form has its name instead */
};

static const struct format *
format_find(struct cm_str name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (cm_str_is(name, formats[i].name))
			return &formats[i];
	return NULL;
}

bool
cm_format_known(struct cm_str name)
{
	return format_find(name) != NULL;
}

static bool
read_text(const struct cm_fact *f, struct cm_str s, const char **why, struct cm_arena *a)
{
	size_t max = f->max ? f->max : TEXT_MAX;

	if (f->format.p) {
		const struct format *fm = format_find(f->format);

		*why = fm->why;
		if (!fm->ok(s))
			return false;
	}
	if (s.n <= max || cm_utf8_length(s) <= max)
		return true;
	*why = cm_arena_printf(a, _("expected at most %zu characters"), max);
	return false;
}

static bool
read_bool(struct cm_str s, int64_t *i)
{
	static const char *const words[] = {"false", "true", "0", "1", "no", "yes", "否", "是"};

	for (int w = 0; w < 8; w++)
		if (cm_str_is(s, words[w])) {
			*i = w & 1;
			return true;
		}
	return false;
}

static int
value_find(const struct cm_fact *f, struct cm_str s)
{
	for (unsigned i = 0; i < f->nvalues; i++)
		if (cm_str_eq(f->values[i].name, s))
			return (int)i;
	for (unsigned i = 0; i < f->nvalues; i++) {
		if (f->values[i].zh.p && cm_str_eq(f->values[i].zh, s))
			return (int)i;
		for (unsigned k = 0; k < f->values[i].naliases; k++)
			if (cm_str_eq(f->values[i].aliases[k], s))
				return (int)i;
	}
	return -1;
}

const char *
cm_fact_expected(const struct cm_fact *f, struct cm_str source, struct cm_arena *a)
{
	struct cm_buf b = {0};
	const char *why;
	unsigned n = 0;

	cm_buf_puts(&b, _("expected one of "));
	for (unsigned i = 0; i < f->nvalues; i++)
		if (!source.n || cm_enum_value_is_of(&f->values[i], source)) {
			if (n++)
				cm_buf_puts(&b, ", ");
			cm_buf_putstr(&b, f->values[i].name);
		}
	why = cm_arena_strn(a, b.p, b.n);
	cm_buf_free(&b);
	return why;
}

/*
 * a, b,c without the blanks, each by its own name when the list has values; the text itself when that changes nothing.
 */
static bool
read_list(const struct cm_fact *f, struct cm_str s, struct cm_str *out, const char **why, struct cm_arena *a)
{
	const char *p = s.p, *end = s.p + s.n;
	struct cm_buf b = {0};
	bool good = s.n <= (f->max ? f->max : TEXT_MAX) * 4;

	*why = N_("the list is too long");
	while (good && p <= end) {
		const char *comma = memchr(p, ',', (size_t)(end - p)), *q = comma ? comma : end;
		struct cm_str item = {p, (size_t)(q - p)};
		int i = -1;

		for (; item.n && *item.p == ' '; item.n--)
			item.p++;
		while (item.n && item.p[item.n - 1] == ' ')
			item.n--;
		if (f->nvalues && (i = value_find(f, item)) < 0) {
			*why = cm_fact_expected(f, CM_STR(""), a);
			good = false;
		}
		if (b.n)
			cm_buf_putc(&b, ',');
		cm_buf_putstr(&b, i < 0 ? item : f->values[i].name);
		p = q + 1;
	}
	*out = cm_str_eq(cm_buf_str(&b), s) ? s : cm_arena_str(a, cm_buf_str(&b));
	cm_buf_free(&b);
	return good;
}

struct cm_str
cm_fact_nearest(const struct cm_fact *f, struct cm_str value)
{
	struct cm_nearest near = {.wanted = value};

	for (unsigned i = 0; i < f->nvalues; i++)
		cm_nearest_try(&near, f->values[i].name);
	return near.best;
}

static bool
read_time_or_day(const struct cm_fact *f, struct cm_str s, struct cm_value *v, const char **why)
{
	int32_t day;

	if (f->type == CM_T_TIME) {
		*why = N_("expected a time such as 2010-04-01T09:30:00+08:00");
		return cm_time_parse(s, &v->i);
	}
	*why = N_("expected a date such as 2010-04-01");
	if (!cm_day_parse(s, &day))
		return false;
	v->i = day;
	return true;
}

static bool
read_value(const struct cm_fact *f, struct cm_str s, struct cm_value *v, const char **why, struct cm_arena *a)
{
	switch (f->type) {
	case CM_T_BOOL:
		*why = N_("expected true or false");
		return read_bool(s, &v->i);
	case CM_T_INT:
		*why = N_("expected a whole number");
		return cm_int_parse(s, &v->i);
	case CM_T_MONEY:
		*why = N_("expected an amount in yuan with at most two decimals, such as 50.00");
		return cm_money_parse(s, &v->i);
	case CM_T_DATE:
	case CM_T_TIME:
		return read_time_or_day(f, s, v, why);
	case CM_T_ENUM:
		v->i = value_find(f, s);
		if (v->i < 0) {
			*why = cm_fact_expected(f, CM_STR(""), a);
			return false;
		}
		v->s = f->values[v->i].name;
		return true;
	case CM_T_LIST:
		return read_list(f, s, &v->s, why, a);
	case CM_T_TEXT:
		v->s = s;
		return read_text(f, s, why, a);
	}
	return false;
}

enum cm_status
cm_fact_read(const struct cm_fact *f, struct cm_str text, struct cm_value *v, const char **code, const char **why,
    struct cm_arena *a)
{
	*v = (struct cm_value){.type = f->type};
	if (text.n == 0)
		return CM_OK;
	*code =
	    f->type == CM_T_ENUM || (f->type == CM_T_LIST && f->nvalues) ? "field.unknown-value" : "field.malformed";
	if (!read_value(f, text, v, why, a)) {
		*why = _(*why); /* only now: for every good field it would be a look-up */
		*v = (struct cm_value){.type = f->type};
		return CM_BAD;
	}
	v->known = true;
	return CM_OK;
}

const char *
cm_fact_mask(const struct cm_fact *f, struct cm_str s, struct cm_arena *a)
{
	return cm_mask_fact(a, f->id, s);
}
