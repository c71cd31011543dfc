/* The pieces of plain YAML in one line (yaml_scan.h): the tables, and what is asked for less often. */
#include "policy/yaml_scan.h"

#include "base/banned.h"

/* clang-format off */
/* 0xc2 … begin characters that libyaml takes for line ends or refuses: C1, U+2028, a byte order mark, U+FFFE. */
#define ANYWHERE \
    [0 ... 9] = CM_SCAN_ODD, ['\n'] = CM_SCAN_STOP, [11 ... 31] = CM_SCAN_ODD, [127] = CM_SCAN_ODD, ['#'] = CM_SCAN_STOP, \
    [':'] = CM_SCAN_STOP, [0x80 ... 0xbf] = CM_SCAN_TAIL, [0xc2] = CM_SCAN_STOP, [0xe2] = CM_SCAN_STOP, [0xef] = CM_SCAN_STOP

const unsigned char cm_scan_in_flow[256] = {ANYWHERE, [','] = CM_SCAN_STOP,
    ['['] = CM_SCAN_STOP, [']'] = CM_SCAN_STOP, ['{'] = CM_SCAN_STOP, ['}'] = CM_SCAN_STOP};
const unsigned char cm_scan_in_block[256] = {ANYWHERE};
const unsigned char cm_scan_in_quotes[256] = {ANYWHERE,
    ['"'] = CM_SCAN_STOP, ['\''] = CM_SCAN_STOP, ['\\'] = CM_SCAN_STOP};

const bool cm_scan_in_key[256] = {
    ['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['0' ... '9'] = true, ['_'] = true, ['-'] = true, ['.'] = true};

/* Begins of a plain scalar beyond doubt; the others are looked at, or are libyaml's business. */
const bool cm_scan_begins[256] = {
    ['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['0' ... '9'] = true, ['_'] = true, ['$'] = true, ['('] = true,
    ['/'] = true, ['<'] = true, [0xc3 ... 0xe1] = true, [0xe3 ... 0xee] = true, [0xf0 ... 0xff] = true};
/* clang-format on */

bool
cm_scan_ordinary(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	if (u[0] == 0xc2)
		return u[1] >= 0xa0;
	if (u[0] == 0xe2)
		return !(u[1] == 0x80 && (u[2] == 0xa8 || u[2] == 0xa9));
	return !(u[1] == 0xbb && u[2] == 0xbf) && !(u[1] == 0xbf && u[2] >= 0xbe);
}

bool
cm_scan_begins_plain(const struct cm_scan *s)
{
	unsigned char c = (unsigned char)*s->p;

	if (cm_scan_begins[c])
		return true;
	if (c >= 0xc2)
		return cm_scan_ordinary(s->p);
	if (c == '-')
		return s->p[1] >= '0' && s->p[1] <= '9';
	return cm_scan_in_quotes[c] == CM_SCAN_PLAIN && cm_scan_in_flow[c] == CM_SCAN_PLAIN && !strchr("&*!|>%@`?", c);
}

bool
cm_scan_comment(struct cm_scan *s)
{
	for (;; s->p++) {
		unsigned char c = cm_scan_over(s, cm_scan_in_block);

		if (c == '\n' || s->p == s->end)
			return true;
		if (cm_scan_in_block[c] == CM_SCAN_ODD || (c >= 0xc2 && !cm_scan_ordinary(s->p)))
			return false;
	}
}

bool
cm_scan_content(struct cm_scan *s)
{
	for (;;) {
		while (s->p < s->end && *s->p == ' ')
			s->p++;
		if (s->p == s->end)
			return true;
		if (*s->p == '#' && !cm_scan_comment(s))
			return false;
		if (s->p == s->end)
			return true;
		if (*s->p != '\n')
			break;
		cm_scan_new_line(s);
	}
	/* Marks of documents and directives stand in the first column. */
	return s->p != s->line || (*s->p != '-' && *s->p != '.' && *s->p != '%') || (*s->p == '-' && s->p[1] == ' ');
}

bool
cm_scan_rest(struct cm_scan *s)
{
	const char *from = s->p;

	while (s->p < s->end && *s->p == ' ')
		s->p++;
	if (s->p == s->end || *s->p == '\n')
		return true;
	return *s->p == '#' && s->p > from && cm_scan_comment(s);
}

bool
cm_scan_flow_lines(struct cm_scan *s)
{
	for (; *s->p == ' ' || *s->p == '\n'; s->p++)
		if (*s->p == '\n') {
			cm_scan_new_line(s);
			s->p--;
		}
	return s->p < s->end && (s->p != s->line || (*s->p != '-' && *s->p != '.' && *s->p != '%'));
}

bool
cm_scan_quoted(struct cm_scan *s, struct cm_str *text)
{
	char quote = *s->p++;
	const char *from = s->p;

	for (;; s->p++) {
		unsigned char c = cm_scan_over(s, cm_scan_in_quotes);

		if (c == (unsigned char)quote)
			break;
		if (cm_scan_in_quotes[c] == CM_SCAN_ODD || c == '\n' || (c == '\\' && quote == '"') ||
		    (c >= 0xc2 && !cm_scan_ordinary(s->p)))
			return false;
	}
	if (quote == '\'' && s->p[1] == '\'')
		return false;
	*text = (struct cm_str){from, (size_t)(s->p - from)};
	s->p++;
	return true;
}

bool
cm_scan_plain(struct cm_scan *s, struct cm_str *text)
{
	const char *from = s->p;

	if (!cm_scan_begins_plain(s))
		return false;
	for (;; s->p++) {
		unsigned char c = cm_scan_over(s, cm_scan_in_block);

		if (c == '\n' || s->p == s->end || (c == '#' && s->p[-1] == ' ')) {
			*text = cm_scan_trimmed(from, s->p);
			return true;
		}
		if (cm_scan_in_block[c] == CM_SCAN_ODD || (c >= 0xc2 && !cm_scan_ordinary(s->p)))
			return false;
		if (c == ':' && (s->p[1] == ' ' || s->p[1] == '\n' || s->p + 1 == s->end))
			return false;
	}
}
