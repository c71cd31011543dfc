/*
 * The plain part of YAML, read without libyaml: block maps and lists by indentation, flow maps and lists, plain and
 * quoted scalars inside one line, plain blocks of text, comments. Every command reads facts.yaml when it starts, and
 * libyaml takes some 270 instructions a byte; this takes a tenth of that.
 *
 * It never judges. At the first thing that it does not know for certain (anchors, tags, escapes, a scalar over two
 * lines, every error) it gives up, and libyaml reads the file from the beginning. The test policy-yaml
 * holds both to the same trees, places included.
 */
#include "policy/yaml_build.h"

#include "base/banned.h"

struct quick {
	struct cm_yaml_build *build;
	const char *p, *end;
	const char *line; /* where the present line begins */
	unsigned row; /* from 1 */
	unsigned more; /* bytes in this line so far that begin no character: columns count characters */
	unsigned depth;
};

/* Bytes of scalars; bytes that end something or are to be looked at; bytes that make it give up, the final NUL too. */
enum class {
	C_PLAIN = 0,
	C_TAIL = 1, /* second and later bytes of a character */
	C_STOP,
	C_ODD
};

/* clang-format off */
/* 0xc2 … begin characters that libyaml takes for line ends or refuses: C1, U+2028, a byte order mark, U+FFFE. */
#define ANYWHERE \
    [0 ... 9] = C_ODD, ['\n'] = C_STOP, [11 ... 31] = C_ODD, [127] = C_ODD, ['#'] = C_STOP, [':'] = C_STOP, \
    [0x80 ... 0xbf] = C_TAIL, [0xc2] = C_STOP, [0xe2] = C_STOP, [0xef] = C_STOP

static const unsigned char in_flow[256] = {ANYWHERE,
    [','] = C_STOP, ['['] = C_STOP, [']'] = C_STOP, ['{'] = C_STOP, ['}'] = C_STOP};
static const unsigned char in_block[256] = {ANYWHERE};
static const unsigned char in_quotes[256] = {ANYWHERE, ['"'] = C_STOP, ['\''] = C_STOP, ['\\'] = C_STOP};

static const bool in_key[256] = {
    ['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['0' ... '9'] = true, ['_'] = true, ['-'] = true, ['.'] = true};

/* Begins of a plain scalar beyond doubt; the others are looked at, or are libyaml's business. */
static const bool begins[256] = {
    ['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['0' ... '9'] = true, ['_'] = true, ['$'] = true, ['('] = true,
    ['/'] = true, ['<'] = true, [0xc3 ... 0xe1] = true, [0xe3 ... 0xee] = true, [0xf0 ... 0xff] = true};
/* clang-format on */

/* Over ordinary bytes of a scalar. */
static inline unsigned char
skip_ordinary(struct quick *q, const unsigned char classes[256])
{
	const char *p = q->p;
	unsigned more = q->more, c;

	for (; (c = classes[(unsigned char)*p]) <= C_TAIL; p++)
		more += c;
	q->p = p;
	q->more = more;
	return (unsigned char)*p;
}

static bool block(struct quick *, unsigned col);

static struct cm_pos
here(const struct quick *q)
{
	return (struct cm_pos){q->build->file, q->row, (unsigned)(q->p - q->line) - q->more + 1};
}

/* One of the three bytes above: does an ordinary character begin here? The text is UTF-8, so it is whole. */
static bool
ordinary(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	if (u[0] == 0xc2)
		return u[1] >= 0xa0;
	if (u[0] == 0xe2)
		return !(u[1] == 0x80 && (u[2] == 0xa8 || u[2] == 0xa9));
	return !(u[1] == 0xbb && u[2] == 0xbf) && !(u[1] == 0xbf && u[2] >= 0xbe);
}

/* Over a comment to the end of its line. */
static bool
skip_comment(struct quick *q)
{
	for (;; q->p++) {
		unsigned char c = skip_ordinary(q, in_block);

		if (c == '\n' || q->p == q->end)
			return true;
		if (in_block[c] == C_ODD || (c >= 0xc2 && !ordinary(q->p)))
			return false;
	}
}

static inline void
new_line(struct quick *q)
{
	q->line = ++q->p;
	q->row++;
	q->more = 0;
}

/*
 * To the next line with something in it; p stands at its first character behind the blanks. False: gives up. At the
 * end of the file p is end.
 */
static bool
next_content(struct quick *q)
{
	for (;;) {
		while (q->p < q->end && *q->p == ' ')
			q->p++;
		if (q->p == q->end)
			return true;
		if (*q->p == '#' && !skip_comment(q))
			return false;
		if (q->p == q->end)
			return true;
		if (*q->p != '\n')
			break;
		new_line(q);
	}
	/* Marks of documents and directives stand in the first column. */
	return q->p != q->line || (*q->p != '-' && *q->p != '.' && *q->p != '%') || (*q->p == '-' && q->p[1] == ' ');
}

static unsigned
column(const struct quick *q)
{
	return (unsigned)(q->p - q->line);
}

/* What may follow a value in block context: blanks, then a comment or the end of the line. */
static bool
rest_is_empty(struct quick *q)
{
	const char *from = q->p;

	while (q->p < q->end && *q->p == ' ')
		q->p++;
	if (q->p == q->end || *q->p == '\n')
		return true;
	return *q->p == '#' && q->p > from && skip_comment(q);
}

static bool
quoted(struct quick *q)
{
	struct cm_pos pos = here(q);
	char quote = *q->p++;
	const char *from = q->p;

	for (;; q->p++) {
		unsigned char c = skip_ordinary(q, in_quotes);

		if (c == (unsigned char)quote)
			break;
		if (in_quotes[c] == C_ODD || c == '\n' || (c == '\\' && quote == '"') || (c >= 0xc2 && !ordinary(q->p)))
			return false;
	}
	if (quote == '\'' && q->p[1] == '\'')
		return false;
	cm_yaml_value(q->build, pos, (struct cm_str){from, (size_t)(q->p - from)}, true, false);
	q->p++;
	return true;
}

/* May a plain scalar begin here? Indicators are libyaml's business. */
static inline bool
begins_plain(const struct quick *q)
{
	unsigned char c = (unsigned char)*q->p;

	if (begins[c])
		return true;
	if (c >= 0xc2)
		return ordinary(q->p);
	if (c == '-')
		return q->p[1] >= '0' && q->p[1] <= '9';
	return in_quotes[c] == C_PLAIN && in_flow[c] == C_PLAIN && !strchr("&*!|>%@`?", c);
}

static inline bool
take_plain(struct quick *q, struct cm_pos pos, const char *from)
{
	const char *to = q->p;

	while (to > from && to[-1] == ' ')
		to--;
	cm_yaml_value(q->build, pos, (struct cm_str){from, (size_t)(to - from)}, false, false);
	return q->build->faults == 0;
}

/* A plain scalar inside one line, which ends it. */
static bool
plain(struct quick *q)
{
	struct cm_pos pos = here(q);
	const char *from = q->p;

	if (!begins_plain(q))
		return false;
	for (;; q->p++) {
		unsigned char c = skip_ordinary(q, in_block);

		if (c == '\n' || q->p == q->end || (c == '#' && q->p[-1] == ' '))
			return take_plain(q, pos, from);
		if (in_block[c] == C_ODD || (c >= 0xc2 && !ordinary(q->p)))
			return false;
		if (c == ':' && (q->p[1] == ' ' || q->p[1] == '\n' || q->p + 1 == q->end))
			return false;
	}
}

/* The same in a flow collection, where , ] } end it; a line break could continue it. */
static bool
flow_plain(struct quick *q)
{
	struct cm_pos pos = here(q);
	const char *from = q->p;

	if (!begins_plain(q))
		return false;
	for (;; q->p++) {
		unsigned char c = skip_ordinary(q, in_flow);

		if (c == ',' || c == ']' || c == '}')
			return take_plain(q, pos, from);
		if (c < 0xc2 || !ordinary(q->p))
			return false;
	}
}

/* A key as policies have them, with its colon and a blank behind. */
static bool
key(struct quick *q)
{
	struct cm_pos pos = here(q);
	const char *from = q->p, *p = from;

	if ((unsigned char)((*p | 0x20) - 'a') > 'z' - 'a')
		return false;
	do
		p++;
	while (in_key[(unsigned char)*p]);
	if (*p != ':' || p - from > 128 || (p[1] != ' ' && p[1] != '\n'))
		return false;
	q->p = p + 1;
	cm_yaml_key(q->build, pos, (struct cm_str){from, (size_t)(p - from)}, false);
	return q->build->faults == 0;
}

/* Blanks and line ends between the parts of a flow collection. */
static bool
flow_lines(struct quick *q)
{
	for (; *q->p == ' ' || *q->p == '\n'; q->p++)
		if (*q->p == '\n') {
			new_line(q);
			q->p--;
		}
	return q->p < q->end && (q->p != q->line || (*q->p != '-' && *q->p != '.' && *q->p != '%'));
}

static inline bool
flow_space(struct quick *q)
{
	q->p += *q->p == ' ';
	return (*q->p != ' ' && *q->p != '\n') || flow_lines(q);
}

static bool flow_collection(struct quick *);

static inline bool
flow_value(struct quick *q)
{
	switch (*q->p) {
	case '{':
	case '[':
		return flow_collection(q);
	case '"':
	case '\'':
		return quoted(q);
	default:
		return flow_plain(q);
	}
}

static bool
flow_collection(struct quick *q)
{
	bool map = *q->p == '{';
	char close = map ? '}' : ']';

	if (++q->depth > CM_YAML_DEPTH)
		return false;
	cm_yaml_open(q->build, map ? CM_YAML_MAP : CM_YAML_LIST, here(q));
	q->p++;
	if (!flow_space(q))
		return false;
	while (*q->p != close) {
		if ((map && !(key(q) && flow_space(q))) || !flow_value(q) || !flow_space(q))
			return false;
		if (*q->p == close)
			break;
		if (*q->p != ',')
			return false;
		q->p++;
		if (!flow_space(q) || *q->p == close)
			return false;
	}
	q->p++;
	q->depth--;
	cm_yaml_close(q->build);
	return true;
}

/* One line of a block of text, behind its indentation, to the line's end. */
static bool
block_line(struct quick *q)
{
	for (;; q->p++) {
		unsigned char c = skip_ordinary(q, in_block);

		if (c == '\n')
			return true;
		if (in_block[c] == C_ODD || (c >= 0xc2 && !ordinary(q->p)))
			return false;
	}
}

/* Over the lines of a block of text, which must all begin in one column further in than col; it is returned. 0: no. */
static unsigned
block_lines(struct quick *q, unsigned col, const char **end)
{
	unsigned indent = 0;

	for (;; new_line(q)) {
		while (*q->p == ' ')
			q->p++;
		if (q->p == q->end || *q->p == '\n' || column(q) <= col)
			break;
		if (!indent)
			indent = column(q);
		if (column(q) != indent || !block_line(q))
			return 0;
		*end = q->p;
	}
	/* Behind a blank line, what is further in would still belong to it, a comment too. */
	while (q->p < q->end && *q->p == '\n') {
		if (column(q) > 0)
			return 0;
		for (new_line(q); *q->p == ' ';)
			q->p++;
	}
	return (q->p == q->end ? column(q) == 0 : column(q) <= col) ? indent : 0;
}

/* A block of text in its plain form: > or |, perhaps with -. Its lines are joined by blanks or by line ends. */
static bool
block_text(struct quick *q, unsigned col)
{
	struct cm_pos pos = here(q);
	char join = *q->p++ == '>' ? ' ' : '\n', *text;
	bool strip = *q->p == '-';
	const char *from, *end = NULL;
	unsigned indent;
	size_t n = 0;

	q->p += strip;
	if (*q->p != '\n')
		return false;
	new_line(q);
	from = q->p;
	indent = block_lines(q, col, &end);
	if (!indent)
		return false;
	text = cm_arena_alloc(q->build->arena, (size_t)(end - from) + 2);
	for (const char *eol; from < end; from = eol + 1) {
		eol = memchr(from, '\n', (size_t)(q->end - from));
		if (n)
			text[n++] = join;
		memcpy(text + n, from + indent, (size_t)(eol - from) - indent);
		n += (size_t)(eol - from) - indent;
	}
	if (!strip)
		text[n++] = '\n';
	cm_yaml_value(q->build, pos, (struct cm_str){text, n}, true, true);
	return next_content(q) && (q->p == q->end || column(q) <= col);
}

/* A value that begins in this line, of something that stands at col; no further line may belong to it. */
static bool
line_value(struct quick *q, unsigned col)
{
	bool good;

	if (*q->p == '>' || *q->p == '|')
		return block_text(q, col);
	good = *q->p == '{' || *q->p == '[' ? flow_collection(q) : *q->p == '"' || *q->p == '\'' ? quoted(q) : plain(q);

	/* What is further in on the next line would continue it. */
	return good && rest_is_empty(q) && next_content(q) && (q->p == q->end || column(q) <= col);
}

/* What follows a key's colon or a dash: a value in this line, or deeper in the next ones. */
static bool
value(struct quick *q, unsigned col, bool of_key)
{
	const char *from = q->p;

	while (q->p < q->end && *q->p == ' ')
		q->p++;
	if (q->p < q->end && *q->p != '\n' && *q->p != '#')
		return q->p > from && line_value(q, col);
	q->p = from;
	if (!rest_is_empty(q) || !next_content(q) || q->p == q->end)
		return false;
	/* A list may stand as far out as the key that it belongs to. */
	if (column(q) > col || (of_key && column(q) == col && *q->p == '-' && q->p[1] == ' '))
		return block(q, column(q));
	return false;
}

static bool
block_map(struct quick *q, unsigned col)
{
	cm_yaml_open(q->build, CM_YAML_MAP, here(q));
	do {
		if (!key(q) || !value(q, col, true))
			return false;
	} while (q->p < q->end && column(q) == col && *q->p != '-');
	cm_yaml_close(q->build);
	return true;
}

static bool
block_list(struct quick *q, unsigned col)
{
	cm_yaml_open(q->build, CM_YAML_LIST, here(q));
	do {
		const char *dash = q->p++;
		unsigned in;

		for (; q->p < q->end && *q->p == ' '; q->p++)
			continue;
		in = (unsigned)(q->p - q->line);
		if (q->p < q->end && *q->p >= 'a' && *q->p <= 'z') {
			/* A map that begins behind its dash, or a word. */
			const char *k = q->p;

			while (k < q->end && ((*k >= 'a' && *k <= 'z') || *k == '_'))
				k++;
			if (k < q->end && *k == ':' && (k[1] == ' ' || k[1] == '\n')) {
				if (++q->depth > CM_YAML_DEPTH || !block_map(q, in))
					return false;
				q->depth--;
				continue;
			}
		}
		q->p = dash + 1;
		if (!value(q, col, false))
			return false;
	} while (q->p < q->end && column(q) == col && *q->p == '-' && q->p[1] == ' ');
	cm_yaml_close(q->build);
	return true;
}

/* A list or a map whose parts stand at col. Afterwards p is at a line that is further out, or at the end. */
static bool
block(struct quick *q, unsigned col)
{
	bool good;

	if (++q->depth > CM_YAML_DEPTH)
		return false;
	good = *q->p == '-' && q->p[1] == ' ' ? block_list(q, col) : block_map(q, col);
	q->depth--;
	return good;
}

/* bytes have a NUL behind them. */
bool
cm_yaml_quick(struct cm_yaml_build *b, struct cm_str bytes)
{
	struct quick q = {.build = b, .p = bytes.p, .end = bytes.p + bytes.n, .line = bytes.p, .row = 1};

	if (!next_content(&q) || q.p == q.end || column(&q) != 0)
		return false;
	return block(&q, 0) && q.p == q.end && !b->stopped && b->faults == 0;
}
