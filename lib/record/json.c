/*
 * The strict JSON scanner (json.h). Called by the reader for each line and by cm_field_list() for lists. It decides
 * what is JSON and where a value ends, and nothing about what a value means.
 */
#include "record/json.h"

#include <stdint.h>

#include "base/po.h"
#include "base/text.h"

#include "base/banned.h"

#define ONES UINT64_C(0x0101010101010101)
#define HIGH UINT64_C(0x8080808080808080)

static bool value_at(struct cm_json *, struct cm_json_value *);

static bool
wrong(struct cm_json *j, const char *at, const char *why)
{
	j->at = at;
	j->why = _(why);
	return false;
}

/* Programs write no white space, so that there is none is seen at one look. */
static inline void
space(struct cm_json *j)
{
	while (j->p < j->end && (unsigned char)*j->p <= ' ') {
		if (*j->p != ' ' && *j->p != '\t' && *j->p != '\r' && *j->p != '\n')
			break;
		j->p++;
	}
}

void
cm_json_space(struct cm_json *j)
{
	space(j);
}

/*
 * The first byte from p on that ends a run of plain text: quote, backslash or control character. *wide collects
 * whether a byte above ASCII was passed. Eight bytes at a time: most of a line's time is spent here.
 */
static inline const char *
plain_end(const char *p, const char *end, bool *wide)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	while (end - p >= 8) {
		uint64_t w, quote, slash, hit;

		memcpy(&w, p, 8);
		quote = w ^ ONES * '"';
		slash = w ^ ONES * '\\';
		hit = (((quote - ONES) & ~quote) | ((slash - ONES) & ~slash) | ((w - ONES * 0x20) & ~w)) & HIGH;
		if (hit) {
			/* Borrows make only bytes above the first hit uncertain. */
			*wide |= (w & HIGH & (hit ^ (hit - 1))) != 0;
			return p + (__builtin_ctzll(hit) >> 3);
		}
		*wide |= (w & HIGH) != 0;
		p += 8;
	}
#endif
	for (; p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20; p++)
		*wide |= (unsigned char)*p >= 0x80;
	return p;
}

bool
cm_json_plain(struct cm_str s)
{
	bool wide = false;

	return plain_end(s.p, s.p + s.n, &wide) == s.p + s.n;
}

/* Four hex digits at p, or -1. */
static int
hex4(const char *p, const char *end)
{
	int v = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c >= '0' && c <= '9')
			v = v * 16 + (c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			v = v * 16 + ((c | 0x20) - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/* One escape: p at the backslash. A surrogate counts only as a pair, because alone it is no character. */
static bool
escape_at(struct cm_json *j)
{
	const char *p = j->p;
	int u, low;

	if (j->end - p < 2)
		return wrong(j, p, "a string is not closed");
	if (p[1] != 'u') {
		if (p[1] == 0 || !strchr("\"\\/bfnrt", p[1]))
			return wrong(j, p, "no such escape in a string");
		j->p += 2;
		return true;
	}
	u = hex4(p + 2, j->end);
	if (u < 0)
		return wrong(j, p, "\\u wants four hexadecimal digits");
	if (u == 0)
		return wrong(j, p, "\\u0000 is not allowed in a string");
	j->p += 6;
	if (u < 0xD800 || u > 0xDFFF)
		return true;
	low = j->end - j->p >= 6 && j->p[0] == '\\' && j->p[1] == 'u' ? hex4(j->p + 2, j->end) : -1;
	if (u > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
		return wrong(j, p, "half of a surrogate pair");
	j->p += 6;
	return true;
}

bool
cm_json_string(struct cm_json *j, struct cm_str *inner, bool *escaped)
{
	const char *start = j->p + 1;
	bool wide = false;
	size_t bad;

	*escaped = false;
	for (j->p = start;;) {
		j->p = plain_end(j->p, j->end, &wide);
		if (j->p == j->end)
			return wrong(j, start - 1, "a string is not closed");
		if (*j->p == '"')
			break;
		if (*j->p != '\\')
			return wrong(j, j->p, *j->p ? N_("a control character in a string") : N_("a NUL byte"));
		if (!escape_at(j))
			return false;
		*escaped = true;
	}
	*inner = (struct cm_str){start, (size_t)(j->p - start)};
	j->p++;
	if (wide && (bad = cm_utf8_check(inner->p, inner->n)) < inner->n)
		return wrong(j, inner->p + bad, "not UTF-8 (if it is GB18030: -e gb18030)");
	return true;
}

static const char *
digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

static bool
number_at(struct cm_json *j)
{
	const char *start = j->p, *p = j->p, *q;

	if (*p == '-')
		p++;
	q = digits(p, j->end);
	if (q == p)
		return wrong(j, start, "a number wants digits");
	if (*p == '0' && q - p > 1)
		return wrong(j, start, "a number does not begin with 0");
	p = q;
	if (p < j->end && *p == '.') {
		q = digits(p + 1, j->end);
		if (q == p + 1)
			return wrong(j, start, "a number wants digits behind the point");
		p = q;
	}
	if (p < j->end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < j->end && (*p == '+' || *p == '-'))
			p++;
		q = digits(p, j->end);
		if (q == p)
			return wrong(j, start, "a number wants digits in its exponent");
		p = q;
	}
	j->p = p;
	return true;
}

static bool
word_at(struct cm_json *j, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(j->end - j->p) < n || memcmp(j->p, word, n) != 0)
		return wrong(j, j->p, "neither a value nor true, false or null");
	j->p += n;
	return true;
}

bool
cm_json_open(struct cm_json *j, char opening)
{
	if (j->p == j->end || *j->p != opening)
		return wrong(j, j->p, opening == '{' ? N_("not a JSON object: { is missing") : N_("[ is missing"));
	if (j->depth == CM_JSON_DEPTH)
		return wrong(j, j->p, "more than 64 levels deep");
	j->depth++;
	j->p++;
	return true;
}

bool
cm_json_more(struct cm_json *j, char closing, bool first)
{
	space(j);
	if (j->p < j->end && *j->p == closing) {
		j->p++;
		j->depth--;
		return false;
	}
	if (!first) {
		if (j->p == j->end || *j->p != ',')
			return wrong(j, j->p, closing == '}' ? N_(", or } is missing") : N_(", or ] is missing"));
		j->p++;
		space(j);
	}
	if (j->p == j->end)
		return wrong(j, j->p, closing == '}' ? N_("} is missing") : N_("] is missing"));
	if (closing == '}' && *j->p != '"')
		return wrong(j, j->p, "a key in quotes is missing");
	return true;
}

bool
cm_json_colon(struct cm_json *j)
{
	space(j);
	if (j->p == j->end || *j->p != ':')
		return wrong(j, j->p, ": is missing");
	j->p++;
	space(j);
	return true;
}

static bool
container_at(struct cm_json *j, char closing)
{
	struct cm_json_value v;
	struct cm_str key;
	bool escaped;

	if (!cm_json_open(j, *j->p))
		return false;
	for (bool first = true; cm_json_more(j, closing, first); first = false) {
		if (closing == '}' && !(cm_json_string(j, &key, &escaped) && cm_json_colon(j)))
			return false;
		if (!value_at(j, &v))
			return false;
	}
	return !j->why;
}

static bool
value_at(struct cm_json *j, struct cm_json_value *v)
{
	struct cm_str inner;

	if (j->p == j->end)
		return wrong(j, j->p, "a value is missing");
	v->escaped = false;
	switch (*j->p) {
	case '"':
		v->kind = CM_STRING;
		return cm_json_string(j, &inner, &v->escaped);
	case '{':
		v->kind = CM_OBJECT;
		return container_at(j, '}');
	case '[':
		v->kind = CM_LIST;
		return container_at(j, ']');
	case 't':
		v->kind = CM_BOOL;
		return word_at(j, "true");
	case 'f':
		v->kind = CM_BOOL;
		return word_at(j, "false");
	case 'n':
		v->kind = CM_NULL;
		return word_at(j, "null");
	default:
		if (*j->p != '-' && (*j->p < '0' || *j->p > '9'))
			return wrong(j, j->p, *j->p ? N_("a value is missing") : N_("a NUL byte"));
		v->kind = CM_NUMBER;
		return number_at(j);
	}
}

bool
cm_json_value(struct cm_json *j, struct cm_json_value *v)
{
	const char *start = j->p;

	if (!value_at(j, v))
		return false;
	v->json = (struct cm_str){start, (size_t)(j->p - start)};
	return true;
}

static char *
put_utf8(char *out, unsigned u)
{
	if (u < 0x80) {
		*out++ = (char)u;
	} else if (u < 0x800) {
		*out++ = (char)(0xC0 | u >> 6);
		*out++ = (char)(0x80 | (u & 0x3F));
	} else if (u < 0x10000) {
		*out++ = (char)(0xE0 | u >> 12);
		*out++ = (char)(0x80 | (u >> 6 & 0x3F));
		*out++ = (char)(0x80 | (u & 0x3F));
	} else {
		*out++ = (char)(0xF0 | u >> 18);
		*out++ = (char)(0x80 | (u >> 12 & 0x3F));
		*out++ = (char)(0x80 | (u >> 6 & 0x3F));
		*out++ = (char)(0x80 | (u & 0x3F));
	}
	return out;
}

struct cm_str
cm_json_unescape(struct cm_str s, struct cm_arena *arena)
{
	static const char from[] = "bfnrt\"\\/", to[] = "\b\f\n\r\t\"\\/";
	const char *p = s.p, *end = s.p + s.n;
	char *start = cm_arena_alloc(arena, s.n + 1), *out = start;

	while (p < end) {
		const char *slash = memchr(p, '\\', (size_t)(end - p));
		size_t run = (size_t)((slash ? slash : end) - p);

		memcpy(out, p, run);
		out += run;
		p += run;
		if (p == end)
			break;
		if (p[1] != 'u') {
			*out++ = to[strchr(from, p[1]) - from];
			p += 2;
			continue;
		}
		unsigned u = (unsigned)hex4(p + 2, end);
		p += 6;
		if (u >= 0xD800 && u <= 0xDBFF) {
			u = 0x10000 + ((u - 0xD800) << 10) + ((unsigned)hex4(p + 2, end) - 0xDC00);
			p += 6;
		}
		out = put_utf8(out, u);
	}
	return (struct cm_str){start, (size_t)(out - start)};
}

struct cm_str
cm_json_text(const struct cm_json_value *v, struct cm_arena *arena)
{
	struct cm_str s = v->json;

	if (v->kind != CM_STRING)
		return s;
	s = (struct cm_str){s.p + 1, s.n - 2};
	return v->escaped ? cm_json_unescape(s, arena) : s;
}
