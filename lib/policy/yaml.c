/*
 * YAML files as trees, by libyaml's events. Called by every loader of this floor; the only file that knows libyaml.
 * It must stay strict and cheap for hostile input: what could make libyaml slow (nesting, directives, anchors) is
 * refused at the first event or before it, and nothing is resolved, merged or converted.
 */
#include <yaml.h>

#include "base/text.h"
#include "policy/file.h"
#include "policy/yaml.h"
#include "policy/yaml_build.h"

#include "base/banned.h"

static struct cm_pos
mark_pos(const struct cm_yaml_build *b, const yaml_mark_t *m)
{
	return (struct cm_pos){b->file, (unsigned)m->line + 1, (unsigned)m->column + 1};
}

/* Anchors and tags hang on events of three kinds; each is refused at its first. */
static bool
decorated(struct cm_yaml_build *b, const yaml_event_t *e, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor)
		cm_yaml_refuse(b, mark_pos(b, &e->start_mark), "policy.yaml-anchor",
		    "anchors (&) are not allowed: write the value out");
	else if (tag)
		cm_yaml_refuse(b, mark_pos(b, &e->start_mark), "policy.yaml-tag", "tags (!) are not allowed");
	return anchor || tag;
}

static void
take_scalar(struct cm_yaml_build *b, const yaml_event_t *e)
{
	struct cm_str text = {(const char *)e->data.scalar.value, e->data.scalar.length};

	if (decorated(b, e, e->data.scalar.anchor, e->data.scalar.tag))
		return;
	cm_yaml_scalar(b, mark_pos(b, &e->start_mark), cm_arena_str(b->arena, text),
	    e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE, e->start_mark.line != e->end_mark.line);
}

/* One event into the tree. False: over, or refused. */
static bool
take(struct cm_yaml_build *b, const yaml_event_t *e)
{
	struct cm_pos pos = mark_pos(b, &e->start_mark);

	switch (e->type) {
	case YAML_STREAM_END_EVENT:
		return false;
	case YAML_DOCUMENT_START_EVENT:
		if (b->documents++)
			cm_yaml_refuse(
			    b, pos, "policy.yaml-document", "a second document begins: one file, one document");
		break;
	case YAML_ALIAS_EVENT:
		cm_yaml_refuse(b, pos, "policy.yaml-anchor", "aliases (*) are not allowed: write the value out");
		break;
	case YAML_SCALAR_EVENT:
		take_scalar(b, e);
		break;
	case YAML_SEQUENCE_START_EVENT:
		if (!decorated(b, e, e->data.sequence_start.anchor, e->data.sequence_start.tag))
			cm_yaml_open(b, CM_YAML_LIST, pos);
		break;
	case YAML_MAPPING_START_EVENT:
		if (!decorated(b, e, e->data.mapping_start.anchor, e->data.mapping_start.tag))
			cm_yaml_open(b, CM_YAML_MAP, pos);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		cm_yaml_close(b);
		break;
	default:
		break;
	}
	return !b->stopped;
}

/*
 * libyaml compares each %TAG with all before it, which is quadratic, and we know no directive: a file that has a line
 * beginning with % never reaches it. (Inside a block such a line would be indented.)
 */
static bool
has_directive(struct cm_yaml_build *b, const char *p, size_t n)
{
	unsigned line = 1;

	for (const char *end = p + n; p < end; line++) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));

		if (*p == '%') {
			cm_yaml_refuse(b, (struct cm_pos){b->file, line, 1}, "policy.yaml-directive",
			    "directives (%%) are not allowed");
			return true;
		}
		if (!eol)
			break;
		p = eol + 1;
	}
	return false;
}

void
cm_yaml_events(struct cm_yaml_build *b, struct cm_str bytes)
{
	yaml_parser_t parser;
	yaml_event_t event;
	bool more;

	if (has_directive(b, bytes.p, bytes.n))
		return;
	if (!yaml_parser_initialize(&parser))
		cm_oom();
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes.p, bytes.n);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	do {
		if (!yaml_parser_parse(&parser, &event)) {
			if (parser.error == YAML_MEMORY_ERROR)
				cm_oom();
			cm_yaml_refuse(b, mark_pos(b, &parser.problem_mark), "policy.yaml-syntax", "%s%s%s",
			    parser.problem, parser.context ? ", " : "", parser.context ? parser.context : "");
			break;
		}
		more = take(b, &event);
		yaml_event_delete(&event);
	} while (more);
	yaml_parser_delete(&parser);
}

/* UTF-8 alone, told with the place of the first byte that is not. */
static bool
check_utf8(struct cm_yaml_build *b, struct cm_str s)
{
	size_t bad = cm_utf8_check(s.p, s.n);
	struct cm_pos pos = {b->file, 1, 0};
	const char *line = s.p;

	if (bad == s.n)
		return true;
	for (const char *p = s.p; p < s.p + bad; p++)
		if (*p == '\n') {
			pos.line++;
			line = p + 1;
		}
	pos.col = (unsigned)cm_utf8_length((struct cm_str){line, (size_t)(s.p + bad - line)}) + 1;
	cm_yaml_refuse(b, pos, "policy.yaml-encoding",
	    "byte %zu is not UTF-8 text (UTF-16 and others: convert by iconv)", bad + 1);
	return false;
}

/* A first try that says nothing when it fails. */
static bool
quickly(struct cm_yaml_build *b, struct cm_str bytes)
{
	struct cm_yaml_build quick = *b;
	struct cm_diag scratch;
	bool good;

	cm_diag_init(&scratch, b->arena);
	quick.diag = &scratch;
	quick.link = &quick.root;
	good = cm_yaml_quick(&quick, bytes);
	if (good)
		b->root = quick.root;
	cm_yaml_build_free(&quick);
	return good;
}

static enum cm_status
load(struct cm_yaml **out, const char *path, struct cm_str bytes, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_yaml_build b = {.file = path, .arena = a, .diag = d, .link = &b.root};
	unsigned errors = d->errors;

	if (check_utf8(&b, bytes) && !quickly(&b, bytes))
		cm_yaml_events(&b, bytes);
	cm_yaml_build_free(&b);
	if (d->errors == errors && !b.root)
		cm_diag_add(d, CM_ERROR, (struct cm_pos){b.file, 1, 1}, "policy.yaml-empty", "the file is empty");
	if (d->errors != errors)
		return CM_CONFIG;
	*out = b.root;
	return CM_OK;
}

enum cm_status
cm_yaml_load(struct cm_yaml **out, const char *path, struct cm_str *copy, struct cm_arena *a, struct cm_diag *d)
{
	struct cm_str bytes = {"", 0};
	enum cm_status st = cm_file_read(&bytes, path, a, d);

	*out = NULL;
	if (st != CM_OK)
		return st;
	if (copy)
		*copy = bytes;
	return load(out, cm_arena_strdup(a, path), bytes, a, d);
}

enum cm_status
cm_yaml_entries(const char *path, const char *list, const struct cm_yaml_keys *keys, cm_yaml_entry *fn, void *ctx,
    struct cm_str *bytes, struct cm_arena *a, struct cm_diag *d)
{
	const char *const top[] = {list, NULL}, *file = cm_arena_strdup(a, path);
	const struct cm_yaml *at[CM_YAML_KEYS], *entries;
	struct cm_yaml *root;
	enum cm_status st = cm_file_read(bytes, path, a, d);

	if (st != CM_OK)
		return st;
	if (cm_utf8_check(bytes->p, bytes->n) == bytes->n &&
	    cm_yaml_quick_entries(file, *bytes, list, keys, fn, ctx, a))
		return CM_OK;
	fn(ctx, NULL, NULL);
	st = load(&root, file, *bytes, a, d);
	if (st != CM_OK)
		return st;
	if (!cm_yaml_is(root, CM_YAML_MAP, "the file", d))
		return CM_CONFIG;
	cm_yaml_only(root, top, d);
	entries = cm_yaml_get(root, list);
	if (!entries || !cm_yaml_is(entries, CM_YAML_LIST, list, d))
		return cm_fail(d, CM_CONFIG, "policy.missing-key", "%s: there are no %s in it", path, list);
	for (const struct cm_yaml *e = entries->first; e; e = e->next)
		if (cm_yaml_is(e, CM_YAML_MAP, "an entry", d)) {
			cm_yaml_members(e, keys, at, d);
			fn(ctx, e, at);
		}
	return CM_OK;
}
