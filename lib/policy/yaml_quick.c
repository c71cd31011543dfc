/*
 * The plain part of YAML, read without libyaml: block maps and lists by indentation, flow maps and lists, plain and
 * quoted scalars inside one line, plain blocks of text, comments. Every command reads facts.yaml when it starts, and
 * libyaml takes some 270 instructions a byte; this takes a tenth of that, and of a list of maps that need not be kept a
 * twentieth.
 *
 * It never judges. At the first thing that it does not know for certain (anchors, tags, escapes, a scalar over two
 * lines, every error) it gives up, and libyaml reads the file from the beginning. The test policy-yaml
 * holds both to the same trees, places included.
 */
#include "policy/yaml_build.h"
#include "policy/yaml_scan.h"

#include "base/banned.h"

struct quick {
	struct cm_scan s;
	struct cm_yaml_build *build;
	unsigned depth;
};

static bool block(struct quick *, unsigned col);

static bool
take_value(struct quick *q, struct cm_pos pos, struct cm_str text, bool quoted)
{
	cm_yaml_value(q->build, pos, text, quoted, false);
	return q->build->faults == 0;
}

static bool
key(struct quick *q)
{
	struct cm_pos pos = cm_scan_here(&q->s);
	struct cm_str text;

	if (!cm_scan_key(&q->s, &text))
		return false;
	cm_yaml_key(q->build, pos, text, false);
	return q->build->faults == 0;
}

/* ---- flow collections ---- */

static bool flow_collection(struct quick *);

static inline bool
flow_value(struct quick *q)
{
	struct cm_pos pos = cm_scan_here(&q->s);
	struct cm_str text;

	switch (*q->s.p) {
	case '{':
	case '[':
		return flow_collection(q);
	case '"':
	case '\'':
		return cm_scan_quoted(&q->s, &text) && take_value(q, pos, text, true);
	default:
		return cm_scan_flow_plain(&q->s, &text) && take_value(q, pos, text, false);
	}
}

/* Behind a part: to the next one, or to what closes the collection, which p then stands at. */
static inline bool
flow_next(struct cm_scan *s, char close)
{
	if (!cm_scan_flow_space(s))
		return false;
	if (*s->p == close)
		return true;
	if (*s->p != ',')
		return false;
	s->p++;
	return cm_scan_flow_space(s) && *s->p != close;
}

static bool
flow_collection(struct quick *q)
{
	bool map = *q->s.p == '{';
	char close = map ? '}' : ']';

	if (++q->depth > CM_YAML_DEPTH)
		return false;
	cm_yaml_open(q->build, map ? CM_YAML_MAP : CM_YAML_LIST, cm_scan_here(&q->s));
	q->s.p++;
	if (!cm_scan_flow_space(&q->s))
		return false;
	while (*q->s.p != close)
		if ((map && !(key(q) && cm_scan_flow_space(&q->s))) || !flow_value(q) || !flow_next(&q->s, close))
			return false;
	q->s.p++;
	q->depth--;
	cm_yaml_close(q->build);
	return true;
}

/* ---- blocks of text ---- */

/* One line of it, behind its indentation, to the line's end. */
static bool
block_line(struct cm_scan *s)
{
	for (;; s->p++) {
		unsigned char c = cm_scan_over(s, cm_scan_in_block);

		if (c == '\n')
			return true;
		if (cm_scan_in_block[c] == CM_SCAN_ODD || (c >= 0xc2 && !cm_scan_ordinary(s->p)))
			return false;
	}
}

/* Over its lines, which must all begin in one column further in than col; it is returned. 0: no. */
static unsigned
block_lines(struct cm_scan *s, unsigned col, const char **end)
{
	unsigned indent = 0;

	for (;; cm_scan_new_line(s)) {
		while (*s->p == ' ')
			s->p++;
		if (s->p == s->end || *s->p == '\n' || cm_scan_column(s) <= col)
			break;
		if (!indent)
			indent = cm_scan_column(s);
		if (cm_scan_column(s) != indent || !block_line(s))
			return 0;
		*end = s->p;
	}
	/* Behind a blank line, what is further in would still belong to it, a comment too. */
	while (s->p < s->end && *s->p == '\n') {
		if (cm_scan_column(s) > 0)
			return 0;
		for (cm_scan_new_line(s); *s->p == ' ';)
			s->p++;
	}
	return (s->p == s->end ? cm_scan_column(s) == 0 : cm_scan_column(s) <= col) ? indent : 0;
}

/* To the next line; nothing in it may belong to a value of what stands at col. */
static bool
ends_here(struct cm_scan *s, unsigned col)
{
	return cm_scan_content(s) && (s->p == s->end || cm_scan_column(s) <= col);
}

/* A block of text in its plain form: > or |, perhaps with -. Its lines are joined by blanks or by line ends. */
static bool
block_text(struct quick *q, unsigned col)
{
	struct cm_scan *s = &q->s;
	struct cm_pos pos = cm_scan_here(s);
	char join = *s->p++ == '>' ? ' ' : '\n', *text;
	bool strip = *s->p == '-';
	const char *from, *end = NULL;
	unsigned indent;
	size_t n = 0;

	s->p += strip;
	if (*s->p != '\n')
		return false;
	cm_scan_new_line(s);
	from = s->p;
	indent = block_lines(s, col, &end);
	if (!indent)
		return false;
	text = cm_arena_alloc(q->build->arena, (size_t)(end - from) + 2);
	for (const char *eol; from < end; from = eol + 1) {
		eol = memchr(from, '\n', (size_t)(s->end - from));
		if (n)
			text[n++] = join;
		memcpy(text + n, from + indent, (size_t)(eol - from) - indent);
		n += (size_t)(eol - from) - indent;
	}
	if (!strip)
		text[n++] = '\n';
	cm_yaml_value(q->build, pos, (struct cm_str){text, n}, true, true);
	return ends_here(s, col);
}

/* ---- block maps and lists ---- */

/* A scalar that ends with its line. */
static bool
line_scalar(struct cm_scan *s, unsigned col, struct cm_str *text)
{
	bool good = *s->p == '"' || *s->p == '\'' ? cm_scan_quoted(s, text) : cm_scan_plain(s, text);

	return good && cm_scan_rest(s) && ends_here(s, col);
}

/* A value that begins in this line, of something that stands at col; no further line may belong to it. */
static bool
line_value(struct quick *q, unsigned col)
{
	struct cm_pos pos = cm_scan_here(&q->s);
	bool quoted = *q->s.p == '"' || *q->s.p == '\'';
	struct cm_str text;

	if (*q->s.p == '>' || *q->s.p == '|')
		return block_text(q, col);
	if (*q->s.p == '{' || *q->s.p == '[')
		return flow_collection(q) && cm_scan_rest(&q->s) && ends_here(&q->s, col);
	return line_scalar(&q->s, col, &text) && take_value(q, pos, text, quoted);
}

/* What follows a key's colon or a dash: a value in this line, or deeper in the next ones. */
static bool
value(struct quick *q, unsigned col, bool of_key)
{
	struct cm_scan *s = &q->s;
	const char *from = s->p;

	while (s->p < s->end && *s->p == ' ')
		s->p++;
	if (s->p < s->end && *s->p != '\n' && *s->p != '#')
		return s->p > from && line_value(q, col);
	s->p = from;
	if (!cm_scan_rest(s) || !cm_scan_content(s) || s->p == s->end)
		return false;
	/* A list may stand as far out as the key that it belongs to. */
	if (cm_scan_column(s) > col || (of_key && cm_scan_column(s) == col && *s->p == '-' && s->p[1] == ' '))
		return block(q, cm_scan_column(s));
	return false;
}

static bool
block_map(struct quick *q, unsigned col)
{
	cm_yaml_open(q->build, CM_YAML_MAP, cm_scan_here(&q->s));
	do {
		if (!key(q) || !value(q, col, true))
			return false;
	} while (q->s.p < q->s.end && cm_scan_column(&q->s) == col && *q->s.p != '-');
	cm_yaml_close(q->build);
	return true;
}

/* Does a map begin here, behind a dash, and no single word? */
static bool
begins_map(const struct cm_scan *s)
{
	const char *k = s->p;

	while ((*k >= 'a' && *k <= 'z') || (*k == '_' && k > s->p))
		k++;
	return k > s->p && *k == ':' && (k[1] == ' ' || k[1] == '\n');
}

/* Is there another dash at col? */
static bool
goes_on(const struct cm_scan *s, unsigned col)
{
	return s->p < s->end && cm_scan_column(s) == col && *s->p == '-' && s->p[1] == ' ';
}

static bool
block_list(struct quick *q, unsigned col)
{
	struct cm_scan *s = &q->s;

	cm_yaml_open(q->build, CM_YAML_LIST, cm_scan_here(s));
	do {
		const char *dash = s->p++;

		while (s->p < s->end && *s->p == ' ')
			s->p++;
		if (begins_map(s)) {
			if (++q->depth > CM_YAML_DEPTH || !block_map(q, cm_scan_column(s)))
				return false;
			q->depth--;
			continue;
		}
		s->p = dash + 1;
		if (!value(q, col, false))
			return false;
	} while (goes_on(s, col));
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
	good = *q->s.p == '-' && q->s.p[1] == ' ' ? block_list(q, col) : block_map(q, col);
	q->depth--;
	return good;
}

static struct cm_scan
scan_of(const char *file, struct cm_str bytes)
{
	return (struct cm_scan){.p = bytes.p, .end = bytes.p + bytes.n, .line = bytes.p, .file = file, .row = 1};
}

/* bytes have a NUL behind them. */
bool
cm_yaml_quick(struct cm_yaml_build *b, struct cm_str bytes)
{
	struct quick q = {.s = scan_of(b->file, bytes), .build = b};

	if (!cm_scan_content(&q.s) || q.s.p == q.s.end || cm_scan_column(&q.s) != 0)
		return false;
	return block(&q, 0) && q.s.p == q.s.end && !b->stopped && b->faults == 0;
}

/* ---- a list of maps, entry by entry ---- */

struct entries {
	struct quick q; /* builds what is no scalar */
	const struct cm_yaml_keys *keys;
	struct cm_yaml_build sub;
	struct cm_yaml entry, nodes[CM_YAML_KEYS]; /* of the present entry: scalars, by key */
	const struct cm_yaml *at[CM_YAML_KEYS];
	unsigned next; /* the key that most likely comes next */
};

/* A value that is no scalar in one line, as a tree of its own. */
static bool
subtree(struct entries *e, unsigned i, bool flow, unsigned col)
{
	struct cm_yaml_build *b = &e->sub;
	struct cm_yaml *root;

	b->root = NULL;
	b->link = &b->root;
	b->depth = 0;
	e->q.depth = 3; /* the file's map, its list, the entry */
	if (!(flow ? flow_collection(&e->q) : value(&e->q, col, true)) || b->faults)
		return false;
	root = b->root;
	root->key = e->nodes[i].key;
	root->key_pos = e->nodes[i].key_pos;
	e->at[i] = root;
	return true;
}

/* The key of a member, which it must not have had before; its number. */
static bool
member_key(struct entries *e, unsigned *i)
{
	struct cm_pos pos = cm_scan_here(&e->q.s);
	struct cm_str text;

	if (!cm_scan_key(&e->q.s, &text))
		return false;
	*i = cm_yaml_find_key(e->keys, e->next, text);
	if (*i == e->keys->n || e->at[*i])
		return false;
	e->next = *i + 1;
	e->nodes[*i].key = text; /* what else a scalar has is written with it, or never was */
	e->nodes[*i].key_pos = pos;
	return true;
}

static bool
member_scalar(struct entries *e, unsigned i, struct cm_pos pos, struct cm_str text, bool quoted)
{
	struct cm_yaml *y = &e->nodes[i];

	y->pos = pos;
	y->text = text;
	y->quoted = quoted;
	e->at[i] = y;
	return quoted || !cm_yaml_traps(text);
}

static bool
flow_entry(struct entries *e, unsigned col)
{
	struct cm_scan *s = &e->q.s;
	struct cm_str text;
	unsigned i;

	s->p++;
	if (!cm_scan_flow_space(s))
		return false;
	while (*s->p != '}') {
		struct cm_pos pos;
		bool quoted, good;

		if (!member_key(e, &i) || !cm_scan_flow_space(s))
			return false;
		pos = cm_scan_here(s);
		quoted = *s->p == '"' || *s->p == '\'';
		if (*s->p == '{' || *s->p == '[')
			good = subtree(e, i, true, 0);
		else
			good = (quoted ? cm_scan_quoted(s, &text) : cm_scan_flow_plain(s, &text)) &&
			    member_scalar(e, i, pos, text, quoted);
		if (!good || !flow_next(s, '}'))
			return false;
	}
	s->p++;
	return cm_scan_rest(s) && ends_here(s, col);
}

static bool
block_entry(struct entries *e)
{
	struct cm_scan *s = &e->q.s;
	unsigned col = cm_scan_column(s), i;

	do {
		if (!member_key(e, &i) || !subtree(e, i, false, col))
			return false;
	} while (s->p < s->end && cm_scan_column(s) == col && *s->p != '-');
	return true;
}

/* What stands behind a dash at col. */
static bool
one_entry(struct entries *e, unsigned col)
{
	struct cm_scan *s = &e->q.s;

	for (s->p++; *s->p == ' ';)
		s->p++;
	memset(e->at, 0, e->keys->n * sizeof *e->at);
	e->next = 0;
	e->entry.pos = cm_scan_here(s);
	return *s->p == '{' ? flow_entry(e, col) : begins_map(s) && block_entry(e);
}

bool
cm_yaml_quick_entries(const char *file, struct cm_str bytes, const char *list, const struct cm_yaml_keys *keys,
    cm_yaml_entry *fn, void *ctx, struct cm_arena *a)
{
	struct cm_diag scratch;
	struct entries e = {.keys = keys, .entry = {.kind = CM_YAML_MAP}};
	struct cm_scan *s = &e.q.s;
	struct cm_str text;
	unsigned col;
	bool good;

	cm_diag_init(&scratch, a);
	e.sub = (struct cm_yaml_build){.file = file, .arena = a, .diag = &scratch};
	e.q = (struct quick){.s = scan_of(file, bytes), .build = &e.sub};
	good = cm_scan_content(s) && s->p < s->end && cm_scan_column(s) == 0 && cm_scan_key(s, &text) &&
	    cm_str_is(text, list) && cm_scan_rest(s) && cm_scan_content(s) && s->p < s->end && *s->p == '-' &&
	    s->p[1] == ' ';
	col = cm_scan_column(s);
	while (good && s->p < s->end) {
		good = goes_on(s, col) && one_entry(&e, col);
		if (good)
			fn(ctx, &e.entry, e.at);
	}
	cm_yaml_build_free(&e.sub);
	return good;
}
